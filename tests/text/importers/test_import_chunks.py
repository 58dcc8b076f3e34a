"""Markdown cut into its top blocks: put together again they are the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.document import Kind
from pipeline.text.importers.chunks import pieces_of, plain_of
from pipeline.text.markdown import block_parser

BLOCKS = ["# A", "A\n===", "## B ##", "word *em*", "a  \nb", "- a\n- b\n\n  c", "* x\n  1. y", "1. one\n2. two",
    "> q\nlazy",
          "> - a\n> - b", "| a | b |\n|:-:|---|\n| c | d |", "[^1]: note\n\n    more", "```py\nx\n```", "    code",
              "***",
          "<!-- cut -->", '![a](b.png "c"){credit="Me"}', "![a](b.png) and words", "~~~\n```\n~~~",
              "- [ ] x"]  # fmt: skip


def tokens(text: str) -> list[tuple[str, str, str]]:
    """Return what the project's parser sees, without how it was written."""
    return [({"code_block": "fence"}.get(token.type, token.type), token.tag if token.type != "code_block" else "code",
             token.content.strip("\n") if token.type != "html_block" else "")
            for token in block_parser().parse(text)]  # fmt: skip


@given(st.lists(st.sampled_from(BLOCKS), max_size=6))
def test_pieces_put_together_are_the_same_text(blocks: list[str]) -> None:
    text = "\n\n".join(blocks)
    again = "\n\n".join(piece.markdown for piece in pieces_of(text))
    assert tokens(again) == tokens(text)


@pytest.mark.parametrize(("text", "kind", "markdown", "plain"), [
    ("A *b*\n===", Kind.HEADING, "# A *b*", "A b"),
    ("a **b** `c` [d](http://x) ![e](f)[^1]", Kind.PARAGRAPH, "a **b** `c` [d](http://x) ![e](f)[^1]", "a b c d e"),
    ('![a](b.png "C *d*")', Kind.FIGURE, '![a](b.png "C *d*")', "a C d"),
    ("![a](b.png){width=50%}", Kind.FIGURE, "![a](b.png)", "a"),
    ("- a\n  - b", Kind.LIST, "- a\n  - b", "a\nb"),
    ("| a | b |\n|---|---|\n| c | d |", Kind.TABLE, "| a | b |\n|---|---|\n| c | d |", "a\tb\nc\td"),
    ("<div><b>x</b> y</div>", Kind.PARAGRAPH, "x y", "x y"),
    ("a <b>b</b> `<i>` <br> \\<u>", Kind.PARAGRAPH, "a b `<i>` \\<u>", "a b <i> <u>"),
    ("<!-- x -->", Kind.COMMENT, "<!-- x -->", "x"),
    ("> a [b][c]\n\n[c]: http://x 't'", Kind.QUOTE, '> a [b](http://x "t")', "a b"),
])  # fmt: skip
def test_a_piece(text: str, kind: Kind, markdown: str, plain: str) -> None:
    (piece,) = pieces_of(text)
    assert (piece.kind, piece.markdown, piece.plain, piece.line) == (kind, markdown, plain, 1)


def test_lines_are_those_of_the_input() -> None:
    assert [piece.line for piece in pieces_of("a\r\n\r\n- b\n- c\n\n\nd")] == [1, 3, 7]


def test_plain_words_of_inline_markdown() -> None:
    assert plain_of("a\\\nb **c** &amp; \\* <http://x>") == "a\nb c & * http://x"
