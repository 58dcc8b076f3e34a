"""Divide a document into segments, one sentence each, and put it together again from their translations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pipeline.text.document import Document, Role, map_texts, texts_of
from pipeline.text.markdown import parse_inline
from pipeline.text.marks import Mark, marks
from pipeline.text.sentences import boundaries

References = Mapping[str, tuple[str, str]]
Span = tuple[int, int]

DEFAULT_LANGUAGE = "en"
"""That of a document which does not say its own."""
FIRST_GREEK = "\u0370"
"""From here on (Greek, Cyrillic, Devanagari, Han …) one letter may be a word."""
DEEPEST_WRAPPING = 4
"""How many marks around a whole string are taken off, one inside the other, to look for sentences in it."""

_MARKUP = re.compile(r"[*_`\[\]<\\!~\n]")
_WRAPPING = ("em", "strong", "s")
_HIDDEN = ("image", "code", "autolink")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|&#?\w+;|[#@]\w+")
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a string; the pieces of a string put together are the string.

    `translatable` is False for white space, for marks around several sentences, and for what says nothing in any
    language (numbers, punctuation, addresses).
    """

    text: str
    translatable: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of inline Markdown, the unit of translation, without white space around it."""

    source: str
    role: Role
    unit: int
    """The number of the translatable string (paragraph, heading, cell …) it stands in, from 0, as in `texts_of`."""


def split(text: str, language: str = "en", references: References | None = None) -> tuple[Piece, ...]:
    """Divide one string of inline Markdown into sentences and what stands between them.

    No boundary falls inside a mark. Where one mark holds several whole sentences (`**A. B.**`), its signs become
    pieces that are not translatable. `references` are those of the document, for links written `[words][label]`;
    words between square brackets stay together in any case.
    """
    return tuple(_merged(_pieces(text, language, references or {}, 0)))


def segments(document: Document) -> tuple[Segment, ...]:
    """Return the segments of a document in reading order, repeats included."""
    references = dict(document.references)
    found: list[Segment] = []
    for unit, (role, text) in enumerate(texts_of(document)):
        for piece in _unit(role, text, document.meta.language or DEFAULT_LANGUAGE, references):
            if piece.translatable:
                found.append(Segment(piece.text, role, unit))
    return tuple(found)


def numbers(document: Document) -> dict[str, int]:
    """Return the number of each sentence, from 1 in reading order: that by which reviewers know it, on every way out.

    A sentence that comes again has the number of its first place.
    """
    found: dict[str, int] = {}
    for segment in segments(document):
        found.setdefault(segment.source, len(found) + 1)
    return found


def rebuild(
    document: Document, translate: Callable[[str], str], join: Callable[[Iterable[str]], str] = "".join
) -> Document:
    """Return the document with `translate(source)` in place of every segment; what is between them stays.

    `join` makes one text of the parts of a string.
    """
    references = dict(document.references)

    def change(role: Role, text: str) -> str:
        pieces = _unit(role, text, document.meta.language or DEFAULT_LANGUAGE, references)
        return join(translate(piece.text) if piece.translatable else piece.text for piece in pieces)

    return map_texts(document, change)


def _unit(role: Role, text: str, language: str, references: References) -> tuple[Piece, ...]:
    if role is not Role.SPEAKER:
        return split(text, language, references)
    # A name is no sentence: “Dr. Lind” stays whole, and initials say the same in every language.
    stripped = text.strip()
    lead, _, tail = text.partition(stripped) if stripped else (text, "", "")
    spoken = any(not word.isupper() for word in _LETTERS.findall(stripped))
    return tuple(_merged([Piece(lead, False), Piece(stripped, spoken), Piece(tail, False)]))


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces without empty ones, neighbours that are not translatable joined."""
    fixed = ""
    for piece in pieces:
        if not piece.translatable:
            fixed += piece.text
            continue
        if fixed:
            yield Piece(fixed, False)
            fixed = ""
        yield piece
    if fixed:
        yield Piece(fixed, False)


def _pieces(text: str, language: str, references: References, depth: int) -> list[Piece]:
    found = marks(text, references) if _MARKUP.search(text) else []
    cuts = _cuts(text, language, found)
    spans = _between(text, cuts)
    if found and len(spans) > 1 and not _balanced(text, [text[start:end] for start, end in spans], references):
        spans = _between(text, [])
    wrappings = {(mark.start, mark.end): mark for mark in found if mark.kind in _WRAPPING}
    pieces: list[Piece] = []
    done = 0
    for start, end in spans:
        pieces.append(Piece(text[done:start], False))
        pieces.extend(_sentence(text[start:end], wrappings.get((start, end)), start, language, references, depth))
        done = end
    pieces.append(Piece(text[done:], False))
    return pieces


def _sentence(
    text: str, wrapping: Mark | None, offset: int, language: str, references: References, depth: int
) -> list[Piece]:
    """Return the pieces of one sentence; several where one mark around it holds several."""
    if wrapping and depth < DEEPEST_WRAPPING:
        begin, end = wrapping.inner_start - offset, wrapping.inner_end - offset
        inner = _pieces(text[begin:end], language, references, depth + 1)
        several = sum(bool(piece.text.strip()) for piece in inner) > 1
        if several and _balanced(text, [text[begin:end]], references, {wrapping.kind: 1}):
            return [Piece(text[:begin], False), *inner, Piece(text[end:], False)]
    return [Piece(text, _says_something(text, references))]


def _balanced(whole: str, parts: list[str], references: References, apart: Mapping[str, int] | None = None) -> bool:
    """Tell whether the parts, each parsed alone, hold the marks that the whole holds (less those set `apart`)."""
    expected = _counted(whole, references)
    for kind, number in (apart or {}).items():
        expected[f"{kind}_open"] -= number
        expected[f"{kind}_close"] -= number
    counted: Counter[str] = Counter()
    for part in parts:
        counted += _counted(part, references)
    return counted == +expected


def _counted(text: str, references: References) -> Counter[str]:
    if not _MARKUP.search(text):
        return Counter()
    plain = ("text", "text_special", "softbreak", "hardbreak")
    return Counter(token.type for token in parse_inline(text, references) if token.type not in plain)


def _between(text: str, cuts: list[Span]) -> list[Span]:
    """Return what stands between the cuts, without white space around it and without empty spans."""
    edges = [(0, 0), *cuts, (len(text), len(text))]
    found: list[Span] = []
    for (_, start), (end, _) in pairwise(edges):
        part = text[start:end]
        start += len(part) - len(part.lstrip())
        end = start + len(part.strip())
        if start < end:
            found.append((start, end))
    return found


def _cuts(text: str, language: str, found: list[Mark]) -> list[Span]:
    """Return where to cut the string: (start, end) of what stands between two sentences, in order."""
    whole = _whole(text, found)
    breaks = [(mark.start, mark.end) for mark in found if mark.kind == "break"]
    breaks = sorted({*breaks, *(match.span() for match in _BLANK_LINE.finditer(text))})
    cuts: list[Span] = []
    done = 0
    for start, end in (*breaks, (len(text), len(text))):
        if start < done or _inside(whole, start, end):
            continue
        visible, places = _visible(text, done, start, found)
        for first, after in boundaries(visible, language):
            cut = _placed(places, first, after)
            if not _inside(whole, *cut):
                cuts.append(cut)
        if start < len(text):
            cuts.append((start, end))
        done = end
    return cuts


def _whole(text: str, found: list[Mark]) -> list[Span]:
    """Return what must not be divided, as disjoint sorted spans: marks, and words between square brackets."""
    spans = [(mark.start, mark.end) for mark in found if mark.kind != "break"]
    literal = {mark.start + 1: mark.end for mark in found if mark.kind == "escape"}
    hidden = {mark.start: mark.end for mark in found if mark.kind in _HIDDEN}
    opened: list[int] = []
    at = 0
    if found or "[" in text:
        for sign in re.finditer(r"[\[\]`<!\\]", text):
            place = sign.start()
            if place < at or place in literal:
                continue
            if place in hidden:
                at = hidden[place]
            elif sign[0] == "[":
                opened.append(place)
            elif sign[0] == "]" and opened:
                spans.append((opened.pop(), place + 1))
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _inside(spans: list[Span], start: int, end: int) -> bool:
    """Tell whether a cut from `start` to `end` would divide one of the disjoint sorted spans."""
    place = bisect_left(spans, (end,)) - 1
    return place >= 0 and spans[place][1] > start


def _start(mark: Mark) -> int:
    return mark.start


def _visible(text: str, begin: int, stop: int, found: list[Mark]) -> tuple[str, list[int]]:
    """Return the words of `text[begin:stop]` without marks, and for each character its place in `text`."""
    signs: list[tuple[int, int, str]] = []
    for mark in found[bisect_left(found, begin, key=_start) : bisect_left(found, stop, key=_start)]:
        if mark.end > stop:
            continue
        if mark.kind in _HIDDEN:
            signs.append((mark.start, mark.end, "Xx"))
        elif mark.kind in ("footnote", "break"):
            signs.append((mark.start, mark.end, " " if mark.kind == "break" else ""))
        elif mark.kind == "escape":
            signs.append((mark.start, mark.start + 1, ""))
        else:
            signs.append((mark.start, mark.inner_start, ""))
            signs.append((mark.inner_end, mark.end, ""))
    parts: list[str] = []
    places: list[int] = []
    done = begin
    for start, end, shown in (*sorted(signs), (stop, stop, "")):
        if start < done:
            continue
        parts.append(text[done:start])
        places.extend(range(done, start))
        parts.append(shown)
        places.extend([start] * len(shown))
        done = end
    return "".join(parts), places


def _placed(places: list[int], first: int, after: int) -> Span:
    """Return the last unbroken stretch of white space as places in the source; a footnote mark stays before it."""
    if first == after:
        return places[first], places[first]
    start = after - 1
    while start > first and places[start - 1] == places[start] - 1:
        start -= 1
    return places[start], places[after - 1] + 1


def _says_something(text: str, references: References) -> bool:
    """Tell whether there is a word to translate outside addresses, code and footnote marks."""
    if _MARKUP.search(text):
        kept: list[str] = []
        address = False
        for token in parse_inline(text, references):
            if token.type in ("link_open", "link_close"):
                address = token.nesting > 0 and token.info == "auto"
            elif token.type in ("text", "image") and not address:
                kept.append(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                kept.append(" ")
        text = "".join(kept)
    return any(_is_word(found[0]) for found in _WORD.finditer(_ADDRESS.sub(" ", text)))


def _is_word(text: str) -> bool:
    """Tell words from single letters, which are lists' and variables', and from superscripts (²)."""
    letters = sum(map(str.isalpha, text))
    return letters > 1 or (letters == 1 and text[0] >= FIRST_GREEK)
