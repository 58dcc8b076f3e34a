"""Articles as files: the reader of the project gives back what went in, and the closing comment harms nothing."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import cuts
from pipeline.text.document import Document, Kind
from pipeline.text.importers import escape
from pipeline.text.importers.chunks import pieces_of
from pipeline.text.importers.model import Article, Aside, Picture, Piece
from pipeline.text.importers.wording import missing
from pipeline.text.importers.writing import comment, one_line, written
from pipeline.text.plain import plain
from pipeline.text.read import read_text

ANY = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["No", "12:30", "null", "~", "- a", "# no", "a: b", "'", '"', "[a]", "{a}",
     "& b", "*a*", "|", "> x", "%", "@x", "a # b",
     "1.5", "2026-05-01", "<<", "=", "“No”", "!tag", "?", ": ", "\\", "---", "...", "x\u2028y", "\ufeffa", "😀"]
)  # fmt: skip


def paragraph(text: str) -> Piece:
    return Piece(kind=Kind.PARAGRAPH, markdown=escape.markdown(text), plain=text)


def read(text: str) -> Document:
    return read_text(text, slug="t", path=Path("t.md"))


@given(st.fixed_dictionaries(dict.fromkeys(("title", "subtitle", "topic", "author", "source", "licence"), ANY)))
def test_every_value_of_the_front_matter_comes_back(meta: dict[str, str]) -> None:
    if not one_line(meta["title"]):
        meta["title"] = "t"
    found = read(written(Article(meta=meta, pieces=(paragraph("Body."),)), "t").text).meta
    assert [plain(value).text for value in (found.title, found.subtitle, found.topic)] == [
        one_line(meta[name]) for name in ("title", "subtitle", "topic")
    ]
    assert (found.author, found.source, found.licence) == tuple(
        one_line(meta[name]) for name in ("author", "source", "licence")
    )


def test_dates_and_languages_are_read_as_such() -> None:
    meta = {"title": "t", "date": "2026-05-01", "language": "es", "unknown": "x"}
    text = written(Article(meta=meta, pieces=()), "t").text
    assert text == "---\ntitle: t\ndate: 2026-05-01\nlanguage: es\n---\n"
    assert read(text).meta.date == datetime.date(2026, 5, 1)


@given(st.lists(st.builds(Aside, text=ANY | st.sampled_from(
    ["-->", "--!>", "<!-- cut -->", "<!-- /short -->", "a -- b", "---", "-", "->", "<!--", "[^1]: x", "    code", "```"]
), why=st.sampled_from(["boilerplate", "--", "page number"])), max_size=5))  # fmt: skip
def test_the_closing_comment_is_one_comment_whatever_is_in_it(asides: list[Aside]) -> None:
    article = Article(meta={"title": "t"}, pieces=(paragraph("Body."),), asides=tuple(asides))
    text = written(article, "t", "a--b.txt").text
    document = read(text)
    assert [block.kind for block in document.blocks] == [Kind.PARAGRAPH, Kind.COMMENT]
    assert [block.text for block in cuts.shown(document).blocks if block.kind is Kind.PARAGRAPH] == ["Body."]
    assert cuts.passages(document) == 0 and not cuts.has_short(document)
    inside = text.partition("<!--")[2].rpartition("-->")[0]
    assert "--" not in inside and not inside.endswith("-")
    assert not missing(" ".join(one_line(line) for aside in asides for line in aside.text.splitlines()), text)


def test_a_comment_says_why_and_where() -> None:
    made = comment([Aside(text="Donate now\nor later", why="boilerplate", line=12, page=3)], "wall.docx")
    assert made == (
        "<!-- set aside by the import of wall.docx\n\n[boilerplate, line 12, page 3]\nDonate now\nor later\n-->"
    )


def test_footnotes_are_defined_at_the_end_and_read_as_such() -> None:
    pieces = pieces_of("One.[^1]\n\n[^1]: A note.\n\nTwo.\n\n- a list")
    text = written(Article(meta={"title": "t"}, pieces=pieces), "t", "x.docx").text
    kinds = [block.kind for block in read(text).blocks]
    assert kinds == [Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.LIST, Kind.FOOTNOTE, Kind.COMMENT]


def test_two_lists_beside_each_other_stay_two() -> None:
    lists = tuple(Piece(kind=Kind.LIST, markdown=text, plain=text[2:]) for text in ("- a\n- b", "- c"))
    blocks = read(written(Article(meta={"title": "t"}, pieces=lists), "t").text).blocks
    assert [len(block.children) for block in blocks if block.kind is Kind.LIST] == [2, 1]


def test_pictures_go_to_the_folder_of_the_text() -> None:
    pieces = pieces_of('![A wall](pictures/wall.png "Its caption")\n\nSee ![a plan](pictures/plan.png) here.')
    pictures = (Picture(name="wall.png", data=b"1"), Picture(name="plan.png", data=b"2"))
    made = written(Article(meta={"title": "t"}, pieces=pieces, pictures=pictures), "damp")
    assert made.pictures == (("pictures/damp/wall.png", b"1"), ("pictures/damp/plan.png", b"2"))
    assert '![A wall](pictures/damp/wall.png "Its caption")' in made.text
    assert "![a plan](pictures/damp/plan.png)" in made.text


@pytest.mark.parametrize("source", ["https://example.org/a.png", "../../etc/x.png", "lost.png"])
def test_pictures_that_did_not_come_along_leave_their_words(source: str) -> None:
    pieces = pieces_of(f'![A *wet* wall]({source} "Its caption")\n\nSee ![a plan]({source}) here.')
    text = written(Article(meta={"title": "t"}, pieces=pieces), "damp").text
    body, _, closing = text.partition("<!--")
    assert "![" not in body and "wet" in body and "wall Its caption" in body and "See a plan here." in body
    assert source in closing


def test_the_same_article_gives_the_same_bytes() -> None:
    article = Article(meta={"title": "t", "author": "A"}, pieces=(paragraph("x"),), asides=(Aside(text="y", why="z"),))
    assert written(article, "t", "o") == written(article, "t", "o")
