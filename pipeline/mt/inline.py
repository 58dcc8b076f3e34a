"""Inline Markdown as plain text and what stands in it: pairs around words, points between them, protected words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it.token import Token

from pipeline.mt.scripts import has_letters
from pipeline.mt.verbatim import verbatim
from pipeline.text.placeholders import unused
from pipeline.text.tokens import signature, tokens_of

__all__ = ["Marked", "Pair", "Point", "Protected", "escape", "has_letters", "parse", "signature", "tokens_of"]

_MARKS = re.compile(r"[*_~`\[\]<>\\&!\n]")
"""Signs without which Markdown holds no marks."""
_ESCAPED = re.compile(r"[\\`*_\[\]<>~!&]")
"""Of twenty ways to write a placeholder, `XX1` is the one that the starter packages lose least (docs/marks.md)."""
_DEEPEST = 40
"""Marks within marks; what is deeper stays as it is."""


@dataclass(slots=True)
class Pair:
    """A mark with an opening and a closing around words: emphasis, strong, strikethrough, a link. The root has none."""

    kind: str
    opening: str
    closing: str
    start: int = 0
    end: int = 0
    children: list[Pair] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)


@dataclass(slots=True)
class Point:
    """A mark between words, without extent: a footnote reference, a line break. `position` is in the plain text."""

    kind: str
    raw: str
    position: int


@dataclass(frozen=True, slots=True)
class Protected:
    """Something that stands in the plain text as the placeholder `name` and must come out as `raw`."""

    name: str
    raw: str
    start: int
    end: int
    markdown: bool = False
    """Whether `raw` is Markdown that means something (code, a picture), not text."""
    joined: tuple[bool, bool] = (False, False)
    """Whether a word touches it on the left, on the right: the space there in the plain text only keeps them apart."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A parsed sentence: the plain text to translate and everything that was taken out of it."""

    plain: str
    root: Pair
    protected: tuple[Protected, ...]

    @property
    def has_marks(self) -> bool:
        """True when the alignment is needed to put everything back."""
        return bool(self.root.children or self.root.points or self.protected)

    def words_to_translate(self) -> str:
        """Return the plain text without the placeholders."""
        at, parts = 0, []
        for item in self.protected:
            parts.append(self.plain[at : item.start])
            at = item.end
        return " ".join([*parts, self.plain[at:]])


def parse(markdown: str, references: Mapping[str, tuple[str, str]], language: str = "en") -> Marked:
    """Return the plain text of inline Markdown and its marks, with what they look like in the source.

    Addresses, code and the like are protected (see `verbatim`), and so are words in a writing that a package for
    `language`, the code of the text's language, cannot know.
    """
    if not _MARKS.search(markdown) and not verbatim(markdown, language):
        return Marked(markdown, Pair("root", "", "", 0, len(markdown)), ())
    return _Reader(markdown, tokens_of(markdown, references), language).marked()


def escape(text: str) -> str:
    """Return `text` as Markdown in which no sign means anything."""
    return _ESCAPED.sub(lambda found: "\\" + found[0], text)


class _Reader:
    """Walks over the tokens once and gathers plain text, pairs, points and protected words."""

    def __init__(self, markdown: str, tokens: list[Token], language: str) -> None:
        self._tokens = tokens
        self._language = language
        self._plain = ""
        self._root = Pair("root", "", "")
        self._open = [self._root]
        self._protected: list[Protected] = []
        self._letter = unused(markdown)

    def marked(self) -> Marked:
        index = 0
        while index < len(self._tokens):
            index = self._take(index)
        self._root.end = len(self._plain)
        return Marked(self._plain, self._root, tuple(self._protected))

    def _take(self, index: int) -> int:
        token = self._tokens[index]
        if token.type in ("text", "text_special"):
            self._text(token.content)
        elif token.type == "softbreak":
            self._add(" ")
        elif token.type == "hardbreak":
            self._open[-1].points.append(Point("hardbreak", "\\\n", len(self._plain)))
            self._add(" ")
        elif token.type == "footnote_ref":
            self._open[-1].points.append(Point(token.type, token.meta["raw"], len(self._plain)))
        elif token.type in ("image", "code_inline"):
            self._protect(token.meta["raw"])
        elif token.nesting == 1:
            return self._pair(index)
        elif token.nesting == -1:
            self._open.pop().end = len(self._plain)
        return index + 1

    def _pair(self, index: int) -> int:
        token = self._tokens[index]
        end = _closing(self._tokens, index)
        if token.markup == "autolink":
            self._protect(token.meta["raw"])
            return end + 1
        if token.type == "link_open":
            pair = Pair("link", "[", token.meta["tail"])
        else:
            pair = Pair(token.type.removesuffix("_open"), token.markup, token.markup)
        if len(self._open) > _DEEPEST or not any(_has_word(inner) for inner in self._tokens[index:end]):
            # Nothing in it that a translation could be wrapped around.
            self._protect(_verbatim(self._tokens[index : end + 1]))
            return end + 1
        pair.start = len(self._plain)
        self._open[-1].children.append(pair)
        self._open.append(pair)
        return index + 1

    def _text(self, content: str) -> None:
        at = 0
        for start, end in verbatim(content, self._language):
            self._add(content[at:start])
            self._protect(None, content[start:end])
            at = end
        self._add(content[at:])

    def _add(self, text: str) -> None:
        if joins(text[:1]) and self._protected and self._protected[-1].end == len(self._plain):
            last = self._protected[-1]
            self._protected[-1] = replace(last, joined=(last.joined[0], True))
            self._plain += " "
        self._plain += text

    def _protect(self, raw: str | None, text: str = "") -> None:
        # Letters or digits on either side would make one word with the placeholder.
        joined = joins(self._plain[-1:])
        name = f"{self._letter}{len(self._protected) + 1}"
        self._add(" " if joined else "")
        start = len(self._plain)
        self._plain += name
        end = start + len(name)
        self._protected.append(Protected(name, raw or text, start, end, raw is not None, (joined, False)))


def joins(sign: str) -> bool:
    """Tell whether a placeholder beside this sign would be one word with it."""
    return sign.isalnum() or sign == "_"


def _has_word(token: Token) -> bool:
    if token.type in ("image", "code_inline"):
        return True
    return token.type in ("text", "text_special") and any(sign.isalnum() for sign in token.content)


def _closing(tokens: list[Token], index: int) -> int:
    depth = 0
    for at in range(index, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1


def _verbatim(tokens: list[Token]) -> str:
    parts: list[str] = []
    tails: list[str] = []
    for token in tokens:
        meta: dict[str, Any] = token.meta or {}
        if token.nesting == 1:
            parts.append("[" if token.type == "link_open" else token.markup)
            tails.append(meta.get("tail", token.markup))
        elif token.nesting == -1:
            parts.append(tails.pop())
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type in ("text", "text_special"):
            parts.append(escape(token.content))
        else:
            parts.append(meta.get("raw", ""))
    return "".join(parts)
