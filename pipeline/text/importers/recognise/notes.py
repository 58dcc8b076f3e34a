"""Tie the marks of footnotes in plain text to the notes at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.text.document import Kind
from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise import marks
from pipeline.text.importers.recognise.desk import Desk, paragraph

WHAT = "footnote"
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(
    r"\\?(?:\[(?P<a>\d{1,3})\\?\]|\((?P<b>\d{1,3})\)|(?P<c>[¹²³⁰⁴-⁹]{1,3})|\^(?P<d>\d{1,3})|"
    r"(?P<e>\d{1,3})\\?[.):]?(?=\s))[.:]?\s*(?=\S)"
)
_ITEM = re.compile(r"(?P<number>\d{1,3})[.)] +(?P<words>\S.*)")
_HEAD = re.compile(
    r"(?:foot|end)?notes|references|sources|notas(?: (?:al pie|de rodapé))?|referencias|referências|fuentes|"
    r"fontes|bibliography",
    re.IGNORECASE,
)
_CALLS = (
    (r" ?[¹²³⁰⁴-⁹]{1,3}", 0.97, "raised figures that match the notes at the end"),
    (r" ?\\?\[\d{1,3}\\?\]", 0.97, "figures in brackets that match the notes at the end"),
    (r" ?\^\d{1,3}", 0.9, "figures after ^ that match the notes at the end"),
    (r" ?\(\d{1,3}\)", 0.85, "figures in brackets that match the notes at the end"),
    (
        r"(?:(?<=[^\W\d_]{3})|(?<=[^\W\d_][.,;:!?”’\"'»)]))\d{1,2}(?![\w%°.:,/-]\w|\w)",
        0.75,
        "figures at the ends of words that match the notes at the end",
    ),
)


@dataclass(frozen=True, slots=True)
class _Notes:
    """Notes by number: where each stands, and its Markdown and plain words."""

    head: int | None
    places: tuple[int, ...]
    words: dict[int, tuple[int, Piece]]


def recognise(desk: Desk) -> None:
    """Make calls and definitions where every note has its mark and every mark its note; else leave them as they are."""
    if _otherwise(desk):
        return
    notes = _notes(desk)
    if notes is None:
        return
    first = min(notes.places) if notes.head is None else notes.head
    body = [
        at
        for at in desk.live()
        if at < first and desk.piece(at).kind in (Kind.PARAGRAPH, Kind.LIST, Kind.QUOTE, Kind.TABLE)
    ]
    wanted = list(notes.words)
    near_miss = False
    for pattern, confidence, reason in _CALLS:
        calls = [(at, found) for at in body for found in re.finditer(pattern, desk.piece(at).markdown)]
        numbers = [_number(found[0]) for _, found in calls]
        glued = pattern.startswith("(?:")
        if glued:
            calls = [call for call, number in zip(calls, numbers, strict=True) if number in notes.words]
            numbers = [number for number in numbers if number in notes.words]
        firsts = list(dict.fromkeys(numbers))
        if firsts == wanted and (not glued or len(numbers) == len(wanted)):
            _tie(desk, notes, calls, confidence if len(wanted) > 1 else confidence - 0.1, reason)
            return
        near_miss = near_miss or (bool(numbers) and not glued)
    if near_miss:
        at = min(notes.places)
        firm = desk.slots[at].firm
        desk.agrees(
            at,
            WHAT,
            0.3,
            "marks in the text and notes at the end do not match: left as they are",
            result="left as it is",
        )
        desk.slots[at].firm = firm


def _otherwise(desk: Desk) -> bool:
    """Tie notes whose marks are of several sorts, under a heading; tell whether there are such."""
    live = desk.live()
    head = next((at for at in reversed(live) if _HEAD.fullmatch(desk.piece(at).plain.strip(" :"))), None)
    places = [at for at in live if head is not None and at > head]
    if head is None or not places or not marks.tie(desk, places):
        return False
    if not desk.slots[head].firm:
        desk.set_aside(head, WHAT)
    return True


def _number(call: str) -> int:
    digits = re.sub(r"\D", "", call.translate(_SUPERSCRIPT))
    return int(digits or 0)


def _notes(desk: Desk) -> _Notes | None:
    """Return the notes at the end: pieces or items of a list that count up, with or without a heading."""
    live = desk.live()
    head = next((at for at in reversed(live) if _HEAD.fullmatch(desk.piece(at).plain.strip(" :"))), None)
    found: dict[int, tuple[int, Piece]] = {}
    places: list[int] = []
    tail = [at for at in live if at > head] if head is not None else live
    for at in tail if head is not None else _last_run(desk, tail):
        piece = desk.piece(at)
        entries = _entries(piece)
        if not entries:
            if found:
                break
            continue
        if any(number in found for number, _ in entries):
            break
        places.append(at)
        found.update({number: (at, each) for number, each in entries})
    numbers = list(found)
    if not numbers or numbers != sorted(numbers):
        return None
    if head is not None and places[0] != desk.after(head):
        head = None
    following = desk.after(places[-1])
    if head is not None and following is not None and marks.is_note(desk.piece(following)):
        # One of another sort, or out of its order: half of them is worse than none.
        return None
    return _Notes(head, tuple(places), found)


def _last_run(desk: Desk, live: list[int]) -> list[int]:
    run: list[int] = []
    for at in reversed(live):
        entries = _entries(desk.piece(at))
        if entries and desk.piece(at).kind is Kind.LIST and len(live) - live.index(at) > 3:
            break
        if entries:
            run.insert(0, at)
        elif run or len(live) - live.index(at) > 6:
            break
    return run


def _entries(piece: Piece) -> list[tuple[int, Piece]]:
    """Return the notes that a piece holds, each as a paragraph without its number."""
    if piece.kind is Kind.PARAGRAPH and "\n" not in piece.plain:
        found = _NOTE.match(piece.markdown)
        if not found:
            return []
        number = _number(next(group for group in found.groups() if group))
        rest = piece.markdown[found.end() :]
        return [(number, replace(piece, markdown=rest, plain=rest))] if number else []
    if piece.kind is Kind.LIST:
        items = [_ITEM.fullmatch(line) for line in piece.markdown.split("\n")]
        if all(items):
            return [(int(item["number"]), paragraph(item["words"], piece)) for item in items if item]
    return []


def _tie(desk: Desk, notes: _Notes, calls: list[tuple[int, re.Match[str]]], confidence: float, reason: str) -> None:
    at = min(notes.places)
    result = f"{len(notes.words)} footnote{'s' * (len(notes.words) > 1)}"
    text = " ".join(found[0].strip().replace("\\", "") for _, found in calls)
    if not desk.agrees(at, WHAT, confidence, reason, text=text, result=result):
        return
    for place, found in reversed(calls):
        piece = desk.piece(place)
        new = f"{piece.markdown[: found.start()]}[^{_number(found[0])}]{piece.markdown[found.end() :]}"
        desk.slots[place].piece = replace(piece, markdown=new)
    for place in notes.places:
        inside = [(number, each) for number, (where, each) in notes.words.items() if where == place]
        desk.put(
            place,
            *(replace(each, kind=Kind.FOOTNOTE, markdown=f"[^{number}]: {each.markdown}") for number, each in inside),
        )
    if notes.head is not None:
        desk.set_aside(notes.head, WHAT)
