"""Dates and times of day written out as each language writes them."""

from __future__ import annotations

import datetime
import re

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton, format_time

from pipeline.languages import Language
from pipeline.typeset.typography import finish

_FIRST_OF_MONTH = {"es": "1.º", "pt-BR": "1º"}
"""The first of a month is an ordinal in Brazil, and may be one in Spanish; in Portugal it is a plain 1."""
NO_BREAK = "\u00a0"
_NARROW = re.compile("[\u2009\u202f ]")
"""Spaces within a time; the packaged faces have no narrow ones."""


def long_date(date: datetime.date, language: Language) -> str:
    """Return the date in full, as it stands in running text: 1 May 2026, 1.º de mayo de 2026, 1º de maio de 2026.

    Order and names come from the CLDR through Babel, no-break spaces from `typography`. A language that Babel does
    not know gets the ISO form.
    """
    locale = _locale(language)
    if locale is None:
        return date.isoformat()
    written = _with_first(format_date(date, "long", locale), date, language)
    return finish([written], language)[0]


def full_date(date: datetime.date, language: Language) -> str:
    """Return the date with its day of the week: Saturday 5 December 2026, sábado, 5 de diciembre de 2026.

    British English has no comma after the day of the week (*New Hart's Rules*, 11.6.1), whatever the CLDR says.
    """
    locale = _locale(language)
    if locale is None:
        return date.isoformat()
    written = format_date(date, "full", locale)
    if language.base == "en" and written.count(",") == 1:
        written = written.replace(",", "")
    plain, with_first = format_date(date, "long", locale), long_date(date, language)
    return finish([written.replace(plain, with_first)], language)[0]


def weekday(date: datetime.date, language: Language) -> str:
    """Return the day of the week as it stands in running text: Saturday, sábado; nothing where it is not known."""
    locale = _locale(language)
    return format_date(date, "EEEE", locale) if locale else ""


def day_and_month(date: datetime.date, language: Language) -> str:
    """Return day and month: 5 December, December 5, 5 de diciembre."""
    locale = _locale(language)
    if locale is None:
        return date.isoformat()
    written = format_skeleton("MMMMd", date, locale=locale)
    return finish([_with_first(written, date, language)], language)[0]


def day_of_week(date: datetime.date, language: Language) -> str:
    """Return the day with its day of the week and without its year: Saturday 5 December, sábado 5 de diciembre.

    Spanish may leave out the comma (*Ortografía* 2010, 3.4.4.3), and large letters are better off without it.
    """
    between = ", " if language.base == "pt" or language.locale == "en-US" else " "
    return between.join(part for part in (weekday(date, language), day_and_month(date, language)) if part)


def hours(starts: datetime.time | None, ends: datetime.time | None, language: Language) -> str:
    """Return from when to when: 10:00–13:00, de 10:00 a 13:00, das 10h às 13h; nothing where it is not known.

    Spanish as Fundéu writes it, Portuguese by the *Manual de comunicação da Secom* (10h, 10h30) in Brazil and with both
    figures of the minutes in Portugal (10h00); all else from the CLDR through Babel.
    """
    if starts is None:
        return ""
    locale = _locale(language)
    if language.base == "es":
        first, last = (_spanish(time) if time else "" for time in (starts, ends))
        if not ends:
            return f"a {_la(starts)} {first}"
        return f"de {first} a {last}"
    if language.base == "pt":
        first, last = (_portuguese(time, language) if time else "" for time in (starts, ends))
        if not ends:
            return f"{_a(starts)} {first}"
        return f"{'da' if starts.hour == 1 else 'das'} {first} {_a(ends)} {last}"
    if locale is None:
        return "–".join(f"{time:%H:%M}" for time in (starts, ends) if time)
    if ends is None:
        return _NARROW.sub(NO_BREAK, format_time(starts, "short", locale=locale))
    half = "a" in str(locale.time_formats["short"].pattern)
    return _NARROW.sub(NO_BREAK, str(format_interval(starts, ends, "hm" if half else "Hm", locale=locale)))


def _spanish(time: datetime.time) -> str:
    return f"{time.hour}:{time.minute:02}"


def _la(time: datetime.time) -> str:
    return "la" if time.hour == 1 else "las"


def _portuguese(time: datetime.time, language: Language) -> str:
    minutes = f"{time.minute:02}" if time.minute or language.locale != "pt-BR" else ""
    return f"{time.hour}h{minutes}"


def _a(time: datetime.time) -> str:
    return "à" if time.hour == 1 else "às"


def _with_first(written: str, date: datetime.date, language: Language) -> str:
    first = _FIRST_OF_MONTH.get(language.locale) or _FIRST_OF_MONTH.get(language.base)
    return first + written[1:] if date.day == 1 and first and written.startswith("1 ") else written


def _locale(language: Language) -> Locale | None:
    for name in (language.locale, language.base):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None
