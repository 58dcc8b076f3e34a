"""The build: only what is out of date, nothing of what is gone, and nothing heavy to find that out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from pipeline import build as builder
from pipeline import fingerprint
from pipeline.build import Outcome
from pipeline.errors import OctavillaError
from pipeline.ledger import Ledger
from pipeline.plan import Selection
from pipeline.project import Sheets, open_project, packaged
from pipeline.publish import outputs
from pipeline.report import build_lines
from pipeline.review.catalogue import approve
from pipeline.review.store import load, update
from pipeline.typeset.render import Renderer

WEB = ("web",)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'

pytestmark = pytest.mark.usefixtures("bare_site")


def build(folder: Path, *texts: str, languages: Iterable[str] = (), final: bool = False) -> Outcome:
    selection = Selection(texts=texts, languages=tuple(languages), formats=() if not texts and not languages else WEB)
    return builder.build(open_project(folder), selection, final=final, workers=1)


@pytest.fixture
def web_only(project_folder: Path) -> Path:
    """Return a project whose texts are web pages only, one of them with a picture."""
    (project_folder / "octavilla.toml").write_text('languages = ["es", "pt"]\nformats = []\n', encoding="utf-8")
    (project_folder / "texts/a.svg").write_text(PICTURE, encoding="utf-8")
    with_picture = "---\ntitle: Shown\n---\n\nLook at this.\n\n![A square](a.svg)\n"
    (project_folder / "texts/shown.md").write_text(with_picture, encoding="utf-8")
    return project_folder


def made(outcome: Outcome) -> list[tuple[str, str]]:
    return [(edition.text.slug, edition.code) for edition in outcome.editions if edition.remade]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in (folder / "build").rglob("*") if path.is_file()}


def listed(folder: Path) -> dict[str, dict[str, object]]:
    manifest = json.loads((folder / "build/manifest.json").read_text(encoding="utf-8"))
    return {entry["path"]: entry for entry in manifest["files"]}


def check_manifest(folder: Path) -> None:
    """Check that the manifest lists every file as it is, and nothing else."""
    entries = listed(folder)
    assert set(entries) == files(folder) - {"build/manifest.json"}
    for path, entry in entries.items():
        assert entry["sha256"] == fingerprint.of_file(folder / path)


def correct(folder: Path, slug: str = "window", source: str = "Open it at night.") -> None:
    project = open_project(folder)
    update(
        project.catalogue(slug, "es"),
        lambda catalogue: approve(catalogue, source, "Ábrala de noche."),
        lock_folder=project.state / "locks",
    )


def test_only_the_editions_that_changed_are_made(web_only: Path) -> None:
    everything = [
        ("shown", "en"),
        ("shown", "es"),
        ("shown", "pt"),
        ("window", "en"),
        ("window", "es"),
        ("window", "pt"),
    ]
    assert made(build(web_only)) == everything
    check_manifest(web_only)
    assert made(build(web_only)) == []
    correct(web_only)
    assert made(build(web_only)) == [("window", "es")]
    (web_only / "texts/a.svg").write_text(PICTURE.replace("rect", "RECT"), encoding="utf-8")
    assert made(build(web_only)) == everything[:3]
    check_manifest(web_only)
    (web_only / "octavilla.toml").write_text('title = "New"\nformats = []\n', encoding="utf-8")
    assert made(build(web_only)) == everything


def test_another_paper_makes_the_booklets_anew_and_nothing_else(
    project_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.typeset import produce
    from pipeline.typeset.formats import Format

    made: list[str] = []

    def produced(html: str, format: Format, *, sheets: Sheets, **_: object) -> produce.Product:
        made.append(f"{format.name} of {sheets.weight} g")
        imposed = repr(sheets).encode() if format.imposed else None
        return produce.Product(pages_pdf=html.encode(), sheets_pdf=imposed, pages=4, sheets=1)

    monkeypatch.setattr(produce, "produce", produced)
    for weight in (80, 120, 120):
        made.append("build")
        (project_folder / "octavilla.toml").write_text(
            f"languages = []\n[print]\nweight = {weight}\n", encoding="utf-8"
        )
        builder.build(open_project(project_folder), Selection(), workers=1)
    texts = len(list((project_folder / "texts").glob("*.md")))
    first, again = ("a4 of 80 g", "booklet of 80 g") * texts, ("booklet of 120 g",) * texts
    assert made == ["build", *first, "build", *again, "build"]


def test_a_file_that_was_deleted_or_cut_short_is_made_again(web_only: Path) -> None:
    build(web_only)
    (web_only / "build/site/es/window/index.html").unlink()
    (web_only / "build/site/pt/window/index.html").write_bytes(b"half")
    (web_only / "build/site/assets/style.css").unlink()
    (web_only / "build/site/index.html").unlink()
    assert made(build(web_only)) == [("window", "es"), ("window", "pt")]
    check_manifest(web_only)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["catalogue", "picture", "text"])
def test_what_somebody_saves_while_an_edition_is_made_shows_in_the_next_build(
    web_only: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The ledger must not take the newer file for the one that was typeset."""
    real = outputs._web
    saved: list[str] = []

    def web(renderer: object, edition: object, task: outputs.Task, shown: object) -> dict[str, bytes]:
        page = real(renderer, edition, task, shown)  # type: ignore[arg-type]
        if (task.text.slug, task.code) == ("shown", "es") and not saved:
            saved.append(what)
            if what == "catalogue":
                correct(web_only, "shown", "Look at this.")
            elif what == "picture":
                (web_only / "texts/a.svg").write_text(PICTURE.replace("0 0 1 1", "0 0 2 2"), encoding="utf-8")
            else:
                text = web_only / "texts/shown.md"
                text.write_text(text.read_text(encoding="utf-8").replace("this", "that"), encoding="utf-8")
        return page

    monkeypatch.setattr(outputs, "_web", web)
    build(web_only)
    assert saved == [what]
    assert ("shown", "es") in made(build(web_only))
    page = (web_only / "build/site/es/shown/index.html").read_text(encoding="utf-8")
    if what == "catalogue":
        assert "Ábrala de noche." in page
    elif what == "text":
        assert "Look at that." in page
    else:
        assert "0 0 2 2" in (web_only / "build/site/assets/media/texts/a.svg").read_text(encoding="utf-8")
    assert made(build(web_only)) == []


def test_a_picture_that_no_text_shows_any_more_is_removed_from_the_build(web_only: Path) -> None:
    build(web_only)
    picture = "build/site/assets/media/texts/a.svg"
    assert picture in files(web_only)
    (web_only / "texts/shown.md").write_text("---\ntitle: Shown\n---\n\nLook at this.\n", encoding="utf-8")
    build(web_only, "shown", languages=["es"])
    assert picture in files(web_only), "the other editions still show it"
    outcome = build(web_only)
    assert picture not in files(web_only)
    assert outcome.removed == 1
    check_manifest(web_only)


def test_editions_that_nobody_wants_any_more_are_removed_with_their_folders(web_only: Path) -> None:
    build(web_only)
    (web_only / "build/site/es/own.txt").write_text("not ours")
    (web_only / "octavilla.toml").write_text('languages = ["pt"]\nformats = []\n', encoding="utf-8")
    assert build(web_only).removed == 6, "each a page, its words to search for, and a book"
    assert not (web_only / "build/site/es/window").exists()
    assert (web_only / "build/site/es/own.txt").is_file()
    assert (web_only / "translations/es/window.po").is_file()
    (web_only / "build/site/es/own.txt").unlink()
    check_manifest(web_only)


def test_a_ledger_that_names_other_places_deletes_nothing_there(web_only: Path) -> None:
    """A project comes from elsewhere, ledger and all."""
    build(web_only)
    precious = web_only.parent / "precious"
    precious.write_text("precious")
    project = open_project(web_only)
    (web_only / "build/link").symlink_to(web_only.parent)
    for path in ("../precious", str(precious), "octavilla.toml", "build/../octavilla.toml", "build/link/precious"):
        assert outputs.remove(project, path) is False
    assert precious.is_file()
    assert (web_only / "octavilla.toml").is_file()


def test_after_a_deleted_build_folder_one_text_alone_is_shown(web_only: Path) -> None:
    """An index and a manifest that name files which are not there would be of no use."""
    build(web_only)
    shutil.rmtree(web_only / "build")
    build(web_only, "window", languages=["es"])
    check_manifest(web_only)
    front = (web_only / "build/site/index.html").read_text(encoding="utf-8")
    assert 'href="es/index.html"' in front and 'href="pt/index.html"' not in front
    assert 'href="../es/window/index.html"' in (web_only / "build/site/es/index.html").read_text(encoding="utf-8")
    build(web_only)
    assert 'href="pt/index.html"' in (web_only / "build/site/index.html").read_text(encoding="utf-8")


def test_the_manifest_says_which_state_of_the_text_an_edition_was_made_from(web_only: Path) -> None:
    text = web_only / "texts/window.md"
    build(web_only)
    before = fingerprint.of_file(text)
    text.write_text(text.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    build(web_only, "window", languages=["es"])
    entries = listed(web_only)
    assert entries["build/site/es/window/index.html"]["source"] == fingerprint.of_file(text)
    assert entries["build/site/pt/window/index.html"]["source"] == before


def test_the_manifest_has_a_shared_picture_as_it_lies_there(web_only: Path) -> None:
    build(web_only)
    (web_only / "texts/a.svg").write_text(PICTURE.replace("0 0 1 1", "0 0 3 3"), encoding="utf-8")
    build(web_only, "shown", languages=["en"])
    path = "build/site/assets/media/texts/a.svg"
    assert listed(web_only)[path]["sha256"] == fingerprint.of_file(web_only / path)


def test_a_text_without_the_format_asked_for_is_not_reported_on(web_only: Path) -> None:
    (web_only / "texts/window.md").write_text("---\ntitle: W\nformats: [a4]\n---\n\nLine.\n", encoding="utf-8")
    selection = Selection(formats=("web",), texts=("shown",))
    outcome = builder.build(open_project(web_only), selection, workers=1)
    assert {edition.text.slug for edition in outcome.editions} == {"shown"}
    texts = [edition.text for edition in outcome.editions]
    renderer = Renderer([packaged("templates")])
    project, selection = open_project(web_only), Selection(formats=("a4",))
    with Ledger(web_only / ".octavilla/cache.sqlite") as ledger:
        assert list(builder._outcomes(project, texts, selection, ledger, frozenset(), renderer)) == []


def test_a_second_build_at_the_same_time_is_refused(web_only: Path) -> None:
    with builder.alone(open_project(web_only)), pytest.raises(OctavillaError, match="another build .* is running"):
        build(web_only)
    build(web_only)


def test_translate_builds_nothing(web_only: Path) -> None:
    outcome = builder.translate(open_project(web_only), Selection(languages=("es",)))
    assert outcome.catalogues == 2
    assert len(load(web_only / "translations/es/window.po")) > 0
    assert not (web_only / "build").exists()
    assert not (web_only / "translations/pt").exists()


def test_the_summary_counts_and_names_folders(web_only: Path) -> None:
    project = open_project(web_only)
    outcome = build(web_only)
    lines = "\n".join(build_lines(project, outcome))
    assert f"{outcome.drafted} sentences drafted by machine." in lines
    assert "4 of 6 editions" in lines
    assert str(project.build / "site" / "index.html") in lines


IMPORTS = """
import sys
import {module}
print(*sorted(name for name in {heavy!r} if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("pipeline.cli", ("rich", "jinja2", "filelock")),
        ("pipeline.build", ("weasyprint", "pikepdf", "fontTools", "segno", "babel", "polib")),
        ("pipeline.build", ("ctranslate2", "argostranslate", "numpy", "sentencepiece", "sentencex", "yaml")),
        ("pipeline.translate", ("markdown_it", "jinja2", "ctranslate2", "sentencex", "yaml")),
    ],
)
def test_a_build_with_nothing_to_do_imports_nothing_heavy(module: str, heavy: tuple[str, ...]) -> None:
    code = IMPORTS.format(module=module, heavy=heavy)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_build_without_the_terminal_tells_its_meter(web_only: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    meter: Callable[[str, int, int], None] = lambda *step: seen.append(step)  # noqa: E731
    builder.build(open_project(web_only), Selection(), workers=1, typesetting=meter)
    assert seen[0] == ("typesetting", 1, 6)
    assert seen[-1] == ("typesetting", 6, 6)
