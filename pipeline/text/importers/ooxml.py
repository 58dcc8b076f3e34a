"""The names and small steps with which the parts of a Word file are read and changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip
"""ISO/IEC 29500: the names of its strict form, and those of the form that every program writes."""
_ENDS = {f"{W}p": "\n", f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{A}p": "\n"}
_TEXTS = (f"{W}t", f"{W}delText", f"{A}t", f"{M}t")


def transitional(data: bytes) -> bytes:
    """Return an XML part with the names of the transitional form."""
    if b"purl.oclc.org" in data:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    return data


def value(element: _Element, path: str, attribute: str = "val") -> str | None:
    """Return an attribute of the element at `path` below (`rPr/vanish`); None where there is none."""
    found = element.find("/".join(W + name for name in path.split("/")))
    return None if found is None else found.get(W + attribute, "")


def is_on(element: _Element, path: str) -> bool:
    """Tell whether a property that is on or off is on: it is there, and does not say that it is off."""
    return value(element, path) not in (None, "0", "false", "off", "none")


def text_of(element: _Element, *, deleted: bool = True) -> str:
    """Return the words below an element; paragraphs end lines."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag in _TEXTS:
            if deleted or node.tag != f"{W}delText":
                parts.append(node.text or "")
        elif node.tag in (f"{W}p", f"{A}p"):
            parts.append("\n")
        elif node.tag in _ENDS and node.getparent() is not None and node.getparent().tag == f"{W}r":
            parts.append(_ENDS[node.tag])
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def drop(element: _Element) -> None:
    """Take an element out; text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def unwrap(element: _Element, inside: _Element | None = None) -> None:
    """Put what is in an element (or in `inside`, one below it) in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in list(element if inside is None else inside):
        parent.insert(place, child)
        place += 1
    parent.remove(element)


def make(tag: str, **attributes: str) -> _Element:
    """Return an element of WordprocessingML: `make("p")`, `make("pStyle", val="Title")`."""
    from lxml import etree

    element = etree.Element(W + tag, nsmap={"w": W[1:-1]})
    for name, said in attributes.items():
        element.set(W + name, said)
    return element


def paragraph(text: str, style: str = "") -> _Element:
    """Return a paragraph of one run."""
    new = make("p")
    if style:
        properties = make("pPr")
        properties.append(make("pStyle", val=style))
        new.append(properties)
    run, words = make("r"), make("t")
    words.text = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    new.append(run)
    return new


def set_style(element: _Element, style: str) -> None:
    """Give a paragraph the style with this id."""
    properties = element.find(f"{W}pPr")
    if properties is None:
        properties = make("pPr")
        element.insert(0, properties)
    for old in properties.findall(f"{W}pStyle"):
        properties.remove(old)
    properties.insert(0, make("pStyle", val=style))


def above(element: _Element, tag: str) -> Iterator[_Element]:
    """Yield the elements of a kind around an element, the nearest first."""
    yield from element.iterancestors(W + tag)
