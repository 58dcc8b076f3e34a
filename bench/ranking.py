"""Measure an order of review: Kendall's tau, and how many of the worst drafts come first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def kendall_tau(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Kendall's tau-b of two rankings of the same items, -1 to 1, ties taken into account.

    tau-b = (concordant - discordant) / sqrt((pairs - ties in first) (pairs - ties in second)); M. G. Kendall, "The
    treatment of ties in ranking problems", Biometrika 33 (1945). Counted in n log n steps by sorting: W. R. Knight,
    "A computer method for calculating Kendall's tau with ungrouped data", JASA 61 (1966). NaN when either ranks
    nothing (all equal, or fewer than two items). Raises ValueError when the lengths differ.
    """
    both = sorted(zip(first, second, strict=True))
    pairs = _pairs(len(both))
    tied_first = _tied(one for one, _ in both)
    tied_second = _tied(other for _, other in both)
    tied_both = _tied(both)
    # Sorted by the first and then the second, what is out of order in the second is exactly the discordant pairs.
    discordant = _inversions([other for _, other in both])
    concordant = pairs - tied_first - tied_second + tied_both - discordant
    denominator = math.sqrt(pairs - tied_first) * math.sqrt(pairs - tied_second)
    return (concordant - discordant) / denominator if denominator else math.nan


def worst_seen(urgency: Sequence[float], quality: Sequence[float], share: float = 0.2) -> float:
    """Return which part of the worst `share` of the items (lowest `quality`) is in the most urgent `share`.

    Chance gives `share`, a perfect order 1. Where a limit falls among equals, each of them counts by its chance to be
    on the near side, so that the order of the items plays no part. NaN without items.
    """
    count = round(share * len(quality))
    if not count:
        return math.nan
    urgent = _membership([-value for value in urgency], count)
    worst = _membership(quality, count)
    return sum(one * other for one, other in zip(urgent, worst, strict=True)) / count


def _membership(values: Sequence[float], count: int) -> list[float]:
    """Return for each value the chance that it is among the `count` lowest when equals are drawn by lot."""
    limit = sorted(values)[count - 1]
    below = sum(value < limit for value in values)
    at_limit = (count - below) / sum(value == limit for value in values)
    return [1.0 if value < limit else at_limit if value == limit else 0.0 for value in values]


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _tied(values: Iterable[Hashable]) -> int:
    return sum(map(_pairs, Counter(values).values()))


def _inversions(values: list[float]) -> int:
    """Return how many pairs stand in the wrong order, by merge sort from the bottom up."""
    found, width = 0, 1
    while width < len(values):
        merged: list[float] = []
        for start in range(0, len(values), 2 * width):
            left, right = values[start : start + width], values[start + width : start + 2 * width]
            at = 0
            for value in right:
                while at < len(left) and left[at] <= value:
                    merged.append(left[at])
                    at += 1
                found += len(left) - at
                merged.append(value)
            merged += left[at:]
        values, width = merged, 2 * width
    return found
