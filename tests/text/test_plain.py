"""Markdown as people read it: the text, and the way back to where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.plain import OBJECT, labels, plain

MARKDOWN = st.text(st.sampled_from("ab *_~[]()`<>\\&;!^.\n1"), max_size=40)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Nothing at all.", "Nothing at all."),
        ("**Bold** and [a *link*](x.html)[^1].", "Bold and a link."),
        ("`code` and ![a picture](x.png)", f"{OBJECT} and {OBJECT}"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
        ("<https://a.example>", "https://a.example"),
        ("A \\* star &amp; more", "A * star & more"),
        (r"A \1 and \&amp; more", r"A \1 and &amp; more"),
        ("[words][label] and [others]", "words and [others]"),
    ],
)
def test_marks_are_not_read(markdown: str, text: str) -> None:
    assert plain(markdown, labels(markdown)).text == text


def test_a_stretch_is_found_again_without_the_marks_around_it() -> None:
    text = plain("A **bold** `x` &amp; end")
    assert [text.markdown[slice(*text.span(at, at + 4))] for at in (2,)] == ["bold"]
    assert text.markdown[slice(*text.span(7, 8))] == "`x`"
    assert text.markdown[slice(*text.span(9, 10))] == "&amp;"


def test_marks_inside_a_stretch_stay_when_it_is_replaced() -> None:
    assert plain("foo **bar** baz").replaced(4, 7, "X") == "foo **X** baz"
    assert plain("foo **bar** baz").replaced(4, 11, "X") == "foo **X**"
    assert plain("the **the** end").replaced(3, 7, "") == "the**** end"


@given(MARKDOWN)
def test_every_character_has_its_place(markdown: str) -> None:
    text = plain(markdown)
    assert len(text.places) == len(text.text) + 1
    assert list(text.places) == sorted(set(text.places))
    for at in range(len(text.text)):
        start, end = text.span(at, at + 1)
        assert 0 <= start < end <= len(markdown)
    assert text.replaced(0, 0, "") == markdown
