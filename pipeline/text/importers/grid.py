"""Write tables of word processors and web pages as pipe tables: merged cells, several paragraphs, no heading row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.text.importers.inline import STRONG, Sign, Signs, markdown

Node = Mapping[str, Any]
_ALIGN = {"AlignLeft": ":---", "AlignRight": "---:", "AlignCenter": ":---:"}
MOST_CELLS = 20_000
"""Of one table: merged cells count for each place they fill."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it holds, and how many rows and columns it fills."""

    blocks: Sequence[Node]
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, those of its heading apart."""

    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    aligns: tuple[str, ...] = ()

    @property
    def body_and_head(self) -> tuple[tuple[Cell, ...], ...]:
        """All rows in reading order."""
        return self.head + self.body


def rows(content: Sequence[Any]) -> Rows:
    """Return the rows of a table of pandoc's tree (its `c`)."""
    head = _rows(content[3][1])
    body = [row for part in content[4] for row in (*_rows(part[2]), *_rows(part[3]))]
    body += _rows(content[5][1])
    aligns = tuple(_ALIGN.get(column[0]["t"], "---") for column in content[2])
    return Rows(tuple(head), tuple(body), aligns)


def is_layout(table: Rows) -> bool:
    """Tell whether a table only places blocks: a frame around a text, or columns with headings, tables, pictures."""
    cells = [cell for row in table.body_and_head for cell in row]
    filled = [cell for cell in cells if cell.blocks]
    if len(filled) <= 1 or all(len(row) <= 1 for row in table.body_and_head):
        return True
    held = [name for cell in filled for name in _names(cell.blocks)]
    if "Header" in held or "CodeBlock" in held:
        return True
    if "Table" in held and (len(table.body_and_head) == 1 or len(filled) <= 4):
        return True
    if any(_is_picture(cell.blocks) for cell in filled):
        return True
    longest = max(sum(name in ("Para", "Plain") for name in _names(cell.blocks)) for cell in filled)
    return longest > 6 or (len(table.body_and_head) == 1 and longest > 2)


def write(table: Rows, inside: Callable[[Sequence[Node]], Signs]) -> str:
    """Return a pipe table; `inside` gives what a cell holds. A merged cell stands in the first place it fills.

    Columns and rows without a word are left out. A first row all in bold is the heading row where the table names
    none; else that stays empty.
    """
    head = _spread(table.head, inside)
    body = _spread(table.body, inside)
    width = max((len(row) for row in head + body), default=0)
    every = [row + [[]] * (width - len(row)) for row in head + body]
    kept = [column for column in range(width) if any(_said(row[column]) for row in every)]
    if not kept:
        return ""
    lines = [[row[column] for column in kept] for row in every]
    heads = [row for row in lines[: len(head)] if any(map(_said, row))]
    bodies = [row for row in lines[len(head) :] if any(map(_said, row))]
    if not heads and len(bodies) > 1 and all(_is_bold(cell) for cell in bodies[0]):
        heads, bodies = bodies[:1], bodies[1:]
    if not heads:
        heads = [[[] for _ in kept]]
    # Markdown has one heading row: further ones are rows.
    aligns = [table.aligns[column] if column < len(table.aligns) else "---" for column in kept]
    first = [_plain_bold(cell) for cell in heads[0]]
    return "\n".join([_line(first), "| " + " | ".join(aligns) + " |", *map(_line, [*heads[1:], *bodies])])


def _rows(found: Iterable[Any]) -> list[tuple[Cell, ...]]:
    return [tuple(Cell(cell[4], int(cell[3]), int(cell[2])) for cell in row[1]) for row in found]


def _names(blocks: Iterable[Node]) -> list[str]:
    names: list[str] = []
    for block in blocks:
        if block["t"] == "Div":
            names += _names(block["c"][1])
        else:
            names.append(block["t"])
            if block["t"] in ("BulletList", "OrderedList"):
                items = block["c"] if block["t"] == "BulletList" else block["c"][1]
                names += [name for item in items for name in _names(item) if name in ("Table", "Header", "CodeBlock")]
    return names


def _is_picture(blocks: Sequence[Node]) -> bool:
    """Tell whether a cell holds a picture together with words, or a figure."""
    for block in blocks:
        if block["t"] == "Figure":
            return True
        if block["t"] == "Div" and _is_picture(block["c"][1]):
            return True
        if block["t"] in ("Para", "Plain") and any(inline["t"] == "Image" for inline in block["c"]):
            return True
    return False


def _spread(found: Sequence[Sequence[Cell]], inside: Callable[[Sequence[Node]], Signs]) -> list[list[Signs]]:
    """Return the rows with empty cells in the places that a merged cell fills beside its first."""
    taken: dict[tuple[int, int], bool] = {}
    spread: list[list[Signs]] = []
    for number, row in enumerate(found):
        line: list[Signs] = []
        for cell in row:
            while taken.get((number, len(line))):
                line.append([])
            start = len(line)
            across = max(1, min(cell.across, MOST_CELLS))
            down = max(1, min(cell.down, len(found) - number, MOST_CELLS // across or 1))
            line += [inside(cell.blocks), *([] for _ in range(across - 1))]
            if len(taken) < MOST_CELLS:
                taken |= {(number + y, start + x): True for y in range(1, down) for x in range(across)}
        while taken.get((number, len(line))):
            line.append([])
        spread.append(line)
    return spread


def _said(cell: Signs) -> bool:
    return any(not sign.blank for sign in cell)


def _is_bold(cell: Signs) -> bool:
    return _said(cell) and all(sign.style & STRONG or sign.blank for sign in cell)


def _plain_bold(cell: Signs) -> Signs:
    """A heading cell is bold of itself."""
    return [replace(sign, style=sign.style & ~STRONG) for sign in cell] if _is_bold(cell) else cell


def _line(cells: Iterable[Sequence[Sign]]) -> str:
    shown = [markdown(cell, joint=" / ").replace("|", "\\|") for cell in cells]
    return "| " + " | ".join(shown) + " |"
