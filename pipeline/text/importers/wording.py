"""Count the words of a text, so that it can be told whether an import lost one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+|\d+")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Signs without a width, which divide no word: they come from web pages and word processors."""
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))


def words(text: str) -> Counter[str]:
    """Return how often each word stands in `text`: runs of letters, and runs of digits, in lower case.

    A raised figure is a figure, so that the mark of a footnote is the same word raised, glued to a word or in brackets.
    Accents written as signs of their own are part of their letter, signs without a width count as nothing, `ﬁ` as two
    letters. The marks of Markdown are no words, so that a text and its Markdown have the same ones.
    """
    return Counter(_WORD.findall(_plain(text)))


def letters(text: str) -> str:
    """Return the letters and digits of `text` in order, in lower case: what stays when words are joined or divided."""
    return "".join(_WORD.findall(_plain(text)))


def missing(source: str, *places: str) -> Counter[str]:
    """Return the words of `source` that are not in all `places` together, with how many of each are missing."""
    found: Counter[str] = Counter()
    for place in places:
        found.update(words(place))
    return words(source) - found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text).translate(_LIGATURES).translate(_RAISED)).casefold()
