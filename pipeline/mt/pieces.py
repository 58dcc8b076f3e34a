"""Cut a long text into pieces that can be translated one by one: at sentences, clauses, commas, words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pipeline.mt.alignment import Span
from pipeline.text.sentences import boundaries

_INNER_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+\S")
_CONJUNCTIONS = {
    "en": "and|but|because|although|though|while|whereas|which|who|when|where|since|unless|until|so that|if|that|as",
    "es": "y|pero|porque|aunque|mientras|cuando|donde|que|si|ya que|para que|hasta que",
    "pt": "e|mas|porque|embora|enquanto|quando|onde|que|se|já que|para que|até que",
}
"""Words that begin a clause."""


def sentences(text: str, language: str) -> list[Span]:
    """Return where the sentences of `text` stand: of two at once, a small model often drops the second."""
    if not _INNER_END.search(text):
        return [(0, len(text))]
    gaps = boundaries(text, language)
    starts, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)]
    return list(zip(starts, ends, strict=True))


def split(text: str, is_long: Callable[[str], bool], language: str = "en") -> list[Span]:
    """Return spans that cover `text` but for white space between them, none of which `is_long` calls long.

    Breaks come between sentences, else after a semicolon, colon or dash, else at a comma with a conjunction of
    `language` after it, else after another comma, else before a conjunction, else between words, else
    anywhere; within the middle half, the one nearest the middle. Iterative: megabytes without a space are no matter.
    """
    done: list[Span] = []
    todo = [(0, len(text))]
    while todo:
        start, end = todo.pop()
        if end - start < 2 or not is_long(text[start:end]):
            done.append((start, end))
            continue
        left, right = _break(text, start, end, language)
        todo += [(right, end), (start, left)]
    return done


def _break(text: str, start: int, end: int, language: str) -> Span:
    middle, quarter = (start + end) // 2, (end - start) // 4
    for pattern in _breaks(language):
        found = [
            match.span()
            for match in pattern.finditer(text, middle - quarter, middle + quarter)
            if start < match.start() and match.end() < end
        ]
        if found:
            return min(found, key=lambda span: abs(sum(span) / 2 - middle))
    return middle, middle


@cache
def _breaks(language: str) -> tuple[re.Pattern[str], ...]:
    words = _CONJUNCTIONS.get(language.partition("-")[0])
    return tuple(
        re.compile(pattern)
        for pattern in (
            r"(?<=[.!?…][\"'”’»)])\s+(?=[^\W\d_a-z])|(?<=[^\W\d_]{3}[.!?…])\s+(?=[\"'“‘«(¿¡]?[A-ZÀ-Þ])",
            r"(?<=[;:—–])\s+|\s+(?=[—–])",
            rf"(?<=,)\s+(?=(?:{words})\b)" if words else "",
            r"(?<=,)\s+",
            rf"\s+(?=(?:{words})\b)" if words else "",
            r"\s+",
        )
        if pattern
    )
