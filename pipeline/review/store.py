"""Catalogues (and other precious files) on disk: read, and change under a lock so that no correction is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import compress, count
from operator import is_not
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.review.catalogue import Catalogue, Entry
from pipeline.review.pofile import decode, laid_out, parse, text_of

_PATIENCE = 60.0
"""Seconds to wait for another process."""
_PAUSE = 0.005
"""Seconds between two looks at a lock that another process holds: a merge holds it for some hundredths."""
_TRIES = 20
_STRETCH = 64
"""Entries whose bytes are kept in one piece: each change makes one piece anew, and joins all of them."""


def load(path: Path) -> Catalogue:
    """Read a catalogue; an empty one where there is no file (or an empty file) yet.

    Raises OctavillaError with file and line for a broken one, or one that says it is in another language.
    """
    return _parsed(path, read_content(path))


def update(
    path: Path, change: Callable[[Catalogue], Catalogue], *, lock_folder: Path, patience: float = _PATIENCE
) -> Catalogue:
    """Read a catalogue, change it and write it back whole, one process at a time; return the new one.

    Nothing is written when nothing changed. `change` may be called more than once: see `update_content`.

    Raises OctavillaError as `load` and `update_content` do; the file is then as it was.
    """
    new: Catalogue

    def changed(before: bytes | None) -> bytes | str | None:
        nonlocal new
        old = _parsed(path, before)
        new = change(old)
        if new == old:
            return before
        content = text_of(laid_out(new, old))
        return before if content.encode("utf-8", "surrogatepass") == before else content

    update_content(path, changed, lock_folder=lock_folder, patience=patience)
    return new


def update_content(
    path: Path, change: Callable[[bytes | None], bytes | str | None], *, lock_folder: Path, patience: float = _PATIENCE
) -> None:
    """Read a file (None where there is none), change it and write it back whole (text as UTF-8), one at a time.

    Nothing is written when nothing changed. `change` may be called more than once: when a program that knows nothing
    of our lock (Poedit, git) saves the file meanwhile, the change is made again on what it saved. `patience` is in
    seconds.

    Raises OctavillaError when the file cannot be read or written, or when somebody holds it for too long, and what
    `change` raises; the file is then as it was.
    """
    with locked(path, lock_folder=lock_folder, patience=patience):
        rewrite(path, change)


@contextmanager
def locked(path: Path, *, lock_folder: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of a file: one process and one thread at a time; `patience` is in seconds.

    Raises OctavillaError when somebody holds it for too long, or when the folder cannot be written.
    """
    lock = _lock(path, lock_folder, patience)
    try:
        yield
    finally:
        lock.release()


def rewrite(
    path: Path,
    change: Callable[[bytes | None], bytes | str | None],
    read: Callable[[Path], bytes | None] | None = None,
) -> None:
    """Do what `update_content` does, for a caller that holds the lock; `read` may wait before it reads the file."""
    for _ in range(_TRIES):
        before = (read or read_content)(path)
        content = change(before)
        if content is None or content == before:
            return
        try:
            # Where a link leads, the file is replaced, not the link; `Project.own` keeps it inside the project.
            place = path.resolve() if path.is_symlink() else path
            write_atomic(place, content, guard=partial(_check_unchanged, path, before))
        except _ChangedMeanwhileError:
            continue
        return
    raise OctavillaError("another program keeps writing this file. Close it there and try again.", path=path)


class Reader:
    """A catalogue file that is parsed again only when its bytes have changed; safe for threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._content: bytes | None = None
        self._catalogue: Catalogue | None = None

    def read(self) -> tuple[bytes | None, Catalogue]:
        """Return the bytes (None where there is no file) and the catalogue. Raises OctavillaError as `load` does.

        While the file stays as it is, both are the very objects of the last time.
        """
        content = read_content(self.path)
        catalogue = self.parsed(content)
        with self._guard:
            return (self._content if self._content == content else content), catalogue

    def parsed(self, content: bytes | None) -> Catalogue:
        """Return the catalogue that these bytes of the file hold. Raises OctavillaError as `load` does."""
        with self._guard:
            if self._catalogue is None or self._content != content:
                self._catalogue = _parsed(self.path, content)
                self._content = content
            return self._catalogue

    def keep(self, content: bytes, catalogue: Catalogue) -> None:
        """Remember what was written; `catalogue` must be what a parse of these bytes gives, with its layout."""
        with self._guard:
            self._content, self._catalogue = content, catalogue


class Writer:
    """The bytes of a catalogue file; only what differs from the last time is put into bytes anew.

    Entries never change, so one that is the same object has the same lines. For one thread at a time.
    """

    def __init__(self) -> None:
        self._entries: tuple[Entry, ...] = ()
        self._pieces: list[bytes] = []

    def content(self, catalogue: Catalogue) -> bytes:
        """Return what `text_of` does, in UTF-8, of a catalogue that `laid_out` returned."""
        head = () if catalogue.header is None else (catalogue.header,)
        entries = (*head, *catalogue.entries, *catalogue.obsolete)
        if len(entries) != len(self._entries):
            pieces = [b""] * -(-len(entries) // _STRETCH)
            stretches = set(range(len(pieces)))
        else:
            pieces = list(self._pieces)
            stretches = {at // _STRETCH for at in compress(count(), map(is_not, entries, self._entries))}
        for stretch in stretches:
            start = stretch * _STRETCH
            lines = "\n\n".join([entry.layout for entry in entries[start : start + _STRETCH]])
            pieces[stretch] = lines.encode("utf-8", "surrogatepass")
        self._entries, self._pieces = entries, pieces
        tail = ["\n".join(catalogue.tail).encode("utf-8", "surrogatepass")] if catalogue.tail else []
        parts = [*pieces, *tail]
        return b"\n\n".join(parts) + b"\n" if parts else b""


class _ChangedMeanwhileError(Exception):
    """The file is not the one that was read."""


def _check_unchanged(path: Path, before: bytes | None) -> None:
    if read_content(path) != before:
        raise _ChangedMeanwhileError


def read_content(path: Path) -> bytes | None:
    """Return the bytes of a file, None where there is none. Raises OctavillaError when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        raise OctavillaError(message, path=path) from error


def _parsed(path: Path, content: bytes | None) -> Catalogue:
    catalogue = parse(decode(content or b"", path), path)
    declared = catalogue.headers.get("Language", "")
    if declared and _base(declared) != _base(catalogue.language):
        message = (
            f"the header says that this is “{declared}”, but it lies in the folder of “{catalogue.language}”. "
            "Move the file, or put the right Language into the header."
        )
        raise OctavillaError(message, path=path)
    return catalogue


def _base(code: str) -> str:
    return code.replace("_", "-").partition("-")[0].casefold()


def _lock(path: Path, folder: Path, patience: float) -> FileLock:
    lock = FileLock(folder / f"{path.parent.name}-{path.stem[:80]}.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=patience, poll_interval=_PAUSE)
    except Timeout:
        message = "another process is changing this file. Wait for it to end, then try again."
        raise OctavillaError(message, path=path) from None
    except OSError as error:
        message = f"cannot be locked: {error.strerror or error}. Choose a folder you may write to."
        raise OctavillaError(message, path=folder) from error
    return lock
