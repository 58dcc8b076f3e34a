"""Put inline marks back into a translation, on the words that the decoder's attention says are the marked ones."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.mt.alignment import Block, Span
from pipeline.mt.inline import Marked, Pair, Point, Protected, escape, signature

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_CLOSING = frozenset(".,;:!?…%)]}'\"’”»")
_OPENING = frozenset("¿¡([{'\"‘“«")
_FLOOR = 0.03
"""The least share of attention a word is taken to have: one word without any does not forbid a span over it."""
_LATER_PIECE = 0.3
_LITTLE = 3
"""Letters of a word that may be an article or a preposition."""
_SOME = 0.15
"""A share of attention that means something."""
_ANY_ORDER = 4
"""Up to so many neighbouring marks may change places; more keep the order of the source."""


@dataclass(slots=True)
class _Placed:
    """A pair with its place in the target text."""

    pair: Pair
    start: int
    end: int
    children: list[_Placed]
    points: list[tuple[int, Point]]


@dataclass(slots=True)
class _Atom:
    """A protected word in the target text; `text` is what is written there."""

    start: int
    end: int
    item: Protected
    before: str = ""
    after: str = ""


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
    atoms, target, blocks, kept = _find_protected(marked, target, blocks)
    wanted, _ = signature(source, references)
    words = [found.span() for found in _WORD.finditer(target)]
    root = _Placed(replace(marked.root, children=marked.root.children), 0, len(target), [], [])
    if not _place(root, marked, target, words, _Shares(blocks)):
        return None
    for sure in (False, True):
        for emphasis in ("", "*", "_"):
            result = _Writer(target, atoms, sure=sure, emphasis=emphasis).write(root).strip()
            found, _ = signature(result, references)
            if found == wanted:
                return result, kept
    return None


class _Shares:
    """How much of each target word's attention goes to a stretch of the source."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks

    def of(self, word: Span, stretch: Span) -> float:
        inside = total = 0.0
        for block in self._blocks:
            for (start, end), row in zip(block.target, block.weights, strict=True):
                if start >= word[1] or end <= word[0]:
                    continue
                # Later pieces of a word often look ahead to the next one.
                factor = 1.0 if start <= word[0] else _LATER_PIECE
                for (left, right), weight in zip(block.source, row, strict=False):
                    if right > left:
                        total += factor * weight
                        inside += factor * weight if left < stretch[1] and right > stretch[0] else 0.0
        return inside / total if total else 0.0


def _find_protected(
    marked: Marked, target: str, blocks: Sequence[Block]
) -> tuple[list[_Atom], str, Sequence[Block], bool]:
    """Return where each protected word stands in the target, which loses placeholders that are there twice.

    A placeholder that the translation lost goes where attention puts it; the last value is then False.
    """
    kept = True
    atoms: list[_Atom] = []
    for item in marked.protected:
        places = [found.span() for found in re.finditer(rf"(?i)(?<!\w){item.name}(?!\w)", target)]
        if places:
            atoms.append(_Atom(*places[0], item))
            for start, end in reversed(places[1:]):
                kept = False
                target, blocks = _cut(target, blocks, start, end)
            continue
        kept = False
    if not kept:
        # What a translation makes of several placeholders: `X12` of `X1` and `X2`.
        letters, names = marked.protected[0].name.rstrip("0123456789"), {item.name for item in marked.protected}
        for found in reversed(list(re.finditer(rf"(?i)(?<!\w){letters}\d+(?!\w)", target))):
            if found[0].upper() not in names:
                target, blocks = _cut(target, blocks, *found.span())
    atoms = [_Atom(*_span_of(atom.item, target), atom.item) for atom in atoms]
    for item in marked.protected:
        if not any(atom.item is item for atom in atoms):
            place = _boundary(marked, item.start, target, _Shares(blocks), (0, len(target)))
            # Not into the middle of another placeholder.
            place = next((atom.end for atom in atoms if atom.start < place < atom.end), place)
            before = " " if place > 0 and not target[place - 1].isspace() else ""
            after = " " if place < len(target) and target[place].isalnum() else ""
            atoms.append(_Atom(place, place, item, before, after))
    return sorted(atoms, key=lambda atom: (atom.start, atom.end)), target, blocks, kept


def _span_of(item: Protected, target: str) -> Span:
    found = re.search(rf"(?i)(?<!\w){item.name}(?!\w)", target)
    return found.span() if found else (0, 0)


def _cut(target: str, blocks: Sequence[Block], start: int, end: int) -> tuple[str, Sequence[Block]]:
    if start and target[start - 1] == " ":
        start -= 1

    def moved(place: int) -> int:
        return place if place <= start else max(place - (end - start), start)

    shifted = [
        replace(block, target=tuple((moved(left), moved(right)) for left, right in block.target)) for block in blocks
    ]
    return target[:start] + target[end:], shifted


def _place(node: _Placed, marked: Marked, target: str, words: Sequence[Span], shares: _Shares) -> bool:
    """Give every mark inside `node` its place within the node's stretch of the target."""
    inside = [word for word in words if node.start <= word[0] and word[1] <= node.end]
    pairs = node.pair.children
    if pairs:
        spans = _spans(pairs, inside, shares, whole=(node.pair.start, node.pair.end), plain=marked.plain)
        if spans is None:
            return False
        taken = sorted(spans)
        for pair, (first, last) in zip(pairs, spans, strict=True):
            at = taken.index((first, last))
            low = inside[taken[at - 1][1]][1] if at else node.start
            high = inside[taken[at + 1][0]][0] if at + 1 < len(taken) else node.end
            start, end = _with_signs(pair, marked.plain, target, inside[first][0], inside[last][1], low, high)
            placed = _Placed(pair, start, end, [], [])
            if not _place(placed, marked, target, words, shares):
                return False
            node.children.append(placed)
        node.children.sort(key=lambda child: child.start)
        # Punctuation can be claimed from both sides: the earlier one keeps it.
        for before, after in zip(node.children, node.children[1:], strict=False):
            after.start = max(after.start, before.end)
    for point in node.pair.points:
        place = _point(point, node, marked, target, inside, shares)
        if place is None:
            return False
        place = next((child.end for child in node.children if child.start < place < child.end), place)
        node.points.append((place, point))
    node.points.sort(key=lambda item: item[0])
    return True


def _spans(
    pairs: Sequence[Pair], words: Sequence[Span], shares: _Shares, *, whole: Span, plain: str
) -> list[tuple[int, int]] | None:
    """Return for each pair the first and last of the words it goes around; None when there are too few words.

    Each pair gets one run of words, no word belongs to two: the most probable labelling of the words, where a word's
    probability to belong to a pair is the share of its attention that goes to the pair's words.
    """
    if len(words) < len(pairs):
        return None
    if (
        len(pairs) == 1
        and not _has_word(plain, whole[0], pairs[0].start)
        and not _has_word(plain, pairs[0].end, whole[1])
    ):
        return [(0, len(words) - 1)]
    table = [[_gain(pair, word, words, shares, whole) for pair in pairs] for word in words]
    orders = len(pairs) <= _ANY_ORDER
    full = (1 << len(pairs)) - 1
    # State: which pairs have begun, and the one that is open (-1: none). Value: log-probability and the way here.
    states: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, -1): (0.0, ())}
    for row in table:
        outside = math.log(max(1.0 - sum(share for share, _ in row), _FLOOR))
        gains = [math.log(max(share, _FLOOR)) - distance for share, distance in row]
        following: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
        for (begun, current), (value, way) in states.items():
            options = [((begun, -1), outside, -1)]
            if current >= 0:
                options.append(((begun, current), gains[current], current))
            options += [
                # A trace of preference for the order of the source, which decides between equals.
                ((begun | 1 << index, index), gains[index] - 0.001 * (begun >> index), index)
                for index in range(len(pairs))
                if not begun >> index & 1 and (orders or begun == (1 << index) - 1)
            ]
            for state, gain, label in options:
                if state not in following or following[state][0] < value + gain:
                    following[state] = (value + gain, (*way, label))
        states = following
    ends = [entry for (begun, _), entry in states.items() if begun == full]
    way = max(ends)[1]
    runs = [(way.index(index), len(way) - 1 - way[::-1].index(index)) for index in range(len(pairs))]
    return _tidied(runs, pairs, words, shares, whole=whole, plain=plain)


def _gain(pair: Pair, word: Span, words: Sequence[Span], shares: _Shares, whole: Span) -> tuple[float, float]:
    """Return the share of a word's attention that goes to a pair, and how far apart they stand (0 to 1)."""
    here = (word[0] - words[0][0]) / max(words[-1][1] - words[0][0], 1)
    there = (pair.start - whole[0]) / max(whole[1] - whole[0], 1)
    return shares.of(word, (pair.start, pair.end)), abs(here - there)


def _tidied(
    runs: Sequence[tuple[int, int]],
    pairs: Sequence[Pair],
    words: Sequence[Span],
    shares: _Shares,
    *,
    whole: Span,
    plain: str,
) -> list[tuple[int, int]]:
    """Return the runs without little words that belong outside, and with those that belong inside.

    A decoder that writes an article or a preposition already looks at the noun after it. Where the source has a
    little word just before the mark, a little word at the beginning of the run is taken for its translation; where the
    mark itself begins with one, a free little word before the run joins it. The same at the end, for leaving out.
    """
    taken = {index for first, last in runs for index in range(first, last + 1)}
    result = []
    for pair, (first, last) in zip(pairs, runs, strict=True):
        inner = [found.span() for found in _WORD.finditer(plain, pair.start, pair.end)]
        before = _neighbour(plain, whole[0], pair.start, -1)
        after = _neighbour(plain, pair.end, whole[1], 0)
        if before and _is_little(before):
            while first < last and _belongs_outside(words, range(first + 1, last + 1), first, inner, before, shares):
                first += 1
        if after and _is_little(after):
            while first < last and _belongs_outside(words, range(first, last), last, inner, after, shares):
                last -= 1
        if inner and _is_little(inner[0]) and first and first - 1 not in taken:
            little = words[first - 1][1] - words[first - 1][0] <= _LITTLE
            if little and (not before or shares.of(words[first - 1], (pair.start, pair.end)) > _SOME):
                first -= 1
        result.append((first, last))
    return result


def _neighbour(plain: str, start: int, end: int, which: int) -> Span | None:
    """Return the first (0) or last (-1) word of a stretch, None when there is a sign between it and the mark."""
    found = list(_WORD.finditer(plain, start, end))
    if not found:
        return None
    span = found[which].span()
    between = plain[span[1] : end] if which else plain[start : span[0]]
    return None if between.strip() else span


def _is_little(word: Span) -> bool:
    return word[1] - word[0] <= _LITTLE + 1


def _belongs_outside(
    words: Sequence[Span],
    others: Sequence[int],
    index: int,
    inner: Sequence[Span],
    neighbour: Span,
    shares: _Shares,
) -> bool:
    """Tell whether a word at the edge of a run translates `neighbour` rather than one of the `inner` words."""
    word = words[index]
    length = word[1] - word[0]
    if length > _LITTLE and (length > 2 * _LITTLE or shares.of(word, neighbour) < _SOME):
        return False
    best = max(inner, key=lambda item: shares.of(word, item), default=None)
    if best is None:
        return False
    # Another word of the run must stand for the same source word, or the mark would lose it.
    return max(shares.of(words[other], best) for other in others) >= shares.of(word, best) / 2


def _has_word(plain: str, start: int, end: int) -> bool:
    return _WORD.search(plain, start, end) is not None


def _with_signs(pair: Pair, plain: str, target: str, start: int, end: int, low: int, high: int) -> Span:
    """Widen a span of words over the signs beside it, where the source has signs inside the mark too."""
    if pair.end > pair.start and plain[pair.end - 1] in _CLOSING:
        limit = next((at for at in range(end, high) if target[at] not in _CLOSING), high)
        # As many as the source has, so that "**word**." leaves the stop outside.
        count = len(plain[pair.start : pair.end]) - len(plain[pair.start : pair.end].rstrip("".join(_CLOSING)))
        end = min(limit, end + count)
        if plain[pair.end - 1] in "?!":
            start = start - 1 if start > low and target[start - 1] in "¿¡" else start
    if plain[pair.start] in _OPENING and start > low and target[start - 1] in _OPENING:
        start -= 1
    return start, end


def _point(
    point: Point, node: _Placed, marked: Marked, target: str, words: Sequence[Span], shares: _Shares
) -> int | None:
    before = _has_word(marked.plain, node.pair.start, point.position)
    after = _has_word(marked.plain, point.position, node.pair.end)
    if point.kind == "hardbreak":
        if len(words) < 2:
            return None
        place = _boundary(marked, point.position, target, shares, (words[0][1], words[-1][0]))
        # Between words, not within one that holds a hyphen; and after the signs that end a line.
        place = next((word[1] for word in words if word[0] < place < word[1]), place)
        return place if place < words[-1][0] else words[-2][1]
    if not after:
        # Before the final signs or after them, as in the source.
        tail = marked.plain[point.position : node.pair.end].strip()
        stripped = target[node.start : node.end].rstrip()
        return node.start + len(stripped.rstrip("".join(_CLOSING)) if tail else stripped)
    if not before:
        return words[0][0] if words and marked.plain[: point.position].strip() else node.start
    word = _last_word(marked.plain, node.pair.start, point.position)
    if not words:
        return node.end
    best = max(words, key=lambda item: (shares.of(item, word), -abs(item[1] - point.position)))
    place = best[1]
    gap = marked.plain[word[1] : point.position]
    while gap and place < node.end and target[place] in _CLOSING:
        place, gap = place + 1, gap[1:]
    return place


def _last_word(plain: str, start: int, end: int) -> Span:
    *_, last = _WORD.finditer(plain, start, end)
    return last.span()


def _boundary(marked: Marked, position: int, target: str, shares: _Shares, stretch: Span) -> int:
    """Return the end of the target word that attention crosses least: what stood before `position` stays before."""
    low, high = stretch
    words = [found.span() for found in _WORD.finditer(target)]
    early = [shares.of(word, (0, position)) for word in words]
    late = [shares.of(word, (position, len(marked.plain))) for word in words]
    best, place = math.inf, low
    for count in range(len(words) + 1):
        at = words[count - 1][1] if count else 0
        if not low <= at <= high:
            continue
        cost = sum(late[:count]) + sum(early[count:])
        if cost < best:
            best, place = cost, at
    return place


class _Writer:
    """Writes a placed tree as Markdown; `sure` escapes every sign.

    `emphasis` is the sign for emphasis in place of the source's own: two marks that begin or end together may need
    another one, and `_` means nothing within a word.
    """

    def __init__(self, target: str, atoms: Sequence[_Atom], *, sure: bool, emphasis: str) -> None:
        self._target = target
        self._atoms = list(atoms)
        self._sure = sure
        self._emphasis = emphasis

    def write(self, node: _Placed) -> str:
        parts: list[str] = []
        at = node.start
        events: list[tuple[int, int, int, Point | _Placed]] = [
            # At one place, a point stands before what begins there, so after what ends there.
            *((place, 0, number, point) for number, (place, point) in enumerate(node.points)),
            *((child.start, 1, number, child) for number, child in enumerate(node.children)),
        ]
        for place, _, _, item in sorted(events, key=lambda event: event[:3]):
            parts.append(self._text(at, place))
            at = max(at, place)
            if isinstance(item, Point):
                parts.append(item.raw)
            else:
                parts.append(self.write(item))
                at = item.end
        parts.append(self._text(at, node.end, final=True))
        inner = re.sub(r"[ \t]*\\\n[ \t]*", "\\\\\n", "".join(parts))
        return self._sign(node.pair.opening) + inner + self._sign(node.pair.closing)

    def _sign(self, sign: str) -> str:
        if self._emphasis and sign in ("*", "_"):
            return self._emphasis
        return sign.replace("_", "*") if set(sign) == {"_"} and self._emphasis else sign

    def _text(self, start: int, end: int, *, final: bool = False) -> str:
        parts = []
        at = start
        for atom in list(self._atoms):
            if not (start <= atom.start and (atom.end <= end if atom.end > atom.start else atom.end < end or final)):
                continue
            self._atoms.remove(atom)
            raw = atom.item.raw
            verbatim = raw[:1] in "`<!*_~[" and not raw[1:2].isspace()
            parts.append(self._plain(self._target[at : atom.start]))
            parts.append(atom.before + (raw if verbatim else self._plain(raw)) + atom.after)
            at = atom.end
        parts.append(self._plain(self._target[at:end]))
        return "".join(parts)

    def _plain(self, text: str) -> str:
        return escape(text) if self._sure else text
