"""Read from style sheets which classes make words bold or slanted: many programs write no other mark of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LARGEST = 500_000
"""Signs of all sheets together that are looked at."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,5000})\}")
_CLASS = re.compile(r"(?:span|i|b|em|font)?\.(-?[A-Za-z_][\w-]*)")
_WEIGHT = re.compile(r"(?:^|[;\s])font-weight\s*:\s*([\w-]+)", re.IGNORECASE)
_STYLE = re.compile(r"(?:^|[;\s])font-style\s*:\s*([\w-]+)", re.IGNORECASE)
_BOLD = frozenset(["bold", "bolder", "600", "700", "800", "900"])
_SLANTED = frozenset(["italic", "oblique"])
_TAGS = {"b": "strong", "i": "em"}


def forms(sheets: Iterable[str]) -> dict[str, str]:
    """Return what classes make of words, by the name of the class: `b`, `i`, or `bi`.

    Only plain rules for a class count (`.c3`, `span.c3`); of several, the last says it.
    """
    text = _COMMENT.sub(" ", "\n".join(sheets)[:LARGEST])
    bold: dict[str, bool] = {}
    slanted: dict[str, bool] = {}
    for rule in _RULE.finditer(text):
        weight, style = _WEIGHT.search(rule[2]), _STYLE.search(rule[2])
        if not weight and not style:
            continue
        for selector in rule[1].split(","):
            found = _CLASS.fullmatch(selector.strip())
            if found and weight:
                bold[found[1]] = weight[1].lower() in _BOLD
            if found and style:
                slanted[found[1]] = style[1].lower() in _SLANTED
    names = [*bold, *(name for name in slanted if name not in bold)]
    every = {name: "b" * bold.get(name, False) + "i" * slanted.get(name, False) for name in names}
    return {name: made for name, made in every.items() if made}


def mark(root: HtmlElement, made: Mapping[str, str]) -> None:
    """Put `strong` and `em` into the spans of a document that a class or their own style makes so."""
    for element in list(root.iter("span")):
        own = element.get("style") or ""
        weight, style = _WEIGHT.search(own), _STYLE.search(own)
        said = "".join(made.get(name, "") for name in (element.get("class") or "").split())
        bold = weight[1].lower() in _BOLD if weight else "b" in said
        slanted = style[1].lower() in _SLANTED if style else "i" in said
        for wanted, sign in ((bold, "b"), (slanted, "i")):
            if wanted and _is_inline(element):
                inside = element.makeelement(_TAGS[sign], {})
                inside.text, element.text = element.text, None
                inside.extend(list(element))
                element.append(inside)


def _is_inline(element: HtmlElement) -> bool:
    """Tell whether a span holds words, and nothing that stands in a paragraph of its own."""
    blocks = element.iter("p", "div", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
    return bool("".join(element.itertext()).strip()) and not any(True for _ in blocks)
