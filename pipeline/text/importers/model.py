"""What importers hand on: a document as pieces in reading order, and every guess that was made on the way.

A *reader* (one a file format) turns bytes into a `Reading`. The *recognisers* find title, byline, date and the like
among its pieces and make an `Article` of it, which the *writer* turns into a Markdown file with front matter. Every
word of the input is in the article's front matter or body, or among what is set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.text.document import Kind

META = ("title", "subtitle", "topic", "author", "date", "source", "licence", "language")
"""The fields of the front matter that importers fill, in the order in which they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One top block of a document, in the project's Markdown."""

    kind: Kind
    """HEADING, PARAGRAPH, LIST, QUOTE, TABLE, FIGURE, CODE, RULE, FOOTNOTE or COMMENT."""
    markdown: str
    """The block as it is written into the text, without the empty lines around it; a heading has its `#` marks."""
    plain: str
    """Its words as people read them, without marks: what recognisers judge."""
    level: int = 0
    """Of a heading, 1 to 6."""
    style: str = ""
    """What the document itself calls it, where it is one of META (a Word paragraph in the style Title: `title`)."""
    line: int = 0
    """The first line of the input, from 1; 0 where it has none."""
    page: int = 0
    """The page of the input, from 1; 0 where it has none."""
    sure: bool = False
    """True where the document's own markup says what it is, so that no recogniser need guess its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Something that an importer decided, for the report, and for a person to refuse."""

    what: str
    """One word or two: a field of META, `heading`, `list item`, `quotation`, `pull quote`, `interview turn`,
    `boilerplate`, `page number`, `running head`, `footnote`, `joined paragraph`, `hyphen`, `encoding`, …"""
    text: str
    """The words it is about, as they stood in the input (shortened by the report, not here)."""
    confidence: float
    """0 to 1: how often such a guess is right. From CERTAIN on nobody is asked."""
    reason: str
    """Why, in a few words, for a person: `short line without a full stop, text follows`."""
    line: int = 0
    page: int = 0
    result: str = ""
    """What became of it, where that differs from the words: `2026-05-01` for a date line."""


CERTAIN = 0.9
"""Guesses of at least this confidence are made without asking, in `--interactive` too."""

Decide = Callable[[Guess], bool]
"""Asks whether a guess is right; False leaves the words where they are, as plain text."""


def always(guess: Guess) -> bool:
    """Accept every guess: what an import does that is not interactive."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Words of the input that are not in the text: kept in a comment at its end, and named in the report."""

    text: str
    why: str
    """A `Guess.what`: `boilerplate`, `page number`, `comment`, `deleted text` …"""
    line: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that came with a document."""

    name: str
    """A file name of our own making: letters, digits and hyphens, and the suffix of what it really is."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document as a reader found it, nothing recognised yet beyond what its own markup says."""

    pieces: tuple[Piece, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    """What the document's own metadata says, by field of META; dates as ISO 8601."""
    pictures: tuple[Picture, ...] = ()
    """Readers name them in the Markdown as `pictures/<name>`; the writer makes `pictures/<slug>/<name>` of it."""
    guesses: tuple[Guess, ...] = ()
    asides: tuple[Aside, ...] = ()
    notices: tuple[str, ...] = ()
    """Sentences for the report that are about the document as a whole: `3 tracked changes: taken as accepted`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What an import makes of a document: the text's front matter and body, and all that was decided."""

    meta: Mapping[str, str]
    pieces: tuple[Piece, ...]
    pictures: tuple[Picture, ...] = ()
    guesses: tuple[Guess, ...] = ()
    asides: tuple[Aside, ...] = ()
    notices: tuple[str, ...] = ()
