"""An old copy saved over newer work: whatever people wrote, on either side, is there afterwards."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.acts import Action, Change, acted
from pipeline.review.catalogue import Catalogue, Entry, State, approved, with_entries
from pipeline.review.journal import Event, Record
from pipeline.review.reconcile import combined, rebased, reconcile
from pipeline.review.remarks import Remark, RemarkKind, remarks, versions, with_remark

NOW = datetime.datetime(2026, 11, 14, 12, tzinfo=datetime.UTC)
DAY = NOW.date()
SOURCES = ("Rain.", "Sun.", "Fog.", "Snow.", "Wind.")
START = Catalogue(
    slug="essay",
    language="es",
    entries=tuple(Entry(source=source, target=f"m {source}", flags=("fuzzy",)) for source in SOURCES),
)
BASE = START["Rain."]
COMMENT = Remark(RemarkKind.COMMENT, "Ana", DAY, "Hm.")


def record_of(old: Entry, new: Entry, number: int) -> Record:
    when = NOW - datetime.timedelta(hours=2) + datetime.timedelta(seconds=number)
    event = Event(
        when=when,
        who="Ana",
        action="x",
        source=old.source,
        before=old.target,
        after=new.target,
        state=new.state,
        id=f"{number}",
    )
    return Record(event=event, old=old, new=new, batch=f"{number}")


sources = st.sampled_from(SOURCES)
web = st.lists(st.tuples(sources, st.sampled_from(["approve", "save", "comment", "dismiss"])), max_size=8)
editor = st.sets(sources, max_size=3)


def worked(work: list[tuple[str, str]], start: Catalogue = START) -> list[tuple[Catalogue, Record]]:
    """Return the catalogue and the record after each change."""
    steps = []
    for number, (source, action) in enumerate(work):
        change = Change(Action(action), source, f"web {number} {source}", text=f"said {number}", check=f"c{number}")
        old = start[source]
        new = acted(old, change, "Ana", DAY)
        start = with_entries(start, (new,))
        steps.append((start, record_of(old, new, number)))
    return steps


@settings(max_examples=300, deadline=None)
@given(work=web, age=st.integers(0, 8), edited=editor)
def test_what_both_wrote_is_there(work: list[tuple[str, str]], age: int, edited: set[str]) -> None:
    steps = worked(work)
    states = [START, *(catalogue for catalogue, _ in steps)]
    age = min(age, len(steps))
    copy, newest = states[age], states[-1]
    saved = with_entries(copy, (replace(copy[s], target=f"editor {s}", flags=()) for s in edited))
    mended = with_entries(saved, reconcile(saved, [record for _, record in steps], NOW))
    for source in SOURCES:
        entry, ours = mended[source], newest[source]
        if source in edited:
            assert entry.target == f"editor {source}"
            missed = ours.target != copy[source].target
            assert not missed or ours.target in [version.text for version in versions(entry)]
            kept = {remark.text for remark in remarks(entry)}
            assert kept >= {remark.text for remark in remarks(ours)}
        else:
            assert entry == ours
    again = [record_of(saved[s], mended[s], 99) for s in SOURCES if saved[s] != mended[s]]
    assert reconcile(mended, [*(record for _, record in steps), *again], NOW) == ()


@settings(max_examples=100, deadline=None)
@given(work=web)
def test_a_catalogue_as_it_should_be_is_left_alone(work: list[tuple[str, str]]) -> None:
    steps = worked(work)
    newest = steps[-1][0] if steps else START
    assert reconcile(newest, [record for _, record in steps], NOW) == ()


@pytest.mark.parametrize("hours", [23, 25])
def test_only_the_last_day_counts(hours: int) -> None:
    steps = worked([("Rain.", "approve")])
    saved = steps[0][1].event.when + datetime.timedelta(hours=hours)
    mended = reconcile(START, [record for _, record in steps], saved)
    assert [entry.target for entry in mended] == (["web 0 Rain."] if hours < 24 else [])


def test_one_entry_that_came_to_the_same_words_does_not_outvote_the_others() -> None:
    steps = worked([("Rain.", "save"), ("Sun.", "approve"), ("Fog.", "approve")])
    saved = with_entries(START, (steps[0][0]["Rain."],))
    assert {entry.source for entry in reconcile(saved, [record for _, record in steps], NOW)} == {"Sun.", "Fog."}


def test_who_goes_back_in_a_fresh_copy_is_not_hindered() -> None:
    steps = worked([("Rain.", "approve"), ("Sun.", "approve")])
    saved = with_entries(steps[-1][0], (BASE,))
    assert reconcile(saved, [record for _, record in steps], NOW) == ()


def test_sentences_that_are_gone_are_passed_over() -> None:
    steps = worked([("Rain.", "approve"), ("Sun.", "approve")])
    saved = replace(START, entries=START.entries[1:])
    assert [entry.source for entry in reconcile(saved, [record for _, record in steps], NOW)] == ["Sun."]


def test_an_empty_translation_gives_way() -> None:
    ours = approved(BASE, "Llueve.", "Ana", DAY)
    assert combined(BASE, ours, replace(BASE, target="", flags=()), "Ana", DAY).target == "Llueve."


def test_the_approval_of_the_same_words_wins_over_their_draft() -> None:
    ours = approved(BASE, "Llueve.", "Ana", DAY)
    both = combined(BASE, ours, with_remark(replace(BASE, target="Llueve."), COMMENT), "Ana", DAY)
    assert (both.state, both.reviewer, remarks(both)) == (State.APPROVED, "Ana", (COMMENT,))


def test_a_machines_draft_makes_no_version() -> None:
    machine = "draft: argos, package x, version 1, confidence 0.500, text 0000000000"
    draft = replace(BASE, target="otra", notes=(machine,))
    draft = replace(draft, notes=(machine.replace("0000000000", _fingerprint("otra")),))
    assert not draft.touched
    assert versions(combined(BASE, draft, replace(BASE, target="Llueve.", flags=()), "Ana", DAY)) == ()


def _fingerprint(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:10]


def test_what_is_rebased_keeps_what_only_the_other_has() -> None:
    theirs = replace(BASE, comments=("theirs",), notes=("list",), flags=("fuzzy", "x-own"))
    ours = approved(BASE, "Llueve.", "Ana", DAY)
    both = rebased(BASE, ours, theirs)
    assert (both.target, both.state, both.reviewer) == ("Llueve.", State.APPROVED, "Ana")
    assert (both.comments[0], both.notes, both.flags) == ("theirs", ("list",), ("x-own",))
    assert rebased(ours, BASE, both) == theirs
