"""The ledger: for every file of a build, what it was made of and what came out."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

_TABLE = "ledger_5"
"""The number is raised when a field is added to a record or to its facts: records of an older form are not read."""
_SCHEMA = f"CREATE TABLE IF NOT EXISTS {_TABLE} (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, note TEXT NOT NULL)"


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a job wrote: path from the project folder, SHA-256, size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one finished job: its fingerprint, the files it wrote, the pictures it read, and its facts.

    `facts` holds plain values (text, numbers) for the manifest, the tables and the site's index.
    """

    fingerprint: str
    outputs: tuple[Output, ...] = ()
    inputs: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


class Ledger:
    """Records by job name, kept in one SQLite file; safe to delete, and made anew when it is damaged.

    Where the file cannot be written the ledger lasts as long as the process: it only saves time. Each `put` is one
    transaction: a killed process loses at most the record of the job it was in.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection, self._records = _open(str(path))
        except (OSError, sqlite3.OperationalError):
            self._connection, self._records = _open(":memory:")
        except (sqlite3.DatabaseError, ValueError, KeyError, TypeError):
            self._connection, self._records = _begun_anew(path)

    def __enter__(self) -> Ledger:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, name: str) -> Record | None:
        """Return the record of a job, or None."""
        return self._records.get(name)

    def names(self) -> tuple[str, ...]:
        """Return the names of all recorded jobs, sorted."""
        return tuple(sorted(self._records))

    def put(self, name: str, record: Record) -> None:
        """Store the record of a finished job."""
        note = {
            "outputs": [[output.path, output.sha256, output.size] for output in record.outputs],
            "inputs": record.inputs,
            "facts": record.facts,
        }
        self._write(f"INSERT OR REPLACE INTO {_TABLE} VALUES (?, ?, ?)", (name, record.fingerprint, json.dumps(note)))
        self._records[name] = record

    def forget(self, name: str) -> None:
        """Remove the record of a job."""
        self._write(f"DELETE FROM {_TABLE} WHERE name = ?", (name,))
        self._records.pop(name, None)

    def _write(self, statement: str, values: tuple[str, ...]) -> None:
        # A full disk, a read-only file, another process's lock: the record is then known to this process only.
        with contextlib.suppress(sqlite3.Error), self._connection:
            self._connection.execute(statement, values)


def _begun_anew(path: Path) -> tuple[sqlite3.Connection, dict[str, Record]]:
    try:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return _open(str(path))
    except (OSError, sqlite3.Error):
        return _open(":memory:")


def _open(path: str) -> tuple[sqlite3.Connection, dict[str, Record]]:
    connection = sqlite3.connect(path, timeout=30)
    try:
        # Derived data: a lost record after a power cut costs one job, a sync a job would cost far more.
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(_SCHEMA)
        rows = connection.execute(f"SELECT name, fingerprint, note FROM {_TABLE}")
        return connection, {name: _record(fingerprint, note) for name, fingerprint, note in rows}
    except BaseException:
        connection.close()
        raise


def _record(fingerprint: str, note: str) -> Record:
    fields = json.loads(note)
    outputs = tuple(Output(*output) for output in fields["outputs"])
    return Record(fingerprint, outputs, tuple(fields["inputs"]), fields["facts"])
