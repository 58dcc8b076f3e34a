"""What programs read of the site: Atom feeds (RFC 4287), sitemap.xml, robots.txt. All need whole addresses."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from markupsafe import Markup

from pipeline.languages import language
from pipeline.publish.shelves import FEED, Page, Whole, has_feed, told
from pipeline.typeset.web import path

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
MOST = 50
"""Texts in a feed."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML document may hold."""


def feed_files(whole: Whole) -> dict[str, bytes]:
    """Return feeds, sitemap and robots.txt by their path from the site's root; nothing without a base URL."""
    if not whole.publisher.base_url:
        return {}
    found = {f"{code}/{FEED}": atom(whole, code) for code in whole.codes if has_feed(whole, code)}
    if has_feed(whole):
        found[FEED] = atom(whole)
    found["sitemap.xml"] = sitemap(whole)
    if urlsplit(whole.publisher.base_url).path in ("", "/"):
        # Programs ask for it at the root of a web server only.
        found["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {whole.address('sitemap.xml')}\n".encode()
    return found


def atom(whole: Whole, code: str = "") -> bytes:
    """Return the feed of the newest texts in one language, or in all: finished ones with a date."""
    pages = told(whole, code)[:MOST]
    own = whole.address(*((code, FEED) if code else (FEED,)))
    name = whole.publisher.title or "Octavilla"
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": language(code or whole.home).locale})
    _child(feed, "id", own)
    _child(feed, "title", f"{name} · {language(code).name}" if code else name)
    _child(feed, "updated", _stamp(max(page.date for page in pages if page.date)))
    _child(feed, "link", rel="self", type="application/atom+xml", href=own)
    _child(feed, "link", rel="alternate", type="text/html", href=whole.address(*((code, "") if code else ("",))))
    _child(_child(feed, "author"), "name", name)
    for page in pages:
        _entry(whole, feed, page)
    return _written(feed)


def _entry(whole: Whole, feed: Element, page: Page) -> None:
    here = whole.address(path(page.code, page.text.slug), "")
    entry = _child(feed, "entry")
    entry.set("xml:lang", language(page.code).locale)
    _child(entry, "id", here)
    _child(entry, "title", page.plain_title)
    if page.date:
        _child(entry, "updated", _stamp(page.date))
        _child(entry, "published", _stamp(page.date))
    _child(entry, "link", rel="alternate", type="text/html", hreflang=language(page.code).locale, href=here)
    for file in page.downloads:
        _child(entry, "link", rel="enclosure", type=file.mime, length=str(file.size), href=here + file.href)
    if author := str(page.facts["author"]):
        _child(_child(entry, "author"), "name", author)
    if page.facts["topic"]:
        _child(entry, "category", term=Markup(page.facts["topic"]).striptags())
    if summary := str(page.facts["subtitle_text"]):
        _child(entry, "summary", summary)


def sitemap(whole: Whole) -> bytes:
    """Return the list of all pages that search engines should know, with their other languages; no proofs."""
    root = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    codes = whole.codes
    indexes = [(language(code).locale, whole.address(code, "")) for code in codes]
    home = ("x-default", whole.address(""))
    _place(root, home[1], None, (*indexes, home))
    for _, address in indexes:
        _place(root, address, None, (*indexes, home))
    for pages in whole.by_text():
        done = [page for page in pages if not page.is_proof]
        links = [(language(page.code).locale, whole.address(path(page.code, page.text.slug), "")) for page in done]
        original = [link for page, link in zip(done, links, strict=True) if page.code == page.text.language]
        known = (*links, *(("x-default", address) for _, address in original)) if len(links) > 1 else ()
        for page, (_, address) in zip(done, links, strict=True):
            _place(root, address, None if page.text.is_event else page.date, known)
    return _written(root)


def _place(root: Element, address: str, date: datetime.date | None, links: Sequence[tuple[str, str]]) -> None:
    url = _child(root, "url")
    _child(url, "loc", address)
    if date:
        _child(url, "lastmod", date.isoformat())
    for locale, other in links:
        _child(url, "xhtml:link", rel="alternate", hreflang=locale, href=other)


def _child(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    if text:
        child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _stamp(date: datetime.date) -> str:
    return f"{date.isoformat()}T00:00:00Z"


def _written(root: Element) -> bytes:
    indent(root)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
