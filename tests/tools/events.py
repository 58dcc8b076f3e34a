"""An event for tests, and its words in three languages."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from pipeline.languages import language
from pipeline.review.edition import Edition, Progress
from pipeline.text.event import Event, document_of

EVENT = Event(
    slug="2026-12-05-yard", title="Soup in the yard", date=datetime.date(2026, 12, 5), starts=datetime.time(10),
    ends=datetime.time(13), place="Laundry Room", address="3 Mill Lane, second yard",
    call="Bring a bowl and a question.", contact="soup@mill-lane.example", language="en", texts=("tables",),
    copies=(("en", 10), ("es", 10), ("pt", 10)),
)  # fmt: skip
WORDS = {
    "en": (EVENT.title, EVENT.call),
    "es": ("Sopa en el patio", "Trae un cuenco y una pregunta."),
    "pt": ("Sopa no pátio", "Traga uma tigela e uma pergunta."),
}


def words_of(code: str, event: Event = EVENT, drafts: int = 0) -> Edition:
    """Return an event's own words in a language; `drafts` of them are not approved."""
    document = document_of(event, Path("events") / f"{event.slug}.toml")
    title, call = WORDS[code] if event.title == EVENT.title else (event.title, event.call)
    document = replace(document, meta=replace(document.meta, title=title, subtitle=call))
    progress = Progress(total=2, approved=2 - drafts, drafts=drafts)
    return Edition(document=document, language=language(code), source=language("en"), progress=progress)
