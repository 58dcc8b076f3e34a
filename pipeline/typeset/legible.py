"""Whether a theme can be read in a group's colours: contrast of what it sets text in and on, in colour and in grey."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.typeset.colour import LARGE, PAPER, READABLE, legibility

_HEX = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_NAMED = {"white": "#FFFFFF", "black": "#000000"}
_DARK = re.compile(r"prefers-color-scheme\s*:\s*dark")


@dataclass(frozen=True, slots=True)
class Pair:
    """A custom property that text is set in, the one that is its ground, and the contrast that it needs."""

    ink: str
    ground: str
    least: float = READABLE


PRINT = (
    Pair("--black", "--paper"),
    Pair("--soft", "--paper"),
    Pair("--ink", "--paper"),
    Pair("--ink", "--tint"),
    Pair("--on-spot", "--spot"),
    Pair("--second-ink", "--paper"),
    Pair("--second-ink", "--second-tint"),
    Pair("--on-second", "--second"),
    Pair("--title-ink", "--paper", LARGE),
    Pair("--head-ink", "--head-ground"),
    Pair("--sub-ink", "--paper"),
    Pair("--pull-ink", "--paper"),
    Pair("--label-ink", "--paper"),
    Pair("--mark-ink", "--paper"),
    Pair("--cover-ink", "--cover-ground"),
    Pair("--cover-title-ink", "--cover-ground", LARGE),
    Pair("--mast-ink", "--mast-ground"),
    Pair("--foot-ink", "--foot-ground"),
    Pair("--foot-soft", "--foot-ground"),
    Pair("--back-ink", "--back-ground"),
    Pair("--bar-ink", "--bar-ground"),
    Pair("--box-ink", "--box-ground"),
    Pair("--event-ink", "--event-ground"),
    Pair("--thead-ink", "--thead-ground"),
)
WEB = (
    Pair("--text", "--paper"),
    Pair("--soft", "--paper"),
    Pair("--accent", "--paper"),
    Pair("--text", "--ground"),
    Pair("--accent", "--ground"),
    Pair("--on-spot", "--spot"),
    Pair("--opening-ink", "--opening-ground"),
    Pair("--mast-ink", "--mast-ground"),
    Pair("--bar-ink", "--bar-ground"),
    Pair("--pull-ink", "--paper"),
)
_BEHIND = {"--mast-ground": "--cover-ground"}
"""What shows through a ground that is transparent; the paper where nothing is said."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Two colours of a theme that are too near to each other."""

    pair: Pair
    ratio: float

    def __str__(self) -> str:
        ink, ground = self.pair.ink, self.pair.ground
        return f"{ink} on {ground} has a contrast of {self.ratio:.1f}, and text needs {self.pair.least:g}"


def faults(sheets: Iterable[str], pairs: Sequence[Pair] = PRINT, *, dark: bool = False) -> tuple[Fault, ...]:
    """Return the pairs that cannot be read, as the custom properties of `:root` stand after all the style sheets.

    `dark` takes in what is set for readers of dark pages. A colour that is none of #B3261E, #b31, black, white or
    `transparent` cannot be judged and counts as a contrast of 1.
    """
    known = custom_properties(sheets, dark=dark)
    found = []
    for pair in pairs:
        if pair.ink not in known or pair.ground not in known:
            continue
        ink, ground = _colour(pair.ink, known), _ground(pair.ground, known)
        ratio = legibility(ink, ground) if ink and ground else 1.0
        if ratio < pair.least:
            found.append(Fault(pair, ratio))
    return tuple(found)


def custom_properties(sheets: Iterable[str], *, dark: bool = False) -> dict[str, str]:
    """Return the custom properties of `:root` after all the style sheets, as they are written."""
    import tinycss2

    found: dict[str, str] = {}

    def take(rules: Iterable[Any]) -> None:
        for rule in rules:
            prelude = tinycss2.serialize(rule.prelude).strip() if hasattr(rule, "prelude") else ""
            if rule.type == "qualified-rule" and ":root" in (part.strip() for part in prelude.split(",")):
                for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                    if item.type == "declaration" and item.name.startswith("--"):
                        found[item.name] = tinycss2.serialize(item.value).strip()
            elif rule.type == "at-rule" and rule.at_keyword == "media" and dark and _DARK.search(prelude):
                take(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))

    for sheet in sheets:
        take(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))
    return found


def _colour(name: str, known: Mapping[str, str], seen: tuple[str, ...] = ()) -> str:
    """Return the colour a property comes to, like #B3261E; empty for one that cannot be told."""
    value = known.get(name, "")
    found = re.fullmatch(r"var\(\s*(--[\w-]+)\s*(?:,\s*(.+))?\)", value)
    if found and name not in seen:
        if found[1] in known:
            return _colour(found[1], known, (*seen, name))
        value = (found[2] or "").strip()
    value = _NAMED.get(value.lower(), value)
    if not _HEX.fullmatch(value):
        return "transparent" if value == "transparent" else ""
    return value.upper() if len(value) == 7 else "#" + "".join(2 * char for char in value[1:]).upper()


def _ground(name: str, known: Mapping[str, str]) -> str:
    found = _colour(name, known)
    if found != "transparent":
        return found
    behind = _BEHIND.get(name, "")
    return _ground(behind, known) if behind in known else _colour("--paper", known) or PAPER
