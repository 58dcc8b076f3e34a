"""Find title, standfirst, section, author and date in the lines above a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.text.document import Kind
from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise import boilerplate, dateline, names, origin, sections, turns
from pipeline.text.importers.recognise.dates import DateLine, date_line, is_issue, is_month, is_month_first, is_relative
from pipeline.text.importers.recognise.desk import Desk, count, is_caps, is_stopped, is_text
from pipeline.text.importers.recognise.title import LETTER, find
from pipeline.text.importers.wording import words

MOST = 24
"""Pieces above a text."""
_PARTS = re.compile(r"\s*[|·•»\t]\s*|\s+[-–—/]\s+|\s{2,}|,\s*(?=by\b)", re.IGNORECASE)
_EVENT_HOUR = re.compile(r"(?<![\d:.])\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
_IN_SECTION = re.compile(r"(?P<before>.*?)\s*\bin\s+(?P<topic>[A-Z][\w&’' ]{1,30})")
_TALLY = re.compile(r"\d[\d.,]*[KkM]?")
_UNDER = re.compile(
    r"(?:share|listen|print|donate|follow|facebook|twitter|\W*\d+ (?:comments?|shares|min)|.*\bago$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class MetaLine:
    """What a line above a text says of it."""

    author: str = ""
    date: DateLine | None = None
    topic: str = ""
    confidence: float = 0.0
    reason: str = ""


def meta_line(text: str, month_first: bool) -> MetaLine | None:
    """Return what a line says of author, date and section, None where some of it says anything else."""
    if len(text) > 300 or count(text) > 30 or (_EVENT_HOUR.search(text) and not re.search(r":\d\d|\.\d\d", text)):
        return None
    date = date_line(text, month_first)
    rest = date.rest if date else text
    author = topic = ""
    confidence, reason = (0.95, "only a date") if date else (0.0, "")
    for part in filter(None, (part.strip(" ,;:-–—") for part in _PARTS.split(rest))):
        if boilerplate.judge(part) or boilerplate.is_credit(part) or is_relative(part) or is_month(part):
            continue
        if date and (found := _IN_SECTION.fullmatch(part)) and len(found["topic"].split()) < 4:
            topic, part = found["topic"], found["before"]
            if not part:
                continue
        if date and re.fullmatch(r"\d{1,3}", part):
            continue  # how many remarks there are
        if sections.is_section(part) and date:
            topic = part
            continue
        spanish = date is not None and " de " in text[date.found.start : date.found.end]
        if date and text.startswith(f"{part}, ") and (spanish or re.fullmatch(r"[^\W\d_]+", part)):
            continue  # a letter says where it was written: `Leeds, 1 May 2026`
        line = names.byline(part) or (names.bare(part) if date else None)
        if line is None and date and re.fullmatch(r"[\w.-]{2,24}", part) and rest.count(" ") < 2 and not part.isdigit():
            line = names.Byline(part, 0.6, "a word beside a date")
        if line is None or author:
            return None
        author = line.author
        confidence = max(line.confidence, 0.85 if date else 0.0)
        reason = line.reason
    return (
        MetaLine(author, date, sections.named(topic) if topic else "", confidence, reason) if author or date else None
    )


def recognise(desk: Desk, path: Path) -> None:
    """Fill the front matter from the lines above the text; words that are not in it are set aside."""
    language = desk.reading.meta.get("language", "")
    evidence = is_month_first("\n".join(piece.plain for piece in desk.reading.pieces), language)
    labels = _zone(desk, bool(evidence))
    title = find(desk, labels)
    _sections(desk, labels, title)
    _lines(desk, labels, evidence, title)
    _subtitle(desk, labels, title)
    _rest(desk, labels, title)
    if "title" not in desk.meta:
        _untitled(desk, path)
    # Lines between the last one that was taken and the first paragraph belong to the text.
    desk.head = 1 + max((at for at in labels if desk.slots[at].piece is None), default=-1)
    if "date" not in desk.meta:
        dateline.recognise(desk)


def _zone(desk: Desk, month_first: bool) -> dict[int, str]:
    """Return what each piece above the text seems to be."""
    labels: dict[int, str] = {}
    live = desk.live()[:MOST]
    spoken = turns.places(desk)
    for order, at in enumerate(live):
        piece = desk.piece(at)
        label = "stop" if at in spoken and (labels or turns.is_timed(piece)) else _label(desk, piece, month_first)
        if label == "text" and _begins(piece, labels):
            near = _next_line(desk, live[order + 1 : order + 4], month_first, count(piece.plain))
            short = count(piece.plain) <= 70 and "title" not in piece.style
            between = live[order + 1 : order + 1 + (near or 0)]
            if near is None or not short or not labels or any(is_text(desk.piece(other)) for other in between):
                desk.head = at
                return labels
            label = "standfirst"
        if label == "stop":
            desk.head = at
            return labels
        labels[at] = label
    desk.head = live[-1] + 1 if live else 0
    return labels


def _next_line(desk: Desk, places: list[int], month_first: bool, length: int) -> int | None:
    """Return how many pieces ahead a line says who or when, or is of those that stand under a standfirst."""
    for order, at in enumerate(places):
        piece = desk.piece(at)
        label = _label(desk, piece, month_first)
        if label == "meta" or (label == "furniture" and length <= 40 and _UNDER.match(piece.plain)):
            return order
    return None


def _label(desk: Desk, piece: Piece, month_first: bool) -> str:
    if piece.style:
        return piece.style
    if piece.kind in (Kind.FIGURE, Kind.COMMENT, Kind.RULE):
        return "other"
    if piece.kind not in (Kind.PARAGRAPH, Kind.HEADING):
        return "stop"
    text = piece.plain
    if piece.kind is Kind.HEADING:
        return "heading"
    if boilerplate.is_credit(text):
        return "credit"
    if boilerplate.judge(text) or _is_ago(text):
        return "furniture"
    if origin.says(text):
        return "origin"
    if meta_line(text, month_first) or _is_when(desk, text):
        return "meta"
    if sections.crumbs(text):
        return "crumbs"
    return "name" if names.bare(text) else "text"


def _is_when(desk: Desk, text: str) -> bool:
    """Tell whether a line says when, but no day: `October 2024`, `Winter 2025 issue`; several make a history."""
    said = is_month(text) or is_issue(text)
    return said and sum(is_month(piece.plain) or is_issue(piece.plain) for piece in desk.reading.pieces) == 1


def _is_ago(text: str) -> bool:
    """Tell whether a line says how long ago, alone or beside the name of a site: `Harbour Gazette | 3 hours ago`."""
    parts = re.split(r"\s*[|·•]\s*", text)
    return is_relative(text) or (any(map(is_relative, parts)) and all(count(part) < 5 for part in parts))


def _begins(piece: Piece, labels: dict[int, str]) -> bool:
    """Tell whether the text begins with a piece."""
    if not labels and is_stopped(piece.plain) and count(piece.plain) <= 16 and not LETTER.fullmatch(piece.plain):
        return False
    return is_text(piece) or bool(LETTER.fullmatch(piece.plain))


def _sections(desk: Desk, labels: dict[int, str], title: int | None) -> None:
    # Of several sections above the title, which are a menu, the one next to it is meant.
    for at in sorted((at for at in labels if desk.slots[at].piece), key=lambda at: -at if at < (title or 0) else at):
        text = desk.piece(at).plain
        if labels[at] == "topic":
            _fill_topic(desk, at, text, 0.97, "the document calls it so")
        elif labels[at] == "crumbs":
            topic = sections.topic_of(sections.crumbs(text), desk.meta.get("title", ""))
            if topic:
                _fill_topic(desk, at, topic, 0.9, "the way to a page of a site")
            elif desk.agrees(at, boilerplate.WHAT, 0.85, "the way to a page of a site"):
                desk.set_aside(at, boilerplate.WHAT)
        elif labels[at] in ("text", "name") and title is not None and not desk.slots[at].firm:
            # A section’s name above running text is a heading of it.
            if sections.is_section(text) and (at < title or (desk.after(at) or desk.head) < desk.head):
                _fill_topic(desk, at, sections.named(text), 0.93, "the name of a section")
            elif at < title and sections.may_be_section(text):
                _fill_topic(desk, at, sections.named(text), 0.85, "a word in capitals above the title")


def _fill_topic(desk: Desk, at: int, value: str, confidence: float, reason: str) -> None:
    if "topic" in desk.meta:
        if desk.agrees(at, boilerplate.WHAT, 0.8, "one more section"):
            desk.set_aside(at, boilerplate.WHAT)
    elif desk.agrees(at, "topic", confidence, reason, result=value if value != desk.piece(at).plain else ""):
        desk.fill(at, "topic", value)


def _lines(desk: Desk, labels: dict[int, str], evidence: bool | None, title: int | None) -> None:
    """Take author and date from the lines that say them."""
    known = [at for at, label in labels.items() if label in ("meta", "author", "date")]
    for at in known:
        if desk.slots[at].piece is None or desk.slots[at].firm:
            continue
        line = meta_line(desk.piece(at).plain, bool(evidence))
        if line is None and _is_when(desk, desk.piece(at).plain):
            if desk.agrees(at, "date", 0.85, "says when, but not on which day"):
                desk.set_aside(at, "date")
            continue
        if line is None and labels[at] == "author":
            line = MetaLine(
                author=names.cleaned(desk.piece(at).plain), confidence=0.97, reason="the document calls it so"
            )
        if line is not None:
            _apply(desk, at, line, evidence)
    for at in [at for at, label in labels.items() if label == "name"]:
        slot = desk.slots[at]
        if slot.piece is None or slot.firm or "author" in desk.meta:
            continue
        found = names.bare(slot.piece.plain)
        if found is None:
            continue
        beside = any(abs(at - other) == 1 for other in known)
        if (
            title is not None
            and at < title
            and not _is_credited(desk, found)
            and not (beside and names.is_name(found.author))
        ):
            continue
        if not _stands_for_author(desk, labels, at, found):
            continue
        near = any(abs(list(labels).index(at) - list(labels).index(other)) == 1 for other in known)
        confidence = found.confidence + 0.15 if near or _is_credited(desk, found) else found.confidence
        if desk.agrees(at, "author", confidence, found.reason, result=found.author):
            desk.fill(at, "author", found.author)


def _stands_for_author(desk: Desk, labels: dict[int, str], at: int, found: names.Byline) -> bool:
    """Tell whether a name alone is more than a heading with capitals."""
    first = found.author.split(", ")[0]
    if found.confidence < 0.7 and not names.names_group(found.author):
        return False
    text = " ".join(piece.plain for piece in desk.reading.pieces)
    common = sum(bool(re.search(rf"(?<![^\W_]){re.escape(part.lower())}(?![^\W_])", text)) for part in first.split())
    if common > len(first.split()) // 2 and not _is_credited(desk, found):
        near = any(labels.get(other) == "meta" for other in (at - 1, at + 1))
        return near and names.names_group(found.author)
    following = desk.after(at)
    return following is not None


def _is_credited(desk: Desk, found: names.Byline) -> bool:
    said = desk.reading.meta.get("author", "")
    return bool(said) and words(said) == words(found.author)


def _apply(desk: Desk, at: int, line: MetaLine, evidence: bool | None) -> None:
    piece = desk.piece(at)
    values: dict[str, str] = {}
    confidence = line.confidence
    reason = line.reason
    if line.author:
        values["author"] = line.author
    if line.topic:
        values["topic"] = line.topic
    if line.date:
        iso, confidence, said = _chosen(desk, line.date, confidence, evidence)
        reason = said or reason
        values["date"] = iso
    new = {name: value for name, value in values.items() if name not in desk.meta}
    replaces = line.date and not line.date.changed and desk.meta.get("date") and _date_was_change(desk)
    if replaces and "date" in values:
        new["date"] = values["date"]
    if not new:
        what = next(iter(values))
        if desk.agrees(at, what, 0.85, "says it again, or when it was changed"):
            desk.set_aside(at, what)
        return
    result = ", ".join(new.values())
    if desk.agrees(at, next(iter(new)), confidence, reason, result=result if result != piece.plain else ""):
        if replaces:
            desk.meta.pop("date")
        desk.meta.update(new)
        if words(piece.plain) == words(" ".join(new.values())) and len(new) == 1:
            desk.put(at, None)
        else:
            desk.set_aside(at, next(iter(new)))


def _date_was_change(desk: Desk) -> bool:
    found = [date_line(guess.text) for guess in desk.guesses if guess.what in ("date", "author")]
    found = [each for each in found if each is not None]
    return bool(found) and all(each.changed for each in found if each)


def _chosen(desk: Desk, line: DateLine, confidence: float, evidence: bool | None) -> tuple[str, float, str]:
    """Return which of two dates is meant by figures, and how sure that is."""
    said = desk.reading.meta.get("date", "")
    found = line.found
    if not found.either:
        return found.iso, confidence, ""
    if said in (found.iso, found.either):
        return said, 0.97, "the document’s own metadata has this date"
    if evidence is not None:
        return found.iso, min(confidence, 0.85), "day and month stand as in the other dates of this text or language"
    return found.iso, 0.6, "day and month could be the other way round; the day is taken to stand first"


def _subtitle(desk: Desk, labels: dict[int, str], title: int | None) -> None:
    """Take the line or short paragraph under the title for the standfirst."""
    if title is None or "subtitle" in desk.meta:
        return
    after = [at for at in labels if at > title]
    taken = {"meta", "credit", "furniture", "author", "date", "origin"}
    for at in after:
        piece = desk.slots[at].piece
        if piece is None or desk.slots[at].firm:
            if piece is None and labels[at] in taken - {"furniture"}:
                return
            continue
        if labels[at] == "subtitle":
            _fill_subtitle(desk, at, 0.97, "the document calls it so")
            return
        if (
            labels[at] not in ("text", "standfirst", "name")
            or LETTER.fullmatch(piece.plain)
            or piece.plain.endswith(":")
        ):
            continue
        if re.match(r"[^\W\d_]+: ", piece.plain) or count(piece.plain) > 70:
            return
        gone = [other for other in after if other > at and (desk.slots[other].piece is None or labels[other] in taken)]
        before_text = desk.before(desk.head) if desk.head < len(desk.slots) else None
        if gone and count(piece.plain) > 2:
            _fill_subtitle(
                desk,
                at,
                0.88 if count(piece.plain) > 5 else 0.7,
                "between the title and the lines that say who and when",
            )
        elif (
            before_text == at
            and count(piece.plain) > 5
            and not is_stopped(piece.plain)
            and not _is_heading_here(desk, piece)
        ):
            _fill_subtitle(desk, at, 0.65, "a line without a full stop under the title")
        return


def _is_heading_here(desk: Desk, piece: Piece) -> bool:
    """Tell whether a line under the title is one of several headings in capitals, or counted ones."""
    if re.match(r"\d", piece.plain):
        return True
    others = [desk.piece(at).plain for at in desk.live() if at >= desk.head]
    return is_caps(piece.plain) and any(is_caps(other) and count(other) < 10 for other in others)


def _fill_subtitle(desk: Desk, at: int, confidence: float, reason: str) -> None:
    text = desk.piece(at).plain
    if desk.agrees(at, "subtitle", confidence, reason):
        desk.fill(at, "subtitle", text)


def _rest(desk: Desk, labels: dict[int, str], title: int | None) -> None:
    """Set aside when it was published without a date, and the name of a site above its menu."""
    for at, label in labels.items():
        piece = desk.slots[at].piece
        if piece is None or desk.slots[at].firm:
            continue
        if _is_ago(piece.plain):
            if desk.agrees(at, boilerplate.WHAT, 0.92, "says how long ago, which a text on paper cannot"):
                desk.set_aside(at, boilerplate.WHAT)
            continue
        if _TALLY.fullmatch(piece.plain) and any(labels.get(other) == "furniture" for other in labels):
            if desk.agrees(at, boilerplate.WHAT, 0.85, "a number among the buttons of a page"):
                desk.set_aside(at, boilerplate.WHAT)
            continue
        signs = ("furniture", "topic") if "topic" in desk.meta else ("furniture",)
        menu = any(_is_gone(desk, other, labels, signs) for other in labels if title is not None and other < title)
        above = title is not None and at < title and label in ("text", "name")
        if above and menu and desk.agrees(at, boilerplate.WHAT, 0.7, "above the title, beside the menu of a site"):
            desk.set_aside(at, boilerplate.WHAT)


def _is_gone(desk: Desk, at: int, labels: dict[int, str], signs: tuple[str, ...]) -> bool:
    """Tell whether a line is one of a page’s furniture, or a section’s name that was taken."""
    return labels[at] in signs or ("topic" in signs and desk.slots[at].piece is None)


def _untitled(desk: Desk, path: Path) -> None:
    """Take the title from the document's metadata, else from the file's name."""
    said = desk.reading.meta.get("title", "").strip()
    name = re.sub(r"[\s_-]+", " ", path.stem).strip() or "Untitled"
    desk.meta["title"] = said or name[0].upper() + name[1:]
    live = desk.live()
    if live and not said:
        at = live[0]
        firm = desk.slots[at].firm
        desk.agrees(
            at,
            "title",
            0.3,
            "no line looks like a title: the file’s name is taken",
            text=name,
            result=desk.meta["title"],
        )
        desk.slots[at].firm = firm
