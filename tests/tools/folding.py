"""Fold printed sheets as paper, in a model that knows nothing of how they were planned.

A sheet lies on a table. What is printed on it has a place and a direction; the back's are those that the printer gives
it by turning the sheet on one of its edges. Cutting and folding move pieces of it, and a reader sees what faces up and
is not covered. All lengths are in mm, y runs up, and the table is seen from above.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Print:
    """A page's number as one side of a PDF shows it: its place, and where its head points."""

    page: int
    x: float
    y: float
    up: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class Ink:
    """A page's number on the sheet, in the front's coordinates, as if seen through the paper from the front."""

    page: int
    x: float
    y: float
    up: tuple[int, int]
    front: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """A rectangle of paper on the table: x → sx·x + tx, y → sy·y + ty; it shows its front where sx·sy is 1."""

    left: float
    bottom: float
    right: float
    top: float
    inks: tuple[Ink, ...]
    sx: int = 1
    sy: int = 1
    tx: float = 0
    ty: float = 0

    def spans(self) -> tuple[float, float, float, float]:
        xs = sorted((self.sx * self.left + self.tx, self.sx * self.right + self.tx))
        ys = sorted((self.sy * self.bottom + self.ty, self.sy * self.top + self.ty))
        return xs[0], ys[0], xs[1], ys[1]

    def cropped(self, left: float, bottom: float, right: float, top: float) -> Layer:
        """Return the part that lies within a rectangle of the table."""
        x0, y0, x1, y1 = self.spans()
        xs = sorted(self.sx * (value - self.tx) for value in (max(left, x0), min(right, x1)))
        ys = sorted(self.sy * (value - self.ty) for value in (max(bottom, y0), min(top, y1)))
        inks = tuple(ink for ink in self.inks if xs[0] < ink.x < xs[1] and ys[0] < ink.y < ys[1])
        return replace(self, left=xs[0], right=xs[1], bottom=ys[0], top=ys[1], inks=inks)

    def mirrored_x(self, at: float) -> Layer:
        return replace(self, sx=-self.sx, tx=2 * at - self.tx)

    def mirrored_y(self, at: float) -> Layer:
        return replace(self, sy=-self.sy, ty=2 * at - self.ty)


Stack = tuple[Layer, ...]
"""Layers from the table up."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as a reader sees it."""

    page: int
    x: float
    y: float
    up: tuple[int, int]


def printed(width: float, height: float, front: Iterable[Print], back: Iterable[Print], edge: str) -> Layer:
    """Return a sheet, front up, printed on both sides by a printer that turns it on its `long` or `short` edge."""
    inks = [Ink(one.page, one.x, one.y, one.up, True) for one in front]
    upright_edge_is_long = height > width
    for one in back:
        (dx, dy) = one.up
        if (edge == "long") is upright_edge_is_long:
            # The axis is upright: left and right change places.
            inks.append(Ink(one.page, width - one.x, one.y, (-dx, dy), False))
        else:
            inks.append(Ink(one.page, one.x, height - one.y, (dx, -dy), False))
    return Layer(0, 0, width, height, tuple(inks))


def turned(stack: Stack) -> Stack:
    """Return it turned over like the page of a book."""
    xs = [value for layer in stack for value in (layer.spans()[0], layer.spans()[2])]
    middle = (min(xs) + max(xs)) / 2
    return tuple(layer.mirrored_x(middle) for layer in reversed(stack))


def fold(stack: Stack, at: float, part: str, way: str) -> Stack:
    """Fold the `left`, `right`, `bottom` or `top` part at a line, `over` the rest or `under` it."""
    big = 1e6
    before, after = {
        "left": ((-big, -big, at, big), (at, -big, big, big)), "right": ((at, -big, big, big), (-big, -big, at, big)),
        "bottom": ((-big, -big, big, at), (-big, at, big, big)), "top": ((-big, at, big, big), (-big, -big, big, at)),
    }[part]  # fmt: skip
    moving = [piece for layer in stack if _area(piece := layer.cropped(*before))]
    staying = tuple(piece for layer in stack if _area(piece := layer.cropped(*after)))
    mirror = Layer.mirrored_x if part in ("left", "right") else Layer.mirrored_y
    moved = tuple(mirror(layer, at) for layer in reversed(moving))
    return (*staying, *moved) if way == "over" else (*moved, *staying)


def _area(layer: Layer) -> bool:
    return layer.right - layer.left > NEAR and layer.top - layer.bottom > NEAR


def seen(stack: Stack) -> list[Seen]:
    """Return the pages that show, from left to right."""
    found = []
    for index, layer in enumerate(stack):
        for ink in layer.inks:
            if ink.front is not (layer.sx * layer.sy == 1):
                continue
            x, y = layer.sx * ink.x + layer.tx, layer.sy * ink.y + layer.ty
            covers = [above.spans() for above in stack[index + 1 :]]
            if not any(x0 < x < x1 and y0 < y < y1 for x0, y0, x1, y1 in covers):
                found.append(Seen(ink.page, x, y, (layer.sx * ink.up[0], layer.sy * ink.up[1])))
    return sorted(found, key=lambda one: one.x)


def upright(found: Sequence[Seen]) -> list[int]:
    """Return the pages seen; raises AssertionError for one that does not stand upright."""
    for one in found:
        assert one.up == (0, 1), f"page {one.page} points {one.up}"
    return [one.page for one in found]


def block(sheet: Layer, columns: int, rows: int, width: float, height: float, gap: float = 0) -> list[Layer]:
    """Cut a grid of pieces from the middle of a sheet, by rows from the head."""
    across, down = columns * width + (columns - 1) * gap, rows * height + (rows - 1) * gap
    left, top = (sheet.right - across) / 2, (sheet.top + down) / 2
    return [
        sheet.cropped(x, y - height, x + width, y)
        for y in (top - row * (height + gap) for row in range(rows))
        for x in (left + column * (width + gap) for column in range(columns))
    ]


def read_bound(signatures: Sequence[Sequence[Layer]]) -> list[int | None]:
    """Fold signatures of open spreads (outermost first, front up), stack them, turn the leaves; None is blank."""
    pages: list[int | None] = []
    for spreads in signatures:
        # The outside of the outermost lies on the table, the others within it.
        pile: Stack = tuple(turned((spread,))[0] for spread in spreads)
        left, _, right, _ = pile[0].spans()
        closed = fold(pile, (left + right) / 2, "left", "over")
        assert len(closed) == 2 * len(spreads)
        for leaf in reversed(closed):
            for face in ((leaf,), turned((leaf,))):
                shown = upright(seen(face))
                assert len(shown) <= 1, shown
                pages.append(shown[0] if shown else None)
    return pages


def read_folded(open_state: Stack, folds: Sequence[tuple[float, str, str]]) -> tuple[list[int], list[int]]:
    """Fold a sheet whose inside is up: pages in the order met on opening it, and those on its back when closed."""
    states = [open_state]
    for at, part, way in folds:
        states.append(fold(states[-1], at, part, way))
    met: list[int] = []
    for state in (*reversed(states), turned(open_state)):
        met += [page for page in upright(seen(state)) if page not in met]
    return met, upright(seen(turned(states[-1])))


def read_zine(sheet: Layer) -> list[int | None]:
    """Cut a sheet of two rows of four between its four middle panels, fold it lengthwise, push it into a cross, read.

    Folded lengthwise, the print outside, it is a ring seen from above: four panels in front, four behind, joined at
    both ends; and along the head those of the outer columns, which were not cut. Pushed together, each end becomes an
    arm of two panels back to back, and so do the two middle panels in front and the two behind: four leaves, one spine.
    """
    left, bottom, right, top = sheet.spans()
    doubled = fold((sheet,), (bottom + top) / 2, "top", "under")
    width = (right - left) / 4
    ring: list[int | None] = []
    for state in (doubled, turned(doubled)):
        slots: list[int | None] = [None] * 4
        for one in seen(state):
            assert one.up == (0, 1), f"page {one.page} points {one.up}"
            slots[int((one.x - left) // width)] = one.page
        ring += slots
    # Leaves are the panels 1 and 2, 3 and 4, 5 and 6, 7 and 0 of the ring; a cover is the first face of a leaf.
    starts = [index for index in (1, 3, 5, 7) if ring[index] == 1]
    assert len(starts) == 1, ring
    return [*ring[starts[0] :], *ring[: starts[0]]]


def read_plain(sheet: Layer) -> list[int]:
    """Read the front, turn it like the page of a book, read the back."""
    return [*upright(seen((sheet,))), *upright(seen(turned((sheet,))))]


def head_up(piece: Layer) -> Layer:
    """Return a piece turned round on the table, if what it shows stands on its head."""
    if all(one.up == (0, 1) for one in seen((piece,))):
        return piece
    left, bottom, right, top = piece.spans()
    return piece.mirrored_x((left + right) / 2).mirrored_y((bottom + top) / 2)
