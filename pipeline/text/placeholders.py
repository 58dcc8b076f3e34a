"""Words that stand in a text for what a language package must not touch: letters and a number, `XX1`."""

from __future__ import annotations

import re
from collections.abc import Sequence

LETTERS = ("XX", "ZZ", "QQ", "KK", "WW", "VV")
"""What placeholders begin with, best first: packages keep these most faithfully (docs/marks.md)."""
_LAST = "XZQ"
"""For a text that has them all."""
PLACEHOLDER = rf"(?:{'|'.join(LETTERS)}|{_LAST}|[XZQKWVJ])\d+"
"""A pattern for every placeholder; the caller says what may stand beside it."""


def unused(text: str, letters: Sequence[str] = LETTERS) -> str:
    """Return the first of `letters` with which no word of `text` could be mistaken for a placeholder."""
    free = (item for item in letters if not re.search(rf"{item}\d", text, re.IGNORECASE))
    return next(free, _LAST)
