"""Headings and states, as people write them."""

from __future__ import annotations

import pytest

from pipeline.review.catalogue import State
from pipeline.review.exchange.words import Column, approval, column_of, words_for
from pipeline.review.order import WEIGHTS
from pipeline.text.document import Role

CODES = ("en", "es", "es-419", "es-MX", "pt", "pt-BR", "pt-PT", "pt-AO", "gl")


@pytest.mark.parametrize("code", CODES)
def test_every_heading_is_known_again(code: str) -> None:
    words = words_for(code)
    for column, heading in words.columns.items():
        for written in (heading, heading.upper(), f"  {heading.lower()} "):
            assert column_of(written) is column


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("TRADUCCION", Column.TRANSLATION), ("Tradução:", Column.TRANSLATION), ("target", Column.TRANSLATION),
        ("Texto original", Column.SOURCE), ("fonte", Column.SOURCE), ("Estado", Column.STATE),
        ("comentários", Column.COMMENT), ("octavilla es a", Column.KEY), ("Octavilla", Column.KEY),
        ("", None), ("mis dudas", None), ("...", None),
    ],
)  # fmt: skip
def test_headings_of_people_are_known(heading: str, column: Column | None) -> None:
    assert column_of(heading) is column


@pytest.mark.parametrize("code", CODES)
def test_only_what_a_person_chooses_says_anything(code: str) -> None:
    """The words that a sheet goes out with for what nobody approved are nobody's word."""
    words = words_for(code)
    assert [approval(words.states[state]) for state in State] == [None, None, True, None]
    assert approval(words.unfinished) is False
    assert approval(words.unfinished.upper()) is False


@pytest.mark.parametrize(("text", "said"), [("Aprobado", True), ("sí", True), ("X", True), ("☒", True), ("☐", None)])
def test_ticks_and_states_of_people_are_known(text: str, said: bool | None) -> None:
    assert approval(text) is said


@pytest.mark.parametrize("code", ["es", "pt", "pt-PT"])
def test_all_roles_and_doubts_have_words(code: str) -> None:
    words = words_for(code)
    assert words.roles.keys() == {role.value for role in Role}
    assert words.doubts.keys() == WEIGHTS.keys()


def test_the_how_to_names_columns_and_states_as_the_sheet_does() -> None:
    for code in ("en", "es", "pt", "pt-PT"):
        words = words_for(code)
        text = " ".join(words.how_to)
        for part in (
            words.columns[Column.TRANSLATION], words.columns[Column.STATE], words.columns[Column.COMMENT],
            words.states[State.APPROVED], words.unfinished,
        ):  # fmt: skip
            assert part in text
