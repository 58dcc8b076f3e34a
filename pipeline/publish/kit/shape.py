"""What a print file asks of the person at the copier: paper, sides, folds, cuts and staples of one set of it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.project import Sheets
from pipeline.typeset.formats import Format, paper_for
from pipeline.typeset.imposition import wish_of
from pipeline.typeset.imposition.papers import PAPERS, Size
from pipeline.typeset.imposition.plan import plan
from pipeline.typeset.imposition.schemes import SCHEMES, Kind, Line

PLAIN = "plain"
"""The scheme of what is printed page by page, as it is."""
FOLD, STAPLE, SLIT = 6, 6, 75
"""Seconds that a fold, a staple, and all of a mini-zine take a practised hand; our own estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One set of a print file: the sheets of one copy, or of several where several stand on each sheet."""

    scheme: str
    paper: str
    """A name in `PAPERS`."""
    sheets: int
    """Sheets of paper in one set."""
    sides: int
    """Printed sides in one set."""
    up: int = 1
    """Copies in one set: they stand side by side on its sheets and are cut apart."""
    columns: int = 1
    rows: int = 1
    """How these stand: columns × rows = up."""
    landscape: bool = False
    """How the sheets lie as one reads them."""
    flip: str = ""
    """The edge on which the printer turns the sheets, `long` or `short`; empty where only one side is printed."""
    cuts: int = 0
    """Straight cuts through a pile of whole sheets."""
    staples: int = 0
    """Of each copy."""
    folds: int = 0
    """Of each copy."""

    @property
    def size(self) -> Size:
        """The paper's size, as it lies."""
        size = PAPERS[self.paper].size
        return size.turned() if self.landscape else size

    @property
    def seconds(self) -> int:
        """How long folding and stapling one copy takes, about."""
        own = SLIT if self.scheme == "mini-zine" else self.folds * FOLD
        return own + self.staples * STAPLE


def shape_of(form: Format, sheets: Sheets, sizes: tuple[Size, ...], bleed: float = 0.0) -> Shape:
    """Return what a file in a print format asks for, its pages of these `sizes` in reading order.

    `bleed` is what stands around the pages, in mm. Raises OctavillaError as `imposition.plan` does.
    """
    count = len(sizes)
    if form.scheme is None:
        pages = -(-count // 2)
        return Shape(
            scheme=PLAIN, paper=form.sheet, sheets=pages, sides=count, landscape=form.page.landscape,
            # Pages to read are turned like those of a book.
            flip=("short" if form.page.landscape else "long") if count > 1 else "", staples=int(pages > 1),
        )  # fmt: skip
    ordered = tuple(sizes[number - 1] for number in form.pages if number <= count) if form.pages else sizes
    paper = paper_for(form, sheets)
    planned = plan(form.scheme, ordered, wish_of(paper), bleed=bleed)
    columns, rows = _grid(planned.copies, planned.size, ordered, bleed, form)
    bound = form.scheme.kind is Kind.BOUND
    return Shape(
        scheme=form.scheme.name,
        paper=planned.paper,
        sheets=len(planned.sheets),
        sides=sum(len(sheet.sides) for sheet in planned.sheets),
        up=planned.copies,
        columns=columns,
        rows=rows,
        landscape=planned.size.landscape,
        flip=str(planned.duplex) if planned.two_sided else "",
        cuts=_cuts(columns, rows, bleed),
        staples=2 if bound and len(planned.sheets) > 1 else 0,
        folds=form.scheme.columns.count(Line.FOLD) + form.scheme.rows.count(Line.FOLD),
    )


def _grid(up: int, sheet: Size, sizes: tuple[Size, ...], bleed: float, form: Format) -> tuple[int, int]:
    """Return how `up` copies stand on a sheet, in columns and rows, as `imposition.plan` has laid them."""
    if up == 1:
        return 1, 1
    width = sizes[0].width * len(SCHEMES[form.scheme.name].front[0]) if form.scheme else sizes[0].width
    columns = max(1, min(up, int((sheet.width + 2 * bleed + 0.5) / (width + 2 * bleed))))
    while up % columns:
        columns -= 1
    return columns, up // columns


def _cuts(columns: int, rows: int, bleed: float) -> int:
    """Return the cuts through a pile; with bleed, each piece is cut on all its sides."""
    if bleed:
        return 2 * columns + 2 * rows
    return columns - 1 + rows - 1
