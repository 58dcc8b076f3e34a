"""The document model: a source text as a tree of blocks that hold inline Markdown."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    """`level` 1 to 6; `text` is inline Markdown."""
    PARAGRAPH = "paragraph"
    """`text` is inline Markdown. An interview turn is a paragraph with a `speaker`."""
    LIST = "list"
    """`children` are items; `ordered`, `start` and `tight` say which sort."""
    ITEM = "item"
    """`children` are blocks."""
    QUOTE = "quote"
    """`children` are blocks."""
    TABLE = "table"
    """`children` are rows."""
    ROW = "row"
    """`children` are cells; `header` marks a heading row."""
    CELL = "cell"
    """`text` is inline Markdown; `align` is "", "left", "center" or "right"."""
    FIGURE = "figure"
    """A picture: `src`, `alt` (plain text); `text` is the caption (inline Markdown, may be empty); `credit` names who
    made it; `focus` is the point that stays in sight where it is cropped."""
    CODE = "code"
    """`text` is literal."""
    RULE = "rule"
    """A thematic break."""
    FOOTNOTE = "footnote"
    """`label` is the one written in the source; `children` are blocks."""
    COMMENT = "comment"
    """An HTML comment such as `<!-- cut -->`: `text` is what stands between the marks; never shown."""


class Role(StrEnum):
    """Where a translatable string stands, for the person who reviews it."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    TOPIC = "topic"
    COVER = "cover picture"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    SPEAKER = "speaker"
    ITEM = "list item"
    QUOTE = "quotation"
    CELL = "table cell"
    CAPTION = "caption"
    ALT = "picture description"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block; the fields that matter for each kind are described in `Kind`."""

    kind: Kind
    text: str = ""
    children: tuple[Block, ...] = ()
    level: int = 0
    speaker: str = ""
    ordered: bool = False
    start: int = 1
    tight: bool = True
    header: bool = False
    align: str = ""
    src: str = ""
    alt: str = ""
    focus: str = ""
    """Across and down, in percent of the picture: `30% 20%`; empty for its middle."""
    credit: str = ""
    decorative: bool = False
    """Of a picture that says nothing, and is passed over when the page is read aloud."""
    label: str = ""
    line: int = field(default=0, compare=False)
    """The first line in the source file, from 1; 0 where unknown."""

    def walk(self) -> Iterator[Block]:
        """Yield this block and all blocks inside it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The front matter of a text. `title`, `subtitle`, `topic` and `cover_alt` are translated, the rest is not."""

    title: str
    subtitle: str = ""
    topic: str = ""
    author: str = ""
    date: datetime.date | None = None
    source: str = ""
    licence: str = ""
    language: str = ""
    """Empty: the project's language."""
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    cover: str = ""
    cover_alt: str = ""
    cover_focus: str = ""
    cover_credit: str = ""
    short: str = ""
    """The name in short addresses; empty for one made from the slug (`addresses.short_name`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text in one language: its front matter and its blocks in reading order, footnotes where they are defined."""

    slug: str
    meta: Meta
    blocks: tuple[Block, ...]
    references: tuple[tuple[str, tuple[str, str]], ...] = ()
    """Link reference definitions: label as markdown-it normalises it, then address and title."""

    def walk(self) -> Iterator[Block]:
        """Yield every block in reading order."""
        for block in self.blocks:
            yield from block.walk()

    @property
    def footnotes(self) -> tuple[Block, ...]:
        """The footnote definitions, in the order in which they are written."""
        return tuple(block for block in self.walk() if block.kind is Kind.FOOTNOTE)


def map_texts(document: Document, change: Callable[[Role, str], str]) -> Document:
    """Return the document with `change(role, text)` in place of every translatable string, in reading order.

    Code, comments, addresses and names in the front matter are left alone; empty strings are not offered.
    """

    def put(role: Role, text: str) -> str:
        return change(role, text) if text else text

    meta = document.meta
    new_meta = replace(
        meta,
        topic=put(Role.TOPIC, meta.topic),
        title=put(Role.TITLE, meta.title),
        subtitle=put(Role.SUBTITLE, meta.subtitle),
        cover_alt=put(Role.COVER, meta.cover_alt),
    )

    def mapped(block: Block, role: Role) -> Block:
        match block.kind:
            case Kind.CODE | Kind.COMMENT | Kind.RULE:
                return block
            case Kind.HEADING:
                return replace(block, text=put(Role.HEADING, block.text))
            case Kind.CELL:
                return replace(block, text=put(Role.CELL, block.text))
            case Kind.FIGURE:
                return replace(block, alt=put(Role.ALT, block.alt), text=put(Role.CAPTION, block.text))
            case Kind.PARAGRAPH:
                return replace(block, speaker=put(Role.SPEAKER, block.speaker), text=put(role, block.text))
            case Kind.ITEM:
                role = Role.ITEM
            case Kind.QUOTE:
                role = Role.QUOTE
            case Kind.FOOTNOTE:
                role = Role.FOOTNOTE
        return replace(block, children=tuple(mapped(child, role) for child in block.children))

    return replace(document, meta=new_meta, blocks=tuple(mapped(block, Role.PARAGRAPH) for block in document.blocks))


def texts_of(document: Document) -> tuple[tuple[Role, str], ...]:
    """Return every translatable string with its role, in reading order."""
    found: list[tuple[Role, str]] = []

    def note(role: Role, text: str) -> str:
        found.append((role, text))
        return text

    map_texts(document, note)
    return tuple(found)
