"""Tell what belongs to the web page or mail and not to the text: share buttons, appeals, links to other texts."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.text.document import Kind
from pipeline.text.importers.model import Piece
from pipeline.text.importers.recognise import furniture
from pipeline.text.importers.recognise.desk import Desk, count, is_stopped, is_text, vocabulary

WHAT = "boilerplate"
CREDIT = "picture credit"
_CREDIT = re.compile(
    r"\W*(?:(?:photo(?:s|graphs?|graphy)?|images?|pictures?|illustrations?|artwork|drawings?|header image|"
    r"main image|cover image|cover photo|"
    r"fotos?|fotografías?|imagen|imagem|ilustraci[oó]n|ilustração|ilustrações)(?: credits?)?(?: by|\s*[:/|©])|"
    r"(?:photo |image |picture )?credits?\s*(?::|\.\.\.|…)|©\s*photo|getty images\b)\s*\S.{0,140}",
    re.IGNORECASE,
)
_EDIT = re.compile(
    r"\s*\\?\[\s*(?:edit|editar)(?: source| código-fonte| código)?"
    r"(?:\s*\|\s*(?:edit|editar) (?:source|código-fonte))?\s*\\?\]\Z",
    re.IGNORECASE,
)
_NAVIGATION = vocabulary(
    """home about archive archives contact menu search login log in sign up subscribe news blog shop events donate
    faq help gallery links account register support us team services resources press jobs inicio contacto acerca
    início sobre contato notícias noticias"""
)
LONGEST = 28
"""Words: what is longer is no line of a page's furniture."""


def judge(text: str) -> tuple[float, str] | None:
    """Return how sure it is that a line belongs to the page, and why; None where nothing says so."""
    text = " ".join(text.split())
    if len(text) > 400 or count(text) > LONGEST:
        return None
    if furniture.SURE.fullmatch(text):
        return (0.95 if count(text) > 1 else 0.92), "a line as web pages and mails have it"
    if is_navigation(text):
        return 0.92, "only names of a site’s pages"
    if furniture.LIKELY.fullmatch(text):
        return 0.8, "asks for support"
    return None


def is_navigation(text: str) -> bool:
    """Tell whether a line is a menu."""
    parts = [part for part in text.casefold().replace("|", " ").replace("·", " ").replace("•", " ").split() if part]
    return len(parts) > 2 and all(part in _NAVIGATION for part in parts)


def is_credit(text: str) -> bool:
    """Tell whether a line says who made a picture."""
    return count(text) <= 16 and bool(_CREDIT.fullmatch(" ".join(text.split())))


def is_links_head(text: str) -> bool:
    """Tell whether a line stands above links to other texts."""
    return count(text) <= 7 and bool(furniture.HEADS.fullmatch(" ".join(text.split())))


def set_aside(desk: Desk) -> None:
    """Set aside what belongs to the page wherever it stands, with the titles of other texts under `Related`."""
    _buttons(desk)
    _networks(desk)
    _promotions(desk)
    headings = _single_words(desk)
    for at in desk.live():
        piece = desk.slots[at].piece
        if piece is None or desk.slots[at].firm or piece.kind not in (Kind.PARAGRAPH, Kind.HEADING, Kind.LIST):
            continue
        if at in headings:
            continue
        if piece.kind is not Kind.LIST and is_links_head(piece.plain):
            _links(desk, at)
        elif "\n" not in piece.plain and (judged := judge(piece.plain)) and desk.agrees(at, WHAT, *judged):
            desk.set_aside(at, WHAT)
        elif piece.kind is Kind.PARAGRAPH and is_credit(piece.plain) and desk.agrees(
            at, CREDIT, 0.92, "says who made a picture that is not here"
        ):  # fmt: skip
            desk.set_aside(at, CREDIT)


def _buttons(desk: Desk) -> None:
    """Take the word off headings that calls the editor of an encyclopaedia: `History[edit]`."""
    for at in desk.open():
        piece = desk.piece(at)
        found, shown = _EDIT.search(piece.plain), _EDIT.search(piece.markdown)
        if not found or not shown or not found.start() or count(piece.plain) > 12:
            continue
        if desk.agrees(at, WHAT, 0.95, "the button beside a heading", text=found[0].strip()):
            desk.set_aside(at, WHAT, found[0].strip())
            plain, markdown = piece.plain[: found.start()], piece.markdown[: shown.start()]
            desk.slots[at].piece = replace(piece, plain=plain, markdown=markdown)


def _single_words(desk: Desk) -> frozenset[int]:
    """Return where single words that buttons have too stand as headings do: above text, three different ones.

    Of the three, two are such words and the third may be any other.
    """
    found: dict[str, int] = {}
    others: set[str] = set()
    for at in desk.open():
        text = desk.piece(at).plain
        before, after = desk.before(at), desk.after(at)
        if at < desk.head or count(text) != 1 or before is None or after is None or furniture.ADVERT.fullmatch(text):
            continue
        if is_text(desk.piece(before)) and is_text(desk.piece(after)):
            if judge(text):
                found.setdefault(text.casefold(), at)
            elif text.isalpha():
                others.add(text.casefold())
    return frozenset(found.values()) if len(found) > 1 and len(found) + len(others) > 2 else frozenset()


def _promotions(desk: Desk) -> None:
    """Set aside what stands between two lines that say where an advertisement of the page begins and ends."""
    start: int | None = None
    for at in desk.live():
        text = desk.piece(at).plain
        if furniture.PROMOTION.fullmatch(text):
            near = range(at if start is None or at - start > 40 else start + 1, at)
            inside = [other for other in near if desk.slots[other].piece]
            if (
                start is not None
                and 0 < len(inside) < 10
                and all(count(desk.piece(other).plain) < 45 for other in inside)
            ):
                for other in [start, *inside, at]:
                    if desk.agrees(other, WHAT, 0.92, "an advertisement of the page, which says where it ends"):
                        desk.set_aside(other, WHAT)
                start = None
            else:
                start = at


def _networks(desk: Desk) -> None:
    """Set aside names of networks below each other, with which a page is shared."""
    run: list[int] = []
    for at in [*desk.live(), -1]:
        if at >= 0 and desk.is_open(at) and furniture.NETWORK.fullmatch(desk.piece(at).plain):
            run.append(at)
            continue
        for other in run if len(run) > 1 else []:
            if desk.agrees(other, WHAT, 0.93, "names of networks below each other"):
                desk.set_aside(other, WHAT)
        run = []


def _links(desk: Desk, at: int) -> None:
    following: list[int] = []
    place = desk.after(at)
    while place is not None and len(following) < 12 and _is_link(desk.piece(place)):
        following.append(place)
        place = desk.after(place)
    to_end = place is None
    together = len(following) > 1 and place is not None and desk.is_joined(following[-2], following[-1])
    together = together and not desk.is_joined(following[-1], place or 0)
    if not to_end and len(following) > 1 and not together and not judge(desk.piece(following[-1]).plain):
        # The line before the text goes on may be its heading.
        following.pop()
    if not following and not to_end:
        return
    if not desk.agrees(at, WHAT, 0.93 if to_end else 0.8, "stands above links to other texts"):
        return
    desk.set_aside(at, WHAT)
    for other in following:
        if judge(desk.piece(other).plain) or desk.is_open(other) or desk.piece(other).kind is not Kind.PARAGRAPH:
            reason = "a title under a line like “Related”"
            if desk.agrees(other, WHAT, 0.9 if to_end else 0.75, reason):
                desk.set_aside(other, WHAT)


def _is_link(piece: Piece) -> bool:
    if piece.kind is Kind.LIST:
        return all(count(line) <= 16 and not is_stopped(line) for line in piece.plain.split("\n"))
    short = count(piece.plain) <= 16 and piece.kind in (Kind.PARAGRAPH, Kind.HEADING)
    return (
        short
        and not is_text(piece)
        and not re.match(r"(?:about the|notes?\b|sources?\b|ps\b|references)", piece.plain.casefold())
    )
