"""Make tables of the columns that people line up with the tab key in a Word file."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.text.importers.docx_styles import TYPED
from pipeline.text.importers.ooxml import W, drop, make, text_of, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_CELL = 80
"""Signs: what is longer is a sentence with a tab in it."""
_FEWEST_ROWS = 2
_FEWEST_OF_TWO = 3
"""Of two columns more rows are asked for, as a single tab may be anything."""
_OTHER = re.compile(r"toc |toc|table of|index|heading|title|subtitle|caption|list ")


def tables(root: _Element, names: dict[str, str]) -> None:
    """Change, in place, paragraphs that follow each other and have equally many tabs into rows of a table.

    `names` are the names of styles by their ids. Lists, headings, tables of contents and turns of an interview
    (`Name:⇥words`) stay, and so do lines with parts as long as sentences.
    """
    parents = {paragraph.getparent(): None for paragraph in root.iter(f"{W}p") if _columns(paragraph, names) > 1}
    for parent in parents:
        if parent is None:
            continue
        for columns, group in groupby(list(parent), key=lambda child: _columns(child, names)):
            rows = list(group)
            if columns > 1 and len(rows) >= (_FEWEST_OF_TWO if columns == 2 else _FEWEST_ROWS):
                _replace(parent, rows, columns)


def _columns(element: _Element, names: dict[str, str]) -> int:
    """Return how many columns the tabs of a paragraph make; 0 of what is no row."""
    if element.tag != f"{W}p" or element.find(f"{W}pPr/{W}numPr") is not None or not list(_tabs(element)):
        return 0
    style = value(element, "pPr/pStyle") or ""
    if _OTHER.match(names.get(style, style.lower())):
        return 0
    if any(True for _ in element.iter(f"{W}br", f"{W}cr", f"{W}drawing", f"{W}pict")):
        return 0
    texts = [text_of(cell) for cell in _split(element)]
    first = texts[0] if texts else ""
    if TYPED.match(f"{first} ") or first.endswith(":") or max(map(len, texts), default=0) > _LONGEST_CELL:
        return 0
    return len(texts) if all(texts) else 0


def _tabs(element: _Element) -> list[_Element]:
    """Return the tabs that are typed; those of `pPr/tabs` only say where columns are."""
    return [tab for tab in element.iter(f"{W}tab") if tab.getparent() is not None and tab.getparent().tag == f"{W}r"]


def _split(paragraph: _Element) -> list[_Element]:
    """Return a paragraph for each stretch between tabs; several tabs in a row are one, those at the ends none."""
    cells = []
    for place in range(len(_tabs(paragraph)) + 1):
        cell = deepcopy(paragraph)
        at = 0
        for node in list(cell.iter()):
            parent = node.getparent()
            if parent is None or parent.tag != f"{W}r" or node.tag == f"{W}rPr":
                continue
            is_tab = node.tag == f"{W}tab"
            if is_tab or at != place:
                drop(node)
            at += is_tab
        if text_of(cell):
            cells.append(cell)
    return cells


def _replace(parent: _Element, rows: list[_Element], columns: int) -> None:
    table, grid = make("tbl"), make("tblGrid")
    table.append(make("tblPr"))
    table.append(grid)
    for _ in range(columns):
        grid.append(make("gridCol", w="2000"))
    for paragraph in rows:
        row = make("tr")
        for inside in _split(paragraph):
            cell = make("tc")
            cell.append(inside)
            row.append(cell)
        table.append(row)
    parent.insert(parent.index(rows[0]), table)
    for paragraph in rows:
        parent.remove(paragraph)
