"""What was handed out: a table by text, format and language, as CSV that people fill in with a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from pipeline.errors import OctavillaError

HEADINGS = ("text", "format", "language", "printed", "handed out", "left")
MOST = 10_000_000
LARGEST = 5_000_000
"""Bytes of such a table: one of all events ever is far smaller."""
_NUMBER = re.compile(r"\d{1,3}(?:[ .,\u00a0\u202f]\d{3})*|\d+")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""
_HANDED = re.compile(r"(?P<code>[^:=]+):(?P<format>[^:=]+):(?P<slug>[^:=]+)=(?P<count>\d{1,8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one leaflet in one language."""

    slug: str
    format: str
    code: str
    printed: int = 0
    handed: int = 0
    left: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about."""
        return self.slug, self.format, self.code


def write(rows: Iterable[Row], *, blank: bool = False) -> bytes:
    """Return rows as CSV with a byte order mark, as spreadsheets want it; with `blank`, what was handed out is open."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for row in rows:
        counts = (row.printed, "", "") if blank else (row.printed, row.handed, row.left)
        writer.writerow([*(_safe(cell) for cell in row.key), *counts])
    return out.getvalue().encode("utf-8-sig")


def read(data: bytes, path: Path) -> tuple[Row, ...]:
    """Return the rows of a table; those with nothing in them about what was handed out or is left are passed over.

    Separated by commas, semicolons or tabs, as the spreadsheet wants; columns in any order. Where one of what was
    handed out and what is left is open, it follows from the other and what was printed. Raises OctavillaError, with
    file and line, for anything else.
    """
    if len(data) > LARGEST:
        raise OctavillaError(f"is larger than {LARGEST:,} bytes. Is it the right file?", path=path)
    try:
        # A spreadsheet that took the byte order mark for letters writes these.
        text = data.decode("utf-8-sig").removeprefix("ï»¿")
    except UnicodeDecodeError as error:
        raise OctavillaError("is no UTF-8 text. Save it again as CSV with the encoding UTF-8.", path=path) from error
    if "\0" in text:
        raise OctavillaError("is no text. Save the table as CSV.", path=path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    columns: dict[str, int] = {}
    rows: dict[tuple[str, str, str], tuple[Row, int]] = {}
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _columns(cells, path, reader.line_num)
                continue
            row = _row(cells, columns, path, reader.line_num)
            if row is None:
                continue
            if row.key in rows:
                message = f"{' · '.join(row.key)} stands here twice; the other is in line {rows[row.key][1]}. Keep one."
                raise OctavillaError(message, path=path, line=reader.line_num)
            rows[row.key] = (row, reader.line_num)
    except csv.Error as error:
        message = f"is no table: {error}. Save it as CSV again."
        raise OctavillaError(message, path=path, line=reader.line_num) from error
    if not columns:
        raise OctavillaError(f"is empty. Its first line must be: {','.join(HEADINGS)}", path=path)
    return tuple(row for row, _ in rows.values())


def check(rows: Sequence[Row], known: Sequence[Row], path: Path | None = None) -> None:
    """Raise OctavillaError for rows on what was not printed for the event; `known` is what was."""
    keys = {row.key for row in known}
    for row in rows:
        if row.key not in keys:
            names = "; ".join(":".join((code, format, slug)) for slug, format, code in sorted(keys))
            message = f"{row.code}:{row.format}:{row.slug} is not in this event. There are: {names}."
            raise OctavillaError(message, path=path)


def merged(old: Sequence[Row], new: Sequence[Row]) -> tuple[Row, ...]:
    """Return old rows with new ones in their place, and the others after them, sorted by text, format, language."""
    found = {row.key: row for row in (*old, *new)}
    return tuple(found[key] for key in sorted(found))


def handed(value: str, known: Sequence[Row]) -> Row:
    """Return the row that an option like `es:tri-fold:damp-and-mould=120` says.

    Raises OctavillaError where it does not read like that, is about what was not printed, or about more than was.
    """
    found = _HANDED.fullmatch(value.strip())
    if not found:
        raise OctavillaError(
            f"“{value}” does not read like es:tri-fold:damp-and-mould=120 (language:format:text=number)."
        )
    row = Row(slug=found["slug"], format=found["format"], code=found["code"])
    check([row], known)
    printed = next(each.printed for each in known if each.key == row.key)
    count = int(found["count"])
    if count > printed:
        raise OctavillaError(f"“{value}”: {count} handed out are more than the {printed} printed. Correct the number.")
    return counted(replace(row, printed=printed), count, None)


def counted(row: Row, handed: int | None, left: int | None) -> Row:
    """Return a row with what was handed out and what is left; one of them follows from the other where it is open."""
    if handed is None:
        handed = max(row.printed - (left or 0), 0)
    if left is None:
        left = max(row.printed - handed, 0)
    return replace(row, handed=handed, left=left)


def _columns(cells: Sequence[str], path: Path, line: int) -> dict[str, int]:
    names = [cell.strip().casefold().replace("_", " ") for cell in cells]
    for name in HEADINGS:
        if names.count(name) != 1:
            what = "has no column" if name not in names else "has more than one column"
            message = f"{what} “{name}”. The first line must be: {','.join(HEADINGS)}"
            raise OctavillaError(message, path=path, line=line)
    return {name: names.index(name) for name in HEADINGS}


def _row(cells: Sequence[str], columns: dict[str, int], path: Path, line: int) -> Row | None:
    def cell(name: str) -> str:
        return cells[columns[name]].strip() if columns[name] < len(cells) else ""

    def count(name: str) -> int | None:
        value = cell(name)
        if not value:
            return None
        if not _NUMBER.fullmatch(value) or (number := int(re.sub(r"\D", "", value))) > MOST:
            raise OctavillaError(f"“{name}” is “{value[:40]}”. Write a whole number.", path=path, line=line)
        return number

    names = [_plain(cell(name)) for name in HEADINGS[:3]]
    for name, value in zip(HEADINGS[:3], names, strict=True):
        if not value:
            raise OctavillaError(f"“{name}” is empty. Write which one it is.", path=path, line=line)
    printed, given, left = (count(name) for name in HEADINGS[3:])
    if given is None and left is None:
        return None
    row = counted(Row(slug=names[0], format=names[1], code=names[2], printed=printed or 0), given, left)
    if printed is not None and row.handed + row.left > printed:
        message = (
            f"{row.handed} handed out and {row.left} left are more than the {printed} printed. Correct one of them."
        )
        raise OctavillaError(message, path=path, line=line)
    return row


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_DANGEROUS) else cell
