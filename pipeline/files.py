"""Write files so that a reader sees the old content or the new one, never half of either."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import OctavillaError

_PREFIX = ".octavilla-"
_A_FILE_IN_THE_WAY = "A file stands where a folder should be: move it away."
_REMEDIES = {
    errno.ENOSPC: "Free some space on this disk.",
    errno.EDQUOT: "Free some space: your quota is used up.",
    errno.EACCES: "Get the right to write to its folder, or choose another one.",
    errno.EPERM: "It is protected against changes: take the protection off (sudo chattr -i, or in its properties).",
    errno.EROFS: "This disk may only be read: copy the project to another one.",
    errno.ENAMETOOLONG: "Give the text a shorter name.",
    errno.ENOTDIR: _A_FILE_IN_THE_WAY,
    errno.EEXIST: _A_FILE_IN_THE_WAY,
}


def write_atomic(path: Path, data: bytes | str, *, guard: Callable[[], None] | None = None) -> None:
    """Replace `path` with `data` (text is UTF-8), durably: temporary file, fsync, rename, fsync of the folder.

    A process killed at any moment leaves the old file or the new one. Raises OctavillaError when the disk is
    full or the folder cannot be written; the old file is then untouched. `guard` is called right before the rename;
    what it raises is passed on, the old file untouched.
    """
    try:
        content = data.encode("utf-8") if isinstance(data, str) else data
    except UnicodeEncodeError as error:
        raise OctavillaError(f"holds a character that is none: {error}. Type it again.", path=path) from error
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else None
        temporary, handle = _temporary(path.parent, 0o600 if mode is not None else 0o666)
    except OSError as error:
        raise _explained(error, path) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            temporary.chmod(mode)
        if guard:
            guard()
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _explained(error, path) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_leftovers(folder: Path, *, older_than: float = 0) -> None:
    """Delete the temporary files that a killed `write_atomic` left anywhere under `folder`.

    `older_than` (seconds) spares the files of another process that is at work right now.
    """
    for leftover in folder.rglob(f"{_PREFIX}*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime >= older_than:
                leftover.unlink()


def _temporary(folder: Path, mode: int) -> tuple[Path, int]:
    """Create a file of a new name; the process's own umask applies to `mode`."""
    while True:
        temporary = folder / f"{_PREFIX}{secrets.token_hex(6)}.tmp"
        try:
            return temporary, os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        except FileExistsError:
            continue


def sync_folder(folder: Path) -> None:
    """Have the disk remember which files the folder holds."""
    # Some network file systems cannot do it; the file itself is in place by now.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _explained(error: OSError, path: Path) -> OctavillaError:
    reason = error.strerror or str(error)
    remedy = _REMEDIES.get(error.errno or 0, "Choose a folder you may write to.")
    return OctavillaError(f"cannot write: {reason}. {remedy}", path=path)
