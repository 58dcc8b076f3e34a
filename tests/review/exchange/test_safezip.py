"""Office files made to do harm."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from exchange_rows import export
from work import work

from pipeline.errors import OctavillaError
from pipeline.review.exchange import docx, safezip, xlsx
from pipeline.review.exchange.safezip import MOST_PARTS, pack, unpack

PATH = Path("back.xlsx")
XML = b"<?xml version='1.0'?><a/>"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><a>&y;</a>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>"""


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_packing_gives_the_same_bytes_and_unpacking_the_parts() -> None:
    parts = [("a.xml", XML), ("b/c.rels", XML)]
    assert pack(parts) == pack(parts)
    assert unpack(pack(parts), PATH) == dict(parts)


def test_pictures_and_embedded_files_are_not_unpacked() -> None:
    content = zipped(
        {"a.xml": XML, "xl/media/bomb.xml": b"<" * 100, "xl/media/p.png": b"x", "xl/embeddings/x.xml": b"<"}
    )
    assert unpack(content, PATH) == {"a.xml": XML}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"a.xml": BOMB}, "document type"),
        ({"a.xml": OUTSIDE}, "document type"),
        ({"a.rels": OUTSIDE}, "document type"),
        ({"a.xml": BOMB.decode().encode("utf-16")}, "document type"),
        ({"a.xml": b"<a>" * 5000 + b"</a>" * 5000}, "inside one another"),
        ({"a.xml": b"<a>"}, "damaged"),
        ({"a.xml": b""}, "damaged"),
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"word/vbaData.xml": XML, "word/vbaProject.bin": b"x"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": XML}, "macros"),
        ({"word/activeX/activeX1.xml": XML}, "macros"),
        (
            {"[Content_Types].xml": b'<T><O ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></T>'},
            "macros",
        ),
        ({"../a.xml": XML}, "outside the file"),
        ({"/etc/a.xml": XML}, "outside the file"),
        ({"..\\a.xml": XML}, "outside the file"),
        ({"C:a.xml": XML}, "outside the file"),
        ({"a.xml": XML, "A.XML": XML}, "twice"),
        ({f"{n}.xml": XML for n in range(MOST_PARTS + 1)}, "parts"),
    ],
)
def test_what_no_office_file_needs_is_refused(parts: dict[str, bytes], said: str) -> None:
    with pytest.raises(OctavillaError, match=said) as caught:
        unpack(zipped(parts), PATH)
    assert "back.xlsx" in str(caught.value.format_message())


def test_a_bomb_is_stopped_before_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes are counted as they come out, whatever the file says of them."""
    monkeypatch.setattr(safezip, "LARGEST_WHOLE", 5 << 20)
    content = zipped({"a.xml": b"<a>" + b" " * (40 << 20) + b"</a>"})
    assert len(content) < 100_000
    lying = bytearray(content)
    place = lying.rindex(b"PK\x01\x02")
    lying[place + 24 : place + 28] = struct.pack("<I", 100)
    for made in (content, bytes(lying)):
        tracemalloc.start()
        try:
            with pytest.raises(OctavillaError, match="unpacks to more than 5 MB|damaged"):
                unpack(made, PATH)
            assert tracemalloc.get_traced_memory()[1] < 20 << 20
        finally:
            tracemalloc.stop()


def test_many_parts_together_are_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safezip, "LARGEST_WHOLE", 5 << 20)
    part = b"<a>" + b" " * (1 << 20) + b"</a>"
    with pytest.raises(OctavillaError, match="unpacks to more than 5 MB"):
        unpack(zipped({f"{n}.xml": part for n in range(10)}), PATH)


def test_a_password_is_named() -> None:
    content = bytearray(zipped({"a.xml": XML}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    with pytest.raises(OctavillaError, match="password"):
        unpack(bytes(content), PATH)


def test_a_file_cut_off_or_scrambled_is_damaged() -> None:
    good = xlsx.write(export())
    for bad in (b"", b"PK\x03\x04", good[: len(good) // 2], good[:200] + bytes(200) + good[400:]):
        with pytest.raises(OctavillaError, match="damaged"):
            unpack(bad, PATH)


def test_another_way_of_packing_is_refused() -> None:
    with pytest.raises(OctavillaError, match="packed in a way"):
        unpack(zipped({"a.xml": XML * 50}, zipfile.ZIP_LZMA), PATH)


def test_a_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safezip, "LARGEST_FILE", 100)
    with pytest.raises(OctavillaError, match="larger than"):
        unpack(zipped({"a.xml": XML * 100}), PATH)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml"])
@pytest.mark.parametrize("bad", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_entities_in_any_part_of_a_workbook_are_refused(name: str, bad: bytes) -> None:
    parts = parts_of(xlsx.write(export()))
    assert name in parts
    with pytest.raises(OctavillaError, match="document type"):
        xlsx.read(zipped({**parts, name: bad}), PATH)


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/comments.xml"])
def test_entities_in_any_part_of_a_word_file_are_refused(name: str) -> None:
    with pytest.raises(OctavillaError, match="document type"):
        docx.read(zipped({**parts_of(docx.write(export())), name: OUTSIDE}), Path("back.docx"))


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="99999999999"><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="ZZZZZZZ1" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
        b'<row r="1"><c r="A1" t="n"><v>NaN</v></c><c r="B1" s="99999"><v>1e999</v></c></row>',
        b'<row r="1"><c r="A1" t="d"><v>2026-13-45</v></c></row>',
        b'<row r="-1"><c r="A1"><f>WEBSERVICE("http://example.org")</f><v>1</v></c></row>',
    ],
)
def test_a_sheet_made_to_break_the_reader_is_one_line_of_error(row: bytes) -> None:
    """It may also be read without the row: it must not hang, take the machine's memory, or raise anything else."""
    name = "xl/worksheets/sheet1.xml"
    parts = parts_of(xlsx.write(export()))
    bad = parts[name].replace(b"<sheetData>", b"<sheetData>" + row, 1)
    try:
        xlsx.read(zipped({**parts, name: bad}), PATH)
    except OctavillaError as error:
        assert "\n" not in error.format_message()


def test_a_claim_of_a_huge_sheet_costs_nothing() -> None:
    name = "xl/worksheets/sheet1.xml"
    parts = parts_of(xlsx.write(export()))
    bad = parts[name].replace(b'<dimension ref="A1:H5"/>', b'<dimension ref="A1:XFD99999999"/>')
    assert bad != parts[name]
    content, honest = zipped({**parts, name: bad}), zipped(parts)
    assert len(xlsx.read(content, PATH).rows) == 4
    assert work(lambda: xlsx.read(content, PATH)) < 1.1 * work(lambda: xlsx.read(honest, PATH))
