"""A group's colours: what is set on them or in them can be read, in colour and in grey."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.typeset.colour import (
    DUSK,
    NIGHT,
    PAPER,
    READABLE,
    Scheme,
    contrast,
    field,
    grey,
    legibility,
    luminance,
    mix,
    on,
    readable,
)

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}")


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21


@given(colours, colours)
def test_every_pair_of_colours_gives_readable_text_in_colour_and_in_grey(first: str, second: str) -> None:
    scheme = Scheme(first, second)
    for ink, ground in (
        (scheme.on_spot, scheme.spot),
        (scheme.on_second, scheme.second),
        (scheme.ink, PAPER),
        (scheme.ink, scheme.tint),
        (scheme.second_ink, scheme.second_tint),
        ("#000000", scheme.tint),
        (scheme.night, NIGHT),
        (scheme.night, DUSK),
        (scheme.second_night, DUSK),
    ):
        assert contrast(ink, ground) >= READABLE
        assert contrast(grey(ink), grey(ground)) >= READABLE


@given(colours)
def test_a_field_on_which_text_can_be_read_stays_as_it_is(colour: str) -> None:
    if max(legibility("#000000", colour), legibility(PAPER, colour)) >= READABLE:
        assert field(colour) == colour
    assert legibility(on(field(colour)), field(colour)) >= READABLE


def test_a_readable_colour_stays_as_it_is_and_nothing_is_said() -> None:
    assert Scheme("#B3261E", "#1E4E8C").ink == "#B3261E"
    assert Scheme("#B3261E", "#1E4E8C").notices() == ()
    assert Scheme("#FFD500").on_spot == "#000000"
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"


def test_a_bright_red_is_nearly_black_in_grey_so_that_neither_black_nor_white_will_do() -> None:
    """White has 4.0 on it in colour, black 2.4 in grey: the field must be a little darker."""
    assert contrast(PAPER, "#FF0000") < READABLE
    assert legibility("#000000", "#FF0000") < 3
    assert Scheme("#FF0000").spot == "#EB0000"
    assert luminance(Scheme("#FF0000").spot) < luminance("#FF0000")


@pytest.mark.parametrize("colour", ["#FFD500", "#9CD3F0", "#FFFFFF"])
def test_text_in_a_colour_of_which_nothing_would_be_left_is_black(colour: str) -> None:
    assert readable(colour, PAPER) == "#000000"


def test_what_is_printed_otherwise_is_said_in_a_line_for_each_colour() -> None:
    yellow, red = Scheme("#FFD500", "#FF0000").notices()
    assert yellow == "colour #FFD500: text on paper is printed in black, so that it can be read, also in grey"
    assert red.startswith("second_colour #FF0000: fields with text on them are printed in #EB0000 and text on paper")


def test_without_a_second_colour_there_is_black_and_a_grey_tint() -> None:
    scheme = Scheme("#FFD500")
    assert (scheme.second, scheme.on_second, scheme.second_ink) == ("#000000", "#FFFFFF", "#000000")
    assert grey(scheme.second_tint) == scheme.second_tint
