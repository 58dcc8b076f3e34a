"""Align two texts: anchors first, then the best path of beads between them, then what was moved."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.review.bitext import Bead, Bitext, Sentence
from pipeline.review.bitext_confidence import rated
from pipeline.review.bitext_evidence import Anchor, Evidence, begins

SHAPES = {(1, 1): 0.86, (1, 0): 0.03, (0, 1): 0.03, (1, 2): 0.035, (2, 1): 0.035, (2, 2): 0.004}
"""How often so many sentences of the source go with so many of the translation."""
_PRIOR = {shape: math.log(share) for shape, share in SHAPES.items()}
CROSSING = -3.0
"""Added where a bead holds the end of a paragraph: a translator seldom joins two of them."""
LEAST, MARGIN = 0.34, 0.12
"""What makes two sentences an anchor: see `Evidence.anchors`."""
LIKELY = -4.0
"""The least score of a pair: what is less likely stands beside each other only because nothing else is left."""
MOVED = 1.5
"""The least score of a pair out of order: its place does not speak for it."""
_REACH = 3
"""Places around an anchor that a path may take."""
_WIDEST = 60_000
"""Cells between two anchors that are all looked at; of more, those near the diagonal."""
_BAND = 60
_TURNS = 12
"""More moved boxes than this no leaflet has."""


def align_texts(
    source: Sequence[Sentence], target: Sequence[Sentence], language: str = "", evidence: Evidence | None = None
) -> Bitext:
    """Pair the sentences of a text with those of its translation into `language`.

    Each sentence is in exactly one bead. The beads of one turn are in the same order on both sides; what does not fit
    into the order of the text (a box that stands elsewhere) is aligned in further turns, by its words only.
    """
    evidence = evidence or Evidence(source, target, language)
    left, right = list(range(len(source))), list(range(len(target)))
    pairs: list[Bead] = []
    for turn in range(_TURNS):
        found = [bead for bead in _path(evidence, left, right, turn) if bead.is_pair]
        found = [bead for bead in found if bead.score >= (MOVED if turn else LIKELY)]
        if not found:
            break
        pairs.extend(found)
        taken = {place for bead in found for place in bead.source}, {place for bead in found for place in bead.target}
        left, right = ([p for p in rest if p not in gone] for rest, gone in zip((left, right), taken, strict=True))
        if not left or not right:
            break
    return Bitext(tuple(source), tuple(target), rated(evidence, in_order(pairs, left, right)))


def in_order(pairs: Iterable[Bead], source: Iterable[int], target: Iterable[int]) -> tuple[Bead, ...]:
    """Return beads by their place in the source, with the sentences that have no pair as beads of their own.

    A sentence that only the target has stands behind the bead of its neighbour there.
    """
    beads = sorted([*pairs, *(Bead((place,), ()) for place in source)], key=lambda bead: bead.source)
    last = {bead.target[-1]: at for at, bead in enumerate(beads) if bead.target}
    behind: dict[int, list[Bead]] = {}
    for place in sorted(target):
        before = place - 1
        while before >= 0 and before not in last:
            before -= 1
        behind.setdefault(last.get(before, -1), []).append(Bead((), (place,)))
    found = behind.get(-1, [])
    for at, bead in enumerate(beads):
        found.append(bead)
        found.extend(behind.get(at, ()))
    return tuple(found)


def _path(evidence: Evidence, left: Sequence[int], right: Sequence[int], turn: int) -> list[Bead]:
    """Return the best path through what is left on both sides; places stay those of the whole texts."""
    anchors = chain(evidence.anchors(left, right, LEAST, MARGIN))
    if turn and not anchors:
        return []
    at_left, at_right = ({place: at for at, place in enumerate(side)} for side in (left, right))
    chained = [Anchor(at_left[a.source], at_right[a.target], a.alike) for a in anchors]
    rows = corridor(chained, len(left), len(right))
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for row, (first, last) in enumerate(rows):
        for column in range(first, last + 1):
            if (row, column) != (0, 0):
                _reach(evidence, left, right, best, row, column)
    return _followed(evidence, left, right, best, turn)


def _reach(
    evidence: Evidence,
    left: Sequence[int],
    right: Sequence[int],
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]],
    row: int,
    column: int,
) -> None:
    """Note the best way to a cell."""
    found: tuple[float, tuple[int, int]] | None = None
    for shape, prior in _PRIOR.items():
        down, across = shape
        before = best.get((row - down, column - across))
        if before is None:
            continue
        total = before[0] + prior
        if down and across:
            score = _score(evidence, left[row - down : row], right[column - across : column])
            if score is None:
                continue
            total += score
        if found is None or total > found[0]:
            found = (total, shape)
    if found is not None:
        best[row, column] = found


def _score(evidence: Evidence, left: Sequence[int], right: Sequence[int]) -> float | None:
    """Return the score of a bead; None where its sentences are no neighbours."""
    if left[-1] - left[0] >= len(left) or right[-1] - right[0] >= len(right):
        return None
    score = evidence.score((left[0], left[-1] + 1), (right[0], right[-1] + 1))
    for sentences, places in ((evidence.source, left), (evidence.target, right)):
        if any(begins(sentences, place) for place in places[1:]):
            score += CROSSING
    return score


def _followed(
    evidence: Evidence,
    left: Sequence[int],
    right: Sequence[int],
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]],
    turn: int,
) -> list[Bead]:
    row, column = len(left), len(right)
    beads: list[Bead] = []
    while row or column:
        down, across = best[row, column][1]
        places = tuple(left[row - down : row]), tuple(right[column - across : column])
        bead = Bead(*places, turn=turn)
        if bead.is_pair:
            bead = replace(bead, score=_score(evidence, *places) or 0.0)
        beads.append(bead)
        row, column = row - down, column - across
    return beads[::-1]


def chain(anchors: Iterable[Anchor]) -> list[Anchor]:
    """Return the heaviest chain of anchors that is in order on both sides."""
    ordered = sorted(anchors)
    if not ordered:
        return []
    ranks = sorted({anchor.target for anchor in ordered})
    # A Fenwick tree over the targets: the best chain that ends at or before each.
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(ranks) + 1)
    before: list[int] = []
    best = (0.0, -1)
    for number, anchor in enumerate(ordered):
        rank = bisect_left(ranks, anchor.target)
        top = (0.0, -1)
        at = rank
        while at > 0:
            top = max(top, tree[at])
            at -= at & -at
        before.append(top[1])
        here = (top[0] + anchor.alike, number)
        best = max(best, here)
        at = rank + 1
        while at < len(tree):
            tree[at] = max(tree[at], here)
            at += at & -at
    found = []
    number = best[1]
    while number >= 0:
        found.append(ordered[number])
        number = before[number]
    return found[::-1]


def corridor(anchors: Sequence[Anchor], height: int, width: int) -> list[tuple[int, int]]:
    """Return for each row (0 to `height`) the first and last column that a path may take.

    Between two anchors all cells, or, where these are very many, those near the diagonal; around each anchor some
    places more, so that it may be one half of a bead. There is always a way from corner to corner.
    """
    first, last = [width] * (height + 1), [0] * (height + 1)

    def allow(row: int, low: int, high: int) -> None:
        if 0 <= row <= height:
            first[row], last[row] = min(first[row], max(low, 0)), max(last[row], min(high, width))

    stops = [(0, 0), *((a.source, a.target) for a in anchors), (height, width)]
    for (top, low), (bottom, high) in pairwise(stops):
        tall, wide = bottom - top, high - low
        band = max(_BAND, math.ceil(wide / max(tall, 1)) + 2)
        for row in range(top, bottom + 1):
            middle = low + (round(wide * (row - top) / tall) if tall else 0)
            is_wide = tall * wide > _WIDEST
            allow(row, middle - band if is_wide else low, middle + band if is_wide else high)
    for row, column in stops:
        for near in range(row - _REACH, row + _REACH + 1):
            allow(near, column - _REACH, column + _REACH)
    return list(zip(first, last, strict=True))
