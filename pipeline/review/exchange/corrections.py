"""Read what the offline page gives back: its corrections file, the same as text in a message, or the page as saved."""

from __future__ import annotations

import email
import email.policy
import html.parser
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.review.exchange.model import Batch, Notice, Returned

KIND = "corrections"
LARGEST = 64 << 20
"""Bytes of a file; those of 10,000 sentences are about 4 MB."""
KEPT = "kept"
"""The id of the page's element that holds the corrections as text."""
DATA = "data"
"""The id of the element that holds what went out; browsers leave it out of a web archive."""
PAGE = "page"
_VERSION = 1
_SEND = "Open the page, press “Save corrections” and send the file that it saves."
_PAGE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<!--)", re.IGNORECASE)
_QUOTED = re.compile(r"^(?:[ \t]*>)+[ \t]?", re.MULTILINE)
"""What mail programs put before the lines of a message that is answered or passed on."""
_ARCHIVE = re.compile(rb"\A(?:From|MIME-Version|Content-Type|Date|Subject|Snapshot-Content-Location):", re.IGNORECASE)


def read(content: bytes, path: Path) -> Batch:
    """Return the corrections in a file: JSON (text around it does not matter), or the page saved as HTML or MHTML.

    A page in which nothing was typed is a batch without rows, and a notice. Raises OctavillaError with path, and the
    place in the file, for one that holds no corrections or is broken.
    """
    if len(content) > LARGEST:
        raise OctavillaError(f"is larger than {LARGEST >> 20} MB: no corrections file is. {_SEND}", path=path)
    if _ARCHIVE.match(content):
        content = _page_of(content, path)
    if _PAGE.match(content):
        return _of_page(content, path)
    return _batch(_text(content, path), path)


def _text(content: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise OctavillaError(f"is no text in UTF-8. {_SEND}", path=path)


def _batch(text: str, path: Path) -> Batch:
    if any(line.startswith(">") and '"octavilla"' in line for line in text.splitlines()):
        text = _QUOTED.sub("", text)
    begin, end = text.find("{"), text.rfind("}")
    try:
        # Messages may have wrapped the lines inside a string: `strict` would refuse their line ends.
        found = json.loads(text[begin : end + 1], strict=False) if begin >= 0 else None
    except (ValueError, RecursionError) as error:
        line = text.count("\n", 0, begin) + error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise OctavillaError(f"is broken here, or was cut. {_SEND}", path=path, line=line) from error
    if not isinstance(found, dict) or found.get("octavilla") != "corrections":
        raise OctavillaError(f"holds no corrections of an offline page. {_SEND}", path=path)
    version = found.get("version")
    if type(version) is not int or version > _VERSION:
        message = "was saved by a page of a newer Octavilla. Update Octavilla, then merge it."
        raise OctavillaError(message, path=path)
    listed = found.get("rows")
    if not isinstance(listed, list):
        raise OctavillaError(f"holds no list of sentences. {_SEND}", path=path)
    rows = tuple(_row(item, number, path) for number, item in enumerate(listed, 1))
    notices = () if rows else (Notice(place="", message="nothing was changed in this page"),)
    return Batch(
        slug=_string(found, "slug", path) or None,
        language=_string(found, "language", path) or None,
        who=" ".join(_string(found, "who", path).split()),
        rows=rows,
        kind=KIND,
        notices=notices,
    )


def _row(item: Any, number: int, path: Path) -> Returned:
    place = f"sentence {number}"
    if not isinstance(item, dict):
        raise OctavillaError(f"{place} is broken. {_SEND}", path=path)
    approved = item.get("approved")
    if approved is not None and not isinstance(approved, bool):
        raise OctavillaError(f"{place}: “approved” is neither true, false nor null. {_SEND}", path=path)
    shown = item.get("number")
    return Returned(
        key=_string(item, "key", path, place),
        source=_string(item, "source", path, place),
        target=_string(item, "target", path, place),
        approved=approved,
        comment=_string(item, "comment", path, place).strip(),
        place=f"sentence {shown}" if type(shown) is int else place,
    )


def _string(found: dict[str, Any], name: str, path: Path, place: str = "") -> str:
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        where = f"{place}: " if place else ""
        raise OctavillaError(f"{where}“{name}” is no text. {_SEND}", path=path)
    # A lone half of a character pair can be written in JSON, and nowhere else.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Parts(html.parser.HTMLParser):
    """Finds the text of the elements with the ids `kept` and `data`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._tag = self._id = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("id") or ""
        if name in (KEPT, DATA) and name not in self.found:
            self.found[name] = ""
            self._id, self._tag = name, tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag:
            self.found[self._id] += data


def _of_page(content: bytes, path: Path) -> Batch:
    parser = _Parts()
    parser.feed(_text(content, path))
    parser.close()
    kept = parser.found.get(KEPT)
    if kept is None:
        raise OctavillaError(f"is a web page, but no offline page of Octavilla. {_SEND}", path=path)
    if kept.strip():
        return replace(_batch(kept, path), kind=PAGE)
    try:
        data = json.loads(parser.found.get(DATA) or "{}")
    except (ValueError, RecursionError):
        data = {}
    said = data if isinstance(data, dict) else {}
    return Batch(
        slug=_string(said, "slug", path) or None,
        language=_string(said, "language", path) or None,
        kind=PAGE,
        notices=(Notice(place="", message=f"this is the page as it was sent out, with nothing typed in it. {_SEND}"),),
    )


def _page_of(content: bytes, path: Path) -> bytes:
    """Return the page in a web archive (MHTML), as phones save pages."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload
    raise OctavillaError(f"holds no page. {_SEND}", path=path)
