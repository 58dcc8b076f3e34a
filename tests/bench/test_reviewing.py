"""The measurement of the review pages: it reviews for real, and says how the two texts compare."""

from __future__ import annotations

import pytest

from bench import reviewing


@pytest.mark.slow
def test_two_texts_are_reviewed_and_compared() -> None:
    lines = dict(line.split(": ", 1) for line in reviewing.reviewing(large=120, rounds=2))
    assert set(lines) == {
        "reviewing, processor seconds until everything is warm",
        "reviewing, first view, ms at 100 sentences",
        "reviewing, first view, ms at 120 sentences",
        "reviewing, first view, ratio",
        "reviewing, next sentence, ms at 100 sentences",
        "reviewing, next sentence, ms at 120 sentences",
        "reviewing, next sentence, ratio",
    }
    assert all(float(value.split()[0]) > 0 for value in lines.values())


def test_an_aim_is_met_or_missed_by_the_medians() -> None:
    told = list(reviewing._told("first view", [0.01, 0.02, 9.0], [0.06, 0.05, 0.07], 10_000))
    assert told[0] == "reviewing, first view, ms at 100 sentences: 20"
    assert told[1] == "reviewing, first view, ms at 10,000 sentences: 60"
    assert told[2] == "reviewing, first view, ratio: 3.00 (aim: at most 3.0; met)"
    assert "missed" in list(reviewing._told("first view", [0.01], [0.031], 10_000))[2]
