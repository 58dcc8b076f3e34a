"""Turn the colours of a PDF into inks: text, lines, fields, gradients and pictures, all of its streams.

What is drawn stays where it is. Marks for screen readers are taken out, since this PDF is for a press. Black text is
set to overprint, so that no paper shows round it where the plates are off by a hair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pipeline.typeset.inks import BLACK, MOST, RICH_BLACK, Inks, Press, jpeg

FIELD = (56.0, 28.0)
"""Points (20 and 10 mm): a black field at least so large, one way or the other, gets `RICH_BLACK`."""
_OVER, _PLAIN = "/Overprint", "/Knockout"
_PATH = frozenset({"m", "l", "c", "v", "y", "h", "re", "W", "W*"})
_PAINT = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n"})
_FILLS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_MARKED = frozenset({"BDC", "BMC", "EMC", "MP", "DP"})

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


@dataclass(slots=True)
class _State:
    """What a stream has set, as far as it matters here."""

    matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    fill: Inks | None = BLACK
    """None for a pattern."""
    spaces: dict[bool, str] = field(default_factory=lambda: {False: "/DeviceGray", True: "/DeviceGray"})
    """The colour space for strokes (True) and for fields and text (False)."""
    over: bool = False


def separate(pdf: Any, press: Press) -> None:
    """Change all colours of an open pikepdf PDF into those of `press`."""
    worker = _Separator(pdf, press)
    for page in pdf.pages:
        worker.page(page)


def decoded(image: Any) -> Any:
    """Return a picture of a PDF as a Pillow image; where a JPEG has its inks the other way round, Pillow knows."""
    import pikepdf

    return pikepdf.PdfImage(image).as_pil_image()


def is_black(inks: Inks | None) -> bool:
    """Tell whether something is printed with black alone, fully."""
    return inks == BLACK


class _Separator:
    def __init__(self, pdf: Any, press: Press) -> None:
        self._pdf, self._press = pdf, press
        self._seen: set[tuple[int, int]] = set()
        self._spaces: dict[str, Any] = {}
        self._transparent = False

    def page(self, page: Any) -> None:
        import pikepdf

        resources = page.obj.Resources
        self._resources(resources)
        page.obj.Contents = self._pdf.make_stream(self._content(page, resources))
        if self._transparent:
            space = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceCMYK)
            page.obj.Group = space

    def _once(self, item: Any) -> bool:
        """Tell whether an indirect object is met for the first time."""
        key = item.objgen
        if key == (0, 0):
            return True
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _resources(self, resources: Any) -> None:
        import pikepdf

        if not self._once(resources):
            return
        if "/ColorSpace" in resources:
            self._spaces |= {str(name): value for name, value in resources.ColorSpace.items()}
        for state in resources.get("/ExtGState", {}).values():
            self._state(state)
        for shading in resources.get("/Shading", {}).values():
            self._shading(shading)
        for item in (*resources.get("/Pattern", {}).values(), *resources.get("/XObject", {}).values()):
            self._object(item)
        if "/ColorSpace" in resources:
            del resources.ColorSpace
        states = resources.get("/ExtGState")
        if states is None:
            states = resources.ExtGState = pikepdf.Dictionary()
        states[_OVER] = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, op=True, OP=False, OPM=1)
        states[_PLAIN] = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, op=False, OP=False, OPM=1)

    def _state(self, state: Any) -> None:
        mask = state.get("/SMask")
        if mask is not None and "/G" in mask and self._once(mask.G):
            _grey_group(mask.G)
        opaque = all(float(state.get(name, 1)) == 1 for name in ("/ca", "/CA"))
        if mask is not None or not opaque or str(state.get("/BM", "/Normal")) != "/Normal":
            self._transparent = True

    def _shading(self, shading: Any) -> None:
        import pikepdf

        if self._once(shading) and _parts(shading.ColorSpace) == 3:
            convert = self._press.inks_of_lab if _is_lab(shading.ColorSpace) else self._press.inks
            _functions(shading.Function, convert)
            shading.ColorSpace = pikepdf.Name.DeviceCMYK

    def _object(self, item: Any) -> None:
        import pikepdf

        if not self._once(item):
            return
        if item.get("/Subtype") == "/Image":
            self._image(item)
            return
        if item.get("/PatternType") == 2:
            self._shading(item.Shading)
            return
        if "/Resources" in item:
            self._resources(item.Resources)
        if "/Group" in item:
            self._transparent = True
            item.Group.CS = pikepdf.Name.DeviceCMYK
        if "/StructParents" in item:
            del item.StructParents
        item.write(self._content(item, item.get("/Resources", pikepdf.Dictionary())))

    def _image(self, image: Any) -> None:
        import pikepdf

        if "/SMask" in image:
            self._transparent = True
        if image.get("/ImageMask") or _parts(image.ColorSpace) == 1:
            return
        lossy = image.get("/Filter") in ("/DCTDecode", "/JPXDecode")
        made = self._press.picture(decoded(image))
        for name in ("/DecodeParms", "/Decode"):
            if name in image:
                del image[name]
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceCMYK, 8
        if lossy:
            image.write(jpeg(made), filter=pikepdf.Name.DCTDecode)
            image.Decode = pikepdf.Array([1, 0] * 4)
        else:
            image.write(made.tobytes())

    def _content(self, stream: Any, resources: Any) -> bytes:
        import pikepdf

        writer = _Content(self._press, self._spaces)
        return bytes(pikepdf.unparse_content_stream(list(writer.rewritten(pikepdf.parse_content_stream(stream)))))


class _Content:
    """Rewrites the instructions of one stream."""

    def __init__(self, press: Press, spaces: dict[str, Any]) -> None:
        self._press, self._spaces = press, spaces
        self._state = _State()
        self._stack: list[_State] = []
        self._path: list[Any] = []
        self._outlines: list[list[Point]] = []

    def rewritten(self, instructions: Iterable[Any]) -> Iterator[Any]:
        for instruction in instructions:
            operands, operator = list(instruction.operands), str(instruction.operator)
            if operator in _MARKED:
                continue
            if operator in _PATH:
                self._path.append(instruction)
                self._reach(operator, operands)
            elif operator in _PAINT:
                yield from self._painted(operator, instruction)
            elif operator in ("rg", "RG", "g", "G", "k", "K", "sc", "SC", "scn", "SCN", "cs", "CS"):
                yield from self._coloured(operator, operands, instruction)
            else:
                if operator == "q":
                    self._stack.append(replace(self._state, spaces=dict(self._state.spaces)))
                elif operator == "Q" and self._stack:
                    self._state = self._stack.pop()
                elif operator == "cm":
                    self._state.matrix = _times(_matrix(operands), self._state.matrix)
                elif operator in _SHOWS:
                    yield from self._overprint(is_black(self._state.fill))
                yield instruction

    def _coloured(self, operator: str, operands: list[Any], instruction: Any) -> Iterator[Any]:
        stroke = operator.isupper()
        name = operator.lower()
        if name == "cs":
            # The colour itself, which comes next, is written without its space.
            self._state.spaces[stroke] = str(operands[0])
            if str(operands[0]) == "/Pattern":
                yield instruction
            return
        space = {"rg": "/DeviceRGB", "g": "/DeviceGray", "k": "/DeviceCMYK"}.get(name) or self._state.spaces[stroke]
        if space == "/Pattern":
            if not stroke:
                self._state.fill = None
            yield instruction
            return
        inks = self._inks(space, [float(value) for value in operands])
        if not stroke:
            self._state.fill = inks
        yield _instruction([Decimal(f"{ink:.2f}") for ink in inks], "K" if stroke else "k")

    def _inks(self, space: str, values: list[float]) -> Inks:
        if _is_lab(self._spaces.get(space)):
            return self._press.inks_of_lab(*values)
        if len(values) == 4:
            return _capped((values[0], values[1], values[2], values[3]))
        if len(values) == 1:
            return self._press.inks(values[0], values[0], values[0])
        return self._press.inks(*values)

    def _painted(self, operator: str, instruction: Any) -> Iterator[Any]:
        path, self._path = self._path, []
        outlines, self._outlines = self._outlines, []
        clips = any(str(part.operator) in ("W", "W*") for part in path)
        if operator in _FILLS:
            yield from self._overprint(False)
        black = operator in _FILLS and not clips and is_black(self._state.fill)
        if black and _is_field(outlines, even_odd=operator.endswith("*")):
            yield _instruction([], "q")
            yield _instruction([Decimal(f"{ink:.2f}") for ink in RICH_BLACK], "k")
            yield from (*path, instruction)
            yield _instruction([], "Q")
        else:
            yield from (*path, instruction)

    def _overprint(self, wanted: bool) -> Iterator[Any]:
        import pikepdf

        if self._state.over is not wanted:
            self._state.over = wanted
            yield _instruction([pikepdf.Name(_OVER if wanted else _PLAIN)], "gs")

    def _reach(self, operator: str, operands: list[Any]) -> None:
        """Note the corners of a path, as they stand on the page."""
        values = [float(value) for value in operands]
        if operator == "re":
            x, y, width, height = values
            values = [x, y, x + width, y, x + width, y + height, x, y + height]
        if operator in ("m", "re"):
            self._outlines.append([])
        a, b, c, d, e, f = self._state.matrix
        for x, y in zip(values[::2], values[1::2], strict=False):
            if self._outlines:
                self._outlines[-1].append((a * x + c * y + e, b * x + d * y + f))


def _is_field(outlines: list[list[Point]], *, even_odd: bool) -> bool:
    """Tell whether a filled path is a field: large, and no frame or rule, which is a path of two outlines."""
    points = [point for outline in outlines for point in outline]
    if not points:
        return False
    width = max(x for x, _ in points) - min(x for x, _ in points)
    height = max(y for _, y in points) - min(y for _, y in points)
    areas = [_area(outline) for outline in outlines]
    if even_odd:
        sizes = sorted(abs(area) for area in areas)
        area = sizes[-1] - sum(sizes[:-1])
    else:
        area = abs(sum(areas))
    large = max(width, height) >= max(FIELD) and min(width, height) >= min(FIELD)
    return large and area >= width * height / 2


def _area(outline: list[Point]) -> float:
    """Return the area inside an outline, negative where it runs the other way round."""
    pairs = zip(outline, [*outline[1:], *outline[:1]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def _instruction(operands: list[Any], operator: str) -> Any:
    import pikepdf

    return pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator))


def _matrix(values: Iterable[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _capped(inks: Inks) -> Inks:
    """Return inks that were asked for as such: at most 300 % together."""
    colour, black = sum(inks[:3]), inks[3]
    if (colour + black) * 100 <= MOST:
        return inks
    share = (MOST / 100 - black) / colour
    cyan, magenta, yellow = (int(ink * share * 100) / 100 for ink in inks[:3])
    return cyan, magenta, yellow, black


def _is_lab(space: Any) -> bool:
    return _family(space) == "/Lab"


def _family(space: Any) -> str:
    import pikepdf

    if isinstance(space, pikepdf.Array):
        return str(space[0])
    return str(space) if space is not None else ""


def _parts(space: Any) -> int:
    """Return how many numbers a colour has in a space."""
    family = _family(space)
    if family == "/ICCBased":
        return int(space[1].N)
    if family == "/Indexed":
        return _parts(space[1])
    return {"/DeviceGray": 1, "/CalGray": 1, "/Separation": 1, "/DeviceCMYK": 4}.get(family, 3)


def _functions(function: Any, convert: Any) -> None:
    """Change the colours of a gradient's functions: between two (type 2), or one after another (type 3)."""
    if function.FunctionType == 3:
        for part in function.Functions:
            _functions(part, convert)
    elif function.FunctionType == 2 and len(function.C0) == 3:
        for name in ("/C0", "/C1"):
            function[name] = [Decimal(f"{ink:.2f}") for ink in convert(*(float(value) for value in function[name]))]


def _grey_group(group: Any) -> None:
    """Make a mask grey: how light it is counts, not with which inks it would be printed."""
    import pikepdf

    if "/Group" in group:
        group.Group.CS = pikepdf.Name.DeviceGray
    out = []
    for instruction in pikepdf.parse_content_stream(group):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in _MARKED:
            continue
        if operator in ("rg", "RG"):
            red, green, blue = (float(value) for value in operands)
            grey = Decimal(f"{0.2126 * red + 0.7152 * green + 0.0722 * blue:.4f}")
            out.append(_instruction([grey], "G" if operator == "RG" else "g"))
        else:
            out.append(instruction)
    group.write(pikepdf.unparse_content_stream(out))
    if "/Resources" in group and "/ColorSpace" in group.Resources:
        del group.Resources.ColorSpace
