"""How a text looks: its paragraphs with their place in lists, quotations and tables, and the sentences in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.text.document import Block, Document, Kind, Role
from pipeline.text.segment import segments

DEEPEST = 6
"""Levels of indentation; what stands deeper is shown as deep as this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One translatable string: a paragraph, heading, list item, cell … and how it stands on the page."""

    role: Role
    level: int = 0
    """Of a heading, 1 to 6."""
    depth: int = 0
    """How many lists and quotations it stands in."""
    quoted: bool = False
    marker: str = ""
    """`•` or `3.` where a list item begins, the label where a footnote does."""
    header: bool = False
    cell: tuple[int, int] | None = None
    """Row and column, from 1."""


@dataclass(frozen=True, slots=True)
class Place:
    """One sentence where it stands in the text."""

    source: str
    unit: int
    """The number of its unit, from 0."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A text as it is read: `units` in reading order, `places` in reading order, repeats included."""

    units: tuple[Unit, ...]
    places: tuple[Place, ...]
    bounds: tuple[tuple[int, int], ...]
    """For each unit the slice of `places` that stands in it; empty for one with nothing to translate."""


def outline(document: Document) -> Outline:
    """Return the outline of a document; the units are those of `segment.segments`."""
    units = tuple(_units(document))
    places = tuple(Place(segment.source, segment.unit) for segment in segments(document))
    bounds: list[tuple[int, int]] = []
    at = 0
    for number in range(len(units)):
        start = at
        while at < len(places) and places[at].unit == number:
            at += 1
        bounds.append((start, at))
    return Outline(units, places, tuple(bounds))


def _units(document: Document) -> Iterator[Unit]:
    """Yield a unit for every string that `texts_of` returns, in the same order."""
    meta = document.meta
    front = ((Role.TOPIC, meta.topic), (Role.TITLE, meta.title), (Role.SUBTITLE, meta.subtitle))
    for role, text in (*front, (Role.COVER, meta.cover_alt)):
        if text:
            yield Unit(role=role)
    yield from _within(document.blocks, Unit(role=Role.PARAGRAPH))


def _within(blocks: tuple[Block, ...], around: Unit) -> Iterator[Unit]:
    """Yield the units of neighbouring blocks; the marker of what is around them goes to the first unit."""
    marker = around.marker
    for block in blocks:
        for unit in _of_block(block, replace(around, marker=marker)):
            yield unit
            marker = ""


def _of_block(block: Block, around: Unit) -> Iterator[Unit]:
    deeper = min(around.depth + 1, DEEPEST)
    match block.kind:
        case Kind.HEADING if block.text:
            yield replace(around, role=Role.HEADING, level=block.level)
        case Kind.PARAGRAPH:
            if block.speaker:
                yield replace(around, role=Role.SPEAKER)
                around = replace(around, marker="")
            if block.text:
                yield around
        case Kind.FIGURE:
            if block.alt:
                yield replace(around, role=Role.ALT)
                around = replace(around, marker="")
            if block.text:
                yield replace(around, role=Role.CAPTION)
        case Kind.LIST:
            for number, item in enumerate(block.children, block.start):
                marker = f"{number}." if block.ordered else "•"
                yield from _of_block(item, replace(around, depth=deeper, marker=marker))
        case Kind.ITEM:
            yield from _within(block.children, replace(around, role=Role.ITEM))
        case Kind.QUOTE:
            yield from _within(block.children, replace(around, role=Role.QUOTE, depth=deeper, quoted=True))
        case Kind.FOOTNOTE:
            yield from _within(block.children, replace(around, role=Role.FOOTNOTE, marker=block.label))
        case Kind.TABLE:
            yield from _of_table(block, around)


def _of_table(table: Block, around: Unit) -> Iterator[Unit]:
    for row, line in enumerate(table.children, 1):
        for column, cell in enumerate(line.children, 1):
            if cell.text:
                yield replace(around, role=Role.CELL, header=line.header, cell=(row, column), marker="")
