"""Sheets, cuts, weight and cost: against cases reckoned by hand, and what holds of all of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.project import PAPERS, Prices, Sheets, names_in, packaged
from pipeline.publish.kit.amounts import PILE, amount, grams_of, shared, total
from pipeline.publish.kit.shape import Shape, shape_of
from pipeline.typeset import formats
from pipeline.typeset.imposition.papers import PAPERS as SIZES

PRICES = Prices(
    currency="EUR", black=Decimal("0.04"), colour=Decimal("0.25"),
    paper=(("A4", Decimal("0.01")), ("A3", Decimal("0.03"))),
)  # fmt: skip


def shape(name: str, pages: int = 0, paper: str = "A4", **sheets: object) -> Shape:
    """Return the shape of a packaged format with so many pages."""
    form = formats.load([packaged("templates")], name, paper)
    sizes = tuple(panel.size for panel in form.panels)[: pages or None] or (form.page,) * pages
    return shape_of(form, Sheets(paper=paper, **sheets), sizes)  # type: ignore[arg-type]


CASES = [
    # format, pages, copies: sets, pieces, sheets, sides, cuts, grams, cost in black
    # 4 flyers on a sheet: 23 sheets for 90, in 2 piles of at most 20, 2 cuts each; 23 × (2 × 0.04 + 0.01)
    ("flyer", 2, 90, (23, 92, 23, 46, 4, "114.7608", "2.07")),
    ("flyer", 1, 4, (1, 4, 1, 1, 2, "4.9896", "0.05")),
    # 3 strips on a sheet, 2 cuts
    ("strip", 2, 100, (34, 102, 34, 68, 4, "169.6464", "3.06")),
    # 12 pages: 3 sheets of A4
    ("booklet", 12, 30, (30, 30, 90, 180, 0, "449.064", "8.10")),
    # 8 small pages: 2 sheets, two booklets on them, one cut
    ("booklet-a6", 8, 25, (13, 26, 26, 52, 2, "129.7296", "2.34")),
    ("tri-fold", 6, 60, (60, 60, 60, 120, 0, "299.376", "5.40")),
    ("zine", 8, 10, (10, 10, 10, 10, 0, "49.896", "0.50")),
    # A3: a side counts as two; 3 × (0.08 + 0.03)
    ("poster", 1, 3, (3, 3, 3, 3, 0, "29.9376", "0.33")),
    # 5 pages are 3 sheets and 5 sides
    ("a4", 5, 2, (2, 2, 6, 10, 0, "29.9376", "0.46")),
]


@pytest.mark.parametrize(("name", "pages", "copies", "expected"), CASES)
def test_amounts_are_those_reckoned_by_hand(
    name: str, pages: int, copies: int, expected: tuple[int, int, int, int, int, str, str]
) -> None:
    found = amount(copies, shape(name, pages), 80, PRICES)
    sets, pieces, sheets, sides, cuts, grams, cost = expected
    assert (found.sets, found.pieces, found.sheets, found.sides, found.cuts) == (sets, pieces, sheets, sides, cuts)
    assert found.spare == pieces - copies
    assert found.grams == Decimal(grams)
    assert found.cost == Decimal(cost)


def test_colour_costs_more_and_without_prices_there_is_no_cost() -> None:
    flyer = shape("flyer", 2)
    colour = amount(4, flyer, 80, PRICES, colour=True)
    assert colour.cost == Decimal("0.51")
    assert amount(4, flyer, 80).cost is None


def test_paper_without_a_price_is_part_of_that_of_its_sides() -> None:
    assert amount(1, shape("a4", 1, "Letter"), 80, PRICES).cost == Decimal("0.04")


def test_a_sheet_of_a4_at_80_grammes_weighs_five() -> None:
    assert grams_of("A4", 80) == Decimal("4.9896")


def test_bleed_has_every_piece_cut_on_all_its_sides() -> None:
    made = shape("flyer", 2, "SRA3", bleed=0)
    form = formats.load([packaged("templates")], "flyer", "SRA3")
    bled = shape_of(form, Sheets(paper="SRA3"), tuple(panel.size for panel in form.panels), bleed=3)
    assert made.cuts == made.columns - 1 + made.rows - 1
    assert bled.cuts == 2 * (bled.columns + bled.rows)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", names_in("formats", Path()))
def test_every_format_has_a_shape_on_every_paper_that_takes_it(name: str, paper: str) -> None:
    made = shape(name, 8 if not formats.load([packaged("templates")], name, paper).panels else 0, paper)
    assert made.paper in SIZES
    assert made.sheets >= 1
    assert made.sheets <= made.sides <= 2 * made.sheets
    assert made.columns * made.rows == made.up
    assert (made.flip == "") == (made.sides == made.sheets)
    assert (made.cuts == 0) == (made.up == 1)


@given(
    st.integers(1, 5000),
    st.builds(
        Shape, scheme=st.just("flyers"), paper=st.sampled_from(list(SIZES)), sheets=st.integers(1, 40),
        sides=st.integers(1, 80), up=st.integers(1, 8), cuts=st.integers(0, 6),
    ),
    st.integers(40, 400),
)  # fmt: skip
def test_there_are_enough_copies_and_no_set_too_many(copies: int, made: Shape, weight: int) -> None:
    found = amount(copies, made, weight, PRICES)
    assert found.pieces >= copies
    assert found.pieces - made.up < copies
    assert found.spare == found.pieces - copies
    assert found.sheets == found.sets * made.sheets
    piles = -(-found.sheets // PILE)
    assert (piles - 1) * PILE < found.sheets <= piles * PILE
    assert found.cuts == made.cuts * piles
    more = amount(copies + 1, made, weight, PRICES)
    assert more.sheets >= found.sheets
    assert more.cost is not None
    assert found.cost is not None
    assert more.cost >= found.cost
    whole = total([(made, found), (made, more)])
    assert whole.sheets == found.sheets + more.sheets == sum(dict(whole.paper).values())
    assert whole.cost == found.cost + more.cost
    assert whole.minutes * 60 >= whole.seconds


@given(st.integers(0, 10_000), st.integers(1, 100))
def test_bags_share_all_pieces_evenly(pieces: int, bags: int) -> None:
    parts = shared(pieces, bags)
    assert sum(parts) == pieces
    assert len(parts) == bags
    assert max(parts) - min(parts) <= 1
