"""Text that knows which of its sentences are still to be looked at: a string like any other, with marks beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """What a proof says of a sentence: its number in the review, and in which way it is not ready for print."""

    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` to `end` of a string, and the mark of the sentence that they are."""

    start: int
    end: int
    mark: Mark


class Sentence(str):
    """One sentence with its mark."""

    __slots__ = ("mark",)
    mark: Mark

    def __new__(cls, text: str, mark: Mark) -> Sentence:
        """Take a sentence of inline Markdown and its mark."""
        made = super().__new__(cls, text)
        made.mark = mark
        return made


class Marked(str):
    """Inline Markdown that holds sentences with marks; whoever does not ask for `spans` sees plain text."""

    __slots__ = ("spans",)
    spans: tuple[Span, ...]

    def __new__(cls, text: str, spans: Iterable[Span]) -> Marked:
        """Take a text and the spans in it, in order."""
        made = super().__new__(cls, text)
        made.spans = tuple(spans)
        return made


def joined(parts: Iterable[str]) -> str:
    """Join the parts of a text; where sentences with marks are among them, the text knows where they stand."""
    known = list(parts)
    spans: list[Span] = []
    at = 0
    for part in known:
        if isinstance(part, Sentence) and part:
            spans.append(Span(at, at + len(part), part.mark))
        at += len(part)
    text = "".join(known)
    return Marked(text, spans) if spans else text
