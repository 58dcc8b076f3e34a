"""Check a finished web site as it lies on the disk: links, anchors, addresses; feeds and sitemaps by their rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "iframe": "src", "form": "action"}
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"https?://[!-;=?-~]+")


@dataclass(slots=True)
class Page:
    """What of an HTML file matters here."""

    links: list[tuple[str, str]] = field(default_factory=list)
    """Tag and address."""
    anchors: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    rels: list[dict[str, str]] = field(default_factory=list)
    metas: list[dict[str, str]] = field(default_factory=list)
    language: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in pairs}
        if anchor := values.get("id"):
            (self.page.twice if anchor in self.page.anchors else self.page.anchors).add(anchor)
        if tag == "html":
            self.page.language = values.get("lang", "")
        if tag == "meta":
            self.page.metas.append(values)
            if values.get("http-equiv") == "refresh":
                self.page.links.append((tag, values["content"].partition("url=")[2]))
        if tag == "meta" and values.get("property") == "og:image":
            self.page.links.append((tag, values["content"]))
        if tag == "link":
            self.page.rels.append(values)
        name = LINKS.get(tag)
        if name in values:
            self.page.links.append((tag, values[name]))
        if "data-index" in values:
            self.page.links.append((tag, values["data-index"]))


def read(path: Path) -> Page:
    """Return what an HTML file links to, and its anchors."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.page


def dead_links(site: Path, base_url: str = "") -> list[str]:
    """Return what is wrong with the links of all pages under `site`, one line each.

    A link must lead to a file (not a folder: there may be no server) inside the site, and its fragment to an anchor.
    Whole addresses under `base_url` are looked up too, the picture for links among them.
    """
    pages = {path: read(path) for path in sorted(site.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        found += [f"{path.relative_to(site)}: {anchor} is there twice" for anchor in sorted(page.twice)]
        for tag, address in page.links:
            if problem := _problem(site, pages, path, tag, address, base_url):
                found.append(f"{path.relative_to(site)}: <{tag}> {address}: {problem}")
    return found


def _problem(site: Path, pages: dict[Path, Page], path: Path, tag: str, address: str, base_url: str) -> str:
    parts = urlsplit(address)
    root = urlsplit(base_url).path.rstrip("/")
    served = False
    if base_url and (address + "/").startswith(base_url.rstrip("/") + "/"):
        target, served = site / unquote(parts.path.removeprefix(root)).lstrip("/"), True
    elif parts.scheme == "data":
        return ""
    elif parts.scheme or parts.netloc:
        return "" if tag == "a" else "leads out of the site"
    elif parts.path.startswith("/"):
        return "begins at the root of a server"
    else:
        target = path.parent / unquote(parts.path) if parts.path else path
    if served and target.is_dir():
        target = target / "index.html"
    target = target.resolve()
    if not target.is_relative_to(site.resolve()):
        return "leads out of the site"
    if not target.is_file():
        return "is not there"
    known = next((each for other, each in pages.items() if other.resolve() == target), None)
    if parts.fragment and known and unquote(parts.fragment) not in known.anchors:
        return "has no such anchor"
    return ""


def atom_faults(data: bytes) -> list[str]:
    """Return what of RFC 4287 a feed breaks: required elements, whole addresses, dates, one `id` once."""
    root = etree.fromstring(data)
    found = [] if root.tag == f"{ATOM}feed" else ["is no feed"]
    entries = root.findall(f"{ATOM}entry")
    for node in (root, *entries):
        for name in ("id", "title", "updated"):
            if len(node.findall(f"{ATOM}{name}")) != 1 or not node.findtext(f"{ATOM}{name}"):
                found.append(f"{node.tag}: {name} is not there once")
        if not ADDRESS.fullmatch(node.findtext(f"{ATOM}id") or ""):
            found.append(f"id {node.findtext(f'{ATOM}id')} is no address")
        kinds = [(link.get("rel"), link.get("hreflang"), link.get("type")) for link in node.findall(f"{ATOM}link")]
        if len([kind for kind in kinds if kind[0] == "alternate"]) != len({k for k in kinds if k[0] == "alternate"}):
            found.append("two alternates of one type and language")
        if not any(kind[0] == ("self" if node is root else "alternate") for kind in kinds):
            found.append(f"{node.tag}: a link is missing")
    if root.find(f"{ATOM}author/{ATOM}name") is None:
        found.append("no author")
    for node in root.iter(f"{ATOM}updated", f"{ATOM}published"):
        if not RFC_3339.fullmatch(node.text or ""):
            found.append(f"{node.text} is no date")
    found += [f"{link.get('href')} is no address" for link in root.iter(f"{ATOM}link") if not _is_address(link)]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    return found + (["an id comes twice"] if len(set(ids)) != len(ids) else [])


def _is_address(link: etree._Element) -> bool:
    return bool(ADDRESS.fullmatch(link.get("href") or ""))


def sitemap_faults(data: bytes) -> list[str]:
    """Return what is wrong with a sitemap: its namespace, addresses, dates; alternates that do not lead back."""
    root = etree.fromstring(data)
    found = [] if root.tag == f"{SITEMAP}urlset" else ["is no sitemap"]
    alternates: dict[str, frozenset[tuple[str, str]]] = {}
    for url in root:
        place = url.findtext(f"{SITEMAP}loc") or ""
        if not ADDRESS.fullmatch(place) or place in alternates:
            found.append(f"{place} is no address, or there twice")
        links = [(str(link.get("hreflang")), str(link.get("href"))) for link in url.findall(f"{XHTML}link")]
        if len({locale for locale, _ in links}) != len(links):
            found.append(f"{place}: a language comes twice")
        alternates[place] = frozenset(links)
        date = url.findtext(f"{SITEMAP}lastmod")
        if date is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            found.append(f"{date} is no date")
    for place, others in alternates.items():
        if others and place not in {href for _, href in others}:
            found.append(f"{place}: does not name itself")
        found += [f"{place}: {href} does not lead back" for _, href in others if alternates.get(href) != others]
    return found


def pages_of(site: Path) -> Iterator[tuple[str, Page]]:
    """Yield each page of a site with its path."""
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), read(path)
