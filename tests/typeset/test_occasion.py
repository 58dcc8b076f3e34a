"""An event as a leaflet announces it: its words, its day as each language writes it, its place on each format."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from pipeline.addresses import short_name
from pipeline.languages import language
from pipeline.project import Publisher, Sheets, names_in
from pipeline.review.edition import Edition
from pipeline.typeset.copyfit import ladder
from pipeline.typeset.dates import day_of_week, full_date, hours
from pipeline.typeset.occasion import occasion_of
from pipeline.typeset.produce import produce
from pipeline.typeset.render import Renderer, Sibling
from tests.tools.events import EVENT, words_of

BASE = "https://harbour.example/t"
DAY = datetime.date(2026, 12, 5)
TEN, HALF, ONE = datetime.time(10), datetime.time(10, 30), datetime.time(13)
TEXT = "---\ntitle: Forty tables\nlicence: CC BY\n---\n\nThere is no stage, no sponsor and no entrance fee.\n"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "full", "short", "span", "start"),
    [
        ("en", "Saturday 5 December 2026", "Saturday 5 December", "10:00–13:00", "10:30"),
        ("en-US", "Saturday, December 5, 2026", "Saturday, December 5", "10:00 AM – 1:00 PM", "10:30 AM"),
        ("es", "sábado, 5 de diciembre de 2026", "sábado 5 de diciembre", "de 10:00 a 13:00", "a las 10:30"),
        ("es-419", "sábado, 5 de diciembre de 2026", "sábado 5 de diciembre", "de 10:00 a 13:00", "a las 10:30"),
        ("pt", "sábado, 5 de dezembro de 2026", "sábado, 5 de dezembro", "das 10h às 13h", "às 10h30"),
        ("pt-PT", "sábado, 5 de dezembro de 2026", "sábado, 5 de dezembro", "das 10h00 às 13h00", "às 10h30"),
        ("fr", "samedi 5 décembre 2026", "samedi 5 décembre", "10:00 – 13:00", "10:30"),
        ("ia", "sabbato le 5 de decembre 2026", "sabbato 5 de decembre", "10:00 – 13:00", "10:30"),
    ],
)
def test_day_and_hours_are_written_as_the_language_writes_them(
    code: str, full: str, short: str, span: str, start: str
) -> None:
    tongue = language(code)
    assert plain(full_date(DAY, tongue)) == full
    assert plain(day_of_week(DAY, tongue)) == short
    assert plain(hours(TEN, ONE, tongue)) == span
    assert plain(hours(HALF, None, tongue)) == start
    assert hours(None, None, tongue) == ""


def test_one_o_clock_is_one_and_the_first_is_the_first() -> None:
    one, two = datetime.time(1), datetime.time(2)
    assert hours(one, None, language("es")) == "a la 1:00"
    assert hours(one, two, language("pt")) == "da 1h às 2h"
    assert hours(datetime.time(0), one, language("pt")) == "das 0h à 1h"
    assert plain(full_date(datetime.date(2026, 5, 1), language("es"))) == "viernes, 1.º de mayo de 2026"
    assert plain(day_of_week(datetime.date(2026, 5, 1), language("pt"))) == "sexta-feira, 1º de maio"


def test_an_occasion_has_the_editions_words_and_leaves_names_as_they_are() -> None:
    found = occasion_of(EVENT, words_of("es"), "https://group.example/")
    assert (found.title, found.call_text) == ("Sopa en el patio", "Trae un cuenco y una pregunta.")
    assert (found.weekday, plain(found.headline)) == ("Sábado", "Sábado 5 de diciembre")
    assert found.where == "Laundry Room, 3 Mill Lane, second yard"
    assert plain(found.when) == "sábado, 5 de diciembre de 2026, de 10:00 a 13:00"
    assert found.link == f"https://group.example/{short_name(EVENT.slug)}/es/"
    assert found.page == f"https://group.example/es/{EVENT.slug}/"
    assert not found.proof and occasion_of(EVENT, words_of("es", drafts=1), "").proof


def test_its_own_address_wins_and_without_any_there_is_no_link() -> None:
    assert occasion_of(EVENT, words_of("en"), "").link == ""
    own = occasion_of(replace(EVENT, base_url="https://own.example"), words_of("en"), BASE)
    assert own.link.startswith("https://own.example/") and own.base_url == "https://own.example"


@pytest.mark.parametrize("format", [*names_in("formats", Path())])
def test_every_format_says_what_when_where_what_to_do_and_whom_to_ask(
    edition: Callable[..., Edition], renderer: Renderer, format: str
) -> None:
    html = printed(renderer, edition(TEXT, "es"), format)
    assert "5 de\u00a0diciembre" in html or "5\u00a0de diciembre" in html or "5 de diciembre" in plain(html)
    for words in ("Sopa en el patio", "de 10:00 a 13:00", "Laundry Room", "3 Mill Lane", "soup@"):
        assert words in " ".join(plain(html).replace("<br>", " ").split()), words
    assert "hello@harbour.example" not in html, "the event's contact takes the place of the group's"


@pytest.mark.parametrize("format", ["a4", "flyer", "booklet-a6"])
def test_without_an_event_nothing_is_said_of_one(
    edition: Callable[..., Edition], renderer: Renderer, format: str
) -> None:
    html = printed(renderer, edition(TEXT, "es"), format, event=False)
    assert 'class="event' not in html and ".placard" not in html


def test_drafts_in_the_events_words_make_a_proof(edition: Callable[..., Edition], renderer: Renderer) -> None:
    html = printed(renderer, edition(TEXT, "es"), "a4", drafts=1)
    assert "Prueba: el texto de la convocatoria aún no está revisado" in html
    assert "Prueba" not in printed(renderer, edition(TEXT, "es"), "a4")


LONG = replace(
    EVENT, title="Open assembly of tenants, neighbours and small shopkeepers of the whole lower harbour quarter",
    call="Bring your rent book, all letters of the last twelve months, somebody who can translate, and one question "
    "that nobody has answered so far.", place="Federation of Neighbourhood Kitchens, Great Hall on the second floor",
    address="The Old Chandlery, 14–18 Harbour Street, second door on the left; there is a lift in the yard",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format", "paper"), [(name, ("Letter", "A4")[n % 2]) for n, name in enumerate(names_in("formats", Path()))]
)
def test_no_words_stand_on_others_or_at_the_edge(
    edition: Callable[..., Edition], renderer: Renderer, project: Path, format: str, paper: str
) -> None:
    """However much an event has to say."""
    html = printed(renderer, edition(TEXT, "es"), format, own=LONG, paper=paper)
    form = renderer.format(format, Sheets(paper=paper))
    made = produce(html, form, root=project, base=project / "texts" / "x.md", sheets=Sheets(paper=paper))
    with pypdfium2.PdfDocument(made.pages_pdf) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            signs = text.get_text_range()
            boxes = [text.get_charbox(number) for number in range(text.count_chars())]
            # The letters of a ligature have one box.
            seen = {
                box: sign for sign, box in zip(signs, boxes, strict=False) if box[2] > box[0] and not sign.isspace()
            }
            if not seen:
                continue
            left, bottom, right, top = np.array(list(seen)).T
            near = np.minimum.reduce([left, bottom, width - right, height - top]) / 72 * 25.4
            assert near.min() > 4.4, list(seen.values())[near.argmin()]
            tall = np.array([sign.isalnum() for sign in seen.values()])
            left, bottom, right, top = (side[tall] for side in (left, bottom, right, top))
            across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
            down = np.minimum.outer(top, top) - np.maximum.outer(bottom, bottom)
            on_another = (across >= 1.2) & (down >= 1.2)
            np.fill_diagonal(on_another, False)
            assert not on_another.any(), "a letter on another"


def printed(
    renderer: Renderer, made: Edition, format: str, *, event: bool = True, drafts: int = 0, own: object = EVENT,
    paper: str = "A4",
) -> str:  # fmt: skip
    publisher = Publisher(title="Harbour Press", contact="hello@harbour.example", base_url=BASE)
    sheets = Sheets(paper=paper)
    form = renderer.format(format, sheets)
    siblings = [Sibling(language=language(code), href="", current=code == "es") for code in ("en", "es", "pt")]
    announced = occasion_of(own, words_of("es", own, drafts), BASE) if event else None  # type: ignore[arg-type]
    return renderer.print(
        made, publisher, format, siblings, sheets=sheets, setting=ladder(form.limits)[-1], occasion=announced,
        beside=replace(made, language=language("en")) if form.bilingual else None,
    )  # fmt: skip
