"""Find what is in figures: dates, times, telephone numbers, fractions, Roman numerals, codes and plain numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from pipeline.text import value_patterns as known
from pipeline.text.numerals import bare_digits, canonical, readings, roman
from pipeline.text.value_context import HALF_MORE, Item, Kind, around, bare_hours
from pipeline.text.value_patterns import Patterns

_AREA = re.compile(r"[kcm]?m[23]", re.I)


def figures(text: str, code: str, pattern: Patterns, evening: bool) -> list[Item]:
    """Return the values in figures, the more telling patterns having the first claim on the digits."""
    taken = bytearray(len(text))
    items: list[Item] = []

    def claim(found: Iterator[Item | None]) -> None:
        for item in found:
            if item is not None and not any(taken[item.start : item.end]):
                taken[item.start : item.end] = b"\1" * (item.end - item.start)
                items.append(item)

    claim(_iso(found) for found in known.ISO_DATE.finditer(text))
    claim(_numeric_date(found, code) for found in known.NUMERIC_DATE.finditer(text))
    for date in pattern.dates:
        claim(_date(found, pattern) for found in date.finditer(text))
    claim(_time(found, code, evening) for found in pattern.time.finditer(text))
    claim(_phone(found) for found in known.PHONE.finditer(text))
    claim(_decade(found) for found in pattern.decade.finditer(text))
    claim(_century(found) for found in pattern.century.finditer(text))
    claim(_fraction(found) for found in known.FRACTION.finditer(text))
    claim(_roman(found) for found in known.ROMAN.finditer(text) if not text.isupper())
    for found in pattern.figure.finditer(text):
        claim(iter(_numbers(found.start(), found.end(), text, code, pattern)))
    items.sort(key=lambda item: item.start)
    return items


def _iso(found: re.Match[str]) -> Item | None:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    return _date_item(found.span(), [(month, day)], {str(year)}, f"{year}-{month:02}-{day:02}")


def _numeric_date(found: re.Match[str], code: str) -> Item | None:
    one, two, year = int(found["one"]), int(found["two"]), found["year"]
    orders = [(one, two)] if code == "en-US" else [(two, one)]
    # A text in English may come from either side of the ocean.
    if code.partition("-")[0] == "en":
        orders += [(two, one), (one, two)]
    valid = list(dict.fromkeys((month, day) for month, day in orders if 1 <= month <= 12 and 1 <= day <= 31))
    if not valid:
        return None if found["sign"] == "." else _code(found.span(), found[0])
    if code == "en-US":
        valid = valid[:1]
    years = {year} if len(year) == 4 else {year, str(int(year)), f"20{year}", f"19{year}"}
    full = year if len(year) == 4 else f"20{year}"
    return _date_item(found.span(), valid, years, f"{full}-{valid[0][0]:02}-{valid[0][1]:02}")


def _date_item(span: tuple[int, int], days: list[tuple[int, int]], years: set[str], key: str) -> Item | None:
    if not all(1 <= month <= 12 and 1 <= day <= 31 for month, day in days):
        return None
    together = {f"DM{month}-{day}" for month, day in days}
    offers = together | years
    for month, day in days:
        offers |= {str(day), str(month), f"M{month}"}
    return Item(*span, Kind.DATE, key, [together, years], offers)


def _date(found: re.Match[str], pattern: Patterns) -> Item | None:
    groups = found.groupdict()
    month = pattern.months[groups["month"].lower()]
    day, year = groups.get("day"), groups.get("year")
    needs, offers = [{f"M{month}"}], {f"M{month}", str(month)}
    key = f"{month:02}"
    if day:
        if not 1 <= int(day) <= 31:
            return None
        needs.append({str(int(day))})
        offers |= {str(int(day)), f"DM{month}-{int(day)}"}
        key += f"-{int(day):02}"
    if year:
        needs.append({year})
        offers |= {year, str(int(year[2:]))}
        key = f"{year}-{key}"
    return Item(*found.span(), Kind.DATE, key, needs, offers)


def _time(found: re.Match[str], code: str, evening: bool) -> Item | None:
    groups = found.groupdict()
    hour = int(groups["hour"])
    minute = next((int(text) for name, text in groups.items() if name.startswith("minute") and text), 0)
    named = next((text.lower() for name, text in groups.items() if name.startswith("named") and text), "")
    half, base = (groups["half"] or "").lower(), code.partition("-")[0]
    if half and not 1 <= hour <= 12:
        half = ""
    if half or named:
        if 1 <= hour <= 12:
            late = (
                half == "p"
                if half
                else named in known.AFTER_NOON and not (named in ("night", "noche", "noite") and hour == 12)
            )
            hour = hour % 12 + 12 * late
        clocks = [hour]
    elif groups.get("late"):
        clocks = [hour % 12 + 12]
    elif base == "en" and 1 <= hour <= 12:
        clocks = [hour, (hour + 12) % 24]
    else:
        clocks = [hour, hour + 12] if evening and 1 <= hour < 12 else [hour]
    tail = f":{groups['second']}" if groups.get("second") else ""
    needs = {f"T{clock % 24:02}:{minute:02}{tail}" for clock in clocks}
    offers = set(needs)
    if tail:
        offers.add(f"T{clocks[0]:02}:{minute:02}")
    for clock in clocks:
        offers |= bare_hours(clock, minute)
    if groups.get("plain"):
        # 10 h: the hour of the clock, or how long it took.
        needs.add(str(hour))
    if minute == 0 and groups.get("late") is None and not half and not named and "clock" in found[0]:
        needs.add(str(hour))
    key = f"{clocks[0] % 24:02}:{minute:02}{tail}"
    return Item(*found.span(), Kind.TIME, key, [needs], offers)


def _phone(found: re.Match[str]) -> Item | None:
    text = found[0]
    digits = "".join(sign for sign in text if sign.isdecimal())
    if not 6 <= len(digits) <= 15 or re.search(r"[ .-]{2}|\d\.\d{1,2}\b(?!\.)|--", text.replace(") ", " ")):
        return None
    groups = [len(group) for group in re.findall(r"\d+", text)]
    if len(groups) == 1 and text[0] not in "+0":
        return None
    usual = (
        text[0] in "+0"
        or re.match(r"\(\d{1,5}\)", text)
        or ("-" in text and groups in ([3, 4], [5, 4], [4, 3, 3]))
        or (re.search(r"[-.]", text) and groups in ([3, 3, 4], [1, 3, 3, 4]))
    )
    if not usual or (text[0] == "0" and re.match(r"0[.,-]|0\d?[-.]\d\d?\b", text)):
        return None
    offers = {f"P{digits}", *map(bare_digits, re.findall(r"\d+", text))}
    return Item(*found.span(), Kind.PHONE, digits, [{f"P{digits}"}], offers)


def _decade(found: re.Match[str]) -> Item:
    number = found["number"]
    short = str(int(number) % 100) if int(number) % 100 else number
    offers = {f"D{number}", f"D{short}", number, short}
    needs = {f"D{number}"}
    if len(number) == 2:
        offers |= {f"D19{number}", f"D20{number}"}
        needs = set(offers) if found[0][0] in "aA" else {f"D{number}", f"D19{number}", f"D20{number}"}
    elif found[0][0] in "aA":
        # años 1990 is a decade; so may be anos 90, or an age.
        needs.add(number)
    return Item(*found.span(), Kind.DECADE, f"{number}s", [needs], offers)


def _century(found: re.Match[str]) -> Item | None:
    groups = found.groupdict()
    digits = next(text for name, text in groups.items() if text and name != "suffix")
    number = str(int(digits) if digits.isdecimal() else roman(digits))
    return None if number == "0" else Item(*found.span(), Kind.CENTURY, number, [{number}], {number})


def _fraction(found: re.Match[str]) -> Item | None:
    if found["vulgar"]:
        above, below = known.VULGAR[found["vulgar"]]
    else:
        above, below = int(found["above"]), int(found["below"])
        if below == 0:
            return None
    whole = int(found["whole"] or 0)
    share = canonical(Fraction(above, below) + whole)
    needs, offers = {share}, {share, str(above), str(below)}
    if not whole:
        offers.add(f"%{canonical(round(Fraction(above * 100, below)))}")
    else:
        needs.add(f"{whole}&{canonical(Fraction(above, below))}")
        offers |= {str(whole), canonical(Fraction(above, below))}
    if found["above"] and not whole:
        dates = {f"DM{month}-{day}" for month, day in ((above, below), (below, above)) if month <= 12 and day <= 31}
        needs |= dates | {f"{above}&{below}"}
        offers |= dates | {f"M{above}", f"M{below}"}
    key = found[0].strip() if found["above"] else f"{whole or ''} {above}/{below}".strip()
    return Item(*found.span(), Kind.FRACTION, key, [needs], offers)


def _roman(found: re.Match[str]) -> Item | None:
    number = str(roman(found[0]))
    return None if number == "0" else Item(*found.span(), Kind.ROMAN, number, [{number}], {number})


def _code(span: tuple[int, int], text: str) -> Item:
    name = f"C{text.casefold()}"
    groups = re.findall(r"\d+", text)
    needs = {name}
    letters = sum(map(str.isalpha, text))
    if len(groups) == 1 and (letters <= 2 or letters >= 4) and not re.search(r"\d(?:st|nd|rd|th)\Z", text):
        needs.add(bare_digits(groups[0]))
    return Item(*span, Kind.CODE, text.casefold(), [needs], {name, *map(bare_digits, groups)})


def _numbers(start: int, end: int, text: str, code: str, pattern: Patterns) -> list[Item]:
    """Return the values in one stretch of figures."""
    figure = text[start:end]
    after = text[end : end + 12]
    attached = known.UNIT.match(text, end)
    ordinal = pattern.ordinal.match(text, end)
    glued_before = (
        start > 0 and text[start - 1].isalpha() and not known.CURRENCY_BEFORE.search(text[max(0, start - 5) : start])
    )
    glued_after = bool(after) and after[0].isalpha() and attached is None and ordinal is None
    if glued_before or (glued_after and known.SHORT_MULTIPLIER.match(text, end) is None):
        for found in known.CODE.finditer(text, max(0, start - 40), end + 40):
            if found.start() <= start < found.end():
                if _AREA.fullmatch(found[0]):
                    return []
                code_item = _code(found.span(), found[0])
                # 40th Street may keep its name.
                if re.match(r"(?:st|nd|rd|th) [A-Z]", text[end : end + 4]):
                    code_item.needs = [code_item.needs[0] | {figure}]
                return [code_item]
    numbers = readings(figure, code)
    if not numbers:
        if "," in figure and "." not in figure:
            return [
                Item(start + part.start(), start + part.end(), Kind.NUMBER, canonical(number), [{canonical(number)}],
                      {canonical(number)}, (number,))
                for part in re.finditer(r"\d+", figure) for number in readings(part[0], code)
            ]  # fmt: skip
        return [_code((start, end), figure)]
    return [_number(start, end, numbers, text, code, pattern, ordinal)]


def _number(
    start: int, end: int, numbers: tuple[Decimal, ...], text: str, code: str, pattern: Patterns,
    ordinal: re.Match[str] | None,
) -> Item:  # fmt: skip
    figure = text[start:end]
    item = Item(start, end, Kind.NUMBER, canonical(numbers[0]), [], set(), numbers)
    needs = {canonical(number) for number in numbers}
    if groups := re.split(r"\s", figure)[1:]:
        needs.add("&".join(map(bare_digits, re.findall(r"\d+", figure))))
        item.offers |= {bare_digits(re.sub(r"\D", "", group)) for group in (*groups, re.split(r"\s", figure)[0])}
    if clock := re.fullmatch(r"([01]?\d|2[0-4])\.([0-5]\d)", figure):
        hour, minute = int(clock[1]), int(clock[2])
        needs |= {f"T{hour % 24:02}:{minute:02}"} | ({f"T{(hour + 12) % 24:02}:{minute:02}"} if hour <= 12 else set())
    item.offers |= needs
    if ordinal is not None and "." not in figure and "," not in figure:
        item.kind, item.end = Kind.ORDINAL, ordinal.end()
        item.needs = [needs]
        return item
    before = known.CURRENCY_BEFORE.search(text[max(0, start - 5) : start])
    word = pattern.multiplier.match(text, end)
    short = None if word else known.SHORT_MULTIPLIER.match(text, end)
    if short is not None and before is None and (short.start("word") > end or short["word"] == "K"):
        short = None
    if (found := word or short) is not None:
        lower = found["word"].lower()
        item.power = pattern.multipliers.get(lower, 0) if word else known.SHORT_MULTIPLIERS.get(lower, 0)
        sure = word or before or len(found["word"]) == 2
        # 2m without a currency is two millions or two metres.
        needs = {canonical(number.scaleb(item.power)) for number in numbers} | (set() if sure else needs)
        item.offers |= needs
        item.end = found.end()
        item.key = canonical(numbers[0].scaleb(item.power))
    around(item, needs, before, text, start, pattern)
    if (half := HALF_MORE.match(text, item.end)) is not None:
        extra = Decimal("0.25" if half["quarter"] else "0.5")
        item.offers |= {canonical((number + extra).scaleb(item.power)) for number in numbers}
    return item
