"""Is it the variety that was asked for: Brazil's Portuguese or Portugal's, the Spanish of Spain or of America."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rapidfuzz.distance import Indel

from pipeline.review.checks import varieties
from pipeline.review.checks.model import LETTER, Issue, Pair, Template, issue
from pipeline.text.inflection import folded, with_case
from pipeline.text.plain import OBJECT
from pipeline.text.value_patterns import ADDRESS

OF_PORTUGAL = Template("“{word}” is Portuguese of Portugal; in Brazil it is “{better}”.")
OF_PORTUGAL_FORM = Template("“{word}” is Portuguese of Portugal.")
OF_BRAZIL = Template("“{word}” is Portuguese of Brazil; in Portugal it is “{better}”.")
OF_BRAZIL_FORM = Template("“{word}” is Portuguese of Brazil.")
OF_SPAIN = Template("“{word}” is said in Spain; in America it is “{better}”.")
OF_AMERICA = Template("“{word}” is said in America; in Spain it is “{better}”.")
FOR_VOSOTROS = Template("“{word}” belongs to “vosotros”, which only Spain says; America says “ustedes”.")
FOR_VOS = Template("“{word}” belongs to “vos”, which not all countries say.")
FOR_TU = Template("“{word}” belongs to “tu”; most of Brazil says “você”.")

_WORD = re.compile(rf"{LETTER}+(?:-{LETTER}+)*")
_CLOSE = 0.6
"""Likeness from which on two words are one in two spellings, of one gender: then the mend cannot break the sentence."""

_PORTUGAL_SOUND = re.compile(r"(?<!\w)[\w-]*[éó][mn][aeiouã]\w*|(?<!\w)\w{2,}ámos(?!\w)")
"""académico, económico, prémio: before m and n Brazil closes the vowel. cantámos: Brazil has no accent there."""
_BRAZIL_SOUND = re.compile(r"(?<!\w)[\w-]*[êô][mn][aeiouã]\w*")
_ESTAR = (
    r"(?<!\w)(?:estou|estás|está|estamos|estão|estava|estavam|estávamos|esteve|estive|estiveram|estivemos|estar|esteja|"
    r"estejam|estando|estaria|estariam|estará|estarão)"
)
_TO_DO = re.compile(rf"{_ESTAR} (?P<form>a {LETTER}{{2,}}[aei]r(?:-\w+)?)(?!\w)")
_DOING = re.compile(rf"{_ESTAR} (?P<form>{LETTER}{{2,}}(?:ando|endo|indo|ondo)(?:-\w+)?)(?!\w)")
_CONTROL = re.compile(r"(?<!\w)(?:o|um|do|no|ao|pelo|este|esse|seu|sob|de|sem|em) (?P<form>controlo)(?!\w)")
_VOSOTROS_ENDING = re.compile(rf"(?<!\w){LETTER}{{2,}}(?:áis|éis|steis)(?!\w)")
_OS = re.compile(rf"(?<![\w’'-])os(?= {LETTER}+)(?! (?:Lus|Maias))")
_MOBILE = re.compile(r"(?<!\w)(?:el|un|tu|su|mi|del|al|este|otro) (?P<form>móvil)(?= (?!de )|\W|\Z)")


def _compiled(words: Mapping[str, str]) -> re.Pattern[str]:
    forms = sorted(words, key=lambda form: (-len(form), form))
    inner = "|".join(re.escape(form).replace(r"\ ", r"\s") for form in forms)
    return re.compile(rf"(?<![\w-])(?:{inner})(?![\w-])", re.IGNORECASE)


_PATTERNS = {
    OF_PORTUGAL: _compiled(varieties.BRAZIL_FOR_PORTUGAL),
    OF_BRAZIL: _compiled(varieties.PORTUGAL_FOR_BRAZIL),
    OF_SPAIN: _compiled(varieties.AMERICA_FOR_SPAIN),
    OF_AMERICA: _compiled(varieties.SPAIN_FOR_AMERICA),
}


def variety(pair: Pair) -> Iterator[Issue]:
    """Find words, spellings and forms of another variety than the translation's.

    Words that stand in the glossary are the group's own choice; so are those of the source.
    """
    look = _LOOKS.get(pair.base)
    if look is None:
        return
    text = ADDRESS.sub(lambda found: OBJECT * len(found[0]), pair.read.text)
    own = _own(pair)
    seen: list[tuple[int, int]] = []
    for found, start, end in look(pair, text):
        if folded(text[start:end]) not in own and not any(start < b and a < end for a, b in seen):
            seen.append((start, end))
            yield found


def _portuguese(pair: Pair, text: str) -> Iterator[tuple[Issue, int, int]]:
    if pair.locale == "pt-BR":
        yield from _in_table(pair, text, varieties.BRAZIL_FOR_PORTUGAL, OF_PORTUGAL)
        for pattern in (_PORTUGAL_SOUND, _CONTROL):
            for found in pattern.finditer(text.lower()):
                group = "form" if pattern is _CONTROL else 0
                yield _form(pair, text, *found.span(group), _closed, OF_PORTUGAL, OF_PORTUGAL_FORM)
        for found in _TO_DO.finditer(text.lower()):
            if found["form"].removeprefix("a ") not in varieties.NO_INFINITIVES:
                yield _form(pair, text, *found.span(), None, OF_PORTUGAL, OF_PORTUGAL_FORM)
        for found in _WORD.finditer(text):
            if found[0] in varieties.TU_IN_PORTUGUESE:
                yield _form(pair, text, *found.span(), None, FOR_TU, FOR_TU)
    else:
        yield from _in_table(pair, text, varieties.PORTUGAL_FOR_BRAZIL, OF_BRAZIL)
        for found in _BRAZIL_SOUND.finditer(text.lower()):
            if not found[0].startswith(varieties.OPENED_OR_CLOSED):
                yield _form(pair, text, *found.span(), _opened, OF_BRAZIL, OF_BRAZIL_FORM)
        for found in _DOING.finditer(text.lower()):
            yield _form(pair, text, *found.span(), None, OF_BRAZIL, OF_BRAZIL_FORM)


def _spanish(pair: Pair, text: str) -> Iterator[tuple[Issue, int, int]]:
    country = pair.locale.partition("-")[2]
    if pair.locale == "es-ES":
        yield from _in_table(pair, text, varieties.SPAIN_FOR_AMERICA, OF_AMERICA)
    else:
        yield from _in_table(pair, text, varieties.AMERICA_FOR_SPAIN, OF_SPAIN)
        for found in _MOBILE.finditer(text):
            yield _form(pair, text, *found.span("form"), lambda _: "celular", OF_SPAIN, OF_SPAIN)
        places = [found.span() for found in _WORD.finditer(text) if found[0].lower() in varieties.VOSOTROS]
        places += [found.span() for found in _VOSOTROS_ENDING.finditer(text) if found[0].lower() not in varieties.SIXES]
        places += [found.span() for found in _OS.finditer(text)]
        for start, end in sorted(places):
            yield _form(pair, text, start, end, None, FOR_VOSOTROS, FOR_VOSOTROS)
    if country not in varieties.VOSEO_COUNTRIES:
        for found in _WORD.finditer(text):
            if found[0].lower() in varieties.VOSEO:
                yield _form(pair, text, *found.span(), None, FOR_VOS, FOR_VOS)


_LOOKS: Mapping[str, Callable[[Pair, str], Iterator[tuple[Issue, int, int]]]] = {"pt": _portuguese, "es": _spanish}


def _in_table(pair: Pair, text: str, words: Mapping[str, str], template: Template) -> Iterator[tuple[Issue, int, int]]:
    for found in _PATTERNS[template].finditer(text):
        yield _form(pair, text, *found.span(), lambda word: words.get(" ".join(word.split()), ""), template, template)


def _form(
    pair: Pair,
    text: str,
    start: int,
    end: int,
    better_of: Callable[[str], str] | None,
    template: Template,
    without: Template,
) -> tuple[Issue, int, int]:
    word = text[start:end]
    better = better_of(word.lower()) if better_of else ""
    if better == word.lower():
        better = ""
    span = pair.read.span(start, end)
    if not better:
        return issue(without, span=span, word=word), start, end
    written = with_case(word, better)
    alike = Indel.normalized_similarity(word.lower(), better) >= _CLOSE
    mend = pair.read.replaced(start, end, written) if alike else None
    return issue(template, span=span, mend=mend, word=word, better=written), start, end


def _closed(word: str) -> str:
    """Return a word of Portugal as Brazil writes it: econômico, cantamos, controle."""
    if word == "controlo":
        return "controle"
    word = re.sub(r"é(?=[mn][aeiouã])", "ê", re.sub(r"ó(?=[mn][aeiouã])", "ô", word))
    return re.sub(r"ámos\Z", "amos", word)


def _opened(word: str) -> str:
    return re.sub(r"ê(?=[mn][aeiouã])", "é", re.sub(r"ô(?=[mn][aeiouã])", "ó", word))


def _own(pair: Pair) -> frozenset[str]:
    """Return the words that the glossary wants, and those of the source."""
    words = [folded(word) for word in _WORD.findall(pair.meant.text)]
    for match in pair.glossary.matches(pair.meant.text):
        wanted = folded(pair.glossary.wanted(match))
        words += [wanted, *_WORD.findall(wanted)]
    return frozenset(words)
