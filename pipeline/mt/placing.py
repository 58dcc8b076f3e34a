"""Decide where marks go in a translation: on the words that the decoder's attention says are the marked ones."""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.mt.alignment import LATER_PIECE, WORD, Block, Span
from pipeline.mt.inline import Marked, Pair, Point

CLOSING = frozenset(".,;:!?…%)]}'\"’”»")
_OPENING = frozenset("¿¡([{'\"‘“«")
_QUOTES = re.compile(r"[“”„«»\"()\[\]]")
_FLOOR = 0.03
"""The least share of attention a word is taken to have: one word without any does not forbid a span over it."""
_SAME = 0.7
"""The share that goes to the same word in the source, where there is one: a name, a number, a placeholder."""
_LITTLE = 3
"""Letters of a word that may be an article or a preposition."""
_SOME = 0.15
"""A share of attention that means something."""
_ANY_ORDER = 4
"""Up to so many neighbouring marks may change places; more keep the order of the source."""
_BAND = 15
"""How far more marks than that may be ahead of where they stood in the source, or behind: marks or words."""
_FAR = 100
"""Words: no translation moves anything further."""
_Way = tuple[int, Any] | None
"""A linked list of labels, the last first."""


@dataclass(slots=True)
class Placed:
    """A pair with its place in the target text."""

    pair: Pair
    start: int
    end: int
    children: list[Placed]
    points: list[tuple[int, Point]]


class WordAlignment:
    """How much of each target word stands for each source word: its attention, summed over tokens, words only."""

    def __init__(self, plain: str, target: str, blocks: Sequence[Block]) -> None:
        """Compute it for a source and its translation; without attention, what stands at the same height is taken."""
        self.source = words_of(plain)
        self.target = words_of(target)
        self._starts = [start for start, _ in self.source]
        self._ends = [end for _, end in self.source]
        weights: list[dict[int, float]] = [{} for _ in self.target]
        for block in blocks:
            self._add(block, weights)
        _compete(weights)
        names: dict[str, list[int]] = {}
        for index, (start, end) in enumerate(self.source):
            names.setdefault(plain[start:end].casefold(), []).append(index)
        self._rows: list[tuple[int, list[float]]] = []
        for index, (start, end) in enumerate(self.target):
            word = target[start:end].casefold()
            same = names.get(word, []) if len(word) > _LITTLE or any(map(str.isdigit, word)) else []
            self._rows.append(self._row(index, weights[index], same))

    def _add(self, block: Block, weights: Sequence[dict[int, float]]) -> None:
        starts, ends = [start for start, _ in self.target], [end for _, end in self.target]
        columns = [_word_at(self._starts, self._ends, span) for span in block.source]
        for span, row in zip(block.target, block.weights, strict=True):
            index = _word_at(starts, ends, span)
            if index < 0:
                continue
            factor = 1.0 if span[0] <= starts[index] else LATER_PIECE
            for column, weight in zip(columns, row, strict=False):
                if column >= 0:
                    weights[index][column] = weights[index].get(column, 0.0) + factor * weight

    def _row(self, index: int, weights: dict[int, float], same: Sequence[int]) -> tuple[int, list[float]]:
        """Return the first source word that a target word stands for, and the running sum of its shares from there."""
        total = sum(weights.values())
        if not total:
            here = int((index + 0.5) / len(self.target) * len(self.source))
            weights = {
                column: 1 / (1 + abs(column - here))
                for column in range(max(here - 3, 0), min(here + 4, len(self.source)))
            }
            total = sum(weights.values())
        shares = {column: weight / total for column, weight in weights.items()}
        near = [column for column in same if column in shares]
        if near:
            best = max(near, key=lambda column: (shares[column], -abs(column - index)))
            shares = {column: share * (1 - _SAME) for column, share in shares.items()}
            shares[best] += _SAME
        if not shares:
            return 0, [0.0]
        first, last = min(shares), max(shares)
        return first, [0.0, *itertools.accumulate(shares.get(column, 0.0) for column in range(first, last + 1))]

    def columns(self, stretch: Span) -> Span:
        """Return the numbers of the first source word in a stretch of the text, and of the first one after it."""
        return bisect_right(self._ends, stretch[0]), bisect_left(self._starts, stretch[1])

    def shares(self, index: int) -> Iterator[tuple[int, float]]:
        """Yield the source words that the target word number `index` stands for, and how much for each."""
        first, sums = self._rows[index]
        for column, (before, after) in enumerate(itertools.pairwise(sums), first):
            yield column, after - before

    def share(self, index: int, columns: Span) -> float:
        """Return how much (0 to 1) of the target word number `index` stands for the source words of `columns`."""
        first, sums = self._rows[index]
        low, high = (min(max(column - first, 0), len(sums) - 1) for column in columns)
        return max(sums[high] - sums[low], 0.0)


def _compete(weights: Sequence[dict[int, float]]) -> None:
    """Make each target word weaker at the source words that another one has a greater share of."""
    totals = [sum(row.values()) or 1.0 for row in weights]
    top: dict[int, float] = {}
    for row, total in zip(weights, totals, strict=True):
        for column, weight in row.items():
            top[column] = max(top.get(column, 0.0), weight / total)
    for row, total in zip(weights, totals, strict=True):
        for column, weight in row.items():
            row[column] = weight * (weight / total / top[column]) if top[column] else 0.0


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return where the words of a text, or of a stretch of it, stand."""
    return [found.span() for found in WORD.finditer(text, start, len(text) if end is None else end)]


def _word_at(starts: Sequence[int], ends: Sequence[int], span: Span) -> int:
    """Return the number of the word that a token is part of, -1 when it is part of none."""
    index = bisect_right(ends, span[0])
    return index if index < len(ends) and starts[index] < span[1] and span[0] < span[1] else -1


def place(marked: Marked, target: str, blocks: Sequence[Block]) -> Placed | None:
    """Return the tree of marks with the place of each in `target`; None where there are too few words for them."""
    root = Placed(replace(marked.root, children=marked.root.children), 0, len(target), [], [])
    return root if _Placer(marked.plain, target, WordAlignment(marked.plain, target, blocks)).place(root) else None


class _Placer:
    def __init__(self, plain: str, target: str, alignment: WordAlignment) -> None:
        self._plain = plain
        self._target = target
        self._alignment = alignment

    def place(self, node: Placed) -> bool:
        """Give every mark inside `node` its place within the node's stretch of the target."""
        words = self._alignment.target
        low, high = bisect_left(words, (node.start, 0)), bisect_right(words, (node.end, 0))
        inside = range(low, high - 1 if high > low and words[high - 1][1] > node.end else high)
        pairs = node.pair.children
        if pairs:
            spans = self._spans(node.pair, inside)
            if spans is None:
                return False
            taken = sorted(spans)
            order = {span: at for at, span in enumerate(taken)}
            for pair, (first, last) in zip(pairs, spans, strict=True):
                at = order[first, last]
                low = words[taken[at - 1][1]][1] if at else node.start
                high = words[taken[at + 1][0]][0] if at + 1 < len(taken) else node.end
                placed = Placed(pair, *self._with_signs(pair, words[first][0], words[last][1], low, high), [], [])
                if not self.place(placed):
                    return False
                node.children.append(placed)
            node.children.sort(key=lambda child: child.start)
            # Punctuation can be claimed from both sides: the earlier one keeps it.
            for before, after in zip(node.children, node.children[1:], strict=False):
                after.start = max(after.start, before.end)
        starts = [child.start for child in node.children]
        for point in node.pair.points:
            where = self._point(point, node, inside)
            if where is None:
                return False
            number = bisect_left(starts, where) - 1
            if number >= 0 and where < node.children[number].end:
                where = node.children[number].end
            node.points.append((where, point))
        node.points.sort(key=lambda item: item[0])
        return True

    def _spans(self, whole: Pair, inside: Sequence[int]) -> list[Span] | None:
        """Return for each pair in `whole` the numbers of the first and last word it goes around; None: too few words.

        Each pair gets one run of words, no word belongs to two: the most probable labelling of the words, where a
        word's probability to belong to a pair is the share of its attention that goes to the pair's words.
        """
        pairs = whole.children
        if len(inside) < len(pairs):
            return None
        if (
            len(pairs) == 1
            and not self._has_word(whole.start, pairs[0].start)
            and not self._has_word(pairs[0].end, whole.end)
        ):
            return [(inside[0], inside[-1])]
        owners = {
            column: label for label, pair in enumerate(pairs) for column in range(*self._columns(pair.start, pair.end))
        }
        runs = _labelled(len(inside), len(pairs), lambda row: self._gains(whole, inside[row], inside, owners))
        return self._tidied([(inside[first], inside[last]) for first, last in runs], whole, inside)

    def _gains(
        self, whole: Pair, index: int, inside: Sequence[int], owners: Mapping[int, int]
    ) -> tuple[float, Callable[[int], float]]:
        """Return the gain of leaving a word outside all pairs, and a function for that of putting it into one.

        `owners` tells which pair a word of the source belongs to.
        """
        words = self._alignment.target
        here = (words[index][0] - words[inside[0]][0]) / max(words[inside[-1]][1] - words[inside[0]][0], 1)
        outside = 1.0
        shares: dict[int, float] = {}
        for column, share in self._alignment.shares(index):
            if (label := owners.get(column)) is not None:
                shares[label] = shares.get(label, 0.0) + share
                outside -= share

        def inner(label: int) -> float:
            there = (whole.children[label].start - whole.start) / max(whole.end - whole.start, 1)
            return math.log(max(shares.get(label, 0.0), _FLOOR)) - abs(here - there)

        return math.log(max(outside, _FLOOR)), inner

    def _tidied(self, runs: Sequence[Span], whole: Pair, inside: Sequence[int]) -> list[Span]:
        """Return the runs without little words that belong outside, and with those that belong inside.

        A decoder that writes an article or a preposition already looks at the noun after it. Where the source has a
        little word just before the mark, a little word at the beginning of the run is taken for its translation; where
        the mark itself begins with one, a free little word before the run joins it. The same at the end, for leaving
        out.
        """
        words = self._alignment.target
        taken = {index for first, last in runs for index in range(first, last + 1)}
        result = []
        for pair, (first, last) in zip(whole.children, runs, strict=True):
            inner = words_of(self._plain, pair.start, pair.end)
            before = self._neighbour(whole.start, pair.start, -1)
            after = self._neighbour(pair.end, whole.end, 0)
            if before and _is_little(before):
                while first < last and self._belongs_outside(range(first + 1, last + 1), first, inner, before):
                    first += 1
            if after and _is_little(after):
                while first < last and self._belongs_outside(range(first, last), last, inner, after):
                    last -= 1
            surplus = self._surplus(first, last, inner)
            if before and _is_little(before) and surplus > 0:
                first += surplus
            elif inner and _is_little(inner[0]) and surplus < 0 and first > inside[0] and first - 1 not in taken:
                little = words[first - 1][1] - words[first - 1][0] <= _LITTLE
                rival = max(_SOME, self._share(first - 1, before)) if before else -1.0
                if little and self._share(first - 1, (pair.start, pair.end)) > rival:
                    first -= 1
            result.append(self._within_quotes(pair, first, last))
        return result

    def _within_quotes(self, pair: Pair, first: int, last: int) -> Span:
        """Return the best part of a run without a quotation mark or bracket in it, where the source has none there."""
        words = self._alignment.target
        if _QUOTES.search(self._plain, pair.start, pair.end):
            return first, last
        parts, begin = [], first
        for index in range(first, last):
            if _QUOTES.search(self._target, words[index][1], words[index + 1][0]):
                parts.append((begin, index))
                begin = index + 1
        parts.append((begin, last))

        def share(part: Span) -> float:
            return sum(self._share(index, (pair.start, pair.end)) for index in range(part[0], part[1] + 1))

        return max(parts, key=share)

    def _surplus(self, first: int, last: int, inner: Sequence[Span]) -> int:
        """Return how many more little words a run begins with than the marked words do; 0 if those are all little.

        For `in **the school**`, *en* is one too many in *en la escuela*.
        """
        words = self._alignment.target
        allowed = sum(1 for _ in itertools.takewhile(_is_little, inner))
        little = itertools.takewhile(lambda index: words[index][1] - words[index][0] <= _LITTLE, range(first, last))
        return sum(1 for _ in little) - allowed if allowed < len(inner) else 0

    def _neighbour(self, start: int, end: int, which: int) -> Span | None:
        """Return the first (0) or last (-1) word of a stretch, None when there is a sign between it and the mark."""
        low, high = self._columns(start, end)
        if low >= high:
            return None
        span = self._alignment.source[high - 1 if which else low]
        between = self._plain[span[1] : end] if which else self._plain[start : span[0]]
        return None if between.strip() else span

    def _belongs_outside(self, others: Sequence[int], index: int, inner: Sequence[Span], neighbour: Span) -> bool:
        """Tell whether a word at the edge of a run translates `neighbour` rather than one of the `inner` words."""
        word = self._alignment.target[index]
        length = word[1] - word[0]
        if length > _LITTLE and (length > 2 * _LITTLE or self._share(index, neighbour) < _SOME):
            return False
        best = max(inner, key=lambda item: self._share(index, item), default=None)
        if best is None:
            return False
        # Another word of the run must stand for the same source word, or the mark would lose it.
        mine = self._share(index, best)
        return max(self._share(other, best) for other in others) >= mine / 2

    def _columns(self, start: int, end: int) -> Span:
        return self._alignment.columns((start, end))

    def _share(self, index: int, stretch: Span) -> float:
        return self._alignment.share(index, self._alignment.columns(stretch))

    def _has_word(self, start: int, end: int) -> bool:
        return WORD.search(self._plain, start, end) is not None

    def _with_signs(self, pair: Pair, start: int, end: int, low: int, high: int) -> Span:
        """Widen a span of words over the signs beside it, where the source has signs inside the mark too."""
        plain, target = self._plain, self._target
        if pair.end > pair.start and plain[pair.end - 1] in CLOSING:
            limit = next((at for at in range(end, high) if target[at] not in CLOSING), high)
            # As many as the source has, so that "**word**." leaves the stop outside.
            count = len(plain[pair.start : pair.end]) - len(plain[pair.start : pair.end].rstrip("".join(CLOSING)))
            end = min(limit, end + count)
            if plain[pair.end - 1] in "?!":
                start = start - 1 if start > low and target[start - 1] in "¿¡" else start
        if plain[pair.start] in _OPENING and start > low and target[start - 1] in _OPENING:
            start -= 1
        return start, end

    def _point(self, point: Point, node: Placed, inside: Sequence[int]) -> int | None:
        before = self._has_word(node.pair.start, point.position)
        after = self._has_word(point.position, node.pair.end)
        words, target = self._alignment.target, self._target
        if point.kind == "hardbreak":
            if len(inside) < 2:
                return None
            return words[boundary(self._alignment, point.position, inside[:-1])][1]
        if not after:
            # Before the final signs or after them, as in the source.
            tail = self._plain[point.position : node.pair.end].strip()
            stripped = target[node.start : node.end].rstrip()
            return node.start + len(stripped.rstrip("".join(CLOSING)) if tail else stripped)
        if not before:
            return words[inside[0]][0] if inside and self._plain[: point.position].strip() else node.start
        if not inside:
            return node.end
        where = words[boundary(self._alignment, point.position, inside)][1]
        last = self._alignment.source[self._columns(node.pair.start, point.position)[1] - 1]
        gap = self._plain[last[1] : point.position]
        while gap and where < node.end and target[where] in CLOSING:
            where, gap = where + 1, gap[1:]
        return where


def boundary(alignment: WordAlignment, position: int, inside: Sequence[int]) -> int:
    """Return the last of the words before the place that attention crosses least; `inside` are those to choose from.

    What stood before `position` in the source stays before it, what stood after it after.
    """
    middle, end = alignment.columns((position, position))[0], len(alignment.source)
    if len(inside) > 2 * _FAR:
        centre = len(inside) * middle // max(end, 1)
        inside = inside[max(centre - _FAR, 0) : centre + _FAR]
    # Crossing later by one word costs what it has of what stood after, and saves what it has of what stood before.
    steps = (alignment.share(index, (middle, end)) - alignment.share(index, (0, middle)) for index in inside)
    costs = list(itertools.accumulate(steps))
    return inside[min(range(len(costs)), key=costs.__getitem__)]


def _is_little(word: Span) -> bool:
    return word[1] - word[0] <= _LITTLE + 1


def _labelled(rows: int, count: int, gains: Callable[[int], tuple[float, Callable[[int], float]]]) -> list[Span]:
    """Return the first and last row of each of `count` labels in the most probable labelling of all rows.

    `gains` of a row are the gain of no label and a function for that of each label; every label has one run of rows.
    """
    any_order = count <= _ANY_ORDER
    # State: which labels have begun, and the one that is open (-1: none). Value: log-probability and the way here.
    # In any order, those that have begun are a set of bits; else, their number.
    states: dict[tuple[int, int], tuple[float, _Way]] = {(0, -1): (0.0, None)}
    full = (1 << count) - 1 if any_order else count
    for row in range(rows):
        outside, inner = gains(row)
        following: dict[tuple[int, int], tuple[float, _Way]] = {}
        for (begun, current), (value, way) in states.items():
            options = [((begun, -1), outside, -1)]
            if current >= 0:
                options.append(((begun, current), inner(current), current))
            if any_order:
                for label in range(count):
                    if not begun >> label & 1:
                        # A trace of preference for the order of the source, which decides between equals.
                        gain = inner(label) - (0.001 if begun >> label else 0.0)
                        options.append(((begun | 1 << label, label), gain, label))
            elif begun < count:
                options.append(((begun + 1, begun), inner(begun), begun))
            for state, gain, label in options:
                done = state[0].bit_count() if any_order else state[0]
                near = any_order or abs(done * rows - row * count) <= _BAND * max(rows, count)
                if near and count - done < rows - row:
                    known = following.get(state)
                    if known is None or known[0] < value + gain:
                        following[state] = (value + gain, (label, way))
        states = following
    way = max((entry for (begun, _), entry in states.items() if begun == full), key=lambda entry: entry[0])[1]
    runs: dict[int, Span] = {}
    for row in reversed(range(rows)):
        if way is None:
            break
        label, way = way
        runs[label] = (row, runs.get(label, (row, row))[1])
    return [runs[label] for label in range(count)]
