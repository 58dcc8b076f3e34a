"""The manifest: every file of a build with its checksum, its source and how far its review has come."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.ledger import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One generated file. `source` is the SHA-256 of the text it was made from; `approved` a share, 0 to 1."""

    path: str
    sha256: str
    size: int
    text: str = ""
    language: str = ""
    format: str = ""
    pages: int = 0
    source: str = ""
    approved: float | None = None
    proof: bool = False
    fit: str = ""
    """How the text is set in a format with fixed panels, in words."""
    pictures: tuple[dict[str, object], ...] = ()
    """How sharp each photograph comes out in print (`typeset/resolution.py`)."""


def describe(output: Output, **facts: object) -> Entry:
    """Return the entry for one output; `facts` are the other fields of `Entry`."""
    return Entry(path=output.path, sha256=output.sha256, size=output.size, **facts)  # type: ignore[arg-type]


def to_json(entries: Iterable[Entry], version: str) -> str:
    """Return the manifest as JSON, sorted by path. Files of no edition have path, checksum and size only."""
    files = [_fields(entry) for entry in sorted(entries, key=lambda entry: entry.path)]
    return json.dumps({"octavilla": version, "files": files}, ensure_ascii=False, indent=1) + "\n"


def _fields(entry: Entry) -> dict[str, object]:
    common: dict[str, object] = {"path": entry.path, "sha256": entry.sha256, "size": entry.size}
    if not entry.text:
        return common
    about = {"text": entry.text, "language": entry.language, "format": entry.format}
    pages = {"pages": entry.pages} if entry.pages else {}
    fit = {"fit": entry.fit} if entry.fit else {}
    sharp = {"pictures": list(entry.pictures)} if entry.pictures else {}
    state = {"source": entry.source, "approved": entry.approved, "proof": entry.proof}
    return common | about | pages | fit | sharp | state
