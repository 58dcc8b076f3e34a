"""The doctor: everything looked at, and for whatever is missing the way out."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import doctor
from pipeline.doctor import Finding, examine


@pytest.fixture
def make_package(project_folder: Path) -> Callable[[str, str], Path]:
    """Return a function that puts what looks like a package for two codes into the project."""

    def make(source: str, target: str) -> Path:
        folder = project_folder / "models" / f"translate-{source}_{target}-1_0"
        (folder / "model").mkdir(parents=True)
        metadata = {"package_version": "1.0", "from_code": source, "to_code": target}
        (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
        for name in ("sentencepiece.model", "model/model.bin"):
            (folder / name).write_bytes(b"x")
        return folder

    return make


def found(root: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(root)}


def test_a_whole_project_on_a_whole_computer_is_well(project_folder: Path) -> None:
    findings = found(project_folder)
    assert [name for name, finding in findings.items() if not finding.well or finding.remedy] == []
    assert findings["project"].found == "Harbour Street: 1 text"
    assert {"English to Spanish", "English to Portuguese (Brazil)"} <= set(findings)


def test_whatever_is_missing_has_a_way_out(project_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("weasyprint", "ctranslate2"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(doctor, "LEAST_SPACE", 10**18)
    (project_folder / "texts/window.md").unlink()
    (project_folder / "octavilla.toml").write_text('languages = ["fr"]', encoding="utf-8")
    missing = {name: finding for name, finding in found(project_folder).items() if not finding.well}
    assert set(missing) == {"typesetting", "translation", "project", "English to French", "folder"}
    assert all(finding.remedy and finding.found for finding in missing.values())
    assert "apt-get install" in missing["typesetting"].remedy
    assert "octavilla models install en fr" in missing["English to French"].remedy


def test_a_way_through_a_third_language_is_named_with_what_would_be_better(
    project_folder: Path, make_package: Callable[[str, str], Path]
) -> None:
    make_package("es", "gl")
    lines = 'title = "x"\nlanguages = ["gl", "es"]\n[packages]\nes = "octavilla-en_es-0_1"\n'
    (project_folder / "octavilla.toml").write_text(lines, encoding="utf-8")
    findings = found(project_folder)
    galician, spanish = findings["English to Galician"], findings["English to Spanish"]
    assert galician.well
    assert "octavilla-en_es-0_1" in galician.found
    assert galician.found.endswith("translate-es_gl-1_0 1.0, a way through a third language (en → es → gl)")
    assert "octavilla models install en gl" in galician.remedy
    assert spanish.found.endswith(", as octavilla.toml says")
    assert not spanish.remedy


def test_a_package_that_the_configuration_names_in_vain_is_told_with_its_line(project_folder: Path) -> None:
    lines = 'title = "x"\nlanguages = ["es"]\n[packages]\nes = "gone"\n'
    (project_folder / "octavilla.toml").write_text(lines, encoding="utf-8")
    finding = found(project_folder)["English to Spanish"]
    assert not finding.well
    assert "octavilla.toml" in finding.found
    assert "octavilla.toml:4: there is no language package “gone”" in finding.remedy


def test_a_library_that_fails_without_a_word_is_still_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "ctranslate2":
                raise OSError

    monkeypatch.delitem(sys.modules, "ctranslate2", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Silent(), *sys.meta_path])
    assert doctor._translation() == Finding("translation", False, "OSError", "Run: pip install ctranslate2")


def test_no_project_or_a_wrong_one_is_a_finding_and_no_error(tmp_path: Path) -> None:
    assert "octavilla init" in found(tmp_path)["project"].found
    (tmp_path / "octavilla.toml").write_text("nonsense")
    assert "octavilla.toml:1" in found(tmp_path)["project"].found


def test_a_colour_that_cannot_be_read_is_told_with_what_is_printed_in_its_place(project_folder: Path) -> None:
    assert found(project_folder)["design"].found == "pamphlet: Source Serif Pro, Barlow Condensed"
    (project_folder / "octavilla.toml").write_text('[design]\ncolour = "#FFD500"\n', encoding="utf-8")
    finding = found(project_folder)["colours"]
    assert finding.well
    assert finding.found.startswith("colour #FFD500: text on paper is printed in black")
    assert "darker" in finding.remedy


def test_a_theme_that_cannot_be_read_is_a_finding(project_folder: Path) -> None:
    theme = project_folder / "templates" / "themes" / "pale"
    theme.mkdir(parents=True)
    (theme / "theme.toml").write_text('title = "Pale"\n', encoding="utf-8")
    (theme / "print.css").write_text(":root { --label-ink: #ccc }", encoding="utf-8")
    (project_folder / "octavilla.toml").write_text('[design]\ntheme = "pale"\n', encoding="utf-8")
    finding = found(project_folder)["design"]
    assert not finding.well
    assert finding.found.startswith("theme pale: --label-ink on --paper has a contrast of 1.6")
    assert "templates/themes/pale" in finding.remedy


def test_missing_font_files_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pipeline.typeset.fonts.packaged_files", lambda: {"Gone.ttf": tmp_path / "Gone.ttf"})
    finding = doctor._fonts()
    assert not finding.well
    assert "Gone.ttf" in finding.found
    assert "pip install" in finding.remedy


def test_a_folder_that_cannot_be_written_is_found(project_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project_folder / ".octavilla").write_text("a file where the folder should be")
    assert found(project_folder)["folder"].remedy == "Choose a folder that you may write to."
    (project_folder / ".octavilla").unlink()

    def full(_: Any) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shutil, "disk_usage", full)
    assert found(project_folder)["folder"] == Finding(
        "folder", False, "Input/output error", "Choose a folder that you may write to."
    )


def test_the_line_to_type_names_the_libraries_that_the_set_up_asks_for() -> None:
    setup = (Path(__file__).resolve().parents[1] / "scripts" / "setup").read_text(encoding="utf-8")
    needed = {line.split()[1] for line in setup.splitlines() if line.startswith("need lib")}
    assert needed == set(doctor.SYSTEM_LIBRARIES.split()[2:])
