"""Make a reading of what was written in the project's Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.text.document import Kind
from pipeline.text.importers.chunks import pieces_of
from pipeline.text.importers.dialect import Part, Written
from pipeline.text.importers.model import Piece, Reading
from pipeline.text.importers.typed import lists


def pieces(parts: Iterable[Part], *, sure: bool = False) -> tuple[Piece, ...]:
    """Return the pieces of a written document; `sure` is what its plain paragraphs are."""
    found: list[Piece] = []
    for part in parts:
        for piece in pieces_of(part.markdown, sure=part.sure):
            known = piece.kind is not Kind.PARAGRAPH or sure or bool(part.style)
            found.append(replace(piece, line=0, style=part.style, sure=piece.sure and known))
    return tuple(found)


def reading(written: Written, rest: Reading, *, sure: bool = False) -> Reading:
    """Return `rest` with the pieces of a written document, and what was said while it was written."""
    notices = [*rest.notices]
    if written.formulas:
        notices.append(f"{written.formulas} formula{'s' * (written.formulas != 1)} written as TeX: look them over")
    found, guesses = lists(pieces(written.parts, sure=sure))
    return replace(rest, pieces=found, guesses=(*rest.guesses, *guesses), asides=(*rest.asides, *written.asides),
                   notices=tuple(notices))  # fmt: skip
