"""Take pictures out of documents: only such as can be printed, named by us, each once."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.errors import OctavillaError
from pipeline.text.importers.model import Picture
from pipeline.text.importers.safety import parse_xml

MOST_PIXELS = 80_000_000
"""Of one picture: a telephone's camera has 50 million. Each takes three or four bytes while it is printed."""
LARGEST_PICTURE = 40_000_000
"""Bytes."""
_FORMATS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "GIF": "gif", "WEBP": "webp"}
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ACTIVE = frozenset({"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener"})


def suffix(data: bytes) -> tuple[str, str]:
    """Return the suffix of what a picture really is, and an empty string; or an empty string, and what is wrong."""
    if len(data) > LARGEST_PICTURE:
        return "", f"is too large ({len(data) / 1e6:.0f} MB): make it smaller"
    if (
        data[40:44] == b" EMF"
        or data[:4] == b"\xd7\xcd\xc6\x9a"
        or data[:6] in (b"\x01\0\x09\0\0\x03", b"\x02\0\x09\0\0\x03")
    ):
        return "", "is a Windows drawing (EMF or WMF): export it as PNG by hand"
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and (b"<svg" in data[:20_000] or b":svg" in data[:20_000]):
        return _svg(data)
    return _raster(data)


def _raster(data: bytes) -> tuple[str, str]:
    from PIL import Image, ImageFile, UnidentifiedImageError

    # WeasyPrint sets this for the whole process: what is damaged must not depend on what was built before.
    truncated, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                name = _FORMATS.get(str(image.format), "")
                if not name:
                    return "", f"is of a kind that cannot be printed ({image.format}): export it as PNG by hand"
                if image.width * image.height > MOST_PIXELS:
                    return "", f"has {image.width * image.height / 1e6:,.0f} million points: make it smaller"
                image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return "", "has too many points: make it smaller"
    except UnidentifiedImageError:
        return "", "is of a kind that cannot be printed: export it as PNG by hand"
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError, TypeError, KeyError, IndexError):
        return "", "is damaged: open it and save it again"
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = truncated
    return name, ""


def _svg(data: bytes) -> tuple[str, str]:
    """Accept a drawing that runs nothing and fetches nothing."""
    import re
    from pathlib import Path

    try:
        root = parse_xml(data, Path("picture.svg"), doctype=True)
    except OctavillaError:
        return "", "is a drawing (SVG) that is damaged or declares entities: export it as PNG by hand"
    if root.tag != f"{_SVG}svg":
        return "", "is of a kind that cannot be printed: export it as PNG by hand"
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        links = [element.get("href"), element.get(_XLINK), element.get("src")]
        outside = any(
            link and not link.strip().startswith(("#", "data:image/png", "data:image/jpeg")) for link in links
        )
        styled = " ".join([element.text or "" if name == "style" else "", *map(str, element.attrib.values())])
        fetched = re.search(r"url\(\s*['\"]?\s*(?!['\"]?#)|@import|javascript:", styled, re.IGNORECASE)
        handled = any(str(key).lower().startswith("on") for key in element.attrib)
        if name in _ACTIVE or outside or fetched or handled:
            return "", "is a drawing (SVG) with a script, or that fetches other files: export it as PNG by hand"
    return "svg", ""


@dataclass(slots=True)
class Album:
    """The pictures of a document as they are found, and what is to be said about those left out."""

    pictures: list[Picture] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    goals: dict[str, str] = field(default_factory=dict)
    """Address in the document: address in the text (`pictures/picture-1.png`)."""
    _known: dict[bytes, str] = field(default_factory=dict)

    def add(self, source: str, data: bytes, shown: str = "") -> str:
        """Take a picture in under its address in the document; return its name, or an empty string."""
        digest = hashlib.sha256(data).digest()
        if digest in self._known:
            name = self._known[digest]
        else:
            kind, wrong = suffix(data)
            name = f"picture-{len(self.pictures) + 1}.{kind}" if kind else ""
            self._known[digest] = name
            if kind:
                self.pictures.append(Picture(name=name, data=data))
            else:
                self.notices.append(f"the picture {shown or source.rpartition('/')[2][:60]} {wrong}")
        if name:
            self.goals[source] = f"pictures/{name}"
        return name

    def take(self, sources: list[str], read: Callable[[str], bytes | None]) -> None:
        """Take in the pictures at these addresses, in order; `read` returns None for one that is not there."""
        for source in sources:
            if source in self.goals:
                continue
            data = read(source)
            if data is None:
                self.notices.append(
                    f"the picture {source.rpartition('/')[2][:60] or 'without a name'} is not in the document"
                )
            else:
                self.add(source, data)
