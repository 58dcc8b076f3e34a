"""How the attention of each word of a draft divides over the words of its source, computed once a draft."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.mt.alignment import LATER_PIECE, Aligned, Span


class Shares:
    """The shares of `words` (spans of a draft's text, in order): many questions, one pass over the alignment."""

    def __init__(self, target: Aligned, words: Sequence[Span]) -> None:
        self._rows: list[dict[Span, float]] = [{} for _ in words]
        self._totals = [0.0] * len(words)
        starts, ends = [start for start, _ in words], [end for _, end in words]
        for block in target.blocks:
            for span, weights in zip(block.target, block.weights, strict=True):
                for at in range(bisect_right(ends, span[0]), bisect_left(starts, span[1])):
                    self._add(at, 1.0 if span[0] <= starts[at] else LATER_PIECE, block.source, weights)

    def _add(self, at: int, factor: float, source: Sequence[Span], weights: Sequence[float]) -> None:
        row = self._rows[at]
        for place, weight in zip(source, weights, strict=False):
            if place[1] > place[0]:
                row[place] = row.get(place, 0.0) + factor * weight
                self._totals[at] += factor * weight

    def of(self, at: int, stretch: Span) -> float:
        """Return how much (0 to 1) of the attention of word number `at` goes to `stretch` of the source."""
        total = self._totals[at]
        inside = sum(
            weight for (left, right), weight in self._rows[at].items() if left < stretch[1] and right > stretch[0]
        )
        return inside / total if total else 0.0

    def most(self, at: int, stretches: Sequence[Span]) -> float:
        """Return the greatest share of word number `at` in any of `stretches`, which stand in order."""
        starts, ends = [start for start, _ in stretches], [end for _, end in stretches]
        sums = [0.0] * len(stretches)
        for (left, right), weight in self._rows[at].items():
            for number in range(bisect_right(ends, left), bisect_left(starts, right)):
                sums[number] += weight
        total = self._totals[at]
        return max(sums, default=0.0) / total if total else 0.0
