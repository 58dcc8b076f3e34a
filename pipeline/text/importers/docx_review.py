"""Take tracked changes as accepted and comments out of a Word file, and keep what was deleted, said and hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from pipeline.text.importers.model import Aside
from pipeline.text.importers.ooxml import W, drop, is_on, text_of, unwrap, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMAT = ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange",
           "tblPrExChange", "numberingChange")  # fmt: skip


def accept(root: _Element) -> tuple[int, tuple[Aside, ...]]:
    """Make of a part of a Word file what it is when all tracked changes are accepted.

    Returns how many changes there were (neighbouring ones of one sort by one author are one), and what was deleted.
    """
    for name in _FORMAT:
        for element in list(root.iter(W + name)):
            drop(element)
    count = 0
    asides: list[Aside] = []
    inside = (f"{W}rPr", f"{W}trPr")
    changes = [element for element in root.iter(*(W + name for name in ("ins", "del", "moveFrom", "moveTo")))
               if element.getparent() is not None and element.getparent().tag not in inside]  # fmt: skip
    for element in changes:
        name = element.tag.removeprefix(W)
        before = element.getprevious()
        author = f"{W}author"
        same = before is not None and before.tag == element.tag and before.get(author) == element.get(author)
        count += name != "moveTo" and not same
        if name == "del":
            _aside(asides, element, "deleted text")
    count += _rows(root, asides)
    count += _paragraph_marks(root)
    for element in changes:
        if element.tag in (f"{W}ins", f"{W}moveTo"):
            unwrap(element)
        else:
            drop(element)
    for name in ("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"):
        for element in list(root.iter(W + name)):
            drop(element)
    return count, tuple(_joined(asides))


def comments(root: _Element, part: _Element | None) -> tuple[Aside, ...]:
    """Return the comments of the part that holds them, in order, and take their marks out of `root`."""
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"):
        for element in list(root.iter(W + name)):
            drop(element)
    if part is None:
        return ()
    found: list[Aside] = []
    for comment in part.iter(f"{W}comment"):
        text = text_of(comment, deleted=False)
        author = " ".join((comment.get(f"{W}author") or "").split())
        if text:
            found.append(Aside(text=f"{author}: {text}" if author else text, why="comment"))
    return tuple(found)


def hidden(root: _Element, styles: Collection[str]) -> tuple[Aside, ...]:
    """Take out the runs that are not shown; `styles` are the ids of the styles that hide."""
    asides: list[Aside] = []
    for run in list(root.iter(f"{W}r")):
        direct = value(run, "rPr/vanish")
        style = value(run, "rPr/rStyle")
        owner = next(run.iterancestors(f"{W}p"), None)
        by_style = style in styles or (owner is not None and value(owner, "pPr/pStyle") in styles)
        if is_on(run, "rPr/vanish") if direct is not None else by_style:
            if run.find(f"{W}fldChar") is not None or run.find(f"{W}instrText") is not None:
                continue
            _aside(asides, run, "hidden text")
            drop(run)
    return tuple(_joined(asides))


def said(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the sentences for the report about changes, comments and hidden text."""
    lines = []
    if number := counts.get("changes", 0):
        lines.append(f"{number} tracked change{'s' * (number != 1)}: taken as accepted")
    if number := counts.get("comments", 0):
        lines.append(f"{number} comment{'s' * (number != 1)}: set aside")
    if number := counts.get("hidden", 0):
        lines.append(f"{number} hidden passage{'s' * (number != 1)}: set aside")
    return tuple(lines)


def _rows(root: _Element, asides: list[Aside]) -> int:
    count = 0
    for row in list(root.iter(f"{W}tr")):
        properties = row.find(f"{W}trPr")
        if properties is None:
            continue
        if properties.find(f"{W}ins") is not None:
            count += 1
            properties.remove(properties.find(f"{W}ins"))
        if properties.find(f"{W}del") is not None:
            count += 1
            if not any(True for _ in row.iter(f"{W}del") if _.getparent() is not properties):
                _aside(asides, row, "deleted text")
            table = row.getparent()
            drop(row)
            if table is not None and table.find(f"{W}tr") is None:
                drop(table)
    return count


def _paragraph_marks(root: _Element) -> int:
    """Join a paragraph whose mark was deleted with the next one; return how many changes are of marks alone."""
    count = 0
    for element in reversed(list(root.iter(f"{W}p"))):
        marks = element.find(f"{W}pPr/{W}rPr")
        if marks is None:
            continue
        gone = marks.find(f"{W}del") is not None or marks.find(f"{W}moveFrom") is not None
        inserted = marks.find(f"{W}ins")
        inside = [child for child in element if child.tag != f"{W}pPr"]
        changed = any(child.tag in (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo") for child in inside)
        count += (gone or inserted is not None) and bool(inside) and not changed
        following = element.getnext()
        if gone and following is not None and following.tag == f"{W}p":
            # The joined paragraph has the properties of the second one.
            place = 1 if following.find(f"{W}pPr") is not None else 0
            for child in reversed(inside):
                following.insert(place, child)
            drop(element)
        for name in ("ins", "del", "moveFrom", "moveTo"):
            for mark in marks.findall(W + name):
                marks.remove(mark)
    return count


def _aside(asides: list[Aside], element: _Element, why: str) -> None:
    text = "".join(node.text or "" for node in element.iter(f"{W}t", f"{W}delText"))
    if text.strip():
        owner = next(element.iterancestors(f"{W}p"), None)
        asides.append(Aside(text=text, why=why, line=id(owner)))


def _joined(asides: Iterable[Aside]) -> list[Aside]:
    """Return neighbouring stretches of one paragraph as one."""
    found: list[Aside] = []
    last = 0
    for aside in asides:
        if found and aside.line and last == aside.line:
            found[-1] = Aside(text=found[-1].text + " " + aside.text, why=aside.why)
        else:
            found.append(Aside(text=aside.text, why=aside.why))
        last = aside.line
    return [Aside(text=" ".join(aside.text.split()), why=aside.why) for aside in found]
