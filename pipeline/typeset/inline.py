"""Turn the inline Markdown of one text into safe HTML, with the typography of its language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it.token import Token
from markupsafe import Markup, escape

from pipeline.languages import Language
from pipeline.text.markdown import parse_inline
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
        tokens = parse_inline(text, self.references)
        pieces = _pieces(tokens)
        finished = iter(finish([piece.text for piece in pieces], self.language))
        out: list[str] = []
        open_links: list[bool] = []
        for piece in pieces:
            content = next(finished)
            token = piece.token
            if piece.address:
                out.append(_address(piece.raw, self._linked(piece.raw) if not any(open_links) else None))
            elif token.type == "text":
                out.append(_text(content))
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

    def _other(self, token: Token) -> str:
        match token.type:
            case "code_inline":
                return f"<code>{escape(token.content)}</code>"
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
