"""Merge a catalogue with the sentences that its text has now, so that no person's work is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from pipeline.review.align import Old, align
from pipeline.review.catalogue import Catalogue, Entry, State, belongs_to, new_header, stale, with_roles
from pipeline.review.remarks import comment_blocks
from pipeline.text.document import Role


class Sentence(Protocol):
    """What the merge needs to know of a segment."""

    @property
    def source(self) -> str:
        """The sentence, inline Markdown."""

    @property
    def role(self) -> Role:
        """Where it stands."""


def merge(catalogue: Catalogue, sentences: Sequence[Sentence]) -> Catalogue:
    """Return the catalogue for a text that consists of `sentences` now.

    - A sentence that is still there keeps its entry, wherever it stands now.
    - One that comes back gets its entry back from the obsolete ones, as it was.
    - One that was edited, joined or split gets the old translation as stale, with the sentence that it belongs to.
    - An entry with a person's work on it whose sentence is gone becomes obsolete; machine drafts are dropped.
    - Entries of other programs (context, plural forms) stay after the sentence that they stood after.

    Merging twice gives what merging once gave; merging with the same sentences changes nothing.
    """
    roles = _roles(sentences)
    order = list(roles)
    asleep = {entry.source: entry for entry in catalogue.obsolete if not entry.is_foreign}
    heirs = _heirs(catalogue, asleep, order)
    entries: dict[str, Entry] = {}
    for source in order:
        entry = catalogue.get(source) or asleep.get(source)
        if entry is not None:
            entries[source] = with_roles(entry, roles[source])
        elif source in heirs:
            entries[source] = stale(heirs[source], source, roles[source])
        else:
            entries[source] = with_roles(Entry(source=source), roles[source])
    still = [entry for entry in catalogue.obsolete if entry.is_foreign or entry.source not in entries]
    gone = [entry for entry in catalogue if entry.source not in entries and entry.touched]
    return replace(
        catalogue,
        entries=_with_foreign(catalogue, entries),
        obsolete=(*still, *_not_carried(gone, (*entries.values(), *still))),
        header=catalogue.header or new_header(catalogue.slug, catalogue.language),
    )


def _roles(sentences: Sequence[Sentence]) -> dict[str, tuple[Role, ...]]:
    roles: dict[str, tuple[Role, ...]] = {}
    for sentence in sentences:
        known = roles.setdefault(sentence.source, ())
        if sentence.role not in known:
            roles[sentence.source] = (*known, sentence.role)
    return roles


def _heirs(catalogue: Catalogue, asleep: Mapping[str, Entry], order: Sequence[str]) -> dict[str, Entry]:
    """Return for new sentences the old entry (several in one for a join) whose translation they take over."""
    new = [place for place, source in enumerate(order) if source not in catalogue and source not in asleep]
    if not new:
        return {}
    now = set(order)
    old_order = [entry.source for entry in catalogue]
    old = [(place, entry) for place, entry in enumerate(catalogue) if entry.source not in now]
    pool: list[tuple[int | None, Entry]] = [*old, *((None, e) for s, e in asleep.items() if s not in now)]
    vanished = [
        Old(tuple(dict.fromkeys((entry.source, belongs_to(entry)))), place, _is_translated(entry))
        for place, entry in pool
    ]
    matches = align(old_order, order, new, vanished)
    return {order[match.new]: _joined([pool[index][1] for index in match.old]) for match in matches}


def _is_translated(entry: Entry) -> bool:
    return entry.touched and entry.state is not State.UNTRANSLATED


def _joined(parts: Sequence[Entry]) -> Entry:
    """Return one entry with the sentences and translations of all parts, in reading order."""
    if len(parts) == 1:
        return parts[0]
    said = dict.fromkeys(block for part in parts for block in comment_blocks(part.comments))
    return Entry(
        source=" ".join(belongs_to(part) for part in parts),
        target=" ".join(part.target for part in parts if part.target),
        flags=tuple(dict.fromkeys(flag for part in parts for flag in part.flags)),
        comments=tuple(line for block in said for line in block),
    )


def _not_carried(gone: Iterable[Entry], kept: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return those of `gone` that are not repeated, sentence, translation and comments, by an entry that stays.

    Only stale entries are ever left out: each edit of a sentence would otherwise leave one more copy behind.
    """
    ordered = tuple(gone)
    carried: dict[tuple[str, str], set[str]] = {}

    def note(entry: Entry) -> None:
        carried.setdefault((belongs_to(entry), entry.target), set()).update(entry.comments)

    for entry in (*kept, *(entry for entry in ordered if entry.state is not State.STALE)):
        note(entry)
    needed = []
    for entry in ordered:
        comments = carried.get((belongs_to(entry), entry.target))
        if entry.state is State.STALE and comments is not None and comments.issuperset(entry.comments):
            continue
        note(entry)
        needed.append(entry)
    return tuple(needed)


def _with_foreign(catalogue: Catalogue, entries: Mapping[str, Entry]) -> tuple[Entry, ...]:
    """Return the entries with those of other programs each behind the sentence that it stood behind."""
    behind: dict[str | None, list[Entry]] = {}
    last: str | None = None
    for entry in catalogue.entries:
        if entry.is_foreign:
            behind.setdefault(last, []).append(entry)
        elif entry.source in entries:
            last = entry.source
    merged = behind.get(None, [])
    for source, entry in entries.items():
        merged.append(entry)
        merged.extend(behind.get(source, ()))
    return tuple(merged)
