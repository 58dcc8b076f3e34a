"""How much paper, work and money copies take: whole sets, nothing estimated that can be counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.project import Prices
from pipeline.publish.kit.shape import Shape
from pipeline.typeset.imposition.papers import PAPERS

PILE = 20
"""Sheets of office paper that an ordinary cutter takes at a time."""
CUT = 30
"""Seconds that one cut through a pile takes, with laying it straight; our own estimate."""
SPEED = 20
"""Sides a minute of an ordinary copier, printing on both sides."""
DOUBLE = ("A3", "SRA3")
"""Papers whose sides count as two."""
PACK = 500
"""Sheets in a pack of paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What a number of copies takes."""

    sets: int
    """Copies to ask the printer for."""
    pieces: int
    """Finished copies."""
    spare: int
    """How many of these are more than was asked for."""
    sheets: int
    sides: int
    cuts: int
    """Cuts, pile by pile."""
    grams: Decimal
    seconds: int
    """Of printing, cutting, folding and stapling, about."""
    cost: Decimal | None
    """In the currency of the prices; None without prices."""


def amount(copies: int, shape: Shape, weight: int, prices: Prices | None = None, *, colour: bool = False) -> Amount:
    """Return what `copies` of a shape take, on paper of `weight` g/m².

    Where several stand on a sheet, whole sheets are printed: the fewest that give enough.
    """
    sets = -(-copies // shape.up)
    pieces, sheets, sides = sets * shape.up, sets * shape.sheets, sets * shape.sides
    piles = -(-sheets // PILE)
    return Amount(
        sets=sets,
        pieces=pieces,
        spare=pieces - copies,
        sheets=sheets,
        sides=sides,
        cuts=shape.cuts * piles,
        grams=sheets * grams_of(shape.paper, weight),
        seconds=sides * 60 // SPEED + shape.cuts * piles * CUT + pieces * shape.seconds,
        cost=None if prices is None else _cost(shape.paper, sheets, sides, prices, colour=colour),
    )


def grams_of(paper: str, weight: int) -> Decimal:
    """Return how heavy a sheet is, in g, from its size and its weight in g/m²."""
    size = PAPERS[paper].size
    return Decimal(str(size.width)) * Decimal(str(size.height)) * weight / 1_000_000


def _cost(paper: str, sheets: int, sides: int, prices: Prices, *, colour: bool) -> Decimal:
    side = (prices.colour if colour else prices.black) * (2 if paper in DOUBLE else 1)
    return sides * side + sheets * dict(prices.paper).get(paper, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What several files take together."""

    files: int
    sheets: int
    grams: Decimal
    seconds: int
    cost: Decimal | None
    paper: tuple[tuple[str, int], ...]
    """Sheets by paper, in the order of `PAPERS`."""

    @property
    def minutes(self) -> int:
        """The time, in whole tens of minutes, rounded up."""
        return -(-self.seconds // 600) * 10


def total(parts: Iterable[tuple[Shape, Amount]]) -> Total:
    """Return the sum of some files."""
    known = tuple(parts)
    paper: dict[str, int] = {}
    for shape, one in known:
        paper[shape.paper] = paper.get(shape.paper, 0) + one.sheets
    costs = [one.cost for _, one in known if one.cost is not None]
    return Total(
        files=len(known),
        sheets=sum(one.sheets for _, one in known),
        grams=sum((one.grams for _, one in known), Decimal(0)),
        seconds=sum(one.seconds for _, one in known),
        cost=sum(costs, Decimal(0)) if costs else None,
        paper=tuple((name, paper[name]) for name in PAPERS if name in paper),
    )


def shared(pieces: int, bags: int) -> tuple[int, ...]:
    """Return how many pieces go into each bag: as even as can be, the first ones with one more.

    >>> shared(8, 3)
    (3, 3, 2)
    """
    return tuple(pieces // bags + (1 if number < pieces % bags else 0) for number in range(bags))
