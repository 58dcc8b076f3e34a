"""How sure it is that the sentences of a bead say exactly the same: the bead, its neighbours, what else it might be.

A pair of which one half is missing (the translator made two sentences of one, and only the first was found) looks much
like a good pair. What tells them apart is whether the pair gets better or worse with a neighbour added, and whether a
neighbour is left without a pair. The weights are those of a logistic regression over texts whose alignment is known:
docs/aligning.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.review.bitext import Bead
from pipeline.review.bitext_evidence import Evidence, Span, begins

_CLEAR = 6.0
"""Beyond this no score says more."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a bead and against it."""

    score: float
    """Its own score, -6 to 6."""
    longer: float
    """How much better it is than with a neighbour more on one side, -6 to 6."""
    shorter: float
    """How much better it is than without one of its sentences, -6 to 6; 6 where it has one on each side."""
    around: float
    """The mean score of the beads before and after it, -6 to 6."""
    alone: float
    """How many of its four neighbours have no pair."""
    several: float
    """1 where it has more than one sentence on a side."""
    moved: float
    """1 where it stands elsewhere in the translation."""
    length: float
    """How far the length is from the expected one: `Traits.length`."""
    overlap: float
    """`Traits.overlap`."""
    letters: float
    """`Traits.letters`."""
    swallowed: float
    """How much of a neighbour without a pair is in the other side of the bead, and not in its own: 0 to 1."""
    size: float
    """The logarithm of the number of characters of the shorter side."""


BASE = 0.57
WEIGHTS = Signs(score=0.89, longer=0.22, shorter=0.28, around=0.21, alone=-1.56, several=-0.58, moved=1.6, length=1.71,
                overlap=2.48, letters=6.43, swallowed=-9.18, size=-1.15)  # fmt: skip
"""What each of the signs counts for. Length and moving count in favour: the score has counted them too much."""


def rated(evidence: Evidence, beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return the beads with their confidence; 0 for a sentence without a pair."""
    signs = signs_of(evidence, beads)
    return tuple(
        replace(bead, confidence=confidence(signs[at])) if at in signs else bead for at, bead in enumerate(beads)
    )


def confidence(signs: Signs) -> float:
    """Return how likely a bead with such signs is right, 0 to 1."""
    total = BASE + sum(getattr(WEIGHTS, name) * getattr(signs, name) for name in Signs.__slots__)
    return 1 / (1 + math.exp(-total))


def signs_of(evidence: Evidence, beads: Sequence[Bead]) -> dict[int, Signs]:
    """Return the signs of every bead that is a pair, by its place among the beads."""
    lonely = (
        {place for bead in beads if not bead.is_pair for place in bead.source},
        {place for bead in beads if not bead.is_pair for place in bead.target},
    )
    pairs = [at for at, bead in enumerate(beads) if bead.is_pair]
    found: dict[int, Signs] = {}
    for number, at in enumerate(pairs):
        bead = beads[at]
        source, target = _span(bead.source), _span(bead.target)
        traits = evidence.traits(source, target)
        own = evidence.score(source, target)
        beside = [beads[other].score for other in pairs[max(number - 1, 0) : number + 2] if other != at]
        size = min(sum(len(evidence.source[p].words) for p in bead.source),
                   sum(len(evidence.target[p].words) for p in bead.target))  # fmt: skip
        found[at] = Signs(
            score=_clear(own),
            longer=_clear(own - max(_scores(evidence, _longer(evidence, source, target)), default=-_CLEAR)),
            shorter=_clear(own - max(_scores(evidence, _shorter(source, target)), default=own - _CLEAR)),
            around=_clear(sum(beside) / len(beside)) if beside else 0.0,
            alone=float(sum(place in lonely[0] for place in (source[0] - 1, source[1]))
                        + sum(place in lonely[1] for place in (target[0] - 1, target[1]))),
            several=float(len(bead.source) + len(bead.target) > 2),
            moved=float(bead.turn > 0),
            length=traits.length,
            overlap=traits.overlap,
            letters=traits.letters,
            swallowed=_swallowed(evidence, source, target, lonely),
            size=math.log(size + 1),
        )  # fmt: skip
    return found


def _swallowed(evidence: Evidence, source: Span, target: Span, lonely: tuple[set[int], set[int]]) -> float:
    ours = (evidence.beside(place, source, target, left=True) for place in _next_to(source) if place in lonely[0])
    theirs = (evidence.beside(place, source, target, left=False) for place in _next_to(target) if place in lonely[1])
    return max((*ours, *theirs), default=0.0)


def _next_to(span: Span) -> tuple[int, int]:
    return span[0] - 1, span[1]


def _span(places: tuple[int, ...]) -> Span:
    return places[0], places[-1] + 1


def _scores(evidence: Evidence, pairs: Iterator[tuple[Span, Span]]) -> list[float]:
    return [evidence.score(source, target) for source, target in pairs]


def _longer(evidence: Evidence, source: Span, target: Span) -> Iterator[tuple[Span, Span]]:
    """Yield the pair with one sentence more of the same paragraph, at each of its four ends."""
    if not begins(evidence.source, source[0]):
        yield (source[0] - 1, source[1]), target
    if not begins(evidence.source, source[1]):
        yield (source[0], source[1] + 1), target
    if not begins(evidence.target, target[0]):
        yield source, (target[0] - 1, target[1])
    if not begins(evidence.target, target[1]):
        yield source, (target[0], target[1] + 1)


def _shorter(source: Span, target: Span) -> Iterator[tuple[Span, Span]]:
    """Yield the pair without its first or last sentence on a side that has several."""
    if source[1] - source[0] > 1:
        yield (source[0] + 1, source[1]), target
        yield (source[0], source[1] - 1), target
    if target[1] - target[0] > 1:
        yield source, (target[0] + 1, target[1])
        yield source, (target[0], target[1] - 1)


def _clear(score: float) -> float:
    return min(max(score, -_CLEAR), _CLEAR)
