"""Find the values of a text (numbers, money, dates, times …) and tell which of them a translation changed or lost."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.text import value_patterns as known
from pipeline.text.number_words import spelled
from pipeline.text.numerals import canonical
from pipeline.text.value_context import Item, Kind, clocks, in_words, share
from pipeline.text.value_figures import figures
from pipeline.text.value_patterns import patterns

__all__ = ["Difference", "Kind", "Value", "compare", "counterpart", "values"]

_OTHER_DIGITS = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Value:
    """Something in figures that a translation must keep.

    `key` is the same in all languages: `1200.5`, `50%`, `5 dollar`, `2026-11-14`, `19:30`, `1990s`.
    """

    kind: Kind
    text: str
    start: int
    end: int
    key: str
    needs: tuple[frozenset[str], ...] = field(repr=False, compare=False)
    """What must be found on the other side: of each set one reading."""
    offers: frozenset[str] = field(repr=False, compare=False)
    """All readings it can be found as."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a translation does not have, and what it has and the source has not, each in reading order."""

    missing: tuple[Value, ...] = ()
    foreign: tuple[Value, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.foreign)


@dataclass(frozen=True, slots=True)
class _Reading:
    """All that can be read in one text."""

    values: tuple[Value, ...]
    offers: frozenset[str]
    digits: str
    loose: frozenset[str]
    """Sums of money that plain numbers would be with a currency named elsewhere: from 37 for one to 188 dollars."""

    def has(self, needs: frozenset[str]) -> bool:
        """Tell whether one of the readings stands in the text."""
        if not needs.isdisjoint(self.offers):
            return True
        for need in needs:
            if need.startswith("P") and need[1:] in self.digits:
                return True
            if "&" in need and all(part in self.offers for part in need.split("&")):
                return True
        return False

    def lacks(self, value: Value) -> bool:
        """Tell whether a part of `value` is nowhere in the text."""
        return not all(map(self.has, value.needs))


NONE = Difference()


def values(text: str, code: str) -> tuple[Value, ...]:
    """Return the values of `text`, which is in the language `code`, in reading order; they do not overlap.

    English, Spanish and Portuguese are known in full; other languages by what the CLDR says of them. Addresses,
    handles and the engine's placeholders (X1) are none, nor are numbers in words.
    """
    return _read(text, code).values if known.HINT.search(text) else ()


def compare(source: str, target: str, source_code: str, target_code: str) -> Difference:
    """Return which values of `source` are not in its translation, and which of `target` are not in the source.

    Generous with how a value is written: in words or figures, with any signs of grouping, on either clock, with any
    multiplier. How often it stands in the text does not matter, nor what is not in figures on either side; units are
    not compared.
    """
    if not known.HINT.search(source) and not known.HINT.search(target):
        return NONE
    left, right = _read(source, source_code), _read(target, target_code)
    missing = tuple(value for value in left.values if right.lacks(value))
    foreign = tuple(value for value in right.values if left.lacks(value) and value.needs[0].isdisjoint(left.loose))
    if not foreign and missing and not _has_words(target_code):
        # A language whose number words are not known may have written a small number in words.
        missing = tuple(value for value in missing if not _may_be_spelled(value))
    if not missing and foreign and not _has_words(source_code):
        foreign = tuple(value for value in foreign if not _may_be_spelled(value))
    return Difference(missing, foreign) if missing or foreign else NONE


def counterpart(one: Value, other: Value) -> bool:
    """Tell whether one of two values, in whichever languages, could be meant by the other: they share a reading."""
    return not one.offers.isdisjoint(other.offers)


def _has_words(code: str) -> bool:
    return code.partition("-")[0] in ("en", "es", "pt")


def _may_be_spelled(value: Value) -> bool:
    if value.kind not in (Kind.NUMBER, Kind.ORDINAL, Kind.MEASURE, Kind.CENTURY, Kind.FRACTION):
        return False
    return value.kind is Kind.FRACTION or (value.key.isdecimal() and (int(value.key) <= 20 or value.key[1:] == "00"))


@lru_cache(maxsize=64)
def _read(text: str, code: str) -> _Reading:
    pattern = patterns(code)
    plain = _plain(text)
    evening = known.EVENING.search(plain) is not None
    items = figures(plain, code, pattern, evening)
    words = [
        Item(
            word.start,
            word.end,
            Kind.NUMBER,
            "",
            [],
            set(word.offers),
            (word.number,) if word.number else (),
            words=True,
        )
        for word in spelled(plain, code)
    ]
    everything = sorted([*items, *words], key=lambda item: item.start)
    for item in words:
        in_words(item, plain, code, pattern, evening)
    share(everything, plain, pattern)
    clocks(everything, plain, evening or code.partition("-")[0] == "en")
    offers = {offer for item in everything for offer in item.offers}
    if items:
        offers.update(f"M{pattern.months[found['month'].lower()]}" for found in pattern.month.finditer(plain))
    found = tuple(
        Value(
            item.kind, text[item.start : item.end], item.start, item.end, item.key,
            tuple(map(frozenset, item.needs)), frozenset(item.offers),
        )
        for item in items
    )  # fmt: skip
    currencies = {name for item in items for name in item.money}
    currencies.update(str(found.lastgroup) for found in known.CURRENCY.finditer(plain))
    loose = {
        f"${name} {canonical(number)}"
        for name in currencies for item in items if not item.money for number in item.number
    }  # fmt: skip
    digits = "".join(sign for sign in plain if sign.isdecimal())
    return _Reading(found, frozenset(offers), digits, frozenset(loose))


def _plain(text: str) -> str:
    """Return the text, as long as it was, with addresses blotted out and all digits as 0 to 9."""
    if _OTHER_DIGITS.search(text):
        text = "".join(str(unicodedata.digit(sign)) if sign > "\x7f" and sign.isdecimal() else sign for sign in text)
    return known.ADDRESS.sub(lambda found: "\ufffc" * len(found[0]), text)
