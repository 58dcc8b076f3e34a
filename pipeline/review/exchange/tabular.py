"""CSV: a plain table that every spreadsheet opens; no cell of it can be taken for a formula.

UTF-8 with a byte order mark, by which Excel knows it; the separator is the one that Excel expects where the language is
spoken. A text that begins like a formula gets an apostrophe before it (OWASP, “CSV Injection”), taken off in reading.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from babel import Locale, UnknownLocaleError

from pipeline.errors import OctavillaError
from pipeline.review.exchange.model import Batch, Export, Notice, writable
from pipeline.review.exchange.table import Cell, Line, batch_of, has_headings, label, notes_of, state_of
from pipeline.review.exchange.words import Column, words_for

KIND = "csv"
COLUMNS = (
    Column.NUMBER, Column.WHERE, Column.SOURCE, Column.TRANSLATION, Column.STATE, Column.COMMENT, Column.NOTES,
    Column.KEY,
)  # fmt: skip
"""In the order of the sheet."""
LARGEST = 32 << 20
"""Bytes."""
_LOOKS_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n|%＝＋－＠]")
_LOOKED_AT = 60
"""Lines among which the headings must be."""
_SEPARATORS = (";", ",", "\t", "|")
_SEPARATOR_LINE = re.compile(r"\A\"?sep=(.)\"?\r?\n", re.IGNORECASE)
_WESTERN = "cp1252"
"""What Excel saves “CSV” in where the alphabet is Latin and nothing else is asked for."""
_OLD = ("mac_roman", "cp850")
"""What Excel on a Mac, and programs of old, take for “CSV”."""
_LETTER = r"[^\W\d_]"
_MISREAD = re.compile(
    rf"(?<={_LETTER})[†‹›¢£¤¥¦§¨©¬®±²³¶¸¹¼½¾÷×](?={_LETTER})|(?<={_LETTER})[‚„ˆ‰ƒ]|[ƒ‡](?={_LETTER})|(?<=[a-zß-ÿ])[ŽŸŒŠ]"
    r"|(?<=[csCS]i)—(?=n)"
)
"""What letters with an accent become when a file of another encoding is read as `_WESTERN`: no word has such signs."""


def write(export: Export) -> bytes:
    """Return the rows as a CSV file."""
    words = words_for(export.language)
    stream = io.StringIO(newline="")
    table = csv.writer(stream, delimiter=separator(export.locale), lineterminator="\r\n")
    table.writerow([words.columns[column] for column in COLUMNS[:-1]] + [label(export)])
    for row in export.rows:
        texts = (
            words.roles.get(row.role, row.role), row.source, row.target, state_of(row, words), "",
            notes_of(row, words), row.key,
        )  # fmt: skip
        table.writerow([str(row.number), *(guarded(writable(text)) for text in texts)])
    return codecs.BOM_UTF8 + stream.getvalue().encode("utf-8")


def read(content: bytes, path: Path) -> Batch:
    """Return what came back in a CSV file: separated by `;`, `,`, tabs or `|`, in UTF-8, UTF-16 or cp1252.

    Raises OctavillaError with `path` for a file without headings that can be told, in another encoding, or larger than
    `LARGEST`.
    """
    if len(content) > LARGEST:
        raise OctavillaError(f"is larger than {LARGEST >> 20} MB: no text is. Choose another file.", path=path)
    text = decoded(content, path)
    found = _SEPARATOR_LINE.match(text)
    lines = list(_lines(text[found.end() :], found[1]) if found else _lines(text, _separator(text)))
    if len(lines) < 3 or text.endswith(("\n", "\r")) or len(lines[-1].cells) >= len(lines[-2].cells):
        return batch_of(lines, path, KIND)
    # What the last row still has of a translation is not what somebody wrote.
    message = "the file ends in the middle of this row, which was left out: it was cut. Have it sent again"
    batch = batch_of(lines[:-1], path, KIND)
    return replace(batch, notices=(*batch.notices, Notice(place=lines[-1].place, message=message)))


def separator(locale: str) -> str:
    """Return what Excel separates columns with: a semicolon where the comma is in numbers."""
    try:
        symbols = Locale.parse(locale, sep="-").number_symbols
    except (UnknownLocaleError, ValueError):
        return ","
    return ";" if symbols.get("latn", symbols).get("decimal") == "," else ","


def guarded(text: str) -> str:
    """Return a text so that no program takes it for a formula.

    >>> guarded("=1+1"), unguarded(guarded("=1+1")), guarded("'tis")
    ("'=1+1", '=1+1', "'tis")
    """
    return f"'{text}" if _LOOKS_LIKE_A_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` made its text of."""
    return text[1:] if _GUARDED.match(text) else text


def decoded(content: bytes, path: Path) -> str:
    """Return the text of a table in the encoding that it is in; OctavillaError where that is none that can be told."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content[:400]:
        encodings = ("utf-16-le" if content[1:2] == b"\0" else "utf-16-be",)
    else:
        encodings = ("utf-8-sig", _WESTERN)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != _WESTERN or not _is_misread(content, text):
            return text
    message = "is in an encoding that cannot be told, an old one or a Mac’s. Open it again and save it as CSV UTF-8."
    raise OctavillaError(message, path=path)


def _is_misread(content: bytes, text: str) -> bool:
    """Tell whether a file that can be read as `_WESTERN` is in another encoding with one byte a letter."""
    if _MISREAD.search(text):
        return True
    if _known_separator(text) is not None:
        return False
    return any(_known_separator(content.decode(encoding, "replace")) is not None for encoding in _OLD)


def looks_like(content: bytes, path: Path) -> bool:
    """Tell whether a file is a table with headings that we know."""
    try:
        text = decoded(content, path)
    except OctavillaError:
        return False
    return _known_separator(_SEPARATOR_LINE.sub("", text)) is not None


def _separator(text: str) -> str:
    return _known_separator(text) or ","


def _known_separator(text: str) -> str | None:
    """Return the separator with which one of the first lines has the headings."""
    head = text[:20_000]
    for sign in _SEPARATORS:
        if any(has_headings(line) for line in islice(_lines(head, sign), _LOOKED_AT)):
            return sign
    return None


def _lines(text: str, sign: str) -> Iterator[Line]:
    csv.field_size_limit(LARGEST)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        for number, cells in enumerate(table, 1):
            yield Line(f"row {number}", tuple(Cell(unguarded(cell)) for cell in cells))
    except csv.Error:
        return
