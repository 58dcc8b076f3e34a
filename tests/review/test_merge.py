"""Merging a catalogue with a changed text: scenes from an author's life, as golden files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.review.catalogue import Catalogue, State, approve
from pipeline.review.merge import merge
from pipeline.review.pofile import format_po, parse
from pipeline.text.document import Role

SCENES = sorted((Path(__file__).parents[1] / "golden" / "catalogue" / "merge").iterdir())


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_golden_scene(scene: Path, sentences: Callable) -> None:
    lines = re.findall(r"^\[(.*?)\] (.*)$", (scene / "sentences.txt").read_text(encoding="utf-8"), re.MULTILINE)
    now = [replace(sentences(source)[0], role=Role(role)) for role, source in lines]
    before = parse((scene / "before.po").read_text(encoding="utf-8"), "es/essay.po")
    merged = merge(before, now)
    assert format_po(merged) == (scene / "after.po").read_text(encoding="utf-8")
    assert merge(merged, now) == merged


LONG = "Nobody in the town counts the hours of the night any more"
TIDE = "The tide turns at noon and the boats go out"


@pytest.fixture
def approved(catalogue_of: Callable[..., Catalogue]) -> Callable[..., Catalogue]:
    """Return a function that makes a catalogue in which `source` is approved as `es:source`."""

    def make(*sources: str) -> Catalogue:
        catalogue = catalogue_of(*sources)
        for source in sources:
            catalogue = approve(catalogue, source, f"es:{source}")
        return catalogue

    return make


def test_a_new_text_gets_an_entry_a_sentence_with_its_roles(sentences: Callable) -> None:
    said, again = sentences("Rain.", "Rain.")
    merged = merge(Catalogue(slug="essay", language="es"), [replace(said, role=Role.HEADING), again, again])
    (entry,) = merged
    assert entry.roles == (Role.HEADING, Role.PARAGRAPH)
    assert merged.headers["Language"] == "es_ES"


def test_three_sentences_joined_carry_three_translations(approved: Callable, sentences: Callable) -> None:
    first, second, third = "The tide turns at noon.", "The boats go out.", "Nobody looks."
    new = "The tide turns at noon, the boats go out, and nobody looks."
    (entry,) = merge(approved(first, second, third), sentences(new))
    assert (entry.state, entry.previous) == (State.STALE, f"{first} {second} {third}")
    assert entry.target == f"es:{first} es:{second} es:{third}"


def test_a_split_in_three_gives_the_translation_to_one_part(approved: Callable, sentences: Callable) -> None:
    whole = "The tide turns at noon, the boats go out, and nobody in the town looks up."
    merged = merge(
        approved(whole), sentences("The tide turns at noon.", "The boats go out.", "Nobody in the town looks up.")
    )
    assert sorted(entry.state for entry in merged) == [State.STALE, State.UNTRANSLATED, State.UNTRANSLATED]
    assert merged.obsolete[0].target == f"es:{whole}"


def test_a_wholly_new_sentence_takes_nothing_over(approved: Callable, sentences: Callable) -> None:
    (entry,) = merge(approved(TIDE), sentences("Bring bread for the neighbours on Sunday"))
    assert entry.state is State.UNTRANSLATED


def test_an_edited_sentence_is_known_when_it_comes_back_later(approved: Callable, sentences: Callable) -> None:
    gone = merge(approved(LONG, TIDE), sentences(TIDE))
    back = merge(gone, sentences(f"{LONG} now", TIDE))
    assert (back[f"{LONG} now"].state, back[f"{LONG} now"].previous) == (State.STALE, LONG)
    assert [entry.source for entry in back.obsolete] == [LONG]


def test_of_two_like_sentences_each_edit_goes_to_its_own(approved: Callable, sentences: Callable) -> None:
    first, second = "Line one of the song goes like this.", "Line two of the song goes like this."
    now = [sentence.replace("this", "that") for sentence in (first, second)]
    merged = merge(approved(first, TIDE, second), sentences(now[0], TIDE, now[1]))
    assert [merged[sentence].previous for sentence in now] == [first, second]


def test_many_edits_leave_no_pile_of_stale_copies(approved: Callable, sentences: Callable) -> None:
    catalogue = approved(LONG, TIDE)
    for number in range(20):
        catalogue = merge(catalogue, sentences(f"{LONG} {number}", TIDE))
    assert [entry.source for entry in catalogue.obsolete] == [LONG]
    assert catalogue[f"{LONG} 19"].previous == LONG


def test_a_stale_entry_approved_and_edited_again_belongs_to_its_newer_source(
    approved: Callable, sentences: Callable
) -> None:
    catalogue = merge(approved(LONG), sentences(f"{LONG} now"))
    catalogue = merge(approve(catalogue, f"{LONG} now", "ahora"), sentences(f"{LONG} here now"))
    entry = catalogue[f"{LONG} here now"]
    assert (entry.previous, entry.target) == (f"{LONG} now", "ahora")
    assert {entry.source for entry in catalogue.obsolete} == {LONG, f"{LONG} now"}


def test_a_comment_on_an_open_sentence_is_kept_when_it_vanishes(
    catalogue_of: Callable[..., Catalogue], sentences: Callable
) -> None:
    catalogue = catalogue_of("Rain.", TIDE)
    entries = (replace(catalogue.entries[0], comments=("Ask Ana.",)), catalogue.entries[1])
    merged = merge(replace(catalogue, entries=entries), sentences(TIDE))
    assert [entry.comments for entry in merged.obsolete] == [("Ask Ana.",)]
    assert merge(merged, sentences("Rain.", TIDE))["Rain."].comments == ("Ask Ana.",)


def test_a_text_of_ten_thousand_sentences_merges_with_a_thousand_edits(sentences: Callable) -> None:
    words = [f"w{number * 7919 % 997}" for number in range(120_000)]
    sources = [" ".join([*words[at : at + 12], str(at)]) for at in range(0, 120_000, 12)]
    catalogue = merge(Catalogue(slug="essay", language="es"), sentences(*sources))
    done = tuple(replace(entry, target=f"es {entry.source}") for entry in catalogue.entries)
    now = [source.replace("w", "v", 1) if at % 10 == 0 else source for at, source in enumerate(sources)]
    merged = merge(replace(catalogue, entries=done), sentences(*now))
    assert sum(entry.state is State.STALE for entry in merged) == 1000
    assert all(entry.previous == source for entry, source in zip(merged, sources, strict=True) if entry.previous)
    assert len(merged.obsolete) == 1000
