"""The formats of exchange, by name, and which of them a file is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.review.exchange.model import Batch, Export
from pipeline.review.exchange.safezip import names
from pipeline.review.exchange.tabular import looks_like

_ROOM = "pipeline.review.exchange"
_HEAD = 64 << 10
"""Bytes that are looked at."""
_COMMENTS = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?! html)[^<>\[]*>", re.DOTALL)
_MARKUP = re.compile(r"\A\s*<(?:!DOCTYPE\s+)?(?:[\w-]+:)?(?P<name>[\w-]+)", re.IGNORECASE)
_VERSION_2 = re.compile(r"<(?:[\w-]+:)?xliff\b[^>]*\bversion\s*=\s*[\"']2", re.IGNORECASE)
_CORRECTIONS = re.compile(r'"octavilla"\s*:\s*"corrections"')
_ARCHIVE = re.compile(r"(?:From|MIME-Version|Content-Type): [^<]*(?:<[^<]*)?multipart/related", re.IGNORECASE)
"""How a web page begins that a phone saved with all that belongs to it (MHTML)."""
_PO = re.compile(r'(?m)^(?:#~ )?msgid[ \t]+"')
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "is a file of an old office program, or protected by a password. Save it as .xlsx or .docx.",
    b"%PDF": "is a PDF, which cannot be merged. Merge the file that it was made from.",
    b"{\\rtf": "is an RTF file. Open it in Word or LibreOffice and save it as .docx.",
}
"""How files begin that people send by mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format; its module (which is imported when it is needed) holds `write(export)` and `read(content, path)`."""

    name: str
    suffix: str
    """Of the files, with its dot."""
    title: str
    """What it is for, English."""
    module: str
    writes: bool = True
    reads: bool = True

    def write(self, export: Export) -> bytes:
        """Return the file: the same export gives the same bytes."""
        content: bytes = import_module(f"{_ROOM}.{self.module}").write(export)
        return content

    def read(self, content: bytes, path: Path) -> Batch:
        """Return what came back; `path` is for messages. Raises OctavillaError with path and place."""
        batch: Batch = import_module(f"{_ROOM}.{self.module}").read(content, path)
        return batch


FORMATS: Mapping[str, Format] = {
    item.name: item
    for item in (
        Format(name="xlsx", suffix=".xlsx", title="spreadsheet: Excel, LibreOffice, Google", module="xlsx"),
        Format(name="csv", suffix=".csv", title="plain table", module="tabular"),
        Format(name="docx", suffix=".docx", title="two columns for paper and pen: Word, LibreOffice", module="docx"),
        Format(name="page", suffix=".html", title="a page to edit offline, on a phone too", module="page"),
        Format(name="corrections", suffix=".json", title="what the page saves", module="corrections", writes=False),
        Format(name="xliff12", suffix=".xlf", title="XLIFF 1.2: OmegaT, Virtaal, CAT tools", module="xliff12"),
        Format(name="xliff20", suffix=".xliff", title="XLIFF 2.0: newer CAT tools", module="xliff20"),
        Format(name="tmx", suffix=".tmx", title="translation memory", module="tmx_exchange"),
        Format(name="po", suffix=".po", title="gettext: Poedit, Weblate, Lokalize", module="po_exchange"),
    )
}
ALIASES = {"xliff": "xliff12", "tsv": "csv", "html": "page", "json": "corrections"}
"""Other names for formats, as people type them."""


def sniff(content: bytes, path: Path) -> Format:
    """Return the format of a file: by what is in it, then by its name.

    Raises OctavillaError for one that is none of them, with the way out; nothing is unpacked or executed for it.
    """
    head = content[:_HEAD]
    if head.startswith(b"PK"):
        return FORMATS[_office(content, path)]
    for start, message in _OTHERS.items():
        if head.startswith(start):
            raise OctavillaError(message, path=path)
    text = _text(head).lstrip()
    if found := _MARKUP.search(_COMMENTS.sub("", text)):
        return _marked_up(found["name"].lower(), text, path)
    if _ARCHIVE.match(text):
        return FORMATS["page"]
    if _CORRECTIONS.search(text):
        # Also inside a message that somebody pasted them into.
        return FORMATS["corrections"]
    if _PO.search(text):
        return FORMATS["po"]
    if looks_like(content, path) or path.suffix.lower() in (".csv", ".tsv", ".tab"):
        return FORMATS["csv"]
    suffix = path.suffix.lower()
    known = next((item for item in FORMATS.values() if item.reads and item.suffix == suffix), None)
    if known is not None:
        return known
    expected = ", ".join(item.suffix for item in FORMATS.values() if item.reads)
    raise OctavillaError(f"is no file that can be merged. Those are {expected}.", path=path)


def _office(content: bytes, path: Path) -> str:
    parts = names(content, path)
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "word/document.xml" in parts:
        return "docx"
    kinds = {".ods": "xlsx", ".odt": "docx", ".numbers": "xlsx", ".pages": "docx", ".xlsb": "xlsx"}
    wanted = kinds.get(path.suffix.lower())
    if wanted is not None:
        raise OctavillaError(f"is another program’s file. Open it there and save it as .{wanted}.", path=path)
    raise OctavillaError(
        "is a packed file that is neither .xlsx nor .docx. Unpack it, and merge what is in it.", path=path
    )


def _marked_up(root: str, text: str, path: Path) -> Format:
    match root:
        case "xliff":
            return FORMATS["xliff20" if _VERSION_2.search(text) else "xliff12"]
        case "tmx":
            return FORMATS["tmx"]
        case "html":
            return FORMATS["page"]
    raise OctavillaError(f"begins with <{root}>: it is no file that can be merged. Choose another one.", path=path)


def _text(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
