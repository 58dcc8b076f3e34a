"""How an edition stands: outline, filters, order, windows; and that following a change gives what a new look gives."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.catalogue import Catalogue, Entry, State, with_entries
from pipeline.review.web.outline import Outline, outline
from pipeline.review.web.standing import WINDOW, Index, Standing, Wanted
from pipeline.review.web.views import Show
from pipeline.text.document import Block, Document, Kind, Meta, texts_of
from pipeline.text.read import read_text
from pipeline.text.segment import segments

TEXT = """---
title: A title
subtitle: Below it
topic: Above it
---

Plain. Two.

> Quoted.
>
> - In a list.
>
>   Second paragraph.

3. Third.
4. Fourth.
   - Deeper.

| Head | Row |
|------|-----|
| one  | two |

![What it shows](p.png)

Ana: Said.

## Level two

Note.[^a]

[^a]: Below.
"""


def long_outline(sentences: int, each: int = 5) -> Outline:
    """Return the outline of a text of so many sentences, so many in a paragraph."""
    paragraphs = [
        " ".join(f"Sentence {number} is here." for number in range(start, min(start + each, sentences)))
        for start in range(0, sentences, each)
    ]
    return outline(read_text("---\ntitle: T\n---\n\n" + "\n\n".join(paragraphs), slug="t", path=Path("t.md")))


def standing_of(found: Outline, former: Standing | None = None, **targets: str) -> Standing:
    """Return a standing in which every seventh sentence is approved, and every eleventh empty."""
    index = former.index if former is not None else Index(found)
    entries = []
    for number, source in enumerate(index.sources):
        flags = () if number % 7 == 0 else ("fuzzy",)
        entries.append(Entry(source=source, target="" if number % 11 == 0 else f"Traducción {number}", flags=flags))
    return Standing("a", Catalogue(slug="t", language="es", entries=tuple(entries)), index, lambda entry: False, former)


def test_the_units_are_those_of_the_document() -> None:
    document = read_text(TEXT, slug="t", path=Path("t.md"))
    found = outline(document)
    assert [unit.role for unit in found.units] == [role for role, _ in texts_of(document)]
    assert [place.source for place in found.places] == [segment.source for segment in segments(document)]
    shown = {text.strip(): unit for unit, (_, text) in zip(found.units, texts_of(document), strict=True)}
    assert (shown["Quoted."].depth, shown["Quoted."].quoted) == (1, True)
    assert (shown["In a list."].depth, shown["In a list."].marker, shown["In a list."].quoted) == (2, "•", True)
    assert shown["Second paragraph."].marker == ""
    assert (shown["Fourth."].marker, shown["Deeper."].marker, shown["Deeper."].depth) == ("4.", "•", 2)
    assert (shown["Head"].header, shown["Head"].cell) == (True, (1, 1))
    assert (shown["two"].header, shown["two"].cell) == (False, (2, 2))
    assert shown["Level two"].level == 2
    assert shown["Below."].marker == "a"


BLOCKS = st.recursive(
    st.builds(
        Block,
        kind=st.sampled_from([Kind.PARAGRAPH, Kind.HEADING, Kind.FIGURE, Kind.CODE, Kind.RULE, Kind.COMMENT]),
        text=st.sampled_from(["", "One. Two.", "**1**"]),
        speaker=st.sampled_from(["", "Ana"]),
        alt=st.sampled_from(["", "A dog."]),
    ),
    lambda inner: st.builds(
        lambda kind, children: Block(kind=kind, children=tuple(children)),
        st.sampled_from([Kind.LIST, Kind.ITEM, Kind.QUOTE, Kind.FOOTNOTE]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, max_size=4), st.sampled_from(["", "Below"]))
def test_any_document_has_a_unit_for_each_of_its_strings(blocks: list[Block], subtitle: str) -> None:
    """Items inside quotations, lists without items: whatever a reader of Markdown may make of a text."""
    meta = Meta(title="T", subtitle=subtitle, language="en")
    document = Document(slug="t", meta=meta, blocks=tuple(_with_items(block) for block in blocks))
    assert [unit.role for unit in outline(document).units] == [role for role, _ in texts_of(document)]


def _with_items(block: Block) -> Block:
    """Return the block with items in its lists, as every document has them."""
    children = tuple(_with_items(child) for child in block.children)
    if block.kind is Kind.LIST:
        children = tuple(replace(child, kind=Kind.ITEM) if child.children else _item(child) for child in children)
    return replace(block, children=children)


def _item(block: Block) -> Block:
    return Block(kind=Kind.ITEM, children=(block,))


@pytest.mark.parametrize("order", ["text", "doubt"])
@pytest.mark.parametrize("show", ["all", "draft", "approved", "untranslated"])
@pytest.mark.parametrize("sentences", [1, 7, 60, 400])
def test_going_on_from_window_to_window_shows_everything_once_in_order(sentences: int, show: str, order: str) -> None:
    standing = standing_of(long_outline(sentences))
    wanted = Wanted(show=show, order=order)  # type: ignore[arg-type]
    window = standing.window(wanted)
    seen = [row for row in window.rows if row in window.fitting]
    assert not window.has_earlier
    while window.has_later:
        assert window.last == len(seen) < window.total
        window = standing.window(wanted, after=window.rows[-1])
        assert 0 < len(window.rows) <= WINDOW + 20
        seen += [row for row in window.rows if row in window.fitting]
    assert [standing.index.at_place[row] for row in seen] == list(standing.ordered(wanted))
    assert len(seen) == window.total


@pytest.mark.parametrize("order", ["text", "doubt"])
@pytest.mark.parametrize("show", ["all", "draft", "approved"])
def test_going_back_shows_everything_once_too(show: str, order: str) -> None:
    standing = standing_of(long_outline(300))
    wanted = Wanted(show=show, order=order)  # type: ignore[arg-type]
    last = standing.index.first[standing.ordered(wanted)[-1]]
    window = standing.window(wanted, at=last)
    assert not window.has_later and window.last == window.total
    seen = [row for row in window.rows if row in window.fitting]
    while window.has_earlier:
        window = standing.window(wanted, before=window.rows[0])
        assert window.has_later
        seen = [row for row in window.rows if row in window.fitting] + seen
    assert [standing.index.at_place[row] for row in seen] == list(standing.ordered(wanted))


@settings(deadline=None)
@given(st.integers(0, 299), st.sampled_from(["all", "draft", "approved"]), st.sampled_from(["text", "doubt"]))
def test_a_window_around_a_sentence_holds_it_and_its_paragraph(number: int, show: str, order: str) -> None:
    standing = _SHARED
    wanted = Wanted(show=show, order=order)  # type: ignore[arg-type]
    place = standing.index.first[number]
    window = standing.window(wanted, at=place)
    assert place in window.rows and len(window.rows) <= WINDOW + 20
    if order == "text":
        start, end = standing.index.outline.bounds[standing.index.outline.places[place].unit]
        assert set(range(start, end)) <= set(window.rows)
        assert list(window.rows) == sorted(window.rows)
    fits = number in set(standing.fitting(wanted))
    assert (place in window.fitting) == fits


def test_a_paragraph_of_a_thousand_sentences_does_not_come_at_once() -> None:
    standing = standing_of(long_outline(1000, each=1000))
    assert len(standing.window(Wanted(), at=500).rows) <= WINDOW + 20
    assert len(standing.window(Wanted(show="draft"), at=500).rows) <= WINDOW + 20


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 59), st.sampled_from(["", "Otra", "Más"]), st.booleans())), st.booleans())
def test_following_a_change_gives_what_a_new_look_gives(changes: list[tuple[int, str, bool]], read_anew: bool) -> None:
    """Counts, filters, order by doubt, search: none is worked out anew, and none is wrong."""
    before = standing_of(_SHORT.index.outline)
    shows = [show for show in get_args(Show) if show != "changed"]
    for show in shows:
        before.fitting(Wanted(show=show, order="doubt"))
    before.ordered(Wanted(order="doubt"))
    entries = list(before.catalogue.entries)
    for number, target, is_fuzzy in changes:
        flags, comments = ("fuzzy",) if is_fuzzy else (), ("Comment on 2026-05-02: x",) if is_fuzzy else ()
        entries[number] = replace(entries[number], target=target, flags=flags, comments=comments)
    gone = Entry(source="This sentence is in no text any more.")
    if read_anew:
        catalogue = Catalogue(slug="t", language="es", entries=(*entries, gone))
    else:
        former = replace(before.catalogue, entries=(*before.catalogue.entries, gone))
        before = Standing("a", former, before.index, lambda entry: entry.target == "Otra", before)
        catalogue = with_entries(former, (*(entries[number] for number, _, _ in changes), replace(gone, target="x")))
        assert catalogue.changed_since(former) is not None
    after = Standing("b", catalogue, before.index, lambda entry: entry.target == "Otra", before)
    anew = Standing("b", catalogue, before.index, lambda entry: entry.target == "Otra")
    assert after.facts == anew.facts
    assert after.progress == anew.progress
    for show in shows:
        assert list(after.fitting(Wanted(show=show))) == list(anew.fitting(Wanted(show=show))), show
    for q in ("otra", "mas", "traduccion"):
        assert list(after.fitting(Wanted(q=q))) == list(anew.fitting(Wanted(q=q)))
    assert list(after.ordered(Wanted(order="doubt"))) == list(anew.ordered(Wanted(order="doubt")))


def test_the_next_open_sentence_is_found_round_the_corner() -> None:
    standing = standing_of(long_outline(30))
    open_ones = [number for number, facts in enumerate(standing.facts) if facts.state is not State.APPROVED]
    last = open_ones[-1]
    assert standing.neighbour(Wanted(), last, only_open=True) == open_ones[0]
    assert standing.neighbour(Wanted(), -1, only_open=True) == open_ones[0]
    assert standing.neighbour(Wanted(), len(standing.facts) - 1) is None
    assert standing.neighbour(Wanted(), 0, step=-1) is None
    alone = Wanted(q="sentence 12 is")
    assert standing.neighbour(alone, standing.fitting(alone)[0], only_open=True) is None


def test_filters_count_each_sentence_once_however_often_it_stands_there() -> None:
    found = outline(
        read_text("---\ntitle: T\n---\n\nSay it again. Say it again. Say it again.", slug="t", path=Path("t.md"))
    )
    standing = standing_of(found)
    assert standing.progress.total == 1
    assert standing.index.times[standing.index.number["Say it again."]] == 3


def test_the_flagged_are_counted_when_somebody_has_looked_for_them() -> None:
    standing = standing_of(long_outline(5))
    assert standing.count(Wanted(show="flagged")) is None
    standing.fitting(Wanted(show="flagged"))
    assert standing.count(Wanted(show="flagged")) == 0


_SHORT = standing_of(long_outline(60))
_SHARED = standing_of(long_outline(300, each=random.Random(1).randint(3, 6)))
