"""Words that the dictionary of the language does not have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.review.checks.model import LETTER, Issue, Pair, Severity, Template, issue
from pipeline.text.inflection import folded, with_case
from pipeline.text.plain import OBJECT
from pipeline.text.value_patterns import ADDRESS

UNKNOWN = Template("“{word}” is not in the dictionary.")
MAYBE = Template("“{word}” is not in the dictionary. Is it “{better}”?")

WORD = re.compile(rf"(?<![\w{OBJECT}]){LETTER}+(?:['’-]{LETTER}+)*(?![\w{OBJECT}])")
_SAME = re.compile(r"(.)\1+")
_MANY = 200
"""Words of one sentence that are looked up: more is no sentence."""
_MOST = 20
"""Unknown words of one sentence after which no more are looked up: it is in another language, or in none."""
_AT_ONCE = 8


def spelling(pair: Pair) -> Iterator[Issue]:
    """Find words that are not in the dictionary, nor in the source, the glossary or the group's own list.

    A word that resembles none is rather a rare word than a slip, and worth a note only. A word with a capital in
    mid-sentence is a name, which no dictionary has, unless letters of a word changed their places.
    """
    if pair.speller is None:
        return
    text = ADDRESS.sub(lambda found: OBJECT * len(found[0]), pair.read.text)
    found = _asked(pair, text)
    wrong: dict[str, tuple[str, ...]] = {}
    for at in range(0, len(found), _AT_ONCE):
        if len(wrong) < _MOST:
            wrong.update(pair.speller.misspelt([word[0] for word in found[at : at + _AT_ONCE]]))
    for word in found:
        if word[0] not in wrong:
            continue
        suggestions = wrong[word[0]]
        start, end = word.span()
        is_name = word[0][0].isupper() and _is_inside(text, start)
        if is_name:
            suggestions = tuple(better for better in suggestions if _is_slip(word[0], better))
            if not suggestions:
                continue
        span = pair.read.span(start, end)
        if suggestions:
            better = with_case(word[0], suggestions[0])
            severity = Severity.NOTE if is_name else Severity.WARNING
            yield issue(MAYBE, severity, span, pair.read.replaced(start, end, better), word=word[0], better=better)
        else:
            yield issue(UNKNOWN, Severity.NOTE, span, word=word[0])


def words_of(pair: Pair) -> tuple[str, ...]:
    """Return the words that `spelling` looks up: to ask about many sentences at once is much faster."""
    if pair.is_too_long:
        return ()
    text = ADDRESS.sub(lambda found: OBJECT * len(found[0]), pair.read.text)
    return tuple(word[0] for word in _asked(pair, text))


def _asked(pair: Pair, text: str) -> list[re.Match[str]]:
    accepted = _accepted(pair)
    return [
        word
        for word in list(WORD.finditer(text))[:_MANY]
        if len(word[0]) > 1 and not (word[0].isupper() and len(word[0]) <= 5) and not _is_in(word[0], accepted)
    ]


def _is_in(word: str, accepted: frozenset[str]) -> bool:
    small = folded(word)
    return small in accepted or all(part in accepted for part in small.split("-"))


def _is_slip(word: str, better: str) -> bool:
    """Tell whether two words differ by a slip only: the order of letters, an accent, a doubled letter."""
    one, other = _bare(word), _bare(better)
    return one == other or sorted(one) == sorted(other) or _SAME.sub(r"\1", one) == _SAME.sub(r"\1", other)


def _bare(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", folded(word)) if not unicodedata.combining(sign))


def _accepted(pair: Pair) -> frozenset[str]:
    """Return the words of the source, which may be names, and those of the glossary's terms that stand in it."""
    words = {folded(found[0]) for found in WORD.finditer(pair.meant.text)}
    words |= {word.removesuffix("'s") for word in words} | {part for word in words for part in word.split("-")}
    for match in pair.glossary.matches(pair.meant.text):
        for form in (pair.glossary.wanted(match), match.row.translation, match.row.plural):
            words.update(folded(found[0]) for found in WORD.finditer(form))
    return frozenset(words)


def _is_inside(text: str, start: int) -> bool:
    """Tell whether a word stands inside a sentence, where only a name has a capital."""
    before = text[:start].rstrip(" \u00a0\"'‘’“”«»¿¡([—–")
    return bool(before) and before[-1] not in ".!?:…\n"
