"""The side panel: everything there is to know about one sentence."""

from __future__ import annotations

import datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue

from pipeline.review.catalogue import Entry, State, belongs_to
from pipeline.review.checks import Template
from pipeline.review.journal import Event
from pipeline.review.memory import Match
from pipeline.review.remarks import Remark, RemarkKind, holds, remarks
from pipeline.review.web import visitor
from pipeline.review.web.frame import fragment, number_of, service, shower_of
from pipeline.review.web.markup import References, rendered
from pipeline.review.web.panel_views import (
    CommentView,
    DismissedView,
    EventView,
    MatchView,
    PanelView,
    TermView,
    VersionView,
)
from pipeline.review.web.showing import Shower, diff, parts_of, title_of
from pipeline.review.web.standing import is_machine
from pipeline.review.web.views import Moment
from pipeline.review.web.words import moment, say

pages = Blueprint("panel", __name__)
MOST_EVENTS = 50
"""Events of a history that are shown, the newest."""
_ACTIONS = {
    "approve": Template("approved it"),
    "save": Template("saved it unfinished"),
    "revert": Template("went back to the machine’s draft"),
    "reopen": Template("took the approval back"),
    "comment": Template("commented"),
    "uncomment": Template("took a comment back"),
    "dismiss": Template("said that a check is wrong here"),
    "restore": Template("had a check made again"),
    "choose": Template("chose a version"),
    "clear": Template("emptied it"),
    "undo": Template("took the last change back"),
    "merge": Template("merged it from a file"),
    "mend": Template("put back what an old copy had overwritten"),
    "draft": Template("drafted it"),
    "source": Template("changed the source"),
    "outside": Template("changed it"),
}


@pages.get("/<code:code>/<slug>/panel/<id:name>")
def show(code: str, slug: str, name: str) -> ResponseReturnValue:
    """Answer with the panel of one sentence, as a fragment."""
    shower = shower_of(code, slug)
    return fragment("panel.html", panel=panel_view(shower, number_of(shower.standing, name)))


def panel_view(shower: Shower, number: int) -> PanelView:
    """Return everything about one sentence."""
    entry = shower.standing.facts[number].entry
    references = shower.standing.index.references
    said = remarks(entry) if entry.comments else ()
    origin = entry.origin if entry.state in (State.DRAFT, State.STALE) else None
    is_stale = entry.state is State.STALE
    has_preview = service().room.preview is not None
    return PanelView(
        segment=shower.segment(number, current=True),
        window=shower.frame(),
        stale=diff(belongs_to(entry), entry.source) if is_stale else (),
        previous=belongs_to(entry) if is_stale else "",
        terms=_terms(shower, entry),
        matches=_matches(shower, entry, references),
        versions=tuple(_version(remark, entry, references) for remark in said if remark.kind is RemarkKind.VERSION),
        comments=tuple(_comment(remark) for remark in said if remark.kind is RemarkKind.COMMENT),
        dismissed=tuple(_dismissed(remark) for remark in said if holds(remark, entry)),
        history=_history(shower, entry),
        engine=origin.engine if origin is not None else "",
        package=" ".join(part for part in (origin.package, origin.version) if part) if origin is not None else "",
        can_revert=not is_machine(entry),
        preview_url=shower.addresses.preview(shower.standing.index.ids[number]) if has_preview else "",
    )


def _terms(shower: Shower, entry: Entry) -> tuple[TermView, ...]:
    glossary = service().room.glossary(shower.edition.code)
    found: dict[str, TermView] = {}
    for match in glossary.matches(entry.source):
        row = match.row
        used = bool(entry.target) and glossary.satisfied(match, entry.target)
        known = found.get(row.term)
        if known is None or (known.used and not used):
            found[row.term] = TermView(
                term=row.term, translation=row.translation or match.text, kept=row.is_kept, note=row.note, used=used
            )
    return tuple(found.values())


def _matches(shower: Shower, entry: Entry, references: References) -> tuple[MatchView, ...]:
    """Return what the memory has, without what is this very entry."""
    edition = shower.edition
    return tuple(
        _match(match, references)
        for match in service().room.near(edition.code, entry.source)
        if not (match.is_exact and match.unit.text == edition.slug and match.unit.target == entry.target)
    )


def _match(match: Match, references: References) -> MatchView:
    unit = match.unit
    return MatchView(
        score=int(match.score),
        parts=parts_of(match.difference),
        target=unit.target,
        target_html=rendered(unit.target, references),
        place=unit.text or unit.origin,
        who=unit.who,
        when=_moment_of(unit.when),
    )


def _version(remark: Remark, entry: Entry, references: References) -> VersionView:
    return VersionView(
        who=remark.who,
        when=moment(remark.date) if remark.date is not None else None,
        target=remark.text,
        target_html=rendered(remark.text, references),
        parts=diff(entry.target, remark.text),
    )


def _comment(remark: Remark) -> CommentView:
    return CommentView(
        who=remark.who,
        when=moment(remark.date) if remark.date is not None else None,
        text=remark.text,
        mine=bool(remark.who) and remark.who == visitor.name(),
    )


def _dismissed(remark: Remark) -> DismissedView:
    return DismissedView(
        check=remark.check,
        title=title_of(remark.check),
        who=remark.who,
        when=moment(remark.date) if remark.date is not None else None,
        reason=remark.text,
    )


def _moment_of(when: str) -> Moment | None:
    """Return a day, or a second, as the memory writes it; None for anything else."""
    try:
        return moment(datetime.datetime.fromisoformat(when) if "T" in when else datetime.date.fromisoformat(when))
    except ValueError:
        return None


def _when(event: Event) -> datetime.date:
    """Return when an event was; only the day of an approval from before the history: the file tells no more."""
    is_signed = not event.id and event.action == "approve"
    return event.when.date() if is_signed else event.when


def _history(shower: Shower, entry: Entry) -> tuple[EventView, ...]:
    events = shower.edition.desk.history(entry.source)[-MOST_EVENTS:]
    return tuple(
        EventView(
            who=event.who,
            when=moment(_when(event)),
            action=str(event.action),
            text=say(_ACTIONS[event.action]) if event.action in _ACTIONS else str(event.action),
            state=State(event.state).value,
            parts=diff(event.before, event.after) if event.before != event.after else (),
            after=event.after,
        )
        for event in reversed(events)
    )
