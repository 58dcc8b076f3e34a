"""The order of review: what is most likely wrong comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.flags import Flag
from pipeline.review.catalogue import Catalogue, Draft, Entry, Origin, with_drafts
from pipeline.review.order import WEIGHTS, order_of_review, terseness, urgency
from pipeline.review.reasons import PAIRING

FLAGS = st.lists(st.sampled_from([flag.value for flag in Flag]), max_size=4)
SERIOUS = ("empty", "signs", "marks", "echo", "repeated", "cut", "short", "values", "terms", "unchanged")


def entry(source: str, confidence: float | None = 0.9, flags: tuple[str, ...] = (), engine: str = "argos") -> Entry:
    draft = Draft(text=source + " x", origin=Origin(engine=engine, confidence=confidence), flags=flags)
    catalogue = Catalogue(slug="a", language="es", entries=(Entry(source=source),))
    return with_drafts(catalogue, {source: draft})[source]


def test_every_flag_has_a_weight() -> None:
    assert set(WEIGHTS) == {*(flag.value for flag in Flag), *PAIRING}


@given(st.floats(0, 1), FLAGS, st.sampled_from(list(WEIGHTS)))
def test_urgency_is_a_share_and_grows_with_each_flag_and_each_doubt(
    confidence: float, flags: list[str], more: str
) -> None:
    assert 0 <= urgency(confidence, flags) <= 1
    assert urgency(confidence, [*flags, more]) >= urgency(confidence, flags)
    assert urgency(confidence / 2, flags) >= urgency(confidence, flags)
    assert urgency(confidence, flags) == urgency(confidence, reversed(flags)) == urgency(confidence, flags * 2)


@pytest.mark.parametrize("flag", SERIOUS)
def test_a_serious_flag_outweighs_every_doubt_of_the_engine_and_a_light_one_does_not(flag: str) -> None:
    assert urgency(1.0, [flag]) > urgency(0.0)
    assert urgency(1.0, ["split"]) < urgency(0.5)


def test_what_the_engine_does_not_say_counts_as_a_half() -> None:
    assert urgency(None) == urgency(0.5)
    assert urgency(0.9, ["of another version"]) > urgency(0.0) - 1e-9


def test_the_order_is_open_flagged_stale_doubtful_sure_remembered() -> None:
    entries = (
        entry("remembered", 1.0, engine="memory"),
        entry("sure"),
        entry("certain", 1.0),
        Entry(source="approved", target="x"),
        Entry(source="stale", target="x", flags=("fuzzy",), previous="old"),
        entry("doubtful", 0.2),
        entry("flagged", 0.9, ("values",)),
        entry("flagged twice", 0.9, ("values", "names")),
        entry("sure too"),
        Entry(source="open"),
    )
    wanted = ["open", "flagged twice", "flagged", "stale", "doubtful", "sure", "sure too", "certain", "remembered"]
    assert [item.source for item in order_of_review(entries)] == wanted


def test_a_memory_match_that_somebody_changed_is_a_draft_like_others() -> None:
    from dataclasses import replace

    changed = replace(entry("changed", 0.8, engine="memory"), target="y")
    assert [item.source for item in order_of_review((entry("sure", 0.99), changed))] == ["changed", "sure"]


def test_a_terse_draft_comes_before_one_as_long_as_it_should_be() -> None:
    source = "Bring your rent book, a letter and two photographs of the wall."
    long, short = "Traiga su libro de alquiler, una carta y dos fotografías de la pared.", "Traiga una carta."
    assert terseness(source, short) > terseness(source, long) >= 0
    assert urgency(0.7, (), terseness(source, short)) > urgency(0.6, (), terseness(source, long))
    assert terseness("Heat", "Calor") > terseness("word " * 60, "palabra " * 60) >= 0
    assert terseness("", "") >= 0
