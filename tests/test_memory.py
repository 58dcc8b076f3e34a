"""The memory of a project: import, export and search, and what a killed import leaves."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from pipeline.build import translate
from pipeline.errors import OctavillaError
from pipeline.memory import catalogues, export_tmx, import_tmx, memory_file, project_memory
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.review.catalogue import approve
from pipeline.review.memory import Unit
from pipeline.review.store import update
from pipeline.review.tmx import parse_tmx, write_tmx

Run = Callable[..., Result]
OLD = "Drink **cold** water every hour, and [ask a neighbour](https://example.org/help).[^1]"
FOREIGN = b"""<?xml version="1.0"?>
<tmx version="1.4"><header creationtool="OmegaT"/><body>
<tu><tuv lang="EN-US"><seg>Rest in the shade.</seg></tuv><tuv lang="ES-MX"><seg>Descansa a la sombra.</seg></tuv></tu>
</body></tmx>
"""


@pytest.fixture
def project(project_folder: Path, machine: list[str]) -> Project:
    project = open_project(project_folder)
    translate(project, Selection())
    path = project.catalogue("window", "es")
    update(path, lambda old: approve(old, "Water", "Agua"), lock_folder=project.state / "locks")
    return project


def tmx(folder: Path, *units: tuple[str, str], name: str = "old.tmx") -> Path:
    path = folder / name
    path.write_bytes(write_tmx([Unit(source=source, target=target) for source, target in units], "en", "es"))
    return path


def test_an_import_is_added_once_and_the_next_translation_uses_it(
    project: Project, octavilla: Run, tmp_path: Path
) -> None:
    path = tmp_path / "theirs.tmx"
    path.write_bytes(FOREIGN)
    more = tmx(tmp_path, ("Open it at night.", "Ábrela de noche."))
    arguments = ("memory", "import", path, more, "--language", "es", "--project", project.root)
    assert octavilla(*arguments).output.startswith("2 translations read, 2 of them new: ")
    before = memory_file(project, "es").stat().st_mtime_ns
    assert octavilla(*arguments).output.startswith("2 translations read, 0 of them new: ")
    assert memory_file(project, "es").stat().st_mtime_ns == before
    shown = octavilla("translate", "--language", "es", "--project", project.root).output
    assert "2 sentences taken from the translation memory." in shown
    text = project.catalogue("window", "es").read_text(encoding="utf-8")
    assert "draft: memory, package tmx, version , confidence 1.000" in text
    assert 'msgstr "Descansa a la sombra."' in text


def test_an_export_holds_what_is_approved_and_imported_and_nothing_else(
    project: Project, octavilla: Run, tmp_path: Path
) -> None:
    import_tmx(project, [tmx(tmp_path, (OLD, "Beba."), ("Water", "Agua"))], "es")
    out = tmp_path / "out.tmx"
    assert octavilla("memory", "export", out, "--language", "es", "--project", project.root).exit_code == 0
    units = parse_tmx(out.read_bytes(), out, "en", "es")
    assert sorted((unit.source, unit.target) for unit in units) == [(OLD, "Beba."), ("Water", "Agua")]
    assert export_tmx(project, "es")[0] == out.read_bytes()
    shown = octavilla("memory", "export", "--language", "es", "--project", project.root).output
    assert (project.build / "memory-es.tmx").read_bytes() == out.read_bytes()
    assert shown.startswith("2 translations written")


def test_search_shows_score_difference_and_translation(project: Project, octavilla: Run, tmp_path: Path) -> None:
    import_tmx(project, [tmx(tmp_path, ("Close the red door at noon.", "Cierra la puerta roja."))], "es")
    arguments = ("memory", "search", "Close the blue door at noon.", "--language", "es", "--project", project.root)
    shown = octavilla(*arguments).output
    assert "Close the [-red-] {+blue+} door at noon." in shown
    assert "Cierra la puerta roja." in shown
    (found,) = json.loads(octavilla(*arguments, "--json").output)
    assert 75 <= found["score"] < 100 and found["origin"] == "tmx"
    assert "Nothing like it" in octavilla(*arguments, "--minimum", "99").output


def test_search_colours_the_difference_on_a_terminal() -> None:
    from pipeline.report import difference

    parts = [("kept", "the "), ("gone", "red "), ("new", "[blue] "), ("kept", "door")]
    shown = difference(parts, colour=True)
    assert shown.plain == "the red [blue] door"
    assert {str(span.style) for span in shown.spans} >= {"red strike", "green"}
    assert difference(parts, colour=False).plain == "the [-red-] {+[blue]+} door"


def test_a_memory_that_another_program_put_there_is_used_and_never_written_over(
    project: Project, tmp_path: Path
) -> None:
    path = memory_file(project, "es")
    path.write_bytes(FOREIGN)
    found = project_memory(project, "es").exact("Rest in the shade.")
    assert found is not None and found.target == "Descansa a la sombra."
    with pytest.raises(OctavillaError, match=r"memory\.tmx: another program wrote this file.*octavilla memory import"):
        import_tmx(project, [tmx(tmp_path, ("a", "b"))], "es")
    assert path.read_bytes() == FOREIGN


def test_a_broken_file_or_an_unknown_language_changes_nothing(project: Project, octavilla: Run, tmp_path: Path) -> None:
    good, bad = tmx(tmp_path, ("a", "b")), tmp_path / "bad.tmx"
    bad.write_bytes(b"<tmx>\n<body>")
    result = octavilla("memory", "import", good, bad, "--language", "es", "--project", project.root)
    assert (result.exit_code, "bad.tmx:2: " in result.output) == (1, True)
    assert not memory_file(project, "es").exists()
    result = octavilla("memory", "import", good, "--language", "fr", "--project", project.root)
    assert result.exit_code == 1
    assert "nothing is translated into “fr”" in result.output
    assert not (project.translations / "fr").exists()


def test_an_empty_import_makes_no_file(project: Project, tmp_path: Path) -> None:
    done = import_tmx(project, [tmx(tmp_path)], "es")
    assert (done.read, done.new) == (0, 0)
    assert not memory_file(project, "es").exists()


def test_the_catalogues_of_a_language_are_those_of_people(project: Project) -> None:
    folder = project.translations / "es"
    (folder / ".octavilla-x.po").write_text("", encoding="utf-8")
    (folder / "folder.po").mkdir()
    assert [path.name for path in catalogues(project, "es")] == ["window.po"]


@pytest.mark.slow
def test_a_killed_import_leaves_the_old_memory_or_the_new_one(project: Project, tmp_path: Path) -> None:
    first = tmx(tmp_path, ("Before.", "Antes."))
    import_tmx(project, [first], "es")
    path = memory_file(project, "es")
    old = path.read_bytes()
    more = tmx(tmp_path, *((f"Sentence {n}.", f"Frase {n}.") for n in range(5000)), name="more.tmx")
    command = [sys.executable, "-m", "pipeline", "memory", "import", str(more), "--language", "es"]
    command += ["--project", str(project.root)]
    seen = set()
    for delay in (0.2, 0.35, 0.5, 0.65, 0.8, 5):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        content = path.read_bytes()
        seen.add(len(parse_tmx(content, path, "en", "es")))
        assert content == old or len(parse_tmx(content, path, "en", "es")) == 5001
    assert seen <= {1, 5001}
    assert import_tmx(project, [more], "es").new in (0, 5000)
