"""Tables of Word files as people left them: tracked changes accepted, merged and split cells told, comments found.

Element names are those of WordprocessingML (ECMA-376, part 1, chapter 17).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from pipeline.review.exchange.table import EMPTY, Cell
from pipeline.review.exchange.words import folded

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOTE_STYLE = "octavillanote"
"""What the style of our own remarks in a cell is called, folded: they are no part of its text."""
TRACKED = "holds tracked changes, taken as accepted"
_MERGED = "is merged with another cell, which is not read. Split it"
_WIDEST = 60
_SKIPPED = frozenset(
    W + name
    for name in (
        "del", "moveFrom", "rPr", "pPr", "sdtPr", "tcPr", "trPr", "tblPr", "tblGrid", "drawing", "pict", "object",
        "instrText", "delText", "footnoteReference", "endnoteReference", "commentReference",
    )
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}  # fmt: skip
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011", W + "softHyphen": "\u00ad"}
_CHANGES = tuple(W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_NOBODY = frozenset(
    ("author", "autor", "unknown", "unknownauthor", "autordesconocido", "desconocido", "desconhecido", "user",
     "usuario", "windowsuser", "usuariodewindows", "usuariodowindows", "microsoftofficeuser", "octavilla", "pythondocx")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordRow:
    """One row of a table: its cells, one for each column of the grid, and the comments in it by their identifiers."""

    cells: tuple[Cell, ...]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordComment:
    """What somebody wrote beside the text."""

    author: str
    text: str


def rows_of(document: bytes) -> Iterator[tuple[WordRow, ...]]:
    """Yield the rows of each table of `word/document.xml`, rows that were deleted with tracked changes left out."""
    body = fromstring(document).find(f"{W}body")
    for table in () if body is None else _tables(body):
        yield tuple(_row(row) for row in _inside(table, "tr") if not _is_deleted(row))


def paragraphs_of(document: bytes) -> Iterator[str]:
    """Yield the text of each paragraph outside tables."""
    body = fromstring(document).find(f"{W}body")
    for paragraph in () if body is None else _inside(body, "p"):
        yield _text(paragraph)


def comments_of(content: bytes) -> dict[str, WordComment]:
    """Return the comments of `word/comments.xml` by their identifiers."""
    found = {}
    for element in fromstring(content).iter(f"{W}comment"):
        text = "\n".join(part for part in (_text(p).strip() for p in element.iter(f"{W}p")) if part)
        found[element.get(f"{W}id", "")] = WordComment(_author(element), text)
    return found


def authors_of(document: bytes, comments: Mapping[str, WordComment]) -> frozenset[str]:
    """Return the names of those who changed or commented something, as far as they are names."""
    changes = (e for e in fromstring(document).iter() if e.tag in _CHANGES)
    names = {*(_author(element) for element in changes), *(comment.author for comment in comments.values())}
    return frozenset(name for name in names if name and folded(name) not in _NOBODY)


def _author(element: Element) -> str:
    return " ".join(element.get(f"{W}author", "").split())


def _tables(body: Element) -> Iterator[Element]:
    return _inside(body, "tbl")


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Yield the children of this name, those in content controls and marked as inserted too."""
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
            yield from _inside(child, name)


def _is_deleted(row: Element) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and properties.find(f"{W}del") is not None


def _row(row: Element) -> WordRow:
    cells: list[Cell] = []
    before = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    cells.extend([EMPTY] * min(before, _WIDEST))
    for element in _inside(row, "tc"):
        span = _number(element.find(f"{W}tcPr/{W}gridSpan"), 1)
        cells.append(_cell(element))
        cells.extend([Cell("", _MERGED, readable=False)] * (min(span, _WIDEST) - 1))
        if len(cells) > _WIDEST:
            break
    comments = (e.get(f"{W}id", "") for e in row.iter(f"{W}commentReference"))
    return WordRow(tuple(cells), tuple(dict.fromkeys(comments)))


def _cell(element: Element) -> Cell:
    merged = element.find(f"{W}tcPr/{W}vMerge")
    if merged is not None and merged.get(f"{W}val", "continue") == "continue":
        return Cell("", _MERGED, readable=False)
    text = ""
    joint = ""
    for paragraph in element.iter(f"{W}p"):
        if _style(paragraph) == NOTE_STYLE:
            continue
        text += joint + _text(paragraph)
        # The end of a paragraph may itself be deleted with tracked changes.
        joint = "" if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None else "\n"
    changed = any(part.tag in _CHANGES for part in element.iter())
    return Cell(text.strip("\n"), TRACKED if changed else "")


def _style(paragraph: Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else folded(style.get(f"{W}val", ""))


def _text(element: Element) -> str:
    """Return the text inside an element, what was deleted left out."""
    parts: list[str] = []
    for child in element:
        if child.tag == f"{W}t":
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag == f"{W}p":
            continue
        elif child.tag not in _SKIPPED:
            parts.append(_text(child))
    return "".join(parts)


def _number(element: Element | None, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else default
