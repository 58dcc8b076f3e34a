"""An event in one language, ready for templates: what, when, where, what to do, and where to learn more."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.addresses import short_address, short_name, web_address
from pipeline.review.edition import Edition
from pipeline.text.event import Event
from pipeline.typeset.inline import Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """An event as a leaflet announces it. What the event does not say is empty."""

    title: Markup
    title_text: str
    call: Markup
    """What people should do."""
    call_text: str
    weekday: str
    """Saturday, Sábado: as at the beginning of a line."""
    day: str
    """5 December, 5 de diciembre."""
    headline: str
    """Both: Saturday 5 December, Sábado 5 de diciembre."""
    date: str
    """All of it: Saturday 5 December 2026."""
    hours: str
    """10:00–13:00, de 10:00 a 13:00, das 10h às 13h."""
    place: str
    address: str
    contact: str
    """The event's own; empty where the group's holds."""
    base_url: str
    """Where its pages are: its own, or the group's; may be empty."""
    page: str
    """The address of its web page in this language; empty without a base URL."""
    link: str
    """The short address that leads there; empty without a base URL."""
    proof: bool
    """True while a sentence of its words is not approved."""

    @property
    def when(self) -> str:
        """Date and hours in one line: Saturday 5 December 2026, 10:00–13:00."""
        return f"{self.date}, {self.hours}" if self.hours else self.date

    @property
    def where(self) -> str:
        """Place and address in one line."""
        return ", ".join(part for part in (self.place, self.address) if part)


def occasion_of(event: Event, edition: Edition, base_url: str) -> Occasion:
    """Return an event as it is announced in the language of `edition`, which has its own words.

    Place and address stay as they are written: people look for them. `base_url` is the group's.
    """
    # Imported here: a build with nothing to do has no use for Babel.
    from pipeline.typeset.dates import day_and_month, day_of_week, full_date, hours, weekday

    language, meta = edition.language, edition.document.meta
    bare = Inline(
        language=language, references=dict(edition.document.references),
        call=lambda label: Markup(), href=lambda address: None, picture=lambda src, alt: Markup(),
    )  # fmt: skip
    base = event.base_url or base_url
    short = short_name(event.slug, meta.short)
    return Occasion(
        title=bare.html(meta.title), title_text=bare.plain(meta.title),
        call=bare.html(meta.subtitle), call_text=bare.plain(meta.subtitle),
        weekday=_begun(weekday(event.date, language)), day=day_and_month(event.date, language),
        headline=_begun(day_of_week(event.date, language)),
        date=full_date(event.date, language), hours=hours(event.starts, event.ends, language),
        place=event.place, address=event.address, contact=event.contact, base_url=base,
        page=web_address(base, language.code, event.slug), link=short_address(base, short, language.code),
        proof=edition.is_proof,
    )  # fmt: skip


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
