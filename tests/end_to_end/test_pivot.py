"""Any pair with a package works: from English through Spanish into a language that is in no table of ours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from click.testing import Result
from tiny import dictionary_package

Run = Callable[..., Result]
ENGLISH_TO_SPANISH = {
    "open": "abre", "the": "la", "window": "ventana", "at": "por la", "night": "noche", "drink": "bebe",
    "water": "agua", "cold": "fría",
}  # fmt: skip
SPANISH_TO_ESPERANTO = {
    "abre": "malfermu", "la": "la", "ventana": "fenestron", "por": "dum", "noche": "nokto", "bebe": "trinku",
    "agua": "akvon", "fría": "malvarman",
}  # fmt: skip
TEXT = """---
title: Open the window
date: 2026-06-01
---

Open the window at night. Drink **cold water**, Ana Reyes.

Drink [the water](https://example.org/water) at 14:30.
"""
EXPECTED = {
    "Open the window": "Malfermu la fenestron",
    "Open the window at night.": "Malfermu la fenestron dum la nokto.",
    "Drink **cold water**, Ana Reyes.": "Trinku **malvarman akvon**, Ana Reyes.",
    "Drink [the water](https://example.org/water) at 14:30.": (
        "Trinku [la akvon](https://example.org/water) dum la 14:30."
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one text, to have in Esperanto, and packages for English to Spanish and Spanish to Esperanto."""
    root = tmp_path / "project"
    (root / "texts").mkdir(parents=True)
    (root / "texts" / "window.md").write_text(TEXT, encoding="utf-8")
    (root / "octavilla.toml").write_text('title = "Harbour Street"\nlanguages = ["eo"]\n', encoding="utf-8")
    dictionary_package(root / "models", ENGLISH_TO_SPANISH, "en", "es", "1.9")
    dictionary_package(root / "models", SPANISH_TO_ESPERANTO, "es", "eo", "1.0")
    return root


def drafts(project: Path) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(project / "translations/eo/window.po"))}


@pytest.mark.slow
def test_a_text_is_translated_and_typeset_through_a_third_language(project: Path, octavilla: Run) -> None:
    result = octavilla("build", "--project", project)
    assert result.exit_code == 0, result.output
    assert drafts(project) == EXPECTED
    catalogue = (project / "translations/eo/window.po").read_text(encoding="utf-8")
    assert "package translate-en_es-1_9 + translate-es_eo-1_0, version 1.9 + 1.0," in catalogue
    page = (project / "build/site/eo/window/index.html").read_text(encoding="utf-8")
    assert "Malfermu la fenestron dum la nokto." in page
    assert (project / "build/print/eo/window-a4.pdf").is_file()


def test_a_second_run_drafts_nothing_and_a_direct_package_drafts_anew(project: Path, octavilla: Run) -> None:
    assert octavilla("translate", "--project", project).exit_code == 0
    before = (project / "translations/eo/window.po").read_bytes()
    assert octavilla("translate", "--project", project).exit_code == 0
    assert (project / "translations/eo/window.po").read_bytes() == before
    direct = {"open": "apertu", "the": "la", "window": "vitron", "at": "dum la", "night": "nokto"}
    dictionary_package(project / "models", direct, "en", "eo", "0.1")
    assert octavilla("translate", "--project", project).exit_code == 0
    assert drafts(project)["Open the window at night."] == "Apertu la vitron dum la nokto."
    # The configuration brings the way through Spanish back.
    with (project / "octavilla.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('[packages]\neo = ["translate-en_es-1_9", "translate-es_eo-1_0"]\n')
    assert octavilla("translate", "--project", project).exit_code == 0
    assert drafts(project) == EXPECTED


def test_a_package_named_in_vain_stops_the_run_with_file_and_line(project: Path, octavilla: Run) -> None:
    with (project / "octavilla.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('[packages]\neo = "translate-es_eo-1_0"\n')
    result = octavilla("translate", "--project", project)
    assert result.exit_code == 1
    assert "octavilla.toml:4: “translate-es_eo-1_0” translates es → eo; this line is for en → eo." in result.output


def test_without_the_second_package_the_command_to_type_is_named(project: Path, octavilla: Run) -> None:
    shutil.rmtree(project / "models" / "translate-es_eo-1_0")
    result = octavilla("translate", "--project", project)
    assert result.exit_code == 1
    assert "octavilla models install en eo" in result.output


def test_the_doctor_names_the_way(project: Path, octavilla: Run) -> None:
    findings = json.loads(octavilla("doctor", "--json", "--project", project).output)
    (finding,) = (item for item in findings if item["name"] == "English to Esperanto")
    assert finding["well"]
    assert "en → es → eo" in finding["found"]
