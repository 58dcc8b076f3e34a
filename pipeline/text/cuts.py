"""Passages that a text may do without, and its short version: `<!-- cut -->` … `<!-- /cut -->`, `<!-- short -->`.

The marks stand on lines of their own, between blocks. A passage that is not closed reaches to the end of its section, a
section being what stands under a heading (with the sections under that), or the whole list item or quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.text.document import Block, Document, Kind

_MARK = re.compile(r"(?P<closing>/\s*)?(?P<kind>cut|short)(?:\s+(?P<number>\d{1,3}))?", re.IGNORECASE)
_STRAY = re.compile(r"<!--\s*/?\s*(?:cut|short)(?:\s+\d{1,3})?\s*-->", re.IGNORECASE)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a text is shown."""

    left_out: int = 0
    """How many of its passages are left out, in the order in which they go; see `passages`."""
    short: bool = False
    """Whether its short version stands in its place."""


WHOLE = Extent()
"""All of a text but its short version."""


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    closing: bool
    number: int


@dataclass(frozen=True, slots=True)
class _Span:
    """Marked blocks among others: from the opening mark at `start` to before `stop`, the closing mark included."""

    kind: str
    number: int
    start: int
    stop: int


def check(blocks: Iterable[Block], path: Path | None = None) -> None:
    """Check the marks of a text. Raises OctavillaError, with the line, for one that opens or closes nothing."""
    _check(tuple(blocks), path, "", top=True)


def passages(document: Document) -> int:
    """Return how many passages the text may do without.

    They go one by one: those with lower numbers first (`<!-- cut 2 -->`; without a number: 1), and of the same number
    the last one in the text first.
    """
    return len(_order(document))


def has_short(document: Document) -> bool:
    """Tell whether the text has a short version."""
    return any(span.kind == "short" for span in _spans(document.blocks))


def shown(document: Document, extent: Extent = WHOLE) -> Document:
    """Return what is shown of a document, without the marks.

    Footnotes go with the passages that call them. Lists of one sort that only marks divide are one list.
    """
    order = _order(document)
    gone = frozenset(order[: extent.left_out])
    if extent.short:
        blocks: list[Block] = []
        for span in _spans(document.blocks):
            if span.kind == "short":
                blocks += _joined(document.blocks, range(span.start, span.stop))
        known = frozenset(map(id, blocks))
        blocks += [block for block in document.blocks if block.kind is Kind.FOOTNOTE and id(block) not in known]
    elif not any(True for _ in _marks(document.blocks)):
        return document
    else:
        blocks = list(_kept(document.blocks, gone, count()))
    return replace(document, blocks=tuple(_without_lost_notes(document, blocks)))


def _check(blocks: tuple[Block, ...], path: Path | None, around: str, *, top: bool) -> None:
    def refused(block: Block, message: str) -> OctavillaError:
        return OctavillaError(message, path=path, line=block.line or None)

    inside = ""
    ends = {span.start: span for span in _spans(blocks, path, around)}
    stop = 0
    for index, block in enumerate(blocks):
        if index in ends:
            inside, stop = ends[index].kind, ends[index].stop
            if inside == "short" and not top:
                raise refused(block, "a short version stands between paragraphs: not in a list or quotation.")
        elif index >= stop:
            inside = ""
        if block.kind is Kind.CODE:
            continue
        text = block.text if block.kind is Kind.COMMENT else _CODE.sub("", block.text)
        if _STRAY.search(f"<!--{text}-->" if block.kind is Kind.COMMENT and "-->" in text else text):
            raise refused(block, "marks like <!-- cut --> stand on lines of their own, with nothing beside them.")
        _check(block.children, path, around or inside, top=False)


def _marks(blocks: Iterable[Block]) -> Iterator[_Mark]:
    for block in blocks:
        if mark := _mark(block):
            yield mark
        yield from _marks(block.children)


def _mark(block: Block) -> _Mark | None:
    found = _MARK.fullmatch(block.text) if block.kind is Kind.COMMENT else None
    return _Mark(found["kind"].lower(), bool(found["closing"]), int(found["number"] or 1)) if found else None


def _spans(blocks: tuple[Block, ...], path: Path | None = None, around: str = "") -> tuple[_Span, ...]:
    """Return the marked passages among some blocks in order; `around` is the kind of one that they stand in."""
    marks = [(index, mark) for index, block in enumerate(blocks) if (mark := _mark(block))]
    found: list[_Span] = []
    at = 0
    while at < len(marks):
        index, mark = marks[at]
        line = blocks[index].line or None
        if mark.closing:
            message = f"nothing is open here: put <!-- {mark.kind} --> where the passage begins, or remove this mark."
            raise OctavillaError(message, path=path, line=line)
        following = marks[at + 1] if at + 1 < len(marks) else (len(blocks), None)
        after, other = following
        if around:
            message = f"a {mark.kind} inside a {around}. Close the other one first: <!-- /{around} -->"
            raise OctavillaError(message, path=path, line=line)
        if other and other.closing and other.kind == mark.kind:
            stop, at = after + 1, at + 2
        else:
            stop, at = _section_end(blocks, index), at + 1
            if other and after < stop:
                message = f"a {other.kind} inside a {mark.kind}. Close the first one before: <!-- /{mark.kind} -->"
                raise OctavillaError(message, path=path, line=blocks[after].line or None)
        found.append(_Span(mark.kind, mark.number, index, stop))
    return tuple(found)


def _section_end(blocks: tuple[Block, ...], start: int) -> int:
    """Return where the section ends that a mark stands in, or that begins right after it."""
    begin = start + 1
    while begin < len(blocks) and blocks[begin].kind is Kind.COMMENT:
        begin += 1
    if begin < len(blocks) and blocks[begin].kind is Kind.HEADING:
        level, begin = blocks[begin].level, begin + 1
    else:
        level = next((block.level for block in reversed(blocks[:start]) if block.kind is Kind.HEADING), 6)
    ends = (
        index
        for index in range(begin, len(blocks))
        if blocks[index].kind is Kind.HEADING and blocks[index].level <= level
    )
    return next(ends, len(blocks))


def _cuts(blocks: tuple[Block, ...]) -> Iterator[_Span]:
    """Yield the passages to cut in reading order, those inside list items and quotations too."""
    spans = {span.start: span for span in _spans(blocks)}
    for index, block in enumerate(blocks):
        if index in spans and spans[index].kind == "cut":
            yield spans[index]
        yield from _cuts(block.children)


def _order(document: Document) -> tuple[int, ...]:
    """Return the passages' places in reading order, as they go."""
    found = enumerate(span.number for span in _cuts(document.blocks))
    return tuple(place for place, number in sorted(found, key=lambda item: (item[1], -item[0])))


def _kept(blocks: tuple[Block, ...], gone: frozenset[int], places: Iterator[int]) -> Iterator[Block]:
    """Yield the blocks without marks, short version and the passages whose places are `gone`; footnotes stay."""
    stays = [True] * len(blocks)
    changed = list(blocks)
    spans = {span.start: span for span in _spans(blocks)}
    for index, block in enumerate(blocks):
        span = spans.get(index)
        if span and (span.kind == "short" or next(places) in gone):
            stays[index : span.stop] = [False] * (span.stop - index)
        if block.children:
            changed[index] = replace(block, children=tuple(_kept(block.children, gone, places)))
    yield from _joined(tuple(changed), (i for i in range(len(blocks)) if stays[i] or blocks[i].kind is Kind.FOOTNOTE))


def _joined(blocks: tuple[Block, ...], indexes: Iterable[int]) -> list[Block]:
    """Return some of the blocks without marks, lists of one sort with only marks and such lists between them as one."""
    found: list[Block] = []
    last = -1
    for index in indexes:
        block = blocks[index]
        if _mark(block) or (block.kind in (Kind.ITEM, Kind.QUOTE, Kind.LIST) and not block.children):
            continue
        if block.kind is Kind.LIST and last >= 0 and _is_one_list(blocks[last : index + 1]):
            whole = found[-1]
            tight = whole.tight and block.tight
            found[-1] = replace(whole, children=(*whole.children, *block.children), tight=tight)
        else:
            found.append(block)
        last = index
    return found


def _is_one_list(blocks: tuple[Block, ...]) -> bool:
    """Tell whether marks alone divide these blocks, of which the first and the last one are shown."""
    lists = [block for block in blocks if block.kind is Kind.LIST]
    if len(blocks) - len(lists) == 0 or not all(block.kind is Kind.LIST or _mark(block) for block in blocks):
        return False
    first = lists[0]
    if blocks[0] is not first or any(block.ordered != first.ordered for block in lists):
        return False
    return not first.ordered or all(block.start > first.start for block in lists[1:])


def _without_lost_notes(document: Document, blocks: list[Block]) -> Iterator[Block]:
    """Yield the blocks without the definitions of footnotes that only what is not shown calls."""
    called, before = _called(blocks), _called(document.blocks)
    for block in blocks:
        if block.kind is not Kind.FOOTNOTE or block.label in called or block.label not in before:
            yield block


def _called(blocks: Iterable[Block]) -> frozenset[str]:
    """Return the labels of the footnotes that blocks call, and those that these call."""
    inside: dict[str, frozenset[str]] = {}
    waiting: list[str] = []
    for block in blocks:
        labels = [
            label
            for inner in block.walk()
            if inner.kind not in (Kind.CODE, Kind.COMMENT)
            for label in _FOOTNOTE.findall(inner.text)
        ]
        if block.kind is Kind.FOOTNOTE:
            inside[block.label] = frozenset(labels)
        else:
            waiting += labels
    found: set[str] = set()
    while waiting:
        label = waiting.pop()
        if label not in found:
            found.add(label)
            waiting += inside.get(label, ())
    return frozenset(found)
