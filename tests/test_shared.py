"""Sentences that catalogues share: approved in one text, they reach the others; one draft serves all of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from pipeline import plan
from pipeline.build import _pairs
from pipeline.ledger import Ledger
from pipeline.memory import memory_file
from pipeline.mt.cache import Translation
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.review.catalogue import Entry, Origin, State, approve, revise
from pipeline.review.memory import Unit
from pipeline.review.store import load, update
from pipeline.review.tmx import write_tmx
from pipeline.shared import sketch_of
from pipeline.translate import Outcome, bring_up_to_date

COMMON = "Bring water and a hat."
DAY = datetime.date(2026, 5, 2)


@pytest.fixture
def project(project_folder: Path) -> Project:
    (project_folder / "texts/window.md").unlink()
    for name in ("one", "two"):
        write(project_folder, name, f"The {name}. {COMMON}")
    return open_project(project_folder)


def write(folder: Path, name: str, body: str) -> None:
    (folder / f"texts/{name}.md").write_text(f"---\ntitle: Text {name}\n---\n\n{body}\n", encoding="utf-8")


def run(project: Project, *texts: str) -> Outcome:
    with Ledger(project.cache) as ledger:
        pairs = _pairs(plan.survey(project, ledger, texts), Selection(languages=("es",)))
        return bring_up_to_date(project, pairs, ledger)


def entry(project: Project, name: str, source: str = COMMON) -> Entry:
    return load(project.catalogue(name, "es"))[source]


def correct(project: Project, name: str, target: str, source: str = COMMON, date: datetime.date = DAY) -> None:
    change(project, name, lambda catalogue: approve(catalogue, source, target, "Ana", date))


def change(project: Project, name: str, what: Any) -> None:
    update(project.catalogue(name, "es"), what, lock_folder=project.state / "locks")


def test_a_sentence_approved_in_one_text_is_a_draft_from_memory_in_the_other(
    project: Project, machine: list[str]
) -> None:
    assert run(project) == Outcome(catalogues=2, drafted=len(set(machine)))
    correct(project, "one", "Lleve agua y sombrero.")
    machine.clear()
    assert run(project) == Outcome(catalogues=2, drafted=0, remembered=1)
    found = entry(project, "two")
    assert (found.state, found.target) == (State.DRAFT, "Lleve agua y sombrero.")
    assert found.origin == Origin(engine="memory", package="one", version="2026-05-02", confidence=1.0)
    assert not found.touched
    assert machine == []
    assert run(project) == Outcome(catalogues=0, drafted=0)


def test_a_new_text_takes_from_the_memory_before_the_machine(project: Project, machine: list[str]) -> None:
    run(project)
    correct(project, "one", "Lleve agua y sombrero.")
    write(project.root, "three", f"Quite new. {COMMON.replace(' and', '  and')}")
    machine.clear()
    run(project)
    assert entry(project, "three", COMMON.replace(" and", "  and")).target == "Lleve agua y sombrero."
    assert sorted(machine) == ["Quite new.", "Text three"]


def test_what_a_person_wrote_is_never_replaced_by_the_memory(project: Project, machine: list[str]) -> None:
    run(project)
    change(project, "two", lambda catalogue: revise(catalogue, COMMON, "Traiga agua…"))
    correct(project, "one", "Lleve agua y sombrero.")
    before = project.catalogue("two", "es").read_bytes()
    assert run(project).remembered == 0
    assert project.catalogue("two", "es").read_bytes() == before


def test_drafts_and_stale_translations_are_no_memory(project: Project, machine: list[str]) -> None:
    run(project)
    change(project, "one", lambda catalogue: revise(catalogue, COMMON, "Traiga agua…"))
    run(project)
    assert entry(project, "two").target == f"es: {COMMON}"
    correct(project, "one", "Lleve agua y sombrero.")
    write(project.root, "one", "The one. Bring water and a big hat.")
    run(project)
    assert entry(project, "one", "Bring water and a big hat.").state is State.STALE
    write(project.root, "three", "Bring water and a big hat.")
    run(project)
    assert entry(project, "three", "Bring water and a big hat.").target.startswith("es: ")


def test_a_newer_approval_takes_the_place_of_an_older_one(project: Project, machine: list[str]) -> None:
    write(project.root, "three", COMMON)
    run(project)
    correct(project, "one", "Lleve agua.")
    run(project)
    correct(project, "two", "Traiga agua.", date=datetime.date(2026, 6, 1))
    run(project)
    assert entry(project, "three").target == "Traiga agua."
    assert entry(project, "one").target == "Lleve agua."


def test_an_approval_taken_back_gives_the_machines_draft_back(project: Project, machine: list[str]) -> None:
    run(project)
    correct(project, "one", "Lleve agua.")
    run(project)
    change(project, "one", lambda catalogue: revise(catalogue, COMMON, "Lleve agua."))
    run(project)
    assert entry(project, "two").target == f"es: {COMMON}"
    assert entry(project, "two").origin == Origin(
        engine="argos", package="octavilla-en_es-0_1", version="0.1", confidence=0.5
    )


def test_the_same_translation_from_another_text_changes_no_file(project: Project, machine: list[str]) -> None:
    write(project.root, "three", COMMON)
    run(project)
    correct(project, "one", "Lleve agua.")
    run(project)
    before = project.catalogue("three", "es").read_bytes()
    correct(project, "two", "Lleve agua.", date=datetime.date(2026, 6, 1))
    run(project)
    assert project.catalogue("three", "es").read_bytes() == before


def test_an_approval_reaches_a_text_that_was_not_chosen_that_time(project: Project, machine: list[str]) -> None:
    run(project)
    correct(project, "one", "Lleve agua.")
    run(project, "one")
    assert entry(project, "two").target == f"es: {COMMON}"
    run(project)
    assert entry(project, "two").target == "Lleve agua."


def test_texts_that_wait_for_each_other_come_to_rest_in_one_run(project: Project, machine: list[str]) -> None:
    """What is approved in each of them waits in the others."""
    names = ("one", "two", "three", "four")
    sentences = {name: f"Only {name} knows." for name in names}
    for name in names:
        write(project.root, name, f"{COMMON} {' '.join(sentences.values())}")
    run(project)
    for name in names:
        correct(project, name, f"Solo {name}.", sentences[name])
    run(project)
    correct(project, "two", "Lleve agua.")
    assert run(project) == Outcome(4, 0, 3)
    assert run(project) == Outcome(0, 0)
    for name in names:
        for other, sentence in sentences.items():
            assert entry(project, name, sentence).target == f"Solo {other}."


def test_only_catalogues_that_share_a_sentence_are_read(
    project: Project, machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing at all in an idle run; of the others, those that share a sentence when one is approved."""
    write(project.root, "alone", "Nobody else says this.")
    run(project)
    read: list[str] = []
    real = load

    def watched(path: Path) -> Any:
        read.append(path.stem)
        return real(path)

    monkeypatch.setattr("pipeline.shared.load", watched)
    monkeypatch.setattr("pipeline.translate.load", watched)
    assert run(project) == Outcome(0, 0)
    assert read == []
    correct(project, "one", "Lleve agua.")
    assert run(project) == Outcome(2, 0, 1)
    assert set(read) == {"one", "two"}


def test_an_imported_memory_fills_what_is_open_and_is_marked(project: Project, machine: list[str]) -> None:
    run(project)
    path = memory_file(project, "es")
    unit = Unit(source=COMMON, target="Lleve agua.", when="2020-01-01")
    path.write_bytes(write_tmx([unit], "en", "es"))
    assert run(project) == Outcome(2, 0, 2)
    assert entry(project, "one").origin == Origin(engine="memory", package="tmx", version="2020-01-01", confidence=1)
    assert run(project) == Outcome(0, 0)
    path.unlink()
    run(project)
    assert entry(project, "one").target == f"es: {COMMON}"


def test_an_imported_memory_is_parsed_only_when_it_has_one_of_the_sentences(
    project: Project, machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_file(project, "es").parent.mkdir(parents=True)
    memory_file(project, "es").write_bytes(write_tmx([Unit(source="Else.", target="Otro.")], "en", "es"))
    run(project)
    monkeypatch.setattr("pipeline.shared.imported", lambda *_: pytest.fail("read again"))
    write(project.root, "three", "Quite new.")
    assert run(project).drafted == 2


def test_memory_needs_no_package(project: Project, machine: list[str]) -> None:
    (project.root / "octavilla.toml").write_text('languages = ["fr"]\n', encoding="utf-8")
    (project.root / "texts/two.md").unlink()
    project = open_project(project.root)
    sentences = ("Text one", "The one.", COMMON)
    path = memory_file(project, "fr")
    path.parent.mkdir(parents=True)
    path.write_bytes(write_tmx([Unit(source=s, target=f"fr: {s}") for s in sentences], "en", "fr"))
    with Ledger(project.cache) as ledger:
        assert bring_up_to_date(project, _pairs(plan.survey(project, ledger), Selection()), ledger) == Outcome(1, 0, 3)


def test_a_draft_of_another_text_serves_again_when_the_cache_is_gone(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine, another day: what the others have stays what a new text gets."""
    calls = 0

    def draft(sentences: Iterable[str], *_: object, **__: object) -> dict[str, Translation]:
        nonlocal calls
        calls += 1
        return {sentence: Translation(f"{calls}: {sentence}", 0.5, ("values",)) for sentence in sentences}

    monkeypatch.setattr("pipeline.mt.draft.draft", draft)
    run(project)
    for file in project.state.glob("cache*"):
        file.unlink()
    write(project.root, "three", f"Quite new. {COMMON}")
    run(project)
    assert entry(project, "three").target == entry(project, "one").target == f"1: {COMMON}"
    assert entry(project, "three").origin == entry(project, "one").origin
    assert entry(project, "three").warnings == ("values",)
    assert entry(project, "three", "Quite new.").target == "2: Quite new."


def test_a_draft_that_a_person_touched_serves_nobody_else(project: Project, machine: list[str]) -> None:
    run(project)
    change(project, "one", lambda catalogue: revise(catalogue, COMMON, "Traiga…"))
    write(project.root, "three", COMMON)
    (project.root / "texts/two.md").unlink()
    project.catalogue("two", "es").unlink()
    machine.clear()
    run(project)
    assert entry(project, "three").target == f"es: {COMMON}"
    assert COMMON in machine


def test_a_sentence_whose_link_the_text_defines_is_not_shared(project: Project, machine: list[str]) -> None:
    write(project.root, "one", "See [the rules] now.\n\n[the rules]: https://example.org")
    write(project.root, "two", "See [the rules] now.\n\n[the rules]: https://example.net")
    write(project.root, "three", "See [the rules] now.")
    run(project)
    correct(project, "one", "Vea [las reglas][the rules].", "See [the rules] now.")
    run(project)
    assert entry(project, "two", "See [the rules] now.").target.startswith("es: ")


def test_a_text_in_another_language_does_not_take_from_the_memory(project: Project, machine: list[str]) -> None:
    run(project)
    correct(project, "one", "Lleve agua.")
    text = project.root / "texts/two.md"
    text.write_text(text.read_text(encoding="utf-8").replace("---\n\n", "language: pt\n---\n\n"), encoding="utf-8")
    assert run(project).remembered == 0
    assert entry(project, "two").target == f"es: {COMMON}"


def test_a_changed_glossary_redrafts_the_sentences_with_its_terms_and_no_others(
    project: Project, machine: list[str]
) -> None:
    run(project)
    (project.translations / "es/glossary.csv").write_text("term,translation\nhat,gorra\n", encoding="utf-8")
    before = {name: project.catalogue(name, "es").read_text(encoding="utf-8") for name in ("one", "two")}
    machine.clear()
    assert run(project) == Outcome(2, 1)
    assert machine == [COMMON]
    for name, old in before.items():
        new = project.catalogue(name, "es").read_text(encoding="utf-8").splitlines()
        changed = [line for line in new if line not in old.splitlines()]
        assert len(changed) == 1 and ", glossary " in changed[0]
    origin = entry(project, "one").origin
    assert origin is not None and len(origin.glossary) == 6
    machine.clear()
    assert run(project) == Outcome(0, 0)
    (project.translations / "es/glossary.csv").write_text("term,translation\nhat,gorra\nsea,mar\n", encoding="utf-8")
    assert run(project) == Outcome(2, 0)


def test_many_texts_are_settled_in_slices(
    project: Project, machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in hand is bounded, and the outcome is the same."""
    for number in range(5):
        write(project.root, f"text{number}", f"Number {number} is here. {COMMON}")
    monkeypatch.setattr("pipeline.translate.SLICE", 6)
    seen: list[int] = []
    import pipeline.mt.draft

    real = pipeline.mt.draft.draft

    def draft(sentences: Iterable[str], *more: Any, **others: Any) -> dict[str, Translation]:
        wanted = list(sentences)
        seen.append(len(wanted))
        return real(wanted, *more, **others)

    monkeypatch.setattr("pipeline.mt.draft.draft", draft)
    outcome = run(project)
    assert max(seen) <= 6 and len(seen) > 1
    assert outcome.drafted == len(machine) == len(set(machine)) == 15
    assert all(entry(project, f"text{number}").target == f"es: {COMMON}" for number in range(5))


def test_a_sketch_is_small_and_tells_what_is_approved(project: Project, machine: list[str]) -> None:
    run(project)
    before = sketch_of(load(project.catalogue("one", "es")))
    correct(project, "one", "Lleve agua.")
    after = sketch_of(load(project.catalogue("one", "es")))
    assert (len(before.approved), len(before.waiting)) == (0, 3)
    assert (len(after.approved), len(after.waiting)) == (1, 2)
    assert before.sentences == after.sentences
