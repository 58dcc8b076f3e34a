"""How figures are written: grouping and decimal signs by language, Roman numerals, one canonical form of a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

NBSP = "\u00a0"
_THIN = "\u2009\u202f\u00a0"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_PARTS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a language's numbers."""

    decimal: str
    group: str
    """Written between groups of three digits."""
    first_grouped: int
    """The digits from which on a number is grouped: 5 where 1200 stays whole and 12 000 does not."""
    both: bool = False
    """True where readers know the point and the comma in either part (Latin American Spanish)."""


@lru_cache
def signs(code: str) -> Signs:
    """Return the signs of numbers in the language `code`: from the CLDR, but for Spanish.

    Spanish is grouped by spaces, from five digits on: Real Academia Española, *Ortografía* (2010), VIII.2.2.
    """
    from babel import Locale, UnknownLocaleError

    base = code.partition("-")[0]
    for name in (code, base):
        try:
            symbols = Locale.parse(name, sep="-").number_symbols
        except (UnknownLocaleError, ValueError):
            continue
        latin = symbols.get("latn") or {}
        decimal, group = latin.get("decimal", "."), latin.get("group", ",")
        if base == "es":
            return Signs(decimal, NBSP, 5, both=code != "es" and code != "es-ES")
        return Signs(decimal, group, 5 if code in ("pt-PT", "pl") else 4)
    return Signs(".", NBSP, 5, both=True)


@lru_cache
def figure_pattern(code: str) -> str:
    """Return the regular expression of a whole number in figures with its inner signs, as it may stand in `code`."""
    # Digits after a space are another number in English: in 2020 300 people came.
    spaces = _THIN if code.partition("-")[0] == "en" else _THIN + " "
    return rf"(?:\d{{1,3}}(?:[{spaces}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+|['’]\d{{3}}(?!\d))*)"


def canonical(number: Decimal | Fraction | int) -> str:
    """Return one form for equal numbers: `1200`, `2.5`, `1/3`."""
    if isinstance(number, Fraction):
        rest = number.denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        if rest != 1:
            return f"{number.numerator}/{number.denominator}"
        number = Decimal(number.numerator) / Decimal(number.denominator)
    written = format(Decimal(number), "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written or "0"


def bare_digits(text: str) -> str:
    """Return digits without the noughts before them."""
    return text.lstrip("0") or "0"


def readings(figure: str, code: str) -> tuple[Decimal, ...]:
    """Return the numbers that `figure` may mean in the language `code`, the likeliest first.

    Empty for what is no number: a version (1.2.3), a list (1,2,3). A sign that can only be one thing is read so,
    whatever the language: 6.34 has decimals in Spanish too. 1,200 depends on it.
    """
    text = "".join(sign for sign in figure if not sign.isspace() and sign not in "'’")
    used = [sign for sign in text if sign in ".,"]
    if not used:
        return (_number(text),) if text.isdecimal() and len(text) <= 40 else ()
    if len(text) > 40:
        return ()
    if len(set(used)) == 2:
        last = used[-1]
        other = "." if last == "," else ","
        whole, _, rest = text.rpartition(last)
        if used.count(last) == 1 and _is_grouped(whole, other):
            return (_number(whole.replace(other, "") + "." + rest),)
        return ()
    sign = used[0]
    if len(used) > 1:
        return (_number(text.replace(sign, "")),) if _is_grouped(text, sign) else ()
    whole, _, rest = text.partition(sign)
    decimals = _number(f"{whole}.{rest}")
    # Where spaces group already, the sign is a decimal one.
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0") or any(map(str.isspace, figure)):
        return (decimals,)
    grouped = _number(whole + rest)
    known = signs(code)
    if known.both:
        return (grouped, decimals) if sign != known.decimal else (decimals, grouped)
    return (decimals,) if sign == known.decimal else (grouped,)


def _number(text: str) -> Decimal:
    return Decimal(text or "0")


def _is_grouped(text: str, sign: str) -> bool:
    first, *others = text.split(sign)
    if not others or not 1 <= len(first) <= 3:
        return not others
    # The Indian way groups by two but for the last three: 1,00,000.
    return len(others[-1]) == 3 and (
        all(len(part) == 3 for part in others) or all(len(part) == 2 for part in others[:-1])
    )


def roman(text: str) -> int:
    """Return the number a Roman numeral stands for, 0 for what is none."""
    if not text or not _ROMAN.fullmatch(text):
        return 0
    numbers = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-one if one < two else one for one, two in zip(numbers, [*numbers[1:], 0], strict=True))


def to_roman(number: int) -> str:
    """Return `number` (1 to 3999) as a Roman numeral."""
    written = ""
    for value, letters in _ROMAN_PARTS:
        count, number = divmod(number, value)
        written += letters * count
    return written


def written(whole: str, rest: str, code: str) -> str:
    """Return the digits `whole` and the decimals `rest` (may be empty) with the signs of the language `code`."""
    known = signs(code)
    digits = whole
    # A leading nought is a code or a number of a telephone: never grouped.
    if len(whole) >= known.first_grouped and not whole.startswith("0"):
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+\Z)", known.group, whole)
    return digits + (known.decimal + rest if rest else "")
