"""Plain words as Markdown: the project's reader gives back what went in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.document import Kind
from pipeline.text.importers import escape
from pipeline.text.importers.wording import letters, missing, words
from pipeline.text.plain import plain
from pipeline.text.read import read_text

SIGNS = st.text(st.sampled_from("ab1 \n\\`*_{}[]()#+-.!<>&;:|~^=\"'/\u00a0é—a\tx"), max_size=40)
PIECES = st.lists(
    st.sampled_from([
        "**", "*", "_", "__", "`", "``", "~~", "~", "[", "](", ")", "][", "]:", "![", "<", "<b>", "</b>", "12)", "1.",
        "<!--", "-->", "<https://example.org>", "&amp;", "&#42;", "&", "\\", "\\\\", "\n", " ", "word", "Name:",
        "<!-- cut -->",
        "#", "##", "- ", "+ ", ">", "---", "===", "***", "| a | b |", "|---|---|", "[^1]", "[^1]: ", "[a]: /x", "```",
        "~~~", "    ", "{.a}", "a@b.org", "https://example.org/a_b_c?x=1&copy=2", "é", "“", "...",
    ]),
    max_size=14,
).map("".join)  # fmt: skip


def normal(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def read_back(markdown: str) -> str:
    document = read_text(f"---\ntitle: t\n---\n\nBefore.\n\n{markdown}\n\nAfter.\n", slug="t", path=Path("t.md"))
    assert [block.kind for block in document.blocks] == [Kind.PARAGRAPH] * 3
    assert not any(block.speaker for block in document.blocks)
    return plain(document.blocks[1].text, document.references).text


@given(SIGNS | PIECES)
def test_a_paragraph_of_any_signs_reads_back_as_itself(text: str) -> None:
    expected = normal(text)
    if expected:
        assert read_back(escape.markdown(text)) == expected
    else:
        assert escape.markdown(text) == ""


@given(SIGNS | PIECES)
def test_a_heading_of_any_signs_reads_back_as_itself(text: str) -> None:
    expected = " ".join(text.split())
    if not expected:
        return
    document = read_text(f"---\ntitle: t\n---\n{escape.heading(text, 2)}\n", slug="t", path=Path("t.md"))
    (block,) = document.blocks
    assert (block.kind, block.level) == (Kind.HEADING, 2)
    assert plain(block.text).text == expected


@given(st.lists(SIGNS.filter(str.strip), min_size=1, max_size=4))
def test_items_of_a_list_read_back_as_themselves(items: list[str]) -> None:
    body = "\n".join(escape.prefixed(escape.markdown(item), "- ", "  ") for item in items)
    document = read_text(f"---\ntitle: t\n---\n{body}\n", slug="t", path=Path("t.md"))
    (block,) = document.blocks
    assert block.kind is Kind.LIST
    texts = [plain("\n\n".join(inner.text for inner in item.children)).text for item in block.children]
    assert texts == [normal(item) for item in items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing to hide.", "Nothing to hide."),
        ("Rent up 3 % - again [sic], says A&B.", "Rent up 3 % - again [sic], says A&B."),
        ("write to a_b@example.org", "write to a_b@example.org"),
        ("It costs 5 < 6 & more", "It costs 5 < 6 & more"),
        ("#housing", "#housing"),
        ("2026. A year", "2026\\. A year"),
        ("12 Mill Lane\nHarbour Town", "12 Mill Lane\\\nHarbour Town"),
    ],
)
def test_only_what_would_be_a_mark_is_escaped(text: str, expected: str) -> None:
    assert escape.markdown(text) == expected


def test_words_are_counted_without_marks_and_unseen_signs() -> None:
    assert words("Co\u00adop *Coop* 12") == {"coop": 2, "12": 1}
    assert words("cafe\u0301 CAFÉ o\ufb03ce") == {"café": 2, "office": 1}
    assert missing("one two two", "two", "one") == {"two": 1}
    assert letters("A well-\nknown 1.") == "awellknown1"
