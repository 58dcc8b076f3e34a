"""Write what an import found as a text of the project: front matter, body, and a comment with what was set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import yaml

from pipeline.text.document import Kind
from pipeline.text.importers import escape
from pipeline.text.importers.model import META, Article, Aside, Piece
from pipeline.text.markdown import parse_inline
from pipeline.text.marks import marks

SET_ASIDE = "set aside by the import"
"""How the closing comment begins."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MARKED = frozenset({"title", "subtitle", "topic"})
"""Fields that are translated, and are inline Markdown therefore."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it goes to disk."""

    text: str
    """The whole Markdown file."""
    pictures: tuple[tuple[str, bytes], ...]
    """Pictures: where each goes, from `texts/`, and what is in it."""


def written(article: Article, slug: str, origin: str = "") -> Written:
    """Return the file of an article whose text is called `slug`.

    `origin` says in the closing comment what the text was made from. Pictures that the document did not bring along
    (from a network, or lost) are left out; their words stay, their addresses are among what is set aside. The same
    article gives the same bytes.
    """
    own = {picture.name: f"pictures/{slug}/{picture.name}" for picture in article.pictures}
    asides = list(article.asides)
    pieces = [_with_pictures(piece, own, asides) for piece in article.pieces]
    body = [piece.markdown.strip("\n") for piece in _ordered(pieces) if piece.markdown.strip()]
    parts = [_front_matter(article.meta), *body]
    if asides or origin:
        parts.append(comment(asides, origin))
    return Written("\n\n".join(parts) + "\n", tuple((own[item.name], item.data) for item in article.pictures))


def one_line(value: str) -> str:
    """Return a value of the front matter as it comes back when it is read: on one line, without control signs."""
    return " ".join(_UNPRINTABLE.sub(" ", value).split())


def comment(asides: Iterable[Aside], origin: str = "") -> str:
    """Return the HTML comment with what was set aside: each entry with why and where, then its words.

    Two hyphens in the words are divided by a space, so that they neither end the comment nor make a mark of it.
    """
    lines = [f"<!-- {SET_ASIDE}{f' of {_harmless(origin)}' if origin else ''}"]
    for aside in asides:
        place = ", ".join(_places(aside))
        lines += ["", f"[{_harmless(one_line(aside.why))}{f', {place}' if place else ''}]"]
        words = (_harmless(one_line(line)) for line in aside.text.splitlines())
        lines += [word for word in words if word]
    return "\n".join([*lines, "-->"]) if len(lines) > 1 else f"{lines[0]} -->"


def _places(aside: Aside) -> Iterator[str]:
    if aside.line:
        yield f"line {aside.line}"
    if aside.page:
        yield f"page {aside.page}"


def _harmless(text: str) -> str:
    # A hyphen at the end would stand before the end of the comment; `>` after hyphens ends one.
    return re.sub(r"-(?=[->])", "- ", text)


def _front_matter(meta: Mapping[str, str]) -> str:
    lines = []
    for name in META:
        value = one_line(meta.get(name, ""))
        if name in _MARKED:
            value = escape.inline(value)
        if value:
            lines.append(f"{name}: {value if name == 'date' and _DATE.fullmatch(value) else _quoted(value)}")
    return "\n".join(["---", *lines, "---"])


def _quoted(value: str) -> str:
    """Return a value as YAML writes it on one line: bare where that is safe, else between quotation marks."""
    dumped = yaml.safe_dump([value], allow_unicode=True, width=float("inf"), default_flow_style=False)
    return dumped.removeprefix("- ").rstrip("\n")


def _ordered(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces, definitions of footnotes last; between two lists of one sort, what keeps them two."""
    notes: list[Piece] = []
    before: Piece | None = None
    for piece in pieces:
        if piece.kind is Kind.FOOTNOTE:
            notes.append(piece)
            continue
        if before is not None and before.kind is piece.kind is Kind.LIST and _sort(before) == _sort(piece):
            yield Piece(kind=Kind.COMMENT, markdown="<!-- another list -->", plain="")
        yield piece
        before = piece
    yield from notes


def _sort(piece: Piece) -> str:
    """Return the sign by which Markdown tells lists from each other."""
    found = re.match(r"\s*(?:\d+([.)])|([-+*]))", piece.markdown)
    return (found[1] or found[2]) if found else ""


def _with_pictures(piece: Piece, own: Mapping[str, str], asides: list[Aside]) -> Piece:
    """Return a piece whose pictures are those of the text, at the place where they will be."""
    source = piece.markdown
    if "![" not in source or piece.kind in (Kind.CODE, Kind.COMMENT):
        return piece
    changed = source
    for mark in reversed([mark for mark in marks(source) if mark.kind == "image"]):
        inside = source[mark.start : mark.end]
        tokens = parse_inline(inside)
        if not tokens or tokens[0].type != "image":
            continue
        src, title = str(tokens[0].attrGet("src") or ""), str(tokens[0].attrGet("title") or "")
        place = own.get(src.removeprefix("pictures/"))
        if place:
            new = inside.replace(f"](pictures/{src.removeprefix('pictures/')}", f"]({place}", 1)
        else:
            said = dict.fromkeys(part for part in (tokens[0].content, title) if part.strip())
            new = escape.markdown(" ".join(said))
            asides.append(Aside(text=src, why="picture", line=piece.line, page=piece.page))
        changed = changed[: mark.start] + new + changed[mark.end :]
    if changed == source:
        return piece
    attributes = re.compile(r"[ \t]*\{[^{}\n]*\}[ \t]*\Z")
    if piece.kind is Kind.FIGURE and not changed.lstrip().startswith("!["):
        return replace(piece, kind=Kind.PARAGRAPH, markdown=attributes.sub("", changed))
    return replace(piece, markdown=changed)
