"""Find the placeholders of protected words in a translation, and a place for those that it lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.mt.alignment import Block
from pipeline.mt.inline import Marked, Pair, Protected, joins
from pipeline.mt.placing import Placed, WordAlignment, boundary


@dataclass(slots=True)
class Atom:
    """A protected word's place in the target text, with a space to write before or after it where one is missing."""

    start: int
    end: int
    item: Protected
    before: str = ""
    after: str = ""
    owner: Pair | None = None
    """The pair to write a lost one in, once that is known."""

    core: tuple[int, int] | None = None
    """The placeholder alone, where spaces that only kept it apart belong to the place."""

    @property
    def lost(self) -> bool:
        """True when the translation has no placeholder for it: it stands between words."""
        return self.start == self.end

    def keep_within(self, edges: Collection[int]) -> None:
        """Leave a space that kept it apart where it is, if a mark begins or ends between the two."""
        if self.core is None:
            return
        first, last = self.core
        self.start = first if first in edges else self.start
        self.end = last if last in edges else self.end

    def settle(self, node: Placed) -> None:
        """Move a lost one into the pair that it was in, and out of those it was not in."""
        at = self.item.start
        own = next((child for child in node.children if child.pair.start <= at < child.pair.end), None)
        if own is not None:
            self.start = self.end = min(max(self.start, own.start), own.end)
            self.settle(own)
            return
        self.owner = node.pair
        for child in node.children:
            if child.start < self.start < child.end:
                self.start = self.end = child.end if at >= child.pair.end else child.start


def find_protected(
    marked: Marked, target: str, blocks: Sequence[Block]
) -> tuple[list[Atom], str, Sequence[Block], bool]:
    """Return where each protected word stands in the target, which loses placeholders that are there twice.

    A placeholder that the translation lost goes where attention puts it; the last value is then False.
    """
    if not marked.protected:
        return [], target, blocks, True
    names = {item.name for item in marked.protected}
    # Also where the package made it one word with its neighbour: no word of the sentence looks like it.
    placeholder = re.compile(rf"(?i){marked.protected[0].name.rstrip('0123456789')}\d+")
    seen: set[str] = set()
    superfluous = []
    for found in placeholder.finditer(target):
        name = found[0].upper()
        # What a translation makes of several placeholders: `X12` of `X1` and `X2`.
        if name not in names or name in seen:
            superfluous.append(found.span())
        seen.add(name)
    for start, end in reversed(superfluous):
        target, blocks = _cut(target, blocks, start, end)
    places = {found[0].upper(): found.span() for found in placeholder.finditer(target)}
    atoms = [_atom(item, *places[item.name], target) for item in marked.protected if item.name in places]
    lost = [item for item in marked.protected if item.name not in places]
    if lost:
        alignment = WordAlignment(marked.plain, target, blocks)
        taken = [(atom.start, atom.end) for atom in atoms]
        for item in lost:
            place = _place_for(item, target, alignment)
            # Not into the middle of another placeholder.
            place = next((end for start, end in taken if start < place < end), place)
            before = " " if place > 0 and not target[place - 1].isspace() else ""
            after = " " if place < len(target) and target[place].isalnum() else ""
            atoms.append(Atom(place, place, item, before, after))
    atoms.sort(key=lambda atom: (atom.start, atom.end))
    return atoms, target, blocks, not lost and not superfluous


def _atom(item: Protected, start: int, end: int, target: str) -> Atom:
    """Return the place of a placeholder, with the spaces around it that only kept it apart."""
    core = (start, end)
    if item.joined[0] and target[max(start - 2, 0) : start].endswith(" ") and start > 1 and joins(target[start - 2]):
        start -= 1
    if item.joined[1] and target[end : end + 1] == " " and joins(target[end + 1 : end + 2]):
        end += 1
    return Atom(start, end, item, core=core)


def _place_for(item: Protected, target: str, alignment: WordAlignment) -> int:
    if not alignment.target or not alignment.columns((0, item.start))[1]:
        return 0
    if alignment.columns((0, item.end))[1] == len(alignment.source):
        # At the end of a sentence: before its final signs.
        return alignment.target[-1][1]
    return alignment.target[boundary(alignment, item.start, range(len(alignment.target)))][1]


def _cut(target: str, blocks: Sequence[Block], start: int, end: int) -> tuple[str, Sequence[Block]]:
    if start and target[start - 1] == " ":
        start -= 1

    def moved(place: int) -> int:
        return place if place <= start else max(place - (end - start), start)

    shifted = [
        replace(block, target=tuple((moved(left), moved(right)) for left, right in block.target)) for block in blocks
    ]
    return target[:start] + target[end:], shifted
