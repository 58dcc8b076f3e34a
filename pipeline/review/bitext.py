"""Sentences of a text and of its old translation, and the beads that pair them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.text.document import Role

_HEADINGS = frozenset((Role.TITLE, Role.SUBTITLE, Role.TOPIC, Role.HEADING))
_PICTURES = frozenset((Role.COVER, Role.ALT, Role.CAPTION))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence on one side."""

    text: str
    """Inline Markdown, as in `Segment.source`."""
    words: str
    """As people read it, without marks."""
    role: Role
    unit: int
    """The number of the string (paragraph, heading, cell …) it stands in; it only grows."""
    line: int = 0
    """In its file, from 1; 0 where that is not known."""
    hypothesis: str = ""
    """Of a source sentence: what it may be in the other language, without marks (a machine's draft, or a translation
    that somebody approved); empty where there is none."""

    @property
    def family(self) -> str:
        """What sort of place it stands in, as far as two files of one text agree on that."""
        if self.role in _HEADINGS:
            return "heading"
        return "picture" if self.role in _PICTURES else self.role.value


@dataclass(frozen=True, slots=True, order=True)
class Bead:
    """Sentences that say the same: places on the source side and on the target side, neighbours in order.

    One of the sides is empty for a sentence without a pair. `turn` is 0 for what stands in the order of the source,
    and counts from 1 what was moved: the beads of one turn follow each other on both sides.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    turn: int = 0
    score: float = 0.0
    """The logarithm of the odds that they belong together, by their words and lengths; 0 where a side is empty."""
    confidence: float = 0.0
    """How likely it is, 0 to 1, that they say exactly the same: nothing more and nothing less on either side."""

    @property
    def is_pair(self) -> bool:
        """True where both sides have a sentence."""
        return bool(self.source and self.target)


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two texts sentence by sentence, and the beads: each sentence of each side is in exactly one of them."""

    source: tuple[Sentence, ...]
    target: tuple[Sentence, ...]
    beads: tuple[Bead, ...]

    def __iter__(self) -> Iterator[Bead]:
        """Yield the beads in the order of the source; what only the target has, after what stands before it there."""
        return iter(self.beads)


def joined(sentences: Sequence[Sentence], places: Sequence[int]) -> str:
    """Return the Markdown of neighbouring sentences as one."""
    return " ".join(sentences[place].text for place in places)
