"""Tell pull quotes, quotations with the name of who said them, and quotation marks of two sorts."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from pipeline.text.document import Kind
from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise.desk import Desk, count, key

_OPENING = '“"«„‘'
_CLOSING = '”"»“’'
_NAMED = re.compile(rf"(?P<quote>[{_OPENING}].{{15,}}[{_CLOSING}])[.,]?\s+(?P<name>[—–―-]\s?\S.{{1,80}})", re.DOTALL)
_NAME = re.compile(r"[—–―-]{1,2}\s?[^\W\d_].{1,80}")
SHORTEST, LONGEST = 5, 45
"""Words of a pull quote."""


def recognise(desk: Desk) -> None:
    """Make quotations of what is quoted, and of what repeats a sentence of the text."""
    _named(desk)
    _pulled(desk)
    _mixed(desk)


def _named(desk: Desk) -> None:
    for at in desk.open():
        slot = desk.slots[at]
        if slot.piece is None or slot.firm or at < desk.head:
            continue
        piece = slot.piece
        found = _NAMED.fullmatch(piece.plain)
        if found and count(found["name"]) <= 10 and piece.markdown.endswith(found["name"]):
            body = piece.markdown[: -len(found["name"])].rstrip()
            _quote(desk, at, [body, found["name"]], 0.88, "in quotation marks, and says who said it")
            continue
        after = desk.after(at)
        if after is None or not desk.is_open(after) or not is_quoted(piece) or count(piece.plain) < 4:
            continue
        name = desk.piece(after)
        if _NAME.fullmatch(name.plain) and count(name.plain) <= 10:
            _quote(
                desk,
                at,
                [piece.markdown, name.markdown.removeprefix("\\")],
                0.93,
                "in quotation marks, the name below",
                after,
            )


def _quote(desk: Desk, at: int, parts: list[str], confidence: float, reason: str, name: int | None = None) -> None:
    piece = desk.piece(at)
    if not desk.agrees(at, "quotation", confidence, reason):
        return
    shown = "\n>\n".join("> " + part.replace("\n", "\n> ") for part in parts)
    plain = piece.plain if name is None else f"{piece.plain}\n{desk.piece(name).plain}"
    desk.put(at, replace(piece, kind=Kind.QUOTE, markdown=shown, plain=plain))
    if name is not None:
        desk.put(name, None)


def _pulled(desk: Desk) -> None:
    """A repeated sentence stays in the text; its repetition becomes a quotation, which is set large."""
    texts = {
        at: f" {key(desk.piece(at).plain)} "
        for at in desk.live()
        if desk.piece(at).kind in (Kind.PARAGRAPH, Kind.LIST, Kind.QUOTE)
    }
    # Where the first words of each stretch of the text stand: no text is compared with all others.
    begun: defaultdict[str, set[int]] = defaultdict(set)
    for at, text in texts.items():
        found = text.split()
        for place in range(len(found) - SHORTEST + 1):
            begun[" ".join(found[place : place + SHORTEST])].add(at)
    for at in desk.open():
        if at < desk.head or not SHORTEST <= count(desk.piece(at).plain) <= LONGEST:
            continue
        said = texts[at]
        if len(said) < 20:
            continue
        others = [texts[other] for other in begun.get(" ".join(said.split()[:SHORTEST]), ()) if other != at]
        repeats = any(len(text) > len(said) and said in text for text in others)
        if repeats and desk.agrees(at, "pull quote", 0.94, "repeats a sentence of the text"):
            piece = desk.piece(at)
            desk.put(at, replace(piece, kind=Kind.QUOTE, markdown="> " + piece.markdown.replace("\n", "\n> ")))


def _mixed(desk: Desk) -> None:
    """Say that straight and curly marks stand side by side; the typesetting makes them one sort."""
    pieces = [(at, desk.piece(at)) for at in desk.live()]
    straight = next((at for at, piece in pieces if '"' in piece.plain), None)
    if straight is not None and any(set("“”") & set(piece.plain) for _, piece in pieces):
        firm = desk.slots[straight].firm
        reason = "straight and curly marks in one text: all are set as the language has them"
        desk.agrees(straight, "quotation marks", 0.95, reason, result="left as it is")
        desk.slots[straight].firm = firm


def is_quoted(piece: Piece) -> bool:
    """Tell whether a paragraph is speech from its beginning to its end."""
    return piece.plain[:1] in _OPENING and piece.plain.rstrip(".")[-1:] in _CLOSING
