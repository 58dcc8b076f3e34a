"""Folding schemes: for sheet, side, position and rotation, which page stands there.

A scheme is data, and a few lines that repeat it. A side is written as rows from the head down, each from left to right;
the back as it is seen when the sheet has been turned over like the page of a book. A negative number is a page upside
down. Sizes and papers play no part here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from pipeline.errors import OctavillaError

Rows = tuple[tuple[int, ...], ...]


class Line(StrEnum):
    """What is done along a line between two pages of a sheet."""

    FOLD = "fold"
    CUT = "cut"


class Kind(StrEnum):
    """How a sheet becomes something to read."""

    BOUND = "bound"
    """Folded once, sheets inside each other, leaves turned."""
    FOLDED = "folded"
    """One sheet, folded and opened again."""
    CUT = "cut"
    """Several of the same on a sheet, cut apart."""
    PLAIN = "plain"
    """One page a side."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on a side: the page there, from 1, or None for a blank one; `turned` is upside down."""

    page: int | None
    turned: bool = False


Grid = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One sheet before it has a size."""

    front: Grid
    back: Grid | None = None
    columns: tuple[Line, ...] = ()
    """What is done between the columns, left to right on the front."""
    rows: tuple[Line, ...] = ()
    """What is done between the rows, from the head."""
    depth: int = 0
    """How many sheets lie around this one in its signature."""
    slit: tuple[int, int] | None = None
    """The columns, from and to, between which the line under the first row is cut though it is a fold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """How the pages of one format become sheets."""

    name: str
    kind: Kind
    front: Rows
    back: Rows = ()
    columns: tuple[Line, ...] = ()
    rows: tuple[Line, ...] = ()
    panels: tuple[str, ...] = ()
    """What each page is called, for schemes with a fixed number of them."""
    narrower: tuple[int, ...] = ()
    """Pages that are folded in, and therefore 2 mm narrower than the others."""
    slit: tuple[int, int] | None = None
    many: bool = False
    """As many of the same as there is room for stand on a sheet, to be cut apart."""

    @property
    def capacity(self) -> int:
        """How many pages a sheet has."""
        return sum(len(row) for row in (*self.front, *self.back))

    def page_sizes(self, width: float, height: float) -> tuple[tuple[float, float], ...]:
        """Return width and height of each page, in mm, when the open sheet has this size: what a format declares."""
        columns, rows = len(self.front[0]), len(self.front)
        narrow = any(abs(page) in self.narrower for row in self.front for page in row)
        wide = (width + (FLAP if narrow else 0)) / columns
        return tuple(
            (wide - (FLAP if page in self.narrower else 0), height / rows) for page in range(1, self.capacity + 1)
        )


FLAP = 2.0
"""By how much, in mm, a panel that is folded in is narrower, so that it does not buckle in the fold."""

BOOKLET = Scheme(
    name="booklet", kind=Kind.BOUND, front=((4, 1),), back=((2, 3),), columns=(Line.FOLD,), many=True
)  # fmt: skip
"""Saddle stitch, any number of pages: the pattern is that of a signature of one sheet."""

FOLDER = Scheme(
    name="folder", kind=Kind.FOLDED, front=((4, 1),), back=((2, 3),), columns=(Line.FOLD,),
    panels=("cover", "inside left", "inside right", "back"), many=True,
)  # fmt: skip
"""Four pages, folded once."""

TRIFOLD = Scheme(
    name="tri-fold", kind=Kind.FOLDED, front=((3, 6, 1),), back=((2, 4, 5),), columns=(Line.FOLD, Line.FOLD),
    panels=("cover", "inside left", "flap", "inside middle", "inside right", "back"), narrower=(3, 5),
)  # fmt: skip
"""Letter fold: the right panel of the inside is folded in, the left one over it; the back is the mailing panel.

Pages are in the order in which a reader meets them: who opens the cover has the inside's left panel and the flap before
them; the flap opened shows the other two.
"""

ZFOLD = Scheme(
    name="z-fold", kind=Kind.FOLDED, front=((5, 6, 1),), back=((2, 3, 4),), columns=(Line.FOLD, Line.FOLD),
    panels=("cover", "inside left", "inside middle", "back", "outside left", "outside middle"),
)  # fmt: skip
"""Accordion: the inside's right panel is folded behind, the left one over the front; the right one is then the back."""

ZINE = Scheme(
    name="mini-zine", kind=Kind.FOLDED, front=((-7, -6, -5, -4), (8, 1, 2, 3)), columns=(Line.FOLD,) * 3,
    rows=(Line.FOLD,), slit=(1, 3),
    panels=("cover", "page 2", "page 3", "page 4", "page 5", "page 6", "page 7", "back"),
)  # fmt: skip
"""Eight pages on one side of one sheet: cut between the middle panels, folded lengthwise, pushed into a cross."""

FLYERS = Scheme(name="flyers", kind=Kind.CUT, front=((1,),), back=((2,),), many=True)
"""Quarter sheets and strips: as many of the same as there is room for; pages 1 and 2 are the two sides of one flyer."""

PLAIN = Scheme(name="plain", kind=Kind.PLAIN, front=((1,),), back=((2,),))
"""One page a side, both sides: reading edition, large print."""

POSTER = Scheme(name="poster", kind=Kind.PLAIN, front=((1,),))
"""One page a sheet, one side."""

SCHEMES = {
    scheme.name: scheme for scheme in (BOOKLET, FOLDER, TRIFOLD, ZFOLD, ZINE, FLYERS, PLAIN, POSTER)
}  # fmt: skip


def with_blanks(count: int, places: int, *, back_cover: bool = True) -> tuple[int | None, ...]:
    """Return which page stands at each of `places` places in reading order, None for a blank one.

    With a back cover, the last page keeps the last place and blank pages lie together inside it, where a reader takes
    them for end-papers; every other page keeps its number, and so its side and its margins. Without, blanks come last.
    """
    blank = (None,) * (places - count)
    if back_cover and count > 1:
        return (*range(1, count), *blank, count)
    return (*range(1, count + 1), *blank)


def signatures(sheets: int, most: int) -> tuple[int, ...]:
    """Return how many sheets each signature has: at most `most` (0: all in one), and as even as can be.

    >>> signatures(9, 4)
    (3, 3, 3)
    """
    number = -(-sheets // most) if most else 1
    return tuple(sheets // number + (1 if index < sheets % number else 0) for index in range(number))


def saddle_stitch(pages: int) -> list[tuple[int, int]]:
    """Return the page numbers, left and right, of each side of the sheets of a signature, outermost sheet first.

    Sides come in the order in which a printer takes them: outside, inside, outside, inside. `pages` must be a positive
    multiple of 4.

    >>> saddle_stitch(8)
    [(8, 1), (2, 7), (6, 3), (4, 5)]
    """
    if pages <= 0 or pages % 4:
        raise ValueError(f"a saddle stitch needs a multiple of 4 pages, not {pages}")
    sides: list[tuple[int, int]] = []
    for first in range(1, pages // 2, 2):
        last = pages + 1 - first
        sides += [(last, first), (first + 1, last - 1)]
    return sides


def forms(scheme: Scheme, count: int, *, signature: int = 0, back_cover: bool = True) -> tuple[Form, ...]:
    """Return the sheets of `count` pages, outermost first, signature by signature.

    Raises OctavillaError for no pages at all, and for more than a sheet has where a scheme is one sheet.
    """
    if count < 1:
        raise OctavillaError("there are no pages to put on sheets. Write something into the text.")
    if scheme.kind is Kind.BOUND:
        return _bound(scheme, count, signature, back_cover)
    if scheme.kind is Kind.FOLDED:
        if count > scheme.capacity:
            more = count - scheme.capacity
            message = f"a {scheme.name} has {scheme.capacity} pages, and the text fills {count}. Shorten it by {more}."
            raise OctavillaError(message)
        return (_form(scheme, with_blanks(count, scheme.capacity, back_cover=back_cover)),)
    sides = min(count, scheme.capacity)
    places = with_blanks(count, -(-count // sides) * sides, back_cover=False)
    return tuple(_form(scheme, places[start : start + sides]) for start in range(0, len(places), sides))


def _bound(scheme: Scheme, count: int, signature: int, back_cover: bool) -> tuple[Form, ...]:
    sheets = -(-count // 4)
    places = with_blanks(count, sheets * 4, back_cover=back_cover)
    made: list[Form] = []
    first = 0
    for size in signatures(sheets, signature):
        own = places[first : first + 4 * size]
        first += 4 * size
        sides = saddle_stitch(4 * size)
        for depth, (outside, inside) in enumerate(zip(sides[::2], sides[1::2], strict=True)):
            front, back = _grid((outside,), own), _grid((inside,), own)
            made.append(Form(front=front, back=back, columns=scheme.columns, rows=scheme.rows, depth=depth))
    return tuple(made)


def _form(scheme: Scheme, pages: Sequence[int | None]) -> Form:
    two_sided = scheme.back and (scheme.kind is Kind.FOLDED or len(pages) > 1)
    return Form(
        front=_grid(scheme.front, pages),
        back=_grid(scheme.back, pages) if two_sided else None,
        columns=scheme.columns,
        rows=scheme.rows,
        slit=scheme.slit,
    )


def _grid(rows: Rows, pages: Sequence[int | None]) -> Grid:
    return tuple(tuple(Cell(pages[abs(number) - 1], number < 0) for number in row) for row in rows)


def repeated(form: Form, columns: int, rows: int, *, like_a_book: bool) -> Form:
    """Return a form that has the same `columns` × `rows` times, with cuts between.

    What has one page on each side is arranged to print the same picture on both sides of the sheet, where the number of
    columns or rows is even: work and turn, or work and tumble for a printer that turns the sheet head over heels.
    """
    if (columns, rows) == (1, 1):
        return form
    title = form.front[0][0]
    other = form.back[0][0] if form.back and len(form.front) == len(form.front[0]) == 1 else Cell(None)
    front: Grid
    back: Grid
    if other.page is not None and like_a_book and columns % 2 == 0:
        front = back = ((title,) * (columns // 2) + (other,) * (columns // 2),) * rows
    elif other.page is not None and not like_a_book and rows % 2 == 0:
        foot = Cell(other.page, turned=True)
        front = ((title,) * columns,) * (rows // 2) + ((foot,) * columns,) * (rows // 2)
        back = upside_down(front)
    else:
        front = tuple(row * columns for row in form.front) * rows
        back = tuple(row * columns for row in form.back or ()) * rows
    return Form(
        front=front,
        back=back or None,
        columns=_with_cuts(form.columns, columns),
        rows=_with_cuts(form.rows, rows),
        depth=form.depth,
    )


def upside_down(grid: Grid) -> Grid:
    """Return a side turned by half a turn."""
    return tuple(tuple(Cell(cell.page, not cell.turned) for cell in reversed(row)) for row in reversed(grid))


def _with_cuts(lines: tuple[Line, ...], times: int) -> tuple[Line, ...]:
    found = list(lines)
    for _ in pairwise(range(times)):
        found += [Line.CUT, *lines]
    return tuple(found)
