"""Tell where a text comes from and under which licence it may be copied."""

from __future__ import annotations

import re

from pipeline.text.document import Kind
from pipeline.text.importers.recognise.boilerplate import WHAT, judge
from pipeline.text.importers.recognise.dates import date_line, is_month_first
from pipeline.text.importers.recognise.desk import Desk, count, is_text
from pipeline.text.importers.wording import words

_PUBLISHED = re.compile(
    r"[\[(*]*(?:first |originally )?(?:published|posted|publicad[oa]|(?:publication )?date|written|fecha|data)\b",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+[^\s<>()\[\].,;:!?]", re.IGNORECASE)
_ALONE = re.compile(rf"(?:(?:source|url|link|from|fuente|fonte|read (?:it )?(?:more )?(?:at|on|"
    rf"online))\s*:?\s*)?[<(\[]?(?P<url>{_URL.pattern})[>)\]]?",
                    re.IGNORECASE)  # fmt: skip
_FIRST = re.compile(
    r"[\[(*]*(?:(?:this|the) (?:article|text|story|piece|essay|post|interview|review|report|guide|page|"
    r"column) )?(?:(?:was|is|has been|had been) )?"
    r"(?:(?:first|originally|previously) (?:published|appeared|printed|posted|ran|broadcast)|republished|"
    r"reprinted|reproduced|cross-?posted|reposted)"
    r"(?: (?:with (?:kind )?permission|here))?"
    r"(?: (?:in|on|by|at|from|with permission (?:from|of)|as))+:? (?P<name>.{2,140}?)[\])*.]*",
    re.IGNORECASE,
)
_FIRST_OTHER = re.compile(
    r"(?:(?:este|esta) \w+ )?(?:(?:fue|foi) )?(?:publicad[oa] (?:originalmente|por primera vez|primeiro)|"
    r"(?:originalmente|primeiro) publicad[oa]|apareció (?:por primera vez|originalmente))"
    r"(?: (?:en|em|no|na|por))?:? (?P<name>.{2,140}?)\.?",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:source|fuente|fonte|quelle|via|originally from|courtesy of)\s*:\s*(?P<name>\S.{1,120}?)\.?", re.IGNORECASE
)
_SHORT_CC = re.compile(
    r"\bCC(?:0|[ -]?(?P<parts>BY(?:[ -](?:NC|SA|ND)){0,2}))(?:[ -](?P<version>\d(?:\.\d)?))?(?![^\W_])", re.IGNORECASE
)
_LONG_CC = re.compile(
    r"Creative Commons[,:]?\s+(?P<parts>Attribution(?:[\s,/–-]+(?:Non-?Commercial|Share-?Alike|"
    r"No-?Deriv(?:ative)?s?(?: Works)?)){0,2})(?:\s+(?P<version>\d\.\d))?",
    re.IGNORECASE,
)
_ZERO = re.compile(r"\b(?:CC0|Creative Commons Zero|public domain|dominio público|domínio público)\b", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b|derechos de autor|direitos autorais).{2,160}", re.IGNORECASE)
_PERMITTED = re.compile(r"[.;,]? (?:republished|reproduced|reprinted|used|shared)\b.{0,80}", re.IGNORECASE)


def recognise(desk: Desk) -> None:
    """Fill `source` and `licence` from the lines above the text and below it."""
    live = desk.live()
    last_text = max(
        (
            at
            for at in live
            if is_text(desk.piece(at)) and not says(desk.piece(at).plain) and not judge(desk.piece(at).plain)
        ),
        default=-1,
    )
    short = [at for at in live if _is_short(desk, at)]
    edges = {at for at in short if at < desk.head or at > last_text or at in live[-3:]}
    for at in short:
        if at not in edges or not _licence(desk, at):
            _source(desk, at, at in edges)
    for at in sorted(at for at in edges if at > last_text):
        _when(desk, at)
    for at in sorted(edges):
        piece = desk.slots[at].piece
        if piece is not None and not desk.slots[at].firm and _RIGHTS.fullmatch(piece.plain):
            _rights(desk, at)


def _when(desk: Desk, at: int) -> None:
    """Take the date from a line below the text that says that it was published then."""
    piece = desk.slots[at].piece
    if piece is None or desk.slots[at].firm or not _PUBLISHED.match(piece.plain) or "date" in desk.meta:
        return
    evidence = is_month_first(
        "\n".join(each.plain for each in desk.reading.pieces), desk.reading.meta.get("language", "")
    )
    line = date_line(piece.plain, bool(evidence))
    if line is None or line.rest:
        return
    confidence = 0.6 if line.found.either else 0.92
    if desk.agrees(at, "date", confidence, "says when it was published", result=line.found.iso):
        desk.fill(at, "date", line.found.iso)


def _is_short(desk: Desk, at: int) -> bool:
    piece = desk.piece(at)
    paragraph = piece.kind in (Kind.PARAGRAPH, Kind.QUOTE) and "\n" not in piece.plain
    return paragraph and not desk.slots[at].firm and count(piece.plain) <= 32


def says(text: str) -> bool:
    """Tell whether a line says where a text was published first, where it is found, or who holds the rights."""
    return bool(
        _FIRST.fullmatch(text)
        or _LONG_CC.search(text)
        or _SHORT_CC.search(text)
        or _RIGHTS.fullmatch(text)
        or _ALONE.fullmatch(text)
    )


def _licence(desk: Desk, at: int) -> bool:
    found = licence_of(desk.piece(at).plain)
    if not found or desk.meta.get("licence", found) != found:
        return False
    if desk.agrees(at, "licence", 0.95, "names a licence", result=found):
        desk.fill(at, "licence", found)
    return True


def _rights(desk: Desk, at: int) -> None:
    """Who holds the rights is the licence where none is named."""
    known = "licence" in desk.meta
    if desk.agrees(at, WHAT if known else "licence", 0.93, "says who holds the rights"):
        if known:
            desk.set_aside(at, WHAT)
        else:
            desk.fill(at, "licence", desk.piece(at).plain)


def licence_of(text: str) -> str:
    """Return the licence that a line names, written as `CC BY-SA 4.0`; empty where it names none."""
    if found := _LONG_CC.search(text):
        parts = [name for sign, name in (("noncommercial", "NC"), ("sharealike", "SA"), ("noderiv", "ND"))
                 if sign in re.sub(r"[^a-z]", "", found["parts"].casefold())]  # fmt: skip
        return " ".join(filter(None, ("CC " + "-".join(["BY", *parts]), found["version"])))
    if (found := _SHORT_CC.search(text)) and found["parts"]:
        return " ".join(filter(None, ("CC " + found["parts"].upper().replace(" ", "-"), found["version"])))
    return "CC0" if _ZERO.search(text) and count(text) < 14 else ""


def _source(desk: Desk, at: int, edge: bool) -> bool:
    piece = desk.piece(at)
    text = piece.plain
    found = _FIRST.fullmatch(text) or _FIRST_OTHER.fullmatch(text)
    if found:
        return _take(desk, at, found["name"], 0.94, "says where it was published first")
    if not edge:
        return False
    if found := _ALONE.fullmatch(text):
        return _take(desk, at, found["url"], 0.9, "an address alone above or below the text")
    if (found := _SOURCE.fullmatch(text)) and not re.search(r"\[\d|;", text):
        return _take(desk, at, found["name"], 0.85, "says where it comes from")
    return False


def _take(desk: Desk, at: int, name: str, confidence: float, reason: str) -> bool:
    piece = desk.piece(at)
    name = _PERMITTED.sub("", name)
    urls = _URL.findall(name)
    bare = re.sub(r"\s+", " ", re.sub(r"[(\[]\s*[)\]]", "", _URL.sub("", name))).strip(' ,:;–—-."“”')
    value = ", ".join(filter(None, (bare, urls[0] if urls else "")))
    known = desk.meta.get("source", "")
    if not value:
        return False
    if known and urls and not bare and "://" not in known:
        joined = f"{known}, {value}"
    elif known and not urls and known.startswith(("http", "www")):
        joined = f"{value}, {known}"
    elif known:
        return words(known) == words(value) and _drop(desk, at)
    else:
        joined = value
    if not desk.agrees(at, "source", confidence, reason, result=value):
        return False
    desk.meta["source"] = joined
    if words(piece.plain) == words(value):
        desk.put(at, None)
    else:
        desk.set_aside(at, "source")
    return True


def _drop(desk: Desk, at: int) -> bool:
    if desk.agrees(at, "source", 0.9, "names the source again"):
        desk.set_aside(at, "source")
        return True
    return False
