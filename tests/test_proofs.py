"""Proofs on paper, read back from the PDF: each sentence that waits has its number in the margin beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import Result

from pipeline.errors import OctavillaError
from pipeline.plan import Selection, Text
from pipeline.project import Project, open_project, packaged
from pipeline.proofs import Made, make_proofs, prove
from pipeline.publish.editions import load_edition
from pipeline.publish.outputs import print_page
from pipeline.review.catalogue import FUZZY, Catalogue, Entry
from pipeline.review.proof import Proof
from pipeline.review.store import update
from pipeline.typeset.produce import in_reading_order
from pipeline.typeset.proofsheets import stretches_of
from pipeline.typeset.render import Renderer

TEXT = """---
title: The window on the night side
subtitle: What helps when it is hot.
topic: Health
---

Close the window at noon. Open it at night, when the street is cool. Sleep on the side that the sun leaves first, and
let the air go through. Hang wet sheets before the door.[^1] Ask a neighbour whether *she* needs anything at all.

## Water in the morning

Drink **cold** water every hour, and [ask](https://example.org/help) at the tap in the square where it is open.

- Look after old people who live alone.
- Rest in the shade of the big plane trees.

> Summer is long, and the nights are short.

| Hour | Place |
|------|-------|
| noon | cellar room |
| night | roof terrace |

![A jug](jug.svg "The jug of the house.")

[^1]: A short note about sheets. Wring them out first.
"""
TITLE = "The window on the night side"
ROOT = "octavilla.toml"


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page: where it begins and ends, and its baseline, in points from the upper left corner."""

    text: str
    left: float
    right: float
    bottom: float


def words_of(pdf: bytes, page: int) -> list[Word]:
    """Return the words of a page (from 0), as they stand."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    height, text = sheet.get_height(), sheet.get_textpage()
    found = []
    content = text.get_text_range()
    for match in re.finditer(r"\S+", content):
        boxes = [text.get_charbox(at) for at in range(*match.span())]
        found.append(Word(match[0], boxes[0][0], boxes[-1][2], height - min(box[1] for box in boxes)))
    text.close()
    sheet.close()
    document.close()
    return found


@pytest.fixture
def project(project_folder: Path, machine: list[str]) -> Project:
    (project_folder / "texts" / "window.md").write_text(TEXT, encoding="utf-8")
    (project_folder / "texts" / "jug.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10"/></svg>',
        encoding="utf-8",
    )
    (project_folder / ROOT).write_text('languages = ["es", "pt", "es-419"]\nformats = ["a4"]\n', encoding="utf-8")
    return open_project(project_folder)


def changed(project: Project, code: str, change: Callable[[int, Entry], Entry]) -> None:
    """Change the entries of a catalogue, each with its number."""

    def entries(old: Catalogue) -> Catalogue:
        return replace(old, entries=tuple(change(at, entry) for at, entry in enumerate(old.entries, 1)))

    update(project.catalogue("window", code), entries, lock_folder=project.state)


def approved(entry: Entry) -> Entry:
    return replace(entry, flags=())


def pdf_of(project: Project, made: Made) -> bytes:
    return (project.root / made.path).read_bytes()


def chips(words: list[Word]) -> Iterator[tuple[int, Word]]:
    """Yield the numbers that stand in the margins of an A4 proof: left of all words of the text, or right of them."""
    text = [word for word in words if word.bottom < 780 and any(map(str.isalpha, word.text))]
    left, right = min(word.left for word in text), max(word.right for word in text)
    for word in words:
        if word.bottom < 780 and (word.right < left or word.left > right):
            for number in re.findall(r"\d+", word.text):
                yield int(number), word


@pytest.mark.slow
@pytest.mark.parametrize("code", ["es", "pt", "es-419"])
def test_each_sentence_that_waits_has_its_number_in_the_margin_beside_it(project: Project, code: str) -> None:
    (made,) = make_proofs(project, Selection(languages=(code,)))
    text = Text(
        path=project.texts / "window.md", sha256="", title="", language="en", languages=(code,), formats=("a4",)
    )
    found = prove(project, text, code)
    assert made.open == len(found.open) == 23
    words = words_of(pdf_of(project, made), 0)
    numbers = dict(chips(words))
    for item in found.open:
        if item.role in ("picture description",):
            assert item.number not in numbers
            continue
        assert item.number in numbers, item
        # The machine of the tests writes its language before each sentence: where that stands, the sentence begins.
        first = item.text.replace("*", "").split()[1]
        beside = [word for word in words if abs(word.bottom - numbers[item.number].bottom) < 12]
        # Capitals set wide are words of one letter each to who reads a PDF.
        line = "".join(word.text for word in sorted(beside, key=lambda word: word.left))
        assert first.casefold() in line.casefold(), (item, line)


@pytest.mark.slow
def test_only_what_is_not_approved_is_marked_each_state_in_its_way(project: Project) -> None:
    make_proofs(project, Selection(languages=("es",)))
    entries = {"draft": 5, "stale": 6, "empty": 7}

    def change(number: int, entry: Entry) -> Entry:
        if number == entries["draft"]:
            return entry
        if number == entries["stale"]:
            return replace(entry, flags=(FUZZY,), previous="Something else.")
        if number == entries["empty"]:
            return replace(entry, target="", flags=())
        return replace(approved(entry), target=entry.source)

    changed(project, "es", change)
    (made,) = make_proofs(project, Selection(languages=("es",)))
    pdf = pdf_of(project, made)
    words = words_of(pdf, 0)
    known = {number for number, _ in chips(words)}
    # The empty sentence was drafted anew: only a machine that finds nothing leaves one.
    assert {5, 6, 7} == known
    legend = " ".join(word.text for word in words if word.bottom > 800)
    assert "borrador" in legend and "el original cambió" in legend
    assert "sin traducir" not in legend
    assert "Página 1 de 1" in legend and "window" in legend


@pytest.mark.slow
def test_where_everything_is_approved_there_is_no_proof(project: Project) -> None:
    (made,) = make_proofs(project, Selection(languages=("es",)))
    assert (project.root / made.path).is_file()
    changed(project, "es", lambda _, entry: replace(approved(entry), target=entry.source))
    (made,) = make_proofs(project, Selection(languages=("es",)))
    assert made.open == 0 and "ready for print" in str(made)
    assert not (project.root / made.path).exists()


@pytest.mark.slow
def test_a_proof_is_the_same_every_time_and_its_own_kind_of_file(
    project: Project, octavilla: Callable[..., Result]
) -> None:
    arguments = ("build", "--proof", "--language", "es", "--project", project.root)
    answer = octavilla(*arguments)
    assert answer.exit_code == 0, answer.output
    assert "build/proof/es/window-a4.pdf: 23 sentences to look at" in answer.output
    assert "octavilla review" in answer.output
    file = project.root / "build/proof/es/window-a4.pdf"
    first = file.read_bytes()
    octavilla(*arguments)
    assert file.read_bytes() == first
    assert not (project.root / "build/site").exists() and not (project.root / "build/print").exists()


def layout_of(project: Project, found: Proof | None, form: str) -> list[list[str]]:
    """Return the lines of each page of an edition, with marks or as it is printed."""
    renderer = Renderer([packaged("templates")])
    text = Text(
        path=project.texts / "window.md", sha256="", title="", language="en", languages=("es",), formats=(form,)
    )
    edition = found.edition if found else load_edition(project, text, "es")
    html = print_page(renderer, edition, project, text, form)
    layout = in_reading_order(html, renderer.format(form), root=project.root, base=text.path)
    if found:
        assert any(list(stretches_of(page)) for page in layout.document.pages)
    return [
        ["".join(getattr(part, "text", "") for part in box.descendants()) for box in page._page_box.descendants()
         if type(box).__name__ == "LineBox"]
        for page in layout.document.pages
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("form", ["a4", "booklet", "large-print", "tri-fold"])
def test_marks_change_no_line(project: Project, form: str) -> None:
    make_proofs(project, Selection(languages=("es",)))
    text = Text(
        path=project.texts / "window.md", sha256="", title="", language="en", languages=("es",), formats=(form,)
    )
    assert layout_of(project, prove(project, text, "es"), form) == layout_of(project, None, form)


@pytest.mark.slow
def test_all_pages_of_a_format_stand_on_sheets_of_paper(project: Project) -> None:
    (project.root / ROOT).write_text('languages = ["es"]\nformats = ["booklet", "tri-fold"]\n', encoding="utf-8")
    project = open_project(project.root)
    booklet, leaflet = make_proofs(project, Selection())
    for made, least in ((booklet, 4), (leaflet, 6)):
        with pikepdf.open(BytesIO(pdf_of(project, made))) as document:
            sizes = {tuple(round(float(value)) for value in page.mediabox[2:]) for page in document.pages}
            assert sizes == {(595, 842)} and len(document.pages) >= least
    # The cover has its title marked too.
    assert any("1" in word.text and word.right < 200 for word in words_of(pdf_of(project, leaflet), 0))
    assert len(sorted((project.root / "build/proof/es").glob("*.pdf"))) == 2


def test_the_original_is_nothing_to_prove(project: Project) -> None:
    with pytest.raises(OctavillaError, match="nothing to prove"):
        make_proofs(project, Selection(languages=("en",)))


def test_a_proof_is_no_final_build(project: Project, octavilla: Callable[..., Result]) -> None:
    answer = octavilla("build", "--proof", "--final", "--project", project.root)
    assert answer.exit_code == 2 and "--proof goes with neither" in answer.output
