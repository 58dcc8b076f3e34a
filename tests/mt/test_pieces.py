"""Cutting long texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.pieces import sentences, split


@given(st.text(max_size=300), st.integers(1, 40), st.sampled_from(["en", "es", "pt-BR", "xx"]))
def test_pieces_cover_everything_but_white_space(text: str, limit: int, code: str) -> None:
    spans = split(text, lambda piece: len(piece) > limit, code)
    assert all(not text[left:right].strip() for (_, left), (right, _) in pairwise(spans))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(end - start <= max(limit, 1) for start, end in spans)
    assert all(left <= right for (_, left), (right, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The first part is here. The second part is there.", ["The first part is here.", "The second part is there."]),
        (
            "the first part of it is here; and the second part, which is shorter",
            ["the first part of it is here;", "and the second part, which is shorter"],
        ),
        (
            "we came home, tired and wet, and we found the door of the house open",
            ["we came home, tired and wet,", "and we found the door of the house open"],
        ),
        (
            "we came home from the long meeting because the hall had closed at nine",
            ["we came home from the long meeting", "because the hall had closed at nine"],
        ),
        ("a long row of words without any sign at all in it", ["a long row of words without", "any sign at all in it"]),
    ],
)
def test_a_cut_falls_at_the_best_place_near_the_middle(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in split(text, lambda piece: len(piece) > 45)] == parts


def test_megabytes_without_a_space_are_no_matter() -> None:
    assert len(split("x" * 1_000_000, lambda piece: len(piece) > 1000)) >= 1000


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One sentence only.", 1),
        ("It rains. We stay.", 2),
        ("Mr. Smith stays at 3 p.m. in London.", 1),
        ("", 1),
        ("No", 1),
    ],
)
def test_sentences_are_translated_one_by_one(text: str, count: int) -> None:
    spans = sentences(text, "en")
    assert len(spans) == count
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
