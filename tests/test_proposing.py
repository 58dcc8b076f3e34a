"""Which words of the source a stretch of the translation comes from, by the attention of one package or of two."""

from __future__ import annotations

import re

import pytest

from pipeline.mt.alignment import Aligned, Block
from pipeline.proposing import _weights
from pipeline.review.proposals import words_of


def aligned(source: str, target: str, pairs: dict[str, str]) -> Aligned:
    """Return a translation in which each word of the target looks at one word of the source."""
    places = {found[0]: index for index, found in enumerate(re.finditer(r"\w+", source))}
    rows = []
    for found in re.finditer(r"\w+", target):
        row = [0.0] * len(places)
        row[places[pairs[found[0]]]] = 1.0
        rows.append(tuple(row))
    spans = [tuple(found.span() for found in re.finditer(r"\w+", text)) for text in (source, target)]
    return Aligned(target, (Block(spans[0], spans[1], tuple(rows)),))


ONE = aligned("the old wall", "el muro viejo", {"el": "the", "muro": "wall", "viejo": "old"})
TWO = aligned("el muro viejo", "o velho muro", {"o": "el", "velho": "viejo", "muro": "muro"})


@pytest.mark.parametrize(
    ("chain", "word", "wanted"),
    [((ONE,), "muro", [0, 0, 1]), ((ONE,), "muro viejo", [0, 1, 1]), ((ONE, TWO), "velho", [0, 1, 0]),
     ((ONE, TWO), "muro", [0, 0, 1])],
)  # fmt: skip
def test_attention_is_followed_back_to_the_first_language(
    chain: tuple[Aligned, ...], word: str, wanted: list[float]
) -> None:
    text = chain[-1].text
    start = text.index(word)
    words = list(words_of("the old wall"))
    assert _weights(chain, (start, start + len(word)), words) == pytest.approx(wanted)
