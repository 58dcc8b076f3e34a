"""Inline Markdown taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.inline import escape, parse, signature

REFERENCES = {"LAB": ("https://example.org", "")}


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Plain words.", "Plain words."),
        ("A **b *c* d** e", "A b c d e"),
        (r"2 \* 3 &amp; 4", "2 X1 3 & 4"),
        ("one\ntwo", "one two"),
        ("one\\\ntwo", "one two"),
        ("word[^1].", "word."),
        ("See [the site](https://example.org/a_b 'T').", "See the site."),
        ("See [the lab][lab] and [lab] and [lab][].", "See the lab and lab and lab."),
        ("[not a link] here", "[not a link] here"),
        ("a <b>tag</b>", "a <b>tag</b>"),
        ("Dr. Smith met e.g. U.S. officials at 3.5 p.m.", "Dr. Smith met e.g. U.S. officials at 3.5 p.m."),
    ],
)
def test_the_plain_text_is_what_a_reader_sees(markdown: str, plain: str) -> None:
    assert parse(markdown, REFERENCES).plain == plain


@pytest.mark.parametrize(
    ("markdown", "raw"),
    [
        ("See https://example.org/a_b?c=d.", ["https://example.org/a_b?c=d"]),
        ("Go to www.example.org, now", ["www.example.org"]),
        ("Go to example.org/path.", ["example.org/path"]),
        ("Write to first.last@example.co.uk!", ["first.last@example.co.uk"]),
        ("Follow @some_body and #freedom", ["@some_body", "#freedom"]),
        ("Item #1 costs", []),
        ("Type `ls -l` in <https://example.org>", ["`ls -l`", "<https://example.org>"]),
        ("A ![cup](cup.png) here", ["![cup](cup.png)"]),
        ("Wait **!** and [`x`](y)", ["**!**", "`x`"]),
    ],
)
def test_what_must_not_be_translated_is_a_placeholder(markdown: str, raw: list[str]) -> None:
    marked = parse(markdown, {})
    assert [item.raw.replace("\\", "") for item in marked.protected] == raw
    for item in marked.protected:
        assert marked.plain[item.start : item.end] == item.name


def test_a_placeholder_is_no_word_of_the_sentence() -> None:
    marked = parse("X1 and x2 see https://example.org", {})
    assert marked.protected[0].name == "Z1"


def test_link_targets_and_labels_are_kept_as_written() -> None:
    marked = parse('[a](<http://x/a b> "t") [b][lab] [lab] [c](http://x/%41_b)', REFERENCES)
    assert [pair.closing for pair in marked.root.children] == [
        '](<http://x/a b> "t")', "][lab]", "][lab]", "](http://x/%41_b)",
    ]  # fmt: skip


@given(st.text(alphabet="ab *_~`[]()<>!\\&#;^1\n.", max_size=40))
def test_any_markdown_is_taken_apart_without_complaint(markdown: str) -> None:
    marked = parse(markdown, REFERENCES)
    for item in marked.protected:
        assert marked.plain[item.start : item.end] == item.name


@given(st.text(alphabet="ab *_~`[]()<>!\\&#;^1.", max_size=40).map(str.strip))
def test_escaped_text_has_no_marks(text: str) -> None:
    assert signature(escape(text), {}) == ([], text)
