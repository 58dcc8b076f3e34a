"""Capitals and Title Case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.casing import Case, case_of, lower, plain_case, sentence_case, upper, with_names

KNOWN = {"know", "your", "rights", "as", "a", "tenant", "opens", "street", "festival", "in", "NATO", "heat", "Brooklyn"}


def pieces(word: str) -> int:
    return 1 if word in KNOWN else 3


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("KNOW YOUR RIGHTS", Case.CAPITALS),
        ("HOUSING", Case.CAPITALS),
        ("HEAT", Case.CAPITALS),
        ("NATO", Case.SENTENCE),
        ("UN 2020", Case.SENTENCE),
        ("I am", Case.SENTENCE),
        ("", Case.SENTENCE),
        ("1917", Case.SENTENCE),
        ("Know Your Rights as a Tenant", Case.TITLE),
        ("The Landlord, the Council and the Law of the Land", Case.TITLE),
        ("Know your rights as a tenant", Case.SENTENCE),
        ("Rosa Parks", Case.SENTENCE),
        ("Know Your Rights as a Tenant.", Case.SENTENCE),
        ("The council of Tanner Court met on Monday", Case.SENTENCE),
    ],
)
def test_how_a_line_is_set(text: str, case: Case) -> None:
    assert case_of(text, pieces) is case


def test_capitals_become_a_sentence() -> None:
    """Abbreviations with stops, those that the package knows, numerals, `I` and placeholders keep their capitals."""
    text = "THE U.S. AND NATO IN XIX, AND I SAY X1: B12"
    assert sentence_case(text, {"X1"}, pieces) == "The U.S. and NATO in XIX, and I say X1: B12"


def test_title_case_becomes_a_sentence_with_its_names() -> None:
    """A name is what the package spells better with a capital; one that it copies gets the capital back."""
    text = plain_case("Maria Opens Street Festival in Brooklyn with McKay and I'm X1", {"X1"}, pieces)
    assert text == "Maria opens street festival in Brooklyn with McKay and I'm X1"
    assert with_names("Street Festival in Hackney", "festival de calle en hackney", pieces) == (
        "festival de calle en Hackney"
    )


@given(st.text(max_size=80))
def test_every_sign_keeps_its_place(text: str) -> None:
    changed = (lower(text), upper(text), sentence_case(text, (), pieces), plain_case(text, (), pieces))
    assert {len(item) for item in changed} == {len(text)}
    assert all(item.casefold() == text.casefold() for item in changed if text.isascii())
