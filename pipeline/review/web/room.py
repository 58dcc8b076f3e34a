"""What the review server needs to know of a project, given to it by what starts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pipeline.review.catalogue import Draft, Entry
from pipeline.review.checks.model import Issue
from pipeline.review.memory import Match
from pipeline.text.document import Document
from pipeline.text.glossary import Glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInfo:
    """One text of the project."""

    slug: str
    title: str
    language: str
    """The code of the language it is written in."""
    path: Path


class Preview(Protocol):
    """The typeset pages of a text in a language. Each may raise OctavillaError: then its line is shown instead."""

    def page_of(self, slug: str, code: str, entry_id: str) -> int:
        """Return the page, from 1, on which a sentence stands."""
        ...

    def pages(self, slug: str, code: str) -> int:
        """Return how many pages there are."""
        ...

    def png(self, slug: str, code: str, page: int) -> bytes:
        """Return the picture of a page, from 1, as a PNG file."""
        ...

    def stamp(self, slug: str, code: str) -> str:
        """Return a word that changes when the pages do; it must be cheap."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A project as the pages see it. Everything of later stages comes as a function; any may raise OctavillaError."""

    title: str
    """The group's name."""
    texts: Callable[[], Sequence[TextInfo]]
    languages: Callable[[str], Sequence[str]]
    """Codes of the languages that a text (by its slug) is wanted in."""
    document: Callable[[str], Document]
    """The text of a slug; the same object as long as the text is the same."""
    catalogue_path: Callable[[str, str], Path]
    """Of a slug and a language's code."""
    lock_folder: Path
    state_folder: Path
    glossary: Callable[[str], Glossary] = lambda code: Glossary()
    near: Callable[[str, str], Sequence[Match]] = lambda code, source: ()
    """The translation memory's matches for a language's code and a sentence, the best first."""
    draft: Callable[[str, str, str], Draft | None] = lambda slug, code, source: None
    """The machine's draft of a sentence, by slug, code and sentence; None where there is none to be had."""
    checks: Callable[[Entry, str], Sequence[Issue]] = lambda entry, code: ()
    """What there is to look at in an entry, in a language (its code)."""
    preview: Preview | None = None
    fonts: Mapping[str, Path] = field(default_factory=dict)
    """Font files by file name, served below /static/fonts/."""
    name: str = ""
    """A name to propose to the reader who is asked for one."""
