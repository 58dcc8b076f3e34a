"""Measure pages that are laid out: whether the text keeps to its panels, what stands beyond them, what they hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a layout of a format with fixed panels takes."""

    excess: int
    """Pages too many; 0 or less where it fits."""
    words: int
    """That stand on these pages, pictures counted as the words that would have their room."""
    share: float
    """How much of the running text the panels hold when it is set like this, in characters; above 1: room to spare."""

    @property
    def fits(self) -> bool:
        """Whether there are no pages too many."""
        return self.excess <= 0


def measure(pages: Sequence[Any], panels: int) -> Measure:
    """Measure WeasyPrint's pages, laid out without spare sections, for a format of so many panels.

    The running text is what stands in `<main>`. Pages too many are its last ones: what follows has panels of its own.
    """
    excess = len(pages) - panels
    body = [page for page in map(_Page, pages) if page.mains]
    beyond = body[max(0, len(body) - excess) :] if excess > 0 else []
    within = body[: len(body) - len(beyond)]
    words = sum(page.words for page in beyond)
    all_of_them = words + sum(page.words for page in within)
    if pictures := sum(page.pictures for page in beyond):
        room = sum(page.area for page in within)
        words += math.ceil(pictures * (all_of_them - words) / room) if room else 0
    words = min(words, all_of_them)
    return Measure(excess=excess, words=words, share=_share(within, beyond, excess))


def to_lose(words: int) -> int:
    """Return how many words to take out where so many stand beyond the panels: a few more, in round figures.

    Lines that words are taken out of seldom end where they did.
    """
    step = 5 if words < 100 else 10
    return max(step, math.ceil(words * 1.05 / step) * step)


def _share(within: Sequence[_Page], beyond: Sequence[_Page], excess: int) -> float:
    if excess > 0:
        held, all_of_it = (sum(page.characters for page in pages) for pages in (within, [*within, *beyond]))
        return min(0.99, held / all_of_it) if all_of_it else 0.0
    used = len(within) - 1 + within[-1].filled if within else 0.0
    return (len(within) - excess) / used if used else 1.0


class _Page:
    """One page: its parts that are running text, the notes at its foot included."""

    def __init__(self, page: Any) -> None:
        from weasyprint.formatting_structure import boxes

        box = page._page_box
        self.mains = list(_mains(box))
        self.top, self.height = float(box.content_box_y()), float(box.height)
        self.area = self.height * float(box.width)
        parts = [*self.mains, *(child for child in box.children if isinstance(child, boxes.FootnoteAreaBox))]
        inside = [inner for part in parts for inner in (part, *_inside(part))]
        lines = [inner for inner in inside if isinstance(inner, boxes.LineBox)]
        texts = [inner.text for inner in inside if isinstance(inner, boxes.TextBox)]
        placed = [inner for inner in inside if isinstance(inner, boxes.BlockReplacedBox)]
        self.words = len(" ".join(texts).split())
        # The space at the end of a line is none of its boxes.
        self.characters = sum(map(len, texts)) + len(lines)
        self.pictures = sum(float(inner.margin_height() * inner.margin_width()) for inner in placed)
        ends = [float(inner.position_y + inner.margin_height()) for inner in (*lines, *placed)]
        self.bottom = max(ends, default=self.top)

    @property
    def filled(self) -> float:
        """The share of its height that is taken, 0 to 1."""
        return min(1.0, max(0.0, (self.bottom - self.top) / self.height)) if self.height else 1.0


def _mains(box: Any) -> Iterator[Any]:
    """Yield the boxes of `<main>` in a page, without those inside: a column has the name of what it is a column of."""
    for child in getattr(box, "children", ()):
        if child.element_tag == "main":
            yield child
        else:
            yield from _mains(child)


def _inside(box: Any) -> Iterator[Any]:
    yield from box.descendants() if hasattr(box, "descendants") else ()
