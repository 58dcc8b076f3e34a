"""Web pages that are no edition of a text, and what all web pages share: heads, downloads, cards."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from pipeline.languages import Language
from pipeline.project import Publisher
from pipeline.typeset import places
from pipeline.typeset.strings import Strings
from pipeline.typeset.view import scheme_of

if TYPE_CHECKING:
    from pipeline.typeset.render import Renderer

INDEX = "index.html"
"""Written out in links: there is no server to find it in a folder that is opened from a disk."""


NOTHING = Markup()


def path(*names: str) -> str:
    """Return names of folders and files as a relative address, signs that mean something else there escaped."""
    return "/".join(quote(name) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file of an edition to take away: `label` is what it is called, in English; `href` leads there from the page."""

    label: str
    href: str
    size: int = 0
    """In bytes."""
    pages: int = 0
    sheets: int = 0
    """Of paper, where pages are put on sheets to fold or cut; 0 for pages that are printed as they are."""
    kind: str = "PDF"
    mime: str = "application/pdf"

    @property
    def is_book(self) -> bool:
        """True for what is read on a screen, and not printed."""
        return self.kind == "EPUB"

    def from_folder(self, folder: str) -> Download:
        """Return the download as it is linked to from elsewhere; `folder` is the way to its page, with a final `/`."""
        return replace(self, href=folder + self.href)

    def described(self, strings: Strings) -> str:
        """Return how much of it there is: 3 sheets · PDF, 1.2 MB."""
        size = strings.file_size(self.size) if self.size else ""
        return " · ".join(part for part in (self._extent(strings), ", ".join(filter(None, (self.kind, size)))) if part)

    def _extent(self, strings: Strings) -> str:
        if self.sheets:
            return strings.counted("{count} sheet", "{count} sheets", self.sheets)
        return strings.counted("{count} page", "{count} pages", self.pages) if self.pages else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A page in one language, in a language switch; `current` marks the page's own."""

    language: Language
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page says of itself to programs. Addresses that must be whole are empty where no base URL is known."""

    title: str = ""
    description: str = ""
    locale: str = ""
    """Of the page's language, like es-ES."""
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    """For `hreflang`: locale (or `x-default`) and address of the same page in other languages and in its own."""
    kind: str = "website"
    """Open Graph's: `website` or `article`."""
    published: str = ""
    """The date, like 2026-05-01."""
    picture: str = ""
    """The whole address of a drawn card, 1200 × 630; may be empty."""
    picture_alt: str = ""
    feed: str = ""
    hidden: bool = False
    """True for pages that search engines should not list."""
    scripts: bool = False

    @property
    def policy(self) -> str:
        """The Content Security Policy: nothing but files of the site. `file:` is for pages opened from a disk."""
        scripts = "script-src 'self' file:; " if self.scripts else ""
        return (
            f"default-src 'none'; {scripts}style-src 'self' file:; style-src-attr 'unsafe-inline'; "
            "img-src 'self' file: data:; font-src 'self' file:; base-uri 'none'; form-action 'none'"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A text or an event as other pages show it. `title`, `subtitle` and `topic` are HTML, ready to show."""

    language: Language
    title: Markup
    href: str
    subtitle: Markup = NOTHING
    topic: Markup = NOTHING
    date: datetime.date | None = None
    is_proof: bool = False
    cover: str = ""
    """The cover picture's address, relative to the page that shows the card; may be empty."""
    downloads: int = 0
    """How many files there are to print; an e-book is none."""
    when: str = ""
    """For an event: date and time in words."""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Texts under one heading; `anchor` is the heading's."""

    heading: Markup
    anchor: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One language on the page where one chooses: its index, how many texts there are, and their topics."""

    language: Language
    href: str
    texts: int
    events: int = 0
    topics: tuple[tuple[Markup, str], ...] = ()
    """HTML and address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One edition on the page of a short address; `title` is HTML."""

    language: Language
    title: Markup
    href: str
    downloads: tuple[Download, ...] = ()
    is_proof: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What pages of the site that are no edition have in common: who publishes, and the way to the shared files."""

    renderer: Renderer
    publisher: Publisher
    language: Language
    assets: str
    home: Language | None = None
    """The project's own language, in which the group's name, imprint and contact are written; None for the page's."""

    @property
    def name(self) -> str:
        """What the site is called."""
        return self.publisher.title or "Octavilla"

    def fill(self, template: str, head: Head, **values: object) -> str:
        """Return a page."""
        logo = self.publisher.logo
        head = replace(head, title=head.title or self.name, locale=head.locale or self.language.locale)
        return self.renderer.fill(
            f"web/{template}", head=head, publisher=self.publisher, name=self.name, language=self.language,
            assets=self.assets, home_language=self.home or self.language,
            _=self.renderer.strings(self.language), strings=self.renderer.strings,
            logo=f"{self.assets}/media/{quote(places.project_path(logo))}" if logo else "",
            **values,
        )  # fmt: skip


def front_page(frame: Frame, doors: Sequence[Door], head: Head) -> str:
    """Return the page where one chooses a language."""
    return frame.fill("front.html", head, doors=doors)


def index_page(
    frame: Frame, tongues: Sequence[Tongue], events: Sequence[Card], shelves: Sequence[Shelf], head: Head,
    *, search: str,
) -> str:  # fmt: skip
    """Return the index of one language; `search` leads to the script that holds the words of all texts."""
    return frame.fill("index.html", head, tongues=tongues, events=events, shelves=shelves, search=search)


def short_page(frame: Frame, ways: Sequence[Way], head: Head, *, home: str) -> str:
    """Return the page of a short address: the text in each language, and its print files."""
    return frame.fill("short.html", head, ways=ways, home=home)


def leading_page(frame: Frame, title: Markup, href: str, head: Head) -> str:
    """Return a page that leads to another at once."""
    return frame.fill("leading.html", head, title=title, href=href)


def lost_page(frame: Frame, doors: Sequence[Door], *, home: str) -> str:
    """Return the page for addresses where there is nothing; `home` and the doors are whole addresses."""
    return frame.fill("lost.html", Head(hidden=True), doors=doors, home=home, colours=scheme_of(frame.publisher))
