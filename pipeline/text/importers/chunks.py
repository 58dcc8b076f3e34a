"""Cut Markdown of the project's dialect into pieces: its top blocks, each as it would be written into a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.token import Token

from pipeline.errors import OctavillaError
from pipeline.text.document import Kind
from pipeline.text.importers.model import Piece
from pipeline.text.markdown import block_parser, parse_inline
from pipeline.text.marks import marks
from pipeline.text.picturing import attributes

_OPENING = {
    "paragraph_open": Kind.PARAGRAPH,
    "heading_open": Kind.HEADING,
    "bullet_list_open": Kind.LIST,
    "ordered_list_open": Kind.LIST,
    "blockquote_open": Kind.QUOTE,
    "table_open": Kind.TABLE,
    "footnote_reference_open": Kind.FOOTNOTE,
    "fence": Kind.CODE,
    "code_block": Kind.CODE,
    "hr": Kind.RULE,
    "html_block": Kind.COMMENT,
}
_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*\Z", re.DOTALL)
_COMMENTS = re.compile(r"<!--(?:(?!-->).)*(?:-->|\Z)", re.DOTALL)
HTML_TAG = re.compile(rf"{HTML_TAG_RE.pattern.removeprefix('^')}")
_BREAK = re.compile(r"<br\s*/?>\s*\Z", re.IGNORECASE)
_WIDE = re.compile(r"(?<=\S)  +(?=\S)")
References = Mapping[str, tuple[str, str]]


def pieces_of(markdown: str, *, sure: bool = True) -> tuple[Piece, ...]:
    """Return the top blocks of `markdown` in reading order; `sure` is what each says of its kind.

    What is written with link definitions (`[words][label]`) is written with the addresses, so that every piece can
    stand alone. Tags of HTML are dropped and their words kept; a comment of HTML is a COMMENT. Put together with
    empty lines between them, the pieces are the same text.
    """
    env: dict[str, Any] = {}
    markdown = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    tokens = block_parser().parse(markdown, env)
    references = {label: (entry["href"], entry.get("title", "")) for label, entry in env.get("references", {}).items()}
    lines = markdown.split("\n")
    _rewrite(lines, tokens, references)
    found = (_piece(block, lines, sure) for block in _top(tokens))
    return tuple(piece for piece in found if piece is not None)


def plain_of(inline: str) -> str:
    """Return what people read of a string of inline Markdown: without marks, a picture by its description."""
    return _words(parse_inline(inline))


def _top(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each top block."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _piece(block: list[Token], lines: list[str], sure: bool) -> Piece | None:
    first = block[0]
    kind = _OPENING[first.type]
    start, end = first.map or (0, 0)
    source = "\n".join(lines[start:end]).strip("\n").rstrip()
    whole = Piece(kind=kind, markdown=source, plain=_plain(block), line=start + 1, sure=sure)
    match kind:
        case Kind.HEADING:
            level = int(first.tag[1])
            words = " ".join(block[1].content.strip().split("\n"))
            return replace(whole, markdown=f"{'#' * level} {words}", level=level) if whole.plain else None
        case Kind.PARAGRAPH:
            source = block[1].content.strip()
            figure = _is_figure(source)
            return replace(whole, kind=Kind.FIGURE if figure else kind, markdown=source) if source else None
        case Kind.CODE:
            return replace(whole, markdown=fenced(first.content, first.info.strip()))
        case Kind.RULE:
            return replace(whole, markdown="---")
        case Kind.COMMENT if not _COMMENT.match(source):
            words = " ".join(HTML_TAG.sub(" ", _COMMENTS.sub(" ", source)).split())
            return (
                replace(whole, kind=Kind.PARAGRAPH, markdown=words, plain=plain_of(words), sure=False)
                if words
                else None
            )
        case Kind.COMMENT:
            return replace(whole, plain=source.strip()[4:-3].strip())
    return whole


def fenced(code: str, info: str = "") -> str:
    """Return literal text as a fenced block; the fence is longer than any inside."""
    runs = [len(run) for run in re.findall(r"`+", code)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    return f"{fence}{info.replace('`', '')}\n{code.strip(chr(10))}\n{fence}"


def _is_figure(source: str) -> bool:
    if not source.startswith("!["):
        return False
    alone = re.sub(r"(?<=[)\]])[ \t\n]*\{[^{}\n]*\}[ \t]*\Z", "", source)
    inside = parse_inline(alone)
    return len(inside) == 1 and inside[0].type == "image"


def _plain(block: list[Token]) -> str:
    """Return the words of a block: cells divided by tabs, rows, items and paragraphs by line feeds."""
    parts: list[str] = []
    for token in block:
        if token.type == "inline":
            parts.append(plain_of(token.content))
        elif token.type in ("fence", "code_block"):
            parts.append(token.content.strip("\n") + "\n")
        elif token.type in ("th_close", "td_close"):
            parts.append("\t")
        elif token.nesting < 0 and token.type in ("paragraph_close", "heading_close", "tr_close"):
            parts.append("\n")
    return re.sub(r"\t*\n+", "\n", "".join(parts)).strip("\n\t ")


def _words(tokens: list[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline":
                parts.append(token.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                title = str(token.attrGet("title") or "")
                parts.append(" ".join(filter(None, (_words(token.children or []), plain_of(title) if title else ""))))
    return "".join(parts)


def _rewrite(lines: list[str], tokens: list[Token], references: References) -> None:
    """Change inline Markdown, in the tokens and in the lines they come from: no labels of links, no tags of HTML."""
    for token in tokens:
        if token.type != "inline" or token.map is None:
            continue
        changed = _without_attributes(_without_tags(_with_addresses(token.content, references)))
        if changed == token.content:
            continue
        before, after = token.content.split("\n"), changed.split("\n")
        for number, (old, new) in enumerate(zip(before, after, strict=True), start=token.map[0]):
            # What precedes it in the line are the marks of lists and quotations, or the cells before it.
            if old and number < len(lines) and (place := lines[number].rfind(old)) >= 0:
                lines[number] = lines[number][:place] + new + lines[number][place + len(old) :]
        token.content = changed


def _with_addresses(text: str, references: References) -> str:
    if not references or "[" not in text:
        return text
    for mark in sorted(marks(text, references), key=lambda mark: mark.inner_end, reverse=True):
        if mark.kind not in ("link", "image"):
            continue
        source = text[mark.start : mark.end]
        if source.endswith(")"):
            continue
        tokens = [token for token in parse_inline(source, references) if token.type in ("link_open", "image")]
        if not tokens:
            continue
        image = tokens[0].type == "image"
        address = str(tokens[0].attrGet("src" if image else "href") or "")
        title = str(tokens[0].attrGet("title") or "")
        label = re.search(r"\]\[(?:[^\[\]\\]|\\.)*\]\Z", source)
        words = source[: label.start()] if label and _resolves(source, label.start(), references) else source[:-1]
        # The number of lines must stay what it is: a label that runs over a line end leaves one.
        kept = "\n" * (source.count("\n") - words.count("\n"))
        text = text[: mark.start] + words + "](" + destination(address, title) + ")" + kept + text[mark.end :]
    return text


def _resolves(source: str, start: int, references: References) -> bool:
    """Tell whether `[words][label]` from `start` on ends in a label, and is not a shortcut after other brackets."""
    return len([t for t in parse_inline(source, references) if t.type in ("link_open", "image")]) == 1


def destination(address: str, title: str = "") -> str:
    """Return an address, and the title of a link or caption of a picture, as they stand between the brackets."""
    bare = re.fullmatch(r"[^\s<>()\\]+", address)
    shown = address if bare else "<" + re.sub(r"[<>\\]", lambda m: "%" + m[0].encode().hex().upper(), address) + ">"
    shown = " ".join(shown.split()) if not bare else shown
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'{shown} "{quoted}"' if title else shown


def _without_attributes(text: str) -> str:
    """Return inline Markdown without what other programs write behind a picture (`{width=50%}`)."""
    if not text.startswith("![") or not text.rstrip().endswith("}"):
        return text
    try:
        attributes(text, Path(), 0)
    except OctavillaError:
        return text[: text.rindex("{")].rstrip(" \t") + "\n" * text[text.rindex("{") :].count("\n")
    return text


def _without_tags(text: str) -> str:
    """Return inline Markdown without tags of HTML; what they enclose stays, `<br>` is a line break or a space."""
    if "<" not in text or not HTML_TAG.search(text):
        return text
    kept = [(mark.start, mark.end) for mark in marks(text) if mark.kind in ("code", "autolink", "escape")]
    parts: list[str] = []
    at = 0
    for tag in HTML_TAG.finditer(text):
        if tag.start() < at or any(start <= tag.start() < end for start, end in kept):
            continue
        inside = " " if _BREAK.match(tag[0]) else ""
        parts.append(text[at : tag.start()] + inside + "\n" * tag[0].count("\n"))
        at = tag.end()
    return _WIDE.sub(" ", "".join(parts) + text[at:]).strip(" ")
