"""The preview: never in the way of the editor, never of an older version than it says."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.ledger import Ledger
from pipeline.plan import Text, survey
from pipeline.preview import WIDTH, Job, Made, Preview, _facts, _Worker, make, picture_of
from pipeline.project import Project, open_project
from pipeline.review.catalogue import approve
from pipeline.review.remarks import entry_id
from pipeline.review.store import update

SOURCE = "Open it at night."
LONG = 60.0


def pdf_of(*pages: str) -> bytes:
    """Return a PDF with a line of text on each small page."""
    import weasyprint

    divided = "".join(f'<p style="break-after: page">{page}</p>' for page in pages)
    return bytes(weasyprint.HTML(string=f"<style>@page {{ size: 60mm 80mm }}</style>{divided}").write_pdf())


class Press:
    """Stands in for the typesetting process: notes its jobs, and waits where it is told to."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.jobs: list[Job] = []
        self.go = Event()
        self.go.set()
        self.begun = Event()
        self.problem = ""

    def __call__(self, job: Job) -> Made:
        self.jobs.append(job)
        self.begun.set()
        assert self.go.wait(LONG)
        if self.problem:
            raise OctavillaError(self.problem, path="texts/window.md", line=3)
        made = Made(pages=("one", f"two {SOURCE}"), sentences=((entry_id(SOURCE), SOURCE),))
        pages = '["one", "two Open it at night."]'
        write_atomic(_facts(job.path), f'{{"pages": {pages}, "sentences": [["{entry_id(SOURCE)}", "{SOURCE}"]]}}')
        write_atomic(job.path, self.pdf)
        return made


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_of("one", "two")


@pytest.fixture
def press(pdf: bytes) -> Press:
    return Press(pdf)


@pytest.fixture
def project(project_folder: Path) -> Project:
    return open_project(project_folder)


def text_of(project: Project) -> Callable[[str], Text]:
    def find(slug: str) -> Text:
        with Ledger(project.cache) as ledger:
            return survey(project, ledger, [slug])[0]

    return find


@pytest.fixture
def preview(project: Project, press: Press) -> Iterator[Preview]:
    shown = Preview(project, text_of(project), press)
    yield shown
    shown.close()


def correct(project: Project, target: str) -> None:
    from pipeline.review.merge import merge
    from pipeline.text.read import read_file
    from pipeline.text.segment import segments

    sentences = segments(read_file(project.texts / "window.md", "en"))
    update(
        project.catalogue("window", "es"),
        lambda catalogue: approve(merge(catalogue, sentences), SOURCE, target),
        lock_folder=project.state / "locks",
    )


def test_nothing_is_there_at_first_and_nobody_waits_for_it(preview: Preview, press: Press) -> None:
    press.go.clear()
    assert preview.stamp("window", "es") == ""
    assert preview.pages("window", "es") == 0
    assert preview.page_of("window", "es", entry_id(SOURCE)) == 1
    with pytest.raises(OctavillaError, match="is not there"):
        preview.png("window", "es", 1)
    press.go.set()
    assert preview.wait(LONG)
    assert len(press.jobs) == 1
    assert preview.stamp("window", "es")
    assert preview.pages("window", "es") == 2
    assert preview.page_of("window", "es", entry_id(SOURCE)) == 2


def test_the_old_pages_are_shown_until_the_new_ones_are_there(
    preview: Preview, press: Press, project: Project, pdf: bytes
) -> None:
    preview.stamp("window", "es")
    preview.wait(LONG)
    first = preview.stamp("window", "es")
    press.go.clear()
    correct(project, "Ábrala de noche.")
    assert preview.stamp("window", "es") == first
    assert preview.png("window", "es", 2)
    press.go.set()
    assert preview.wait(LONG)
    second = preview.stamp("window", "es")
    assert second not in ("", first)
    folder = project.state / "preview/es/window"
    assert {path.stem for path in folder.iterdir()} == {second}


def test_pages_are_not_made_again_while_nothing_changed(preview: Preview, press: Press, project: Project) -> None:
    for _ in range(3):
        preview.stamp("window", "es")
        preview.wait(LONG)
    later = Preview(project, text_of(project), press)
    assert later.stamp("window", "es") == preview.stamp("window", "es")
    assert len(press.jobs) == 1


@pytest.mark.parametrize("what", ["catalogue", "text", "picture", "template", "other catalogue"])
def test_what_shows_on_a_page_makes_it_anew(preview: Preview, press: Press, project: Project, what: str) -> None:
    preview.stamp("window", "es")
    preview.wait(LONG)
    match what:
        case "catalogue":
            correct(project, "Ábrala de noche.")
        case "text":
            path = project.texts / "window.md"
            path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
        case "picture":
            (project.texts / "a.svg").write_text("<svg/>", encoding="utf-8")
        case "template":
            (project.templates / "strings").mkdir(parents=True)
            (project.templates / "strings/es.po").write_text('msgid "Notes"\nmsgstr "Nota"\n', encoding="utf-8")
        case "other catalogue":
            (project.translations / "pt").mkdir(parents=True)
            (project.translations / "pt/window.po").write_text("", encoding="utf-8")
    preview.stamp("window", "es")
    preview.wait(LONG)
    assert len(press.jobs) == (1 if what == "other catalogue" else 2)


def test_a_problem_is_told_and_not_tried_again_until_something_changes(
    preview: Preview, press: Press, project: Project
) -> None:
    press.problem = "the file “a.png” is missing."
    preview.stamp("window", "es")
    assert preview.wait(LONG)
    stamps = {preview.stamp("window", "es") for _ in range(3)}
    assert preview.wait(LONG)
    assert len(press.jobs) == 1
    for ask in (
        preview.pages,
        lambda *edition: preview.png(*edition, 1),
        lambda *edition: preview.page_of(*edition, ""),
    ):
        with pytest.raises(OctavillaError) as caught:
            ask("window", "es")
        assert caught.value.format_message() == "texts/window.md:3: the file “a.png” is missing."
    press.problem = ""
    correct(project, "Ábrala de noche.")
    stamps |= {preview.stamp("window", "es")}
    preview.wait(LONG)
    stamps |= {preview.stamp("window", "es")}
    assert len(stamps) == 3, "who watches the stamp sees the problem come and go"
    assert preview.pages("window", "es") == 2


def test_what_was_asked_for_last_is_made_first(preview: Preview, press: Press) -> None:
    press.go.clear()
    preview.stamp("window", "en")
    assert press.begun.wait(LONG)
    for code in ("es", "pt", "es"):
        preview.stamp("window", code)
    press.go.set()
    preview.wait(LONG)
    assert [job.code for job in press.jobs] == ["en", "es", "pt"]


def test_a_picture_is_as_wide_as_the_page_wants_and_always_the_same(
    preview: Preview, pdf: bytes, tmp_path: Path
) -> None:
    preview.stamp("window", "es")
    preview.wait(LONG)
    picture = preview.png("window", "es", 2)
    assert picture == picture_of(pdf, 2)
    assert picture != preview.png("window", "es", 1)
    (tmp_path / "a.png").write_bytes(picture)
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (WIDTH, WIDTH * 80 // 60)
    for page in (0, 3, -1):
        with pytest.raises(OctavillaError, match="is not there"):
            preview.png("window", "es", page)


def test_damaged_pages_on_the_disk_are_made_again(preview: Preview, press: Press, project: Project) -> None:
    preview.stamp("window", "es")
    preview.wait(LONG)
    stamp = preview.stamp("window", "es")
    (project.state / f"preview/es/window/{stamp}.json").write_text('{"pages": 5}', encoding="utf-8")
    later = Preview(project, text_of(project), press)
    assert later.stamp("window", "es") == ""
    later.wait(LONG)
    assert later.stamp("window", "es") == stamp
    later.close()


def test_an_edition_is_typeset_with_the_translations_there_are_now(project: Project) -> None:
    correct(project, "Ábrala de **noche**, siempre.")
    path = project.state / "preview/es/window/x.pdf"
    made = make(Job(project=project, text=text_of(project)("window"), code="es", format="a4", path=path))
    assert made.pages
    assert "Ábrala de noche, siempre." in " ".join(" ".join(made.pages).split())
    assert (entry_id(SOURCE), "Ábrala de **noche**, siempre.") in made.sentences
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.parametrize("formats", ["[a4, booklet]", "[booklet]"])
def test_the_process_beside_the_server_typesets_and_survives_being_killed(project: Project, formats: str) -> None:
    path = project.texts / "window.md"
    content = path.read_text(encoding="utf-8").replace("title:", f"formats: {formats}\ntitle:", 1)
    path.write_text(content, encoding="utf-8")
    shown = Preview(project, text_of(project))
    worker: Any = shown._worker
    try:
        shown.stamp("window", "es")
        assert shown.wait(LONG)
        assert shown.pages("window", "es") >= 1
        os.kill(worker._process.pid, signal.SIGKILL)
        worker._process.join()
        correct(project, "Ábrala de noche.")
        shown.stamp("window", "es")
        assert shown.wait(LONG)
        assert shown.pages("window", "es") >= 1
        assert shown.page_of("window", "es", entry_id(SOURCE)) >= 1
        process = worker._process
    finally:
        shown.close()
    assert not process.is_alive()


@pytest.mark.slow
def test_a_job_that_takes_too_long_is_given_up_with_its_process(project: Project) -> None:
    worker = _Worker(patience=0.0)
    shown = Preview(project, text_of(project), worker)
    try:
        shown.stamp("window", "es")
        assert shown.wait(LONG)
        with pytest.raises(OctavillaError, match="too long"):
            shown.pages("window", "es")
        assert worker._process is None
    finally:
        shown.close()
