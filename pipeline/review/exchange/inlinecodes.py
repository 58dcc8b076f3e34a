"""Inline Markdown as the nested codes that XLIFF has for it, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.text.marks import Mark, marks

_PAIRED = ("em", "strong", "s", "link", "image")
_SINGLE = ("code", "autolink", "footnote", "break")
_DEEPEST = 20
"""Codes inside one another; deeper ones no reader can see on paper."""
_PLACE = "…"
"""In the one string that names a pair: what stands for the words between."""


@dataclass(frozen=True, slots=True)
class Inline:
    """One code: `opening` and, for a pair, `closing` are its Markdown signs; `parts` is what stands between them.

    `kind` is that of `pipeline.text.marks.Mark`.
    """

    kind: str
    opening: str
    closing: str = ""
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def is_pair(self) -> bool:
        """True where words stand between two signs."""
        return self.kind in _PAIRED

    @property
    def shown(self) -> str:
        """What a translator's program may show in its place: `**…**`, `[…](https://example.org)`, `[^1]`."""
        return f"{self.opening}{_PLACE}{self.closing}" if self.is_pair else self.opening


Part = str | Inline


def parts_of(text: str) -> tuple[Part, ...]:
    """Return the text and codes of one string of Markdown, in order.

    >>> [part if isinstance(part, str) else part.shown for part in parts_of("Drink **cold** water.")]
    ['Drink ', '**…**', ' water.']
    """
    found = [mark for mark in marks(text) if mark.kind in _PAIRED or mark.kind in _SINGLE]
    return tuple(_parts(text, 0, len(text), found, 0))


def text_of(parts: Iterable[Part]) -> str:
    """Return the Markdown of parts: what `parts_of` was given."""
    return "".join(
        part if isinstance(part, str) else part.opening + text_of(part.parts) + part.closing for part in parts
    )


def numbered(source: tuple[Part, ...], target: tuple[Part, ...]) -> tuple[list[int], list[int]]:
    """Return the numbers, from 1, of the codes of source and target in reading order.

    A code of the target has the number of the first code of the source with the same signs that is not yet taken, else
    one that the source does not have.
    """
    codes = list(_codes(source))
    free = list(enumerate(codes, 1))
    numbers = []
    last = len(codes)
    for code in _codes(target):
        place = next((i for i, (_, other) in enumerate(free) if other == code), None)
        if place is None:
            last += 1
            numbers.append(last)
        else:
            numbers.append(free.pop(place)[0])
    return list(range(1, len(codes) + 1)), numbers


def signs_of(shown: str) -> tuple[str, str] | None:
    """Return opening and closing of a pair from what `Inline.shown` made of it; None where it is no pair's."""
    opening, found, closing = shown.partition(_PLACE)
    return (opening, closing) if found and opening and closing else None


def _codes(parts: Iterable[Part]) -> Iterator[Inline]:
    for part in parts:
        if isinstance(part, Inline):
            yield part
            yield from _codes(part.parts)


def _parts(text: str, start: int, end: int, found: list[Mark], depth: int) -> list[Part]:
    parts: list[Part] = []
    done = start
    for index, mark in enumerate(found):
        if mark.start < done or mark.end > end:
            continue
        parts.append(text[done : mark.start])
        parts.append(_inline(text, mark, found[index + 1 :], depth))
        done = mark.end
    parts.append(text[done:end])
    return [part for part in parts if part != ""]


def _inline(text: str, mark: Mark, later: list[Mark], depth: int) -> Part:
    begin, stop = mark.inner_start, mark.inner_end
    if mark.kind == "image":
        begin, stop = mark.start + 2, _end_of_description(text, mark)
    whole = text[mark.start : mark.end]
    if mark.kind in _SINGLE:
        return Inline(mark.kind, whole)
    opening, closing = text[mark.start : begin], text[stop : mark.end]
    signs = opening + closing
    if not mark.start < begin <= stop < mark.end or depth >= _DEEPEST or _PLACE in signs:
        return whole
    inside = [other for other in later if begin <= other.start and other.end <= stop]
    return Inline(mark.kind, opening, closing, tuple(_parts(text, begin, stop, inside, depth + 1)))


def _end_of_description(text: str, mark: Mark) -> int:
    """Return where the description of a picture ends: at the bracket that closes the first one."""
    depth = 0
    for place in range(mark.start + 1, mark.end):
        if text[place - 1] == "\\":
            continue
        depth += (text[place] == "[") - (text[place] == "]")
        if depth == 0:
            return place
    return mark.end
