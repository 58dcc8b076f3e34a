"""What a person can do to a sentence, as functions from an entry to the entry after it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Draft, Entry, State, approved, cleared, drafted, revised, unsigned
from pipeline.review.remarks import Remark, RemarkKind, holds, remarks, versions, with_remark, without_remark

_FIGURES = re.compile(r"\d+")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Action(StrEnum):
    """What a person does to a sentence."""

    APPROVE = "approve"
    """Stand behind `target`."""
    SAVE = "save"
    """Keep `target` as unfinished: a draft that no machine overwrites; an empty one opens the sentence."""
    REVERT = "revert"
    """Go back to the machine's draft: the one given, else the last one that the history knows."""
    REOPEN = "reopen"
    """Take an approval back; the text stays, as a person's draft."""
    COMMENT = "comment"
    """Say `text`."""
    UNCOMMENT = "uncomment"
    """Take the comment `text` away, one's own first."""
    DISMISS = "dismiss"
    """Say that `check` is wrong here, because of `text`."""
    RESTORE = "restore"
    """Take the dismissal of `check` back."""
    CHOOSE = "choose"
    """Settle a conflict: stand behind `target`, and remove the versions."""
    CLEAR = "clear"
    """Empty the sentence; the next build drafts it."""


_CAREFREE = frozenset((Action.COMMENT, Action.UNCOMMENT, Action.RESTORE))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a person does to the sentence `source`."""

    action: Action
    source: str
    target: str = ""
    seen: str | None = None
    """The `revision` that the person looked at; None for whatever it is now."""
    text: str = ""
    check: str = ""
    draft: Draft | None = None

    @property
    def is_careful(self) -> bool:
        """True where it matters whether somebody else changed the sentence meanwhile: not for comments."""
        return self.action not in _CAREFREE


def acted(
    entry: Entry, change: Change, who: str, day: datetime.date, draft_of: Callable[[], Entry | None] = lambda: None
) -> Entry:
    """Return the entry after a change by `who` on `day`; `draft_of` finds an earlier entry with the machine's draft.

    Raises OctavillaError for an approval or a comment without text, a check whose name is no word, and a way back to a
    draft that nobody knows.
    """
    new = _acted(entry, change, who, day, draft_of)
    return new if new.target == entry.target else _renewed(entry, new, who)


def clean(text: str) -> str:
    """Return a text with plain line feeds and without control characters, as a form or a spreadsheet may send them."""
    return _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _acted(entry: Entry, change: Change, who: str, day: datetime.date, draft_of: Callable[[], Entry | None]) -> Entry:
    target, text = clean(change.target), clean(change.text).strip()
    match change.action:
        case Action.APPROVE:
            return _approved(entry, target, who, day)
        case Action.CHOOSE:
            return _settled(_approved(entry, target, who, day))
        case Action.SAVE:
            return _saved(entry, target)
        case Action.REOPEN:
            return revised(entry, entry.target) if entry.state is State.APPROVED else entry
        case Action.CLEAR:
            return cleared(entry)
        case Action.REVERT:
            return _reverted(entry, change.draft, draft_of)
        case Action.COMMENT:
            if not text:
                raise OctavillaError("an empty comment says nothing. Write one.")
            return with_remark(entry, Remark(RemarkKind.COMMENT, who, day, text))
        case Action.UNCOMMENT:
            return _uncommented(entry, text, who)
        case Action.DISMISS:
            if not re.fullmatch(r"[\w-]+", change.check):
                raise OctavillaError("this is no name of a check. Load the page again.")
            return with_remark(entry, Remark(RemarkKind.DISMISSED, who, day, text, change.check))
        case Action.RESTORE:
            return _restored(entry, change.check)


def _approved(entry: Entry, target: str, who: str, day: datetime.date) -> Entry:
    """Return the entry as approved; whoever stood behind these very words first stays their reviewer."""
    return entry if entry.reviewer and entry.target == target else approved(entry, target, who, day)


def _saved(entry: Entry, target: str) -> Entry:
    if not target.strip():
        return entry if entry.state is State.UNTRANSLATED else cleared(entry)
    is_draft = entry.state in (State.DRAFT, State.STALE)
    return entry if is_draft and target == entry.target else revised(entry, target)


def _settled(entry: Entry) -> Entry:
    for remark in versions(entry):
        entry = without_remark(entry, remark)
    return entry


def _reverted(entry: Entry, draft: Draft | None, draft_of: Callable[[], Entry | None]) -> Entry:
    if draft is not None:
        return drafted(entry, draft)
    known = draft_of()
    if known is None:
        raise OctavillaError("the machine's draft is not known any more. Clear the sentence: the next build drafts it.")
    return replace(known, comments=unsigned(entry.comments), references=entry.references, layout="")


def _uncommented(entry: Entry, text: str, who: str) -> Entry:
    found = [r for r in remarks(entry) if r.kind is RemarkKind.COMMENT and clean(r.text).strip() == text]
    own = [remark for remark in found if remark.who == who]
    return without_remark(entry, (own or found)[0]) if found else entry


def _restored(entry: Entry, check: str) -> Entry:
    for remark in remarks(entry):
        if remark.kind is RemarkKind.DISMISSED and remark.check == check:
            entry = without_remark(entry, remark)
    return entry


def _renewed(old: Entry, new: Entry, who: str) -> Entry:
    """Return the new entry in which the dismissals of `who` hold for the new wording, unless its figures changed.

    Who dismissed a check and goes on writing has seen it; anybody else is shown it again.
    """
    if not who or _FIGURES.findall(old.target) != _FIGURES.findall(new.target) or not new.target.strip():
        return new
    for remark in remarks(old):
        if remark.who == who and holds(remark, old):
            new = with_remark(new, remark)
    return new
