"""States, drafts and approvals."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import (
    Catalogue,
    Draft,
    Entry,
    Origin,
    State,
    approve,
    revise,
    with_drafts,
    with_entries,
)
from pipeline.review.pofile import format_po, parse
from pipeline.text.document import Role

ORIGIN = Origin(engine="argos", package="translate-en_es", version="1.9", confidence=-0.25)


def draft(text: str, *flags: str) -> Draft:
    return Draft(text=text, origin=ORIGIN, flags=flags)


@pytest.fixture
def rain(catalogue_of: Callable[..., Catalogue]) -> Catalogue:
    """Return a catalogue of two sentences, the first with a machine's draft."""
    return with_drafts(catalogue_of("Rain.", "Sun."), {"Rain.": draft("Lluvia.", "lost marks", "too long")})


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (Entry(source="a"), State.UNTRANSLATED),
        (Entry(source="a", target=" \n"), State.UNTRANSLATED),
        (Entry(source="a", flags=("fuzzy",), previous="b"), State.UNTRANSLATED),
        (Entry(source="a", target="b", flags=("fuzzy",)), State.DRAFT),
        (Entry(source="a", target="b", flags=("no-wrap", "fuzzy"), previous=""), State.STALE),
        (Entry(source="a", target="b"), State.APPROVED),
        (Entry(source="a", target="b", flags=("no-wrap",), previous="c"), State.APPROVED),
        (Entry(source="a", plural="b", plural_targets=("", "")), State.UNTRANSLATED),
        (Entry(source="a", plural="b", plural_targets=("", "c")), State.APPROVED),
    ],
)
def test_state_follows_from_text_flag_and_previous_source(entry: Entry, state: State) -> None:
    assert entry.state is state


def test_a_draft_says_where_it_comes_from(rain: Catalogue) -> None:
    entry = rain["Rain."]
    assert (entry.target, entry.state, entry.origin) == ("Lluvia.", State.DRAFT, ORIGIN)
    assert entry.warnings == ("lost marks", "too long")
    assert entry.roles == (Role.PARAGRAPH,)
    assert not entry.touched
    assert rain["Sun."].origin is None


def test_a_new_draft_replaces_one_that_nobody_touched(rain: Catalogue) -> None:
    newer = replace(ORIGIN, version="2.0", confidence=None)
    entry = with_drafts(rain, {"Rain.": Draft(text="Llueve.", origin=newer)})["Rain."]
    assert (entry.target, entry.origin, entry.warnings, entry.flags) == ("Llueve.", newer, (), ("fuzzy",))


def test_the_same_draft_changes_nothing(rain: Catalogue) -> None:
    assert with_drafts(rain, {"Rain.": draft("Lluvia.", "lost marks", "too long"), "Fog.": draft("x")}) == rain


@pytest.mark.parametrize(
    "by_hand",
    [
        {"target": "La lluvia."},
        {"target": "La lluvia.", "flags": ()},
        {"flags": ()},
        {"comments": ("Is it rain or drizzle?",)},
        {"notes": ()},
        {"previous": "Drizzle."},
    ],
    ids=["text", "text and flag", "flag", "comment", "no origin", "previous source"],
)
def test_no_draft_overwrites_a_person_s_work(rain: Catalogue, by_hand: dict) -> None:
    entry = replace(rain["Rain."], **by_hand)
    touched = replace(rain, entries=(entry, *rain.entries[1:]))
    assert entry.touched
    assert with_drafts(touched, {"Rain.": draft("Otra.")}) == touched


def test_an_empty_draft_is_none(rain: Catalogue) -> None:
    assert with_drafts(rain, {"Sun.": draft(" ")}) == rain


def test_approval_says_who_and_when_and_forgets_the_machine(rain: Catalogue) -> None:
    day = datetime.date(2026, 5, 2)
    approved = approve(rain, "Rain.", "La lluvia.", "Ana\nReyes", day)
    entry = approved["Rain."]
    assert (entry.state, entry.target, entry.reviewer, entry.approved_on) == (
        State.APPROVED,
        "La lluvia.",
        "Ana Reyes",
        day,
    )
    assert (entry.origin, entry.warnings, entry.notes) == (None, (), ("paragraph",))
    assert approved.reviewers == ("Ana Reyes",)
    again = approve(approved, "Rain.", "Llueve.", "Luis", day)["Rain."]
    assert again.comments == ("Approved by Luis on 2026-05-02",)


def test_a_flag_cleared_in_poedit_approves_without_a_name(rain: Catalogue) -> None:
    entry = replace(rain["Rain."], flags=())
    assert (entry.state, entry.reviewer, entry.approved_on) == (State.APPROVED, "", None)


def test_approval_keeps_other_flags_comments_and_notes(rain: Catalogue) -> None:
    entry = replace(rain["Rain."], flags=("fuzzy", "no-wrap"), comments=("Ask.",), notes=("theirs", "paragraph"))
    entry = approve(replace(rain, entries=(entry,)), "Rain.", "Llueve.")["Rain."]
    assert (entry.flags, entry.comments, entry.notes) == (("no-wrap",), ("Ask.",), ("theirs", "paragraph"))


def test_unfinished_work_is_a_draft_that_stays(rain: Catalogue) -> None:
    revised = revise(approve(rain, "Rain.", "La lluvia.", "Ana", datetime.date(2026, 5, 2)), "Rain.", "¿Llueve?")
    assert (revised["Rain."].state, revised["Rain."].touched, revised["Rain."].comments) == (State.DRAFT, True, ())


def test_an_empty_translation_cannot_be_approved(rain: Catalogue) -> None:
    with pytest.raises(OctavillaError, match="empty translation"):
        approve(rain, "Rain.", " ", "Ana")


def test_a_sentence_that_is_gone_cannot_be_approved(rain: Catalogue) -> None:
    with pytest.raises(OctavillaError, match=r"no sentence “Fog\.” any more"):
        approve(rain, "Fog.", "Niebla.")


def test_a_date_that_is_none_is_no_error() -> None:
    entry = Entry(source="a", target="b", comments=("Approved by Ana on 2026-13-45",))
    assert (entry.reviewer, entry.approved_on) == ("Ana", None)


def test_a_catalogue_iterates_over_sentences_and_finds_them() -> None:
    menu = Entry(source="Open", context="menu", target="Abrir")
    catalogue = Catalogue(slug="essay", language="es", entries=(menu, Entry(source="Open"), Entry(source="Shut")))
    assert [entry.source for entry in catalogue] == ["Open", "Shut"]
    assert len(catalogue) == 2
    assert "Shut" in catalogue
    assert catalogue["Open"].context is None
    assert catalogue.get("Fog") is None


@given(st.lists(st.sampled_from("ABCDEFG"), max_size=6), st.permutations("ABCDEFG"), st.sets(st.integers(0, 7)))
def test_changed_entries_stand_where_the_old_ones_stood(
    changed: list[str], order: list[str], foreign: set[int]
) -> None:
    entries = [Entry(source=source) for source in order]
    for place in sorted(foreign):
        entries.insert(place, Entry(source=order[place % 7], context=f"menu {place}"))
    old = Catalogue(slug="essay", language="es", entries=tuple(entries))
    news = [Entry(source=source, target=str(number)) for number, source in enumerate(changed)]
    new = with_entries(old, news)
    last = {entry.source: entry for entry in news}
    anew = replace(old, entries=tuple(e if e.is_foreign else last.get(e.source, e) for e in entries))
    assert new == anew
    assert list(new) == list(anew)
    assert len(new) == len(anew) == 7
    for source in order:
        assert new[source] is new.get(source) is anew[source]
    assert set(new.changed_since(old) or ()) == set(last.values())
    assert anew.changed_since(old) is None
    assert [entry.target for entry in old] == [""] * 7


def test_a_changed_entry_that_is_no_sentence_any_more_is_found_no_more() -> None:
    old = Catalogue(slug="essay", language="es", entries=(Entry(source="Open"), Entry(source="Shut")))
    new = with_entries(old, (Entry(source="Open", context="menu"),))
    assert [entry.source for entry in new] == ["Shut"]
    assert (new.get("Open"), new.changed_since(old)) == (None, None)
    with pytest.raises(KeyError):
        with_entries(new, (Entry(source="Open"),))


@pytest.mark.parametrize(
    "origin",
    [
        Origin(engine="argos", package="translate-en_es", version="1.9", confidence=0.5, glossary="1a2b3c"),
        Origin(engine="argos", package="translate-en_es-1_9 + translate-es_gl-1_0", version="1.9 + 1.0", glossary="9"),
        Origin(engine="memory", package="heat-wave", version="2026-05-02", confidence=1.0),
        Origin(engine="memory", package="tmx", version="", confidence=1.0),
    ],
    ids=["terms", "two packages", "memory", "undated memory"],
)
def test_every_origin_is_read_as_it_was_written(rain: Catalogue, origin: Origin) -> None:
    written = with_drafts(rain, {"Rain.": Draft(text="Lluvia.", origin=origin)})
    entry = parse(format_po(written), "es/essay.po")["Rain."]
    assert entry.origin == origin
    assert not entry.touched


def test_a_draft_without_terms_has_the_note_that_it_always_had(rain: Catalogue) -> None:
    """Catalogues from before the glossary stay byte for byte as they are."""
    origin = Origin(engine="argos", package="translate-en_es", version="1.9", confidence=0.779)
    notes = with_drafts(rain, {"Rain.": Draft(text="Lluvia.", origin=origin)})["Rain."].notes
    line = "draft: argos, package translate-en_es, version 1.9, confidence 0.779, text "
    assert [note[: len(line)] for note in notes if note.startswith("draft")] == [line]
