"""The editor: a window of the text in two languages, its filters, and the ways to what is before and after."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, flash, jsonify, redirect, request, session
from flask.typing import ResponseReturnValue

from pipeline.review.checks import Template
from pipeline.review.web import visitor
from pipeline.review.web.addresses import Addresses
from pipeline.review.web.editions import changed_by_others, last_own, name_of
from pipeline.review.web.frame import ask_name, fragment, segment_html, service, shower_of, shown, visit
from pipeline.review.web.panel import panel_view
from pipeline.review.web.showing import Shower
from pipeline.review.web.standing import Wanted
from pipeline.review.web.views import Choice, EditorView, Order, Show
from pipeline.review.web.words import say
from pipeline.text.document import Role

pages = Blueprint("editor", __name__)
MOST = 200
"""Sentences that can be asked for at once."""
_FILTERS: dict[Show, Template] = {
    "all": Template("Everything"),
    "untranslated": Template("Not translated"),
    "draft": Template("Drafts"),
    "stale": Template("Source changed"),
    "flagged": Template("Something to check"),
    "conflict": Template("Two versions"),
    "comment": Template("With comments"),
    "approved": Template("Approved"),
    "changed": Template("Changed since your last visit"),
}
_ORDERS: dict[Order, Template] = {"text": Template("As in the text"), "doubt": Template("Most doubtful first")}


@pages.get("/<code:code>/<slug>/")
def show(code: str, slug: str) -> ResponseReturnValue:
    """Show the text around the sentence `at`, or around the first one that wants a look."""
    if (question := ask_name()) is not None:
        return question
    shower = shower_of(code, slug)
    home = Addresses(code, slug).base
    if session.get("last") != home:
        session["last"] = home
    name = request.args.get("at", "")
    if name and name not in shower.standing.index.by_id:
        flash(say("This sentence is not in the text any more."), "warning")
        return redirect(shower.addresses.editor(), 303)
    number = shower.standing.index.by_id[name] if name else shower.standing.named(shower.wanted.q)
    if number is None:
        number = _first(shower)
    place = None if number is None else shower.standing.index.first[number]
    return shown(
        "editor.html",
        editor=editor_view(shower, number),
        window=shower.window(at=place, current=number),
        panel=None if number is None else panel_view(shower, number),
    )


@pages.get("/<code:code>/<slug>/part")
def part(code: str, slug: str) -> ResponseReturnValue:
    """Answer with sentences around one (`at`), before or after a place (`before`, `after`, from 1), as a fragment."""
    shower = shower_of(code, slug)
    standing = shower.standing
    name = request.args.get("at", "")
    if name and name not in standing.index.by_id:
        abort(404, description=say("This sentence is not in the text any more."))
    if name:
        number = standing.index.by_id[name]
        window = shower.window(at=standing.index.first[number], current=number)
        return fragment(
            "part.html", window=window, editor=editor_view(shower, number), panel=panel_view(shower, number)
        )
    places = len(standing.index.at_place)
    before, after = (_place(request.args.get(key, ""), places) for key in ("before", "after"))
    window = shower.window(before=before, after=after if before is None else None)
    return fragment("part.html", window=window, editor=editor_view(shower, None), panel=None)


@pages.get("/<code:code>/<slug>/changes")
def changes(code: str, slug: str) -> ResponseReturnValue:
    """Answer with what changed since a state of the file: `since` (its token), of the sentences `ids`.

    `ids` are divided by commas, each an id or `ID-REVISION`; the latter come back only if they are otherwise now.
    """
    shower = shower_of(code, slug)
    standing = shower.standing
    answer: dict[str, object] = {"token": standing.token, "segments": []}
    if request.args.get("since", "") == standing.token:
        return jsonify(answer)
    found = []
    for asked in request.args.get("ids", "").split(",")[:MOST]:
        name, _, seen = asked.strip().partition("-")
        number = standing.index.by_id.get(name)
        if number is None:
            continue
        segment = shower.segment(number)
        if segment.revision != seen:
            found.append({"id": name, "revision": segment.revision, "html": segment_html(shower, number)})
    answer["segments"] = found
    answer["progress"] = progress_json(shower)
    return jsonify(answer)


def editor_view(shower: Shower, number: int | None) -> EditorView:
    """Return what stands around the window, for the sentence at work on (None: there is none)."""
    standing, edition, here = shower.standing, shower.edition, shower.addresses
    document = edition.document()
    at = "" if number is None else standing.index.ids[number]
    later = earlier = upcoming = None
    if number is not None:
        later = standing.neighbour(shower.wanted, number)
        earlier = standing.neighbour(shower.wanted, number, step=-1)
    upcoming = standing.neighbour(Wanted(order=shower.wanted.order), -1 if number is None else number, only_open=True)

    def url(other: int | None, to: Addresses = here) -> str:
        return "" if other is None else to.editor(standing.index.ids[other])

    return EditorView(
        slug=edition.slug,
        code=edition.code,
        title=document.meta.title,
        translated_title=_title(shower),
        language=name_of(edition.language),
        progress=standing.progress,
        token=standing.token,
        at=at,
        next_url=url(later),
        previous_url=url(earlier),
        next_open_url=url(upcoming, Addresses(edition.code, edition.slug, Wanted(order=shower.wanted.order))),
        filters=_filters(shower),
        orders=tuple(
            Choice(
                name=order,
                text=say(text),
                url=Addresses(edition.code, edition.slug, replace(shower.wanted, order=order)).editor(at),
                current=order == shower.wanted.order,
            )
            for order, text in _ORDERS.items()
        ),
        search_url=here.base,
        undo_url=f"{here.base}undo",
        can_undo=last_own(edition, visitor.name()) is not None,
        replace_url=f"{here.base}replace",
        preview_url=here.preview(at) if service().room.preview is not None else "",
        changes_url=f"{here.base}changes",
        part_url=f"{here.base}part",
    )


def progress_json(shower: Shower) -> dict[str, int]:
    """Return the progress of an edition for scripts."""
    progress = shower.standing.progress
    names = ("total", "approved", "draft", "stale", "untranslated", "conflicts", "comments", "percent")
    return {name: getattr(progress, name) for name in names}


def _filters(shower: Shower) -> tuple[Choice, ...]:
    """Return the filters; those by what others did only for somebody who was here before."""
    since = visit()
    found = []
    for show, text in _FILTERS.items():
        asked = replace(shower.wanted, show=show)
        if show == "changed":
            if since is None:
                continue
            others = changed_by_others(shower.edition, visitor.name(), since)
            asked = replace(asked, changed=frozenset(others))
        found.append(
            Choice(
                name=show,
                text=say(text),
                url=Addresses(shower.edition.code, shower.edition.slug, asked).editor(),
                current=show == shower.wanted.show,
                count=shower.standing.count(asked),
            )
        )
    return tuple(found)


def _first(shower: Shower) -> int | None:
    """Return the sentence to begin at: the first that is not approved, else the first."""
    numbers = shower.standing.ordered(shower.wanted)
    if not numbers:
        return None
    is_first_open = shower.standing.neighbour(shower.wanted, -1, only_open=True)
    return numbers[0] if is_first_open is None else is_first_open


def _title(shower: Shower) -> str:
    """Return the translation of the text's title, as far as there is one."""
    index = shower.standing.index
    outline = index.outline
    unit = next((number for number, unit in enumerate(outline.units[:4]) if unit.role is Role.TITLE), None)
    if unit is None:
        return ""
    entries = (shower.standing.facts[index.at_place[place]].entry for place in range(*outline.bounds[unit]))
    return " ".join(entry.target for entry in entries if entry.target)


def _place(given: str, places: int) -> int | None:
    """Return a place, from 0, that is asked for from 1; None where there is none such."""
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        return None
    place = int(given) - 1
    return place if 0 <= place < places else None
