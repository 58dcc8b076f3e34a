"""What the web page of an edition shows beside its own text: downloads, links to other texts, an event's leaflets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.ledger import Ledger, Record
from pipeline.plan import CARD, EPUB, WEB, Text
from pipeline.project import Project
from pipeline.publish.outputs import extras_of, formats_of, in_order
from pipeline.publish.pages import card, links_in, print_download, to_print
from pipeline.publish.site import is_there
from pipeline.text.event import read_event
from pipeline.typeset.render import Renderer
from pipeline.typeset.web import Card, Download


def record_name(text: Text, code: str, format: str) -> str:
    """Return the ledger's name for one format of an edition."""
    return f"edition/{code}/{text.slug}/{format}"


@dataclass(frozen=True, slots=True)
class Around:
    """What a page shows around its text; part of its fingerprint."""

    downloads: tuple[Download, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    """Slugs of other texts, each with the language in which it is linked to; none for texts that are not there."""
    cards: tuple[Card, ...] = ()
    pictured: bool = False
    """Whether there is a picture for links to it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The project as pages see it: all texts, and what is on record of them."""

    project: Project
    ledger: Ledger
    renderer: Renderer
    texts: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, ledger: Ledger, renderer: Renderer, texts: Iterable[Text]) -> Surroundings:
        """Return the surroundings of the pages of `texts`: all that there are."""
        return cls(project, ledger, renderer, {text.slug: text for text in texts})

    def on_record(self, text: Text, code: str) -> Around:
        """Return what the page of an edition shows if nothing is made anew but the page.

        The links are those that the page had when it was made last.
        """
        record = self.ledger.get(record_name(text, code, WEB))
        facts = record.facts if record else {}
        return Around(
            in_order(self.downloads(text, code), text),
            self._others(code, facts.get("links", ())),
            self._cards(code, facts.get("leaflets", ())),
            self.is_pictured(text, code),
        )

    def is_pictured(self, text: Text, code: str) -> bool:
        """Tell whether the picture for links to an edition is there."""
        return CARD in extras_of(self.project, text) and self._there(text, code, CARD) is not None

    def downloads(self, text: Text, code: str, without: Collection[str] = ()) -> dict[str, Download]:
        """Return the print files of an edition that are there, and its e-book, by format, but for those `without`."""
        found = {}
        for format in (*formats_of(self.renderer, text, code), EPUB):
            record = self._there(text, code, format)
            if record and format not in without:
                found[format] = print_download(self.renderer, self.project, text, format, record)
        return found

    def links(self, text: Text, code: str) -> dict[str, str]:
        """Return the other texts that a text may name, each with the language to link to; reads the text."""
        try:
            content = text.path.read_text(encoding="utf-8-sig", errors="replace")
        except OSError:
            content = ""  # whoever reads it next says what is wrong
        return dict(self._others(code, links_in(content)))

    def cards(self, text: Text, code: str) -> tuple[Card, ...]:
        """Return the leaflets of an event as its page in one language shows them; reads the event."""
        return self._cards(code, read_event(text.path).texts) if text.is_event else ()

    def _others(self, code: str, slugs: Iterable[str]) -> tuple[tuple[str, str], ...]:
        known = ((slug, self.texts.get(slug)) for slug in slugs)
        return tuple((slug, _nearest(text, code) if text else "") for slug, text in known)

    def _cards(self, code: str, slugs: Iterable[str]) -> tuple[Card, ...]:
        found = []
        for slug in slugs:
            if text := self.texts.get(slug):
                other = _nearest(text, code)
                if record := self._there(text, other, WEB):
                    count = to_print(self.downloads(text, other).values())
                    found.append(card(other, slug, record.facts, prefix="../../", downloads=count))
        return tuple(found)

    def _there(self, text: Text, code: str, format: str) -> Record | None:
        record = self.ledger.get(record_name(text, code, format))
        return record if record and all(is_there(self.project, output) for output in record.outputs) else None


def _nearest(text: Text, code: str) -> str:
    """Return the language in which a reader of `code` is shown a text: that, or the one it was written in."""
    return code if code in text.codes else text.language
