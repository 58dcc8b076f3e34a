"""Read clean HTML into pandoc's tree: nothing active, notes as footnotes, addresses as the book or file has them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import OctavillaError
from pipeline.text.importers import nodes, pandoc, sheets
from pipeline.text.importers.model import Aside
from pipeline.text.importers.nodes import Node

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DEEPEST = 200
"""Elements inside elements; pages of the web have fewer than fifty."""
_ACTIVE = ("script", "style", "head", "iframe", "object", "embed", "applet", "template", "noscript", "link", "meta",
           "base", "audio", "video", "canvas", "map", "dialog")  # fmt: skip
_MARK, _MARK_END = "\ue0f0", "\ue0f1"
_NOTE = re.compile(f"{_MARK}(\\d+){_MARK_END}")
_CALL = re.compile(r"\s*[\[(]?\s*(?:\d{1,4}|[*†‡§¶]{1,4}|[ivx]{1,6}|[a-z])\s*[\])]?\s*\.?\s*")
_NUMBER = re.compile(r"\s*[\[(^]?(?:\d{1,4}|[*†‡§¶]{1,4})[\])]?[.:)]?\s+")
_BACK = re.compile(r"[\s↩↵⏎↑^\u2934\ufe0e\ufe0f\u21a9]*")
_NOTE_TYPES = frozenset({"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote", "note"})
_CALL_TYPES = frozenset({"noteref", "doc-noteref"})
_NOTE_CLASS = re.compile(r"(?:^|[\s_-])(?:foot|end)?notes?(?:[\s_-]|\d|$)|footnote|endnote|(?:^|\s)fn", re.I)
_NOTES_HEAD = re.compile(r"(?:(?:foot|end)?notes?|references|notas(?: al pie| de rodapé)?)\W*", re.IGNORECASE)
_BLOCKS = ("li", "p", "aside", "div", "dd", "section", "td")


@dataclass(slots=True)
class Pages:
    """HTML documents as they are put together into one."""

    path: Path
    """What errors name."""
    asides: list[Aside] = field(default_factory=list)
    _pages: list[HtmlElement] = field(default_factory=list)

    def add(self, data: bytes | str, name: str = "", addresses: Mapping[str, str] | None = None,
            styles: Sequence[str] = ()) -> None:  # fmt: skip
        """Take in a document; `addresses` says for addresses in it what they are in the whole (`c1.xhtml`: `f3`).

        `styles` are the style sheets beside it: what they make bold or slanted is marked so.

        Raises OctavillaError for one that is too deep.
        """
        from lxml import etree, html

        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False,
                                 encoding=None if isinstance(data, str) else _encoding(data))  # fmt: skip
        try:
            root = html.document_fromstring(data, parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return  # nothing in it
        _check_depth(root, self.path)
        body = root.find("body")
        body = root if body is None else body
        sheets.mark(body, sheets.forms([*styles, *(style.text or "" for style in root.iter("style"))]))
        self._clean(body)
        _settle(body, name, addresses or {})
        self._pages.append(body)

    def blocks(self) -> list[Node]:
        """Return the blocks of all documents, in order."""
        from lxml import etree, html

        whole = html.Element("div")
        for page in self._pages:
            page.tag = "div"
            whole.append(page)
        notes = _notes(whole)
        if notes:
            self._without_empty_head(whole)
        parts = [whole]
        for number, note in enumerate(notes):
            note.tag = "div"
            for key in list(note.attrib):
                del note.attrib[key]
            note.set("id", f"octavilla-note-{number}")
            parts.append(note)
        source = b"<html><body>" + b"".join(etree.tostring(part, method="html", encoding="UTF-8") for part in parts)
        tree = pandoc.tree(source + b"</body></html>", "html", self.path)
        found: dict[str, list[Node]] = {}
        blocks: list[Node] = []
        for block in tree["blocks"]:
            mark = re.fullmatch(r"octavilla-note-(\d+)", block["c"][0][0]) if block["t"] == "Div" else None
            if mark:
                found[mark[1]] = block["c"][1]
            else:
                blocks.append(block)
        return list(_noted(blocks, found))

    def _without_empty_head(self, whole: HtmlElement) -> None:
        """Set aside the heading of the notes (`Notes`) where nothing stands under it any more."""
        for head in list(whole.iter("h1", "h2", "h3", "h4", "h5", "h6")):
            text = " ".join(_text(head).split())
            around = head.getparent()
            if around is not None and _NOTES_HEAD.fullmatch(text) and " ".join(_text(around).split()) == text:
                self._aside(head, "boilerplate")

    def _clean(self, body: HtmlElement) -> None:
        for element in list(body.iter(*_ACTIVE)):
            _drop(element)
        for drawing in list(body.iter("svg", "{http://www.w3.org/2000/svg}svg")):
            self._drawing(drawing)
        for element in list(body.iter()):
            if not isinstance(element.tag, str) or element.getparent() is None:
                continue
            types = _types(element)
            if element.tag == "nav" or types & {"toc", "landmarks", "page-list", "doc-toc"}:
                self._aside(element, "table of contents")
            elif element.tag == "hr" and "footnotes" in (element.get("class") or ""):
                _drop(element)
            elif types & {"pagebreak", "doc-pagebreak"}:
                self._aside(element, "page number")
            elif (
                element.get("hidden") is not None
                or "display:none" in (element.get("style") or "").replace(" ", "").lower()
            ) and not types & _NOTE_TYPES:
                self._aside(element, "hidden text")

    def _drawing(self, drawing: HtmlElement) -> None:
        from lxml import html

        images = [one for one in drawing.iter() if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == "image"]
        words = " ".join(" ".join(drawing.itertext()).split())
        keys = ("{http://www.w3.org/1999/xlink}href", "xlink:href", "href")
        source = next((images[0].get(key) for key in keys if images and images[0].get(key)), None)
        if source:
            image = html.Element("img", src=source, alt=words)
            image.tail, drawing.tail = drawing.tail, None
            drawing.getparent().replace(drawing, image)
        else:
            self._aside(drawing, "drawing")

    def _aside(self, element: HtmlElement, why: str) -> None:
        text = " ".join(" ".join(element.itertext()).split())
        if text:
            self.asides.append(Aside(text=text, why=why))
        _drop(element)


def _encoding(data: bytes) -> str | None:
    """Return UTF-8 where the bytes are that; else None: the document says."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _check_depth(root: HtmlElement, path: Path) -> None:
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    raise OctavillaError("is too tangled to be read: its parts stand inside each other without end.", path=path)


def _types(element: HtmlElement) -> set[str]:
    said = " ".join(element.get(key) or "" for key in ("epub:type", "{http://www.idpf.org/2007/ops}type", "role"))
    return set(said.split())


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _settle(body: HtmlElement, name: str, addresses: Mapping[str, str]) -> None:
    """Make the names of places and the addresses those of the whole."""
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        for key in ("id", "name"):
            if element.get(key):
                element.set(key, f"{name}-{element.get(key)}")
        href = element.get("href")
        if href is not None and element.tag == "a":
            file, hash_, place = href.partition("#")
            if not file and hash_:
                element.set("href", f"#{name}-{place}")
            elif file in addresses:
                element.set("href", f"#{addresses[file]}-{place}" if hash_ else "#")
        source = element.get("src")
        if source in addresses:
            element.set("src", addresses[source])
    if name:
        body.set("id", name)


def _notes(whole: HtmlElement) -> list[HtmlElement]:
    """Take the notes out and put signs where they are called; return the notes in the order of the signs."""
    from lxml import html

    places = {
        element.get("id"): element for element in whole.iter() if isinstance(element.tag, str) and element.get("id")
    }
    for element in whole.iter("a"):
        if element.get("name"):
            places.setdefault(element.get("name"), element)
    found: list[HtmlElement] = []
    taken: dict[HtmlElement, int] = {}
    for call in list(whole.iter("a")):
        href = call.get("href") or ""
        goal = places.get(href[1:]) if href.startswith("#") and len(href) > 1 else None
        if goal is None or not _is_call(call):
            continue
        note = goal if goal.tag in _BLOCKS else next((up for up in goal.iterancestors() if up.tag in _BLOCKS), None)
        if (
            note is None
            or note in call.iterancestors()
            or not (_types(call) & _CALL_TYPES or _is_note(note, goal, call, whole))
        ):
            continue
        if note not in taken:
            taken[note] = len(found)
            found.append(_body(note, call))
        mark = html.Element("span")
        mark.text = f"{_MARK}{taken[note]}{_MARK_END}"
        raised = call.getparent()
        outer = raised if raised is not None and raised.tag == "sup" and _text(raised) == _text(call) else call
        mark.tail, outer.tail = outer.tail, None
        if outer.getparent() is not None:
            outer.getparent().replace(outer, mark)
    for note in taken:
        _drop(note)
    return found


def _is_call(call: HtmlElement) -> bool:
    if _types(call) & _CALL_TYPES:
        return True
    raised = any(up.tag == "sup" for up in call.iterancestors()) or call.find(".//sup") is not None
    bracketed = re.fullmatch(r"\s*\[\s*\d{1,4}\s*\]\s*", _text(call))
    return bool(_CALL.fullmatch(_text(call))) and (
        raised or bool(bracketed) or bool(_NOTE_CLASS.search(call.get("class") or ""))
    )


def _is_note(note: HtmlElement, goal: HtmlElement, call: HtmlElement, whole: HtmlElement) -> bool:
    """Tell whether what a sign leads to is a note: it says so, or leads back to the sign."""
    around = [note, *(up for up in note.iterancestors() if up is not whole)]
    if any(_types(one) & {*_NOTE_TYPES, "footnotes", "endnotes", "rearnotes", "doc-endnotes"} for one in around):
        return True
    if _NOTE_CLASS.search(" ".join(filter(None, (note.get("class"), note.get("id"), goal.get("id"))))):
        return True
    homes = {
        one.get("id")
        for one in (call, *call.iterancestors(), *call.iter())
        if isinstance(one.tag, str) and one.get("id")
    }
    homes |= {call.get("name")}
    return any((link.get("href") or "#")[1:] in homes for link in note.iter("a"))


def _body(note: HtmlElement, call: HtmlElement) -> HtmlElement:
    """Return a copy of a note without the way back and without its number."""
    body = deepcopy(note)
    body.tail = None
    number = re.sub(r"\W", "", _text(call))
    for link in list(body.iter("a")):
        inside = _text(link)
        back = (
            _types(link) & {"backlink", "doc-backlink"}
            or "backlink" in (link.get("class") or "")
            or _BACK.fullmatch(inside)
        )
        same = bool(number) and re.sub(r"\W", "", inside) == number
        if (link.get("href") or "").startswith("#") and (back or same or inside.strip().lower() in ("back", "return")):
            _drop(link)
    for raised in list(body.iter("sup")):
        if not _text(raised).strip() or re.sub(r"\W", "", _text(raised)) == number:
            _drop(raised)
            break
    first = next((one for one in body.iter() if one.text and one.text.strip()), None)
    if first is not None and (found := _NUMBER.match(first.text)) and re.sub(r"\W", "", found[0]) in (number, ""):
        first.text = first.text[found.end() :]
    elif first is not None:
        first.text = re.sub(r"^\s*[.:)\]]+\s+", "", first.text)
    return body


def _text(element: HtmlElement) -> str:
    return "".join(element.itertext())


def _noted(value: Any, notes: Mapping[str, Sequence[Node]], depth: int = 0) -> Any:
    """Return nodes with notes in place of their signs. A note that calls notes does so once."""
    if isinstance(value, list):
        found: list[Any] = []
        for one in value:
            if isinstance(one, dict) and one.get("t") == "Str" and _MARK in one["c"]:
                for place, part in enumerate(_NOTE.split(one["c"])):
                    if place % 2 and part in notes and depth < 2:
                        found.append(nodes.note(_noted(list(notes[part]), notes, depth + 1)))
                    elif part and not place % 2:
                        found.append({"t": "Str", "c": part})
            else:
                found.append(_noted(one, notes, depth))
        return found
    return {key: _noted(one, notes, depth) for key, one in value.items()} if isinstance(value, dict) else value
