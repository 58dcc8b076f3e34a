"""Measure how well an order of review puts bad drafts first: Kendall's tau against sentence chrF."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bench.ranking import kendall_tau, worst_seen
from pipeline.mt.cache import Translation
from pipeline.mt.flags import Flag
from pipeline.mt.guard import weight
from pipeline.review import order

SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well one order of review does."""

    name: str
    tau: float
    """Kendall's tau-b of the order and of how bad the drafts are, -1 to 1; chance gives 0."""
    seen: float
    """Which part of the worst fifth is in the first fifth of the order; chance gives 0.2."""


def rankings(sources: Sequence[str], drafts: Sequence[Translation], quality: Sequence[float]) -> list[Ranking]:
    """Return how well each order of review ranks the drafts; `quality` is a sentence score, more is better."""
    doubts = [-math.log(max(item.confidence, 1e-9)) for item in drafts]
    orders = {
        "log-probability": doubts,
        "flags": [weight(map(Flag, item.flags)) for item in drafts],
        "order of review": [
            order.urgency(item.confidence, item.flags, order.terseness(source, item.text))
            for source, item in zip(sources, drafts, strict=True)
        ],
        "log-probability and length": [
            doubt + order.terseness(source, item.text)
            for doubt, source, item in zip(doubts, sources, drafts, strict=True)
        ],
    }
    badness = [-value for value in quality]
    return [
        Ranking(name, kendall_tau(values, badness), worst_seen(values, quality, SHARE))
        for name, values in orders.items()
    ]
