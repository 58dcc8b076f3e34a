"""The language of a translation is guessed from its words, among those in which the text is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.guessing import target_of
from pipeline.plan import Text

FILE = Path("old.docx")
SPANISH = "El primer día de calor es una fiesta. La tercera noche es la peligrosa: nadie ha dormido y hace mucho calor."
PORTUGUESE = "O primeiro dia de calor é uma festa. A terceira noite é a perigosa: ninguém dormiu e faz muito calor."
ENGLISH = "The first hot day is a holiday. The third night is the dangerous one, because nobody has slept."


def text(*languages: str) -> Text:
    return Text(path=Path("heat.md"), sha256="", title="Heat", language="en", languages=languages, formats=())


@pytest.mark.parametrize(("words", "code"), [(SPANISH, "es"), (PORTUGUESE, "pt")])
def test_words_tell_their_language(words: str, code: str) -> None:
    assert target_of(text("es", "pt"), words, FILE) == code


def test_what_a_person_says_counts_also_in_full() -> None:
    assert target_of(text("es", "pt"), PORTUGUESE, FILE, "es") == "es"
    assert target_of(text("es", "pt"), SPANISH, FILE, "pt-BR") == "pt"


@pytest.mark.parametrize(
    ("languages", "words", "code", "problem"),
    [
        (("es", "pt"), ENGLISH, "", "in English itself"),
        (("es",), ENGLISH, "", "in English itself"),
        (("pt", "pt-PT"), PORTUGUESE, "", "Add --language"),
        (("es", "pt"), "1234 5678", "", "Add --language"),
        ((), SPANISH, "", "There are|there are: none"),
        (("es",), SPANISH, "fr", "is not wanted"),
    ],
)
def test_what_cannot_be_told_is_asked(languages: tuple[str, ...], words: str, code: str, problem: str) -> None:
    with pytest.raises(OctavillaError, match=problem):
        target_of(text(*languages), words, FILE, code)
