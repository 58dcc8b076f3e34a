"""Read OpenDocument texts (.odt): the flow of the text, with boxes, notes, changes and comments."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pipeline.errors import OctavillaError
from pipeline.text.importers import nodes, properties
from pipeline.text.importers.docx_review import said
from pipeline.text.importers.model import Aside, Reading
from pipeline.text.importers.nodes import Node
from pipeline.text.importers.odt_styles import DRAW, OFFICE, STYLE, SVG, TABLE, TEXT, Styles
from pipeline.text.importers.pictures import Album
from pipeline.text.importers.safety import Archive, open_archive

if TYPE_CHECKING:
    from lxml.etree import _Element

_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MANIFEST = "META-INF/manifest.xml"
MOST_REPEATS = 100
"""Of one cell or row; spreadsheets write “this cell a thousand times” for their empty margins."""
_CAPTIONS = ("caption", "illustration", "figure", "table", "drawing", "text")
_QUOTES = ("quote", "intense quote", "quotation", "block text")
_KNOWN = ("title", "subtitle", "quotations", "preformatted text", *_QUOTES)
_INDEXES = ("table-of-content", "illustration-index", "table-index", "object-index", "user-index",
            "alphabetical-index")  # fmt: skip
_CONTAINERS = ("section", "index-body", "index-title", "list-header", "bibliography")


def read(data: bytes, path: Path) -> Reading:
    """Return what an OpenDocument text holds. Raises OctavillaError as `office.read` does."""
    from pipeline.text.importers import dialect
    from pipeline.text.importers.gathered import reading

    archive = open_archive(data, path)
    if "content.xml" not in archive:
        raise OctavillaError("is not an OpenDocument text. Open it in LibreOffice and save it as .odt.", path=path)
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise OctavillaError("has a password. Open it, save it without the password, and import that.", path=path)
    content = archive.xml("content.xml")
    sheet = archive.xml("styles.xml") if "styles.xml" in archive else None
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise OctavillaError("holds no text but a table or slides. Copy what it says into a text document.", path=path)
    reader = _Reader(Styles((content,) if sheet is None else (content, sheet)))
    blocks = reader.blocks(body)
    if sheet is not None:
        reader.running(sheet)
    album = Album()
    album.take(list(dict.fromkeys(reader.sources)), lambda source: _picture(archive, source))
    notices = [*said(reader.counts), *_left_out(archive, reader)]
    meta = _meta(archive)
    rest = Reading(pieces=(), meta=meta, pictures=tuple(album.pictures), asides=tuple(reader.asides),
                   notices=(*notices, *album.notices))  # fmt: skip
    return reading(dialect.write(blocks, album.goals), rest)


def _picture(archive: Archive, source: str) -> bytes | None:
    name = posixpath.normpath(unquote(source)).removeprefix("./")
    return archive.read(name) if name in archive else None


def _left_out(archive: Archive, reader: _Reader) -> list[str]:
    notices = []
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.sizes):
        notices.append("macros in it were left out: they are never run")
    if number := reader.counts["objects"]:
        notices.append(f"{number} embedded object{'s' * (number != 1)} left out: open the document to see them")
    return notices


def _meta(archive: Archive) -> dict[str, str]:
    if "meta.xml" not in archive:
        return {}
    root = archive.xml("meta.xml")
    found = properties.meta(root, created=f"{_META}creation-date")
    author = next((node.text or "" for node in root.iter(f"{_META}initial-creator")), "")
    who = properties.authors([author]) or found.get("author", "")
    return {name: value for name, value in {**found, "author": who}.items() if value}


@dataclass(slots=True)
class _Reader:
    styles: Styles
    asides: list[Aside] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    boxes: list[list[Node]] = field(default_factory=list)
    """What text boxes of the paragraph that is being read hold."""
    numbers: dict[str, int] = field(default_factory=dict)
    """The last number of each list, by its id and by its style: another list may go on with it."""

    def blocks(self, parent: _Element, level: int = 0, style: str = "") -> list[Node]:
        """Return the blocks below an element; `level` and `style` are of the list around it."""
        found: list[Node] = []
        for element in parent:
            found += self._block(element, level, style)
        return found

    def running(self, sheet: _Element) -> None:
        """Set aside the words of headers and footers."""
        seen = dict.fromkeys(
            " ".join(_words(element).split())
            for page in sheet.iter(f"{STYLE}master-page")
            for element in page
            if element.tag.removeprefix(STYLE).startswith(("header", "footer"))
        )
        self.asides += [Aside(text=text, why="running head") for text in seen if text and not text.isdecimal()]

    def _block(self, element: _Element, level: int, style: str) -> list[Node]:
        name = str(element.tag)
        if name in (f"{TEXT}p", f"{TEXT}h"):
            return self._paragraph(element)
        if name in (f"{TEXT}list", f"{TEXT}ordered-list", f"{TEXT}unordered-list"):
            return self._list(element, level + 1, element.get(f"{TEXT}style-name") or style)
        if name == f"{TABLE}table":
            return self._table(element)
        if name == f"{TEXT}tracked-changes":
            self._changes(element)
            return []
        if name.startswith(TEXT) and name.removeprefix(TEXT) in _INDEXES:
            text = _words(element.find(f"{TEXT}index-body"))
            self.asides += [Aside(text=text, why="table of contents")] if text else []
            return []
        if name.startswith(TEXT) and name.removeprefix(TEXT) in _CONTAINERS:
            if element.get(f"{TEXT}display") == "none":
                self._hide(_words(element))
                return []
            return self.blocks(element, level, style)
        if name.startswith(DRAW) or name == f"{OFFICE}annotation":
            return self._loose(element)
        return []

    def _loose(self, element: _Element) -> list[Node]:
        """Return what a drawing holds that stands between paragraphs: one on a page."""
        held, self.boxes = self.boxes, []
        inline = self._inlines([element])
        blocks = [block for box in self.boxes for block in box]
        self.boxes = held
        return [*([{"t": "Para", "c": inline}] if inline else []), *blocks]

    def _paragraph(self, element: _Element) -> list[Node]:
        held, self.boxes = self.boxes, []
        name = element.get(f"{TEXT}style-name", "")
        marks = self.styles.marks("paragraph", name)
        names = self.styles.names(name)
        inline = self._inside(element)
        boxes = [block for box in self.boxes for block in box]
        self.boxes = held
        level = element.get(f"{TEXT}outline-level", "1") if element.tag == f"{TEXT}h" else ""
        depth = int(level) if level.isdecimal() else self.styles.outline(name)
        if "Hidden" in marks or element.get(f"{TEXT}is-hidden") == "true":
            self._hide(_words(element))
            return boxes
        if not inline:
            return boxes
        if depth and names[0] not in ("title", "subtitle"):
            return [nodes.heading(depth, inline), *boxes]
        shown = next((one for one in names if one in _KNOWN), "")
        shown = "quotations" if shown in _QUOTES else shown
        shown = shown or next((one for one in names[:2] if one in _CAPTIONS), "") or self.styles.name(name)
        if shown in _CAPTIONS:
            shown, marks = "caption", ()
        if shown in ("title", "subtitle", "quotations", "table heading") and len(marks) < 3:
            marks = ("Strong",) if shown == "table heading" else ()
        kept = [mark for mark in marks if mark != "Hidden"]
        return [nodes.styled([{"t": "Para", "c": nodes.marked(inline, kept)}], shown), *boxes]

    def _inside(self, element: _Element) -> list[Node]:
        found = nodes.text(element.text or "")
        for child in element:
            found += self._inlines([child])
            found += nodes.text(child.tail or "")
        return found

    def _inlines(self, elements: Iterable[_Element]) -> list[Node]:
        return [node for element in elements for node in self._inline(element)]

    def _inline(self, element: _Element) -> list[Node]:
        if element.tag == f"{OFFICE}annotation":
            self._comment(element)
            return []
        if str(element.tag).startswith(DRAW):
            return self._drawing(element)
        match str(element.tag).removeprefix(TEXT):
            case "span":
                marks = self.styles.marks("text", element.get(f"{TEXT}style-name", ""))
                if "Hidden" in marks:
                    self._hide(_words(element))
                    return []
                return nodes.marked(self._inside(element), marks)
            case "a":
                return [nodes.link(self._inside(element), element.get(_HREF, ""))]
            case "s" | "tab":
                return [{"t": "Space"}]
            case "line-break":
                return [{"t": "LineBreak"}]
            case "note":
                body = element.find(f"{TEXT}note-body")
                return [] if body is None else [nodes.note(self.blocks(body))]
            case "ruby":
                return self._ruby(element)
            case "hidden-text" | "hidden-paragraph":
                self._hide(element.get(f"{TEXT}string-value") or _words(element))
                return []
            case "placeholder":
                self.asides.append(Aside(text=_words(element), why="prompt of an empty field"))
                return []
            case "change" | "change-start" | "change-end" | "soft-page-break" | "script" | "note-citation":
                return []
            case "p" | "h" | "list":
                self.boxes.append(self._block(element, 0, ""))
                return []
        if str(element.tag).endswith("}annotation-end"):
            return []
        return self._inside(element)

    def _ruby(self, element: _Element) -> list[Node]:
        base, above = element.find(f"{TEXT}ruby-base"), element.find(f"{TEXT}ruby-text")
        said_above = _words(above)
        shown = [] if base is None else self._inside(base)
        return [*shown, *nodes.text(f" ({said_above})" if said_above else "")]

    def _drawing(self, element: _Element) -> list[Node]:
        """Return the pictures of a drawing; the words in it are kept for after the paragraph."""
        if element.tag == f"{DRAW}frame":
            alt = " ".join(_words(element.find(f"{SVG}desc")).split()) or " ".join(
                _words(element.find(f"{SVG}title")).split()
            )
            box = element.find(f"{DRAW}text-box")
            if box is not None:
                self.boxes.append(self.blocks(box))
                return []
            table = element.find(f"{TABLE}table")
            if table is not None:
                self.boxes.append(self._table(table))
                return []
            if element.find(f"{DRAW}object") is not None or element.find(f"{DRAW}object-ole") is not None:
                self.counts["objects"] += 1
            # Of several pictures of one frame the first that is no drawing of Windows is what a reader sees.
            images = [image.get(_HREF, "") for image in element.findall(f"{DRAW}image")]
            source = next((one for one in images if one.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp"))),
                          images[0] if images else "")  # fmt: skip
            if not source:
                return []
            if not source.startswith("./ObjectReplacements/") and not source.startswith("ObjectReplacements/"):
                self.sources.append(source)
                return [nodes.image(source, alt)]
            return nodes.text(alt)
        if element.tag == f"{DRAW}a":
            return self._inlines(element)
        inside = [node for child in element if str(child.tag).startswith(DRAW) for node in self._inline(child)]
        held = [block for child in element if str(child.tag).startswith(TEXT) for block in self._block(child, 0, "")]
        if held:
            self.boxes.append(held)
        return inside

    def _list(self, element: _Element, level: int, style: str) -> list[Node]:
        items: list[list[Node]] = []
        before = self.numbers.get(element.get(f"{TEXT}continue-list") or style, 0)
        goes_on = element.get(f"{TEXT}continue-list") or element.get(f"{TEXT}continue-numbering") == "true"
        start = before + 1 if goes_on else 1
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            said_start = item.get(f"{TEXT}start-value", "")
            if said_start.isdecimal() and not items:
                start = int(said_start)
            blocks = self.blocks(item, level, style)
            if blocks:
                items.append(blocks)
        # Numbered headings are written as items of lists.
        if any(block["t"] == "Header" for item in items for block in item):
            return [block for item in items for block in item]
        # An item that holds only a list is a step to a deeper level.
        merged: list[list[Node]] = []
        for blocks in items:
            if merged and all(block["t"] in ("BulletList", "OrderedList") for block in blocks):
                merged[-1] = [*merged[-1], *blocks]
            else:
                merged.append(blocks)
        if not merged:
            return []
        if len(merged) == 1 and all(block["t"] in ("BulletList", "OrderedList") for block in merged[0]):
            return merged[0]
        for name in (element.get(_ID), element.get(f"{TEXT}id"), style):
            if name:
                self.numbers[name] = start + len(merged) - 1
        return [nodes.listed(merged, start if self.styles.is_ordered(style, level) else None)]

    def _table(self, element: _Element) -> list[Node]:
        head: list[list[Any]] = []
        body: list[list[Any]] = []

        def rows(parent: _Element, goal: list[list[Any]]) -> None:
            for child in parent:
                if child.tag == f"{TABLE}table-header-rows":
                    rows(child, head)
                elif child.tag in (f"{TABLE}table-rows", f"{TABLE}table-row-group"):
                    rows(child, goal)
                elif child.tag == f"{TABLE}table-row":
                    goal.extend([self._cells(child)] * _number(child, "number-rows-repeated"))

        rows(element, body)
        return [nodes.table(head, body)] if head or body else []

    def _cells(self, row: _Element) -> list[Any]:
        cells: list[Any] = []
        for element in row:
            if element.tag == f"{TABLE}table-cell":
                across, down = _number(element, "number-columns-spanned"), _number(element, "number-rows-spanned")
                cells += [nodes.cell(self.blocks(element), across, down)] * _number(element, "number-columns-repeated")
        return cells

    def _comment(self, element: _Element) -> None:
        author = " ".join((element.findtext(f"{_DC}creator") or "").split())
        text = "\n".join(filter(None, (_words(child) for child in element if str(child.tag).startswith(TEXT))))
        if text:
            self.counts["comments"] += 1
            self.asides.append(Aside(text=f"{author}: {text}" if author else text, why="comment"))

    def _changes(self, element: _Element) -> None:
        for region in element.iter(f"{TEXT}changed-region"):
            self.counts["changes"] += 1
            deletion = region.find(f"{TEXT}deletion")
            text = " ".join(_words(deletion).split())
            if text:
                self.asides.append(Aside(text=text, why="deleted text"))

    def _hide(self, text: str) -> None:
        if text.strip():
            self.counts["hidden"] += 1
            self.asides.append(Aside(text=text.strip(), why="hidden text"))


def _number(element: _Element, name: str) -> int:
    value = element.get(f"{TABLE}{name}", "1")
    return max(1, min(int(value), MOST_REPEATS)) if value.isdecimal() and len(value) < 9 else 1


def _words(element: _Element | None) -> str:
    """Return the words below an element; paragraphs are lines. Who said it and when is left out."""
    if element is None:
        return ""
    parts: list[str] = []

    def walk(node: _Element) -> None:
        if node.tag in (
            f"{_DC}creator",
            f"{_DC}date",
            f"{OFFICE}change-info",
            f"{TEXT}page-number",
            f"{TEXT}page-count",
        ):
            return
        parts.append(node.text or "")
        for child in node:
            walk(child)
            parts.append(child.tail or "")
        if node.tag in (f"{TEXT}p", f"{TEXT}h"):
            parts.append("\n")
        elif node.tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"):
            parts.append(" ")

    walk(element)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
