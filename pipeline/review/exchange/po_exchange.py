"""PO as a format of exchange: the catalogue's sentences in the way Poedit's users know, each with its key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import FUZZY, Catalogue, Entry, State, new_header
from pipeline.review.exchange.model import Batch, Export, Key, Returned, Row, digest, plain, said
from pipeline.review.exchange.words import Words, words_for
from pipeline.review.exchange.xliff import tag_of
from pipeline.review.pofile import decode, format_po, lines_of, parse

KIND = "po"
_TEXT, _LANGUAGE = "X-Octavilla-Text", "X-Octavilla-Language"
_KEY = "key: "
_NAME = re.compile(r"\s*<[^<>]*>?\s*\Z")
_NOBODY = ("", "FULL NAME", "Automatically generated")


def write(export: Export) -> bytes:
    """Return the rows as a PO file: drafts and stale sentences as `fuzzy`, keys in extracted comments (`#. key: …`)."""
    header = new_header(export.slug, export.language)
    more = f"{_TEXT}: {export.slug}\n{_LANGUAGE}: {export.language}\n"
    catalogue = Catalogue(
        slug=export.slug,
        language=export.language,
        header=replace(header, target=header.target + more),
        entries=tuple(_entry(row) for row in export.rows),
    )
    return format_po(catalogue).encode("utf-8")


def read(content: bytes, path: Path) -> Batch:
    """Return what came back in a PO file: one of ours that somebody worked on, or a copy of a catalogue.

    `fuzzy` taken off is an approval; `fuzzy` on a new translation is unfinished work. Obsolete entries, and entries
    with context or plural forms, are no sentences of ours and are left out. Raises OctavillaError with path and line.
    """
    text = decode(content, path)
    catalogue = parse(text, path)
    lines = lines_of(text, path)
    headers = catalogue.headers
    language = headers.get(_LANGUAGE) or tag_of(headers.get("Language", ""))
    words = _words(language)
    return Batch(
        slug=headers.get(_TEXT) or headers.get("Project-Id-Version") or None,
        language=language or None,
        who=_who(headers.get("Last-Translator", "")),
        rows=tuple(_returned(entry, words, lines.get(entry.source, 0)) for entry in catalogue),
        kind=KIND,
    )


def _entry(row: Row) -> Entry:
    unsure = row.state in (State.DRAFT, State.STALE)
    return Entry(
        source=row.source,
        target=row.target if row.state is not State.UNTRANSLATED else "",
        flags=(FUZZY,) if unsure else (),
        previous=row.previous or None,
        comments=tuple(row.comment.splitlines()),
        notes=tuple(_notes(row)),
    )


def _notes(row: Row) -> Iterator[str]:
    if row.role:
        yield row.role
    for doubt in row.doubts:
        yield f"check: {' '.join(doubt.split())}"
    yield f"{_KEY}{row.key}"


def _returned(entry: Entry, words: Words, line: int) -> Returned:
    key = next((note.removeprefix(_KEY) for note in entry.notes if note.startswith(_KEY)), "")
    return Returned(
        key=key,
        source=entry.source,
        target=entry.target,
        approved=_approved(entry, Key.parse(key)),
        comment=said(entry, words),
        place=f"line {line}",
    )


def _approved(entry: Entry, key: Key | None) -> bool | None:
    """Return what the flag says beyond what it said when the file went out."""
    state = entry.state
    if state is State.UNTRANSLATED:
        return None
    fuzzy = state is not State.APPROVED
    if key is None:
        return not fuzzy
    was_fuzzy = key.state in (State.DRAFT, State.STALE)
    if fuzzy:
        is_new = digest(plain(entry.target, entry.source)) != key.text
        return False if is_new or not was_fuzzy else None
    return True if was_fuzzy else None


def _words(language: str) -> Words:
    try:
        return words_for(language)
    except OctavillaError:
        return words_for("en")


def _who(translator: str) -> str:
    """Return the name from `Last-Translator: Ana Reyes <ana@example.org>`."""
    name = _NAME.sub("", translator).strip()
    return "" if name in _NOBODY else name
