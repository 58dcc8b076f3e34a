"""Read plain text as people paste it from a web page, a PDF or a mail, and mails themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

from pipeline.text.document import Kind
from pipeline.text.importers import escape, itemise, mail
from pipeline.text.importers.encoding import decode
from pipeline.text.importers.entries import TABULATOR, Entry, Sort, entries
from pipeline.text.importers.hyphens import Vocabulary
from pipeline.text.importers.itemise import Item, Mark
from pipeline.text.importers.judging import Judge
from pipeline.text.importers.lines import contents, furniture, loose_furniture
from pipeline.text.importers.model import Aside, Decide, Guess, Piece, Reading, always
from pipeline.text.importers.wraps import Line

_QUOTED = re.compile(r"[ \t]{0,3}((?:>[ \t]?)+)")
_MOSTLY = 0.8
"""Of the lines: so many with a mark of quotation, and the whole text is one mail's answer to another."""
_DEEPEST = 3
"""Quotations inside one another that are kept apart; Markdown's reader looks into twenty blocks and no more."""
_SET_IN = 4
"""Columns that a quotation is set in."""


def read(data: bytes, path: Path, decide: Decide = always, language: str = "") -> Reading:
    """Read a `.txt` file, or a mail (`.eml`), as pieces: paragraphs, lists, quotations, tables; nothing has a role yet.

    `decide` is asked about each doubtful repair; one that it refuses is not made. `language` (`en`, `es`, `pt`) is that
    of the text, for hyphens at line ends; without it, it is guessed. Raises OctavillaError for a file without text.
    """
    if path.suffix.lower() == ".eml":
        return _mail(data, path, decide, language)
    decoded = decode(data, path, decide)
    judge = Judge(decide, list(decoded.guesses))
    lines, meta = _without_mail(_lines(decoded.text), judge)
    lines = _without_furniture(lines, judge)
    lines = _with_indents(_unquoted(lines, judge))
    vocabulary = Vocabulary((line.text for line in lines), language)
    pieces = tuple(_pieces(entries(lines, vocabulary, judge), judge))
    return Reading(
        pieces=pieces,
        meta=meta,
        guesses=tuple(sorted(judge.guesses, key=lambda guess: guess.line)),
        asides=tuple(sorted(judge.asides, key=lambda aside: aside.line)),
        notices=decoded.notices,
    )


def _mail(data: bytes, path: Path, decide: Decide, language: str) -> Reading:
    found = mail.message(data)
    if found.is_page:
        from pipeline.text.importers import web

        reading = web.read(found.text, path)
    else:
        reading = read(found.text or b" ", path.with_suffix(".txt"), decide, language)
    headers = (Aside(text=found.headers, why="mail header", line=1),) if found.headers else ()
    count = len(found.attachments)
    some = f"{count} attachment{'s' * (count > 1)} not read: {', '.join(found.attachments)}. Save and import by itself"
    notices = (some,) if count else ()
    return replace(
        reading,
        meta=found.meta | dict(reading.meta),
        asides=(*headers, *reading.asides),
        notices=(*reading.notices, *notices),
    )


def _lines(text: str) -> list[Line]:
    """Return the lines of a text as they are, indentation in `text` still; a form feed begins a page."""
    pages = text.split("\f")
    found: list[Line] = []
    number = 1
    for page, content in enumerate(pages, start=1):
        lines = content.split("\n")
        for place, line in enumerate(lines):
            broken = page > 1 and place == 0
            bare = line.rstrip(" \t")
            soft = line.endswith(" ") and not line.endswith("  ") and bool(bare)
            of = page if len(pages) > 1 else 0
            found.append(Line(text=bare, number=number, page=of, soft=soft, broken=broken))
            number += place < len(lines) - 1
    return _softened(found)


def _softened(lines: list[Line]) -> list[Line]:
    """Take a space at the end of a line for a sign of flowed mail only where most inner lines have one."""
    inner = [one for one, two in pairwise(lines) if one.text and two.text]
    soft = [line for line in inner if line.soft]
    if len(soft) >= max(2, 0.5 * len(inner)) and all(len(line.text) <= 100 for line in soft):
        return lines
    return [replace(line, soft=False) if line.soft else line for line in lines]


def _without_mail(lines: list[Line], judge: Judge) -> tuple[list[Line], dict[str, str]]:
    """Set aside the headers and the signature of a mail; what the first headers say is the text's metadata."""
    texts = [line.text for line in lines]
    meta: dict[str, str] = {}
    gone: set[int] = set()
    for heading in mail.headings(texts):
        block = range(heading.start, heading.stop)
        if judge.sets_aside(_of(lines, block, "mail header", 0.93, "lines like From: and Subject:")):
            gone.update(block)
            meta = meta or heading.meta
    start = mail.signature(texts)
    if start is not None:
        block = range(start, len(lines))
        if judge.sets_aside(_of(lines, block, "signature", 0.95, "it follows a line with two hyphens")):
            gone.update(block)
    return _left(lines, gone), meta


def _without_furniture(lines: list[Line], judge: Judge) -> list[Line]:
    """Set aside page numbers, running heads and tables of contents."""
    places: list[list[int]] = [
        [place for place, _ in group]
        for _, group in groupby(enumerate(lines), key=lambda numbered: numbered[1].page)
    ]  # fmt: skip
    pages = [[lines[place].text for place in page] for page in places]
    found = [(places[item.page][item.place], item) for item in furniture(pages)]
    texts = [line.text for line in lines]
    known = {place for place, _ in found}
    for item in (*contents(texts), *loose_furniture(texts)):
        if item.place not in known:
            known.add(item.place)
            found.append((item.place, item))
    gone = {
        place
        for place, item in sorted(found, key=lambda pair: pair[0])
        if judge.sets_aside(
            Guess(what=item.what, text=item.text, confidence=item.confidence, reason=item.reason,
                  line=lines[place].number, page=lines[place].page)
        )
    }  # fmt: skip
    return _left(lines, gone, breaks=True)


def _left(lines: list[Line], gone: set[int], *, breaks: bool = False) -> list[Line]:
    """Return the lines that are not `gone`; where `breaks`, a page ends there."""
    kept: list[Line] = []
    pending = False
    for place, line in enumerate(lines):
        if place in gone:
            # An empty line stays, so that what stood on either side of it is not taken for neighbours.
            kept.append(replace(line, text="", soft=False))
            pending = breaks or pending
        elif line.text and pending:
            kept.append(replace(line, broken=True))
            pending = False
        else:
            kept.append(line)
    # What a page begins with may be empty: the line that is not says that the page ended.
    broken = False
    for place, line in enumerate(kept):
        broken = broken or line.broken
        if line.text and broken:
            kept[place], broken = replace(line, broken=True), False
    return kept


def _of(lines: Sequence[Line], block: range, what: str, confidence: float, reason: str) -> Guess:
    inside = [lines[place] for place in block]
    filled = next((line for line in inside if line.text), inside[0])
    text = "\n".join(line.text.strip() for line in inside if line.text)
    return Guess(what=what, text=text, confidence=confidence, reason=reason, line=filled.number, page=filled.page)


def _unquoted(lines: list[Line], judge: Judge) -> list[Line]:
    """Take the marks `>` off; where nearly all lines have one, they say nothing."""
    depths = [found[1].count(">") if (found := _QUOTED.match(line.text)) else 0 for line in lines]
    filled = [depth for line, depth in zip(lines, depths, strict=True) if line.text]
    quoted = [depth for depth in filled if depth]
    if len(quoted) < 2 and not any(depth and len(line.text) > 60 for line, depth in zip(lines, depths, strict=True)):
        return lines
    off = 0
    if len(quoted) >= _MOSTLY * len(filled) and len(quoted) > 2:
        first = next(line for line, depth in zip(lines, depths, strict=True) if depth)
        guess = Guess(what="mail quoting", text=first.text, confidence=0.9, line=first.number, page=first.page,
                      reason=f"{len(quoted)} of {len(filled)} lines begin with >")  # fmt: skip
        off = min(quoted) if judge.agrees(guess) else 0
    return [
        replace(line, text=_QUOTED.sub("", line.text, count=1), depth=min(_DEEPEST, max(0, depth - off)))
        if depth
        else line
        for line, depth in zip(lines, depths, strict=True)
    ]


def _with_indents(lines: list[Line]) -> list[Line]:
    """Turn the spaces before lines into columns; what all lines have in common is no indentation."""
    measured = []
    for line in lines:
        bare = line.text.lstrip(" \t\u00a0\u3000")
        before = line.text[: len(line.text) - len(bare)].expandtabs(TABULATOR)
        measured.append(replace(line, text=bare.strip(), indent=len(before)))
    common = min((line.indent for line in measured if line.text), default=0)
    return [replace(line, indent=max(0, line.indent - common)) for line in measured]


def _pieces(found: Sequence[Entry], judge: Judge) -> Iterator[Piece]:
    for depth, group in groupby(found, key=lambda entry: entry.first.depth):
        inside = list(_blocks(list(group), judge))
        yield from [_quotation(inside, depth)] if depth and inside else inside


def _quotation(pieces: Sequence[Piece], depth: int) -> Piece:
    body = "\n\n".join(piece.markdown for piece in pieces)
    mark = "> " * depth
    plain = "\n".join(piece.plain for piece in pieces)
    first = pieces[0]
    return Piece(kind=Kind.QUOTE, markdown=escape.prefixed(body, mark, mark), plain=plain, line=first.line,
                 page=first.page, sure=True)  # fmt: skip


def _blocks(found: list[Entry], judge: Judge) -> Iterator[Piece]:
    """Yield the pieces of entries of one depth of quotation, items that belong together as one list."""
    at = 0
    while at < len(found):
        entry = found[at]
        if entry.sort is not Sort.ITEM:
            yield _piece(entry, found, at, judge)
            at += 1
            continue
        stop = at
        while stop < len(found) and (found[stop].sort is Sort.ITEM or _belongs(found[stop], found[stop - 1])):
            stop += 1
        yield from _lists(found[at:stop], judge)
        at = stop


def _belongs(entry: Entry, before: Entry) -> bool:
    """Tell whether a paragraph is set in below an item, and so one of its paragraphs."""
    return entry.sort is Sort.TEXT and entry.first.indent >= before.first.indent + (2 if before.mark else 0) > 1


def _lists(group: list[Entry], judge: Judge) -> Iterator[Piece]:
    """Yield lists, and as paragraphs what only looked like items."""
    heads = [entry for entry in group if entry.mark]
    marks = itemise.as_letters([entry.mark for entry in heads if entry.mark])
    good = dict(zip(map(id, heads), itemise.valid(marks), strict=True))
    named = dict(zip(map(id, heads), marks, strict=True))
    items: list[Item] = []
    for entry in group:
        mark = named.get(id(entry))
        if mark and good[id(entry)]:
            items.append(Item(mark=mark, indent=entry.first.indent, texts=(entry.text,), line=entry.first.number,
                              page=entry.first.page))  # fmt: skip
        elif mark is None and items:
            items[-1] = replace(items[-1], texts=(*items[-1].texts, entry.text))
        else:
            yield from _all(items, judge)
            items = []
            text = f"{mark.source} {entry.text}" if mark else entry.text
            yield _paragraph(text, entry)
    yield from _all(items, judge)


def _all(items: list[Item], judge: Judge) -> Iterator[Piece]:
    for one in itemise.lists(items):
        yield from _list(one, judge)


def _list(items: Sequence[Item], judge: Judge) -> Iterator[Piece]:
    guess = _list_guess(items)
    if guess and not judge.agrees(guess):
        for item in items:
            text = f"{item.mark.source} {' '.join(item.texts)}"
            yield Piece(kind=Kind.PARAGRAPH, markdown=escape.markdown(text), plain=text, line=item.line, page=item.page)
        return
    yield Piece(kind=Kind.LIST, markdown=itemise.markdown(items), plain=itemise.plain(items), line=items[0].line,
                page=items[0].page, sure=all(item.mark.is_strong for item in items))  # fmt: skip


def _list_guess(items: Sequence[Item]) -> Guess | None:
    """Return a guess for a list whose marks may be something else: dashes of speech, a letter `o`, letters, Roman."""
    doubtful: dict[str, float] = {"–": 0.8, "—": 0.7, "o": 0.85, "+": 0.85, "·": 0.92, "-": 0.95, "*": 0.95}
    kinds = {item.mark.kind: item.mark for item in items if not item.mark.is_strong}
    if not kinds:
        return None
    mark = min(kinds.values(), key=lambda mark: _sureness(mark, doubtful))
    text = "\n".join(f"{item.mark.source} {item.texts[0]}" for item in items if not item.mark.is_strong)
    count = len(items)
    reason = f"{count} item{'s' * (count > 1)} with marks like {mark.source}"
    return Guess(what="list", text=text, confidence=_sureness(mark, doubtful), line=items[0].line,
                 page=items[0].page, reason=reason)  # fmt: skip


def _sureness(mark: Mark, doubtful: dict[str, float]) -> float:
    return doubtful.get(mark.kind, 0.9) if mark.is_bullet else 0.95 if mark.is_number else 0.85


def _piece(entry: Entry, found: list[Entry], at: int, judge: Judge) -> Piece:
    line, page = entry.first.number, entry.first.page
    match entry.sort:
        case Sort.RULE:
            return Piece(kind=Kind.RULE, markdown="---", plain="", line=line, page=page, sure=True)
        case Sort.TABLE:
            rows = [row.split("\t") for row in entry.text.split("\n")]
            return Piece(kind=Kind.TABLE, markdown=escape.table(rows), plain=entry.text, line=line, page=page)
        case Sort.HEADING:
            markdown = escape.heading(entry.text, entry.level)
            return Piece(kind=Kind.HEADING, markdown=markdown, plain=entry.text, level=entry.level, line=line,
                         page=page, sure=True)  # fmt: skip
    if entry.sort is Sort.TEXT and _is_set_in(entry, found, at):
        guess = Guess(what="quotation", text=entry.text, confidence=0.6, line=line, page=page,
                      reason=f"set in by {entry.first.indent} columns")  # fmt: skip
        if judge.agrees(guess):
            return _quotation([_paragraph(entry.text, entry)], 1)
    return _paragraph(entry.text, entry)


def _is_set_in(entry: Entry, found: list[Entry], at: int) -> bool:
    """Tell whether all lines of a paragraph are set in, and those of its neighbours are not."""
    indent = min(entry.first.indent, entry.last.indent)
    if indent < _SET_IN or (entry.first.number == entry.last.number and len(entry.text) < 60):
        return False
    neighbours = [found[place] for place in (at - 1, at + 1) if 0 <= place < len(found)]
    return bool(neighbours) and all(other.last.indent <= indent - _SET_IN for other in neighbours)


def _paragraph(text: str, entry: Entry) -> Piece:
    markdown = escape.markdown(text)
    return Piece(kind=Kind.PARAGRAPH, markdown=markdown, plain=text, line=entry.first.number,
                 page=entry.first.page)  # fmt: skip
