"""What an old translation has for each sentence of a text: offers for its catalogue, from the beads of an alignment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from rapidfuzz.distance import Indel

from pipeline.review.bitext import Bead, Bitext, joined
from pipeline.review.bitext_entries import Offer
from pipeline.review.bitext_marks import with_marks
from pipeline.text.document import Role
from pipeline.text.plain import References

THRESHOLD = 0.95
"""From this confidence on a pair is approved. How often such pairs are right is in docs/aligning.md."""
NEIGHBOURS = "In the old translation, in one with its neighbour: {text}"
ELSEWHERE = "In the old translation, in another place: {text}"
_CLAUSE = re.compile(r"(?P<sign>[;:,—–])?\s+(?P<and>(?:y|e|and)\s+)?")
_NUMBER = re.compile(r"\A(?:[\[(]\d{1,2}[\])]|\d{1,2}[.)]?|[¹²³⁴-⁹]+|\\?\*{1,3})\s+(?=\W*[^\W\d])")
"""The number of a footnote, in a file that does not know it as one."""
_LIKE = 0.5
"""How alike each half of a divided sentence and its draft must be, letter by letter."""
_HALF = 15
"""Characters that each half has at least."""
Veto = Callable[[str, str], tuple[str, ...]]
"""Return which flags speak against a translation (of the sentence given first); none where nothing does."""


def no_veto(_source: str, _target: str) -> tuple[str, ...]:
    """Find nothing wrong."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How offers are made."""

    threshold: float = THRESHOLD
    references: References = ()
    """The link reference definitions of the text."""
    own: References = ()
    """Those of the old translation."""
    drafts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Drafts of the sentences, with their marks."""
    veto: Veto = no_veto


def offers_of(bitext: Bitext, manner: Manner) -> tuple[Offer, ...]:
    """Return the offers for the sentences of a text, in reading order: at most one translation for each sentence.

    A sentence with a pair has one; sure where the pair is, its marks are in place and nothing speaks against it. Of
    one that comes more than once in the text the surest pair counts, and other wordings are comments. Where one
    sentence of the old translation holds several of the text, it is divided if a place is found where each half is
    like its draft; these are no more than drafts. Else all of them have it as a comment.
    """
    found: dict[str, list[Offer]] = {}
    for bead in bitext:
        for offer in _offers(bitext, bead, manner):
            found.setdefault(offer.source, []).append(offer)
    return tuple(offer for offers in found.values() for offer in _best(offers))


def _offers(bitext: Bitext, bead: Bead, manner: Manner) -> Iterator[Offer]:
    if not bead.is_pair:
        return
    text = joined(bitext.target, bead.target)
    if bitext.source[bead.source[0]].role is Role.FOOTNOTE:
        text = _NUMBER.sub("", text)
    if len(bead.source) == 1:
        yield _offer(bitext.source[bead.source[0]].text, text, bead.confidence, manner)
        return
    if len(bead.source) == len(bead.target):
        # Each of them with the one at its place: likely, but not sure.
        for place, other in zip(bead.source, bead.target, strict=True):
            offer = _offer(bitext.source[place].text, bitext.target[other].text, bead.confidence, manner)
            yield replace(offer, sure=False, flags=tuple(dict.fromkeys(("paired", *offer.flags))))
        return
    halves = _halves(bitext, bead, text) if len(bead.source) == 2 else None
    for at, place in enumerate(bead.source):
        source = bitext.source[place].text
        if halves is not None:
            offer = _offer(source, halves[at], bead.confidence, manner)
            yield replace(offer, sure=False, flags=("divided", *(flag for flag in offer.flags if flag != "paired")))
        yield Offer(source=source, text=text, confidence=bead.confidence, sure=False,
                    whole=NEIGHBOURS.format(text=text))  # fmt: skip


def _offer(source: str, text: str, confidence: float, manner: Manner) -> Offer:
    made, complete = with_marks(source, text, manner.references, manner.own, manner.drafts.get(source, ""))
    flags = [] if confidence >= manner.threshold else ["paired"]
    if not complete:
        flags.append("unmarked")
    flags.extend(flag for flag in manner.veto(source, made) if flag not in flags)
    return Offer(source=source, text=made, confidence=confidence, sure=not flags, flags=tuple(flags))


def _best(offers: Iterable[Offer]) -> Iterator[Offer]:
    """Yield the best translation of a sentence, then comments with the others; each wording once."""
    ordered = sorted(offers, key=lambda offer: (bool(offer.whole), not offer.sure, -offer.confidence))
    best = ordered[0]
    yield best
    said = {best.whole or best.text}
    for other in ordered[1:]:
        words = other.whole or other.text
        if words in said:
            continue
        said.add(words)
        yield other if other.whole else replace(other, sure=False, whole=ELSEWHERE.format(text=other.text))


def _halves(bitext: Bitext, bead: Bead, text: str) -> tuple[str, str] | None:
    """Divide a sentence that translates two; None where no place for that is certain."""
    first, second = (bitext.source[place].hypothesis for place in bead.source)
    if not first or not second or re.search(r"[*_\[\]`<\\]", text):
        return None
    best: tuple[float, str, str] | None = None
    for found in _CLAUSE.finditer(text):
        if not (found["sign"] or found["and"]):
            continue
        left, right = text[: found.start()].rstrip(), text[found.end() :].lstrip()
        if min(len(left), len(right)) < _HALF:
            continue
        alike = Indel.normalized_similarity(first, left), Indel.normalized_similarity(second, right)
        if min(alike) >= _LIKE and (best is None or sum(alike) > best[0]):
            best = (sum(alike), left, right)
    if best is None:
        return None
    _, left, right = best
    return left if left[-1] in ".!?…" else f"{left}.", f"{right[:1].upper()}{right[1:]}"
