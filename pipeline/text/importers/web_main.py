"""Find the part of a web page that holds its article, and the title, standfirst, byline and date in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.importers import web_meta
from pipeline.text.importers.web_words import BLOCKS, HEADINGS, Weights, furniture, names, tag, visible

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST_OF = 0.85
"""Share of the running text of a page that its article has at least."""
_BYLINE = re.compile(
    r"(?:^| )(?:byline|by line|authors?|author name|post author|article author|entry author|name uid|writer)(?=$| )"
)
_DATED = re.compile(
    r"(?:^| )(?:date|datetime|published|pubdate|publish date|entry date|post date|timestamp|dateline|"
    r"name created)(?=$| )"
)
_STANDFIRST = re.compile(
    r"(?:^| )(?:standfirst|stand first|dek|deck|subtitle|sub title|subhead|subheading|subheadline|"
    r"sub heading|sub headline|"
    r"article intro|article lead|article summary|article dek|post subtitle|entry subtitle)(?=$| )"
)
_ENDS = re.compile(r"[.!?:;…]['\"’”)]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Main:
    """Where the article of a page is."""

    container: Element
    styles: dict[Element, str]
    """Elements that markup calls title, subtitle, author or date."""
    articles: int
    """How many articles of some length are in the container."""


def running(element: Element, weights: Weights) -> bool:
    """Tell whether an element is a block of running text: some words, few of them links, no blocks in it."""
    if tag(element) not in ("p", "li", "dd", "blockquote", "td", "div", "pre", "section", "article", "center", "font"):
        return False
    words = weights.words(element)
    if words < 5 or weights.link_share(element) > 0.4 or any(tag(child) in BLOCKS for child in element):
        return False
    return words >= 12 or bool(_ENDS.search(visible(element)))


def find(body: Element, weights: Weights, about: web_meta.About, judged: str) -> Main:
    """Return where the article is; `judged` is what another judge of web pages takes for its words."""
    unread = _regions(body, weights)
    texts = [el for el in body.iter() if el not in unread and running(el, weights)]
    container = _narrowest(body, texts, weights)
    seen = set(judged.split())
    inside = set(visible(container).split())
    if len(seen) > 60 and len(seen & inside) < 0.6 * len(seen):
        # The two disagree: what holds the blocks that the other one kept is surely not less than the article.
        kept = " ".join(judged.split())
        others = [el for el in body.iter() if running(el, weights) and " ".join(visible(el).split())[:80] in kept]
        container = _narrowest(body, [*texts, *others], weights)
    container = _with_heading(container, about, weights)
    articles = [
        el
        for el in container.iter("article")
        if weights.words(el) > 80
        and weights.link_share(el) < 0.4
        and not any(tag(above) == "article" for above in el.iterancestors())
        and el not in unread
    ]
    return Main(container=container, styles=_styles(container, body, about, weights), articles=len(articles))


def _regions(body: Element, weights: Weights) -> set[Element]:
    found: set[Element] = set()
    for element in body.iter():
        if element not in found and furniture(element, weights):
            found.update(element.iter())
    return found


def _narrowest(body: Element, texts: Sequence[Element], weights: Weights) -> Element:
    """Return the smallest element that holds most of the running text."""
    total = sum(weights.words(el) for el in texts)
    if not total:
        return body
    held: dict[Element, int] = {}
    for text in texts:
        for above in (text, *text.iterancestors()):
            held[above] = held.get(above, 0) + weights.words(text)
    at = body
    while True:
        below = next((child for child in at if held.get(child, 0) >= MOST_OF * total), None)
        if below is None:
            return at
        if tag(below) in _NO_CONTAINERS:
            return next((cell for cell in below.iter("td") if _is_page(cell, held.get(cell, 0) / total)), at)
        at = below


_NO_CONTAINERS = frozenset(["p", "ul", "ol", "dl", "li", "table", "blockquote", "pre", "details"])
"""A page's only paragraph, list or table is in its article: it is none."""


def _is_page(cell: Element, share: float) -> bool:
    """Tell whether a cell of an old layout table is the one that holds the article, with blocks of its own."""
    nested = any(share >= MOST_OF and len(list(inner.iter("p", "br"))) > 2 for inner in cell.iter("table"))
    return share >= MOST_OF and not nested and len(list(cell.iter("p", "br", "h1", "h2"))) > 2


def _with_heading(container: Element, about: web_meta.About, weights: Weights) -> Element:
    """Return the container, or what is around it and holds the title too, where that is not much more."""
    if any(
        tag(el) == "h1" or (tag(el) in HEADINGS and web_meta.same(visible(el), about.title)) for el in container.iter()
    ):
        return container
    for above in container.iterancestors():
        if tag(above) in ("html", "table", "tbody", "tr"):
            break
        headings = [el for el in above.iter("h1", "h2") if tag(el) == "h1" or web_meta.same(visible(el), about.title)]
        if headings:
            semantic = tag(above) in ("article", "main") or above.get("role") in ("main", "article")
            return above if semantic or weights.words(above) < 1.5 * weights.words(container) + 60 else container
    return container


def _styles(container: Element, body: Element, about: web_meta.About, weights: Weights) -> dict[Element, str]:
    found: dict[Element, str] = {}
    title = next(
        (el for name in ("h1", "h2", "h3") for el in body.iter(name) if web_meta.same(visible(el), about.title)), None
    )
    if title is None:
        heads = list(container.iter("h1"))
        title = heads[0] if len(heads) == 1 and not about.title else None
    if title is not None:
        found[title] = "title"
    words_before = 0
    past_title = title is None or title not in set(container.iter())
    for element in container.iter():
        if element is title:
            past_title = True
        if words_before > 120:
            break
        if any(above in found for above in element.iterancestors()) or element in found:
            continue
        style = _style(element, about, weights, past_title)
        if style:
            found[element] = style
        elif past_title and tag(element) in ("p", "li") and weights.words(element) > 25:
            words_before += weights.words(element)
    return found


def _style(element: Element, about: web_meta.About, weights: Weights, past_title: bool) -> str:
    words = weights.words(element)
    name = tag(element)
    if not words or words > 80 or name in ("body", "main", "article", "header", "h1"):
        return ""
    own = names(element)
    item = (element.get("itemprop") or "").lower()
    if name == "time" or item == "datepublished" or (_DATED.search(own) and words <= 8):
        return "date" if words <= 8 and not list(element.iter("a")) and re.search(r"\d", visible(element)) else ""
    if words <= 12 and (element.get("rel") == "author" or item == "author" or _BYLINE.search(own)):
        inner = [el for el in element.iter() if el is not element and (tag(el) == "time" or _DATED.search(names(el)))]
        return "" if inner or re.search(r"\d|\|", visible(element)) else "author"
    if not past_title or words < 4 or any(tag(child) in ("p", "div", "ul") for child in element):
        return "" if not past_title or words < 4 or len(list(element.iter("p"))) != 1 else _dek(own, element, about)
    return _dek(own, element, about) if name in ("p", "div", "h2", "h3", "h4", "span", "section") else ""


def _dek(own: str, element: Element, about: web_meta.About) -> str:
    role = (element.get("role") or "") == "doc-subtitle" or (element.get("itemprop") or "") in (
        "alternativeHeadline",
        "description",
    )
    repeated = tag(element) in ("p", "h2", "h3") and web_meta.same(visible(element), about.description)
    return "subtitle" if role or _STANDFIRST.search(own) or repeated else ""
