"""Whether a translation that came back has the inline marks of its sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipeline.text.tokens import signature

_NAMES = {
    "em_open": "italics", "strong_open": "bold", "s_open": "strike-through", "link_open": "a link",
    "image": "a picture", "code_inline": "code", "footnote_ref": "the footnote mark",
}  # fmt: skip


def differences(source: str, target: str, references: Mapping[str, tuple[str, str]]) -> str:
    """Return which marks of `source` are missing in `target` or too many, in words; empty where there is nothing.

    Kinds are counted; footnote marks are told apart by their labels. Addresses may change (there may be one in the
    other language), and so may the order and what stands inside what.

    >>> differences("Drink **cold** water.[^1]", "Bebe agua fría.[^1]", {})
    'bold is missing'
    """
    wanted, given = _counted(source, references), _counted(target, references)
    missing = [f"{_shown(mark)} is missing" for mark in sorted(wanted - given)]
    extra = [f"{_shown(mark)} is too many" for mark in sorted(given - wanted)]
    return ", ".join((*missing, *extra))


def _counted(text: str, references: Mapping[str, tuple[str, str]]) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for mark in signature(text, references)[0]:
        path, _, written = mark.partition(" ")
        kind = path.rpartition("/")[2]
        if kind != "hardbreak":
            counted[(kind, written if kind == "footnote_ref" else "")] += 1
    return counted


def _shown(mark: tuple[str, str]) -> str:
    kind, label = mark
    name = _NAMES.get(kind, kind)
    return f"{name} {label}" if label else name
