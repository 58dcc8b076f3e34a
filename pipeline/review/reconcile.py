"""What happens when a program saves an old copy of a catalogue over newer work: both are kept.

A program like Poedit reads a catalogue, and may write it back hours later without a look at what came in between. The
history tells which of the changes recorded there the copy does not have: each entry that reads as it did before a
change must have been read before it. Those changes are made again on what the copy brought.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.review.catalogue import FUZZY, Catalogue, Entry, State, unsigned
from pipeline.review.journal import Record
from pipeline.review.remarks import Remark, RemarkKind, comment_blocks, with_remark

_T = TypeVar("_T")
_WINDOW = datetime.timedelta(days=1)
"""How long a program may keep a copy open; what was recorded before is taken for seen."""


def reconcile(
    catalogue: Catalogue,
    records: Sequence[Record],
    saved: datetime.datetime,
    day: Callable[[datetime.datetime], datetime.date] = datetime.datetime.date,
) -> tuple[Entry, ...]:
    """Return the entries as they have to be where a program saved an old copy of the catalogue over newer work.

    `saved` is when it did, `day` the date of a moment where the people are. What only the history changed is restored;
    where the copy changed the same translation too, its own stays and the other becomes a version beside it.
    """
    recent = [record for record in records if record.event.when >= saved - _WINDOW]
    first, last = _age(catalogue, recent)
    mended = []
    for source, own in _by_source(recent).items():
        entry = catalogue.get(source)
        if entry is None:
            continue
        known = any(_seen(entry) in (_seen(recent[index].old), _seen(recent[index].new)) for index in own)
        missed = [recent[index] for index in own if index >= (last if known else first)]
        if not missed:
            continue
        newest = missed[-1]
        new = combined(missed[0].old, newest.new, entry, newest.event.who, day(newest.event.when))
        if _seen(new) != _seen(entry):
            mended.append(new)
    return tuple(mended)


def combined(base: Entry, ours: Entry, theirs: Entry, who: str, date: datetime.date) -> Entry:
    """Return `theirs` with what was changed from `base` to `ours`.

    Where both changed the translation, theirs stays and ours becomes a version by `who`, if a person wrote it; an empty
    translation gives way to one that is not, and a draft to the approval of the same words.
    """
    if _translation(theirs) == _translation(base):
        return rebased(base, ours, theirs)
    remarks = _changed(_remarks(base), _remarks(ours), _remarks(theirs))
    merged = replace(theirs, comments=_flat((*remarks, *_signature(theirs))))
    if _translation(ours) == _translation(base):
        return merged
    is_signed_off = ours.target == theirs.target and ours.state is State.APPROVED
    if theirs.state is State.UNTRANSLATED or is_signed_off:
        return replace(ours, comments=_flat((*remarks, *_signature(ours))), layout="")
    is_a_persons = ours.state is not State.UNTRANSLATED and replace(ours, comments=()).touched
    if is_a_persons and ours.target != theirs.target:
        return with_remark(merged, Remark(RemarkKind.VERSION, who, date, ours.target))
    return merged


def rebased(base: Entry, ours: Entry, theirs: Entry) -> Entry:
    """Return `theirs`, which has the translation of `base`, with everything that differs between `base` and `ours`.

    Comments, notes and flags that only theirs has stay.
    """
    if theirs == base:
        return replace(ours, layout="")
    remarks = _changed(_remarks(base), _remarks(ours), _remarks(theirs))
    flags = [flag for flag in _changed(base.flags, ours.flags, theirs.flags) if flag != FUZZY]
    return replace(
        theirs,
        target=ours.target,
        flags=(FUZZY, *flags) if FUZZY in ours.flags else tuple(flags),
        previous=ours.previous,
        previous_context=ours.previous_context,
        previous_plural=ours.previous_plural,
        comments=_flat((*remarks, *_signature(ours))),
        notes=_changed(base.notes, ours.notes, theirs.notes),
        references=_changed(base.references, ours.references, theirs.references),
    )


def same(one: Entry, other: Entry) -> bool:
    """Tell whether two entries show a person the same, however a program has laid out the comments."""
    return _seen(one) == _seen(other)


def _age(catalogue: Catalogue, records: Sequence[Record]) -> tuple[int, int]:
    """Return how many of the records the copy had, at least and at most, so that most of its entries are as they were.

    An entry that was changed in the copy tells nothing, unless to words that it has had before: so most decide. What
    was changed at once was written at once: a copy with a part of it had all of it, and somebody took the rest out.
    """
    count = len(records)
    fits = [0] * (count + 2)
    for source, own in _by_source(records).items():
        entry = catalogue.get(source)
        if entry is None:
            continue
        seen = _seen(entry)
        starts, ends = [0, *(index + 1 for index in own)], [*own, count]
        spans = []
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            before = place > 0 and seen == _seen(records[own[place - 1]].new)
            after = place < len(own) and seen == _seen(records[own[place]].old)
            if before or after:
                spans.append((start, end))
        for start, end in spans:
            fits[start] += 1
            fits[end + 1] -= 1
    total, most, likely = 0, -1, [count]
    for age in range(count + 1):
        total += fits[age]
        if 0 < age < count and records[age - 1].batch == records[age].batch:
            continue
        if total > most:
            most, likely = total, []
        if total == most:
            likely.append(age)
    return likely[0], likely[-1]


def _by_source(records: Sequence[Record]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, record in enumerate(records):
        places.setdefault(record.event.source, []).append(index)
    return places


def _translation(entry: Entry) -> tuple[str, str, str | None]:
    return (entry.target, entry.state, entry.previous if entry.state is State.STALE else None)


def _seen(entry: Entry) -> tuple[tuple[str, str, str | None], str]:
    return _translation(entry), " ".join(" ".join(entry.comments).split())


def _remarks(entry: Entry) -> tuple[tuple[str, ...], ...]:
    return tuple(block for block in comment_blocks(entry.comments) if unsigned(block))


def _signature(entry: Entry) -> tuple[tuple[str, ...], ...]:
    return tuple(block for block in comment_blocks(entry.comments) if not unsigned(block))


def _flat(blocks: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(line for block in blocks for line in block)


def _changed(base: Sequence[_T], ours: Sequence[_T], theirs: Sequence[_T]) -> tuple[_T, ...]:
    """Return `theirs` without what `ours` took from `base`, and with what it added."""
    if base == theirs:
        return tuple(ours)
    kept = tuple(item for item in theirs if item in ours or item not in base)
    return (*kept, *(item for item in ours if item not in base and item not in kept))
