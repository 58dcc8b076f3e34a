"""Read a Markdown file with YAML front matter into a Document."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from markdown_it.token import Token

from pipeline.addresses import CHOSEN
from pipeline.errors import OctavillaError
from pipeline.text import cuts
from pipeline.text.document import Block, Document, Kind, Meta
from pipeline.text.event import document_of, read_event
from pipeline.text.markdown import block_parser, parse_inline
from pipeline.text.marks import marks
from pipeline.text.picturing import attributes, focus

LONGEST_FILE = 3_000_000
"""Bytes. About 500,000 words: more is no leaflet, and would fill an old laptop's memory."""
LONGEST_PARAGRAPH = 50_000
"""Characters. A longer one is nearly always a file whose line breaks were lost on the way."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE_ENDS = str.maketrans({"\r": "\n", "\v": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"} | dict.fromkeys(
    map(chr, range(0x1C, 0x20)), " "))  # fmt: skip
"""Layout programs leave such characters behind; Markdown knows line ends and empty lines only."""
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z")
_COMMENT = re.compile(r"\s*<!--(.*?)-->\s*\Z", re.DOTALL)
_SPEAKER = re.compile(r"(\*\*|__)(?P<name>[^*_\n]{1,60}?)(?P<colon>:\1|\1:)[ \n]+(?=\S)")
_STRINGS = ("title", "subtitle", "topic", "author", "source", "licence", "language", "cover", "cover_alt",
            "cover_focus", "cover_credit", "short")  # fmt: skip
_LISTS = ("formats", "languages")
_SPELLINGS = {"license": "licence", "lang": "language", "standfirst": "subtitle"}


def read_file(path: Path, language: str = "") -> Document:
    """Read the text at `path`; its slug is the file's name without the suffix. An event (`.toml`) is a text too.

    `language` is the code of its language where its front matter does not say.

    Raises OctavillaError, with file and line, for a file that cannot be read, is empty, is no UTF-8 text, is too
    large, or whose front matter is wrong.
    """
    if path.suffix == ".toml":
        document = document_of(read_event(path), path)
    else:
        try:
            data = path.read_bytes()
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
            raise OctavillaError(message, path=path) from error
        document = read_text(decode(data, path), slug=path.stem, path=path)
    return document if document.meta.language else replace(document, meta=replace(document.meta, language=language))


def decode(data: bytes, path: Path) -> str:
    """Return the bytes of a text file as a string with `\\n` line ends; a byte order mark is dropped."""
    if len(data) > LONGEST_FILE:
        raise OctavillaError(f"has {len(data):,} bytes; the most is {LONGEST_FILE:,}. Divide the text.", path=path)
    if b"\0" in data:
        raise OctavillaError("is not a text file. Save the text as Markdown or plain text (UTF-8).", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise OctavillaError(
            "is not in UTF-8. Open it in an editor and save it as UTF-8.", path=path, line=line
        ) from error
    if not text.strip():
        raise OctavillaError("is empty. Write the text into it, or remove the file.", path=path)
    return text.replace("\r\n", "\n").translate(_LINE_ENDS)


def read_text(text: str, *, slug: str, path: Path) -> Document:
    """Parse Markdown with front matter. `path` is named in errors only."""
    found = _FRONT_MATTER.match(text)
    if text.startswith("---\n") and not found:
        raise OctavillaError(
            "the front matter has no closing line ---. Add it after the last field.", path=path, line=1
        )
    fields = _front_matter(found["yaml"], path) if found else {}
    offset = text.count("\n", 0, found.end()) if found else 0
    body = text[found.end() :] if found else text
    env: dict[str, Any] = {}
    tokens = block_parser().parse(body, env)
    references = tuple(
        sorted((label, (entry["href"], entry.get("title", ""))) for label, entry in env.get("references", {}).items())
    )
    reader = _Reader(path, offset, dict(references))
    blocks = reader.blocks(iter(tokens))
    cuts.check(blocks, path)
    if not fields.get("title") and blocks and blocks[0].kind is Kind.HEADING and blocks[0].level == 1:
        fields["title"] = blocks[0].text
        blocks = blocks[1:]
    return Document(slug=slug, meta=_meta(fields, path), blocks=blocks, references=references)


def _front_matter(source: str, path: Path) -> dict[str, Any]:
    try:
        # The base loader leaves every value as it is written: a title may be “No” or “12:30”.
        fields = yaml.load(source, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else None
        hint = "Put a value that holds a colon between quotes."
        raise OctavillaError(f"front matter: {error.problem}. {hint}", path=path, line=line) from error
    except RecursionError as error:
        raise OctavillaError("front matter: too many brackets, one inside the other.", path=path) from error
    except (yaml.YAMLError, ValueError) as error:
        raise OctavillaError(f"front matter: {error}", path=path) from error
    if not fields:
        return {}
    if not isinstance(fields, dict):
        raise OctavillaError("front matter must be lines like “title: Know your rights”.", path=path, line=2)
    return {_SPELLINGS.get(str(name).lower(), str(name).lower()): value for name, value in fields.items()}


def _meta(fields: dict[str, Any], path: Path) -> Meta:
    values: dict[str, Any] = {}
    for name in _STRINGS:
        value = fields.get(name)
        if value is None:
            continue
        if isinstance(value, (dict, list)):
            raise OctavillaError(f"front matter: “{name}” must be one line of text.", path=path)
        values[name] = " ".join(str(value).split())
    if not values.get("title"):
        raise OctavillaError("has no title. Begin the file with three lines: ---, title: …, ---", path=path, line=1)
    for name in _LISTS:
        value = fields.get(name)
        if value is None or value == "":
            continue
        items = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise OctavillaError(f"front matter: “{name}” must be a list like [es, pt].", path=path)
        values[name] = tuple(items)
    if "cover_focus" in values:
        values["cover_focus"] = focus(values["cover_focus"], path, None)
    if "short" in values and not CHOSEN.fullmatch(values["short"]):
        raise OctavillaError("front matter: “short” must be 1 to 20 of a-z, 0-9 and -, like “damp”.", path=path)
    return Meta(date=_date(fields.get("date"), path), **values)


def _date(value: Any, path: Path) -> datetime.date | None:
    if not value:
        return None
    found = _DATE.match(value) if isinstance(value, str) else None
    try:
        if found:
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    # A list is not shown: a few lines of YAML may mean one of any size.
    shown = f" “{value[:40]}”" if isinstance(value, str) else ""
    raise OctavillaError(f"front matter: the date{shown} must be written like 2026-05-01.", path=path)


class _Reader:
    """Turns a stream of block tokens into blocks; `offset` lines stand before the body in the file."""

    def __init__(self, path: Path, offset: int, references: dict[str, tuple[str, str]]) -> None:
        self.path = path
        self.offset = offset
        self.references = references

    def blocks(self, tokens: Iterable[Token], closing: str = "") -> tuple[Block, ...]:
        stream = iter(tokens)
        found: list[Block] = []
        for token in stream:
            if token.type == closing:
                break
            block = self._block(token, stream)
            if block is not None:
                found.append(block)
        return tuple(found)

    def _line(self, token: Token) -> int:
        return token.map[0] + self.offset + 1 if token.map else 0

    def _block(self, token: Token, stream: Any) -> Block | None:
        line = self._line(token)
        match token.type:
            case "paragraph_open":
                inline = next(stream)
                next(stream)
                return self._paragraph(inline, line)
            case "heading_open":
                inline = next(stream)
                next(stream)
                return Block(kind=Kind.HEADING, level=int(token.tag[1]), text=self._inline(inline), line=line)
            case "bullet_list_open" | "ordered_list_open":
                closing = token.type.replace("open", "close")
                inside = list(_until(stream, closing))
                tight = all(
                    inner.hidden
                    for inner in inside
                    if inner.type == "paragraph_open" and inner.level == token.level + 2
                )
                ordered = token.type.startswith("ordered")
                return Block(kind=Kind.LIST, children=self.blocks(inside), ordered=ordered, tight=tight,
                             start=_start(token), line=line)  # fmt: skip
            case "list_item_open":
                return Block(kind=Kind.ITEM, children=self.blocks(stream, "list_item_close"), line=line)
            case "blockquote_open":
                return Block(kind=Kind.QUOTE, children=self.blocks(_until(stream, "blockquote_close")), line=line)
            case "footnote_reference_open":
                children = self.blocks(stream, "footnote_reference_close")
                return Block(kind=Kind.FOOTNOTE, label=str(token.meta["label"]), children=children, line=line)
            case "table_open":
                rows = [inner for inner in _until(stream, "table_close") if inner.type not in _TABLE_PARTS]
                return Block(kind=Kind.TABLE, children=self.blocks(rows), line=line)
            case "tr_open":
                cells = self.blocks(stream, "tr_close")
                return Block(kind=Kind.ROW, children=cells, header=all(cell.header for cell in cells), line=line)
            case "th_open" | "td_open":
                inline = next(stream)
                next(stream)
                align = str(token.attrGet("style") or "").removeprefix("text-align:")
                header = token.type == "th_open"
                return Block(kind=Kind.CELL, text=self._inline(inline), header=header, align=align, line=line)
            case "fence" | "code_block":
                return Block(kind=Kind.CODE, text=token.content.rstrip("\n"), line=line)
            case "hr":
                return Block(kind=Kind.RULE, line=line)
            case "html_block":
                comment = _COMMENT.match(token.content)
                if comment:
                    return Block(kind=Kind.COMMENT, text=comment[1].strip(), line=line)
                return Block(kind=Kind.PARAGRAPH, text=self._inline(token), line=line)
        return None

    def _paragraph(self, inline: Token, line: int) -> Block | None:
        content = self._checked(inline).content
        picture, said = attributes(content, self.path, line) if content.startswith("![") else (content, {})
        children = parse_inline(picture, self.references) if content.startswith("![") else []
        if len(children) == 1 and children[0].type == "image":
            image = children[0]
            return Block(kind=Kind.FIGURE, src=str(image.attrGet("src") or ""),
                         alt="" if said.get("decorative") else _joined(image.content),
                         text=_joined(str(image.attrGet("title") or "")), line=line, **said)  # fmt: skip
        # In a list, “**Mould**: …” is a term and what it means; people speak in paragraphs of their own.
        turn = _SPEAKER.match(content) if inline.level == 1 else None
        if turn:
            return Block(kind=Kind.PARAGRAPH, speaker=turn["name"], text=_joined(content[turn.end() :]), line=line)
        text = _joined(content)
        return Block(kind=Kind.PARAGRAPH, text=text, line=line) if text else None

    def _inline(self, token: Token) -> str:
        return _joined(self._checked(token).content)

    def _checked(self, token: Token) -> Token:
        if len(token.content) > LONGEST_PARAGRAPH:
            message = (
                f"one paragraph of {len(token.content):,} characters; the most is {LONGEST_PARAGRAPH:,}. "
                "The line breaks were lost: put an empty line between paragraphs."
            )
            raise OctavillaError(message, path=self.path, line=self._line(token))
        return token


_TABLE_PARTS = frozenset({"thead_open", "thead_close", "tbody_open", "tbody_close"})


def _start(token: Token) -> int:
    value = token.attrGet("start")
    return 1 if value is None else int(value)


def _until(stream: Iterable[Token], closing: str) -> Iterable[Token]:
    """Yield tokens up to the `closing` one that is not nested in another of its sort."""
    opening = closing.replace("close", "open")
    depth = 0
    for token in stream:
        if token.type == opening:
            depth += 1
        elif token.type == closing:
            if depth == 0:
                return
            depth -= 1
        yield token


def _joined(text: str) -> str:
    """Return the text on one line; a hard break stays, written as a backslash and a line end."""
    text = text.strip()
    if "\n" not in text:
        return text
    # At the end of a line inside `code` two spaces are only spaces.
    found = marks(text) if "`" in text else None
    breaks = {mark.start + (text[mark.start] == "\\") for mark in found if mark.kind == "break"} if found else None
    parts: list[str] = []
    at = -1
    *lines, last = text.split("\n")
    for line in lines:
        at += len(line) + 1
        body = line.rstrip(" \t")
        slashed = (len(body) - len(body.rstrip("\\"))) % 2 == 1
        hard = line.endswith("  ") or (slashed and body == line)
        if hard and (breaks is None or at in breaks):
            # A backslash of the text before two spaces must not make an escape of the one we write.
            body = body[:-1] if slashed and body == line else body + "\\" * slashed
            parts.append(body.lstrip(" \t") + "\\\n")
        else:
            parts.append(body.lstrip(" \t") + " ")
    return "".join(parts) + last.lstrip(" \t")
