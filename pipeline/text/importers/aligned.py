"""Find tables whose columns are made with spaces, as programs write them that know no tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.text.importers.itemise import mark_of
from pipeline.text.importers.wraps import Line

FEWEST = 3
"""Lines of a table."""
LONGEST_CELL = 40
"""Signs: two columns of a page side by side have longer ones."""
_GAP = re.compile(r"[ \u00a0]{2,}")


def tabbed(run: Sequence[Line]) -> list[Line]:
    """Return lines of a table with tabs between cells in the place of spaces; other lines as they are."""
    found: list[Line] = []
    for stretch in _stretches(run):
        cells = [_GAP.split(line.text) for line in stretch]
        if len(stretch) >= FEWEST and _is_table(stretch, cells):
            found += [replace(line, text="\t".join(row)) for line, row in zip(stretch, cells, strict=True)]
        else:
            found += stretch
    return found


def _stretches(run: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield neighbouring lines that have the same number of cells."""
    stretch: list[Line] = []
    count = 0
    for line in run:
        cells = 1 if "\t" in line.text or mark_of(line.text) else len(_GAP.split(line.text))
        if stretch and cells != count:
            yield stretch
            stretch = []
        stretch.append(line)
        count = cells
    if stretch:
        yield stretch


def _is_table(lines: Sequence[Line], cells: Sequence[Sequence[str]]) -> bool:
    """Tell whether cells are short and stand below each other; of two columns, the second must be one of figures."""
    columns = len(cells[0])
    if columns < 2 or max(len(cell) for row in cells for cell in row) > LONGEST_CELL:
        return False
    if columns == 2 and not all(any(sign.isdigit() for sign in row[1]) for row in cells[1:]):
        return False
    spans = [_spans(line) for line in lines]
    return all(
        len({row[column][0] for row in spans}) == 1 or len({row[column][1] for row in spans}) == 1
        for column in range(1, columns)
    )


def _spans(line: Line) -> list[tuple[int, int]]:
    """Return the columns at which the cells of a line begin and end."""
    ends = [found.span() for found in _GAP.finditer(line.text)]
    starts = [0, *(stop for _, stop in ends)]
    stops = [*(start for start, _ in ends), len(line.text)]
    return [(line.indent + start, line.indent + stop) for start, stop in zip(starts, stops, strict=True)]
