"""How often one address may ask: buckets of tokens that fill up again with time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_ADDRESSES = 4096
"""Addresses that are remembered; the one that asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many more every second."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one address may do. A reviewer at work asks a few times a second at the most."""

    requests: Rate = Rate(600, 60)
    """Of any kind."""
    changes: Rate = Rate(200, 20)
    """Requests that change something, or have something checked."""
    secrets: Rate = Rate(10, 1 / 30)
    """Links with a wrong secret."""
    body: int = 1_000_000
    """Bytes of a request's body."""
    fields: int = 3_000
    """Fields of a form."""
    query: int = 8_000
    """Bytes of an address, with its query."""


class Buckets:
    """A bucket for each address. Safe to use from several threads."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with full buckets."""
        self._rate = rate
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str) -> bool:
        """Take a token out of the bucket of an address; False when it is empty."""
        with self._lock:
            level = self._level(address)
            enough = level >= 1
            self._keep(address, level - 1 if enough else level)
            return enough

    def is_empty(self, address: str) -> bool:
        """Tell whether there is no token, and take none."""
        with self._lock:
            return self._level(address) < 1

    @property
    def wait(self) -> int:
        """Seconds, rounded up, until an empty bucket has a token again: for the header Retry-After."""
        return int(1 / self._rate.per_second) + 1

    def _level(self, address: str) -> float:
        level, then = self._levels.get(address, (self._rate.burst, self._clock()))
        return min(level + (self._clock() - then) * self._rate.per_second, self._rate.burst)

    def _keep(self, address: str, level: float) -> None:
        self._levels[address] = (level, self._clock())
        self._levels.move_to_end(address)
        while len(self._levels) > _ADDRESSES:
            self._levels.popitem(last=False)
