"""Translate many sentences at once: a package's own tokenizer, and CTranslate2 with all cores."""

from __future__ import annotations

import math
import os
import re
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.mt.alignment import Block, make_block
from pipeline.mt.packages import Package, unpacked

ENGINE = "octavilla-mt 2"
"""What turns a sentence into a draft, with a version to raise when drafts change: the cache goes by it."""
BEAM = 4
LENGTH_PENALTY = 0.2
"""Both as `argostranslate` sets them, so that a plain sentence gets the translation that Argos would give it."""
BATCH_TOKENS = 512
"""Source tokens a batch, padding included: on two cores half and twice are within 10 %, four times is slower."""
CHUNK_BATCHES = 16
"""Batches handed over at a time: half of what an interrupt loses at most. Not by the number of cores: what stands in a
batch together changes a rounding here and there, and two machines should draft the same."""
PIECE_TOKENS = 128
"""A sentence of more source tokens is translated in pieces: beyond it small models drop clauses."""
_HOPELESS = -20.0
"""The log-probability of a piece that could not be translated."""
_UNDERSCORE = "\ue05f"
_BREAKS = (re.compile(r"(?<=[;:—–])\s+"), re.compile(r"(?<=,)\s+"), re.compile(r"\s+"))


@dataclass(frozen=True, slots=True)
class Job:
    """One sentence of plain text to translate."""

    text: str
    aligned: bool = False
    """Whether the alignment is wanted: it costs time and memory."""


@dataclass(frozen=True, slots=True)
class Output:
    """The translation of one job."""

    text: str
    log_probability: float
    """Mean over the tokens, natural logarithm, at most 0."""
    blocks: tuple[Block, ...] = ()
    split: bool = False
    """True when the sentence was too long and was translated in pieces."""


@dataclass(slots=True)
class _Piece:
    text: str
    start: int
    tokens: list[str]


@dataclass(slots=True)
class _Chunk:
    jobs: list[tuple[Job, list[_Piece]]] = field(default_factory=list)
    tokens: int = 0


class Engine:
    """One language package, loaded. Raises OctavillaError when CTranslate2 cannot load the model."""

    def __init__(self, package: Package, *, cores: int | None = None) -> None:
        """Load `package`, unpacking it first where needed; `cores` is how many to use (default: all there are)."""
        import ctranslate2

        folder = unpacked(package)
        argos = _argos_package(folder)
        self.package = package
        self._tokenizer: Any = argos.tokenizer
        self._prefix: str = getattr(argos, "target_prefix", "") or ""
        self._workers, threads = threads_for(cores or available_cores())
        try:
            self._translator = ctranslate2.Translator(
                str(folder / "model"),
                device="cpu",
                compute_type="int8",
                inter_threads=self._workers,
                intra_threads=threads,
            )
        except (RuntimeError, ValueError, MemoryError, OSError) as error:
            message = f"CTranslate2 cannot load the model of this package ({' '.join(str(error).split())[:120]})."
            raise OctavillaError(message, path=package.path) from error

    def translate(self, jobs: Iterable[Job]) -> Iterator[Output]:
        """Yield the output of each job, in order.

        Jobs are taken as needed, some batches ahead, so that memory does not grow with their number. Sort them by
        length: neighbours share a batch, and a batch takes as long as its longest sentence.
        """
        waiting: deque[tuple[_Chunk, list[Any]]] = deque()
        for chunk in self._chunks(jobs):
            waiting.append((chunk, self._submit(chunk)))
            if len(waiting) > 1:
                yield from self._collect(*waiting.popleft())
        while waiting:
            yield from self._collect(*waiting.popleft())

    def _chunks(self, jobs: Iterable[Job]) -> Iterator[_Chunk]:
        limit = BATCH_TOKENS * CHUNK_BATCHES
        chunk = _Chunk()
        for job in jobs:
            if chunk.jobs and (chunk.tokens >= limit or chunk.jobs[0][0].aligned != job.aligned):
                yield chunk
                chunk = _Chunk()
            pieces = self._pieces(job.text)
            chunk.jobs.append((job, pieces))
            chunk.tokens += sum(len(piece.tokens) for piece in pieces)
        if chunk.jobs:
            yield chunk

    def _pieces(self, text: str) -> list[_Piece]:
        pieces = []
        for start, end in split(text, self._is_long):
            tokens = self._tokenizer.encode(text[start:end])
            pieces.append(_Piece(text[start:end], start, [token for token in tokens if token]))
        return pieces

    def _is_long(self, text: str) -> bool:
        # A token stands for at least one byte, and hardly ever for more than 16 characters.
        if len(text.encode()) <= PIECE_TOKENS:
            return False
        return len(text) > 16 * PIECE_TOKENS or len(self._tokenizer.encode(text)) > PIECE_TOKENS

    def _submit(self, chunk: _Chunk) -> list[Any]:
        sources = [piece.tokens for _, pieces in chunk.jobs for piece in pieces if piece.tokens]
        if not sources:
            return []
        longest = max(map(len, sources))
        return self._start(sources, 64 + 3 * longest, aligned=chunk.jobs[0][0].aligned)

    def _start(self, sources: list[list[str]], limit: int, *, aligned: bool) -> list[Any]:
        results: list[Any] = self._translator.translate_batch(
            sources,
            target_prefix=[[self._prefix]] * len(sources) if self._prefix else None,
            replace_unknowns=True,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            beam_size=BEAM,
            num_hypotheses=1,
            length_penalty=LENGTH_PENALTY,
            return_scores=True,
            return_attention=aligned,
            max_input_length=0,
            # CTranslate2's own limit of 256 cuts long sentences short, and lets runaway short ones run. The bound
            # for the longest piece stays below the 512 positions that many models have.
            max_decoding_length=limit,
            asynchronous=True,
        )
        return results

    def _collect(self, chunk: _Chunk, results: list[Any]) -> Iterator[Output]:
        remaining = iter(results)
        for job, pieces in chunk.jobs:
            text, blocks, total, count = "", [], 0.0, 0
            for index, piece in enumerate(pieces):
                if index:
                    previous = pieces[index - 1]
                    text += job.text[previous.start + len(previous.text) : piece.start]
                if not piece.tokens:
                    continue
                result = self._result(next(remaining), piece, aligned=job.aligned)
                if result is None:
                    text, total, count = text + piece.text, total + _HOPELESS, count + 1
                    continue
                tokens = list(result.hypotheses[0])
                attention = list(result.attention[0]) if job.aligned else []
                if self._prefix and tokens[:1] == [self._prefix]:
                    tokens = tokens[1:]
                    attention = attention[len(attention) - len(tokens) :]
                decoded = self._decode(tokens)
                if index + 1 < len(pieces):
                    decoded = _unfinished(piece.text, decoded)
                # CTranslate2 divides the sum by length ** penalty; the end of the sentence counts as a token.
                length = len(tokens) + 1
                total += result.scores[0] * length**LENGTH_PENALTY
                count += length
                if job.aligned and len(attention) == len(tokens):
                    block = make_block(piece.text, piece.tokens, decoded, tokens, attention)
                    blocks.append(block.moved(piece.start, len(text)))
                text += decoded
            mean = min(total / count, 0.0) if count else 0.0
            yield Output(text, mean, tuple(blocks), split=len(pieces) > 1)

    def _result(self, handle: Any, piece: _Piece, *, aligned: bool) -> Any:
        """Return the result, or None for a piece that this model cannot translate (too long for its positions)."""
        try:
            return handle.result()
        except RuntimeError:
            # The whole batch failed: this piece alone may still do.
            try:
                return self._start([piece.tokens], len(piece.tokens) + 16, aligned=aligned)[0].result()
            except RuntimeError:
                return None

    def _decode(self, tokens: Sequence[str]) -> str:
        # Argos's SentencePiece tokenizer turns every underscore into a space: hide it meanwhile.
        hidden = [
            _UNDERSCORE if token == "<0x5F>" else token.replace("_", _UNDERSCORE) if "_" in token else token
            for token in tokens
        ]
        return str(self._tokenizer.decode(hidden)).replace(_UNDERSCORE, "_").strip()


def _unfinished(source: str, target: str) -> str:
    """Return the translation of a piece that a sentence goes on after, without the stop that a model likes to set."""
    if target.endswith(".") and not target.endswith("..") and not source.endswith("."):
        return target[:-1] + (source[-1] if source[-1] in ",;:–—" else "")
    return target


@lru_cache(maxsize=1)
def engine_for(package: Package) -> Engine:
    """Return the engine of `package`, the last one used being kept: one model in memory at a time."""
    return Engine(package)


def available_cores() -> int:
    """Return how many cores this process may use."""
    try:
        return max(len(os.sched_getaffinity(0)), 1)
    except AttributeError:
        return os.cpu_count() or 1


def threads_for(cores: int) -> tuple[int, int]:
    """Return how many batches to translate at once, and threads for each: single threads waste least."""
    workers = min(max(cores, 1), 8)
    return workers, max(cores // workers, 1)


def split(text: str, is_long: Any) -> list[tuple[int, int]]:
    """Return spans that cover `text` but for white space between them, none of which `is_long` calls long.

    Breaks come after a semicolon, colon or dash, else after a comma, else between words, else anywhere; the one
    nearest the middle is taken. Iterative, so that megabytes without a space are no matter.
    """
    done: list[tuple[int, int]] = []
    todo = [(0, len(text))]
    while todo:
        start, end = todo.pop()
        if end - start < 2 or not is_long(text[start:end]):
            done.append((start, end))
            continue
        left, right = _break(text, start, end)
        todo += [(right, end), (start, left)]
    return done


def _break(text: str, start: int, end: int) -> tuple[int, int]:
    middle, quarter = (start + end) // 2, (end - start) // 4
    for pattern in _BREAKS:
        found = [
            match.span()
            for match in pattern.finditer(text, middle - quarter, middle + quarter)
            if start < match.start() and match.end() < end
        ]
        if found:
            return min(found, key=lambda span: abs(sum(span) / 2 - middle))
    return middle, middle


def try_out(folder: str) -> None:
    """Load the unpacked package in `folder` and translate a word. Raises OctavillaError when that fails."""
    package = Package(name=folder, version="", from_code="", to_code="", path=Path(folder))
    try:
        for _ in Engine(package, cores=1).translate([Job("Hello.", aligned=True)]):
            pass
    except (RuntimeError, ValueError, OSError) as error:
        raise OctavillaError(f"{type(error).__name__}: {error}") from error


def confidence(log_probability: float) -> float:
    """Return a mean log-probability per token as a number from 0 to 1."""
    return math.exp(min(log_probability, 0.0))


def _argos_package(folder: Path) -> Any:
    """Return argostranslate's own object for an unpacked package, for its tokenizer and target prefix.

    Importing `argostranslate` makes folders under the home; where that may not be written, they go to a temporary one.
    """
    try:
        from argostranslate.package import Package as ArgosPackage
    except OSError:
        ArgosPackage = _import_with_temporary_home()  # noqa: N806
    try:
        return ArgosPackage(folder)
    except (OSError, ValueError, AttributeError) as error:
        raise OctavillaError(f"argostranslate cannot open this package: {error}.", path=folder) from error


def _import_with_temporary_home() -> Any:
    names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR")
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory(prefix="octavilla-") as home:
        try:
            os.environ.update(dict.fromkeys(names, home))
            from argostranslate.package import Package as ArgosPackage
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
    return ArgosPackage
