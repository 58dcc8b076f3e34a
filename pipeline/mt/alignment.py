"""Which characters of a translation come from which characters of its source, by the decoder's attention."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

Span = tuple[int, int]
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
_SPACE = re.compile(r"\s")
WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
"""A word, as marks, names and headings count them."""
LATER_PIECE = 0.3
"""What the attention of a later piece of a word counts: it often looks ahead to the next one."""


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


@dataclass(frozen=True, slots=True)
class Aligned:
    """A translation with what is known of where its words come from; `blocks` may be empty."""

    text: str
    blocks: tuple[Block, ...] = ()

    def share(self, word: Span, stretch: Span) -> float:
        """Return how much (0 to 1) of the attention of the target word at `word` goes to `stretch` of the source."""
        inside = total = 0.0
        for block in self.blocks:
            for (start, end), row in zip(block.target, block.weights, strict=True):
                if start >= word[1] or end <= word[0]:
                    continue
                factor = 1.0 if start <= word[0] else LATER_PIECE
                for (left, right), weight in zip(block.source, row, strict=False):
                    if right > left:
                        total += factor * weight
                        inside += factor * weight if left < stretch[1] and right > stretch[0] else 0.0
        return inside / total if total else 0.0

    def replaced(self, start: int, end: int, new: str) -> Aligned:
        """Return the translation with `new` in place of what stands from `start` to `end`, the alignment following.

        What `new` takes the place of passes its attention on to all of `new`; an insertion gets none.
        """
        grown = len(new) - (end - start)

        def moved(span: Span) -> Span:
            left, right = span
            if right <= start or (start == end and left < start):
                return span
            if left >= end:
                return left + grown, right + grown
            # A token that overlaps what is replaced: the part outside stays, the part inside becomes all of `new`.
            return min(left, start), max(right, end) + grown

        blocks = tuple(
            # What ends before stays: the pieces of a long text come one after the other.
            block
            if not block.target or block.target[-1][1] < start
            else replace(block, target=tuple(map(moved, block.target)))
            for block in self.blocks
        )
        return Aligned(self.text[:start] + new + self.text[end:], blocks)


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
    surfaces = [
        surface if surface.isascii() else unicodedata.normalize("NFKC", surface) for surface in _surfaces(tokens)
    ]
    stream = "".join(surfaces)
    if stream == "".join(text.split()):
        # Nothing was changed, as is the rule.
        return _spans(surfaces, [index for index, sign in enumerate(text) if not sign.isspace()])
    # Compatibility forms, as tokenizers have them: an ellipsis is three stops, all at the place of the one sign.
    folded = [
        (index, part)
        for index, sign in enumerate(text)
        if not _SPACE.match(sign)
        for part in unicodedata.normalize("NFKC", sign)
    ]
    return _spans(surfaces, _places(stream, folded))


def _spans(surfaces: Sequence[str], places: Sequence[int | None]) -> tuple[Span, ...]:
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
    if not any("&" in token or "@" in token or token.startswith("<0x") for token in tokens):
        return ["".join(token.replace("▁", "").split()) for token in tokens]
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
