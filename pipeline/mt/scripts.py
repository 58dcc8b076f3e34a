"""Which writing a language has, and what of a text is in another one: its package cannot know that."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import regex

_SCRIPTS = {
    "ja": ("Han", "Hiragana", "Katakana"),
    "ko": ("Hangul", "Han"),
    "sr": ("Cyrillic", "Latin"),
    "az": ("Latin", "Cyrillic"),
    "uz": ("Latin", "Cyrillic"),
    "kk": ("Cyrillic", "Latin"),
    "mn": ("Cyrillic", "Mongolian"),
    "zt": ("Han",),
    "zh": ("Han", "Bopomofo"),
}
"""Where it is not what Babel says: several scripts, and Argos's own codes."""
_NAMES = {
    "Arab": "Arabic", "Armn": "Armenian", "Beng": "Bengali", "Cyrl": "Cyrillic", "Deva": "Devanagari",
    "Ethi": "Ethiopic", "Geor": "Georgian", "Grek": "Greek", "Gujr": "Gujarati", "Guru": "Gurmukhi", "Hans": "Han",
    "Hant": "Han", "Hebr": "Hebrew", "Jpan": "Han", "Khmr": "Khmer", "Knda": "Kannada", "Kore": "Hangul",
    "Laoo": "Lao", "Latn": "Latin", "Mlym": "Malayalam", "Mymr": "Myanmar", "Orya": "Oriya", "Sinh": "Sinhala",
    "Taml": "Tamil", "Telu": "Telugu", "Thai": "Thai", "Tibt": "Tibetan",
}  # fmt: skip
"""ISO 15924 codes as Unicode names its scripts."""


@cache
def scripts_of(language: str) -> tuple[str, ...]:
    """Return the Unicode names of the scripts that `language` (`en`, `ru`, `zh`, `pt-BR`) is written in.

    By CLDR's likely subtags, as Babel has them; Latin for a code that nobody knows.
    """
    base = language.replace("_", "-").partition("-")[0].lower()
    if base in _SCRIPTS:
        return _SCRIPTS[base]
    from babel.core import get_global

    likely = str(get_global("likely_subtags").get(base, ""))
    found = re.search(r"_([A-Z][a-z]{3})(?:_|$)", likely)
    return (_NAMES.get(found[1], "Latin"),) if found else ("Latin",)


def has_letters(text: str, language: str = "en") -> bool:
    """Tell whether there is anything to translate in `text`: a letter of the writing of `language`."""
    return _letter(language).search(text) is not None


def foreign(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Return where words stand in a writing that a package for `language` does not know, neighbours as one stretch.

    Latin letters are known to every package.
    """
    if text.isascii():
        return []
    return [found.span() for found in _foreign(language).finditer(text)]


@cache
def _letter(language: str) -> Any:
    return regex.compile(rf"(?V1)[\p{{L}}&&[{_class(scripts_of(language))}]]")


@cache
def _foreign(language: str) -> Any:
    known = _class({*scripts_of(language), "Latin", "Common"})
    word = rf"[\p{{L}}--[{known}]][\p{{M}}\p{{L}}--[{_class(['Latin', *scripts_of(language)])}]]*"
    return regex.compile(rf"(?V1){word}(?:[\s\p{{P}}]{{1,3}}{word})*")


def _class(scripts: Any) -> str:
    return "".join(rf"\p{{Script={name}}}" for name in sorted(scripts))
