"""Find the pictures of a saved web page: in the folder beside it, in the archive, or in the page; never elsewhere."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from pipeline.text.importers.model import Picture
from pipeline.text.importers.web_source import INLINE, Page

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LARGEST = 25_000_000
"""Bytes of one picture."""
MOST = 60
"""Pictures of one page."""
MOST_BYTES = 120_000_000
"""Of all pictures of one page together."""
SMALLEST = 48
"""Pixels: what is narrower or lower is a button or counts visitors."""
_SAVED = ("_files", "_archivos", "_arquivos", "-Dateien", "_fichiers")
"""How the folders end in which browsers keep the files of a page: in English, Spanish, Portuguese, German, French."""
_SUFFIXES = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-savepage-currentsrc", "srcset", "data-srcset")


class Pictures:
    """The pictures of one page, taken as they are asked for."""

    def __init__(self, page: Page, path: Path, base: str = "") -> None:
        self._page = page
        self._path = path
        self._base = base
        self._names: dict[bytes, str] = {}
        self._bytes = 0
        self.found: list[Picture] = []
        self.missing = 0

    def name_of(self, image: Element) -> str:
        """Return the name of the picture that an `img` shows, or nothing where it was not saved or is a mere button."""
        if _tiny(image):
            return ""
        data = next((data for place in _places(image) if (data := self._data(place))), b"")
        if not data:
            self.missing += 1
            return ""
        if data in self._names:
            return self._names[data]
        suffix = _suffix(data)
        if not suffix or len(self.found) >= MOST or self._bytes + len(data) > MOST_BYTES:
            return ""
        name = f"picture-{len(self.found) + 1}.{suffix}"
        self._names[data] = name
        self._bytes += len(data)
        self.found.append(Picture(name=name, data=data))
        return name

    def _data(self, place: str) -> bytes:
        if place.startswith(INLINE):
            return self._inline(place.removeprefix(INLINE))
        if self._page.parts:
            full = urljoin(self._page.address or self._base, place) if not place.startswith("cid:") else place
            return self._page.parts.get(place) or self._page.parts.get(full) or b""
        return self._beside(place)

    def _inline(self, index: str) -> bytes:
        if not index.isdigit() or int(index) >= len(self._page.inline):
            return b""
        try:
            return base64.b64decode(unquote(self._page.inline[int(index)]))
        except (binascii.Error, ValueError):
            return b""

    def _beside(self, place: str) -> bytes:
        """Return a file of the folder that the browser saved beside the page: only one that really lies in it."""
        place = unquote(place.partition("?")[0].partition("#")[0]).removeprefix("./")
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\\\", place) or "\0" in place or "\\" in place:
            return b""
        for folder in _folders(self._path, place):
            try:
                inside = folder.resolve(strict=True)
                file = (self._path.parent / place).resolve(strict=True)
                if folder.is_symlink() or not file.is_relative_to(inside) or not file.is_file():
                    continue
                if file.stat().st_size <= LARGEST:
                    return file.read_bytes()
            except (OSError, ValueError, RuntimeError):
                continue
        return b""


def _folders(path: Path, place: str) -> Iterator[Path]:
    """Yield the folders in which browsers keep the files of a saved page, also of one that was renamed since."""
    for name in (
        f"{path.stem}_files",
        f"{path.name}_files",
        f"{path.stem}.html_files",
        f"{path.stem}_archivos",
        f"{path.stem}_arquivos",
        f"{path.stem}-Dateien",
        f"{path.stem}_fichiers",
    ):
        folder = path.parent / name
        if folder.is_dir():
            yield folder
    first = place.partition("/")[0]
    if first.endswith(_SAVED) and (path.parent / first).is_dir():
        yield path.parent / first


def _places(image: Element) -> Iterator[str]:
    parent = image.getparent()
    sources = list(parent.iter("source")) if parent is not None and parent.tag == "picture" else []
    for element in (image, *sources):
        for name in _SOURCES:
            value = (element.get(name) or "").strip()
            if not value:
                continue
            if name.endswith("srcset"):
                # The largest comes last, as a rule.
                yield from (part.strip().split()[0] for part in reversed(value.split(", ")) if part.strip())
            else:
                yield value


def _tiny(image: Element) -> bool:
    sizes = (re.match(r"\d{1,6}", (image.get(name) or "").strip()) for name in ("width", "height"))
    return any(int(size[0]) < SMALLEST for size in sizes if size)


def _suffix(data: bytes) -> str:
    """Return the suffix of what a picture really is; nothing for one that is too small, broken or of another sort."""
    if len(data) > LARGEST:
        return ""
    import io
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=list(_SUFFIXES)) as image:
                if min(image.size) < SMALLEST or image.size[0] * image.size[1] > 80_000_000:
                    return ""
                return _SUFFIXES.get(image.format or "", "")
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        return ""
