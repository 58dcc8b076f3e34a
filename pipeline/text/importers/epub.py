"""Read e-books (EPUB 2 and 3): their documents in reading order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline.errors import OctavillaError
from pipeline.text.importers import properties, sheets
from pipeline.text.importers.model import Aside, Reading
from pipeline.text.importers.pictures import Album
from pipeline.text.importers.safety import Archive, open_archive

if TYPE_CHECKING:
    from lxml.etree import _Element

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways in which fonts are made unreadable outside the book: they protect no text (EPUB Open Container Format 3.3)."""
_TEXTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "application/xml", "text/x-oeb1-document")
_NO_PICTURES = (".css", ".js", ".ttf", ".otf", ".woff", ".woff2", ".mp3", ".mp4", ".ncx", ".opf", ".pls", ".smil")
_BROKEN = "is not a whole e-book: it does not say what is in it. Ask for another copy, or save it as a web page."


@dataclass(frozen=True, slots=True)
class _Book:
    folder: str
    files: dict[str, str]
    """Id of each file: its part of the archive."""
    spine: tuple[str, ...]
    """Parts in reading order."""
    contents: frozenset[str]
    """Parts that are tables of contents."""


def read(data: bytes, path: Path) -> Reading:
    """Return what an e-book holds. Raises OctavillaError as `office.read` does."""
    from pipeline.text.importers import dialect
    from pipeline.text.importers.gathered import reading
    from pipeline.text.importers.hypertext import Pages

    archive = open_archive(data, path)
    if _CONTAINER not in archive:
        raise OctavillaError(_BROKEN, path=path)
    _check_rights(archive)
    name = _package(archive)
    root = archive.xml(name, doctype=True)
    book = _book(root, name, archive)
    pages = Pages(path)
    names = {part: f"f{number}" for number, part in enumerate(book.files.values())}
    sources: list[str] = []
    lost = [part for part in book.spine if part not in archive]
    for part in book.spine:
        if part not in archive:
            continue
        content = archive.read(part)
        if part in book.contents:
            pages.asides += _contents(content, path)
            continue
        addresses = dict(_addresses(content, part, names, archive))
        sources += [goal for goal in addresses.values() if goal in archive and not goal.lower().endswith(_NO_PICTURES)]
        linked = [goal for goal in dict.fromkeys(addresses.values()) if goal.lower().endswith(".css")]
        short = [goal for goal in linked if archive.sizes.get(goal, 0) <= sheets.LARGEST]
        styles = [archive.read(goal).decode("utf-8", "replace") for goal in short]
        pages.add(content, names.get(part, ""), addresses, styles)
    album = Album()
    blocks = pages.blocks()
    album.take(list(dict.fromkeys(sources)), archive.read)
    notices = [*album.notices]
    if lost:
        notices.append(f"{len(lost)} of its documents missing: the book is not whole")
    rest = Reading(pieces=(), meta=_meta(root), pictures=tuple(album.pictures), asides=tuple(pages.asides),
                   notices=tuple(notices))  # fmt: skip
    return reading(dialect.write(blocks, album.goals), rest, sure=True)


def _check_rights(archive: Archive) -> None:
    if _ENCRYPTION not in archive:
        return
    methods = [node.get("Algorithm", "") for node in archive.xml(_ENCRYPTION).iter() if
               isinstance(node.tag, str) and node.tag.endswith("}EncryptionMethod")]  # fmt: skip
    if any(method not in _FONTS for method in methods):
        message = "is locked by its seller (DRM) and cannot be read. Ask its publisher for a copy without a lock."
        raise OctavillaError(message, path=archive.path)


def _package(archive: Archive) -> str:
    root = archive.xml(_CONTAINER, doctype=True)
    for node in root.iter("{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"):
        name = posixpath.normpath(unquote(node.get("full-path", "")))
        if name in archive:
            return name
    raise OctavillaError(_BROKEN, path=archive.path)


def _book(root: _Element, name: str, archive: Archive) -> _Book:
    folder = posixpath.dirname(name)
    files: dict[str, str] = {}
    contents: set[str] = set()
    texts: set[str] = set()
    for item in root.iter(f"{_OPF}item"):
        part = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        files[item.get("id", "")] = part
        if "nav" in (item.get("properties") or "").split():
            contents.add(part)
        if item.get("media-type") in _TEXTS:
            texts.add(part)
    for reference in root.iter(f"{_OPF}reference"):
        if reference.get("type") == "toc":
            href = unquote(reference.get("href", "").partition("#")[0])
            contents.add(posixpath.normpath(posixpath.join(folder, href)))
    spine = [files.get(item.get("idref", ""), "") for item in root.iter(f"{_OPF}itemref")]
    read_in_order = tuple(dict.fromkeys(part for part in spine if part in texts))
    if not read_in_order:
        raise OctavillaError(_BROKEN, path=archive.path)
    # A book whose only document is also its table of contents is read as a text.
    return _Book(folder, files, read_in_order, frozenset(contents if set(read_in_order) - contents else ()))


def _addresses(content: bytes, part: str, names: dict[str, str], archive: Archive) -> Iterator[tuple[str, str]]:
    """Yield each address that a document names, and what it is in the whole: a document's name, or a part."""
    import re

    folder = posixpath.dirname(part)
    for found in re.finditer(rb"""(?:href|src)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""", content):
        address = (found[1] or found[2] or b"").decode("utf-8", "replace").replace("&amp;", "&")
        file = address.partition("#")[0]
        if not file or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", file):
            continue
        goal = posixpath.normpath(posixpath.join(folder, unquote(file)))
        if goal.lower().endswith((".xhtml", ".html", ".htm", ".xml")) and goal in names:
            yield file, names[goal]
        elif goal in archive:
            yield file, goal


def _contents(content: bytes, path: Path) -> list[Aside]:
    from pipeline.text.importers import dialect
    from pipeline.text.importers.hypertext import Pages

    pages = Pages(path)
    pages.add(content)
    text = " ".join(dialect.plain(pages.blocks()).split())
    return [*pages.asides, *([Aside(text=text, why="table of contents")] if text else [])]


def _meta(root: _Element) -> dict[str, str]:
    found = properties.meta(root, created=f"{_DC}date")
    names = ["".join(node.itertext()) for node in root.iter(f"{_DC}creator")]
    rights = next((" ".join("".join(node.itertext()).split()) for node in root.iter(f"{_DC}rights")), "")
    source = next((" ".join("".join(node.itertext()).split()) for node in root.iter(f"{_DC}source")), "")
    known = {**found, "author": properties.authors(names), "licence": rights,
             "source": source if source.startswith(("http://", "https://")) else ""}  # fmt: skip
    return {name: value for name, value in known.items() if value}
