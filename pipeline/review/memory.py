"""The translation memory: what people approved, found again by its sentence, or by one that is nearly the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from pipeline.review.align import similarity
from pipeline.review.catalogue import Catalogue, State

CATALOGUE = "catalogue"
"""The origin of a unit that is approved in a catalogue of the project."""
TMX = "tmx"
"""The origin of a unit that was imported."""
MINIMUM = 75.0
"""The score from which a match is worth a look, in per cent, as translators' programs have it."""
LIMIT = 5
Kind = Literal["kept", "gone", "new"]
Part = tuple[Kind, str]

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_LITERAL = ("](", "`", "<")
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*")
_SURROGATES = range(0xD800, 0xE000)
_LAST_SIGN = 0x10FFFF - len(_SURROGATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One sentence and the translation that somebody approved, both inline Markdown."""

    source: str
    target: str
    text: str = ""
    """The name of the text that it was approved in, where that is known."""
    who: str = ""
    when: str = ""
    """The day, or the second, of the approval: `2026-05-02` or `2026-05-02T10:15:00Z`; empty when nobody noted it."""
    origin: str = CATALOGUE


@dataclass(frozen=True, slots=True)
class Match:
    """A unit whose sentence is `score` per cent like the one asked for.

    `difference` leads from the unit's sentence to the one asked for: what both have, what is gone, what is new.
    """

    unit: Unit
    score: float
    difference: tuple[Part, ...]

    @property
    def is_exact(self) -> bool:
        """True when nothing but white space and the shape of quotation marks differs."""
        return self.score >= 100


class Memory:
    """Units by their sentence, of several translations of one sentence the best first.

    The project's own catalogues come before imported memories, then the newest approval (one without a date is older
    than any), then what was approved most often; ties are broken by text and translation.
    """

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        """Take the units in; their order plays no part."""
        found: dict[str, list[Unit]] = {}
        for unit in units:
            if unit.target.strip() and (key := key_of(unit.source)):
                found.setdefault(key, []).append(unit)
        self._units = {key: _ranked(same) if len(same) > 1 else same for key, same in found.items()}
        self._index: _Index | None = None

    def __len__(self) -> int:
        """Return the number of units."""
        return sum(map(len, self._units.values()))

    def __iter__(self) -> Iterator[Unit]:
        """Yield every unit, by sentence and then the best first."""
        for key in sorted(self._units):
            yield from self._units[key]

    def exact(self, source: str) -> Unit | None:
        """Return the best unit of a sentence, or None.

        Sentences are equal when they are so up to white space, Unicode normal form and the shape of quotation marks
        and apostrophes (`don't` and `don’t`): the typesetter sets these as each language wants them. Case counts: a
        heading may be worded unlike a sentence. Marks count: a bold word wants its bold counterpart.
        """
        found = self._units.get(key_of(source))
        return found[0] if found else None

    def fuzzy(self, source: str, minimum: float = MINIMUM, limit: int = LIMIT) -> tuple[Match, ...]:
        """Return up to `limit` units whose sentence is at least `minimum` per cent like `source`, the best first.

        The score is 100 × the mean of two similarities by longest common subsequence (Indel), as in `align`: of
        letters, and of words without regard to case; of letters alone where one of the two is a single word. Each
        translation of a sentence comes once. An exact match scores 100, and nothing else does.
        """
        key = key_of(source)
        if not key or limit < 1:
            return ()
        if self._index is None:
            self._index = _Index(self._units)
        scored = ((_score(key, known), known) for known in self._index.candidates(key, minimum))
        best = sorted((-score, known) for score, known in scored if score >= minimum)
        matches: list[Match] = []
        for score, known in best:
            distinct = {unit.target: unit for unit in reversed(self._units[known])}
            for unit in reversed(distinct.values()):
                matches.append(Match(unit, -score, difference(unit.source, source)))
                if len(matches) == limit:
                    return tuple(matches)
        return tuple(matches)


def units_of(catalogue: Catalogue) -> Iterator[Unit]:
    """Yield the approved entries of a catalogue, those whose sentence has vanished from the text included."""
    for entry in (*catalogue, *catalogue.obsolete):
        if entry.state is State.APPROVED and not entry.is_foreign:
            day = entry.approved_on
            yield Unit(
                source=entry.source,
                target=entry.target,
                text=catalogue.slug,
                who=entry.reviewer,
                when=day.isoformat() if day else "",
            )


def key_of(source: str) -> str:
    """Return what two sentences have in common when the memory takes them for one.

    >>> key_of("It’s  here.") == key_of("It's here.")
    True
    """
    text = " ".join(unicodedata.normalize("NFC", source).split())
    # In addresses and code a quotation mark is no matter of taste.
    return text if any(sign in text for sign in _LITERAL) else text.translate(_QUOTES)


def difference(old: str, new: str) -> tuple[Part, ...]:
    """Return the way from one sentence to another: runs of words that are kept, gone, or new.

    The kept and the new runs together are `new`, but for white space at its ends; the kept and the gone ones are
    `old` up to white space.

    >>> difference("Close the red door.", "Close the door.")
    (('kept', 'Close the '), ('gone', 'red '), ('kept', 'door.'))
    """
    before, after = _TOKEN.findall(old.strip()), _TOKEN.findall(new.strip())
    parts: list[Part] = []
    steps = LCSseq.opcodes([token.strip() for token in before], [token.strip() for token in after])
    for equal, run in groupby(steps, key=lambda step: step.tag == "equal"):
        same = list(run)
        gone = "".join(before[same[0].src_start : same[-1].src_end])
        came = "".join(after[same[0].dest_start : same[-1].dest_end])
        if equal:
            parts.append(("kept", came))
        else:
            parts.extend(part for part in (("gone", gone), ("new", came)) if part[1])
    return tuple(parts)


def _ranked(units: Sequence[Unit]) -> list[Unit]:
    """Return the translations of one sentence, the best first, whatever order they come in."""
    times = Counter(unit.target for unit in units)
    found = sorted(units, key=lambda unit: (unit.text, unit.target, unit.who, unit.source))
    return sorted(found, key=lambda unit: (unit.origin == CATALOGUE, unit.when, times[unit.target]), reverse=True)


def _score(key: str, known: str) -> float:
    return 100.0 if key == known else min(100 * similarity(key, known), 99.9)


class _Index:
    """The sentences with each word written as one sign: the measure of words then runs over short strings.

    A score of m needs 2m − 100 in words, since letters give at most 100; few of any 100,000 sentences have that.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._signs: dict[str, str] = {}
        self._long: list[str] = []
        self._coded: list[str] = []
        self._short: list[str] = []
        for key in sorted(keys):
            words = _WORD.findall(key.casefold())
            if len(words) < 2:
                self._short.append(key)
            else:
                self._long.append(key)
                self._coded.append("".join(self._sign(word) for word in words))

    def candidates(self, key: str, minimum: float) -> Iterator[str]:
        """Yield every sentence that may reach the score `minimum`."""
        words = _WORD.findall(key.casefold())
        if len(words) < 2:
            for letters in (self._short, self._long):
                for _, _, place in process.extract(key, letters, scorer=fuzz.ratio, score_cutoff=minimum, limit=None):
                    yield letters[place]
            return
        least = max(2 * minimum - 100, 0)
        coded = "".join(self._signs.get(word, "\0") for word in words)
        for _, _, place in process.extract(coded, self._coded, scorer=fuzz.ratio, score_cutoff=least, limit=None):
            yield self._long[place]
        for _, _, place in process.extract(key, self._short, scorer=fuzz.ratio, score_cutoff=minimum, limit=None):
            yield self._short[place]

    def _sign(self, word: str) -> str:
        """Return the sign of a word: the next free code point. The million and first word shares the last one."""
        if word not in self._signs:
            code = min(len(self._signs) + 1, _LAST_SIGN)
            self._signs[word] = chr(code if code < _SURROGATES.start else code + len(_SURROGATES))
        return self._signs[word]
