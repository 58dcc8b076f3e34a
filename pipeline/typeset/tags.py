"""The structure tree of a tagged PDF, built from WeasyPrint's boxes: what a screen reader reads, in which order.

WeasyPrint 70 makes a tree of its own. It has an element for each fragment of a paragraph on each page, and for each
line; headers of columns without a scope; notes that are no notes; no language but that of the whole; a link for each
part of an address; and running heads that are neither content nor artefacts. This one follows the HTML: one element for
one element, wherever its boxes stand (ISO 32000-1, 14.7 and 14.8; ISO 14289-1; Matterhorn Protocol 1.1).
"""

from __future__ import annotations

from typing import Any

from pipeline.typeset import structure
from pipeline.typeset.structure import Leaf, Link, Node

_HEADINGS = {f"h{level}": f"H{level}" for level in range(1, 7)}
_ROLES = {
    "p": "P", "blockquote": "BlockQuote", "section": "Sect", "article": "Art", "main": "Part", "ul": "L", "ol": "L",
    "table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot", "tr": "TR", "th": "TH", "td": "TD",
    "caption": "Caption", "figure": "Div", "figcaption": "Caption", "a": "Link", "q": "Quote", "code": "Code",
    "pre": "P", **_HEADINGS,
}  # fmt: skip
"""Elements that have a role of their own; all others only hold what is in them."""
_TEXT_IN = frozenset({"P", "Lbl", "LBody", "TH", "TD", "Caption", "Link", "Quote", "Code", "Note", "Reference", "Span",
                      "TOCI", *_HEADINGS.values()})  # fmt: skip
"""Roles in which text may stand; elsewhere it gets a paragraph around it."""
_INLINE = frozenset({"a", "q", "code", "span::footnote-call"})
"""Elements in a line that have a role of their own."""
_NUMBERED = {"decimal": "Decimal", "lower-roman": "LowerRoman", "upper-roman": "UpperRoman",
             "lower-alpha": "LowerAlpha", "upper-alpha": "UpperAlpha"}  # fmt: skip
_SVG = "{http://www.w3.org/2000/svg}svg"


def add_tags(pdf: Any, document: Any, pdf_version: object, page_streams: list[Any]) -> None:
    """Give `pdf`, WeasyPrint's unfinished PDF of `document`, its structure tree, in place of its own function."""
    builder = _Builder(document)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        builder.page(number, page, stream)
    structure.write(pdf, builder.root, document.pages, page_streams)


class _Builder:
    """Walks over the boxes of all pages and puts what they hold under the nodes of their elements."""

    def __init__(self, document: Any) -> None:
        self.root = Node("Document", lang=str(document.metadata.lang or ""))
        self._nodes: dict[tuple[int, str], Node] = {}
        self._pages_of_heads: dict[int, int] = {}
        self._moved: dict[int, int] = {}
        self._level = 0
        self._notes = 0
        self._page = 0
        self._height = 0.0
        self._tags: dict[Any, dict[str, Any]] = {}

    def page(self, number: int, page: Any, stream: Any) -> None:
        """Add a page. What none of its boxes claims stays an artefact."""
        self._page, self._height, self._tags = number, page.height, stream._tags
        for child in page._page_box.children:
            if type(child).__name__ != "MarginBox":
                self._walk(child, self.root, None)
                continue
            # Running heads and folios are artefacts; an element of the page that is put there is read once.
            for moved in child.descendants():
                if moved.element is not None and self._moved.setdefault(id(moved.element), number) == number:
                    self._walk(moved, self.root, None)
                    break

    def _walk(self, box: Any, into: Node, block: Any) -> None:
        box = getattr(box, "_box", box)
        element, tag = box.element, box.element_tag or ""
        if element is not None and (
            element.attrib.get("aria-hidden") == "true" or element.attrib.get("role") == "presentation"
        ):
            return
        if type(box).__name__ == "TextBox":
            self._text(box, into, block)
            return
        if hasattr(box, "replacement"):
            self._picture(box, into)
            return
        if tag in ("hr", "hr::before") or (tag == "thead" and self._repeated(element)):
            return
        node = self._node(box, element, tag, into, block)
        if type(box).__name__ not in ("LineBox", "InlineBox"):
            block = element if element is not None else block
        if box.link_annotation is not None and node.role == "Link" and tag == "a":
            node.kids.append(Link(self._page, box.link_annotation))
        for child in box.children:
            self._walk(child, node, block)

    def _repeated(self, element: Any) -> bool:
        """Tell whether the head of a table stands here once more, on a further page."""
        return self._pages_of_heads.setdefault(id(element), self._page) != self._page

    def _node(self, box: Any, element: Any, tag: str, into: Node, block: Any) -> Node:
        """Return the node for a box's content: its element's, or the one around it."""
        if element is None:
            return into
        key = (id(element), tag)
        if key in self._nodes:
            return self._nodes[key]
        language = str(box.style["lang"] or "")
        other = bool(language) and language != into.language
        inline = type(box).__name__ == "InlineBox"
        if inline and (other or tag in _INLINE):
            into = self._paragraph(into, block)
        made = self._made(box, element, tag, into)
        if other:
            made = made or into.add(Node("Span" if inline else "Div"))
            made.lang = language
        if made is not None:
            self._nodes[key] = made
        return made or into

    def _made(self, box: Any, element: Any, tag: str, into: Node) -> Node | None:
        """Return a new node for an element that has a role, else None."""
        classes = (element.attrib.get("class") or "").split()
        if tag == "span::footnote-call" or (tag == "span" and "call" in classes):
            call = into.add(Node("Reference"))
            if tag != "span":
                # The note's own boxes come at the foot of the page; it is read where it is called.
                self._nodes[id(element), "span"] = self._note(into)
            return call
        if tag == "span" and "note" in classes:
            return self._note(into)
        if tag in ("span::footnote-marker", "li::marker"):
            if into.role == "LBody" and into.parent is not None:
                return into.parent.add(Node("Lbl"), first=True)
            return into.add(Node("Lbl"))
        if tag == "li":
            return self._item(into)
        if tag == "code" and into.role not in _TEXT_IN:
            return None
        role = _ROLES.get(tag)
        if role is None:
            return None
        if role == "L":
            return self._list(box, element, into)
        if role == "Link" and into.ancestor("TOC"):
            into = into.add(Node("Reference"))
        if role in _HEADINGS.values():
            role = f"H{self._next_level(int(role[1]))}"
        node = into.add(Node(role, source=element))
        if role in ("TH", "TD"):
            _describe_cell(node, box, element)
        return node

    def _next_level(self, level: int) -> int:
        """Return the level of a heading, none skipped on the way down (ISO 14289-1, 7.4.2)."""
        self._level = min(level, self._level + 1)
        return self._level

    def _note(self, into: Node) -> Node:
        self._notes += 1
        return into.add(Node("Note", identifier=f"note-{self._notes}"))

    def _list(self, box: Any, element: Any, into: Node) -> Node:
        if into.role == "TOC" or _in(element, into):
            return into.add(Node("TOC"))
        numbering = _NUMBERED.get(str(box.style["list_style_type"]), "None" if element.tag == "ol" else "Disc")
        attributes = {"O": "/List", "ListNumbering": f"/{numbering}"}
        return into.add(Node("L", attributes=attributes))

    def _item(self, into: Node) -> Node:
        if into.role == "TOC":
            return into.add(Node("TOCI"))
        return into.add(Node("LI")).add(Node("LBody"))

    def _text(self, box: Any, into: Node, block: Any) -> None:
        kid = self._tags.get(box)
        if kid is None or not box.text.strip("\u200b") or _is_leader(box):
            return
        into = self._paragraph(into, block)
        into.kids.append(Leaf(self._page, kid["mcid"], box.text, str(box.style["hyphenate_character"])))

    def _paragraph(self, into: Node, block: Any) -> Node:
        """Return a node in which text may stand: this one, or the paragraph of a block that has none of its own."""
        if into.role in _TEXT_IN:
            return into
        key = (id(block), "text")
        if key not in self._nodes:
            self._nodes[key] = into.add(Node("P", source=block))
        return self._nodes[key]

    def _picture(self, box: Any, into: Node) -> None:
        kid, alt = self._tags.get(box), _alternative(box.element)
        if kid is None or not alt:
            return
        x, y = box.content_box_x(), box.content_box_y()
        corners = (x, self._height - y - box.height, x + box.width, self._height - y)
        attributes: dict[str, Any] = {"O": "/Layout", "BBox": [round(value * 0.75, 3) for value in corners]}
        if into.role not in _TEXT_IN:
            attributes["Placement"] = "/Block"
        figure = into.add(Node("Figure", alt=alt, attributes=attributes))
        figure.kids.append(Leaf(self._page, kid["mcid"]))


def _in(element: Any, into: Node) -> bool:
    """Tell whether a list is a table of contents: all its entries begin with a link inside the document."""
    entries = [child for child in element if child.tag == "li"]
    links = [next(iter(entry), None) for entry in entries]
    return bool(links) and all(
        link is not None and link.tag == "a" and str(link.attrib.get("href", "")).startswith("#") for link in links
    )


def _describe_cell(node: Node, box: Any, element: Any) -> None:
    node.attributes["O"] = "/Table"
    if node.role == "TH":
        node.attributes["Scope"] = "/Row" if element.attrib.get("scope") == "row" else "/Column"
    for name, span in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)):
        if span != 1:
            node.attributes[name] = span
    if len(node.attributes) == 1:
        node.attributes.clear()


def _is_leader(box: Any) -> bool:
    """Tell whether a text is the row of dots between a heading and its page."""
    return "::" in (box.element_tag or "") and not box.text.strip(" .\u00a0")


def _alternative(element: Any) -> str:
    """Return what is said in place of a picture; nothing for one that decorates."""
    if element is None:
        return ""
    if element.tag == _SVG:
        return next((str(child.text or "") for child in element if child.tag == _SVG.replace("}svg", "}title")), "")
    return str(element.attrib.get("alt") or "").strip()
