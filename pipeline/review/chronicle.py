"""The history of one sentence, put together from the records of its catalogue and from what the file says now."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

from pipeline.review.catalogue import Entry, State
from pipeline.review.journal import Event, Record
from pipeline.review.reconcile import same

_OPEN = (State.UNTRANSLATED, State.DRAFT)
"""Where a machine may put its draft."""


def history_of(
    entry: Entry,
    records: Callable[..., Sequence[Record]],
    known: Callable[[], Sequence[str]],
    saved: datetime.datetime,
) -> tuple[Event, ...]:
    """Return what happened to a sentence, oldest first, also under the wordings that it had before.

    `records` gives those of some wordings, `known` all wordings that have any; `saved` is when the file was written
    last. Between two records that do not fit together, and between the last one and the file, something was changed
    outside: such an event has no name, and the time by which it had happened.
    """
    wordings = _wordings(entry, records, known)
    own = sorted(records(*wordings), key=lambda record: record.event.when)
    events: list[Event] = []
    last = own[0].old if own else entry
    events.extend(_signed(last))
    for record in own:
        if not same(last, record.old):
            events.append(_outside(last, record.old, record.read or record.event.when, events))
        events.append(record.event)
        last = record.new
    if not same(last, entry):
        events.append(_outside(last, entry, saved, events))
    return tuple(events)


def _wordings(entry: Entry, records: Callable[..., Sequence[Record]], known: Callable[[], Sequence[str]]) -> set[str]:
    """Return the sentence and those that its translation was first made for."""
    seen: set[str] = set()
    wanted = [entry.source, *_previous(entry)]
    while wanted:
        source = wanted.pop()
        if source in seen:
            continue
        seen.add(source)
        own = records(source)
        for record in own:
            wanted.extend((*_previous(record.old), *_previous(record.new)))
        if not own and source != entry.source:
            # Joined sentences are remembered as one: look for its parts.
            wanted.extend(part for part in known() if f" {part} " in f" {source} ")
    return seen


def _previous(entry: Entry) -> Iterator[str]:
    if entry.previous is not None and entry.state is State.STALE:
        yield entry.previous


def _signed(entry: Entry) -> Iterator[Event]:
    """Yield the approval that the file itself tells of, from before the first record."""
    day = entry.approved_on
    if day is not None:
        when = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
        yield _event(when, entry.reviewer, "approve", Entry(source=entry.source), entry)


def _outside(old: Entry, new: Entry, when: datetime.datetime, events: Sequence[Event]) -> Event:
    action = "outside"
    if new.state is State.STALE and old.source != new.source:
        action = "source"
    elif old.state in _OPEN and new.state is State.DRAFT and new.origin is not None and not new.touched:
        action = "draft"
    latest = events[-1].when if events else when
    return _event(max(when, latest), "", action, old, new)


def _event(when: datetime.datetime, who: str, action: str, old: Entry, new: Entry) -> Event:
    return Event(
        when=when,
        who=who,
        action=action,
        source=new.source,
        before=old.target,
        after=new.target,
        state=new.state,
        id="",
    )
