"""Write files so that a reader sees the old content or the new one, never half of either."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import OctavillaError


def write_atomic(path: Path, data: bytes | str, *, guard: Callable[[], None] | None = None) -> None:
    """Replace `path` with `data` (text is UTF-8), durably: temporary file, fsync, rename, fsync of the folder.

    A process killed at any moment leaves the old file or the new one. Raises OctavillaError when the disk is
    full or the folder cannot be written; the old file is then untouched. `guard` is called right before the rename;
    what it raises is passed on, the old file untouched.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _explained(error, path) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        if guard:
            guard()
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _explained(error, path) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove_leftovers(folder: Path) -> None:
    """Delete the temporary files that a killed `write_atomic` left anywhere under `folder`."""
    for leftover in folder.rglob(".*.tmp"):
        leftover.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _explained(error: OSError, path: Path) -> OctavillaError:
    reason = error.strerror or str(error)
    return OctavillaError(f"cannot write: {reason}. Free some space or choose a folder you may write to.", path=path)
