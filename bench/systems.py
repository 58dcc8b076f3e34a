"""The systems that drafts are compared with: argostranslate's own API on the same package, and Apertium."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.drafting import argos_translation
from pipeline.errors import OctavillaError
from pipeline.mt.cache import Cache, Translation
from pipeline.mt.packages import Package, fingerprinted

Progress = Callable[[int, int], None]
"""Called with sentences done and sentences in all."""
APERTIUM_MODES = {
    "es": (("eng-spa", "en-es"),),
    "pt": (("eng-spa", "en-es"), ("es-pt_BR", "spa-por_BR", "es-pt", "spa-por")),
}
"""For each target language the translations to go through, each by the names Debian's packages have had for it."""
_ARGOS_DISTRIBUTIONS = ("argostranslate", "argos-translate-lt")
_COMMIT = 20
"""Sentences that an interrupt can lose: at Argos's pace some seconds of work."""
_CHUNK = 500
_TIMEOUT = 60.0
_SECONDS_A_SENTENCE = 0.5
_SPACE = re.compile(r"\s+")


def argos(
    packages: Sequence[Package], sentences: Iterable[str], memory: Path | None, progress: Progress | None = None
) -> dict[str, str]:
    """Return argostranslate's own translation of each sentence, one call a sentence, as its users would have it.

    Its settings are untouched but for the sentence splitter (a download), in place of which a sentence is a sentence,
    and the number of threads, which changes the time and not the text.
    Through several packages one after the other when `packages` are several. `memory` is a file that keeps what was
    translated before with the same packages, release of argostranslate and beam; None keeps nothing.
    """
    wanted = list(dict.fromkeys(sentences))
    scope = _argos_scope(packages)
    with Cache(memory) as cache, one_thread():
        found = {sentence: item.text for sentence, item in cache.get(scope, wanted).items()}
        missing = [sentence for sentence in wanted if sentence not in found]
        steps = [argos_translation(package) for package in packages] if missing else []
        fresh: dict[str, Translation] = {}
        try:
            for done, sentence in enumerate(missing):
                if progress is not None:
                    progress(done, len(missing))
                found[sentence] = _through(steps, sentence)
                fresh[sentence] = Translation(found[sentence], 1.0)
                if len(fresh) >= _COMMIT:
                    cache.put(scope, fresh)
                    fresh = {}
        finally:
            cache.put(scope, fresh)
        if progress is not None and missing:
            progress(len(missing), len(missing))
    return {sentence: found[sentence] for sentence in wanted}


@contextmanager
def one_thread() -> Iterator[None]:
    """Let Argos compute with one thread: the text is the same, and small sentences are several times faster so."""
    from argostranslate import settings

    before = settings.intra_threads
    settings.intra_threads = 1
    try:
        yield
    finally:
        settings.intra_threads = before


def _through(steps: Sequence[Any], sentence: str) -> str:
    for step in steps:
        sentence = str(step.translate(sentence)).strip()
    return sentence


def _argos_scope(packages: Sequence[Package]) -> str:
    """Return what an Argos translation depends on beside its sentence."""
    from argostranslate import settings

    fingerprints = " ".join(fingerprinted(package).fingerprint for package in packages)
    return f"{argos_version()} beam {settings.beam_size} batch {settings.batch_size} {fingerprints}"


def argos_version() -> str:
    """Return the distribution of argostranslate that is installed, with its release."""
    for name in _ARGOS_DISTRIBUTIONS:
        try:
            return f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            continue
    return "argostranslate"


@dataclass(frozen=True, slots=True)
class Apertium:
    """The `apertium` program with the modes to go through, one after the other."""

    program: str
    modes: tuple[str, ...]
    timeout: float = _TIMEOUT
    """Seconds for the program to start; each sentence adds half a second."""

    def translate(self, sentences: Iterable[str]) -> dict[str, str]:
        """Return the translation of each sentence.

        A sentence is a paragraph to Apertium, which keeps the lines. Should it not, or hang, the sentences are given
        in ever smaller parts, and one that fails alone is left as it is.
        """
        wanted = list(dict.fromkeys(sentences))
        found: list[str] = [_SPACE.sub(" ", sentence).strip() for sentence in wanted]
        for mode in self.modes:
            found = [
                item
                for start in range(0, len(found), _CHUNK)
                for item in self._part(mode, found[start : start + _CHUNK])
            ]
        return dict(zip(wanted, found, strict=True))

    def _part(self, mode: str, sentences: Sequence[str]) -> list[str]:
        done = self._lines(mode, sentences)
        if done is not None:
            return done
        if len(sentences) == 1:
            return list(sentences)
        middle = len(sentences) // 2
        return self._part(mode, sentences[:middle]) + self._part(mode, sentences[middle:])

    def _lines(self, mode: str, sentences: Sequence[str]) -> list[str] | None:
        """Return a translation for each sentence, or None when they cannot be told apart or the program fails."""
        try:
            ended = subprocess.run(
                [self.program, "-u", mode],
                input="".join(f"{sentence}\n\n" for sentence in sentences),
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=self.timeout + _SECONDS_A_SENTENCE * len(sentences),
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
        except (subprocess.TimeoutExpired, OSError):
            return None
        lines = ended.stdout.split("\n")
        if ended.returncode or len(lines) != 2 * len(sentences) + 1 or any(lines[1::2]):
            return None
        return [_SPACE.sub(" ", line).strip() for line in lines[:-1:2]]


def apertium(target: str, program: str = "apertium") -> Apertium:
    """Return Apertium for English into `target`. Raises OctavillaError that says what is not installed."""
    path = shutil.which(program)
    if path is None:
        raise OctavillaError("Apertium is not installed (Debian: apertium-eng-spa, apertium-es-pt).")
    try:
        listed = subprocess.run([path, "-l"], capture_output=True, encoding="utf-8", errors="replace", timeout=_TIMEOUT)
    except (subprocess.TimeoutExpired, OSError) as error:
        raise OctavillaError(f"Apertium does not say which translations it has: {error}.") from error
    installed = set(listed.stdout.split())
    modes = []
    for names in APERTIUM_MODES.get(target, ()):
        mode = next((name for name in names if name in installed), None)
        if mode is None:
            raise OctavillaError(f"Apertium is installed without {' or '.join(names)}.")
        modes.append(mode)
    if not modes:
        raise OctavillaError(f"Apertium: no way from English to {target} is known here.")
    return Apertium(path, tuple(modes))
