"""By folding: every format on every paper, printed, cut, folded and read as a person does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from folding import Layer, Print, block, head_up, printed, read_bound, read_folded, read_plain, read_zine
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import numbered, words

from pipeline.errors import OctavillaError
from pipeline.typeset.imposition import impose, plan
from pipeline.typeset.imposition.papers import PAPERS, Duplex, Size
from pipeline.typeset.imposition.plan import Plan, Wish
from pipeline.typeset.imposition.schemes import (
    BOOKLET,
    FLYERS,
    FOLDER,
    PLAIN,
    POSTER,
    TRIFOLD,
    ZFOLD,
    ZINE,
    Scheme,
)

A5, A6, STRIP, A4, A3 = (148.0, 210.0), (105.0, 148.0), (99.0, 210.0), (210.0, 297.0), (297.0, 420.0)
HALF_LETTER, QUARTER_LETTER = (139.7, 215.9), (107.95, 139.7)


@dataclass(frozen=True)
class Sheets:
    """Sheets as printed, and what a person who folds them goes by."""

    layers: list[Layer]
    page: tuple[float, float]
    gap: float
    grid: tuple[int, int]
    """Columns and rows of the same."""
    wish: Wish
    scale: float
    single: bool = False


def even(total: int, most: int) -> list[int]:
    """Share sheets among as few signatures as can be, dealt out one by one."""
    number = next(n for n in range(1, total + 1) if not most or n * most >= total)
    return [len(range(index, total, number)) for index in range(number)]


def bound(sheets: Sheets) -> list[list[int | None]]:
    width, height = sheets.page
    read = []
    copies = [block(layer, *sheets.grid, 2 * width, height, sheets.gap) for layer in sheets.layers]
    for place in range(sheets.grid[0] * sheets.grid[1]):
        spreads = [copy[place] for copy in copies]
        sizes = even(len(spreads), sheets.wish.signature)
        starts = [sum(sizes[:index]) for index in range(len(sizes))]
        read.append(read_bound([spreads[start : start + size] for start, size in zip(starts, sizes, strict=True)]))
    return read


def folder(sheets: Sheets) -> list[list[int | None]]:
    width, height = sheets.page
    (sheet,) = sheets.layers
    return [read_bound([[piece]]) for piece in block(sheet, *sheets.grid, 2 * width, height, sheets.gap)]


def leaflet(flap: float, way: str, mailing: int) -> Callable[[Sheets], list[list[int | None]]]:
    def read(sheets: Sheets) -> list[list[int | None]]:
        width, height = sheets.page
        (sheet,) = sheets.layers
        (piece,) = block(sheet, 1, 1, 3 * width - flap * sheets.scale, height)
        inside = (piece.mirrored_x((piece.left + piece.right) / 2),)
        first, second = piece.left + width, piece.left + 2 * width
        # What is folded in must not reach the other fold, or it buckles.
        assert way == "under" or second - (piece.right - second) >= first + (flap - 0.01) * sheets.scale
        met, back = read_folded(inside, [(second, "right", way), (first, "left", "over")])
        assert len(back) <= 1
        assert len(met) < 6 or back == [mailing]
        return [[*met]]

    return read


def zine(sheets: Sheets) -> list[list[int | None]]:
    width, height = sheets.page
    (sheet,) = sheets.layers
    return [read_zine(block(sheet, 1, 1, 4 * width, 2 * height)[0])]


def flyers(sheets: Sheets) -> list[list[int | None]]:
    width, height = sheets.page
    pieces = [block(layer, *sheets.grid, width, height, sheets.gap) for layer in sheets.layers]
    # A flyer in the hand is turned so that its title is up: a piece may lie on its face, or head down.
    return [
        [page for piece in pile for page in sorted(read_plain(head_up(piece)))] for pile in zip(*pieces, strict=True)
    ]


def plain(sheets: Sheets) -> list[list[int | None]]:
    return [[page for layer in sheets.layers for page in read_plain(layer)]]


@dataclass(frozen=True)
class Case:
    name: str
    scheme: Scheme
    page: tuple[float, float]
    read: Callable[[Sheets], list[list[int | None]]]
    most: int = 10_000
    across: int = 1
    """Pages side by side in what is not cut apart."""
    opened: tuple[float, float] = field(default=(0, 0))

    def sizes(self, count: int, wish: Wish) -> tuple[Size, ...]:
        if self.opened[0]:
            panels = [Size(*size) for size in self.scheme.page_sizes(*self.opened)]
            return (*panels[: count - 1], panels[-1] if wish.back_cover and count > 1 else panels[count - 1])
        return (Size(*self.page),) * count


CASES = [
    Case("A5 booklet", BOOKLET, A5, bound, across=2),
    Case("A6 booklet", BOOKLET, A6, bound, across=2),
    Case("half-letter booklet", BOOKLET, HALF_LETTER, bound, across=2),
    Case("A5 folder", FOLDER, A5, folder, 4, across=2),
    Case("tri-fold A4", TRIFOLD, (299 / 3, 210), leaflet(2, "over", 6), 6, opened=(297, 210)),
    Case("tri-fold Letter", TRIFOLD, (281.4 / 3, 215.9), leaflet(2, "over", 6), 6, opened=(279.4, 215.9)),
    Case("z-fold A4", ZFOLD, (99, 210), leaflet(0, "under", 4), 6, opened=(297, 210)),
    Case("mini-zine", ZINE, (74.25, 105), zine, 8, opened=(297, 210)),
    Case("quarter-sheet flyers", FLYERS, A6, flyers),
    Case("quarter-letter flyers", FLYERS, QUARTER_LETTER, flyers),
    Case("third-sheet strips", FLYERS, STRIP, flyers),
    Case("reading edition", PLAIN, A4, plain),
    Case("poster", POSTER, A3, plain),
]


def prints(made: Plan) -> list[list[list[Print]]]:
    """Return what is printed on each side of each sheet, by the plan."""
    return [
        [
            [
                Print(one.page, one.x + one.width / 2, one.y + one.height / 2, (0, -1 if one.rotation else 1))
                for one in side.placements
                if one.page is not None
            ]
            for side in sheet.sides
        ]
        for sheet in made.sheets
    ]


def fold_and_check(
    case: Case, count: int, wish: Wish, made: Plan, shown: Sequence[Sequence[list[Print]]], bleed: float = 0
) -> None:
    """Read the sheets and compare: every copy has all pages in order, blank ones where they belong."""
    width, height = (side * made.scale for side in case.page)
    layers = [
        printed(made.size.width, made.size.height, sides[0], sides[1] if len(sides) > 1 else (), wish.duplex.value)
        for sides in shown
    ]
    gap = 2 * bleed if wish.gap is None else wish.gap
    many = case.read in (bound, folder, flyers)
    across = case.across * width
    columns = max(1, int((made.size.width + gap + 0.3) / (across + gap))) if many else 1
    rows = max(1, int((made.size.height + gap + 0.3) / (height + gap))) if many else 1
    sheets = Sheets(layers, (width, height), gap, (columns, rows), wish, made.scale)
    copies = case.read(sheets)
    assert len(copies) == made.copies == columns * rows
    for pages in copies:
        assert [page for page in pages if page is not None] == list(range(1, count + 1))
        assert pages[0] == 1
        blanks = [index for index, page in enumerate(pages) if page is None]
        if blanks:
            last = len(pages) - (1 if wish.back_cover and count > 1 else 0)
            assert blanks == list(range(last - len(blanks), last))
            assert len(blanks) < 4 or case.scheme is ZINE or case.scheme is FOLDER
    if case.scheme in (TRIFOLD, ZFOLD) and count == case.most:
        assert {page for sides in shown for side in sides for page in (one.page for one in side)} == set(range(1, 7))


def check(case: Case, count: int, wish: Wish) -> None:
    if count > case.most:
        with pytest.raises(OctavillaError, match=f"Shorten it by {count - case.most}"):
            plan(case.scheme, case.sizes(case.most, wish) + (Size(*case.page),) * (count - case.most), wish)
        return
    made = plan(case.scheme, case.sizes(count, wish), wish)
    fold_and_check(case, count, wish, made, prints(made))


wishes = st.builds(
    Wish,
    paper=st.sampled_from(list(PAPERS.values())),
    duplex=st.sampled_from(list(Duplex)),
    weight=st.sampled_from([60, 80, 120, 170]),
    signature=st.integers(0, 6),
    marks=st.booleans(),
    fit=st.just(True),
    gap=st.sampled_from([None, 0.0, 4.0]),
    back_cover=st.booleans(),
)


@settings(deadline=None, max_examples=400)
@given(case=st.sampled_from(CASES), count=st.integers(1, 68), wish=wishes)
def test_folded_sheets_read_from_1_to_n_upright(case: Case, count: int, wish: Wish) -> None:
    check(case, count, wish)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_format_paper_duplex_mode_and_number_of_pages_folds(case: Case) -> None:
    for paper in PAPERS.values():
        for duplex in Duplex:
            for count in range(1, 69):
                for signature in (0, 4) if case.scheme is BOOKLET else (0,):
                    check(case, count, Wish(paper=paper, duplex=duplex, signature=signature, fit=True))


def folded_pdf(case: Case, count: int, wish: Wish, bleed: float = 0) -> Plan:
    """Impose a PDF of numbered pages, read back where each number stands, fold that; return the plan."""
    sizes = [(size.width, size.height) for size in case.sizes(count, wish)]
    pdf, made = impose(numbered(sizes, bleed), case.scheme, wish)
    sides = [side for sheet in made.sheets for side in sheet.sides]
    found = words(pdf)
    assert len(found) == len(sides)
    shown: list[list[Print]] = []
    for side, here in zip(sides, found, strict=True):
        wanted = sorted((one.page, round(one.box.left, 3), round(one.box.bottom, 3)) for one in side.placements
                        if one.page)  # fmt: skip
        read = []
        for word in here:
            width, height = sizes[word.page - 1]
            turn = word.along[0] * made.scale
            x, y = word.x + turn * (width / 2 - 10), word.y + turn * (height / 2 - 20)
            read.append(Print(word.page, x, y, (0, word.along[0])))
        corners = sorted(
            (one.page, one.x - sizes[one.page - 1][0] * made.scale / 2, one.y - sizes[one.page - 1][1] * made.scale / 2)
            for one in read
        )
        assert corners == [(page, pytest.approx(x, abs=0.1), pytest.approx(y, abs=0.1)) for page, x, y in wanted]
        shown.append(read)
    by_sheet: list[list[list[Print]]] = []
    for sheet in made.sheets:
        by_sheet.append([shown.pop(0) for _ in sheet.sides])
    fold_and_check(case, count, wish, made, by_sheet, bleed)
    return made


@settings(deadline=None, max_examples=40)
@given(case=st.sampled_from(CASES), count=st.integers(1, 24), wish=wishes, bleed=st.sampled_from([0.0, 3.0]))
def test_numbers_read_back_from_the_imposed_pdf_fold_to_1_to_n(
    case: Case, count: int, wish: Wish, bleed: float
) -> None:
    folded_pdf(case, min(count, case.most), wish, bleed)


@pytest.mark.slow
@pytest.mark.parametrize("duplex", list(Duplex))
@pytest.mark.parametrize("paper", list(PAPERS.values()), ids=lambda paper: paper.name)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pdf_of_every_format_paper_and_duplex_mode_folds(case: Case, paper: Any, duplex: Duplex) -> None:
    for count in sorted({min(count, case.most) for count in (1, 2, 3, 4, 5, 6, 8, 13, 36, 68)}):
        folded_pdf(case, count, Wish(paper=paper, duplex=duplex, signature=5, marks=True, fit=True))


def test_the_model_sees_a_back_that_was_printed_for_the_other_edge() -> None:
    """The model can fail: sheets for the short edge, turned on the long one, are upside down inside."""
    wish = Wish(paper=PAPERS["A4"], duplex=Duplex.SHORT)
    made = plan(BOOKLET, (Size(*A5),) * 8, wish)
    with pytest.raises(AssertionError, match="points"):
        fold_and_check(CASES[0], 8, Wish(paper=PAPERS["A4"], duplex=Duplex.LONG), made, prints(made))


def test_the_model_sees_pages_that_changed_places() -> None:
    wish = Wish(paper=PAPERS["A4"])
    made = plan(BOOKLET, (Size(*A5),) * 8, wish)
    shown = prints(made)
    shown[0][0] = [Print(9 - one.page, one.x, one.y, one.up) for one in shown[0][0]]
    with pytest.raises(AssertionError):
        fold_and_check(CASES[0], 8, wish, made, shown)
