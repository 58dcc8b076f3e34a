"""Find the title among the lines above a text: a line, a heading, a line that is repeated, one under a section."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.text.document import Kind
from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise import boilerplate, names, sections
from pipeline.text.importers.recognise.desk import Desk, count, is_caps, is_stopped, key

_SITE = re.compile(r"\s+[|»·•]\s+|\s*\|\s*|\s+::\s+")
_DASHED = re.compile(r"\s+[-–—]\s+")
LETTER = re.compile(
    r"(?:dear|hi|hello|hallo|queridas?|queridos?|estimad[oa]s?|car[oa]s?|prezad[oa]s?|olá|hola)\b.{0,60}[,:!]?",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"\S@\S+\.\w|(?:phone|tel|contact|press contact|contacto|contato)\b[^:]{0,20}:", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:re|subject|ref|asunto|assunto)\s*:\s*", re.IGNORECASE)


def _is_title(piece: Piece) -> bool:
    text = piece.plain
    if _CONTACT.search(text) or text.endswith((",", ":", ";")) or LETTER.fullmatch(text):
        return False
    return 0 < count(text) <= 30 and not (count(text) > 16 and is_stopped(text))


def find(desk: Desk, labels: dict[int, str]) -> int | None:
    """Find the title; return where it stood."""
    said = desk.reading.meta.get("title", "")
    styled = [at for at, label in labels.items() if label == "title"]
    headings = [at for at, label in labels.items() if label == "heading"]
    lines = [
        at for at, label in labels.items() if label in ("text", "name", "standfirst") and _is_title(desk.piece(at))
    ]
    if styled:
        return _take_title(desk, labels, styled[0], 0.99, "the document calls it so")
    parts = {key(part) for part in (said, *_SITE.split(said), *_DASHED.split(said)) if part}
    for at in sorted([*headings, *lines]):
        if said and key(desk.piece(at).plain) in parts:
            return _take_title(desk, labels, at, 0.98, "the document’s own metadata has it too")
    top = [at for at in headings if desk.piece(at).level == 1]
    if top:
        return _take_title(desk, labels, top[0], 0.97, "the first heading")
    repeated = _repeated(desk, lines)
    if repeated is not None:
        return _take_title(desk, labels, repeated, 0.93, "stands there twice")
    if headings and (not lines or headings[0] < lines[0]):
        at = headings[0]
        others = [
            desk.piece(other).level
            for other in desk.live()[1:]
            if desk.piece(other).kind is Kind.HEADING and other != at
        ]
        if not others or desk.piece(at).level <= min(others):
            return _take_title(desk, labels, at, 0.85, "the first heading")
    if said and any(aside.why == "mail header" for aside in desk.reading.asides):
        # What a mail is about is its subject, not the first line to whom it was sent on.
        return None
    for one, two in pairwise(lines):
        # The name of a paper, its issue, the section, and then the title.
        label, following = desk.piece(one).plain, desk.piece(two).plain
        names_section = sections.is_section(label) and one != lines[0] and desk.after(one) == two
        fits = count(following) > (2 if labels[two] == "text" else 3) and not is_stopped(following)
        if names_section and fits and not sections.is_section(following):
            return _take_title(desk, labels, two, 0.8, "the first line under the name of a section")
    for order, at in enumerate(lines):
        text = desk.piece(at).plain
        later = [other for other in lines[order + 1 :] if not _is_weak(desk.piece(other).plain)]
        if _is_author(desk, labels, at, later):
            continue
        if (sections.is_section(text) and lines[order + 1 :]) or (
            sections.may_be_section(text) and _beats(desk, at, later)
        ):
            continue
        if any(labels.get(other) == "furniture" and _is_menu(desk.piece(other).plain) for other in _next(labels, at)):
            continue
        buttons = [labels[other] == "furniture" for other in _next(labels, at, 2)]
        if later and buttons == [True, True]:
            continue  # the name of a site, above its buttons
        return _take_title(
            desk, labels, at, 0.75 if is_stopped(text) and not text.endswith("?") else 0.9, "the first line"
        )
    return None


def _is_author(desk: Desk, labels: dict[int, str], at: int, later: list[int]) -> bool:
    """Tell whether a line is a name with its date below, and the title comes after them."""
    dated = labels.get(at + 1) == "meta" and names.is_name(desk.piece(at).plain)
    return dated and any(other > at + 1 and labels[other] == "text" for other in later)


def _is_menu(text: str) -> bool:
    """Tell whether a line is of a site's head: its menu, its search."""
    return boilerplate.is_navigation(text) or bool(
        re.fullmatch(r"(?:menu|search|×|☰|(?:log|sign) ?in.*)", text.strip(), re.IGNORECASE)
    )


def _next(labels: dict[int, str], at: int, number: int = 1) -> list[int]:
    return [other for other in labels if other > at][:number]


def _is_weak(text: str) -> bool:
    return bool(names.bare(text)) or is_stopped(text)


def _beats(desk: Desk, at: int, later: list[int]) -> bool:
    """Tell whether the line after one in capitals is more of a title than that."""
    if not later:
        return False
    following = desk.piece(later[0]).plain
    return later[0] < desk.head and not is_caps(following) and count(following) > 2


def _repeated(desk: Desk, lines: list[int]) -> int | None:
    """Return a line that another one repeats, alone or together with the name of the site."""
    keys = [key(desk.piece(at).plain) for at in lines]
    for order, at in enumerate(lines):
        text = desk.piece(at).plain
        if count(text) > 1 and keys[order] in keys[:order]:
            first = lines[keys.index(keys[order])]
            return first if is_stopped(text) and not is_stopped(desk.piece(first).plain) else at
        for part in (*_SITE.split(text), *_DASHED.split(text)):
            if key(part) != keys[order] and count(part) > 2 and key(part) in keys:
                return lines[keys.index(key(part))]
    return None


def _take_title(desk: Desk, labels: dict[int, str], at: int, confidence: float, reason: str) -> int | None:
    piece = desk.piece(at)
    text = piece.plain
    halves = _SITE.split(text)
    value = _SUBJECT.sub("", text)
    said = desk.reading.meta.get("title", "")
    if len(halves) > 1:
        known = [half for half in halves if key(half) == key(said)]
        longest = max(halves, key=count)
        if known or (count(longest) >= 3 and all(count(half) <= 5 for half in halves if half != longest)):
            value = known[0] if known else longest
            confidence = min(confidence, 0.97 if known else 0.75)
    if not desk.agrees(at, "title", confidence, reason, result=value if value != text else ""):
        return None
    seen = [text]
    desk.fill(at, "title", value)
    for other in [other for other, label in labels.items() if other != at and desk.slots[other].piece]:
        twin = desk.piece(other).plain
        # With a full stop that the title has not, it is a sentence of the text, which begins with the same words.
        if is_stopped(twin) and not is_stopped(value) and key(twin) == key(value) and labels[other] != "heading":
            continue
        same = key(twin) == key(value) or key(value) in map(key, (*_SITE.split(twin), *_DASHED.split(twin)))
        if same and desk.agrees(other, "title", 0.95, "the title again"):
            if is_caps(value) and key(twin) == key(value) and not is_caps(twin):
                desk.meta["title"] = twin
            seen.append(twin)
            desk.set_aside(other, "title")
    sites = {key(part) for line in seen for part in _SITE.split(line)} - {key(value)}
    for other in [other for other in labels if desk.slots[other].piece and not desk.slots[other].firm]:
        if key(desk.piece(other).plain) in sites and desk.agrees(other, boilerplate.WHAT, 0.9, "the name of the site"):
            desk.set_aside(other, boilerplate.WHAT)
    return at
