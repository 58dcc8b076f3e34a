"""Paper: its sizes, how a printer turns it over, and how thick it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MM = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in mm."""

    width: float
    height: float

    @property
    def landscape(self) -> bool:
        """Whether it is wider than high."""
        return self.width > self.height

    def turned(self) -> Size:
        """Return it lying on its other edge."""
        return Size(self.height, self.width)

    def __str__(self) -> str:
        return f"{self.width:g} × {self.height:g} mm"


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet as it is sold; `size` is upright."""

    name: str
    size: Size

    def ways(self) -> tuple[Size, Size]:
        """Return the two ways it can lie: upright, then on its long edge."""
        return self.size, self.size.turned()


PAPERS = {
    name: Paper(name, Size(width, height))
    for name, width, height in (
        ("A5", 148, 210),
        ("A4", 210, 297),
        ("Letter", 215.9, 279.4),
        ("A3", 297, 420),
        ("SRA3", 320, 450),
    )
}
"""By name. Source: ISO 216 (A), ANSI/ASME Y14.1 (Letter), ISO 217 (SRA: untrimmed, with room for bleed and marks)."""


class Duplex(StrEnum):
    """The edge on which a printer turns a sheet over, as its driver calls it."""

    LONG = "long"
    SHORT = "short"

    def turns_like_a_book(self, sheet: Size) -> bool:
        """Tell whether `sheet`, as it lies, is turned over left to right, so that the back's head lies behind the head.

        Else it is turned head over heels: the back must be printed upside down.
        """
        return sheet.landscape is (self is Duplex.SHORT)


BULK = 1.25
"""Volume of office paper, cm³/g: 80 g/m² is 0.1 mm thick. Coated paper is about 0.8, bulky book paper 1.8 to 2."""


def thickness(weight: float, bulk: float = BULK) -> float:
    """Return how thick a sheet is, in mm, from its grammage in g/m² and its bulk in cm³/g.

    Source: ISO 534, which defines bulk as thickness over grammage: g/m² × cm³/g is µm.
    """
    return weight * bulk / 1000


def creep(depth: int, weight: float, bulk: float = BULK) -> float:
    """Return how far, in mm, the pages of a sheet move towards the fold, `depth` sheets lying around it.

    Each sheet lies around the fold of the next one inside, so that every leaf sticks out at the fore-edge by the
    thickness of a sheet more than the leaf around it: shift = depth × thickness. That is for a sharp fold. A round back
    adds up to π/2 of it (a half circle of the same radius, unrolled); office folding and stapling presses it flat.
    """
    return depth * thickness(weight, bulk)
