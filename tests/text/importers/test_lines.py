"""Page numbers and running heads are found, and nothing else is taken for them."""

from __future__ import annotations

import pytest

from pipeline.text.importers.lines import PAGE_NUMBER, RUNNING_HEAD, contents, furniture, loose_furniture

WORDS = ("wall", "roof", "door", "pipe", "stair", "yard", "gate")


def body(page: int) -> list[str]:
    """Return seven lines, none of which stands on another page."""
    return [f"The {word} of the {'very ' * page}old house is wet." for word in WORDS]


def test_numbers_and_heads_of_pages_are_found() -> None:
    pages = [[f"The Notebook {n}", *body(n), str(n)] for n in (1, 2, 3)]
    found = [(item.page, item.place, item.what) for item in furniture(pages)]
    assert found == [(n, at, what) for n in range(3) for at, what in ((0, RUNNING_HEAD), (8, PAGE_NUMBER))]


def test_recto_and_verso_have_heads_of_their_own() -> None:
    pages = [[("The Notebook" if n % 2 else "The wall"), *body(n)] for n in range(6)]
    assert [(item.page, item.place) for item in furniture(pages)] == [(n, 0) for n in range(1, 6)]


def test_the_title_that_later_pages_repeat_stays_on_the_first() -> None:
    pages = [["The wall", *body(1)], ["The wall", *body(2)], ["The wall", *body(3)]]
    assert [item.page for item in furniture(pages)] == [1, 2]


def test_pages_without_either_lose_nothing() -> None:
    assert furniture([body(1), body(2)]) == ()
    assert furniture([body(1)]) == ()


@pytest.mark.parametrize("line", ["12", "- 12 -", "Page 12", "12/20", "Page 12 of 20", "– 12 –", "p. 12", "[12]"])
def test_page_numbers_between_the_halves_of_a_sentence_are_found(line: str) -> None:
    lines = ["The wall had been wet since the autumn and", "", line, "", "nobody came to look at it."]
    assert [item.text for item in loose_furniture(lines)] == [line]


@pytest.mark.parametrize(
    "lines",
    [
        ["\u0130", "", "\u0664", "goes on"],
        ["How many came?", "", "12", "", "That was enough."],
        ["Rooms", "1", "2", "3"],
        ["In the year", "2026", "Something else began."],
        [line for n in ("1", "2", "3") for line in ("", n, "", *body(int(n)))],
        ["We counted.", "", "10", "", "11", "", "12", "", "All of them came."],
    ],
)
def test_other_figures_stay(lines: list[str]) -> None:
    assert loose_furniture(lines) == ()


def test_numbers_that_count_the_pages_are_found_with_the_heads_beside_them() -> None:
    lines = [line for n in (1, 2, 3) for line in (*body(n), "", str(n), "The Notebook", "")]
    assert [item.what for item in loose_furniture(lines)] == [PAGE_NUMBER, RUNNING_HEAD] * 3


def test_tables_of_contents_are_found_with_their_heading() -> None:
    lines = ["CONTENTS", "", "Three kinds of water .......... 1", "‘Open a window’...... 3", "", "The year 2026"]
    assert [item.place for item in contents(lines)] == [0, 2, 3]
    assert contents(["It cost ..... 12", "and no more"]) == ()
