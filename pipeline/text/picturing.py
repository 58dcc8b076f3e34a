"""What a text says about a picture beside its name and caption: the point that must stay in sight, and who made it.

Written after the picture as Pandoc and kramdown do: `![alt](file.jpg "Caption"){focus="30% 20%" credit="Ana Reyes"}`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError

_ATTRIBUTES = re.compile(r"(?<=[)\]])[ \t\n]*\{(?P<inside>[^{}\n]*)\}[ \t]*\Z")
_PAIR = re.compile(
    r"""(?P<name>[\w-]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))(?=\s|\Z)"""
)
_POINT = re.compile(r"(?P<across>\d{1,3})\s*%(?:\s*,)?\s+(?P<down>\d{1,3})\s*%")
_NAMES = ("focus", "credit")
_DECORATIVE = re.compile(r"(?<!\S)decorative(?!\S)")
"""For a picture that says nothing: `![](line.svg){decorative}`."""


def attributes(content: str, path: Path, line: int) -> tuple[str, dict[str, Any]]:
    """Return the content of a paragraph without the attributes at its end, and these.

    Raises OctavillaError for one that is not known, or a focus that is no point.
    """
    found = _ATTRIBUTES.search(content)
    if not found or not ("=" in found["inside"] or _DECORATIVE.search(found["inside"])):
        return content, {}
    said: dict[str, Any] = {}
    for pair in _PAIR.finditer(found["inside"]):
        name, value = pair["name"].lower(), pair["double"] or pair["single"] or pair["bare"] or ""
        if name not in _NAMES:
            message = f"a picture has no “{name}”. Write focus and credit, like {{focus='30% 20%' credit='Ana Reyes'}}."
            raise OctavillaError(message, path=path, line=line)
        said[name] = focus(value, path, line) if name == "focus" else " ".join(value.split())
    rest = _PAIR.sub("", found["inside"])
    if _DECORATIVE.search(rest):
        said["decorative"], rest = True, _DECORATIVE.sub("", rest)
    if rest.strip():
        message = f'“{found["inside"].strip()}” after the picture is not understood. Write {{credit="Ana Reyes"}}.'
        raise OctavillaError(message, path=path, line=line)
    return content[: found.start()], said


def focus(value: str, path: Path, line: int | None) -> str:
    """Return a point written like `30% 20%` (from the left, from the top) as CSS has it; empty stays empty.

    Raises OctavillaError for anything else.
    """
    found = _POINT.fullmatch(value.strip())
    if value.strip() and not (found and int(found["across"]) <= 100 and int(found["down"]) <= 100):
        message = f"the focus “{value[:40]}” must say how far from the left and from the top, like 30% 20%."
        raise OctavillaError(message, path=path, line=line)
    return f"{int(found['across'])}% {int(found['down'])}%" if found else ""
