"""QR codes: their outlines are those of their modules, their size what a camera needs."""

from __future__ import annotations

import re

import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from pipeline.typeset.codes import LEAST, QUIET, Code, code_of

ADDRESS = "https://harbourstreet.example/leaflets/kt7m/es/"
_SIGNS = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789-./")


def filled(code: Code) -> np.ndarray:
    """Return which modules lie inside the outlines by the even-odd rule: a row of edges crossed from the left."""
    inside = np.zeros((code.modules, code.modules + 1), dtype=int)
    for outline in re.findall(r"M(\d+) (\d+)((?:[HV]\d+)+)z", code.path):
        x, y = int(outline[0]), int(outline[1])
        start = (x, y)
        steps = [(step, int(to)) for step, to in re.findall(r"([HV])(\d+)", outline[2])]
        for step, to in steps:
            if step == "V":
                inside[min(y, to) : max(y, to), x] += 1
                y = to
            else:
                x = to
        assert (x, y) == start, "an outline ends where it begins"
    return np.cumsum(inside, axis=1)[:, :-1] % 2 == 1


@given(st.text(_SIGNS, min_size=1, max_size=120))
def test_the_outlines_hold_the_dark_modules_and_nothing_else(rest: str) -> None:
    code = code_of(f"https://{rest}")
    matrix = np.array(segno.make(f"https://{rest}", error="m", micro=False).matrix, dtype=bool)
    assert (filled(code) == np.pad(matrix, QUIET)).all()


@given(st.text(_SIGNS, max_size=200), st.floats(0, 60))
def test_a_module_is_never_too_small_for_a_camera(rest: str, wanted: float) -> None:
    code = code_of(f"https://{rest}x")
    assert code.side(wanted) >= wanted
    assert code.side(wanted) / code.modules >= LEAST


def test_more_is_corrected_where_that_takes_no_more_room() -> None:
    short = segno.make("https://harbourstreet.example/leaflets/kt7m/", error="m", micro=False)
    assert short.error == "Q"
    assert code_of("https://harbourstreet.example/leaflets/kt7m/").modules == len(short.matrix) + 2 * QUIET


def test_it_is_dark_on_light_says_what_it_is_and_no_markup_gets_in() -> None:
    svg = str(code_of(ADDRESS).svg('Code "of" <b>'))
    assert "<title>Code &#34;of&#34; &lt;b&gt;</title>" in svg
    ground, dark = re.findall(r'fill="(#\w+)"', svg)
    assert (ground, dark) == ("#fff", "#000")
    assert f'd="M0 0H{code_of(ADDRESS).modules}V{code_of(ADDRESS).modules}H0z"' in svg
    assert code_of(ADDRESS).__html__().startswith("<svg")


def test_an_address_that_no_code_can_hold_is_an_error() -> None:
    with pytest.raises(ValueError, match="(?i)data"):
        code_of("https://harbour.example/" + "x" * 3000)
