"""Disturb a translation whose sentences are known, as translators, layout and file formats do; keep track of them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.review.bitext import Sentence
from pipeline.text.document import Role
from pipeline.text.plain import plain
from pipeline.text.segment import split

_CLAUSE = re.compile(r"[,;:—–] (?=\w)")
_OCR = (("rn", "m"), ("í", "i"), ("ó", "o"), ("á", "a"), ("ç", "c"), ("ã", "a"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Disorder:
    """How often what happens, of sentences (or of paragraphs where it says so), 0 to 1."""

    name: str
    joins: float = 0.0
    splits: float = 0.0
    losses: float = 0.0
    additions: float = 0.0
    lost_paragraphs: float = 0.0
    new_paragraphs: float = 0.0
    moved_boxes: int = 0
    """How many."""
    flat: bool = False
    """True where nobody knows any more what was a heading, a list, a table."""
    breaks: float = 0.0
    """Paragraphs that are joined with the next one, and as many that are broken."""
    noise: float = 0.0
    """Sentences with letters misread."""


CLEAN = Disorder(name="as it is")
EDITED = Disorder(name="edited", joins=0.03, splits=0.03, losses=0.03, additions=0.03, lost_paragraphs=0.03,
                  new_paragraphs=0.03, moved_boxes=1)  # fmt: skip
ROUGH = Disorder(name="rough", joins=0.06, splits=0.06, losses=0.06, additions=0.06, lost_paragraphs=0.05,
                 new_paragraphs=0.05, moved_boxes=2, flat=True, breaks=0.1, noise=0.3)  # fmt: skip
DISORDERS = (CLEAN, EDITED, ROUGH)


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of the translation, and the places of the source that it translates."""

    text: str
    of: frozenset[int]
    role: Role


Truth = frozenset[tuple[tuple[int, ...], tuple[int, ...]]]
"""The pairs that are right: places on both sides."""


def disturbed(
    source: Sequence[Sentence], target: Sequence[Sentence], disorder: Disorder, strangers: Sequence[str], code: str,
    seed: int = 1
) -> tuple[tuple[Sentence, ...], Truth]:  # fmt: skip
    """Return a disturbed translation, cut into sentences anew, and which pairs with the source are right.

    `target` has the translation of each sentence of `source` at the same place; `strangers` are sentences in its
    language that translate nothing of it.
    """
    rng = random.Random(seed)
    units: list[list[_Part]] = []
    last = -1
    for place, sentence in enumerate(target):
        if sentence.unit != last:
            units.append([])
            last = sentence.unit
        units[-1].append(_Part(sentence.text, frozenset((place,)), sentence.role))
    units = [_edited(unit, disorder, strangers, rng) for unit in units]
    units = [unit for unit in units if unit and rng.random() >= disorder.lost_paragraphs]
    units = [each for unit in units for each in _with_new(unit, disorder, strangers, rng)]
    for _ in range(disorder.moved_boxes):
        start = rng.randrange(max(len(units) - 4, 1))
        box = units[start : start + rng.randint(1, 4)]
        del units[start : start + len(box)]
        place = rng.randrange(len(units) + 1)
        units[place:place] = box
    units = _broken(units, disorder, rng)
    return _cut(source, units, disorder, code, rng)


def _edited(unit: Sequence[_Part], disorder: Disorder, strangers: Sequence[str], rng: random.Random) -> list[_Part]:
    found: list[_Part] = []
    for part in unit:
        if rng.random() < disorder.losses:
            continue
        if found and found[-1].of and rng.random() < disorder.joins:
            before = found.pop()
            text = f"{before.text.rstrip('.')}; {part.text[:1].lower()}{part.text[1:]}"
            found.append(_Part(text, before.of | part.of, part.role))
        elif rng.random() < disorder.splits and (parts := _halves(part.text)):
            found.extend(_Part(text, part.of, part.role) for text in parts)
        else:
            found.append(part)
        if rng.random() < disorder.additions:
            found.append(_Part(rng.choice(strangers), frozenset(), part.role))
    return found


def _halves(text: str) -> tuple[str, str] | None:
    middle = [found for found in _CLAUSE.finditer(text) if 0.25 < found.start() / len(text) < 0.75]
    if not middle or "*" in text or "[" in text:
        return None
    found = min(middle, key=lambda each: abs(each.start() - len(text) / 2))
    rest = text[found.end() :]
    return f"{text[: found.start()]}.", f"{rest[:1].upper()}{rest[1:]}"


def _with_new(unit: list[_Part], disorder: Disorder, strangers: Sequence[str], rng: random.Random) -> list[list[_Part]]:
    if rng.random() >= disorder.new_paragraphs:
        return [unit]
    new = [_Part(rng.choice(strangers), frozenset(), Role.PARAGRAPH) for _ in range(rng.randint(1, 4))]
    return [unit, new]


def _broken(units: list[list[_Part]], disorder: Disorder, rng: random.Random) -> list[list[_Part]]:
    found: list[list[_Part]] = []
    for unit in units:
        if found and rng.random() < disorder.breaks:
            found[-1] = [*found[-1], *unit]
        elif len(unit) > 1 and rng.random() < disorder.breaks:
            at = rng.randrange(1, len(unit))
            found += [unit[:at], unit[at:]]
        else:
            found.append(unit)
    return found


def _noisy(text: str, rng: random.Random) -> str:
    for old, new in _OCR:
        if rng.random() < 0.3:
            text = text.replace(old, new, 1)
    return text


def _cut(
    source: Sequence[Sentence], units: Sequence[Sequence[_Part]], disorder: Disorder, code: str, rng: random.Random
) -> tuple[tuple[Sentence, ...], Truth]:
    """Cut the paragraphs into sentences as a file is cut, and find what each of them translates."""
    found: list[Sentence] = []
    links: list[frozenset[int]] = []
    for number, unit in enumerate(units):
        text, ends = "", []
        for part in unit:
            words = _noisy(part.text, rng) if rng.random() < disorder.noise else part.text
            text = f"{text} {words}" if text else words
            ends.append(len(text))
        at = 0
        for piece in split(text, code):
            start, at = at, at + len(piece.text)
            if not piece.translatable:
                continue
            begun = [0, *(end + 1 for end in ends)]
            inside = [p for p, first, end in zip(unit, begun, ends, strict=False) if first < at and end > start]
            role = Role.PARAGRAPH if disorder.flat else unit[0].role
            found.append(Sentence(text=piece.text, words=plain(piece.text).text, role=role, unit=number))
            links.append(frozenset(place for part in inside for place in part.of))
    return tuple(found), _components(len(source), links)


def _components(count: int, links: Sequence[frozenset[int]]) -> Truth:
    group = list(range(count))

    def root(place: int) -> int:
        while group[place] != place:
            place = group[place]
        return place

    for link in links:
        first, *rest = [root(place) for place in sorted(link)] or [0]
        for other in rest:
            group[root(other)] = root(first)
    sides: dict[int, tuple[list[int], list[int]]] = {}
    for place in range(count):
        sides.setdefault(root(place), ([], []))[0].append(place)
    for at, link in enumerate(links):
        if link:
            sides[root(min(link))][1].append(at)
    return frozenset((tuple(left), tuple(right)) for left, right in sides.values() if right)


def bare(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return source sentences without their drafts: what is known where no language package is."""
    return tuple(replace(sentence, hypothesis="") for sentence in sentences)
