"""Sheets of proofs: where numbers stand beside lines, what each mark looks like, how pages lie on paper."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from pipeline.languages import language
from pipeline.preview import texts_of
from pipeline.project import packaged
from pipeline.review.proof import Open, Want
from pipeline.text.document import Role
from pipeline.typeset import fonts, pdf, places, strings
from pipeline.typeset.imposition.papers import Size
from pipeline.typeset.proofsheets import CHIP, PEN, PX, About, Stretch, notes_of, place_of, proof_sheets, stretches_of

A4 = Size(210, 297)
WHOLE = (80.0, 480.0)
LINE = Stretch(
    number=1, want=Want.DRAFT, left=80, right=200, baseline=100, size=12, colour="#000000", begins=True, column=WHOLE
)


def test_sentences_that_begin_in_one_line_have_their_numbers_together_in_the_order_of_the_line() -> None:
    (note,) = notes_of([LINE, replace(LINE, number=2, left=220, right=400, baseline=101)], WHOLE)
    assert note.words == "1 · 2"
    assert (note.on_left, note.edge, note.baseline) == (True, 80, 100)


def test_numbers_of_close_lines_do_not_stand_over_each_other() -> None:
    lines = [replace(LINE, number=number, baseline=100 + 6 * number) for number in range(5)]
    notes = notes_of(lines, WHOLE)
    gaps = [after.baseline - before.baseline for before, after in pairwise(notes)]
    assert min(gaps) >= CHIP / PX - 0.01


def test_a_sentence_has_one_number_for_all_its_lines_and_one_more_where_it_goes_on_elsewhere() -> None:
    left, right = (80.0, 270.0), (290.0, 480.0)
    lines = [
        replace(LINE, column=left),
        replace(LINE, column=left, baseline=114, begins=False),
        replace(LINE, column=right, left=290, baseline=60, begins=False),
    ]
    notes = notes_of(lines, WHOLE)
    assert [(note.words, note.on_left, note.edge) for note in notes] == [("1", True, 80), ("…1", False, 480)]


def test_a_column_in_the_middle_has_its_numbers_in_the_space_before_it() -> None:
    (note,) = notes_of([replace(LINE, left=220, column=(220.0, 340.0))], WHOLE)
    assert (note.on_left, note.edge) == (True, 220)


@pytest.mark.parametrize("page", [A4, Size(148, 210), Size(99, 210), Size(74, 105), Size(297, 210), Size(297, 420)])
def test_a_page_lies_on_its_sheet_with_room_for_the_legend(page: Size) -> None:
    place = place_of(page, A4)
    assert (place.sheet.width > place.sheet.height) == (page.width > page.height)
    assert place.left >= 5.9 and place.top >= 6.9
    assert place.top + page.height * place.scale <= place.sheet.height - 18
    if place.scale > 1:
        assert place.left >= PEN - 0.1
    if max(page.width, page.height) <= 210:
        assert place.scale >= 0.8


@pytest.fixture
def layout(tmp_path: Path) -> pdf.Layout:
    def span(number: int, want: str, words: str) -> str:
        return f'<span class="sentence" data-sentence="{number}" data-want="{want}" data-first>{words}</span>'

    # Without a font of its own a page has none at all.
    face = fonts.css(fonts.faces(fonts.TEXT), places.PACKAGED_FONTS)
    html = f"""<!DOCTYPE html><style>{face} body {{ font-family: "{fonts.TEXT}" }}
    @page {{ size: 210mm 297mm; margin: 25mm }}
    .dark {{ background: #000; color: #fff }}</style><body>
    <h1 class="dark">{span(1, "draft", "A title on a dark ground")}</h1>
    <p>{span(2, "stale", "Stale words.")} Approved words. {span(3, "error", "Wrong words.")}</p>
    <p>{span(4, "untranslated", "Words of the source.")}</p></body>"""
    return pdf.lay_out(html, tmp_path, tmp_path / "text.md")


def opened(*wants: Want) -> list[Open]:
    return [Open(number=at, want=want, role=Role.PARAGRAPH, text=f"Sentence {at}.") for at, want in enumerate(wants, 1)]


def test_words_without_a_mark_are_in_no_stretch(layout: pdf.Layout) -> None:
    found = list(stretches_of(layout.document.pages[0]))
    assert [(stretch.number, stretch.want) for stretch in found] == [
        (1, Want.DRAFT), (2, Want.STALE), (3, Want.ERROR), (4, Want.UNTRANSLATED),
    ]  # fmt: skip
    # The mark has the colour of the words: on a dark ground it is light.
    assert [stretch.colour for stretch in found] == ["#ffffff", "#000000", "#000000", "#000000"]
    assert found[2].left > found[1].right + 60


@pytest.mark.parametrize("code", ["en", "es", "pt"])
def test_each_kind_of_mark_is_drawn_and_explained_and_what_stands_on_no_page_is_listed(
    layout: pdf.Layout, code: str, tmp_path: Path
) -> None:
    say = strings.load([packaged("templates")], language(code))
    wants = [Want.DRAFT, Want.STALE, Want.ERROR, Want.UNTRANSLATED, Want.DRAFT]
    made = proof_sheets(layout, opened(*wants), A4, About(title="t", line="window · es", strings=say), root=tmp_path)
    texts = texts_of(made)
    assert len(texts) == 2
    for words in ("draft", "source changed", "error found", "not translated", "number of the sentence in the review"):
        assert say(words) in texts[0]
    assert say("Page {page} of {pages}", page=1, pages=2) in texts[0]
    assert "Sentence 5." in texts[1] and "Sentence 4." not in texts[1]
    with pikepdf.open(BytesIO(made)) as sheets:
        operators = [str(item.operator) for item in pikepdf.parse_content_stream(sheets.pages[0])]
    # Dots and dashes are dashed lines, waves are curves.
    assert operators.count("d") >= 4
    assert "c" in operators


def test_an_unmarked_legend_names_no_kind_that_is_not_there(layout: pdf.Layout, tmp_path: Path) -> None:
    say = strings.load([packaged("templates")], language("en"))
    made = proof_sheets(layout, opened(Want.DRAFT), A4, About(title="t", line="x", strings=say), root=tmp_path)
    (words,) = texts_of(made)
    assert "draft" in words and "error found" not in words
