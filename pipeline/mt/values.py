"""Mend the values of a draft: what the package changed becomes what the source says, in the target's writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.mt.alignment import Aligned
from pipeline.text.localised import day_name, localised, month_name
from pipeline.text.value_patterns import CURRENCY_AFTER, CURRENCY_BEFORE, HINT, month_names
from pipeline.text.values import Difference, Kind, Value, compare, counterpart, values

__all__ = ["localised", "mend_values"]

_NUMERIC = frozenset(
    (
        Kind.NUMBER,
        Kind.MEASURE,
        Kind.PERCENT,
        Kind.MONEY,
        Kind.ORDINAL,
        Kind.FRACTION,
        Kind.CODE,
        Kind.CENTURY,
        Kind.ROMAN,
        Kind.PHONE,
    )
)
_ALIKE = {
    Kind.DATE: frozenset((Kind.DATE, Kind.NUMBER, Kind.CODE, Kind.FRACTION, Kind.ORDINAL)),
    Kind.TIME: frozenset((Kind.TIME, Kind.NUMBER, Kind.CODE, Kind.MEASURE, Kind.FRACTION)),
    Kind.DECADE: frozenset((Kind.DECADE, Kind.NUMBER, Kind.CODE)),
    Kind.PHONE: frozenset((Kind.PHONE, Kind.NUMBER, Kind.CODE)),
    Kind.NUMBER: _NUMERIC | {Kind.TIME, Kind.DATE, Kind.DECADE},
    Kind.MEASURE: _NUMERIC | {Kind.TIME},
    Kind.FRACTION: _NUMERIC | {Kind.DATE},
    Kind.CODE: _NUMERIC | {Kind.DATE, Kind.TIME},
}
"""By the kind of the source's value: what the package may have made of it."""
_SURE = 0.3
"""The share of attention from which on one value is taken for another's translation."""
_OF_ITS_WORD = 0.5
_MANY = 200
"""Pairs of values from which on nothing is guessed: such a draft is no translation."""
_SIMILAR = 0.6
_ALIKE_RUN = 0.7
_MERIDIEM = re.compile(r"[ap]\.?m\b", re.IGNORECASE)
"""As English sets it; “p. m.” with a space is Spanish."""
_IMPERIAL = re.compile(
    r"[\s-]?(?:\(?°?\s?F\b|degrees F|miles?\b|mi\b|mph\b|feet\b|foot\b|ft\b|inch(?:es)?\b|pounds?\b|lbs?\b|"
    r"ounces?\b|oz\b|gallons?\b|yards?\b|acres?\b)"
)
_METRIC = re.compile(
    r"\s?(?:°\s?C|km\b|kil[oóô]\w+|[cm]?m\b|\w*metros?\b|k?g\b|\w*gram[ao]s?\b|l\b|litros?\b|ha\b|hect\w+)"
)
_GAP = re.compile(r"\s?[.,:/’'⁄\ufffd-]{0,2}\s?")
_REST_OF_MERIDIEM = re.compile(r"\s?\.?\s?[ap]?\.?m\.", re.IGNORECASE)
_AT_END = re.compile(r"[\s)»”’\"'*_]*\Z")
_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of the draft that stands for a value of the source."""

    start: int
    end: int
    kind: Kind
    text: str


def mend_values(source: str, target: Aligned, source_code: str, target_code: str) -> Aligned:
    """Return the draft with the values that the package changed put right, all else as it is.

    A value that the draft lost and one that the source does not have are taken for each other when they are the only
    ones, or when attention or likeness says so; what has no counterpart is left. So are the days and months that
    stayed in the source's language, hours on its clock, and signs of numbers that say something else in the
    target language. The result has all values of the source and no others; where that cannot be reached, the draft
    comes back unchanged.
    """
    mended = target
    if source_code.partition("-")[0] == "en" != target_code.partition("-")[0]:
        mended = _without_english(source, mended, target_code)
    if HINT.search(source) or HINT.search(target.text):
        difference = compare(source, mended.text, source_code, target_code)
        if len(difference.missing) * len(difference.foreign) > _MANY:
            return target
        if difference:
            mended = _replaced(source, mended, difference, source_code, target_code)
        mended = _respelled(source, mended, source_code, target_code)
        if mended.text == target.text or compare(source, mended.text, source_code, target_code):
            return target
    return mended


def _replaced(source: str, target: Aligned, difference: Difference, source_code: str, target_code: str) -> Aligned:
    """Put the source's values in the place of what stands for them, last first."""
    edits: list[tuple[_Place, Value, str]] = []
    for value, place in _pairs(source, target, difference, source_code, target_code):
        new = _new(value, place, source, target.text, source_code, target_code)
        if new is not None and not any(place.start < other.end and other.start < place.end for other, *_ in edits):
            edits.append((place, value, new))
    for place, value, new in sorted(edits, key=lambda edit: -edit[0].start):
        target = _put(target, place, value, new, target_code)
    return target


def _put(target: Aligned, place: _Place, value: Value, new: str, code: str) -> Aligned:
    text, start, end = target.text, place.start, place.end
    if place.kind is not Kind.MONEY and value.kind is Kind.MONEY:
        # A sign beside it belongs to the sum.
        if (before := CURRENCY_BEFORE.search(text, max(0, start - 5), start)) is not None:
            start = before.start()
        if (after := CURRENCY_AFTER.match(text, end)) is not None:
            end = after.end()
    if value.kind is Kind.TIME and (rest := _REST_OF_MERIDIEM.match(text, end)) is not None:
        end = rest.end()
    if text[start:end].endswith(".") and not new.endswith(".") and _AT_END.match(text, end):
        # “7 p.m.” ended the sentence too.
        end -= 1
    if hour := re.match(r"(\d+)[:h]", new):
        one = hour[1] == "1" or (hour[1] == "0" and code.partition("-")[0] == "pt")
        for plural, single in (("las", "la"), ("às", "à"), ("Às", "À"), ("Las", "La")):
            wrong, right = (plural, single) if one else (single, plural)
            if text[:start].endswith(f"{wrong} ") and not text[: start - len(wrong) - 1][-1:].isalpha():
                start -= len(wrong) + 1
                new = f"{right} {new}"
                break
    return target.replaced(start, end, new)


def _pairs(
    source: str, target: Aligned, difference: Difference, source_code: str, target_code: str
) -> Iterator[tuple[Value, _Place]]:
    """Yield each missing value with what stands for it in the draft, the surest first."""
    found = values(target.text, target_code)
    missing = list(difference.missing)
    foreign = list(difference.foreign)
    for value in list(missing):
        if (place := _broken(value, found, foreign, target.text)) is not None:
            missing.remove(value)
            foreign = [other for other in foreign if not (place.start < other.end and other.start < place.end)]
            yield value, place
    scored: list[tuple[float, int, int]] = []
    for index, value in enumerate(missing):
        for number, other in enumerate(foreign):
            if other.kind not in _ALIKE.get(value.kind, _NUMERIC):
                continue
            # What was converted into other units is not put back into the first.
            if _IMPERIAL.match(source, value.end) and _METRIC.match(target.text, other.end):
                continue
            share = target.share((other.start, other.end), (value.start, value.end))
            likeness = Levenshtein.normalized_similarity(_digits(value.text), _digits(other.text))
            # With one of each there is nothing else that they could stand for.
            alone = len(missing) == len(foreign) == 1 and (
                share >= 0.05 or not target.blocks or value.kind is other.kind
            )
            if alone or share >= _SURE or likeness >= _SIMILAR or counterpart(value, other):
                same = value.kind is other.kind
                scored.append((share + likeness / 2 + same / 4 + counterpart(value, other), -index, -number))
    values_done: set[int] = set()
    places_done: set[int] = set()
    for _, index, number in sorted(scored, reverse=True):
        if index not in values_done and number not in places_done:
            values_done.add(index)
            places_done.add(number)
            yield missing[-index], _place(foreign[-number])
    known = values(source, source_code)
    for number, other in enumerate(foreign):
        # 22nd left in English, 5% for 5: the number is right, not what it is of.
        meant = [one for one in known if counterpart(one, other) and other.kind in _ALIKE.get(one.kind, _NUMERIC)]
        if -number not in places_done and len({one.key for one in meant}) == 1:
            yield meant[0], _place(other)
    for index, value in enumerate(missing):
        if -index in values_done:
            continue
        if value.kind is Kind.DATE:
            if (place := _dayless(value, found, known, target.text)) is not None:
                yield value, place
            continue
        # The number is there, but what it was of is lost: 50 for 50%, 7 for 7 p.m.
        bare = [
            other for other in found
            if other not in difference.foreign and other.kind in _ALIKE.get(value.kind, _NUMERIC)
            and counterpart(value, other)
            and not any(one is not value and one.key == other.key for one in known)
        ]  # fmt: skip
        if len(bare) == 1:
            yield value, _with_words(value, bare[0], target)


def _dayless(value: Value, found: tuple[Value, ...], known: tuple[Value, ...], text: str) -> _Place | None:
    """Return where the day stands, with the year after it, of a date that lost its month: “el 11, 1957”."""
    *year, _, day = value.key.split("-") if value.key.count("-") == 2 or len(value.key) == 5 else ("", "", "")
    if not day or any(one is not value and one.key == str(int(day)) for one in known):
        return None
    days = [other for other in found if other.kind in (Kind.NUMBER, Kind.ORDINAL) and other.key == str(int(day))]
    if len(days) != 1:
        return None
    end = days[0].end
    if year:
        after = re.compile(rf",?\s+(?:de\s+|del\s+)?{year[0]}(?!\d)").match(text, end)
        if after is None:
            return None
        end = after.end()
    return _Place(days[0].start, end, Kind.DATE, text[days[0].start : end])


def _with_words(value: Value, number: Value, target: Aligned) -> _Place:
    """Return the place of a number and of what the package made of the “per cent” after it."""
    end = number.end
    words = re.search(r"(?<=\d)\s+[^\W\d_].*", value.text)
    if value.kind is Kind.PERCENT and words is not None:
        stretch = value.start + words.start(), value.end
        found = re.compile(r"\s(?:por\s)?[^\W\d_]{4,}").match(target.text, end)
        if found is not None and target.share((found.start() + 1, found.end()), stretch) >= _OF_ITS_WORD:
            end = found.end()
    return _Place(number.start, end, number.kind, target.text[number.start : end])


def _place(value: Value) -> _Place:
    return _Place(value.start, value.end, value.kind, value.text)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal()) or text


def _broken(value: Value, found: tuple[Value, ...], foreign: list[Value], text: str) -> _Place | None:
    """Return neighbouring figures that stand for `value` together: “1, 200” or “84,760,73”, once for 84,760,773."""
    digits = _digits(value.key if value.kind is Kind.FRACTION else value.text)
    best: tuple[float, _Place] | None = None
    for first, one in enumerate(found):
        together, odd = "", False
        for last, other in enumerate(found[first:], first):
            if last > first:
                gap = text[found[last - 1].end : other.start]
                if not _GAP.fullmatch(gap):
                    break
                odd = odd or "\ufffd" in gap or "⁄" in gap
            together += _digits(other.text)
            if len(together) > 2 * len(digits):
                break
            run = found[first : last + 1]
            if last == first or not (odd or any(part in foreign for part in run)):
                continue
            likeness = Levenshtein.normalized_similarity(digits, together)
            solid = " " not in text[one.start : other.end]
            if (likeness == 1 or (solid and likeness >= _ALIKE_RUN)) and (best is None or likeness > best[0]):
                best = likeness, _Place(one.start, other.end, Kind.NUMBER, text[one.start : other.end])
    return best[1] if best else None


def _new(value: Value, place: _Place, source: str, text: str, source_code: str, target_code: str) -> str | None:
    """Return what to write for `value` at `place`, None where only a part of it stands there."""
    if value.kind is Kind.DATE and place.kind in (Kind.NUMBER, Kind.ORDINAL):
        rest = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
        offers = frozenset[str]().union(*(other.offers for other in values(rest, target_code)))
        lost = [need for need in value.needs if need.isdisjoint(offers)]
        numbers = [next(iter(need)) for need in lost if len(need) == 1 and next(iter(need)).isdecimal()]
        return numbers[0] if len(numbers) == 1 and len(lost) == 1 else None
    new = localised(value, source_code, target_code)
    if value.kind is Kind.ORDINAL and re.search(r"[ªa]\Z", place.text):
        new = new.replace("º", "ª")
    if (
        value.kind is Kind.DECADE
        and place.kind is not Kind.DECADE
        and re.search(r"\b(?:años|anos|de) \Z", text[: place.start])
    ):
        new = new.partition(" ")[2] or new
    if value.kind in (Kind.NUMBER, Kind.MEASURE, Kind.PERCENT) and place.kind is value.kind:
        # The draft's own signs stay where only the number was wrong.
        old = _FIGURE.search(place.text)
        figure = _FIGURE.search(new)
        if (
            old
            and figure
            and " " not in new
            and "\u00a0" not in new[: figure.end()]
            and place.text[old.end() :].strip() == "%"
        ):
            return place.text[: old.start()] + new[: figure.end()] + place.text[old.end() :]
    return new


def _respelled(source: str, target: Aligned, source_code: str, target_code: str) -> Aligned:
    """Write hours and amounts in the target's way where the draft kept the source's: 7 p.m., 2.5%."""
    base = target_code.partition("-")[0]
    known = values(source, source_code)
    target = _reordered(known, target, source_code, target_code)
    for value in reversed(values(target.text, target_code)):
        twins = [one for one in known if one.key == value.key and one.kind is value.kind]
        if not twins:
            continue
        if value.kind is Kind.TIME:
            if not _MERIDIEM.search(value.text) or (base != "pt" and target_code not in ("es", "es-ES")):
                continue
        elif value.kind in (Kind.PERCENT, Kind.MONEY, Kind.MEASURE, Kind.NUMBER):
            old, one = _FIGURE.search(value.text), _FIGURE.search(twins[0].text)
            if old is None or one is None or old[0] != one[0] or not re.search("[.,]", old[0]):
                continue
            # 2.10 without a unit may be the number of a section.
            if value.kind is Kind.NUMBER and len(re.findall("[.,]", old[0])) < 2:
                continue
            number = replace(twins[0], kind=Kind.NUMBER, text=one[0])
            new = localised(number, source_code, target_code)
            if new != old[0]:
                target = target.replaced(value.start + old.start(), value.start + old.end(), new)
            continue
        else:
            continue
        target = _put(target, _place(value), value, localised(twins[0], source_code, target_code), target_code)
    return target


def _reordered(known: tuple[Value, ...], target: Aligned, source_code: str, target_code: str) -> Aligned:
    """Put the day before the month where Spanish and Portuguese have it: “mayo de 7” for May 7."""
    if target_code.partition("-")[0] not in ("es", "pt"):
        return target
    for value in known:
        parts = value.key.split("-")
        if value.kind is not Kind.DATE or not (len(parts) == 3 or len(value.key) == 5):
            continue
        names = "|".join(name for name, number in month_names(target_code).items() if number == int(parts[-2]))
        year = rf"(?:,?\s(?:del?\s|do\s)?{parts[0]})" if len(parts) == 3 else ""
        turned = (
            rf"(?<![^\W_])(?<!\d\sde\s)(?:{names})\s(?:de\s)?{int(parts[-1])}{year}"
            r"(?![\w%:]|[.,]\d|,?\s(?:de\s)?\d{4})"
        )
        found = list(re.finditer(turned, target.text, re.IGNORECASE))
        if len(found) == 1:
            target = target.replaced(*found[0].span(), localised(value, source_code, target_code))
    return target


@lru_cache(maxsize=8)
def _english_names(code: str) -> dict[str, str]:
    """Return the target language's names of months and days by the English ones that differ."""
    months = {month_name(number, "en"): month_name(number, code) for number in range(1, 13)}
    days = {day_name(number, "en"): day_name(number, code) for number in range(7)}
    return {english: own for english, own in (months | days).items() if own and own.lower() != english.lower()}


_ENGLISH_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_IN_DATE = re.compile(
    r"(?i:\b(?:in|on|of|by|since|until|till|from|before|after|to|and|or|next|last|every|each|this|late|early|mid|de|em|en|el|"
    r"del|los|la|a|na|no|às|até|hasta|desde|y|e|o))[ -]\Z|[\d,(]\s?\Z"
)


def _without_english(source: str, target: Aligned, code: str) -> Aligned:
    """Translate the dates, months and days that the draft has in English as the source does."""
    if not _ENGLISH_DATE.search(target.text):
        return target
    dates = {value.key: value for value in values(source, "en") if value.kind is Kind.DATE}
    for value in reversed(values(target.text, "en")):
        if value.kind is Kind.DATE and value.key in dates and _ENGLISH_DATE.search(value.text):
            target = target.replaced(value.start, value.end, localised(dates[value.key], "en", code))
    for found in reversed(list(_ENGLISH_DATE.finditer(target.text))):
        name = found[0]
        own = _english_names(code).get(name)
        if own is None or not _is_date(name, source) or not _is_date(name, target.text):
            continue
        starts = not target.text[: found.start()].strip(" ¿¡«“\"'(*_—-")
        target = target.replaced(*found.span(), own[0].upper() + own[1:] if starts else own)
    return target


def _is_date(name: str, text: str) -> bool:
    """Tell whether a name of a day or month is used as one in `text`, and is no part of a longer name."""
    for found in re.finditer(rf"\b{name}\b", text):
        behind, after = text[: found.start()], text[found.end() :]
        capitals = re.match(
            r"[ -](?!(?:January|February|March|April|May|June|July|August|Sept|Oct|Nov|Dec))[A-Z]", after
        )
        # At the head of a sentence June may be a person; Monday is none.
        begins = name.endswith("day") and not behind.strip(" ¿¡«“\"'(*_—-")
        if capitals is None and (begins or _IN_DATE.search(behind) or re.match(r",?\s\d", after)):
            return True
    return False
