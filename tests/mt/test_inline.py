"""Inline Markdown taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.inline import escape, has_letters, parse, signature

REFERENCES = {"LAB": ("https://example.org", "")}


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Plain words.", "Plain words."),
        ("A **b *c* d** e", "A b c d e"),
        (r"2 \* 3 &amp; 4", "2 XX1 3 & 4"),
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
        (
            "See https://example.org/wiki/X_(y), or (www.example.org/a?b=1&c=2).",
            ["https://example.org/wiki/X_(y)", "www.example.org/a?b=1&c=2"],
        ),
        ("Ring 0161 496 0000 or +44 20 7946 0018.", ["0161 496 0000", "+44 20 7946 0018"]),
        ("Ring (0161) 496 0000, 01632 960 147 or 07700900123.", ["(0161) 496 0000", "01632 960 147", "07700900123"]),
        ("On 12/03/2024 at 10.30 we paid 10 000 for 1 500 000.", []),
        (
            "Run name.py with --option=3 and snake_case and print_list()",
            ["name.py", "--option=3", "snake_case", "print_list()"],
        ),
        ("Both and/or either, 8.30-10.30, i.e. 5 km/h", []),
        ("Say Привет, мир to them", ["Привет, мир"]),
        ("2½ cups", ["2½"]),
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


def test_another_writing_is_protected_unless_it_is_the_language_s_own() -> None:
    assert parse("Привет, мир 你好 hello", {}, "ru").words_to_translate().split() == ["Привет,", "мир", "hello"]
    assert parse("Привет, мир 你好 hello", {}, "en").words_to_translate().split() == ["hello"]


def test_there_is_something_to_translate_only_in_the_writing_of_the_language() -> None:
    assert has_letters("hello") and not has_letters("Привет 你好 12")
    assert has_letters("Привет", "ru") and not has_letters("hello", "ru")
    assert has_letters("日本", "ja") and has_letters("αβγ", "el") and has_letters("hello", "no-such-language")


def test_a_placeholder_stands_apart_from_the_word_it_touches() -> None:
    marked = parse("hi😀there", {})
    assert marked.plain == "hi XX1 there"
    assert marked.protected[0].joined == (True, True)


def test_a_placeholder_is_no_word_of_the_sentence() -> None:
    marked = parse("XX1 and xx2 see https://example.org", {})
    assert marked.protected[0].name == "ZZ1"


def test_link_targets_and_labels_are_kept_as_written() -> None:
    marked = parse('[a](<http://x/a b> "t") [b][lab] [lab] [c](http://x/%41_b)', REFERENCES)
    assert [pair.closing for pair in marked.root.children] == [
        '](<http://x/a b> "t")', "][lab]", "][lab]", "](http://x/%41_b)",
    ]  # fmt: skip


@given(st.text(alphabet="ab *_~`[]()<>!\\&#;^1\n.@/=+-0é你П😀½", max_size=40) | st.text(max_size=40))
def test_any_markdown_is_taken_apart_without_complaint(markdown: str) -> None:
    marked = parse(markdown, REFERENCES)
    for item in marked.protected:
        assert marked.plain[item.start : item.end] == item.name


@given(st.text(alphabet="ab *_~`[]()<>!\\&#;^1.", max_size=40).map(str.strip))
def test_escaped_text_has_no_marks(text: str) -> None:
    assert signature(escape(text), {}) == ([], text)
