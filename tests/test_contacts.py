"""Contact sheets: drawn of what was built, and only when a PDF changed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image

from pipeline import contacts
from pipeline.build import build
from pipeline.contacts import draw_contact_sheets
from pipeline.plan import Selection
from pipeline.project import Project, open_project


@pytest.fixture
def project(project_folder: Path, bare_site: list[str]) -> Project:
    (project_folder / "octavilla.toml").write_text(
        'languages = ["es"]\nformats = ["a4", "tri-fold"]\n', encoding="utf-8"
    )
    project = open_project(project_folder)
    build(project, Selection(), workers=1)
    return project


@pytest.mark.slow
def test_all_pages_of_a_text_are_on_one_picture_and_the_sheets_below(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[contacts.Task] = []
    usual = contacts.draw

    def draw(task: contacts.Task) -> object:
        drawn.append(task)
        return usual(task)

    monkeypatch.setattr(contacts, "draw", draw)
    paths = draw_contact_sheets(project, Selection(), workers=1)
    assert paths == ("build/contact/window-a4.png", "build/contact/window-tri-fold.png")
    labels = [label for label, _ in drawn[1].rows]
    assert labels == [
        "The open window · English · Tri-fold leaflet",
        "The open window · English · Tri-fold leaflet, sheet to print and fold",
        "es: The open window · Español · Tri-fold leaflet",
        "es: The open window · Español · Tri-fold leaflet, sheet to print and fold",
    ]
    sizes = [Image.open(BytesIO((project.root / path).read_bytes())).size for path in paths]
    assert sizes[1][1] > sizes[0][1] > 800

    drawn.clear()
    draw_contact_sheets(project, Selection(), workers=1)
    assert drawn == []
    (project.root / paths[0]).unlink()
    draw_contact_sheets(project, Selection(), workers=1)
    assert [task.path for task in drawn] == [paths[0]]
    text = project.texts / "window.md"
    text.write_text(text.read_text(encoding="utf-8").replace("at noon", "at one"), encoding="utf-8")
    build(project, Selection(formats=("a4",)), workers=1)
    drawn.clear()
    draw_contact_sheets(project, Selection(), workers=1)
    assert [task.path for task in drawn] == [paths[0]]


@pytest.mark.slow
def test_the_command_draws_them_after_the_build(project: Project, octavilla: Callable[..., Result]) -> None:
    answer = octavilla("build", "--contact-sheet", "--format", "a4", "--project", project.root)
    assert answer.exit_code == 0, answer.output
    assert "build/contact/window-a4.png" in answer.output
    assert (project.build / "contact/window-a4.png").read_bytes().startswith(b"\x89PNG")
    (project.root / "octavilla.toml").write_text('languages = ["es"]\nformats = ["tri-fold"]\n', encoding="utf-8")
    octavilla("build", "--contact-sheet", "--project", project.root)
    assert sorted(path.name for path in (project.build / "contact").iterdir()) == ["window-tri-fold.png"]
