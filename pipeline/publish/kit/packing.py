"""Pack a kit: checksums, a manifest, a folder that is replaced as a whole, and a zip: the same bytes each time."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO

from pipeline.errors import OctavillaError
from pipeline.files import sync_folder

SUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
_NEW, _OLD = ".new-", ".old-"
_STORED = frozenset((".pdf", ".png", ".jpg", ".jpeg", ".webp", ".woff2", ".epub", ".zip"))
"""What is packed already."""
_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip knows: nothing here depends on a clock."""

Content = bytes | Path
"""What a file holds, or where a file lies that it is a copy of."""


def data_of(content: Content) -> bytes:
    """Return what a file holds."""
    return content if isinstance(content, bytes) else content.read_bytes()


def with_sums(files: Mapping[str, Content], facts: Mapping[str, object]) -> dict[str, Content]:
    """Return the files of a kit with `manifest.json` and `SHA256SUMS`, sorted by path.

    `facts` stand in the manifest before the list of files.
    """
    sums = {path: hashlib.sha256(data_of(content)).hexdigest() for path, content in sorted(files.items())}
    sizes = {path: _size(files[path]) for path in sums}
    listed = [{"path": path, "sha256": digest, "size": sizes[path]} for path, digest in sums.items()]
    manifest = (json.dumps({**facts, "files": listed}, ensure_ascii=False, indent=1) + "\n").encode()
    sums[MANIFEST] = hashlib.sha256(manifest).hexdigest()
    lines = "".join(_line(digest, path) for path, digest in sorted(sums.items()))
    return dict(sorted({**files, MANIFEST: manifest, SUMS: lines.encode()}.items()))


def _line(digest: str, path: str) -> str:
    """Return a line for `sha256sum -c`; signs that would end it are escaped as GNU coreutils do."""
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == path else chr(92)}{digest}  {escaped}\n"


def _size(content: Content) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def is_packed(folder: Path, archive: Path, files: Mapping[str, Content], filled: Collection[str] = ()) -> bool:
    """Tell whether a folder and its zip hold these files (with sums) already, and nothing else.

    Files are judged by what `SHA256SUMS` says of them and by their sizes; those that people fill in (`filled`) may have
    become other ones since.
    """
    with contextlib.suppress(OSError):
        there = {
            path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*") if path.is_file()
        }
        expected = {path: _size(content) for path, content in files.items()}
        same = there.keys() == expected.keys() and all(
            there[path] == expected[path] or path in filled for path in there
        )
        return same and archive.is_file() and (folder / SUMS).read_bytes() == data_of(files[SUMS])
    return False


def pack(folder: Path, archive: Path, files: Mapping[str, Content]) -> None:
    """Make a folder hold these files and nothing else, and a zip of it beside.

    A process killed at any moment leaves the old kit or the new one whole, for `recover` to put back into its place
    where need be. Raises OctavillaError where the disk is full or the folder cannot be written.
    """
    new, old = folder.with_name(f"{_NEW}{folder.name}"), folder.with_name(f"{_OLD}{folder.name}")
    zipped = archive.with_name(f"{_NEW}{archive.name}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        for path, content in files.items():
            _write(new / path, content)
        write_zip(zipped, folder.name, files)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        zipped.replace(archive)
        sync_folder(folder.parent)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        zipped.unlink(missing_ok=True)
        recover(folder)
        remedy = "Free some space on this disk." if error.errno == errno.ENOSPC else "Close its files, or move it away."
        raise OctavillaError(f"cannot be written: {error.strerror or error}. {remedy}", path=folder) from error


def recover(folder: Path) -> None:
    """Put things right after a run that was killed: half a new kit goes, an old one moves back to its place."""
    new, old = folder.with_name(f"{_NEW}{folder.name}"), folder.with_name(f"{_OLD}{folder.name}")
    if new.exists():
        shutil.rmtree(new)
    if old.exists() and not folder.exists():
        old.rename(folder)
    elif old.exists():
        shutil.rmtree(old)


def write_zip(archive: Path, top: str, files: Mapping[str, Content]) -> None:
    """Write a zip with these files in the folder `top`: sorted, without times, owners or rights of this computer."""
    with archive.open("wb") as stream:
        _zip(stream, top, files)
        stream.flush()
        os.fsync(stream.fileno())


def _zip(stream: IO[bytes], top: str, files: Mapping[str, Content]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{top}/{path}", _DAY)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            stored = Path(path).suffix.lower() in _STORED
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            packed.writestr(entry, data_of(content))


def _write(path: Path, content: Content) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(data_of(content))
        stream.flush()
        os.fsync(stream.fileno())
