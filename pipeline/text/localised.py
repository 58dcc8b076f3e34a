"""Write a value of one language as another writes it: 1,200.50 as 1.200,50, 7:30 p.m. as 19h30."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from pipeline.languages import language
from pipeline.text import value_patterns as known
from pipeline.text.numerals import NBSP, readings, to_roman, written
from pipeline.text.value_patterns import patterns
from pipeline.text.values import Kind, Value

_MILLIONS = {
    "en": ((12, "trillion", "trillion"), (9, "billion", "billion"), (6, "million", "million"),
           (3, "thousand", "thousand")),
    "es": ((12, "billón", "billones"), (6, "millón", "millones")),
    "pt": ((12, "trilhão", "trilhões"), (9, "bilhão", "bilhões"), (6, "milhão", "milhões"), (3, "mil", "mil")),
    "pt-PT": ((12, "bilião", "biliões"), (9, "mil milhões", "mil milhões"), (6, "milhão", "milhões"),
              (3, "mil", "mil")),
}  # fmt: skip
_MONEY_WORDS = {
    "es": {"dollar": ("dólar", "dólares"), "real": ("real", "reales"), "pound": ("libra", "libras"),
           "euro": ("euro", "euros"), "peso": ("peso", "pesos"), "yen": ("yen", "yenes"),
           "rupee": ("rupia", "rupias"), "rouble": ("rublo", "rublos"), "franc": ("franco", "francos"),
           "crown": ("corona", "coronas")},
    "pt": {"dollar": ("dólar", "dólares"), "real": ("real", "reais"), "pound": ("libra", "libras"),
           "euro": ("euro", "euros"), "peso": ("peso", "pesos"), "yen": ("iene", "ienes"),
           "rupee": ("rupia", "rupias"), "rouble": ("rublo", "rublos"), "franc": ("franco", "francos"),
           "crown": ("coroa", "coroas")},
    "en": {"dollar": ("dollar", "dollars"), "real": ("real", "reais"), "pound": ("pound", "pounds"),
           "euro": ("euro", "euros"), "peso": ("peso", "pesos"), "yen": ("yen", "yen"),
           "rupee": ("rupee", "rupees"), "rouble": ("rouble", "roubles"), "franc": ("franc", "francs"),
           "crown": ("crown", "crowns")},
}  # fmt: skip
_SIGN = re.compile("|".join(sign for sign, _ in known.CURRENCIES.values()))
_FIRST_OF_MONTH = {"es": "1.º", "pt-BR": "1º"}
_ORDINAL_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def localised(value: Value, source_code: str, target_code: str) -> str:
    """Return `value`, found in a text in `source_code`, as it is written in `target_code`.

    Nothing is rounded or converted: the number, the day and the hour stay what they are, as do telephone numbers,
    codes, fractions and Roman numerals to the letter. Written forms come from the CLDR; from the *Ortografía* (2010)
    for Spanish numbers, per cent and ordinal signs; hours are those of the 24-hour clock but in English.
    """
    base = target_code.partition("-")[0]
    if value.kind in (Kind.NUMBER, Kind.MEASURE):
        return _number(value.text, source_code, target_code)
    if value.kind is Kind.PERCENT:
        return _number(value.text, source_code, target_code) + _percent(target_code)
    if value.kind is Kind.MONEY:
        return _money(value, source_code, target_code)
    if value.kind is Kind.DATE:
        return _date(value, target_code)
    if value.kind is Kind.TIME:
        return _time(value.key, base)
    if value.kind is Kind.ORDINAL:
        return value.key + _ordinal(int(value.key), target_code)
    if value.kind is Kind.CENTURY:
        number = int(value.key)
        return to_roman(number) if base in ("es", "pt") else value.key + _ordinal(number, target_code)
    if value.kind is Kind.DECADE:
        digits = value.key.removesuffix("s")
        return {"es": f"años {digits}", "pt": f"anos {digits}"}.get(base, value.key)
    return value.text


@lru_cache
def month_name(month: int, code: str) -> str:
    """Return the name of a month as it stands in a date, empty for a language that Babel does not know."""
    locale = _locale(code)
    return "" if locale is None else str(locale.months["format"]["wide"][month])


@lru_cache
def day_name(day: int, code: str) -> str:
    """Return the name of a day of the week (Monday is 0), empty for a language that Babel does not know."""
    locale = _locale(code)
    return "" if locale is None else str(locale.days["format"]["wide"][day])


def _locale(code: str) -> Locale | None:
    for name in (code, code.partition("-")[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _number(text: str, source_code: str, target_code: str) -> str:
    """Return the number in `text` with the signs and the multiplier of the target language."""
    pattern = patterns(source_code)
    found = pattern.figure.search(text)
    if found is None:
        return text
    sign = "-" if re.search(r"[-−–]\Z", text[: found.start()]) else ""
    figure = found[0]
    numbers = readings(figure, source_code)
    if not numbers:
        return sign + figure
    word = pattern.multiplier.match(text, found.end())
    short = None if word else known.SHORT_MULTIPLIER.match(text, found.end())
    if word or short:
        name = (word or short)["word"].lower()  # type: ignore[index]
        power = pattern.multipliers[name] if word else known.SHORT_MULTIPLIERS[name]
        return sign + _great(numbers[0].scaleb(power), target_code)
    # A year, or the number of a house, is not grouped in the source either.
    if figure.isdecimal() and (len(figure) < 5 or figure.startswith("0")):
        return sign + figure
    whole, _, rest = format(numbers[0], "f").partition(".")
    return sign + written(whole, rest, target_code)


def _great(number: Decimal, code: str) -> str:
    """Return a number that has a multiplier, with that of the target language: 2.3 billion as 2300 millones."""
    base = code.partition("-")[0]
    portugal = base == "pt" and language(code).locale != "pt-BR"
    for power, one, several in _MILLIONS.get("pt-PT" if portugal else base, ()):
        if number >= 10**power:
            amount = number.scaleb(-power)
            single = amount < 2 if base == "pt" else amount == 1
            return f"{_plain(amount, code)} {one if single else several}"
    return _plain(number, code)


def _plain(number: Decimal, code: str) -> str:
    text = format(number, "f")
    whole, _, rest = text.partition(".")
    return written(whole, rest.rstrip("0"), code)


def _percent(code: str) -> str:
    if code.partition("-")[0] in ("en", "es", "pt"):
        return NBSP + "%" if language(code).percent_space else "%"
    locale = _locale(code)
    return NBSP + "%" if locale is not None and re.search(r"\s%", locale.percent_formats[None].pattern) else "%"


def _money(value: Value, source_code: str, target_code: str) -> str:
    base = target_code.partition("-")[0]
    name = value.key.rpartition(" ")[2]
    number = _number(value.text, source_code, target_code)
    words = _MONEY_WORDS.get(base, {}).get(name)
    sign = _SIGN.search(value.text)
    great = number[-1:].isalpha()
    american = base == "pt" and language(target_code).locale == "pt-BR"
    if words and (sign is None or (great and base in ("es", "pt") and not american)):
        link = " de " if number.endswith(("ón", "ones", "ão", "ões")) and base in ("es", "pt") else " "
        return f"{number}{link}{words[0] if number == '1' else words[1]}"
    if sign is None:
        return value.text
    mark = sign[0]
    if american:
        return f"{'US$' if mark == '$' else mark} {number}"
    if base == "es" and language(target_code).locale == "es-ES":
        return f"{number}{NBSP}{mark}"
    locale = _locale(target_code)
    pattern = "¤#" if locale is None else locale.currency_formats["standard"].pattern.partition(";")[0]
    if pattern.startswith("¤"):
        gap = NBSP if re.match(r"¤\s", pattern) or mark.isalpha() else ""
        return f"{mark}{gap}{number}"
    return number + (NBSP if re.search(r"\s¤", pattern) else "") + mark


def _date(value: Value, code: str) -> str:
    base = code.partition("-")[0]
    parts = [int(part) for part in value.key.split("-")]
    if re.fullmatch(r"\d{4}-.*", value.text):
        return value.text
    year = parts.pop(0) if parts[0] > 31 or len(value.key.split("-")[0]) == 4 else None
    month, day = parts[0], parts[1] if len(parts) > 1 else None
    if not re.search(r"[^\W\d_]{3}", value.text):
        sign = value.text[len(value.text) - len(value.text.lstrip("0123456789")) :][:1]
        digits = re.split(r"\D", value.text)[2]
        first, second = (month, day) if code in ("en-US",) else (day, month)
        return f"{first}{sign}{second}{sign}{digits}"
    try:
        date = datetime.date(year or 2024, month, day or 1)
    except ValueError:
        return value.text
    locale = _locale(code)
    if locale is None:
        return value.text
    if year and day:
        text = str(format_date(date, "long", locale))
    else:
        text = str(format_skeleton("MMMMd" if day else "yMMMM", date, locale=locale, fuzzy=True))
    facts = language(code)
    first_of_month = _FIRST_OF_MONTH.get(facts.locale) or _FIRST_OF_MONTH.get(base)
    if day == 1 and first_of_month and text.startswith("1 "):
        text = first_of_month + text[1:]
    return text


def _time(key: str, base: str) -> str:
    hour, minute, *second = key.split(":")
    number = int(hour)
    if second:
        return key
    if base == "pt":
        return f"{number}h{minute if minute != '00' else ''}"
    if base == "en":
        return f"{number % 12 or 12}{'' if minute == '00' else ':' + minute} {'p' if number >= 12 else 'a'}.m."
    return f"{number}:{minute}"


def _ordinal(number: int, code: str) -> str:
    base = code.partition("-")[0]
    if base in ("es", "pt"):
        return ".º" if language(code).ordinal_dot else "º"
    if base == "en":
        return "th" if number % 100 in (11, 12, 13) else _ORDINAL_ENDINGS.get(number % 10, "th")
    return "."
