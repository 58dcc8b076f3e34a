"""The patterns by which values are found in a text: dates, times, money, percentages, by language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text.numerals import figure_pattern
from pipeline.text.placeholders import PLACEHOLDER

_S = "[ \u00a0\u202f\u2009]"
_NOT_IN_WORD = r"(?<![^\W_])"
ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:)\S*[^\s.,;:!?)]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|(?<!\w)[@#][^\W\d]\w*"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|org|net|edu|gov|info|io|eu|uk|es|br|pt|mx|ar)(?:/\S*[^\s.,;:!?)]|\b(?![.]\w))"
    rf"|(?<![^\W_]){PLACEHOLDER}(?![^\W_])"
)
"""What is no value though it may hold figures: addresses, handles, the engine's placeholders."""
HINT = re.compile(r"\d|[¼½¾⅓⅔⅛⅜⅝⅞⅕]|(?<![^\W_])[IVX]{2,}(?![^\W_])")
"""Without one of these a text holds no value."""
VULGAR = {"¼": (1, 4), "½": (1, 2), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8),
          "⅞": (7, 8), "⅕": (1, 5)}  # fmt: skip
CURRENCIES: Mapping[str, tuple[str, str]] = {
    "dollar": (r"(?:US|U|CA|C|AU|A|NZ|HK|S)?\$(?:S\b)?|USD|CAD|AUD|NZD", r"d[oó]l(?:ares|ar|lars?)"),
    "real": (r"R\$|BRL", r"reais|real|reales"),
    "pound": (r"£|GBP", r"pounds?|libras?|quid"),
    "euro": (r"€|EUR", r"euros?"),
    "peso": (r"MX\$|AR\$|MXN|ARS|COP|CLP", r"pesos?"),
    "yen": (r"¥|JPY|CNY", r"yen|yenes|iene[s]?|yuanes|yuan"),
    "rupee": (r"₹|INR|Rs\.?", r"rupees?|rupias?"),
    "rouble": (r"₽|RUB", r"roubles?|rubles?|rublos?"),
    "franc": (r"CHF", r"francs?|francos?"),
    "crown": (r"SEK|NOK|DKK|CZK", r"crowns?|coronas?|coroas?|kron(?:or|er|a|e)"),
}
_UNIT_WORDS = (
    "km/h|kmh|kph|mph|km²|m²|cm²|m³|km|cm|mm|nm|m|kg|mg|g|t|lbs?|oz|ft|in|yd|sq mi|mi²|km2|m2|mi|ml|cl|dl|l|L|ha|"
    "kWh|MWh|GWh|kW|MW|GW|W|V|"
    "GHz|MHz|kHz|Hz|GB|MB|kB|KB|TB|Mbps|dB|°[CFK]?|º[CF]|ºC|min|hrs?|h|s|ms|px|pt|cc|cv|hp|p|pp|ppm|x"
)
UNIT = re.compile(rf"{_S}?(?:{_UNIT_WORDS})(?![^\W_])", re.IGNORECASE)
_MERIDIEM = rf"{_S}?(?P<half>[ap])\.?{_S}?m(?:\.|(?![^\W_]))"
_CLOCK = r"(?P<hour>[01]?\d|2[0-4])"
_MINUTE = r"(?P<minute>[0-5]\d)"
_PART_OF_DAY = (
    rf"(?P<part>,?{_S}(?:in the|at|de la|da|por la|à)"
    rf"{_S}(?P<named>mañana|madrugada|manhã|morning|tarde|noche|noite|afternoon|evening|night))(?!\w)"
)
EVENING = re.compile(
    r"(?<!\w)(?:tarde|tardes|noche|noches|noite|noites|afternoon|evening|night|tonight|pm|p\.\s?m)(?!\w)", re.IGNORECASE
)
AFTER_NOON = frozenset(("tarde", "noche", "noite", "afternoon", "evening", "night"))
CONNECTOR = re.compile(
    r"(?:[\s–—/,;‐-]|(?<![^\W_])(?:to|and|or|y|e|o|u|a|al|à|às|ou|até|hasta|un|uma?|una|el|la|los|las|os|as|é|the|from|de|"
    r"between|entre|by|por)(?![^\W_])){1,8}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one language, each with named groups; `months` gives the number of a month by its name."""

    figure: re.Pattern[str]
    months: Mapping[str, int]
    month: re.Pattern[str]
    dates: tuple[re.Pattern[str], ...]
    time: re.Pattern[str]
    decade: re.Pattern[str]
    century: re.Pattern[str]
    ordinal: re.Pattern[str]
    multiplier: re.Pattern[str]
    multipliers: Mapping[str, int]
    percent: re.Pattern[str]
    minus: re.Pattern[str]


ISO_DATE = re.compile(r"(?<![\w.,/-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\w/-])")
NUMERIC_DATE = re.compile(
    r"(?<![\w.,/-])(?P<one>\d{1,2})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\w/-]|[.,]\d)"
)
FRACTION = re.compile(
    rf"(?<![\w.,/])(?:(?P<whole>\d{{1,6}})(?:{_S}|(?=[¼½¾⅓⅔⅛⅜⅝⅞⅕])))?"
    r"(?:(?P<above>\d{1,2})[/⁄](?P<below>\d{1,2})(?![\w/]|[.,]\d)|(?P<vulgar>[¼½¾⅓⅔⅛⅜⅝⅞⅕]))"
)
PHONE = re.compile(r"(?<![\w.,$£€/-])[+(]?\d[\d \u00a0().-]{4,24}\d(?![\w/%]|[.,]\d)")
ROMAN = re.compile(r"(?<![^\W_])(?<![.'’])(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})(?![^\W_]|\.\w)")
CODE = re.compile(r"(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]+")
CURRENCY_BEFORE = re.compile(
    rf"(?:(?<![^\W_])(?:{'|'.join(f'(?P<{name}>{sign})' for name, (sign, _) in CURRENCIES.items())})){_S}?\Z"
)
CURRENCY_AFTER = re.compile(
    rf"{_S}?(?:(?:of|de|d[eo]s){_S})?(?:(?:US|U\.S\.|[A-Z][a-z]+){_S})?"
    rf"(?:{'|'.join(f'(?P<{name}>{sign}|{word})' for name, (sign, word) in CURRENCIES.items())})(?![^\W_])",
)
CURRENCY = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(f'(?P<{name}>{sign}|{word})' for name, (sign, word) in CURRENCIES.items())})(?![^\W_])"
)
SHORT_MULTIPLIER = re.compile(rf"{_S}?(?P<word>bn|tn|mn|[kKMmB])(?![^\W_])")
SHORT_MULTIPLIERS = {"k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9, "tn": 12}

_DATES = {
    "en": (
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:[ \u00a0]+(?:day[ ])?of)?[ \u00a0-]+(?P<month>{M})\.?"
        r"(?:(?:,|[ ]of)?[ \u00a0-]+(?P<year>\d{4})(?![\w%]|[.,]\d))?",
        r"(?P<month>{M})\.?[ \u00a0]+(?:the[ ])?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w%:°]|[.,/]\d|[ ]?%)"
        r"(?:(?:,|[ ]of)?[ \u00a0]+(?P<year>\d{4})(?![\w%]|[.,]\d))?",
        r"(?P<month>{M})\.?,?(?:[ ]of)?[ \u00a0]+(?P<year>\d{4})(?![\w%]|[.,]\d)",
    ),
    "es": (
        r"(?P<day>\d{1,2})(?:\.?[ºo°]|er)?[ \u00a0]+(?:de[ \u00a0]+)?(?P<month>{M})(?!\w)\.?"
        r"(?:(?:,|[ \u00a0]+del?(?:[ ]año)?)?[ \u00a0]+(?P<year>\d{4})(?![\w%]|[.,]\d))?",
        r"(?P<month>{M})(?!\w)\.?(?:,|[ \u00a0]+del?(?:[ ]año)?)?[ \u00a0]+(?P<year>\d{4})(?![\w%]|[.,]\d)",
    ),
    "pt": (
        r"(?P<day>\d{1,2})(?:\.?[ºo°])?[ \u00a0]+(?:de[ \u00a0]+)?(?P<month>{M})(?!\w)\.?"
        r"(?:(?:,|[ \u00a0]+d[eo](?:[ ]ano(?:[ ]de)?)?)?[ \u00a0]+(?P<year>\d{4})(?![\w%]|[.,]\d))?",
        r"(?P<month>{M})(?!\w)\.?(?:,|[ \u00a0]+d[eo](?:[ ]ano(?:[ ]de)?)?)?[ \u00a0]+(?P<year>\d{4})(?![\w%]|[.,]\d)",
    ),
}
_ANY_DATE = (
    r"(?P<day>\d{1,2})\.?[ \u00a0]+(?:\w{1,3}[ \u00a0]+)?(?P<month>{M})\.?"
    r"(?:,?[ \u00a0]+(?:\w{1,3}[ \u00a0]+)?(?P<year>\d{4})(?!\w))?",
    r"(?P<month>{M})\.?[ \u00a0]+(?P<day>\d{1,2})(?![\w%:]|[.,]\d)(?:,?[ \u00a0]+(?P<year>\d{4})(?!\w))?",
    r"(?P<month>{M})\.?[ \u00a0]+(?:\w{1,3}[ \u00a0]+)?(?P<year>\d{4})(?!\w)",
)
_OCLOCK = rf"{_S}o['’]clock(?P<late>{_S}(?:in the|at){_S}(?:afternoon|evening|night))?"
_DECADES = {
    "en": r"(?<![\w.,$£€])['’]?(?P<number>[1-9]0|[12]\d\d0)['’]?s(?!\w)",
    "es": rf"(?<!\w)(?:años|décadas?{_S}(?:de(?:{_S}l?os)?|del)(?:{_S}años)?){_S}"
          r"(?P<number>[1-9]0|[12]\d\d0)(?!\w|[.,]\d)",
    "pt": rf"(?<!\w)(?:anos|décadas?{_S}(?:d[eo]s?)(?:{_S}anos)?){_S}(?P<number>[1-9]0|[12]\d\d0)(?!\w|[.,]\d)",
}  # fmt: skip
_CENTURIES = {
    "en": r"(?<![\w.,])(?P<number>\d{1,2})(?P<suffix>st|nd|rd|th)(?=(?:[ \u00a0-](?:century|centuries)|[ ]?C\b))",
    "es": r"(?<=siglo )(?P<number>[IVXL]+|\d{1,2})(?!\w)|(?<=siglos )(?P<several>[IVXL]+)(?!\w)"
          r"|(?<=\bs\. )(?P<short>[IVXL]+)(?!\w)",
    "pt": r"(?<=século )(?P<number>[IVXL]+|\d{1,2})(?!\w)|(?<=séculos )(?P<several>[IVXL]+)(?!\w)"
          r"|(?<=\bséc\. )(?P<short>[IVXL]+)(?!\w)",
}  # fmt: skip
_ORDINALS = {
    "en": r"(?:st|nd|rd|th)(?![^\W_])",
    "es": r"\.?(?:[ºª°]|er|ero|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na|[oaᵒᵃ])(?![^\W_])(?!°[CF])",
    "pt": r"\.?(?:[ºª°]|[oaᵒᵃ])(?![^\W_])",
}
_MULTIPLIERS: Mapping[str, Mapping[str, int]] = {
    "en": {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "hundreds": 2, "thousands": 3,
           "millions": 6, "billions": 9, "trillions": 12},
    "es": {"mil": 3, "mil millones": 9, "millón": 6, "millon": 6, "millones": 6, "millardos": 9, "billón": 12,
           "billones": 12, "mil billones": 15, "trillones": 18, "miles de millones": 9},
    "pt": {"mil": 3, "mil milhões": 9, "milhão": 6, "milhões": 6, "mi": 6, "bilhão": 9, "bilhões": 9, "bi": 9,
           "bilião": 12, "biliões": 12, "trilhão": 12, "trilhões": 12},
}  # fmt: skip
_PERCENT = rf"{_S}?(?:%|‰)|{_S}(?:per{_S}?cent|percent|por{_S}?ciento|por{_S}?cento|por{_S}cien|p\.{_S}?c\.)(?!\w)"
_MINUS = {"en": "minus|negative", "es": "menos", "pt": "menos"}


@lru_cache(maxsize=32)
def patterns(code: str) -> Patterns:
    """Return the patterns of the language `code`; for one without its own, what its CLDR data give."""
    base = code.partition("-")[0]
    months = month_names(code)
    names = "|".join(sorted(map(re.escape, months), key=lambda name: (-len(name), name))) or r"(?!)"
    # English names are only months with a capital: they may rise; six marches.
    if base == "en":
        names = "|".join(sorted({*(re.escape(n.capitalize()) for n in months), *(n.upper() for n in months)},
                                key=lambda name: (-len(name), name)))  # fmt: skip
    flags = re.IGNORECASE if base != "en" else re.NOFLAG
    before = r"(?<![^\W_])(?<!\d[.,:/])(?<!\d[-–])"
    minute = rf"(?:[:.]{_MINUTE}(?::[0-5]\d)?)"
    hours = r"h(?:s|rs?|oras?)?" if base in ("es", "pt") else r"h(?:rs?|ours)?"
    later = _PART_OF_DAY

    def renamed(pattern: str, number: int) -> str:
        """Return the pattern with group names of its own: one expression cannot hold a name twice."""
        return re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{number}>", pattern)

    time = (
        rf"{_NOT_IN_WORD}(?<![\d.,:/$£€]){_CLOCK}(?:"
        rf"{minute}?(?:{_MERIDIEM}|{_OCLOCK})(?:{later})?"
        rf"|{renamed(minute, 2)}?(?:{_S}?h(?:s|oras)?)?{renamed(later, 2)}"
        rf"|[:]{renamed(_MINUTE, 3)}(?::(?P<second>[0-5]\d))?(?!\d|[:.]\d)(?:{_S}?{hours}(?!\w|\.\w))?"
        rf"(?:{renamed(later, 3)})?"
        rf"|{_S}?h(?:oras{_S})?{renamed(_MINUTE, 4)}(?:min)?(?![^\W_])(?:{renamed(later, 4)})?"
        rf"|\.{renamed(_MINUTE, 5)}{_S}(?:h|hs|hrs|horas)(?![^\W_])"
        rf"|{_S}?(?P<plain>hs?)(?![^\W_])"
        r")"
    )
    if base not in ("es", "pt"):
        time = time.replace(rf"|{_S}?(?P<plain>hs?)(?![^\W_])", r"|(?P<plain>h)(?![^\W_])")
    multipliers = _MULTIPLIERS.get(base, {})
    if code == "pt-PT":
        multipliers = {**multipliers, "bilhão": 12, "bilhões": 12}
    words = "|".join(re.escape(word) for word in sorted(multipliers, key=len, reverse=True)) or r"(?!)"
    return Patterns(
        figure=re.compile(figure_pattern(code)),
        months=months,
        month=re.compile(rf"{_NOT_IN_WORD}(?P<month>{names})(?![^\W_])", flags),
        dates=tuple(
            re.compile(before + pattern.replace("{M}", names), flags) for pattern in _DATES.get(base, _ANY_DATE)
        ),
        time=re.compile(time, re.IGNORECASE),
        decade=re.compile(_DECADES.get(base, _DECADES["en"]), re.IGNORECASE if base != "en" else re.NOFLAG),
        century=re.compile(_CENTURIES.get(base, _CENTURIES["en"])),
        ordinal=re.compile(_ORDINALS.get(base, _ORDINALS["pt"] + "|\\.(?=\\s[a-zà-ÿ])")),
        multiplier=re.compile(rf"(?:{_S}|-)(?P<word>{words})(?![^\W_]|[²³])", re.IGNORECASE),
        multipliers=multipliers,
        percent=re.compile(_PERCENT, re.IGNORECASE),
        minus=re.compile(
            rf"(?<!\w)(?<!\bal )(?<!\blo )(?<!\bao )(?<!\bpelo )(?:{_MINUS.get(base, 'minus')}){_S}\Z", re.IGNORECASE
        ),
    )


@lru_cache(maxsize=32)
def month_names(code: str) -> Mapping[str, int]:
    """Return the numbers of the months by their names and abbreviations in small letters, from the CLDR."""
    from babel import Locale, UnknownLocaleError

    found: dict[str, int] = {}
    for name in dict.fromkeys((code, code.partition("-")[0])):
        try:
            months = Locale.parse(name, sep="-").months
        except (UnknownLocaleError, ValueError):
            continue
        for kind in ("stand-alone", "format"):
            for width in ("abbreviated", "wide"):
                for number, word in months[kind][width].items():
                    if len(word.rstrip(".")) > 2 and not word[0].isdigit():
                        found[word.rstrip(".").lower()] = number
    if code.partition("-")[0] == "es":
        found |= {"setiembre": 9, "sep": 9, "set": 9}
    if code.partition("-")[0] == "en":
        found |= {"sept": 9, "sep": 9}
    return found
