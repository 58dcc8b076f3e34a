"""Capitals: at the start, whole lines in capitals, acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.review.checks.model import LETTER, Issue, Pair, Severity, Template, issue
from pipeline.text.inflection import WORD
from pipeline.text.value_patterns import ADDRESS

SMALL = Template("Begins with a small letter, the source with a capital.")
CAPITAL = Template("Begins with a capital, the source with a small letter.")
NOT_ALL = Template("The source is in capitals throughout, the translation is not.")
ALL = Template("In capitals throughout, and the source is not.")
ACRONYM = Template("“{acronym}” of the source is not here. It may well have another name in this language.")

_FIRST = re.compile(rf"\A[\s\"'‘’“”„«»‹›¿¡(\[{{*…–—-]*(?P<word>{LETTER}[\w'’-]*)")
_ACRONYM = re.compile(r"(?<![\w.@#/-])[A-Z][A-Z0-9]{1,5}(?=s?(?![\w@/$]|\.[A-Za-z]))")
_NONE = frozenset(("AM", "PM", "AD", "BC", "BCE", "CE", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"))
"""Hours, eras and kings."""
_MIN_CAPITALS = 4
_NAMES = {
    "es": {
        "UN": "ONU|Naciones Unidas", "NATO": "OTAN", "EU": "UE|Unión Europea", "UK": "Reino Unido|británic|RU",
        "US": r"EE\.?\s?UU|Estados Unidos|estadouni", "USA": r"EE\.?\s?UU|Estados Unidos|estadouni", "AIDS": "sida",
        "HIV": "VIH", "WHO": "OMS", "DNA": "ADN", "RNA": "ARN", "NGO": "ONG", "GDP": "PIB", "VAT": "IVA", "IMF": "FMI",
        "TV": "tele", "AI": "IA|inteligencia", "UAE": "EAU|Emiratos", "UV": "ultraviolet", "CO2": "carbono|dióxido",
        "PM": "primer[ao]? ministr", "CEO": "director|consejer|president", "ID": "identi", "PC": "ordenador|computador",
    },
    "pt": {
        "UN": "ONU|Nações Unidas", "NATO": "OTAN", "EU": "UE|União Europeia", "UK": "Reino Unido|britânic|RU",
        "US": "EUA|Estados Unidos|americ|estaduni", "USA": "EUA|Estados Unidos|americ|estaduni", "AIDS": "sida",
        "HIV": "VIH", "WHO": "OMS", "DNA": "ADN", "RNA": "ARN", "NGO": "ONG", "GDP": "PIB", "VAT": "IVA", "IMF": "FMI",
        "TV": "tele|tevê", "AI": "IA|inteligência", "UAE": "EAU|Emirados", "UV": "ultraviolet", "CO2": "carbon|dióxido",
        "PM": "primeir[ao]-ministr", "CEO": "diretor|president|executiv", "ID": "identi", "PC": "computador",
    },
}  # fmt: skip
"""What acronyms are called in other languages, as the beginnings of words."""


def capitals(pair: Pair) -> Iterator[Issue]:
    """Find a sentence that begins otherwise than its source: a small letter for a capital, or the reverse."""
    given, found = _FIRST.match(pair.meant.text), _FIRST.match(pair.read.text)
    if given is None or found is None:
        return
    word, own = given["word"], found["word"]
    at = found.start("word")
    span = pair.read.span(at, at + len(own))
    if word[0].isupper() and own[0].islower():
        if own == own.lower() and not own.startswith(("e-", "i-")):
            yield issue(SMALL, span=span, mend=pair.read.replaced(at, at + 1, own[0].upper()))
    elif word == word.lower() != own.lower() and own[0].isupper() and own[1:].islower() and not _is_name(own, pair):
        yield issue(CAPITAL, span=span, mend=pair.read.replaced(at, at + 1, own[0].lower()))


def all_capitals(pair: Pair) -> Iterator[Issue]:
    """Find a line in capitals that is none in the other language."""
    given, found = _cased(pair.meant.text), _cased(pair.read.text)
    if len(given) < _MIN_CAPITALS or len(found) < _MIN_CAPITALS:
        return
    # Figures alone have no capitals.
    if given.isupper() and found != found.upper():
        if not _ACRONYM.fullmatch(given):
            mend = _upper(pair)
            yield issue(NOT_ALL, mend=mend if mend != pair.target else None)
    elif found.isupper() and given != given.upper() and not _ACRONYM.fullmatch(found):
        yield issue(ALL)


def acronyms(pair: Pair) -> Iterator[Issue]:
    """Find acronyms of the source that are not in the translation, nor under a name that they are known by."""
    source, target = pair.meant.text, pair.read.text
    if not _ACRONYM.search(source) or source.isupper():
        return
    known = _NAMES.get(pair.base, {})
    for acronym in dict.fromkeys(found[0] for found in _ACRONYM.finditer(ADDRESS.sub(" ", source))):
        dotted = r"\.?\s?".join(acronym)
        if acronym in _NONE or re.search(rf"(?<!\w){dotted}", target, re.IGNORECASE):
            continue
        if acronym in known and re.search(rf"(?<!\w)(?:{known[acronym]})", target, re.IGNORECASE):
            continue
        if not any(match.text.startswith(acronym) for match in pair.glossary.matches(source)):
            yield issue(ACRONYM, Severity.NOTE, acronym=acronym)


def _is_name(word: str, pair: Pair) -> bool:
    """Tell whether a word has a capital wherever it stands: the source has it so, or no dictionary has it otherwise."""
    if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", pair.meant.text):
        return True
    return pair.speller is None or bool(pair.speller.misspelt([word.lower()]))


def _cased(text: str) -> str:
    """Return the words of a text that have letters in capitals and small ones, without addresses."""
    return " ".join(WORD.findall(ADDRESS.sub(" ", text)))


def _upper(pair: Pair) -> str:
    mend = list(pair.target)
    text = pair.read.text
    closed = ADDRESS.sub(lambda found: "\n" * len(found[0]), text)
    for at, sign in enumerate(closed):
        place = pair.read.places[at]
        if sign.islower() and pair.target[place] == sign and len(sign.upper()) == 1:
            mend[place] = sign.upper()
    return "".join(mend)
