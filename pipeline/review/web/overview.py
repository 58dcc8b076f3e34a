"""The first page: texts × languages, how far each has come, and what others did since the reader was here."""

from __future__ import annotations

import datetime
from dataclasses import replace

from flask import Blueprint, session
from flask.typing import ResponseReturnValue

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.review.web import visitor
from pipeline.review.web.addresses import Addresses
from pipeline.review.web.editions import changed_by_others, name_of
from pipeline.review.web.failures import one_line
from pipeline.review.web.frame import ask_name, service, shown, visit
from pipeline.review.web.room import TextInfo
from pipeline.review.web.standing import Wanted
from pipeline.review.web.views import EditionCell, OverviewView, TextRow
from pipeline.review.web.words import moment

pages = Blueprint("overview", __name__)


@pages.get("/")
def show() -> ResponseReturnValue:
    """Show all texts in all languages."""
    if (question := ask_name()) is not None:
        return question
    since = visit()
    rows = tuple(_row(text, since) for text in service().editions.texts())
    columns = {cell.code: cell.name for row in rows for cell in row.editions}
    view = OverviewView(
        rows=rows,
        languages=tuple(columns.items()),
        last_visit=moment(since) if since is not None else None,
        go=_go(rows),
    )
    return shown("overview.html", overview=view)


def _row(text: TextInfo, since: datetime.datetime | None) -> TextRow:
    codes = service().room.languages(text.slug)
    return TextRow(
        slug=text.slug,
        title=text.title,
        locale=language(text.language).locale,
        editions=tuple(_cell(text, code, since) for code in codes if code != text.language),
    )


def _cell(text: TextInfo, code: str, since: datetime.datetime | None) -> EditionCell:
    """Return one edition; what is wrong with one catalogue keeps nobody from the others."""
    facts = language(code)
    here = Addresses(code, text.slug)
    cell = EditionCell(
        code=code,
        name=name_of(facts),
        locale=facts.locale,
        url=here.editor(),
        progress=None,
        changed=0,
        changed_by=(),
        changed_url=Addresses(code, text.slug, Wanted(show="changed")).editor(),
        problem="",
    )
    try:
        edition = service().editions.find(text.slug, code)
        if edition is None or not edition.exists:
            return cell
        standing = edition.standing()
        others = {
            source: who
            for source, who in changed_by_others(edition, visitor.name(), since).items()
            if source in standing.index.number
        }
    except OctavillaError as error:
        return replace(cell, problem=one_line(error))
    return replace(
        cell, progress=standing.progress, changed=len(others), changed_by=tuple(dict.fromkeys(others.values()))
    )


def _go(rows: tuple[TextRow, ...]) -> str:
    """Return where to go on: in the edition that the reader had open last, else in the first with something to do."""
    last = session.get("last", "")
    cells = [(row.slug, cell) for row in rows for cell in row.editions]
    cells.sort(key=lambda found: found[1].url != last)
    for slug, cell in cells:
        edition = service().editions.find(slug, cell.code) if cell.progress is not None else None
        if edition is None:
            continue
        standing = edition.standing()
        number = standing.neighbour(Wanted(), -1, only_open=True)
        if number is not None:
            return Addresses(cell.code, slug).editor(standing.index.ids[number])
    return ""
