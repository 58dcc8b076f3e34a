"""Tell headings in text that has no styles: short lines without a full stop, followed by text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.text.document import Kind
from pipeline.text.importers.escape import heading
from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise.dates import dates
from pipeline.text.importers.recognise.desk import Desk, count, is_caps, is_text, key
from pipeline.text.importers.recognise.quotes import is_quoted

_STANZA = 12
"""Lines to either side of one that are looked at."""
LONGEST = 14
"""Words of a heading."""
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,2})\\?[.)]?\s+(?=\S)")
_BOLD = re.compile(r"(?:\*\*|__)(?P<inside>[^*_]+)(?:\*\*|__):?")
_ITEM = re.compile(r"\d{1,3}[.)] +(?P<words>[^\n]+)")
_TIMED = re.compile(r"\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m\b)", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_]+(?: \w+)?:\s")
_SERIES = re.compile(
    r"(?P<word>[^\W\d_]{3,12}) (?:\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six|seven)\s?[:–—-]\s+\S", re.IGNORECASE
)
_SIGN_OFF = re.compile(
    r"(?:(?:yours|sincerely|best|kind|warm|many|with|all the|take|in|un|um|uma|com|con|pel[ao]s?|por|atenciosamente|"
    r"atentamente|saludos|abraços?)\b.{0,30}|cheers|love|thanks|regards|warmly|x+)[,.!]?",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(
    r"(?:dear|hi|hello|queridas?|queridos?|estimad[oa]s?|car[oa]s|prezad[oa]s?|olá|hola|yours|best wishes|"
    r"kind regards|sincerely|regards|"
    r"un saludo|saludos|abraços?|atenciosamente|atentamente|see you|thank you|with love|signed|ps|p\.s\.)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:about the (?:authors?|project|series)|notes to editors?|notes for editors|notes|sources|references|"
    r"further (?:reading|information)|"
    r"more information|acknowledge?ments|contact|corrections?|sobre (?:la autora|el autor|a autora|o autor)|"
    r"más información|mais informações|notas|"
    r"fuentes|fontes)\s*:?",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"\S@\S|https?://|www\.|\d{5,}|\b[A-Z]{1,2}\d{1,2} ?\d[A-Z]{2}\b")


@dataclass(frozen=True, slots=True)
class _Candidate:
    at: int
    text: str
    markdown: str
    depth: int
    """1 and more of a numbered one, 0 of another."""
    caps: bool
    confidence: float
    reason: str
    series: str = ""
    """Of `Day 1: …`, the word before the figure: there must be several."""


def recognise(desk: Desk, *, interview: bool = False) -> None:
    """Mark headings; where the document has headings of its own, only paragraphs all in bold are taken for more.

    In an interview a question alone is one that is asked.
    """
    own = any(desk.piece(at).kind is Kind.HEADING for at in desk.live())
    found = [one for at in desk.live() if at >= desk.head and (one := _candidate(desk, at, own))]
    found = _kept(desk, [one for one in found if not (interview and one.text.endswith("?") and not one.caps)])
    caps = any(one.caps for one in found)
    depths = _depths(desk)
    for one in found:
        more = sum(other.caps == one.caps for other in found) > 1
        confidence = one.confidence + (0.07 if more else 0.0)
        level = 1 + one.depth if one.depth else 3 if caps and not one.caps and _is_below(one, found) else 2
        if own:
            level = 3
        elif not one.depth:
            level = 1 + depths.get(key(one.text), level - 1)
        if not desk.agrees(one.at, "heading", confidence, one.reason):
            continue
        markdown = heading(one.text, level) if one.markdown in (one.text, "") else f"{'#' * level} {one.markdown}"
        piece = desk.piece(one.at)
        desk.put(one.at, replace(piece, kind=Kind.HEADING, markdown=markdown, plain=one.text, level=level))
    _levelled(desk)


def _depths(desk: Desk) -> dict[str, int]:
    """Return how deep headings are, by what a table of contents that was set aside says: `2.1 Chamber`."""
    entries = [(found, aside.text) for _, aside in desk.asides if (found := _NUMBERED.match(aside.text))]
    depths = {key(text[found.end() :]): found["number"].count(".") + 1 for found, text in entries}
    return depths if len(set(depths.values())) > 1 else {}


def _candidate(desk: Desk, at: int, own: bool) -> _Candidate | None:
    slot = desk.slots[at]
    piece = slot.piece
    if piece is None or slot.firm or slot.group:
        return None
    if piece.kind is Kind.LIST:
        return _numbered_item(desk, at, piece)
    if piece.kind is not Kind.PARAGRAPH or "\n" in piece.plain or is_quoted(piece) or _NO_HEADING.match(piece.plain):
        return None
    text = piece.plain.strip()
    before = desk.before(at)
    if before is not None and count(desk.piece(before).plain) <= 4 and _SIGN_OFF.fullmatch(desk.piece(before).plain):
        return None
    if not any(sign.isalpha() for sign in text) or _in_verse(desk, at):
        return None
    bold = _BOLD.fullmatch(piece.markdown)
    number = _NUMBERED.match(text)
    caps = is_caps(text)
    if not 0 < count(text) <= LONGEST or len(text) > 100 or not _stands_before_text(desk, at, caps):
        return None
    if bold and text[-1] not in ".,;":
        words = bold["inside"].strip()
        confidence = 0.88 if count(text) <= 9 else 0.75
        return _Candidate(
            at, text, words if words != text else "", 0, caps, confidence, "a short paragraph all in bold"
        )
    if own or (piece.sure and not caps):
        return None
    if _TAIL.fullmatch(text):
        return _Candidate(at, text, piece.markdown, 0, caps, 0.92, "a heading that texts have at their end")
    if text[-1] in ".,;:…" or (text[-1] in "!" and count(text) > 6) or _TIMED.match(text) or _CONTACT.search(text):
        return None
    days = list(dates(text))
    if len(days) > 1 or (days and _TIMED.search(text)):
        return None
    if not (text[0].isupper() or text[0].isdigit() or text[0] in '¿¡“‘"«') or _in_block(desk, at):
        return None
    if number and count(text) > 1:
        depth = number["number"].count(".") + 1
        return _Candidate(at, text, text, depth, caps, 0.85, "a number and a short line, text follows")
    if series := _SERIES.match(text):
        reason = "counted like others, text follows"
        return _Candidate(at, text, piece.markdown, 0, caps, 0.86, reason, series["word"].casefold())
    if _LABEL.match(text) and not caps:
        return None
    if caps:
        return _Candidate(at, text, piece.markdown, 0, True, 0.87, "a short line in capitals, text follows")
    if text.endswith("?"):
        return _Candidate(at, text, piece.markdown, 0, False, 0.84, "a question alone, text follows")
    return _Candidate(
        at,
        text,
        piece.markdown,
        0,
        False,
        0.82 if count(text) <= 8 else 0.65,
        "a short line without a full stop, text follows",
    )


def _numbered_item(desk: Desk, at: int, piece: Piece) -> _Candidate | None:
    """A list of one item, with text after it, is a numbered heading."""
    found = _ITEM.fullmatch(piece.markdown)
    after = desk.after(at)
    if (
        not found
        or after is None
        or piece.plain[-1:] in ".;,"
        or count(piece.plain) > LONGEST
        or not is_text(desk.piece(after))
    ):
        return None
    return _Candidate(at, piece.markdown, "", 1, is_caps(piece.plain), 0.85, "a number and a short line, text follows")


def _stands_before_text(desk: Desk, at: int, caps: bool) -> bool:
    after = desk.after(at)
    before = desk.before(at)
    if after is None or (before is not None and _leads_on(desk.piece(before))):
        return False
    following = desk.piece(after)
    if following.kind in (Kind.LIST, Kind.TABLE, Kind.QUOTE, Kind.FIGURE, Kind.CODE):
        return True
    if following.kind is not Kind.PARAGRAPH:
        return False
    block = desk.after(after)
    short = count(desk.piece(at).plain) <= 6
    if (
        short
        and block is not None
        and desk.has_gaps()
        and not desk.is_joined(at, after)
        and desk.is_joined(after, block)
    ):
        # An empty line, then lines that stand together: a programme, an address, a verse.
        return True
    if is_text(following) or following.markdown.startswith("**") or "\n" in following.plain:
        return True
    if (count(following.plain) >= 3 and following.plain.rstrip()[-1:] in ".:") or (
        count(following.plain) >= 6 and following.plain[-1] in "!?"
    ):
        return True
    # A heading of another sort may stand between.
    one, two = _NUMBERED.match(desk.piece(at).plain), _NUMBERED.match(following.plain)
    if caps != is_caps(following.plain) or (one and two and two["number"].startswith(one["number"].rstrip(".") + ".")):
        later = desk.after(after)
        return later is not None and is_text(desk.piece(later)) and count(following.plain) <= LONGEST
    return False


def _leads_on(piece: Piece) -> bool:
    """Tell whether a short line says that something belonging to it follows."""
    return piece.kind is Kind.PARAGRAPH and not is_text(piece) and piece.plain.rstrip().endswith((":", ","))


def _in_block(desk: Desk, at: int) -> bool:
    """Tell whether a line is one of several short ones that stood together without an empty line."""
    before = desk.before(at)
    if before is None or not desk.has_gaps() or not desk.is_joined(before, at) or not desk.is_open(before):
        return False
    other = desk.piece(before)
    return (
        not is_text(other)
        and count(other.plain) <= 12
        and not _NUMBERED.match(desk.piece(at).plain)
        and is_caps(other.plain) == is_caps(desk.piece(at).plain)
    )


def _in_verse(desk: Desk, at: int) -> bool:
    """Tell whether a line is one of at least three short ones that stand together, none of which is running text."""
    if not desk.has_gaps() or is_caps(desk.piece(at).plain):
        return False
    block = [at]
    while len(block) < _STANZA and (before := desk.before(block[0])) is not None and desk.is_joined(before, block[0]):
        block.insert(0, before)
    while (
        len(block) < 2 * _STANZA and (after := desk.after(block[-1])) is not None and desk.is_joined(block[-1], after)
    ):
        block.append(after)
    pieces = [desk.piece(other) for other in block]
    return len(block) > 2 and all(
        piece.kind is Kind.PARAGRAPH and not is_text(piece) and not _NUMBERED.match(piece.plain) for piece in pieces
    )


def _kept(desk: Desk, found: list[_Candidate]) -> list[_Candidate]:
    """Drop counted lines that are alone, and what does not count up."""
    words = Counter(one.series for one in found)
    found = [one for one in found if not one.series or words[one.series] > 1]
    top = [one for one in found if one.depth == 1]
    numbers = [int(re.match(r"\d+", one.text)[0]) for one in top]  # type: ignore[index]
    counts = len(numbers) > 1 and all(two - one == 1 for one, two in pairwise(numbers))
    down = len(numbers) > 1 and all(one - two == 1 for one, two in pairwise(numbers))
    if counts or down:
        return found
    return [replace_depth(one) for one in found if one.depth != 1 or not re.match(r"\d+[.)]", one.text)]


def replace_depth(one: _Candidate) -> _Candidate:
    """Return a candidate that does not count."""
    return replace(one, depth=0, confidence=one.confidence - 0.15) if one.depth == 1 else one


def _is_below(one: _Candidate, found: list[_Candidate]) -> bool:
    return any(other.caps and other.at < one.at for other in found)


def _levelled(desk: Desk) -> None:
    """Let the headings of the text begin at the second level: the first is the title's."""
    places = [at for at in desk.live() if desk.piece(at).kind is Kind.HEADING]
    top = min((desk.piece(at).level for at in places), default=2)
    for at in places if top != 2 else []:
        piece = desk.piece(at)
        level = min(6, max(2, piece.level + 2 - top))
        words = piece.markdown.lstrip("#").strip()
        desk.put(at, replace(piece, markdown=f"{'#' * level} {words}", level=level))
