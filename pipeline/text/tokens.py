"""The inline tokens of Markdown with how each mark is written, and by them whether two strings have the same marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from pipeline.text.markdown import inline_parser


def signature(markdown: str, references: Mapping[str, tuple[str, str]]) -> tuple[list[str], str]:
    """Return the marks of inline Markdown, sorted, each with the kinds that enclose it, and the text without marks."""
    found, enclosing, text = [], [""], []
    for token in tokens_of(markdown, references):
        raw = token.meta.get("tail" if token.type == "link_open" else "raw", "") if token.meta else ""
        if token.type == "hardbreak":
            raw = ""  # two spaces or a backslash: the same
        if token.nesting == 1:
            enclosing.append(f"{enclosing[-1]}/{token.type}")
            found.append(f"{enclosing[-1]} {raw}")
        elif token.nesting == -1:
            enclosing.pop()
        elif token.type in ("text", "softbreak"):
            text.append(token.content or " ")
        else:
            found.append(f"{enclosing[-1]}/{token.type} {raw}")
    return sorted(found), "".join(text)


def tokens_of(markdown: str, references: Mapping[str, tuple[str, str]]) -> list[Token]:
    """Return the inline tokens; a link's, an image's, a code's, a footnote reference's say how it is written.

    `meta["raw"]` is the whole of it; `meta["tail"]` is what follows a link's words: `](address)` or `][label]`.
    """
    known = {label: {"href": href, "title": title} for label, (href, title) in references.items()}
    tokens = _parser().parseInline(markdown, {"references": known})
    return tokens[0].children or []


@cache
def _parser() -> MarkdownIt:
    # A parser of our own, in the project's dialect, whose rules also note where in the source they matched.
    parser: MarkdownIt = inline_parser.__wrapped__()
    ruler = parser.inline.ruler
    for rule in ruler.__rules__:
        if rule.name in ("link", "image", "autolink", "backticks", "footnote_ref", "newline"):
            ruler.at(rule.name, _noting(rule.fn), {"alt": rule.alt})
    return parser


def _noting(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def noting(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            _note(state, start, count)
        return matched

    return noting


def _note(state: StateInline, start: int, count: int) -> None:
    raw = state.src[start : state.pos]
    for token in state.tokens[count:]:
        if token.type == "link_open":
            closing = state.md.helpers.parseLinkLabel(state, start, True) if token.markup != "autolink" else -1
            token.meta = {**token.meta, "raw": raw, "tail": _tail(raw, closing - start)}
            return
        if token.type in ("image", "code_inline", "footnote_ref", "hardbreak"):
            token.meta = {**token.meta, "raw": raw}
            return


def _tail(raw: str, closing: int) -> str:
    if closing < 0:
        return raw
    tail = raw[closing:]
    # `[label]` and `[label][]` find their address by the words, which change: name the label.
    return f"][{raw[1:closing]}]" if tail in ("]", "][]") else tail
