"""CTranslate2's own `translate_batch` with nothing around it, at the best setting of threads and batches."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.mt.engine import BEAM, LENGTH_PENALTY
from pipeline.mt.packages import Package, unpacked
from pipeline.processors import processors

BATCHES = (("tokens", 512), ("tokens", 1024), ("tokens", 2048), ("examples", 16), ("examples", 32), ("examples", 64))


@dataclass(frozen=True, slots=True)
class Setting:
    """How CTranslate2 shares out the work."""

    inter_threads: int
    """Batches at the same time."""
    intra_threads: int
    """Threads a batch."""
    batch_type: str
    batch_size: int

    def __str__(self) -> str:
        return f"{self.inter_threads} x {self.intra_threads} threads, {self.batch_size} {self.batch_type}"


def settings(cores: int) -> Iterator[Setting]:
    """Yield every setting worth trying on so many cores: ways to divide them, each with several kinds of batches."""
    divisors = [number for number in range(1, cores + 1) if cores % number == 0]
    for inter in reversed(divisors):
        for batch_type, size in BATCHES:
            yield Setting(inter, cores // inter, batch_type, size)


class Bare:
    """The package's model and tokenizer, and sentences already in tokens."""

    def __init__(self, package: Package, sentences: Sequence[str]) -> None:
        """Prepare `sentences`: the time to split them into tokens is not measured."""
        from argostranslate.package import Package as ArgosPackage

        folder = unpacked(package)
        argos: Any = ArgosPackage(folder)
        self._model = str(folder / "model")
        self._prefix: str = getattr(argos, "target_prefix", "") or ""
        self._tokens = [tokens for sentence in sentences if (tokens := argos.tokenizer.encode(sentence))]
        self._translator = lru_cache(maxsize=None)(self._load)

    def seconds(self, setting: Setting) -> float:
        """Return how long `translate_batch` takes with Argos's beam and length penalty, and otherwise its defaults."""
        translator = self._translator(setting.inter_threads, setting.intra_threads)
        start = time.perf_counter()
        translator.translate_batch(
            self._tokens,
            target_prefix=[[self._prefix]] * len(self._tokens) if self._prefix else None,
            beam_size=BEAM,
            length_penalty=LENGTH_PENALTY,
            max_batch_size=setting.batch_size,
            batch_type=setting.batch_type,
        )
        return time.perf_counter() - start

    def best(self, rounds: int) -> Setting:
        """Return the fastest setting by the best of `rounds` tries each, in turns."""
        tried = list(settings(processors()))
        times = {setting: float("inf") for setting in tried}
        for _ in range(rounds):
            for setting in tried:
                times[setting] = min(times[setting], self.seconds(setting))
        return min(tried, key=times.__getitem__)

    def _load(self, inter: int, intra: int) -> Any:
        import ctranslate2

        return ctranslate2.Translator(
            self._model, device="cpu", compute_type="int8", inter_threads=inter, intra_threads=intra
        )
