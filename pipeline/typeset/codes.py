"""QR codes as outlines: crisp at any size, without seams between their modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

LEAST = 0.4
"""Millimetres of a module at the least: what survives a second copy and the camera of an old telephone."""
QUIET = 4
"""Modules of light around a code (ISO/IEC 18004, 5.3.8)."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of an address; written into a template as it is, it is an `<svg>` as wide as what it stands in."""

    address: str
    modules: int
    """On a side, the light around it included."""
    path: str
    """The outlines of its dark fields, to be filled by the even-odd rule; a module is 1 wide."""

    def side(self, wanted: float = 0.0) -> float:
        """Return how wide it is in mm, the light around it included: `wanted`, or more where modules were too small."""
        return max(wanted, round(self.modules * LEAST + 0.05, 1))

    def light(self, wanted: float = 0.0) -> float:
        """Return how wide the light around its dark fields is in mm, where the code is `side(wanted)` wide."""
        return self.side(wanted) * QUIET / self.modules

    def svg(self, alt: str) -> Markup:
        """Return the picture, dark on light; `alt` is what a screen reader says."""
        size = self.modules
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" role="img"><title>{1}</title>'
            '<path d="M0 0H{0}V{0}H0z" fill="#fff"/><path d="{2}" fill="#000" fill-rule="evenodd"/></svg>'
        ).format(size, escape(alt), self.path)

    def __html__(self) -> str:
        """Return the picture, said to be the code of its address."""
        return str(self.svg(f"QR: {self.address}"))


@lru_cache(maxsize=256)
def code_of(address: str) -> Code:
    """Return the QR code of an address: error correction M, or Q and H where they take no more room (ISO/IEC 18004).

    Raises ValueError for an address too long for any code.
    """
    import segno

    matrix = segno.make(address, error="m", boost_error=True, micro=False).matrix
    return Code(address, len(matrix) + 2 * QUIET, _outlines(matrix))


def _outlines(matrix: Sequence[Sequence[int]]) -> str:
    """Return the path around all dark modules of a matrix, `QUIET` from its corner."""
    size = len(matrix)

    def dark(x: int, y: int) -> bool:
        return 0 <= x < size and 0 <= y < size and bool(matrix[y][x])

    # Edges run clockwise around what is dark; where two fields meet at a corner, two edges begin.
    edges: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for y in range(size):
        for x in range(size):
            if matrix[y][x]:
                for outside, start, end in (
                    (dark(x, y - 1), (x, y), (x + 1, y)),
                    (dark(x + 1, y), (x + 1, y), (x + 1, y + 1)),
                    (dark(x, y + 1), (x + 1, y + 1), (x, y + 1)),
                    (dark(x - 1, y), (x, y + 1), (x, y)),
                ):
                    if not outside:
                        edges.setdefault(start, []).append(end)
    parts: list[str] = []
    while edges:
        start = next(iter(edges))
        here, direction = start, (0, 0)
        steps: list[str] = [f"M{start[0] + QUIET} {start[1] + QUIET}"]
        while True:
            ends = edges[here]
            # Straight on where that is possible, else whichever there is.
            straight = (here[0] + direction[0], here[1] + direction[1])
            end = ends.pop(ends.index(straight) if straight in ends else 0)
            if not ends:
                del edges[here]
            turned = (end[0] - here[0], end[1] - here[1])
            if turned == direction:
                steps.pop()
            steps.append(f"H{end[0] + QUIET}" if turned[0] else f"V{end[1] + QUIET}")
            here, direction = end, turned
            if here == start:
                break
        parts.append("".join(steps) + "z")
    return "".join(parts)
