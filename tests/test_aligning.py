"""`octavilla align`: an old leaflet in two languages becomes catalogue entries."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from pipeline.review.catalogue import State
from pipeline.review.journal import Journal
from pipeline.review.store import load

Run = Callable[..., Result]
GOLDEN = Path(__file__).parent / "golden" / "align"
DRAFTS: Mapping[str, str] = json.loads((GOLDEN / "repair-table.drafts.json").read_text(encoding="utf-8"))
BAKER = "The baker brings yesterday's rolls."
COUNTED = "Since 2016 we have looked at 1,340 things and mended 870 of them."
KETTLE = "Put the kettle on before you open the door."
COLUMNS = 79


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with the text of the old leaflet, and a translator that knows its drafts."""
    import pipeline.mt.draft
    from pipeline.mt.cache import Translation

    def draft(sentences: Any, *_: object, **__: object) -> dict[str, Translation]:
        return {sentence: Translation(DRAFTS.get(sentence, f"es: {sentence}"), 0.5) for sentence in sentences}

    monkeypatch.setattr(pipeline.mt.draft, "draft", draft)
    project = tmp_path / "project"
    (project / "texts").mkdir(parents=True)
    (project / "octavilla.toml").write_text('title = "Wharf"\nlanguages = ["es", "pt"]\n', encoding="utf-8")
    shutil.copy(GOLDEN / "repair-table.en.md", project / "texts" / "repair-table.md")
    return project


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copy(GOLDEN / "repair-table.es.md", tmp_path / "mesa.md"))


def catalogue_of(folder: Path) -> Path:
    return folder / "translations" / "es" / "repair-table.po"


def test_an_old_leaflet_becomes_approved_entries_drafts_and_comments(folder: Path, old: Path, octavilla: Run) -> None:
    done = octavilla("align", "repair-table", old, "--by", "Inés Roldán", "--project", folder)
    assert done.exit_code == 0, done.output
    catalogue = load(catalogue_of(folder))
    approved = [entry for entry in catalogue if entry.state is State.APPROVED]
    assert len(approved) >= 40
    assert {entry.reviewer for entry in approved} == {"Inés Roldán"}
    assert catalogue[KETTLE].target == "Pon agua a calentar antes de abrir la puerta."
    # The old leaflet was brought up to date: the figures differ.
    assert (catalogue[COUNTED].state, catalogue[COUNTED].warnings) == (State.DRAFT, ("values",))
    assert (catalogue[BAKER].state, catalogue[BAKER].warnings) == (State.DRAFT, ("divided",))
    assert any("los panecillos de ayer, y un técnico" in line for line in _comments(catalogue[BAKER].comments))
    records = Journal(catalogue_of(folder).with_suffix(".history.jsonl")).of(KETTLE)
    assert [(record.event.who, record.event.action) for record in records] == [("Inés Roldán", "merge")]


def _comments(lines: tuple[str, ...]) -> list[str]:
    return [" ".join(lines).replace(" … ", " ")]


def test_marks_of_the_text_are_put_back(folder: Path, old: Path, octavilla: Run) -> None:
    octavilla("align", "repair-table", old, "--by", "Inés", "--project", folder)
    catalogue = load(catalogue_of(folder))
    assert catalogue["**Nobody leaves a thing and goes away.**"].target == "**Nadie deja una cosa y se va.**"
    insured = next(entry for entry in catalogue if "[^insurance]" in entry.source)
    assert insured.target.endswith("cuesta 60 libras al año[^insurance].")
    assert insured.state is State.APPROVED
    address = next(entry for entry in catalogue if "mailto:" in entry.source)
    assert "[table@wharf-street.example](mailto:table@wharf-street.example)" in address.target


def test_the_report_fits_eighty_columns_and_says_what_to_do(folder: Path, old: Path, octavilla: Run) -> None:
    done = octavilla("align", "repair-table", old, "--by", "Inés", "--project", folder)
    lines = [line for line in done.stdout.splitlines() if str(folder) not in line]
    assert max(map(len, lines)) <= COLUMNS
    assert "In the text only:" in lines
    assert any("The sewing machine is the most used thing" in line for line in lines)
    assert any("Impreso en papel reciclado." in line for line in lines)
    assert "octavilla review repair-table" in done.stdout


def test_a_trial_writes_nothing_and_needs_no_name(folder: Path, old: Path, octavilla: Run) -> None:
    done = octavilla("align", "repair-table", old, "--dry-run", "--json", "--project", folder)
    told = json.loads(done.stdout)
    assert not told["written"]
    assert told["guessed"] and told["language"] == "es"
    assert told["counts"]["approved"] >= 40
    assert not catalogue_of(folder).exists()


def test_every_sentence_of_both_sides_is_in_the_report(folder: Path, old: Path, octavilla: Run) -> None:
    told = json.loads(octavilla("align", "repair-table", old, "--dry-run", "--json", "--project", folder).stdout)
    source = {row["source"] for row in told["sentences"]} | {row["text"] for row in told["unpaired"]["source"]}
    assert source == set(DRAFTS)


def test_once_more_changes_nothing(folder: Path, old: Path, octavilla: Run) -> None:
    octavilla("align", "repair-table", old, "--by", "Inés", "--project", folder)
    before = catalogue_of(folder).read_bytes()
    octavilla("align", "repair-table", old, "--by", "Inés", "--project", folder)
    assert catalogue_of(folder).read_bytes() == before


def test_a_build_leaves_what_was_found_as_it_is(folder: Path, old: Path, octavilla: Run) -> None:
    octavilla("align", "repair-table", old, "--by", "Inés", "--project", folder)
    before = load(catalogue_of(folder))
    done = octavilla("translate", "repair-table", "--project", folder)
    assert done.exit_code == 0, done.output
    after = load(catalogue_of(folder))
    for entry in before:
        if entry.state is not State.UNTRANSLATED:
            assert after[entry.source] == entry


def test_nobody_approves_without_a_name(folder: Path, old: Path, octavilla: Run) -> None:
    done = octavilla("align", "repair-table", old, "--project", folder)
    assert done.exit_code == 1
    assert "--by NAME" in done.output
    assert not catalogue_of(folder).exists()


def test_a_translation_in_the_language_of_the_text_is_refused(folder: Path, octavilla: Run) -> None:
    done = octavilla("align", "repair-table", GOLDEN / "repair-table.en.md", "--by", "Inés", "--project", folder)
    assert done.exit_code == 1
    assert "English itself" in done.output


def test_a_language_that_is_not_wanted_is_refused(folder: Path, old: Path, octavilla: Run) -> None:
    done = octavilla("align", "repair-table", old, "--language", "fr", "--by", "Inés", "--project", folder)
    assert done.exit_code == 1
    assert "There are: es, pt." in done.output


def test_a_text_may_be_a_file_that_is_imported_first(folder: Path, old: Path, tmp_path: Path, octavilla: Run) -> None:
    shutil.copy(GOLDEN / "repair-table.en.md", tmp_path / "table.md")
    (folder / "texts" / "repair-table.md").unlink()
    done = octavilla("align", tmp_path / "table.md", old, "--by", "Inés", "--project", folder)
    assert done.exit_code == 0, done.output
    assert "Imported as a new text" in done.stdout
    (made,) = (folder / "translations" / "es").glob("*.po")
    assert sum(entry.state is State.APPROVED for entry in load(made)) >= 40


@pytest.mark.slow
@pytest.mark.parametrize("form", ["docx", "odt", "html", "plain"])
def test_the_format_of_the_file_makes_no_difference(
    folder: Path, old: Path, tmp_path: Path, octavilla: Run, form: str
) -> None:
    import pypandoc

    place = tmp_path / f"mesa.{'txt' if form == 'plain' else form}"
    pypandoc.convert_file(str(old), form, outputfile=str(place), extra_args=["--columns=72"])
    told = json.loads(octavilla("align", "repair-table", place, "--dry-run", "--json", "--project", folder).stdout)
    assert told["counts"]["approved"] >= 40


@pytest.mark.slow
def test_a_real_package_drafts_and_the_leaflet_is_aligned(tmp_path: Path, old: Path, octavilla: Run) -> None:
    project = tmp_path / "real"
    (project / "texts").mkdir(parents=True)
    (project / "octavilla.toml").write_text('title = "Wharf"\nlanguages = ["es"]\n', encoding="utf-8")
    shutil.copy(GOLDEN / "repair-table.en.md", project / "texts" / "repair-table.md")
    shutil.copytree(Path(__file__).parents[1] / "models", project / "models")
    done = octavilla("align", "repair-table", old, "--by", "Inés", "--json", "--project", project)
    told = json.loads(done.stdout)
    assert told["drafted"]
    assert told["counts"]["approved"] >= 40
