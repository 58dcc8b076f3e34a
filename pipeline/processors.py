"""How many processors there are to work with."""

from __future__ import annotations

import os


def processors() -> int:
    """Return how many processors this process may use: at least 1, and not those that a container withholds."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1
