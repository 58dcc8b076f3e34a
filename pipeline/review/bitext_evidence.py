"""What speaks for it that sentences of two languages say the same: words, letters, numbers, lengths, places.

The words are compared with a draft of the source sentence (Sennrich & Volk 2010, *MT-based sentence alignment for
OCR-generated parallel texts*, the way of Bleualign), or with the source sentence itself where there is none: names,
numbers and cognates. The lengths are judged after Gale & Church (1993), *A Program for Aligning Sentences in Bilingual
Corpora*. All that is summed up by logistic regression; how the weights were found is in docs/aligning.md.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from pipeline.review.bitext import Sentence

Span = tuple[int, int]
"""Places from the first to before the last."""
Bag = Mapping[str, float]

RATIO = {"es": 1.18, "pt": 1.07}
"""Characters of a translation for one of English."""
ANY_RATIO = 1.1
VARIANCE = 2.3
"""Of the length of a translation, for each character of the source (Gale & Church have 6.8)."""
_STEM = 5
"""Letters by which two forms of a word are taken for one: drafts and people differ in endings."""
_COMMON = 0.1
"""Words in more than this share of the sentences do not look for candidates."""
_FEW = 12
_WORD = re.compile(r"[^\W_]+")
_GROUPED = re.compile(r"(?<=\d)[.,'’\u00a0\u202f ](?=\d{3}(?!\d))")
_DIGITS = re.compile(r"\d+")
_ENDS = {"?": "?", "!": "!", ":": ":", ";": ";", ".": ".", "…": "."}
_MOST = 12.0
"""No single pair is surer, or less sure, than that: one mishap must not outweigh all its neighbours."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: the odds of a pair are e to the sum of what it has of each, times its weight."""

    base: float
    words: float
    overlap: float
    letters: float
    length: float
    numbers: float
    ends: float
    place: float
    starts: float


DRAFTED = Weights(base=-6.4, words=0.4, overlap=7.0, letters=5.1, length=-2.0, numbers=1.1, ends=1.2, place=1.2,
                  starts=1.0)  # fmt: skip
"""Where the source sentence has a draft."""
BARE = Weights(base=-4.6, words=2.6, overlap=5.6, letters=8.3, length=-1.9, numbers=1.6, ends=1.2, place=0.6,
               starts=1.2)  # fmt: skip
"""Where it has none."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What two stretches of sentences have in common; each figure is 0 where it says nothing."""

    words: float
    """Twice the weight of the words that both have, over the weight of all (Dice), 0 to 1."""
    overlap: float
    """The weight of the words that both have, over that of the side that has more, 0 to 1."""
    letters: float
    """How alike they are letter by letter, 0 to 1."""
    length: float
    """How far the length is from the expected one, in standard deviations, 0 to 4."""
    numbers: float
    """1 where they have the same figures, -1 where they have not, 0 where neither has any."""
    ends: float
    """1 where both end with the same sign, else -1."""
    place: float
    """1 where both stand in the same sort of place, else 0."""
    starts: float
    """How many of the two ends of the stretches agree in beginning or ending a paragraph: -1 to 1."""
    drafted: bool


class Evidence:
    """Two texts, with what is known of each sentence; tells how likely two stretches say the same."""

    def __init__(self, source: Sequence[Sentence], target: Sequence[Sentence], language: str = "") -> None:
        """`language` is the code of the target, for `ratio`, the characters of a translation for one of the source."""
        self.source, self.target = source, target
        self.ratio = RATIO.get(language.partition("-")[0], ANY_RATIO)
        self._said = [sentence.hypothesis or sentence.words for sentence in source]
        self._read = [sentence.words for sentence in target]
        left, right = [_stems(text) for text in self._said], [_stems(text) for text in self._read]
        found = Counter(stem for stems in (*left, *right) for stem in set(stems))
        count = len(left) + len(right)
        self._weight = {stem: math.log((count + 1) / (number + 0.5)) for stem, number in found.items()}
        self._rare = {s for s, number in found.items() if number <= max(_FEW, _COMMON * count)}
        self._left, self._right = [self._bag(stems) for stems in left], [self._bag(stems) for stems in right]
        self._known: dict[tuple[Span, Span], float] = {}

    def _bag(self, stems: Sequence[str]) -> dict[str, float]:
        return {stem: number * self._weight[stem] for stem, number in Counter(stems).items()}

    def score(self, source: Span, target: Span) -> float:
        """Return the logarithm of the odds that the stretches say the same."""
        key = (source, target)
        if key not in self._known:
            traits = self.traits(source, target)
            self._known[key] = weighed(traits, DRAFTED if traits.drafted else BARE)
        return self._known[key]

    @property
    def looked_at(self) -> int:
        """How many pairs of stretches were compared so far."""
        return len(self._known)

    def traits(self, source: Span, target: Span) -> Traits:
        """Return what two stretches have in common; neither is empty."""
        left, right = self._whole(self._left, source), self._whole(self._right, target)
        ours, theirs = sum(left.values()), sum(right.values())
        shared = sum(min(weight, right[stem]) for stem, weight in left.items() if stem in right)
        said, read = " ".join(self._said[slice(*source)]), " ".join(self._read[slice(*target)])
        written = sum(len(sentence.words) + 1 for sentence in self.source[slice(*source)])
        drafted = any(sentence.hypothesis for sentence in self.source[slice(*source)])
        first, last = self.source[source[0]], self.target[target[0]]
        return Traits(
            words=2 * shared / (ours + theirs) if ours + theirs else 0.0,
            overlap=shared / max(ours, theirs) if ours + theirs else 0.0,
            letters=Indel.normalized_similarity(_folded(said), _folded(read)),
            length=_distance(written, len(read) + 1, self.ratio),
            numbers=_numbers(" ".join(s.words for s in self.source[slice(*source)]), read),
            ends=1.0 if _end(said) == _end(read) else -1.0,
            place=1.0 if first.family == last.family else 0.0,
            starts=(self._starts(source[0], target[0]) + self._starts(source[1], target[1])) / 2,
            drafted=drafted,
        )

    def beside(self, place: int, source: Span, target: Span, *, left: bool) -> float:
        """Return which share of a sentence's words (`left`: of the source) is on the other side of a pair only."""
        bag = (self._left if left else self._right)[place]
        own, other = self._whole(self._left, source), self._whole(self._right, target)
        if not left:
            own, other = other, own
        whole = sum(bag.values())
        there = sum(min(weight, max(other.get(s, 0.0) - own.get(s, 0.0), 0.0)) for s, weight in bag.items())
        return there / whole if whole else 0.0

    def _starts(self, source: int, target: int) -> float:
        return 1.0 if begins(self.source, source) == begins(self.target, target) else -1.0

    @staticmethod
    def _whole(bags: Sequence[Bag], span: Span) -> Bag:
        if span[1] - span[0] == 1:
            return bags[span[0]]
        whole: dict[str, float] = {}
        for bag in bags[slice(*span)]:
            for stem, weight in bag.items():
                whole[stem] = whole.get(stem, 0.0) + weight
        return whole

    def anchors(self, source: Sequence[int], target: Sequence[int], least: float, margin: float) -> list[Anchor]:
        """Return pairs of places that are each other's best by their words, and clearly so; in no particular order.

        `least` is what they must have in common (Dice), `margin` how much more than the second best of either.
        """
        holders: dict[str, list[int]] = {}
        for place in target:
            for stem in self._right[place]:
                if stem in self._rare:
                    holders.setdefault(stem, []).append(place)
        sums_left = {place: sum(self._left[place].values()) for place in source}
        sums_right = {place: sum(self._right[place].values()) for place in target}
        rows: dict[int, list[tuple[float, int]]] = {}
        columns: dict[int, list[tuple[float, int]]] = {}
        for place in source:
            shared: dict[int, float] = {}
            for stem, weight in self._left[place].items():
                for other in holders.get(stem, ()):
                    shared[other] = shared.get(other, 0.0) + min(weight, self._right[other][stem])
            for other, weight in shared.items():
                alike = 2 * weight / (sums_left[place] + sums_right[other])
                rows.setdefault(place, []).append((alike, other))
                columns.setdefault(other, []).append((alike, place))
        found = []
        for place, row in rows.items():
            row.sort(reverse=True)
            alike, other = row[0]
            if alike < least or (len(row) > 1 and alike - row[1][0] < margin):
                continue
            column = sorted(columns[other], reverse=True)
            if column[0][1] == place and (len(column) == 1 or alike - column[1][0] >= margin):
                found.append(Anchor(place, other, alike))
        return found


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """Two places that surely belong together, and how alike their words are."""

    source: int
    target: int
    alike: float


def weighed(traits: Traits, weights: Weights) -> float:
    """Return the logarithm of the odds that stretches with such traits say the same."""
    score = (
        weights.base
        + weights.words * traits.words
        + weights.overlap * traits.overlap
        + weights.letters * traits.letters
        + weights.length * traits.length
        + weights.numbers * traits.numbers
        + weights.ends * traits.ends
        + weights.place * traits.place
        + weights.starts * traits.starts
    )
    return min(max(score, -_MOST), _MOST)


def begins(sentences: Sequence[Sentence], place: int) -> bool:
    """Tell whether a paragraph begins at a place; the end of the text is a beginning too."""
    return place in (0, len(sentences)) or sentences[place].unit != sentences[place - 1].unit


def _distance(source: int, target: int, ratio: float) -> float:
    """Return how many standard deviations a length is off, after Gale & Church, from the mean of both lengths."""
    mean = (source + target / ratio) / 2
    return min(abs(target - source * ratio) / math.sqrt(mean * VARIANCE), 4.0)


def _numbers(source: str, target: str) -> float:
    left, right = _figures(source), _figures(target)
    if not left and not right:
        return 0.0
    both = sum((left & right).values())
    return 2 * both / max(sum(left.values()), sum(right.values())) - 1


@lru_cache(maxsize=8192)
def _figures(text: str) -> Counter[str]:
    return Counter(_DIGITS.findall(_GROUPED.sub("", text)))


def _end(text: str) -> str:
    bare = text.rstrip(" \t\n\"'”’»)]*_")
    return _ENDS.get(bare[-1:], "")


@lru_cache(maxsize=16384)
def _folded(text: str) -> str:
    """Return a text without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _stems(text: str) -> list[str]:
    return [word if word.isdigit() else word[:_STEM] for word in _WORD.findall(_folded(text))]
