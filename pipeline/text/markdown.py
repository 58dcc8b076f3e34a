"""The one Markdown dialect of the project: CommonMark with tables, strikethrough and footnotes, without raw HTML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin


@cache
def block_parser() -> MarkdownIt:
    """Return the parser for whole texts. HTML blocks are tokens (comments are meant), inline HTML is plain text."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    return parser.disable("html_inline")


@cache
def inline_parser() -> MarkdownIt:
    """Return the parser for the inline Markdown that blocks and segments hold."""
    parser = MarkdownIt("commonmark").enable("strikethrough")
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    return parser.disable(["html_inline", "html_block"])


def parse_inline(text: str, references: Mapping[str, tuple[str, str]] | None = None) -> list[Token]:
    """Return the inline tokens of `text`; `references` resolves links written as `[words][label]`."""
    known = {label: {"href": href, "title": title} for label, (href, title) in (references or {}).items()}
    tokens = inline_parser().parseInline(text, {"references": known})
    return tokens[0].children or []
