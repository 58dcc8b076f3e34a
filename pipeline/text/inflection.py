"""Inflect words: plurals of noun phrases, articles that agree, stems to compare by, the case of letters.

Spanish plurals, accents and `el agua` follow the RAE's *Nueva gramática* (2009, 3.2 and 14.2) and *Ortografía* (2010);
Portuguese plurals follow Cunha and Cintra's *Nova gramática do português contemporâneo* (8).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORD = re.compile(
    # Scripts without spaces: each sign is a word of its own.
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    r"|[^\W_](?:[^\W_\u3040-\u30ff\u3400-\u9fff]|[\u0300-\u036f]|[-'’·](?=[^\W_]))*"
)
"""A word for matching: letters and digits, hyphens and apostrophes inside."""
_ACCENTS = str.maketrans("áéíóúâêô", "aeiouaeo")
_VOWELS = "aeiouáéíóúüâêôãõ"
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "nb": "norwegian", "pl": "polish", "pt": "portuguese", "pb": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_PREPOSITIONS = {
    "es": _words("a al ante bajo con contra de del desde en entre hacia hasta para por según sin sobre tras"),
    "pt": _words(
        "a à ao aos às ante até com contra da das de do dos desde em entre na nas no nos para pela pelas pelo pelos "
        "perante por sem sob sobre"
    ),
}
_JOINERS = {"es": _words("y e o u"), "pt": _words("e ou")}

_LINKS = _words("de del do da dos das e y para")
"""Words that join the nouns of one term: centro de salud."""
_LITTLE = _words(
    "y e o u ou que se no não lo le les me te nos lhe lhes es é son são está están estão ser fue foi era más mais muy "
    "muito como si cada ya já nuevo nueva nuevos nuevas novo nova novos novas viejo vieja viejos viejas velho velha "
    "gran grande grandes buen buena buenos buenas bom boa bons boas mal malo mala má mau primer primero primera "
    "primeiro primeira primeros primeras segundo segunda último última últimos últimas próximo próxima mismo misma "
    "mismos mismas mesmo mesma mesmos mesmas mejor mejores melhor melhores peor peores pior pequeño pequeña pequeno "
    "pequena varios varias vários várias pocos pocas poucos poucas dos tres três acerca respecto respeito cerca antes "
    "después depois través dentro fuera fora junto lado perto además além"
)
"""Verbs, adjectives that stand before their noun, parts of prepositions: no term begins or ends with them."""
_DETERMINERS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "es": (
        ("el", "la", "los", "las"), ("un", "una", "unos", "unas"), ("del", "de la", "de los", "de las"),
        ("al", "a la", "a los", "a las"), ("este", "esta", "estos", "estas"), ("ese", "esa", "esos", "esas"),
        ("aquel", "aquella", "aquellos", "aquellas"), ("nuestro", "nuestra", "nuestros", "nuestras"),
        ("vuestro", "vuestra", "vuestros", "vuestras"), ("otro", "otra", "otros", "otras"),
        ("mucho", "mucha", "muchos", "muchas"), ("algún", "alguna", "algunos", "algunas"),
        ("ningún", "ninguna", "ningunos", "ningunas"), ("mi", "mi", "mis", "mis"), ("tu", "tu", "tus", "tus"),
        ("su", "su", "sus", "sus"), ("todo", "toda", "todos", "todas"),
    ),
    "pt": (
        ("o", "a", "os", "as"), ("um", "uma", "uns", "umas"), ("do", "da", "dos", "das"), ("no", "na", "nos", "nas"),
        ("ao", "à", "aos", "às"), ("pelo", "pela", "pelos", "pelas"), ("num", "numa", "nuns", "numas"),
        ("dum", "duma", "duns", "dumas"), ("este", "esta", "estes", "estas"), ("esse", "essa", "esses", "essas"),
        ("aquele", "aquela", "aqueles", "aquelas"), ("deste", "desta", "destes", "destas"),
        ("desse", "dessa", "desses", "dessas"), ("daquele", "daquela", "daqueles", "daquelas"),
        ("neste", "nesta", "nestes", "nestas"), ("nesse", "nessa", "nesses", "nessas"),
        ("naquele", "naquela", "naqueles", "naquelas"), ("meu", "minha", "meus", "minhas"),
        ("seu", "sua", "seus", "suas"), ("teu", "tua", "teus", "tuas"), ("nosso", "nossa", "nossos", "nossas"),
        ("outro", "outra", "outros", "outras"), ("muito", "muita", "muitos", "muitas"),
        ("algum", "alguma", "alguns", "algumas"), ("nenhum", "nenhuma", "nenhuns", "nenhumas"),
        ("todo", "toda", "todos", "todas"),
    ),
}  # fmt: skip
"""By language: masculine singular, feminine singular, masculine plural, feminine plural."""
_DETERMINER_ROWS = {code: {form: row for row in reversed(rows) for form in row} for code, rows in _DETERMINERS.items()}
_MASCULINE_A = ("la", "una", "de la", "a la", "alguna", "ninguna")
"""Spanish determiners that are the masculine ones right before a feminine noun with a stressed a: el agua."""

_PLURALS = {
    "es": {"carácter": "caracteres", "régimen": "regímenes", "espécimen": "especímenes", "club": "clubes"},
    "pt": {
        **{word: f"{word[:-2]}ãos" for word in _words("mão irmão cidadão grão cristão chão vão corrimão pagão")},
        **{word: f"{word}s" for word in _words("órgão órfão sótão bênção")},
        **{word: f"{word[:-2]}ães" for word in _words("pão cão alemão capitão guardião escrivão tabelião catalão")},
        "mal": "males", "cônsul": "cônsules", "caráter": "caracteres",
    },
}  # fmt: skip
_ENGLISH = {
    "child": "children", "person": "people", "foot": "feet", "tooth": "teeth", "mouse": "mice", "goose": "geese",
    "criterion": "criteria", "medium": "media",
}  # fmt: skip

_FEMININE = {
    "es": re.compile(r"(?:[cstgxn]ión|dad|tad|tud|umbre|eza|ez)\Z"),
    "pt": re.compile(r"(?:[çs]ão|gião|dade|tude|gem|eza|ez)\Z"),
}
_MASCULINE = {
    "es": re.compile(r"(?:aje|or|er|án|én|ín|miento)\Z"),
    "pt": re.compile(r"(?:or|mento|gão|fão|tão|ol|el)\Z"),
}
_FEMININE_WORDS = _words(
    "mano foto moto radio flor labor mão cor dor flor tribo red ley luz paz voz sede mujer mulher colher"
)
_MASCULINE_WORDS = _words(
    "día dia mapa planeta problema tema sistema programa idioma drama clima diploma esquema poema síntoma sintoma "
    "lema dilema trauma cometa pez ajedrez xadrez papá papa"
)
_EITHER_WORDS = re.compile(r"(?:ista|cida|nauta|pata|crata|iatra|ante|ente|guía|guia|policía)\Z")


def base_of(code: str) -> str:
    """Return the language of a code without its variety, Brazil's `pb` being Portuguese."""
    base = code.replace("_", "-").partition("-")[0].lower()
    return "pt" if base == "pb" else base


def folded(word: str) -> str:
    """Return a word as words are compared: one Unicode form, no case, straight apostrophes."""
    return unicodedata.normalize("NFC", word).casefold().replace("’", "'")


@lru_cache(maxsize=100_000)
def stem(word: str, code: str) -> str:
    """Return what stays of a word (any case) when it is inflected, to compare by.

    Snowball's stemmer for the language, else the word without its last two letters, never fewer than four.
    """
    word = folded(word)
    stemmer = _stemmer(base_of(code))
    if stemmer is not None:
        return str(stemmer.stemWord(word))
    return word[: max(4, len(word) - 2)]


@lru_cache
def _stemmer(code: str) -> Any:
    import snowballstemmer

    name = _STEMMERS.get(code)
    return snowballstemmer.stemmer(name) if name in snowballstemmer.algorithms() else None


def term_keys(word: str, code: str) -> frozenset[str]:
    """Return the keys under which any inflection of `word` is found in a text by `text_key`.

    English has so few inflections that all of them can be listed: a stemmer would take *tenancy* for *tenant*.
    """
    word = folded(word)
    if base_of(code) != "en":
        return frozenset((stem(word, code), *(stem(form, code) for form in plurals(word, code))))
    return frozenset((word, *plurals(word, code), *_verb_forms(word)))


def text_key(word: str, code: str) -> str:
    """Return the key of a word (folded) of a text, to look up among the `term_keys`."""
    return word if base_of(code) == "en" else stem(word, code)


@lru_cache(maxsize=20_000)
def plurals(word: str, code: str) -> frozenset[str]:
    """Return the plurals that a word (folded) may have: several in English, one in Spanish and Portuguese."""
    base = base_of(code)
    if base in _DETERMINERS:
        return frozenset({folded(_plural_word(word, base))} - {word})
    if base != "en" or not word:
        return frozenset()
    forms = {f"{word}s"}
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms.add(f"{word}es")
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        forms.add(f"{word[:-1]}ies")
    if word.endswith(("f", "fe")):
        forms.add(f"{word.rstrip('e')[:-1]}ves")
    if word.endswith("sis"):
        forms.add(f"{word[:-2]}es")
    if word.endswith("man"):
        forms.add(f"{word[:-2]}en")
    if word in _ENGLISH:
        forms.add(_ENGLISH[word])
    return frozenset(forms)


def _verb_forms(word: str) -> frozenset[str]:
    if not word.isalpha() or len(word) < 3:
        return frozenset()
    if word.endswith("e"):
        return frozenset((f"{word}d", f"{word if word.endswith(('ee', 'oe', 'ye')) else word[:-1]}ing"))
    forms = {f"{word}ed", f"{word}ing"}
    if word.endswith("y") and word[-2] not in "aeiou":
        forms = {f"{word[:-1]}ied", f"{word}ing"}
    if word[-1] not in "aeiouwxyh" and word[-2] in "aeiou" and word[-3] not in "aeiou":
        forms |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return frozenset(forms)


def plural(phrase: str, code: str) -> str:
    """Return the plural of a noun phrase: its article, noun and adjectives up to the first preposition.

    `contrato de alquiler` gives `contratos de alquiler`. Words that are plural already, acronyms and numbers stay. In
    a language other than Spanish, Portuguese and English the phrase comes back as it is.
    """
    base = base_of(code)
    words = list(re.finditer(r"[^\s]+", phrase))
    if base == "en":
        return phrase if not words else f"{phrase}{'es' if re.search('(?:s|x|z|ch|sh)$', phrase) else 's'}"
    if base not in _DETERMINERS:
        return phrase
    result, last = "", 0
    for found in words:
        word = found[0]
        if result and word.casefold() in _PREPOSITIONS[base]:
            break
        result += phrase[last : found.start()] + _plural_word(word, base)
        last = found.end()
    return result + phrase[last:]


def _plural_word(word: str, code: str) -> str:
    found = re.match(r"(.*[^\W_])(\W*)\Z", word, re.DOTALL)
    small = word.casefold()
    if found is None or small in _JOINERS[code] or any(sign.isdigit() for sign in word):
        return word
    if len(word) > 1 and word.isupper():
        return word
    bare, tail = found[1], found[2]
    row = _DETERMINER_ROWS[code].get(small)
    if row and row.index(small) < 2:
        made = row[row.index(small) + 2]
    else:
        made = (_spanish_plural if code == "es" else _portuguese_plural)(bare.casefold())
    # Only what changes at the end is new: the capitals of names stay.
    same = 0
    while same < min(len(bare), len(made)) and bare[same].casefold() == made[same]:
        same += 1
    return bare[:same] + made[same:] + tail


def _spanish_plural(word: str) -> str:
    if word in _PLURALS["es"]:
        return _PLURALS["es"][word]
    last, before = word[-1], word[-2:-1]
    if last in "aeoáéóiu":
        return f"{word}s"
    if last in "íú":
        return f"{word}es"
    if last == "z":
        return f"{word[:-1]}ces"
    if last == "x":
        return word
    if last in "sn" and before in tuple("áéíóú") and _syllables(word) > 1:
        # The stress stays where it was, and needs no accent any more: asociación, inglés.
        hiatus = before == "í" and word[-3:-2] in tuple("aeo")
        return word[:-2] + (before if hiatus else before.translate(_ACCENTS)) + f"{last}es"
    if last == "s":
        return f"{word}es" if _syllables(word) == 1 else word
    if last == "n" and _syllables(word) > 1 and not re.search("[áéíóú]", word):
        return _accented_penult(word) + "es"
    if last in "lnrdj" or (last == "y" and before in tuple("aeiou")):
        return f"{word}es"
    return f"{word}s"


def _accented_penult(word: str) -> str:
    """Return a Spanish word stressed on its last but one syllable with the accent that its plural needs: jóvenes."""
    nuclei = list(re.finditer(r"[iu]?[aeo][iu]?|[iu]", word))
    if len(nuclei) < 2:
        return word
    syllable = nuclei[-2]
    at = next((place for place in range(*syllable.span()) if word[place] in "aeo"), syllable.end() - 1)
    return word[:at] + "áéíóú"["aeiou".index(word[at])] + word[at + 1 :]


def _portuguese_plural(word: str) -> str:
    if word in _PLURALS["pt"]:
        return _PLURALS["pt"][word]
    marked = bool(re.search("[áéíóúâêô]", word))
    if word.endswith("ão"):
        return f"{word[:-2]}ões"
    if word[-1] in "aeiouáéíóúâêôã":
        return f"{word}s"
    if word.endswith("m"):
        return f"{word[:-1]}ns"
    if word.endswith("il"):
        return f"{word[:-2]}eis" if marked else f"{word[:-1]}s"
    if word[-2:] in ("el", "ol"):
        return word[:-2] + (word[-2] if marked else {"e": "é", "o": "ó"}[word[-2]]) + "is"
    if word[-2:] in ("al", "ul"):
        return f"{word[:-1]}is"
    if word[-1] == "s":
        stressed = re.search("[áéíóúâêô]s$", word) is not None
        if not stressed:
            return f"{word}es" if _syllables(word) == 1 else word
        hiatus = word[-2] == "í" and word[-3:-2] in tuple("aeo")
        return (word if hiatus else word[:-2] + word[-2].translate(_ACCENTS) + "s") + "es"
    if word[-1] == "x":
        return word
    return f"{word}es" if word[-1] in "rz" else f"{word}s"


def _syllables(word: str) -> int:
    """Count syllables: two weak vowels, or a weak one beside a strong one, make one."""
    return len(re.findall(r"[iuü]?[aeoáéóâêôãõ][iu]?|[iuíúü]+", re.sub(r"qu(?=[eiéí])|gu(?=[eiéí])", "q", word)))


def gender_of(phrase: str, code: str) -> str:
    """Return `f` or `m` where the first noun of a Spanish or Portuguese phrase shows it by its ending, else ""."""
    base = base_of(code)
    if base not in _DETERMINERS:
        return ""
    words = [word.casefold() for word in WORD.findall(phrase)]
    if not words:
        return ""
    row = _DETERMINER_ROWS[base].get(words[0])
    if row and len(words) > 1:
        return "f" if row.index(words[0]) % 2 and row[0] != words[0] else "m" if row[0] != row[1] else ""
    word = words[0]
    single = word[:-1] if word.endswith("s") and word[-2:-1] in tuple("aeo") else word
    single = re.sub(r"(?<=[cstgxn]i)one\Z", "ón", re.sub(r"(?<=[dt]a)de\Z", "d", single)) if base == "es" else single
    single = re.sub(r"õe\Z", "ão", single) if base == "pt" else single
    if single in _FEMININE_WORDS:
        return "f"
    if single in _MASCULINE_WORDS:
        return "m"
    if _EITHER_WORDS.search(single):
        return ""
    if _FEMININE[base].search(single):
        return "f"
    if _MASCULINE[base].search(single) or single.endswith("o"):
        return "" if single.endswith("ão") and not re.search("[áéíóúâêô]", single) else "m"
    return "f" if single.endswith("a") and not single.endswith("ma") else ""


def is_plural(phrase: str, code: str) -> bool:
    """Tell whether the first noun of a Spanish or Portuguese phrase looks plural."""
    words = [word.casefold() for word in WORD.findall(phrase)]
    base = base_of(code)
    if not words or base not in _DETERMINERS:
        return False
    row = _DETERMINER_ROWS[base].get(words[0])
    if row and len(words) > 1:
        return row.index(words[0]) > 1
    word = words[0]
    return len(word) > 3 and bool(re.search(r"[aeoãõn]s\Z|[aeéóu]is\Z", word)) and _syllables(word) > 1


def determiner_form(words: str, gender: str, *, plural: bool, before: str, code: str) -> str | None:
    """Return the form of a determiner for a noun: `de la` with `m` gives `del`; None for what is no determiner.

    `words` may be two (`de la`). An empty `gender` keeps the one that the determiner has. `before` is the phrase that
    follows: Spanish has `el` before a feminine noun that begins with a stressed a.
    """
    base = base_of(code)
    small = words.casefold()
    row = _DETERMINER_ROWS.get(base, {}).get(small)
    if row is None:
        return None
    at = row.index(small)
    feminine = gender == "f" if gender else at % 2 == 1
    made = row[2 * plural + feminine]
    if base == "es" and made in _MASCULINE_A and _begins_with_stressed_a(before):
        made = row[0]
    return with_case(words, made) if words[:1].isupper() else made


def _begins_with_stressed_a(phrase: str) -> bool:
    found = WORD.match(phrase)
    if found is None:
        return False
    word = found[0].casefold()
    if not re.match("h?[aá]", word):
        return False
    accent = re.search("[áéíóú]", word)
    if accent:
        return word.lstrip("h").startswith("á")
    return _syllables(word) == (2 if word[-1] in "aeiouns" else 1)


def split_article(phrase: str, code: str) -> tuple[str, str]:
    """Return the definite article that a phrase begins with, "" where it has none, and the rest."""
    first, _, rest = phrase.partition(" ")
    rows = _DETERMINERS.get(base_of(code), ())
    return (first, rest) if rest and rows and first.casefold() in rows[0] else ("", phrase)


def is_function_word(word: str, code: str) -> bool:
    """Tell whether a word of Spanish or Portuguese is a determiner, a preposition or the like, never a term's end."""
    base, small = base_of(code), word.casefold()
    if base not in _DETERMINERS:
        return len(word) < 3
    return small in _DETERMINER_ROWS[base] or small in _PREPOSITIONS[base] or small in _LITTLE


def links(word: str, code: str) -> bool:
    """Tell whether a word may stand between the nouns of one term."""
    return base_of(code) not in _DETERMINERS or word.casefold() in _LINKS


def with_case(model: str, text: str) -> str:
    """Return `text` in capitals where `model` is, or with a first capital where `model` has one; else as it is."""
    letters = [sign for sign in model if sign.isalpha()]
    if len(letters) > 1 and all(sign.isupper() for sign in letters):
        return text.upper()
    if letters and letters[0].isupper():
        return capitalised(text)
    return text


def capitalised(text: str) -> str:
    """Return `text` with its first letter a capital."""
    for at, sign in enumerate(text):
        if sign.isalnum():
            return text[:at] + sign.upper() + text[at + 1 :]
    return text
