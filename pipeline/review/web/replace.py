"""Search and replace over a text: a form, every change to be seen before it is made, conflicts left as they are."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import State
from pipeline.review.desk import Action, Change
from pipeline.review.remarks import revision
from pipeline.review.replacing import LONGEST, Replacement
from pipeline.review.web import visitor
from pipeline.review.web.addresses import Addresses
from pipeline.review.web.editions import name_of
from pipeline.review.web.failures import NoNameError
from pipeline.review.web.frame import ask_name, shower_of, shown
from pipeline.review.web.markup import rendered
from pipeline.review.web.page_views import ReplaceRow, ReplaceView
from pipeline.review.web.showing import Shower, diff
from pipeline.review.web.standing import Wanted
from pipeline.review.web.words import say

pages = Blueprint("replace", __name__)
MOST = 500
"""Changes that are shown, and made, at once."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One translation that would change."""

    number: int
    new: str
    count: int


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of the changes."""

    saved: int
    conflicts: tuple[ReplaceRow, ...]


@pages.get("/<code:code>/<slug>/replace")
def show(code: str, slug: str) -> ResponseReturnValue:
    """Show the form, and what would change."""
    if (question := ask_name()) is not None:
        return question
    return _shown(shower_of(code, slug), request.args.get("find", ""), None)


@pages.post("/<code:code>/<slug>/replace")
def apply(code: str, slug: str) -> ResponseReturnValue:
    """Make the changes that are ticked; those whose translation somebody changed meanwhile are left out and listed."""
    who = visitor.name()
    if not who:
        raise NoNameError(say("Say who you are first: corrections carry a name."))
    shower = shower_of(code, slug)
    find = request.form.get("find", "")
    try:
        done = _made(shower, _replacement(find), who)
    except _WrongError as error:
        return _shown(shower, find, None, error.message)
    return _shown(Shower(shower.edition, shower.edition.standing(), shower.wanted), find, done)


class _WrongError(Exception):
    """What was asked for makes no sense."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def _replacement(find: str) -> Replacement:
    values = request.values
    on = {name: bool(values.get(name)) for name in ("case", "accents", "words", "pattern")}
    try:
        return Replacement(find, values.get("with", ""), **on)
    except OctavillaError as error:
        raise _WrongError(_problem(error, find, values.get("with", ""), is_pattern=on["pattern"])) from error


def _problem(error: OctavillaError, find: str, put: str, *, is_pattern: bool) -> str:
    """Return what is wrong with a search in the language of the reader."""
    if not find.strip():
        return say("Write what to search for.")
    if max(len(find), len(put)) > LONGEST:
        return say("Search for at most {count} characters.", count=LONGEST)
    if is_pattern:
        return say("This pattern cannot be used: {reason}", reason=error.format_message())
    return error.format_message()


def _found(shower: Shower, replacement: Replacement) -> list[_Found]:
    """Return what would change, in the order of the text."""
    standing = shower.standing
    # What a search without regard to accents and capitals does not find, no search for words does.
    near = Wanted() if replacement.pattern else Wanted(q=replacement.find)
    replaced = replacement.replacer()
    found = []
    for number in standing.fitting(near):
        entry = standing.facts[number].entry
        if not entry.target:
            continue
        try:
            new, count = replaced(entry.target)
        except OctavillaError as error:
            raise _WrongError(say("This pattern cannot be used: {reason}", reason=error.format_message())) from error
        if count and new.strip():
            found.append(_Found(number, new.strip(), count))
    return found


def _made(shower: Shower, replacement: Replacement, who: str) -> _Done:
    standing = shower.standing
    replaced = replacement.replacer()
    changes: list[Change] = []
    numbers: list[int] = []
    for name in dict.fromkeys(request.form.getlist("id")[:MOST]):
        number = standing.index.by_id.get(name)
        seen = request.form.get(f"seen-{name}", "")
        if number is None or not seen:
            continue
        facts = standing.facts[number]
        try:
            new, count = replaced(facts.entry.target)
        except OctavillaError as error:
            raise _WrongError(say("This pattern cannot be used: {reason}", reason=error.format_message())) from error
        if revision(facts.entry) == seen and (not count or not new.strip()):
            continue
        action = Action.APPROVE if facts.state is State.APPROVED else Action.SAVE
        changes.append(Change(action=action, source=facts.entry.source, target=new.strip() or new, seen=seen))
        numbers.append(number)
    results = shower.edition.desk.apply(changes, who) if changes else ()
    lost = [number for number, result in zip(numbers, results, strict=True) if not result.saved]
    after = Shower(shower.edition, shower.edition.standing(), shower.wanted)
    conflicts = []
    for number in lost:
        entry = after.standing.facts[number].entry if number < len(after.standing.facts) else None
        if entry is not None:
            new, count = entry.target, 0
            # The others are changed by now, and that is told, however long an expression takes here.
            with contextlib.suppress(OctavillaError):
                new, count = replaced(entry.target)
            conflicts.append(_row(after, _Found(number, new, count)))
    return _Done(saved=len(results) - len(lost), conflicts=tuple(conflicts))


def _row(shower: Shower, found: _Found) -> ReplaceRow:
    index = shower.standing.index
    facts = shower.standing.facts[found.number]
    entry = facts.entry
    name = index.ids[found.number]
    return ReplaceRow(
        id=name,
        seen=revision(entry),
        place=found.number + 1,
        source_html=rendered(entry.source, shower.standing.index.references),
        parts=diff(entry.target, found.new),
        count=found.count,
        state=_state(facts.state),
        url=Addresses(shower.edition.code, shower.edition.slug).editor(name),
    )


def _state(state: State) -> Literal["untranslated", "draft", "approved", "stale"]:
    return state.value


def _shown(shower: Shower, find: str, done: _Done | None, problem: str = "") -> ResponseReturnValue:
    edition = shower.edition
    values = request.values
    found: Sequence[_Found] = ()
    is_first = "find" not in values
    if not is_first and not problem:
        try:
            found = _found(shower, _replacement(find))
        except _WrongError as error:
            problem = error.message
    here = Addresses(edition.code, edition.slug)
    view = ReplaceView(
        title=edition.document().meta.title,
        slug=edition.slug,
        code=edition.code,
        language=name_of(edition.language),
        locale=edition.language.locale,
        source_locale=edition.source_language.locale,
        url=f"{here.base}replace",
        editor_url=here.editor(),
        find=find,
        put=values.get("with", ""),
        case=bool(values.get("case")),
        accents=is_first or bool(values.get("accents")),
        words=bool(values.get("words")),
        pattern=bool(values.get("pattern")),
        searched=not is_first,
        problem=problem,
        rows=tuple(_row(shower, item) for item in found[:MOST]),
        total=len(found),
        done=None if done is None else done.saved,
        conflicts=() if done is None else done.conflicts,
    )
    return shown("replace.html", replace=view)
