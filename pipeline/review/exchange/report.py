"""What became of a file that was merged: for the terminal, and for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from pipeline.review.catalogue import one_line
from pipeline.review.exchange.model import Notice

_INDENT = 10
_LONGEST = 400
"""Characters of a sentence that is shown."""


class Kind(StrEnum):
    """What became of one row."""

    TAKEN = "taken"
    """Their translation stands in the catalogue now."""
    APPROVED = "approved"
    """The translation stays; somebody stands behind it now."""
    UNCHANGED = "unchanged"
    """Nothing new in it."""
    CONFLICT = "conflict"
    """Changed here and there: ours stays, theirs is kept beside it as another version."""
    UNKNOWN = "unknown"
    """The text has no such sentence (any more): theirs is kept among the obsolete entries."""
    BROKEN = "broken"
    """Marks (bold, links, footnotes) are missing or too many: ours stays, theirs is kept as another version."""
    COMMENT = "comment"
    """Somebody wrote to the editor."""


SHOWN = (Kind.CONFLICT, Kind.BROKEN, Kind.UNKNOWN, Kind.COMMENT)
"""What a person has to look at; the others are counted."""
MERGED_BEFORE = "merged before"
"""What is said of a row whose conflict was settled since it was merged."""
AS_DRAFT = "kept as a draft, as the file says"
"""What is said of a row that was taken and not approved."""
_PLURALS = {Kind.CONFLICT: "conflicts", Kind.COMMENT: "comments"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one row, or of the comment in it."""

    kind: Kind
    place: str
    source: str
    ours: str = ""
    """The translation that was here before."""
    theirs: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of one file."""

    slug: str
    language: str
    kind: str
    who: str
    rows: tuple[Outcome, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def counts(self) -> dict[Kind, int]:
        """How many rows there are of each kind, in the order of `Kind`."""
        return {kind: sum(row.kind is kind for row in self.rows) for kind in Kind}


def as_lines(report: Report, width: int = 80, *, everything: bool = False) -> tuple[str, ...]:
    """Return the report for people, in lines of at most `width` columns.

    First what there is of each kind; then the rows that somebody has to look at (`everything`: all that changed) with
    ours and theirs; then what the reader of the file had to say.
    """
    some = [_counted(report, kind, number) for kind, number in report.counts.items() if number] or ["no rows"]
    sender = f" from {report.who}" if report.who else ""
    head = f"{report.slug} ({report.language}), {report.kind}{sender}: {', '.join(some)}."
    lines = list(textwrap.wrap(one_line(head), width, subsequent_indent="  "))
    kinds = tuple(kind for kind in Kind if kind is not Kind.UNCHANGED) if everything else SHOWN
    for row in sorted((row for row in report.rows if row.kind in kinds), key=lambda row: kinds.index(row.kind)):
        lines += _row(row, width)
    places: dict[str, list[str]] = {}
    for row in report.rows:
        if row.kind is Kind.UNCHANGED and row.message == MERGED_BEFORE:
            places.setdefault("merged before, and settled since; not looked at again", []).append(row.place)
    for notice in report.notices:
        places.setdefault(notice.message, []).append(notice.place)
    lines += [""] if places else []
    for message, where in places.items():
        shown = _listed([place for place in where if place])
        lines += _field("note", f"{shown}: {message}" if shown else message, width)
    return tuple(lines)


def _counted(report: Report, kind: Kind, number: int) -> str:
    said = f"{number} {_PLURALS.get(kind, kind) if number != 1 else kind}"
    drafts = sum(row.kind is Kind.TAKEN and row.message == AS_DRAFT for row in report.rows)
    if kind is not Kind.TAKEN or not drafts:
        return said
    return f"{said} ({drafts} as {'a draft' if drafts == 1 else 'drafts'})"


def _listed(places: Sequence[str]) -> str:
    """Return places in one: `rows 7, 9` for `row 7` and `row 9`."""
    name, _, _ = places[0].partition(" ") if places else ("", "", "")
    if len(places) > 1 and all(place.startswith(f"{name} ") for place in places):
        return f"{name}s {', '.join(place.partition(' ')[2] for place in places)}"
    return ", ".join(places)


def as_json(report: Report) -> dict[str, Any]:
    """Return the report for programs: text, language, format, who, counts, rows that are not unchanged, notices."""
    return {
        "text": report.slug,
        "language": report.language,
        "format": report.kind,
        "who": report.who,
        "counts": {str(kind): number for kind, number in report.counts.items()},
        "rows": [asdict(row) | {"kind": str(row.kind)} for row in report.rows if row.kind is not Kind.UNCHANGED],
        "notices": [asdict(notice) for notice in report.notices],
    }


def _row(row: Outcome, width: int) -> Iterator[str]:
    place = f"{row.place}: " if row.place else ""
    yield ""
    yield from _field(row.kind, f"{place}{row.source}", width)
    if row.kind is Kind.COMMENT:
        yield from _field("", f"“{one_line(row.theirs)}”", width)
    else:
        if row.ours.strip():
            yield from _field("ours", row.ours, width)
        yield from _field("theirs", row.theirs, width)
    if row.message:
        yield from _field("", f"({row.message})", width)


def _field(name: str, text: str, width: int) -> Iterator[str]:
    text = one_line(text)
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    indent = " " * _INDENT
    yield from textwrap.wrap(text, width, initial_indent=f"{name:<{_INDENT}}", subsequent_indent=indent)
