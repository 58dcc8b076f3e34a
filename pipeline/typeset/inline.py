"""Turn the inline Markdown of one text into safe HTML, with the typography of its language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from markdown_it.token import Token
from markupsafe import Markup, escape

from pipeline.languages import Language
from pipeline.text.markdown import parse_inline
from pipeline.text.marked import Mark, Marked, Span
from pipeline.typeset.typography import finish

OPAQUE = "\ufffc"
"""Stands for what typography must not look into: code, addresses, pictures, footnote marks."""
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Links with another scheme lose their address and keep their words."""

_TAGS = {"em_open": "<em>", "em_close": "</em>", "strong_open": "<strong>", "strong_close": "</strong>",
         "s_open": "<s>", "s_close": "</s>"}  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»“”]+[^\s<>«»“”.,;:!?…)\]'’]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BREAK_AFTER = re.compile(r"(?<=[/.?&=@_-])(?=[^/.?&=@_\s-])")
_SPACE_BEFORE_TAGS = re.compile(r" ((?:<(?:em|strong|s|a|code|span)\b[^>]*>)+)")
JOINER = "\u2060"
"""Keeps a line from ending between a word and its footnote mark. It has no width and wants no glyph."""
# The packaged text face has no narrow spaces and no hyphen that holds: a missing glyph would be taken from another
# font, or show as a box.
_SUBSTITUTES = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2011": f"{JOINER}-{JOINER}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """Sets inline Markdown in one language.

    `call(label)` returns the mark of a footnote, `href(address)` where a link leads (None: nowhere),
    `picture(src, alt)` a picture in the line.
    """

    language: Language
    references: Mapping[str, tuple[str, str]]
    call: Callable[[str], Markup]
    href: Callable[[str], str | None]
    picture: Callable[[str, str], Markup]
    print: bool = False
    """True for a page that WeasyPrint sets."""

    def html(self, text: str) -> Markup:
        """Return the text as HTML: escaped, with its marks, footnote calls and typography."""
        spans = text.spans if isinstance(text, Marked) else ()
        pieces = _marked_pieces(text, spans, self.references) if spans else _pieces(parse_inline(text, self.references))
        finished = iter(finish([piece.text for piece in pieces], self.language))
        out: list[str] = []
        open_links: list[bool] = []
        for piece in pieces:
            content = next(finished)
            token = piece.token
            if piece.address:
                address = _address(piece.raw, self._linked(piece.raw) if not any(open_links) else None)
                out.append(_with_mark(address, piece))
            elif token.type == "text":
                out.append(_with_mark(_text(content), piece))
            elif token.type == "code_inline":
                out.append(_with_mark(f"<code>{escape(token.content)}</code>", piece))
            elif token.type in _TAGS:
                out.append(_TAGS[token.type])
            elif token.type == "link_open":
                target = self._target(str(token.attrGet("href") or ""))
                open_links.append(target is not None)
                if target is not None:
                    out.append(f'<a href="{escape(target)}">')
            elif token.type == "link_close":
                if open_links.pop():
                    out.append("</a>")
            elif token.type == "footnote_ref":
                mark = self.call(str(token.meta["label"]))
                out.append(f"{JOINER}{mark}" if mark else "")
            elif token.type == "softbreak":
                out.append(content)
            else:
                out.append(self._other(token))
        html = "".join(out)
        # WeasyPrint 70 breaks a line at its first word when it fits but for the space at the end of a text node.
        return Markup(_SPACE_BEFORE_TAGS.sub(r"\1 ", html) if self.print else html)

    def plain(self, text: str) -> str:
        """Return the text without marks, with typography: for titles of windows, metadata, running heads."""
        pieces = _pieces(parse_inline(text, self.references))
        finished = finish([piece.text for piece in pieces], self.language)
        out = []
        for piece, content in zip(pieces, finished, strict=True):
            if piece.address or piece.token.type == "code_inline":
                out.append(piece.raw)
            elif piece.token.type == "text":
                out.append(content)
            elif piece.token.type in ("softbreak", "hardbreak"):
                out.append(" ")
        return "".join(out).translate(_SUBSTITUTES).strip()

    def label(self, text: str) -> Markup:
        """Return what `plain` returns as HTML, with the mark of the sentence where it has one."""
        html = str(escape(self.plain(text)))
        spans = text.spans if isinstance(text, Marked) else ()
        return Markup(
            _with_mark(html, _Piece(Token("text", "", 0), html, mark=spans[0].mark, first=True)) if spans else html
        )

    def _other(self, token: Token) -> str:
        match token.type:
            case "hardbreak":
                return "<br>"
            case "image":
                return self.picture(str(token.attrGet("src") or ""), token.content)
        return str(escape(token.content))

    def _target(self, address: str) -> str | None:
        scheme = urlsplit(address).scheme.lower() if ":" in address else ""
        return self.href(address) if not scheme or scheme in SCHEMES else None

    def _linked(self, address: str) -> str | None:
        if "@" in address and not address.startswith("http"):
            return self._target(f"mailto:{address}")
        return self._target(f"http://{address}" if address.startswith("www.") else address)


def pictures_in(text: str, references: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the sources of the pictures inside a line of inline Markdown."""
    tokens = parse_inline(text, references)
    return [str(token.attrGet("src") or "") for token in tokens if token.type == "image"]


@dataclass(frozen=True, slots=True)
class _Piece:
    token: Token
    text: str
    """What typography sees."""
    raw: str = ""
    address: bool = False
    mark: Mark | None = None
    """What a proof says of the sentence that it belongs to."""
    first: bool = False
    """Whether the sentence begins with it."""


_BRACKETS = (("\u2e28", "\u2e29"), ("\ue000", "\ue001"))
"""Signs that stand around sentences while a marked text is parsed: punctuation, and what is none for the texts in which
emphasis begins or ends in another place beside punctuation."""


def _marked_pieces(text: str, spans: Sequence[Span], references: Mapping[str, tuple[str, str]]) -> list[_Piece]:
    """Return the pieces of a text, those of its marked sentences with their marks; else as `_pieces` does.

    Where sentences cannot be told apart once the text is parsed, all of it has the mark of the first one.
    """
    expected = _shape(parse_inline(text, references), "")
    for opening, closing in _BRACKETS:
        if opening in text or closing in text:
            continue
        parts: list[str] = []
        done = 0
        for span in spans:
            parts += (text[done : span.start], opening, text[span.start : span.end], closing)
            done = span.end
        tokens = parse_inline("".join((*parts, text[done:])), references)
        if _shape(tokens, opening + closing) == expected:
            return list(_marked(tokens, spans, opening, closing))
    pieces = _pieces(parse_inline(text, references))
    return [replace(piece, mark=spans[0].mark, first=not at) for at, piece in enumerate(pieces)]


def _shape(tokens: Sequence[Token], signs: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what must be the same in a text with brackets around sentences: the words, and the other tokens."""
    without = str.maketrans("", "", signs)
    texts = "".join(token.content for token in tokens if token.type == "text")
    return texts.translate(without), [(token.type, token.content) for token in tokens if token.type != "text"]


def _marked(tokens: Sequence[Token], spans: Sequence[Span], opening: str, closing: str) -> Iterator[_Piece]:
    coming = iter(spans)
    mark: Mark | None = None
    first = False
    for token in tokens:
        parts = re.split(f"([{opening}{closing}])", token.content) if token.type == "text" else [token.content]
        for part in parts:
            if token.type == "text" and part in (opening, closing):
                first = part == opening
                mark = next(coming).mark if first else None
                continue
            for piece in _pieces([token.copy(content=part)]):
                says = mark is not None and token.type in ("text", "code_inline") and bool(piece.text.strip())
                yield replace(piece, mark=mark, first=first and says)
                first = first and not says


def _with_mark(html: str, piece: _Piece) -> str:
    """Return a piece of a marked sentence in an element that says so: nothing in it changes how lines break."""
    if piece.mark is None or not html:
        return html
    first = " data-first" if piece.first else ""
    return (
        f'<span class="sentence" data-sentence="{piece.mark.number}" data-want="{escape(piece.mark.kind)}"{first}>'
        f"{html}</span>"
    )


def _pieces(tokens: list[Token]) -> list[_Piece]:
    """Return the tokens in order, web addresses in the text taken out of it as pieces of their own."""
    pieces: list[_Piece] = []
    for token in tokens:
        if token.type == "text":
            end = 0
            for found in _ADDRESS.finditer(token.content):
                pieces.append(_Piece(token, token.content[end : found.start()]))
                pieces.append(_Piece(token, OPAQUE, found[0], address=True))
                end = found.end()
            pieces.append(_Piece(token, token.content[end:]))
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append(_Piece(token, "\n" if token.type == "softbreak" else "\u2028"))
        elif token.type in ("code_inline", "footnote_ref", "image"):
            pieces.append(_Piece(token, OPAQUE, token.content))
        else:
            pieces.append(_Piece(token, ""))
    return pieces


def _text(content: str) -> str:
    return str(escape(content.translate(_SUBSTITUTES)))


def _address(raw: str, target: str | None) -> str:
    """Return an address that may break after its punctuation and is never hyphenated."""
    inside = "<wbr>".join(str(escape(part)) for part in _BREAK_AFTER.split(raw))
    shown = f'<span class="address">{inside}</span>'
    return f'<a href="{escape(target)}">{shown}</a>' if target is not None else shown
