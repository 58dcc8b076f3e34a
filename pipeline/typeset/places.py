"""Addresses under which print pages find files: the same on every machine, so that none shows in a PDF."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

from pipeline.errors import OctavillaError

_HOST = "http://octavilla.invalid"
PACKAGED_FONTS = f"{_HOST}/fonts/"
PROJECT = f"{_HOST}/project/"
TEXTS = "texts"
"""The folder of the texts as addresses know it; pictures are named relative to it."""


def project_path(source: str) -> str:
    """Return where in the project the picture `source` of a text lies, with `/` between the parts.

    Raises OctavillaError for a picture on the web, in the address itself, or outside the project.
    """
    parts = urlsplit(source)
    if parts.scheme or parts.netloc:
        message = (
            f"the picture “{_short(source)}” is no file of this project. Copy it into texts/ and name it from there."
        )
        raise OctavillaError(message)
    path = posixpath.normpath(posixpath.join(TEXTS, unquote(parts.path)))
    if path.startswith(("../", "/")) or path == ".." or "\\" in path or "\0" in path:
        message = f"the picture “{_short(source)}” is outside the project. Copy it into texts/ and name it from there."
        raise OctavillaError(message)
    return path


def _short(source: str) -> str:
    return source if len(source) <= 80 else f"{source[:77]}…"
