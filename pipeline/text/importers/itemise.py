"""Find the marks of list items in plain text, and write items that belong together as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.text.importers import escape

DEEPEST = 4
"""Lists inside one another below the outermost; Markdown's reader looks into twenty blocks and no more."""
_STRONG = "•●▪◦‣⁃∙■□▶►➢➤✓✔\uf0b7\uf0a7\uf0d8\uf076"
"""Marks that are nothing else."""
_WEAK = "-–—*+·o"
"""Marks that may be something else: only several of one kind are a list."""
_BULLET = re.compile(rf"(?P<sign>[{re.escape(_STRONG)}])\s*(?=\S)|(?P<weak>[{re.escape(_WEAK)}])\s+(?=\S)")
_NUMBER = re.compile(r"(?P<open>\(?)(?P<value>[0-9]{1,3}|[A-Za-z]|[ivx]{1,5})(?P<close>[.)])\s+(?=\S)")
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before an item: `kind` is the sign, or one of `1`, `a`, `A`, `i` with the signs around it."""

    kind: str
    value: int
    """Of a number or letter; 0 of a bullet."""
    source: str
    """As it stands in the input, without the spaces behind it."""

    @property
    def is_bullet(self) -> bool:
        """Whether it does not count."""
        return self.value == 0

    @property
    def is_strong(self) -> bool:
        """Whether it is nothing but the mark of an item."""
        return self.kind in _STRONG

    @property
    def is_number(self) -> bool:
        """Whether it counts in figures, as Markdown does."""
        return "1" in self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item: its mark, the column of that, and its paragraphs."""

    mark: Mark
    indent: int
    texts: tuple[str, ...]
    line: int = 0
    page: int = 0


@dataclass(slots=True)
class _Node:
    item: Item
    children: list[_Node] = field(default_factory=list)


def mark_of(text: str) -> tuple[Mark, str] | None:
    """Return the mark at the beginning of a line, and the rest of the line; None where there is none.

    Whether it is one is known only from its neighbours: see `is_list`.
    """
    if found := _BULLET.match(text):
        sign = found["sign"] or found["weak"]
        return Mark(sign, 0, sign), text[found.end() :]
    if found := _NUMBER.match(text):
        value, close = found["value"], found["close"]
        if found["open"] and close != ")":
            return None
        source = f"{found['open']}{value}{close}"
        if value.isdigit():
            return Mark(f"{found['open']}1{close}", int(value), source), text[found.end() :]
        if len(value) > 1 or value in "ivx":
            return Mark(f"{found['open']}i{close}", _roman(value), source), text[found.end() :]
        sort = "a" if value.islower() else "A"
        return Mark(f"{found['open']}{sort}{close}", ord(value.casefold()) - ord("a") + 1, source), text[found.end() :]
    return None


def as_letters(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the marks with `i`, `v` and `x` as letters where `h`, `u` or `w` stand before them."""
    done: list[Mark] = []
    known: set[tuple[str, int]] = set()
    for mark in marks:
        letter = mark.source.strip("().")
        if "i" in mark.kind and len(letter) == 1:
            kind, value = mark.kind.replace("i", "a"), ord(letter) - ord("a") + 1
            if (kind, value - 1) in known:
                mark = Mark(kind, value, mark.source)
        done.append(mark)
        known.add((mark.kind, mark.value))
    return tuple(done)


def valid(marks: Sequence[Mark]) -> tuple[bool, ...]:
    """Tell for neighbouring marks which of them are those of a list: several of one kind that count, or strong ones."""
    kinds: dict[str, list[int]] = {}
    for place, mark in enumerate(marks):
        kinds.setdefault(mark.kind, []).append(place)
    good = [False] * len(marks)
    for places in kinds.values():
        first = marks[places[0]]
        if first.is_strong or (first.is_bullet and len(places) > 1):
            for place in places:
                good[place] = True
        elif not first.is_bullet:
            for series in _series(marks, places):
                for place in series:
                    good[place] = True
    return tuple(good)


def _series(marks: Sequence[Mark], places: Sequence[int]) -> Iterator[list[int]]:
    """Yield the stretches of at least two marks that count up by one; a nested list begins again."""
    series: list[int] = []
    for place in places:
        if series and marks[place].value != marks[series[-1]].value + 1:
            if len(series) > 1:
                yield series
            series = []
        series.append(place)
    if len(series) > 1 and (marks[series[0]].is_number or marks[series[0]].value == 1):
        yield series


def lists(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield the lists that neighbouring items make: another kind of mark at the outermost begins another one."""
    gathered: list[Item] = []
    outermost: Mark | None = None
    for node in _nested(items):
        if gathered and outermost and node.item.mark.kind != outermost.kind:
            yield gathered
            gathered = []
        outermost = node.item.mark
        gathered += _flat(node)
    if gathered:
        yield gathered


def _flat(node: _Node) -> Iterator[Item]:
    yield node.item
    for child in node.children:
        yield from _flat(child)


def markdown(items: Sequence[Item]) -> str:
    """Return items as a Markdown list, nested by their indentation, and where that is equal by their kinds of mark.

    Numbers stay; letters and Roman numerals, which Markdown does not count in, stand in the item's words.
    """
    return "\n".join(_written(_nested(items), ""))


def plain(items: Sequence[Item]) -> str:
    """Return the words of items, a line a paragraph, without bullets and numbers."""
    return "\n".join(text for item in items for text in _texts(item))


def _texts(item: Item) -> tuple[str, ...]:
    if item.mark.is_bullet or item.mark.is_number:
        return item.texts
    return (f"{item.mark.source} {item.texts[0]}", *item.texts[1:])


def _nested(items: Sequence[Item]) -> list[_Node]:
    roots: list[_Node] = []
    stack: list[_Node] = []
    last = {item.mark.kind: place for place, item in enumerate(items) if item.mark.value != 1}
    for place, item in enumerate(items):
        node = _Node(item)
        while stack and not _is_inside(item, stack, returns=last.get(stack[-1].item.mark.kind, -1) > place):
            stack.pop()
        # What is set in deeper than people nest lists stays at the deepest.
        del stack[DEEPEST:]
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return roots


def _is_inside(item: Item, stack: Sequence[_Node], *, returns: bool) -> bool:
    """Tell whether an item is inside the last one of a stack; `returns` says that the mark of that one comes back."""
    outer = stack[-1].item
    if item.indent > outer.indent + 1:
        return True
    if item.indent < outer.indent - 1 or item.mark.kind == outer.mark.kind:
        return False
    # In one column, another mark is a list inside where the first one comes back after it.
    if any(each.item.mark.kind == item.mark.kind and abs(each.item.indent - item.indent) <= 1 for each in stack):
        return False
    return returns


def _written(nodes: Sequence[_Node], margin: str) -> Iterator[str]:
    for node in nodes:
        item = node.item
        mark = f"{item.mark.value}{item.mark.kind[-1]} " if item.mark.is_number else "- "
        inside = margin + " " * len(mark)
        for place, text in enumerate(_texts(item)):
            if place:
                yield ""
            yield escape.prefixed(escape.markdown(text), inside if place else margin + mark, inside)
        if node.children and node.children[0].item.mark.value > 1:
            yield ""  # a list that begins with another number than 1 cannot follow a line of text
        yield from _written(node.children, inside)


def _roman(text: str) -> int:
    values = [_ROMAN[sign] for sign in text]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))
