"""Fingerprints: what something was made of, as one short string."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.errors import OctavillaError

LENGTH = 32
"""Hexadecimal digits kept: 128 bits, far beyond any accident."""
_READERS = ("markdown-it-py", "mdit-py-plugins", "pyyaml", "sentencex")


def of_bytes(data: bytes) -> str:
    """Return the full SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def short(content: bytes | str, length: int) -> str:
    """Return the first `length` hexadecimal digits of the SHA-256 of bytes, or of a text in UTF-8.

    Half a letter (a lone surrogate) is a letter like any other.
    """
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return of_bytes(data)[:length]


def of_file(path: Path) -> str:
    """Return the SHA-256 of a file's content; the empty string when there is no such file.

    Raises OctavillaError for a file that is there and cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        raise OctavillaError(message, path=path) from error


def of_parts(parts: Iterable[object]) -> str:
    """Return one fingerprint for a sequence of values, by their `repr`; order counts, boundaries too."""
    digest = hashlib.sha256()
    for part in parts:
        data = repr(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:LENGTH]


def of_folder(folder: Path, suffixes: tuple[str, ...] = ()) -> str:
    """Return a fingerprint of all files under `folder` (with one of `suffixes`, if given) by name and content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    chosen = [path for path in files if not suffixes or path.suffix in suffixes]
    return of_parts((path.relative_to(folder).as_posix(), of_file(path)) for path in chosen)


@cache
def of_code() -> str:
    """Return a fingerprint of Octavilla's own code, so that a new version rebuilds what an old one made.

    The versions of the libraries that divide texts into sentences belong to it: others may divide in other places.
    """
    code = of_folder(Path(__file__).resolve().parent, (".py",))
    return of_parts((code, *(_version(name) for name in _READERS)))


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
