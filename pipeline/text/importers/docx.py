"""Make a Word file plain before pandoc reads it: one flow of text, nothing tracked, hidden, active or fetched."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline.text.importers import docx_boxes, docx_review, docx_styles, docx_tabs
from pipeline.text.importers.model import Aside
from pipeline.text.importers.ooxml import A, R, W, drop, text_of, transitional
from pipeline.text.importers.properties import core
from pipeline.text.importers.safety import Archive, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
_KEPT = ("styles", "numbering", "footnotes", "endnotes")
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Plain:
    """A Word file made plain."""

    data: bytes
    """A small docx of the text alone; its pictures are empty."""
    pictures: dict[str, str]
    """The address pandoc gives each picture (`media/1.png`): the part of the original that holds it."""
    asides: tuple[Aside, ...]
    notices: tuple[str, ...]
    meta: dict[str, str]


@dataclass(slots=True)
class _Relations:
    """What a part names by ids."""

    targets: dict[str, str] = field(default_factory=dict)
    """Parts of the archive."""
    links: dict[str, str] = field(default_factory=dict)
    """Addresses outside."""
    kinds: dict[str, str] = field(default_factory=dict)


def simplify(archive: Archive) -> Plain:
    """Return the text of a Word file as a docx without boxes, changes, comments, fields, macros and objects.

    Raises OctavillaError for one that is damaged or hostile.
    """
    main = _main(archive)
    relations = _relations(archive, main)
    named = {kind: target for id_, target in relations.targets.items() if (kind := relations.kinds[id_])}
    roots: dict[str, _Element] = {"document": _xml(archive, main)}
    for name in _KEPT:
        if (part := named.get(name, "")) in archive:
            roots[name] = _xml(archive, part)
    styles = docx_styles.Styles.of(roots.get("styles"))
    asides: list[Aside] = []
    notices: list[str] = []
    counts = {"changes": 0, "comments": 0, "hidden": 0}
    pictures: dict[str, str] = {}
    links: dict[str, dict[str, str]] = {}
    for name in ("document", "footnotes", "endnotes"):
        if name not in roots:
            continue
        part = main if name == "document" else named[name]
        own = relations if name == "document" else _relations(archive, part)
        changes, found, lines = _flow(archive, roots[name], own, styles)
        counts["changes"] += changes
        counts["hidden"] += sum(aside.why == "hidden text" for aside in found)
        asides += found
        notices += lines
        links[name] = own.links
        pictures |= _pictures(roots[name], own, name, notices)
    comments = named.get("comments", "")
    said = docx_review.comments(roots["document"], _xml(archive, comments) if comments in archive else None)
    for name in ("footnotes", "endnotes"):
        if name in roots:
            docx_review.comments(roots[name], None)
    counts["comments"] = len(said)
    asides += [*said, *_running(archive, relations)]
    docx_styles.renumber(roots, styles)
    if any(name.lower().endswith("vbaproject.bin") for name in archive.sizes):
        notices.append("macros in it were left out: they are never run")
    embedded = sum("/embeddings/" in name or "/activeX/" in name for name in archive.sizes)
    if embedded:
        notices.append(f"{embedded} embedded object{'s' * (embedded != 1)} left out: open the document to see them")
    return Plain(_packed(roots, links, pictures), pictures, tuple(asides), (*docx_review.said(counts), *notices),
                 core(archive, _core(archive)))  # fmt: skip


def _flow(archive: Archive, root: _Element, relations: _Relations, styles: docx_styles.Styles
          ) -> tuple[int, list[Aside], list[str]]:  # fmt: skip
    """Change one part in place; return how many changes were accepted, what is set aside, and what is to be said."""

    def part(name: str) -> _Element | None:
        target = relations.targets.get(name, "")
        return _xml(archive, target) if target in archive else None

    docx_boxes.alternatives(root)
    changes, asides = docx_review.accept(root)
    charts, notices = docx_boxes.shapes(root, part)
    prompts = docx_boxes.controls(root)
    contents = docx_boxes.fields(root)
    hidden = docx_review.hidden(root, styles.hiding)
    docx_boxes.boxes(root, "")
    docx_boxes.symbols(root)
    docx_tabs.tables(root, styles.names)
    docx_styles.forms(root, styles)
    docx_styles.headings(root, styles)
    docx_styles.grids(root)
    chunks = [_embedded(archive, element, relations) for element in list(root.iter(f"{W}altChunk"))]
    lines = [*notices, *("a document inside the document was set aside: open it and copy what it says" for _ in chunks)]
    embedded = [aside for chunk in chunks for aside in chunk]
    return changes, [*asides, *charts, *prompts, *contents, *hidden, *embedded], lines


def _embedded(archive: Archive, element: _Element, relations: _Relations) -> list[Aside]:
    target = relations.targets.get(element.get(f"{R}id") or "", "")
    drop(element)
    if target not in archive or target.rpartition(".")[2].lower() not in ("htm", "html", "xhtml", "txt", "mht"):
        return []
    text = re.sub(r"(?s)<(style|script)\b.*?</\1\s*>|<[^>]*>", " ", archive.read(target).decode("utf-8", "replace"))
    text = " ".join(text.split())
    return [Aside(text=text, why="embedded document")] if text else []


def _running(archive: Archive, relations: _Relations) -> list[Aside]:
    """Return the words of headers and footers, each once."""
    found: dict[str, None] = {}
    for id_, kind in relations.kinds.items():
        if kind in ("header", "footer") and (target := relations.targets.get(id_, "")) in archive:
            root = _xml(archive, target)
            docx_boxes.alternatives(root)
            docx_review.accept(root)
            for prompt in docx_boxes.controls(root):
                found.setdefault(prompt.text)
            for mark in list(root.iter(f"{W}instrText")):
                drop(mark)
            found.setdefault(" ".join(text_of(root).split()))
    return [Aside(text=text, why="running head") for text in found if text and not text.isdecimal()]


def _pictures(root: _Element, relations: _Relations, name: str, notices: list[str]) -> dict[str, str]:
    """Name the pictures of a part so that pandoc's addresses are known; return these with the parts they stand for."""
    found: dict[str, str] = {}
    outside = 0
    for element in list(root.iter(f"{A}blip", f"{_VML}imagedata")):
        key = f"{R}embed" if element.tag == f"{A}blip" else f"{R}id"
        target = relations.targets.get(element.get(key) or "", "")
        outside += not target
        if target:
            found[f"media/{name}-{element.get(key)}.png"] = target
    if outside:
        notices.append(f"{outside} picture{'s' * (outside != 1)} not in the document itself, only linked: add by hand")
    return found


def _main(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for kind, target in _by_kind(_relations(archive, "")):
            if kind == "officeDocument" and target in archive:
                return target
    return "word/document.xml"


def _by_kind(self: _Relations) -> Iterator[tuple[str, str]]:
    for id_, target in self.targets.items():
        yield self.kinds[id_], target


def _core(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for kind, target in _by_kind(_relations(archive, "")):
            if kind == "core-properties" and target in archive:
                return target
    return "docProps/core.xml"


def _relations(archive: Archive, part: str) -> _Relations:
    """Return the relations of a part; a link outside is only ever written down, never followed."""
    folder, _, name = part.rpartition("/")
    file = posixpath.join(folder, "_rels", f"{name}.rels")
    found = _Relations()
    if file not in archive:
        return found
    for element in archive.xml(file).iter(_RELATION):
        id_, target = element.get("Id", ""), element.get("Target", "")
        kind = element.get("Type", "").rpartition("/")[2]
        if element.get("TargetMode") == "External":
            if kind == "hyperlink":
                found.links[id_] = target
            continue
        whole = unquote(target.lstrip("/")) if target.startswith("/") else posixpath.join(folder, unquote(target))
        found.targets[id_] = posixpath.normpath(whole) if target else ""
        found.kinds[id_] = kind
    return found


def _xml(archive: Archive, name: str) -> _Element:
    return parse_xml(transitional(archive.read(name)), archive.path, name)


def _packed(roots: dict[str, _Element], links: dict[str, dict[str, str]], pictures: dict[str, str]) -> bytes:
    from lxml import etree

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:

        def put(name: str, data: bytes | str) -> None:
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), data)

        put("[Content_Types].xml", _TYPES)
        put("_rels/.rels", _ROOT)
        for name, root in roots.items():
            put(f"word/{name}.xml", etree.tostring(root, encoding="UTF-8", xml_declaration=True))
        for name in ("document", "footnotes", "endnotes"):
            if name in roots:
                put(f"word/_rels/{name}.xml.rels", _rels(name, roots, links.get(name, {}), pictures))
        for picture in pictures:
            put(f"word/{picture}", b"")
    return out.getvalue()


def _rels(name: str, roots: dict[str, _Element], links: dict[str, str], pictures: dict[str, str]) -> bytes:
    from lxml import etree

    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    root = etree.Element(_RELATION.removesuffix("ship") + "ships", nsmap={None: _RELATION[1:].partition("}")[0]})

    def relate(id_: str, kind: str, target: str, **more: str) -> None:
        etree.SubElement(root, _RELATION, Id=id_, Type=base + kind, Target=target, **more)

    for id_, address in links.items():
        relate(id_, "hyperlink", address, TargetMode="External")
    for picture in pictures:
        part, _, id_ = picture.removeprefix("media/").removesuffix(".png").partition("-")
        if part == name:
            relate(id_, "image", picture)
    if name == "document":
        for number, part in enumerate(_KEPT):
            if part in roots:
                relate(f"octavilla{number}", part, f"{part}.xml")
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
