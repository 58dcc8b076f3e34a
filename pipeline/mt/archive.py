"""Language packages as archives: what may be inside, unpacking without risk, packing so that the same files give the
same bytes."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.version import InvalidVersion, Version

from pipeline.errors import OctavillaError

SUFFIX = ".argosmodel"
MAX_UNPACKED = 4 * 1024**3
"""Bytes. Argos's packages unpack to 60 MB to 0.4 GB; the largest public ones stay below 3 GB."""
MAX_MEMBERS = 10_000
MAX_RATIO = 200
"""Unpacked to packed size. Weights hardly shrink; deflate itself ends at about 1,030."""
RATIO_FROM = 10 * 1024**2
"""Bytes: the ratio of something smaller than this proves nothing."""
_METADATA_LIMIT = 1024**2
_CODE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}")
_WAY_OUT = "Fetch the file again."
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What `metadata.json` of a package says."""

    from_code: str
    to_code: str
    version: str
    from_name: str = ""
    to_name: str = ""

    @property
    def name(self) -> str:
        """The name Argos gives to such a package's file: `translate-en_es-1_9`."""
        return f"translate-{self.from_code}_{self.to_code}-{self.version.replace('.', '_')}"


def version_key(version: str) -> Version:
    """Return something to compare versions by; what is no version is older than everything."""
    try:
        return Version(version)
    except InvalidVersion:
        return Version("0.dev0")


def parse_metadata(content: bytes, path: Path) -> Metadata:
    """Return the checked content of a `metadata.json`. Raises OctavillaError naming `path`."""
    try:
        table: Any = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise OctavillaError(f"metadata.json of this package cannot be read. {_WAY_OUT}", path=path) from error
    if not isinstance(table, dict):
        raise OctavillaError(f"metadata.json of this package is no table. {_WAY_OUT}", path=path)
    if (kind := table.get("type", "translate")) != "translate":
        raise OctavillaError(f"is a package of type “{kind}”, not one that translates.", path=path)
    values = {}
    for field, pattern in (("from_code", _CODE), ("to_code", _CODE), ("package_version", _VERSION)):
        value = table.get(field, "0" if field == "package_version" else None)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise OctavillaError(f"metadata.json of this package has no proper {field}. {_WAY_OUT}", path=path)
        values[field] = value
    return Metadata(
        from_code=values["from_code"],
        to_code=values["to_code"],
        version=values["package_version"],
        from_name=str(table.get("from_name") or ""),
        to_name=str(table.get("to_name") or ""),
    )


def folder_metadata(folder: Path) -> Metadata:
    """Return the metadata of an unpacked package. Raises OctavillaError when it is none."""
    path = folder / "metadata.json"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OctavillaError("is no language package: metadata.json is missing.", path=folder) from error
    _require(lambda name: (folder / name).is_file(), folder)
    return parse_metadata(content, path)


def archive_metadata(path: Path) -> Metadata:
    """Return the metadata of an archive after checking its list of members, not their bytes.

    Raises OctavillaError when it is no package that may be unpacked.
    """
    with _opened(path) as archive:
        return _checked(archive, path)[1]


def unpack(path: Path, folder: Path) -> Metadata:
    """Unpack the package at `path` into `folder`, which must not exist, as `folder/metadata.json`, `folder/model`, ….

    The files are first written beside `folder` and then moved there in one step, so that `folder` is whole or not
    there. Raises OctavillaError when the archive is damaged or unsafe (see `archive_metadata`), or the disk is full.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unpack-", dir=folder.parent) as name:
            inside = Path(name) / "package"
            inside.mkdir()
            with _opened(path) as archive:
                top, metadata = _checked(archive, path)
                for member, relative in _files(archive, top):
                    _write(archive, member, inside / relative, path)
            try:
                inside.rename(folder)
            except OSError:
                # Another process was faster: both unpacked the same bytes.
                if not folder.is_dir():
                    raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OctavillaError(f"cannot be unpacked into {folder.parent}: {reason}.", path=path) from error
    return metadata


def is_whole(path: Path, folder: Path) -> bool:
    """Tell whether `folder` holds every file of the archive at `path`, by size."""
    with _opened(path) as archive:
        top, _ = _checked(archive, path)
        expected = {folder / relative: member.file_size for member, relative in _files(archive, top)}
    return all(file.is_file() and file.stat().st_size == size for file, size in expected.items())


def pack(folder: Path, target: Path) -> None:
    """Write the unpacked package in `folder` as the archive `target`: sorted, undated, so that the bytes depend on
    the files alone. Links are left out. Raises OctavillaError when `folder` is no package."""
    top = folder_metadata(folder).name
    files = sorted(item for item in folder.rglob("*") if item.is_file() and not item.is_symlink())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in files:
            info = zipfile.ZipInfo(f"{top}/{file.relative_to(folder).as_posix()}", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            info.file_size = file.stat().st_size
            with file.open("rb") as source, archive.open(info, "w") as sink:
                shutil.copyfileobj(source, sink, 1024**2)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        message = f"is no language package or is damaged ({_short(error)}). {_WAY_OUT}"
        raise OctavillaError(message, path=path) from error
    except FileNotFoundError as error:
        raise OctavillaError("there is no such file.", path=path) from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__


def _checked(archive: zipfile.ZipFile, path: Path) -> tuple[str, Metadata]:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise OctavillaError(f"holds {len(members)} files; at most {MAX_MEMBERS} are allowed.", path=path)
    seen: set[str] = set()
    for member in members:
        _check_member(member, path)
        name = member.filename.rstrip("/").casefold()
        if name in seen:
            raise OctavillaError(f"holds “{member.filename}” twice. {_WAY_OUT}", path=path)
        seen.add(name)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        message = f"would unpack to {unpacked / 1024**3:.1f} GB; at most {MAX_UNPACKED / 1024**3:.0f} GB are allowed."
        raise OctavillaError(message, path=path)
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * path.stat().st_size:
        raise OctavillaError(f"would unpack to more than {MAX_RATIO} times its size: refused.", path=path)
    files = [member for member in members if not member.is_dir()]
    tops = {PurePosixPath(member.filename).parts[0] for member in members}
    if len(tops) != 1 or any("/" not in member.filename for member in files):
        raise OctavillaError("must hold exactly one folder with the package in it.", path=path)
    top = tops.pop()
    names = {member.filename: member for member in files}
    _require(lambda name: f"{top}/{name}" in names, path)
    metadata = names[f"{top}/metadata.json"]
    if metadata.file_size > _METADATA_LIMIT:
        raise OctavillaError("has a metadata.json of more than 1 MB: refused.", path=path)
    return top, parse_metadata(archive.read(metadata), path)


def _check_member(member: zipfile.ZipInfo, path: Path) -> None:
    # orig_filename, because zipfile cuts a name at a NUL and turns the system's separator into a slash.
    name = member.orig_filename
    parts = name.rstrip("/").split("/")
    unsafe = (
        not name.strip("/")
        or name.startswith("/")
        or any(part in ("", ".", "..") for part in parts)
        or any(sign in name for sign in ("\\", ":", "\0"))
        or any(not sign.isprintable() for sign in name)
    )
    if unsafe:
        raise OctavillaError(f"holds a file with an unsafe path ({name[:80]!r}): refused.", path=path)
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise OctavillaError(f"holds a link or a special file (“{name[:80]}”): refused.", path=path)
    if member.flag_bits & 1:
        raise OctavillaError("is encrypted: refused.", path=path)


def _require(has: Any, path: Path) -> None:
    for name in ("metadata.json", "model/model.bin"):
        if not has(name):
            raise OctavillaError(f"is no language package: {name} is missing.", path=path)
    if not has("sentencepiece.model") and not has("bpe.model"):
        message = "is no language package: the tokenizer (sentencepiece.model or bpe.model) is missing."
        raise OctavillaError(message, path=path)


def _files(archive: zipfile.ZipFile, top: str) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    for member in archive.infolist():
        if not member.is_dir():
            yield member, PurePosixPath(member.filename).relative_to(top)


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, path: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(member) as source, target.open("xb") as sink:
        while block := source.read(1024**2):
            written += len(block)
            if written > member.file_size:
                raise OctavillaError("unpacks to more than it declares: refused.", path=path)
            sink.write(block)
        sink.flush()
        os.fsync(sink.fileno())
    if written != member.file_size:
        raise OctavillaError(f"is damaged: “{member.filename}” is cut short. {_WAY_OUT}", path=path)
