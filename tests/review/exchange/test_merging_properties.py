"""What holds of every merge, whatever people did here and there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from exchange_rows import DAY, catalogue, export
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.catalogue import FUZZY, Catalogue, Entry, State, approve, revise
from pipeline.review.exchange.merging import Kind, merge_batch
from pipeline.review.exchange.model import Batch, Key, Returned, digest, plain
from pipeline.review.remarks import entry_id, revision, versions

SOURCES = ("One.", "Two **bold**.", "Three [^1].", "Four.", "Five\nlines.")
TEXTS = ("", "Uno.", "Dos **fuerte**.", "Tres [^1].", "Cuatro ", "a\r\nb", "=1+1", "\u00e9 e\u0301", "Dos.", "x\x07y")
texts = st.sampled_from(TEXTS) | st.text(max_size=12).filter(lambda text: "\\" not in text)
states = st.sampled_from(("open", "draft", "approved", "stale"))


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Return a catalogue of all the sentences, in any state."""

    def entry(source: str) -> Entry:
        target = draw(texts)
        match draw(states):
            case "open":
                return Entry(source=source)
            case "draft":
                return Entry(source=source, target=target, flags=(FUZZY,))
            case "stale":
                return Entry(source=source, target=target, flags=(FUZZY,), previous="Before.")
        return Entry(source=source, target=target)

    return catalogue(entry(source) for source in SOURCES)


@st.composite
def changed(draw: st.DrawFn, here: Catalogue) -> Catalogue:
    """Return the catalogue as somebody else may have made it meanwhile; some sentences are gone."""
    for source in draw(st.lists(st.sampled_from(SOURCES), max_size=3)):
        text = draw(texts)
        if text.strip():
            here = draw(st.sampled_from((approve, revise)))(here, source, text)
    gone = draw(st.sets(st.sampled_from(SOURCES), max_size=1))
    asleep = tuple(e for e in here.entries if e.source in gone and draw(st.booleans()))
    return replace(here, entries=tuple(e for e in here.entries if e.source not in gone), obsolete=asleep)


@st.composite
def returned(draw: st.DrawFn, here: Catalogue, sources: Sequence[str] = SOURCES) -> Batch:
    """Return what may come back of an export: rows edited, missing, doubled, without key or sentence, in any order."""
    rows = []
    for row in export(here.entries).rows:
        if row.source not in sources:
            continue
        for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2)))):
            with_key = draw(st.booleans())
            rows.append(
                Returned(
                    key=row.key if with_key else "",
                    source=row.source if not with_key or draw(st.booleans()) else "",
                    target=draw(st.just(row.target) | texts),
                    approved=draw(st.sampled_from((None, True, False))),
                    comment=draw(st.sampled_from(("", "", "¿Sí?"))),
                )
            )
    return Batch(rows=tuple(draw(st.permutations(rows))))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Catalogue, Batch]:
    """Return a catalogue as it is now, and what came back of it as it was."""
    before = draw(catalogues())
    return draw(changed(before)), draw(returned(before))


def kept(here: Catalogue, source: str, text: str) -> bool:
    """Tell whether a text is in the catalogue: as the translation, as another version, or asleep."""
    for entry in (*here, *here.obsolete):
        if entry.source == source:
            held = (entry.target, *(version.text for version in versions(entry)))
            if plain(text, source) in {plain(one, source) for one in held}:
                return True
    return False


def sentence_of(row: Returned, before: Sequence[Entry]) -> str:
    key = Key.parse(row.key)
    return next((e.source for e in before if key and entry_id(e.source) == key.id), row.source)


@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_merging_twice_is_merging_once(case: tuple[Catalogue, Batch]) -> None:
    here, batch = case
    once, _ = merge_batch(here, batch, "Ana", DAY)
    assert merge_batch(once, batch, "Ana", DAY)[0] == once


@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_no_text_that_came_back_is_lost(case: tuple[Catalogue, Batch]) -> None:
    """Each row that a person edited is the translation afterwards, another version, or asleep; or the report has it."""
    here, batch = case
    new, report = merge_batch(here, batch, "Ana", DAY)
    lost = {(r.theirs) for r in report.rows if r.kind is Kind.UNKNOWN and "nowhere" in r.message}
    rows = {row for row in batch.rows if row.target.strip()}
    for row in rows:
        source = sentence_of(row, (*here, *here.obsolete, *(Entry(source=s) for s in SOURCES)))
        text = plain(row.target, source)
        # What went out with a sentence is known from any of its rows.
        keys = [key for other in batch.rows if (key := Key.parse(other.key)) and key.id == entry_id(source)]
        edited = not keys or digest(text) != keys[0].text
        if edited and text and plain(row.target, row.source) not in lost:
            assert kept(new, source, text), (row, new)


@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_no_approved_translation_is_lost_but_by_an_edit_of_what_went_out(case: tuple[Catalogue, Batch]) -> None:

    here, batch = case
    new, _ = merge_batch(here, batch, "Ana", DAY)
    saw = {key.revision for row in batch.rows if (key := Key.parse(row.key))}
    for entry in here:
        if entry.state is State.APPROVED and revision(entry) not in saw:
            assert kept(new, entry.source, entry.target)
            assert new[entry.source].target == entry.target


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_files_with_different_sentences_merge_in_any_order(data: st.DataObject) -> None:
    before = data.draw(catalogues())
    here = data.draw(changed(before))
    first = data.draw(returned(before, SOURCES[:2]))
    second = data.draw(returned(before, SOURCES[2:]))

    def merged(*batches: Batch) -> Catalogue:
        new = here
        for batch in batches:
            new, _ = merge_batch(new, batch, "Ana", DAY)
        return replace(new, obsolete=tuple(sorted(new.obsolete, key=lambda entry: entry.source)))

    assert merged(first, second) == merged(second, first)


@given(case=cases())
@settings(max_examples=30, deadline=None)
def test_sentences_stay_the_same_and_in_order(case: tuple[Catalogue, Batch]) -> None:
    here, batch = case
    new, _ = merge_batch(here, batch, "Ana", DAY)
    assert [e.source for e in new.entries] == [e.source for e in here.entries]
    assert {e.source for e in new.obsolete} >= {e.source for e in here.obsolete}
