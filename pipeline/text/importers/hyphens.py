"""Decide what a hyphen at the end of a line is: a word that was divided there, or a word that has one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

HYPHENS = "\u2010\u00ad\u2011-"
"""Hyphen, soft hyphen, non-breaking hyphen, and hyphen-minus last, as a set in a pattern needs it."""
LONGEST_WORD = 100
"""Signs of a word: a longer one is none."""
_END = re.compile(rf"(?P<word>[^\W_]+(?:['’{HYPHENS}][^\W_]+)*)(?P<hyphen>[{HYPHENS}])\Z")
_BEGIN = re.compile(rf"[^\W_]+(?:['’{HYPHENS}][^\W_]+)*")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JOINING = frozenset({"and", "or", "to", "nor", "y", "o", "u", "e", "ou", "a"})
"""What stands between two words that share their second half: `two- and three-year`."""
_COMMON = {
    "en": "the of and to in is that for it was on are with as they at be this have from or by not but what",
    "es": "el la de que y en los se del las un por con una su para es al lo como más pero sus le ya",
    "pt": "o a de que e do da em um para com não uma os no se na por mais as dos como mas ao ele",
}


@dataclass(frozen=True, slots=True)
class Joint:
    """Two halves of a line end put together."""

    text: str
    """What stands at the place now: `information`, `well-known`."""
    kept: bool
    """Whether the hyphen belongs to the word."""
    confidence: float
    reason: str


class Vocabulary:
    """The words that a document itself uses, with a dictionary of its language behind them."""

    def __init__(self, lines: Iterable[str], language: str = "") -> None:
        """Take the document's lines; without `language` (`en`, `es`, `pt`) it is guessed from its commonest words."""
        self._own: Counter[str] = Counter()
        for line in lines:
            found = [match[0] for match in _WORDS.finditer(line.replace("\u00ad", "").replace("\u2010", "-"))]
            # The half of a word at the end of a line, and the other one on the next line, are no words.
            broken = line.rstrip()[-1:] in HYPHENS and line.strip() != ""
            self._own.update(word.casefold() for word in (found[:-1] if broken else found))
        self.language = language.partition("-")[0] or self._guessed()

    def times(self, word: str) -> int:
        """Return how often the document has `word`, in any case."""
        return self._own[word.casefold()]

    def known(self, word: str) -> bool:
        """Tell whether a dictionary of the language has `word`."""
        words = _dictionary(self.language)
        return word.casefold() in words or word in words

    def _guessed(self) -> str:
        return max(_COMMON, key=lambda code: (sum(self._own[word] for word in _COMMON[code].split()), code == "en"))


def joint(before: str, after: str, vocabulary: Vocabulary) -> Joint | None:
    """Return how the end of the line `before` and the beginning of `after` go together; None without a hyphen.

    The document's own use of the word decides, then the dictionary. Where neither knows the word, a hyphen between two
    words stays, and one after what is no word goes.
    """
    if before[-1:] not in HYPHENS or not before:
        return None
    end, begin = _END.search(before.rsplit(None, 1)[-1][-LONGEST_WORD:]), _BEGIN.match(after[:LONGEST_WORD])
    if end is None or begin is None:
        return None
    first, second = end["word"], begin[0]
    joined, hyphenated = first + second, f"{first}-{second}"
    whole, divided = vocabulary.times(joined), vocabulary.times(hyphenated)
    if end["hyphen"] == "\u00ad":
        return Joint(joined, False, 0.99, "a soft hyphen")
    if end["hyphen"] == "\u2011":
        return Joint(hyphenated, True, 0.95, "a hyphen that does not break")
    if any(sign.isdigit() for sign in first[-1] + second[0]):
        return Joint(hyphenated, True, 0.95, "beside a figure")
    if second.casefold() in _JOINING:
        return Joint(f"{first}- {second}", True, 0.9, "the second half follows later")
    if whole != divided:
        kept = divided > whole
        sure = 0.97 if min(whole, divided) == 0 else 0.8
        return Joint(hyphenated if kept else joined, kept, sure, "as elsewhere in the document")
    if second[0].isupper() and not first.isupper():
        return Joint(hyphenated, True, 0.9, "a capital follows")
    return _by_dictionary(first, second, vocabulary)


def _by_dictionary(first: str, second: str, vocabulary: Vocabulary) -> Joint:
    joined, hyphenated = first + second, f"{first}-{second}"
    one, two = vocabulary.known(joined), vocabulary.known(hyphenated)
    halves = _is_word(first, vocabulary) and _is_word(second, vocabulary)
    if two and not one:
        return Joint(hyphenated, True, 0.95, "the dictionary has it with a hyphen")
    if one and not two:
        return Joint(joined, False, 0.92 if halves else 0.97, "the dictionary has it as one word")
    if one and two:
        reason = "the dictionary has it both ways"
        return Joint(hyphenated, True, 0.75, reason) if halves else Joint(joined, False, 0.8, reason)
    if halves:
        return Joint(hyphenated, True, 0.6, "two words, not in the dictionary as one")
    return Joint(joined, False, 0.65, "not in the dictionary, but its halves are no words")


def _is_word(part: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the half of a word is a word by itself; of one with a hyphen, its last part."""
    last = re.split(f"[{HYPHENS}]", part)[-1]
    return len(last) > 1 and (vocabulary.known(last) or vocabulary.times(last) > 0)


@cache
def _dictionary(code: str) -> Mapping[str, object]:
    """Return the words that simplemma has for a language; none for one that it does not have."""
    from simplemma.strategies import DefaultDictionaryFactory

    try:
        return DefaultDictionaryFactory(cache_max_size=1).get_dictionary(code)
    except ValueError:
        return {}
