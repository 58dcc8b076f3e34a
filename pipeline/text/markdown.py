"""The one Markdown dialect of the project: CommonMark with tables, strikethrough and footnotes, without raw HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

LONGEST_LABEL = 200
"""Characters between `[^` and `]`. Without a limit, the footnote rule looks at every later character for every `[^`."""


@cache
def block_parser() -> MarkdownIt:
    """Return the parser for whole texts. HTML blocks are tokens (comments are meant), inline Markdown is left alone.

    Inline tokens have no children: blocks hold inline Markdown as it is written, and a paragraph of megabytes is
    refused before anything looks into it.
    """
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    return parser.disable(["inline", "text_join"])


@cache
def inline_parser() -> MarkdownIt:
    """Return the parser for the inline Markdown that blocks and segments hold."""
    parser = MarkdownIt("commonmark").enable("strikethrough")
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    rules = dict(zip(parser.get_active_rules()["inline"], parser.inline.ruler.getRules(""), strict=True))
    parser.inline.ruler.at("footnote_ref", _short(rules["footnote_ref"]))
    return parser.disable(["html_inline", "html_block"])


def _short(footnote_reference: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def rule(state: StateInline, silent: bool) -> bool:
        if state.src.find("]", state.pos, state.pos + LONGEST_LABEL) < 0:
            return False
        return footnote_reference(state, silent)

    return rule


def parse_inline(text: str, references: Mapping[str, tuple[str, str]] | None = None) -> list[Token]:
    """Return the inline tokens of `text`; `references` resolves links written as `[words][label]`."""
    known = {label: {"href": href, "title": title} for label, (href, title) in (references or {}).items()}
    tokens = inline_parser().parseInline(text, {"references": known})
    return tokens[0].children or []
