"""The words that templates add to a text, in the edition's language: `strings/<code>.po` beside the templates."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from pipeline.languages import Language
from pipeline.strings import load as read


class Strings:
    """The template strings of one language; a string without a translation stays in English."""

    def __init__(self, entries: dict[str, str], language: Language) -> None:
        self.language = language
        self._entries = entries

    def __call__(self, message: str, **values: object) -> str:
        """Return `message` translated, `{name}` in it replaced by the value of that name."""
        text = self._entries.get(message) or message
        return text.format(**values) if values else text

    def date(self, date: datetime.date) -> str:
        """Return the date in words: 1 May 2026, 1.º de mayo de 2026, 1º de maio de 2026."""
        from pipeline.typeset.dates import long_date

        return long_date(date, self.language)

    def language_name(self, language: Language) -> str:
        """Return how this language names `language` in a sentence: inglés, inglês."""
        from babel import Locale

        name = Locale.parse(_locale(self.language)).languages.get(language.code.partition("-")[0])
        return name or language.english_name

    def listing(self, names: Sequence[str]) -> str:
        """Return the names joined: Ana, Luis y Marta."""
        from babel.lists import format_list

        return format_list(list(names), locale=_locale(self.language)) if names else ""

    def number(self, value: int) -> str:
        """Return a whole number in the locale's way."""
        from babel.numbers import format_decimal

        return format_decimal(value, locale=_locale(self.language))

    def counted(self, one: str, many: str, count: int) -> str:
        """Return `one` or `many`, translated, with the number in place of `{count}`: 1 sheet, 3 sheets."""
        from babel import Locale

        form = Locale.parse(_locale(self.language)).plural_form(count)
        return self(one if form == "one" else many, count=self.number(count))

    def file_size(self, size: int) -> str:
        """Return a size in bytes as people read it, in the locale's way: 820 kB, 1,2 MB."""
        from babel.units import format_unit

        locale = _locale(self.language)
        if size < 1_000_000:
            written = format_unit(max(1, round(size / 1000)), "kilobyte", "short", locale=locale)
        else:
            written = format_unit(size / 1_000_000, "megabyte", "short", format="#,##0.0", locale=locale)
        return written.replace(" ", "\u00a0")


def load(folders: Sequence[Path], language: Language) -> Strings:
    """Return the strings of `language` from `<folder>/strings/<code>.po`; the first folder wins, string by string.

    A variety takes from its base language what it has not itself (`es-419` from `es`). Raises OctavillaError for a
    file that cannot be read.
    """
    base = language.code.partition("-")[0]
    entries: dict[str, str] = {}
    for code in dict.fromkeys((base, language.locale, language.code)):
        for folder in reversed(folders):
            path = folder / "strings" / f"{code}.po"
            if path.is_file():
                entries |= read(path)
    return Strings(entries, language)


def _locale(language: Language) -> str:
    """Return the locale under which Babel has data: `es_419`, `pt_BR`, or the bare language, or English."""
    from babel import Locale, UnknownLocaleError

    for candidate in (language.locale, language.code.partition("-")[0]):
        try:
            return str(Locale.parse(candidate, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"
