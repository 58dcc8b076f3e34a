"""Hostile and broken files: refused or defused with one line, in bounded memory."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from documents import docx, packed, para, png, read, shown

from pipeline.errors import OctavillaError
from pipeline.text.importers import safety
from pipeline.text.importers.pictures import suffix

TEXT = Path("text.docx")
LAUGHS = ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
          "<w:document xmlns:w='x'><w:body>&b;</w:body></w:document>")  # fmt: skip
STRANGER = ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            "<w:document xmlns:w='x'>&a;</w:document>")  # fmt: skip


def refused(data: bytes, format: str, match: str) -> None:
    """See that a document is refused with one line for people."""
    with pytest.raises(OctavillaError, match=match) as caught:
        read(data, format)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"text.{format}: ")


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    """300 MB that are not there: a file of one hole."""
    large = tmp_path / "large.docx"
    with large.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(OctavillaError, match="has 300 MB; the most is 100 MB"):
        safety.read_bytes(large)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "gone", Path("/dev/zero")):
        with pytest.raises(OctavillaError, match="not a file|cannot be read"):
            safety.read_bytes(path)


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "word/../../evil", "C:\\evil", "..\\evil", "word\\..\\..\\evil"]
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    refused(packed({"word/document.xml": "x", name: "x"}), "docx", "outside its folder")


def test_links_in_archives_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("word/media/a.png")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    refused(out.getvalue(), "docx", "holds a link")


def test_too_many_parts_are_refused() -> None:
    refused(packed({f"{number}": "" for number in range(safety.MOST_ENTRIES + 1)}), "docx", "parts; the most is")


def test_archives_with_a_password_are_refused() -> None:
    data = bytearray(packed({"word/document.xml": "x"}))
    place = data.index(b"PK\x01\x02") + 8
    data[place : place + 2] = struct.pack("<H", 1)
    refused(bytes(data), "docx", "has a password")


def test_a_part_that_grows_beyond_measure_is_refused() -> None:
    refused(docx(para("x"), {"word/media/a.png": b"\0" * 30_000_000}), "docx", "many times its size")
    refused(docx(para("x"), {"word/media/a.png": os.urandom(1000) * 60_000}), "docx", "60 MB|many times")


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    """The directory of the archive says 10 bytes; there are five million."""
    data = bytearray(packed({"word/document.xml": b"a" * 5_000_000}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", 10)
    refused(bytes(data), "docx", "damaged|many times")


def test_archives_in_archives_are_never_opened() -> None:
    inner = packed({"a": b"\0" * 3_000_000})
    assert shown(read(docx(para("Words."), {"word/embeddings/a.zip": inner}), "docx")) == ["Words."]


@pytest.mark.parametrize("xml", [LAUGHS, STRANGER, LAUGHS.encode("utf-16"), STRANGER.encode("utf-16")])
@pytest.mark.parametrize(("format", "part"), [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_entities_are_refused_in_any_encoding(xml: str | bytes, format: str, part: str) -> None:
    refused(packed({"[Content_Types].xml": "x", part: xml}), format, "declares entities|damaged")


@pytest.mark.parametrize(
    "part", ["word/styles.xml", "word/footnotes.xml", "word/comments.xml", "word/_rels/document.xml.rels"]
)
def test_entities_are_refused_in_every_part_that_is_read(part: str) -> None:
    from documents import relation

    kind = part.removeprefix("word/").removesuffix(".xml")
    data = docx(para("x"), {part: STRANGER}, relation("r", kind, f"{kind}.xml"))
    refused(data, "docx", "declares entities")


def test_xml_that_is_not_whole_is_told() -> None:
    refused(packed({"word/document.xml": "<w:document"}), "docx", "document.xml is damaged")


def test_elements_without_end_inside_each_other_are_refused() -> None:
    refused(docx("<w:p>" * 5000 + "</w:p>" * 5000), "docx", "damaged|tangled")


def test_too_many_tags_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MOST_TAGS", 1000)
    refused(docx("<w:p/>" * 2000), "docx", "fill the computer's memory")


@pytest.mark.parametrize("format", ["docx", "odt", "epub"])
def test_old_and_locked_documents_are_told_what_to_do(format: str) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    refused(ole, format, "old format .*save it as .docx")
    refused(ole + "EncryptedPackage".encode("utf-16-le"), format, "has a password")


def test_a_locked_odt_is_told_what_to_do() -> None:
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    refused(packed({"content.xml": b"\x91\x02", "META-INF/manifest.xml": manifest}), "odt", "has a password")


def test_links_outside_are_written_and_never_followed() -> None:
    from documents import relation

    hyperlink = '<w:hyperlink r:id="{}"><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:hyperlink>'
    body = f"<w:p>{hyperlink.format('a', 'here')}{hyperlink.format('b', ' and here')}</w:p>"
    links = relation("a", "hyperlink", "http://a.org/x", outside=True) + relation(
        "b", "hyperlink", "javascript:alert(1)", outside=True
    )
    template = relation("t", "attachedTemplate", "http://a.org/evil.dotm", outside=True)
    assert shown(read(docx(body, None, links + template), "docx")) == ["[here](http://a.org/x) and here"]


def test_objects_in_rtf_are_left_out() -> None:
    data = (rb"{\rtf1\ansi{\object\objemb{\*\objclass Package}{\*\objdata 0105000002000000}{\result \pard Shown}}"
            rb"{\*\objdata 00} words\par}")  # fmt: skip
    reading = read(data, "rtf")
    assert shown(reading) == ["Shown words"]
    assert reading.notices == ("1 embedded object left out: open the document to see them",)


def test_rtf_of_groups_without_end_is_refused() -> None:
    refused(rb"{\rtf1 " + b"{" * 100_000, "rtf", "tangled")


def test_a_picture_of_too_many_points_is_refused() -> None:
    """A few kilobytes that would be 30,000 × 30,000 points."""
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    assert suffix(bomb) == ("", "has too many points: make it smaller")
    assert suffix(png(20, 20)) == ("png", "")


RUN = """
import resource, sys
from pathlib import Path
from pipeline.errors import OctavillaError
from pipeline.text.importers import office, safety
try:
    office.read(safety.read_bytes(Path(sys.argv[1])), Path("x.docx"), "docx")
    print("read")
except OctavillaError as error:
    print(error.message)
print(*(resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("sort", ["tags", "words"])
def test_a_crafted_file_stays_in_bounded_memory(sort: str, tmp_path: Path) -> None:
    """Tags without words, many paragraphs: 2 GB at most."""
    some = random.Random(1)
    body = "<w:p/>" * 6_000_000 if sort == "tags" else "".join(para(f"{some.random()}") for _ in range(50_000))
    file = tmp_path / "crafted.docx"
    file.write_bytes(docx(body, {}))
    done = subprocess.run([sys.executable, "-c", RUN, str(file)], capture_output=True, text=True, check=True)
    said, sizes = done.stdout.strip().split("\n")
    assert said
    assert all(int(size) < 2048 for size in sizes.split())


@pytest.mark.slow
def test_a_document_that_fills_pandocs_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.text.importers import pandoc

    monkeypatch.setattr(pandoc, "MEGABYTES", 100)
    refused(docx(para("some words") * 60_000), "docx", "too large or too tangled")


@pytest.mark.slow
def test_a_document_that_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.text.importers import pandoc

    monkeypatch.setattr(pandoc, "SECONDS", 0.2)
    refused(docx(para("some words") * 60_000), "docx", "too large or too tangled")
