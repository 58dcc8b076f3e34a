"""Tie notes to their marks where these are of several sorts: raised figures, brackets, stars, daggers, letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.text.document import Kind
from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise.desk import Desk

WHAT = "footnote"
_RAISED = "¹²³⁰⁴-⁹"
_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(
    rf"(?:(?P<up>\^)(?:\s+jump up to:)?(?P<letters>(?:\s+[a-z](?=\s))*)\s+|"
    rf"(?:\\?\[(?P<square>\d{{1,3}})\\?\]|\((?P<round>\d{{1,3}})\)|(?P<raised>[{_RAISED}]{{1,3}})|"
    rf"(?P<plain>\d{{1,3}})\\?[.):]?(?=\s)|(?P<sign>(?:\\?[*†‡§¶]){{1,3}})|[(\[](?P<letter>[a-z])\\?[)\]])[.:]?\s*)(?=\S)"
)
_CALL = re.compile(
    rf"(?<=[\w.,;:!?”’\"'»)\]]) ?(?:\\?\[(?P<square>\d{{1,3}})\\?\]|\((?P<round>\d{{1,3}})\)|"
    rf"(?P<raised>[{_RAISED}]{{1,3}})|\^(?P<up>\d{{1,3}}))|"
    rf"(?<=[\w.,;:!?”’\"'»)])(?P<sign>(?:\\\*|[†‡§¶]){{1,3}})(?![\w*])|"
    rf"(?<=[.,;:!?”’\"'»)\w])\\?[(\[](?P<letter>[a-z])\\?[)\]]"
)


@dataclass(frozen=True, slots=True)
class _Note:
    at: int
    mark: str
    """The figure, sign or letter that its calls have."""
    words: Piece
    sort: str
    """How it is written: a group of the pattern."""
    letters: str = ""
    """Which of its calls it leads back to, as encyclopaedias have them: `a b`."""


def is_note(piece: Piece) -> bool:
    """Tell whether a paragraph begins with the mark of a note."""
    return piece.kind is Kind.PARAGRAPH and "\n" not in piece.plain and bool(_NOTE.match(piece.markdown))


def tie(desk: Desk, places: Sequence[int]) -> bool:
    """Make calls and definitions of the notes at some places, if each of them has a call, and each call its note.

    `places` are those at the end of the text, without their heading. Tells whether it was done.
    """
    notes = list(_notes(desk, places))
    marks = [note.mark for note in notes]
    # Figures of one sort that do not stand in the order of their notes may be something else.
    told = any(note.sort in ("up", "sign", "letter") for note in notes) or len({note.sort for note in notes}) > 2
    if len(notes) < 2 or len(set(marks)) < len(marks) or not told:
        return False
    first = min(places)
    kinds = (Kind.PARAGRAPH, Kind.LIST, Kind.QUOTE, Kind.TABLE)
    body = [at for at in desk.live() if at < first and desk.piece(at).kind in kinds]
    calls = [(at, found) for at in body for found in _CALL.finditer(desk.piece(at).markdown)]
    called = {_mark(found) for _, found in calls}
    strong = {_mark(found) for _, found in calls if found["square"] or found["raised"]}
    if not set(marks) <= called or not strong <= set(marks):
        return False
    calls = [call for call in calls if _mark(call[1]) in marks]
    shown = " ".join(found[0].strip().replace("\\", "") for _, found in calls)
    reason = "marks that match the notes at the end, each of them"
    if not desk.agrees(first, WHAT, 0.85, reason, text=shown, result=f"{len(notes)} footnotes"):
        return False
    labels = _labels(marks)
    for at, found in reversed(calls):
        piece = desk.piece(at)
        new = f"{piece.markdown[: found.start()]}[^{labels[_mark(found)]}]{piece.markdown[found.end() :]}"
        desk.slots[at].piece = replace(piece, markdown=new)
    for note in notes:
        if note.letters:
            desk.set_aside(note.at, WHAT, note.letters)
        text = f"[^{labels[note.mark]}]: {note.words.markdown}"
        desk.put(note.at, replace(note.words, kind=Kind.FOOTNOTE, markdown=text))
    return True


def _notes(desk: Desk, places: Sequence[int]) -> Iterator[_Note]:
    """Yield the notes from the first place on; what is no note ends them."""
    for count, at in enumerate(places, start=1):
        piece = desk.piece(at)
        found = _NOTE.match(piece.markdown) if is_note(piece) else None
        if found is None or desk.slots[at].firm:
            return
        rest = piece.markdown[found.end() :]
        mark = str(count) if found["up"] else _mark(found)
        sort = next(name for name, value in found.groupdict().items() if value and name != "letters")
        yield _Note(at, mark, replace(piece, markdown=rest, plain=rest), sort, (found["letters"] or "").strip())


def _mark(found: re.Match[str]) -> str:
    """Return the figure, sign or letter of a mark, however it is written."""
    groups = found.groupdict()
    said = next(value for name, value in groups.items() if value and name != "letters")
    return said.replace("\\", "").translate(_FIGURES).lstrip("0") or "0"


def _labels(marks: Sequence[str]) -> dict[str, str]:
    """Return a name for each mark: figures and letters as they are, signs counted."""
    signs = [mark for mark in marks if not mark.isalnum()]
    return {mark: mark if mark.isalnum() else f"sign-{signs.index(mark) + 1}" for mark in marks}
