"""Put what was found in an old translation into a catalogue: approved, as drafts, or beside what people wrote since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.review.catalogue import ALIGNED, Catalogue, Draft, Entry, Origin, State, approved, drafted, with_entries
from pipeline.review.exchange.model import plain
from pipeline.review.exchange.settled import Past, no_past, was_here, was_said
from pipeline.review.remarks import Remark, RemarkKind, person, remarks, versions, with_remark


class Fate(StrEnum):
    """What became of a sentence of the old translation."""

    APPROVED = "approved"
    """It is the translation now, and somebody stands behind it."""
    DRAFT = "draft"
    """It is a draft: somebody has to look at it."""
    KNOWN = "known"
    """The very words were there before."""
    BESIDE = "beside"
    """A person wrote another translation: both are kept, and somebody has to choose."""
    COMMENT = "comment"
    """It is kept as a comment only: one sentence for several of the text, or a doubtful one beside a person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an old translation has for one sentence of the text."""

    source: str
    text: str
    confidence: float
    sure: bool
    """True where it may be approved."""
    flags: tuple[str, ...] = ()
    """Why it is not sure, in words that `reasons` knows or that speak for themselves."""
    whole: str = ""
    """For a comment in place of a translation: what it is, in English, with the words of the old translation."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An offer, and what became of it."""

    offer: Offer
    fate: Fate
    entry: Entry
    """As it is now."""


def settle(
    catalogue: Catalogue,
    offers: Iterable[Offer],
    who: str,
    day: datetime.date,
    *,
    package: str = "",
    past: Past = no_past,
) -> tuple[Catalogue, tuple[Settled, ...]]:
    """Return the catalogue with the offers in it, and what became of each.

    What a person wrote stays: another translation that is sure is kept beside it as a version, a doubtful one as a
    comment. Doing the same once more changes nothing. `package` names the file of the old translation; `past` is the
    history of the catalogue: what was settled is not brought up again. Raises KeyError for a sentence that the
    catalogue does not have.
    """
    name = person(who)
    changed: dict[str, Entry] = {}
    done = []
    for offer in offers:
        entry = changed.get(offer.source) or catalogue[offer.source]
        fate, new = _settled(entry, offer, name, day, package, past)
        changed[offer.source] = new
        done.append(Settled(offer, fate, new))
    return with_entries(catalogue, changed.values()), tuple(done)


def _settled(entry: Entry, offer: Offer, who: str, day: datetime.date, package: str, past: Past) -> tuple[Fate, Entry]:
    if offer.whole:
        return _said(entry, offer.whole, who, day, past)
    text = plain(offer.text, entry.source)
    same = plain(entry.target, entry.source) == text
    if same and (entry.state is State.APPROVED or not offer.sure):
        return Fate.KNOWN, entry
    if offer.sure and (same or _is_free(entry)):
        if entry.state is State.STALE:
            return Fate.KNOWN, entry
        return Fate.APPROVED, approved(entry, text, who, day)
    if _is_free(entry):
        origin = Origin(engine=ALIGNED, package=package, version=day.isoformat(), confidence=offer.confidence)
        return Fate.DRAFT, drafted(entry, Draft(text=text, origin=origin, flags=offer.flags))
    if not offer.sure:
        return _said(entry, f"In the old translation, perhaps: {text}", who, day, past)
    if any(plain(version.text, entry.source) == text for version in versions(entry)):
        return Fate.BESIDE, entry
    if was_here(past(entry.source), None, text):
        return Fate.KNOWN, entry
    return Fate.BESIDE, with_remark(entry, Remark(RemarkKind.VERSION, who, day, text))


def _is_free(entry: Entry) -> bool:
    """Tell whether no person's words are in an entry, or only those that an earlier run found."""
    if entry.state is State.UNTRANSLATED:
        return True
    bare = replace(entry, comments=())
    if entry.state is not State.DRAFT:
        return False
    return bare.is_found or not bare.touched


def _said(entry: Entry, text: str, who: str, day: datetime.date, past: Past) -> tuple[Fate, Entry]:
    squeezed = text.split()
    known = any(r.kind is RemarkKind.COMMENT and r.text.split() == squeezed for r in remarks(entry))
    if known or was_said(past(entry.source), None, text):
        return Fate.COMMENT, entry
    return Fate.COMMENT, with_remark(entry, Remark(RemarkKind.COMMENT, who, day, text))
