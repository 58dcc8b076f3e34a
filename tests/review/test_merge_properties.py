"""Whatever happens to a text, in whatever order, no person's work is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.review.catalogue import Catalogue, Draft, Entry, Origin, State, approve, belongs_to, revise, with_drafts
from pipeline.review.merge import merge
from pipeline.review.pofile import format_po, parse

WORDS = (
    "the",
    "tide",
    "turns",
    "at",
    "noon",
    "old",
    "boats",
    "wait",
    "for",
    "rain",
    "and",
    "nobody",
    "counts",
    "hours",
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(
    lambda words: " ".join(words).capitalize() + "."
)
text = st.lists(sentence, max_size=9, unique=True)
place = st.integers(min_value=0, max_value=99)
edit = st.one_of(
    st.tuples(st.just("insert"), place, sentence),
    st.tuples(st.just("delete"), place),
    st.tuples(st.just("move"), place, place),
    st.tuples(st.just("edit"), place, place, st.sampled_from(WORDS)),
    st.tuples(st.just("join"), place),
    st.tuples(st.just("split"), place),
    st.tuples(st.just("empty")),
    st.tuples(st.just("restore")),
)
work = st.one_of(
    st.tuples(st.just("approve"), place, st.text("abc", min_size=1, max_size=3)),
    st.tuples(st.just("revise"), place, st.text("def", min_size=1, max_size=3)),
    st.tuples(st.just("draft"), st.text("ghi", min_size=1, max_size=3)),
)


def changed(lines: list[str], original: list[str], step: tuple) -> list[str]:
    """Return the text after one step of an author's."""
    match step:
        case ("empty",):
            return []
        case ("restore",):
            return original
        case ("insert", where, new):
            where %= len(lines) + 1
            return [*lines[:where], new, *lines[where:]]
    if not lines:
        return lines
    where = step[1] % len(lines)
    before, line, after = lines[:where], lines[where], lines[where + 1 :]
    words = line.split()
    match step:
        case ("delete", _):
            return before + after
        case ("move", _, to):
            rest = before + after
            to %= len(rest) + 1
            return [*rest[:to], line, *rest[to:]]
        case ("edit", _, at, word):
            words[at % len(words)] = word
            return [*before, " ".join(words), *after]
        case ("join", _):
            return [*before, " ".join([line, *after[:1]]), *after[1:]]
        case ("split", _) if len(words) > 1:
            half = len(words) // 2
            return [*before, " ".join(words[:half]), " ".join(words[half:]), *after]
    return lines


def saved(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue after a trip through its file."""
    again = parse(format_po(catalogue), "es/essay.po")
    assert again == catalogue
    return again


def holds(catalogue: Catalogue, source: str, target: str, state: State) -> bool:
    everything = (*catalogue.entries, *catalogue.obsolete)
    return any((entry.source, entry.target, entry.state) == (source, target, state) for entry in everything)


@QUICK
@given(original=text, steps=st.lists(edit | work, max_size=14))
def test_no_sequence_of_changes_loses_a_person_s_work(
    sentences: Callable, original: list[str], steps: list[tuple]
) -> None:
    catalogue = merge(Catalogue(slug="essay", language="es"), sentences(*original))
    lines = original
    done: dict[str, tuple[str, State]] = {}
    unfinished: set[tuple[str, str]] = set()
    for step in [*steps, ("restore",)]:
        match step:
            case ("approve" | "revise" as kind, where, target):
                entries = list(catalogue)
                if entries:
                    entry = entries[where % len(entries)]
                    catalogue = (approve if kind == "approve" else revise)(catalogue, entry.source, target)
                    unfinished.discard((belongs_to(entry), entry.target))
                    if kind == "revise" and entry.state is State.STALE:
                        unfinished.add((belongs_to(entry), target))
                    else:
                        done[entry.source] = (target, catalogue[entry.source].state)
            case ("draft", machine):
                origin = Origin(engine="argos", package="en_es", version=machine, confidence=-0.5)
                drafts = {entry.source: Draft(text=machine + entry.source, origin=origin) for entry in catalogue}
                catalogue = with_drafts(catalogue, drafts)
            case _:
                lines = changed(lines, original, step)
                catalogue = merge(catalogue, sentences(*lines))
                assert [entry.source for entry in catalogue] == list(dict.fromkeys(lines))
                assert merge(catalogue, sentences(*lines)) == catalogue
        catalogue = saved(catalogue)
        keys = [entry.key for entry in (*catalogue.entries, *catalogue.obsolete)]
        assert len(keys) == len(set(keys))
        for source, (target, state) in done.items():
            assert holds(catalogue, source, target, state)
        assert unfinished <= {(belongs_to(entry), entry.target) for entry in (*catalogue.entries, *catalogue.obsolete)}
    for source in original:
        if source in done:
            assert (catalogue[source].target, catalogue[source].state) == done[source]


@QUICK
@given(original=text, steps=st.lists(edit, max_size=8))
def test_a_restored_text_has_its_entries_as_they_were(
    sentences: Callable, original: list[str], steps: list[tuple]
) -> None:
    first = merge(Catalogue(slug="essay", language="es"), sentences(*original))
    for number, source in enumerate(original):
        first = approve(first, source, f"T{number}", "Ana")
    lines, catalogue = original, first
    for step in steps:
        lines = changed(lines, original, step)
        catalogue = saved(merge(catalogue, sentences(*lines)))
    assert merge(catalogue, sentences(*original)).entries == first.entries


@QUICK
@given(original=text, change=edit)
def test_a_change_of_one_sentence_leaves_the_lines_of_the_others(
    sentences: Callable, original: list[str], change: tuple
) -> None:
    first = merge(Catalogue(slug="essay", language="es"), sentences(*original))
    for number, source in enumerate(original):
        first = approve(first, source, f"T{number}")
    lines = changed(original, original, change)
    merged = merge(saved(first), sentences(*lines))
    before = {entry.source: format_po(replace(first, entries=(entry,), header=None)) for entry in first}
    for source in set(lines) & set(original):
        assert before[source] in format_po(merged)


@QUICK
@given(original=text)
def test_a_merge_with_the_same_sentences_changes_no_byte(sentences: Callable, original: list[str]) -> None:
    first = format_po(merge(Catalogue(slug="essay", language="es"), sentences(*original)))
    assert format_po(merge(parse(first, "es/essay.po"), sentences(*original))) == first


@QUICK
@given(original=text, steps=st.lists(edit, max_size=8), foreign=place)
def test_entries_of_other_programs_stay(
    sentences: Callable, original: list[str], steps: list[tuple], foreign: int
) -> None:
    catalogue = merge(Catalogue(slug="essay", language="es"), sentences(*original))
    menu = Entry(source="Open", context="menu", target="Abrir")
    where = foreign % (len(catalogue.entries) + 1)
    entries = (*catalogue.entries[:where], menu, *catalogue.entries[where:])
    catalogue = replace(catalogue, entries=entries)
    lines = original
    for step in steps:
        lines = changed(lines, original, step)
        catalogue = merge(catalogue, sentences(*lines))
        assert menu in catalogue.entries
        assert merge(catalogue, sentences(*lines)) == catalogue
