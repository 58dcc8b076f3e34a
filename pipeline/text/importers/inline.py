"""Write words with emphasis, links, notes and pictures as inline Markdown that reads back as what it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.token import Token

from pipeline.text.importers.chunks import destination
from pipeline.text.markdown import parse_inline

EM, STRONG, STRIKE = 1, 2, 4
STYLES = (STRONG, EM, STRIKE)
BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Sign:
    """One character as people read it, or something that stands like one (`atom`: its Markdown)."""

    text: str
    style: int = 0
    """EM, STRONG and STRIKE, added up."""
    link: str = ""
    """The address it leads to."""
    run: int = 0
    """Which link: two beside each other may lead to one address."""
    atom: str = ""
    """Markdown of a footnote mark, of code or a picture."""

    @property
    def blank(self) -> bool:
        """True for spaces and line breaks."""
        return not self.atom and self.text.isspace()


Signs = list[Sign]

_ENTITY = re.compile(r"&(?=#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_ANGLE = re.compile(r"<(?=[A-Za-z/?])|(?<=<)!")
_ALWAYS = re.compile(r"[\\`*]|~(?=~)|(?<=~)~")
_UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_BRACKETS = re.compile(r"\][(\[:]|\[\^")
_OPENING = re.compile(
    r"(?P<number>\d{1,9})(?=[.)](?:[ \t]|\Z))|#{1,6}(?=[ \t]|\Z)|>|[-+](?=[ \t]|\Z)|~|(?=[|:\- \t=]+\Z)[|:\-=]"
)
_NOTE_COLON = re.compile(r"(\[\^[^\]\s]+\]):")
_AUTOLINK = re.compile(r"(?:https?://|mailto:)[^\s<>\x00-\x20]+", re.IGNORECASE)
_SPACES = re.compile(r"[ \t]+")
_LINE_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u00ad\u200b\u2060\ufeff]")
"""Control signs, and signs without a width that word processors leave behind."""


def signs(text: str, style: int = 0, link: str = "", run: int = 0) -> Signs:
    """Return the characters of a run of text; control signs are left out, other line ends are line breaks."""
    clean = _LINE_ENDS.sub(BREAK, _CONTROLS.sub("", text.replace("\r\n", "\n"))).replace("\t", " ")
    return [Sign(character, style, link, run) for character in clean]


def markdown(found: Iterable[Sign], *, joint: str = "") -> str:
    """Return inline Markdown. Spaces are one each; `joint` stands in place of line breaks where none may be.

    Emphasis that Markdown cannot express (in the middle of punctuation) is left out; no character ever is.
    """
    tidy = _tidy(found, joint)
    if not tidy:
        return ""
    text = ""
    for emphasis, keep in (("*", 7), ("_", 7), ("*", 3), ("*", 2), ("*", 1), ("*", 0)):
        wanted = [replace(sign, style=sign.style & keep) if sign.style & ~keep else sign for sign in tidy]
        _settle(wanted)
        text = _lines(_emitted(wanted, emphasis))
        if not any(sign.style or sign.link or sign.atom for sign in tidy) or _seen(text) == _expected(wanted):
            return text
    unlinked = [replace(sign, style=0, link="") for sign in tidy]
    return _lines(_emitted(unlinked, "*"))


def address(href: str) -> str:
    """Return where a link leads as Markdown has it; empty for one that leads nowhere outside its own document."""
    href = "".join(href.split()) if re.match(r"\s*(?:mailto|tel):", href, re.IGNORECASE) else href.strip()
    if not re.match(r"(?:https?://|mailto:|tel:).", href, re.IGNORECASE | re.DOTALL):
        return ""
    normal = normalizeLink(href)
    return normal if validateLink(normal) else ""


def words(found: Iterable[Sign]) -> str:
    """Return the characters alone, on lines of their own where lines break."""
    return re.sub(r" *\n *", "\n", _SPACES.sub(" ", "".join(sign.text for sign in found))).strip()


def split(found: Signs) -> Iterator[Signs]:
    """Yield the paragraphs of a paragraph: writers who know no other way divide them by two line breaks."""
    part: Signs = []
    breaks = 0
    for sign in found:
        breaks = breaks + 1 if sign.text == BREAK and not sign.atom else breaks if sign.blank else 0
        if breaks == 2:
            yield part
            part = []
        part.append(sign)
    yield part


def _tidy(found: Iterable[Sign], joint: str) -> Signs:
    """Return the signs with single spaces, none at the ends or around line breaks."""
    tidy: Signs = []
    for sign in found:
        if not sign.atom and sign.text in (" ", BREAK):
            if not tidy:
                continue
            last = tidy[-1]
            if last.blank and last.text in (" ", BREAK):
                if sign.text == BREAK:
                    tidy[-1] = sign
                continue
        tidy.append(sign)
    while tidy and tidy[-1].blank:
        tidy.pop()
    while tidy and tidy[0].blank:
        tidy.pop(0)
    if not joint:
        return tidy
    joined: Signs = []
    for sign in tidy:
        if sign.text != BREAK or sign.atom:
            joined.append(sign)
        else:
            between = joint if joined[-1].text[-1:] not in ".,;:!?/" else " "
            joined += [Sign(character) for character in between]
    return joined


def _settle(found: Signs) -> None:
    """Make the stretches of each style such as Markdown can mark: no space at their ends, none cut by a space."""
    for style in STYLES:
        blanks: list[int] = []
        before = False
        for place, sign in enumerate(found):
            if sign.blank:
                blanks.append(place)
                continue
            now = bool(sign.style & style)
            for blank in blanks:
                kept = found[blank].style & ~style
                found[blank] = replace(found[blank], style=kept | style if now and before else kept)
            blanks, before = [], now
        for start, end in list(_stretches(found, style)):
            while start < end and not _opens(found, start):
                found[start] = replace(found[start], style=found[start].style & ~style)
                start += 1
            while end > start and not _closes(found, end):
                end -= 1
                found[end] = replace(found[end], style=found[end].style & ~style)
    # A link must not begin or end in a space either: its words would.
    for place, sign in enumerate(found):
        if sign.link and sign.blank:
            before_it = next((other for other in reversed(found[:place]) if not other.blank), None)
            after_it = next((other for other in found[place + 1 :] if not other.blank), None)
            if not (before_it and after_it and before_it.run == after_it.run == sign.run):
                found[place] = replace(sign, link="", run=0)


def _stretches(found: Sequence[Sign], style: int) -> Iterator[tuple[int, int]]:
    start = None
    for place, sign in enumerate(found):
        if sign.style & style:
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(found)


def _class(sign: Sign | None) -> str:
    if sign is None or sign.blank:
        return "space"
    if sign.atom:
        return "punctuation"
    return "punctuation" if isMdAsciiPunct(ord(sign.text)) or isPunctChar(sign.text) else "letter"


def _opens(found: Sequence[Sign], place: int) -> bool:
    """Tell whether a mark may open before this sign (CommonMark 0.31, left-flanking)."""
    inside, outside = _class(found[place]), _class(found[place - 1] if place else None)
    return inside != "space" and (inside == "letter" or outside != "letter")


def _closes(found: Sequence[Sign], end: int) -> bool:
    inside, outside = _class(found[end - 1]), _class(found[end] if end < len(found) else None)
    return inside != "space" and (inside == "letter" or outside != "letter")


def _emitted(found: Signs, emphasis: str) -> str:
    escaped = _escapes("".join(sign.text if len(sign.text) == 1 and not sign.atom else "\ufffc" for sign in found))
    marks = {EM: emphasis, STRONG: "**", STRIKE: "~~"}
    ends = _ends(found)
    out: list[str] = []
    open_marks: list[int | str] = []
    place = 0
    while place < len(found):
        sign = found[place]
        link = _key(sign)
        wanted: list[int | str] = [style for style in STYLES if sign.style & style] + ([link] if link else [])
        while any(mark not in wanted for mark in open_marks):
            out.append(_closing(open_marks.pop(), marks, found, place))
        # A mark that goes on after a space is opened behind it.
        new = [mark for mark in wanted if mark not in open_marks and not sign.blank]
        new.sort(key=lambda mark: (-ends[mark, place], str(mark)))
        if link in new and (end := ends[link, place]) and _is_autolink(found[place:end]):
            for mark in new:
                if mark != link:
                    out.append(marks[mark])  # type: ignore[index]
                    open_marks.append(mark)
            out.append(f"<{sign.link}>" if sign.link.lower().startswith("http") else f"<{sign.link[7:]}>")
            place = end
            continue
        if any(mark == link for mark in new) and out and out[-1] == "!":
            out[-1] = "\\!"
        for mark in new:
            out.append("[" if mark == link else marks[mark])  # type: ignore[index]
            open_marks.append(mark)
        if sign.atom:
            if out and out[-1] == "!" and sign.atom.startswith("["):
                out[-1] = "\\!"
            out.append(sign.atom)
        elif sign.text == BREAK:
            out.append("\\\n")
        elif sign.text == "&" and place in escaped:
            out.append("&amp;")
        else:
            out.append("\\" + sign.text if place in escaped or (link and sign.text in "[]") else sign.text)
        place += 1
    while open_marks:
        out.append(_closing(open_marks.pop(), marks, found, len(found)))
    return "".join(out)


def _key(sign: Sign) -> str:
    return f"{sign.run} {sign.link}" if sign.link else ""


def _closing(mark: int | str, marks: dict[int, str], found: Signs, place: int) -> str:
    return f"]({destination(str(mark).partition(' ')[2])})" if isinstance(mark, str) else marks[mark]


def _ends(found: Signs) -> dict[tuple[int | str, int], int]:
    """Return for each mark and each place where it holds, the place where it ends."""
    ends: dict[tuple[int | str, int], int] = {}
    running: dict[int | str, int] = {}
    for place in range(len(found) - 1, -1, -1):
        sign = found[place]
        link = _key(sign)
        held: list[int | str] = [style for style in STYLES if sign.style & style] + ([link] if link else [])
        running = {mark: running.get(mark, place + 1) for mark in held}
        ends |= {(mark, place): end for mark, end in running.items()}
    return ends


def _is_autolink(found: Signs) -> bool:
    if any(sign.atom or sign.style != found[0].style for sign in found):
        return False
    address, text = found[0].link, "".join(sign.text for sign in found)
    return bool(_AUTOLINK.fullmatch(address)) and (
        text == address or (address.startswith("mailto:") and text == address[7:] and "@" in text and "?" not in text)
    )


def _escapes(text: str) -> set[int]:
    """Return the places of the characters that Markdown would take for marks."""
    found = {match.start() for rule in (_ALWAYS, _ENTITY, _ANGLE) for match in rule.finditer(text)}
    found |= {place for match in _UNDERSCORES.finditer(text) for place in range(match.start(), match.end())}
    if _BRACKETS.search(text):
        found |= {place for place, character in enumerate(text) if character in "[]"}
    return found


def _lines(text: str) -> str:
    """Return the text with what would begin a block at the beginning of its lines escaped."""
    lines = [_NOTE_COLON.sub(r"\1\\:", line, count=1) if line.startswith("[^") else line for line in text.split("\n")]
    return "\n".join(_line(line) for line in lines)


def _line(line: str) -> str:
    opening = _OPENING.match(line.removesuffix("\\")) if not line.startswith("~~") or line.startswith("~~~") else None
    if not opening:
        return line
    number = opening["number"]
    return f"{number}\\{line[len(number) :]}" if number else f"\\{line}"


def _expected(found: Signs) -> list[tuple[str, int, str]]:
    return [("" if sign.atom else sign.text, sign.style, sign.link) for sign in found if not sign.blank]


def _seen(text: str) -> list[tuple[str, int, str]]:
    """Return what a reader sees of inline Markdown, without spaces: characters with their style and address."""
    return list(_read(parse_inline(text)))


def _read(tokens: Iterable[Token]) -> Iterator[tuple[str, int, str]]:
    kinds = {"em": EM, "strong": STRONG, "s": STRIKE}
    style, link = 0, ""
    for token in tokens:
        name, _, side = token.type.rpartition("_")
        if name in kinds:
            style = style | kinds[name] if side == "open" else style & ~kinds[name]
        elif name == "link":
            link = str(token.attrGet("href") or "") if side == "open" else ""
        elif token.type in ("text", "text_special"):
            yield from ((character, style, link) for character in token.content if not character.isspace())
        elif token.type in ("code_inline", "image", "footnote_ref"):
            yield ("", style, link)
