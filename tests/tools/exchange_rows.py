"""Small makers for the tests of the formats of exchange."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from pipeline.review.catalogue import FUZZY, Catalogue, Entry
from pipeline.review.exchange.merging import merge_batch
from pipeline.review.exchange.model import Batch, Export, Key, Row, said
from pipeline.review.exchange.report import Report
from pipeline.review.exchange.words import words_for

GOLDEN = Path(__file__).parents[1] / "golden" / "exchange"
DAY = datetime.date(2026, 11, 22)
WINDOW = "Close the window."
COLD = "Drink **cold *fresh* water** & [ask](https://example.org/h?a=1&b=2).[^1]"
COLD_ES = "Bebe agua **fría y *fresca*** y [pregunta](https://example.org/h?a=1&b=2).[^1]"
NEW = "A `new` sentence <b>."
REST = "Rest **now**."
ENTRIES = (
    Entry(source=WINDOW, target="Cierra la ventana.", flags=(FUZZY,), notes=("paragraph",)),
    Entry(source=COLD, target=COLD_ES, notes=("paragraph",)),
    Entry(source=NEW, notes=("list item",)),
    Entry(source=REST, target="Descansa **hoy**.", flags=(FUZZY,), previous="Rest **today**.", notes=("footnote",)),
)
"""A draft, an approved one, an open one and a stale one."""


def catalogue(entries: Iterable[Entry] = ENTRIES) -> Catalogue:
    """Return the entries as a catalogue."""
    return Catalogue(slug="window", language="es", entries=tuple(entries))


def export(entries: Iterable[Entry] = ENTRIES) -> Export:
    """Return the entries as they go out, a paragraph for every two."""
    rows = tuple(
        Row(
            key=str(Key.of(entry)),
            number=number,
            paragraph=(number - 1) // 2,
            role=entry.roles[0] if entry.roles else "paragraph",
            source=entry.source,
            target=entry.target,
            state=entry.state,
            comment=said(entry, words_for("es")),
            previous=entry.previous or "",
            doubts=entry.warnings,
        )
        for number, entry in enumerate(entries, 1)
    )
    return Export(
        slug="window", title="The <open> window", language="es", locale="es-ES", source_language="en-GB", rows=rows
    )


def merged(batch: Batch, entries: Iterable[Entry] = ENTRIES, who: str = "Ana Reyes") -> tuple[Catalogue, Report]:
    """Return the entries with what came back."""
    return merge_batch(catalogue(entries), batch, who, DAY)


def kinds(report: Report) -> list[str]:
    """Return what became of the rows."""
    return [row.kind.value for row in report.rows]
