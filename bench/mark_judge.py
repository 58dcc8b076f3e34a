"""Judge where a translation has its marks, by the package's own translation of the marked words."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.mt.inline import Pair, parse

Translate = Callable[[str], str]
"""Gives the package's translation of a text."""
JUDGED = 0.6
"""How well some stretch of the translation must fit the marked words' translation for the mark to be judged at all."""
TOLERANCE = 0.2
"""A stretch that fits by more than this better than the one under the mark makes it an error."""
AROUND = 3
"""Words before and after a point that are looked for around it."""
_CARRIER = "Note:"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_ARTICLES = _set("el la los las un una unos unas lo o a os as um uma uns umas the an")
_CONTRACTED = {
    word: preposition
    for preposition, words in {
        "de": "del do da dos das dum duma", "a": "al ao aos à às", "por": "pelo pela pelos pelas",
        "em": "no na nos nas num numa",
    }.items()
    for word in words.split()
}  # fmt: skip
_CLOSING = " .,;:!?…'\"’”»)]"


@dataclass(slots=True)
class Reading:
    """A marked text read: its words, the stretch of every pair and the place of every point, each with its name."""

    plain: str
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    points: list[tuple[str, int]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    """Every mark, with the marks around it: equal for two texts with the same marks, legally nested."""


@dataclass(slots=True)
class Tally:
    """How many texts kept their marks, and how many marks stand right, a little off, wrong, or could not be judged."""

    texts: int = 0
    kept: int = 0
    right: int = 0
    exact: int = 0
    wrong: int = 0
    unjudged: int = 0

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        for name in ("texts", "kept", "right", "exact", "wrong", "unjudged"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def read(markdown: str, references: dict[str, tuple[str, str]]) -> Reading:
    """Return the reading of inline Markdown."""
    marked = parse(markdown, references)
    reading = Reading(marked.plain)

    def walk(pair: Pair, path: str) -> None:
        for child in pair.children:
            name = f"{child.kind}{child.closing if child.kind == 'link' else ''}"
            reading.spans.append((name, child.start, child.end))
            reading.paths.append(f"{path}/{name}")
            walk(child, f"{path}/{name}")
        for point in pair.points:
            reading.points.append((point.raw, point.position))
            reading.paths.append(f"{path}/{point.raw}")

    walk(marked.root, "")
    reading.paths += [item.raw for item in marked.protected if item.raw.startswith("`")]
    return reading


def phrases(source: Reading) -> list[str]:
    """Return the words of a source that the judge wants translated alone."""
    found = [source.plain[start:end] for _, start, end in source.spans]
    for _, place in source.points:
        before, after = _around(source.plain, place)
        found += [*before, *after]
    return list(dict.fromkeys(found))


def settings(phrase: str) -> list[str]:
    """Return `phrase` as it is put to the package: alone, with a capital, with a stop, behind a colon, in brackets."""
    words = phrase.strip(_CLOSING + "([{¿¡“‘«")
    if not words:
        return []
    words = words.lower() if words.isupper() else words
    small, large = words[0].lower() + words[1:], words[0].upper() + words[1:]
    return list(
        dict.fromkeys([small, large, f"{large}.", f"{_CARRIER} {small}.", f"{_CARRIER} {words}.", f"({small})", words])
    )


def _translations(phrase: str, translate: Translate) -> list[tuple[str, ...]]:
    """Return the words of the different translations of a phrase."""
    found = []
    for setting in settings(phrase):
        text = translate(setting)
        if setting.startswith(_CARRIER):
            # What stands behind the colon; nothing when that was lost.
            text = text.partition(":")[2]
        found.append(tokens(text))
    return [words for words in dict.fromkeys(found) if words]


def judge(source: Reading, target: Reading, translate: Translate) -> Tally:
    """Return one text's tally: are the marks all there, and how many of them on the right words?"""
    tally = Tally(texts=1, kept=int(Counter(source.paths) == Counter(target.paths)))
    for name, group in itertools.groupby(sorted(source.spans), key=lambda span: span[0]):
        ours = [span for span in target.spans if span[0] == name]
        wanted = list(group)
        scores = [[_pair(source, target, want, one, translate) for one in ours] for want in wanted]
        for result in _best_matching(scores, len(wanted)):
            _count(tally, result, TOLERANCE)
    for name, points in itertools.groupby(sorted(source.points), key=lambda point: point[0]):
        places = [place for other, place in target.points if other == name]
        for number, (_, place) in enumerate(points):
            here = places[number] if number < len(places) else None
            _count(tally, _point(source, target, place, here, translate), TOLERANCE / 2)
    return tally


def _count(tally: Tally, result: tuple[float, float], tolerance: float) -> None:
    ours, best = result
    if best < JUDGED:
        tally.unjudged += 1
    elif ours < best - tolerance - 1e-9:
        tally.wrong += 1
    else:
        tally.right += 1
        tally.exact += ours > best - 1e-9


def _best_matching(scores: list[list[tuple[float, float]]], count: int) -> list[tuple[float, float]]:
    """Return for each mark of the source its result with the mark of the target that it is matched with."""
    if not scores[0]:
        return [(0.0, 1.0)] * count
    width = len(scores[0])
    choices = itertools.permutations(range(max(width, count)), count)

    def result(row: int, column: int) -> tuple[float, float]:
        return scores[row][column] if column < width else (0.0, 1.0)

    best = max(choices, key=lambda columns: sum(result(row, column)[0] for row, column in enumerate(columns)))
    return [result(row, column) for row, column in enumerate(best)]


def _pair(
    source: Reading, target: Reading, want: tuple[str, int, int], one: tuple[str, int, int], translate: Translate
) -> tuple[float, float]:
    """Return how well the words under a mark fit the marked words' translation, and how well the best stretch does."""
    fitting = _translations(source.plain[want[1] : want[2]], translate)
    under = tokens(target.plain[one[1] : one[2]])
    words = tokens(target.plain)
    ours = max((_fit(under, words_wanted) for words_wanted in fitting), default=0.0)
    return ours, max((_best_window(words, words_wanted) for words_wanted in fitting), default=0.0)


def _best_window(words: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    return max(
        (
            _fit(words[start : start + length], wanted)
            for length in range(1, min(len(words), 2 * len(wanted) + 1) + 1)
            for start in range(len(words) - length + 1)
        ),
        default=0.0,
    )


def _point(source: Reading, target: Reading, place: int, here: int | None, translate: Translate) -> tuple[float, float]:
    """Return how well the words around a point fit those around it in the source, and how well the best place does."""
    before, after = _around(source.plain, place)
    if here is None:
        return 0.0, 1.0
    if not after:
        return float(not target.plain[here:].strip(_CLOSING)), 1.0
    table = [
        (side, _translations(phrase, translate)) for side, phrases in ((-1, before), (1, after)) for phrase in phrases
    ]

    def fit(at: int) -> float:
        left, right = tokens(target.plain[:at]), tokens(target.plain[at:])
        total = 0.0
        for side, wanted in table:
            total += max((_fit_beside(left, right, side, words) for words in wanted), default=0.0)
        return total / len(table)

    ends = [found.end() for found in _WORD.finditer(target.plain)]
    # Beside the word alone: whether the point stands before or after a stop is not asked.
    return fit(here), max(map(fit, ends), default=0.0)


def _fit_beside(left: tuple[str, ...], right: tuple[str, ...], side: int, wanted: tuple[str, ...]) -> float:
    lengths = range(1, len(wanted) + 2)
    if side < 0:
        return max((_fit(left[-length:], wanted) for length in lengths if length <= len(left)), default=0.0)
    return max((_fit(right[:length], wanted) for length in lengths if length <= len(right)), default=0.0)


def _around(plain: str, place: int) -> tuple[list[str], list[str]]:
    """Return the last one to three words before `place` and the first one to three after it."""
    left = [found.start() for found in _WORD.finditer(plain[:place])][-AROUND:]
    right = [place + found.end() for found in _WORD.finditer(plain[place:])][:AROUND]
    return [plain[start:place] for start in reversed(left)], [plain[place:end] for end in right]


@lru_cache(maxsize=100_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters, without articles, contractions as `+` and their prepositions."""
    words = [found[0].lower().replace("’", "'") for found in _WORD.finditer(text)]
    return tuple("+" + _CONTRACTED[word] if word in _CONTRACTED else word for word in words if word not in _ARTICLES)


@lru_cache(maxsize=1_000_000)
def _fit(words: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """Return the F1 of two lists of words, other endings of a word counting as the word.

    A contraction in front (*al*, *na*) holds the article of the words after it: it is left out where that fits better,
    as an article is, for it cannot be marked in half.
    """
    return max(_f1(one, other) for one in _openings(words) for other in _openings(wanted))


def _openings(words: tuple[str, ...]) -> list[list[str]]:
    plain = [word.lstrip("+") for word in words]
    return [plain, plain[1:]] if words and words[0].startswith("+") else [plain]


def _f1(words: list[str], wanted: list[str]) -> float:
    if not words or not wanted:
        return 0.0
    rest = list(wanted)
    common = 0
    for word in words:
        match = next((other for other in rest if word == other), None) or next(
            (other for other in rest if alike(word, other)), None
        )
        if match is not None:
            rest.remove(match)
            common += 1
    return 2 * common / (len(words) + len(wanted))


def alike(one: str, other: str) -> bool:
    """Tell whether two words are the same but for their endings: four letters and three fifths of the longer."""
    if one == other:
        return True
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return same >= 4 and 5 * same >= 3 * max(len(one), len(other))


def totals(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total
