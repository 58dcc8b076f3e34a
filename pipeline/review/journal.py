"""The history file of a catalogue: who changed which sentence when, one JSON object a line, only ever added to."""

from __future__ import annotations

import datetime
import json
import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.files import sync_folder
from pipeline.review.catalogue import Entry

_KEPT = tuple(field for field in fields(Entry) if field.name not in ("source", "layout"))
YEARS = range(2, 9999)
"""In which a moment is a date in every time zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change of one sentence; `who` is empty for a change that was made outside (Poedit, a build, git)."""

    when: datetime.datetime
    """UTC, to the second."""
    who: str
    action: str
    """A value of `Action`; or `undo`, `mend` (an old copy was saved over it, and it was put back), `outside`, `draft`
    (by a machine), `source` (the sentence changed), or what a batch was called (`merge`)."""
    source: str
    before: str
    after: str
    state: str
    """The state after the change, a value of `State`."""
    id: str
    """Random; empty for a change made outside."""
    undoes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An event with the whole entry before and after, so that it can be undone to the letter."""

    event: Event
    old: Entry
    new: Entry
    batch: str
    """The same for all changes that were made at once."""
    file: str = ""
    """What `digest` gives for the catalogue as it was written with the change."""
    read: datetime.datetime | None = None
    """When the catalogue was last written before the change."""


class Journal:
    """The records in a history file, read once and then only what was added since; safe for threads.

    Whoever appends must hold the catalogue's lock.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._forget()

    def records(self) -> Sequence[Record]:
        """Return all records in the order of the file; lines that are no record of ours are passed over.

        Raises OctavillaError when the file cannot be read.
        """
        with self._guard:
            self._refresh()
            return tuple(self._records)

    def of(self, *sources: str) -> Sequence[Record]:
        """Return the records of some sentences, in the order of the file."""
        with self._guard:
            self._refresh()
            places = sorted(place for source in sources for place in self._by_source.get(source, ()))
            return tuple(self._records[place] for place in places)

    def sources(self) -> Sequence[str]:
        """Return the sentences that have any record."""
        with self._guard:
            self._refresh()
            return tuple(self._by_source)

    def wrote(self, file: str) -> bool:
        """Tell whether a catalogue of this digest was written with any record."""
        with self._guard:
            self._refresh()
            return file in self._files

    def append(self, records: Iterable[Record]) -> None:
        """Add records durably: they are on the disk when this returns. A torn last line is mended before.

        Raises OctavillaError when the file cannot be written.
        """
        lines = "".join(f"{_line(record)}\n" for record in records).encode("utf-8", "surrogatepass")
        with self._guard:
            try:
                is_new = not self.path.exists()
                self.path.parent.mkdir(parents=True, exist_ok=True)
                # Where a link leads, a project from elsewhere must not have us write.
                flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
                handle = os.open(self.path, flags, 0o666)
                with os.fdopen(handle, "r+b", buffering=0) as stream:
                    _mend(stream.fileno())
                    _write_all(stream.fileno(), lines)
                    os.fsync(stream.fileno())
                if is_new:
                    sync_folder(self.path.parent)
            except OSError as error:
                message = (
                    f"the history cannot be written: {error.strerror or error}. Free some space, or mend the rights."
                )
                raise OctavillaError(message, path=self.path) from error

    def _forget(self) -> None:
        self._records: list[Record] = []
        self._by_source: dict[str, list[int]] = {}
        self._ids: set[str] = set()
        self._files: set[str] = set()
        self._inode = 0
        self._end = 0
        self._last_line = b""

    def _refresh(self) -> None:
        """Read what was added; everything anew when the file is another one or was changed before its end."""
        try:
            with self.path.open("rb") as stream:
                status = os.fstat(stream.fileno())
                stream.seek(max(0, self._end - len(self._last_line)))
                if status.st_ino != self._inode or stream.read(len(self._last_line)) != self._last_line:
                    self._forget()
                    self._inode = status.st_ino
                    stream.seek(0)
                added = stream.read()
        except FileNotFoundError:
            self._forget()
            return
        except OSError as error:
            message = f"the history cannot be read: {error.strerror or error}. Make it a file that you may read."
            raise OctavillaError(message, path=self.path) from error
        whole, end, _ = added.rpartition(b"\n")
        if not end:
            return
        self._end += len(whole) + 1
        lines = whole.split(b"\n")
        self._last_line = lines[-1] + b"\n"
        for line in lines:
            self._take(_record(line))

    def _take(self, record: Record | None) -> None:
        if record is None or record.event.id in self._ids:
            return
        self._ids.add(record.event.id)
        self._files.add(record.file)
        self._by_source.setdefault(record.event.source, []).append(len(self._records))
        self._records.append(record)


def _mend(descriptor: int) -> None:
    """End a last line without its line feed: a whole record gets one, a torn one is cut off."""
    size = os.fstat(descriptor).st_size
    start, tail = size, b""
    while start > 0 and b"\n" not in tail:
        step = min(start, 1 << 16)
        start -= step
        tail = os.pread(descriptor, step, start) + tail
    torn = tail.rpartition(b"\n")[2]
    if torn and _record(torn) is not None:
        _write_all(descriptor, b"\n")
    elif torn:
        os.ftruncate(descriptor, size - len(torn))


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _line(record: Record) -> str:
    event = record.event
    content = {
        "id": event.id,
        "when": _written(event.when),
        "who": event.who,
        "action": event.action,
        "source": event.source,
        "old": _plain(record.old),
        "new": _plain(record.new),
        "batch": record.batch,
        "undoes": event.undoes,
        "file": record.file,
        "read": record.read and _written(record.read),
    }
    # Escaped to ASCII, so that no letter of a text can end a line or be half a letter.
    return json.dumps({name: value for name, value in content.items() if value not in ("", None)})


def _record(line: bytes) -> Record | None:
    """Return the record in a line; None where there is none: a merge mark, a torn line, somebody's note."""
    try:
        content = json.loads(line)
        source = content["source"]
        old, new = _entry(source, content["old"]), _entry(source, content["new"])
        texts = {name: content.get(name, "") for name in ("who", "action", "id", "undoes", "batch", "file")}
        read = content.get("read")
        event = Event(
            when=_time(content["when"]),
            who=texts["who"],
            action=texts["action"],
            source=source,
            before=old.target,
            after=new.target,
            state=new.state,
            id=texts["id"],
            undoes=texts["undoes"],
        )
        is_sound = all(isinstance(text, str) for text in (source, *texts.values())) and bool(event.id)
        seen = _time(read) if read else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not is_sound:
        return None
    return Record(event=event, old=old, new=new, batch=texts["batch"] or event.id, file=texts["file"], read=seen)


def _plain(entry: Entry) -> dict[str, Any]:
    return {field.name: value for field in _KEPT if (value := getattr(entry, field.name)) != field.default}


def _entry(source: str, content: dict[str, Any]) -> Entry:
    """Return the entry that `_plain` wrote; TypeError for anything else."""
    values: dict[str, Any] = {}
    for field in _KEPT:
        if field.name not in content:
            continue
        value = content[field.name]
        if isinstance(field.default, tuple):
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise TypeError(field.name)
            value = tuple(value)
        elif not isinstance(value, str):
            raise TypeError(field.name)
        values[field.name] = value
    return Entry(source=source, **values)


def _written(when: datetime.datetime) -> str:
    return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: str) -> datetime.datetime:
    """Return a moment; ValueError for none, and for one so far off that it is no date in another time zone."""
    when = datetime.datetime.fromisoformat(text)
    if when.year not in YEARS:
        raise ValueError(text)
    return when.replace(tzinfo=when.tzinfo or datetime.UTC).astimezone(datetime.UTC)
