"""What the styles of an OpenDocument text say: emphasis, hidden text, the names of paragraph styles, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
STYLE, TEXT, TABLE, DRAW = (f"{{{_NS}{name}:1.0}}" for name in ("style", "text", "table", "drawing"))
FO, SVG = (f"{{{_NS}{name}-compatible:1.0}}" for name in ("xsl-fo", "svg"))
OFFICE = f"{{{_NS}office:1.0}}"


@dataclass(frozen=True)
class Styles:
    """The styles of a document, automatic ones and those with names."""

    roots: tuple[_Element, ...]

    @cached_property
    def _every(self) -> dict[tuple[str, str], _Element]:
        return {
            (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")): style
            for root in self.roots
            for style in root.iter(f"{STYLE}style")
        }

    @cached_property
    def _lists(self) -> dict[str, _Element]:
        return {style.get(f"{STYLE}name", ""): style for root in self.roots for style in root.iter(f"{TEXT}list-style")}

    def line(self, family: str, name: str) -> Iterator[_Element]:
        """Yield a style and those it is made from."""
        seen: set[str] = set()
        while (family, name) in self._every and name not in seen:
            seen.add(name)
            yield (style := self._every[family, name])
            name = style.get(f"{STYLE}parent-style-name", "")

    def name(self, name: str) -> str:
        """Return the name of a paragraph's style, in lower case; of an automatic style that of what it is made from."""
        for style in self.line("paragraph", name):
            shown = style.get(f"{STYLE}display-name") or _decoded(style.get(f"{STYLE}name", ""))
            parent = style.getparent()
            if parent is None or not parent.tag.endswith("automatic-styles"):
                return shown.lower()
        return _decoded(name).lower()

    def names(self, name: str) -> tuple[str, ...]:
        """Return the names of a paragraph's style and of those it is made from, in lower case."""
        found = [name, *(style.get(f"{STYLE}parent-style-name", "") for style in self.line("paragraph", name))]
        shown = {style.get(f"{STYLE}name", ""): style.get(f"{STYLE}display-name") for style in
                 self.line("paragraph", name)}  # fmt: skip
        return tuple((shown.get(one) or _decoded(one)).lower() for one in found if one) or ("",)

    def outline(self, name: str) -> int:
        """Return the level of heading that a paragraph's style says; 0 for none."""
        for style in self.line("paragraph", name):
            level = style.get(f"{STYLE}default-outline-level")
            if level is not None:
                return int(level) if level.isdecimal() else 0
        return 0

    def marks(self, family: str, name: str) -> tuple[str, ...]:
        """Return the marks of a style, as pandoc names them; `Hidden` for text that is not shown."""
        said = {"Strong": None, "Emph": None, "Strikeout": None, "Hidden": None, "Raised": None, "Under": None}
        found: dict[str, str] = {}
        for style in self.line(family, name):
            shown = (style.get(f"{STYLE}name") or "").lower()
            if shown in ("strong_20_emphasis", "strong"):
                found.setdefault("Strong", "Strong")
            if shown in ("emphasis",):
                found.setdefault("Emph", "Emph")
            for properties in style.findall(f"{STYLE}text-properties"):
                for mark, value in _said(properties):
                    found.setdefault(mark, value)
        return tuple(found[mark] for mark in said if found.get(mark))

    def is_ordered(self, name: str, level: int) -> bool:
        """Tell whether a list of this style has numbers at a level, from 1."""
        for style in self._lists.get(name, ()):
            if style.get(f"{TEXT}level") == str(level):
                return bool(style.tag == f"{TEXT}list-level-style-number" and style.get(f"{STYLE}num-format"))
        return False


def _said(properties: _Element) -> Iterable[tuple[str, str]]:
    weight = properties.get(f"{FO}font-weight")
    if weight:
        heavy = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
        yield "Strong", "Strong" if heavy else ""
    if slant := properties.get(f"{FO}font-style"):
        yield "Emph", "Emph" if slant in ("italic", "oblique") else ""
    for key in ("text-line-through-style", "text-line-through-type"):
        if line := properties.get(f"{STYLE}{key}"):
            yield "Strikeout", "" if line == "none" else "Strikeout"
    if under := properties.get(f"{STYLE}text-underline-style"):
        yield "Under", "" if under == "none" else "Underline"
    if place := properties.get(f"{STYLE}text-position"):
        raised = place.split()[0]
        high = raised.startswith("super") or re.match(r"[1-9]", raised)
        yield "Raised", "Superscript" if high else "Subscript" if raised.startswith(("sub", "-")) else ""
    if shown := properties.get(f"{TEXT}display"):
        yield "Hidden", "Hidden" if shown == "none" else ""


def _decoded(name: str) -> str:
    """Return the name of a style as it was before signs were written as `_20_`."""
    return re.sub(r"_([0-9a-f]{2,4})_", lambda found: chr(int(found[1], 16)), name)
