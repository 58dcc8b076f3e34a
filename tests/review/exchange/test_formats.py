"""Which format a file is."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from exchange_rows import export

from pipeline.errors import OctavillaError
from pipeline.review.exchange.formats import ALIASES, FORMATS, sniff

WRITTEN = [name for name, item in FORMATS.items() if item.writes and item.reads]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_a_format_writes_is_known_without_its_name(name: str) -> None:
    content = FORMATS[name].write(export())
    assert sniff(content, Path("file")).name == name
    assert sniff(content, Path("file.txt")).name == name


@pytest.mark.parametrize("name", WRITTEN)
def test_a_batch_names_its_format(name: str) -> None:
    item = FORMATS[name]
    assert item.read(item.write(export()), Path(f"a{item.suffix}")).kind == name


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_module_and_its_own_suffix(name: str) -> None:
    item = FORMATS[name]
    assert item.writes or item.reads
    assert [other.name for other in FORMATS.values() if other.suffix == item.suffix] == [name]


def test_aliases_name_formats() -> None:
    assert set(ALIASES.values()) <= FORMATS.keys()
    assert not ALIASES.keys() & FORMATS.keys()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x --><xliff version="1.2"/>', "xliff12"),
        (b"<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.0'/>", "xliff20"),
        (b'<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"/>', "tmx"),
        ('<?xml version="1.0" encoding="UTF-16"?><tmx version="1.4"/>'.encode("utf-16"), "tmx"),
        (b'{"octavilla": "corrections", "version": 1}', "corrections"),
        (b'# x\nmsgid ""\nmsgstr ""\n', "po"),
        (b"Source\tTranslation\nA\tB\n", "csv"),
        (b"<!DOCTYPE html><html>", "page"),
        (b"<html>", "page"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=x", "page"),
        (b'Hi Ana!\n{"octavilla": "corrections"}\nBia', "corrections"),
    ],
)
def test_a_file_is_known_by_what_is_in_it(content: bytes, name: str) -> None:
    assert sniff(content, Path("attachment.bin")).name == name


@pytest.mark.parametrize(("file", "name"), [("a.po", "po"), ("a.CSV", "csv"), ("a.json", "corrections")])
def test_an_empty_file_is_what_its_name_says(file: str, name: str) -> None:
    assert sniff(b"", Path(file)).name == name


def zipped(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "file", "said"),
    [
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "Save it as .xlsx or .docx"),
        (b"{\\rtf1", "a.rtf", "save it as .docx"),
        (b"<svg/>", "a.svg", "begins with <svg>"),
        (b"hello", "a.txt", "no file that can be merged"),
        (b"", "a", "no file that can be merged"),
        (zipped("content.xml", "mimetype"), "a.ods", "save it as .xlsx"),
        (zipped("content.xml", "mimetype"), "a.odt", "save it as .docx"),
        (zipped("a.txt"), "a.zip", "neither .xlsx nor .docx"),
        (b"PK\x03\x04", "a.xlsx", "damaged"),
    ],
)
def test_another_file_is_refused_with_the_way_out(content: bytes, file: str, said: str) -> None:
    with pytest.raises(OctavillaError, match=said) as caught:
        sniff(content, Path(file))
    assert caught.value.format_message().startswith(file)
