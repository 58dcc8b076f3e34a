"""What a whole build shares: written when it changed, and not otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import fingerprint
from pipeline.ledger import Ledger, Output, Record
from pipeline.plan import Text
from pipeline.project import Project, open_project, packaged
from pipeline.publish.site import INDEX, MANIFEST, Built, collect, is_there
from pipeline.typeset.render import Renderer

FACTS = {"title": "A <em>title</em>", "title_text": "A title", "subtitle": "", "subtitle_text": "", "topic": "",
         "date": "", "author": "", "cover": "", "approved": 1 / 3, "proof": True, "pages": 0,
         "messages": [], "source": "abc"}  # fmt: skip


@pytest.fixture
def project(project_folder: Path) -> Project:
    return open_project(project_folder)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "cache.sqlite") as opened:
        yield opened


@pytest.fixture
def renderer(bare_site: list[str]) -> Renderer:
    return Renderer([packaged("templates")])


def edition(project: Project, code: str, **facts: object) -> Built:
    path = f"build/site/{code}/window/index.html"
    (project.root / path).parent.mkdir(parents=True, exist_ok=True)
    (project.root / path).write_text("page")
    text = Text(path=project.texts / "window.md", sha256="new", title="T", language="en", languages=("es",), formats=())
    output = Output(path, fingerprint.of_file(project.root / path), 4)
    record = Record(f"{code} {facts}", (output,), facts=FACTS | facts)
    return Built(text=text, code=code, format="web", record=record)


def times(project: Project) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in project.build.rglob("*") if path.is_file()}


def test_index_and_manifest_tell_of_every_edition(project: Project, ledger: Ledger, renderer: Renderer) -> None:
    collect(project, [edition(project, "en", approved=1.0, proof=False), edition(project, "es")], ledger, renderer)
    front = (project.root / INDEX).read_text(encoding="utf-8")
    assert 'href="en/index.html"' in front and 'href="es/index.html"' in front
    index = (project.root / "build/site/es/index.html").read_text(encoding="utf-8")
    assert 'href="../es/window/index.html"' in index
    assert "A <em>title</em>" in index
    files = {entry["path"]: entry for entry in json.loads((project.root / MANIFEST).read_text())["files"]}
    assert files["build/site/es/window/index.html"]["approved"] == 0.3333
    assert files["build/site/es/window/index.html"]["source"] == "abc"
    assert {INDEX, "build/site/assets/style.css"} <= set(files)


def test_nothing_is_written_when_nothing_changed(project: Project, ledger: Ledger, renderer: Renderer) -> None:
    built = [edition(project, "en"), edition(project, "es")]
    collect(project, built, ledger, renderer)
    before = times(project)
    collect(project, built, ledger, renderer)
    assert times(project) == before
    collect(project, built[:1], ledger, renderer)
    assert 'href="es/' not in (project.root / INDEX).read_text(encoding="utf-8")
    assert not (project.root / "build/site/es/index.html").exists()


@pytest.mark.parametrize("name", [INDEX, MANIFEST, "build/site/assets/style.css"])
def test_what_was_deleted_or_cut_short_is_written_again(
    project: Project, ledger: Ledger, renderer: Renderer, name: str
) -> None:
    built = [edition(project, "en")]
    collect(project, built, ledger, renderer)
    whole = (project.root / name).read_bytes()
    (project.root / name).write_bytes(whole[:3])
    collect(project, built, ledger, renderer)
    assert (project.root / name).read_bytes() == whole
    (project.root / name).unlink()
    collect(project, built, ledger, renderer)
    assert (project.root / name).read_bytes() == whole


def test_assets_that_another_look_does_not_need_are_removed(
    project: Project, ledger: Ledger, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Renderer, "web_assets", lambda *_: {"style.css": b"a", "Old.woff2": b"font"})
    collect(project, [edition(project, "en")], ledger, renderer)
    assert (project.root / "build/site/assets/Old.woff2").is_file()
    monkeypatch.setattr(Renderer, "web_assets", lambda *_: {"style.css": b"a", "New.woff2": b"font"})
    (project.root / "octavilla.toml").write_text('title = "Another"', encoding="utf-8")
    collect(open_project(project.root), [edition(project, "en")], ledger, renderer)
    assets = {path.name for path in (project.root / "build/site/assets").iterdir()}
    assert assets == {"style.css", "New.woff2", "search"}


def test_a_file_is_there_when_its_size_is_right(project: Project) -> None:
    (project.root / "file").write_text("four")
    assert is_there(project, Output("file", "", 4))
    assert not is_there(project, Output("file", "", 5))
    assert not is_there(project, Output("gone", "", 0))
