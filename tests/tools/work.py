"""Count what a piece of Python does, instead of timing it: the same on every machine, busy or idle.

What is counted are the lines run (each turn of a loop again) and the calls into C. What one call into C does inside is
not seen: a regular expression that goes astray, a search through a list or a copy of a long string is one call. Where
such a thing is the danger, a test gives it so much that it would not end for hours, and leaves the rest to the limit
that pyproject.toml sets for every test: that limit is no measurement, only a guard against one that hangs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def work(task: Callable[[], object]) -> int:
    """Return how many lines of Python, and calls into C, a task takes in this thread."""
    count = 0

    def traced(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return traced

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "c_call"

    before = sys.gettrace(), sys.getprofile()
    sys.setprofile(called)
    sys.settrace(traced)
    try:
        task()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return count


def ratio(make: Callable[[int], Callable[[], object]], small: int, large: int) -> float:
    """Return how many times the work of the small size the large one takes.

    `make` makes ready what is to be done at a size; that is not counted. The small one is done once before, so that
    what is made only once (a table of words, say) counts for neither.
    """
    make(small)()
    few, many = work(make(small)), work(make(large))
    return many / few
