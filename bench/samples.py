"""Text to measure drafting with: the sample texts as plain sentences, and any number of different ones made of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.mt.inline import parse
from pipeline.text.document import texts_of
from pipeline.text.read import read_file

ROOT = Path(__file__).resolve().parent.parent
_SENTENCE = re.compile(r".+?(?:[.!?…][\"'’”)]*(?=\s+[A-Z“‘\"'(])|$)", re.DOTALL)
_FEWEST_WORDS = 4
"""Sentences of fewer words have no two halves to put together anew."""


def paragraphs(words: int) -> list[list[str]]:
    """Return paragraphs of the project's sample texts as lists of plain sentences, about `words` words in all."""
    found: list[list[str]] = []
    count = 0
    for path in sorted((ROOT / "texts").glob("*.md")):
        for _, text in texts_of(read_file(path)):
            plain = parse(text, {}).plain
            sentences = [" ".join(item.split()) for item in _SENTENCE.findall(plain) if item.strip()]
            count += sum(map(words_in, sentences))
            found.append(sentences)
            if count >= words:
                return found
    return found


def varied(words: int, pool: Sequence[str] = ()) -> Iterator[str]:
    """Yield different sentences of about `words` words: the first half of one of `pool` with the second of another.

    `pool` is by default all sentences of the sample texts; its halves have to be enough for that many words.
    """
    rng = random.Random(8)
    pool = pool or list(dict.fromkeys(sentence for paragraph in paragraphs(10**6) for sentence in paragraph))
    halves = [_halves(sentence) for sentence in pool if words_in(sentence) >= _FEWEST_WORDS]
    pairs = [(first, second) for first in range(len(halves)) for second in range(len(halves))]
    rng.shuffle(pairs)
    seen: set[int] = set()
    count = 0
    for first, second in pairs:
        sentence = f"{halves[first][0]} {halves[second][1]}"
        if hash(sentence) not in seen:
            seen.add(hash(sentence))
            count += words_in(sentence)
            yield sentence
            if count >= words:
                return
    raise ValueError(f"The halves of {len(pool)} sentences make {count} words, not {words}.")


def words_in(text: str) -> int:
    """Return how many words a text has, between spaces."""
    return len(text.split())


def _halves(sentence: str) -> tuple[str, str]:
    words = sentence.split()
    middle = len(words) // 2
    return " ".join(words[:middle]), " ".join(words[middle:])
