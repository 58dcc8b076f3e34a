"""Catalogues brought up to date: what is drafted, what is left alone, and what somebody does meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline import plan
from pipeline.build import _pairs
from pipeline.errors import OctavillaError
from pipeline.ledger import Ledger
from pipeline.mt.cache import Translation
from pipeline.mt.packages import Package
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.review.catalogue import Draft, Entry, Origin, State, approve
from pipeline.review.store import load, update
from pipeline.translate import Outcome, Pair, bring_up_to_date, wants_draft

PACKAGE = Package(name="translate-en_es", version="1.9", from_code="en", to_code="es", path=Path("x.argosmodel"))


@pytest.fixture
def project(project_folder: Path) -> Project:
    return open_project(project_folder)


def pairs(project: Project, ledger: Ledger, *languages: str) -> list[Pair]:
    return _pairs(plan.survey(project, ledger), Selection(languages=languages))


def run(project: Project, *languages: str) -> Outcome:
    with Ledger(project.cache) as ledger:
        return bring_up_to_date(project, pairs(project, ledger, *languages), ledger)


def correct(project: Project, source: str, target: str) -> None:
    path = project.catalogue("window", "es")
    update(path, lambda catalogue: approve(catalogue, source, target), lock_folder=project.state / "locks")


def test_every_sentence_is_drafted_once_and_then_left_alone(project: Project, machine: list[str]) -> None:
    first = run(project, "es")
    assert first == Outcome(catalogues=1, drafted=len(machine))
    entry = load(project.catalogue("window", "es"))["Open it at night."]
    assert (entry.target, entry.state) == ("es: Open it at night.", State.DRAFT)
    assert entry.origin is not None
    assert (entry.origin.engine, entry.origin.confidence) == ("argos", 0.5)
    machine.clear()
    before = project.catalogue("window", "es").stat().st_mtime_ns
    assert run(project, "es") == Outcome(catalogues=0, drafted=0)
    assert machine == []
    assert project.catalogue("window", "es").stat().st_mtime_ns == before


def test_only_new_sentences_are_drafted_and_corrections_stay(project: Project, machine: list[str]) -> None:
    run(project, "es")
    correct(project, "Open it at night.", "Ábrala de noche.")
    text = project.texts / "window.md"
    text.write_text(text.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    machine.clear()
    assert run(project, "es") == Outcome(catalogues=1, drafted=1)
    assert machine == ["One more line."]
    assert load(project.catalogue("window", "es"))["Open it at night."].target == "Ábrala de noche."


def test_a_correction_is_seen_and_left_as_it_is(project: Project, machine: list[str]) -> None:
    run(project, "es")
    correct(project, "Open it at night.", "Ábrala de noche.")
    before = project.catalogue("window", "es").read_bytes()
    assert run(project, "es") == Outcome(catalogues=1, drafted=0)
    assert project.catalogue("window", "es").read_bytes() == before


def test_a_deleted_catalogue_comes_back(project: Project, machine: list[str]) -> None:
    run(project, "es")
    project.catalogue("window", "es").unlink()
    assert run(project, "es").drafted > 0
    assert len(load(project.catalogue("window", "es"))) > 0


def test_what_somebody_saves_while_the_machine_is_at_work_is_kept(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draft(sentences: Iterable[str], *_: object, **__: object) -> dict[str, Translation]:
        correct(project, "Open it at night.", "Ábrala de noche.")
        return {sentence: Translation("borrador", 0.5) for sentence in sentences}

    monkeypatch.setattr("pipeline.mt.draft.draft", draft)
    run(project, "es")
    catalogue = load(project.catalogue("window", "es"))
    assert catalogue["Open it at night."].target == "Ábrala de noche."
    assert catalogue["Open it at night."].state is State.APPROVED
    assert catalogue["Water"].target == "borrador"


def test_a_text_that_changes_while_the_machine_is_at_work_is_merged_by_the_next_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger must not take the new text for the one that was drafted."""
    text = project.texts / "window.md"
    given: list[list[str]] = []

    def draft(sentences: Iterable[str], *_: object, **__: object) -> dict[str, Translation]:
        given.append(list(sentences))
        if len(given) == 1:
            text.write_text(text.read_text(encoding="utf-8") + "\nWritten meanwhile.\n", encoding="utf-8")
        return {sentence: Translation(f"es: {sentence}", 0.5) for sentence in given[-1]}

    monkeypatch.setattr("pipeline.mt.draft.draft", draft)
    run(project, "es", "pt")
    run(project, "es", "pt")
    for code in ("es", "pt"):
        assert load(project.catalogue("window", code))["Written meanwhile."].target == "es: Written meanwhile."
    assert run(project, "es", "pt") == Outcome(catalogues=0, drafted=0)


def test_a_link_definition_counts_in_its_own_text_only(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """`[words]` is a link where the text defines it, and words between brackets everywhere else."""
    (project.texts / "one.md").write_text(
        "---\ntitle: One\n---\n\nSee [the rules] now.\n\n[the rules]: https://example.org\n", encoding="utf-8"
    )
    (project.texts / "two.md").write_text("---\ntitle: Two\n---\n\nSee [the rules] now.\n", encoding="utf-8")
    calls: list[tuple[list[str], dict[str, Any]]] = []

    def draft(sentences: Sequence[str], *_: object, references: dict[str, Any], **__: object) -> dict[str, Translation]:
        calls.append((list(sentences), references))
        sign = "link" if references else "plain"
        return {sentence: Translation(f"{sign}: {sentence}", 0.5) for sentence in sentences}

    monkeypatch.setattr("pipeline.mt.draft.draft", draft)
    run(project, "es")
    assert load(project.catalogue("one", "es"))["See [the rules] now."].target.startswith("link: ")
    assert load(project.catalogue("two", "es"))["See [the rules] now."].target.startswith("plain: ")
    assert load(project.catalogue("one", "es"))["One"].target.startswith("plain: ")
    assert len(calls) == 2


def test_without_a_package_approved_texts_need_none_and_others_say_what_to_type(
    project: Project, machine: list[str]
) -> None:
    (project.root / "octavilla.toml").write_text('languages = ["fr"]\n', encoding="utf-8")
    project = open_project(project.root)
    with pytest.raises(OctavillaError, match="octavilla models install en fr"):
        run(project, "fr")
    catalogue = project.catalogue("window", "fr")
    assert len(load(catalogue)) > 0, "the sentences are there for a person to translate"
    for entry in load(catalogue):
        update(catalogue, lambda old, e=entry: approve(old, e.source, "oui"), lock_folder=project.state / "locks")
    assert run(project, "fr") == Outcome(catalogues=1, drafted=0)
    assert run(project, "fr") == Outcome(catalogues=0, drafted=0)


def test_a_broken_catalogue_stops_the_run_before_anything_is_drafted(project: Project, machine: list[str]) -> None:
    path = project.catalogue("window", "pt")
    path.parent.mkdir(parents=True)
    path.write_bytes(b'msgid "open\n')
    with pytest.raises(OctavillaError, match=r"window\.po:1"):
        run(project)
    assert machine == []
    assert path.read_bytes() == b'msgid "open\n'


def test_drafts_are_told_to_the_meter_by_language(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int, int]] = []

    def draft(sentences: Iterable[str], *_: object, progress: Any, **__: object) -> dict[str, Translation]:
        progress(1, 2)
        return {sentence: Translation("x", 0.5) for sentence in sentences}

    monkeypatch.setattr("pipeline.mt.draft.draft", draft)
    with Ledger(project.cache) as ledger:
        bring_up_to_date(project, pairs(project, ledger), ledger, lambda *step: seen.append(step))
    labels = ("drafting Spanish", "drafting Portuguese (Brazil)")
    assert seen == [(label, done, 40) for label in labels for done in (20, 40)]


def entry(version: str = "1.9", **changes: Any) -> Entry:
    """Return an entry that `version` of the package drafted, changed afterwards."""
    from dataclasses import replace

    from pipeline.review.catalogue import Catalogue, with_drafts

    draft = Draft(text="Hola.", origin=Origin(engine="argos", package=PACKAGE.name, version=version))
    catalogue = with_drafts(Catalogue(slug="a", language="es", entries=(Entry(source="Hello."),)), {"Hello.": draft})
    return replace(catalogue["Hello."], **changes)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (Entry(source="Hello."), True),
        (entry(), False),
        (entry("1.0"), True),
        (entry("1.0", target="Buenas."), False),
        (entry("1.0", comments=("mine",)), False),
        (entry("1.0", flags=()), False),
        (entry("1.0", previous="Hullo."), False),
    ],
    ids=["nothing", "same package", "older package", "changed", "with a comment", "approved", "stale"],
)
def test_the_machine_drafts_what_is_empty_and_its_own_older_drafts(given: Entry, wanted: bool) -> None:
    assert wants_draft(given, PACKAGE) is wanted
    assert wants_draft(given, None) is (given.state is State.UNTRANSLATED)


def test_a_catalogue_that_may_not_be_read_is_named(project: Project, machine: list[str]) -> None:
    path = project.catalogue("window", "es")
    path.parent.mkdir(parents=True)
    os.symlink(path.name, path)
    with pytest.raises(OctavillaError, match=r"window\.po: cannot be read: .*Make it a file"):
        run(project, "es")
