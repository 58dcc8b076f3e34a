"""The catalogue: one text in one language, sentence by sentence, with the state of each; pure operations on it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import compress
from operator import is_not

from pipeline.errors import OctavillaError
from pipeline.fingerprint import short
from pipeline.languages import language as language_facts
from pipeline.text.document import Role

FUZZY = "fuzzy"
"""The PO flag for "needs work"."""
ALIGNED = "aligned"
"""The engine of a draft that a program found in an old translation: a person's words, which no machine overwrites."""
_ROLES = frozenset(role.value for role in Role)
_APPROVED = re.compile(r"Approved by (?P<name>.+) on (?P<date>\d{4}-\d{2}-\d{2})\Z")
_DRAFT = re.compile(
    r"draft: (?P<engine>.*?), package (?P<package>.*?), version (?P<version>.*?)"
    r"(?:, confidence (?P<confidence>-?\d+\.\d+))?(?:, glossary (?P<glossary>[0-9a-z]+))?"
    r", text (?P<text>[0-9a-f]{10})\Z"
)
_DIGITS = 10
"""Of the fingerprint of a draft's text."""
_CHECK = "check: "
_CONTROLS = frozenset(("Cc", "Cs", "Zl", "Zp"))
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class State(StrEnum):
    """How far the translation of one sentence has come."""

    UNTRANSLATED = "untranslated"
    """Nothing there: the text is empty."""
    DRAFT = "draft"
    """A machine's text, or a person's unfinished one, that nobody has approved."""
    APPROVED = "approved"
    """A person stands behind it: it beats every draft. Also called an override."""
    STALE = "stale"
    """A person's translation of a sentence that has changed since; `previous` is the sentence it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a draft came from; `confidence` is the engine's own figure (for `argos`, 0 to 1).

    A draft that comes from the translation memory has the engine `memory`, the text that it was approved in (or `tmx`)
    for a package, and the day of the approval for a version.
    """

    engine: str
    package: str = ""
    version: str = ""
    confidence: float | None = None
    glossary: str = ""
    """A digest of the glossary's terms in the sentence, as small letters and digits; empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A translation offered by a machine; `flags` are short words on what to look at, e.g. `lost marks`."""

    text: str
    origin: Origin
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sentence with its translation, as a PO file holds it; nothing that another program put there is left out."""

    source: str
    target: str = ""
    flags: tuple[str, ...] = ()
    previous: str | None = None
    """The sentence that `target` is a translation of, where that is not `source` (`#| msgid`)."""
    comments: tuple[str, ...] = ()
    """What people wrote (`# `), a line each."""
    notes: tuple[str, ...] = ()
    """What programs wrote for people (`#. `), a line each: our roles and origin, and those of others."""
    references: tuple[str, ...] = ()
    """Lines of places in files (`#: `); we write none, so that a new paragraph touches no other entry."""
    context: str | None = None
    plural: str | None = None
    plural_targets: tuple[str, ...] = ()
    previous_context: str | None = None
    previous_plural: str | None = None
    layout: str = field(default="", compare=False, repr=False)
    """The lines as read from the file, written back as they are while the entry stays equal."""

    @property
    def state(self) -> State:
        """The state, from text, flag and previous sentence."""
        if not self.target.strip() and not any(target.strip() for target in self.plural_targets):
            return State.UNTRANSLATED
        if FUZZY not in self.flags:
            return State.APPROVED
        return State.DRAFT if self.previous is None else State.STALE

    @property
    def is_foreign(self) -> bool:
        """True for an entry with context or plural forms: no sentence of ours, kept untouched."""
        return self.context is not None or self.plural is not None

    @property
    def key(self) -> tuple[str | None, str]:
        """What must be unique in a file: context and source."""
        return (self.context, self.source)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Where the sentence stands in the text."""
        for note in self.notes:
            if _is_roles(note):
                return tuple(Role(part) for part in note.split(", "))
        return ()

    @property
    def origin(self) -> Origin | None:
        """Where the draft came from; None when no machine wrote one here."""
        found = self._draft_note()
        if found is None:
            return None
        confidence = found["confidence"]
        return Origin(
            engine=found["engine"],
            package=found["package"],
            version=found["version"],
            confidence=None if confidence is None else float(confidence),
            glossary=found["glossary"] or "",
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the machine asked to have looked at."""
        return tuple(
            part for note in self.notes if note.startswith(_CHECK) for part in note.removeprefix(_CHECK).split(", ")
        )

    @property
    def touched(self) -> bool:
        """True when a person has a hand in it: then no draft may overwrite it and no merge may drop it.

        A machine's draft carries a fingerprint of its text, so a changed text shows even while it is still flagged.
        """
        if self.is_foreign or self.comments:
            return True
        match self.state:
            case State.UNTRANSLATED:
                return False
            case State.APPROVED | State.STALE:
                return True
        found = self._draft_note()
        return found is None or found["engine"] == ALIGNED or found["text"] != short(self.target, _DIGITS)

    @property
    def is_found(self) -> bool:
        """True for a draft that stands as a program found it in an old translation."""
        found = self._draft_note()
        if found is None or found["engine"] != ALIGNED or self.state is not State.DRAFT:
            return False
        return found["text"] == short(self.target, _DIGITS)

    @property
    def reviewer(self) -> str:
        """Who approved it, if it says so; else empty."""
        found = self._approval()
        return found["name"] if found and self.state is State.APPROVED else ""

    @property
    def approved_on(self) -> datetime.date | None:
        """When it was approved, if it says so."""
        found = self._approval()
        if found is None or self.state is not State.APPROVED:
            return None
        try:
            return datetime.date.fromisoformat(found["date"])
        except ValueError:
            return None

    def _approval(self) -> re.Match[str] | None:
        return next((found for comment in reversed(self.comments) if (found := _APPROVED.match(comment))), None)

    def _draft_note(self) -> re.Match[str] | None:
        return next((found for note in self.notes if (found := _DRAFT.match(note))), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The sentences of one text in one language, in reading order; iterates over them and finds them by source.

    `entries` holds them together with foreign entries, `obsolete` what has vanished from the text but not from memory.
    Context and source are unique over both.
    """

    slug: str
    language: str
    entries: tuple[Entry, ...] = ()
    obsolete: tuple[Entry, ...] = ()
    header: Entry | None = None
    tail: tuple[str, ...] = ()
    """Comment lines after the last entry."""
    _places: Mapping[str, int] = field(init=False, compare=False, repr=False)
    """Where in `entries` that of each sentence stands; the same object in all that `with_entries` made of one."""

    def __post_init__(self) -> None:
        own = {e.source: place for place, e in enumerate(self.entries) if not e.is_foreign}
        object.__setattr__(self, "_places", own)

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entry of every sentence, in reading order."""
        return map(self.entries.__getitem__, self._places.values())

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self._places)

    def __contains__(self, source: object) -> bool:
        """Tell whether a sentence of the text has an entry."""
        return source in self._places

    def __getitem__(self, source: str) -> Entry:
        """Return the entry of a sentence; KeyError when there is none."""
        return self.entries[self._places[source]]

    def get(self, source: str) -> Entry | None:
        """Return the entry of a sentence, or None."""
        place = self._places.get(source)
        return None if place is None else self.entries[place]

    def changed_since(self, former: Catalogue) -> Sequence[Entry] | None:
        """Return the entries that are other objects than in `former`; None unless `with_entries` made one of the other.

        Tells without a look at each sentence what came of the change of one.
        """
        if self._places is not former._places:
            return None
        return list(compress(self.entries, map(is_not, self.entries, former.entries)))

    @property
    def headers(self) -> dict[str, str]:
        """The fields of the PO header, in the order of the file."""
        lines = self.header.target.split("\n") if self.header else []
        pairs = (line.partition(":") for line in lines if ":" in line)
        return {name.strip(): value.strip() for name, _, value in pairs}

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Names of those who approved sentences of the text, sorted."""
        return tuple(sorted({entry.reviewer for entry in self if entry.reviewer}))


def new_header(slug: str, language: str) -> Entry:
    """Return the header of a new catalogue; it holds no time, so that the same input gives the same bytes."""
    locale = language_facts(language).locale.replace("-", "_")
    fields = (
        ("Project-Id-Version", slug),
        ("Language", locale),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )
    return Entry(source="", target="".join(f"{name}: {value}\n" for name, value in fields))


def with_drafts(catalogue: Catalogue, drafts: Mapping[str, Draft]) -> Catalogue:
    """Put drafts (by source) where nothing is, and in place of machine drafts that nobody touched."""

    def offered(entry: Entry) -> Entry:
        draft = drafts.get(entry.source)
        if draft is None or entry.is_foreign or not draft.text.strip():
            return entry
        is_open = entry.state is State.UNTRANSLATED or (entry.state is State.DRAFT and not entry.touched)
        return drafted(entry, draft) if is_open else entry

    return replace(catalogue, entries=tuple(offered(entry) for entry in catalogue.entries))


def drafted(entry: Entry, draft: Draft) -> Entry:
    """Return the entry with a machine's draft in place of what it had; people's comments stay."""
    checks = (_CHECK + ", ".join(one_line(flag) for flag in draft.flags),) if draft.flags else ()
    return replace(
        entry,
        target=draft.text,
        flags=_flagged(entry.flags),
        previous=None,
        comments=unsigned(entry.comments),
        notes=(*_without_machine_notes(entry.notes), _origin_note(draft), *checks),
    )


def approved(entry: Entry, target: str, reviewer: str = "", date: datetime.date | None = None) -> Entry:
    """Return the entry with `target` as its approved translation, with who and when where both are given.

    Raises OctavillaError when the translation is empty.
    """
    if not target.strip():
        raise OctavillaError("an empty translation cannot be approved. Write one, or leave the sentence open.")
    name = one_line(reviewer)
    signed = (f"Approved by {name} on {date.isoformat()}",) if name and date else ()
    return replace(
        entry,
        target=target,
        flags=tuple(flag for flag in entry.flags if flag != FUZZY),
        previous=None,
        previous_context=None,
        previous_plural=None,
        comments=(*unsigned(entry.comments), *signed),
        notes=_without_machine_notes(entry.notes),
    )


def revised(entry: Entry, target: str) -> Entry:
    """Return the entry with `target` as a person's unfinished translation: a draft that no machine overwrites."""
    return replace(entry, target=target, flags=_flagged(entry.flags), comments=unsigned(entry.comments))


def cleared(entry: Entry) -> Entry:
    """Return the entry without translation, open to a machine's draft; people's comments stay."""
    return replace(
        entry,
        target="",
        flags=tuple(flag for flag in entry.flags if flag != FUZZY),
        previous=None,
        comments=unsigned(entry.comments),
        notes=_without_machine_notes(entry.notes),
    )


def approve(
    catalogue: Catalogue, source: str, target: str, reviewer: str = "", date: datetime.date | None = None
) -> Catalogue:
    """Make `target` the approved translation of `source`, with who and when where given.

    Raises OctavillaError when the text has no such sentence (any more) or the translation is empty.
    """
    return with_entries(catalogue, (approved(_entry(catalogue, source), target, reviewer, date),))


def revise(catalogue: Catalogue, source: str, target: str) -> Catalogue:
    """Keep `target` as a person's unfinished translation of `source`: a draft that no machine overwrites.

    Raises OctavillaError when the text has no such sentence (any more).
    """
    return with_entries(catalogue, (revised(_entry(catalogue, source), target),))


def with_entries(catalogue: Catalogue, changed: Iterable[Entry]) -> Catalogue:
    """Put changed entries in the place of those of the same sentences; other entries stay the very objects they are.

    Raises KeyError for a sentence that the catalogue does not have.
    """
    entries = list(catalogue.entries)
    is_sound = True
    for entry in changed:
        entries[catalogue._places[entry.source]] = entry
        is_sound = is_sound and not entry.is_foreign
    if not is_sound:
        return replace(catalogue, entries=tuple(entries))
    # Every sentence stands where it stood: of ten thousand none has to be looked at again for the change of one.
    new = copy(catalogue)
    object.__setattr__(new, "entries", tuple(entries))
    return new


def stale(entry: Entry, source: str, roles: Iterable[Role]) -> Entry:
    """Return the entry of `source` with the translation of an older sentence, which somebody has to look at."""
    return replace(
        entry,
        source=source,
        flags=_flagged(entry.flags),
        previous=belongs_to(entry),
        comments=unsigned(entry.comments),
        notes=(*_roles_note(roles), *(n for n in _without_machine_notes(entry.notes) if not _is_roles(n))),
    )


def with_roles(entry: Entry, roles: Iterable[Role]) -> Entry:
    """Return the entry with a note of where the sentence stands; itself where that is so already."""
    note = _roles_note(roles)
    first = next((index for index, old in enumerate(entry.notes) if _is_roles(old)), None)
    if first is None:
        return replace(entry, notes=(*note, *entry.notes)) if note else entry
    notes = (*entry.notes[:first], *note, *entry.notes[first + 1 :])
    return entry if notes == entry.notes else replace(entry, notes=notes)


def belongs_to(entry: Entry) -> str:
    """Return the sentence that the entry's text is a translation of."""
    return entry.previous if entry.state is State.STALE and entry.previous is not None else entry.source


def unsigned(comments: Iterable[str]) -> tuple[str, ...]:
    """Return comments without the line that says who approved."""
    return tuple(comment for comment in comments if not _APPROVED.match(comment))


def one_line(text: str) -> str:
    """Return a text in one line, without control characters and marks that turn the direction of writing."""
    plain = (" " if char in _TURNS or unicodedata.category(char) in _CONTROLS else char for char in text)
    return " ".join("".join(plain).split())


def _entry(catalogue: Catalogue, source: str) -> Entry:
    entry = catalogue.get(source)
    if entry is None:
        raise OctavillaError(f"{catalogue.slug} has no sentence “{source}” any more. Load the text again.")
    return entry


def _flagged(flags: tuple[str, ...]) -> tuple[str, ...]:
    return flags if FUZZY in flags else (FUZZY, *flags)


def _roles_note(roles: Iterable[Role]) -> tuple[str, ...]:
    note = ", ".join(dict.fromkeys(role.value for role in roles))
    return (note,) if note else ()


def _is_roles(note: str) -> bool:
    return all(part in _ROLES for part in note.split(", "))


def _without_machine_notes(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(note for note in notes if not _DRAFT.match(note) and not note.startswith(_CHECK))


def _origin_note(draft: Draft) -> str:
    origin = draft.origin
    parts = [f"draft: {one_line(origin.engine)}", f"package {one_line(origin.package)}"]
    parts.append(f"version {one_line(origin.version)}")
    if origin.confidence is not None:
        parts.append(f"confidence {origin.confidence:.3f}")
    if origin.glossary:
        parts.append(f"glossary {origin.glossary}")
    return ", ".join((*parts, f"text {short(draft.text, _DIGITS)}"))
