"""The fonts that editions are set in: packaged ones and a project's own, never the machine's."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.typeset import cuts

TEXT = "Source Serif Pro"
DISPLAY = "Barlow Condensed"
MONO = "IBM Plex Mono"
"""For code: in a PDF only where a text has some."""

_SERIF_4 = ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf")


@dataclass(frozen=True, slots=True)
class _Source:
    """A file in a package; with a `name`, a face of that name cut from it at `axes` (see `cuts`)."""

    package: str
    file: str
    weight: int
    style: str = "normal"
    name: str = ""
    axes: tuple[tuple[str, float], ...] = ()

    @property
    def packaged(self) -> Path:
        return _package_folder(self.package) / self.file

    @property
    def path(self) -> Path:
        return cuts.cut(self.packaged, self.axes, self.name) if self.name else self.packaged


_PACKAGED = {
    TEXT: (
        _Source("font_source_serif_pro", "SourceSerifPro-Regular.ttf", 400),
        _Source("font_source_serif_pro", "SourceSerifPro-It.ttf", 400, "italic"),
        _Source("font_source_serif_pro", "SourceSerifPro-Semibold.ttf", 600),
        _Source("font_source_serif_pro", "SourceSerifPro-SemiboldIt.ttf", 600, "italic"),
    ),
    DISPLAY: (
        _Source("fontpkg_barlow_condensed", "BarlowCondensed-SemiBold.ttf", 600),
        _Source("fontpkg_barlow_condensed", "BarlowCondensed-ExtraBold.ttf", 800),
    ),
    "Source Serif Display": (
        _Source(*_SERIF_4[:2], 600, "normal", "SourceSerifDisplay-Semibold.ttf", (("opsz", 60), ("wght", 600))),
        _Source(_SERIF_4[0], _SERIF_4[2], 400, "italic", "SourceSerifDisplay-It.ttf", (("opsz", 40), ("wght", 400))),
    ),
    "Anton": (_Source("fontpkg_anton", "Anton-Regular.ttf", 400),),
    "Alegreya Sans": (
        _Source("fontpkg_alegreya_sans", "AlegreyaSans-Regular.ttf", 400),
        _Source("fontpkg_alegreya_sans", "AlegreyaSans-Italic.ttf", 400, "italic"),
        _Source("fontpkg_alegreya_sans", "AlegreyaSans-Bold.ttf", 700),
    ),
    MONO: (
        _Source("fontpkg_ibm_plex_mono", "IBMPlexMono-Regular.ttf", 400),
        _Source("fontpkg_ibm_plex_mono", "IBMPlexMono-SemiBold.ttf", 600),
    ),
}
_SUFFIXES = (".otf", ".ttf")
LATIN = (
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x192, *range(0x218, 0x21C), 0x2C6, 0x2C7, *range(0x2D8, 0x2DE),
    *range(0x2010, 0x2028), *range(0x202F, 0x2040), 0x2044, *range(0x2070, 0x208F), 0x20AC, 0x2113, 0x2116,
    0x2122, 0x2126, 0x2153, 0x2154, *range(0x215B, 0x215F), *range(0x2190, 0x2194), 0x2212, 0x2248, 0x2260,
    0x2264, 0x2265, 0x25A0, 0x25CF, 0x2713,
)  # fmt: skip
"""Code points of the first web font file; the browser fetches the second only for a page that needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One font file and how CSS names it."""

    family: str
    weight: int
    style: str
    path: Path
    folder: str = ""
    """For a project's own font: the folder it lies in, relative to the project, with `/` between the parts."""

    @property
    def stem(self) -> str:
        """The file's name without the suffix."""
        return self.path.stem


def faces(family: str, folders: Sequence[Path] = ()) -> tuple[Face, ...]:
    """Return the faces of `family`: packaged, or found as .otf or .ttf files in `<folder>/fonts/`.

    Raises OctavillaError when there is no such family.
    """
    own = [face for folder in folders for face in _own(folder) if face.family.casefold() == family.casefold()]
    if own:
        return tuple(own)
    for name, files in _PACKAGED.items():
        if name.casefold() == family.casefold():
            return tuple(
                Face(family=name, weight=source.weight, style=source.style, path=source.path) for source in files
            )
    message = f"there is no font “{family}”. Put its .otf or .ttf files into templates/fonts/, or use “{TEXT}”."
    raise OctavillaError(message)


def face_for(found: Iterable[Face], weight: int, style: str = "normal") -> Face:
    """Return the face nearest to `weight` (100 to 900), of the same `style` where there is one."""
    return min(found, key=lambda face: (face.style != style, abs(face.weight - weight), face.stem))


def css(found: Iterable[Face], address: str, *, own: str = "") -> str:
    """Return `@font-face` rules for print: packaged files under `address`, a project's under `own`."""
    rules = []
    for face in found:
        source = f"{own}{face.folder}/{face.path.name}" if face.folder else f"{address}{face.path.name}"
        rules.append(_rule(face, source))
    return "\n".join(rules)


def web_css(found: Iterable[Face]) -> str:
    """Return `@font-face` rules for the web, for the files that `web_files` makes, beside the style sheet."""
    first = _unicode_range(LATIN)
    rules = []
    for face in found:
        more = f"\n  font-display: swap;\n  unicode-range: {first};"
        rules.append(_rule(face, f"{face.stem}.woff2", more))
        rest = _rest(face.path)
        if rest:
            more = f"\n  font-display: swap;\n  unicode-range: {_unicode_range(rest)};"
            rules.append(_rule(face, f"{face.stem}-more.woff2", more))
    return "\n".join(rules)


def web_files(found: Iterable[Face]) -> dict[str, bytes]:
    """Return WOFF2 files by name: one of the Latin letters, one of all others where a font has them."""
    files: dict[str, bytes] = {}
    for face in found:
        files[f"{face.stem}.woff2"] = cuts.kept_subset(face.path, LATIN)
        rest = _rest(face.path)
        if rest:
            files[f"{face.stem}-more.woff2"] = cuts.kept_subset(face.path, rest)
    return files


def missing(text: str, found: Iterable[Face]) -> str:
    """Return the characters of `text` that none of the faces has, sorted; spaces and invisible ones left out."""
    known = frozenset[int]().union(*(code_points(face.path) for face in found))
    return "".join(sorted({char for char in text if ord(char) not in known and not _invisible(char)}))


@cache
def code_points(path: Path) -> frozenset[int]:
    """Return the code points that the font file has a glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def packaged_files() -> dict[str, Path]:
    """Return where each packaged font file lies, by its name; variable fonts as they are, not the cuts of them."""
    return {source.file: source.packaged for files in _PACKAGED.values() for source in files}


def packaged_file(name: str) -> Path | None:
    """Return where the file of a packaged face lies, cuts included; None where there is none of that name."""
    found = (source for files in _PACKAGED.values() for source in files if (source.name or source.file) == name)
    return next((source.path for source in found), None)


def families() -> tuple[str, ...]:
    """Return the names of the packaged families."""
    return tuple(_PACKAGED)


def _invisible(char: str) -> bool:
    return char.isspace() or char in "\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff\ufffc"


@cache
def _package_folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise OctavillaError(f"the font package {package} is not installed. Install Octavilla again.")
    return Path(found.submodule_search_locations[0]) / "files"


@cache
def _own(folder: Path) -> tuple[Face, ...]:
    from fontTools.ttLib import TTFont, TTLibError

    found = []
    fonts = folder / "fonts"
    files = sorted(path for path in fonts.glob("*") if path.suffix.lower() in _SUFFIXES) if fonts.is_dir() else []
    for path in files:
        try:
            with TTFont(BytesIO(path.read_bytes()), lazy=True) as font:
                names = font["name"]
                family = names.getDebugName(16) or names.getDebugName(1) or path.stem
                italic = bool(font["OS/2"].fsSelection & 1)
                weight = int(font["OS/2"].usWeightClass)
        except (TTLibError, OSError, KeyError) as error:
            raise OctavillaError(f"is no font that can be read: {error}", path=path) from error
        style = "italic" if italic else "normal"
        found.append(Face(family=family, weight=weight, style=style, path=path, folder=f"{folder.name}/fonts"))
    return tuple(found)


def _rule(face: Face, source: str, more: str = "") -> str:
    return (
        f'@font-face {{\n  font-family: "{face.family}";\n  font-weight: {face.weight};\n'
        f'  font-style: {face.style};\n  src: url("{source}");{more}\n}}'
    )


def _rest(path: Path) -> tuple[int, ...]:
    return tuple(sorted(point for point in code_points(path) - frozenset(LATIN) if point >= 0x180))


def _unicode_range(points: Iterable[int]) -> str:
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in ranges)
