"""The sentences of a document, as they are aligned: where they stand, and what they may be in the other language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.review.bitext import Sentence
from pipeline.text.document import Document, Kind
from pipeline.text.plain import OBJECT, References, plain
from pipeline.text.segment import segments


def sentences_of(document: Document, hypotheses: Mapping[str, str] | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of a document in reading order, repeats included.

    `hypotheses` has for sentences (inline Markdown) what they may be in the other language, as inline Markdown.
    """
    lines = tuple(unit_lines(document))
    known = hypotheses or {}
    return tuple(
        Sentence(
            text=segment.source,
            words=read(segment.source, document.references),
            role=segment.role,
            unit=segment.unit,
            line=lines[segment.unit],
            hypothesis=read(known.get(segment.source, ""), document.references),
        )
        for segment in segments(document)
    )


def read(markdown: str, references: References = ()) -> str:
    """Return inline Markdown as people read it, on one line."""
    return " ".join(plain(markdown, references).text.replace(OBJECT, " ").split())


def unit_lines(document: Document) -> Iterator[int]:
    """Yield the line of each translatable string, in the order of `texts_of`; that of the front matter is 1."""
    meta = document.meta
    yield from (1 for text in (meta.topic, meta.title, meta.subtitle, meta.cover_alt) if text)
    line = 0
    for block in document.walk():
        # A cell does not know its own line: that of its row, or of its table, is near enough.
        line = block.line or line
        match block.kind:
            case Kind.HEADING | Kind.CELL:
                texts: tuple[str, ...] = (block.text,)
            case Kind.FIGURE:
                texts = (block.alt, block.text)
            case Kind.PARAGRAPH:
                texts = (block.speaker, block.text)
            case _:
                texts = ()
        yield from (line for text in texts if text)
