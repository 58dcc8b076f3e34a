"""Titles: even lines, no divided words, and a size that fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.typeset import fonts
from pipeline.typeset.fit import Step, fit, with_breaks, wrap

FACE = fonts.face_for(fonts.faces(fonts.DISPLAY), 800).path
STEPS = (Step(size=60, leading=58, lines=2), Step(size=40, leading=39, lines=3), Step(size=20, leading=20, lines=9))


def test_a_short_title_is_set_largest() -> None:
    fitted = fit("Stop the cuts", FACE, STEPS, 120)
    assert (fitted.size, fitted.lines) == (60, ("Stop the cuts",))


def test_lines_are_even_in_place_of_a_last_word_alone() -> None:
    fitted = wrap("When the city will not cool down", FACE, 54, 52.8, 170)
    assert fitted.lines == ("When the city will", "not cool down") or len(fitted.lines[-1]) > 8


def test_a_word_too_long_for_a_size_takes_a_smaller_one_and_is_never_divided() -> None:
    title = "Internacionalización de las responsabilidades"
    fitted = fit(title, FACE, STEPS, 90)
    assert fitted.size < 60
    assert " ".join(fitted.lines) == title


@given(st.lists(st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=14), min_size=1, max_size=25))
def test_the_lines_always_hold_the_words_in_order(words: list[str]) -> None:
    text = " ".join(words)
    fitted = fit(text, FACE, STEPS, 100)
    assert " ".join(fitted.lines) == text
    assert fitted.height == fitted.leading * len(fitted.lines)


def test_breaks_go_into_the_html_at_the_same_spaces() -> None:
    assert with_breaks("A <em class='x y'>wall that</em> would not", ["A wall", "that would", "not"]) == (
        "A <em class='x y'>wall<br>that</em> would<br>not"
    )
