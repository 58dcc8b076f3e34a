"""Building for readers, the print shop and the archive: which files there are, and what is said of pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image

from pipeline.errors import OctavillaError
from pipeline.project import PROFILES, Project, open_project

pytestmark = pytest.mark.usefixtures("bare_site")

Run = Callable[..., Result]


@pytest.fixture
def folder(project_folder: Path) -> Path:
    """Return a project with one text in one language, as a booklet."""
    for text in (project_folder / "texts").glob("*.md"):
        text.unlink()
    (project_folder / "octavilla.toml").write_text('languages = []\nformats = ["booklet"]\n', encoding="utf-8")
    (project_folder / "texts/shown.md").write_text("# Shown\n\nLook.\n\n![](a.png)\n", encoding="utf-8")
    Image.new("RGB", (300, 200), (179, 38, 30)).save(project_folder / "texts/a.png")
    return project_folder


def printed(folder: Path) -> set[str]:
    return {path.name.removeprefix("shown-") for path in (folder / "build/print/en").iterdir()}


def test_a_build_makes_the_profiles_that_are_asked_for_and_removes_them_again(folder: Path, octavilla: Run) -> None:
    assert octavilla("build", "--project", folder).exit_code == 0
    assert printed(folder) == {"booklet.pdf", "booklet-pages.pdf"}
    assert octavilla("build", "--profile", "shop", "--profile", "archive", "--project", folder).exit_code == 0
    assert printed(folder) == {"booklet.pdf", "booklet-pages.pdf", "booklet-shop.pdf", "booklet-archive.pdf"}
    (folder / "octavilla.toml").write_text(
        'languages = []\nformats = ["booklet"]\n[print]\nprofiles = ["shop"]\nmarks = true\npaper = "SRA3"\n',
        encoding="utf-8",
    )
    assert octavilla("build", "--project", folder).exit_code == 0
    assert printed(folder) == {"booklet.pdf", "booklet-pages.pdf", "booklet-shop.pdf", "booklet-shop-sheets.pdf"}


def test_a_profile_that_there_is_not_is_one_line(folder: Path, octavilla: Run) -> None:
    result = octavilla("build", "--profile", "press", "--project", folder)
    assert result.exit_code != 0
    assert "there is no profile “press”. Choose from: reader, shop, archive." in result.output


def test_a_draft_says_what_lacks_of_pictures_and_a_final_build_refuses(folder: Path, octavilla: Run) -> None:
    drafted = octavilla("build", "--project", folder).output
    assert drafted.count("the picture a.png has no description (line 5)") == 1
    assert re.search(r"a\.png has \d+ dots an inch at \d+ mm on page 2, which looks coarse", " ".join(drafted.split()))
    (entry, *_) = [
        entry
        for entry in json.loads((folder / "build/manifest.json").read_text(encoding="utf-8"))["files"]
        if entry["path"].endswith("booklet.pdf")
    ]
    assert entry["pictures"][0]["picture"] == "a.png"
    assert entry["pictures"][0]["width_px"] == 300
    final = octavilla("build", "--final", "--project", folder)
    assert final.exit_code != 0
    assert "shown.md:5: the picture a.png has no description" in final.output
    text = folder / "texts/shown.md"
    text.write_text(text.read_text(encoding="utf-8").replace("![](a.png)", "![](a.png){decorative}"), encoding="utf-8")
    assert octavilla("build", "--final", "--project", folder).exit_code == 0


def test_a_project_with_other_profiles_is_otherwise_the_same(folder: Path) -> None:
    project = open_project(folder)
    changed: Project = project.with_profiles(["shop", "shop", "archive"])
    assert changed.configuration.sheets.profiles == ("shop", "archive")
    assert changed.configuration.sheets.reach == 3
    assert changed.with_profiles(("reader",)) == project
    assert project.configuration.sheets.reach == 0
    with pytest.raises(OctavillaError, match=", ".join(PROFILES)):
        project.with_profiles(["nothing"])
