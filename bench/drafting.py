"""Measure drafting: words a second against argostranslate's own translate(), and peak memory.

Both translate the same sentences with the same package in one run on the cores there are. Argos's sentence splitters
are models it downloads, so it gets ours; everything else is as it comes. Run: python -m bench.drafting
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.languages import language
from pipeline.mt.draft import draft, drafted
from pipeline.mt.engine import available_cores, engine_for
from pipeline.mt.inline import parse
from pipeline.mt.packages import Package, find, unpacked
from pipeline.text.document import texts_of
from pipeline.text.read import read_file

ROOT = Path(__file__).resolve().parent.parent
SPEED_WORDS = 3_000
MEMORY_WORDS = 100_000
ROUNDS = 5
_SENTENCE = re.compile(r".+?(?:[.!?…][\"'’”)]*(?=\s+[A-Z“‘\"'(])|$)", re.DOTALL)


def paragraphs(words: int) -> list[list[str]]:
    """Return paragraphs of the project's sample texts as lists of plain sentences, about `words` words in all."""
    found: list[list[str]] = []
    count = 0
    for path in sorted((ROOT / "texts").glob("*.md")):
        for _, text in texts_of(read_file(path)):
            plain = parse(text, {}).plain
            sentences = [" ".join(item.split()) for item in _SENTENCE.findall(plain) if item.strip()]
            count += sum(len(sentence.split()) for sentence in sentences)
            found.append(sentences)
            if count >= words:
                return found
    return found


def measure_speed(package: Package, words: int) -> dict[str, object]:
    """Return words a second of both, their ratio, and the share of sentences with the same translation."""
    text = paragraphs(words)
    sentences = list(itertools.chain.from_iterable(text))
    count = sum(len(sentence.split()) for sentence in sentences)
    argos = argos_translation(package)
    argos.translate("Good morning.")
    draft(["Good morning."], package)
    # In turns, so that whatever else the machine does meanwhile slows down both.
    argos_time, our_time = 0.0, []
    for part in range(ROUNDS):
        start = time.perf_counter()
        argos.translate("\n".join("\v".join(paragraph) for paragraph in text[part::ROUNDS]))
        middle = time.perf_counter()
        ours = draft(sentences, package)
        argos_time += middle - start
        our_time.append(time.perf_counter() - middle)
    our_mean = sum(our_time) / ROUNDS
    # Sentence by sentence, because Argos joins a paragraph's tokens before it decodes them.
    single = {sentence: argos.translate(sentence).strip() for sentence in dict.fromkeys(sentences)}
    plain = [sentence for sentence in single if parse(sentence, {}).plain == sentence and not sentence.isupper()]
    same = sum(single[sentence] == ours[sentence].text for sentence in plain)
    return {
        "drafting words": count,
        "drafting cores": available_cores(),
        "drafting argostranslate words/s": round(count / argos_time, 1),
        "drafting octavilla words/s": round(count / our_mean, 1),
        "drafting ratio": round(argos_time / our_mean, 1),
        "drafting identical share": round(same / len(plain), 4),
    }


def argos_translation(package: Package) -> Any:
    """Return argostranslate's own translation of a package, its settings untouched, with sentences split at \\v."""
    from argostranslate import package as argos_package
    from argostranslate import translate as argos_translate

    class Sentences:
        def __init__(self, *_: object) -> None: ...

        def split_sentences(self, text: str) -> list[str]:
            return text.split("\v")

    argos_translate.MiniSBDSentencizer = Sentences
    opened = argos_package.Package(unpacked(package))
    source = argos_translate.Language(package.from_code, package.from_code)
    target = argos_translate.Language(package.to_code, package.to_code)
    return argos_translate.PackageTranslation(source, target, opened)


def varied(words: int) -> Iterator[str]:
    """Yield different sentences of about `words` words: the sample texts' with other numbers and neighbours swapped."""
    rng = random.Random(8)
    pool = [sentence for paragraph in paragraphs(10**6) for sentence in paragraph if len(sentence.split()) > 3]
    seen: set[str] = set()
    count = 0
    while count < words:
        signs = rng.choice(pool).split()
        at = rng.randrange(len(signs) - 1)
        signs[at], signs[at + 1] = signs[at + 1], signs[at]
        sentence = " ".join([*signs[:-1], str(rng.randrange(1000)), signs[-1]])
        if sentence not in seen:
            seen.add(sentence)
            count += len(signs) + 1
            yield sentence


def measure_memory(package: Package, words: int) -> dict[str, object]:
    """Draft `words` words in a process of its own and return its peak memory in MB."""
    command = [sys.executable, "-m", "bench.drafting", "--child", str(words), "--state", str(package.state)]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return {
        "memory words": words,
        "memory peak MB": int(done.stdout.split()[-1]),
        "memory words/s": round(words / (time.perf_counter() - start), 1),
    }


def child(package: Package, words: int) -> None:
    """Draft `words` words and print the peak memory of this process in MB."""
    for _ in drafted(varied(words), package):
        pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def speed(words: int = SPEED_WORDS) -> Iterator[str]:
    """Yield the speed of drafting beside Argos's, one `name: value` a line."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _lines(measure_speed(_package(Path(scratch)), words))
        engine_for.cache_clear()


def memory(words: int = MEMORY_WORDS) -> Iterator[str]:
    """Yield the peak memory while drafting `words` words."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _lines(measure_memory(_package(Path(scratch)), words))


def _package(state: Path) -> Package:
    return find(language("en"), language("es"), [ROOT / "models"], state)


def _lines(results: dict[str, object]) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in results.items())


def main() -> None:
    """Measure and print one `name: value` a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=SPEED_WORDS)
    parser.add_argument("--memory-words", type=int, default=MEMORY_WORDS, help="0 leaves the memory out")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(_package(options.state), options.child)
        return
    for line in speed(options.words):
        print(line)
    if options.memory_words:
        for line in memory(options.memory_words):
            print(line)


if __name__ == "__main__":
    main()
