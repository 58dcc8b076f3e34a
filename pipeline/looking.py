"""The checks of single sentences, with what the project knows of its languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.languages import language
from pipeline.project import Project
from pipeline.review.catalogue import Entry
from pipeline.review.checks import Forbidden, Issue, Pair, Speller, look, pair_of
from pipeline.review.checks.lists import FORBIDDEN, WORDS, read_forbidden, read_words
from pipeline.review.checks.speller import Accepting, speller
from pipeline.review.checks.spelling import words_of
from pipeline.text.glossary import Glossary, read_glossary

Look = Callable[[Entry], tuple[Issue, ...]]
"""What the checks find in one sentence of an edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """The checks of translations from one language into another; called with an entry, it says what they find."""

    source: str
    code: str
    glossary: Glossary
    forbidden: tuple[Forbidden, ...]
    speller: Speller | None = None
    source_speller: Speller | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    """How many characters sentences may have, by their source, where panels are too full; see `fitting.limits`."""

    def __call__(self, entry: Entry) -> tuple[Issue, ...]:
        """Return what the checks find in an entry; dismissed ones are not left out."""
        return look(self.pair(entry))

    def pair(self, entry: Entry, before: str = "", after: str = "") -> Pair:
        """Return an entry as what the checks look at, with the translations around it where they are at hand."""
        return pair_of(
            entry,
            source_language=self.source,
            language_code=self.code,
            glossary=self.glossary,
            limit=self.limits.get(entry.source),
            forbidden=self.forbidden,
            before=before,
            after=after,
            speller=self.speller,
            source_speller=self.source_speller,
        )

    def prepare(self, pairs: Iterable[Pair]) -> None:
        """Look up the words of many sentences at once, which is faster than sentence by sentence."""
        if self.speller is not None:
            self.speller.misspelt(tuple(dict.fromkeys(word for pair in pairs for word in words_of(pair))))


def looker(project: Project, code: str, source: str, *, spelling: bool = False, fitting: bool = False) -> Looker:
    """Return the checks of translations from `source` into `code`.

    With `spelling` they look words up in the dictionary, where one is installed; with `fitting` they know what fits
    into panels, as the last build found it. Raises OctavillaError for a glossary
    or list of words that cannot be read.
    """
    known = speller(language(code).locale) if spelling else None
    return Looker(
        source=source,
        code=code,
        glossary=read_glossary(project.glossary(code), source, code),
        forbidden=read_forbidden(files(project, code)[1]),
        speller=None if known is None else Accepting(known, read_words(files(project, code)[2])),
        source_speller=speller(language(source).locale) if spelling else None,
        limits=_limits(project, code) if fitting else {},
    )


def _limits(project: Project, code: str) -> Mapping[str, int]:
    # Imported here: most questions are not about print.
    from pipeline import fitting

    return fitting.limits(project, code, fitting.tight(project))


def files(project: Project, code: str) -> tuple[Path, ...]:
    """Return the files that a looker reads: glossary, forbidden words, words of the group's own."""
    folder = project.glossary(code).parent
    return (project.glossary(code), folder / FORBIDDEN, folder / WORDS)
