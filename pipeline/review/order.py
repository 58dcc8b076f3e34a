"""The order in which to review: first what a machine is most likely to have got wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable

from pipeline.review.catalogue import Entry, State

WEIGHTS = {
    "empty": 0.95,
    "signs": 0.95,
    "marks": 0.9,
    "echo": 0.85,
    "repeated": 0.8,
    "cut": 0.75,
    "dropped": 0.75,
    "short": 0.7,
    "values": 0.7,
    "unchanged": 0.65,
    "long": 0.6,
    "terms": 0.6,
    "protected": 0.55,
    "names": 0.4,
    "brackets": 0.3,
    "split": 0.1,
    "paired": 0.6,
    "unmarked": 0.5,
    "divided": 0.6,
}
"""How likely a draft with a flag is wrong, 0 to 1: from 0.5 on it comes before every draft without a flag. The names
are those of `mt/flags.Flag`, and of `reasons.PAIRING`."""
UNKNOWN = 0.5
"""The weight of a flag that is not in the table."""
MEMORY = "memory"
_GROWTH = 1.1
"""Characters of a draft for one of the source: Spanish and Portuguese run longer than English."""
_FEW_WORDS = 0.1
_MANY_WORDS = 300


def urgency(confidence: float | None, flags: Iterable[str] = (), terse: float = 0.0) -> float:
    """Return how much a draft wants a person's eye, 0 to 1.

    The flags count as independent reasons for doubt, f = 1 − Π(1 − weight); what they leave is shared with the
    engine's own doubt, which counts half: urgency = f + (1 − f) · doubt / 2, where doubt = 1 − confidence · e^−t and
    t is `terse` (see `terseness`). A draft without flags therefore stays below 0.5. An unknown confidence counts as
    0.5. Measured in docs/evaluation.md.

    >>> urgency(1.0) < urgency(0.4) < urgency(0.9, ["values"]) < urgency(0.4, ["values"])
    True
    """
    sound = 1.0
    for flag in sorted(set(flags)):
        sound *= 1 - WEIGHTS.get(flag, UNKNOWN)
    certain = 0.5 if confidence is None else min(max(confidence, 0.0), 1.0)
    return 1 - sound + sound * (1 - certain * math.exp(-max(terse, 0.0))) / 2


def terseness(source: str, draft: str) -> float:
    """Return the doubt that the lengths of a sentence and its draft add, as a logarithm, from 0.

    What a package leaves out cannot be improbable, so drafts that do not grow by a tenth are suspect; and a mean over
    few tokens says less: max(0, ln(1.1 · |source| / |draft|)) + 0.1 · (ln 300 − ln(words of the source + 1)), in
    characters. How it was found: docs/evaluation.md.
    """
    shorter = math.log(_GROWTH * max(len(source), 1) / max(len(draft), 1))
    words = min(len(source.split()), _MANY_WORDS - 1)
    return max(0.0, shorter) + _FEW_WORDS * (math.log(_MANY_WORDS) - math.log(words + 1))


def entry_urgency(entry: Entry) -> float:
    """Return how much an entry wants a person's eye, 0 to 1: 0 for what is approved or comes from the memory.

    What has no translation comes before everything, a stale translation before drafts that may be right.
    """
    match entry.state:
        case State.APPROVED:
            return 0.0
        case State.UNTRANSLATED:
            return 1.0
        case State.STALE:
            return 0.5
    if is_remembered(entry):
        return 0.0
    origin = entry.origin
    terse = terseness(entry.source, entry.target)
    return urgency(origin.confidence if origin else None, entry.warnings, terse)


def is_remembered(entry: Entry) -> bool:
    """Tell whether an entry holds a translation from the memory, as it was approved elsewhere."""
    origin = entry.origin
    return origin is not None and origin.engine == MEMORY and entry.state is State.DRAFT and not entry.touched


def order_of_review(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries that are not approved, those most in need of a person first, memory matches last.

    Entries of equal urgency keep their order.
    """
    waiting = [entry for entry in entries if entry.state is not State.APPROVED]
    return tuple(sorted(waiting, key=lambda entry: (is_remembered(entry), -entry_urgency(entry))))
