"""Small mends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.alignment import Aligned, Block
from pipeline.mt.finish import finish


def aligned(source: str, target: str) -> Aligned:
    """An alignment of word to word, in order."""

    def words(text: str) -> tuple[tuple[int, int], ...]:
        spans, at = [], 0
        for word in text.split():
            start = text.index(word, at)
            at = start + len(word)
            spans.append((start, at))
        return tuple(spans)

    left, right = words(source), words(target)
    rows = tuple(
        tuple(1.0 if min(row, len(left) - 1) == column else 0.0 for column in range(len(left)))
        for row in range(len(right))
    )
    return Aligned(target, (Block(left, right, rows),))


@pytest.mark.parametrize(
    ("source", "target", "finished"),
    [
        ("Housing rights", "Derechos de vivienda.", "Derechos de vivienda"),
        ("Is it open?", "Está abierto.", "Está abierto?"),
        ("It is open.", "Está abierto", "Está abierto."),
        ("It is open!", "Está abierto.", "Está abierto!"),
        ("bring water", "Traiga agua", "traiga agua"),
        ("Bring water", "traiga agua", "Traiga agua"),
        ("He said “no.”", "Dijo “no”.", "Dijo “no”."),
        ("Smith & Co", "Smith S. A.", "Smith S. A."),
        ("The hall (upstairs) is open.", "La sala arriba está abierta.", "La sala (arriba) está abierta."),
        ("The hall (upstairs) is open.", "La sala (arriba está abierta.", "La sala (arriba) está abierta."),
        ("The “red” door", "La roja puerta", "La “roja” puerta"),
        ("“The door is red.”", "La puerta es roja.", "“La puerta es roja.”"),
        ("(The door is red)", "La puerta es roja", "(La puerta es roja)"),
        ("The “red” door", "La “roja” puerta", "La “roja” puerta"),
        ("NATO met.", "La OTAN se reunió.", "La OTAN se reunió."),
        ("iPhone users", "Usuarios", "Usuarios"),
    ],
)
def test_what_is_mended(source: str, target: str, finished: str) -> None:
    assert finish(source, aligned(source, target)).text == finished


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_word_is_lost_and_nothing_raises(source: str, target: str) -> None:
    def letters(text: str) -> str:
        return "".join(sign for sign in text if sign.isalnum()).casefold()

    assert letters(finish(source, Aligned(target)).text) == letters(target)
    finish(source, aligned(source, target))


@given(st.text(max_size=60))
def test_a_draft_like_its_source_stays(text: str) -> None:
    assert finish(text, Aligned(text)).text == text
