"""Machine output remembered in `.octavilla/cache.sqlite`, by package fingerprint, engine and sentence."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = "cache.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS scope (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS draft (
    scope INTEGER NOT NULL, sentence TEXT NOT NULL,
    text TEXT NOT NULL, confidence REAL NOT NULL, flags TEXT NOT NULL,
    PRIMARY KEY (scope, sentence)
) WITHOUT ROWID;
"""
_WAIT = 30.0
"""Seconds to wait for another process that writes."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A draft: inline Markdown in the target language."""

    text: str
    confidence: float
    """0 to 1: the model's own; it orders the review and hides nothing."""
    flags: tuple[str, ...] = ()
    """What a reviewer should look at: values of `pipeline.mt.draft.Flag`."""


class Cache:
    """Translations on disk. Safe with several processes; a damaged file is thrown away and begun anew.

    Where it cannot be written (read-only folder, full disk) it keeps quiet and remembers nothing: it only saves time.
    """

    def __init__(self, path: Path | None) -> None:
        """Open or create the file; None remembers nothing."""
        self._path = path
        self._connection = _open(path) if path is not None else None

    def get(self, scope: str, sentences: Iterable[str]) -> dict[str, Translation]:
        """Return what is known of `sentences` within `scope`."""
        if self._connection is None:
            return {}
        query = (
            "SELECT text, confidence, flags FROM draft"
            " WHERE sentence = ? AND scope = (SELECT id FROM scope WHERE name = ?)"
        )
        found = {}
        try:
            for sentence in sentences:
                row = self._connection.execute(query, (_storable(sentence), scope)).fetchone()
                if row is not None:
                    text, confidence, flags = row
                    found[sentence] = Translation(str(text), float(confidence), tuple(str(flags).split()))
        except (sqlite3.Error, ValueError) as error:
            self._begin_anew_after(error)
        return found

    def put(self, scope: str, translations: Mapping[str, Translation]) -> None:
        """Remember `translations` (sentence to draft) within `scope`, in one transaction."""
        if self._connection is None or not translations:
            return
        rows = [
            (scope, _storable(sentence), item.text, item.confidence, " ".join(item.flags))
            for sentence, item in translations.items()
            if _storable(item.text) == item.text
        ]
        try:
            with self._connection:
                self._connection.execute("INSERT OR IGNORE INTO scope (name) VALUES (?)", (scope,))
                self._connection.executemany(
                    "INSERT OR REPLACE INTO draft SELECT id, ?2, ?3, ?4, ?5 FROM scope WHERE name = ?1", rows
                )
        except sqlite3.Error as error:
            self._begin_anew_after(error)

    def _begin_anew_after(self, error: Exception) -> None:
        if self._path is not None and _is_damage(error):
            self.close()
            _remove(self._path)
            self._connection = _open(self._path)

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextlib.contextmanager
def open_cache(state: Path) -> Iterator[Cache]:
    """Give the cache of the project whose folder for caches is `state`."""
    with Cache(state / FILE) as cache:
        yield cache


def _open(path: Path) -> sqlite3.Connection | None:
    for attempt in (1, 2):
        connection = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=_WAIT)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_SCHEMA)
            connection.execute("SELECT text, confidence, flags FROM draft WHERE scope = 0 AND sentence = ''").fetchone()
            return connection
        except (sqlite3.Error, OSError) as error:
            if connection is not None:
                connection.close()
            if attempt == 2 or not _is_damage(error) or not _remove(path):
                break
    return None


def _is_damage(error: Exception) -> bool:
    """Tell whether the file itself is bad (damaged, no database, other columns), not the disk or another's lock."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _remove(path: Path) -> bool:
    try:
        for file in (path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))):
            file.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _storable(text: str) -> str:
    # SQLite stores UTF-8, which has no lone surrogates.
    return text.encode("utf-8", "replace").decode("utf-8")
