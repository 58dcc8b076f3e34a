"""No word of a Word file is lost, whatever signs it holds."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import docx as python_docx
import pytest
from documents import document, lost, read
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.document import Kind
from pipeline.text.importers.inline import EM, STRIKE, STRONG, Sign, markdown, signs
from pipeline.text.importers.wording import words
from pipeline.text.markdown import parse_inline

STARTS = ("", "", "", "# ", "* ", "- ", "> ", "1. ", "12) ", "+ ", "=== ", "--- ", "| ", "[^1]: ", "[x]: ", "~~~ ",
    "``` ",
          "<!-- ", "\t", "{", "![", "<b>", "&amp; ", "\\", "::: ", "---", "***", "•\t", "_")  # fmt: skip
SIGNS = "*_#<[]|`~!\\&>(){}=-+.:;,\"'^$@/“”—…  "
WORD = st.text(st.sampled_from("abcdeXYZ0123éñ"), min_size=1, max_size=6)
TOKEN = st.one_of(WORD, WORD, WORD, st.text(st.sampled_from(SIGNS), min_size=1, max_size=3))
TEXT = st.builds(lambda start, tokens, ends: start + " ".join(tokens) + ends, st.sampled_from(STARTS),
                 st.lists(TOKEN, min_size=1, max_size=8), st.sampled_from(["", " ", "*", "\\", "{x}",
                     "#"]))  # fmt: skip
RUN = st.tuples(TEXT, st.integers(0, 15))
BLOCK = st.one_of(
    st.tuples(st.sampled_from(["", "", "", "Heading 1", "Heading 3", "List Bullet", "List Bullet 2", "List Number",
        "Quote",
                               "Title", "Caption", "No Spacing"]), st.lists(RUN, min_size=1, max_size=4)),
    st.tuples(st.just("table"), st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=3)),
)  # fmt: skip


def built(blocks: list[tuple[str, Any]]) -> tuple[bytes, str]:
    """Return a Word file and all that is written in it."""
    made = python_docx.Document()
    said: list[str] = []
    for style, content in blocks:
        if style == "table":
            table = made.add_table(len(content), 2)
            for row, cells in zip(table.rows, content, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
                    said.append(text)
            continue
        paragraph = made.add_paragraph(style=style or None)
        for text, looks in content:
            run = paragraph.add_run(text)
            run.bold, run.italic = bool(looks & 1) or None, bool(looks & 2) or None
            run.font.strike, run.underline = bool(looks & 4) or None, bool(looks & 8) or None
        said.append("".join(text for text, _ in content))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue(), "\n".join(said)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(BLOCK, min_size=1, max_size=6))
def test_every_word_of_a_generated_document_is_kept(blocks: list[tuple[str, Any]]) -> None:
    data, said = built(blocks)
    reading = read(data, "docx")
    assert not lost(said, reading)
    # And what is written reads back as these words, without tags, notes or code that nobody made.
    found = document(reading)
    again: Counter[str] = Counter()
    for block in found.walk():
        assert block.kind not in (Kind.COMMENT, Kind.FOOTNOTE, Kind.FIGURE, Kind.CODE)
        for text in (block.text, block.speaker):
            seen = "".join(token.content for token in _flat(parse_inline(text)))
            again.update(words(seen))
    assert not words(said) - again


def _flat(tokens: list[Any]) -> list[Any]:
    return [inner for token in tokens for inner in ([token] if token.type in ("text", "text_special") else
            [type(token)("text", "", 0, content=" ")] if token.type in ("softbreak", "hardbreak") else [])]  # fmt: skip


STYLED = st.lists(st.tuples(st.text(st.sampled_from("ab1*_~`[]()<>!\\&#-.:;|\"“” \né"), min_size=1, max_size=5),
                            st.integers(0, 7), st.sampled_from(["", "", "http://a.org/x_y", "mailto:a@b.org"])),
                  max_size=6)  # fmt: skip


@settings(max_examples=400)
@given(STYLED)
def test_inline_markdown_reads_back_as_its_characters(runs: list[tuple[str, int, str]]) -> None:
    found: list[Sign] = []
    for number, (text, style, link) in enumerate(runs, start=1):
        found += signs(text, style, link, number if link else 0)
    written = markdown(found)
    seen = "".join(token.content for token in parse_inline(written) if token.type in ("text", "text_special"))
    assert "".join(seen.split()) == "".join("".join(text for text, _, _ in runs).split())
    assert not any(token.type in ("code_inline", "image", "footnote_ref") for token in parse_inline(written))


@settings(max_examples=300)
@given(st.lists(st.tuples(WORD, st.integers(0, 7), st.integers(0, 7)), max_size=8))
def test_emphasis_of_words_is_never_left_out(runs: list[tuple[str, int, int]]) -> None:
    """Between words Markdown can express every overlap that word processors have, wherever the spaces belong."""
    found = [sign for word, style, space in runs for sign in [*signs(word, style), *signs(" ", space)]]
    style, seen = 0, []
    kinds = {"strong": STRONG, "em": EM, "s": STRIKE}
    for token in parse_inline(markdown(found)):
        name, _, side = token.type.rpartition("_")
        if name in kinds:
            style = style | kinds[name] if side == "open" else style & ~kinds[name]
        seen += [(character, style) for character in token.content if token.type == "text" and character != " "]
    assert seen == [(character, style) for word, style, _ in runs for character in word]
