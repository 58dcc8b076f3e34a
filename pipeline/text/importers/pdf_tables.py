"""Find tables on a page of a PDF: cells between drawn lines, or short words that stand below each other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text.importers.pdf_lines import Span, fragments, rows, text_of

_NEAR = 3.0
"""Points by which lines of one table may differ."""
Box = Sequence[float]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows from top to bottom, each with as many cells as there are columns."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    top: float
    left: float


def ruled(spans: Sequence[Span], rules: Sequence[Box]) -> list[Grid]:
    """Return the tables whose rows are divided by lines that are drawn across them."""
    flat = _levels(rules)
    groups: list[list[tuple[float, float, float]]] = []
    for level in flat:
        group = next(
            (g for g in groups if abs(g[-1][1] - level[1]) < 2 * _NEAR and abs(g[-1][2] - level[2]) < 2 * _NEAR), None
        )
        if group is not None and _goes_on(spans, group[-1], level):
            group.append(level)
        else:
            groups.append([level])
    return [grid for group in groups if len(group) >= 3 and (grid := _grid(spans, group)) is not None]


def _levels(rules: Sequence[Box]) -> list[tuple[float, float, float]]:
    """Return the level lines as y, left and right; pieces of one line are put together."""
    found: list[tuple[float, float, float]] = []
    for left, top, right, bottom in sorted(
        (rule for rule in rules if rule[2] - rule[0] > 10), key=lambda r: (round(r[1]), r[0])
    ):
        y = (top + bottom) / 2
        if found and abs(found[-1][0] - y) < _NEAR / 2 and left < found[-1][2] + _NEAR:
            found[-1] = (found[-1][0], min(found[-1][1], left), max(found[-1][2], right))
        else:
            found.append((y, left, right))
    return [level for level in found if level[2] - level[1] > 60]


def _inside(spans: Sequence[Span], top: float, bottom: float, left: float, right: float) -> list[Span]:
    return [
        span
        for span in spans
        if top < span.base - 0.3 * span.size < bottom and left - _NEAR <= span.left and span.right <= right + _NEAR
    ]


def _goes_on(spans: Sequence[Span], one: tuple[float, float, float], two: tuple[float, float, float]) -> bool:
    between = _inside(spans, one[0], two[0], one[1], one[2])
    return two[0] - one[0] < 260 and bool(between)


def _grid(spans: Sequence[Span], levels: Sequence[tuple[float, float, float]]) -> Grid | None:
    left, right = levels[0][1], levels[0][2]
    inside = _inside(spans, levels[0][0], levels[-1][0], left, right)
    # The heading row may stand above the first line.
    above = [row for row in rows(_inside(spans, levels[0][0] - 40, levels[0][0], left, right)) if row]
    bands = [_inside(inside, one[0], two[0], left, right) for one, two in itertools.pairwise(levels)]
    bands = [band for band in bands if band]
    cuts = _cuts(inside)
    if not cuts or len(bands) < 2:
        return None
    head: list[Span] = []
    at = levels[0][0]
    for row in reversed(above):
        if at - row[0].base > 2.2 * row[0].size or not (_fits(row, cuts) or (head and row[0].font == head[0].font)):
            break
        head += row
        at = row[0].base
    head = head if _fits(head, cuts) else []
    table = [_cells(band, cuts) for band in ([head, *bands] if head else bands)]
    filled = sum(bool(cell) for row in table for cell in row)
    if filled < 0.5 * len(table) * (len(cuts) + 1):
        return None
    first = head or bands[0]
    return Grid(rows=tuple(table), top=min(span.base for span in first), left=left)


def _cuts(spans: Sequence[Span]) -> list[float]:
    """Return where strips without a word divide columns."""
    if not spans:
        return []
    edges = sorted((span.left, span.right) for span in spans)
    size = max(min(span.size for span in spans), 4)
    cuts: list[float] = []
    reach = edges[0][1]
    for left, right in edges[1:]:
        if left - reach > 0.6 * size:
            cuts.append((left + reach) / 2)
        reach = max(reach, right)
    return cuts if len(cuts) < 12 else []


def _fits(row: Sequence[Span], cuts: Sequence[float]) -> bool:
    crossing = any(span.left < cut < span.right for span in row for cut in cuts)
    return not crossing and sum(bool(cell) for cell in _cells(row, cuts)) >= 2


def _cells(band: Sequence[Span], cuts: Sequence[float]) -> tuple[tuple[Span, ...], ...]:
    cells: list[list[Span]] = [[] for _ in range(len(cuts) + 1)]
    for row in rows(band):
        for span in row:
            cells[sum(span.left > cut for cut in cuts)].append(span)
    return tuple(tuple(cell) for cell in cells)


def aligned(spans: Sequence[Span]) -> list[Grid]:
    """Return the tables without lines: at least three lines of short words with the same strips between them."""
    found: list[Grid] = []
    group: list[list[Span]] = []

    def close() -> None:
        nonlocal group
        while group and len(fragments(group[-1])) < 2 and not _fills(group, group[-1]):
            group.pop()
        cuts = _cuts([span for row in group for span in row]) if len(group) >= 3 else []
        if cuts:
            bands = _bands(group, cuts)
            if len(bands) >= 2 and _is_table(group, bands, cuts):
                grid = tuple(_cells([span for row in band for span in row], cuts) for band in bands)
                found.append(Grid(rows=grid, top=group[0][0].base, left=min(row[0].left for row in group)))
        group = []

    for row in rows(spans):
        near = bool(group) and row[0].base - group[-1][0].base < 3.2 * row[0].size
        wide = len(fragments(row)) >= 2
        if (
            group
            and near
            and (wide or _fills(group, row))
            and _cuts([*(span for other in group for span in other), *row])
        ):
            group.append(row)
            continue
        close()
        if wide:
            group = [row]
    close()
    return found


def _fills(group: Sequence[Sequence[Span]], row: Sequence[Span]) -> bool:
    """Tell whether a line is the second one of a cell: it stands within one column of the lines above."""
    cuts = _cuts([span for other in group if other is not row for span in other])
    near = row[0].base - group[-1][0].base < 1.7 * row[0].size
    inside = not any(row[0].left < cut < row[-1].right for cut in cuts)
    left = [
        min(span.left for span in column)
        for column in _cells([s for other in group if other is not row for s in other], cuts)
        if column
    ]
    return bool(cuts) and near and inside and any(abs(row[0].left - edge) < _NEAR for edge in left)


def _bands(group: Sequence[list[Span]], cuts: Sequence[float]) -> list[list[list[Span]]]:
    """Return lines put together to rows: by the wider steps between rows, else by the first cell of each."""
    steps = [two[0].base - one[0].base for one, two in itertools.pairwise(group)]
    least = min(steps)
    apart = max(steps) > 1.2 * least
    bands = [[group[0]]]
    for step, row in zip(steps, group[1:], strict=True):
        begins = step > 1.2 * least if apart else bool(_cells(row, cuts)[0])
        if begins:
            bands.append([row])
        else:
            bands[-1].append(row)
    single = [row for row in group if sum(map(bool, _cells(row, cuts))) < 2]
    return bands if single or not apart else [[row] for row in group]


def _is_table(
    group: Sequence[Sequence[Span]], bands: Sequence[Sequence[Sequence[Span]]], cuts: Sequence[float]
) -> bool:
    cells = [[text_of(cell) for cell in _cells([span for row in band for span in row], cuts)] for band in bands]
    # A column of list marks is no column of a table, and lines of running text beside each other are two columns.
    first = [row[0] for row in cells if row[0]]
    marks = sum(len(text) <= 3 for text in first) > 0.7 * len(first) if len(cuts) == 1 else False
    words = sorted(len(text_of(cell).split()) for row in group for cell in _cells(row, cuts) if cell)
    steady = sum(all(row) for row in cells) >= 0.6 * len(cells)
    return not marks and steady and words[len(words) // 2] <= 4 and words[-1] <= 14
