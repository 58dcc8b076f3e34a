"""Compare libraries that find sentences, as they come, with ours, on the golden cases and on any other text.

    python tests/tools/compare_segmenters.py [--lines LANGUAGE FILE]...

A file for --lines has one sentence a line; six lines at a time are put together and taken apart again. Libraries
that are not installed are left out, with a word. Speed is a ratio to ours, measured in the same run.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path

from pipeline.text.segment import split

GOLDEN = Path(__file__).parents[1] / "golden" / "segment"
Splitter = Callable[[str], list[str]]
Case = tuple[str, list[str]]


def ours(language: str) -> Splitter:
    """Return the project's own way."""
    return lambda text: [piece.text for piece in split(text, language) if piece.text.strip()]


def sentencex(language: str) -> Splitter:
    """Return sentencex, which `split` asks about what its rules do not know."""
    library = importlib.import_module("sentencex")
    return lambda text: list(library.segment(language, text))


def nupunkt(language: str) -> Splitter:
    """Return nupunkt, trained on English law."""
    library = importlib.import_module("nupunkt")
    return lambda text: list(library.sent_tokenize(text))


def pysbd(language: str) -> Splitter:
    """Return pySBD; Portuguese, which it does not have, is treated as Spanish."""
    segmenter = importlib.import_module("pysbd").Segmenter(language="es" if language == "pt" else language, clean=False)
    return lambda text: list(segmenter.segment(text))


def syntok(language: str) -> Splitter:
    """Return syntok."""
    library = importlib.import_module("syntok.segmenter")

    def sentences(text: str) -> Iterator[str]:
        for paragraph in library.analyze(text):
            for tokens in paragraph:
                yield text[tokens[0].offset : tokens[-1].offset + len(tokens[-1].value)]

    return lambda text: list(sentences(text))


def sentence_splitter(language: str) -> Splitter:
    """Return sentence-splitter, the rules of Europarl and Moses."""
    splitter = importlib.import_module("sentence_splitter").SentenceSplitter(language)
    return lambda text: list(splitter.split(text))


LIBRARIES: dict[str, Callable[[str], Splitter]] = {
    "ours": ours,
    "sentencex": sentencex,
    "nupunkt": nupunkt,
    "pysbd": pysbd,
    "syntok": syntok,
    "sentence-splitter": sentence_splitter,
}


def golden(language: str) -> list[Case]:
    """Return the plain cases of one language as (source, sentences)."""
    cases = []
    for block in (GOLDEN / f"{language}.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("# ")]
        written = [line[2:] for line in lines if line.startswith("> ")]
        sentences = [line for line in lines if not line.startswith("> ")]
        if sentences:
            cases.append(("\n".join(written) or " ".join(sentences), sentences))
    return cases


def paragraphs(path: Path, size: int = 6) -> list[Case]:
    """Return the lines of a file, one sentence each, as paragraphs of `size`."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    groups = [lines[start : start + size] for start in range(0, len(lines), size)]
    return [(" ".join(group), group) for group in groups]


def run(find: Splitter, cases: Iterable[Case]) -> tuple[int, float]:
    """Return how many cases come out exactly right, and the seconds of processor time."""
    sources = list(cases)
    start = time.process_time()
    results = [find(source) for source, _ in sources]
    seconds = time.process_time() - start
    pairs = zip(results, sources, strict=True)
    right = sum([part.strip() for part in found if part.strip()] == wanted for found, (_, wanted) in pairs)
    return right, seconds


def ends(parts: Iterable[str], text: str) -> set[int]:
    """Return where the parts end in the text, the last one left out."""
    found, at = set(), 0
    for part in parts:
        place = text.find(part.strip(), at)
        if place >= 0 and part.strip():
            at = place + len(part.strip())
            found.add(at)
    return found - {len(text)}


def f_score(find: Splitter, cases: Iterable[Case]) -> float:
    """Return the F1 score of the boundaries inside the paragraphs, 0 to 1."""
    both = sides = 0
    for source, wanted in cases:
        expected, found = ends(wanted, source), ends(find(source), source)
        both += len(expected & found)
        sides += len(expected) + len(found)
    return 2 * both / sides if sides else 1.0


def size(name: str) -> str:
    """Return the installed size of a distribution without what it depends on, in MB."""
    files = metadata.files(name) or []
    return f"{sum(file.size or 0 for file in files) / 1e6:.1f} MB"


def main() -> None:
    """Print the tables in Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--lines", nargs=2, action="append", default=[], metavar=("LANGUAGE", "FILE"))
    arguments = parser.parse_args()
    languages = ("en", "es", "pt")
    cases = {language: golden(language) for language in languages}
    long = {language: [(source, []) for source, _ in cases[language]] * 10 for language in languages}
    total = sum(map(len, cases.values()))
    print(f"| library | en | es | pt | all of {total} | time, ours = 1 | installed |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    base = 0.0
    available = {}
    for name, make in LIBRARIES.items():
        try:
            finders = {language: make(language) for language in languages}
        except ImportError:
            print(f"| {name}: not installed | | | | | | |")
            continue
        available[name] = finders
        right = [run(finders[language], cases[language])[0] for language in languages]
        seconds = sum(run(finders[language], long[language])[1] for language in languages)
        base = base or seconds
        shares = " | ".join(str(number) for number in right)
        version = "" if name == "ours" else f" {metadata.version(name)}"
        installed = "" if name == "ours" else size(name)
        print(f"| {name}{version} | {shares} | {sum(right)} | {seconds / base:.2f} | {installed} |")
    for language, file in arguments.lines:
        groups = paragraphs(Path(file))
        print(f"\n{Path(file).name}, F1 of boundaries: ", end="")
        print(", ".join(f"{name} {f_score(finders[language], groups):.4f}" for name, finders in available.items()))


if __name__ == "__main__":
    main()
