"""Comments that people hung on cells of a workbook."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ID = re.compile(r"\}id\Z")
_CELL = re.compile(r"[A-Z]{1,3}([1-9]\d{0,6})\Z")
_BOOK = "xl/workbook.xml"


def comments_of(parts: Mapping[str, bytes], sheet: int) -> dict[int, str]:
    """Return the comments on a sheet (by its place, from 0) by the number of the row: several on one row, a line each.

    `parts` are those of the workbook, checked by `safezip.unpack`. Both notes and threaded comments are read.
    """
    book = parts.get(_BOOK)
    if book is None:
        return {}
    places = [_attribute(element) for element in ElementTree.fromstring(book).iter() if element.tag.endswith("}sheet")]
    targets = {identity: target for identity, _, target in _relations(parts, _BOOK)}
    path = targets.get(places[sheet], "") if sheet < len(places) else ""
    threads: dict[int, list[str]] = {}
    notes: dict[int, list[str]] = {}
    for _, kind, target in _relations(parts, path):
        name = kind.lower().rpartition("/")[2]
        if name in ("comments", "threadedcomment") and target in parts:
            for row, text in _comments(parts[target]):
                (notes if name == "comments" else threads).setdefault(row, []).append(text)
    # For older programs, each thread is there as a note too, behind a long remark on its version.
    return {row: "\n".join(texts) for row, texts in (notes | threads).items()}


def _attribute(element: ElementTree.Element) -> str:
    return next((value for name, value in element.attrib.items() if _ID.search(name)), "")


def _relations(parts: Mapping[str, bytes], path: str) -> Iterator[tuple[str, str, str]]:
    """Yield identifier, kind and target of what a part refers to."""
    folder, name = posixpath.split(path)
    content = parts.get(f"{folder}/_rels/{name}.rels")
    if content is None:
        return
    for element in ElementTree.fromstring(content).iter(_RELATIONS):
        if element.get("TargetMode") != "External":
            target = element.get("Target", "")
            joined = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            yield element.get("Id", ""), element.get("Type", ""), joined


def _comments(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield row and text of each comment."""
    for element in ElementTree.fromstring(content).iter():
        if not element.tag.endswith(("}comment", "}threadedComment")):
            continue
        place = _CELL.match(element.get("ref", ""))
        pieces = (part.text or "" for part in element.iter() if part.tag.endswith(("}t", "}text")))
        text = "".join(pieces).strip()
        if place and text:
            yield int(place[1]), text
