"""What both versions of XLIFF share: names of texts, notes, and what a state that came back says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pipeline.review.catalogue import State
from pipeline.review.exchange.model import Key, Notice, Returned, Row, digest, plain

OURS = "urn:octavilla:exchange"
"""The namespace of our own attributes."""
COMPLETE = "translated"
"""The state, in both versions, of a unit that has its translation. Programs set it for every unit when they save, so
that it is no approval of a text that nobody changed."""
_TOUCHING = re.compile(r"[*_~]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit as it came back, with what its state says; `kept` where the state is the one that we wrote."""

    row: Returned
    kept: bool
    complete: bool = False
    """The state is `COMPLETE` and nothing else says that somebody approved it."""


def judged(units: Iterable[Unit]) -> tuple[Returned, ...]:
    """Return the rows, with what nobody said taken out of `approved`.

    A state that is as it went out is nobody's word. But where the program that saved the file changes states at all, a
    new translation that is still marked as unfinished was left so by a person.
    """
    listed = list(units)
    aware = any(not unit.kept for unit in listed)
    return tuple(
        unit.row if not unit.kept or (aware and unit.row.approved is False and _is_new(unit.row))
        else replace(unit.row, approved=None)
        for unit in listed
    )  # fmt: skip


def untouched(units: Iterable[Unit]) -> tuple[Notice, ...]:
    """Return a notice where units came back as they went out and only count as complete now."""
    count = 0
    for unit in units:
        key = Key.parse(unit.row.key)
        waited = key is not None and key.state in (State.DRAFT, State.STALE)
        count += unit.complete and waited and not _is_new(unit.row)
    if not count:
        return ()
    what = "1 sentence came" if count == 1 else f"{count} sentences came"
    told = f"{what} back as sent, marked “{COMPLETE}”, which approves nothing: programs set it by themselves. "
    return (Notice(place="", message=f"{told}Mark what is right as “final”, or approve it in the review"),)


def slug_of(original: str) -> str:
    """Return the text that a file says it was made from (`texts/heat-wave.md`)."""
    return PurePosixPath(original.strip().replace("\\", "/")).stem


def tag_of(written: str) -> str:
    """Return a language tag as we write it: `es-ES` for `ES_es`; empty for an empty one.

    >>> tag_of("pt_br")
    'pt-BR'
    """
    base, *rest = written.strip().replace("_", "-").split("-")
    return "-".join((base.lower(), *(part.upper() if len(part) == 2 else part for part in rest)))


def hints(row: Row) -> Iterator[tuple[str, str]]:
    """Yield what a translator should know of a sentence, as kind and words: role, previous source, doubts."""
    if row.role:
        yield "role", row.role
    if row.previous:
        yield "previous source", f"The source has changed. Before: {row.previous}"
    for doubt in row.doubts:
        yield "check", doubt


def outside_space(opening: str, inside: str, closing: str) -> str:
    """Return a pair of signs around words; signs that must touch their words leave the white space outside.

    >>> outside_space("**", " cold", "**")
    ' **cold**'
    """
    words = inside.strip()
    if not words or not _TOUCHING.match(opening):
        return f"{opening}{inside}{closing}"
    start = inside.index(words)
    return f"{inside[:start]}{opening}{words}{closing}{inside[start + len(words) :]}"


def note_text(text: str) -> str:
    """Return a note, line by line, without the white space that a program put around it."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _is_new(row: Returned) -> bool:
    key = Key.parse(row.key)
    return key is None or digest(plain(row.target, row.source)) != key.text
