"""Find where the inline marks of a string of Markdown stand."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from pipeline.text.markdown import inline_parser

Rule = Callable[[StateInline, bool], bool]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One inline mark: from `start` to `end` with its signs, from `inner_start` to `inner_end` without.

    `kind` is em, strong, s, link, image, code, autolink, footnote, break or escape. Offsets are in characters.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    kind: str


_ESCAPABLE = frozenset(string.punctuation)
_RULES = {"image": "image", "backticks": "code", "autolink": "autolink", "footnote_ref": "footnote"}
_WIDTH = {"em": 1, "strong": 2, "s": 2}


def marks(text: str, references: Mapping[str, tuple[str, str]] | None = None) -> list[Mark]:
    """Return the inline marks of `text` as markdown-it sees them, sorted by their start.

    `references` resolves links written as `[words][label]`, as in `parse_inline`.
    """
    record = _Record()
    known = {label: {"href": href, "title": title} for label, (href, title) in (references or {}).items()}
    parser = _tracking_parser()
    parser.inline.parse(text, parser, {"references": known, "record": record}, record.tokens)
    return sorted([*record.found, *_pairs(record)])


class _Record:
    """What the tracked rules note down while one string is parsed."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.found: list[Mark] = []
        self.signs: dict[int, int] = {}
        """Where the delimiter of a token (by its identity) stands."""


@cache
def _tracking_parser() -> MarkdownIt:
    parser: MarkdownIt = inline_parser.__wrapped__()
    names = parser.get_active_rules()["inline"]
    for name, rule in zip(names, parser.inline.ruler.getRules(""), strict=True):
        parser.inline.ruler.at(name, _tracked(name, rule))
    # Joining neighbouring text tokens would lose the tokens whose places are known.
    parser.inline.ruler2.disable("fragments_join")
    return parser


def _tracked(name: str, rule: Rule) -> Rule:
    def run(state: StateInline, silent: bool) -> bool:
        start = state.pos
        found = rule(state, silent)
        record: Any = state.env.get("record")
        # The description of a picture is parsed as a string of its own: its places are not ours.
        if not found or silent or record is None or state.tokens is not record.tokens:
            return found
        end = state.pos
        if name in ("emphasis", "strikethrough"):
            place = end
            for token in reversed(state.tokens):
                if place <= start:
                    break
                place -= len(token.content)
                record.signs[id(token)] = place
        elif name == "link":
            state.pos = start
            inner_end = state.md.helpers.parseLinkLabel(state, start, True)
            state.pos = end
            record.found.append(Mark(start, end, start + 1, inner_end, "link"))
        elif name in _RULES:
            record.found.append(Mark(start, end, start, end, _RULES[name]))
        elif name in ("escape", "newline"):
            kind = "break" if state.tokens and state.tokens[-1].type == "hardbreak" else "escape"
            # A backslash before anything but punctuation is a backslash (CommonMark 0.31, 2.4).
            if kind == "break" or (name == "escape" and state.src[start + 1] in _ESCAPABLE):
                record.found.append(Mark(start, end, start, end, kind))
        return True

    return run


def _pairs(record: _Record) -> list[Mark]:
    """Return emphasis, strong and strikethrough, which markdown-it pairs up after all rules have run."""
    found: list[Mark] = []
    opened: list[tuple[str, int]] = []
    for token in record.tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind not in _WIDTH or id(token) not in record.signs:
            continue
        place, width = record.signs[id(token)], _WIDTH[kind]
        if token.nesting > 0:
            # Of the two tokens of ** the second one becomes the opening, the first one the closing.
            opened.append((kind, place - (kind == "strong")))
        elif opened:
            _, start = opened.pop()
            found.append(Mark(start, place + width, start + width, place, kind))
    return found
