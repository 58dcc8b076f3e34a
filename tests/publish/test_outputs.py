"""The files of one edition: where they lie, what links to what, and what stays when one cannot be made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.plan import Text
from pipeline.project import Project, open_project
from pipeline.publish.editions import load_edition
from pipeline.publish.outputs import Task, catalogue_sum, make, picture_sums, print_file, remove
from pipeline.publish.pages import page_folder, siblings
from pipeline.typeset.web import Download

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


@pytest.fixture
def project(project_folder: Path) -> Project:
    return open_project(project_folder)


@pytest.fixture
def text(project: Project) -> Text:
    path = project.texts / "window.md"
    return Text(
        path=path, sha256="of the plan", title="The open window", language="en", languages=("es", "pt"),
        formats=("a4", "booklet"),
    )  # fmt: skip


def web(project: Project, text: Text, code: str = "es") -> Task:
    return Task(project=project, text=text, code=code, formats=("web",))


def test_a_web_page_is_made_and_described(project: Project, text: Text) -> None:
    made = make(web(project, text))
    output, search = made.outputs["web"]
    assert search.path == f"{page_folder(text, 'es')}/search.js"
    assert output.path == f"{page_folder(text, 'es')}/index.html"
    assert output.sha256 == fingerprint.of_file(project.root / output.path)
    assert output.size == (project.root / output.path).stat().st_size
    facts = made.facts["web"]
    assert (facts["approved"], facts["proof"], facts["source"]) == (0.0, True, "of the plan")
    assert made.pictures == ()


def test_the_original_is_no_proof_and_has_no_catalogue(project: Project, text: Text) -> None:
    made = make(web(project, text, "en"))
    assert (made.facts["web"]["approved"], made.facts["web"]["proof"]) == (1.0, False)
    assert made.catalogue == catalogue_sum(project, text, "en") == ""
    edition = load_edition(project, text, "en")
    assert edition.is_original
    assert edition.document.meta.language == "en"


def test_pictures_go_with_the_page_and_into_the_record(project: Project, text: Text) -> None:
    (project.texts / "a.svg").write_text(PICTURE, encoding="utf-8")
    text.path.write_text(f"{text.path.read_text(encoding='utf-8')}\n![A](a.svg)\n\n![A](./a.svg)\n", encoding="utf-8")
    made = make(web(project, text))
    assert [output.path for output in made.outputs["web"]] == [
        "build/site/es/window/index.html",
        "build/site/es/window/search.js",
        "build/site/assets/media/texts/a.svg",
    ]
    assert made.pictures == picture_sums(project, ["texts/a.svg"])
    assert picture_sums(project, ["texts/gone.svg"]) == (("texts/gone.svg", ""),)


def test_a_picture_that_a_translation_brings_in_is_checked_like_the_text(project: Project, text: Text) -> None:
    """Catalogues come from elsewhere too."""
    (project.root.parent / "secret.svg").write_text(PICTURE)
    catalogue = project.catalogue("window", "es")
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "Open it at night."\nmsgstr "Mira: ![x](../../secret.svg)"\n', encoding="utf-8")
    with pytest.raises(OctavillaError, match="outside the project"):
        make(web(project, text))
    assert not project.build.exists()


def test_an_old_page_stays_when_the_new_one_cannot_be_made(project: Project, text: Text) -> None:
    make(web(project, text))
    page = project.root / page_folder(text, "es") / "index.html"
    before = page.read_bytes()
    text.path.write_text("---\ntitle: T\n---\n\n![gone](gone.png)\n", encoding="utf-8")
    with pytest.raises(OctavillaError, match=r"window\.md:5: the picture gone\.png is not there"):
        make(web(project, text))
    assert page.read_bytes() == before


def test_siblings_link_to_every_language_and_mark_their_own(text: Text) -> None:
    links = siblings(text, "es", prefix="../../")
    assert [(link.language.code, link.current) for link in links] == [("en", False), ("es", True), ("pt", False)]
    assert links[2].href == "../../pt/window/index.html"
    odd = siblings(replace(text, path=Path("ñ #1.md")), "es", prefix="")
    assert odd[1].href == "es/%C3%B1%20%231/index.html"


def test_a_page_tells_of_the_print_files_that_are_there_or_made_with_it(
    project: Project, text: Text, quick_print: dict[str, int]
) -> None:
    there = {"a4": Download(label="A4 reading edition", href="window-a4.pdf", size=1_250_000, pages=2)}
    made = make(Task(project=project, text=text, code="es", formats=("web", "booklet"), downloads=there))
    assert list(made.outputs) == ["booklet", "web"]
    assert [(file.href, file.sheets, file.pages) for file in made.downloads] == [
        ("window-a4.pdf", 0, 2), ("window-booklet.pdf", 3, 12),
    ]  # fmt: skip
    page = (project.root / page_folder(text, "es") / "index.html").read_text(encoding="utf-8").replace("\xa0", " ")
    assert "2 páginas · PDF, 1,2 MB" in page and "3 hojas · PDF" in page


def test_print_files_of_different_texts_and_formats_never_meet(text: Text) -> None:
    paths = {
        print_file(replace(text, path=Path(f"{slug}.md")), code, format)
        for slug in ("window", "window-booklet", "window-a4")
        for code in ("en", "es")
        for format in ("a4", "booklet", "booklet-pages")
    }
    assert len(paths) == 3 * 2 * 3


def test_removing_takes_the_file_and_its_empty_folders(project: Project) -> None:
    for name in ("build/site/es/a/index.html", "build/site/es/b/index.html"):
        (project.root / name).parent.mkdir(parents=True)
        (project.root / name).write_text("x")
    assert remove(project, "build/site/es/a/index.html")
    assert not (project.build / "site/es/a").exists()
    assert (project.build / "site/es/b").is_dir()
    assert not remove(project, "build/site/es/a/index.html")
    assert remove(project, "build/site/es/b/index.html")
    assert project.build.is_dir()
    assert list(project.build.iterdir()) == []


def test_a_picture_in_a_comment_is_not_asked_for(project: Project, text: Text) -> None:
    text.path.write_text("---\ntitle: T\n---\n\nWords.\n\n<!-- ![later](later.png) -->\n", encoding="utf-8")
    outputs = make(web(project, text)).outputs["web"]
    assert not [output.path for output in outputs if "media" in output.path]
