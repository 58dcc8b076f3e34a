"""The site as a whole: its pages in their order, the front page, the index of each language, the lost page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pipeline.languages import Language, language
from pipeline.plan import Text
from pipeline.project import Project, Publisher
from pipeline.publish.pages import card, picture_address, to_print
from pipeline.typeset.render import Renderer
from pipeline.typeset.web import (
    INDEX,
    Card,
    Door,
    Download,
    Frame,
    Head,
    Shelf,
    Tongue,
    front_page,
    index_page,
    lost_page,
    path,
)

FEED = "feed.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The web page of one edition: what the ledger knows of it, and its files to take away."""

    text: Text
    code: str
    facts: dict[str, Any]
    downloads: tuple[Download, ...] = ()
    pictured: bool = False
    """Whether there is a picture for links to it."""

    @property
    def title(self) -> Markup:
        """The title as HTML."""
        return Markup(self.facts["title"])

    @property
    def plain_title(self) -> str:
        """The title as plain text."""
        return str(self.facts["title_text"])

    @property
    def date(self) -> datetime.date | None:
        """Of the text, or on which the event is."""
        return datetime.date.fromisoformat(self.facts["date"]) if self.facts["date"] else None

    @property
    def is_proof(self) -> bool:
        """True while a sentence is not approved."""
        return bool(self.facts["proof"])


@dataclass(frozen=True, slots=True)
class Whole:
    """All pages of editions, as far as they are made, the newest first."""

    project: Project
    renderer: Renderer
    pages: tuple[Page, ...]

    @classmethod
    def of(cls, project: Project, renderer: Renderer, pages: list[Page]) -> Whole:
        """Return the whole of the site; the order of `pages` does not matter."""
        return cls(project, renderer, tuple(sorted(pages, key=_newest_first)))

    @property
    def publisher(self) -> Publisher:
        """Who publishes."""
        return self.project.configuration.publisher

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages that there are pages in, those of the configuration first."""
        made = {page.code for page in self.pages}
        configuration = self.project.configuration
        first = [code for code in (configuration.language, *configuration.languages) if code in made]
        return tuple(dict.fromkeys((*first, *sorted(made))))

    @property
    def home(self) -> str:
        """The language of pages that are in none: the project's own."""
        return self.project.configuration.language

    def of_language(self, code: str) -> tuple[Page, ...]:
        """Return the pages in one language."""
        return tuple(page for page in self.pages if page.code == code)

    def by_text(self) -> Iterator[tuple[Page, ...]]:
        """Yield the editions of each text, in the order of its languages; texts by their names."""
        found: dict[str, list[Page]] = {}
        for page in self.pages:
            found.setdefault(page.text.slug, []).append(page)
        for slug in sorted(found):
            codes = found[slug][0].text.codes
            yield tuple(sorted(found[slug], key=lambda page: codes.index(page.code)))

    def picture(self, page: Page) -> str:
        """Return the whole address of the picture for links to an edition; nothing where there is none."""
        return picture_address(self.publisher, page.text, page.code) if page.pictured else ""

    def frame(self, own: Language, assets: str) -> Frame:
        """Return what pages in one language have in common; `assets` leads to the shared files."""
        return Frame(renderer=self.renderer, publisher=self.publisher, language=own, assets=assets,
                     home=language(self.home))  # fmt: skip

    def address(self, *names: str) -> str:
        """Return a whole address on the site; nothing without a base URL. An empty last name is for a final `/`."""
        base = self.publisher.base_url.rstrip("/")
        return "/".join((base, *names)) if base else ""


def _newest_first(page: Page) -> tuple[int, str, str]:
    return (-page.date.toordinal() if page.date else 0, page.text.slug, page.code)


def index_pages(whole: Whole) -> dict[str, bytes]:
    """Return the front page, the index of each language, and with a base URL the page for lost addresses."""
    found = {INDEX: _front(whole), **{f"{code}/{INDEX}": _index(whole, code) for code in whole.codes}}
    if whole.publisher.base_url:
        found["404.html"] = _lost(whole)
    return {name: html.encode() for name, html in found.items()}


def shelves(whole: Whole, code: str, prefix: str) -> tuple[Shelf, ...]:
    """Return the texts of a language by topic, the topic of the newest text first; those without one come last."""
    topics: dict[str, list[Page]] = {}
    for page in whole.of_language(code):
        if not page.text.is_event:
            topics.setdefault(str(page.facts["topic"]), []).append(page)
    strings = whole.renderer.strings(language(code))
    found = []
    for number, topic in enumerate(sorted(topics, key=lambda topic: topic == ""), 1):
        heading = Markup(topic) or Markup.escape(strings("Other texts" if len(topics) > 1 else "All texts"))
        found.append(
            Shelf(heading=heading, anchor=f"t{number}", cards=tuple(_card(page, prefix) for page in topics[topic]))
        )
    return tuple(found)


def _card(page: Page, prefix: str) -> Card:
    return card(page.code, page.text.slug, page.facts, prefix=prefix, downloads=to_print(page.downloads))


def _index(whole: Whole, code: str) -> str:
    tongues = [
        Tongue(language=language(other), href=f"../{other}/{INDEX}", current=other == code) for other in whole.codes
    ]
    addresses = [(tongue.language.locale, whole.address(tongue.language.code, "") or tongue.href) for tongue in tongues]
    default = ("x-default", whole.address("") or f"../{INDEX}")
    strings = whole.renderer.strings(language(code))
    head = Head(
        title=strings("All texts"), description=_about(whole, code), canonical=whole.address(code, ""),
        alternates=(*addresses, default),
        feed=FEED if has_feed(whole, code) else "", scripts=True,
    )  # fmt: skip
    events = [_card(page, "../") for page in whole.of_language(code) if page.text.is_event]
    frame = whole.frame(language(code), "../assets")
    return index_page(
        frame, tongues, events, shelves(whole, code, "../"), head, search=f"../assets/search/{quote(code)}.js"
    )


def _about(whole: Whole, code: str) -> str:
    """Return one line on a language's index: its topics, else how many texts there are."""
    topics = [Markup(shelf.heading).striptags() for shelf in shelves(whole, code, "")]
    return " · ".join(topics)


def _front(whole: Whole) -> str:
    frame = whole.frame(language(whole.home), "assets")
    addresses = [(language(code).locale, whole.address(code, "") or f"{code}/{INDEX}") for code in whole.codes]
    head = Head(
        description=whole.publisher.imprint, canonical=whole.address(""),
        alternates=(*addresses, ("x-default", whole.address("") or INDEX)), feed=FEED if has_feed(whole) else "",
    )  # fmt: skip
    return front_page(frame, _doors(whole, ""), head)


def _doors(whole: Whole, prefix: str) -> list[Door]:
    found = []
    for code in whole.codes:
        pages = whole.of_language(code)
        events = sum(page.text.is_event for page in pages)
        href = prefix + path(code, INDEX)
        topics = tuple((shelf.heading, f"{href}#{shelf.anchor}") for shelf in shelves(whole, code, prefix))
        found.append(
            Door(language=language(code), href=href, texts=len(pages) - events, events=events,
                 topics=topics if len(topics) > 1 else ())
        )  # fmt: skip
    return found


def _lost(whole: Whole) -> str:
    """Return the page for addresses where there is nothing: it is shown in any folder, so its links are whole."""
    home = whole.address("")
    return lost_page(whole.frame(language(whole.home), ""), _doors(whole, home), home=home)


def has_feed(whole: Whole, code: str = "") -> bool:
    """Tell whether there is a feed (of one language): it takes a base URL, and a finished text with a date."""
    return bool(whole.publisher.base_url and told(whole, code))


def told(whole: Whole, code: str = "") -> tuple[Page, ...]:
    """Return the pages that a feed tells of: finished texts with a date. An event's date is no day of publication."""
    pages = whole.of_language(code) if code else whole.pages
    return tuple(page for page in pages if page.date and not page.is_proof and not page.text.is_event)
