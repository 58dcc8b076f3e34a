"""Numbers written in words, in English, Spanish and Portuguese: twelve, doscientos mil, vinte e cinco."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from pipeline.text.numerals import canonical


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words: where it stands, and what it may mean (as in `Value.offers`)."""

    start: int
    end: int
    number: Decimal
    offers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The number words of one language, in small letters."""

    small: Mapping[str, int]
    """Up to 99, and whole hundreds where they are one word (doscientas)."""
    hundred: frozenset[str] = frozenset()
    """Words that multiply by a hundred what stands before (two hundred)."""
    great: Mapping[str, int] = field(default_factory=dict)
    """Powers of ten from a thousand on."""
    joiners: frozenset[str] = frozenset()
    """Words inside a number: and, y, e."""
    ordinals: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    """Names of fractions by their denominators."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Words that say a number beside something else, with what they may mean."""
    times: Mapping[str, int] = field(default_factory=dict)
    """Words that multiply (two dozen, three decades)."""


def _numbered(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    """Return the words with their numbers; forms of one number stand with a stroke between them."""
    numbers = range(start, start + step * len(words.split()), step)
    return {form: number for number, forms in zip(numbers, words.split(), strict=True) for form in forms.split("|")}


_EN_UNITS = _numbered("zero|nought one two three four five six seven eight nine")
_EN_TENS = _numbered("twenty thirty forty|fourty fifty sixty seventy eighty ninety", 20, 10)
_EN_ORDINALS = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth|twelvth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth",
    1,
) | _numbered("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth", 20, 10)
_ES_UNITS = _numbered("cero uno|un|una|ún dos tres cuatro cinco seis siete ocho nueve")
_ES_TENS = _numbered("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
_PT_UNITS = _numbered("zero um|uma dois|duas três|tres quatro cinco seis sete oito nove")
_PT_TENS = _numbered("vinte trinta quarenta cinquenta|cinqüenta sessenta setenta oitenta noventa", 20, 10)


def _gendered(words: str, start: int = 1, step: int = 1) -> dict[str, int]:
    """Return Spanish or Portuguese ordinals with their feminine and plural forms."""
    return {
        form: number
        for word, number in _numbered(words, start, step).items()
        for form in ((word, word + "s", word[:-1] + "a", word[:-1] + "as") if word.endswith("o") else (word,))
    }


VOCABULARIES: dict[str, Vocabulary] = {
    "en": Vocabulary(
        small=_EN_UNITS | _EN_TENS | _numbered(
            "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
        ),
        hundred=frozenset(("hundred", "hundreds")),
        great={"thousand": 3, "thousands": 3, "million": 6, "millions": 6, "billion": 9, "billions": 9,
               "trillion": 12, "trillions": 12},
        joiners=frozenset(("and", "a")),
        ordinals=_EN_ORDINALS,
        parts={"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5,
               "tenth": 10, "tenths": 10},
        others={"noon": "T12:00 12", "midday": "T12:00 12", "midnight": "T00:00 24 0 12", "once": "1", "twice": "2",
                "double": "2", "doubled": "2", "couple": "2", "pair": "2", "pairs": "2", "both": "2", "thrice": "3",
                "triple": "3", "tripled": "3", "fortnight": "14 15", "fortnightly": "14 15", "single": "1",
                "twenties": "D20 D1920 20", "thirties": "D30 D1930 30", "forties": "D40 D1940 40",
                "fifties": "D50 D1950 50", "sixties": "D60 D1960 60", "seventies": "D70 D1970 70",
                "eighties": "D80 D1980 80", "nineties": "D90 D1990 90"},
        times={"dozen": 12, "dozens": 12, "decade": 10, "decades": 10, "century": 100, "centuries": 100, "score": 20},
    ),
    "es": Vocabulary(
        small=_ES_UNITS | _ES_TENS | _numbered(
            "diez once doce trece catorce quince dieciséis|dieciseis diecisiete dieciocho diecinueve veinte "
            "veintiuno|veintiún|veintiuna|veintiun veintidós|veintidos veintitrés|veintitres veinticuatro "
            "veinticinco veintiséis|veintiseis veintisiete veintiocho veintinueve", 10
        ) | _numbered(
            "cien|ciento|cientos doscientos|doscientas trescientos|trescientas cuatrocientos|cuatrocientas "
            "quinientos|quinientas seiscientos|seiscientas setecientos|setecientas ochocientos|ochocientas "
            "novecientos|novecientas", 100, 100
        ),
        great={"mil": 3, "miles": 3, "millón": 6, "millon": 6, "millones": 6, "millardo": 9, "millardos": 9,
               "billón": 12, "billon": 12, "billones": 12, "trillón": 18, "trillones": 18},
        joiners=frozenset(("y",)),
        ordinals=_gendered("primero|primer segundo tercero|tercer cuarto quinto sexto séptimo|septimo octavo "
                           "noveno|nono décimo|decimo undécimo|decimoprimero duodécimo|decimosegundo decimotercero|"
                           "decimotercer decimocuarto decimoquinto decimosexto decimoséptimo decimoctavo "
                           "decimonoveno vigésimo|vigesimo"),
        parts={"medio": 2, "media": 2, "medios": 2, "medias": 2, "mitad": 2, "tercio": 3, "tercios": 3, "tercera": 3,
               "terceras": 3, "cuarto": 4, "cuartos": 4, "cuarta": 4, "quinto": 5, "quinta": 5, "quintos": 5,
               "décimo": 10, "décima": 10, "décimas": 10},
        others={"mediodía": "T12:00 12", "medianoche": "T00:00 24 0 12", "doble": "2", "dobles": "2", "triple": "3",
                "par": "2", "pareja": "2", "ambos": "2", "ambas": "2", "quincena": "15 14", "octavos": "8 16",
                "bienio": "2", "trienio": "3"},
        times={"docena": 12, "docenas": 12, "década": 10, "décadas": 10, "siglo": 100, "siglos": 100, "decena": 10,
               "decenas": 10, "veintena": 20, "centenar": 100, "centenares": 100, "millar": 1000, "millares": 1000},
    ),
    "pt": Vocabulary(
        small=_PT_UNITS | _PT_TENS | _numbered(
            "dez onze doze treze catorze|quatorze quinze dezesseis|dezasseis dezessete|dezassete dezoito "
            "dezenove|dezanove", 10
        ) | _numbered(
            "cem|cento|centos duzentos|duzentas trezentos|trezentas quatrocentos|quatrocentas quinhentos|quinhentas "
            "seiscentos|seiscentas setecentos|setecentas oitocentos|oitocentas novecentos|novecentas", 100, 100
        ),
        great={"mil": 3, "milhão": 6, "milhões": 6, "bilhão": 9, "bilhões": 9, "bilião": 12, "biliões": 12,
               "trilhão": 12, "trilhões": 12, "trilião": 18, "triliões": 18},
        joiners=frozenset(("e",)),
        ordinals=_gendered("primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo")
        | _gendered("vigésimo trigésimo", 20, 10),
        parts={"meio": 2, "meia": 2, "meios": 2, "metade": 2, "terço": 3, "terços": 3, "quarto": 4, "quartos": 4,
               "quinto": 5, "quintos": 5, "décimo": 10, "décimos": 10},
        others={"meio-dia": "T12:00 12", "meia-noite": "T00:00 24 0 12", "dobro": "2", "duplo": "2", "dupla": "2",
                "triplo": "3", "par": "2", "ambos": "2", "ambas": "2", "quinzena": "15 14", "oitavas": "8 16",
                "casal": "2"},
        times={"dúzia": 12, "dúzias": 12, "década": 10, "décadas": 10, "século": 100, "séculos": 100, "dezena": 10,
               "dezenas": 10, "centena": 100, "centenas": 100, "milhar": 1000, "milhares": 1000},
    ),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:-(?:dia|noite)(?!\w))?")
_BETWEEN = re.compile(r"[ \u00a0-]?")
_FRACTION_ALSO = {2: " 30", 4: " 15 3", 3: " 20 4"}
"""Half an hour is 30 minutes, a quarter 15 (or three months), a third of one 20 (of a year: four months)."""


@dataclass(slots=True)
class _Sum:
    """A number that words are being added to: whole millions, then thousands, then what is below."""

    start: int
    end: int
    millions: int = 0
    thousands: int = 0
    group: int = 0
    last: int = 0
    """What the last word added; 0 after a power of ten."""
    ordinal: bool = False
    words: int = 0
    least: int = 99
    """The least power of ten so far."""
    section: int = 0
    """Where the thousands began, which may turn out to count millions."""

    @property
    def number(self) -> int:
        """The number as it stands."""
        return self.millions + self.thousands + self.group

    def takes(self, number: int) -> bool:
        """Tell whether a word for `number` can follow: twenty five, two hundred twelve, but not five six."""
        if self.ordinal or (number == 0 and self.words):
            return False
        if self.group == 0:
            return True
        if self.group % 100 == 0 and number < 100:
            return True
        return self.last >= 20 and self.last % 10 == 0 and 0 < number < 10

    def add(self, number: int, start: int, end: int) -> None:
        """Add a word for a number below a thousand."""
        if not self.thousands and not self.group:
            self.section = start
        self.group += number
        self.last, self.end = number, end
        self.words += 1

    def multiply(self, power: int, start: int, end: int) -> _Sum | None:
        """Take a word for a power of ten; return a number that begins anew where it cannot go on in this one."""
        if power == 3 and not self.thousands:
            if not self.group:
                self.section = start
            self.thousands, self.group = (self.group or 1) * 1000, 0
        elif power >= 6 and power < self.least:
            self.millions += (self.thousands + self.group or 1) * 10**power
            self.thousands = self.group = 0
            self.least = power
        else:
            counted = 0 if power == 3 else self.thousands + self.group
            begins = self.section if counted else start
            self.thousands = self.group = 0
            fresh = _Sum(begins, end, words=1)
            if power == 3:
                fresh.thousands = 1000
            else:
                fresh.millions, fresh.least = (counted or 1) * 10**power, power
            return fresh
        self.last, self.end = 0, end
        self.words += 1
        return None


def spelled(text: str, code: str) -> tuple[Spelled, ...]:
    """Return the numbers in words in `text`, in reading order; none for a language without a vocabulary.

    Generous on purpose: what they offer is only used to excuse a figure on the other side.
    """
    vocabulary = VOCABULARIES.get(code.partition("-")[0])
    if vocabulary is None:
        return ()
    return tuple(_all(text.lower() if len(text.lower()) == len(text) else text, vocabulary))


def _all(text: str, vocabulary: Vocabulary) -> Iterator[Spelled]:
    known: _Sum | None = None
    joint: int | None = None
    for found in _WORD.finditer(text):
        word, (start, end) = found[0], found.span()
        if known is not None and not _BETWEEN.fullmatch(text, known.end if joint is None else joint, start):
            yield from _summed(known)
            known = None
        if known is not None and word in vocabulary.joiners and joint is None:
            joint = end
            continue
        number = vocabulary.small.get(word)
        ordinal = vocabulary.ordinals.get(word) if number is None else None
        if number is not None or ordinal is not None:
            amount = number if number is not None else ordinal or 0
            if known is None or not known.takes(amount):
                if known is not None:
                    yield from _summed(known)
                known = _Sum(start, end)
            known.add(amount, start, end)
            known.ordinal = ordinal is not None
        elif word in vocabulary.hundred:
            known = known if known is not None and 0 < known.group < 100 else _Sum(start, end, group=1)
            known.group, known.last, known.end = known.group * 100, 100, end
            known.words += 1
        elif word in vocabulary.great:
            known = known or _Sum(start, end)
            if (fresh := known.multiply(vocabulary.great[word], start, end)) is not None:
                if known.number:
                    yield from _summed(known)
                known = fresh
        elif known is not None:
            yield from _summed(known)
            known = None
        joint = None
        yield from _other(word, start, end, vocabulary, text)
    if known is not None:
        yield from _summed(known)


def _summed(found: _Sum) -> Iterator[Spelled]:
    number = found.number
    offers = {canonical(number)}
    if number in range(20, 100, 10):
        offers |= {f"D{number}", f"D19{number}"}
    yield Spelled(found.start, found.end, Decimal(number), frozenset(offers))


def _other(word: str, start: int, end: int, vocabulary: Vocabulary, text: str) -> Iterator[Spelled]:
    if (meaning := vocabulary.others.get(word)) is not None:
        yield Spelled(start, end, Decimal(0), frozenset(meaning.split()))
    if (times := vocabulary.times.get(word)) is not None:
        numbers = {times, *(times * number for number in _before(text, start, vocabulary))}
        yield Spelled(start, end, Decimal(times), frozenset(map(canonical, numbers)))
    if (parts := vocabulary.parts.get(word)) is not None:
        offers = set(_FRACTION_ALSO.get(parts, "").split())
        for count in {1, *_before(text, start, vocabulary)}:
            share = Fraction(count, parts)
            offers |= {canonical(share), f"%{canonical(round(share * 100))}"}
        yield Spelled(start, end, Decimal(0), frozenset(offers))


def _before(text: str, start: int, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield the number that the word before stands for, if it is one below a hundred."""
    before = re.search(r"([^\W_]+)[ -]\Z", text[max(0, start - 16) : start])
    if before is not None:
        number = int(before[1]) if before[1].isdecimal() else vocabulary.small.get(before[1], 0)
        if 0 < number < 100:
            yield number
