"""What LibreOffice makes of our files, after people worked in them: only the real changes arrive."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx as word
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from exchange_rows import DAY
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from pipeline.review.catalogue import Catalogue, State
from pipeline.review.exchange import docx, tabular, xlsx
from pipeline.review.exchange.merging import Kind, merge_batch
from pipeline.review.exchange.model import Batch, Export, export_of
from pipeline.review.exchange.report import Report
from pipeline.review.remarks import remarks
from pipeline.review.store import load
from pipeline.text.read import read_file

SOFFICE = shutil.which("soffice")
ROOT = Path(__file__).resolve().parents[3]
HARD = ["=1+1", "-5 °C", "+34 600", "@ana", "_x0041_", "1/5", "012", "a\nb", "“ ”", "\u00a0x\u2011y", "<b>&amp;"]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for LibreOffice's settings: none of the user's are touched."""
    return tmp_path_factory.mktemp("office")


@pytest.fixture
def resaved(profile: Path, tmp_path: Path) -> Callable[[bytes, str, str], bytes]:
    """Return a function that opens a file in LibreOffice and saves it, in the same format or another."""

    def save(content: bytes, suffix: str, to: str) -> bytes:
        path = tmp_path / f"in{suffix}"
        path.write_bytes(content)
        command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
        subprocess.run(
            [*command, "--outdir", str(tmp_path / "out"), str(path)], check=True, capture_output=True, timeout=240
        )
        return (tmp_path / "out" / f"in.{to.partition(':')[0]}").read_bytes()

    return save


@pytest.fixture(scope="module")
def here() -> Catalogue:
    """Return a catalogue of the samples with every second sentence unreviewed, and texts that are hard to carry."""
    catalogue = load(ROOT / "translations" / "es" / "heat-wave.po")
    entries = [
        replace(entry, flags=("fuzzy",), comments=()) if number % 2 else entry
        for number, entry in enumerate(catalogue.entries)
    ]
    for number, text in enumerate(HARD):
        entries[20 + number] = replace(entries[20 + number], target=text)
    return replace(catalogue, entries=tuple(entries))


@pytest.fixture(scope="module")
def out(here: Catalogue) -> Export:
    return export_of(here, read_file(ROOT / "texts" / "heat-wave.md"))


def merged(here: Catalogue, batch: Batch) -> tuple[Catalogue, Report]:
    assert (batch.slug, batch.language) == ("heat-wave", "es")
    return merge_batch(here, batch, "Ana", DAY)


def changes(report: Report) -> dict[str, Kind]:
    return {row.source: row.kind for row in report.rows if row.kind is not Kind.UNCHANGED}


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_workbook_that_was_only_saved_changes_nothing(here: Catalogue, out: Export, resaved: Any) -> None:
    batch = xlsx.read(resaved(xlsx.write(out), ".xlsx", "xlsx"), Path("a.xlsx"))
    assert batch.notices == ()
    assert [row.key for row in batch.rows] == [row.key for row in out.rows]
    assert merged(here, batch)[0] == here


def test_a_workbook_worked_in_brings_only_the_real_changes(here: Catalogue, out: Export, resaved: Any) -> None:
    """Rows sorted and deleted, a column added, one moved, fonts changed, saved before and after."""
    book = load_workbook(io.BytesIO(resaved(xlsx.write(out), ".xlsx", "xlsx")))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head, body = rows[0], [list(row) for row in rows[1:]]
    by_number = {row[0]: row for row in body}
    by_number[2][3] = "Corregida **no**."
    by_number[4][3] = "Corregida. "
    by_number[6][4] = "aprobada"
    by_number[8][5] = "¿Está bien?"
    by_number[10][3] = ""
    by_number[12][3] = 12
    body.remove(by_number[13])
    body.remove(by_number[14])
    random.Random(7).shuffle(body)
    mine = Workbook()
    sheet = mine.active
    assert sheet is not None
    for row in [head, *body]:
        sheet.append(["mío", *(str(v) if isinstance(v, str) else v for v in (row[3], row[0], *row[4:], row[2]))])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font = Font(name="DejaVu Serif", size=14, italic=True)
            if isinstance(cell.value, str):
                cell.data_type = "s"
    last = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 3).value == 16)
    sheet.cell(last, 2).comment = Comment("Nota al lado", "Bia")
    batch = xlsx.read(resaved(saved(mine), ".xlsx", "xlsx"), Path("a.xlsx"))
    new, report = merged(here, batch)
    source = {row.number: row.source for row in out.rows}
    assert changes(report) == {
        source[2]: Kind.BROKEN,
        source[4]: Kind.TAKEN,
        source[6]: Kind.APPROVED,
        source[8]: Kind.COMMENT,
        source[12]: Kind.TAKEN,
        source[16]: Kind.COMMENT,
    }
    assert (new[source[4]].target, new[source[12]].target) == ("Corregida.", "12")
    assert remarks(new[source[16]])[0].text.strip().endswith("Nota al lado")
    assert merge_batch(new, batch, "Ana", DAY)[0] == new


@pytest.mark.parametrize("to", ["csv:Text - txt - csv (StarCalc):59,34,76", "csv:Text - txt - csv (StarCalc):9,34,1"])
def test_a_workbook_saved_as_a_table_is_read_as_well(here: Catalogue, out: Export, resaved: Any, to: str) -> None:
    plain = replace(here, entries=tuple(e for e in here.entries if e.target.isprintable()))
    encodable = {e.source for e in plain.entries if _fits(e.source + e.target)}
    batch = tabular.read(resaved(xlsx.write(out), ".xlsx", to), Path("a.csv"))
    _, report = merged(here, batch)
    assert not changes(report).keys() & encodable
    assert len(batch.rows) == len(out.rows)


def _fits(text: str) -> bool:
    try:
        return bool(text.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def test_a_word_file_that_was_only_saved_changes_nothing(here: Catalogue, out: Export, resaved: Any) -> None:
    batch = docx.read(resaved(docx.write(out), ".docx", "docx"), Path("a.docx"))
    assert [row.key for row in batch.rows] == [row.key for row in out.rows]
    assert merged(here, batch)[0] == here


def test_a_word_file_worked_in_brings_only_the_real_changes(here: Catalogue, out: Export, resaved: Any) -> None:
    document = word.Document(io.BytesIO(resaved(docx.write(out), ".docx", "docx")))
    table = document.tables[0]
    rows = {row.number: table.rows[row.number] for row in out.rows}
    rows[4].cells[2].text = "Corregida."
    rows[6].cells[3].text = "x"
    paragraph = rows[8].cells[2].paragraphs[0]
    paragraph._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="9" w:author="Bia" w:date="2026-11-20T10:00:00Z"><w:r>'
            f'<w:t xml:space="preserve"> Y más.</w:t></w:r></w:ins>'
        )
    )
    document.add_comment(rows[10].cells[2].paragraphs[0].runs, text="¿De veras?", author="Bia")
    for number in (12, 14):
        table._tbl.remove(rows[number]._tr)
    table._tbl.append(rows[2]._tr)
    for run in rows[16].cells[2].paragraphs[0].runs:
        run.font.name, run.font.bold = "DejaVu Sans", True
    batch = docx.read(resaved(saved(document), ".docx", "docx"), Path("a.docx"))
    new, report = merged(here, batch)
    source = {row.number: row.source for row in out.rows}
    assert changes(report) == {
        source[4]: Kind.TAKEN,
        source[6]: Kind.APPROVED,
        source[8]: Kind.TAKEN,
        source[10]: Kind.COMMENT,
    }
    assert new[source[8]].target == f"{here[source[8]].target} Y más."
    assert new[source[8]].state is State.APPROVED


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_what_people_see_fits_on_the_page(out: Export, resaved: Any, suffix: str) -> None:
    import pypdfium2

    content = (xlsx if suffix == ".xlsx" else docx).write(out)
    document = pypdfium2.PdfDocument(resaved(content, suffix, "pdf"))
    width, height = document[0].get_size()
    assert {round(width), round(height)} == {595, 842}
    text = document[0].get_textpage().get_text_bounded()
    assert "Traducción" in text
    assert out.rows[0].key not in text
    assert len(document) < 12
    document.close()


def test_no_word_is_lost_on_the_way_to_paper(out: Export, resaved: Any) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(resaved(docx.write(out), ".docx", "pdf"))
    text = _letters("".join(page.get_textpage().get_text_bounded() for page in document))
    for row in out.rows:
        assert _letters(row.target) in text
        assert _letters(row.source) in text
    document.close()


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
