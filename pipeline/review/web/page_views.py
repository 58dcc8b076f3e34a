"""What the templates of the pages beside the editor get: replace, preview, name, help, error (see `views`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from pipeline.review.web.views import Choice, DiffPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceRow:
    """replace.html: one translation that would change."""

    id: str
    """Value of its check box `id`, which is ticked at first."""
    seen: str
    """The revision: a hidden field `seen-ID`."""
    place: int
    """Its number in the text, from 1."""
    source_html: Markup
    """The sentence, rendered."""
    parts: tuple[DiffPart, ...]
    """From the translation to what it would be."""
    count: int
    """How many places in it change."""
    state: Literal["untranslated", "draft", "approved", "stale"]
    """It keeps its state: an approved one is approved anew, by the reader."""
    url: str
    """The editor there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceView:
    """replace.html, as `replace`: search and replace in the translations of one text.

    The search form is GET with `find`, `with`, and the check boxes `case`, `accents`, `words`, `pattern`; applying is
    POST with the same as hidden fields, `id` (checked rows), `seen-ID` and `csrf`.
    """

    title: str
    """The text's title."""
    slug: str
    """The text's name in addresses."""
    code: str
    """Of the language."""
    language: str
    """The language's own name for itself."""
    locale: str
    """`lang` of the translations."""
    source_locale: str
    """`lang` of the sources."""
    url: str
    """Where both forms go."""
    editor_url: str
    """Back."""
    find: str
    """What is looked for; empty at first."""
    put: str
    """What is put in its place (field `with`)."""
    case: bool
    """True: capitals must be the same."""
    accents: bool
    """True: accents must be the same (`si` is not `sí`)."""
    words: bool
    """True: whole words only."""
    pattern: bool
    """True: `find` is a regular expression."""
    searched: bool
    """True when there was something to look for: rows may then be empty all the same."""
    problem: str
    """What is wrong with the search, in the language of the interface; else empty."""
    rows: tuple[ReplaceRow, ...]
    """What would change, in reading order; at most 500."""
    total: int
    """How many sentences would change; may be more than there are rows."""
    done: int | None
    """After applying: how many sentences were changed; before: None."""
    conflicts: tuple[ReplaceRow, ...]
    """After applying: those that somebody else had changed meanwhile, as they would change now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """preview.html, as `preview`: the typeset pages."""

    title: str
    """The text's title."""
    slug: str
    """The text's name in addresses."""
    code: str
    """Of the language."""
    language: str
    """The language's own name for itself."""
    page: int
    """Which page is shown, from 1; 0 when there is none."""
    pages: int
    """How many there are."""
    image_url: str
    """The page's picture; empty when there is none."""
    numbers: tuple[Choice, ...]
    """Links to all pages."""
    next_url: str
    """Empty at the last."""
    previous_url: str
    """Empty at the first."""
    editor_url: str
    """Back to the sentence."""
    stamp: str
    """Changes when the pages do; also JSON `stamp` of GET with `Accept: application/json`, to look again."""
    stamp_url: str
    """Where to ask for it."""
    problem: str
    """Why there is no page, in one line; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameView:
    """name.html, as `name`: asks for the reader's name once; POST /name with `name`, `next`, `csrf`."""

    name: str
    """What was typed, or is known."""
    next: str
    """Where to go then: a hidden field."""
    problem: str
    """What is wrong with it, in the language of the interface; else empty."""
    longest: int
    """`maxlength`, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpView:
    """help.html, as `help`: the help sheet as a page; it has `page.here` as `/`."""

    back_url: str
    """Where the reader came from."""
    has_preview: bool
    """True when pages can be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorView:
    """error.html, as `error`: what went wrong and the way out."""

    status: int
    """HTTP status: 403, 404, 409, 413, 429, 503 …"""
    title: str
    """A few words in the language of the interface."""
    message: str
    """What to do, in the language of the interface; an OctavillaError's line as it is."""
    url: str
    """The way out; empty: none but to try again."""
    link: str
    """The words of that link."""
    kept: str
    """The text that was sent and could not be saved, to be copied from a text area; else empty."""
