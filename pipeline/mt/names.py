"""Keep the names of people, places and organisations that a package would spell anew."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from pipeline.mt.alignment import Aligned, Span
from pipeline.mt.shares import Shares
from pipeline.text.inflection import WORD, base_of, is_function_word
from pipeline.text.placeholders import PLACEHOLDER

IsKnown = Callable[[str], bool]
"""Tells whether a word, in the case it is given in, is in the dictionary of the source language."""

_SENTENCE_START = re.compile(r"(?:\A|[.!?…:]['\"’”»)\]]*\s)[\s'\"‘“«¿¡(\[–—-]*\Z")
_PLACEHOLDER = re.compile(PLACEHOLDER)
_POSSESSIVE = re.compile(r"['’]s?\Z")
_DERIVED = re.compile(r"(?:i?an|ish|ese|ic|ist|ism|ite)s?\Z")
_TITLES = frozenset(("Mr", "Mrs", "Ms", "Miss", "Mx"))
_ALIKE = 0.55
"""From here on two spellings are taken for the same name, given that attention goes from one to the other."""
_SAME = 0.75
"""… whatever attention says."""
_SLIP = 0.8
"""… where the dictionary has the name: the package may know a translation, and Sevilla is no slip for Seville."""
_LOOKS = 0.1
"""The attention that two alike spellings must share."""
_SURE = 0.5
"""The attention that a word in no way alike must have to be taken for the name's translation."""
_WINDOW = 12
"""Characters before a word that tell whether a sentence begins with it."""
_MANY = 40
"""Names missing in one sentence: more are no sentence."""
_LONGEST_RUN = 4
"""Words that a name may have been broken into."""
_GIVEN = {
    "Alexander": "Alejandro Alexandre", "Andrew": "Andrés André", "Anne": "Ana",
    "Anthony": "Antonio Antônio António", "Catherine": "Catalina Catarina", "Charles": "Carlos",
    "Edward": "Eduardo", "Elizabeth": "Isabel Elisabete", "Faith": "Fe Fé", "George": "Jorge",
    "Grace": "Gracia Graça", "Henry": "Enrique Henrique", "Hope": "Esperanza Esperança",
    "James": "Jaime Santiago Tiago", "Jane": "Juana Joana", "Joan": "Juana Joana", "John": "Juan João",
    "Joseph": "José", "Joy": "Alegría Alegria", "Louis": "Luis Luís", "Luke": "Lucas",
    "Margaret": "Margarita Margarida", "Mark": "Marcos", "Martha": "Marta", "Mary": "María Maria",
    "Matthew": "Mateo Mateus", "Michael": "Miguel", "Paul": "Pablo Paulo", "Peter": "Pedro",
    "Philip": "Felipe Filipe", "Richard": "Ricardo", "Robert": "Roberto", "Rose": "Rosa",
    "Stephen": "Esteban Estêvão", "Thomas": "Tomás", "William": "Guillermo Guilherme",
}  # fmt: skip
"""Given names that packages translate, before a surname, and what into."""
_CROWNED = frozenset(("Saint", "St", "King", "Queen", "Pope", "Prince", "Princess", "Emperor"))
"""Before these words, names are translated: San Pedro, Carlos III."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the source with a capital, without a possessive ending."""

    text: str
    start: int
    end: int
    begins: bool
    """True where a sentence begins, whose capital says nothing."""
    joined: bool
    """True when the word before it has a capital too, and only a space stands between."""

    @property
    def span(self) -> Span:
        return self.start, self.end


def keep_names(
    source: str, target: Aligned, source_code: str, target_code: str, is_known: IsKnown | None = None
) -> tuple[Aligned, tuple[str, ...]]:
    """Return the draft with the names that the package spelt anew as the source has them, and the names that are gone.

    A name is a word with a capital inside a sentence that the dictionary does not have, or that a title or a given
    name says to be one. Countries, languages, cities, months and days of Unicode's locale data, and what is made of
    ordinary words (`United Nations`), are left to the package. A name goes where the draft has something spelt alike,
    or one word with a capital that gets the name's attention; nothing around it changes. Lines in capitals or in Title
    Case come back as they are. `is_known` is for another dictionary than simplemma's of the source language.
    """
    words = _capital_words(source)
    if not words or _is_title(source):
        return target, ()
    absent = [word for word in words if not _stands(word.text, target.text)]
    if not absent or len(absent) > _MANY:
        return target, tuple(word.text for word in absent)
    known = is_known or _dictionary(base_of(source_code))
    if known is None:
        return target, ()
    translatable = _covered(source, words, _locale_names(base_of(source_code)))
    kept = [word for word in words if word not in translatable and _is_name(word, words, source, known)]
    lost: list[str] = []
    for word in absent:
        if word in translatable or _stands(word.text, target.text):
            continue
        if word not in kept:
            if span := _slip(target, word, words, kept, known):
                target = target.replaced(*span, word.text)
            continue
        if (found := _both(source, target, word, words, kept, target_code)) is not None:
            target = target.replaced(*found[0], found[1])
        elif (span := _find(source, target, (word,), words, target_code)) is not None:
            target = target.replaced(*span, word.text)
        elif (beside := _beside(source, target, word, words, target_code)) is not None:
            target = target.replaced(*beside[0], beside[1])
        elif not word.begins and not _is_translated(target, word, target_code):
            lost.append(word.text)
    return target, tuple(lost)


def _capital_words(source: str) -> list[_Word]:
    found: list[_Word] = []
    end = -1
    for match in WORD.finditer(source):
        text = _POSSESSIVE.sub("", match[0])
        if not text[:1].isupper() or len(text) < 2 or _PLACEHOLDER.fullmatch(text):
            continue
        start = match.start()
        begins = _begins(source, start)
        joined = end >= 0 and source[end:start] in (" ", ". ")
        found.append(_Word(text, start, start + len(text), begins, joined))
        end = start + len(text)
    return found


def _begins(text: str, start: int) -> bool:
    """Tell whether a sentence begins at `start`."""
    return _SENTENCE_START.search(text[:start] if start <= _WINDOW else " " + text[start - _WINDOW : start]) is not None


def _is_title(source: str) -> bool:
    long = [word for word in WORD.findall(source) if len(word) > 3 and word[0].isalpha()]
    return len(long) > 2 and sum(word[0].isupper() for word in long) > 0.75 * len(long)


def _is_name(word: _Word, words: Sequence[_Word], source: str, known: IsKnown) -> bool:
    """Tell whether a word is a name to be kept letter for letter."""
    at = words.index(word)
    before = words[at - 1] if at and word.joined else None
    if before is not None and before.text in _TITLES:
        return True
    after = words[at + 1] if at + 1 < len(words) and words[at + 1].joined else None
    if word.text in _GIVEN and after is not None and not _is_ordinary(after.text, known):
        return not (before and before.text in _CROWNED)
    if word.text.isupper():
        return False
    if re.search(r"\d|[a-z][A-Z]", word.text):
        return True
    parts = [part for part in re.split(r"[-'’]", word.text) if len(part) > 1]
    return any(not known(part) and not known(part.lower()) for part in parts)


def _is_ordinary(word: str, known: IsKnown) -> bool:
    return known(word.lower()) and not known(word)


def _both(
    source: str, target: Aligned, word: _Word, words: Sequence[_Word], kept: Sequence[_Word], code: str
) -> tuple[Span, str] | None:
    """Return where two names in a row were run together, and what to write there."""
    at = words.index(word)
    after = words[at + 1] if at + 1 < len(words) and words[at + 1].joined else None
    if after is None or after not in kept or _stands(after.text, target.text):
        return None
    span = _find(source, target, (word, after), words, code)
    if span is None:
        return None
    text = target.text[slice(*span)]
    whole = source[word.start : after.end]
    if likeness(text, whole) <= max(likeness(text, word.text), likeness(text, after.text)):
        return None
    return span, whole


def _beside(source: str, target: Aligned, word: _Word, words: Sequence[_Word], code: str) -> tuple[Span, str] | None:
    """Return where to write a name whose other half is in the draft, and what."""
    at = words.index(word)
    own = {found[0].casefold() for found in WORD.finditer(source)}
    for other, is_before in ((at + 1, True), (at - 1, False)):
        if not 0 <= other < len(words) or not words[max(at, other)].joined:
            continue
        places = list(re.finditer(rf"(?<!\w){re.escape(words[other].text)}(?!\w)", target.text))
        if len(places) != 1 or words[other].text in _TITLES:
            continue
        start, end = places[0].span()
        # What the package made of this half may stand there.
        near = re.search(r"(\S+) \Z", target.text[:start]) if is_before else re.match(r" (\w+)", target.text[end:])
        if (
            near
            and near[1][0].isupper()
            and near[1].isalpha()
            and near[1].casefold() not in own
            and not is_function_word(near[1], code)
        ):
            offset = 0 if is_before else end
            begins = is_before and _begins(target.text, near.start(1))
            if not begins:
                return (near.start(1) + offset, near.end(1) + offset), word.text
        return ((start, start), f"{word.text} ") if is_before else ((end, end), f" {word.text}")
    return None


def _find(source: str, target: Aligned, names: Sequence[_Word], words: Sequence[_Word], code: str) -> Span | None:
    """Return what the draft has in place of one name, or of several in a row."""
    places = [found.span() for found in WORD.finditer(target.text)]
    texts = [_POSSESSIVE.sub("", target.text[slice(*place)]) for place in places]
    whole, stretch = "".join(name.text for name in names), (names[0].start, names[-1].end)
    own = {found[0].casefold() for found in WORD.finditer(source)} - {name.text.casefold() for name in names}
    free = [text.casefold() not in own and not _PLACEHOLDER.fullmatch(text) for text in texts]
    if whole in _GIVEN:
        for (start, _), text in zip(places, texts, strict=True):
            if text in _GIVEN[whole].split():
                return start, start + len(text)
    shares = Shares(target, places)
    best: tuple[float, Span] | None = None
    for first, last in _runs(target.text, places, free):
        part = texts[first : last + 1]
        if last > first and (is_function_word(part[0], code) or is_function_word(part[-1], code)):
            continue
        alike = likeness("".join(part), whole)
        share = sum(shares.of(at, stretch) for at in range(first, last + 1)) / (last - first + 1)
        if alike < _ALIKE or (share < _LOOKS and alike < _SAME):
            continue
        if part[0].islower() and _DERIVED.search(whole):
            continue
        # Of two as good, the shorter.
        score = alike + share / 2 - (last - first) / 100
        if best is None or score > best[0]:
            best = score, (places[first][0], places[last][0] + len(texts[last]))
    if best is not None:
        return best[1]
    if len(names) > 1 or names[0].begins:
        return None
    others = [word.span for word in words if word is not names[0]]

    for at, (start, _) in enumerate(places):
        share = shares.of(at, stretch)
        inside = not _begins(target.text, start)
        if free[at] and texts[at][0].isupper() and inside and share >= _SURE:
            if shares.most(at, others) >= share:
                continue
            return start, start + len(texts[at])
    return None


def _runs(text: str, places: Sequence[Span], free: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last of the runs of free words, nothing but a space or a hyphen between them."""
    for first in range(len(places)):
        for last in range(first, min(first + _LONGEST_RUN, len(places))):
            if not free[last] or (last > first and text[places[last - 1][1] : places[last][0]].strip(" -'’")):
                break
            yield first, last


def _slip(target: Aligned, word: _Word, words: Sequence[_Word], kept: Sequence[_Word], known: IsKnown) -> Span | None:
    """Return where a name that the dictionary has was misspelt: one that has nothing else to mean.

    A final that changed makes a translation (`Neptuno`), and so does an accent, but in the given name of a person.
    """
    at = words.index(word)
    with_surname = at + 1 < len(words) and words[at + 1].joined and words[at + 1] in kept
    ordinary = known(word.text.lower()) or not known(word.text)
    if not with_surname and (ordinary or word.begins):
        return None
    for found in WORD.finditer(target.text):
        text = _POSSESSIVE.sub("", found[0])
        span = found.start(), found.start() + len(text)
        if not text[:1].isupper():
            continue
        if plain(text) == plain(word.text):
            return span if with_surname else None
        if not ordinary and likeness(text, word.text) >= _SLIP and plain(text)[-2:] == plain(word.text)[-2:]:
            return span
    return None


def _is_translated(target: Aligned, word: _Word, code: str) -> bool:
    """Tell whether words of the language stand for a name: an adjective made of it."""
    if not _DERIVED.search(word.text):
        return False
    places = [found.span() for found in WORD.finditer(target.text)]
    shares = Shares(target, places)
    return any(
        shares.of(at, word.span) >= _SURE and not is_function_word(target.text[slice(*place)], code)
        for at, place in enumerate(places)
    )


def likeness(left: str, right: str) -> float:
    """Return how alike two spellings are, 0 to 1, signs, accents and case apart."""
    return Indel.normalized_similarity(plain(left), plain(right))


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """Return the letters and digits of a text without accents and case."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if sign.isalnum()).casefold()


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _covered(source: str, words: Sequence[_Word], names: frozenset[str]) -> set[_Word]:
    """Return the words that are part of a name of Unicode's locale data."""
    covered: set[_Word] = set()
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST_RUN, len(words))):
            if source[words[first].start : words[last].end].casefold() in names:
                covered.update(words[first : last + 1])
    return covered


@cache
def _locale_names(code: str) -> frozenset[str]:
    """Return the names (case folded) of countries, languages, cities, months and days in a language."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    names = {*locale.territories.values(), *locale.languages.values()}
    for widths in (locale.months, locale.days):
        for forms in widths["stand-alone"].values():
            names.update(forms.values())
    for zone, facts in locale.time_zones.items():
        names.add(facts.get("city", zone.rpartition("/")[2].replace("_", " ")))
    return frozenset(name.casefold() for name in names if len(name) > 2)


@cache
def _dictionary(code: str) -> IsKnown | None:
    """Return simplemma's dictionary of a language; None where it has none."""
    from simplemma.strategies import DefaultDictionaryFactory

    try:
        words = DefaultDictionaryFactory().get_dictionary(code)
    except ValueError:
        return None
    return words.__contains__
