"""Word files: what goes out, and what people with Word and pens make of it."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx as word
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from exchange_rows import COLD, COLD_ES, DAY, ENTRIES, NEW, WINDOW, catalogue, export

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Entry
from pipeline.review.exchange import docx
from pipeline.review.exchange.merging import Kind, merge_batch
from pipeline.review.exchange.model import Batch

PATH = Path("back.docx")
EDIT = "Cierra las ventanas."


def opened(content: bytes | None = None) -> Any:
    return word.Document(io.BytesIO(content or docx.write(export())))


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def back(change: Callable[[Any], object], entries: tuple[Entry, ...] = ENTRIES) -> Batch:
    """Return what is read of the file after `change` of its table."""
    document = opened(docx.write(export(entries)))
    change(document.tables[0])
    return docx.read(saved(document), PATH)


def changes(batch: Batch) -> list[tuple[str, Kind]]:
    """Return what the merge of a batch changes."""
    _, report = merge_batch(catalogue(), batch, "Ana", DAY)
    return [(row.source, row.kind) for row in report.rows if row.kind is not Kind.UNCHANGED]


def tracked(kind: str, text: str) -> Any:
    tag = "delText" if kind == "del" else "t"
    return parse_xml(
        f'<w:{kind} {nsdecls("w")} w:id="9" w:author="Bia" w:date="2026-11-20T10:00:00Z"><w:r>'
        f'<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r></w:{kind}>'
    )


def test_the_same_export_gives_the_same_bytes() -> None:
    assert docx.write(export()) == docx.write(export())


def test_what_goes_out_comes_back() -> None:
    batch = docx.read(docx.write(export()), PATH)
    assert (batch.slug, batch.language, batch.kind, batch.who, batch.notices) == ("window", "es", "docx", "", ())
    assert [(r.key, r.source, r.target, r.place) for r in batch.rows] == [
        (r.key, r.source, r.target, f"row {r.number}") for r in export().rows
    ]
    assert merge_batch(catalogue(), batch, "Ana", DAY)[0] == catalogue()


def test_rows_stay_together_on_paper_and_the_head_is_on_every_page() -> None:
    rows = opened().tables[0].rows
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False, False, False]
    section = opened().sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_the_two_columns_are_spell_checked_in_their_languages() -> None:
    source, target = opened().tables[0].rows[1].cells[1:3]
    spoken = [cell.paragraphs[0].runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:val")) for cell in (source, target)]
    assert spoken == ["en-GB", "es-ES"]


def test_keys_are_hidden() -> None:
    cell = opened().tables[0].rows[1].cells[0]
    assert [run.font.hidden for run in cell.paragraphs[0].runs if "-" in run.text] == [True]


def test_an_edit_in_several_runs_and_paragraphs_is_all_that_arrives() -> None:
    def change(table: Any) -> None:
        cell = table.rows[1].cells[2]
        cell.text = "Cierra "
        cell.add_paragraph("las ").add_run("venta").bold = True
        cell.paragraphs[-1].add_run("nas. ")

    batch = back(change)
    assert changes(batch) == [(WINDOW, Kind.TAKEN)]
    assert merge_batch(catalogue(), batch, "Ana", DAY)[0][WINDOW].target == EDIT


def test_smart_quotes_are_a_real_change() -> None:
    entries = (Entry(source='"A"', target='"a"'),)

    def change(table: Any) -> None:
        table.rows[1].cells[2].text = "“a”"

    assert back(change, entries).rows[0].target == "“a”"


def test_tracked_changes_count_as_accepted_and_are_told_of() -> None:
    def change(table: Any) -> None:
        paragraph = table.rows[1].cells[2].paragraphs[0]
        run = paragraph.runs[0]
        run.text = "Cierra "
        paragraph._p.append(tracked("del", "la ventana."))
        paragraph._p.append(tracked("ins", "las ventanas."))
        moved = tracked("moveFrom", "nunca")
        paragraph._p.append(moved)

    batch = back(change)
    assert batch.rows[0].target == EDIT
    assert [(n.place, "tracked" in n.message) for n in batch.notices] == [("row 1", True)]
    assert batch.who == "Bia"


def test_a_row_deleted_or_inserted_with_tracked_changes_is_gone_or_there() -> None:
    def change(table: Any) -> None:
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="B"/>'))
        table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2" w:author="B"/>'))

    assert [row.source for row in back(change).rows] == [entry.source for entry in ENTRIES[1:]]


def test_rows_moved_deleted_and_doubled_are_known_by_their_keys() -> None:
    def change(table: Any) -> None:
        rows = [row._tr for row in table.rows]
        table.rows[4].cells[1].text = "unreadable"
        table._tbl.remove(rows[2])
        table._tbl.append(rows[1])
        table._tbl.append(copy.deepcopy(rows[1]))

    assert changes(back(change)) == []


def test_without_keys_the_sentences_tell() -> None:
    def change(table: Any) -> None:
        for row in table.rows:
            row.cells[0].text = row.cells[0].text.split(" ")[0]
        table.rows[3].cells[2].text = "Una frase `nueva` <b>."

    batch = back(change)
    assert {row.key for row in batch.rows} == {""}
    assert changes(batch) == [(NEW, Kind.TAKEN)]


def test_without_a_head_the_columns_are_as_they_went_out() -> None:
    def change(table: Any) -> None:
        table._tbl.remove(table.rows[0]._tr)
        table.rows[0].cells[2].text = EDIT

    assert changes(back(change)) == [(WINDOW, Kind.TAKEN)]


def test_a_table_cut_in_two_is_read_whole() -> None:
    def change(table: Any) -> None:
        second = copy.deepcopy(table._tbl)
        for row in second.findall(qn("w:tr"))[:3]:
            second.remove(row)
        for row in table.rows[3:]:
            table._tbl.remove(row._tr)
        table._tbl.addnext(second)
        table._tbl.addnext(parse_xml(f"<w:p {nsdecls('w')}/>"))

    assert [row.source for row in back(change).rows] == [entry.source for entry in ENTRIES]


def test_merged_cells_are_told_of_and_take_nothing_away() -> None:
    def down(table: Any) -> None:
        table.cell(2, 2).merge(table.cell(3, 2))

    def across(table: Any) -> None:
        table.cell(2, 1).merge(table.cell(2, 2))

    for change in (down, across):
        batch = back(change)
        assert any("merged" in notice.message for notice in batch.notices)
        new, _ = merge_batch(catalogue(), batch, "Ana", DAY)
        assert new[COLD].target == COLD_ES


def test_a_tick_approves_and_one_taken_away_takes_it_back() -> None:
    def change(table: Any) -> None:
        for row, sign in ((1, "☒"), (2, "☐")):
            paragraph = table.rows[row].cells[3].paragraphs[0]
            paragraph._p.findall(".//" + qn("w:t"))[0].text = sign

    batch = back(change)
    assert [row.approved for row in batch.rows] == [True, False, None, None]


@pytest.mark.parametrize("sign", ["x", "X ", "✓", "OK", "Sí", "☑"])
def test_a_tick_may_be_typed(sign: str) -> None:
    def change(table: Any) -> None:
        table.rows[1].cells[3].text = sign

    assert back(change).rows[0].approved is True


def test_comments_beside_the_text_are_comments_to_the_editor() -> None:
    document = opened()
    cell = document.tables[0].rows[2].cells[2]
    document.add_comment(cell.paragraphs[0].runs, text="¿No era tibia?", author="Bia Reis")
    document.add_comment(cell.paragraphs[0].runs, text="No.", author="Eva")
    batch = docx.read(saved(document), PATH)
    assert batch.rows[1].comment == "Bia Reis: ¿No era tibia?\nEva: No."
    assert batch.rows[1].target == COLD_ES


def test_the_name_behind_its_label_is_who_worked_on_it() -> None:
    document = opened()
    [line] = [p for p in document.paragraphs if p.text.startswith("Tu nombre")]
    line.runs[-1].text = "__Bia Reis_______"
    assert docx.read(saved(document), PATH).who == "Bia Reis"


def test_remarks_of_ours_in_a_cell_are_no_part_of_the_sentence() -> None:
    rows = docx.read(docx.write(export()), PATH).rows
    assert rows[3].source == ENTRIES[3].source
    shown = opened().tables[0].rows[4].cells[1].text
    assert "El original decía: Rest **today**." in shown


@pytest.mark.parametrize("text", ["a\nb", "a  b", "\u00a0a\u00a0", "a\u2011b\u00ad", "<w:t>&amp;", "_x0041_", "a\tb"])
def test_any_signs_come_back(text: str) -> None:
    entries = (Entry(source=f"{text}\nend", target=text),)
    batch = docx.read(docx.write(export(entries)), PATH)
    assert merge_batch(catalogue(entries), batch, "Ana", DAY)[0] == catalogue(entries)
    assert batch.rows[0].target.strip() == text.strip()


def test_what_xml_cannot_hold_changes_nothing_on_the_way() -> None:
    entries = (Entry(source="A.", target="a\x00\x0bb\ufffe\ud800"),)
    batch = docx.read(docx.write(export(entries)), PATH)
    assert merge_batch(catalogue(entries), batch, "Ana", DAY)[0] == catalogue(entries)


def test_a_file_without_such_a_table_is_one_line_of_error() -> None:
    document = word.Document()
    document.add_paragraph("Querida Ana:")
    with pytest.raises(OctavillaError, match=r"back\.docx: has no column headings"):
        docx.read(saved(document), PATH)
