"""Find which new sentence was made from which vanished one: edited, moved, joined from several or split.

The measure is the mean of two similarities by longest common subsequence (rapidfuzz's Indel): of letters, which sees
a mended typing error, and of words, which does not take two sentences for kin because they share an alphabet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

NEAR = 0.5
"""Least similarity of two sentences between the same neighbours. docs/catalogues.md has the measurement behind it."""
FAR = 0.6
"""Least similarity of sentences that stand elsewhere, or that vanished long ago."""
_NEAR_BONUS = 0.1
_MOST_PARTS = 4
"""Sentences that a join or split looks at."""
_REACH = 6
"""Unmatched sentences on each side of the expected place that count as neighbours."""
_CANDIDATES = 12
_COMMON = 60
"""A word in more vanished sentences than this finds no candidates."""


@dataclass(frozen=True, slots=True)
class Old:
    """A vanished sentence: the texts it may be recognised by, and whether a person's work hangs on it.

    `place` is its index among the old sentences; None for one that vanished in an earlier merge.
    """

    texts: tuple[str, ...]
    place: int | None
    is_human: bool


@dataclass(frozen=True, slots=True)
class Match:
    """`new` (a place in the new order) was made from `old` (indices into the vanished), more than one for a join."""

    new: int
    old: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    distance: int
    new: tuple[int, ...]
    old: tuple[int, ...]

    def rank(self) -> tuple[float, int, tuple[int, ...], tuple[int, ...]]:
        return (-self.score, self.distance, self.new, self.old)


def similarity(first: str, second: str) -> float:
    """Return how alike two sentences are, 0 to 1; by letters alone where one of them is a single word.

    >>> similarity("The tide turns at noon.", "The tide turns at noon!") > 0.95
    True
    """
    letters = Indel.normalized_similarity(first, second)
    words = _words(first), _words(second)
    if min(map(len, words)) < 2:
        return letters
    return (letters + Indel.normalized_similarity(*words)) / 2


def align(
    old_order: Sequence[str], new_order: Sequence[str], new: Sequence[int], vanished: Sequence[Old]
) -> list[Match]:
    """Match new sentences (places in `new_order`) with vanished ones, best first, each used once.

    A join needs neighbours in the old order, a split neighbours in the new one; of the halves of a split the one that
    resembles the old sentence most gets it. Only vanished sentences with a person's work on them are matched, a join
    has at least one among its parts.
    """
    finder = _Finder(old_order, new_order, new, vanished)
    found = sorted(finder.candidates(), key=_Candidate.rank)
    taken_new: set[int] = set()
    taken_old: set[int] = set()
    matches = []
    for candidate in found:
        if taken_new.intersection(candidate.new) or taken_old.intersection(candidate.old):
            continue
        taken_new.update(candidate.new)
        taken_old.update(candidate.old)
        matches.append(Match(finder.heir(candidate), candidate.old))
    return matches


class _Finder:
    """Looks for candidates near the expected place and among sentences that share rare words."""

    def __init__(
        self, old_order: Sequence[str], new_order: Sequence[str], new: Sequence[int], vanished: Sequence[Old]
    ) -> None:
        self._order = new_order
        self._new = new
        self._is_new = set(new)
        self._vanished = vanished
        self._at = {old.place: index for index, old in enumerate(vanished) if old.place is not None}
        common = set(old_order) & set(new_order)
        self._gaps: dict[tuple[int, str], list[int]] = {}
        for (side, anchor), places in _gaps(old_order, common):
            inside = [self._at[place] for place in places if place in self._at]
            if inside:
                self._gaps[side, anchor] = inside
        self._new_gaps: dict[int, list[tuple[int, str, int]]] = {}
        for (side, anchor), places in _gaps(new_order, common):
            unmatched = [place for place in places if place in self._is_new]
            for offset, place in enumerate(unmatched):
                self._new_gaps.setdefault(place, []).append((side, anchor, offset))
        self._index: dict[str, list[int]] = {}
        for index, old in enumerate(vanished):
            for word in {word for text in old.texts for word in _words(text)}:
                self._index.setdefault(word, []).append(index)

    def candidates(self) -> Iterator[_Candidate]:
        """Yield every pairing that is alike enough."""
        for place in self._new:
            near = self._near(place)
            pairs = dict.fromkeys(self._sharing_words(place), 0)
            pairs.update(near)
            for index, distance in pairs.items():
                yield from self._rated((place,), (index,), index in near, distance)
                source, old = self._order[place], self._vanished[index].texts[0]
                for parts in self._joins(index) if _is_part(old, source) else ():
                    yield from self._rated((place,), parts, index in near, distance)
                for places in self._splits(place) if _is_part(source, old) else ():
                    yield from self._rated(places, (index,), index in near, distance)

    def heir(self, candidate: _Candidate) -> int:
        """Return which of the new sentences gets the old translation."""
        old = self._text(candidate.old)
        return max(candidate.new, key=lambda place: (similarity(self._order[place], old), -place))

    def _text(self, old: tuple[int, ...]) -> str:
        return " ".join(self._vanished[index].texts[0] for index in old)

    def _near(self, place: int) -> dict[int, int]:
        """Return vanished sentences between the same neighbours, with their distance from the expected place."""
        found: dict[int, int] = {}
        for side, anchor, offset in self._new_gaps.get(place, ()):
            gap = self._gaps.get((side, anchor), [])
            for position in range(max(0, offset - _REACH), min(len(gap), offset + _REACH + 1)):
                distance = abs(position - offset)
                found[gap[position]] = min(distance, found.get(gap[position], distance))
        return found

    def _sharing_words(self, place: int) -> list[int]:
        counts: Counter[int] = Counter()
        for word in set(_words(self._order[place])):
            holders = self._index.get(word, ())
            if len(holders) <= _COMMON:
                for index in holders:
                    counts[index] += 1
        ranked = sorted(counts, key=lambda index: (-counts[index], index))
        return ranked[:_CANDIDATES]

    def _joins(self, index: int) -> Iterator[tuple[int, ...]]:
        """Yield the runs of two or more old neighbours that begin with a vanished sentence."""
        run: tuple[int, ...] = (index,)
        place = self._vanished[index].place
        while place is not None and len(run) < _MOST_PARTS:
            place += 1
            if place not in self._at:
                return
            run = (*run, self._at[place])
            yield run

    def _splits(self, place: int) -> Iterator[tuple[int, ...]]:
        """Yield the runs of two or more new neighbours that `place` begins or ends."""
        for step in (1, -1):
            run: tuple[int, ...] = (place,)
            while len(run) < _MOST_PARTS and place + step * len(run) in self._is_new:
                run = tuple(sorted((*run, place + step * len(run))))
                yield run

    def _rated(self, new: tuple[int, ...], old: tuple[int, ...], is_near: bool, distance: int) -> Iterator[_Candidate]:
        if not any(self._vanished[index].is_human for index in old):
            return
        least = NEAR if is_near else FAR
        text = " ".join(self._order[place] for place in new)
        known = self._vanished[old[0]].texts if len(old) == 1 else (self._text(old),)
        score = max((similarity(text, other) for other in known if _may_reach(text, other, least)), default=0.0)
        if score >= least:
            yield _Candidate(score + (_NEAR_BONUS if is_near else 0), distance, new, old)


def _gaps(order: Sequence[str], common: set[str]) -> Iterator[tuple[tuple[int, str], list[int]]]:
    """Yield each run of places without a common sentence, under the common sentence before it (0) and after it (1).

    Places under "after" run backwards, so that offsets count from the neighbour. The ends of the text are "".
    """
    run: list[int] = []
    before = ""
    for place, source in enumerate((*order, "")):
        if place < len(order) and source not in common:
            run.append(place)
            continue
        if run:
            yield (0, before), run
            yield (1, source), run[::-1]
        run, before = [], source


def _may_reach(first: str, second: str, least: float) -> bool:
    """Tell, from the lengths alone, whether two texts can be alike enough."""
    shorter, longer = sorted((len(first), len(second)))
    return shorter > 0 and (2 * shorter / (shorter + longer) + 1) / 2 >= least


def _is_part(part: str, whole: str) -> bool:
    """Tell whether at least half of the words of a part are in the whole: else no join or split is looked for."""
    words = _vocabulary(part)
    return 2 * len(words & _vocabulary(whole)) >= len(words)


@lru_cache(maxsize=65536)
def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(_words(text))


@lru_cache(maxsize=65536)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))
