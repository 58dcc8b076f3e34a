"""Show inline Markdown as safe HTML: marks can be seen, nothing can be followed, raw HTML is text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markdown_it.token import Token
from markupsafe import Markup, escape

from pipeline.text.markdown import parse_inline

LONGEST = 20_000
"""Characters that are parsed; what is longer is shown as it is written."""
References = tuple[tuple[str, tuple[str, str]], ...]
_TAGS = {"em": "em", "strong": "strong", "s": "s"}
_LINK = Markup('<span class="md-link" title="{}">')
_CODE = Markup("<code>{}</code>")
_IMAGE = Markup('<span class="md-image">{}</span>')
_NOTE = Markup('<sup class="md-note">{}</sup>')
_BREAK = Markup("<br>")


@lru_cache(maxsize=8192)
def rendered(text: str, references: References = ()) -> Markup:
    """Return `text`, inline Markdown, as HTML that is safe in the body of a page.

    Links become `<span class="md-link" title="address">`, so that a slip of the hand leads nowhere; pictures and
    footnote marks become `md-image` and `md-note`.

    >>> rendered("**Drink** <b>[water](https://example.org)</b>")
    Markup('<strong>Drink</strong> &lt;b&gt;<span class="md-link" title="https://example.org">water</span>&lt;/b&gt;')
    """
    if len(text) > LONGEST:
        return escape(text)
    return _joined(parse_inline(text, dict(references)))


def _joined(tokens: Sequence[Token]) -> Markup:
    return Markup("").join(_shown(token) for token in tokens)


def _shown(token: Token) -> Markup:
    kind = token.type
    name = kind.removesuffix("_open").removesuffix("_close")
    if name in _TAGS:
        return Markup(f"<{_TAGS[name]}>" if token.nesting > 0 else f"</{_TAGS[name]}>")
    match kind:
        case "link_open":
            return _LINK.format(str(token.attrs.get("href", "")))
        case "link_close":
            return Markup("</span>")
        case "code_inline":
            return _CODE.format(token.content)
        case "image":
            return _IMAGE.format(token.content)
        case "footnote_ref":
            return _NOTE.format(str(token.meta.get("label", "")))
        case "hardbreak":
            return _BREAK
        case "softbreak":
            return Markup(" ")
    return escape(token.content)
