"""A new project: complete, valid, and nothing of somebody's overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.project import open_project
from pipeline.scaffold import create
from pipeline.text.read import read_file


def test_a_new_project_can_be_opened_and_its_text_read(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "our group"
    made = create(folder)
    project = open_project(folder)
    assert project.configuration.languages == ("es", "pt")
    assert [read_file(path).meta.title for path in project.text_files()]
    assert (folder / ".gitignore").read_text(encoding="utf-8").startswith("/build/")
    assert project.translations.is_dir()
    assert set(made) == {path for path in folder.rglob("*") if path.is_file()}


def test_what_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    own = tmp_path / "texts" / "first-leaflet.md"
    own.write_text("mine")
    assert own not in create(tmp_path)
    assert own.read_text() == "mine"


def test_a_project_is_not_made_twice(tmp_path: Path) -> None:
    create(tmp_path)
    (tmp_path / "octavilla.toml").write_text("title = 'Ours'")
    with pytest.raises(OctavillaError, match="is a project already .*Choose another folder"):
        create(tmp_path)
    assert (tmp_path / "octavilla.toml").read_text() == "title = 'Ours'"


@pytest.mark.parametrize("name", ["taken", "taken/below", "holder"])
def test_a_place_that_cannot_be_a_folder_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "holder").mkdir()
    (tmp_path / "holder" / "translations").write_text("a file where a folder should be")
    with pytest.raises(OctavillaError, match=r"Choose a(nother)? folder"):
        create(tmp_path / name)
    assert (tmp_path / "taken").read_text() == "a file"


def test_a_folder_that_may_not_be_looked_into_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(OctavillaError, match="cannot be made a project: Permission denied"):
        create(tmp_path)
