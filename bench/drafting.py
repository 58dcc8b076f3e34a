"""Measure drafting: words a second beside argostranslate's own API and beside CTranslate2 with nothing around it.

All translate the same sentences with the same package and beam, in turns, in one run on the cores there are. Argos's
sentence splitters are models it downloads, so it gets ours; everything else is as it comes.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.bare import Bare
from bench.memory import MANY, memory, starter
from bench.samples import paragraphs, words_in
from pipeline.mt.draft import Tally, Translation, draft
from pipeline.mt.engine import Job, engine_for
from pipeline.mt.inline import parse
from pipeline.mt.packages import Package, unpacked
from pipeline.processors import processors

SPEED_WORDS = 6_000
ROUNDS = 5
ARGOS_AIM = 20.0
"""Words a second as a multiple of argostranslate's, at least."""
BARE_AIM = 0.9
"""Words a second as a share of bare `translate_batch`'s, at least."""
_BREAK = "\v"
"""Between sentences that Argos gets: a paragraph break to nobody."""


def speed(words: int = SPEED_WORDS, rounds: int = ROUNDS) -> Iterator[str]:
    """Yield what `measure_speed` finds with the starter package for Spanish, one `name: value` a line."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from measure_speed(starter(Path(scratch)), paragraphs(words), rounds)
        engine_for.cache_clear()


def measure_speed(package: Package, text: Sequence[Sequence[str]], rounds: int = ROUNDS) -> Iterator[str]:
    """Yield words a second of all, the ratios with their aims, and how many sentences are as Argos has them.

    `text` is paragraphs of sentences. Argos is slow: it gets every `rounds`-th paragraph in each of the rounds.
    """
    sentences = list(dict.fromkeys(itertools.chain.from_iterable(text)))
    count = sum(map(words_in, sentences))
    argos = argos_translation(package)
    bare = Bare(package, sentences)
    argos.translate("Good morning.")
    draft(["Good morning."], package)
    setting = bare.best(2)
    yield f"drafting words: {count}"
    yield f"drafting cores: {processors()}"
    drafts: dict[str, Translation] = {}
    tally = Tally()
    argos_words, argos_seconds = 0, 0.0
    bare_speeds, engine_speeds, our_speeds = [], [], []
    # In turns, so that whatever else the machine does meanwhile slows down all of them.
    for number in range(rounds):
        part = text[number::rounds]
        argos_words += sum(words_in(sentence) for paragraph in part for sentence in paragraph)
        argos_seconds += _seconds(partial(_paragraph_by_paragraph, argos, part))
        bare_speeds.append(count / bare.seconds(setting))
        engine_speeds.append(count / _seconds(partial(_engine_alone, package, sentences)))
        tally = Tally()
        our_speeds.append(count / _seconds(partial(_drafted, package, sentences, drafts, tally)))
    argos_speed, ours = argos_words / argos_seconds, statistics.median(our_speeds)
    yield f"drafting argostranslate words/s: {argos_speed:.0f}"
    yield f"drafting bare translate_batch words/s: {statistics.median(bare_speeds):.0f} ({setting})"
    yield f"drafting engine without guard words/s: {statistics.median(engine_speeds):.0f}"
    yield f"drafting octavilla words/s: {ours:.0f}"
    yield f"drafting sentences with a fault: {sum(tally.found.values())} of {len(sentences)}"
    yield _beside("drafting ratio to argostranslate", ours / argos_speed, ARGOS_AIM)
    share = statistics.median(mine / other for mine, other in zip(our_speeds, bare_speeds, strict=True))
    yield _beside("drafting share of bare translate_batch", share, BARE_AIM)
    same, alike = _alike(argos, drafts)
    yield f"drafting identical share: {same / max(alike, 1):.3f} of {alike} plain sentences without a flag"


def argos_translation(package: Package) -> Any:
    """Return argostranslate's own translation of a package, its settings untouched, with sentences split at \\v."""
    from argostranslate import package as argos_package
    from argostranslate import translate as argos_translate

    class Sentences:
        def __init__(self, *_: object) -> None: ...

        def split_sentences(self, text: str) -> list[str]:
            return text.split(_BREAK)

    argos_translate.MiniSBDSentencizer = Sentences
    opened = argos_package.Package(unpacked(package))
    source = argos_translate.Language(package.from_code, package.from_code)
    target = argos_translate.Language(package.to_code, package.to_code)
    return argos_translate.PackageTranslation(source, target, opened)


def _paragraph_by_paragraph(argos: Any, text: Sequence[Sequence[str]]) -> None:
    argos.translate("\n".join(_BREAK.join(paragraph) for paragraph in text))


def _drafted(package: Package, sentences: Sequence[str], into: dict[str, Translation], tally: Tally) -> None:
    into.update(draft(sentences, package, tally=tally))


def _engine_alone(package: Package, sentences: Sequence[str]) -> None:
    ordered = sorted(sentences, key=len, reverse=True)
    for _ in engine_for(package).translate(Job(sentence) for sentence in ordered):
        pass


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _beside(name: str, value: float, aim: float) -> str:
    return f"{name}: {value:.2f} (aim: at least {aim:g}; {'met' if value >= aim else 'missed'})"


def _alike(argos: Any, drafts: dict[str, Translation]) -> tuple[int, int]:
    """Return how many plain sentences without a flag are as Argos has them, and how many there are.

    Sentence by sentence, because Argos joins a paragraph's tokens before it decodes them.
    """
    plain = [
        sentence
        for sentence, item in drafts.items()
        if not item.flags and parse(sentence, {}).plain == sentence and not sentence.isupper()
    ]
    return sum(argos.translate(sentence).strip() == drafts[sentence].text for sentence in plain), len(plain)


def main() -> None:
    """Measure and print one `name: value` a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=SPEED_WORDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--memory-words", type=int, default=MANY, help="0 leaves the memory out")
    options = parser.parse_args()
    for line in speed(options.words, options.rounds):
        print(line, flush=True)
    if options.memory_words:
        for line in memory(options.memory_words):
            print(line, flush=True)


if __name__ == "__main__":
    main()
