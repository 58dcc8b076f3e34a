"""Put the letters of a page together to lines, and the lines into the order in which people read them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

BOLD, ITALIC, FIXED = 1, 2, 4
_GUTTER = 0.9
"""Letter sizes between two words from which on they may stand in two columns."""
MOST = 1500
"""Spans of one page that are compared with each other; a full page of text has about 300."""
_NOTE = re.compile(r"(\d{1,3}|[*†‡§]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})[.)\]]?(?=\s|[^\W\d])")
_MARK = re.compile(r"[•◦▪‣●○■□►▸➢✓✔❖·∙–—*†‡\-]|\(?(\d{1,3}|[a-z])[.)]?|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}")


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one form, in points from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    font: str
    flags: int
    turn: int
    spaced: bool
    """Whether a space stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words on one line of one column."""

    spans: tuple[Span, ...]
    page: int
    region: int = 0
    """Which column it stands in, counted through the document."""
    bounds: tuple[float, float] = (0.0, 0.0)
    """Left and right edge of that column."""
    cells: tuple[tuple[Span, ...], ...] = field(default=())
    """Of a row of a table: its cells; `spans` are all of them."""

    @property
    def left(self) -> float:
        """Return where it begins."""
        return self.spans[0].left

    @property
    def right(self) -> float:
        """Return where it ends."""
        return max(span.right for span in self.spans)

    @property
    def base(self) -> float:
        """Return its baseline."""
        return max(self.spans, key=lambda span: (span.size, len(span.text))).base

    @property
    def size(self) -> float:
        """Return the letter size of most of it."""
        sizes: Counter[float] = Counter()
        for span in self.spans:
            sizes[span.size] += len(span.text)
        return max(sizes, key=lambda size: (sizes[size], size))

    @property
    def text(self) -> str:
        """Return its words."""
        return text_of(self.spans)

    @property
    def bold(self) -> bool:
        """Tell whether all of it is bold."""
        return all(span.flags & BOLD for span in self.spans if span.text.strip())


def text_of(spans: Iterable[Span]) -> str:
    """Return spans of one line as text."""
    found = ""
    last: Span | None = None
    for span in spans:
        if last is not None and (span.spaced or gap(last, span) > 0.2 * min(last.size, span.size)):
            found += " "
        found += span.text
        last = span
    return " ".join(found.split())


def gap(one: Span, two: Span) -> float:
    """Return the points between two spans of a line."""
    return two.left - one.right


def bounded(spans: Sequence[Span]) -> list[Span]:
    """Return at most MOST spans with the same words: those that follow each other are joined."""
    found: list[Span] = list(spans)
    for near in (True, False):
        if len(found) <= MOST:
            return found
        size = 1 if near else -(-len(found) // MOST)
        joined: list[Span] = []
        for number, span in enumerate(found):
            last = joined[-1] if joined else None
            follows = last is not None and abs(last.base - span.base) < 1 and span.left >= last.right - 1
            if last is not None and (follows if near else number % size):
                joined[-1] = replace(
                    last,
                    text=f"{last.text} {span.text}" if span.spaced or not near else last.text + span.text,
                    right=max(last.right, span.right),
                )
            else:
                joined.append(span)
        found = joined
    return found


def rows(spans: Sequence[Span]) -> list[list[Span]]:
    """Return the spans that stand beside each other, from top to bottom, each row from left to right."""
    found: list[tuple[float, float, list[Span]]] = []
    for span in sorted(spans, key=lambda span: (-span.size, span.base, span.left)):
        top, bottom = span.base - 0.7 * span.size, span.base
        best, most = None, 0.0
        for high, low, row in reversed(found):
            shared = (min(low, bottom) - max(high, top)) / min(low - high, bottom - top)
            small = len(span.text) <= 4 and span.size < 0.9 * row[0].size
            beside = small and any(-1 < span.left - other.right < 0.4 * other.size for other in row)
            # A raised figure stands half above the line that it belongs to.
            if shared > max(most, 0.15 if beside else 0.5) and low - high < 2.2 * (bottom - top) + 2:
                best, most = row, shared + beside
        if best is not None:
            best.append(span)
        else:
            found.append((top, bottom, [span]))
    found.sort(key=lambda item: item[1])
    return [sorted(row, key=lambda span: span.left) for _, _, row in found]


def fragments(row: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Return a row divided where a column may end."""
    parts: list[list[Span]] = []
    for span in row:
        # The mark of a list or a note stands apart from its words.
        wide = 3.0 if parts and _MARK.fullmatch(text_of(parts[-1])) else _GUTTER
        if parts and gap(parts[-1][-1], span) < wide * max(parts[-1][-1].size, span.size):
            parts[-1].append(span)
        else:
            parts.append([span])
    return [tuple(part) for part in parts]


def foot_of(spans: Sequence[Span], body: float) -> list[Span]:
    """Return the spans of the notes at the foot of a page, all small, the first with a mark before it."""
    all_rows = rows(spans)
    for start, row in enumerate(all_rows):
        below = all_rows[start:]
        small = all(max(span.size for span in one) < 0.94 * body for one in _near(below))
        if (start and _begins_note(row) and (small or _raised(row)) and len(_near(below)) == len(below)) or (
            start and small and _begins_note(row)
        ):
            return [span for one in _near(below) for span in one]
    return []


def _near(found: Sequence[list[Span]]) -> Sequence[list[Span]]:
    """Return the rows down to where an imprint, or something else that stands apart, follows the notes."""
    for place, (one, two) in enumerate(itertools.pairwise(found)):
        if two[0].base - one[0].base > 1.9 * two[-1].size and not _begins_note(two):
            return found[: place + 1]
    return found


def _begins_note(row: Sequence[Span]) -> bool:
    text = text_of(row)
    return (
        bool(_NOTE.match(text)) and len(text) > 4 and (_raised(row) or not re.match(r"\d+[.)]", text) or len(row) > 1)
    )


def _raised(row: Sequence[Span]) -> bool:
    """Tell whether a row begins with a raised mark."""
    first, *rest = row
    if first.text[:1] in "¹²³⁴⁵⁶⁷⁸⁹⁰":
        return True
    return (
        bool(rest)
        and len(first.text) <= 3
        and first.size < 0.87 * rest[0].size
        and first.base < rest[0].base - 0.08 * rest[0].size
    )


def with_dots(spans: Sequence[Span], dots: Sequence[Sequence[float]]) -> list[Span]:
    """Return spans with a bullet before each line that has one drawn before it."""
    found = list(spans)
    for left, top, right, bottom in dots:
        middle = (top + bottom) / 2
        beside = [
            span
            for span in spans
            if 0 < span.left - right < 2.5 * span.size and span.base - 0.8 * span.size < middle < span.base
        ]
        if beside:
            first = min(beside, key=lambda span: span.left)
            found.append(replace(first, text="•", left=left, right=right, flags=0, spaced=False))
    return found


def with_drop_caps(spans: Sequence[Span], body: float) -> list[Span]:
    """Return spans with each large first letter made part of the line beside its head."""
    kept = list(spans)
    for cap in [span for span in spans if len(span.text) <= 2 and span.size > 1.9 * body and span.text.isalpha()]:
        beside = [
            span
            for span in kept
            if span is not cap
            and span.size < 0.6 * cap.size
            and -2 < span.left - cap.right < 2 * body
            and cap.base - 0.95 * cap.size < span.base <= cap.base + 2
        ]
        if not beside:
            continue
        first = min(beside, key=lambda span: (span.base, span.left))
        if not first.text[:1].isalpha() or (first.spaced and first.text[:1].isupper() and not first.text[:2].isupper()):
            continue
        kept.remove(cap)
        kept[kept.index(first)] = replace(first, text=cap.text + first.text, left=cap.left, spaced=False)
    return kept


@dataclass(frozen=True, slots=True)
class _Part:
    spans: tuple[Span, ...]
    left: float
    right: float
    base: float


def in_order(parts: Sequence[tuple[Span, ...]], body: float, depth: int = 0) -> list[list[tuple[Span, ...]]]:
    """Return fragments of lines as columns in reading order; what runs over several columns divides them."""
    items = [_Part(part, part[0].left, max(span.right for span in part), part[-1].base) for part in parts]
    items.sort(key=lambda item: (item.base, item.left))
    return [[item.spans for item in column] for column in _columns(items, body, depth)]


def _columns(items: list[_Part], body: float, depth: int) -> list[list[_Part]]:
    cut = _corridor(items, body) if depth < 4 and len(items) >= 6 else None
    if cut is None:
        return [items] if items else []
    found: list[list[_Part]] = []
    left: list[_Part] = []
    right: list[_Part] = []
    across: list[_Part] = []

    def close() -> None:
        if min(len(left), len(right)) < 2:
            # A word beside a heading is no column.
            found.append(sorted((*left, *right), key=lambda item: (round(item.base), item.left)))
            left.clear()
            right.clear()
        for side in (left, right):
            found.extend(_columns(list(side), body, depth + 1))
            side.clear()

    for item in items:
        if item.left < cut - 1 and item.right > cut + 1:
            if left or right:
                close()
            across.append(item)
            continue
        if across:
            found.append(list(across))
            across.clear()
        (left if item.right <= cut + 1 else right).append(item)
    if across:
        found.append(list(across))
    close()
    return found


def _corridor(items: Sequence[_Part], body: float, inner: int = 2) -> float | None:
    """Return where an empty strip divides two columns of text; None where there are none."""
    best: tuple[float, float] | None = None
    edges = sorted({round(item.right, 0) for item in items})
    for edge in edges:
        following = [item.left for item in items if item.left > edge + 0.2 * body]
        if not following:
            continue
        # The strip reaches from this edge to the nearest beginning on its right.
        right_edge = min(following)
        if right_edge - edge < 0.7 * body:
            continue
        cut = (edge + right_edge) / 2
        lefts = [item for item in items if item.right <= cut]
        rights = [item for item in items if item.left >= cut]
        crossing = len(items) - len(lefts) - len(rights)
        if crossing > 0.5 * min(len(lefts), len(rights)) + 3:
            continue
        # A side may be several columns itself.
        if not all(
            _is_column(side, body) or (inner and _corridor(side, body, inner - 1) is not None)
            for side in (lefts, rights)
        ):
            continue
        high, low = max(lefts[0].base, rights[0].base), min(lefts[-1].base, rights[-1].base)
        beside = sum(high - body <= item.base <= low + body for item in (*lefts, *rights))
        if beside < 4:
            continue
        score = crossing - 0.05 * (right_edge - edge)
        if best is None or score < best[0]:
            best = (score, cut)
    return best[1] if best else None


def _is_column(items: Sequence[_Part], body: float) -> bool:
    """Tell whether fragments are lines of a column: several, of some width, most of them nearly as wide as it is."""
    if len(items) < 3:
        return False
    width = max(item.right for item in items) - min(item.left for item in items)
    words = sum(len(text_of(item.spans).split()) for item in items)
    return (
        width > 7 * body and median(item.right - item.left for item in items) > 0.5 * width and words > 2.5 * len(items)
    )


def lines_of(columns: Sequence[Sequence[tuple[Span, ...]]], page: int, first_region: int, body: float) -> list[Line]:
    """Return the lines of columns: fragments on one baseline are one line."""
    found: list[Line] = []
    for number, column in enumerate(columns):
        usual = [part for part in column if abs(part[0].size - body) < 0.12 * body] or column
        bounds = (min(part[0].left for part in usual), max(span.right for part in usual for span in part))
        spans = [span for part in column for span in part]
        for row in rows(spans):
            found.append(Line(spans=tuple(row), page=page, region=first_region + number, bounds=bounds))
    return found
