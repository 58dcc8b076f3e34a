"""Hyphens at line ends: words that were divided there are whole again, words that have one keep it."""

from __future__ import annotations

import pytest

from pipeline.text.importers.hyphens import Vocabulary, joint

DOCUMENT = ["The council met in the town. A long-term plan, the neigh-", "bourhood plan. Whitlock has an email."]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("more infor-", "mation here", "information"),
        ("the neigh-", "bours", "neighbours"),
        ("a long-", "term view", "long-term"),
        ("by e-", "mail", "email"),
        ("Whit-", "lock said", "Whitlock"),
        ("in 2020-", "2026", "2020-2026"),
        ("an Anglo-", "Saxon wall", "Anglo-Saxon"),
        ("her mother-in-", "law", "mother-in-law"),
        ("a well-", "known name", "well-known"),
        ("two-", "and three-year terms", "two- and"),
        ("the gov\u00ad", "ernment", "government"),
        ("the gov\u2010", "ernment", "government"),
    ],
)
def test_the_document_then_the_dictionary_decides(before: str, after: str, expected: str) -> None:
    found = joint(before, after, Vocabulary(DOCUMENT))
    assert found is not None and found.text == expected


def test_what_is_used_elsewhere_in_the_document_is_surer_than_the_dictionary() -> None:
    elsewhere = joint("a long-", "term view", Vocabulary(DOCUMENT))
    nowhere = joint("a well-", "known name", Vocabulary(DOCUMENT))
    assert elsewhere and nowhere and elsewhere.confidence > 0.9 > nowhere.confidence


@pytest.mark.parametrize(("before", "after"), [("a dash –", "after it"), ("a dash -", "after"), ("no hyphen", "here")])
def test_other_line_ends_are_no_divided_words(before: str, after: str) -> None:
    assert joint(before, after, Vocabulary(DOCUMENT)) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("The wall of the house is wet and it smells.", "en"), ("El muro de la casa que está en la calle.", "es"),
     ("O muro da casa que não é do vizinho, mas dela.", "pt"), ("", "en")],
)  # fmt: skip
def test_the_language_is_told_by_the_commonest_words(text: str, code: str) -> None:
    assert Vocabulary([text]).language == code


def test_a_divided_spanish_word_is_whole_again() -> None:
    found = joint("toda la infor-", "mación", Vocabulary(["El muro de la casa y los vecinos"]))
    assert found and found.text == "información"
