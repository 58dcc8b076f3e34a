"""Status: the states of all sentences as they are now, and nothing written to find out."""

from __future__ import annotations

import datetime
import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from pipeline import status
from pipeline.build import translate
from pipeline.errors import OctavillaError
from pipeline.plan import Selection
from pipeline.project import open_project
from pipeline.report import status_remarks, status_table
from pipeline.review.catalogue import Catalogue, Draft, Origin, approve, with_drafts
from pipeline.review.remarks import Remark, RemarkKind, with_remark
from pipeline.review.store import update

SENTENCES = 9
"""In the text of `project_folder`, title and subtitle among them."""


def row(folder: Path, language: str = "es") -> status.Row:
    return next(row for row in status.survey(open_project(folder), Selection()) if row.language == language)


def test_without_catalogues_all_is_untranslated_and_nothing_is_written(project_folder: Path) -> None:
    rows = status.survey(open_project(project_folder), Selection())
    assert [(row.text, row.language) for row in rows] == [("window", "es"), ("window", "pt")]
    assert {(row.segments, row.untranslated, row.approved) for row in rows} == {(SENTENCES, SENTENCES, 0)}
    assert rows[0].words == 40
    assert not (project_folder / "translations").exists()


def test_every_sentence_is_in_one_state(project_folder: Path, machine: list[str]) -> None:
    project = open_project(project_folder)
    translate(project, Selection())
    catalogue = project.catalogue("window", "es")
    for source in ("Water", "Rest in the shade."):
        update(catalogue, lambda old, s=source: approve(old, s, "bien"), lock_folder=project.state / "locks")
    text = project_folder / "texts/window.md"
    changed = text.read_text(encoding="utf-8").replace("Rest in the shade.", "Rest in the cool shade.")
    text.write_text(f"{changed}\nOne more line.\n", encoding="utf-8")
    before = catalogue.read_bytes()
    found = row(project_folder)
    assert (found.approved, found.stale, found.untranslated) == (1, 1, 1)
    assert found.drafts == found.segments - 3 == SENTENCES - 2
    assert catalogue.read_bytes() == before


def test_flagged_drafts_and_those_from_memory_are_counted_and_the_most_urgent_come_first(
    project_folder: Path, machine: list[str]
) -> None:
    project = open_project(project_folder)
    translate(project, Selection())
    origin = Origin(engine="memory", package="other", confidence=1.0)
    drafts = {
        "Water": Draft(text="Agua", origin=origin),
        "Rest in the shade.": Draft(text="x", origin=Origin(engine="argos", confidence=0.9), flags=("values",)),
    }
    path = project.catalogue("window", "es")
    update(path, lambda old: with_drafts(old, drafts), lock_folder=project.state / "locks")
    found = row(project_folder)
    assert (found.remembered, found.flagged) == (1, 1)
    assert found.first[0] == "Rest in the shade."
    assert len(found.first) == status.FIRST and "Water" not in found.first


def test_a_selection_is_checked_and_heeded(project_folder: Path) -> None:
    project = open_project(project_folder)
    assert [row.language for row in status.survey(project, Selection(languages=("pt", "en")))] == ["pt"]
    with pytest.raises(OctavillaError, match="no text is wanted in “fr”"):
        status.survey(project, Selection(languages=("fr",)))


def test_a_broken_catalogue_is_named(project_folder: Path) -> None:
    path = project_folder / "translations/es/window.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "open\n')
    with pytest.raises(OctavillaError, match=r"window\.po:1"):
        row(project_folder)


def test_the_table_has_a_column_for_each_state() -> None:
    rows = [
        status.Row(text="window", language="pt", segments=11, approved=2, drafts=3, stale=1, untranslated=5, words=1234)
    ]
    out = io.StringIO()
    Console(file=out, width=120).print(status_table(rows))
    head, line = out.getvalue().splitlines()
    assert head.split() == ["text", "language", "approved", "drafts", "stale", "missing", "segments", "words"]
    assert line.split() == ["window", "pt", "2", "3", "1", "5", "11", "1234"]


def test_what_somebody_has_to_choose_is_told_below_the_table(project_folder: Path, machine: list[str]) -> None:
    project = open_project(project_folder)
    translate(project, Selection(languages=("es",)))
    path = project.catalogue("window", "es")
    version = Remark(RemarkKind.VERSION, "Ana", datetime.date(2026, 11, 14), "Otra.")

    def beside(catalogue: Catalogue) -> Catalogue:
        return replace(catalogue, entries=(with_remark(catalogue.entries[0], version), *catalogue.entries[1:]))

    update(path, beside, lock_folder=project.state / "locks")
    rows = status.survey(project, Selection())
    assert {row.language: row.conflicts for row in rows} == {"es": 1, "pt": 0}
    (line,) = status_remarks(rows)
    assert line == "window (es): 1 sentence has two versions; choose in octavilla review"
