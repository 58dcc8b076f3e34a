"""What the words and signs around a number make of it: a percentage, money, an hour, one of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from pipeline.text import value_patterns as known
from pipeline.text.numerals import canonical
from pipeline.text.value_patterns import Patterns

HALF_MORE = re.compile(
    r"(?: (?!and |y |e )[^\W\d_]+)? (?P<and>and a half|y medi[oa]|e mei[oa]|"
    r"(?:and|y|e) (?:a |um |un )?(?P<quarter>quarter|cuarto|quarto))(?!\w)",
    re.I,
)
_PAST = re.compile(r"\s+(?:minutes? )?(?P<sign>past|to|y|e|menos)\s+")
_QUARTERS = {"quarter": 15, "half": 30, "cuarto": 15, "media": 30, "quarto": 15, "meia": 30}
_BELOW_ZERO = re.compile(
    r"\s?(?:°\s?[CF]?|º\s?[CF]|degrees|grados|graus)?\s?(?:below|bajo|sub|abaixo de|negativ\w+|minus)", re.I
)


class Kind(StrEnum):
    """What sort of value it is."""

    NUMBER = "number"
    """Also each end of a range (10-12: two values), and the parts of a score."""
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    DECADE = "decade"
    CENTURY = "century"
    ORDINAL = "ordinal"
    ROMAN = "Roman numeral"
    FRACTION = "fraction"
    PHONE = "telephone"
    MEASURE = "measure"
    """A number before a unit, which is not part of it."""
    CODE = "code"
    """Letters and digits in one word (H1N1), or a version (1.2.3)."""


@dataclass(slots=True)
class Item:
    """A value being made. `number` is None where no arithmetic can be done with it."""

    start: int
    end: int
    kind: Kind
    key: str
    needs: list[set[str]]
    offers: set[str]
    number: tuple[Decimal, ...] = ()
    power: int = 0
    money: tuple[str, ...] = ()
    words: bool = False


def bare_hours(hour: int, minute: int) -> set[str]:
    """Return how an hour may stand without a sign that it is one: 7, 19, 7.3 (for 7.30)."""
    hours = {hour % 24, hour % 12 or 12, hour % 24 or 24}
    if minute == 0:
        return {str(number) for number in hours}
    return {canonical(Decimal(f"{number}.{minute:02}")) for number in hours} | {
        f"{number}&{minute}" for number in hours
    }


def around(item: Item, needs: set[str], before: re.Match[str] | None, text: str, start: int, pattern: Patterns) -> None:
    """Set the kind of a number from what stands before and after it."""
    if (percent := pattern.percent.match(text, item.end)) is not None:
        item.kind, item.end = Kind.PERCENT, percent.end()
        item.needs = [{f"%{need}" for need in needs}]
        item.offers |= item.needs[0]
        if item.number:
            item.offers.add(canonical(Fraction(item.number[0]) / 100))
        item.key += "%"
        return
    after = known.CURRENCY_AFTER.match(text, item.end)
    if before is not None or after is not None:
        _money(item, needs, before, after, start)
        return
    sign = text[start - 1] if start else ""
    behind = text[start - 2] if start > 1 else " "
    if pattern.minus.search(text, max(0, start - 10), start) or _BELOW_ZERO.match(text, item.end):
        item.offers |= {f"-{need}" for need in needs}
        needs = {f"-{need}" for need in needs}
    elif sign and sign in "-−–" and (behind.isspace() or behind in "(["):
        earlier = text[max(0, start - 4) : start - 1].rstrip()
        if not earlier or not earlier[-1].isdecimal():
            negative = {f"-{need}" for need in needs}
            item.offers |= negative
            needs = negative if sign != "–" else needs | negative
            item.key = f"-{item.key}"
            item.start = start - 1
    if known.UNIT.match(text, item.end) is not None:
        item.kind = Kind.MEASURE
    item.needs = [needs]


def _money(item: Item, needs: set[str], before: re.Match[str] | None, after: re.Match[str] | None, start: int) -> None:
    names: list[str] = []
    vague = True
    for found in (before, after):
        if found is None:
            continue
        name = next(name for name, text in found.groupdict().items() if text)
        names.append(name)
        word = found[name][-1].islower()
        vague = vague and word
        if not word and name == "dollar" and found[name] == "$":
            names.append("peso")
    item.kind, item.money = Kind.MONEY, tuple(dict.fromkeys(names))
    if before is not None:
        item.start = start - (before.end() - before.start())
    if after is not None:
        item.end = after.end()
    money = {f"${name} {need}" for name in names for need in needs}
    # In words a currency may be named once for several sums, or be a weight.
    item.needs = [money | needs] if vague else [money]
    item.offers |= money
    item.key = f"{item.key} {names[0]}"


def in_words(item: Item, text: str, code: str, pattern: Patterns, evening: bool) -> None:
    """Add what stands after a number in words: per cent, a currency, a half, the part of the day."""
    if not item.number:
        return
    own = set(item.offers)
    if pattern.percent.match(text, item.end) is not None:
        item.offers |= {f"%{offer}" for offer in own}
    if (after := known.CURRENCY_AFTER.match(text, item.end)) is not None:
        item.money = (next(name for name, found in after.groupdict().items() if found),)
        item.offers |= {f"${item.money[0]} {offer}" for offer in own}
    if pattern.minus.search(text, max(0, item.start - 10), item.start) or _BELOW_ZERO.match(text, item.end):
        item.offers |= {f"-{offer}" for offer in own}
    if (half := HALF_MORE.match(text, item.end)) is not None:
        number = item.number[0] + Decimal("0.25" if half["quarter"] else "0.5")
        item.offers.add(canonical(number))
        if (word := pattern.multiplier.match(text, half.end())) is not None:
            item.offers.add(canonical(number.scaleb(pattern.multipliers[word["word"].lower()])))


def share(items: list[Item], text: str, pattern: Patterns) -> None:
    """Let the parts of a list share what is said once: between 30 and 40%, $5 to 10, 10 or 12 million."""
    chain: list[Item] = []
    for item in [*items, None]:
        if item is not None and chain and known.CONNECTOR.fullmatch(text, chain[-1].end, item.start):
            chain.append(item)
            continue
        if len(chain) > 1:
            _share_in(chain)
        chain = [item] if item is not None else []


def _share_in(chain: list[Item]) -> None:
    percent = any(item.kind is Kind.PERCENT for item in chain)
    money = {name for item in chain for name in item.money}
    powers = {item.power for item in chain if item.power}
    decade = any(item.kind is Kind.DECADE for item in chain)
    for previous, item in pairwise(chain):
        # 1995-96
        if item.key.isdecimal() and len(item.key) == 2 and len(previous.key) == 4 and previous.key.isdecimal():
            year = previous.key[:2] + item.key
            item.offers.add(year)
            if item.needs:
                item.needs = [item.needs[0] | {year}]
    for item in chain:
        if not item.number:
            continue
        own = {canonical(number) for number in item.number}
        if powers and not item.power:
            own |= {canonical(number.scaleb(power)) for number in item.number for power in powers}
        if item.power:
            own |= {canonical(number.scaleb(item.power)) for number in item.number}
        item.offers |= own
        if percent:
            item.offers |= {f"%{number}" for number in own}
        if money:
            item.offers |= {f"${name} {number}" for name in money for number in own}
        if decade:
            item.offers |= {f"D{number}" for number in own}


def clocks(items: list[Item], text: str, twelve: bool) -> None:
    """Let whole numbers offer the hours they may be, and numbers in words the minutes after them."""
    for item in items:
        if item.kind not in (Kind.NUMBER, Kind.MEASURE) or not item.number:
            continue
        number = item.number[0]
        if number != int(number) or item.power:
            continue
        whole = int(number)
        if 10 <= whole < 100 and whole % 10 == 0:
            item.offers |= {f"D{whole}", f"D19{whole:02}"}
        elif 1000 <= whole < 2100 and whole % 10 == 0:
            item.offers.add(f"D{whole}")
        if whole <= 24:
            item.offers |= {
                f"T{hour % 24:02}:00" for hour in ((whole, whole + 12) if twelve and whole <= 12 else (whole,))
            }
    for one, two in pairwise(items):
        if (one.words or two.words) and (gap := _PAST.fullmatch(text.lower(), one.end, two.start)) is not None:
            _past(one, two, gap["sign"], text)


def _past(one: Item, two: Item, sign: str, text: str) -> None:
    parts = [
        _QUARTERS.get(text[item.start : item.end].lower()) or (int(item.number[0]) if item.number else 0)
        for item in (one, two)
    ]
    minute, hour = parts if sign in ("past", "to") else reversed(parts)
    if 1 <= hour <= 24 and 1 <= minute < 60:
        if sign in ("to", "menos"):
            hour, minute = hour - 1, 60 - minute
        for clock in (hour, hour + 12):
            one.offers |= {f"T{clock % 24:02}:{minute:02}"} | bare_hours(clock, minute)
