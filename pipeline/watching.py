"""Keep what was made of files for as long as the files stay as they were, in a process that runs for hours.

Two looks at a file a moment apart cannot tell it changed unless its size, its time or its place on the disk did; what
people save through Octavilla is written to a new file each time, and so always does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import RLock
from typing import Generic, TypeVar

from pipeline import fingerprint

Value = TypeVar("Value")
Mark = tuple[tuple[str, int, int, int], ...]


def mark_of(paths: Iterable[Path]) -> Mark:
    """Return what is different when one of the files changed: names, times, sizes and numbers; a missing one has 0."""
    found = []
    for path in paths:
        try:
            facts = path.stat()
            found.append((str(path), facts.st_mtime_ns, facts.st_size, facts.st_ino))
        except OSError:
            found.append((str(path), 0, 0, 0))
    return tuple(found)


class Kept(Generic[Value]):
    """Values by key, each made of some files, and made again when one of these changed. May be used by many threads.

    One value is made at a time; while it is, those who ask for another one of the same collection wait. An error is not
    kept: the next one who asks gets a new try.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._values: dict[object, tuple[Mark, Value]] = {}

    def get(self, key: object, files: Iterable[Path], make: Callable[[], Value]) -> Value:
        """Return the value of `key`; `make` is called when it is not there yet or one of its files changed."""
        # Before the files are read: what somebody saves meanwhile is newer than the value.
        now = mark_of(files)
        with self._lock:
            known = self._values.get(key)
            if known is None or known[0] != now:
                known = (now, make())
                self._values[key] = known
            return known[1]


_sums: Kept[str] = Kept()


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file, read again only when it changed; empty where there is none.

    Raises OctavillaError for a file that cannot be read.
    """
    return _sums.get(path, (path,), lambda: fingerprint.of_file(path))
