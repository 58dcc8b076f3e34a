"""Numbers, dates and sums of money: each as in the source, written as the language writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from pipeline.review.checks.model import Issue, Pair, Severity, Template, issue
from pipeline.text.localised import localised
from pipeline.text.numerals import signs
from pipeline.text.values import Difference, Kind, compare, values

MISSING = Template("“{value}” of the source is not here.")
FOREIGN = Template("“{value}” is not in the source.")
OTHER = Template("“{value}” here, “{source}” in the source.")
WRITTEN = Template("“{value}” is written “{better}” in this language.")

DATES = frozenset((Kind.DATE, Kind.TIME, Kind.DECADE, Kind.CENTURY))
MONEY = frozenset((Kind.MONEY,))
NUMBERS = frozenset(Kind) - DATES - MONEY
_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
_NUMBERED = re.compile(
    r"(?:\b(?:section|chapter|version|page|no|art|article|paragraph|figure|table|clause|release|of)\b\.?|[A-Z][\w-]*|§)\s*\Z"
)
"""Before the number of a section or a version: 2.10 has no decimals."""
_SIGNED = frozenset((Kind.PERCENT, Kind.MONEY, Kind.MEASURE, Kind.NUMBER))


def numbers(pair: Pair) -> Iterator[Issue]:
    """Find numbers, measures, percentages, telephone numbers and codes that are lost, new or other."""
    yield from _differences(pair, NUMBERS)
    yield from _spelled(pair, NUMBERS)


def dates(pair: Pair) -> Iterator[Issue]:
    """Find dates, hours, decades and centuries that are lost, new or other than in the source."""
    yield from _differences(pair, DATES)


def money(pair: Pair) -> Iterator[Issue]:
    """Find sums of money that are lost, new or other than in the source."""
    yield from _differences(pair, MONEY)
    yield from _spelled(pair, MONEY)


def _differences(pair: Pair, kinds: frozenset[Kind]) -> Iterator[Issue]:
    """Yield the differences of some kinds; one lost and one new make one issue, of the kind of the lost one."""
    difference = _compared(pair.meant.text, pair.read.text, pair.source_language, pair.language)
    missing, foreign = difference.missing, difference.foreign
    if len(missing) == len(foreign) == 1:
        lost, new = missing[0], foreign[0]
        if lost.kind in kinds:
            mend = None
            if lost.kind is new.kind:
                written = localised(lost, pair.source_language, pair.language)
                # “24 de abril.” ends the sentence, too.
                end = new.end - (new.text.endswith(".") and not written.endswith("."))
                mend = pair.read.replaced(new.start, end, written)
            span = pair.read.span(new.start, new.end)
            yield issue(OTHER, Severity.ERROR, span, mend, value=new.text, source=lost.text)
        return
    for value in missing:
        if value.kind in kinds:
            yield issue(MISSING, value=value.text)
    for value in foreign:
        if value.kind in kinds:
            yield issue(FOREIGN, span=pair.read.span(value.start, value.end), value=value.text)


def _spelled(pair: Pair, kinds: frozenset[Kind]) -> Iterator[Issue]:
    """Yield figures with the signs of the source's language where they say something else here: 3.7 for 3,7."""
    if pair.base == pair.source_language.partition("-")[0] or signs(pair.language).both:
        return
    known = {
        found[0]: value
        for value in values(pair.meant.text, pair.source_language)
        if value.kind in _SIGNED and (found := _FIGURE.search(value.text)) and re.search("[.,]", found[0])
    }
    for value in values(pair.read.text, pair.language) if known else ():
        old = _FIGURE.search(value.text)
        twin = known.get(old[0]) if old else None
        if twin is None or old is None or value.kind not in kinds or value.kind not in _SIGNED:
            continue
        if value.kind is Kind.NUMBER and _NUMBERED.search(pair.meant.text, 0, twin.start):
            continue
        better = localised(replace(twin, kind=Kind.NUMBER, text=old[0]), pair.source_language, pair.language)
        if better != old[0]:
            start, end = value.start + old.start(), value.start + old.end()
            mend = pair.read.replaced(start, end, better)
            yield issue(WRITTEN, span=pair.read.span(start, end), mend=mend, value=old[0], better=better)


@lru_cache(maxsize=256)
def _compared(source: str, target: str, source_code: str, target_code: str) -> Difference:
    return compare(source, target, source_code, target_code)
