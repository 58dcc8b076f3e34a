"""Is it translated, and of a fitting length: nothing there, the source again, words left as they were, too long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.review.catalogue import State
from pipeline.review.checks.model import LETTER, LONGEST, Issue, Pair, Template, issue
from pipeline.text.document import Role
from pipeline.text.inflection import WORD
from pipeline.text.plain import OBJECT
from pipeline.text.value_patterns import ADDRESS

EMPTY = Template("Not translated yet: the source stands in its place.")
SAME = Template("The same as the source.")
LEFT = Template("“{words}” is left as in the source.")
OVER = Template("{length} characters, and {limit} fit.")
LONG = Template("Much longer than the source: {length} characters for {source}. It may not fit.")
SHORT = Template("Much shorter than the source: is something missing?")

SHORT_ROLES = frozenset((Role.TITLE, Role.SUBTITLE, Role.TOPIC, Role.HEADING, Role.CELL))
"""Where a longer translation may break the page: the title on the cover, headings, the cells of a table."""
_ROOM = {Role.SUBTITLE: (1.7, 30), Role.CELL: (2.0, 25)}
_ROOM_OTHERS = (1.7, 18)
"""A translation is much longer when it has more than so many times the characters of the source, and so many more.

Of short strings Spanish and Portuguese take up to a half more than English; figures in docs/checks.md.
"""
_LETTERS = re.compile(LETTER)
_QUOTES = re.compile('[«»“”"]')
_RUN = 4
"""Small words of the source in a row that are no name."""
_WORDS_FOR_HALF = 8
"""Words of a source from which on half of them is too few."""


def untranslated(pair: Pair) -> Iterator[Issue]:
    """Find a sentence with words that has no translation."""
    if pair.state is State.UNTRANSLATED and _LETTERS.search(pair.source):
        yield issue(EMPTY)


def same(pair: Pair) -> Iterator[Issue]:
    """Find a translation that is the source again, or has words of it in a row.

    Names, numbers, codes and addresses are the same in both languages, and so are some words: a single word counts
    only where dictionaries tell that it is of the one language and not of the other.
    """
    if pair.source_language.partition("-")[0] == pair.base:
        return
    source, target = _wordy(pair.meant.text, pair), _wordy(pair.read.text, pair)
    words = WORD.findall(source)
    if " ".join(source.split()).casefold() == " ".join(target.split()).casefold():
        if Role.SPEAKER not in pair.roles and _is_language(words, pair):
            yield issue(SAME)
        return
    given = _runs(words)
    found = list(WORD.finditer(target))
    for at in range(len(found) - _RUN + 1):
        some = tuple(word[0] for word in found[at : at + _RUN])
        if some in given and all(word.islower() for word in some) and not _is_known(some, pair):
            start, end = found[at].start(), found[at + _RUN - 1].end()
            if len(_QUOTES.findall(target[:start])) % 2:
                # Quoted as it was said.
                continue
            yield issue(LEFT, span=pair.read.span(start, end), words=target[start:end])
            return


def length(pair: Pair) -> Iterator[Issue]:
    """Find what does not fit: more characters than the place has, a heading that grew too much, a lost part."""
    size, given = len(pair.read.text), len(pair.meant.text)
    if pair.is_too_long:
        yield issue(OVER, length=str(max(size, given)), limit=str(LONGEST))
        return
    if pair.limit is not None and size > pair.limit:
        yield issue(OVER, length=str(size), limit=str(pair.limit))
        return
    if pair.roles and SHORT_ROLES.issuperset(pair.roles):
        times, more = min(_ROOM.get(role, _ROOM_OTHERS) for role in pair.roles)
        if size > given * times and size > given + more:
            yield issue(LONG, length=str(size), source=str(given))
            return
    words, own = WORD.findall(pair.meant.text), WORD.findall(pair.read.text)
    if len(words) >= _WORDS_FOR_HALF and (2 * len(own) < len(words) or 2 * size < given):
        yield issue(SHORT)
    elif len(own) > 2 * len(words) + 6:
        yield issue(LONG, length=str(size), source=str(given))


def _wordy(text: str, pair: Pair) -> str:
    """Return a text, as long as it was, without addresses, code and terms that stay as they are."""
    text = ADDRESS.sub(lambda found: " " * len(found[0]), text).replace(OBJECT, " ")
    for match in pair.glossary.matches(text):
        if match.row.is_kept:
            text = text[: match.start] + " " * (match.end - match.start) + text[match.end :]
    return text


def _is_language(words: list[str], pair: Pair) -> bool:
    """Tell whether words are of the source's language, and not names or words that both languages have."""
    small = [word for word in words if word.islower() and len(word) > 1]
    if pair.speller is not None:
        own = pair.speller.misspelt([word.lower() for word in words])
        if not own:
            return False
        if small:
            return any(word in own for word in small)
        lone = len(words) == 1 and words[0][:1].isupper() and not words[0].isupper()
        if lone and pair.source_speller is not None:
            return not pair.source_speller.misspelt([words[0].lower()])
        return False
    return len([word for word in small if len(word) > 3]) > 1


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _is_known(words: tuple[str, ...], pair: Pair) -> bool:
    """Tell whether the words may be of the translation's language too: no dictionary says otherwise."""
    return pair.speller is not None and len(pair.speller.misspelt(words)) < len(words) // 2
