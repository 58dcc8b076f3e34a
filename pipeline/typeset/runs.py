"""The text nodes of one paragraph as one string that can be edited without losing where each node ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

OPAQUE = "\ufffc"
"""Stands for something that is no text: code, a picture, a footnote mark."""
LINE = "\u2028"
"""A forced line break inside a paragraph."""
NBSP = "\u00a0"
JOINER = "\u2060"
"""Forbids a line break; has no width and needs no glyph in the font."""


class Edit(NamedTuple):
    """Put `text` in place of the characters `start` to `end`.

    An insertion goes into the node of the character after it, with `before` into that of the one before it.
    """

    start: int
    end: int
    text: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """`text` is all nodes joined; `ends[n]` is where node n ends."""

    text: str
    ends: tuple[int, ...]

    @classmethod
    def join(cls, nodes: Sequence[str]) -> Run:
        """Join the nodes of a paragraph."""
        ends: list[int] = []
        length = 0
        for node in nodes:
            length += len(node)
            ends.append(length)
        return cls("".join(nodes), tuple(ends))

    def split(self) -> list[str]:
        """Return the nodes, as many as were joined."""
        starts = (0, *self.ends)[: len(self.ends)]
        return [self.text[start:end] for start, end in zip(starts, self.ends, strict=True)]

    def edited(self, edits: Iterable[Edit]) -> Run:
        """Return the run with all `edits` made, which must not overlap; takes time linear in the text.

        A replacement that spans nodes goes into the first of them; an opaque character keeps its node to itself.
        """
        ordered = sorted(
            (self._placed(edit) for edit in edits), key=lambda edit: (edit.start, edit.end, not edit.before)
        )
        if not ordered:
            return self
        pieces: list[str] = []
        position = 0
        for edit in ordered:
            pieces += (self.text[position : edit.start], edit.text)
            position = edit.end
        pieces.append(self.text[position:])
        return Run("".join(pieces), self._moved_ends(ordered))

    def _placed(self, edit: Edit) -> Edit:
        at = edit.start
        if edit.end > at:
            return edit
        if at == len(self.text) or (at > 0 and self.text[at] == OPAQUE):
            return edit._replace(before=True)
        if at == 0 or self.text[at - 1] == OPAQUE:
            return edit._replace(before=False)
        return edit

    def _moved_ends(self, edits: list[Edit]) -> tuple[int, ...]:
        ends: list[int] = []
        moved = 0
        index = 0
        for end in self.ends:
            while index < len(edits):
                edit = edits[index]
                if edit.end < end or (edit.end == end and (edit.start < end or edit.before)):
                    moved += len(edit.text) - (edit.end - edit.start)
                    index += 1
                else:
                    break
            if index < len(edits) and edits[index].start < end < edits[index].end:
                ends.append(edits[index].start + moved + len(edits[index].text))
            else:
                ends.append(end + moved)
        return tuple(ends)
