"""Documents that LibreOffice writes: one text in every format has the same structure, and no word is lost."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import docx as python_docx
import pytest
from documents import document, lost, png, read

from pipeline.text.document import Kind

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"),
]


def original() -> tuple[bytes, str]:
    """Return a Word file and its words."""
    word = python_docx.Document()
    word.add_paragraph("Damp walls", "Title")
    word.add_heading("Before you begin", 1)
    paragraph = word.add_paragraph("Open the window “wide”, twice – é ñ ã, 1 < 2 & 3 * 4 _so_. ")
    paragraph.add_run("Wait an hour.").bold = True
    word.add_heading("Tools", 2)
    for text, style in (("a bucket", "List Bullet"), ("a cloth", "List Bullet"), ("fill it", "List Number"),
                        ("empty it", "List Number")):  # fmt: skip
        word.add_paragraph(text, style)
    table = word.add_table(2, 2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells], ("Room", "Hours", "Kitchen", "2"), strict=True
    ):
        cell.text = text
    word.add_picture(io.BytesIO(png(40, 40)))
    word.add_comment(word.add_paragraph("Ask the office.").runs, "Which one?", author="Ana")
    word.sections[0].header.paragraphs[0].text = "Newsletter"
    out = io.BytesIO()
    word.save(out)
    said = "\n".join(one.text for one in word.paragraphs) + "\nRoom Hours Kitchen 2 Which one? Newsletter"
    return out.getvalue(), said


@pytest.mark.parametrize("format", ["docx", "odt", "rtf"])
def test_structure_and_words_outlive_a_conversion(format: str, tmp_path: Path) -> None:
    data, said = original()
    source = tmp_path / "in" / "text.docx"
    source.parent.mkdir()
    source.write_bytes(data)
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", format,
                    "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=300)  # fmt: skip
    reading = read((tmp_path / f"text.{format}").read_bytes(), format)
    assert not lost(said, reading)
    found = document(reading)
    headings = [(block.level, block.text) for block in found.blocks if block.kind is Kind.HEADING]
    assert headings == [(1, "Before you begin"), (2, "Tools")]
    lists = [(block.ordered, len(block.children)) for block in found.blocks if block.kind is Kind.LIST]
    assert lists == [(False, 2), (True, 2)]
    assert [block.kind for block in found.blocks if block.kind in (Kind.TABLE, Kind.FIGURE)] == [
        Kind.TABLE,
        Kind.FIGURE,
    ]
    assert [piece.plain for piece in reading.pieces if piece.style == "title"] == ["Damp walls"]
    assert {aside.why for aside in reading.asides} == {"comment", "running head"}
    assert any("**Wait an hour.**" in piece.markdown for piece in reading.pieces)
