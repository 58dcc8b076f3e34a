"""Catalogues (and other precious files) on disk: read, and change under a lock so that no correction is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.review.catalogue import Catalogue
from pipeline.review.pofile import decode, format_po, parse

_PATIENCE = 60.0
"""Seconds to wait for another process."""
_PAUSE = 0.005
"""Seconds between two looks at a lock that another process holds: a merge holds it for some hundredths."""
_TRIES = 20


def load(path: Path) -> Catalogue:
    """Read a catalogue; an empty one where there is no file (or an empty file) yet.

    Raises OctavillaError with file and line for a broken one, or one that says it is in another language.
    """
    return _parsed(path, _content(path))


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
        content = format_po(new)
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
    lock = _lock(path, lock_folder, patience)
    try:
        for _ in range(_TRIES):
            before = _content(path)
            content = change(before)
            if content is None or content == before:
                return
            try:
                write_atomic(path, content, guard=partial(_check_unchanged, path, before))
            except _ChangedMeanwhileError:
                continue
            return
    finally:
        lock.release()
    raise OctavillaError("another program keeps writing this file. Close it there and try again.", path=path)


class _ChangedMeanwhileError(Exception):
    """The file is not the one that was read."""


def _check_unchanged(path: Path, before: bytes | None) -> None:
    if _content(path) != before:
        raise _ChangedMeanwhileError


def _content(path: Path) -> bytes | None:
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
