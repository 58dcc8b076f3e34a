"""The web page of an edition, with what lies beside it: pictures, words to search for, an event's calendar file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from pipeline.addresses import web_address
from pipeline.files import write_atomic
from pipeline.fingerprint import of_bytes
from pipeline.languages import language
from pipeline.ledger import Output, Record
from pipeline.plan import CARD, EPUB, Text
from pipeline.project import Project, Publisher
from pipeline.publish.calendar import ics
from pipeline.publish.searching import passages, text_script
from pipeline.review.edition import Edition
from pipeline.text.event import read_event
from pipeline.typeset.occasion import Occasion, occasion_of
from pipeline.typeset.places import project_path
from pipeline.typeset.render import Renderer, Sibling, WebPage
from pipeline.typeset.web import INDEX, Card, Download, Head, path

SITE = "build/site"
MEDIA = f"{SITE}/assets/media"
SEARCH = "search.js"
"""The passages of a text, beside its page."""
CALENDAR = "text/calendar"
EPUB_TYPE = "application/epub+zip"
_LINK = re.compile(r"(?:\./)?([\w.-]+)\.md\b")


def page_folder(text: Text, code: str) -> str:
    """Return the folder of a web page, from the project's."""
    return f"{SITE}/{code}/{text.slug}"


def epub_file(text: Text, code: str) -> str:
    """Return the path of an e-book, from the project's folder."""
    return f"{page_folder(text, code)}/{text.slug}.epub"


def card_file(text: Text, code: str) -> str:
    """Return the path of the picture for links to an edition, from the project's folder."""
    return f"{page_folder(text, code)}/{CARD}.jpg"


def picture_address(publisher: Publisher, text: Text, code: str) -> str:
    """Return the whole address of the picture for links; nothing without a base URL."""
    address = web_address(publisher.base_url, code, quote(text.slug))
    return f"{address}{CARD}.jpg" if address else ""


def siblings(text: Text, code: str, *, prefix: str) -> tuple[Sibling, ...]:
    """Return the text's editions as a page in `code` links to them; `prefix` leads from the page to the site's root."""
    return tuple(
        Sibling(language=language(other), href=prefix + path(other, text.slug, INDEX), current=other == code)
        for other in text.codes
    )


def print_download(renderer: Renderer, project: Project, text: Text, format: str, record: Record) -> Download:
    """Return the link to what is printed of a format, or to the e-book, from what is on record of it."""
    if format == EPUB:
        size = record.outputs[0].size
        return Download(label="E-book", href=quote(f"{text.slug}.epub"), size=size, kind="EPUB", mime=EPUB_TYPE)
    form = renderer.format(format, project.configuration.sheets)
    name = f"{text.slug}-{format}.pdf"
    size = next((output.size for output in record.outputs if output.path.endswith(f"/{text.slug}/{name}")), 0)
    return Download(
        label=form.sheets_title or form.title, href=quote(name), size=size, pages=int(record.facts["pages"]),
        sheets=int(record.facts["sheets"]) if form.imposed else 0,
    )  # fmt: skip


def to_print(downloads: Iterable[Download]) -> int:
    """Return how many of the files are there to print."""
    return sum(not file.is_book for file in downloads)


def links_in(content: str) -> tuple[str, ...]:
    """Return the slugs of other texts that a text may link to; some more do no harm."""
    return tuple(sorted(set(_LINK.findall(content))))


def head_of(publisher: Publisher, text: Text, code: str, facts: Mapping[str, object], *, pictured: bool) -> Head:
    """Return what the page of an edition says of itself; `pictured` tells whether the picture for links is there."""
    base = publisher.base_url
    alternates = [(language(other).locale, web_address(base, other, quote(text.slug))) for other in text.codes]
    if not base:
        alternates = [(link.language.locale, link.href) for link in siblings(text, code, prefix="../../")]
    own = dict(zip(text.codes, alternates, strict=True))
    return Head(
        canonical=own[code][1] if base else "",
        alternates=(*alternates, ("x-default", own[text.language][1])) if len(alternates) > 1 else (),
        kind="website" if text.is_event else "article",
        published=str(facts.get("date") or ""),
        picture=picture_address(publisher, text, code) if pictured else "",
        hidden=bool(facts["proof"]),
    )


def occasion_in(project: Project, text: Text, edition: Edition) -> Occasion:
    """Return the event whose words are `edition`."""
    return occasion_of(read_event(text.path), edition, project.configuration.publisher.base_url)


def web_files(
    renderer: Renderer,
    edition: Edition,
    project: Project,
    text: Text,
    *,
    pictures: Iterable[str],
    downloads: Sequence[Download],
    others: Mapping[str, str],
    cards: Sequence[Card],
    facts: Mapping[str, object],
    pictured: bool = False,
) -> dict[str, bytes]:
    """Return the files of an edition's web page by their path from the project's folder.

    `pictures` are the files shown, from the project's folder; `others` says in which language each other text is linked
    to; `cards` are the leaflets of an event; `pictured` tells whether there is a picture for links to the page.
    """
    publisher, code = project.configuration.publisher, edition.language.code
    folder = page_folder(text, code)
    view = renderer.web_view(edition, publisher, "../../assets", others)
    found = passages(view)
    page = WebPage(
        home=f"../{INDEX}",
        head=head_of(publisher, text, code, facts, pictured=pictured),
        downloads=tuple(downloads),
        others=others,
    )
    files: dict[str, bytes] = {}
    if text.is_event:
        occasion = occasion_in(project, text, edition)
        about = "\n\n".join(passage.text for passage in found)
        data = _calendar(project, text, code, occasion, about)
        files[f"{folder}/{text.slug}.ics"] = data
        calendar = Download(
            label="Calendar file", href=quote(f"{text.slug}.ics"), size=len(data), kind="ICS", mime=CALENDAR
        )
        page = replace(page, occasion=occasion, calendar=calendar, cards=tuple(cards))
    html = renderer.web(edition, publisher, siblings(text, code, prefix="../../"), assets="../../assets", page=page)
    files[f"{folder}/{INDEX}"] = html.encode()
    files[f"{folder}/{SEARCH}"] = text_script(code, text.slug, found).encode()
    files |= {f"{MEDIA}/{name}": (project.root / name).read_bytes() for name in sorted(set(pictures))}
    # The page first: what is read of a record, and what is shown of it.
    return {name: files[name] for name in sorted(files, key=lambda name: not name.endswith(f"/{INDEX}"))}


def _calendar(project: Project, text: Text, code: str, occasion: Occasion, about: str) -> bytes:
    event, publisher = read_event(text.path), project.configuration.publisher
    return ics(
        replace(event, contact=event.contact or publisher.contact), title=occasion.title_text, call=occasion.call_text,
        about=about, code=language(code).locale, base_url=occasion.base_url, group=publisher.title, page=occasion.page,
    )  # fmt: skip


def page_facts(renderer: Renderer, edition: Edition, project: Project, text: Text) -> dict[str, object]:
    """Return what other pages say about an edition: plain values, for the ledger."""
    view = renderer.web_view(edition, project.configuration.publisher, "assets")
    meta = edition.document.meta
    facts: dict[str, object] = {
        "title": view.title,
        "title_text": view.title_text,
        "subtitle": view.subtitle,
        "subtitle_text": view.subtitle_text,
        "topic": view.kicker,
        "cover": project_path(meta.cover) if meta.cover else "",
        "date": meta.date.isoformat() if meta.date else "",
        "author": meta.author,
    }
    if text.is_event:
        event, occasion = read_event(text.path), occasion_in(project, text, edition)
        facts |= {
            "date": event.date.isoformat(), "when": occasion.when, "where": occasion.where,
            "leaflets": list(event.texts),
        }  # fmt: skip
    return facts


def card(code: str, slug: str, facts: Mapping[str, object], *, prefix: str, downloads: int = 0) -> Card:
    """Return an edition as other pages show it; `prefix` leads from there to the site's root, with a final `/`."""
    date, cover = str(facts["date"]), str(facts["cover"])
    return Card(
        language=language(code), href=prefix + path(code, slug, INDEX), title=Markup(facts["title"]),
        subtitle=Markup(facts["subtitle"]), topic=Markup(facts["topic"]), is_proof=bool(facts["proof"]),
        date=datetime.date.fromisoformat(date) if date else None,
        cover=f"{prefix}assets/media/{quote(cover)}" if cover else "", downloads=downloads,
        when=str(facts.get("when", "")), where=str(facts.get("where", "")),
    )  # fmt: skip


def write(project: Project, name: str, data: bytes) -> Output:
    """Write a file of the build unless it is there as it should be; `name` is its path from the project's folder."""
    target: Path = project.root / name
    if not target.is_file() or target.read_bytes() != data:
        write_atomic(target, data)
    return Output(name, of_bytes(data), len(data))
