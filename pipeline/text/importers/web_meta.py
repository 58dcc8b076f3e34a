"""Read what a web page says of itself, in JSON-LD, Open Graph and `meta`: title, author, date, site, licence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.text.importers.composing import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ARTICLES = re.compile(
    r"(Article|NewsArticle|BlogPosting|Report|ScholarlyArticle|OpinionNewsArticle|Event|WebPage|"
    r"AnalysisNewsArticle|ReviewNewsArticle|HowTo|TechArticle|SocialMediaPosting|LiveBlogPosting)"
)
_ISO = re.compile(r"\s*((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?!\d)")
_CC = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z+-]{2,12})/(\d\.\d)", re.IGNORECASE)
_BETWEEN = r"\s*(?: [|•·»«:/–—-]+ |\||»|–|—|::)\s*"
"""What stands between the title of a page and the name of its site."""
LONGEST = 400
"""Characters of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page says of itself; empty where it says nothing."""

    title: str = ""
    description: str = ""
    author: str = ""
    date: str = ""
    """ISO 8601."""
    site: str = ""
    address: str = ""
    licence: str = ""
    language: str = ""
    topic: str = ""
    body: str = ""
    """The words of the article, where the page repeats them in its metadata."""

    def fields(self) -> Mapping[str, str]:
        """Return the fields of the front matter that it fills."""
        source = ", ".join(filter(None, (self.site, self.address)))
        found = {
            "title": self.title,
            "topic": self.topic,
            "author": self.author,
            "date": self.date,
            "source": source,
            "licence": self.licence,
            "language": self.language,
        }
        return {name: value for name, value in found.items() if value}


def about(root: Element, saved_from: str = "") -> About:
    """Return what the page says of itself; `saved_from` is the address that the browser wrote into it."""
    tags = _tags(root)
    items = list(_linked_data(root))
    item = next((item for item in items if "WebPage" not in str(item.get("@type"))), items[0] if items else {})
    site = _one(_name(item.get("publisher"))) or tags.get("og:site_name", "") or tags.get("application-name", "")
    written = item.get("headline") or tags.get("og:title") or tags.get("citation_title") or tags.get("dc.title") or ""
    page_title = _one(next((clean("".join(el.itertext())) for el in root.iter("title")), ""))
    headings = [_one("".join(heading.itertext())) for name in ("h1", "h2") for heading in root.iter(name)]
    address = _address(root, tags, item, saved_from)
    return About(
        title=_title(_one(written), page_title, headings, site),
        description=_one(item.get("description")) or tags.get("og:description", "") or tags.get("description", ""),
        author=_author(root, tags, item, site),
        date=_date(root, tags, item),
        site=site,
        address=address,
        licence=_licence(root, item, tags),
        language=_language(root, tags, item),
        topic=_one(item.get("articleSection")) or tags.get("article:section", ""),
        body=str(item.get("articleBody") or "") if isinstance(item.get("articleBody"), str) else "",
    )


def _tags(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        value = _one(element.get("content"))
        if name and value:
            found.setdefault(name, value)
            if name == "citation_author" and found[name] != value:
                found[name] += f", {value}"
        if (element.get("http-equiv") or "").lower() == "content-language" and value:
            found.setdefault("content-language", value)
    return found


def _linked_data(root: Element) -> Iterator[dict[str, Any]]:
    """Yield the articles of the page's JSON-LD."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            data = json.loads((script.text or "").strip().removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [data]
        for _ in range(1000):
            if not waiting:
                break
            item = waiting.pop(0)
            if isinstance(item, list):
                waiting += item
            elif isinstance(item, dict):
                if _ARTICLES.search(json.dumps(item.get("@type"))) and (item.get("headline") or item.get("author")):
                    yield item
                if isinstance(item.get("@graph"), list):
                    waiting += item["@graph"]
                if isinstance(item.get("mainEntity"), dict):
                    waiting.append(item["mainEntity"])


def _one(value: Any) -> str:
    """Return a value of metadata as one line of bounded length; entities that were written twice are read."""
    import html

    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, (str, int, float)):
        return ""
    text = html.unescape(clean(str(value)[: 5 * LONGEST]))
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]|<[^<>]*>", " ", text).split())
    return text[:LONGEST]


def _name(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(filter(None, (_one(_name(one)) for one in value[:20])))
    return value.get("name", "") if isinstance(value, dict) else value


def same(one: str, other: str) -> bool:
    """Tell whether two titles are the same words."""
    return bool(one) and _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _title(written: str, page_title: str, headings: list[str], site: str) -> str:
    """Return the title as the article's heading has it, else as the metadata, without the name of the site."""
    for candidate in (written, page_title):
        shortened = _without_site(candidate, site)
        for heading in headings:
            if heading and (same(heading, candidate) or same(heading, shortened)):
                return heading
            # A title is cut or continued with the name of the site: what is the page's heading is the title.
            if len(heading.split()) >= 2 and re.match(rf"{re.escape(heading)}{_BETWEEN}", candidate):
                return heading
    return _without_site(written, site) or _without_site(page_title, site)


def _without_site(title: str, site: str) -> str:
    parts = re.split(f"({_BETWEEN})", title)
    if len(parts) < 3:
        return title
    if site and same(parts[-1], site):
        return "".join(parts[:-2])
    if site and same(parts[0], site):
        return "".join(parts[2:])
    return title


def _author(root: Element, tags: Mapping[str, str], item: Mapping[str, Any], site: str) -> str:
    candidates = [
        _one(_name(item.get("author"))),
        tags.get("author", ""),
        tags.get("citation_author", ""),
        tags.get("dc.creator", ""),
        tags.get("article:author", ""),
        tags.get("parsely-author", ""),
    ]
    for element in root.iter("a", "span", "p", "div", "address"):
        if element.get("rel") == "author" or element.get("itemprop") == "author":
            candidates.append(re.sub(r"^(by|words by|text by)\s+", "", _one("".join(element.itertext())), flags=re.I))
            break
    for name in candidates:
        if (
            name
            and not re.match(r"(https?:|www\.|@)", name)
            and name.lower() not in ("admin", "administrator", "editor", "staff")
        ):
            return name[:150]
    return ""


def _date(root: Element, tags: Mapping[str, str], item: Mapping[str, Any]) -> str:
    named = (
        "article:published_time",
        "datepublished",
        "citation_publication_date",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
        "date",
        "pubdate",
        "publishdate",
        "parsely-pub-date",
        "sailthru.date",
        "og:published_time",
    )
    candidates = [_one(item.get("datePublished")), *(tags.get(name, "") for name in named)]
    times = list(root.iter("time"))
    marked = [el for el in times if el.get("pubdate") is not None or el.get("itemprop") == "datePublished"]
    candidates += [_one(el.get("datetime")) for el in marked]
    if len(times) == 1 or (times and not marked and any("publish" in (el.get("class") or "") for el in times)):
        chosen = next((el for el in times if "publish" in (el.get("class") or "")), times[0])
        candidates.append(_one(chosen.get("datetime")))
    candidates.append(_one(item.get("dateCreated")))
    return next((iso for iso in map(iso_date, candidates) if iso), "")


def iso_date(text: str) -> str:
    """Return the day of a date in metadata as ISO 8601, or nothing."""
    import datetime

    found = _ISO.match(text)
    try:
        return datetime.date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else ""
    except ValueError:
        return ""


def _address(root: Element, tags: Mapping[str, str], item: Mapping[str, Any], saved_from: str) -> str:
    canonical = [link.get("href", "") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    entity = item.get("mainEntityOfPage")
    candidates = [
        *canonical,
        tags.get("og:url", ""),
        saved_from,
        _one(item.get("url")),
        _one(entity.get("@id") if isinstance(entity, dict) else entity),
    ]
    for address in candidates:
        if re.match(r"https?://[^\s/\"'<>]+\.[^\s\"'<>]*\Z", address.strip()) and len(address) <= 500:
            return str(address).strip().partition("#")[0]
    return ""


def _licence(root: Element, item: Mapping[str, Any], tags: Mapping[str, str]) -> str:
    declared = [_one(item.get("license")), tags.get("dc.rights", ""), tags.get("dcterms.license", "")]
    elements = [el for el in root.iter("a", "link") if "license" in (el.get("rel") or "").lower().split()]
    for address in (*declared, *(el.get("href", "") for el in elements)):
        found = _CC.search(address)
        if found:
            public = found[1].lower() == "publicdomain"
            return (
                "CC0 1.0"
                if public and found[2].lower() == "zero"
                else ("public domain" if public else f"CC {found[2].upper()} {found[3]}")
            )
    texts = [_one("".join(el.itertext())) for el in elements]
    return next((text for text in (*texts, *declared) if text and not text.startswith("http")), "")


def _language(root: Element, tags: Mapping[str, str], item: Mapping[str, Any]) -> str:
    candidates = (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        tags.get("content-language"),
        _one(item.get("inLanguage")),
        tags.get("og:locale"),
    )
    for code in candidates:
        found = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]+)?", (code or "").split(",")[0].strip())
        if found:
            return found[1].lower()
    return ""
