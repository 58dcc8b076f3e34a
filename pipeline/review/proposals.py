"""Terms that reviewers correct again and again: found by comparing the machine's words with the approved ones.

Nothing here is applied: a proposal is a line for the glossary that a person may take over.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rapidfuzz.distance import LCSseq

from pipeline.text.inflection import WORD, base_of, folded, is_function_word, stem

_Word = re.Match[str]
LONGEST = 4
"""Words of a term, at most."""
LEAST = 2
"""Different sentences in which a term must have been corrected in the same way."""
_ENGLISH_LITTLE = (
    "a about above after again all also am an and any are as at be because been before being below between both but by "
    "can could did do does down during each every few for from further had has have he her here hers him his how i if "
    "in into is it its just many may me might more most much must my no nor not now of off on once one only or other "
    "our out over own same shall she should so some such than that the their them then there these they this those "
    "through to too under until up us very was we were what when where which while who whom why will with would you "
    "your"
)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A stretch of the machine's text, `machine[start:end]`, that a person put other words in place of."""

    start: int
    end: int
    machine: str
    approved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One term as a person corrected it in one sentence; all but `source` is plain text."""

    source: str
    """The sentence as the catalogue has it."""
    term: str
    """The words of the source."""
    approved: str
    machine: str
    sentence: str
    """The whole sentence of the source."""
    target: str
    """The whole approved translation."""
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A line for the glossary, and what speaks for it."""

    term: str
    translation: str
    machine: tuple[str, ...]
    """What the machine had instead, the most frequent first."""
    count: int
    """Different sentences in which it was corrected in this way."""
    sentences: int
    """Different approved sentences that have the term at all."""
    examples: tuple[Correction, ...]

    @property
    def line(self) -> str:
        """The proposal as a line of `glossary.csv`: term, translation, match, note."""
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow((self.term, self.translation, "any inflection", ""))
        return out.getvalue()


def replaced(machine: str, approved: str, code: str) -> tuple[Replaced, ...]:
    """Return the stretches of one to four words of plain text that differ, words being compared by their stem.

    Function words at the ends of a stretch are left out; a stretch of nothing else is no term.

    >>> [(item.machine, item.approved) for item in replaced("Hable con los inquilinos.", "Hable con la vecina.", "es")]
    [('inquilinos', 'vecina')]
    """
    before, after = list(WORD.finditer(machine)), list(WORD.finditer(approved))
    keys = ([stem(word[0], code) for word in before], [stem(word[0], code) for word in after])
    found = []
    for equal, run in groupby(LCSseq.opcodes(*keys), key=lambda step: step.tag == "equal"):
        if equal:
            continue
        steps = list(run)
        gone = _trimmed(before[steps[0].src_start : steps[-1].src_end], code)
        new = _trimmed(after[steps[0].dest_start : steps[-1].dest_end], code)
        if 0 < len(gone) <= LONGEST and 0 < len(new) <= LONGEST:
            start, end = gone[0].start(), gone[-1].end()
            found.append(Replaced(start, end, machine[start:end], approved[new[0].start() : new[-1].end()]))
    return tuple(found)


def source_term(source: str, weights: Sequence[float], code: str) -> tuple[int, int] | None:
    """Return where the term stands in a plain sentence that some words of its translation come from; None for none.

    `weights` has for each word of `source` (as `WORD` finds them) the share of the translation's attention. The words
    that get at least half of what the first one gets make the term, with the words between them; function words at
    its ends are left out. Names, numbers and stretches of more than four words are no terms.
    """
    words = list(WORD.finditer(source))
    best = max(weights, default=0.0)
    if best <= 0:
        return None
    chosen = [index for index, weight in enumerate(weights) if weight >= best / 2]
    stretch = _trimmed(words[chosen[0] : chosen[-1] + 1], code)
    if not 0 < len(stretch) <= LONGEST or _is_name(stretch, words):
        return None
    if any(any(map(str.isdigit, word[0])) for word in stretch):
        return None
    return stretch[0].start(), stretch[-1].end()


def propose(
    corrections: Iterable[Correction], approved: Iterable[tuple[str, str]], source_code: str, target_code: str
) -> tuple[Proposal, ...]:
    """Return the terms that were corrected alike in at least two different sentences, the most frequent first.

    `approved` are all approved sentences with their translations, as plain text. A term is proposed only where most of
    them that have it also have the proposed translation (both in any inflection).
    """
    groups: dict[tuple[str, ...], dict[tuple[str, ...], list[Correction]]] = defaultdict(lambda: defaultdict(list))
    for item in corrections:
        groups[_stems(item.term, source_code)][_stems(item.approved, target_code)].append(item)
    texts = _Texts(approved, source_code, target_code)
    found = []
    for term, ways in groups.items():
        best = max(ways, key=lambda way: (_sentences(ways[way]), way))
        items, count = ways[best], _sentences(ways[best])
        if count < LEAST or any(_sentences(ways[way]) >= count for way in ways if way != best):
            continue
        having, agreeing = texts.count(term, best)
        if 2 * agreeing > having:
            found.append(_proposal(items, count, having))
    return tuple(sorted(found, key=lambda item: (-item.count, folded(item.term), item.translation)))


def _proposal(items: Sequence[Correction], count: int, sentences: int) -> Proposal:
    pairs = Counter((_plain(item.term, item.sentence), _plain(item.approved, item.target)) for item in items)
    term, translation = min(pairs, key=lambda pair: (-pairs[pair], len(pair[0]) + len(pair[1]), pair))
    machine = Counter(item.machine.casefold() for item in items)
    first = {item.sentence: item for item in sorted(items, key=lambda item: (item.slug, item.sentence), reverse=True)}
    return Proposal(
        term=term,
        translation=translation,
        machine=tuple(sorted(machine, key=lambda word: (-machine[word], word))),
        count=count,
        sentences=sentences,
        examples=tuple(sorted(first.values(), key=lambda item: (item.slug, item.sentence))),
    )


def _plain(term: str, sentence: str) -> str:
    """Return a term without the capital that it has only because a sentence, or a line in capitals, begins with it."""
    if sentence.isupper() or not sentence.lstrip("*_“\"'¿¡(«").startswith(term):
        return term.casefold() if sentence.isupper() else term
    first, _, rest = term.partition(" ")
    return term if first.isupper() and len(first) > 1 else f"{first.casefold()} {rest}".rstrip()


def _sentences(items: Iterable[Correction]) -> int:
    return len({folded(" ".join(item.sentence.split())) for item in items})


class _Texts:
    """The approved sentences by the stems in them."""

    def __init__(self, approved: Iterable[tuple[str, str]], source_code: str, target_code: str) -> None:
        self._pairs = [
            (_stems(source, source_code), _stems(target, target_code)) for source, target in dict.fromkeys(approved)
        ]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, (source, _) in enumerate(self._pairs):
            for word in set(source):
                self._holders[word].append(index)

    def count(self, term: Sequence[str], translation: Sequence[str]) -> tuple[int, int]:
        """Return how many sentences have the term, and how many of these have the translation too."""
        pairs = [self._pairs[index] for index in self._holders.get(term[0], ())]
        having = [target for source, target in pairs if _holds(source, term)]
        return len(having), sum(_holds(target, translation) for target in having)


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(tuple(words[at : at + size]) == tuple(part) for at in range(len(words) - size + 1))


def _trimmed(words: Sequence[_Word], code: str) -> Sequence[_Word]:
    start, end = 0, len(words)
    while start < end and _is_little(words[start][0], code):
        start += 1
    while end > start and _is_little(words[end - 1][0], code):
        end -= 1
    return words[start:end]


def _is_little(word: str, code: str) -> bool:
    if base_of(code) == "en":
        return folded(word).partition("'")[0] in _little_words()
    return is_function_word(word, code)


@lru_cache
def _little_words() -> frozenset[str]:
    return frozenset(_ENGLISH_LITTLE.split())


def _is_name(stretch: Sequence[_Word], words: Sequence[_Word]) -> bool:
    """Tell whether all words of a stretch have capitals that the sentence around them does not explain."""
    rest = [word[0] for word in words[1:] if word not in stretch]
    is_title = rest and sum(word[:1].isupper() for word in rest) * 2 > len(rest)
    return not is_title and stretch[0] is not words[0] and all(word[0][:1].isupper() for word in stretch)


@lru_cache(maxsize=4096)
def _stems(text: str, code: str) -> tuple[str, ...]:
    return tuple(stem(word, code) for word in WORD.findall(text))


def words_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each word of a plain text stands."""
    return (found.span() for found in WORD.finditer(text))
