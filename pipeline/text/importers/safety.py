"""Bounds for files that come from elsewhere: sizes, archives and XML, checked before anything else reads them."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OctavillaError

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST = 100_000_000
"""Bytes of a file that is read at all: a text with some forty photographs from a telephone."""
LARGEST_UNPACKED = 400_000_000
"""Bytes of all parts of an archive together. They are never held at once."""
LARGEST_PART = 48_000_000
"""Bytes of one part of an archive. The text of a book of 1,000 pages is a tenth of this."""
MOST_ENTRIES = 10_000
MOST_TAGS = 3_000_000
"""Tags of one XML part: each costs about 200 bytes while it is read."""
STEEPEST = 300
"""How often larger a part may be than its packed bytes, where it is large; deflate's most is 1,032."""
_SMALL = 4_000_000
"""Bytes below which a part may be packed as tightly as it likes."""
_CHUNK = 1 << 16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HOSTILE = "is made to fill the computer's memory, or damaged. Ask who sent it for another copy."
_DAMAGED = "is damaged, or not what its name says. Open it in the program that made it and save it again."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_size(path: Path) -> None:
    """Raise OctavillaError for a file that is too large, or none that can be read, without reading it."""
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable(error, path) from error
    if not stat.S_ISREG(found.st_mode):
        raise OctavillaError("is not a file. Name a document, or a folder of documents.", path=path)
    if found.st_size > LARGEST:
        raise OctavillaError(_too_large(found.st_size), path=path)


def read_bytes(path: Path) -> bytes:
    """Return what is in the file. Raises OctavillaError for one that cannot be read, or is larger than LARGEST."""
    check_size(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _unreadable(error, path) from error
    if len(data) > LARGEST:  # it grew meanwhile
        raise OctavillaError(_too_large(len(data)), path=path)
    return data


def check_archive(data: bytes, path: Path) -> None:
    """Raise OctavillaError for a zip archive that is broken, encrypted or hostile."""
    open_archive(data, path)


def check_xml(data: bytes, path: Path, part: str = "", *, doctype: bool = False) -> None:
    """Raise OctavillaError for XML that declares entities, or holds more than MOST_TAGS tags.

    `doctype` allows a document type that declares nothing itself, as XHTML has one. Nothing is ever fetched.
    """
    import pyexpat

    parser = pyexpat.ParserCreate()

    def declared(name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal or not doctype:
            raise _RefusedError

    def begun(name: str, attributes: dict[str, str]) -> None:
        raise _BegunError

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        parser.Parse(data[:LARGEST_PART], True)
    except _BegunError:
        pass
    except _RefusedError as error:
        message = f"{_in(part)}declares entities or a document type, which may read other files or fill the memory."
        raise OctavillaError(f"{message} Open it in the program that made it and save it again.", path=path) from error
    except (pyexpat.ExpatError, ValueError, LookupError) as error:
        raise OctavillaError(f"{_in(part)}{_DAMAGED}", path=path) from error
    # Both ways in which a sign may be written in two bytes hold the byte itself.
    if data.count(b"<") > MOST_TAGS or data.count(b"=") > 2 * MOST_TAGS:
        raise OctavillaError(f"{_in(part)}{_HOSTILE}", path=path)


def parse_xml(data: bytes, path: Path, part: str = "", *, doctype: bool = False) -> _Element:
    """Return the root of an XML part that `check_xml` lets pass; comments and instructions are left out.

    Raises OctavillaError for XML that is not well-formed or nested deeper than 256 levels.
    """
    from lxml import etree

    check_xml(data, path, part, doctype=doctype)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
                             huge_tree=False, remove_comments=True, remove_pis=True)  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise OctavillaError(f"{_in(part)}{_DAMAGED}", path=path) from error
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None and (not doctype or any(True for _ in internal.iterentities())):
        raise OctavillaError(f"{_in(part)}declares entities. Save it again in the program that made it.", path=path)
    return root


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip archive that was checked whole; its parts are unpacked one by one when they are read."""

    path: Path
    """What errors name."""
    sizes: Mapping[str, int]
    """Name and unpacked bytes of each part, in the order of the archive; folders are left out."""
    _file: zipfile.ZipFile = field(repr=False)

    def __contains__(self, name: object) -> bool:
        return name in self.sizes

    def read(self, name: str) -> bytes:
        """Return a part. Raises OctavillaError where there is none of that name."""
        if name not in self.sizes:
            raise OctavillaError(f"has no part {name}: it {_DAMAGED}", path=self.path)
        return b"".join(_unpacked(self._file, self._file.getinfo(name), self.path))

    def xml(self, name: str, *, doctype: bool = False) -> _Element:
        """Return the root of a part that is XML, checked."""
        return parse_xml(self.read(name), self.path, name, doctype=doctype)


def open_archive(data: bytes, path: Path) -> Archive:
    """Return the zip archive in `data`, every part of it unpacked once, in bounded memory, to see that it is sound.

    Raises OctavillaError for an archive that is broken, has a password, holds links, names that lead out of its
    folder, too many parts, or parts that grow beyond measure.
    """
    if data.startswith(_OLE):
        raise OctavillaError(_ole(data), path=path)
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        entries = file.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, OverflowError) as error:
        raise OctavillaError(_DAMAGED, path=path) from error
    if len(entries) > MOST_ENTRIES:
        raise OctavillaError(f"holds {len(entries):,} parts; the most is {MOST_ENTRIES:,}. It {_HOSTILE}", path=path)
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise OctavillaError(f"unpacks to more than {_megabytes(LARGEST_UNPACKED)}: it {_HOSTILE}", path=path)
    sizes: dict[str, int] = {}
    for entry in entries:
        _check_entry(entry, path)
        size = sum(len(chunk) for chunk in _unpacked(file, entry, path))
        if not entry.is_dir():
            sizes[entry.filename] = size
        if sum(sizes.values()) > LARGEST_UNPACKED:
            raise OctavillaError(f"unpacks to more than {_megabytes(LARGEST_UNPACKED)}: it {_HOSTILE}", path=path)
    return Archive(path, sizes, file)


def _check_entry(entry: zipfile.ZipInfo, path: Path) -> None:
    name = entry.orig_filename
    inside = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or ".." in inside or re.match(r"[A-Za-z]:", name) or "\0" in name:
        raise OctavillaError(f"holds a part “{_shown(name)}” that would be written outside its folder: it is made to "
                             "do harm. Do not use it.", path=path)  # fmt: skip
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise OctavillaError(f"holds a link, “{_shown(name)}”, where a document has none: it is made to do harm. Do "
                             "not use it.", path=path)  # fmt: skip
    if entry.flag_bits & 0x1:
        raise OctavillaError("has a password. Open it, save it without the password, and import that.", path=path)
    if entry.compress_type not in _METHODS:
        raise OctavillaError(f"is packed in a way no document is. It {_DAMAGED}", path=path)


def _unpacked(file: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """Yield the bytes of a part; stops where it grows larger than it says, or than a part may be."""
    size = 0
    if entry.file_size > LARGEST_PART:
        raise OctavillaError(f"has a part of {_megabytes(entry.file_size)}: it {_HOSTILE}", path=path)
    try:
        with file.open(entry) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                if size > max(_SMALL, STEEPEST * entry.compress_size) or size > min(entry.file_size, LARGEST_PART):
                    raise OctavillaError(f"has a part that unpacks to many times its size: it {_HOSTILE}", path=path)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise OctavillaError(_DAMAGED, path=path) from error


class _RefusedError(Exception):
    """The XML declares a document type that it must not."""


class _BegunError(Exception):
    """The root element of the XML was reached: nothing can be declared after it."""


def _ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "has a password. Open it, save it without the password, and import that."
    return "is in an old format (.doc). Open it in Word or LibreOffice, save it as .docx, and import that."


def _in(part: str) -> str:
    return f"its part {_shown(part)} " if part else ""


def _shown(name: str) -> str:
    return re.sub(r"[^ -~\u00a1-\U0001ffff]", "?", name)[:80]


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _too_large(size: int) -> str:
    most = _megabytes(LARGEST)
    return f"has {_megabytes(size)}; the most is {most}. Make its pictures smaller, or take the text out of it."


def _unreadable(error: OSError, path: Path) -> OctavillaError:
    return OctavillaError(f"cannot be read: {error.strerror or error}. Make it a file you may read.", path=path)
