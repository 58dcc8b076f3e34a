"""Changes to one sentence: approve, save, revert, comment …, undo, and a look at what is being written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from pipeline.review.desk import Action, Change, Event, Result
from pipeline.review.remarks import RemarkKind, entry_id, remarks, revision
from pipeline.review.web import visitor
from pipeline.review.web.editions import last_own
from pipeline.review.web.editor import progress_json
from pipeline.review.web.failures import NoNameError
from pipeline.review.web.frame import fragment, number_of, page, segment_html, service, shower_of, wants_json
from pipeline.review.web.markup import rendered
from pipeline.review.web.panel_views import ConflictView, IssuesView
from pipeline.review.web.showing import Shower, diff, flag_view
from pipeline.review.web.words import moment, say

pages = Blueprint("editing", __name__)
LONGEST = {"target": 100_000, "text": 5_000, "check": 80, "seen": 80}
"""Characters of the fields of a form."""
_GO_ON = frozenset((Action.APPROVE, Action.CHOOSE))
"""After these the next sentence comes."""
_WRITES = frozenset((Action.APPROVE, Action.SAVE, Action.CHOOSE))
"""These carry a text, which must not be lost when somebody else was faster."""
_LOOKED_AT = frozenset(
    (Action.APPROVE, Action.SAVE, Action.REVERT, Action.REOPEN, Action.DISMISS, Action.CHOOSE, Action.CLEAR)
)
"""These change what others may have changed meanwhile: the form says what the reader saw."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a form asks for."""

    action: Action
    target: str
    seen: str
    text: str
    check: str
    stay: bool


@pages.post("/<code:code>/<slug>/<id:name>")
def change(code: str, slug: str, name: str) -> ResponseReturnValue:
    """Make a change to a sentence; a script gets JSON, a form the next sentence.

    Where somebody else changed the sentence meanwhile nothing is written, and the answer is 409 with their version.
    """
    who = _who()
    shower = shower_of(code, slug)
    number = number_of(shower.standing, name)
    asked = _asked()
    source = shower.standing.index.sources[number]
    draft = service().room.draft(slug, code, source) if asked.action is Action.REVERT else None
    # What comes next is asked before the change: after it the sentence may stand elsewhere.
    upcoming = shower.standing.neighbour(shower.wanted, number, only_open=True)
    result = shower.edition.desk.apply(
        (
            Change(
                action=asked.action,
                source=source,
                target=asked.target,
                seen=asked.seen or None,
                text=asked.text,
                check=asked.check,
                draft=draft,
            ),
        ),
        who,
    )[0]
    shower = replace(shower, standing=shower.edition.standing())
    number = number_of(shower.standing, name)
    if not result.saved:
        return _conflict(shower, number, result, asked)
    following = "" if upcoming is None else shower.standing.index.ids[upcoming]
    if wants_json():
        return jsonify(_saved(shower, number) | {"next": following})
    goes_on = asked.action in _GO_ON and not asked.stay
    return redirect(shower.addresses.editor(following if goes_on and following else name), 303)


@pages.post("/<code:code>/<slug>/undo")
def undo(code: str, slug: str) -> ResponseReturnValue:
    """Take back the reader's own last change to this text."""
    who = _who()
    shower = shower_of(code, slug)
    last = last_own(shower.edition, who)
    result = shower.edition.desk.undo(who, shower.edition.stuck)
    if result is not None and not result.saved and last is not None:
        shower.edition.stuck.add(last.id)
    shower = replace(shower, standing=shower.edition.standing())
    if result is None:
        if wants_json():
            return jsonify(saved=False, error=say("There is nothing to undo.")), 404
        flash(say("There is nothing to undo."), "warning")
        return redirect(shower.addresses.editor(), 303)
    name = entry_id(result.entry.source)
    number = shower.standing.index.by_id.get(name)
    if number is None:
        # The sentence has gone from the text meanwhile; what was written in it is taken back all the same.
        if wants_json():
            return jsonify(saved=result.saved, token=shower.standing.token)
        return redirect(shower.addresses.editor(), 303)
    if wants_json():
        answer = _saved(shower, number) | {"saved": result.saved}
        if not result.saved:
            return jsonify(answer | _whose(result.event)), 409
        return jsonify(answer)
    if result.saved:
        flash(say("Your last change is taken back."), "done")
    else:
        flash(say("Somebody changed this sentence after you. It was left as it is."), "warning")
    return redirect(shower.addresses.editor(name), 303)


@pages.post("/<code:code>/<slug>/<id:name>/check")
def check(code: str, slug: str, name: str) -> ResponseReturnValue:
    """Answer with what there is to look at in a translation that is being written; nothing is kept."""
    shower = shower_of(code, slug)
    entry = shower.standing.facts[number_of(shower.standing, name)].entry
    target = _field("target").strip()
    written = replace(entry, target=target)
    issues = shower.edition.look(written) if target else ()
    flags = tuple(flag_view(issue, target) for issue in issues)
    view = IssuesView(
        id=name,
        flags=flags,
        action_url=shower.addresses.action(name),
        seen=revision(entry),
        target=target,
    )
    listed = [
        {
            "check": flag.check,
            "title": flag.title,
            "message": flag.message,
            "severity": flag.severity,
            "start": flag.start,
            "end": flag.end,
            "mend": flag.mend,
        }
        for flag in flags
    ]
    return jsonify(html=fragment("issues.html", issues=view, window=shower.frame()), issues=listed)


def segment_json(shower: Shower, number: int) -> dict[str, object]:
    """Return a sentence for scripts."""
    segment = shower.segment(number)
    entry = shower.standing.facts[number].entry
    said = remarks(entry) if entry.comments else ()

    def of(kind: RemarkKind) -> list[dict[str, str]]:
        found = (remark for remark in said if remark.kind is kind)
        return [
            {"who": remark.who, "date": remark.date.isoformat() if remark.date else "", "text": remark.text}
            for remark in found
        ]

    return {
        "id": segment.id,
        "source": segment.source,
        "target": segment.target,
        "state": segment.state,
        "revision": segment.revision,
        "roles": list(segment.roles),
        "flags": [
            {"check": flag.check, "message": flag.message, "severity": flag.severity, "mend": flag.mend}
            for flag in segment.flags
        ],
        "comments": of(RemarkKind.COMMENT),
        "versions": of(RemarkKind.VERSION),
        "confidence": segment.confidence,
    }


def _saved(shower: Shower, number: int) -> dict[str, object]:
    return {
        "saved": True,
        "segment": segment_json(shower, number),
        "html": segment_html(shower, number),
        "progress": progress_json(shower),
        "token": shower.standing.token,
        "can_undo": last_own(shower.edition, visitor.name()) is not None,
    }


def _conflict(shower: Shower, number: int, result: Result, asked: _Asked) -> ResponseReturnValue:
    """Show both versions; the reader chooses."""
    if wants_json():
        answer = _saved(shower, number) | {"saved": False} | _whose(result.event)
        return jsonify(answer), 409
    segment = shower.segment(number)
    if asked.action not in _WRITES:
        flash(say("Somebody changed this sentence meanwhile. It was left as it is: look again."), "warning")
        return redirect(segment.url, 303)
    references = shower.standing.index.references
    view = ConflictView(
        segment=segment,
        window=shower.frame(),
        who=result.event.who if result.event is not None else "",
        when=moment(result.event.when) if result.event is not None else None,
        mine=asked.target,
        mine_html=rendered(asked.target, references),
        parts=diff(segment.target, asked.target),
        action=asked.action.value,
    )
    return render_template("conflict.html", page=page(segment.url), conflict=view), 409


def _whose(event: Event | None) -> dict[str, object]:
    if event is None:
        return {"who": "", "when": None}
    return {"who": event.who, "when": moment(event.when).text}


def _who() -> str:
    who = visitor.name()
    if not who:
        raise NoNameError(say("Say who you are first: corrections carry a name."))
    return who


def _asked() -> _Asked:
    """Return what the form asks for; 400 where it makes no sense."""
    try:
        action = Action(_field("action"))
    except ValueError:
        abort(400, description=say("This form is not known here. Load the page again."))
    asked = _Asked(
        action=action,
        target=_field("target").strip(),
        seen=_field("seen"),
        text=_field("text").strip(),
        check=_field("check"),
        stay=_field("go") == "stay",
    )
    if action in (Action.APPROVE, Action.CHOOSE) and not asked.target:
        abort(422, description=say("An empty translation cannot be approved. Write one, or leave the sentence open."))
    if action is Action.COMMENT and not asked.text:
        abort(422, description=say("An empty comment says nothing. Write one."))
    if action in _LOOKED_AT and not asked.seen:
        abort(400, description=say("This form is not known here. Load the page again."))
    return asked


def _field(name: str) -> str:
    value = request.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n")
    if len(value) > LONGEST.get(name, 80):
        abort(413)
    return value
