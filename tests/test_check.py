"""Checks: what a person should see in the translations, with the file and the line of each."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from pipeline.build import translate
from pipeline.check import Finding, Severity, all_checks, as_json, check, first_to_review, lines
from pipeline.errors import OctavillaError
from pipeline.mt.flags import Flag
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.review.catalogue import Catalogue, Draft, Origin, approve, with_drafts
from pipeline.review.checks import CHECKS, speller
from pipeline.review.reasons import PAIRING, REASONS
from pipeline.review.remarks import Remark, RemarkKind, with_remark
from pipeline.review.store import update

Run = Callable[..., Result]
COMMON = "Bring water and a hat."
WHOLE = ("different", "glossary", "draft")
ES = Selection(languages=("es",))


@pytest.fixture
def project(project_folder: Path, machine: list[str]) -> Project:
    (project_folder / "texts/window.md").unlink()
    for name in ("one", "two"):
        text = f"---\ntitle: Text {name}\n---\n\nThe {name}. {COMMON}\n"
        (project_folder / f"texts/{name}.md").write_text(text, encoding="utf-8")
    project = open_project(project_folder)
    translate(project, Selection())
    return project


def correct(project: Project, name: str, target: str, source: str = COMMON) -> None:
    path = project.catalogue(name, "es")
    update(path, lambda old: approve(old, source, target), lock_folder=project.state / "locks")


def flag(project: Project, name: str, source: str, *flags: str, confidence: float = 0.9) -> None:
    draft = Draft(text="borrador", origin=Origin(engine="argos", confidence=confidence), flags=flags)
    path = project.catalogue(name, "es")
    update(path, lambda old: with_drafts(old, {source: draft}), lock_folder=project.state / "locks")


def findings(project: Project, selection: Selection = ES, only: tuple[str, ...] = WHOLE) -> tuple[Finding, ...]:
    return check(project, selection, with_proposals=False, only=only).findings


@pytest.fixture
def no_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speller, "dictionaries", dict)


def test_every_flag_is_explained_to_people() -> None:
    assert set(REASONS) == {*(flag.value for flag in Flag), *PAIRING}


def test_nothing_is_found_where_nothing_is_wrong_and_nothing_is_written(project: Project) -> None:
    before = project.catalogue("one", "es").read_bytes()
    assert findings(project) == ()
    assert project.catalogue("one", "es").read_bytes() == before


def test_one_sentence_approved_in_two_ways_is_found_where_it_differs_from_the_best(project: Project) -> None:
    correct(project, "one", "Lleve agua y sombrero.")
    correct(project, "two", "Traiga agua.")
    (found,) = findings(project)
    text = project.catalogue("two", "es").read_text(encoding="utf-8").splitlines()
    assert (found.path, found.slug, found.kind) == ("translations/es/two.po", "two", "different")
    assert text[found.line - 1] == f'msgid "{COMMON}"'
    assert "Traiga agua." in found.message and "translations/es/one.po:" in found.message
    assert findings(project, Selection(texts=("one",), languages=("es",))) == ()
    assert len(findings(project, Selection(texts=("two",)))) == 1


def test_a_version_that_nobody_chose_is_an_error_in_a_draft_too(project: Project) -> None:
    version = Remark(RemarkKind.VERSION, "Ana", datetime.date(2026, 11, 14), "Trae agua.")

    def beside(catalogue: Catalogue) -> Catalogue:
        return replace(
            catalogue, entries=tuple(with_remark(e, version) if e.source == COMMON else e for e in catalogue)
        )

    update(project.catalogue("one", "es"), beside, lock_folder=project.state / "locks")
    (found,) = findings(project, only=("versions",))
    assert (found.kind, found.severity, found.source) == ("versions", Severity.ERROR, COMMON)
    assert "“Trae agua.” by Ana: choose in octavilla review" in found.message


def test_white_space_and_quotes_are_no_difference(project: Project) -> None:
    correct(project, "one", "Lleve “agua”.")
    correct(project, "two", 'Lleve  "agua".')
    assert findings(project) == ()


def test_a_missing_term_is_an_error_once_it_is_approved(project: Project) -> None:
    (project.translations / "es/glossary.csv").write_text("term,translation\nhat,gorra\n", encoding="utf-8")
    drafts = findings(project)
    assert [(found.kind, found.severity) for found in drafts] == [("glossary", Severity.WARNING)] * 2
    correct(project, "one", "Lleve agua y sombrero.")
    correct(project, "two", "Lleve agua y una gorra.")
    errors = [found for found in findings(project) if found.kind == "glossary"]
    assert [(found.slug, found.severity) for found in errors] == [("one", Severity.ERROR)]
    assert "“hat” is “gorra” in the glossary" in errors[0].message


def test_flagged_drafts_are_found_with_what_the_flags_mean(project: Project) -> None:
    flag(project, "one", COMMON, "values", "split")
    flag(project, "two", COMMON, "split")
    one, two = findings(project)
    assert one.message == f"draft: {REASONS['values']}; {REASONS['split']}"
    assert (one.severity, two.severity) == (Severity.WARNING, Severity.NOTE)


def test_the_sentences_to_review_first_come_from_all_texts(project: Project) -> None:
    flag(project, "two", "The two.", "values")
    flag(project, "one", "The one.", confidence=0.1)
    correct(project, "one", "Lleve agua.")
    found = first_to_review(project, ES, 2)
    assert [item.source for item in found] == ["The two.", "The one."]
    assert len(first_to_review(project, ES, 99)) == 5


def test_the_nearest_approved_sentence_is_offered_with_its_difference(project: Project) -> None:
    correct(project, "one", "Traiga agua y sombrero.")
    write = project.root / "texts/two.md"
    write.write_text("---\ntitle: Text two\n---\n\nBring water and a scarf.\n", encoding="utf-8")
    translate(project, Selection())
    found = {item.source: item.message for item in first_to_review(project, ES, 99)}
    near = found["Bring water and a scarf."]
    assert "% like “Bring water and a [-hat-]{+scarf+}.” (one): “Traiga agua y sombrero.”" in near


def test_unknown_texts_and_languages_are_named(project: Project) -> None:
    for selection, name in ((Selection(texts=("tow",)), "two"), (Selection(languages=("fr",)), "fr")):
        with pytest.raises(OctavillaError, match=name):
            check(project, selection)


def test_lines_fit_80_columns_and_end_with_a_count(project: Project) -> None:
    correct(project, "one", "Lleve agua y sombrero, que hace mucho calor y no hay sombra en toda la calle hoy.")
    correct(project, "two", "Traiga agua.")
    shown = list(lines(check(project, ES, with_proposals=False, only=WHOLE)))
    assert max(map(len, shown)) <= 80
    assert shown[0].startswith("translations/es/") and shown[0].endswith(": warning (different)")
    assert shown[-1] == "0 errors, 1 warning, 0 notes."


def test_the_command_returns_1_for_an_error_only_when_strict(project: Project, octavilla: Run) -> None:
    arguments = ("check", "--no-proposals", "--language", "es", "--project", project.root)
    (project.translations / "es/glossary.csv").write_text("term,translation\nhat,gorra\n", encoding="utf-8")
    assert octavilla(*arguments, "--strict").exit_code == 0, "drafts only"
    correct(project, "one", "Lleve agua y sombrero.")
    assert octavilla(*arguments).exit_code == 0
    assert octavilla(*arguments, "--strict").exit_code == 1
    printed = json.loads(octavilla(*arguments, "--json", "--only", "glossary").output)
    assert [found["severity"] for found in printed["findings"]] == ["error", "warning"]
    assert printed["proposals"] == []
    ordered = octavilla(*arguments, "--order", "1").output
    assert "0 errors, 0 warnings, 1 note." in ordered


def test_sentences_are_checked_with_place_and_mend(project: Project) -> None:
    correct(project, "one", "Lleve  agua y sombrero.")
    correct(project, "two", "Lleve agua y **sombrero**.")
    spaces, marks = findings(project, only=("double-spaces", "marks"))
    assert (spaces.path, spaces.kind, spaces.severity) == ("translations/es/one.po", "double-spaces", Severity.NOTE)
    assert spaces.issue is not None and spaces.issue.mend == "Lleve agua y sombrero."
    assert (marks.path, marks.kind) == ("translations/es/two.po", "marks")
    values = as_json(check(project, ES, with_proposals=False, only=("double-spaces",)))["findings"]
    assert [(found["start"], found["end"], found["mend"]) for found in values] == [(5, 7, "Lleve agua y sombrero.")]


def test_an_error_in_what_nobody_approved_is_a_warning(project: Project) -> None:
    (project.translations / "es/forbidden.txt").write_text("sombrero, gorra\n", encoding="utf-8")
    path = project.catalogue("one", "es")
    draft = Draft(text="Lleve agua y sombrero.", origin=Origin(engine="argos"))
    update(path, lambda old: with_drafts(old, {COMMON: draft}), lock_folder=project.state / "locks")
    (found,) = findings(project, only=("forbidden",))
    assert found.severity is Severity.WARNING
    correct(project, "one", "Lleve agua y sombrero.")
    (found,) = findings(project, only=("forbidden",))
    assert found.severity is Severity.ERROR
    assert found.message == "“sombrero”: the group says “gorra”."


def test_a_dismissed_check_is_silent_for_its_sentence(project: Project) -> None:
    correct(project, "one", "Lleve 2 litros de agua.")
    correct(project, "two", "Lleve 2 litros de agua y más.")
    assert [found.slug for found in findings(project, only=("numbers", "different"))] == ["one", "two", "two"]

    def dismiss(name: str) -> None:
        remark = Remark(RemarkKind.DISMISSED, "Ana", datetime.date(2026, 11, 14), "as agreed", name)

        def dismissed(old: Catalogue) -> Catalogue:
            entries = (with_remark(entry, remark) if entry.source == COMMON else entry for entry in old.entries)
            return replace(old, entries=tuple(entries))

        update(project.catalogue("two", "es"), dismissed, lock_folder=project.state / "locks")

    dismiss("numbers")
    dismiss("different")
    assert [found.slug for found in findings(project, only=("numbers", "different"))] == ["one"]


def test_the_quotation_of_two_sentences_is_whole(project_folder: Path, machine: list[str]) -> None:
    text = "---\ntitle: Words\n---\n\n“Look,” he said. “Look again.”\n"
    (project_folder / "texts/window.md").write_text(text, encoding="utf-8")
    project = open_project(project_folder)
    translate(project, Selection())
    correct(project, "window", "«Mira —dijo—.", "“Look,” he said.")
    correct(project, "window", "Vuelve a mirar».", "“Look again.”")
    assert findings(project, only=("quotes",)) == ()
    correct(project, "window", "Vuelve a mirar.", "“Look again.”")
    assert [found.severity for found in findings(project, only=("quotes",))] == [Severity.WARNING]


@pytest.mark.usefixtures("no_dictionaries")
def test_without_a_dictionary_one_note_says_what_to_install(project: Project) -> None:
    (found,) = findings(project, only=("spelling",))
    assert (found.severity, found.path, found.line) == (Severity.NOTE, "translations/es", 1)
    assert "hunspell-es" in found.message
    assert findings(project, only=("numbers",)) == ()


def test_checks_are_chosen_by_name(project: Project, octavilla: Run) -> None:
    correct(project, "one", "lleve  agua.")
    correct(project, "two", "Lleve agua.")
    kinds = {found.kind for found in check(project, ES, with_proposals=False, without=("spelling",)).findings}
    assert {"capitals", "double-spaces"} <= kinds
    some = check(project, ES, with_proposals=False, only=("capitals", "end"), without=("capitals",)).findings
    assert {found.kind for found in some} <= {"end"}
    with pytest.raises(OctavillaError, match="Did you mean “spelling”"):
        check(project, ES, only=("speling",))
    listed = octavilla("check", "--list").output
    assert [line.split()[0] for line in listed.splitlines()] == list(all_checks())
    assert set(CHECKS) < set(all_checks())


@pytest.fixture
def corrected(project_folder: Path) -> Project:
    """Return a project in which people put other words than the starter package's for `window`, in three sentences."""
    from pipeline.languages import language
    from pipeline.mt.draft import draft
    from pipeline.mt.packages import find
    from pipeline.project import packaged

    sentences = ("The window is open.", "Close the window at night.", "We paint the old windows.", "The door is open.")
    text = "\n\n".join(sentences)
    (project_folder / "texts/window.md").write_text(f"---\ntitle: Houses\n---\n\n{text}\n", encoding="utf-8")
    project = open_project(project_folder)
    translate(project, ES)
    package = find(language("en"), language("es"), [packaged("models")], project.state)
    for sentence, made in draft(sentences, package).items():
        target = made.text.replace("ventanas", "claraboyas").replace("ventana", "claraboya")
        correct(project, "window", target, sentence)
    return project


@pytest.mark.slow
def test_a_term_corrected_in_two_sentences_is_proposed_and_nothing_is_applied(
    corrected: Project, octavilla: Run
) -> None:
    outcome = check(corrected, ES)
    (found,) = [item for item in outcome.proposed if item.proposal.term.startswith("window")]
    assert found.proposal.translation.startswith("claraboya")
    assert found.proposal.count >= 2
    assert all(place.startswith("translations/es/window.po:") for place in found.places)
    assert not corrected.glossary("es").exists()
    shown = octavilla("check", "--language", "es", "--project", corrected.root).output
    assert found.proposal.line in shown
    corrected.glossary("es").write_text(f"term,translation,match,note\n{found.proposal.line}\n", encoding="utf-8")
    assert not [item for item in check(corrected, ES).proposed if item.proposal.term.startswith("window")]
