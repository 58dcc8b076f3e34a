"""Write the items of a PDF as lists: nested by where they stand, numbers as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.text.importers import composing
from pipeline.text.importers.pdf_blocks import Block, Joiner

_STEP = 0.7
"""Letter sizes by which an item stands further right than the one that it belongs to."""
_LONELY = re.compile(r"[-–—*o]|\(?\w+[.)]")
"""Marks that are a list only where several stand together: a single `3.` is a date or a clause."""


def listed(group: Sequence[Block], joiner: Joiner, calls: Mapping[tuple[int, str], str]) -> Iterator[tuple[str, int]]:
    """Yield neighbouring items as lists, and the page of each; a number that does not count on begins another list."""
    at = 0
    while at < len(group):
        edge = _inset(group[at]) + _STEP * group[at].size
        last: dict[bool, int] = {False: _number(group[at])}
        end = at + 1
        while end < len(group):
            inner, number = _inset(group[end]) > edge, _number(group[end])
            if not _goes_on(last.get(inner), number):
                break
            last[inner] = number
            if not inner:
                last.pop(True, None)
            end += 1
        part = group[at:end]
        if len(part) == 1 and _LONELY.fullmatch(part[0].mark):
            yield composing.inline(joiner.runs(part[0].lines, notes=here(calls, part[0]))), part[0].page
        else:
            yield _written(part, joiner, calls), part[0].page
        at = end


def _goes_on(last: int | None, number: int) -> bool:
    """Tell whether an item belongs to the list of the one before it in its column (None: there is none)."""
    if last is None:
        return number <= 1
    return number == (last + 1 if last else 0)


def _written(part: Sequence[Block], joiner: Joiner, calls: Mapping[tuple[int, str], str]) -> str:
    """Return items as a list; those that stand further right belong to the one before them."""
    edge = _inset(part[0])
    items: list[list[str]] = []
    at = 0
    while at < len(part):
        one = part[at]
        inner = at + 1
        while inner < len(part) and _inset(part[inner]) > edge + _STEP * one.size:
            inner += 1
        # Markdown does not count in letters: they stay in the item's words.
        mark = "" if re.search(r"[A-Za-z][.)]", one.mark) else one.mark
        item = [composing.inline(joiner.runs(one.lines, drop=mark, notes=here(calls, one)))]
        items.append([*item, _written(part[at + 1 : inner], joiner, calls)] if inner > at + 1 else item)
        at = inner
    number = _number(part[0])
    return composing.listed(items, ordered=bool(re.search(r"\d", part[0].mark)), start=number or 1)


def here(calls: Mapping[tuple[int, str], str], block: Block) -> dict[str, str]:
    """Return the labels of the notes that the pages of a block have, by their marks; else those at the end."""
    pages = {line.page for line in block.lines}
    found = {mark: label for (page, mark), label in calls.items() if page == 0}  # notes at the document's end
    found.update({mark: label for (page, mark), label in calls.items() if page in pages})
    return found


def _number(block: Block) -> int:
    """Return the number before an item; 0 of a bullet or a letter."""
    found = re.search(r"\d+", block.mark)
    return int(found[0]) if found else 0


def _inset(block: Block) -> float:
    """Return how far an item stands from the edge of its column."""
    return block.lines[0].left - block.lines[0].bounds[0]
