"""Write planned sheets as a PDF: pages become form XObjects, so that text stays text and drawings stay drawings.

Kept: title, author and the rest of the document's facts, XMP, language, output intents, bookmarks, links to the web and
inside the text. Lost: tags. A tag says in which order parts of pages are read, and pages on sheets are in another
order; a sheet is for paper, and the PDF in reading order, made beside it, is the one for screen readers. What the XMP
says of PDF/UA, PDF/A and PDF/X is true of the pages and not of the sheets, and is therefore left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.typeset.imposition.marks import RADIUS, Mark, Shape
from pipeline.typeset.imposition.papers import MM, Duplex, Size
from pipeline.typeset.imposition.plan import Box, Placement, Plan, Side

_CLAIMS = (
    "{http://www.aiim.org/pdfua/ns/id/}",
    "{http://www.aiim.org/pdfa/ns/id/}",
    "{http://www.npes.org/pdfx/ns/id/}",
)
"""XMP namespaces of statements that a file keeps to a standard."""
_HAIRLINE = 0.25
"""Width of marks, in points."""
_CIRCLE = 0.5523
"""Handles of four Bézier curves that make a circle of radius 1."""


def measure(pages: bytes) -> tuple[tuple[Size, ...], float]:
    """Return the trimmed sizes of the pages of a PDF, and the bleed that all have around them, both in mm.

    Raises OctavillaError for pages that are to be shown turned, which no typesetter here makes.
    """
    import pikepdf

    sizes: list[Size] = []
    bleed = float("inf")
    with pikepdf.open(BytesIO(pages)) as source:
        for number, page in enumerate(source.pages, 1):
            if int(page.obj.get("/Rotate", 0)) % 360 or float(page.obj.get("/UserUnit", 1)) != 1:
                raise OctavillaError(f"page {number} is turned or scaled. Make the PDF with its pages upright.")
            trim, outer = _floats(page.trimbox), _floats(page.bleedbox)
            sizes.append(Size(round((trim[2] - trim[0]) / MM, 3), round((trim[3] - trim[1]) / MM, 3)))
            bleed = min(bleed, trim[0] - outer[0], trim[1] - outer[1], outer[2] - trim[2], outer[3] - trim[3])
    return tuple(sizes), round(max(bleed, 0.0) / MM, 3) if sizes else 0.0


def write(plan: Plan, pages: bytes) -> bytes:
    """Return the PDF of the planned sheets, front and back in turn, from the PDF of the pages.

    The same plan and bytes give the same bytes.
    """
    import pikepdf

    with pikepdf.open(BytesIO(pages)) as source, pikepdf.new() as sheets:
        writer = _Writer(plan, source, sheets)
        for number, sheet in enumerate(plan.sheets, 1):
            for side, letter in zip(sheet.sides, "AB" if plan.two_sided else ("",), strict=False):
                writer.add(side, f"{number}{letter}")
        writer.finish()
        out = BytesIO()
        sheets.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a page stands first: the sheet's PDF page, and how its points move there."""

    sheet: Any
    move: _Move


@dataclass(frozen=True, slots=True)
class _Move:
    """From a page's points to those of the side: turned by half a turn or not, scaled, shifted."""

    factor: float
    """Scale; negative for half a turn."""
    x: float
    y: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.factor * x + self.x, self.factor * y + self.y

    def rectangle(self, corners: list[float]) -> list[float]:
        x0, y0 = self.point(corners[0], corners[1])
        x1, y1 = self.point(corners[2], corners[3])
        return [round(value, 3) for value in (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))]

    @property
    def matrix(self) -> bytes:
        return b" ".join(_number(value) for value in (self.factor, 0, 0, self.factor, self.x, self.y))


def _moved(placement: Placement, trim: list[float], scale: float) -> _Move:
    box = placement.box
    if placement.rotation == 180:
        return _Move(-scale, box.right * MM + scale * trim[0], box.top * MM + scale * trim[1])
    return _Move(scale, box.left * MM - scale * trim[0], box.bottom * MM - scale * trim[1])


class _Writer:
    """Fills a PDF of sheets, side by side."""

    def __init__(self, plan: Plan, source: Any, sheets: Any) -> None:
        self._plan, self._source, self._sheets = plan, source, sheets
        self._pages = list(source.pages)
        self._numbers = {page.obj.objgen: number for number, page in enumerate(self._pages, 1)}
        self._forms: dict[int, Any] = {}
        self._standing: dict[int, _Standing] = {}
        self._waiting: list[tuple[Any, list[tuple[int, _Move]]]] = []
        self._labels: list[str] = []
        self._register: Any = None

    def add(self, side: Side, label: str) -> None:
        """Add a side as a page."""
        import pikepdf

        size = self._plan.size
        self._sheets.add_blank_page(page_size=(size.width * MM, size.height * MM))
        sheet = self._sheets.pages[-1]
        sheet.obj.TrimBox, sheet.obj.BleedBox = _rectangle(side.trim), _rectangle(side.bleed)
        parts: list[bytes] = []
        names = pikepdf.Dictionary()
        here: list[tuple[int, _Move]] = []
        for placement in side.placements:
            if placement.page is None:
                continue
            page = self._pages[placement.page - 1]
            move = _moved(placement, _floats(page.trimbox), self._plan.scale)
            name = f"/P{placement.page}"
            names[name] = self._form(placement.page)
            clip = placement.clip
            window = b" ".join(_number(value * MM) for value in (clip.left, clip.bottom, clip.width, clip.height))
            parts.append(b"q %s re W n %s cm %s Do Q" % (window, move.matrix, name.encode()))
            self._standing.setdefault(placement.page, _Standing(sheet.obj, move))
            here.append((placement.page, move))
        sheet.obj.Resources = pikepdf.Dictionary(XObject=names)
        if side.marks:
            sheet.obj.Resources.ColorSpace = pikepdf.Dictionary({"/All": self._all_inks()})
            parts += drawn(side.marks)
        sheet.obj.Contents = self._sheets.make_stream(b"\n".join(parts))
        self._waiting.append((sheet, here))
        self._labels.append(label)

    def finish(self) -> None:
        """Add what needs to know where all pages stand, and what is said of the whole document."""
        import pikepdf

        names = self._named()
        for sheet, here in self._waiting:
            links = [link for number, move in here for link in self._links(number, move, names)]
            if links:
                sheet.obj.Annots = self._sheets.make_indirect(pikepdf.Array(links))
        self._bookmarks(names)
        for key, value in self._source.docinfo.items():
            self._sheets.docinfo[key] = str(value)
        root, old = self._sheets.Root, self._source.Root
        if "/Lang" in old:
            root.Lang = pikepdf.String(str(old.Lang))
        if "/OutputIntents" in old:
            intents = [self._sheets.copy_foreign(_indirect(self._source, intent)) for intent in old.OutputIntents]
            root.OutputIntents = pikepdf.Array(intents)
        if "/Metadata" in old:
            root.Metadata = self._sheets.copy_foreign(_indirect(self._source, old.Metadata))
            self._withdraw_claims()
        labels: list[Any] = []
        for index, label in enumerate(self._labels):
            labels += [index, pikepdf.Dictionary(P=pikepdf.String(label))]
        root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(labels))
        duplex = {Duplex.SHORT: "/DuplexFlipShortEdge", Duplex.LONG: "/DuplexFlipLongEdge"}[self._plan.duplex]
        root.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name(duplex if self._plan.two_sided else "/Simplex"),
            PrintScaling=pikepdf.Name("/None"),
            DisplayDocTitle=True,
        )

    def _withdraw_claims(self) -> None:
        with self._sheets.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for name in [name for name in metadata if name.startswith(_CLAIMS)]:
                del metadata[name]

    def _form(self, number: int) -> Any:
        if number not in self._forms:
            page = self._pages[number - 1]
            form = page.as_form_xobject()
            # Made with the trim box; what lies around it is the bleed.
            form.BBox = _array(_floats(page.bleedbox))
            self._forms[number] = self._sheets.copy_foreign(form)
        return self._forms[number]

    def _links(self, number: int, move: _Move, names: Mapping[str, Any]) -> Iterator[Any]:
        import pikepdf

        for link in self._pages[number - 1].obj.get("/Annots", []):
            if link.get("/Subtype") != "/Link" or "/Rect" not in link:
                continue
            action = link.get("/A", pikepdf.Dictionary())
            made = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=move.rectangle([float(value) for value in link.Rect]),
                Border=[0, 0, 0],
            )
            if "/Contents" in link:
                made.Contents = pikepdf.String(str(link.Contents))
            if "/URI" in action:
                made.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(str(action.URI)))
            else:
                destination = self._destination(link.get("/Dest", action.get("/D")), names)
                if destination is None:
                    continue
                made.Dest = destination
            yield self._sheets.make_indirect(made)

    def _destination(self, wanted: Any, names: Mapping[str, Any]) -> Any:
        """Return where a destination of the pages is on the sheets; None where it leads nowhere."""
        import pikepdf

        if isinstance(wanted, (pikepdf.String, pikepdf.Name, str)):
            wanted = names.get(str(wanted))
        if isinstance(wanted, pikepdf.Dictionary):
            wanted = wanted.get("/D")
        if not isinstance(wanted, pikepdf.Array) or not len(wanted):
            return None
        standing = self._standing.get(self._numbers.get(getattr(wanted[0], "objgen", (0, 0)), 0))
        if standing is None:
            return None
        if len(wanted) < 4 or wanted[1] != pikepdf.Name.XYZ or any(_blank(value) for value in list(wanted)[2:4]):
            return pikepdf.Array([standing.sheet, pikepdf.Name.Fit])
        x, y = standing.move.point(float(wanted[2]), float(wanted[3]))
        return pikepdf.Array([standing.sheet, pikepdf.Name.XYZ, round(x, 3), round(y, 3), 0])

    def _named(self) -> dict[str, Any]:
        """Return the named destinations of the pages."""
        import pikepdf

        root = self._source.Root
        found: dict[str, Any] = {str(name): value for name, value in root.get("/Dests", {}).items()}
        tree = root.get("/Names", {}).get("/Dests")
        if tree is not None:
            found |= {str(name): value for name, value in pikepdf.NameTree(tree).items()}
        return found

    def _bookmarks(self, names: Mapping[str, Any]) -> None:
        import pikepdf

        def copied(items: Any) -> Iterator[Any]:
            for item in items:
                action = item.action or pikepdf.Dictionary()
                wanted = item.destination if item.destination is not None else action.get("/D")
                made = pikepdf.OutlineItem(item.title)
                made.destination = self._destination(wanted, names)
                made.is_closed = item.is_closed
                made.children.extend(copied(item.children))
                yield made

        if "/Outlines" in self._source.Root:
            with self._source.open_outline() as old, self._sheets.open_outline() as new:
                new.root.extend(copied(old.root))

    def _all_inks(self) -> Any:
        if self._register is None:
            self._register = all_inks(self._sheets)
        return self._register


def all_inks(pdf: Any) -> Any:
    """Return the colour space in which marks come out on every plate, called `/All` where `drawn` uses it."""
    import pikepdf

    tint = pikepdf.Dictionary(
        FunctionType=2, Domain=[0, 1], N=1, C0=pikepdf.Array([0, 0, 0, 0]), C1=pikepdf.Array([1, 1, 1, 1])
    )
    space = [pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, tint]
    return pdf.make_indirect(pikepdf.Array(space))


def drawn(marks: tuple[Mark, ...]) -> Iterator[bytes]:
    """Yield the instructions that draw marks, in points from the corner of the side."""
    yield b"q /All CS 1 SCN %s w" % _number(_HAIRLINE)
    for dashed in (False, True):
        if dashed:
            yield b"[2 2] 0 d"
        for mark in marks:
            if (mark.shape is Shape.FOLD) is dashed:
                yield _register(mark) if mark.shape is Shape.REGISTER else _stroke(mark.x0, mark.y0, mark.x1, mark.y1)
    yield b"Q"


def _stroke(x0: float, y0: float, x1: float, y1: float) -> bytes:
    return b"%s %s m %s %s l S" % tuple(_number(value * MM) for value in (x0, y0, x1, y1))


def _register(mark: Mark) -> bytes:
    """Return a cross with a circle."""
    x, y = (mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2
    r = RADIUS
    h = r * _CIRCLE
    curves = (
        (x + r, y + h, x + h, y + r, x, y + r), (x - h, y + r, x - r, y + h, x - r, y),
        (x - r, y - h, x - h, y - r, x, y - r), (x + h, y - r, x + r, y - h, x + r, y),
    )  # fmt: skip
    circle = b" ".join(b" ".join(_number(value * MM) for value in curve) + b" c" for curve in curves)
    start = b"%s %s m" % (_number((x + r) * MM), _number(y * MM))
    return b"\n".join((_stroke(mark.x0, y, mark.x1, y), _stroke(x, mark.y0, x, mark.y1), start + b" " + circle + b" s"))


def _indirect(source: Any, item: Any) -> Any:
    return item if item.is_indirect else source.make_indirect(item)


def _blank(value: Any) -> bool:
    return not isinstance(value, (int, float)) and not hasattr(value, "as_tuple")


def _floats(box: Any) -> list[float]:
    return [float(value) for value in box]


def _rectangle(box: Box) -> Any:
    return _array([value * MM for value in (box.left, box.bottom, box.right, box.top)])


def _array(values: list[float]) -> Any:
    import pikepdf

    return pikepdf.Array([round(value, 4) for value in values])


def _number(value: float) -> bytes:
    return f"{value:.4f}".rstrip("0").rstrip(".").encode() if round(value, 4) else b"0"
