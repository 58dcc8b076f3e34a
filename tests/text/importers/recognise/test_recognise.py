"""The golden cases, and what holds of every document whatever is recognised in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_cases import CASES, imported, shown

from pipeline.text.document import Kind
from pipeline.text.importers import escape, paste
from pipeline.text.importers.model import META, Article, Guess, Piece, Reading
from pipeline.text.importers.recognise import recognise
from pipeline.text.importers.wording import missing, words
from pipeline.text.importers.writing import written
from pipeline.text.read import read_text

PATH = Path("a-text.txt")
LINES = st.sampled_from(
    """HOUSING|News > Local|Opinion|Tenants win new lifts|TENANTS WIN NEW LIFTS|Tenants win new lifts – Harbour Gazette
By Maria Ellwood|Maria Ellwood|Words: Tom Ashdown and Leila Nowak|MARIA ELLWOOD, Harbour Gazette|1 May 2026
01/05/2026|2026-05-01|Friday, May 1, 2026 at 10:15 am|Published: 1st May 2026|Last updated 2 May 2026|3 days ago
5 min read|Share this|Advertisement|Read more: What a bench is for|Related articles|What a bench is for
© 2026 Harbour Gazette|CC BY-SA 4.0|https://example.org/lifts|First published in The Weir Review, 2025
Source: The Weir Review|Photo: Leila Nowak|Tags: lifts, stairs|Notes|1. See the log.|[1] See the log.
[2] See the other log.|¹ See the log.|Q: Why?|A: Because the lift stood still.|Tom Ashdown: Why?
Hannah Brook: It rained.|TA: And then?|HB: Then not.|Tom Ashdown:|What you need:|a torch|a flask of tea
two pairs of socks|“Nobody asked him to do it in May.”|— Amélia, Weir House
The lift has stood still for a year and nobody has asked the people on the ninth floor.[1] It is cold.
May 1, 2026 — The lift works again. Nobody had asked him to do it in May, and so nobody thanked him for it.¹
LEEDS, 1 May 2026 – The lift works again, and all nine floors have been up and down in it for the pleasure of it alone.
Nobody asked him to do it in May|Dear Editor,|Yours faithfully,|1.1 Log of breakdowns|2. Heating charges
What happens next|How long?|PS: The kettle trips the fuse.|Donate now|We use cookies to improve your experience.
Maria Ellwood is a carpenter in Leeds.|*star* _line_ [x](y) <b>|About the author|12 comments|Unsubscribe|×|--
2 May|7pm Doors open|Dr. Salma Haddad|Minutes, 3 March 2026, Tanner Court|fuse box2 is old.1""".replace(
        "\n", "|"
    ).split("|")
)
DOCUMENTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n"])), min_size=1, max_size=24)


def everything(article: Article) -> Counter[str]:
    """Return the words of all that an article keeps."""
    return words("\n".join([*article.meta.values(), *(piece.markdown for piece in article.pieces),
                            *(aside.text for aside in article.asides)]))  # fmt: skip


def pieces(lines: list[tuple[str, str]]) -> tuple[Piece, ...]:
    """Return lines as paragraphs; those with no empty line between them have neighbouring line numbers."""
    found, number = [], 1
    for text, gap in lines:
        found.append(Piece(kind=Kind.PARAGRAPH, markdown=escape.markdown(text), plain=text, line=number))
        number += len(gap)
    return tuple(piece for piece in found if piece.markdown)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_golden_case(case: Path) -> None:
    assert shown(imported(case)) == case.with_suffix(".md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_no_word_of_a_case_is_lost(case: Path) -> None:
    source = case.read_text(encoding="utf-8")
    for decide in (lambda _: True, lambda _: False, lambda guess: guess.confidence >= 0.9):
        assert not words(source) - everything(imported(case, decide))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_comes_of_a_case_is_a_text_of_the_project(case: Path) -> None:
    article = imported(case)
    body = "\n\n".join(piece.markdown for piece in article.pieces)
    document = read_text(f"---\ntitle: x\n---\n\n{body}\n", slug="x", path=PATH)
    heads = [block.text for block in document.blocks if block.kind is Kind.HEADING]
    assert heads == [piece.markdown.lstrip("# ") for piece in article.pieces if piece.kind is Kind.HEADING]
    assert len(document.footnotes) == sum(piece.kind is Kind.FOOTNOTE for piece in article.pieces)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_case_is_written_as_a_file_that_has_all_its_words(case: Path) -> None:
    article = imported(case)
    text = written(article, "x").text
    document = read_text(text, slug="x", path=PATH)
    assert document.meta.title == article.meta["title"]
    assert not missing(case.read_text(encoding="utf-8"), text)


@settings(max_examples=150)
@given(DOCUMENTS, st.sets(st.integers(0, 60)))
def test_every_word_is_in_the_front_matter_the_body_or_aside(lines: list[tuple[str, str]], refused: set[int]) -> None:
    reading = Reading(pieces=pieces(lines))
    asked: list[Guess] = []

    def decide(guess: Guess) -> bool:
        asked.append(guess)
        return len(asked) not in refused

    article = recognise(reading, decide, path=PATH)
    said = "\n".join(piece.markdown for piece in reading.pieces)
    assert not words(said) - everything(article)
    assert article.meta["title"]
    assert set(article.meta) <= set(META)
    assert all(0 <= guess.confidence < 1 and guess.reason for guess in article.guesses)


@settings(max_examples=60)
@given(DOCUMENTS)
def test_no_word_of_a_pasted_text_is_lost(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + gap for line, gap in lines)
    if not text.strip(" -\n×"):
        return
    article = recognise(paste.read(text.encode(), PATH), path=PATH)
    # Words that the reader joins, as at a hyphen, have the same letters.
    kept = Counter("".join(word * times for word, times in everything(article).items()))
    assert not Counter("".join(words(text).elements())) - kept


@settings(max_examples=60)
@given(DOCUMENTS)
def test_who_refuses_all_guesses_gets_the_text_as_it_was(lines: list[tuple[str, str]]) -> None:
    reading = Reading(pieces=pieces(lines))
    article = recognise(reading, lambda _: False, path=PATH)
    assert article.pieces == reading.pieces
    assert article.meta == {"title": "A text"}
    assert not article.asides
    assert not article.guesses


@settings(max_examples=40)
@given(DOCUMENTS)
def test_the_same_document_gives_the_same_article(lines: list[tuple[str, str]]) -> None:
    reading = Reading(pieces=pieces(lines))
    assert recognise(reading, path=PATH) == recognise(replace(reading), path=PATH)


def test_metadata_of_the_document_fills_what_no_line_says() -> None:
    body = "The lift has stood still for a year and nobody has asked the people on the ninth floor what they think."
    meta = {"title": "Still standing – Gazette", "author": "Ana Reyes", "date": "2026-05-01"}
    reading = Reading(pieces=pieces([("Still standing", "\n\n"), (body, "\n\n"), (body.upper(), "\n")]), meta=meta)
    article = recognise(reading, path=PATH)
    assert article.meta == {"title": "Still standing", "author": "Ana Reyes", "date": "2026-05-01"}
    assert [aside.text for aside in article.asides] == ["Still standing – Gazette"]


def test_metadata_decides_which_of_two_dates_is_meant() -> None:
    body = "The lift has stood still for a year and nobody has asked the people on the ninth floor what they think."
    reading = Reading(
        pieces=pieces([("Still standing", "\n"), ("05/01/2026", "\n\n"), (body, "\n")]), meta={"date": "2026-05-01"}
    )
    article = recognise(reading, path=PATH)
    assert article.meta["date"] == "2026-05-01"
    assert [guess.confidence for guess in article.guesses if guess.what == "date"] == [0.97]


def test_a_date_that_can_be_read_in_two_ways_is_asked_about() -> None:
    body = "The lift has stood still for a year and nobody has asked the people on the ninth floor what they think."
    article = recognise(
        Reading(pieces=pieces([("Still standing", "\n"), ("01/05/2026", "\n\n"), (body, "\n")])), path=PATH
    )
    assert article.meta["date"] == "2026-05-01"
    assert [guess.confidence for guess in article.guesses if guess.what == "date"] == [0.6]


def test_bold_paragraphs_of_a_document_with_styles_are_headings_under_its_own() -> None:
    body = "The lift has stood still for a year and nobody has asked the people on the ninth floor what they think."
    text = Piece(kind=Kind.PARAGRAPH, markdown=body, plain=body)
    reading = Reading(pieces=(
        Piece(kind=Kind.HEADING, markdown="# Lifts", plain="Lifts", level=1, sure=True), text,
        Piece(kind=Kind.HEADING, markdown="## History", plain="History", level=2, sure=True), text,
        Piece(kind=Kind.PARAGRAPH, markdown="**The log**", plain="The log"), text,
        Piece(kind=Kind.PARAGRAPH, markdown="A short line", plain="A short line"), text,
    ))  # fmt: skip
    article = recognise(reading, path=PATH)
    assert article.meta["title"] == "Lifts"
    heads = [piece.markdown for piece in article.pieces if piece.kind is Kind.HEADING]
    assert heads == ["## History", "### The log"]
    assert any(piece.plain == "A short line" and piece.kind is Kind.PARAGRAPH for piece in article.pieces)


def test_headings_of_the_first_level_below_the_title_move_down() -> None:
    body = "The lift has stood still for a year and nobody has asked the people on the ninth floor what they think."
    text = Piece(kind=Kind.PARAGRAPH, markdown=body, plain=body)
    head = Piece(kind=Kind.HEADING, markdown="# History", plain="History", level=1, sure=True)
    title = Piece(kind=Kind.PARAGRAPH, markdown="Lifts", plain="Lifts", style="title", sure=True)
    below = replace(head, markdown="## 1962", plain="1962", level=2)
    article = recognise(Reading(pieces=(title, text, head, text, below, text)), path=PATH)
    assert [piece.markdown for piece in article.pieces if piece.kind is Kind.HEADING] == ["## History", "### 1962"]


def test_a_text_without_a_title_is_named_after_its_file() -> None:
    body = "The lift has stood still for a year and nobody has asked the people on the ninth floor what they think."
    article = recognise(
        Reading(pieces=pieces([(body, "\n\n"), (body.lower(), "\n")])), path=Path("in/lifts_of-1962.txt")
    )
    assert article.meta == {"title": "Lifts of 1962"}
    assert [guess.confidence for guess in article.guesses] == [0.3]
    assert [piece.plain for piece in article.pieces] == [body, body.lower()]


def test_an_empty_document_has_a_title() -> None:
    assert recognise(Reading(pieces=()), path=PATH).meta == {"title": "A text"}
