"""Giving the site away: copies are whole, only what is ours is touched, and the zip is the same every time."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from pipeline import build as builder
from pipeline import publishing
from pipeline.errors import OctavillaError
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.publishing import MARKER


@pytest.fixture
def project(project_folder: Path, bare_site: list[str]) -> Project:
    (project_folder / "octavilla.toml").write_text('languages = ["es"]\nformats = []\n', encoding="utf-8")
    project = open_project(project_folder)
    builder.build(project, Selection(), workers=1)
    return project


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_copy_is_the_whole_site_and_a_second_one_writes_nothing(project: Project, tmp_path: Path) -> None:
    (project.build / "site/own.txt").write_text("not of the build")
    folder = tmp_path / "stick"
    first = publishing.copy(project, folder)
    there = files(folder)
    assert there.keys() - {MARKER} == files(project.build / "site").keys() - {"own.txt"}
    assert (first.written, first.same, first.removed) == (len(there) - 1, 0, 0)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = publishing.copy(project, folder)
    assert (again.written, again.same) == (0, first.written)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == times


def test_what_the_site_has_no_more_goes_and_what_is_not_ours_stays(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    publishing.copy(project, folder)
    (folder / "es/window/notes.txt").write_text("mine")
    (folder / "en/window/index.html").write_text("changed by somebody")
    project.texts.joinpath("window.md").rename(project.texts / "door.md")
    builder.build(project, Selection(), workers=1)
    publishing.copy(project, folder)
    assert (folder / "es/window/notes.txt").read_text() == "mine"
    assert (folder / "en/window/index.html").read_text() == "changed by somebody"
    assert not (folder / "es/window/index.html").exists()
    assert (folder / "es/door/index.html").is_file()


def test_a_folder_with_other_things_in_it_is_refused_untouched(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    with pytest.raises(OctavillaError, match=r"has other things in it \(letter\.txt\)"):
        publishing.copy(project, folder)
    assert files(folder) == {"letter.txt": b"dear"}


def test_an_empty_stick_may_have_what_computers_put_there(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    (folder / "System Volume Information").mkdir(parents=True)
    (folder / ".git").mkdir()
    assert publishing.copy(project, folder).written


def test_somebody_elses_file_in_the_way_is_not_overwritten(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    publishing.copy(project, folder)
    (project.texts / "soup.md").write_text("---\ntitle: Soup\n---\n\nPeel.\n", encoding="utf-8")
    builder.build(project, Selection(), workers=1)
    (folder / "en/soup").mkdir()
    (folder / "en/soup/index.html").write_text("mine")
    before = files(folder)
    with pytest.raises(OctavillaError, match="is no file of ours"):
        publishing.copy(project, folder)
    assert files(folder) == before


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/outside", "a/../../outside.txt"])
def test_a_marker_that_names_other_places_removes_nothing_there(project: Project, tmp_path: Path, name: str) -> None:
    folder, outside = tmp_path / "stick", tmp_path / "outside.txt"
    publishing.copy(project, folder)
    outside.write_text("precious")
    marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    from pipeline.fingerprint import of_file

    marker["files"][name] = of_file(outside)
    (folder / MARKER).write_text(json.dumps(marker), encoding="utf-8")
    publishing.copy(project, folder)
    assert outside.read_text() == "precious"


def test_a_link_in_the_copy_is_not_followed(project: Project, tmp_path: Path) -> None:
    folder, outside = tmp_path / "stick", tmp_path / "outside"
    outside.mkdir()
    folder.mkdir()
    publishing.copy(project, folder)
    for path in sorted((folder / "es").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (folder / "es").rmdir()
    (folder / "es").symlink_to(outside)
    with pytest.raises(OctavillaError, match="link to another place"):
        publishing.copy(project, folder)
    assert list(outside.iterdir()) == []


def test_a_copy_into_the_build_folder_or_a_file_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match="made anew at any time"):
        publishing.copy(project, project.build / "site")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OctavillaError, match="is a file"):
        publishing.copy(project, tmp_path / "file")


def test_the_zip_is_the_same_every_time_and_holds_the_site(project: Project) -> None:
    path = publishing.pack(project)
    before = path.read_bytes()
    path.unlink()
    assert publishing.pack(project).read_bytes() == before
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(names) and "site/index.html" in names
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())


def test_without_a_build_it_says_what_to_type(project_folder: Path) -> None:
    with pytest.raises(OctavillaError, match="octavilla build"):
        publishing.site_files(open_project(project_folder))


def test_the_command_says_where_the_site_is_and_how_to_publish_it(
    project: Project, octavilla: Callable[..., Result], tmp_path: Path
) -> None:
    outcome = octavilla("site", "--project", project.root, "--jobs", "1", "--output", tmp_path / "stick", "--zip")
    assert outcome.exit_code == 0, outcome.output
    assert "index.html" in outcome.output and "written" in outcome.output and "site.zip" in outcome.output
    assert "any folder of a web server" in outcome.output and 'base_url = "https://…"' in outcome.output
    data = json.loads(
        octavilla("site", "--project", project.root, "--jobs", "1", "--json").output.partition("{")[2].join(("{", ""))
    )
    assert data["files"] > 5 and data["proofs"] == 1 and data["copy"] is None


def test_an_address_for_this_run_is_on_the_pages_and_a_wrong_one_is_refused(
    project: Project, octavilla: Callable[..., Result]
) -> None:
    octavilla("site", "--project", project.root, "--jobs", "1", "--base-url", "https://example.org/x")
    page = (project.build / "site/en/window/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.org/x/en/window/">' in page
    wrong = octavilla("site", "--project", project.root, "--base-url", "example.org")
    assert wrong.exit_code and "is no web address" in wrong.output
