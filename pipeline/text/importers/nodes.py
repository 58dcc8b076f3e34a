"""Make nodes of pandoc's tree, for readers that need no pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

Node = dict[str, Any]
_WORDS = re.compile(r"([ \t\n\r]+)")


def text(words: str) -> list[Node]:
    """Return a run of words; spaces are nodes of their own."""
    return [{"t": "Space"} if part.isspace() and part[0] in " \t\n\r" else {"t": "Str", "c": part}
            for part in _WORDS.split(words) if part]  # fmt: skip


def marked(inlines: list[Node], marks: Iterable[str]) -> list[Node]:
    """Return inlines inside marks (`Strong`, `Emph`, `Strikeout`, `Superscript`, `Subscript`), the first outermost."""
    for mark in reversed(list(marks)):
        inlines = [{"t": mark, "c": inlines}]
    return inlines


def link(inlines: list[Node], address: str) -> Node:
    """Return a link."""
    return {"t": "Link", "c": [["", [], []], inlines, [address, ""]]}


def image(source: str, alt: str = "") -> Node:
    """Return a picture."""
    return {"t": "Image", "c": [["", [], []], text(alt), [source, ""]]}


def note(blocks: list[Node]) -> Node:
    """Return a footnote."""
    return {"t": "Note", "c": blocks}


def styled(blocks: list[Node], name: str) -> Node:
    """Return blocks with the name of their style."""
    return {"t": "Div", "c": [["", [], [["custom-style", name]]], blocks]}


def heading(level: int, inlines: list[Node]) -> Node:
    """Return a heading."""
    return {"t": "Header", "c": [level, ["", [], []], inlines]}


def listed(items: list[list[Node]], start: int | None) -> Node:
    """Return a list; `start` is None where it has bullets."""
    if start is None:
        return {"t": "BulletList", "c": items}
    return {"t": "OrderedList", "c": [[start, {"t": "Decimal"}, {"t": "Period"}], items]}


def cell(blocks: list[Node], across: int = 1, down: int = 1) -> list[Any]:
    """Return a cell that fills so many columns and rows."""
    return [["", [], []], {"t": "AlignDefault"}, down, across, blocks]


def table(head: Sequence[list[Any]], body: Sequence[list[Any]], caption: Sequence[Node] = ()) -> Node:
    """Return a table; `head` and `body` are rows of cells."""

    def rows(found: Sequence[list[Any]]) -> list[Any]:
        return [[["", [], []], cells] for cells in found]

    empty: list[Any] = ["", [], []]
    return {"t": "Table", "c": [empty, [None, list(caption)], [], [empty, rows(head)],
                                [[empty, 0, [], rows(body)]], [empty, []]]}  # fmt: skip
