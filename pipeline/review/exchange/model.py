"""What goes out to people in a file, row by row, and what comes back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.fingerprint import short
from pipeline.languages import language as language_facts
from pipeline.review.catalogue import FUZZY, Catalogue, Entry, State
from pipeline.review.exchange.words import Words, words_for
from pipeline.review.remarks import RemarkKind, entry_id, remarks, revision
from pipeline.text.document import Document
from pipeline.text.segment import DEFAULT_LANGUAGE, segments

_LETTERS = {State.UNTRANSLATED: "u", State.DRAFT: "d", State.APPROVED: "a", State.STALE: "s"}
_STATES = {letter: state for state, letter in _LETTERS.items()}
_KEY = re.compile(
    r"(?<![0-9a-f])(?P<id>[0-9a-f]{16})-(?P<revision>[0-9a-f]{12})-(?P<state>[udas])(?P<text>[0-9a-f]{10})(?![0-9a-f])"
)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\u0085\v\f]")
_LINE_BREAK = re.compile(r"[ \t]*\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence as it goes out."""

    key: str
    """Names the sentence and what was known of it when it went out (see `Key`); comes back unchanged."""
    number: int
    """From 1, in reading order."""
    paragraph: int
    """The number of the translatable string it stands in, from 0, as in `Segment.unit`."""
    role: str
    """Where it stands: the value of a `Role`, English; empty where nothing is known."""
    source: str
    target: str
    """Empty where nothing is translated yet."""
    state: State
    comment: str = ""
    """What people said of it so far, for reading, a line each; nothing of it counts as new when it comes back."""
    previous: str = ""
    """The sentence that a stale `target` is a translation of."""
    doubts: tuple[str, ...] = ()
    """What to look at, in the words of the language that the text is translated to."""
    unfinished: bool = False
    """True for a draft whose text a person wrote or changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One text in one language as it goes out."""

    slug: str
    title: str
    """In the language of the source."""
    language: str
    """As the project names it: `es`, `pt`, `es-419`."""
    locale: str
    """Full BCP 47 tag of the translation: `es-ES`."""
    source_language: str
    """Full BCP 47 tag of the source: `en-GB`."""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One sentence as it came back."""

    key: str = ""
    """As in `Row.key`; empty where it was lost."""
    source: str = ""
    """Empty where the file does not hold it."""
    target: str = ""
    """Empty where the file does not hold one: that never removes anything."""
    approved: bool | None = None
    """What a person said: True that it is right, False that it is unfinished or wrong. None where nobody said so; a
    state that the file was given, or that a program sets by itself, is nobody's word."""
    comment: str = ""
    """What somebody wrote to the editor; lines of `Row.comment` in it do not count."""
    place: str = ""
    """Where in the file, for people: `row 12`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a reader of files wants people to know: something was left out, or taken in one of several ways."""

    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All that came back in one file."""

    slug: str | None = None
    """The text; None where the file does not say."""
    language: str | None = None
    """The code of the project, or any BCP 47 tag; None where the file does not say."""
    who: str = ""
    """Who worked on it, as the file says; empty where it does not."""
    rows: tuple[Returned, ...] = ()
    kind: str = ""
    """The name of the format: a key of `FORMATS`."""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a key says: which sentence, and how it stood when it went out."""

    id: str
    """As `remarks.entry_id` has it."""
    revision: str
    """As `remarks.revision` has it: equal to that of the entry while nobody changed it."""
    state: State
    text: str
    """A digest of the translation that went out, as `digest` has it."""

    def __str__(self) -> str:
        """Return the key as it stands in files: plain ASCII, 41 characters, letters, digits and hyphens."""
        return f"{self.id}-{self.revision}-{_LETTERS[self.state]}{self.text}"

    @staticmethod
    def of(entry: Entry) -> Key:
        """Return the key of an entry as it is now."""
        source, target = entry.source, plain(entry.target, entry.source)
        return Key(id=entry_id(source), revision=revision(entry), state=entry.state, text=digest(target))

    @staticmethod
    def parse(text: str) -> Key | None:
        """Return the first key in a text, None where there is none."""
        found = _KEY.search(text)
        if found is None:
            return None
        return Key(id=found["id"], revision=found["revision"], state=_STATES[found["state"]], text=found["text"])


def plain(text: str, source: str) -> str:
    """Return a translation of `source` without what programs change on the way: the form in which texts are compared.

    Composed characters (NFC), no white space around it, line ends as line feeds, a space for what XML cannot hold. A
    line break becomes a space unless the source has one: people press Enter to see more of a cell.

    >>> plain("  Agua\\r\\nfría ", "Cold water")
    'Agua fría'
    """
    text = writable(unicodedata.normalize("NFC", text)).strip()
    return text if "\n" in source else _LINE_BREAK.sub(" ", text)


def writable(text: str) -> str:
    """Return a text as every file can hold it: line feeds for line ends, spaces for what XML cannot hold."""
    return _NO_XML.sub(" ", _LINE_ENDS.sub("\n", text))


def digest(text: str) -> str:
    """Return ten hexadecimal digits of a text's SHA-256."""
    return short(text, 10)


def export_of(
    catalogue: Catalogue, document: Document, *, doubts: Callable[[Entry], Sequence[str]] | None = None
) -> Export:
    """Return what goes out of a text: every sentence once, in reading order, one without an entry as untranslated.

    `doubts` says what to look at in an entry, in words; without it those are the flags of the machine's draft, in the
    language of the catalogue.
    """
    words = words_for(catalogue.language)
    rows: dict[str, Row] = {}
    for segment in segments(document):
        if segment.source in rows:
            continue
        entry = catalogue.get(segment.source) or Entry(source=segment.source)
        rows[segment.source] = Row(
            key=str(Key.of(entry)),
            number=len(rows) + 1,
            paragraph=segment.unit,
            role=segment.role.value,
            source=segment.source,
            target=entry.target,
            state=entry.state,
            comment=said(entry, words),
            previous=(entry.previous or "") if entry.state is State.STALE else "",
            doubts=tuple(doubts(entry)) if doubts else _flags(entry, words),
            unfinished=entry.state is State.DRAFT and replace(entry, comments=()).touched,
        )
    return Export(
        slug=catalogue.slug,
        title=document.meta.title,
        language=catalogue.language,
        locale=language_facts(catalogue.language).locale,
        source_language=language_facts(document.meta.language or DEFAULT_LANGUAGE).locale,
        rows=tuple(rows.values()),
    )


def said(entry: Entry, words: Words) -> str:
    """Return what people said of an entry, for people: a line for each comment and for each other version."""
    lines = []
    for remark in remarks(entry):
        if remark.kind is RemarkKind.DISMISSED:
            continue
        text = " ".join(remark.text.split())
        if remark.kind is RemarkKind.VERSION:
            text = f"{words.version}: {text}"
        who = ", ".join(part for part in (remark.who, str(remark.date) if remark.date else "") if part)
        lines.append(f"{who}: {text}" if who else text)
    return "\n".join(lines)


def _flags(entry: Entry, words: Words) -> tuple[str, ...]:
    if FUZZY not in entry.flags:
        return ()
    return tuple(words.doubts.get(flag, flag) for flag in entry.warnings)
