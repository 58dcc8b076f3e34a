"""The desk: people's changes to one catalogue, durable and together, with conflicts, undo and history."""

from __future__ import annotations

import contextlib
import datetime
import secrets
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pipeline.errors import OctavillaError
from pipeline.fingerprint import short
from pipeline.review.acts import Action, Change, acted
from pipeline.review.catalogue import Catalogue, Entry, State, with_entries
from pipeline.review.chronicle import history_of
from pipeline.review.journal import YEARS, Event, Journal, Record
from pipeline.review.pofile import laid_out, laid_out_entry
from pipeline.review.reconcile import combined, reconcile
from pipeline.review.remarks import person, revision
from pipeline.review.store import Reader, Writer, locked, read_content, rewrite

__all__ = ["Action", "Change", "Desk", "Event", "Result", "now"]

_T = TypeVar("_T")
_RESTED = 0.1
"""Seconds that a file which another program wrote must have rested: one that writes in place is then done."""
_LOOKS = 30
"""How often to look whether it has."""
_DIGITS = 16
"""Of the digest of a file: enough to tell apart what one catalogue ever held."""
UNDO = "undo"
MEND = "mend"


def now() -> datetime.datetime:
    """Return the time of day, UTC."""
    return datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a change: `saved` False is a conflict, and then entry and event (who, when) are the other's."""

    saved: bool
    entry: Entry
    revision: str
    event: Event | None
    """None where nothing had to be changed, or where nobody knows who did."""
    batch: tuple[Result, ...] = ()
    """For an undo of several changes that were made at once: the result of each."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A change on its way into the file."""

    who: str
    action: str
    old: Entry
    new: Entry
    undoes: str = ""


@dataclass(slots=True)
class _Work:
    """What one look at the file led to; made anew when another program saves the file meanwhile."""

    catalogue: Catalogue
    saved: datetime.datetime
    """When the file was written last before."""
    changed: dict[str, Entry] = field(default_factory=dict)
    steps: list[_Step] = field(default_factory=list)
    content: bytes | None = None
    """What the file holds afterwards."""

    def get(self, source: str) -> Entry | None:
        return self.changed.get(source) or self.catalogue.get(source)

    def take(self, step: _Step) -> None:
        self.changed[step.new.source] = step.new
        self.steps.append(step)


class Desk:
    """One catalogue, worked on by several people in any number of threads and processes.

    The catalogue is the truth, and is written first; the history file beside it follows. Both are on the disk when a
    method returns. All methods raise OctavillaError when a file cannot be read, written or locked, with the way out.
    """

    def __init__(
        self,
        path: Path,
        *,
        lock_folder: Path,
        journal: Path | None = None,
        clock: Callable[[], datetime.datetime] = now,
        patience: float = 10.0,
    ) -> None:
        """Open the desk of the catalogue at `path`; `patience` is how many seconds to wait for another process."""
        self.path = path
        self._lock_folder = lock_folder
        self._journal = Journal(journal or path.with_suffix(".history.jsonl"))
        self._clock = clock
        self._patience = patience
        self._reader = Reader(path)
        self._writer = Writer()
        self._turn = threading.RLock()
        self._looked_at: bytes | None = None
        self._digested: tuple[bytes, str] = (b"", short(b"", _DIGITS))
        """The bytes of the file that were digested last, with their digest."""

    def catalogue(self) -> Catalogue:
        """Return the catalogue as it is on the disk; parsed again only when its bytes have changed.

        When another program saved an old copy over newer work, the newer work is put back first (`reconcile`).
        """
        return self.look()[1]

    def token(self) -> str:
        """Return a word that changes whenever the file does."""
        return self._token(read_content(self.path))

    def look(self) -> tuple[str, Catalogue]:
        """Return token and catalogue of one moment: the file is read once for both."""
        content, catalogue = self._read()
        if content is not None and not self._is_ours(content):
            with contextlib.suppress(OctavillaError):
                # A file that may only be read is shown all the same.
                self._change(lambda _: None)
            content, catalogue = self._read()
        return self._token(content), catalogue

    def apply(self, changes: Sequence[Change], who: str) -> tuple[Result, ...]:
        """Make changes in one durable write; a conflict is left out and told of in its result, the others are made.

        A change that is there already (sent twice, say) counts as saved. Raises OctavillaError, and changes nothing,
        for a sentence that is not in the text any more, an empty approval or comment.
        """
        name = person(who)
        day = _day(self._clock())

        def change(work: _Work) -> list[tuple[bool, str]]:
            return [(self._applied(work, each, name, day), each.source) for each in changes]

        outcome, work, events = self._change(change)
        by_source = {event.source: event for event in events}
        results = []
        for saved, source in outcome:
            entry = _entry(work, source)
            event = by_source.get(source) if saved else self._last_event(source)
            results.append(Result(saved, entry, revision(entry), event))
        return tuple(results)

    def transform(self, change: Callable[[Catalogue], Catalogue], who: str, action: str = "merge") -> Catalogue:
        """Change the catalogue as a whole, as `store.update` does, with every changed sentence in the history.

        What was changed can be undone by `who` as one batch. `change` may be called more than once.
        """
        name = person(who)

        def changed(work: _Work) -> None:
            before = with_entries(work.catalogue, work.changed.values())
            work.catalogue = change(before)
            work.changed.clear()
            for entry in work.catalogue:
                old = before.get(entry.source) or Entry(source=entry.source)
                if entry != old:
                    work.take(_Step(name, action, old, entry))

        _, work, _ = self._change(changed)
        return work.catalogue

    def undo(self, who: str, skip: Collection[str] = ()) -> Result | None:
        """Take back the last change of a person that is not taken back yet; None when there is none.

        What was changed at once is taken back at once. A sentence whose translation somebody changed since is left as
        it is, and its result says `saved` False; comments that came since stay. The result is that of the first
        sentence taken back (else the first of all), with those of all of them as `batch`. Changes whose `id` is in
        `skip` are passed over.
        """
        name = person(who)

        def undone(work: _Work) -> list[tuple[bool, Record]]:
            batch = self._last_batch(name, skip)
            return [(_undone(work, record, name), record) for record in reversed(batch)]

        outcome, work, events = self._change(undone)
        if not outcome:
            return None
        by_undone = {event.undoes: event for event in events}
        results = []
        for saved, record in outcome:
            entry = work.get(record.event.source) or record.new
            event = by_undone.get(record.event.id) if saved else self._last_event(record.event.source)
            results.append(Result(saved, entry, revision(entry), event))
        results.reverse()
        first = next((result for result in results if result.saved), results[0])
        return replace(first, batch=tuple(results))

    def history(self, source: str) -> tuple[Event, ...]:
        """Return what happened to a sentence, oldest first, also under the wordings that it had before.

        A change made outside (Poedit, git, a build) has no name, and the time by which it was made. Empty for a
        sentence that is not in the text.
        """
        entry = self.catalogue().get(source)
        if entry is None:
            return ()
        return history_of(entry, self._journal.of, self._journal.sources, self._saved())

    def since(self, when: datetime.datetime) -> tuple[Event, ...]:
        """Return what was changed at this desk at `when` or later, oldest first."""
        when = when.replace(microsecond=0)
        events = (record.event for record in self._journal.records() if record.event.when >= when)
        return tuple(sorted(events, key=lambda event: event.when))

    def _applied(self, work: _Work, change: Change, who: str, day: datetime.date) -> bool:
        old = _entry(work, change.source)
        is_late = change.is_careful and change.seen is not None and change.seen != revision(old)
        new = acted(old, change, who, day, lambda: self._machine_draft(change.source))
        if is_late and (revision(new) != revision(old) or change.action is Action.DISMISS):
            return False
        if new != old and (not is_late or change.action is Action.CHOOSE):
            work.take(_Step(who, change.action, old, new))
        return True

    def _change(self, change: Callable[[_Work], _T]) -> tuple[_T, _Work, tuple[Event, ...]]:
        """Run a change on the file as it is, write file and history, and return what the change returned."""
        outcome: _T
        work: _Work

        def changed(before: bytes | None) -> bytes | None:
            nonlocal outcome, work
            known = self._reader.parsed(before)
            work = _Work(known, self._saved())
            self._mend(work, before)
            outcome = change(work)
            new = _finished(work, known)
            work.catalogue, work.content = known, before
            if new != known:
                work.catalogue, work.content = new, self._writer.content(new)
            return work.content

        with self._turn, locked(self.path, lock_folder=self._lock_folder, patience=self._patience):
            rewrite(self.path, changed, read=self._rested)
            if work.content is not None:
                self._reader.keep(work.content, work.catalogue)
            records = self._records(work)
            if records:
                self._journal.append(records)
            self._looked_at = work.content
        return outcome, work, tuple(record.event for record in records)

    def _records(self, work: _Work) -> list[Record]:
        when = self._clock().astimezone(datetime.UTC).replace(microsecond=0)
        file = self._digest(work.content or b"")
        batches = {True: secrets.token_hex(8), False: secrets.token_hex(8)}
        records = []
        for step in work.steps:
            event = Event(
                when=when,
                who=step.who,
                action=step.action,
                source=step.new.source,
                before=step.old.target,
                after=step.new.target,
                state=step.new.state,
                id=secrets.token_hex(8),
                undoes=step.undoes,
            )
            batch = batches[step.action == MEND]
            records.append(Record(event=event, old=step.old, new=step.new, batch=batch, file=file, read=work.saved))
        return records

    def _mend(self, work: _Work, before: bytes | None) -> None:
        """Put back what an old copy overwrote, where the file is none that was written here."""
        if before is None or self._is_ours(before):
            return
        for new in reconcile(work.catalogue, self._journal.records(), work.saved, _day):
            work.take(_Step("", MEND, work.catalogue[new.source], new))

    def _is_ours(self, content: bytes) -> bool:
        return content == self._looked_at or self._journal.wrote(self._digest(content))

    def _token(self, content: bytes | None) -> str:
        return "" if content is None else self._digest(content)

    def _digest(self, content: bytes) -> str:
        """Return the digest of the file's bytes; comparing with those that were digested last is much quicker."""
        digested = self._digested
        if digested[0] != content:
            digested = self._digested = (content, short(content, _DIGITS))
        return digested[1]

    def _read(self) -> tuple[bytes | None, Catalogue]:
        """Read the file; once more where another program is just writing it."""
        for _ in range(_LOOKS):
            try:
                return self._reader.read()
            except OctavillaError:
                rest = time.time() - self._saved().timestamp()
                if not 0 <= rest < _RESTED:
                    break
                time.sleep(_RESTED / 5)
        return self._reader.read()

    def _rested(self, path: Path) -> bytes | None:
        """Read the file when whoever else writes it is done: not every program renames a finished file."""
        content = read_content(path)
        for _ in range(_LOOKS):
            rest = time.time() - self._saved().timestamp()
            if content is None or not 0 <= rest < _RESTED or self._is_ours(content):
                break
            time.sleep(_RESTED - rest)
            content = read_content(path)
        return content

    def _saved(self) -> datetime.datetime:
        try:
            saved = datetime.datetime.fromtimestamp(self.path.stat().st_mtime, datetime.UTC)
        except (OSError, OverflowError, ValueError):
            # No file yet, or one from a year that no calendar has.
            return self._clock()
        return saved if saved.year in YEARS else self._clock()

    def _last_event(self, source: str) -> Event | None:
        events = self.history(source)
        return events[-1] if events else None

    def _last_batch(self, who: str, skip: Collection[str]) -> list[Record]:
        records = self._journal.records()
        undone = {record.event.undoes for record in records}
        done = {record.batch for record in records if record.event.id in undone or record.event.id in skip}
        for record in reversed(records):
            is_own = record.event.who == who and record.event.action not in (UNDO, MEND)
            if is_own and record.batch not in done:
                return [other for other in records if other.batch == record.batch]
        return []

    def _machine_draft(self, source: str) -> Entry | None:
        """Return the entry as it was when a machine's draft stood in it last."""
        for record in reversed(self._journal.of(source)):
            for entry in (record.new, record.old):
                if entry.state is State.DRAFT and entry.origin and not replace(entry, comments=()).touched:
                    return entry
        return None


def _entry(work: _Work, source: str) -> Entry:
    entry = work.get(source)
    if entry is None:
        message = f"{work.catalogue.slug} has no sentence “{source}” any more. Load the text again."
        raise OctavillaError(message)
    return entry


def _finished(work: _Work, known: Catalogue) -> Catalogue:
    """Return the catalogue with all changes, as it is to be written; `known` is how it was read."""
    if work.catalogue is not known:
        return laid_out(with_entries(work.catalogue, work.changed.values()), known)
    new = with_entries(known, (laid_out_entry(entry) for entry in work.changed.values()))
    header = new.header and laid_out_entry(new.header)
    return new if header is new.header else replace(new, header=header)


def _undone(work: _Work, record: Record, who: str) -> bool:
    entry = work.get(record.event.source)
    if entry is None:
        return False
    is_translation = revision(record.old) != revision(record.new)
    if is_translation and revision(entry) != revision(record.new):
        return False
    new = combined(record.new, record.old, entry, who, record.event.when.date())
    work.take(_Step(who, UNDO, entry, new, record.event.id))
    return True


def _day(when: datetime.datetime) -> datetime.date:
    """Return the date of a moment where the people are: in the time zone of this machine."""
    return when.astimezone().date()
