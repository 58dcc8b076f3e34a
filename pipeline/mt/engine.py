"""Translate many sentences at once: a package's own tokenizer, and CTranslate2 with all cores."""

from __future__ import annotations

import math
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.languages import language_of_argos
from pipeline.mt.alignment import Aligned, Block, Span, make_block, token_spans
from pipeline.mt.allocator import give_back, keep_memory
from pipeline.mt.attention import model_files
from pipeline.mt.packages import Package, unpacked
from pipeline.mt.pieces import sentences, split
from pipeline.processors import processors

ENGINE = "octavilla-mt 4"
"""What turns a sentence into a draft, with a version to raise when drafts change: the cache goes by it."""
BEAM = 4
LENGTH_PENALTY = 0.2
"""Both as `argostranslate` sets them, so that a plain sentence gets the translation that Argos would give it."""
BATCH_TOKENS = 1024
"""Source tokens a batch, padding included: half is within 5 % on two cores, twice is slower."""
BATCH_SENTENCES = 32
"""Pieces a batch: each step of a search takes memory for every sign of the vocabulary times the pieces and the beam,
so that hundreds of short headings together would take by far the most memory of a run, and are no faster."""
CHUNK_TOKENS = 2048
"""Source tokens handed over at a time, while as many are being translated. Not by the number of cores: what stands in a
batch together changes a rounding here and there, and two machines should draft the same."""
PIECE_TOKENS = 64
"""A sentence of more source tokens is translated in pieces: beyond it small models drop clauses. With the starter
packages, sentences of more than 40 words gain 1 to 2 BLEU by it, shorter ones are not touched."""
_TIDY_CHUNKS = 8
_NOISE_TOKENS = 24
_NOISE_SIGNS = 1.5
"""Signs to a token: below it, and from so many tokens on, a text is noise."""
_WORDY = 3.0
"""Signs to a token of plain words, from which on the rule above can be used: not for packages that go by letters."""
_PLAIN_WORDS = "We need a new house and clean water for the children, because the old one is cold."
TOGETHER_TOKENS = 40
"""Two sentences of no more source tokens are translated together: short ones help each other."""
_LOW_COVERAGE = 0.25
"""A source token is overlooked when it got less than this share of what the middle one of its sentence got."""
_HOPELESS = -20.0
"""The log-probability of a piece that could not be translated."""
_UNDERSCORE = "\ue05f"


@dataclass(frozen=True, slots=True)
class Search:
    """How to look for a translation; the defaults are Argos's own."""

    beam: int = BEAM
    no_repeat: int = 0
    """No n-gram of so many tokens comes twice; 0 allows everything."""
    piece_tokens: int = PIECE_TOKENS
    """A text of more source tokens is translated in pieces."""


ARGOS = Search()


@dataclass(frozen=True, slots=True)
class Job:
    """One sentence of plain text to translate."""

    text: str
    search: Search = ARGOS


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start: int
    tokens: list[str]
    kept: bool = False
    """True for what is no words to the package: it stays as it is."""


class _Result:
    """What CTranslate2 found for a piece; its attention is turned into Python lists once, when it is first read."""

    __slots__ = ("_attention", "_found", "hypotheses", "scores")

    def __init__(self, found: Any) -> None:
        self.hypotheses: list[list[str]] = found.hypotheses
        self.scores: list[float] = found.scores
        self._found = found
        self._attention: list[list[list[float]]] | None = None

    @property
    def attention(self) -> list[list[list[float]]]:
        if self._attention is None:
            self._attention, self._found = self._found.attention, None
        return self._attention


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a source with its translation, and where that begins."""

    piece: _Piece
    start: int
    text: str = ""
    tokens: tuple[str, ...] = ()
    result: _Result | None = None
    number: int = 0
    """Which of the result's hypotheses this is."""

    def attention(self) -> list[list[float]]:
        """Return a row for each target token, a column for each source token; nothing when there is none."""
        if not self.tokens or self.result is None:
            return []
        rows = self.result.attention[self.number]
        # With a target prefix, the first row belongs to that.
        rows = rows[len(rows) - len(self.tokens) :]
        return rows if len(rows) == len(self.tokens) else []

    def block(self) -> Block | None:
        attention = self.attention()
        if not attention:
            return None
        block = make_block(self.piece.text, self.piece.tokens, self.text, self.tokens, attention)
        return block.moved(self.piece.start, self.start)


@dataclass(frozen=True, slots=True)
class Output:
    """A translation of one job: the best one found; the others of the same search are behind it."""

    text: str
    log_probability: float
    """Mean over the tokens, natural logarithm, at most 0."""
    parts: tuple[_Part, ...] = ()
    others: tuple[Callable[[], Output], ...] = ()
    """The other hypotheses, best first, each made when asked for; none for a text in several pieces."""

    @property
    def split(self) -> bool:
        """True when the text was too long and was translated in pieces."""
        return len(self.parts) > 1

    @property
    def kept(self) -> bool:
        """True when a piece of the source stands in the text as it was: the package can make nothing of it."""
        return any(not part.tokens for part in self.parts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The alignment to the source, from the decoder's attention; computed anew each time."""
        return tuple(block for part in self.parts if (block := part.block()) is not None)

    @property
    def aligned(self) -> Aligned:
        """The text with its alignment."""
        return Aligned(self.text, self.blocks)

    def uncovered(self, tokens: int) -> tuple[Span, ...]:
        """Return the stretches of the source, of `tokens` or more, that the translation never looked at."""
        return tuple(
            (part.piece.start + start, part.piece.start + end)
            for part in self.parts
            for start, end in _uncovered(part, tokens)
        )


def _uncovered(part: _Part, least: int) -> Iterator[Span]:
    # By columns: the attention that each source token got in all.
    columns = list(map(sum, zip(*part.attention(), strict=False)))
    count = min(len(columns), len(part.piece.tokens))
    if count < least:
        return
    low = _LOW_COVERAGE * sorted(columns[:count])[count // 2]
    run = 0
    spans = None
    for at in range(count + 1):
        if at < count and columns[at] < low:
            run += 1
            continue
        if run >= least:
            spans = spans or token_spans(part.piece.tokens, part.piece.text)
            yield spans[at - run][0], spans[at - 1][1]
        run = 0


@dataclass(slots=True)
class _Chunk:
    search: Search
    jobs: list[tuple[Job, list[_Piece]]] = field(default_factory=list)
    tokens: int = 0


class Engine:
    """One language package, loaded. Raises OctavillaError when CTranslate2 cannot load the model."""

    def __init__(self, package: Package, *, cores: int | None = None) -> None:
        """Load `package`, unpacking it first where needed; `cores` is how many to use (default: all there are)."""
        import ctranslate2

        keep_memory()
        folder = unpacked(package)
        argos = _argos_package(folder)
        self.package = package
        self._language = language_of_argos(package.from_code).code
        self._tokenizer: Any = argos.tokenizer
        self._prefix: str = getattr(argos, "target_prefix", "") or ""
        self._workers, threads = threads_for(cores or processors())
        try:
            self._translator = ctranslate2.Translator(
                str(folder / "model"),
                device="cpu",
                compute_type="int8",
                inter_threads=self._workers,
                intra_threads=threads,
                files=model_files(folder / "model"),
            )
        except (RuntimeError, ValueError, MemoryError, OSError) as error:
            message = f"CTranslate2 cannot load the model of this package ({' '.join(str(error).split())[:120]})."
            raise OctavillaError(message, path=package.path) from error
        plain = _PLAIN_WORDS if self._language == "en" else ""
        self._signs = _signs(plain, self._tokenizer.encode(plain)) if plain else 0.0

    def translate(self, jobs: Iterable[Job]) -> Iterator[Output]:
        """Yield the output of each job, in order.

        Jobs are taken as needed, some batches ahead, so that memory does not grow with their number. Sort them by
        length: neighbours share a batch, and a batch takes as long as its longest sentence.
        """
        waiting: deque[tuple[_Chunk, list[Any]]] = deque()
        for number, chunk in enumerate(self._chunks(jobs), start=1):
            if number % _TIDY_CHUNKS == 0:
                give_back()
            waiting.append((chunk, self._submit(chunk)))
            if len(waiting) > 1:
                yield from self._collect(*waiting.popleft())
        while waiting:
            yield from self._collect(*waiting.popleft())

    def pieces(self, word: str) -> int:
        """Return how many tokens the package spells `word` with: one for a word that it knows as a whole."""
        return sum(1 for token in self._tokenizer.encode(word) if token not in ("", "▁"))

    def _chunks(self, jobs: Iterable[Job]) -> Iterator[_Chunk]:
        chunk: _Chunk | None = None
        for job in jobs:
            if chunk and (chunk.tokens >= CHUNK_TOKENS or chunk.search != job.search):
                yield chunk
                chunk = None
            chunk = chunk or _Chunk(job.search)
            pieces = self._pieces(job)
            chunk.jobs.append((job, pieces))
            chunk.tokens += sum(len(piece.tokens) for piece in pieces if _is_asked(piece))
        if chunk:
            yield chunk

    def _pieces(self, job: Job) -> list[_Piece]:
        limit = job.search.piece_tokens

        def is_long(text: str) -> bool:
            # A token stands for at least one byte, and hardly ever for more than 16 characters.
            if len(text.encode()) <= limit:
                return False
            return len(text) > 16 * limit or len(self._tokenizer.encode(text)) > limit

        pieces = []
        parts = sentences(job.text, self._language)
        if len(parts) > 1 and self.pieces(job.text) <= TOGETHER_TOKENS:
            parts = [(0, len(job.text))]
        for first, last in parts:
            for start, end in split(job.text[first:last], is_long, self._language):
                text = job.text[first + start : first + end]
                tokens = [token for token in self._tokenizer.encode(text) if token]
                pieces.append(_Piece(text, first + start, tokens, is_noise(text, tokens, self._signs)))
        return pieces

    def _submit(self, chunk: _Chunk) -> list[Any]:
        sources = [piece.tokens for _, pieces in chunk.jobs for piece in pieces if _is_asked(piece)]
        results: list[Any] = [None] * len(sources)
        for batch in batches([len(source) for source in sources]):
            # CTranslate2's own limit of 256 cuts long sentences short, and lets runaway short ones run. The bound for
            # the longest piece stays below the 512 positions that many models have.
            limit = 64 + 3 * len(sources[batch[0]])
            started = self._start([sources[at] for at in batch], limit, chunk.search)
            for at, result in zip(batch, started, strict=True):
                results[at] = result
        return results

    def _start(self, sources: list[list[str]], limit: int, search: Search) -> list[Any]:
        results: list[Any] = self._translator.translate_batch(
            sources,
            target_prefix=[[self._prefix]] * len(sources) if self._prefix else None,
            replace_unknowns=True,
            max_batch_size=0,
            beam_size=search.beam,
            # The whole beam and the attention are there in any case: asking for them costs nothing.
            num_hypotheses=search.beam,
            no_repeat_ngram_size=search.no_repeat,
            length_penalty=LENGTH_PENALTY,
            return_scores=True,
            return_attention=True,
            max_input_length=0,
            max_decoding_length=limit,
            asynchronous=True,
        )
        return results

    def _collect(self, chunk: _Chunk, results: list[Any]) -> Iterator[Output]:
        remaining = iter(results)
        for job, pieces in chunk.jobs:
            found = [self._result(next(remaining), piece, job.search) if _is_asked(piece) else None for piece in pieces]
            count = len(found[0].hypotheses) if len(found) == 1 and found[0] is not None else 1
            others = tuple(partial(self._output, job.text, pieces, found, number) for number in range(1, count))
            yield replace(self._output(job.text, pieces, found, 0), others=others)

    def _output(self, source: str, pieces: Sequence[_Piece], results: Sequence[_Result | None], number: int) -> Output:
        text, total, count = "", 0.0, 0
        parts: list[_Part] = []
        for index, (piece, result) in enumerate(zip(pieces, results, strict=True)):
            if index:
                previous = pieces[index - 1]
                text += source[previous.start + len(previous.text) : piece.start]
            if not piece.tokens:
                text += piece.text.strip()
                continue
            if result is None:
                parts.append(_Part(piece, len(text)))
                text, total, count = text + piece.text, total + _HOPELESS, count + 1
                continue
            tokens = result.hypotheses[number]
            if self._prefix and tokens[:1] == [self._prefix]:
                tokens = tokens[1:]
            decoded = self._decode(tokens)
            if index + 1 < len(pieces):
                decoded = _unfinished(piece.text, decoded)
            if index:
                decoded = _continued(piece.text, decoded)
            # CTranslate2 divides the sum by length ** penalty; the end of the sentence counts as a token.
            length = len(tokens) + 1
            total += result.scores[number] * length**LENGTH_PENALTY
            count += length
            parts.append(_Part(piece, len(text), decoded, tuple(tokens), result, number))
            text += decoded
        return Output(text, min(total / count, 0.0) if count else 0.0, tuple(parts))

    def _result(self, handle: Any, piece: _Piece, search: Search) -> _Result | None:
        """Return the result, or None for a piece that this model cannot translate (too long for its positions)."""
        try:
            return _Result(handle.result())
        except RuntimeError:
            # The whole batch failed: this piece alone may still do.
            try:
                return _Result(self._start([piece.tokens], len(piece.tokens) + 16, search)[0].result())
            except RuntimeError:
                return None

    def _decode(self, tokens: Sequence[str]) -> str:
        # Argos's SentencePiece tokenizer turns every underscore into a space: hide it meanwhile.
        hidden = [
            _UNDERSCORE if token == "<0x5F>" else token.replace("_", _UNDERSCORE) if "_" in token else token
            for token in tokens
        ]
        return str(self._tokenizer.decode(hidden)).replace(_UNDERSCORE, "_").strip()


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of pieces that go together, by their lengths in tokens, the longest first.

    A batch holds at most `BATCH_TOKENS` tokens, padding included, and `BATCH_SENTENCES` pieces. Fewer tokens than two
    full batches are shared out between two, so that a second core need not wait.
    """
    places = sorted(range(len(lengths)), key=lambda at: -lengths[at])
    half = -(-sum(lengths) // 2)
    start = 0
    while start < len(places):
        longest = max(lengths[places[start]], 1)
        size = min(BATCH_SENTENCES, max(min(BATCH_TOKENS, half) // longest, 1))
        yield places[start : start + size]
        start += size


def _is_asked(piece: _Piece) -> bool:
    return bool(piece.tokens) and not piece.kept


def is_noise(text: str, tokens: Sequence[str], usual: float = _WORDY) -> bool:
    """Tell whether the package can only spell `text`: random signs, another writing, a code of many lines.

    Words take a token for three letters or more; what takes a token for each sign, or several, is none of the
    language. A name or two in a sentence do not weigh so much. `usual` is how many signs a token has in plain words.
    """
    if len(tokens) < _NOISE_TOKENS:
        return False
    spelt = sum(token.startswith("<0x") or token == "<unk>" for token in tokens)
    return 2 * spelt > len(tokens) or (usual >= _WORDY and text.isascii() and _signs(text, tokens) < _NOISE_SIGNS)


def _signs(text: str, tokens: Sequence[str]) -> float:
    return len("".join(text.split())) / max(len(tokens), 1)


def _unfinished(source: str, target: str) -> str:
    """Return the translation of a piece that a sentence goes on after, without the stop that a model likes to set."""
    if target.endswith(".") and not target.endswith("..") and not source.endswith("."):
        return target[:-1] + (source[-1] if source[-1] in ",;:–—" else "")
    return target


def _continued(source: str, target: str) -> str:
    """Return the translation of a piece that goes on with a sentence, without the capital that a model likes to set."""
    if source[:1].islower() and target[:1].isupper() and target[1:2].islower():
        return target[0].lower() + target[1:]
    return target


@lru_cache(maxsize=1)
def engine_for(package: Package) -> Engine:
    """Return the engine of `package`, the last one used being kept: one model in memory at a time."""
    return Engine(package)


def threads_for(cores: int) -> tuple[int, int]:
    """Return how many batches to translate at once, and threads for each: single threads waste least."""
    workers = min(max(cores, 1), 8)
    return workers, max(cores // workers, 1)


def try_out(folder: str) -> None:
    """Load the unpacked package in `folder` and translate a word. Raises OctavillaError when that fails."""
    package = Package(name=folder, version="", from_code="", to_code="", path=Path(folder))
    try:
        for _ in Engine(package, cores=1).translate([Job("Hello.")]):
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
