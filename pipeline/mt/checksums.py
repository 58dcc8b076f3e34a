"""Checksums of language packages: the list `SHA256SUMS` beside them, and sums remembered by size and time of change."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")
_REMEMBERED = "checksums.json"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal. Raises OctavillaError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        raise OctavillaError(message, path=path) from error


def read_sums(folder: Path) -> dict[str, str]:
    """Return file name to SHA-256 from `folder/SHA256SUMS`, in the format of `sha256sum`; {} where there is none.

    Raises OctavillaError with the line for something else.
    """
    path = folder / SUMS
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise OctavillaError(
            f"cannot be read: {error}. Delete it and install the packages again.", path=path
        ) from error
    sums: dict[str, str] = {}
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.rstrip())
        if found is None:
            raise OctavillaError("each line must be a SHA-256 sum, two spaces and a file name.", path=path, line=number)
        sums[found[2]] = found[1].lower()
    return sums


def write_sums(folder: Path, sums: Mapping[str, str]) -> None:
    """Replace `folder/SHA256SUMS`, sorted by file name."""
    write_atomic(folder / SUMS, "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)))


def remembered_sum(path: Path, state: Path | None) -> str:
    """Return the fingerprint of a file or of a folder of files, reading the bytes only when size or time changed.

    A folder's fingerprint is the SHA-256 of its files' sums and names, sorted. `state` is where sums are remembered
    (`checksums.json`, safe to delete); None remembers nothing.
    """
    files = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
    key = str(path.resolve())
    stamp = [[item.relative_to(path).as_posix(), item.stat().st_size, item.stat().st_mtime_ns] for item in files]
    known = _remembered(state)
    if (entry := known.get(key)) is not None and entry.get("stamp") == stamp:
        return str(entry["sum"])
    if path.is_dir():
        listing = "".join(f"{sha256_of(item)}  {item.relative_to(path).as_posix()}\n" for item in files)
        found = hashlib.sha256(listing.encode()).hexdigest()
    else:
        found = sha256_of(path)
    if state is not None:
        # Another process may have written meanwhile: what it remembered is lost, and is found again when needed.
        known[key] = {"stamp": stamp, "sum": found}
        with contextlib.suppress(OctavillaError):
            # Where it cannot be written, it is computed each time.
            write_atomic(state / _REMEMBERED, json.dumps(known, indent=0, sort_keys=True))
    return found


def _remembered(state: Path | None) -> dict[str, dict[str, object]]:
    if state is None:
        return {}
    try:
        known = json.loads((state / _REMEMBERED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    entries = known.items() if isinstance(known, dict) else ()
    return {key: entry for key, entry in entries if isinstance(entry, dict) and isinstance(entry.get("sum"), str)}
