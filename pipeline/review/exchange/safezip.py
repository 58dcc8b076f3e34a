"""Office files from strangers: only the parts that are needed, unpacked within limits, without macros or entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from pipeline.errors import OctavillaError

LARGEST_FILE = 32 << 20
"""Bytes: a text of 10,000 sentences takes about 1 MB as xlsx and 2 MB as docx."""
LARGEST_WHOLE = 160 << 20
"""Bytes of all parts that are unpacked."""
MOST_PARTS = 1000
DEEPEST = 120
"""Elements inside one another: tables in tables in text boxes take about 60."""
_STAMP = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip file can name."""
_CHUNK = 1 << 20
_READ = re.compile(r".*\.(xml|rels)\Z", re.IGNORECASE)
_LEFT_OUT = re.compile(r"(.*/)?(media|embeddings|fonts|externalLinks|customXml|printerSettings)/", re.IGNORECASE)
_MACROS = re.compile(r"(.*/)?(vba\w*\.bin|macrosheets/.*|activeX/.*|dialogsheets/.*)\Z", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_TYPES = "[Content_Types].xml"
_AGAIN = "Open it in LibreOffice or Excel and save it again."


def names(content: bytes, path: Path) -> tuple[str, ...]:
    """Return the names of the parts of a zip file, none of them unpacked. Raises OctavillaError as `unpack` does."""
    return tuple(info.filename for info in _parts(_opened(content, path), path))


def unpack(content: bytes, path: Path) -> dict[str, bytes]:
    """Return the XML parts of an office file by name; pictures, fonts and embedded files are never unpacked.

    Raises OctavillaError with `path` for a file that is damaged or protected by a password, that holds macros, that
    unpacks to more than `LARGEST_WHOLE` bytes or has more than `MOST_PARTS` parts, whose parts have the same name or a
    name outside the file, and for XML that is broken, declares a document type (and with it entities), or is nested
    deeper than `DEEPEST`.
    """
    archive = _opened(content, path)
    found: dict[str, bytes] = {}
    left = LARGEST_WHOLE
    for info in _parts(archive, path):
        if _READ.match(info.filename) and not _LEFT_OUT.match(info.filename):
            data = _read(archive, info, left, path)
            left -= len(data)
            _check_xml(data, info.filename, path)
            found[info.filename] = data
    if _MACRO_TYPES.search(found.get(_TYPES, b"")):
        raise _macros(path)
    return found


def pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of the parts in this order, the same bytes for the same parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in parts:
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return stream.getvalue()


def part(content: bytes, name: str) -> bytes:
    """Return one part of a zip file that a library of ours wrote."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def repack(content: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return a zip file that a library of ours wrote, without times, and with some parts replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return pack((name, changed.get(name) or archive.read(name)) for name in archive.namelist())


def _opened(content: bytes, path: Path) -> zipfile.ZipFile:
    if len(content) > LARGEST_FILE:
        message = f"is larger than {LARGEST_FILE >> 20} MB: no text is. Choose another file, or take its pictures out."
        raise OctavillaError(message, path=path)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        message = "is damaged: it does not end as it should. Have it sent again, or open it and save it again."
        raise OctavillaError(message, path=path) from error


def _parts(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise OctavillaError(f"has {len(parts)} parts: no office file of a text has. {_AGAIN}", path=path)
    seen: set[str] = set()
    for part in parts:
        name = part.filename
        if name.casefold() in seen:
            raise OctavillaError(f"holds a part twice ({name}). {_AGAIN}", path=path)
        seen.add(name.casefold())
        if "\\" in name or name.startswith("/") or ":" in name or ".." in PurePosixPath(name).parts:
            raise OctavillaError(f"holds a part with a name outside the file ({name}). {_AGAIN}", path=path)
        if part.flag_bits & 0x1:
            raise OctavillaError("is protected by a password. Save it without one.", path=path)
        if _MACROS.match(name):
            raise _macros(path)
    return parts


def _macros(path: Path) -> OctavillaError:
    return OctavillaError("holds macros, which no text needs. Save it without: as .xlsx or .docx.", path=path)


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int, path: Path) -> bytes:
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise OctavillaError(
            f"is packed in a way that office programs do not use ({part.filename}). {_AGAIN}", path=path
        )
    chunks: list[bytes] = []
    size = 0
    try:
        with archive.open(part) as stream:
            # What the file says of its own sizes may be wrong: only what comes out counts.
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    message = f"unpacks to more than {LARGEST_WHOLE >> 20} MB: no text does. Do not open it."
                    raise OctavillaError(message, path=path)
                chunks.append(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        message = f"is damaged ({part.filename}). Have it sent again, or open it and save it again."
        raise OctavillaError(message, path=path) from error
    return b"".join(chunks)


def _check_xml(data: bytes, name: str, path: Path) -> None:
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            message = f"has more than {DEEPEST} elements inside one another ({name}). {_AGAIN}"
            raise OctavillaError(message, path=path)

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise OctavillaError(f"declares a document type ({name}), as no office file does. {_AGAIN}", path=path)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, UnicodeError, ValueError) as error:
        raise OctavillaError(f"is damaged ({name}). {_AGAIN}", path=path) from error
