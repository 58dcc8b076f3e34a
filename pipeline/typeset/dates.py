"""Dates written out as each language writes them."""

from __future__ import annotations

import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from pipeline.languages import Language
from pipeline.typeset.typography import finish

_FIRST_OF_MONTH = {"es": "1.º", "pt-BR": "1º"}
"""The first of a month is an ordinal in Brazil, and may be one in Spanish; in Portugal it is a plain 1."""


def long_date(date: datetime.date, language: Language) -> str:
    """Return the date in full, as it stands in running text: 1 May 2026, 1.º de mayo de 2026, 1º de maio de 2026.

    Order and names come from the CLDR through Babel, no-break spaces from `typography`. A language that Babel does
    not know gets the ISO form.
    """
    locale = _locale(language)
    if locale is None:
        return date.isoformat()
    written = format_date(date, "long", locale)
    first = _FIRST_OF_MONTH.get(language.locale) or _FIRST_OF_MONTH.get(language.base)
    if date.day == 1 and first and written.startswith("1 "):
        written = first + written[1:]
    return finish([written], language)[0]


def _locale(language: Language) -> Locale | None:
    for name in (language.locale, language.base):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None
