"""What a change concerns: made in the order in which somebody waits for it; mistakes are told and change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.live.maker import Look, Maker, concerns, places
from pipeline.plan import Selection
from pipeline.project import Project, open_project

WEB = ("web",)
WRITTEN = [Selection(texts=("window",), languages=("en",), formats=WEB)]
"""The original, which wants no translation."""


class Builds(list[Selection]):
    """Stands for the build: notes what was asked for, fails where it is told to."""

    problem = ""

    def __call__(self, project: Project, selection: Selection) -> None:
        self.append(selection)
        if self.problem:
            raise OctavillaError(self.problem, path=project.texts / "window.md", line=3)


@pytest.fixture
def builds() -> Builds:
    return Builds()


@pytest.fixture
def maker(project_folder: Path, builds: Builds) -> Maker:
    return Maker(project_folder, Selection(), build=builds)


def test_everything_is_made_first(maker: Maker, builds: Builds) -> None:
    maker.make()
    assert builds == [*WRITTEN, Selection(formats=WEB)]
    assert maker.state.number > 0


def test_a_change_of_a_text_makes_that_text_and_what_is_looked_at_before_the_rest(maker: Maker, builds: Builds) -> None:
    maker.look(Look("window", "en"))
    maker.look(Look("window", "es", "a4"))
    maker.look(Look("shown", "pt"))
    maker.make([maker.project.texts / "window.md"])
    assert builds == [
        *WRITTEN,
        Selection(texts=("window",), languages=("es",), formats=("a4",)),
        Selection(texts=("window",), formats=WEB),
    ]


def test_addresses_that_name_nothing_are_passed_over(maker: Maker, builds: Builds) -> None:
    for look in (Look("gone", "en"), Look("window", "xx"), Look("window", "es", "no-format")):
        maker.look(look)
    maker.make()
    assert builds == [*WRITTEN, Selection(formats=WEB)]
    maker.make_what_is_asked()
    assert builds == [*WRITTEN, Selection(formats=WEB)]


def test_a_change_of_an_event_makes_its_pages(maker: Maker, builds: Builds) -> None:
    maker.project.events.mkdir()
    event = maker.project.events / "2026-12-05-hall.toml"
    event.write_text('title = "Stall"\ndate = 2026-12-05\ntexts = ["window"]\ncopies = { es = 5 }\n', encoding="utf-8")
    maker.look(Look(event.stem, "es", "a4"))
    maker.make([event])
    assert builds == [
        Selection(texts=(event.stem,), languages=("en",), formats=WEB),
        Selection(texts=(event.stem,), formats=WEB),
    ]
    event.unlink()
    builds.clear()
    maker.make([event])
    assert builds == [*WRITTEN, Selection(formats=WEB)]


def test_a_text_that_got_another_name_makes_all(maker: Maker, builds: Builds) -> None:
    maker.look(Look("window", "es"))
    text = maker.project.texts / "window.md"
    text.rename(text.with_name("door.md"))
    maker.make([text, text.with_name("door.md")])
    assert builds == [Selection(texts=("door",), languages=("en",), formats=WEB), Selection(formats=WEB)]


def test_a_text_with_a_mistake_is_left_to_the_build_to_tell(maker: Maker, builds: Builds) -> None:
    (maker.project.texts / "window.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    maker.make([maker.project.texts / "window.md"])
    assert builds == [Selection(texts=("window",), formats=WEB)]


@pytest.mark.parametrize(
    "name", ["texts/a.svg", "octavilla.toml", "templates/strings/es.po", "translations/es/glossary.csv"]
)
def test_what_may_concern_any_text_makes_all(maker: Maker, builds: Builds, name: str) -> None:
    maker.make([maker.project.root / name])
    assert builds == [*WRITTEN, Selection(formats=WEB)]


def test_only_the_wanted_texts_and_formats_are_made(project_folder: Path, builds: Builds) -> None:
    maker = Maker(project_folder, Selection(texts=("window",), formats=("web", "a4")), build=builds)
    (project_folder / "texts/shown.md").write_text("---\ntitle: Shown\n---\n\nIt is.\n", encoding="utf-8")
    maker.make([project_folder / "texts/shown.md"])
    assert builds == []
    maker.make([project_folder / "translations/es/window.po"])
    assert builds == [*WRITTEN, Selection(texts=("window",), formats=("web", "a4"))]


def test_what_is_asked_for_is_made_without_a_change(maker: Maker, builds: Builds) -> None:
    assert not maker.asked.is_set()
    maker.look(Look("window", "en"))
    assert not maker.asked.is_set()
    maker.look(Look("window", "en", "booklet"))
    assert maker.asked.is_set()
    maker.make_what_is_asked()
    assert Selection(texts=("window",), languages=("en",), formats=("booklet",)) in builds
    assert not maker.asked.is_set()
    maker.look(Look("window", "en", "booklet"))
    assert not maker.asked.is_set()


def test_who_waits_is_told_at_once_of_a_change_and_after_a_while_of_none(maker: Maker) -> None:
    before = maker.state.number
    assert maker.wait(before, 0.01).number == before
    maker.make()
    assert maker.wait(before, 60).number > before


def test_a_mistake_is_told_until_it_is_mended(maker: Maker, builds: Builds) -> None:
    lines: list[str] = []
    maker._said = lines.append
    builds.problem = "there is no format “a6”"
    state = maker.make()
    assert state.problem.endswith("window.md:3: there is no format “a6”")
    assert lines == [state.problem]
    builds.problem = ""
    assert maker.make().problem == ""


def test_a_mistake_in_the_configuration_is_told_too(maker: Maker, builds: Builds) -> None:
    (maker.project.root / "octavilla.toml").write_text("titel = 3", encoding="utf-8")
    assert "octavilla.toml:1" in maker.make().problem
    assert builds == []


@pytest.mark.parametrize(
    ("name", "does"),
    [("texts/a.md", True), ("texts/.a.md.swp", False), ("texts/a.md~", False), ("texts/#a.md#", False),
     ("translations/es/a.po", True), ("texts/4913.tmp", False)],
)  # fmt: skip
def test_files_on_the_way_to_a_saved_one_change_nothing(name: str, does: bool) -> None:
    assert concerns(name) is does


def test_what_is_watched_is_there(project_folder: Path) -> None:
    found = places(open_project(project_folder))
    assert project_folder / "texts" in found
    assert all(path.exists() for path in found)
