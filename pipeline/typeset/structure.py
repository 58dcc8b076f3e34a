"""Write a structure tree into WeasyPrint's unfinished PDF: elements, numbers of content, artefacts, links."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True, eq=False)
class Leaf:
    """Marked content on a page; `text` is what stands there, `hyphen` what would end a divided word."""

    page: int
    mcid: int
    text: str = ""
    hyphen: str = ""
    actual: str = ""


@dataclass(slots=True, eq=False)
class Link:
    """A link's annotation on a page."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Node:
    """An element of the tree."""

    role: str
    lang: str = ""
    alt: str = ""
    identifier: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    source: Any = None
    """The HTML element whose text it holds: tells a hyphen of the text from one at the end of a line."""
    kids: list[Node | Leaf | Link] = field(default_factory=list)
    parent: Node | None = None

    def add(self, node: Node, *, first: bool = False) -> Node:
        """Put a node under this one, and return it."""
        node.parent = self
        self.kids.insert(0 if first else len(self.kids), node)
        return node

    @property
    def language(self) -> str:
        """The language of what stands here."""
        return self.lang or (self.parent.language if self.parent else "")

    def ancestor(self, role: str) -> bool:
        """Tell whether this or something around it has a role."""
        return self.role == role or (self.parent is not None and self.parent.ancestor(role))

    @property
    def text(self) -> str:
        """What is read here."""
        parts = (kid.text for kid in self.kids if not isinstance(kid, Link))
        return "".join(parts)


def write(pdf: Any, root: Node, pages: list[Any], streams: list[Any]) -> None:
    """Add the tree under `root`, whose leaves are marked content of `streams`, one stream a page."""
    import pydyf

    _drop_empty(root)
    _undivide(root)
    claimed = {(leaf.page, leaf.mcid) for leaf in _leaves(root)}
    places = _places(pdf, streams)
    for key, (stream, position) in places.items():
        if key not in claimed:
            # Running heads, rules, decoration: not read (ISO 14289-1, 7.1).
            stream.stream[position - 1] = "/Artifact"
            stream.stream[position] = pydyf.Dictionary({"Type": "/Pagination"})
    for stream in {id(stream): stream for stream in (*streams, *(found for found, _ in places.values()))}.values():
        _no_artefacts_inside(stream)
    writer = _Writer(pdf, streams, {key: stream for key, (stream, _position) in places.items()})
    writer.write(root, len(pages))


def _leaves(node: Node) -> Iterator[Leaf]:
    for kid in node.kids:
        if isinstance(kid, Leaf):
            yield kid
        elif isinstance(kid, Node):
            yield from _leaves(kid)


def _drop_empty(node: Node) -> bool:
    """Take out elements that hold nothing, but cells, which make a table regular; tell whether anything is left."""
    node.kids = [kid for kid in node.kids if not isinstance(kid, Node) or _drop_empty(kid)]
    return bool(node.kids) or node.role in ("TD", "TH")


def _undivide(node: Node) -> None:
    """Say of each word that is divided at the end of a line that its hyphen is none (ISO 32000-1, 14.8.2.2.3)."""
    if node.source is not None:
        source = "".join(node.source.itertext())
        found = list(_leaves(node))
        for leaf, following in itertools.pairwise(found):
            if leaf.hyphen and leaf.text.endswith(leaf.hyphen):
                start = leaf.text[: -len(leaf.hyphen)]
                word, rest = start.split()[-1:], following.text.split()[:1]
                if word and rest and word[0] + rest[0] in source and word[0] + leaf.hyphen + rest[0] not in source:
                    leaf.actual = start + SOFT_HYPHEN
        return
    for kid in node.kids:
        if isinstance(kid, Node):
            _undivide(kid)


def _places(pdf: Any, streams: list[Any]) -> dict[tuple[int, int], tuple[Any, int]]:
    """Return where each marked content begins: the stream, and the position of its property list in it."""
    pages = {id(stream._tags): number for number, stream in enumerate(streams)}
    found: dict[tuple[int, int], tuple[Any, int]] = {}
    for stream in pdf.objects:
        number = pages.get(id(getattr(stream, "_tags", None)))
        if number is None:
            continue
        for position, part in enumerate(stream.stream):
            if isinstance(part, dict) and "MCID" in part:
                found[number, part["MCID"]] = (stream, position)
    return found


def _no_artefacts_inside(stream: Any) -> None:
    """Make artefacts inside of content part of it: lines through a word, the ground of a drawing."""
    depth: list[bool] = []
    parts = stream.stream
    for position, part in enumerate(parts):
        if part == b"BDC":
            depth.append(parts[position - 2] != "/Artifact")
        elif part == b"BMC":
            if parts[position - 1] == "/Artifact" and True in depth:
                parts[position - 1] = "/Span"
            depth.append(False)
        elif part == b"EMC":
            depth.pop()


class _Writer:
    """Makes PDF objects of nodes."""

    def __init__(self, pdf: Any, streams: list[Any], holders: dict[tuple[int, int], Any]) -> None:
        self._pdf, self._streams, self._holders = pdf, streams, holders
        self._pages = pdf.page_references
        self._owners: dict[int, dict[int, Any]] = {}
        """For each key of the parent tree, marked content → the element that owns it."""
        self._keys = {id(stream): number for number, stream in enumerate(streams)}
        self._single: dict[int, Any] = {}
        self._next = len(streams)
        self._linked: set[bytes] = set()
        self._identified: dict[str, Any] = {}

    def write(self, root: Node, pages: int) -> None:
        import pydyf

        parents = pydyf.Dictionary()
        self._pdf.add_object(parents)
        top = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
        self._pdf.add_object(top)
        document = self._element(root, top)
        top["K"] = pydyf.Array([document.reference])
        numbers = pydyf.Array()
        for key in sorted({*range(pages), *self._owners, *self._single}):
            if key in self._single:
                numbers += [key, self._single[key].reference]
                continue
            owners = self._owners.get(key, {})
            row = [owners[mcid].reference if mcid in owners else "null" for mcid in range(max(owners, default=-1) + 1)]
            numbers += [key, pydyf.Array(row)]
        parents["Nums"] = numbers
        top["ParentTreeNextKey"] = self._next
        if self._identified:
            names = pydyf.Array()
            for name in sorted(self._identified):
                names += [pydyf.String(name), self._identified[name].reference]
            top["IDTree"] = pydyf.Dictionary({"Names": names})
        self._pdf.catalog["StructTreeRoot"] = top.reference
        self._pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        self._pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        self._drop_other_links()

    def _element(self, node: Node, parent: Any) -> Any:
        import pydyf

        made = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.role}", "P": parent.reference})
        self._pdf.add_object(made)
        page = next((leaf.page for leaf in _leaves(node)), None)
        if page is not None:
            made["Pg"] = self._pages[page]
        if node.lang and node.parent is not None:
            made["Lang"] = pydyf.String(node.lang)
        if node.alt:
            made["Alt"] = pydyf.String(node.alt)
        if node.identifier:
            made["ID"] = pydyf.String(node.identifier)
            self._identified[node.identifier] = made
        if node.attributes:
            values = {key: pydyf.Array(value) if isinstance(value, list) else value
                      for key, value in node.attributes.items()}  # fmt: skip
            made["A"] = pydyf.Dictionary(values)
        made["K"] = pydyf.Array([self._kid(kid, node, made, page) for kid in node.kids])
        return made

    def _kid(self, kid: Node | Leaf | Link, node: Node, made: Any, page: int | None) -> Any:
        import pydyf

        if isinstance(kid, Node):
            return self._element(kid, made).reference
        if isinstance(kid, Link):
            annotation = kid.annotation
            annotation["StructParent"] = self._next
            annotation["Contents"] = pydyf.String(_described(annotation, node.text))
            annotation["F"] = 4
            self._single[self._next] = made
            self._next += 1
            self._linked.add(annotation.reference)
            reference = self._pages[kid.page]
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": reference})
        if kid.actual:
            span = pydyf.Dictionary({
                "Type": "/StructElem", "S": "/Span", "P": made.reference, "ActualText": pydyf.String(kid.actual),
                "Pg": self._pages[kid.page],
            })  # fmt: skip
            self._pdf.add_object(span)
            span["K"] = pydyf.Array([self._content(kid, span, kid.page)])
            return span.reference
        return self._content(kid, made, page)

    def _content(self, leaf: Leaf, owner: Any, page: int | None) -> Any:
        import pydyf

        holder = self._holders[leaf.page, leaf.mcid]
        key = self._keys.get(id(holder))
        if key is None:
            # A group of its own, for opacity: it has its own row in the parent tree.
            key = self._keys[id(holder)] = holder.extra["StructParents"] = self._next
            self._next += 1
        self._owners.setdefault(key, {})[leaf.mcid] = owner
        if leaf.page == page and key < len(self._streams):
            return leaf.mcid
        reference = pydyf.Dictionary({"Type": "/MCR", "MCID": leaf.mcid, "Pg": self._pages[leaf.page]})
        if key >= len(self._streams):
            reference["Stm"] = holder.reference
        return reference

    def _drop_other_links(self) -> None:
        """Take out the links of boxes inside of links: each stands there once already."""
        for item in self._pdf.objects:
            if isinstance(item, dict) and item.get("Type") == "/Page" and "Annots" in item:
                item["Annots"][:] = [reference for reference in item["Annots"] if reference in self._linked]
                if not item["Annots"]:
                    del item["Annots"]


def _described(annotation: Any, text: str) -> str:
    """Return what a link is said to be: its address, or for one inside the document its words."""
    action = annotation.get("A")
    address = action["URI"].string if action else ""
    return str(address) or " ".join(text.split()) or "→"
