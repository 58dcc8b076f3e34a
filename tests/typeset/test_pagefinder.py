"""The page of a sentence: found through what typography, hyphenation and page ends do to it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.typeset.pagefinder import PageFinder, letters, plain

PAGES = (
    "E\r\nGUÍA\r\nl primer día de calor es una ﬁesta. Con\x02tenido\r\n"
    "Agua\r\nBebe agua fría cada ho\u00adra,\r\nmás si su",
    "das. 2\r\nGUÍA\r\nAgua\r\nDescansa a la sombra. Llama a la puerta dos veces al día y "
    "pre\u2010\r\ngunta. Descansa.",
    "1 Una nota muy breve. Llama a la puerta dos veces, por la maña-\r\nna y por la noche.",
)
TARGETS = (
    "El primer día de calor es una fiesta.",
    "Contenido",
    "Bebe **agua** fría cada hora,[^1] más si sudas.",
    "Agua",
    "Descansa a la sombra.",
    "Llama a la puerta dos veces al día y [pregunta](https://example.org/).",
    "Descansa.",
    "Una nota muy breve.",
)


def page(index: int, targets: Sequence[str] = TARGETS) -> int | None:
    return PageFinder(PAGES).page_of(targets, index)


def test_a_large_first_letter_stands_apart_from_its_word() -> None:
    assert page(0) == 1


def test_a_word_divided_at_the_end_of_a_line_is_one_word() -> None:
    assert page(1) == 1
    assert page(5) == 2


def test_a_sentence_that_goes_on_overleaf_is_on_the_page_where_it_begins() -> None:
    assert page(2) == 1


def test_of_several_places_the_one_after_the_sentence_before_is_meant() -> None:
    """The word stands in the list of contents too, on page 1, before what is read before the heading."""
    assert page(3, (*TARGETS[:2], "Descansa a la sombra. Llama a la puerta", "Descansa.")) == 2
    assert PageFinder(["Agua. Leche.", "Bebe mucha agua fría cada hora. Agua. Leche."]).page_of(
        ["Bebe mucha agua fría cada hora.", "Leche."], 1
    ) == 2  # fmt: skip


def test_sentences_with_the_same_beginning_are_told_apart() -> None:
    assert page(0, ("Llama a la puerta dos veces, por la mañana y por la noche.",)) == 3


def test_words_that_typography_changed_are_found_by_likeness() -> None:
    assert page(0, ("Descansar en la sombra y llamar a la puerta dos veces al día y preguntar.",)) == 2


def test_a_sentence_that_is_nowhere_takes_the_page_of_the_one_before() -> None:
    targets = ("Descansa a la sombra. Llama a la puerta dos veces al día", "Zanahorias, wagnerianos y kiwis.")
    assert page(1, targets) == 2
    assert page(0, ("Zanahorias.",)) is None
    assert PageFinder([]).page_of(["Agua"], 0) is None


@pytest.mark.parametrize("text", ["12 %", "—", ""])
def test_a_sentence_without_letters_takes_the_page_of_the_one_before(text: str) -> None:
    assert page(1, ("Descansa a la sombra. Llama a la puerta dos veces al día", text)) == 2
    assert page(0, (text,)) is None


def test_letters_and_plain_words() -> None:
    assert letters("E\u0301l 3.º\u00a0día") == "élodía"
    assert plain("`code` and ![picture](a.svg)  \nline \\* \\& <https://example.org>") == (
        "code and  line * & https://example.org"
    )
