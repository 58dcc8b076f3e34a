"""Plan sheets: where on which side each page stands, in mm, and what is marked round it. Nothing is read or written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pipeline.errors import OctavillaError
from pipeline.typeset.imposition.marks import Mark, marks_of
from pipeline.typeset.imposition.papers import Duplex, Paper, Size, creep
from pipeline.typeset.imposition.schemes import FLAP, Form, Grid, Line, Scheme, forms, repeated

TOLERANCE = 0.3
"""Pages may differ by this many mm and still count as of one size; a sheet may be that much too small."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a side of a sheet, in mm from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """In mm."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In mm."""
        return self.top - self.bottom

    def grown(self, by: float, within: Box) -> Box:
        """Return it larger on every side, but not beyond `within`."""
        return Box(
            max(self.left - by, within.left), max(self.bottom - by, within.bottom),
            min(self.right + by, within.right), min(self.top + by, within.top),
        )  # fmt: skip

    def turned(self, sheet: Size) -> Box:
        """Return where it is when the side is turned by half a turn."""
        return Box(sheet.width - self.right, sheet.height - self.top, sheet.width - self.left,
                   sheet.height - self.bottom)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One place on a side: the page there, from 1, or None for a blank one.

    `x` and `y` are the lower left corner of the trim box as it lies there, in mm; `rotation` is 0 or 180 degrees.
    """

    page: int | None
    x: float
    y: float
    width: float
    height: float
    rotation: int = 0
    clip: Box
    """What of the page may show: its slot, and its bleed where it has a free edge."""

    @property
    def box(self) -> Box:
        """The page's trim box, on the sheet."""
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a sheet, as its PDF page shows it."""

    placements: tuple[Placement, ...]
    trim: Box
    bleed: Box
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet, its front first; a sheet printed on one side has no back."""

    front: Side
    back: Side | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that are printed."""
        return (self.front,) if self.back is None else (self.front, self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All sheets of one copy, or of several where several stand on a sheet."""

    scheme: str
    paper: str
    size: Size
    """Of the paper, as it lies."""
    duplex: Duplex
    sheets: tuple[Sheet, ...]
    copies: int = 1
    """How many of the same stand on each sheet."""
    scale: float = 1.0
    messages: tuple[str, ...] = ()
    """What somebody should know, one line each."""

    @property
    def two_sided(self) -> bool:
        """Whether any sheet has a back."""
        return any(sheet.back for sheet in self.sheets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How sheets are wanted."""

    paper: Paper
    duplex: Duplex = Duplex.SHORT
    weight: float = 80
    """Of the paper, in g/m²: how far pages creep."""
    signature: int = 0
    """Sheets in a signature at most; 0 for all in one."""
    marks: bool = False
    fit: bool = False
    """Make pages smaller where they are too large for the paper; never larger."""
    gap: float | None = None
    """Between what is cut apart, in mm; None for what the bleed needs."""
    grid: tuple[int, int] | None = None
    """Columns and rows of the same on a sheet; None for as many as there is room for."""
    back_cover: bool = True
    """Whether the last page belongs on the back: blank pages then come before it."""


def plan(scheme: Scheme, sizes: Sequence[Size], wish: Wish, *, bleed: float = 0.0) -> Plan:
    """Plan the sheets of pages with these trimmed sizes, all with `bleed` mm around them.

    Pages keep their size unless `wish.fit` asks for less, and are centred on the paper. Raises OctavillaError for pages
    too large for the paper, of sizes that do not go together, or more than the scheme has places for.
    """
    found = forms(scheme, len(sizes), signature=wish.signature, back_cover=wish.back_cover)
    gap = 2 * bleed if wish.gap is None else wish.gap
    made = [_Laid(form, sizes, scheme, wish, bleed, gap) for form in found]
    messages = tuple(dict.fromkeys(message for laid in made for message in laid.messages()))
    return Plan(
        scheme=scheme.name,
        paper=wish.paper.name,
        size=made[0].sheet,
        duplex=wish.duplex,
        sheets=tuple(laid.whole() for laid in made),
        copies=made[0].columns * made[0].rows,
        scale=min(laid.scale for laid in made),
        messages=messages,
    )


class _Laid:
    """One form laid on paper."""

    def __init__(self, form: Form, sizes: Sequence[Size], scheme: Scheme, wish: Wish, bleed: float, gap: float) -> None:
        self.wish, self.bleed, self.gap = wish, bleed, gap
        widths, heights = _tracks(form, sizes, scheme)
        width, height = sum(widths), sum(heights)
        self.sheet, self.columns, self.rows, self.scale = _room(width, height, gap, scheme, wish)
        if wish.grid is None and not scheme.many:
            self.columns = self.rows = 1
        like_a_book = wish.duplex.turns_like_a_book(self.sheet)
        self.form = repeated(form, self.columns, self.rows, like_a_book=like_a_book)
        scaled = [[size * self.scale for size in track] for track in (widths, heights)]
        self.bleed *= self.scale
        self.lefts = _edges(scaled[0] * self.columns, self.form.columns, gap)
        self.tops = _edges(scaled[1] * self.rows, self.form.rows, gap)
        x = (self.sheet.width - self.lefts[-1][1]) / 2
        y = (self.sheet.height - self.tops[-1][1]) / 2
        self.lefts = [(start + x, end + x) for start, end in self.lefts]
        # Rows run down from the head, heights up from the foot.
        self.tops = [(self.sheet.height - y - start, self.sheet.height - y - end) for start, end in self.tops]
        self.creep = creep(form.depth, wish.weight) * self.scale
        self.trim = Box(self.lefts[0][0], self.tops[-1][1], self.lefts[-1][1], self.tops[0][0])

    def whole(self) -> Sheet:
        """Return the sheet with its back turned as the printer turns it."""
        marks = self._marks()
        front = self._side(self.form.front, marks)
        if self.form.back is None:
            return Sheet(front=front)
        # The back lies mirrored behind the front; the block is centred, so that only the order of the columns changes.
        self.lefts = [(self.sheet.width - end, self.sheet.width - start) for start, end in reversed(self.lefts)]
        columns = tuple(reversed(self.form.columns))
        self.form = replace(self.form, columns=columns)
        back = self._side(self.form.back or (), self._marks())
        if not self.wish.duplex.turns_like_a_book(self.sheet):
            back = _turned(back, self.sheet)
        return Sheet(front=front, back=back)

    def messages(self) -> Iterator[str]:
        """Yield what was done that somebody should know."""
        if self.scale < 1:
            yield f"pages are printed at {self.scale:.0%} of their size to fit on {self.wish.paper.name}"
        if self.wish.marks and not self._marks():
            yield f"{self.wish.paper.name} leaves no room around the pages for marks"

    def _marks(self) -> tuple[Mark, ...]:
        if not self.wish.marks:
            return ()
        trim = self.trim
        return marks_of(
            self.sheet,
            columns=_lines(self.lefts, self.form.columns),
            rows=_lines(self.tops, self.form.rows),
            trim=(trim.left, trim.bottom, trim.right, trim.top),
            bleed=self.bleed,
            slit=self._slit(),
        )

    def _slit(self) -> tuple[float, float, float] | None:
        if self.form.slit is None:
            return None
        first, last = self.form.slit
        return self.lefts[first][0], self.lefts[last - 1][1], self.tops[0][1]

    def _side(self, grid: Grid, marks: tuple[Mark, ...]) -> Side:
        whole = Box(0, 0, self.sheet.width, self.sheet.height)
        placements = []
        for row, cells in enumerate(grid):
            top, bottom = self.tops[row]
            for column, cell in enumerate(cells):
                left, right = self.lefts[column]
                clip = Box(
                    left - self._free(self.form.columns, column - 1),
                    bottom - self._free(self.form.rows, row),
                    right + self._free(self.form.columns, column),
                    top + self._free(self.form.rows, row - 1),
                ).grown(0, whole)
                shift = self.creep * self._to_the_fold(column)
                placements.append(
                    Placement(page=cell.page, x=left + shift, y=bottom, width=right - left, height=top - bottom,
                              rotation=180 if cell.turned else 0, clip=clip)
                )  # fmt: skip
        bleed = self.trim.grown(self.bleed, whole)
        return Side(placements=tuple(placements), trim=self.trim, bleed=bleed, marks=marks)

    def _free(self, lines: tuple[Line, ...], index: int) -> float:
        """Return how far a page may show beyond its edge at a line; at the outer edges all of its bleed."""
        if not 0 <= index < len(lines):
            return self.bleed
        return min(self.bleed, self.gap / 2) if lines[index] is Line.CUT else 0.0

    def _to_the_fold(self, column: int) -> int:
        """Return 1 for a page left of the fold, and -1 for one right of it."""
        right = column < len(self.form.columns) and self.form.columns[column] is Line.FOLD
        return 1 if right else -1


def _tracks(form: Form, sizes: Sequence[Size], scheme: Scheme) -> tuple[list[float], list[float]]:
    """Return the widths of the columns and heights of the rows, from the pages that stand in them, front and back."""
    count = len(form.front[0])
    narrow = {
        column for row in scheme.front for column, page in enumerate(row) if abs(page) in scheme.narrower
    }  # fmt: skip
    columns: list[set[int]] = [set() for _ in range(count)]
    rows: list[set[int]] = [set() for _ in form.front]
    for side, grid in enumerate((form.front, form.back or ())):
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if cell.page is not None:
                    columns[count - 1 - column if side else column].add(cell.page)
                    rows[row].add(cell.page)
    widths = [_same(sorted(pages), [sizes[page - 1].width for page in sorted(pages)]) for pages in columns]
    heights = [_same(sorted(pages), [sizes[page - 1].height for page in sorted(pages)]) for pages in rows]
    known = max(width + (FLAP if column in narrow else 0) for column, width in enumerate(widths) if width)
    widths = [width or known - (FLAP if column in narrow else 0) for column, width in enumerate(widths)]
    wide = [width for column, width in enumerate(widths) if column not in narrow]
    if max(wide) - min(wide) > TOLERANCE or any(widths[column] > min(wide) - FLAP + TOLERANCE for column in narrow):
        shown = ", ".join(f"{width:g}" for width in widths)
        flap = f", the panel that is folded in {FLAP:g} mm narrower" if narrow else ""
        message = (
            f"the pages of a {scheme.name} must be equally wide{flap}; these are {shown} mm. Mend the @page rules."
        )
        raise OctavillaError(message)
    return widths, [height or max(heights) for height in heights]


def _same(pages: list[int], values: list[float]) -> float:
    """Return the size that pages on one column or row share; 0 where there are none."""
    if values and max(values) - min(values) > TOLERANCE:
        numbers = ", ".join(map(str, pages))
        raise OctavillaError(
            f"pages {numbers} lie back to back or side by side and differ in size. Give them one size by @page."
        )
    return max(values, default=0.0)


def _room(width: float, height: float, gap: float, scheme: Scheme, wish: Wish) -> tuple[Size, int, int, float]:
    """Return how the paper lies, how many columns and rows of a block go on it, and at which scale."""
    tried: list[tuple[float, int, bool, Size, int, int]] = []
    for way in wish.paper.ways():
        columns, rows = wish.grid or (
            max(1, int((way.width + gap + TOLERANCE) / (width + gap))),
            max(1, int((way.height + gap + TOLERANCE) / (height + gap))),
        )
        if not scheme.many and wish.grid is None:
            columns = rows = 1
        across, down = columns * width + (columns - 1) * gap, rows * height + (rows - 1) * gap
        scale = min(1.0, (way.width + TOLERANCE) / across, (way.height + TOLERANCE) / down)
        # Of two ways, the larger scale, then more of the same, then the paper lying as the pages together do.
        tried.append((round(scale, 6), columns * rows, way.landscape == (across > down), way, columns, rows))
    scale, _, _, way, columns, rows = max(tried, key=lambda one: one[:3])
    if scale == 1:
        return way, columns, rows, 1.0
    across, down = columns * width + (columns - 1) * gap, rows * height + (rows - 1) * gap
    if not wish.fit:
        need = Size(round(across, 1), round(down, 1))
        message = (
            f"{scheme.name} pages need {need}, and {wish.paper.name} is {wish.paper.size}. "
            "In octavilla.toml, under [print], choose a larger paper, or “fit = true” to make the pages smaller."
        )
        raise OctavillaError(message)
    return way, columns, rows, min((way.width) / across, way.height / down)


def _edges(sizes: list[float], lines: tuple[Line, ...], gap: float) -> list[tuple[float, float]]:
    """Return start and end of each track, with a gap at each cut."""
    gaps = [0.0, *(gap if line is Line.CUT else 0.0 for line in lines)]
    ends = list(accumulate(before + size for before, size in zip(gaps, sizes, strict=True)))
    return [(end - size, end) for end, size in zip(ends, sizes, strict=True)]


def _lines(tracks: list[tuple[float, float]], lines: tuple[Line, ...]) -> tuple[tuple[float, Line], ...]:
    """Return where it is cut and folded, the outer edges included."""
    found = [(tracks[0][0], Line.CUT)]
    for line, (_, end), (start, _) in zip(lines, tracks, tracks[1:], strict=False):
        found += [(end, line)] if end == start else [(end, line), (start, line)]
    return (*found, (tracks[-1][1], Line.CUT))


def _turned(side: Side, sheet: Size) -> Side:
    """Return a side turned by half a turn on its sheet."""
    placements = []
    for one in side.placements:
        box = one.box.turned(sheet)
        rotation = (one.rotation + 180) % 360
        placements.append(replace(one, x=box.left, y=box.bottom, rotation=rotation, clip=one.clip.turned(sheet)))
    return Side(
        placements=tuple(placements),
        trim=side.trim.turned(sheet),
        bleed=side.bleed.turned(sheet),
        marks=tuple(mark.turned(sheet) for mark in side.marks),
    )
