"""Plans: positions in mm, creep, gaps, bleed, marks where there is room, and sizes that do not fit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.typeset.imposition.marks import Shape
from pipeline.typeset.imposition.papers import PAPERS, Duplex, Size, creep, thickness
from pipeline.typeset.imposition.plan import Plan, Wish, plan
from pipeline.typeset.imposition.schemes import BOOKLET, FLYERS, FOLDER, PLAIN, POSTER, TRIFOLD, ZFOLD, ZINE, Scheme

GOLDEN = Path(__file__).parents[2] / "golden" / "imposition"
A5, A6, A4 = Size(148, 210), Size(105, 148), Size(210, 297)
A4_SHORT = Wish(paper=PAPERS["A4"])


def panels(scheme: Scheme, width: float = 297, height: float = 210) -> tuple[Size, ...]:
    return tuple(Size(*size) for size in scheme.page_sizes(width, height))


def described(made: Plan) -> str:
    """Return a plan as text: a line for each place."""
    lines = [f"{made.scheme} on {made.paper}, {made.size}, {made.duplex} edge, {made.copies} a sheet"]
    for number, sheet in enumerate(made.sheets, 1):
        for letter, side in zip("AB", sheet.sides, strict=False):
            trim = side.trim
            box = f"{trim.left:.2f} {trim.bottom:.2f} {trim.right:.2f} {trim.top:.2f}"
            lines.append(f"{number}{letter} trim {box}, {len(side.marks)} marks")
            for one in side.placements:
                shown = "-" if one.page is None else one.page
                place = f"{one.x:8.2f} {one.y:8.2f} {one.width:8.2f} {one.height:8.2f}"
                lines.append(f"   {shown:>3} {place} {one.rotation:4}")
    return "\n".join(lines) + "\n"


GOLDEN_PLANS = {
    "booklet-a4-short": (BOOKLET, (A5,) * 8, A4_SHORT, 0),
    "booklet-a4-long": (BOOKLET, (A5,) * 8, Wish(paper=PAPERS["A4"], duplex=Duplex.LONG), 0),
    "booklet-a6-signatures": (BOOKLET, (A6,) * 18, Wish(paper=PAPERS["A4"], signature=3), 0),
    "booklet-sra3-marks": (BOOKLET, (A5,) * 4, Wish(paper=PAPERS["SRA3"], marks=True), 3),
    "folder-a4": (FOLDER, (A5,) * 4, A4_SHORT, 0),
    "tri-fold-a4": (TRIFOLD, panels(TRIFOLD), A4_SHORT, 0),
    "z-fold-a4": (ZFOLD, panels(ZFOLD), A4_SHORT, 0),
    "mini-zine-a4": (ZINE, panels(ZINE), Wish(paper=PAPERS["A4"], marks=True), 0),
    "flyers-a4": (FLYERS, (A6,) * 2, A4_SHORT, 0),
    "strips-a4": (FLYERS, (Size(99, 210),) * 2, A4_SHORT, 0),
    "reading-a4": (PLAIN, (A4,) * 3, Wish(paper=PAPERS["A4"], duplex=Duplex.LONG), 0),
    "poster-a3": (POSTER, (Size(297, 420),), Wish(paper=PAPERS["A3"]), 0),
}


@pytest.mark.parametrize("name", GOLDEN_PLANS)
def test_positions_are_as_recorded(name: str) -> None:
    scheme, sizes, wish, bleed = GOLDEN_PLANS[name]
    found, file = described(plan(scheme, sizes, wish, bleed=bleed)), GOLDEN / f"{name}.txt"
    if os.environ.get("OCTAVILLA_GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def test_a_sheet_of_80_grams_is_a_tenth_of_a_millimetre() -> None:
    assert thickness(80) == pytest.approx(0.1)
    assert thickness(170, bulk=0.8) == pytest.approx(0.136)
    assert creep(0, 80) == 0
    assert creep(5, 80) == pytest.approx(0.5)


def test_inner_sheets_move_towards_the_fold_by_a_thickness_each_and_begin_anew_in_each_signature() -> None:
    wish = Wish(paper=PAPERS["A4"], weight=160, signature=4)
    made = plan(BOOKLET, (A5,) * 32, wish)
    for index, sheet in enumerate(made.sheets):
        for side in sheet.sides:
            left, right = side.placements
            assert left.x == pytest.approx(0.5 + 0.2 * (index % 4))
            assert right.x == pytest.approx(148.5 - 0.2 * (index % 4))
            # What would lie across the fold is cut off there.
            assert left.clip.right == right.clip.left == pytest.approx(148.5)


def test_bleed_shows_at_free_edges_half_way_across_a_gap_and_not_across_a_fold() -> None:
    made = plan(BOOKLET, (A5,) * 4, Wish(paper=PAPERS["SRA3"], gap=4), bleed=3)
    upper, lower = made.sheets[0].front.placements[::2]
    assert upper.clip.left == pytest.approx(upper.x - 3)
    assert upper.clip.right == pytest.approx(upper.box.right)
    assert upper.clip.top == pytest.approx(upper.box.top + 3)
    assert upper.y - lower.box.top == pytest.approx(4)
    assert upper.clip.bottom == lower.clip.top == pytest.approx(upper.y - 2)
    side = made.sheets[0].front
    assert (side.bleed.left, side.bleed.top) == pytest.approx((side.trim.left - 3, side.trim.top + 3))


def test_pages_that_are_cut_apart_get_the_gap_that_their_bleed_needs() -> None:
    made = plan(FLYERS, (Size(100, 140),), Wish(paper=PAPERS["A4"], grid=(2, 2)), bleed=2)
    first, second = made.sheets[0].front.placements[:2]
    assert second.x - first.box.right == pytest.approx(4)


@pytest.mark.parametrize(
    ("scheme", "sizes", "paper", "says"),
    [
        (BOOKLET, (A5,) * 4, "Letter", "booklet pages need 296 × 210 mm, and Letter is 215.9 × 279.4 mm"),
        (PLAIN, (A4,), "A5", "plain pages need 210 × 297 mm"),
        (TRIFOLD, panels(TRIFOLD), "Letter", "tri-fold pages need 297 × 210 mm"),
    ],
)
def test_pages_too_large_for_the_paper_are_refused_and_made_smaller_only_when_asked(
    scheme: Scheme, sizes: tuple[Size, ...], paper: str, says: str
) -> None:
    with pytest.raises(OctavillaError, match=f"{says}.*“fit = true”"):
        plan(scheme, sizes, Wish(paper=PAPERS[paper]))
    made = plan(scheme, sizes, Wish(paper=PAPERS[paper], fit=True))
    assert made.scale < 1
    assert f"pages are printed at {made.scale:.0%}" in made.messages[0]
    for sheet in made.sheets:
        for side in sheet.sides:
            assert side.trim.left >= 0 <= side.trim.bottom
            assert side.trim.right <= made.size.width + 1e-9
            assert side.trim.top <= made.size.height + 1e-9


def test_pages_are_never_made_larger() -> None:
    made = plan(PLAIN, (A5,), Wish(paper=PAPERS["A3"], fit=True))
    (page,) = made.sheets[0].front.placements
    assert (page.width, page.height, made.scale) == (148, 210, 1)
    assert (page.x, page.y) == ((made.size.width - 148) / 2, (made.size.height - 210) / 2)


def test_a_flap_as_wide_as_the_others_and_pages_of_two_sizes_are_refused() -> None:
    with pytest.raises(OctavillaError, match="2 mm narrower; these are 99, 99, 99 mm"):
        plan(TRIFOLD, (Size(99, 210),) * 6, A4_SHORT)
    with pytest.raises(OctavillaError, match="pages 1, 2 lie back to back"):
        plan(BOOKLET, (A5, A6, A5, A5), A4_SHORT)


def test_marks_stand_outside_the_bleed_on_the_paper_at_every_cut_and_fold() -> None:
    made = plan(BOOKLET, (A5,) * 4, Wish(paper=PAPERS["SRA3"], marks=True), bleed=3)
    assert made.messages == ()
    for side in (side for sheet in made.sheets for side in sheet.sides):
        for mark in side.marks:
            assert min(mark.x0, mark.x1) >= 0 <= min(mark.y0, mark.y1)
            assert max(mark.x0, mark.x1) <= made.size.width and max(mark.y0, mark.y1) <= made.size.height
            inside = (
                min(mark.x0, mark.x1) < side.bleed.right and max(mark.x0, mark.x1) > side.bleed.left
                and min(mark.y0, mark.y1) < side.bleed.top and max(mark.y0, mark.y1) > side.bleed.bottom
            )  # fmt: skip
            assert not inside
        folds = {round(mark.x0, 3) for mark in side.marks if mark.shape is Shape.FOLD}
        assert folds == {round(made.size.width / 2, 3)}
        cuts = {round(mark.x0, 3) for mark in side.marks if mark.shape is Shape.CUT and mark.x0 == mark.x1}
        assert cuts == {round(side.trim.left, 3), round(side.trim.right, 3)}
        assert len([mark for mark in side.marks if mark.shape is Shape.REGISTER]) == 4


def test_paper_without_room_for_marks_says_so() -> None:
    made = plan(BOOKLET, (A5,) * 4, Wish(paper=PAPERS["A4"], marks=True))
    assert made.messages == ("A4 leaves no room around the pages for marks",)
    assert made.sheets[0].front.marks == ()


def test_the_slit_of_a_mini_zine_lies_between_its_four_middle_panels() -> None:
    made = plan(ZINE, panels(ZINE), Wish(paper=PAPERS["A4"], marks=True))
    (slit,) = made.sheets[0].front.marks
    assert (slit.x0, slit.x1) == pytest.approx((74.25, 222.75))
    assert slit.y0 == slit.y1 == 105


@pytest.mark.parametrize(("paper", "copies"), [("A4", 1), ("A3", 2), ("SRA3", 2)])
def test_as_many_booklets_stand_on_a_sheet_as_there_is_room_for(paper: str, copies: int) -> None:
    assert plan(BOOKLET, (A5,) * 4, Wish(paper=PAPERS[paper])).copies == copies


@pytest.mark.parametrize(("size", "paper", "copies"), [(A6, "A4", 4), (Size(99, 210), "A4", 3), (A6, "A3", 8)])
def test_flyers_fill_the_sheet(size: Size, paper: str, copies: int) -> None:
    assert plan(FLYERS, (size,), Wish(paper=PAPERS[paper])).copies == copies
