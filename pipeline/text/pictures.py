"""The pictures a text shows: found, and checked to be files of the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from pipeline.errors import OctavillaError
from pipeline.project import Project
from pipeline.text.document import Document, Kind
from pipeline.text.markdown import parse_inline

SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the text names it (`src`), the file it is, and the line where it stands (0: front matter)."""

    src: str
    file: Path
    line: int


def pictures(document: Document, path: Path, project: Project) -> tuple[Picture, ...]:
    """Return the pictures of the text read from `path`, each once, in reading order.

    Raises OctavillaError, with file and line, for one that is missing, no picture, on the network, or outside
    the project.
    """
    found: dict[str, Picture] = {}
    for src, line in _sources(document):
        if src not in found:
            found[src] = Picture(src, _checked(src, path, line, project), line)
    return tuple(found.values())


def undescribed(document: Document) -> tuple[str, ...]:
    """Return a line for each picture of a text that has no description: who cannot see it has nothing then."""
    return tuple(
        f"the picture {src} has no description (line {line}): {way}"
        if line
        else f"the picture {src} has no description: {way}"
        for src, line, way in lacking(document)
    )


def lacking(document: Document) -> Iterator[tuple[str, int, str]]:
    """Yield each picture without a description, its line (0: front matter), and what to do."""
    meta = document.meta
    if meta.cover and not meta.cover_alt:
        yield meta.cover, 0, "add a line “cover_alt: …” to the front matter"
    references = dict(document.references)
    for block in document.walk():
        if block.kind is Kind.FIGURE:
            if not block.alt.strip() and not block.decorative:
                way = "say between the brackets what is to be seen, or write {decorative} after it"
                yield block.src, block.line, way
        elif "![" in block.text and block.kind not in (Kind.CODE, Kind.COMMENT):
            for token in parse_inline(block.text, references):
                if token.type == "image" and not token.content.strip():
                    yield str(token.attrGet("src")), block.line, "say between the brackets what is to be seen"


def _sources(document: Document) -> Iterator[tuple[str, int]]:
    if document.meta.cover:
        yield document.meta.cover, 0
    references = dict(document.references)
    for text in (document.meta.topic, document.meta.title, document.meta.subtitle):
        yield from ((src, 0) for src in _inline(text, references))
    for block in document.walk():
        if block.kind is Kind.FIGURE:
            yield block.src, block.line
        if block.kind not in (Kind.CODE, Kind.COMMENT):
            yield from ((src, block.line) for src in _inline(block.text, references))


def _inline(text: str, references: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for token in parse_inline(text, references) if "![" in text else ():
        if token.type == "image":
            yield str(token.attrGet("src"))


def _checked(src: str, path: Path, line: int, project: Project) -> Path:
    def refused(message: str) -> OctavillaError:
        return OctavillaError(f"the picture {src} {message}", path=path, line=line or None)

    if "://" in src or src.startswith(("//", "data:")):
        raise refused("is on the network. Save it beside the text.")
    file = path.parent / unquote(src)
    if not project.inside(file):
        raise refused("lies outside the project. Copy it into texts/.")
    if not _is_file(file):
        raise refused("is not there. Check its name, or remove the line.")
    if file.suffix.lower() not in SUFFIXES:
        kinds = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
        raise refused(f"is of a kind that cannot be printed. Use one of: {kinds}.")
    return file


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # a name longer than any file's
