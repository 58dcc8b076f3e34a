"""Put into pandoc's tree of an RTF document what signs stand for in it: styles, pictures, notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.text.importers import nodes
from pipeline.text.importers.nodes import Node

STYLE, PICTURE, PICTURE_END = 0xE000, "\ue0f0", "\ue0f1"
"""Signs of the private range that stand at the beginning of a paragraph with a style, and around a picture's number."""
ITEM = "\ue0f5"
"""Before level and number of an item of a list (-1: a bullet), an `x` between them; `END` comes after."""
NOTE, NOTES, END = "\ue0f2", "\ue0f3", "\ue0f4"
"""Signs around the number of a note: where it is called, and above its words at the end."""
FAR, FAR_END = 0xE200, 0xEFFF
"""Signs that stand for signs beyond the first 65,536 of Unicode."""
STYLES = ("", "heading 1", "heading 2", "heading 3", "heading 4", "heading 5", "heading 6", "title", "subtitle",
          "author", "date", "quotations", "caption", "preformatted text")  # fmt: skip
"""The styles that matter; `STYLE` and the place here make the sign."""
MARKS = re.compile("[\ue000-\ue0ef]")
_SIGNED = re.compile(f"(?P<sort>[{PICTURE}{NOTE}])(?P<number>\\d+)[{PICTURE_END}{END}]")
_ITEM = re.compile(f"{ITEM}(\\d)x(-?\\d+){END}")
_NOTES_OF = re.compile(f"{NOTES}(\\d+){END}")
_INLINE = frozenset({"Str", "Space", "SoftBreak", "LineBreak", "Emph", "Strong", "Strikeout", "Superscript",
                     "Subscript", "Underline", "SmallCaps", "Link", "Span", "Note", "Code", "Image",
                     "Quoted"})  # fmt: skip


def settled(blocks: list[Node], alts: Mapping[str, str]) -> list[Node]:
    """Return the blocks without signs; `alts` describes pictures by their numbers."""
    flow: list[Node] = []
    notes: dict[str, list[Node]] = {}
    goal = flow
    for block in blocks:
        number = _NOTES_OF.search(_first(block.get("c"))) if block["t"] in ("Para", "Plain") else None
        if number:
            goal = notes.setdefault(number[1], [])
        else:
            goal.append(block)
    settler = _Settler(alts, notes)
    return settler.blocks(flow)


def translated(value: Any, signs: Mapping[int, str]) -> Any:
    """Return a node with signs put back that stood for others."""
    if not signs:
        return value
    if isinstance(value, str):
        return value.translate(signs)
    if isinstance(value, list):
        return [translated(one, signs) for one in value]
    return {key: translated(one, signs) for key, one in value.items()} if isinstance(value, dict) else value


def _lists(items: list[tuple[int, int, Node]]) -> list[Node]:
    """Return items (level, number, paragraph) as lists inside each other; a bullet has the number -1."""
    found: list[Node] = []
    at = 0
    while at < len(items):
        level, number, _ = items[at]
        whole: list[list[Node]] = []
        while (
            at < len(items) and items[at][0] >= level and (items[at][0] > level or (items[at][1] < 0) == (number < 0))
        ):
            inner = at + 1
            while inner < len(items) and items[inner][0] > level:
                inner += 1
            whole.append([items[at][2], *_lists(items[at + 1 : inner])])
            at = inner
        found.append(nodes.listed(whole, None if number < 0 else number))
    return found


class _Settler:
    def __init__(self, alts: Mapping[str, str], notes: Mapping[str, list[Node]]) -> None:
        self.alts = alts
        self.notes = notes
        self.open: set[str] = set()
        """Notes that are being read: none can hold itself."""

    def blocks(self, blocks: list[Node]) -> list[Node]:
        """Return blocks; paragraphs that are items of lists are lists."""
        found: list[Node] = []
        items: list[tuple[int, int, Node]] = []
        for block in blocks:
            first = _first(block.get("c")) if block["t"] in ("Para", "Plain") else ""
            if item := _ITEM.match(first):
                items.append((int(item[1]), int(item[2]), self.block(block)))
                continue
            found += _lists(items)
            items = []
            found.append(self.block(block))
        return [*found, *_lists(items)]

    def block(self, block: Node) -> Node:
        content = block.get("c")
        if block["t"] in ("Para", "Plain") and isinstance(content, list):
            sign = next(iter(MARKS.findall(_first(content))), "")
            style = STYLES[ord(sign) - STYLE] if sign and ord(sign) - STYLE < len(STYLES) else ""
            inline = self.inlines(content)
            if style.startswith("heading"):
                return nodes.heading(int(style[-1]), inline)
            if style:
                return nodes.styled([{"t": "Para", "c": _unmarked(inline)}], style)
            return {**block, "c": inline}
        return {key: self.each(value) for key, value in block.items()}

    def each(self, value: Any) -> Any:
        if isinstance(value, list):
            inline = bool(value) and isinstance(value[0], dict) and value[0].get("t") in _INLINE
            if value and isinstance(value[0], dict) and value[0].get("t") in ("Para", "Plain"):
                return self.blocks(value)
            return self.inlines(value) if inline else [self.each(one) for one in value]
        return self.block(value) if isinstance(value, dict) and "t" in value else value

    def inlines(self, inlines: list[Node]) -> list[Node]:
        found: list[Node] = []
        for node in _whole(inlines):
            content = node.get("c")
            if node["t"] == "Str":
                found += self.words(_ITEM.sub("", MARKS.sub("", node["c"])))
            elif isinstance(content, list) and content and isinstance(content[0], dict):
                found.append({**node, "c": self.each(content)})
            elif isinstance(content, list):
                found.append({**node, "c": [self.each(part) for part in content]})
            else:
                found.append(node)
        return found

    def words(self, words: str) -> list[Node]:
        found: list[Node] = []
        at = 0
        for sign in _SIGNED.finditer(words):
            if at < sign.start():
                found.append({"t": "Str", "c": words[at : sign.start()]})
            at, number = sign.end(), sign["number"]
            if sign["sort"] == PICTURE:
                found.append(nodes.image(f"rtf-{number}", self.alts.get(number, "")))
            elif number in self.notes and number not in self.open:
                self.open.add(number)
                found.append(nodes.note(self.blocks(self.notes[number])))
                self.open.discard(number)
        return [*found, {"t": "Str", "c": words[at:]}] if at < len(words) else found


def _whole(inlines: list[Node]) -> list[Node]:
    """Return inlines with neighbouring words as one: a sign and its number may stand apart."""
    found: list[Node] = []
    for node in inlines:
        if found and node.get("t") == "Str" == found[-1].get("t"):
            found[-1] = {"t": "Str", "c": found[-1]["c"] + node["c"]}
        else:
            found.append(node)
    return found


def _first(inlines: Any) -> str:
    """Return the first words below nodes."""
    if isinstance(inlines, list):
        words = _whole(inlines) if inlines and isinstance(inlines[0], dict) else inlines
        return next((found for one in words if (found := _first(one))), "")
    if isinstance(inlines, dict):
        return str(inlines["c"]) if inlines.get("t") == "Str" else _first(inlines.get("c"))
    return ""


def _unmarked(inlines: list[Node]) -> list[Node]:
    """Return the inlines of a title or quotation out of the marks that are the look of its style."""
    while len(inlines) == 1 and inlines[0]["t"] in ("Strong", "Emph"):
        inlines = inlines[0]["c"]
    return inlines
