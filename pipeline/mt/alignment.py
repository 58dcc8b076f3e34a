"""Which characters of a translation come from which characters of its source, by the decoder's attention."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

Span = tuple[int, int]
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Block:
    """The alignment of one stretch of text: `weights[i][j]` is how much target token i looked at source token j."""

    source: tuple[Span, ...]
    """Where each source token stands in the source text, in characters."""
    target: tuple[Span, ...]
    weights: tuple[tuple[float, ...], ...]

    def moved(self, source: int, target: int) -> Block:
        """Return the block for a stretch that begins at `source` and `target`."""
        return Block(
            tuple((start + source, end + source) for start, end in self.source),
            tuple((start + target, end + target) for start, end in self.target),
            self.weights,
        )


def make_block(
    source_text: str,
    source_tokens: Sequence[str],
    target_text: str,
    target_tokens: Sequence[str],
    weights: Sequence[Sequence[float]],
) -> Block:
    """Return the alignment of a text and its translation from their tokens and the decoder's attention."""
    return Block(
        token_spans(source_tokens, source_text),
        token_spans(target_tokens, target_text),
        tuple(tuple(row) for row in weights),
    )


def token_spans(tokens: Sequence[str], text: str) -> tuple[Span, ...]:
    """Return where each token stands in `text`.

    Works for SentencePiece (`▁word`, `<0xC3>`) and subword-nmt with Moses (`wo@@ rd`, `&apos;`). A tokenizer may have
    changed characters (quotes, case, Unicode forms): the two strings are then aligned by edit distance.
    """
    surfaces = [unicodedata.normalize("NFKC", surface) for surface in _surfaces(tokens)]
    stream = "".join(surfaces)
    # Compatibility forms, as tokenizers have them: an ellipsis is three stops, all at the place of the one sign.
    folded = [
        (index, part)
        for index, sign in enumerate(text)
        if not _SPACE.match(sign)
        for part in unicodedata.normalize("NFKC", sign)
    ]
    places = _places(stream, folded)
    spans = []
    at, last = 0, 0
    for surface in surfaces:
        covered = [place for place in places[at : at + len(surface)] if place is not None]
        at += len(surface)
        if covered:
            spans.append((min(covered), max(covered) + 1))
            last = spans[-1][1]
        else:
            spans.append((last, last))
    return tuple(spans)


def _places(stream: str, folded: Sequence[tuple[int, str]]) -> list[int | None]:
    """Return for each character of `stream` where its counterpart stands in the text, None where it has none."""
    solid = "".join(part for _, part in folded)
    if stream == solid:
        return [place for place, _ in folded]
    places: list[int | None] = [None] * len(stream)
    for step in Levenshtein.opcodes(stream, solid):
        if step.tag in ("equal", "replace"):
            for offset in range(step.src_end - step.src_start):
                places[step.src_start + offset] = folded[step.dest_start + offset][0]
    return places


def _surfaces(tokens: Sequence[str]) -> list[str]:
    surfaces: list[str] = []
    pending: list[int] = []
    first = 0

    def flush() -> None:
        if pending:
            surfaces[first] = _SPACE.sub("", bytes(pending).decode("utf-8", "replace"))
            pending.clear()

    for token in tokens:
        if found := _BYTE.fullmatch(token):
            if not pending:
                first = len(surfaces)
            pending.append(int(found[1], 16))
            surfaces.append("")
            continue
        flush()
        surfaces.append(_SPACE.sub("", html.unescape(token.removesuffix("@@").replace("▁", "").replace("@-@", "-"))))
    flush()
    return surfaces
