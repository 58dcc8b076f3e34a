"""The page about the formats says what their files say, and the sample project shows them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.project import open_project, packaged
from pipeline.text.read import read_file
from pipeline.typeset.formats import Format, load

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGE = (DOCS / "formats.md").read_text(encoding="utf-8")
NAMES = sorted(path.parent.name for path in (ROOT / "templates/formats").glob("*/format.toml"))


def section(name: str) -> str:
    """Return what the page says of one format."""
    found = re.search(rf"^## `{name}`.*?(?=^## )", PAGE, re.DOTALL | re.MULTILINE)
    assert found, f"docs/formats.md has no section on {name}"
    return found[0]


def form(name: str) -> Format:
    return load((packaged("templates"),), name)


@pytest.mark.parametrize("name", NAMES)
def test_each_format_has_a_section_a_line_in_the_table_and_a_picture(name: str) -> None:
    assert f"](pictures/formats/{name}.png)" in section(name)
    assert (DOCS / f"pictures/formats/{name}.png").stat().st_size <= 150_000
    assert re.search(rf"^\| \[`{name}`\]\(#", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in NAMES if form(name).limits])
def test_sizes_of_text_are_those_of_the_format(name: str) -> None:
    limits = form(name).limits
    assert limits
    assert f"{limits.largest:g} pt at most, {limits.size:g} as designed, {limits.least:g} at least" in section(name)


@pytest.mark.parametrize("name", [name for name in NAMES if form(name).scheme and form(name).limits])
def test_panels_are_those_of_the_format(name: str) -> None:
    panels = [panel.name for panel in form(name).panels]
    said = section(name).replace("page 2 to page 7", ", ".join(f"page {number}" for number in range(2, 8)))
    assert ", ".join(panels) in said


def test_links_of_the_page_lead_somewhere() -> None:
    anchors = {
        re.sub(r"[^\w\- ]", "", line[3:].lower()).replace(" ", "-") for line in PAGE.splitlines() if line[:3] == "## "
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", PAGE):
        file, _, anchor = target.partition("#")
        assert not file or (DOCS / file).exists(), target
        assert file or anchor in anchors, target


def test_the_sample_project_shows_every_format() -> None:
    project = open_project(ROOT)
    shown: set[str] = set()
    for path in sorted((ROOT / "texts").glob("*.md")):
        shown |= set(read_file(path).meta.formats or project.configuration.formats)
    assert shown == set(NAMES)
