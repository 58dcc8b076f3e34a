"""Take the date from before the first sentence of a text: `May 1, 2026 — The council …`."""

from __future__ import annotations

import re

from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise.dates import MONTHS, dates, is_month_first
from pipeline.text.importers.recognise.desk import Desk, count, is_text

_PLACE = re.compile(r"(?P<place>[A-ZÀ-Þ][\w.’' -]{1,40}(?:,\s*[A-Z][\w. ]{1,20})?)?[,\s(]*")
_WEEKDAY = re.compile(
    r"(?<![^\W_])(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|lunes|martes|miércoles|jueves|viernes|sábado|"
    r"domingo|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?)(?:day|sday|nesday|rsday|urday)?[.,]?\s*\Z",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    rf"(?:[^\W\d_]+,?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?:{'|'.join(MONTHS)})|"
    rf"(?:{'|'.join(MONTHS)})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?)(?:,?\s+(?:de\s+)?\d{{4}})?\s*[–—:-]\s",
    re.IGNORECASE,
)
"""How the entries of a diary begin."""
_GLUED = re.compile(r"\)?\s*(?:[—–―]|--|-(?=\s)|:)\s*")


def _is_diary(desk: Desk) -> bool:
    """Tell whether several paragraphs begin with a day: then none of them is the day of the text."""
    return sum(bool(_ENTRY.match(desk.piece(at).plain)) for at in desk.live()) > 1


def recognise(desk: Desk) -> None:
    """Take the date from before the first sentence; the place stays: `LEEDS, 1 May 2026 – The …`."""
    at = next((at for at in desk.open() if at >= desk.head and is_text(desk.piece(at))), None)
    if at is None:
        return
    piece = desk.piece(at)
    evidence = is_month_first(
        "\n".join(each.plain for each in desk.reading.pieces), desk.reading.meta.get("language", "")
    )
    found = next(iter(dates(piece.plain[:90], bool(evidence))), None)
    if found is None or not piece.markdown.startswith(piece.plain[: found.end]):
        return
    day = _WEEKDAY.search(piece.plain[: found.start])
    begin = day.start() if day else found.start
    before, after = piece.plain[:begin], _GLUED.match(piece.plain, found.end)
    place = _PLACE.fullmatch(before)
    if not after or not place or count(before) > 5 or _is_diary(desk):
        return
    date = piece.plain[begin : found.end]
    if not desk.agrees(
        at, "date", 0.6 if found.either else 0.92, "a date before the first sentence", text=date, result=found.iso
    ):
        return
    desk.meta["date"] = found.iso
    desk.set_aside(at, "date", date)
    start = (place["place"].strip(" ,(") + (after[0] if after[0][0] != ")" else " – ")) if place["place"] else ""
    rest = piece.markdown[after.end() :]
    rest = rest[0].upper() + rest[1:] if rest and not start else rest
    new = Piece(
        kind=piece.kind,
        markdown=start + rest,
        plain=start + piece.plain[after.end() :],
        line=piece.line,
        page=piece.page,
    )
    desk.slots[at].piece = new
