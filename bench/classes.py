"""Kinds of sentences that a test set is asked about one by one: headlines, long sentences, figures, addresses, words.

All are made from a set by rules that look at no single sentence, and the same for every system that is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.sets import Pair

SHORT_WORDS = 14
"""Words in a headline at most."""
LONG_WORDS = 40
"""Words that a long sentence has more than."""
LONGISH_WORDS = 30
"""The same, for a set that has too few long ones."""
ENOUGH = 100
"""Sentences wanted of a class."""
JOINED_WORDS = 90
"""Words in a joined sentence at most."""
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_STOP = re.compile(r"[.!?…]+$")
_END = re.compile(r"[.!?…:;,\"'”’»)\]]$")
_FIGURE = re.compile(r"\d")
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|(?<!\w)[@#]\w")
_MARKS = re.compile(r"[\"“”„«»;()\[\]—]")
_SMALL_IN_TITLES = frozenset(
    (
        "a",
        "an",
        "the",
        "and",
        "but",
        "or",
        "nor",
        "for",
        "of",
        "in",
        "on",
        "at",
        "to",
        "by",
        "with",
        "from",
        "as",
        "into",
    )
)
_AND = {"en": "and", "es": "y", "pt": "e"}
_SOUNDS_LIKE_Y = re.compile(r"h?[ií](?![aeo])", re.IGNORECASE)
"""Before the sound i, Spanish has `e` in place of `y` (not before a diphthong: `y hielo`)."""


@dataclass(frozen=True, slots=True)
class SentenceClass:
    """A kind of sentence and how it is had from a set."""

    name: str
    meaning: str
    derive: Callable[[Sequence[Pair], str], list[Pair]]
    """From all pairs of a set, and its target language, the pairs of this class."""
    as_they_are: bool = False
    """True where nothing is changed: all there are in the sample then cost nothing."""


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def _unstopped(text: str) -> str:
    return _STOP.sub("", text)


def plain(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return sentences of 5 to 40 words that end with a stop and have no figure, address, mark or line in capitals."""
    return [
        pair
        for pair in pairs
        if 5 <= _words(pair.source) <= LONG_WORDS
        and _STOP.search(pair.source)
        and not _FIGURE.search(pair.source)
        and not _ADDRESS.search(pair.source)
        and not _MARKS.search(pair.source)
        and not pair.source.isupper()
    ]


def _headlines(pairs: Sequence[Pair]) -> Iterator[Pair]:
    for pair in pairs:
        if 3 <= _words(pair.source) <= SHORT_WORDS:
            yield Pair(_unstopped(pair.source), _unstopped(pair.reference))


def capitals(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return sentences of 3 to 14 words in capitals on both sides, without the final stop."""
    return [Pair(pair.source.upper(), pair.reference.upper()) for pair in _headlines(pairs)]


def title_case(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return sentences of 3 to 14 words as English headlines; the reference stays as it is: others have none."""
    return [Pair(in_title_case(pair.source), pair.reference) for pair in _headlines(pairs)]


def in_title_case(text: str) -> str:
    """Return `text` with a capital for every word but articles, conjunctions and short prepositions."""
    starts = [found.start() for found in _WORD.finditer(text)]

    def change(found: re.Match[str]) -> str:
        word = found[0]
        if word in _SMALL_IN_TITLES and found.start() not in (starts[0], starts[-1]):
            return word
        return re.sub(r"(?<![^-])\w", lambda first: first[0].upper(), word)

    return _WORD.sub(change, text)


def long(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return the sentences of more than 40 words; where they are fewer than 100, the 100 longest of more than 30."""
    lengths = [_words(pair.source) for pair in pairs]
    hundredth = sorted(lengths, reverse=True)[ENOUGH - 1] if len(lengths) >= ENOUGH else 0
    bound = min(LONG_WORDS, max(LONGISH_WORDS, hundredth - 1))
    return [pair for pair, length in zip(pairs, lengths, strict=True) if length > bound]


def joined(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return two or three neighbouring sentences as one of 41 to 90 words, with semicolons and `and` by turns."""
    sources, references = _Casing([pair.source for pair in pairs]), _Casing([pair.reference for pair in pairs])
    made: list[Pair] = []
    group: list[Pair] = []
    for pair in pairs:
        if not all(text.endswith(".") and not _MARKS.search(text) for text in (pair.source, pair.reference)):
            group = []
            continue
        group.append(pair)
        count = sum(_words(item.source) for item in group)
        if count > JOINED_WORDS:
            group = []
        elif len(group) > 1 and count > LONG_WORDS:
            as_list = len(made) % 2 == 0
            made.append(
                Pair(
                    _joined([sources.inside(item.source) for item in group], "en", as_list=as_list),
                    _joined([references.inside(item.reference) for item in group], target, as_list=as_list),
                )
            )
            group = []
        elif len(group) == 3:
            del group[0]
    return made


def _joined(sentences: Sequence[tuple[str, str]], language: str, *, as_list: bool) -> str:
    """Join sentences, each given as it begins a sentence and as it stands inside one."""
    parts = [_unstopped(sentences[0][0]), *(_unstopped(inside) for _, inside in sentences[1:])]
    if as_list:
        return "; ".join(parts) + "."
    text = parts[0]
    for part in parts[1:]:
        word = "e" if language == "es" and _SOUNDS_LIKE_Y.match(part) else _AND[language]
        text += f", {word} {part}"
    return text + "."


@dataclass(slots=True)
class _Casing:
    """Knows from a text which words begin with a small letter inside a sentence."""

    sentences: Sequence[str]
    _small: Counter[str] = field(default_factory=Counter)
    _capital: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for sentence in self.sentences:
            for word in _WORD.findall(sentence)[1:]:
                (self._small if word[0].islower() else self._capital)[word.casefold()] += 1

    def inside(self, sentence: str) -> tuple[str, str]:
        """Return the sentence, and the sentence as it stands after a semicolon."""
        if (found := _WORD.match(sentence)) and self._small[key := found[0].casefold()] > self._capital[key]:
            return sentence, sentence[0].lower() + sentence[1:]
        return sentence, sentence


def figures(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return the sentences with a figure."""
    return [pair for pair in pairs if _FIGURE.search(pair.source)]


def addresses(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return sentences with a web address, e-mail address, handle or hashtag put in at the same place on both sides.

    It is made of the sentence's own words; five ways to put one in take turns: at the end after a colon, in brackets
    before the stop, in brackets at a comma, before the sentence and after it.
    """
    made: list[Pair] = []
    for pair in pairs:
        words = [word.lower() for word in re.findall(r"[A-Za-z]{4,}", pair.source)][:3]
        ends = all(text.endswith(".") and not text.endswith("..") for text in (pair.source, pair.reference))
        if ends and len(words) == 3 and not _ADDRESS.search(pair.source) and _words(pair.source) <= LONG_WORDS:
            change = _INSERTIONS[len(made) % len(_INSERTIONS)]
            commas = {text.count(", ") for text in (pair.source, pair.reference)}
            made.append(Pair(*(change(text, words, commas) for text in (pair.source, pair.reference))))
    return made


def _colon(text: str, words: Sequence[str], commas: set[int]) -> str:
    return f"{text[:-1]}: https://{words[0]}.example.org/{words[1]}_{words[2]}"


def _mail(text: str, words: Sequence[str], commas: set[int]) -> str:
    return f"{text[:-1]} ({words[0]}.{words[1]}@example.org)."


def _comma(text: str, words: Sequence[str], commas: set[int]) -> str:
    address = f"(www.example.org/{words[0]}-{words[1]}?{words[2]}=1)"
    if len(commas) == 1 and commas != {0}:
        head, _, tail = text.partition(", ")
        return f"{head} {address}, {tail}"
    return f"{text[:-1]} {address}."


def _handle(text: str, words: Sequence[str], commas: set[int]) -> str:
    return f"@{words[0]}_{words[1]}: {text}"


def _hashtag(text: str, words: Sequence[str], commas: set[int]) -> str:
    return f"{text} #{words[0].capitalize()}{words[2].capitalize()}"


_INSERTIONS = (_colon, _mail, _comma, _handle, _hashtag)


def headings(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return the lines of 1 to 14 words that end without any sign, as headings do, on both sides.

    Where they are fewer than 100, the shortest sentences stand in, without their stop.
    """
    lines = [
        pair
        for pair in pairs
        if 1 <= _words(pair.source) <= SHORT_WORDS and not any(map(_END.search, (pair.source, pair.reference)))
    ]
    short = [
        Pair(_unstopped(pair.source), _unstopped(pair.reference))
        for pair in pairs
        if _words(pair.source) <= SHORT_WORDS and all(map(_STOP.search, (pair.source, pair.reference)))
    ]
    short.sort(key=lambda pair: _words(pair.source))
    return lines + short[: max(ENOUGH - len(lines), 0)]


def lone_words(pairs: Sequence[Pair], target: str) -> list[Pair]:
    """Return single words with a capital, as headings: see `word_pairs`."""
    return [Pair(one.capitalize(), other.capitalize()) for one, other in word_pairs(pairs)]


def word_pairs(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    """Return pairs of words that the set's sentences show to belong together.

    Each is the other's best by Dice's coefficient (twice the sentence pairs with both, by the pairs with either), at
    least 0.6 with five sentences or more: on such evidence it is a translation, by nobody's dictionary.
    """
    together: Counter[tuple[str, str]] = Counter()
    alone: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for pair in pairs:
        sides = [_common_words(text) for text in (pair.source, pair.reference)]
        for counter, found in zip(alone, sides, strict=True):
            counter.update(found)
        together.update((one, other) for one in sides[0] for other in sides[1])
    scores = {
        both: 2 * count / (alone[0][both[0]] + alone[1][both[1]]) for both, count in together.items() if count >= 5
    }
    best: tuple[dict[str, tuple[float, str]], dict[str, tuple[float, str]]] = ({}, {})
    for (one, other), score in scores.items():
        best[0][one] = max(best[0].get(one, (0.0, "")), (score, other))
        best[1][other] = max(best[1].get(other, (0.0, "")), (score, one))
    return [
        (one, other)
        for one, (score, other) in sorted(best[0].items())
        if score >= 0.6 and best[1][other][1] == one and one != other
    ]


def _common_words(text: str) -> set[str]:
    """Return the words in small letters of four signs or more."""
    return {word for word in _WORD.findall(text) if len(word) >= 4 and word.isalpha() and word.islower()}


CLASSES = (
    SentenceClass("plain", "5 to 40 words, without figure, address, bracket or quotation", plain, as_they_are=True),
    SentenceClass("capitals", "3 to 14 words in capitals, reference too", capitals),
    SentenceClass("Title Case", "3 to 14 words as a headline, reference as it is", title_case),
    SentenceClass("long", "more than 40 words", long),
    SentenceClass("joined", "2 or 3 sentences made one, 41 to 90 words", joined),
    SentenceClass("figures", "with a number, date or sum in figures", figures, as_they_are=True),
    SentenceClass("addresses", "with a URL, e-mail address, handle or hashtag put in", addresses),
    SentenceClass("headings", "lines without a final sign, up to 14 words", headings),
    SentenceClass("lone words", "single words that the set shows to be translations", lone_words),
)
