"""Lines in capitals and headlines in Title Case, which are translated in sentence case."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from enum import StrEnum

from pipeline.mt.alignment import WORD

_CAPITAL_WORD = re.compile(r"[^\W_]+(?:[.'’&/-][^\W_]+)*\.?")
_KEEPS_CAPITALS = re.compile(r"[IVXLC]{2,}|(?:[^\W\d_]\.)+[^\W\d_]?\.?|.*\d.*")
_LITTLE = 3
"""Letters of a word that Title Case may leave small: articles, prepositions, conjunctions."""
_TWO_SMALL = re.compile(r"\b[a-z]{4,} (?:[a-z]+ )*[a-z]{4,}\b")
"""Two long words in small letters with none in capitals between them: no headline, as nearly all sentences are."""
_FINAL = re.compile(r"[.!?…:;,]$")
Pieces = Callable[[str], int]
"""How many tokens the package spells a word with."""


class Case(StrEnum):
    """How a line is set."""

    SENTENCE = "sentence"
    CAPITALS = "capitals"
    TITLE = "title"


def case_of(text: str, pieces: Pieces | None = None) -> Case:
    """Return how a line is set.

    Capitals: two words or a word of five letters, and no small letter; a word of four letters when `pieces` knows it
    in small letters better than in capitals. Title Case: three words or more, no stop at
    the end, and a capital on every word but little ones, the first word apart on at least two.
    """
    if _TWO_SMALL.search(text):
        return Case.SENTENCE
    letters = [sign for sign in text if sign.isalpha()]
    words = [word for word in WORD.findall(text) if any(sign.isalpha() for sign in word)]
    if not words or not any(sign.isupper() for sign in letters):
        return Case.SENTENCE
    if not any(sign.islower() for sign in letters):
        long = sum(len(word) > 1 for word in words) >= 2 or len(letters) >= 5
        if len(words) == 1 and len(letters) == 4 and pieces is not None:
            long = pieces(words[0].lower()) < pieces(words[0])
        return Case.CAPITALS if long else Case.SENTENCE
    if len(words) < 3 or _FINAL.search(text.rstrip()):
        return Case.SENTENCE
    big = [word for word in words[1:] if len(word) > _LITTLE or word[0].isupper()]
    capitals = [word for word in big if word[0].isupper()]
    small = [word for word in big if word[0].islower()]
    if len(capitals) >= 2 and len(small) * 6 <= len(capitals) and words[0][0].isupper():
        return Case.TITLE
    return Case.SENTENCE


def sentence_case(text: str, placeholders: Collection[str] = (), pieces: Pieces | None = None) -> str:
    """Return a line in capitals in small letters but for the first, `I`, abbreviations, numerals and placeholders.

    A word that `pieces` spells in fewer tokens in capitals is an abbreviation that the package knows. As long as the
    original, character for character, so that the marks keep their places.
    """
    first = True

    def change(found: re.Match[str]) -> str:
        nonlocal first
        word = found[0]
        begins, first = first, False
        if word in placeholders or _KEEPS_CAPITALS.fullmatch(word) or _is_abbreviation(word, pieces):
            return word
        small = lower(word)
        return word[0] + small[1:] if begins or re.match(r"I(?![^\W_])", word) else small

    return _CAPITAL_WORD.sub(change, text)


def _is_abbreviation(word: str, pieces: Pieces | None) -> bool:
    if pieces is None or not 2 <= len(word) <= 5 or not word.isalpha():
        return False
    return pieces(word) == 1 and pieces(word.lower()) > 1


def plain_case(text: str, placeholders: Collection[str], pieces: Pieces) -> str:
    """Return a headline in Title Case in sentence case, as long as the original.

    A word keeps its capital when the package spells it in fewer tokens so, which names are and common words are not,
    and when it holds other capitals (`BBC`, `McKay`).
    """
    first = True

    def change(found: re.Match[str]) -> str:
        nonlocal first
        word = found[0]
        begins, first = first, False
        small = lower(word)
        if begins or word in placeholders or not word[0].isupper() or word[1:] != small[1:]:
            return word
        if word == "I" or re.match(r"I['’]", word) or pieces(word) < pieces(small):
            return word
        return small

    return _CAPITAL_WORD.sub(change, text)


def with_names(source: str, target: str, pieces: Pieces) -> str:
    """Return the translation of a headline put in sentence case, the names in it with the capitals of `source`.

    A name is a word that came through unchanged and that the package does not know as a word.
    """
    known = {lower(word): word for word in WORD.findall(source) if word[0].isupper() and word[1:].islower()}

    def change(found: re.Match[str]) -> str:
        word = found[0]
        return known[word] if word in known and pieces(word) > 1 else word

    return WORD.sub(change, target)


def lower(text: str) -> str:
    """Return `text` in small letters, sign for sign."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def upper(text: str) -> str:
    """Return `text` in capitals, sign for sign."""
    return "".join(sign.upper() if len(sign.upper()) == 1 else sign for sign in text)
