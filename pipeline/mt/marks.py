"""Put inline marks back into a translation, on the words that the decoder's attention says are the marked ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.mt.alignment import Block
from pipeline.mt.inline import Marked, Point, escape, signature
from pipeline.mt.placing import Placed, place
from pipeline.mt.protected import Atom, find_protected


def restore(
    source: str,
    marked: Marked,
    target: str,
    blocks: Sequence[Block],
    references: Mapping[str, tuple[str, str]],
) -> tuple[str, bool] | None:
    """Return `target`, the translation of `marked.plain`, as inline Markdown with the marks of `source`.

    The second value tells whether every protected word was found where the translation had it; else a place was
    chosen by attention. Every mark of the source is there exactly once, inside the same marks, addresses untouched:
    markdown-it parses the result to the same marks, else None is returned, as it is when no legal place exists.
    """
    atoms, target, blocks, kept = find_protected(marked, target, blocks)
    root = place(marked, target, blocks)
    if root is None:
        return None
    edges = frozenset(_edges(root))
    for atom in atoms:
        atom.keep_within(edges)
        if atom.lost:
            atom.settle(root)
    atoms.sort(key=lambda atom: (atom.start, atom.end))
    wanted, _ = signature(source, references)
    for sure in (False, True):
        for emphasis in ("", "*", "_"):
            writer = _Writer(target, atoms, sure=sure, emphasis=emphasis)
            result = writer.write(root).strip()
            found, _ = signature(result, references)
            if found == wanted and writer.is_complete:
                return result, kept
    return None


def _edges(node: Placed) -> Iterator[int]:
    for child in node.children:
        yield child.start
        yield child.end
        yield from _edges(child)


class _Writer:
    """Writes a placed tree as Markdown; `sure` escapes every sign.

    `emphasis` is the sign for emphasis in place of the source's own: two marks that begin or end together may need
    another one, and `_` means nothing within a word.
    """

    def __init__(self, target: str, atoms: Sequence[Atom], *, sure: bool, emphasis: str) -> None:
        self._target = target
        self._atoms = list(atoms)
        self._sure = sure
        self._emphasis = emphasis

    @property
    def is_complete(self) -> bool:
        """Whether every protected word is written."""
        return not self._atoms

    def write(self, node: Placed) -> str:
        parts: list[str] = []
        at = node.start
        events: list[tuple[int, int, int, Point | Placed]] = [
            # At one place, a point stands before what begins there, so after what ends there.
            *((place, 0, number, point) for number, (place, point) in enumerate(node.points)),
            *((child.start, 1, number, child) for number, child in enumerate(node.children)),
        ]
        for where, _, _, item in sorted(events, key=lambda event: event[:3]):
            parts.append(self._text(node, at, where))
            at = max(at, where)
            if isinstance(item, Point):
                parts.append(item.raw)
            else:
                parts.append(self.write(item))
                at = item.end
        parts.append(self._text(node, at, node.end))
        inner = re.sub(r"[ \t]*\\\n[ \t]*", "\\\\\n", "".join(parts))
        return self._sign(node.pair.opening) + inner + self._sign(node.pair.closing)

    def _sign(self, sign: str) -> str:
        if self._emphasis and sign in ("*", "_"):
            return self._emphasis
        return sign.replace("_", "*") if set(sign) == {"_"} and self._emphasis else sign

    def _text(self, node: Placed, start: int, end: int) -> str:
        parts = []
        at = start
        for atom in list(self._atoms):
            if not start <= atom.start <= atom.end <= end or (atom.lost and atom.owner is not node.pair):
                continue
            self._atoms.remove(atom)
            raw = atom.item.raw if atom.item.markdown else self._plain(atom.item.raw)
            parts += [self._plain(self._target[at : atom.start]), atom.before, raw, atom.after]
            at = atom.end
        parts.append(self._plain(self._target[at:end]))
        return "".join(parts)

    def _plain(self, text: str) -> str:
        return escape(text) if self._sure else text
