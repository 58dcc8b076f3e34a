"""What the templates panel.html, issues.html and conflict.html get: everything about one sentence (see `views`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from pipeline.review.web.views import DiffPart, FlagView, Moment, SegmentView, WindowView


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """panel.html: a term of the glossary that stands in the source."""

    term: str
    """As the glossary has it."""
    translation: str
    """What it is to be; the term itself where it stays as it is."""
    kept: bool
    """True when it stays as it is."""
    note: str
    """What the glossary says of it; may be empty."""
    used: bool
    """True when the translation has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """panel.html: a translation of the same, or nearly the same, sentence that was approved before."""

    score: int
    """How alike the sentences are, in per cent, rounded down: 100 is the same."""
    parts: tuple[DiffPart, ...]
    """From the other sentence to this one."""
    target: str
    """Its translation, Markdown: to be taken over."""
    target_html: Markup
    """The same, rendered."""
    place: str
    """The text it was approved in, or where it was imported from; may be empty."""
    who: str
    """Who approved it; may be empty."""
    when: Moment | None
    """When that was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """panel.html: something that was done to the sentence."""

    who: str
    """Whose doing; empty: in another program."""
    when: Moment
    """When."""
    action: str
    """`approve`, `save`, `revert`, `reopen`, `comment`, `uncomment`, `dismiss`, `restore`, `choose`, `clear`, `undo`,
    `merge`, `outside` … (a class name)."""
    text: str
    """The action in the language of the interface: `approved`."""
    state: Literal["untranslated", "draft", "approved", "stale"]
    """What it was afterwards."""
    parts: tuple[DiffPart, ...]
    """From the translation before to that after; empty when it stayed the same."""
    after: str
    """The translation afterwards, Markdown: to be taken over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """panel.html: what somebody wrote to the editor."""

    who: str
    """Who; empty: not known."""
    when: Moment | None
    """When; None: not known."""
    text: str
    """The comment, plain text; may have line breaks."""
    mine: bool
    """True when the reader may take it back: post action=uncomment with `text` as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissedView:
    """panel.html: a check that somebody said is all right here; post action=restore with `check`."""

    check: str
    """Its name."""
    title: str
    """Its name for people, in the language of the interface."""
    who: str
    """Who said so."""
    when: Moment | None
    """When."""
    reason: str
    """Why; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """panel.html: another translation that came in beside this one; post action=choose with `target` to settle."""

    who: str
    """Whose it is; empty: not known."""
    when: Moment | None
    """When it came."""
    target: str
    """The translation, Markdown."""
    target_html: Markup
    """The same, rendered."""
    parts: tuple[DiffPart, ...]
    """From the translation in the catalogue to this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """panel.html, as `panel`: everything about one sentence. editor.html includes it where `panel` is not None."""

    segment: SegmentView
    """The sentence; its flags are those of issues.html."""
    window: WindowView
    """The filter for hidden fields (`show`, `order`, `q`) and the languages; it has no paragraphs."""
    stale: tuple[DiffPart, ...]
    """From the source that the translation belongs to, to the source now; empty when it is not stale."""
    previous: str
    """That former source; empty when it is not stale."""
    terms: tuple[TermView, ...]
    """From the glossary, in the order of the source."""
    matches: tuple[MatchView, ...]
    """From the translation memory, the best first, without this sentence's own translation."""
    versions: tuple[VersionView, ...]
    """A conflict, if any: the translation in the catalogue is `segment.target`."""
    comments: tuple[CommentView, ...]
    """Oldest first."""
    dismissed: tuple[DismissedView, ...]
    """Checks that do not apply here."""
    history: tuple[EventView, ...]
    """Newest first, at most 50."""
    engine: str
    """Who made the draft: `argos`, `memory`; empty when no machine did."""
    package: str
    """The language package and its version, or the text that the memory has it from; may be empty."""
    can_revert: bool
    """True when the machine's draft can be had back."""
    preview_url: str
    """The page viewer at this sentence; empty when there is no preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuesView:
    """issues.html, as `issues`: the list of flags, in the panel and as the answer to a check while typing."""

    id: str
    """Of the sentence."""
    flags: tuple[FlagView, ...]
    """Errors first; empty: say that nothing was found."""
    action_url: str
    """Where a dismissal posts."""
    seen: str
    """The revision, for its field `seen`."""
    target: str
    """The translation that was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView:
    """conflict.html, as `conflict` (status 409, without scripts): somebody changed the sentence meanwhile.

    Two forms post to `segment.action_url`: theirs is kept by following `segment.url`; the reader's own is put in its
    place by action=approve (or save) with `target`=mine and `seen`=segment.revision. Nothing was overwritten.
    """

    segment: SegmentView
    """As it is now: theirs."""
    window: WindowView
    """The filter for hidden fields, and the languages; it has no paragraphs."""
    who: str
    """Who changed it; empty: in another program."""
    when: Moment | None
    """When."""
    mine: str
    """What the reader sent, Markdown."""
    mine_html: Markup
    """The same, rendered."""
    parts: tuple[DiffPart, ...]
    """From theirs to the reader's."""
    action: str
    """What the reader wanted: `approve`, `save` …"""
