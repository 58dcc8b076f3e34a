"""The manifest: every file of a build with its checksum, its source and how far its review has come."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

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


def describe(output: Output, **facts: object) -> Entry:
    """Return the entry for one output; `facts` are the other fields of `Entry`."""
    return Entry(path=output.path, sha256=output.sha256, size=output.size, **facts)  # type: ignore[arg-type]


def to_json(entries: Iterable[Entry], version: str) -> str:
    """Return the manifest as JSON, sorted by path; fields without a value are left out."""
    files = [
        {name: value for name, value in asdict(entry).items() if value not in ("", None, 0) or name == "approved"}
        for entry in sorted(entries, key=lambda entry: entry.path)
    ]
    for file in files:
        if file.get("approved") is None:
            file.pop("approved", None)
    return json.dumps({"octavilla": version, "files": files}, ensure_ascii=False, indent=1) + "\n"
