"""Spreadsheets: one row a sentence, to correct in Excel, LibreOffice or Google Sheets.

Nothing is locked: a protected sheet cannot be sorted, and rows are known by their keys. Formulas are neither written
nor read: what looks like one goes out as text, and what comes back as one is left out with a notice.
"""

from __future__ import annotations

import datetime
import io
import re
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import OctavillaError
from pipeline.languages import language as language_facts
from pipeline.review.catalogue import State
from pipeline.review.exchange.model import Batch, Export, Row, writable
from pipeline.review.exchange.safezip import pack, part, repack, unpack
from pipeline.review.exchange.sheetnotes import comments_of
from pipeline.review.exchange.table import (
    EMPTY,
    LONGEST_CELL,
    Cell,
    Line,
    batch_of,
    has_headings,
    label,
    notes_of,
    read_label,
    state_of,
)
from pipeline.review.exchange.words import Column, Words, folded, name_labels, words_for

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

KIND = "xlsx"
COLUMNS: Mapping[Column, float] = {
    Column.NUMBER: 5, Column.WHERE: 12, Column.SOURCE: 46, Column.TRANSLATION: 52, Column.STATE: 16,
    Column.COMMENT: 26, Column.NOTES: 26, Column.KEY: 4,
}  # fmt: skip
"""In the order of the sheet, with their widths in characters."""
_LARGE = (Column.SOURCE, Column.TRANSLATION)
_INDENTED = (*_LARGE, Column.STATE)
"""Columns that would touch the text before them in print."""
FONT = "Arial"
"""On every machine, or replaced by one of the same widths."""
INK, GREY, RULE, ACCENT = "1A1A1A", "6B6B6B", "C9C4BC", "B3261E"
_FILLS = {"approved": "E3EFDD", "unfinished": "F6E7C8", "open": "FFFFFF"}
_FIRST_ROW = 2
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_MOST_COLUMNS = 200
_LAST_ROW = 1_048_576
_MOST_SHEETS = 20
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff](?=_x[0-9A-Fa-f]{4}_))_")
"""Control characters, and the first sign of what only looks like one: LibreOffice saves that without its guard."""
_FORMULA_SIGNS = ("=", "+", "-", "@")
_LEADING, _SMALL_LEADING, _PADDING, _TALLEST = 14.5, 12.0, 7.0, 400.0
"""Points: a line of 11 and of 9 points, the space of a row, and the tallest row that Excel has, nearly."""
_OWN_HEIGHT = re.compile(rb'(<row r="(?!1")[^>]*) customHeight="1"')
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Octavilla</dc:creator></cp:coreProperties>'
)


def write(export: Export) -> bytes:
    """Return the rows as a workbook: the table on the first sheet, how to use it on the second.

    Raises OctavillaError for a sentence longer than a cell can be.
    """
    from openpyxl import Workbook

    words = words_for(export.language)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _sheet_title(export)
    _head(sheet, export, words)
    for place, row in enumerate(export.rows, _FIRST_ROW):
        _row(sheet, place, row, words)
    _view(sheet, export, words)
    _instructions(book.create_sheet(words.instructions), export, words)
    stream = io.BytesIO()
    book.save(stream)
    # Heights are only a beginning: rows grow with what people write, as those do that nobody set.
    first = _OWN_HEIGHT.sub(rb"\1", part(stream.getvalue(), _FIRST_SHEET))
    return repack(stream.getvalue(), {"docProps/core.xml": _CORE.encode(), _FIRST_SHEET: first})


def read(content: bytes, path: Path) -> Batch:
    """Return what came back in a workbook, from the first sheet with the headings.

    Numbers and dates that the program made of words become words again; comments on cells count as comments.
    Raises OctavillaError with `path` for a file that `unpack` refuses, that is no workbook, or without the headings.
    """
    from openpyxl import load_workbook

    parts = unpack(content, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(pack(parts.items())), read_only=True, data_only=False, keep_links=False)
            sheets = [(sheet.title, _cells(sheet)) for sheet in book.worksheets[:_MOST_SHEETS]]
            tables = [(title, list(rows)) for title, rows in sheets]
    except OctavillaError as error:
        raise OctavillaError(error.message, path=path) from None
    except Exception as error:  # A library that meets a file made to break it may raise anything.
        message = "cannot be read as a workbook. Open it in LibreOffice or Excel and save it again as .xlsx."
        raise OctavillaError(message, path=path) from error
    chosen = next((index for index, (_, rows) in enumerate(tables) if _is_table(rows)), 0)
    rows = tables[chosen][1] if tables else []
    comma = _decimal_comma(rows)
    notes = comments_of(parts, chosen)
    lines = (_line(number, cells, notes.get(number, ""), comma) for number, cells in rows)
    return batch_of(lines, path, KIND, who=_name_in(tables))


def _sheet_title(export: Export) -> str:
    name = f"{language_facts(export.language).name} {export.slug}"
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip()


def _head(sheet: Worksheet, export: Export, words: Words) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for number, column in enumerate(COLUMNS, 1):
        text = label(export) if column is Column.KEY else words.columns[column]
        cell = _put(sheet, 1, number, text)
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=ACCENT if column is Column.TRANSLATION else INK)
        cell.alignment = Alignment(vertical="center", horizontal="left", indent=int(column in _INDENTED))
    sheet.row_dimensions[1].height = 22


def _row(sheet: Worksheet, place: int, row: Row, words: Words) -> None:
    texts = {
        Column.WHERE: words.roles.get(row.role, row.role), Column.SOURCE: row.source, Column.TRANSLATION: row.target,
        Column.STATE: state_of(row, words), Column.COMMENT: "", Column.NOTES: notes_of(row, words),
        Column.KEY: row.key,
    }  # fmt: skip
    for number, column in enumerate(COLUMNS, 1):
        cell = _put(sheet, place, number, row.number if column is Column.NUMBER else texts[column])
        if place > _FIRST_ROW:
            # To look a style up again for every cell would take most of the time.
            guard = cell.quotePrefix
            cell._style = copy(sheet.cell(_FIRST_ROW, number)._style)  # type: ignore[attr-defined, union-attr]
            cell.quotePrefix = guard
        else:
            _style(cell, column)
    sheet.row_dimensions[place].height = _height(texts)


def _style(cell: SheetCell, column: Column) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    quiet = column in (Column.NUMBER, Column.WHERE, Column.KEY)
    colour = ACCENT if column is Column.NOTES else GREY if quiet else INK
    large = column in _LARGE
    cell.font = Font(name=FONT, size=11 if large else 9, color=colour)
    cell.alignment = Alignment(
        vertical="top", wrap_text=column is not Column.KEY, horizontal="left", indent=int(column in _INDENTED)
    )
    cell.border = Border(bottom=Side(style="thin", color=RULE))
    if column is not Column.NUMBER:
        # As text: a number, a date or a formula that somebody types stays what was typed.
        cell.number_format = "@"


def _height(texts: Mapping[Column, str]) -> float:
    """Return the height of a row in points, so that its longest text shows: not every program finds it by itself."""
    large = max(_lines_of(texts[c], COLUMNS[c] * 1.08 - 2) for c in _LARGE)
    small = max(_lines_of(texts[c], COLUMNS[c] * 1.2) for c in (Column.WHERE, Column.STATE, Column.NOTES))
    return min(max(large * _LEADING, small * _SMALL_LEADING) + _PADDING, _TALLEST)


def _lines_of(text: str, columns: float) -> int:
    return sum(max(len(textwrap.wrap(line, max(int(columns), 1))), 1) for line in text.split("\n"))


def _put(sheet: Worksheet, row: int, column: int, value: str | int) -> SheetCell:
    from openpyxl.cell import Cell as SheetCell

    cell = sheet.cell(row, column)
    assert isinstance(cell, SheetCell)
    if isinstance(value, int):
        cell.value = value
        return cell
    text = _ESCAPED.sub("_x005F_", writable(value))
    if len(text) > LONGEST_CELL:
        message = f"a sentence is longer than a cell can be ({LONGEST_CELL} characters). Export it in another format."
        raise OctavillaError(message)
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_FORMULA_SIGNS)
    return cell


def _view(sheet: Worksheet, export: Export, words: Words) -> None:
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties

    letters = {column: get_column_letter(number) for number, column in enumerate(COLUMNS, 1)}
    last = max(len(export.rows) + 1, 2)
    for column, width in COLUMNS.items():
        sheet.column_dimensions[letters[column]].width = width
    sheet.column_dimensions[letters[Column.KEY]].hidden = True
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{letters[Column.KEY]}{last}"
    state = letters[Column.STATE]
    area = f"{state}2:{state}{last}"
    approved, unfinished = words.states[State.APPROVED], words.unfinished
    choice = DataValidation(
        type="list", formula1=f'"{approved},{unfinished}"', allow_blank=True, showErrorMessage=False
    )
    choice.add(area)
    sheet.add_data_validation(choice)
    for text, fill in ((approved, _FILLS["approved"]), (unfinished, _FILLS["unfinished"])):
        rule = Rule(
            type="expression",
            formula=[f'${state}2="{text}"'],
            dxf=DifferentialStyle(fill=PatternFill("solid", bgColor=fill), font=Font(bold=True, color=INK)),
        )
        sheet.conditional_formatting.add(area, rule)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{letters[Column.NOTES]}{last}"
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.4)
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    footer = sheet.oddFooter
    assert footer is not None and footer.left is not None and footer.right is not None
    footer.left.text = _no_codes(f"{export.slug} · {export.language}")
    footer.right.text = f"{words.page} &P / &N"
    sheet.sheet_view.zoomScale = 110


def _no_codes(text: str) -> str:
    return text.replace("&", "&&")


def _instructions(sheet: Worksheet, export: Export, words: Words) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 84
    sheet.sheet_view.showGridLines = False
    title = _put(sheet, 1, 1, words.instructions)
    title.font = Font(name=FONT, size=20, bold=True, color=ACCENT)
    sheet.row_dimensions[1].height = 34
    of = _put(sheet, 2, 1, f"{export.title} · {language_facts(export.language).name}")
    of.font = Font(name=FONT, size=11, color=GREY)
    _put(sheet, 4, 1, words.name).font = Font(name=FONT, size=11, bold=True, color=INK)
    field = _put(sheet, 4, 2, "")
    field.number_format = "@"
    field.font = Font(name=FONT, size=12, color=INK)
    field.fill = PatternFill("solid", fgColor="FBF6EA")
    field.border = Border(bottom=Side(style="medium", color=INK))
    sheet.row_dimensions[4].height = 24
    for number, step in enumerate(words.how_to, 1):
        place = number + 5
        count = _put(sheet, place, 1, number)
        count.font = Font(name=FONT, size=14, bold=True, color=ACCENT)
        count.alignment = Alignment(vertical="top", horizontal="right", indent=1)
        text = _put(sheet, place, 2, step)
        text.font = Font(name=FONT, size=11, color=INK)
        text.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[place].height = 34
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


Raw = tuple[int, tuple[Any, ...]]
"""The number of a row, and type and value of each of its cells."""


def _cells(sheet: Any) -> Iterator[Raw]:
    """Yield the rows of a sheet that hold anything."""
    if not hasattr(sheet, "iter_rows"):
        return
    sheet.reset_dimensions()
    last: object = None
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
        if number > _LAST_ROW:
            raise OctavillaError("has more rows than a sheet can have. Open it in LibreOffice and save it again.")
        if row is last:
            # For each of a million rows that are not there, openpyxl yields the same empty one.
            continue
        last = row
        cells = [(cell.data_type, cell.value) for cell in row]
        while cells and cells[-1][1] in (None, ""):
            cells.pop()
        if cells:
            yield number, tuple(cells)


def _is_table(rows: list[Raw]) -> bool:
    return any(has_headings(_line(number, cells, "", comma=False)) for number, cells in rows[:50])


def _line(number: int, cells: tuple[Any, ...], comment: str, comma: bool) -> Line:
    return Line(f"row {number}", tuple(_cell(kind, value, comma) for kind, value in cells), comment)


def _cell(kind: str, value: Any, comma: bool) -> Cell:
    """Return what a person sees in a cell, as far as that can be told."""
    if value is None:
        return EMPTY
    if kind == "f":
        return Cell("", "holds a formula, which is not read. Type the words themselves", readable=False)
    if kind == "e":
        return Cell("", f"holds an error ({str(value)[:20]}), which is not read. Type the words again", readable=False)
    if isinstance(value, str):
        return Cell(_WRITTEN.sub(lambda found: chr(int(found[1], 16)), value))
    if isinstance(value, bool):
        return Cell("", "holds a truth value in place of words, which is not read. Type them again", readable=False)
    if isinstance(value, int | float):
        text = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
        return Cell(text.replace(".", ",") if comma else text)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        problem = f"holds a date or time that the program made of words ({value}), which is not read. Type them again"
        return Cell("", problem, readable=False)
    return Cell("", "holds something that is no text, which is not read", readable=False)


def _decimal_comma(rows: list[Raw]) -> bool:
    """Tell whether numbers are written with a comma in the language of the sheet."""
    from pipeline.review.exchange.tabular import separator

    for _, cells in rows[:50]:
        for _, value in cells:
            code = read_label(value)[1] if isinstance(value, str) else None
            if code:
                try:
                    return separator(language_facts(code).locale) == ";"
                except OctavillaError:
                    return True
    return True


def _name_in(tables: list[tuple[str, list[Raw]]]) -> str:
    """Return the name that somebody wrote beside “Your name”."""
    labels = name_labels()
    for _, rows in tables:
        for _, cells in rows[:50]:
            for place, (_, value) in enumerate(cells[:-1]):
                if isinstance(value, str) and folded(value) in labels:
                    return next((str(v).strip() for _, v in cells[place + 1 :] if isinstance(v, str)), "")
    return ""
