"""The print gate: nothing that a person should see first goes to the press, and nobody has to guess what it is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from pipeline import build as builder
from pipeline import looking
from pipeline.errors import OctavillaError
from pipeline.gate import SHOWN, NotFinalError, Obstacle, obstacles
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.review.catalogue import Catalogue, approve
from pipeline.review.checks import Issue, Pair, Severity, Template
from pipeline.review.remarks import Remark, RemarkKind, with_remark
from pipeline.review.store import load, update

DAY = datetime.date(2026, 11, 14)
EDITION = (("window", "es", "en"),)
pytestmark = pytest.mark.usefixtures("bare_site")


@pytest.fixture
def project(project_folder: Path) -> Project:
    (project_folder / "octavilla.toml").write_text('languages = ["es"]\nformats = []\n', encoding="utf-8")
    opened = open_project(project_folder)
    builder.translate(opened, Selection())
    return opened


def change(project: Project, how: Callable[[Catalogue], Catalogue]) -> None:
    update(project.catalogue("window", "es"), how, lock_folder=project.state / "locks")


def approve_all(project: Project) -> None:
    def approved(catalogue: Catalogue) -> Catalogue:
        for entry in catalogue:
            catalogue = approve(catalogue, entry.source, entry.target, "Ana", DAY)
        return catalogue

    change(project, approved)


def remark(project: Project, source: str, said: Remark) -> None:
    def remarked(catalogue: Catalogue) -> Catalogue:
        entries = (with_remark(e, said) if e.source == source else e for e in catalogue.entries)
        return replace(catalogue, entries=tuple(entries))

    change(project, remarked)


@pytest.fixture
def picky(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Severity]]:
    """Have one check, which finds something in sentences that hold a word; return the words with their severity."""
    words: dict[str, Severity] = {}

    def look(pair: Pair) -> tuple[Issue, ...]:
        return tuple(
            Issue(check="picky", template=Template("“{word}” is there."), values=(("word", word),), severity=severity)
            for word, severity in words.items()
            if word in pair.source
        )

    monkeypatch.setattr(looking, "look", look)
    return words


def whys(project: Project) -> list[str]:
    return [obstacle.why for obstacle in obstacles(project, EDITION)]


def test_drafts_and_open_sentences_are_in_the_way_and_approved_ones_are_not(
    project: Project, picky: dict[str, Severity]
) -> None:
    assert set(whys(project)) == {"not approved"}
    approve_all(project)
    assert whys(project) == []
    path = project.catalogue("window", "es")
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace('msgstr "es: Rest in the shade."', 'msgstr ""'), encoding="utf-8")
    assert whys(project) == ["not translated"]
    assert builder.build(open_project(project.root), Selection(), workers=1).editions


def test_a_sentence_whose_source_changed_is_in_the_way(project: Project, picky: dict[str, Severity]) -> None:
    approve_all(project)
    text = project.texts / "window.md"
    text.write_text(text.read_text(encoding="utf-8").replace("Open it at night", "Open it late at night"), "utf-8")
    builder.translate(project, Selection())
    assert whys(project) == ["source changed"]


def test_two_versions_are_in_the_way_of_an_approved_sentence(project: Project, picky: dict[str, Severity]) -> None:
    approve_all(project)
    remark(project, "Water", Remark(RemarkKind.VERSION, "Bia", DAY, "El agua"))
    assert whys(project) == ["two versions, none chosen"]
    remark(project, "Open it at night.", Remark(RemarkKind.COMMENT, "Bia", DAY, "Why?"))
    assert len(whys(project)) == 1


def test_an_error_of_a_check_is_in_the_way_until_it_is_dismissed(project: Project, picky: dict[str, Severity]) -> None:
    approve_all(project)
    picky["Water"] = Severity.ERROR
    picky["night"] = Severity.WARNING
    assert whys(project) == ["“Water” is there"]
    remark(project, "Water", Remark(RemarkKind.DISMISSED, "Ana", DAY, "it is right", check="picky"))
    assert whys(project) == []


def test_the_list_names_file_and_line_of_every_sentence(project: Project, picky: dict[str, Severity]) -> None:
    found = obstacles(project, EDITION)
    lines = project.catalogue("window", "es").read_text(encoding="utf-8").split("\n")
    assert len(found) == len(load(project.catalogue("window", "es")))
    for obstacle in found:
        assert obstacle.path == "translations/es/window.po"
        assert lines[obstacle.line - 1].startswith("msgid")
        assert obstacle.source[:20] in "".join(lines[obstacle.line - 1 : obstacle.line + 1])
    assert list(found) == sorted(found)


def test_a_line_of_the_list_fits_the_terminal() -> None:
    line = str(Obstacle("translations/es/window.po", 123, "not approved", "word " * 40))
    assert len(line) <= 80
    assert line.startswith("translations/es/window.po:123: not approved: “word word")
    assert line.endswith("…”")
    assert "word\nword" not in str(Obstacle("a.po", 1, "not approved", "word\nword"))


def test_a_final_build_refuses_with_the_list_and_the_way_out(
    project: Project, octavilla: Callable[..., Result]
) -> None:
    result = octavilla("build", "--final", "--project", project.root)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    number = len(load(project.catalogue("window", "es")))
    assert f"octavilla: not final yet: {number} sentences in 1 catalogue not ready for print." in lines
    assert sum(line.startswith("translations/es/window.po:") for line in lines) == number
    assert f"Look at them: octavilla review --project {project.root}" in lines
    assert lines[-1] == "For a proof, build without --final."
    assert not (project.build / "site").exists()
    approve_all(project)
    assert octavilla("build", "--final", "--project", project.root).exit_code == 0


def test_what_is_rare_is_not_hidden_behind_the_drafts(project: Project) -> None:
    found = [Obstacle("a.po", line, "not approved", "A") for line in range(1, 101)]
    found[97] = Obstacle("a.po", 98, "two versions, none chosen", "B")
    found[98] = Obstacle("a.po", 99, "“9” is missing", "C")
    lines = list(NotFinalError(project, tuple(found)).lines())
    assert lines[0] == "98 not approved; 1 two versions, none chosen; 1 with an error."
    assert lines[SHOWN - 1 : SHOWN + 2] == [str(found[97]), str(found[98]), "and 80 more."]
    assert lines[1] == str(found[0])


def test_a_long_list_ends_with_a_count(project: Project) -> None:
    error = NotFinalError(project, tuple(Obstacle("a.po", line, "not approved", "A") for line in range(1, 101)))
    lines = list(error.lines())
    assert len(lines) == SHOWN + 4
    assert lines[0] == "100 not approved."
    assert lines[SHOWN + 1] == f"and {100 - SHOWN} more."
    assert "100 sentences in 1 catalogue" in error.message


def test_only_the_chosen_editions_are_looked_at(project: Project) -> None:
    (project.root / "octavilla.toml").write_text('languages = ["es", "pt"]\nformats = []\n', encoding="utf-8")
    approve_all(project)
    both = open_project(project.root)
    builder.build(both, Selection(languages=("es",)), final=True, workers=1)
    with pytest.raises(NotFinalError) as caught:
        builder.build(both, Selection(), final=True, workers=1)
    assert {obstacle.path for obstacle in caught.value.obstacles} == {"translations/pt/window.po"}


def test_a_broken_catalogue_is_no_reason_to_print(project: Project) -> None:
    project.catalogue("window", "es").write_text("no catalogue\n", encoding="utf-8")
    with pytest.raises(OctavillaError, match=r"window\.po:1"):
        obstacles(project, EDITION)
