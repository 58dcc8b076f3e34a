"""Inline codes of other programs, as their translation memories hold them, turned to Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_BOLD, _ITALIC = "**", "*"
_KINDS = {"bold": _BOLD, "b": _BOLD, "strong": _BOLD, "italic": _ITALIC, "i": _ITALIC, "em": _ITALIC}
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>[^<>]*)>\Z")
_ADDRESS = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_RTF = {r"\b": _BOLD, r"{\b": _BOLD, r"\i": _ITALIC, r"{\i": _ITALIC}
_MOST_CODES = 100
"""In one segment: with more of them it is the text that counts."""
_SAFE_ADDRESS = re.compile(r"[^\s()<>\\]+\Z")
_MARKDOWN_KIND = {_BOLD: "strong", _ITALIC: "em", "[": "link"}


@dataclass(slots=True)
class Code:
    """One inline code while its segment is read: `bpt`, `ept`, `ph`, `it`, `hi`, `/hi`, `ut` or `sub`.

    `pair` is what a beginning and its end share (`i`), `kind` what the program calls it (`type`: bold, italic, link),
    `position` is `begin` or `end` of an `it`, `content` the native code, e.g. `<b>`.
    """

    tag: str
    pair: str = ""
    kind: str = ""
    position: str = ""
    content: str = ""


Piece = str | Code


@dataclass(frozen=True, slots=True)
class _Span:
    """A pair of codes that is a mark of ours: the places of its ends among the pieces, its sign, a link's address."""

    start: int
    end: int
    sign: str
    address: str = ""


def markdown(pieces: Sequence[Piece]) -> str:
    """Return the text of a segment with its bold, italics and links as Markdown, every other code left out.

    A pair of codes of which one half is missing, that is empty or that crosses another is left out, and so are all
    where the result would not read as Markdown.

    >>> markdown([Code("bpt", "1", "bold"), "Water", Code("ept", "1"), " is free."])
    '**Water** is free.'
    """
    plain = "".join(piece for piece in pieces if isinstance(piece, str))
    spans = _nested(_spans(pieces)) if 0 < sum(isinstance(piece, Code) for piece in pieces) <= _MOST_CODES else ()
    if not spans:
        return plain
    from pipeline.text.marks import marks

    made = _with_marks(pieces, spans)
    wanted = Counter(_MARKDOWN_KIND[span.sign] for span in spans)
    before = Counter(mark.kind for mark in marks(plain))
    return made if Counter(mark.kind for mark in marks(made)) == wanted + before else plain


def _spans(pieces: Sequence[Piece]) -> list[_Span]:
    found = []
    opened: list[tuple[int, Code]] = []
    for place, piece in enumerate(pieces):
        if not isinstance(piece, Code):
            continue
        if _opens(piece):
            opened.append((place, piece))
        elif _closes(piece):
            index = next((i for i in reversed(range(len(opened))) if _belong(opened[i][1], piece)), None)
            if index is None:
                continue
            start, first = opened.pop(index)
            inside = "".join(part for part in pieces[start:place] if isinstance(part, str))
            if inside.strip() and (meaning := _meaning(first)) is not None:
                found.append(_Span(start, place, *meaning))
    return found


def _opens(code: Code) -> bool:
    return code.tag in ("bpt", "hi") or (code.tag == "it" and code.position == "begin") or _html(code) == "open"


def _closes(code: Code) -> bool:
    return code.tag in ("ept", "/hi") or (code.tag == "it" and code.position == "end") or _html(code) == "close"


def _html(code: Code) -> str:
    """Tell whether a stand-alone code (`ph`, `ut`) holds an opening or a closing tag."""
    found = _TAG.match(code.content.strip()) if code.tag in ("ph", "ut") else None
    return "" if found is None or found["rest"].endswith("/") else "close" if found["close"] else "open"


def _belong(first: Code, last: Code) -> bool:
    if last.tag == "ept":
        return first.tag == "bpt" and first.pair == last.pair
    if last.tag == "/hi":
        return first.tag == "hi"
    if last.tag != first.tag:
        return False
    ends = [_TAG.match(code.content.strip()) for code in (first, last)]
    return ends[0] is None or ends[1] is None or ends[0]["name"].lower() == ends[1]["name"].lower()


def _meaning(code: Code) -> tuple[str, str] | None:
    """Return the sign and the address that a code stands for, None where it is none of ours."""
    native = code.content.strip()
    if found := _TAG.match(native):
        name = found["name"].lower()
        if name == "a":
            address = _ADDRESS.search(found["rest"])
            link = (address[1] or address[2] or "") if address else ""
            return ("[", link) if _SAFE_ADDRESS.match(link) else None
        if name in _KINDS:
            return (_KINDS[name], "")
    if native in _RTF:
        return (_RTF[native], "")
    kind = code.kind.strip().lower()
    return (_KINDS[kind], "") if kind in _KINDS else None


def _nested(spans: Sequence[_Span]) -> Sequence[_Span]:
    """Return the spans without those that cross another one, or repeat a sign inside itself."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        around = [other for other in kept if other.start < span.start < other.end]
        if any(span.end > other.end for other in around) or any(other.sign == span.sign for other in around):
            continue
        kept.append(span)
    return kept


def _with_marks(pieces: Sequence[Piece], spans: Sequence[_Span]) -> str:
    opening = {span.start: span for span in spans}
    closing = {span.end: span for span in spans}
    made = ""
    waiting = ""
    for place, piece in enumerate(pieces):
        if isinstance(piece, str):
            # A sign must touch the words it belongs to: white space goes outside.
            if waiting and piece.strip():
                made += piece[: len(piece) - len(piece.lstrip())] + waiting + piece.lstrip()
                waiting = ""
            else:
                made += piece
        elif place in opening:
            waiting += opening[place].sign
        elif place in closing:
            span = closing[place]
            words = made.rstrip()
            sign = f"]({span.address})" if span.sign == "[" else span.sign
            made = words + sign + made[len(words) :]
    return made
