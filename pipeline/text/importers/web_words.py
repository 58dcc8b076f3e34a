"""What a person sees of a web page: its words without hidden parts, and which regions are not the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.text.importers.composing import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NO_WORDS = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "applet",
        "canvas",
        "audio",
        "video",
        "svg",
        "math",
        "link",
        "meta",
        "head",
        "input",
        "textarea",
        "map",
        "area",
        "param",
        "source",
        "track",
        "base",
        "frame",
        "frameset",
        "noframes",
        "datalist",
        "progress",
        "meter",
        "title",
        "amp-ad",
        "amp-iframe",
        "amp-video",
        "amp-analytics",
        "amp-youtube",
        "amp-sidebar",
    ]
)
_MATHS = "math"
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDING_RULE = re.compile(r"([^{}@]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE_SELECTOR = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9]*)?([.#])([A-Za-z_][\w-]*)\s*")
_FURNITURE_TAGS = frozenset(["nav", "footer", "aside", "form", "dialog", "button", "select", "menu", "search"])
_FURNITURE_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "complementary",
        "contentinfo",
        "search",
        "dialog",
        "alertdialog",
        "alert",
        "menu",
        "menubar",
        "toolbar",
        "button",
        "tablist",
        "form",
    ]
)
_FURNITURE = re.compile(
    r"(?:^|[ _-])(?:"
    r"nav|navigation|navbar|navbox|navigator|menu|submenu|breadcrumbs?|crumbs|cookies?|consent|gdpr|"
    r"ccpa|onetrust|share|sharing|sharedaddy|addtoany|addthis|social|socials|related|relatedposts|"
    r"recommend(?:ed|ations?)?|newsletters?|subscribe|subscription|signup|sign up|donate|donation|"
    r"donations|fundrais(?:ing|er)|support us|membership|paywall|comments?|commentlist|respond|disqus|"
    r"discussion|sidebar|side bar|footer|colophon|widgets?|advert|adverts|advertisement|ad|ads|"
    r"adsbygoogle|ad slot|promo|promos|promotion|sponsor|sponsored|popup|pop up|modal|overlay|lightbox|"
    r"pagination|pager|paging|post nav|tags|taglist|tag list|tagcloud|categories|author bio|authorbox|"
    r"about author|toc|skip|skip link|login|log in|search|searchform|toolbar|most read|mostread|"
    r"most popular|trending|teaser|teasers|outbrain|taboola|masthead|site header|site title|siteheader|"
    r"rating|ratings|feedback|editsection|catlinks|printfooter|noprint|no print|jetpack|likes|reactions|"
    r"read next|readnext|up next|read more|readmore|more stories|more from|morefrom|sr only|"
    r"screen reader text|visually hidden|visuallyhidden|assistive|print link|tools|utility|reading time|"
    r"read time|topbar|top bar|banner|announcement|language switcher|lang switch|prev next|nextprev"
    r")(?=$|[ _-])"
)
"""Words in the class or name of a region that say what it is for."""
_PULLED = re.compile(
    r"(?:^|[ _-])(?:pull ?quotes?|pullout|blockquote|quote|callout|highlight|epigraph|footnotes?|endnotes?|"
    r"factbox|infobox|box ?out|note|notes|tip|warning|sidebar ?note|sidenote|marginnote)(?=$|[ _-])"
)
_NODE_META = re.compile(r"(?:^| )node meta(?=$| )")
"""Drupal: who wrote an article and when stands above it, in a `footer`."""
_COMMENTS = re.compile(r"\b(comments?|commentlist|disqus|respond)\b")
_SITE_HEAD = re.compile(r"\b(site|page|global|masthead|top|navbar)\b(?! title)")
_NEVER_FURNITURE = frozenset(
    [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "body",
        "html",
        "main",
        "article",
        "figure",
        "figcaption",
        "em",
        "strong",
        "b",
        "i",
        "label",
    ]
)
_NOTE_ROLES = frozenset(["doc-footnote", "doc-endnotes", "doc-pullquote", "doc-tip", "note", "main", "article"])
_NAMED_REGIONS = frozenset(["div", "section", "ul", "ol", "p", "span", "table", "a", "li", "dl", "td", "tr"])
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def tag(element: Element) -> str:
    """Return the name of an element in lower case, without its namespace; nothing for what is none."""
    return element.tag.lower().rpartition(":")[2] if isinstance(element.tag, str) else ""


def names(element: Element) -> str:
    """Return the class and the name of an element as words in lower case, a space between them."""
    raw = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"[:400]
    return " ".join(re.split(r"[\s_/:.-]+", _CAMEL.sub(" ", raw).lower()))


def remove(element: Element) -> None:
    """Take an element out of its tree; the words after it stay, apart from those before."""
    parent = element.getparent()
    if parent is None:
        return
    tail = (" " if tag(element) in BLOCKS else "") + (element.tail or "")
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def prune(root: Element) -> tuple[str, ...]:
    """Take out of the tree what is not read: scripts, hidden parts. Return the words of hidden text."""
    hidden_names = _hidden_names(root)
    lost: list[str] = []
    gone: set[Element] = set()
    for element in list(root.iter()):
        if element in gone:
            continue
        name = tag(element)
        if name == "noscript":
            _lazy_pictures(element)
        if not name or (name in _NO_WORDS and not (name == _MATHS and _plain_maths(element))):
            remove(element)
        elif name not in ("body", "html") and _hidden(element, hidden_names):
            text = visible(element)
            if len(text.split()) >= 30 and not furniture(element, Weights(element)) and _linked(element) < 0.3:
                lost.append(text)
            gone.update(element.iter())
            remove(element)
    return tuple(lost)


def _plain_maths(element: Element) -> bool:
    for note in list(element.iter()):
        if tag(note).startswith("annotation"):
            remove(note)
    return True


def _lazy_pictures(element: Element) -> None:
    """A picture that is shown later by a script stands in `noscript` as it should have been."""
    parent = element.getparent()
    pictures = [child for child in element.iter() if tag(child) == "img"]
    if parent is None or not pictures:
        return
    before = element.getprevious()
    if before is not None and (tag(before) == "img" or any(tag(child) == "img" for child in before.iter())):
        return
    at = parent.index(element)
    for picture in pictures[:3]:
        picture.tail = None
        parent.insert(at, picture)


def _hidden(element: Element, hidden_names: frozenset[str]) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    if element.get("aria-hidden", "").strip().lower() == "true" and tag(element) not in ("main", "article"):
        return True
    if _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    if not hidden_names:
        return False
    own = {f".{name}" for name in (element.get("class") or "").split()}
    return bool(hidden_names & {*own, *(tag(element) + name for name in own), f"#{element.get('id')}"})


def _hidden_names(root: Element) -> frozenset[str]:
    """Return the classes and names that the page's own style sheets never show: `.name`, `div.name` or `#name`."""
    found: set[str] = set()
    shown: set[str] = set()
    for sheet in root.iter("style"):
        text = re.sub(r"/\*.*?\*/", "", (sheet.text or "")[:200_000], flags=re.DOTALL)
        if "@media" in text or "print" in (sheet.get("media") or ""):
            text = _without_conditions(text)
        for selectors, body in _HIDING_RULE.findall(text):
            hides = re.search(r"display\s*:\s*none", body)
            display = re.search(r"display\s*:", body)
            for selector in selectors.split(","):
                simple = _SIMPLE_SELECTOR.fullmatch(selector)
                if simple and hides:
                    found.add((simple[1] or "").lower() * (simple[2] == ".") + simple[2] + simple[3])
                elif display:
                    shown.update(re.findall(r"[.#][A-Za-z_][\w-]*", selector))
    return frozenset(name for name in found if "." + name.partition(".")[2] not in shown and name not in shown)


def _without_conditions(text: str) -> str:
    """Return a style sheet without its conditional parts (`@media print { … }`)."""
    parts, depth, at, start = [], 0, 0, 0
    for found in re.finditer(r"@[a-z-]+[^{};]{0,300}\{|[{}]", text):
        if found[0].startswith("@") and depth == 0:
            parts.append(text[start : found.start()])
            depth = 1
        elif depth:
            depth += 1 if found[0] != "}" else -1
            at = found.end()
            start = at if depth == 0 else start
    return "".join(parts) + (text[start:] if depth == 0 else "")


def visible(element: Element) -> str:
    """Return the words of an element, one line a block."""
    parts: list[str] = []
    _gather(element, parts)
    lines = (" ".join(clean(line).split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _gather(element: Element, parts: list[str]) -> None:
    name = tag(element)
    around = "\n" if name in BLOCKS or name == "br" else ""
    parts.append(around)
    parts.append((element.text or "").replace("\n", " "))
    for child in element:
        _gather(child, parts)
        parts.append((child.tail or "").replace("\n", " "))
    parts.append(around)


class Weights:
    """How many words each element of a tree holds, and how many of them are links: counted once."""

    def __init__(self, root: Element) -> None:
        self._words: dict[Element, int] = {}
        self._links: dict[Element, int] = {}
        for element in reversed(list(root.iter())):
            own = len((element.text or "").split())
            linked = 0
            for child in element:
                tail = len((child.tail or "").split())
                own += self._words.get(child, 0) + tail
                linked += self._links.get(child, 0)
            if tag(element) == "a" and element.get("href") and not (element.get("href") or "").startswith("#"):
                linked = own
            self._words[element] = own
            self._links[element] = linked
        self.total = self._words.get(root, 0)

    def words(self, element: Element) -> int:
        """Return how many words an element holds."""
        return self._words.get(element, 0)

    def link_share(self, element: Element) -> float:
        """Return the share of the words of an element that are links, 0 to 1."""
        total = self._words.get(element, 0)
        return self._links.get(element, 0) / total if total else 0.0


def _linked(element: Element) -> float:
    return Weights(element).link_share(element)


def furniture(element: Element, weights: Weights) -> bool:
    """Tell whether markup says of an element that it is no part of an article: navigation, footer, share buttons …"""
    name = tag(element)
    if name in _NEVER_FURNITURE:
        return False
    own = names(element)
    role = (element.get("role") or "").strip().lower()
    if role in _NOTE_ROLES or (name in ("aside", "div", "section", "ul", "ol") and _PULLED.search(own)):
        return False
    if name == "header":
        return role == "banner" or bool(_SITE_HEAD.search(own)) or _outside_article(element, weights)
    if name == "footer":
        if _NODE_META.search(own):
            return False
        return not any(tag(above) in ("blockquote", "figure", "q") for above in element.iterancestors())
    large = weights.words(element) > 60 and weights.words(element) > 0.4 * weights.total
    large = large and weights.link_share(element) < 0.4
    if name in _FURNITURE_TAGS or role in _FURNITURE_ROLES:
        return not large if name in ("form", "aside") else True
    if name in _NAMED_REGIONS or "-" in name:
        return bool(_FURNITURE.search(own)) and (not large or bool(_COMMENTS.search(own)))
    return False


def _outside_article(header: Element, weights: Weights) -> bool:
    """The head of a page, not of an article: it holds navigation, or a few words and no heading."""
    if any(tag(above) in ("article", "main", "section") for above in header.iterancestors()):
        return False
    inside = {tag(child) for child in header.iter()}
    return bool(inside & {"nav", "form"}) or (weights.words(header) < 12 and not inside & HEADINGS)


def regions(root: Element, taken: frozenset[Element]) -> Iterator[str]:
    """Yield the words outside the elements `taken`, one string a region of the page, in the page's order."""
    loose: list[str] = []
    for part in _outside(root, taken):
        if isinstance(part, str):
            loose.append(part)
            continue
        if loose and (text := " ".join(clean(" ".join(loose)).split())):
            yield text
        loose = []
        if text := visible(part):
            yield text
    if loose and (text := " ".join(clean(" ".join(loose)).split())):
        yield text


def _outside(element: Element, taken: frozenset[Element]) -> Iterator[Element | str]:
    if element in taken:
        return
    if not any(inside in taken for inside in element.iter()):
        yield element
        return
    if element.text and element.text.strip():
        yield element.text
    for child in element:
        yield from _outside(child, taken)
        if child.tail and child.tail.strip():
            yield child.tail
