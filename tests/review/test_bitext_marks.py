"""The translation of a sentence gets the sentence's inline marks, and loses no word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.bitext_marks import with_marks
from pipeline.review.bitext_sides import read
from pipeline.review.exchange.marking import differences

NEIGHBOUR = "Drink **cold** water every hour, and [ask a neighbour](https://example.org/help).[^1]"


@pytest.mark.parametrize(
    ("source", "target", "draft", "expected"),
    [
        (NEIGHBOUR, "Bebe agua **fría** cada hora y [pregunta a un vecino](https://es.example).[^7]", "",
         "Bebe agua **fría** cada hora y [pregunta a un vecino](https://es.example).[^1]"),
        (NEIGHBOUR, "Bebe agua fría cada hora y pregunta a un vecino.1",
         "Bebe agua **fría** cada hora, y [pregunta a un vecino](https://example.org/help).[^1]",
         "Bebe agua **fría** cada hora y [pregunta a un vecino](https://example.org/help).[^1]"),
        ("**Nobody leaves a thing.**", "Nadie deja una cosa.", "", "**Nadie deja una cosa.**"),
        ("**Nobody leaves a thing**.", "Nadie deja una cosa.", "", "**Nadie deja una cosa**."),
        ("**Note:** keep a copy.", "Nota: guarda una copia.", "", "**Nota:** guarda una copia."),
        ("**Note**: keep a copy.", "Nota: guarda una copia.", "", "**Nota**: guarda una copia."),
        ("Write to <hello@x.example> now.", "Escribe ya a hello@x.example.", "", "Escribe ya a <hello@x.example>."),
        ("Run `make` first.", "Primero ejecuta make.", "", "Primero ejecuta `make`."),
        ("Above 35 °C it can do harm.[^fan]", "Por encima de 35 °C puede hacer daño (2).", "",
         "Por encima de 35 °C puede hacer daño.[^fan]"),
        ("It costs £60[^a] a year.", "Cuesta 60 libras al año.", "", None),
        ("Since 2016.[^a]", "Desde 2016.", "", "Desde 2016.[^a]"),
        ("Plain words.", "Palabras **llanas** y \\*así\\*.", "", "Palabras llanas y \\*así\\*."),
        ("The *second* one.", "El otro.", "El *segundo*.", None),
        ("*Yes*, and *no*.", "*Sí*, y no.", "", None),
    ],
)  # fmt: skip
def test_marks_are_taken_over_put_back_or_said_to_be_missing(
    source: str, target: str, draft: str, expected: str | None
) -> None:
    """None: the translation comes back as it is, and says so."""
    made, complete = with_marks(source, target, hypothesis=draft)
    assert (made, complete) == ((expected, True) if expected is not None else (target, False))


def test_a_link_written_with_a_label_of_the_other_file_is_none_of_ours() -> None:
    made, complete = with_marks(
        "See [our page](https://x.example).", "Mira [nuestra página][1].", own=(("1", ("https://es.example", "")),),
        hypothesis="Ver [nuestra página](https://x.example).",
    )  # fmt: skip
    assert (made, complete) == ("Mira [nuestra página](https://x.example).", True)


words = st.lists(st.sampled_from(("agua", "fría", "noche", "Ana", "35", "°C", "a_b", "y")), min_size=1, max_size=8)
signs = st.sampled_from(("{}", "**{}**", "*{}*", "[{}](https://x.example)", "`{}`", "~~{}~~"))


@given(words, words, signs, signs, st.integers(0, 7), st.integers(0, 7))
def test_no_word_is_lost_and_complete_means_complete(
    ours: list[str], theirs: list[str], one: str, two: str, at: int, there: int
) -> None:
    ours[at % len(ours)] = one.format(ours[at % len(ours)])
    theirs[there % len(theirs)] = two.format(theirs[there % len(theirs)])
    source, target = " ".join(ours), " ".join(theirs)
    made, complete = with_marks(source, target)
    assert complete == (not differences(source, made, {}))
    if "`" not in made + target:
        assert read(made) == read(target)
    assert re.findall(r"\w+", made.replace("https://x.example", "")) == re.findall(
        r"\w+", target.replace("https://x.example", "")
    )
