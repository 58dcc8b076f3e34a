"""An edition as an e-book: EPUB 3.3, one file that phones and e-book readers open without a network."""

from __future__ import annotations

import mimetypes
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree

from pipeline.addresses import readable, short_address, web_address
from pipeline.plan import Text
from pipeline.project import Project
from pipeline.publish.pages import EPUB_TYPE
from pipeline.review.edition import Edition
from pipeline.typeset import cards
from pipeline.typeset.render import Renderer
from pipeline.typeset.view import View

UNDATED = "2000-01-01"
"""The day given for a text without a date: the format demands one, and the clock may not decide what a file holds."""
_XHTML = "{http://www.w3.org/1999/xhtml}"
_MEDIA = "media/"
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The first day that a ZIP archive knows."""
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the book, named from its folder; `properties` as in the package document (EPUB 3.3, 5.6.2)."""

    name: str
    data: bytes
    kind: str
    properties: str = ""


def epub(renderer: Renderer, edition: Edition, project: Project, text: Text) -> bytes:
    """Return an edition as an EPUB file; the same bytes for the same edition.

    Raises OctavillaError for a picture or a template that cannot be used.
    """
    publisher = project.configuration.publisher
    address = short_address(publisher.base_url, text.short)
    view = renderer.web_view(edition, publisher, ".")
    html = renderer.fill(
        "epub/text.html", page=view, publisher=publisher, siblings=(), _=view.strings, address=address,
    )  # fmt: skip
    card = renderer.card(edition, publisher, cards.COVER, address=readable(address))
    cover = cards.drawn(card, cards.COVER, root=project.root, base=text.path)
    page, pictures = _page(html, project, web_address(publisher.base_url, edition.language.code, ""))
    items = (
        _Item("nav.xhtml", _navigation(view), "application/xhtml+xml", "nav"),
        _Item("text.xhtml", page, "application/xhtml+xml"),
        _Item("style.css", renderer.source("epub/style.css").encode(), "text/css"),
        _Item("cover.jpg", cover, "image/jpeg", "cover-image"),
        *(_Item(name, data, _kind(name)) for name, data in pictures.items()),
    )
    return _zipped(_package(view, _identifier(publisher.base_url or publisher.title, text, edition), items), items)


def _page(html: str, project: Project, base: str) -> tuple[bytes, Mapping[str, bytes]]:
    """Return the page as XHTML, and its pictures by the name that they have in the book.

    Links to other texts of the project become links to their web pages under `base`, or plain words without one.
    """
    import tinyhtml5

    tree = tinyhtml5.parse(html)
    pictures: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for node in tree.iter(f"{_XHTML}img"):
        path = unquote(node.get("src", "")).removeprefix("./").removeprefix(_MEDIA)
        if path not in names:
            names[path] = f"{_MEDIA}{len(names) + 1}.{path.rpartition('.')[2].lower()}"
            pictures[names[path]] = (project.root / path).read_bytes()
        node.set("src", names[path])
        node.attrib.pop("loading", None)
    for node in tree.iter(f"{_XHTML}a"):
        address = node.get("href", "")
        if address.startswith("../"):
            node.set("href", base.rstrip("/") + "/" + address.removeprefix("../"))
            if not base:
                del node.attrib["href"]
    for node in tree.iter(f"{_XHTML}sup"):
        for call in node.iter(f"{_XHTML}a"):
            call.set("epub:type", "noteref")
            call.set("role", "doc-noteref")
    for node in tree.iter(f"{_XHTML}div"):
        if "table" in node.get("class", "").split():
            # A reader's program scrolls by itself; a region that takes the keyboard's focus is for browsers.
            for name in ("tabindex", "role", "aria-label"):
                node.attrib.pop(name, None)
    return _xhtml(tree), pictures


def _xhtml(root: ElementTree.Element) -> bytes:
    """Return an HTML tree as an XHTML file."""
    for node in root.iter():
        node.tag = node.tag.removeprefix(_XHTML)
        if node.get("lang"):
            node.set("xml:lang", node.get("lang", ""))
    root.set("xmlns", "http://www.w3.org/1999/xhtml")
    root.set("xmlns:epub", "http://www.idpf.org/2007/ops")
    content = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n{content}\n'.encode()


def _navigation(view: View) -> bytes:
    """Return the navigation document (EPUB 3.3, 7): the title, and the headings of the highest level."""
    facts = view.edition.language
    root = ElementTree.Element("html", {"lang": facts.locale, "dir": facts.direction})
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = view.title_text
    nav = ElementTree.SubElement(ElementTree.SubElement(root, "body"), "nav", {"epub:type": "toc", "role": "doc-toc"})
    ElementTree.SubElement(nav, "h1").text = view.strings("Contents")
    entries = ElementTree.SubElement(nav, "ol")
    top = min((heading.level for heading in view.headings), default=0)
    chapters = [(item.anchor, view.plain(item.block.text)) for item in view.headings if item.level == top]
    for anchor, words in (("title", view.title_text), *chapters):
        entry = ElementTree.SubElement(entries, "li")
        ElementTree.SubElement(entry, "a", {"href": f"text.xhtml#{anchor}"}).text = words
    return _xhtml(root)


def _package(view: View, identifier: str, items: Sequence[_Item]) -> bytes:
    """Return the package document (EPUB 3.3, 5), with what EPUB Accessibility 1.1 asks to be said."""
    meta, facts = view.edition.document.meta, view.edition.language
    root = ElementTree.Element("package", {
        "xmlns": "http://www.idpf.org/2007/opf", "version": "3.0", "unique-identifier": "id",
        "xml:lang": facts.locale, "dir": facts.direction,
    })  # fmt: skip
    about = ElementTree.SubElement(root, "metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})
    ElementTree.SubElement(about, "dc:identifier", {"id": "id"}).text = identifier
    for name, value in _facts(view):
        ElementTree.SubElement(about, f"dc:{name}").text = value
    day = (meta.date.isoformat() if meta.date else UNDATED) + "T00:00:00Z"
    properties = [
        ("dcterms:modified", day),
        ("schema:accessMode", "textual"),
        *((("schema:accessMode", "visual"),) if any(item.name.startswith(_MEDIA) for item in items) else ()),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityFeature", "alternativeText"),
        ("schema:accessibilityHazard", "none"),
    ]
    for name, value in properties:
        ElementTree.SubElement(about, "meta", {"property": name}).text = value
    manifest = ElementTree.SubElement(root, "manifest")
    for number, item in enumerate(items, 1):
        entry = {"id": f"i{number}", "href": item.name, "media-type": item.kind}
        ElementTree.SubElement(manifest, "item", entry | ({"properties": item.properties} if item.properties else {}))
    spine = ElementTree.SubElement(root, "spine")
    ElementTree.SubElement(spine, "itemref", {"idref": "i2"})
    content = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'.encode()


def _facts(view: View) -> Iterator[tuple[str, str]]:
    """Yield the Dublin Core elements of a book, those that are known."""
    meta = view.edition.document.meta
    known = (
        ("title", view.title_text),
        ("language", view.edition.language.locale),
        ("creator", meta.author),
        ("date", meta.date.isoformat() if meta.date else ""),
        ("description", view.subtitle_text),
        ("subject", view.topic),
        ("publisher", view.publisher.title),
        ("rights", meta.licence),
        ("source", view.plain(meta.source)),
    )
    return ((name, " ".join(value.split())) for name, value in known if value.strip())


def _identifier(base: str, text: Text, edition: Edition) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{base}/{edition.language.code}/{text.slug}')}"


def _kind(name: str) -> str:
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"


def _zipped(package: bytes, items: Sequence[_Item]) -> bytes:
    """Return the container (EPUB 3.3 OCF): the media type comes first, and is not compressed."""
    files = [("META-INF/container.xml", _CONTAINER.encode()), ("EPUB/package.opf", package)]
    files += [(f"EPUB/{item.name}", item.data) for item in items]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in (("mimetype", EPUB_TYPE.encode()), *files):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()
