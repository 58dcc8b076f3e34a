"""Strings that know where their marked sentences stand, and are strings like any other for everybody else."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.marked import Mark, Marked, Sentence, Span, joined
from pipeline.text.read import read_text
from pipeline.text.segment import numbers, rebuild, segments

TEXT = """---
title: The open window
---

Open it. **Wait here. Then go.** Open it.

| Hour | Place |
|------|-------|
| noon | cellar |
"""


def test_a_sentence_that_comes_again_has_the_number_of_its_first_place() -> None:
    document = read_text(TEXT, slug="window", path=Path("window.md"))
    known = numbers(document)
    assert known == {"The open window": 1, "Open it.": 2, "Wait here.": 3, "Then go.": 4, "Hour": 5, "Place": 6,
                     "noon": 7, "cellar": 8}  # fmt: skip
    assert set(known) == {segment.source for segment in segments(document)}


def test_a_document_with_marks_reads_as_one_without() -> None:
    document = read_text(TEXT, slug="window", path=Path("window.md"))
    known = numbers(document)
    marked = rebuild(document, lambda text: Sentence(text, Mark(known[text], "draft")), joined)
    assert marked == document
    paragraph = marked.blocks[0].text
    assert isinstance(paragraph, Marked)
    assert [paragraph[span.start : span.end] for span in paragraph.spans] == ["Open it.", "Wait here.", "Then go.",
                                                                             "Open it."]  # fmt: skip
    assert [span.mark.number for span in paragraph.spans] == [2, 3, 4, 2]


def test_a_text_without_marks_is_a_plain_string() -> None:
    assert type(joined(["one ", "two"])) is str


@given(st.lists(st.tuples(st.text(), st.booleans())))
def test_spans_hold_just_the_marked_parts(parts: list[tuple[str, bool]]) -> None:
    given_parts = [Sentence(text, Mark(at, "draft")) if marked else text for at, (text, marked) in enumerate(parts)]
    text = joined(given_parts)
    assert text == "".join(part for part, _ in parts)
    spans: tuple[Span, ...] = text.spans if isinstance(text, Marked) else ()
    expected = [(at, part) for at, (part, marked) in enumerate(parts) if marked and part]
    assert [(span.mark.number, text[span.start : span.end]) for span in spans] == expected
