"""A group's colour: what is set on it or in it can be read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.typeset.colour import NIGHT, PAPER, READABLE, Scheme, contrast, mix

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}")


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21


@given(colours)
def test_every_colour_gives_readable_text(spot: str) -> None:
    scheme = Scheme(spot)
    assert contrast(scheme.on_spot, spot) >= 4.2
    assert contrast(scheme.ink, PAPER) >= READABLE
    assert contrast(scheme.night, NIGHT) >= READABLE


def test_a_readable_colour_stays_as_it_is() -> None:
    assert Scheme("#B3261E").ink == "#B3261E"
    assert Scheme("#FFD500").on_spot == "#111111"
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"
