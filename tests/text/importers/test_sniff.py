"""Which reader a file is for: its content decides, and what cannot be read is told with the way out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.text.importers.sniff import format_of


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            # With a date of its own: the bytes are part of the names of tests, which must not change with the clock.
            member = zipfile.ZipInfo(name.replace("__", "/").replace("_xml", ".xml"), (2026, 1, 1, 0, 0, 0))
            archive.writestr(member, content)
    return buffer.getvalue()


DOCX = zipped(word__document_xml="<w/>")
ODT = zipped(mimetype="application/vnd.oasis.opendocument.text")
EPUB = zipped(mimetype="application/epub+zip")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (DOCX, "a.docx", "docx"),
        (DOCX, "a.bin", "docx"),
        (ODT, "a.zip", "odt"),
        (EPUB, "a.epub", "epub"),
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"{\\rtf1 x}", "a.doc", "rtf"),
        (b"<!DOCTYPE html><p>x", "a.txt", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<html>", "a.xhtml", "html"),
        ("<html>".encode("utf-16"), "page", "html"),
        (b"<p>A part of a page</p>", "a.html", "html"),
        (b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "a.mht", "html"),
        (b"Received: by x\nMessage-ID: <1@x>\n\nHello", "mail.txt", "eml"),
        (b"Hello", "a.eml", "eml"),
        (b"# A heading", "a.md", "md"),
        (b"Hello", "a.txt", "txt"),
        (b"Hello", "noname", "txt"),
        ("Hello".encode("utf-16"), "a.txt", "txt"),
        (b"Subject: damp\nBy Ana\n", "a.txt", "txt"),
    ],
)
def test_content_says_what_a_file_is(data: bytes, name: str, expected: str) -> None:
    assert format_of(data, Path(name)) == expected


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (OLE, "a.doc", "save it as .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "protected by a password"),
        (OLE, "a.xls", "spreadsheet"),
        (DOCX, "a.docm", "may hold macros"),
        (zipped(word__document_xml="", word__vbaProject_bin=""), "a.docx", "may hold macros"),
        (zipped(Index__Document_iwa=""), "a.pages", "Apple Pages"),
        (zipped(xl__workbook_xml=""), "a.xlsx", "spreadsheet"),
        (zipped(ppt__presentation_xml=""), "a.pptx", "presentation"),
        (zipped(a_txt="x"), "a.zip", "Unpack it"),
        (DOCX[:40], "a.docx", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "scan.pdf", "is a picture"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "is a picture"),
        (b"\0\0\0\x18ftypheic", "a.heic", "is a picture"),
        (b"<svg xmlns='x'/>", "a.svg", "is a picture"),
        (b"\x1f\x8b\x08", "a.tar.gz", "Unpack it"),
        (b"[InternetShortcut]\nURL=x", "a.url", "only a link"),
        (b"Hello", "a.docx", "is no docx document"),
        (b"Hello", "a.pdf", "is no pdf document"),
        (b"", "a.txt", "is empty"),
        (b" \n", "a.docx", "is empty"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_way_out(data: bytes, name: str, said: str) -> None:
    with pytest.raises(OctavillaError, match=said) as caught:
        format_of(data, Path(name))
    assert caught.value.message.startswith(f"{name}: ")
    assert len(caught.value.message) < 240
