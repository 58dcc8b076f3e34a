"""Read Markdown files of other programs: front matter, dialects, raw HTML, and pictures that lie beside them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from pipeline.errors import OctavillaError
from pipeline.text.document import Kind
from pipeline.text.importers import properties
from pipeline.text.importers.chunks import HTML_TAG, destination, pieces_of
from pipeline.text.importers.inline import address
from pipeline.text.importers.model import META, Aside, Piece, Reading
from pipeline.text.importers.pictures import LARGEST_PICTURE, Album
from pipeline.text.markdown import block_parser, parse_inline
from pipeline.text.marks import marks

_FRONT = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_SPELLINGS = {"license": "licence", "lang": "language", "standfirst": "subtitle", "authors": "author",
              "creator": "author", "by": "author", "pubdate": "date", "published": "date", "url": "source",
              "canonical_url": "source",
              "description": "subtitle", "category": "topic"}  # fmt: skip
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTES = re.compile(r"[ \t]*\{[ \t]*(?:[#.][\w-]+[ \t]*|[\w-]+=(?:\"[^\"\n]*\"|[\w-]+)[ \t]*)+\}[ \t]*$")
_SIZES = re.compile(r"\{[^{}\n]*[=.#][^{}\n]*\}")
_LARGEST = 3_000_000
_DATA = re.compile(r"data:image/[\w.+-]+(?P<base>;base64)?,(?P<data>.*)", re.DOTALL | re.IGNORECASE)
_MOST_CHANGES = 2000


def read(data: bytes, path: Path) -> Reading:
    """Return what a Markdown file holds; pictures are taken from its own folder only.

    Raises OctavillaError for one that is no text, or too large.
    """
    text = _decoded(data, path)
    found = _FRONT.match(text)
    meta, notices = _front(found["yaml"]) if found else ({}, [])
    start = found.end() if found else 0
    album = Album(notices=notices)
    tidy = _Tidy(path, album)
    body = text[start:]
    asides: list[Aside] = []
    if _has_html(body):
        from pipeline.text.importers import dialect
        from pipeline.text.importers.gathered import pieces
        from pipeline.text.importers.hypertext import Pages

        pages = Pages(path)
        pages.add(_html(body))
        written = dialect.write(pages.blocks())
        asides += [*pages.asides, *written.asides]
        whole = pieces(written.parts, sure=True)
        album.notices.append("raw HTML in it: its words are kept, its tags are not")
    else:
        offset = text.count("\n", 0, start)
        whole = tuple(replace(piece, line=piece.line + offset) for piece in pieces_of(_headings(body)))
    kept = [changed for piece in whole for changed in tidy.piece(piece)]
    asides += [Aside(text=label, why="link definition") for label in _unused(body)]
    return Reading(pieces=tuple(kept), meta=meta, pictures=tuple(album.pictures), asides=(*asides, *tidy.asides),
                   notices=tuple(album.notices))  # fmt: skip


def _decoded(data: bytes, path: Path) -> str:
    if len(data) > _LARGEST:
        message = f"has {len(data):,} bytes; the most is {_LARGEST:,}. Divide the text."
        raise OctavillaError(message, path=path)
    for codec in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = data.decode(codec)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = "\0"
    if "\0" in text:
        raise OctavillaError("is not a text file. Save the text as Markdown (UTF-8).", path=path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _front(source: str) -> tuple[dict[str, str], list[str]]:
    """Return the fields of META that front matter says, and a notice for each other one."""
    try:
        fields: Any = yaml.load(source, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        lines = [line.partition(":") for line in source.split("\n") if ":" in line and not line.startswith((" ", "-"))]
        fields = {name.strip(): value.strip().strip("\"'") for name, _, value in lines}
    if not isinstance(fields, dict):
        return {}, []
    meta: dict[str, str] = {}
    notices: list[str] = []
    for key, value in fields.items():
        name = _SPELLINGS.get(str(key).lower().strip(), str(key).lower().strip())
        text = _said(value)
        if not text:
            continue
        if name == "date":
            text = properties.date(text) or text
            iso = bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text))
        if name == "language":
            text = properties.language(text) or text
        if name in META and name not in meta and (name != "date" or iso):
            meta[name] = text
        else:
            notices.append(f"front matter “{str(key)[:40]}: {text[:200]}” is left out")
    return {name: meta[name] for name in META if name in meta}, notices


def _said(value: Any) -> str:
    """Return a value of front matter as one line; of lists the items, of mappings what they call a name."""
    if isinstance(value, dict):
        value = (
            value.get("name") or value.get("title") or ", ".join(one for one in value.values() if isinstance(one, str))
        )
    if isinstance(value, list):
        value = ", ".join(filter(None, (one if isinstance(one, str) else one.get("name", "") if isinstance(one, dict)
                                        else "" for one in value[:50])))  # fmt: skip
    return " ".join(value.split()) if isinstance(value, str) else ""


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def _has_html(body: str) -> bool:
    """Tell whether a text holds HTML that is more than comments."""
    if "<" not in body:
        return False
    for token in _parser().parse(body):
        for one in [token, *(token.children or [])]:
            raw = one.type in ("html_block", "html_inline")
            if raw and HTML_TAG.search(_COMMENT.sub("", one.content)):
                return True
    return False


def _html(body: str) -> str:
    """Return a text with HTML in it as HTML alone."""
    rendered = str(_parser().render(_COMMENT.sub("", body)))
    return rendered.replace('class="footnote-ref"', 'role="doc-noteref"')


def _headings(body: str) -> str:
    """Return the text without names and classes behind headings (`# Title {#id}`), which are no words of it."""
    lines = body.split("\n")
    for token in block_parser().parse(body):
        if token.type == "heading_open" and token.map:
            lines[token.map[0]] = _ATTRIBUTES.sub("", lines[token.map[0]])
    return "\n".join(lines)


def _unused(body: str) -> Iterator[str]:
    """Yield the definitions of links that nothing calls: some write remarks as such (`[//]: # (a remark)`)."""
    env: dict[str, Any] = {}
    block_parser().parse(body, env)
    called = body.lower()
    for label, entry in env.get("references", {}).items():
        if called.count(f"[{label.lower()}]") <= 1:
            yield (
                " ".join(filter(None, (label.lower(), entry["href"], entry.get("title", ""))))
                .replace("//", "", 1)
                .strip()
            )


@dataclass(slots=True)
class _Tidy:
    """Makes the pictures and links of pieces such as the project can follow."""

    path: Path
    album: Album
    asides: list[Aside] = field(default_factory=list)

    def piece(self, piece: Piece) -> Iterator[Piece]:
        """Yield a piece with its pictures taken in, and links out of the text only."""
        if piece.kind in (Kind.CODE, Kind.COMMENT, Kind.RULE) or not ("](" in piece.markdown or "<" in piece.markdown):
            yield piece
            return
        source = piece.markdown
        for _ in range(_MOST_CHANGES):
            changed = self._changed(source)
            if changed is None:
                break
            source = changed
        if source == piece.markdown:
            yield piece
            return
        for new in pieces_of(source, sure=piece.sure):
            yield replace(new, line=piece.line, style=piece.style)

    def _changed(self, source: str) -> str | None:
        """Return the Markdown with its first wrong picture or link put right; None where all are right."""
        for mark in marks(source):
            if mark.kind not in ("image", "link"):
                continue
            written = source[mark.start : mark.end]
            tokens = [token for token in parse_inline(written) if token.type in ("image", "link_open")]
            if not tokens:
                continue
            if mark.kind == "image":
                goal, title = str(tokens[0].attrGet("src") or ""), str(tokens[0].attrGet("title") or "")
                if goal.startswith("pictures/picture-") and goal in self.album.goals.values():
                    continue
                alt = written[2 : written.rindex("](")] if "](" in written else tokens[0].content
                new = self._picture(goal, alt, title)
                if (said := _SIZES.match(source, mark.end)) and not re.search(r"focus|credit|decorative", said[0]):
                    return source[: mark.start] + new + source[said.end() :]
            else:
                href = str(tokens[0].attrGet("href") or "")
                if address(href):
                    continue
                new = source[mark.inner_start : mark.inner_end]
                self._left(href)
            return source[: mark.start] + new + source[mark.end :]
        return None

    def _left(self, href: str) -> None:
        if href and not href.startswith("#"):
            notice = f"the link to {href[:80]} leads nowhere outside its folder: only its words are kept"
            if notice not in self.album.notices:
                self.album.notices.append(notice)

    def _picture(self, source: str, alt: str, title: str) -> str:
        if source not in self.album.goals:
            data = _inside(source, self.path)
            if data is not None:
                self.album.add(source, data, "written into the text" if source.startswith("data:") else "")
            elif (
                notice := f"the picture {source[:80]} is not beside the text: add it by hand"
            ) not in self.album.notices:
                self.album.notices.append(notice)
        if source in self.album.goals:
            return f"![{alt}]({destination(self.album.goals[source], title)})"
        words = " ".join(filter(None, (alt.strip(), title)))
        return f"*{words}*" if words and "*" not in words else words


def _inside(source: str, path: Path) -> bytes | None:
    """Return a picture that the text holds itself, or that lies in the text's folder; None for others."""
    if found := _DATA.match(source):
        try:
            return (
                base64.b64decode(unquote_to_bytes(found["data"])) if found["base"] else unquote_to_bytes(found["data"])
            )
        except (binascii.Error, ValueError):
            return None
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]", source):
        return None
    try:
        folder = path.parent.resolve()
        file = (folder / unquote(source.partition("?")[0])).resolve()
        if not file.is_relative_to(folder) or not file.is_file() or file.stat().st_size > LARGEST_PICTURE:
            return None
        return file.read_bytes()
    except (OSError, ValueError):
        return None
