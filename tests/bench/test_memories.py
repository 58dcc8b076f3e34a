"""What the measurement of memories prints."""

from __future__ import annotations

import re

from bench.memories import memories


def test_each_figure_is_a_line() -> None:
    lines = list(memories(60))
    assert [line.partition(":")[0] for line in lines] == [
        "dividing into sentences, words a minute",
        "reading a TMX file, units a second",
        "memory of 60 units, seconds for the first search",
        "memory of 60 units, ms a search",
    ]
    assert all(re.search(r": [\d,.]+\Z", line) for line in lines)
