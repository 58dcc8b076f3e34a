"""Tell list items without marks, and lines that belong together: an address, a verse, who signs."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from pipeline.text.document import Kind
from pipeline.text.importers.recognise.desk import Desk, count, is_stopped, is_text
from pipeline.text.importers.recognise.quotes import is_quoted

LONGEST_ITEM = 18
"""Words."""
MOST_ITEMS = 60
"""Of a list without marks: more short lines are a document of its own sort, and looking at all of them takes long."""
_TIMED = re.compile(r"(?:from )?\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m)", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2}:\s")
_CONTACT = re.compile(r"\S@\S|https?://|www\.|\d{5,}|\b[A-Z]{1,2}\d{1,2} ?\d[A-Z]{2}\b")
_GREETING = re.compile(r"(?:dear|hi|hello|quer|estimad|car[oa]s?\b|prezad|olá|hola)", re.IGNORECASE)


def recognise(desk: Desk) -> None:
    """Make a list of short lines after a line that ends with a colon, or of lines in small letters under a heading."""
    for at in desk.live():
        slot = desk.slots[at]
        if slot.piece is None or at < desk.head or slot.piece.kind not in (Kind.PARAGRAPH, Kind.HEADING):
            continue
        piece = slot.piece
        colon = piece.plain.rstrip().endswith(":")
        if (colon and _GREETING.match(piece.plain)) or (slot.firm and not colon and piece.kind is Kind.PARAGRAPH):
            continue
        if not colon and (is_text(piece) or is_stopped(piece.plain) or count(piece.plain) > 10):
            continue
        run = _run(desk, at)
        if colon and _is_verse(desk, run):
            continue
        if colon and len(run) > 1:
            _list(desk, run, 0.85 if len(run) > 2 else 0.75, "short lines after a colon")
        elif not colon and len(run) > 2 and all(_is_small(desk.piece(item).plain) for item in run):
            _list(desk, run, 0.8, "short lines in small letters under a heading")
            slot.group = 0
    _headed(desk)
    _blocks(desk)


def _headed(desk: Desk) -> None:
    """Make lists of short lines right under a short line, where other headings stand right above their text too."""
    live = desk.open()
    glued = [
        one
        for one, two in pairwise(live)
        if _is_head(desk, one) and desk.is_joined(one, two) and is_text(desk.piece(two))
    ]
    if not glued or not desk.has_gaps():
        return
    for head in [at for at in live if at >= desk.head and at not in glued and _is_head(desk, at)]:
        run: list[int] = []
        place = desk.after(head)
        while place is not None and desk.is_joined(run[-1] if run else head, place) and _is_item(desk, place):
            run.append(place)
            place = desk.after(place)
        texts = [desk.piece(at).plain for at in run]
        plain = not any(_CONTACT.search(text) or text.endswith(",") for text in texts)
        if place is not None and len(run) > 2 and plain and not is_text(desk.piece(run[-1])):
            _list(desk, run, 0.65, "short lines under a heading")
            desk.slots[head].group = 0


def _blocks(desk: Desk) -> None:
    """Make lists of lines that stand together below a heading, longer than those of an address or a programme."""
    if not desk.has_gaps():
        return
    for head in [at for at in desk.open() if at >= desk.head and _is_head(desk, at)]:
        run: list[int] = []
        place = desk.after(head)
        if place is None or desk.is_joined(head, place):
            continue
        while place is not None and (not run or desk.is_joined(run[-1], place)) and _is_item(desk, place):
            run.append(place)
            place = desk.after(place)
        texts = [desk.piece(at).plain for at in run]
        if place is None or desk.is_joined(run[-1] if run else head, place) or not 2 < len(run) < 13:
            continue
        odd = any(_CONTACT.search(text) or _LABEL.match(text) or text[-1] in ",;-–—" for text in texts)
        long = sum(map(count, texts)) >= 5 * len(texts) and all(count(text) > 2 for text in texts)
        if long and not odd and is_text(desk.piece(place)) and not any(map(is_stopped, texts)):
            _list(desk, run, 0.6, "lines that stand together under a heading")


def _is_verse(desk: Desk, run: list[int]) -> bool:
    """Tell whether lines are a verse: they stand together, begin with capitals, and only some end with a comma."""
    texts = [desk.piece(at).plain for at in run]
    together = len(run) > 2 and all(desk.is_joined(one, two) for one, two in pairwise(run))
    commas = [text[-1] in ",;" for text in texts[:-1]]
    capitals = all(text.lstrip("“‘\"'«¿¡")[:1].isupper() for text in texts)
    return together and capitals and any(commas) and not all(commas)


def _is_head(desk: Desk, at: int) -> bool:
    """Tell whether a line may be a heading that stands right above what belongs to it."""
    text = desk.piece(at).plain
    before = desk.before(at)
    begins = before is None or not desk.is_joined(before, at)
    fits = count(text) <= 8 and text[:1].isupper() and (not is_stopped(text) or text.endswith("?"))
    return begins and fits and text[-1] not in ",;:" and not _TIMED.match(text) and not _LABEL.match(text)


def _is_small(text: str) -> bool:
    return text[:1].islower() or bool(re.match(r"(?:\d|½|¼|¾)", text))


def _run(desk: Desk, at: int) -> list[int]:
    """Return the places of the short lines that follow one."""
    run: list[int] = []
    place = desk.after(at)
    while place is not None and _is_item(desk, place):
        if run and _divides(desk, run, place):
            break
        if len(run) == MOST_ITEMS:
            return []
        run.append(place)
        place = desk.after(place)
    if place is not None and len(run) > 2 and not desk.has_gaps():
        # Without empty lines, a short line before running text may as well be the next heading.
        last, others = desk.piece(run[-1]).plain, [desk.piece(item).plain for item in run[:-1]]
        odd = last[:1].isupper() and all(other[:1].islower() for other in others)
        ended = not is_stopped(last) and all(other.rstrip()[-1:] in ".;," for other in others)
        if odd or ended or last.endswith("?"):
            run.pop()
    return run


def _is_item(desk: Desk, at: int) -> bool:
    if not desk.is_open(at):
        return False
    piece = desk.piece(at)
    words = count(piece.plain)
    several = len(re.findall(r"[.!?]\s+[A-ZÀ-Þ¿¡“]", piece.plain)) > 0
    return (
        words <= LONGEST_ITEM
        and not several
        and not piece.plain.endswith(":")
        and not _TIMED.match(piece.plain)
        and not is_quoted(piece)
    )


def _divides(desk: Desk, run: list[int], place: int) -> bool:
    """Tell whether what comes now is no item any more."""
    # The cheap questions first: a page of short lines asks them for each line of a run, for each run.
    apart = not desk.is_joined(run[-1], place)
    if len(run) > 1 and apart and all(desk.is_joined(one, two) for one, two in pairwise(run)):
        return True
    following = desk.piece(place).plain
    if desk.piece(run[0]).plain[:1].islower() and following[:1].isupper():
        return True
    after = desk.after(place)
    is_heading = (
        apart
        and after is not None
        and is_text(desk.piece(after))
        and not is_stopped(following)
        and count(following) <= 10
    )
    if not is_heading and not is_stopped(following):
        return False
    items = [desk.piece(item).plain for item in run]
    stopped = [is_stopped(item) or item[-1:] in ",;" for item in items]
    if is_heading and all(stopped):
        return True
    return is_stopped(following) and not any(stopped) and count(following) > 2 * max(count(item) for item in items)


def _list(desk: Desk, run: list[int], confidence: float, reason: str) -> None:
    text = "\n".join(desk.piece(item).plain for item in run)
    if not desk.agrees(run[0], "list item", confidence, reason, text=text, result=f"{len(run)} items"):
        for item in run:
            desk.slots[item].firm = True
        return
    markdown = "\n".join("- " + desk.piece(item).markdown for item in run)
    desk.put(run[0], replace(desk.piece(run[0]), kind=Kind.LIST, markdown=markdown, plain=text))
    for item in run[1:]:
        desk.put(item, None)


def keep_lines(desk: Desk) -> None:
    """Put short lines that stood together into one paragraph with line breaks: addresses, verses, who signs."""
    if not desk.has_gaps():
        return
    block: list[int] = []
    for at in [*desk.live(), -1]:
        fits = at >= 0 and desk.is_open(at) and _is_line(desk.piece(at).plain)
        if fits and block and desk.is_joined(block[-1], at):
            block.append(at)
            continue
        if len(block) > 1:
            _together(desk, block)
        block = [at] if fits else []


def _is_line(text: str) -> bool:
    return (
        len(text) <= 80 and "\n" not in text and not (is_stopped(text) and count(text) > 12 and not _LABEL.match(text))
    )


def _together(desk: Desk, block: list[int]) -> None:
    pieces = [desk.piece(at) for at in block]
    if all(desk.slots[at].group for at in block):
        return
    text = "\n".join(piece.plain for piece in pieces)
    if all(is_stopped(piece.plain) for piece in pieces[:-1]):
        return
    if desk.agrees(
        block[0],
        "lines kept",
        0.8,
        "short lines that stand together",
        text=text,
        result="one paragraph",
    ):
        markdown = "\\\n".join(piece.markdown for piece in pieces)
        desk.put(block[0], replace(pieces[0], markdown=markdown, plain=text))
        for at in block[1:]:
            desk.put(at, None)
