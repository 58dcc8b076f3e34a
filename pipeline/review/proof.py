"""A proof: an edition in which every sentence that is not ready for print carries its number and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.languages import Language
from pipeline.review.assemble import edition, translation
from pipeline.review.catalogue import Catalogue, Entry, State
from pipeline.review.edition import Edition
from pipeline.review.remarks import versions
from pipeline.text.document import Document, Role
from pipeline.text.marked import Mark, Sentence, joined
from pipeline.text.segment import numbers, rebuild, segments


class Want(StrEnum):
    """Why a sentence is not ready for print."""

    DRAFT = "draft"
    """Nobody has approved it."""
    STALE = "stale"
    """The sentence it translates has changed since."""
    UNTRANSLATED = "untranslated"
    """The source stands in its place."""
    ERROR = "error"
    """A check found an error that nobody dismissed, or there are two versions and none is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A sentence that is not ready for print: its number in the review, and what stands on the page."""

    number: int
    want: Want
    role: Role
    """Where it stands first."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An edition whose texts know their marks (`Marked`), and all sentences that have one, in reading order."""

    edition: Edition
    open: tuple[Open, ...]


def proof(
    document: Document,
    catalogue: Catalogue,
    language: Language,
    source: Language,
    *,
    is_wrong: Callable[[Entry], bool] = lambda entry: False,
) -> Proof:
    """Return the proof of a document in `language`; `is_wrong` tells whether a check finds an error in an entry.

    What has no mark is what a final build would print: approved, without an error, one version.
    """
    known = numbers(document)
    wants = {sentence: want for sentence in known if (want := _want(catalogue.get(sentence), is_wrong))}

    def said(sentence: str) -> str:
        text = translation(catalogue, sentence)
        return Sentence(text, Mark(known[sentence], wants[sentence])) if sentence in wants else text

    roles = {segment.source: segment.role for segment in reversed(segments(document))}
    return Proof(
        edition=replace(edition(document, catalogue, language, source), document=rebuild(document, said, joined)),
        open=tuple(
            Open(number=known[each], want=want, role=roles[each], text=translation(catalogue, each))
            for each, want in wants.items()
        ),
    )


def _want(entry: Entry | None, is_wrong: Callable[[Entry], bool]) -> Want | None:
    if entry is None or entry.state is State.UNTRANSLATED:
        return Want.UNTRANSLATED
    if entry.state is State.STALE:
        return Want.STALE
    if versions(entry) or is_wrong(entry):
        return Want.ERROR
    return Want.DRAFT if entry.state is State.DRAFT else None
