"""Measure what divides texts and searches memories: words a minute, seconds a search, units of TMX a second."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from itertools import islice

from bench.samples import varied, words_in
from pipeline.review.memory import Memory, Unit
from pipeline.review.tmx import parse_tmx, write_tmx
from pipeline.text.segment import split

UNITS = 100_000
SEARCHES = 50
_SENTENCES = 2_000
_PARAGRAPH = 5
_WORDS = 22
"""Words of a sentence, about, rounded up."""


def memories(count: int = UNITS) -> Iterator[str]:
    """Yield how fast texts are divided, and a memory of `count` units is read and searched, one `name: value` a line.

    Processor time; the sentences asked for are not in the memory, but much like one that is.
    """
    sentences = list(islice(varied(count * _WORDS), count))
    paragraphs = [" ".join(sentences[at : at + _PARAGRAPH]) for at in range(0, min(count, _SENTENCES), _PARAGRAPH)]
    seconds = _seconds(lambda: [split(paragraph) for paragraph in paragraphs])
    yield f"dividing into sentences, words a minute: {60 * sum(map(words_in, paragraphs)) / seconds:,.0f}"
    content = write_tmx([Unit(source=sentence, target=f"Es: {sentence}") for sentence in sentences], "en", "es")
    units: list[Unit] = []
    seconds = _seconds(lambda: units.extend(parse_tmx(content, "memory.tmx", "en", "es")))
    yield f"reading a TMX file, units a second: {len(units) / seconds:,.0f}"
    memory = Memory(units)
    first = _seconds(lambda: memory.fuzzy("Warm up the index."))
    yield f"memory of {len(units):,} units, seconds for the first search: {first:.2f}"
    asked = [f"{sentence} Again." for sentence in sentences[:: max(count // SEARCHES, 1)]]
    seconds = _seconds(lambda: [memory.fuzzy(sentence) for sentence in asked])
    yield f"memory of {len(units):,} units, ms a search: {1000 * seconds / len(asked):.0f}"


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Measure and print one `name: value` a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=UNITS)
    for line in memories(parser.parse_args().units):
        print(line, flush=True)


if __name__ == "__main__":
    main()
