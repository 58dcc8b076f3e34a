"""Tell the turns of an interview: a name, initials or `Q` and a colon before what somebody says."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise.desk import Desk, vocabulary
from pipeline.text.importers.recognise.names import is_name

_LABEL = re.compile(
    r"(?P<label>(?:(?:Dr|Mr|Mrs|Ms|Prof|Sr|Sra|Dra|Dona|Don)\.? )?[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,4}"
    r"(?: \((?:[^()]{1,30})\))?)\s?:(?:\s+(?P<words>\S.*))?",
    re.DOTALL,
)
_LETTER = re.compile(
    r"(?P<label>[QAPR]|Pregunta|Respuesta|Pergunta|Resposta|Question|Answer)\.\s+(?P<words>\S.*)", re.DOTALL
)
"""`Q.` and `A.` without a colon."""
_TIME = re.compile(r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?\s*[-–—]?\s+(?=[^\W\d_])")
"""When something is said in a recording."""
_WORDS = {"pregunta": "P", "respuesta": "R", "pergunta": "P", "resposta": "R", "question": "Q", "answer": "A"}
_INITIALS = re.compile(r"[A-Z]\.?[A-Z]?\.?[A-Z]?\.?")
_NO_SPEAKER = vocabulary(
    """note notes date time where when who what why how place venue bus tip tips warning source sources ps photo
    image address contact telephone phone tel email e-mail cost price serves present apologies action edit update
    example remember important tags from to subject cc fact result reason problem solution answer step monday
    tuesday wednesday thursday friday saturday sunday next bring entry admission tickets doors fuente fonte nota
    lugar fecha data hora dirección endereço"""
)
WHEN = "time"
FEWEST = 3
MOST = 60
"""Different labels: a text with more is a table or an index."""


def recognise(desk: Desk) -> bool:
    """Mark the turns of an interview: at least three, by two speakers, each of whom speaks again.

    Tell whether there is one.
    """
    found, groups, who = _found(desk)
    turns = list(found)
    speakers = {match["label"] for match in found.values()}
    if not turns:
        return False
    names = ", ".join(dict.fromkeys(found[at]["label"] for at in turns))
    confidence = 0.96 if len(turns) > 4 else 0.85
    if not all(
        is_name(label) or _INITIALS.fullmatch(label) or label.isupper() or groups[who[label]] > 2 for label in speakers
    ):
        confidence -= 0.2
    reason = "names or initials with a colon, again and again"
    if not desk.agrees(turns[0], "interview turn", confidence, reason, text=names, result=f"{len(turns)} turns"):
        for at in turns:
            desk.slots[at].firm = True
        return False
    for at in turns:
        _mark(desk, at, found[at])
    return True


def places(desk: Desk) -> frozenset[int]:
    """Return where the turns of an interview stand, if there is one."""
    return frozenset(_found(desk)[0])


def is_timed(piece: Piece) -> bool:
    """Tell whether a piece begins with the time at which it was said."""
    return bool(_TIME.match(piece.plain))


def _found(desk: Desk) -> tuple[dict[int, re.Match[str]], Counter[str], dict[str, str]]:
    """Return turns by place (none where it is no interview), how often each speaks, and who each label is."""
    found = {at: match for at in desk.open() if at >= desk.head and (match := _label(desk, at))}
    counts = Counter(match["label"] for match in found.values())
    groups: Counter[str] = Counter()
    if len(counts) > MOST:
        return {}, groups, {}
    who = {label: _who(label, counts) for label in counts}
    for label, times in counts.items():
        groups[who[label]] += times
    speakers = {label for label in counts if groups[who[label]] > 1}
    turns = {at: match for at, match in found.items() if match["label"] in speakers}
    # A name by itself belongs to what comes below, which must then be no turn of its own.
    turns = {at: match for at, match in turns.items() if match["words"] is not None or desk.after(at) not in turns}
    enough = len(turns) >= FEWEST and len({who[label] for label in speakers}) > 1
    return (turns if enough else {}), groups, who


def _label(desk: Desk, at: int) -> re.Match[str] | None:
    piece = desk.piece(at)
    if piece.markdown.startswith(("**", "__")):
        return None
    said = _TIME.sub("", piece.plain, count=1) if _TIME.match(piece.plain) else piece.plain
    found = _LABEL.match(said) or _LETTER.match(said)
    if not found or len(found["label"]) > 58 or "*" in found["label"]:
        return None
    label = found["label"]
    parts = [
        part
        for part in re.sub(r"\(.*\)", "", label).split()
        if part.casefold() not in ("de", "da", "do", "dos", "van", "von", "del", "la")
    ]
    if label.casefold() in _NO_SPEAKER or not all(part[0].isupper() for part in parts):
        return None
    if found["words"] is None:
        after = desk.after(at)
        if after is None or not desk.is_open(after):
            return None
    return found if _timeless(piece.markdown).startswith(label) else None


def _timeless(markdown: str) -> str:
    """Return the words of a turn without the time that stands before them."""
    plain = re.sub(r"\A\\?([\[(])([\d:.,]+)\\?([\])])", r"\1\2\3", markdown)
    return _TIME.sub("", plain, count=1) if _TIME.match(plain) else markdown


def _who(label: str, labels: Counter[str]) -> str:
    """Return the longest label that stands for the same speaker: a full name for initials or a surname."""
    bare = re.sub(r"\s*\(.*\)", "", label).replace(".", "")
    bare = _WORDS.get(bare.casefold(), bare)
    if bare in ("P", "R", "Q", "A"):
        return bare if any(_WORDS.get(other.casefold()) == bare for other in labels) else label
    for other in sorted(labels, key=lambda each: (-len(each), each)):
        if len(other) <= len(label):
            break
        parts = re.sub(r"\(.*\)", "", other).split()
        initials = "".join(part[0] for part in parts if part[0].isupper())
        if len(parts) > 1 and (bare == initials or bare in (parts[0], parts[-1]) or f"({bare})" in other):
            return other
    return label


def _mark(desk: Desk, at: int, found: re.Match[str]) -> None:
    piece = desk.piece(at)
    label = found["label"]
    if time := _TIME.match(piece.plain):
        desk.set_aside(at, WHEN, time[0].strip())
    body = _timeless(piece.markdown)[len(label) :].lstrip().lstrip(":.").lstrip()
    plain = piece.plain
    if found["words"] is None:
        after = desk.after(at)
        assert after is not None
        following = desk.piece(after)
        body, plain = following.markdown, f"{plain} {following.plain}"
        desk.put(after, None)
    desk.put(at, replace(piece, markdown=f"**{label}:** {body}", plain=plain))
    desk.slots[at].group = 0
