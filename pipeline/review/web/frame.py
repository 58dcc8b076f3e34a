"""What all pages share: the services behind them, the frame around them, and how an edition is found."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlencode

from flask import Response, abort, current_app, get_flashed_messages, get_template_attribute, redirect, request
from flask import g as per_request
from flask import render_template as render
from werkzeug.wrappers import Response as AnyResponse

from pipeline.fingerprint import short
from pipeline.review.web import visitor
from pipeline.review.web.editions import Edition, Editions, changed_by_others
from pipeline.review.web.room import Room
from pipeline.review.web.security import Gate
from pipeline.review.web.showing import Shower
from pipeline.review.web.standing import Standing, Wanted
from pipeline.review.web.views import Choice, Notice, Order, Page, Show
from pipeline.review.web.words import LANGUAGES, current, say

STATIC = Path(__file__).resolve().parent / "static"
LONGEST_SEARCH = 200
"""Characters of what is searched for."""
_EXTENSION = "octavilla"


@dataclass(frozen=True, slots=True)
class Service:
    """What stands behind the pages of one application."""

    room: Room
    editions: Editions
    gate: Gate


def keep(app_extensions: dict[str, object], service: Service) -> None:
    """Put the service where `service` finds it."""
    app_extensions[_EXTENSION] = service


def service() -> Service:
    """Return the service of the application that answers."""
    found = current_app.extensions[_EXTENSION]
    assert isinstance(found, Service)
    return found


def page(here: str = "/") -> Page:
    """Return the frame of a page; `here` is where to come back to after a change of name or language.

    Who has not passed the gate learns nothing of the project and is given no cookie.
    """
    chosen = current()
    is_inside = per_request.get("passed", False)
    messages: list[tuple[str, str]] = []
    if is_inside:
        messages = get_flashed_messages(with_categories=True)  # type: ignore[assignment]
    return Page(
        language=chosen,
        languages=tuple(Choice(name=code, text=own, url="", current=code == chosen) for code, own in LANGUAGES.items()),
        project=service().room.title if is_inside else "Octavilla",
        who=visitor.name() if is_inside else "",
        csrf=visitor.csrf() if is_inside else "",
        here=here,
        shared=service().gate.is_shared,
        notices=tuple(Notice(text=text, kind=_kind(category)) for category, text in messages),
    )


def wants_json() -> bool:
    """Tell whether a script asks: a browser that shows a page prefers HTML."""
    accepted = request.accept_mimetypes
    return accepted.best_match(("text/html", "application/json"), "text/html") == "application/json"


def here() -> str:
    """Return path and query of the request, to come back to."""
    return visitor.inside(request.full_path.removesuffix("?") if not request.query_string else request.full_path)


def shown(template: str, **views: object) -> Response:
    """Return a whole page."""
    return Response(render(template, page=page(here()), **views), mimetype="text/html")


def fragment(template: str, **views: object) -> str:
    """Return a part of a page as HTML."""
    return render(template, page=page(), **views)


def segment_html(shower: Shower, number: int) -> str:
    """Return one sentence as HTML, as the macro of segment.html makes it."""
    macro = get_template_attribute("segment.html", "segment")
    return str(macro(shower.segment(number), shower.frame())).strip()


def edition_of(code: str, slug: str) -> Edition:
    """Return the edition that an address names; 404 where there is none."""
    found = service().editions.find(slug, code)
    if found is None:
        abort(404)
    return found


def number_of(standing: Standing, name: str) -> int:
    """Return the number of the sentence that an address names; 404 where the text has none (any more)."""
    number = standing.index.by_id.get(name)
    if number is None:
        abort(404, description=say("This sentence is not in the text any more."))
    return number


def wanted(edition: Edition, since: datetime.datetime | None) -> Wanted:
    """Return filter, order and search as the request has them; what makes no sense is taken for the usual."""
    values = request.values
    show, order = values.get("show", ""), values.get("order", "")
    return Wanted(
        show=next((known for known in get_args(Show) if known == show), "all"),
        order=next((known for known in get_args(Order) if known == order), "text"),
        q=" ".join(values.get("q", "").split())[:LONGEST_SEARCH],
        changed=frozenset(changed_by_others(edition, visitor.name(), since)) if show == "changed" else frozenset(),
    )


def shower_of(code: str, slug: str) -> Shower:
    """Return what makes the views of the edition that an address names, within what the reader wants to see."""
    edition = edition_of(code, slug)
    return Shower(edition, edition.standing(), wanted(edition, visit()))


def visit() -> datetime.datetime | None:
    """Return when the reader was here before; None on a first visit."""
    if "visit" not in per_request:
        per_request.visit = visitor.last_visit()
    found = per_request.visit
    return found if isinstance(found, datetime.datetime) else None


def ask_name() -> AnyResponse | None:
    """Return the way to the page that asks for the name, as long as the reader has none."""
    if visitor.name():
        return None
    return redirect(_name_url(here()), 303)


def asset(name: str) -> str:
    """Return the address of a static file, with a fingerprint of its content: browsers may keep it for good."""
    path = STATIC / name
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return f"/static/{name}"
    return f"/static/{name}?v={_fingerprint(path, changed)}"


def _name_url(after: str) -> str:
    return f"/name?{urlencode({'next': after})}"


@lru_cache(maxsize=64)
def _fingerprint(path: Path, _changed: int) -> str:
    return short(path.read_bytes(), 12)


def _kind(category: str) -> Literal["done", "warning", "error"]:
    match category:
        case "warning":
            return "warning"
        case "error":
            return "error"
    return "done"
