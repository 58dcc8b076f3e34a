"""Templates and figures in the language of a page: money, weight, time, numbers that are not whole."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pipeline.languages import Language
from pipeline.typeset.dates import NO_BREAK
from pipeline.typeset.render import Renderer


def filled(renderer: Renderer, template: str, language: Language, **values: object) -> str:
    """Return a template filled in one language, its strings as `_` and `say`."""
    say = renderer.strings(language)
    return renderer.fill(template, language=language, say=say, _=say, **values)


class Figures:
    """Writes figures in one language; in English where Babel knows nothing of it."""

    def __init__(self, language: Language) -> None:
        from babel import Locale, UnknownLocaleError

        self.locale = Locale("en")
        for name in (language.base, language.locale):
            try:
                self.locale = Locale.parse(name, sep="-")
            except (UnknownLocaleError, ValueError):
                continue

    def number(self, value: float | Decimal, places: int = 1) -> str:
        """Return a number with at most so many decimal places."""
        from babel.numbers import format_decimal

        return format_decimal(value, f"#,##0.{'#' * places}", locale=self.locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """Return an amount, rounded to what the currency counts in: €12.40, 12,40 €."""
        from babel.numbers import format_currency, get_currency_precision

        exponent = Decimal(1).scaleb(-get_currency_precision(currency))
        return format_currency(amount.quantize(exponent, ROUND_HALF_UP), currency, locale=self.locale)

    def weight(self, grams: Decimal) -> str:
        """Return a weight in kg, with one decimal place below 100 kg; at least 0.1."""
        kilos = max(grams / 1000, Decimal("0.1"))
        return f"{self.number(kilos, 1 if kilos < 100 else 0)}{NO_BREAK}kg"

    def time(self, minutes: int) -> str:
        """Return a time in hours and minutes: 40 min, 3 h 20 min."""
        hours, rest = divmod(minutes, 60)
        parts = ([f"{self.number(hours)}{NO_BREAK}h"] if hours else []) + ([f"{rest}{NO_BREAK}min"] if rest else [])
        return " ".join(parts) or f"0{NO_BREAK}min"

    def percent(self, value: int) -> str:
        """Return a per cent: 50%, 50 %."""
        from babel.numbers import format_percent

        return format_percent(value / 100, locale=self.locale)
