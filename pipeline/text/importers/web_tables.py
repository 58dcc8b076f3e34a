"""Tell tables that hold data from those that only lay out a page, and read their cells."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING

from pipeline.text.importers.web_words import HEADINGS, tag, visible

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST_CELLS = 10_000
MOST_COLUMNS = 40


def is_data(table: Element, holds_blocks: Container[Element]) -> bool:
    """Tell whether a table holds data: rows of several short cells, no tables and hardly any blocks in them."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return False
    if any(tag(inside) == "table" for inside in table.iter() if inside is not table):
        return False
    own = [row for row in table.iter("tr") if _table_of(row) is table]
    cells = [[cell for cell in row if tag(cell) in ("td", "th")] for row in own]
    if len(cells) < 2 or max(map(len, cells), default=0) < 2 or sum(map(len, cells)) > MOST_CELLS:
        return False
    flat = [cell for row in cells for cell in row]
    if any(tag(inside) in HEADINGS for inside in table.iter()):
        return False
    if any(tag(inside) in ("th", "caption", "thead") for inside in table.iter()):
        return True
    long = sum(len(visible(cell).split()) > 60 for cell in flat)
    return long == 0 and sum(1 for row in cells if len(row) > 1) > len(cells) / 2


def _table_of(row: Element) -> Element | None:
    return next((above for above in row.iterancestors() if tag(above) == "table"), None)


def rows(table: Element) -> tuple[list[list[Element | None]], bool]:
    """Return the cells of a table row by row, and whether the first row is its heading.

    A cell that spans several columns stands in the first, one that spans several rows in the upper one: no word twice.
    """
    found: list[list[Element | None]] = []
    reserved: dict[tuple[int, int], bool] = {}
    for at, row in enumerate(el for el in table.iter("tr") if _table_of(el) is table):
        line: list[Element | None] = []
        for cell in row:
            if tag(cell) not in ("td", "th"):
                continue
            while reserved.get((at, len(line))):
                line.append(None)
            down, across = _span(cell, "rowspan", 1000), _span(cell, "colspan", MOST_COLUMNS)
            for below in range(1, min(down, 200)):
                for column in range(across):
                    reserved[(at + below, len(line) + column)] = True
            line += [cell, *([None] * (across - 1))]
        found.append(line[:MOST_COLUMNS] if not any(line[MOST_COLUMNS:]) else line)
    filled = [line for line in found if any(cell is not None and visible(cell) for cell in line)]
    first = [cell for cell in (filled[0] if filled else []) if cell is not None]
    head = bool(first) and (
        all(tag(cell) == "th" or not visible(cell) for cell in first)
        or any(tag(above) == "thead" for above in first[0].iterancestors())
        or all(_bold(cell) for cell in first if visible(cell))
    )
    return filled, head


def _bold(cell: Element) -> bool:
    strong = " ".join(visible(el) for el in cell.iter("b", "strong"))
    return bool(strong) and strong.split() == visible(cell).split()


def _span(cell: Element, name: str, most: int) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), most)) if re.fullmatch(r"\d{1,6}", value) else 1
