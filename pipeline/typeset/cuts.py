"""Cuts: single faces made from a variable font, such as the cut for large sizes, and kept in the user's cache folder.

WeasyPrint takes no `font-variation-settings` in `@font-face`, and a face of a file of its own is measured, embedded and
sent to browsers like any other.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.fingerprint import of_file, of_parts

FEATURES = ("kern", "liga", "locl", "mark", "mkmk", "ccmp", "onum", "pnum", "lnum", "tnum", "smcp", "c2sc", "sups",
            "ordn", "case", "frac", "numr", "dnom")  # fmt: skip
"""OpenType features that files made here keep."""


@cache
def cut(source: Path, axes: tuple[tuple[str, float], ...], name: str) -> Path:
    """Return the file `name` with the face of the variable font `source` at `axes`; the same bytes each time."""
    key = of_parts((of_file(source), axes, FEATURES, version("uharfbuzz")))
    kept = cache_folder() / key / name
    if kept.is_file():
        return kept
    made = _made(source, axes)
    try:
        write_atomic(kept, made)
    except OctavillaError:
        kept = Path(tempfile.mkdtemp(prefix="octavilla-fonts-")) / name
        write_atomic(kept, made)
    return kept


def cache_folder() -> Path:
    """Return where made font files are kept for all projects of a user."""
    import platformdirs

    return platformdirs.user_cache_path("octavilla") / "fonts"


def kept_subset(path: Path, points: tuple[int, ...]) -> bytes:
    """Return a WOFF2 subset, from the user's cache folder or made and kept there."""
    parts = (of_file(path), points, FEATURES, *(version(name) for name in ("uharfbuzz", "fonttools", "brotli")))
    kept = cache_folder() / f"{of_parts(parts)}.woff2"
    with contextlib.suppress(OSError):
        return kept.read_bytes()
    made = _subset(path, points)
    with contextlib.suppress(OctavillaError):
        # Worth keeping, and no loss where it cannot be kept.
        write_atomic(kept, made)
    return made


def _made(source: Path, axes: Iterable[tuple[str, float]] = (), points: Iterable[int] = ()) -> bytes:
    """Return a face of a font as a file of its own, with all its signs or those of `points`."""
    # HarfBuzz does in milliseconds what takes fontTools seconds, and for a variable font a minute.
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source)))
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(points or face.unicodes)
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in FEATURES)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    for axis, value in axes:
        wanted.pin_axis_location(face, axis, value)
    return bytes(uharfbuzz.subset(face, wanted).blob.data)


def _subset(path: Path, points: Iterable[int]) -> bytes:
    """Return the signs of `points` as WOFF2."""
    from fontTools.ttLib import TTFont

    # The date inside a font would otherwise be that of the build.
    with TTFont(BytesIO(_made(path, points=points)), recalcTimestamp=False) as font:
        font.flavor = "woff2"
        out = BytesIO()
        font.save(out)
    return out.getvalue()
