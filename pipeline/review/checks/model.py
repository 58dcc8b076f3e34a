"""What a check of one translated sentence is given, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from pipeline.languages import language
from pipeline.review.catalogue import Entry, State
from pipeline.text.document import Role
from pipeline.text.glossary import Glossary
from pipeline.text.plain import Plain, References, labels, plain

NO_WORDS = Glossary()
LETTER = r"[^\W\d_]"
"""A letter, in a regular expression."""
LONGEST = 5_000
"""Characters of a sentence, or of its translation, that the checks look at: what is longer is none, and takes long."""


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """Wrong in print: `check --strict` fails, and so does `build --final`."""
    WARNING = "warning"
    """Probably wrong."""
    NOTE = "note"
    """Worth knowing."""


class Template(str):
    """An English message for people, with {named} places: what the interface translates."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A word or phrase that the group does not print, and what it says in its place: "" where it says nothing."""

    word: str
    better: str = ""


class Speller(Protocol):
    """Tells which words are not in the dictionary."""

    def misspelt(self, words: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the words that are unknown, each with suggestions, best first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One sentence with its translation, and what the group knows of both languages: all that a check looks at."""

    source: str
    target: str
    source_language: str
    language: str
    """As the project names it: `es`."""
    locale: str
    """The full tag: `es-ES`."""
    roles: tuple[Role, ...] = ()
    state: State = State.APPROVED
    glossary: Glossary = field(default=NO_WORDS, repr=False)
    limit: int | None = None
    """Characters that fit where the sentence stands; None where nothing is known."""
    forbidden: tuple[Forbidden, ...] = ()
    references: References = ()
    """The text's link reference definitions, as in `Document.references`."""
    before: str = ""
    """The translations of the sentences before this one, for a quotation that began there; "" where not at hand."""
    after: str = ""
    """The translations of the sentences after this one."""
    speller: Speller | None = field(default=None, repr=False, compare=False)
    """For the translation's language; None where no dictionary is installed."""
    source_speller: Speller | None = field(default=None, repr=False, compare=False)
    """For the language of the source."""

    links: References = field(init=False, repr=False, compare=False)
    """Link references as far as they are known, else those that the source looks as if it had."""
    read: Plain = field(init=False, repr=False, compare=False)
    """The translation as people read it."""
    meant: Plain = field(init=False, repr=False, compare=False)
    """The source as people read it."""

    def __post_init__(self) -> None:
        if self.is_too_long:
            object.__setattr__(self, "links", self.references)
            for name, text in (("read", self.target), ("meant", self.source)):
                object.__setattr__(self, name, Plain(text, text, range(len(text) + 1)))
            return
        links = self.references or labels(self.source)
        object.__setattr__(self, "links", links)
        object.__setattr__(self, "read", plain(self.target, links))
        object.__setattr__(self, "meant", plain(self.source, links))

    @property
    def is_too_long(self) -> bool:
        """True for what is no sentence any more: then only the check of the length looks at it."""
        return max(len(self.source), len(self.target)) > LONGEST

    @property
    def base(self) -> str:
        """The language of the translation without its variety: `pt` for `pt-BR`."""
        return self.locale.partition("-")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that a check found."""

    check: str
    """The name of the check, as in `CHECKS`; `look` puts it in."""
    template: str
    """The message in English, with {named} places."""
    values: tuple[tuple[str, str], ...] = ()
    """What stands in those places."""
    severity: Severity = Severity.WARNING
    start: int | None = None
    """Where in the translation, in characters; None where it is no one place."""
    end: int | None = None
    mend: str | None = None
    """The whole translation, mended; None where only a person can."""

    @property
    def message(self) -> str:
        """The message in English."""
        return self.template.format_map(dict(self.values))


Check = Callable[[Pair], Iterator[Issue]]
"""A check: a function from a translated sentence to what is wrong with it."""


def issue(
    template: Template,
    severity: Severity = Severity.WARNING,
    span: tuple[int, int] | None = None,
    mend: str | None = None,
    **values: str,
) -> Issue:
    """Return an issue without the name of its check."""
    start, end = span if span is not None else (None, None)
    return Issue(
        check="",
        template=template,
        values=tuple(values.items()),
        severity=severity,
        start=start,
        end=end,
        mend=mend,
    )


def pair_of(
    entry: Entry,
    *,
    source_language: str,
    language_code: str,
    glossary: Glossary = NO_WORDS,
    limit: int | None = None,
    forbidden: tuple[Forbidden, ...] = (),
    references: References = (),
    before: str = "",
    after: str = "",
    speller: Speller | None = None,
    source_speller: Speller | None = None,
) -> Pair:
    """Return an entry of a catalogue as what the checks look at.

    Raises OctavillaError for something that is no language code.
    """
    return Pair(
        source=entry.source,
        target=entry.target,
        source_language=source_language,
        language=language_code,
        locale=language(language_code).locale,
        roles=entry.roles,
        state=entry.state,
        glossary=glossary,
        limit=limit,
        forbidden=forbidden,
        references=references,
        before=before,
        after=after,
        speller=speller,
        source_speller=source_speller,
    )
