"""Whole builds: from a text to pages and sheets, and what a second build does."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import polib
import pytest
from pypdf import PdfReader

from pipeline.addresses import short_name


def build(octavilla, folder: Path, *arguments: str):
    result = octavilla("build", "--project", folder, "--jobs", "1", *arguments)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def built(octavilla, project_folder, tmp_path_factory):
    """Return the project after its first build, which is made once for all tests of a process."""
    whole = tmp_path_factory.getbasetemp() / "built"
    if whole.is_dir():
        shutil.copytree(whole, project_folder, dirs_exist_ok=True)
    else:
        build(octavilla, project_folder)
        shutil.copytree(project_folder, whole)
    return project_folder


def snapshot(folder: Path) -> dict[str, tuple[int, str]]:
    """Return modification time and checksum of every file under `folder`."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pdf_text(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def approve(catalogue: Path, source: str, target: str) -> None:
    """Correct and approve a sentence as somebody with a PO editor does."""
    po = polib.pofile(str(catalogue))
    entry = po.find(source)
    entry.msgstr = target
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    po.save()


def test_a_build_makes_a_page_and_two_print_files_for_every_language(built):
    for code in ("en", "es", "pt"):
        page = built / "build/site" / code / "window/index.html"
        assert f'lang="{code}' in page.read_text(encoding="utf-8")
        reading = PdfReader(built / f"build/print/{code}/window-a4.pdf")
        assert round(float(reading.pages[0].mediabox.width) / 72 * 25.4) == 210
        sheets = PdfReader(built / f"build/print/{code}/window-booklet.pdf")
        assert round(float(sheets.pages[0].mediabox.width) / 72 * 25.4) == 297
        pages = PdfReader(built / f"build/print/{code}/window-booklet-pages.pdf")
        assert len(pages.pages) % 4 == 0
        assert len(sheets.pages) * 2 == len(pages.pages)


def test_the_manifest_lists_every_file_with_its_checksum(built):
    manifest = json.loads((built / "build/manifest.json").read_text(encoding="utf-8"))
    listed = {entry["path"]: entry for entry in manifest["files"]}
    there = {
        path.relative_to(built).as_posix()
        for path in (built / "build").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert set(listed) == there
    for path, entry in listed.items():
        assert hashlib.sha256((built / path).read_bytes()).hexdigest() == entry["sha256"]
    spanish = listed["build/print/es/window-a4.pdf"]
    assert spanish["proof"] is True
    assert spanish["approved"] == 0
    source = (built / "texts/window.md").read_bytes()
    assert spanish["source"] == hashlib.sha256(source).hexdigest()


def test_a_second_build_touches_nothing(octavilla, project_folder):
    build(octavilla, project_folder)
    before = snapshot(project_folder / "build") | snapshot(project_folder / "translations")
    result = build(octavilla, project_folder)
    assert snapshot(project_folder / "build") | snapshot(project_folder / "translations") == before
    assert "unchanged" in result.output
    assert "made" not in result.output.replace("unmade", "")


def test_touching_a_file_without_changing_it_rebuilds_nothing(octavilla, built):
    before = snapshot(built / "build")
    text = built / "texts/window.md"
    text.write_bytes(text.read_bytes())
    build(octavilla, built)
    assert snapshot(built / "build") == before


def test_a_correction_shows_in_the_next_build_and_only_there(octavilla, built):
    before = snapshot(built / "build")
    approve(built / "translations/es/window.po", "Open it at night.", "Ábrala de noche, sin prisa.")
    build(octavilla, built)
    after = snapshot(built / "build")
    assert "Ábrala de noche, sin prisa." in (built / "build/site/es/window/index.html").read_text("utf-8")
    assert "Ábrala de noche, sin prisa." in pdf_text(built / "build/print/es/window-a4.pdf")
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed
    # What searches, and what says how large the files of each language are, tells of the Spanish edition too.
    about = {"manifest.json", "site/assets/search/es.js", f"site/{short_name('window')}/index.html"}
    assert [path for path in sorted(changed) if "/es/" not in path and path not in about] == []


def test_an_override_outlives_a_rewritten_source(octavilla, built):
    catalogue = built / "translations/es/window.po"
    approve(catalogue, "Open it at night.", "Ábrala de noche.")
    text = built / "texts/window.md"
    original = text.read_text(encoding="utf-8")
    text.write_text(original.replace("Open it at night.", "Nothing else."), encoding="utf-8")
    build(octavilla, built)
    assert "Ábrala de noche." in catalogue.read_text(encoding="utf-8")
    text.write_text(original, encoding="utf-8")
    build(octavilla, built)
    entry = polib.pofile(str(catalogue)).find("Open it at night.")
    assert entry.msgstr == "Ábrala de noche."
    assert not entry.fuzzy


def test_final_refuses_and_names_what_is_not_approved_then_passes(octavilla, built):
    refused = octavilla("build", "--project", built, "--final", "--language", "es")
    assert refused.exit_code == 1
    assert "translations/es/window.po" in refused.output
    assert "not approved" in refused.output
    assert "octavilla review" in refused.output
    assert "Traceback" not in refused.output
    catalogue = built / "translations/es/window.po"
    po = polib.pofile(str(catalogue))
    for entry in po:
        entry.flags = []
    po.save()
    result = build(octavilla, built, "--final", "--language", "es")
    assert "proof" not in result.output
    page = (built / "build/site/es/window/index.html").read_text(encoding="utf-8")
    assert 'class="proof' not in page


def test_every_printed_page_of_a_proof_says_so_in_its_language(built):
    for code, words in (("es", "sin revisar"), ("pt", "não revis")):
        for page in PdfReader(built / f"build/print/{code}/window-a4.pdf").pages:
            assert words in page.extract_text().lower()
    for page in PdfReader(built / "build/print/en/window-a4.pdf").pages:
        assert "not yet reviewed" not in page.extract_text().lower()


def test_only_what_was_asked_for_is_built(octavilla, project_folder):
    build(octavilla, project_folder, "window", "--language", "pt", "--format", "a4")
    printed = [path.name for path in (project_folder / "build/print").rglob("*.pdf")]
    assert printed == ["window-a4.pdf"]
    assert not (project_folder / "build/site/es").exists()


def test_files_of_a_removed_text_are_removed_from_the_build(octavilla, project_folder):
    other = project_folder / "texts/other.md"
    other.write_text("---\ntitle: Other\nlanguages: [es]\n---\n\nA line.\n", encoding="utf-8")
    build(octavilla, project_folder, "--format", "web")
    assert (project_folder / "build/site/es/other/index.html").is_file()
    other.unlink()
    build(octavilla, project_folder)
    assert not (project_folder / "build/site/es/other").exists()
    assert (project_folder / "translations/es/other.po").is_file()


def test_a_deleted_build_folder_comes_back_whole(octavilla, built):
    before = {path: digest for path, (_, digest) in snapshot(built / "build").items()}
    shutil.rmtree(built / "build")
    build(octavilla, built)
    assert {path: digest for path, (_, digest) in snapshot(built / "build").items()} == before


def test_a_new_project_builds_at_once(octavilla, tmp_path):
    folder = tmp_path / "ours"
    made = octavilla("init", folder)
    assert made.exit_code == 0, made.output
    build(octavilla, folder)
    assert (folder / "build/print/pt/first-leaflet-booklet.pdf").is_file()
    again = octavilla("init", folder)
    assert again.exit_code == 1
    assert "already" in again.output


@pytest.mark.parametrize(
    "command", [["status"], ["status", "--json"], ["models", "list"], ["models", "list", "--json"]]
)
def test_commands_that_only_look_write_no_catalogue(octavilla, project_folder, command):
    result = octavilla(*command, "--project", project_folder)
    assert result.exit_code == 0, result.output
    assert not (project_folder / "translations").exists()
    if "--json" in command:
        assert json.loads(result.output)
