"""What the templates of the review server get: plain values, ready to be shown.

Every template gets `page` (a `Page`). As globals, in macros too: `_("English, with {named} places", named=…)` for words
of the interface, `n_("{count} sentence", "{count} sentences", count)`, and `asset("review.css")` for the address of a
static file. Everything is escaped on output, but for fields of the type `Markup`, which are safe HTML already.
Addresses come ready-made: no template puts one together. Those of the panel are in `panel_views`, those of the pages
beside the editor in `page_views`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Show = Literal["all", "untranslated", "draft", "stale", "flagged", "conflict", "comment", "approved", "changed"]
"""Filters of the editor, in the order shown; `changed`: by others since the reader's last visit."""
Order = Literal["text", "doubt"]
"""Of the editor: as they are read, or the most doubtful first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time (anywhere): `<time datetime="{{ m.iso }}">{{ m.text }}</time>`."""

    iso: str
    """Machine-readable: `2026-11-14` or `2026-11-14T10:15:00Z`."""
    text: str
    """As people write it, in the language of the interface."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several links of which one is current: interface languages, filters, orders, pages."""

    name: str
    """A word for programs: `es`, `draft`, `doubt`."""
    text: str
    """What to show, in the language of the interface (a language: its own name for itself)."""
    url: str
    """Where it leads; empty where it is chosen by a form (interface languages: POST /language)."""
    current: bool
    """True for the one that is chosen (`aria-current`)."""
    count: int | None = None
    """How many sentences it would show; None where that is not known yet (`flagged`, before it was first chosen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message at the top of a page, once, in `role="status"` (base.html)."""

    text: str
    """One or two sentences, in the language of the interface."""
    kind: Literal["done", "warning", "error"]
    """`done`: it worked; `warning`: look; `error`: it did not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Every template, as `page`: the reader and the frame of the page (base.html)."""

    language: str
    """Of the interface: `en`, `es` or `pt`; for `<html lang>`."""
    languages: tuple[Choice, ...]
    """Those of the interface; a form posts `language` (the choice's name), `next` and `csrf` to /language."""
    project: str
    """The title of the project: the group's name."""
    who: str
    """The reader's name; empty before it was asked."""
    csrf: str
    """For `<meta name="csrf" content>` and a hidden field `csrf` in every form; in scripts the header X-CSRF-Token."""
    here: str
    """Path and query of this page, for hidden fields `next`; `/` on pages that are not to be come back to."""
    shared: bool
    """True when others on the network can come in too (with --share)."""
    notices: tuple[Notice, ...] = ()
    """What to tell once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Numbers of sentences of one text in one language (overview.html, editor.html, and JSON `progress`)."""

    total: int
    """All; each counts once, however often it stands in the text."""
    approved: int
    """A person stands behind them."""
    draft: int
    """Drafts, a machine's or a person's."""
    stale: int
    """The source changed under them."""
    untranslated: int
    """Empty."""
    conflicts: int
    """With another version beside them; counted in a state above too."""
    comments: int
    """With a comment; counted in a state above too."""
    percent: int
    """Approved of all, 0 to 100, rounded down: 100 means all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCell:
    """overview.html: one text in one language."""

    code: str
    """Of the language, as the project writes it: `es`."""
    name: str
    """The language's own name for itself: `Español`."""
    locale: str
    """For `lang` attributes: `es-ES`."""
    url: str
    """The editor."""
    progress: Progress | None
    """None where the catalogue cannot be read (then see `problem`) or is not there yet (then `problem` is empty)."""
    changed: int
    """Sentences that others changed since the reader's last visit."""
    changed_by: tuple[str, ...]
    """Who did, each name once; an empty name is a program outside (Poedit)."""
    changed_url: str
    """The editor with those sentences only."""
    problem: str
    """One line on what is wrong with the catalogue and how to put it right; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """overview.html: one text in all its languages."""

    slug: str
    """Its name in addresses and files."""
    title: str
    """Its title, in its own language."""
    locale: str
    """Of its own language, for `lang`."""
    editions: tuple[EditionCell, ...]
    """In the order of the project; not every text is wanted in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView:
    """overview.html, as `overview`: texts × languages."""

    rows: tuple[TextRow, ...]
    """The texts, sorted by name; may be empty (a new project: say how to add a text)."""
    languages: tuple[tuple[str, str], ...]
    """Code and own name of every language that some text is wanted in: the columns."""
    last_visit: Moment | None
    """When the reader was here before; None on a first visit."""
    go: str
    """Where the reader should go on: the first text's first open sentence, that last worked on first; empty if none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffPart:
    """A run of words of a difference (anywhere): `gone` in `<del>`, `new` in `<ins>`, `kept` plain."""

    kind: Literal["kept", "gone", "new"]
    """What became of it."""
    text: str
    """The words, with the white space after them; not HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagView:
    """One thing to look at in a translation (segment.html in short, issues.html and panel.html in full)."""

    check: str
    """The check's name, for the field `check` of dismiss: `numbers`."""
    title: str
    """The check's name for people, in the language of the interface."""
    message: str
    """What is wrong, one sentence in the language of the interface."""
    severity: Literal["error", "warning", "note"]
    """How bad; an error stops the print."""
    mend: str | None
    """The whole translation as it would be mended, for one click (fill the text field); None where nothing is sure."""
    mend_parts: tuple[DiffPart, ...]
    """From the translation to `mend`; empty without one."""
    start: int | None
    """Where in the translation it begins, counted in Unicode characters; None where it has no place."""
    end: int | None
    """Where it ends."""
    excerpt: str
    """The words between start and end; else empty."""
    dismissible: bool
    """True when a person may say that it is all right (needs a reason); False for what the machine noted of its
    draft, which goes when the sentence is approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentView:
    """segment.html: macro `segment(segment, window)`; part.html calls it, and JSON answers hold its result."""

    id: str
    """16 hex digits: the sentence. A sentence that comes twice has one id: see `anchor`."""
    anchor: str
    """Unique in a page, for `id` attributes: `s12`."""
    place: int
    """Its number in the text, from 1: in files that go out and in proofs it has the same (`segment.numbers`)."""
    source: str
    """The sentence, inline Markdown."""
    source_html: Markup
    """The same, rendered; links cannot be followed."""
    target: str
    """The translation, inline Markdown: what the text field holds."""
    target_html: Markup
    """The same, rendered."""
    state: Literal["untranslated", "draft", "approved", "stale"]
    """How far it has come."""
    is_machine: bool
    """True for a draft that is a machine's, untouched."""
    revision: str
    """12 hex digits of what is shown: goes back as `seen`."""
    role: str
    """Where it stands here: `heading`, `list item` … (values of document.Role)."""
    roles: tuple[str, ...]
    """Where it stands anywhere in the text."""
    flags: tuple[FlagView, ...]
    """What to look at; empty for a repeat."""
    comments: int
    """How many comments it has."""
    versions: int
    """How many other versions stand beside it: more than 0 is a conflict to settle."""
    confidence: float | None
    """The machine's own, 0 to 1; None without a machine's draft."""
    who: str
    """Who approved it; empty if nobody, or not known."""
    when: Moment | None
    """When that was."""
    current: bool
    """True for the one at work on (`aria-current`)."""
    context: bool
    """True when it does not fit the filter and is shown for its neighbours' sake (dimmed)."""
    repeat: bool
    """True when it came earlier in the text: shown without a form; `url` leads to where it is edited."""
    times: int
    """How often it stands in the text: an approval counts for all of them."""
    url: str
    """The editor at this sentence (GET), within the same filter and order."""
    action_url: str
    """Where its form posts: `action`, `target`, `seen`, `text`, `check`, `csrf`, and `show`, `order`, `q` of window."""
    panel_url: str
    """Its side panel as an HTML fragment."""
    check_url: str
    """Where to post `target` (and `csrf`) for the list of issues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphView:
    """part.html: one paragraph, heading, list item, cell … with its sentences."""

    number: int
    """Which of the text, from 1; unique in a page except when ordered by doubt."""
    role: str
    """`title`, `subtitle`, `topic`, `cover picture`, `heading`, `paragraph`, `speaker`, `list item`, `quotation`,
    `table cell`, `caption`, `picture description`, `footnote` (values of document.Role)."""
    role_text: str
    """The role in the language of the interface."""
    level: int
    """Of a heading, 1 to 6 as written in the source (the title is above them); else 0."""
    depth: int
    """How many lists and quotations it stands in, 0 to 6: indent."""
    quoted: bool
    """True inside a quotation, list items in it too."""
    marker: str
    """Of the first paragraph of a list item: `•` or `3.`; of a footnote: `1`; else empty."""
    header: bool
    """True for a cell of a table's heading row."""
    cell: tuple[int, int] | None
    """Row and column of a table cell, from 1."""
    segments: tuple[SegmentView, ...]
    """In reading order. With a filter: those that fit, and their neighbours in the paragraph as `context`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    """part.html and editor.html, as `window`: about 40 sentences of a text."""

    paragraphs: tuple[ParagraphView, ...]
    """What is shown; empty when nothing fits the filter."""
    show: Show
    """The filter: hidden field `show`."""
    order: Order
    """Hidden field `order`."""
    q: str
    """Words searched for, or empty: hidden field `q`."""
    source_locale: str
    """`lang` of the sources."""
    source_direction: Literal["ltr", "rtl"]
    """`dir` of the sources."""
    locale: str
    """`lang` of the translations."""
    direction: Literal["ltr", "rtl"]
    """`dir` of the translations."""
    first: int
    """Which of the fitting sentences the first shown is, from 1; 0 when none is shown."""
    last: int
    """Which the last shown is."""
    total: int
    """How many sentences fit the filter."""
    earlier_url: str
    """The page that shows what comes before (a link); empty at the beginning."""
    later_url: str
    """The page that shows what comes after; empty at the end."""
    earlier_part: str
    """The same as a fragment, part.html: for scripts that add it above."""
    later_part: str
    """The same, to add below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorView:
    """editor.html, as `editor` (beside `window` and `panel`): one text in one language."""

    slug: str
    """The text's name in addresses."""
    code: str
    """Of the language: `es`."""
    title: str
    """The text's title, in its own language."""
    translated_title: str
    """The title's translation; empty if none."""
    language: str
    """The language's own name for itself."""
    progress: Progress
    """How far it has come."""
    token: str
    """What the catalogue is at: goes to `changes_url` as `since`."""
    at: str
    """The id of the sentence at work on; empty when nothing fits the filter."""
    next_url: str
    """The editor at the next sentence of the filter; empty at the last."""
    previous_url: str
    """The editor at the one before; empty at the first."""
    next_open_url: str
    """At the next sentence that is not approved, from here on and then from the top; empty when all are."""
    filters: tuple[Choice, ...]
    """By state and so on; without those that never apply (`changed` on a first visit)."""
    orders: tuple[Choice, ...]
    """Text order and doubt."""
    search_url: str
    """Where the search form goes (GET, field `q`, hidden `show` and `order`)."""
    undo_url: str
    """Where to post (`csrf`) to take back one's own last change."""
    can_undo: bool
    """True when there is one."""
    replace_url: str
    """Search and replace."""
    preview_url: str
    """The page viewer at the sentence; empty when there is no preview."""
    changes_url: str
    """To poll: GET with `since` (token) and `ids` (comma-separated), `show`, `order`, `q`."""
    part_url: str
    """The window as a fragment: GET with `at`, `show`, `order`, `q`."""
