"""What the history of a catalogue says about a row that comes back once more: was it merged, and settled since?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.review.exchange.model import Key, plain
from pipeline.review.journal import Record
from pipeline.review.remarks import Remark, RemarkKind, remarks, revision

Past = Callable[[str], Sequence[Record]]
"""The records of a sentence, oldest first; `Journal.of` is one."""
MERGE = "merge"
"""What a merge is called in the history."""


def no_past(_source: str) -> Sequence[Record]:
    """Return what is known of a catalogue without a history."""
    return ()


def was_here(records: Sequence[Record], base: Key | None, text: str) -> bool:
    """Tell whether a merge brought `text` into a sentence, as its translation or beside it, since `base` went out.

    Where the history does not know the state that went out (it was made in another program), only what was put beside
    counts: a translation of long ago may well be meant anew. Without a key nobody knows what went out: then all counts.
    """
    start = _start(records, base)
    for record in records[start or 0 :]:
        if record.event.action != MERGE:
            continue
        source = record.event.source
        if (start is not None or base is None) and plain(record.new.target, source) == text:
            return True
        if any(remark.kind is RemarkKind.VERSION and plain(remark.text, source) == text for remark in _new(record)):
            return True
    return False


def was_said(records: Sequence[Record], base: Key | None, text: str) -> bool:
    """Tell whether a merge brought the comment `text` to a sentence since `base` went out."""
    return any(
        remark.kind is RemarkKind.COMMENT and remark.text.split() == text.split()
        for record in records[_start(records, base) or 0 :]
        if record.event.action == MERGE
        for remark in _new(record)
    )


def _start(records: Sequence[Record], base: Key | None) -> int | None:
    """Return where what came after `base` begins; None where the history does not know that state."""
    if base is None:
        return None
    for place in reversed(range(len(records))):
        before, after = revision(records[place].old), revision(records[place].new)
        if after == base.revision != before:
            return place + 1
    return next((place for place, record in enumerate(records) if revision(record.old) == base.revision), None)


def _new(record: Record) -> Iterator[Remark]:
    before = remarks(record.old)
    return (remark for remark in remarks(record.new) if remark not in before)
