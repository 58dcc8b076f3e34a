"""Schemes are data: pages on signatures, blank ones in their places, panels of a size that folds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.typeset.imposition.schemes import (
    BOOKLET,
    FLYERS,
    POSTER,
    SCHEMES,
    TRIFOLD,
    ZFOLD,
    forms,
    repeated,
    saddle_stitch,
    signatures,
    with_blanks,
)


def folded(sides: list[tuple[int, int]]) -> list[int]:
    """Return the pages as a reader meets them: nested sheets, folded in the middle."""
    first, second = [], []
    for outside, inside in zip(sides[::2], sides[1::2], strict=True):
        first += [outside[1], inside[0]]
        second = [inside[1], outside[0], *second]
    return first + second


def test_eight_pages_lie_as_on_paper() -> None:
    assert saddle_stitch(8) == [(8, 1), (2, 7), (6, 3), (4, 5)]
    assert saddle_stitch(4) == [(4, 1), (2, 3)]


@given(st.integers(min_value=1, max_value=60))
def test_folding_the_sheets_gives_the_pages_in_order(sheets: int) -> None:
    assert folded(saddle_stitch(4 * sheets)) == list(range(1, 4 * sheets + 1))


@pytest.mark.parametrize("pages", [0, -4, 1, 6, 10])
def test_other_numbers_of_pages_are_refused(pages: int) -> None:
    with pytest.raises(ValueError, match="multiple of 4"):
        saddle_stitch(pages)


@given(st.integers(1, 200), st.integers(0, 12))
def test_signatures_are_even_and_no_larger_than_asked(sheets: int, most: int) -> None:
    found = signatures(sheets, most)
    assert sum(found) == sheets
    assert max(found) - min(found) <= 1
    assert max(found) <= (most or sheets)
    assert not most or (len(found) - 1) * most < sheets


def test_blank_pages_lie_inside_the_back_cover_or_last_where_there_is_none() -> None:
    assert with_blanks(6, 8) == (1, 2, 3, 4, 5, None, None, 6)
    assert with_blanks(6, 8, back_cover=False) == (1, 2, 3, 4, 5, 6, None, None)
    assert with_blanks(1, 4) == (1, None, None, None)
    assert with_blanks(8, 8) == (1, 2, 3, 4, 5, 6, 7, 8)


@given(st.integers(1, 68), st.integers(0, 5), st.booleans())
def test_a_booklet_has_every_page_once_and_less_than_a_sheet_of_blank_ones(
    count: int, signature: int, back_cover: bool
) -> None:
    made = forms(BOOKLET, count, signature=signature, back_cover=back_cover)
    pages = [cell.page for form in made for grid in (form.front, form.back or ()) for row in grid for cell in row]
    assert sorted(page for page in pages if page) == list(range(1, count + 1))
    assert pages.count(None) == -count % 4
    assert [form.depth for form in made if form.depth == 0] == [0] * len(signatures(len(made), signature))


def test_panels_that_are_folded_in_are_2_mm_narrower_and_fill_the_sheet() -> None:
    sizes = dict(zip(TRIFOLD.panels, TRIFOLD.page_sizes(297, 210), strict=True))
    assert sizes["flap"] == sizes["inside right"] == pytest.approx((97.667, 210), abs=0.001)
    assert sizes["cover"] == sizes["back"] == sizes["inside left"] == pytest.approx((99.667, 210), abs=0.001)
    assert set(ZFOLD.page_sizes(297, 210)) == {(99, 210)}


@pytest.mark.parametrize("scheme", [scheme for scheme in SCHEMES.values() if scheme.panels], ids=lambda one: one.name)
def test_panels_with_names_are_all_the_pages(scheme) -> None:  # type: ignore[no-untyped-def]
    numbers = sorted(abs(page) for row in (*scheme.front, *scheme.back) for page in row)
    assert numbers == list(range(1, len(scheme.panels) + 1))


def test_no_pages_and_too_many_for_a_sheet_are_told() -> None:
    with pytest.raises(OctavillaError, match="no pages"):
        forms(BOOKLET, 0)
    with pytest.raises(OctavillaError, match="a tri-fold has 6 pages, and the text fills 9. Shorten it by 3"):
        forms(TRIFOLD, 9)


def test_one_page_is_printed_on_one_side() -> None:
    assert forms(FLYERS, 1)[0].back is None
    assert all(form.back is None for form in forms(POSTER, 5))


@pytest.mark.parametrize(("like_a_book", "columns", "rows"), [(True, 2, 2), (True, 2, 3), (False, 3, 2), (False, 2, 2)])
def test_work_and_turn_prints_the_same_picture_on_both_sides(like_a_book: bool, columns: int, rows: int) -> None:
    made = repeated(forms(FLYERS, 2)[0], columns, rows, like_a_book=like_a_book)
    front = made.front
    back = made.back or ()
    if not like_a_book:
        # The back is printed upside down for such a printer.
        back = tuple(tuple(reversed(row)) for row in reversed(back))
        assert [[cell.page for cell in row] for row in back] == [[cell.page for cell in row] for row in front]
        assert all(
            one.turned is not other.turned
            for mine, theirs in zip(front, back, strict=True)
            for one, other in zip(mine, theirs, strict=True)
        )
    else:
        assert back == front


def test_an_odd_number_of_columns_prints_fronts_on_the_front() -> None:
    made = repeated(forms(FLYERS, 2)[0], 3, 1, like_a_book=True)
    assert [cell.page for cell in made.front[0]] == [1, 1, 1]
    assert [cell.page for cell in (made.back or ())[0]] == [2, 2, 2]
