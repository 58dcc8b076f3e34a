"""Placeholders."""

from __future__ import annotations

import re

import pytest

from pipeline.text.placeholders import LETTERS, PLACEHOLDER, unused


@pytest.mark.parametrize(
    ("text", "letters"), [("Read it.", "XX"), ("Read xx2.", "ZZ"), (" ".join(f"{item}1" for item in LETTERS), "XZQ")]
)
def test_the_letters_are_none_that_the_text_has_with_a_figure(text: str, letters: str) -> None:
    assert unused(text) == letters
    assert unused(text, ["WW", "XX"]) == ("XZQ" if letters == "XZQ" else "WW")


@pytest.mark.parametrize("letters", [*LETTERS, "XZQ", "X"])
def test_the_pattern_finds_every_placeholder(letters: str) -> None:
    assert re.fullmatch(PLACEHOLDER, f"{letters}12")
    assert not re.fullmatch(PLACEHOLDER, letters)
    assert not re.fullmatch(PLACEHOLDER, "XIX1")
