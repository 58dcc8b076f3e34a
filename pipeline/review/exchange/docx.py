"""Word files for paper and pen, or to correct in: a row a sentence, source on the left, translation on the right.

Each row has its key as hidden text beside the number; where a program loses it, the sentence itself tells.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import OctavillaError
from pipeline.languages import language as language_facts
from pipeline.review.catalogue import State
from pipeline.review.exchange.model import Batch, Export, Key, Row, writable
from pipeline.review.exchange.safezip import repack, unpack
from pipeline.review.exchange.table import Cell, Line, batch_of, has_headings, label, read_label
from pipeline.review.exchange.words import Column, Words, folded, name_labels, words_for
from pipeline.review.exchange.wordtable import WordRow, authors_of, comments_of, paragraphs_of, rows_of
from pipeline.review.exchange.xmltext import escaped

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

KIND = "docx"
COLUMNS = {Column.NUMBER: 1.9, Column.SOURCE: 7.0, Column.TRANSLATION: 7.4, Column.TICK: 1.1}
"""In the order of the sheet, with their widths in centimetres: together the text block of an A4 page."""
SANS, SERIF = "Arial", "Times New Roman"
INK, GREY, RULE, ACCENT = "1A1A1A", "6B6B6B", "A9A49C", "B3261E"
TICKED, OPEN = "☒", "☐"
NOTE = "Octavilla Note"
_MAIN = "word/document.xml"
_COMMENTS = "word/comments.xml"
_LINE = "_" * 36
_TWIPS = 567
"""Of a centimetre: the unit of lengths in Word files, a twentieth of a point."""
_LOWEST = 1.25
"""Centimetres: the height of a row at least."""
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_PARTS = re.compile(r"([\n\t])")
_SIGNS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_PROGRAM = "docProps/app.xml"
_GUARD = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")
_LABEL = re.compile(r"octavilla [\w-]+ \S+")
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>Octavilla</dc:creator>'
    "<dc:language>{language}</dc:language></cp:coreProperties>"
)


def write(export: Export) -> bytes:
    """Return the rows as a Word file on A4, its first row repeated on every page."""
    import docx

    words = words_for(export.language)
    document = docx.Document()
    _page(document, export, words)
    _opening(document, export, words)
    _table(document, export, words)
    stream = io.BytesIO()
    document.save(stream)
    core = _CORE.format(title=escaped(export.title), language=export.locale)
    return repack(stream.getvalue(), {"docProps/core.xml": core.encode()})


def read(content: bytes, path: Path) -> Batch:
    """Return what came back in a Word file: the rows of all its tables.

    Tracked changes count as accepted, comments on a row as comments. Raises OctavillaError with `path` for a file
    that `unpack` refuses, or that has no such table.
    """
    parts = unpack(content, path)
    document = parts.get(_MAIN)
    if document is None:
        raise OctavillaError("is no Word file. Save it as .docx.", path=path)
    comments = comments_of(parts[_COMMENTS]) if _COMMENTS in parts else {}
    authors = authors_of(document, comments)
    who = _name(document) or (next(iter(authors)) if len(authors) == 1 else "")
    rows = [row for table in rows_of(document) for row in table]
    guarded = b"LibreOffice" in parts.get(_PROGRAM, b"")
    lines = []
    for number, row in enumerate(rows, 1):
        said = (comments[key] for key in row.comments if key in comments)
        texts = (c.text if c.author in ("", who) else f"{c.author}: {c.text}" for c in said)
        lines.append(_line(_unguarded(row) if guarded else row, number, "\n".join(texts)))
    return batch_of(_with_headings(lines), path, KIND, who=who)


def _unguarded(row: WordRow) -> WordRow:
    """Return a row as it was before LibreOffice put a guard before what looks like the number of a character."""
    return replace(row, cells=tuple(replace(cell, text=_GUARD.sub("_", cell.text)) for cell in row.cells))


def _line(row: WordRow, number: int, comment: str) -> Line:
    """Return a row with its key, wherever in it that stands, as its last cell."""
    whole = " ".join(cell.text for cell in row.cells)
    key = Key.parse(whole)
    name = _LABEL.search(whole) if key is None and has_headings(Line("", (*row.cells, Cell("octavilla")))) else None
    if key is None and name is None:
        return Line(f"row {number}", row.cells, comment)
    hidden = str(key) if key else name[0] if name else ""
    cells = tuple(Cell(cell.text.replace(hidden, "").strip(), cell.problem, cell.readable) for cell in row.cells)
    place = next((cell.text for cell in cells[:1] if cell.text.split("\n")[0].strip().isdigit()), "")
    shown = place.split("\n")[0].strip() or str(number)
    return Line(f"row {shown}", (*cells, Cell(hidden)), comment)


def _with_headings(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines, with headings as we write them before them where nobody left any."""
    if any(has_headings(line) for line in lines):
        width = max(len(line.cells) for line in lines)
        for line in lines:
            if has_headings(line) and read_label(line.cells[-1].text)[0] is None:
                padded = (*line.cells, *[Cell("")] * (width - len(line.cells) - 1), Cell("octavilla"))
                yield Line(line.place, padded if len(line.cells) < width else line.cells)
            else:
                yield line
        return
    if any(Key.parse(line.cells[-1].text) for line in lines if line.cells):
        names = words_for("en").columns
        yield Line("row 0", tuple(Cell(names[column]) for column in (*COLUMNS, Column.KEY)))
    yield from lines


def _name(document: bytes) -> str:
    """Return what somebody wrote behind “Your name:”."""
    labels = name_labels()
    for text in paragraphs_of(document):
        head, colon, tail = text.partition(":")
        if colon and folded(head) in labels:
            return " ".join(tail.replace("_", " ").split())
    return ""


def _page(document: Document, export: Export, words: Words) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.6), Cm(1.8)
    section.header_distance = section.footer_distance = Cm(0.9)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = SERIF, Pt(11)
    normal.paragraph_format.space_after = Pt(0)
    note = document.styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = normal
    note.font.name, note.font.size, note.font.color.rgb = SANS, Pt(7.5), RGBColor.from_string(ACCENT)
    note.paragraph_format.space_before = Pt(3)
    footer = section.footer.paragraphs[0]
    footer.style = normal
    footer.paragraph_format.tab_stops.add_tab_stop(Cm(sum(COLUMNS.values())), _right())
    name = language_facts(export.language).name
    _run(footer, f"{export.title} · {name}\t{words.page} ", SANS, 8, GREY)
    _field(footer, "PAGE")
    _run(footer, " / ", SANS, 8, GREY)
    _field(footer, "NUMPAGES")


def _right() -> Any:
    from docx.enum.text import WD_TAB_ALIGNMENT

    return WD_TAB_ALIGNMENT.RIGHT


def _opening(document: Document, export: Export, words: Words) -> None:
    from docx.shared import Pt

    facts = language_facts(export.language)
    title = document.add_paragraph()
    title.paragraph_format.keep_with_next = True
    _run(title, export.title, SANS, 22, INK, bold=True, language=export.source_language)
    below = document.add_paragraph()
    _run(below, facts.name, SANS, 13, ACCENT, bold=True, language=export.locale)
    _border(below, bottom=ACCENT)
    how = document.add_paragraph()
    how.paragraph_format.space_before = Pt(8)
    _run(how, words.paper, SERIF, 11, INK, language=export.locale)
    name = document.add_paragraph()
    name.paragraph_format.space_before = Pt(12)
    name.paragraph_format.space_after = Pt(12)
    _run(name, f"{words.name}: ", SANS, 10, INK, bold=True, language=export.locale)
    _run(name, _LINE, SANS, 10, GREY)


def _table(document: Document, export: Export, words: Words) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=len(COLUMNS))
    table.autofit = False
    _cell_margins(table)
    for column, width in zip(table.columns, COLUMNS.values(), strict=True):
        column.width = Cm(width)
    head = table.rows[0]
    _row_property(head, "w:cantSplit")
    _row_property(head, "w:tblHeader")
    for cell, (column, width) in zip(head.cells, COLUMNS.items(), strict=True):
        cell.width = Cm(width)
        _shade(cell, ACCENT if column is Column.TRANSLATION else INK)
        _run(cell.paragraphs[0], words.columns[column], SANS, 8.5, "FFFFFF", bold=True, language=export.locale)
    head.cells[0].paragraphs[0]._p.append(parse_xml(_hidden(label(export)).replace("<w:r>", f"<w:r {_SPACES}>", 1)))
    # Rows are parsed one by one: python-docx itself would count all cells again for each.
    for row in export.rows:
        table._tbl.append(parse_xml(_row(row, export, words)))


def _row(row: Row, export: Export, words: Words) -> str:
    """Return the row of a sentence as WordprocessingML."""
    role = words.roles.get(row.role, row.role)
    number = _paragraph(_piece(str(row.number), SANS, 9, INK, bold=True) + _hidden(row.key))
    if role:
        number += _note(_piece(role, SANS, 6.5, GREY, language=export.locale))
    source = _paragraph(_piece(row.source, SERIF, 10.5, INK, language=export.source_language))
    for text in _remarks(row, words):
        source += _note(_piece(text, SANS, 7.5, ACCENT, language=export.locale))
    # Room for a pen between the lines.
    room = '<w:spacing w:after="100" w:line="360" w:lineRule="auto"/>'
    target = _paragraph(_piece(row.target, SERIF, 11.5, INK, language=export.locale), room)
    tick = _paragraph(_box(row.state is State.APPROVED), '<w:jc w:val="center"/>')
    line = f'<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tcBorders>'
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{round(width * _TWIPS)}" w:type="dxa"/>{line}</w:tcPr>{content}</w:tc>'
        for width, content in zip(COLUMNS.values(), (number, source, target, tick), strict=True)
    )
    height = round(_LOWEST * _TWIPS)
    return (
        f'<w:tr {_SPACES}><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>'
    )


def _paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>" if properties else f"<w:p>{content}</w:p>"


def _note(content: str) -> str:
    return _paragraph(content, f'<w:pStyle w:val="{NOTE.replace(" ", "")}"/>')


def _piece(
    text: str, font: str, size: float, colour: str, *, bold: bool = False, hidden: bool = False, language: str = ""
) -> str:
    """Return a run of text in one look; `size` is in points."""
    look = "".join(
        (
            f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>',
            "<w:b/>" if bold else "",
            "<w:noProof/><w:vanish/>" if hidden else "",
            f'<w:color w:val="{colour}"/><w:sz w:val="{round(size * 2)}"/>',
            f'<w:lang w:val="{escaped(language)}"/>' if language else "",
        )
    )
    parts = (
        _SIGNS.get(part) or f'<w:t xml:space="preserve">{escaped(part)}</w:t>'
        for part in _PARTS.split(writable(text))
        if part
    )
    return f"<w:r><w:rPr>{look}</w:rPr>{''.join(parts)}</w:r>"


def _remarks(row: Row, words: Words) -> Iterator[str]:
    if row.state is State.STALE:
        yield f"{words.states[State.STALE]}. {words.before}: {row.previous}"
    yield from row.doubts
    yield from row.comment.split("\n") if row.comment else ()


def _run(
    paragraph: Paragraph, text: str, font: str, size: float, colour: str, *, bold: bool = False, language: str = ""
) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(writable(text))
    run.font.name, run.font.size, run.font.bold = font, Pt(size), bold or None
    run.font.color.rgb = RGBColor.from_string(colour)
    if language:
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), language)
        run._r.get_or_add_rPr().append(spoken)
    return run


def _hidden(text: str) -> str:
    return _piece(f" {text}", SANS, 1, "FFFFFF", hidden=True)


def _box(ticked: bool) -> str:
    """Return a box that a click ticks in Word and LibreOffice, and a pen on paper."""
    font = (
        '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/><w:sz w:val="30"/>'
    )
    return (
        f"<w:sdt><w:sdtPr><w:rPr>{font}</w:rPr><w14:checkbox>"
        f'<w14:checked w14:val="{int(ticked)}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        f'<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent>'
        f"<w:r><w:rPr>{font}</w:rPr><w:t>{TICKED if ticked else OPEN}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def _field(paragraph: Paragraph, name: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:rPr><w:rFonts w:ascii="{SANS}" w:hAnsi="{SANS}"/>'
            f'<w:color w:val="{GREY}"/><w:sz w:val="16"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )


def _row_property(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _cell_margins(table: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 70), ("left", 80), ("bottom", 70), ("right", 120))
    )
    table._tbl.tblPr.append(parse_xml(f'<w:tblInd {nsdecls("w")} w:w="80" w:type="dxa"/>'))
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))


def _shade(cell: _Cell, colour: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def _border(paragraph: Paragraph, *, bottom: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = f'<w:bottom w:val="single" w:sz="18" w:space="4" w:color="{bottom}"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>"))
