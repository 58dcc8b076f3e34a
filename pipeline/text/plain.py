"""Inline Markdown as people read it, with the way back: which character of the Markdown each one is."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.common.utils import normalizeReference

from pipeline.text.marks import marks

OBJECT = "\ufffc"
"""Stands for a picture and for code."""
References = tuple[tuple[str, tuple[str, str]], ...]
_SIGNS = re.compile(r"[*_~`\[\]<>\\&!]|  \n")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LABEL = re.compile(r"\]\[([^\[\]]{1,200})\]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without its marks. `places` has for each character its place in `markdown`, and one more for the end.

    Footnote references are left out, pictures and code are one U+FFFC each, a line break is a line feed; escaped
    signs and entities (`&amp;`) are what they stand for.
    """

    markdown: str
    text: str
    places: range | tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the Markdown, without the marks around it."""
        if start >= end:
            return (self.places[start], self.places[start])
        last = self.places[end - 1]
        after = self.places[end]
        if self.markdown[last] == "&" and (entity := _ENTITY.match(self.markdown, last)):
            return self.places[start], entity.end()
        width = 1 if self.text[end - 1] != OBJECT else after - last
        return self.places[start], last + width

    def replaced(self, start: int, end: int, new: str) -> str:
        """Return the Markdown with `new` in place of `text[start:end]`; marks inside that stretch stay after it."""
        kept = _kept(self, start, end)
        first, last = self.span(start, end)
        return self.markdown[:first] + new + kept + self.markdown[last:]


@lru_cache(maxsize=8192)
def plain(markdown: str, references: References = ()) -> Plain:
    """Return what people read of `markdown`; `references` resolves links written as `[words][label]`."""
    if not _SIGNS.search(markdown):
        return Plain(markdown, markdown, range(len(markdown) + 1))
    shown: list[str | None] = list(markdown)
    found = marks(markdown, dict(references))
    literal = {mark.start + 1 for mark in found if mark.kind == "escape"}
    for entity in _ENTITY.finditer(markdown):
        meant = html.unescape(entity[0])
        if len(meant) == 1 and entity.start() not in literal:
            shown[entity.start()] = meant
            _drop(shown, entity.start() + 1, entity.end())
    for mark in found:
        match mark.kind:
            case "image" | "code":
                shown[mark.start] = OBJECT
                _drop(shown, mark.start + 1, mark.end)
            case "break":
                # Two spaces before it are part of the break.
                _drop(shown, len(markdown[: mark.start].rstrip(" ")), mark.start)
                shown[mark.start] = "\n"
                _drop(shown, mark.start + 1, mark.end)
            case "footnote":
                _drop(shown, mark.start, mark.end)
            case "escape":
                shown[mark.start] = None
            case "autolink":
                shown[mark.start] = shown[mark.end - 1] = None
            case _:
                _drop(shown, mark.start, mark.inner_start)
                _drop(shown, mark.inner_end, mark.end)
    places = tuple(at for at, sign in enumerate(shown) if sign is not None)
    return Plain(markdown, "".join(sign for sign in shown if sign is not None), (*places, len(markdown)))


def labels(markdown: str) -> References:
    """Return the labels of links written as `[words][label]`, each with an address that only says that it is known.

    For a sentence whose text, with the definitions, is not at hand.
    """
    found = dict.fromkeys(normalizeReference(label) for label in _LABEL.findall(markdown))
    return tuple((label, ("#", "")) for label in found)


def _drop(shown: list[str | None], start: int, end: int) -> None:
    shown[start:end] = [None] * (end - start)


def _kept(text: Plain, start: int, end: int) -> str:
    """Return the marks that stand between the first and the last character of a stretch."""
    parts = []
    for at in range(start, end - 1):
        _, after = text.span(at, at + 1)
        parts.append(text.markdown[after : text.places[at + 1]])
    return "".join(parts)
