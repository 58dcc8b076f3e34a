"""Marks round the pages: where to cut, where to fold, and whether the inks lie on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.typeset.imposition.papers import Size
from pipeline.typeset.imposition.schemes import Line

LENGTH = 4.0
"""Of a mark, in mm."""
OFFSET = 2.0
"""Between the trimmed edge and a mark, in mm, at least; with bleed, marks begin 1 mm outside it."""
RADIUS = 1.5
"""Of a registration mark's circle, in mm."""


class Shape(StrEnum):
    """What is drawn."""

    CUT = "cut"
    FOLD = "fold"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stroke from one point to another in mm; a registration mark fills the square between them."""

    shape: Shape
    x0: float
    y0: float
    x1: float
    y1: float

    def turned(self, sheet: Size) -> Mark:
        """Return it on a side turned by half a turn."""
        width, height = sheet.width, sheet.height
        return Mark(self.shape, width - self.x1, height - self.y1, width - self.x0, height - self.y0)


def marks_of(
    sheet: Size,
    *,
    columns: Sequence[tuple[float, Line]],
    rows: Sequence[tuple[float, Line]],
    trim: tuple[float, float, float, float],
    bleed: float,
    slit: tuple[float, float, float] | None = None,
) -> tuple[Mark, ...]:
    """Return the marks that there is room for outside `trim` (left, bottom, right, top).

    `columns` are the x and `rows` the y at which it is cut or folded; `slit` a cut inside the pages, from x to x at y.
    """
    left, bottom, right, top = trim
    offset = max(OFFSET, bleed + 1 if bleed else 0)
    need = offset + LENGTH
    upright, level = min(bottom, sheet.height - top) >= need, min(left, sheet.width - right) >= need
    found: list[Mark] = []
    if upright:
        for x, line in columns:
            shape = Shape(line.value)
            found.append(Mark(shape, x, bottom - need, x, bottom - offset))
            found.append(Mark(shape, x, top + offset, x, top + need))
        found += _registers(left, right, [x for x, _ in columns], (bottom - need, top + offset), across=True)
    if level:
        for y, line in rows:
            shape = Shape(line.value)
            found.append(Mark(shape, left - need, y, left - offset, y))
            found.append(Mark(shape, right + offset, y, right + need, y))
        found += _registers(bottom, top, [y for y, _ in rows], (left - need, right + offset), across=False)
    if slit:
        found.append(Mark(Shape.CUT, slit[0], slit[2], slit[1], slit[2]))
    return tuple(found)


def _registers(
    start: float, end: float, taken: Sequence[float], places: tuple[float, float], *, across: bool
) -> Iterator[Mark]:
    """Yield a registration mark on both sides of the pages, as near the middle as the other marks let it stand."""
    for share in (1 / 2, 3 / 8, 1 / 4, 1 / 8):
        middle = start + (end - start) * share
        if all(abs(middle - other) > 2 * LENGTH for other in taken):
            break
    else:
        return
    for place in places:
        across_it, along = (middle - LENGTH / 2, middle + LENGTH / 2), (place, place + LENGTH)
        (x0, x1), (y0, y1) = (across_it, along) if across else (along, across_it)
        yield Mark(Shape.REGISTER, x0, y0, x1, y1)
