"""All checks of one translated sentence, by name, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from pipeline.review.catalogue import State
from pipeline.review.checks import (
    addresses,
    content,
    figures,
    letters,
    marking,
    signs,
    spacing,
    spelling,
    variety,
    words,
)
from pipeline.review.checks.model import Check, Issue, Pair, Template

_FAMILIES = (content, figures, addresses, marking, words, signs, letters, spacing, variety, spelling)
_ALL: tuple[tuple[str, str, Check], ...] = (
    ("untranslated", "Not translated", content.untranslated),
    ("same", "Same as the source", content.same),
    ("numbers", "Numbers", figures.numbers),
    ("dates", "Dates and times", figures.dates),
    ("money", "Sums of money", figures.money),
    ("addresses", "Addresses and links", addresses.addresses),
    ("marks", "Bold, links, footnotes", marking.marks),
    ("glossary", "Glossary", words.glossary),
    ("forbidden", "Words not to use", words.forbidden),
    ("brackets", "Brackets", signs.brackets),
    ("quotes", "Quotation marks", signs.quotes),
    ("end", "Sign at the end", signs.end_punctuation),
    ("inverted", "¿ and ¡", signs.question_marks),
    ("capitals", "First letter", letters.capitals),
    ("all-capitals", "ALL CAPITALS", letters.all_capitals),
    ("acronyms", "Acronyms", letters.acronyms),
    ("doubled", "A word twice", spacing.doubled_words),
    ("double-spaces", "Two spaces", spacing.double_spaces),
    ("spaces", "Spaces beside signs", spacing.spaces),
    ("length", "Length", content.length),
    ("variety", "Variety of the language", variety.variety),
    ("spelling", "Spelling", spelling.spelling),
)

CHECKS: Mapping[str, Check] = MappingProxyType({name: check for name, _, check in _ALL})
"""The checks by name, in the order in which they are shown."""
TITLES: Mapping[str, Template] = MappingProxyType({name: Template(title) for name, title, _ in _ALL})
"""What each check looks at, for people, in English."""


MOST = 20
"""Findings of one check in one sentence: who mends these sees the others, and no page grows beyond measure."""


def look(pair: Pair, skip: Collection[str] = ()) -> tuple[Issue, ...]:
    """Return what the checks find in a translated sentence, but for those whose names are in `skip`.

    An empty translation has one issue at most: that it is empty; one of more than `LONGEST` characters, its length.
    """
    chosen: Mapping[str, Check] = CHECKS
    if pair.state is State.UNTRANSLATED or not pair.target.strip():
        chosen = {"untranslated": CHECKS["untranslated"]}
    elif pair.is_too_long:
        chosen = {"length": CHECKS["length"]}
    return tuple(found for name, check in chosen.items() if name not in skip for found in _named(name, check(pair)))


def templates() -> tuple[Template, ...]:
    """Return every message and title that a check may show, for those who translate the interface."""
    found = [*TITLES.values()]
    for family in _FAMILIES:
        for value in vars(family).values():
            if isinstance(value, Template):
                found.append(value)
            elif isinstance(value, Mapping):
                found.extend(item for item in value.values() if isinstance(item, Template))
    return tuple(dict.fromkeys(found))


def _named(name: str, found: Iterator[Issue]) -> Iterator[Issue]:
    for item in islice(found, MOST):
        yield replace(item, check=name)
