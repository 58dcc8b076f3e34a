"""Find the footnotes of a web page: a mark that links to a note, and the note that links back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline.text.importers.web_words import HEADINGS, names, remove, tag, visible

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MARK = re.compile(r"[\[(]?\s*(?:note |fn\.? ?)?(\d{1,3}|[*†‡§¶]{1,3}|[a-z])\s*[\])]?", re.IGNORECASE)
_BACK = re.compile(
    r"[\s↩↵⏎^↑⬆⤴◂◀←\[\]()\ufe0e\ufe0f]*(back( to (text|content|top|article))?|return( to text)?|jump up|up|"
    r"\[?\d{1,3}\]?[.)]?|[a-z*†‡])?[\s↩↵⏎^↑⬆⤴◂◀←\[\]().\ufe0e\ufe0f]*",
    re.IGNORECASE,
)
_NOTED = re.compile(
    r"(?:^| )(?:footnotes?|endnotes?|fn|fns|notes?|reference|references|cite|sdfootnote\w*|ftn\w*)(?=$| |\d)"
)
_ONE_NOTE = re.compile(r"(sdfootnote|sdendnote|ftn|edn|fn|note|footnote)[-_:]?\d+\Z", re.IGNORECASE)
_LEADING = re.compile(r"\s*[\[(]?\s*(\d{1,3}|[*†‡§¶]{1,3}|[a-z])\s*[\]).:]?\s*")


@dataclass(frozen=True, slots=True)
class Notes:
    """The footnotes of a page."""

    calls: dict[Element, str]
    """The elements that call a note, and its label."""
    blocks: dict[Element, str]
    """The elements that hold the words of a note, and its label, in the order of the labels."""


def find(root: Element) -> Notes:
    """Return the footnotes of a page; links back and numbers before the notes are taken out of the tree."""
    targets: dict[str, Element] = {}
    for element in root.iter():
        for name in (element.get("id"), element.get("name") if tag(element) == "a" else None):
            if name:
                targets.setdefault(name, element)
    calls: dict[Element, str] = {}
    blocks: dict[Element, str] = {}
    for link in list(root.iter("a")):
        fragment = unquote((link.get("href") or "").partition("#")[2])
        text = visible(link)
        if (
            root not in set(link.iterancestors())
            or not fragment
            or fragment not in targets
            or not _MARK.fullmatch(text)
            or _inside(link, blocks)
        ):
            continue
        block = _block(targets[fragment])
        if block is None or block is _block(link) or not (_links_back(block, link) or _called_a_note(block, link)):
            continue
        label = blocks.setdefault(block, str(len(blocks) + 1))
        calls[_whole_call(link)] = label
        _strip(block, text)
    return Notes(calls, blocks)


def _inside(element: Element, blocks: dict[Element, str]) -> bool:
    return any(above in blocks for above in element.iterancestors())


def _block(target: Element) -> Element | None:
    """Return the element that holds the words of a note, from what its mark links to."""
    at: Element | None = target
    while at is not None and (
        tag(at) in ("a", "sup", "b", "span", "cite", "small") or not visible(at).strip("[]^ 0123456789.")
    ):
        at = at.getparent()
    if at is None or tag(at) in HEADINGS | {"body", "html", "main", "article", "section", "ol", "ul", "table", "tbody"}:
        return None
    above = at.getparent()
    if (
        tag(at) == "p"
        and above is not None
        and tag(above) in ("div", "li", "aside")
        and _ONE_NOTE.match(above.get("id") or "")
    ):
        # Word processors put each note, with all its paragraphs, into a division of its own.
        at = above
    return None if any(tag(inside) in HEADINGS for inside in at.iter()) else at


def _links_back(block: Element, link: Element) -> bool:
    around = [link, *list(link.iter()), *(el for el, _ in zip(link.iterancestors(), range(2), strict=False))]
    mine = {name for el in around for name in (el.get("id"), el.get("name")) if name}
    back = {unquote((el.get("href") or "").partition("#")[2]) for el in block.iter("a")}
    return bool(mine & back)


def _called_a_note(block: Element, link: Element) -> bool:
    """A page without links back: the mark is raised, and the note is in a place with a name that says so."""
    raised = tag(link) == "sup" or any(tag(el) == "sup" for el in link.iter()) or tag(link.getparent()) == "sup"
    places = [block, *(el for el, _ in zip(block.iterancestors(), range(3), strict=False))]
    return raised and any(_NOTED.search(names(el)) or (el.get("role") or "").startswith("doc-") for el in places)


def _whole_call(link: Element) -> Element:
    """Return the link, or the raised sign around it, which has nothing else in it."""
    above = link.getparent()
    return above if above is not None and tag(above) in ("sup", "span") and visible(above) == visible(link) else link


def _strip(block: Element, mark: str) -> None:
    for back in list(block.iter("span", "sup")):
        # `^ a b`: the letters are links, the sign before them often is none.
        if "backlink" in names(back) and re.fullmatch(r"[\s^↑]*(?:[a-z]{1,2}[\s,]*)*", visible(back)):
            remove(back)
    for link in list(block.iter("a")):
        if (link.get("href") or "").partition("#")[2] and _BACK.fullmatch(visible(link)):
            above = link.getparent()
            remove(link)
            if above is not None and above is not block and not visible(above).strip("^ [](),"):
                remove(above)
    number = (_MARK.fullmatch(mark) or [None, ""])[1]
    first = next(
        (el for el in block.iter() if (el.text or "").strip() or (el is not block and (el.tail or "").strip())), None
    )
    if first is None:
        return
    if (first.text or "").strip():
        found = _LEADING.match(first.text or "")
        if found and found[1] == number:
            whole = (first.text or "")[found.end() :]
            first.text = whole
    else:
        found = _LEADING.match(first.tail or "")
        if (found and found[1] == number) or not (first.tail or "").strip(". )]"):
            first.tail = (first.tail or "")[found.end() :] if found and found[1] == number else ""
