"""Find dates in text as people write them, and tell lines that only say when something was published."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ENGLISH = "january february march april may june july august september october november december"
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_PORTUGUESE = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
_SHORT = {"sept": 9, "set": 9, "setiembre": 9, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "dez": 12, "fev": 2, "out": 10,
          "mai": 5, "marco": 3}  # fmt: skip
MONTHS = {
    name: number
    for names in (_ENGLISH, _SPANISH, _PORTUGUESE)
    for number, full in enumerate(names.split(), start=1)
    for name in (full, full[:3])
} | _SHORT
_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<![\d.,:/£$€])(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.?º|ª|\.)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?:\s+day)?[\s-]+(?:of\s+|de\s+)?{_MONTH}[,\s-]+(?:de\s+|del\s+)?{_YEAR}",
        rf"(?<![^\W_]){_MONTH}\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,\s*|\s+){_YEAR}",
        rf"(?<!\d){_YEAR}[-/.](?P<number>[01]?\d)[-/.](?P<day>[0-3]?\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)",
    )
)
_FIGURES = re.compile(r"(?<![\d/.-])([0-3]?\d)([./-])([0-3]?\d)\2((?:19|20)\d\d)(?![\d/-])")
_SPOKEN = re.compile(rf"(?<![^\W_]){_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}", re.IGNORECASE)
_WEEKDAY = (
    r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?"
)
_TIME = (
    r"[012]?\d(?:(?::|h|\.)[0-5]\d(?::[0-5]\d)?)?\s*(?:[ap]\.?\s?m\b\.?)|"
    r"[012]?\d(?::|h|\.)[0-5]\d(?::[0-5]\d)?(?:\s?h(?:rs)?\b)?|[012]?\dh\b"
)
_ZONE = r"(?:GMT|UTC|BST|CET|CEST|WET|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T)(?![^\W_])|[+-]\d\d:?\d\d"
_LABEL = (
    r"(?:first |originally |last )?(?:published|posted|updated|modified|reviewed|revised|edited|created|uploaded|"
    r"issued|dated|agreed|adopted|approved|signed|released|recorded|given|delivered|"
    r"sent|received)(?:\s+(?:on|at|online))*|(?:publication |release )?date|publicad[oa](?:\s+(?:em|el|en|a))?|"
    r"(?:última )?(?:actualizaci[oó]n|atualiza[cç][aã]o)|(?:actualizad|atualizad|modificad)[oa](?:\s+(?:em|el))?|"
    r"fecha|data|el|em"
)
_FLUFF = re.compile(
    rf"(?<![^\W_])(?:{_WEEKDAY})(?![^\W_])\.?|(?<![\d£$€])(?:{_TIME})|{_ZONE}|(?<![^\W_])(?:{_LABEL}|at|on|a las|"
    rf"às|as)(?![^\W_])",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\b(?:updated|modified|reviewed|revised|edited|actualiz|atualiz|modificad)", re.IGNORECASE)
_UPDATED = re.compile(
    r"\b(?:updated|modified|edited|actualizad[oa]|atualizad[oa])(?: (?:on|at|el|em|a))?:?\s*\Z", re.IGNORECASE
)
"""Before the date of a later change, which stands behind the first one."""
_LATER = re.compile(
    rf"(?:last )?(?:updated|modified|edited|actualizado|atualizado)(?: (?:at|a las|às))?:?\s*(?:{_TIME})", re.IGNORECASE
)
_PLACED = re.compile(r"^\W*(?:time|venue|where|place)\b", re.IGNORECASE)
_AGO = re.compile(
    r"\W*(?:(?:last )?(?:published|posted|updated)\W*)?(?:\d{1,2}|an?|one|two|three) (?:second|minute|min|hour|"
    r"hr|day|week|month|year)s? ago\W*|"
    r"\W*(?:hace|há) \w+ \w+\W*|\W*(?:yesterday|today|just now|ayer|hoy|ontem|hoje)\W*",
    re.IGNORECASE,
)
_SEASON = r"(?:spring|summer|autumn|fall|winter|primavera|verano|verão|otoño|outono|invierno|inverno)"
_WHEN = (
    rf"(?:{_MONTH.replace('?P<month>', '?:')}|{_SEASON})(?:\s*[/–-]\s*[^\W\d_]{{3,10}})?,?\s+(?:de\s+)?(?:19|20)\d\d"
)
_MONTHLY = re.compile(rf"(?:(?:published|posted|written)(?: in)?:?\s+)?{_WHEN}", re.IGNORECASE)
_NUMBER = r"(?:issue|no\.?|number|vol\.?|volume|edition|n\.?º|número|edición|edição)\s*\d{1,4}"
_ISSUE = re.compile(
    rf"(?:{_NUMBER}[\s,|·–-]*){{1,2}}(?:\(?{_WHEN}\)?)?|{_WHEN}[\s,|·–-]*(?:(?:issue|edition)|(?:{_NUMBER}[\s,|·–-]*){{1,2}})",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"(?:{_TIME})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: where it stands, and as ISO 8601. `either` is the other way to read it, or empty."""

    start: int
    end: int
    iso: str
    either: str = ""


@dataclass(frozen=True, slots=True)
class DateLine:
    """What a line says of when: `rest` is what is neither date, time nor label."""

    found: Found
    changed: bool
    """True for the date of a later change."""
    rest: str


def dates(text: str, month_first: bool = False) -> Iterator[Found]:
    """Yield the full dates of a text, in the order in which they stand."""
    found = [
        Found(match.start(), match.end(), iso)
        for form in _FORMS
        for match in form.finditer(text)
        if (iso := _iso(match))
    ]
    for match in _FIGURES.finditer(text):
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        day_first, other = _written(year, two, one), _written(year, one, two)
        if month_first and match[2] == "/":
            day_first, other = other, day_first
        if day_first or other:
            either = other if day_first and other and day_first != other else ""
            found.append(Found(match.start(), match.end(), day_first or other, either))
    last = 0
    for each in sorted(found, key=lambda each: each.start):
        if each.start >= last:
            yield each
            last = each.end


def is_month_first(text: str, language: str = "") -> bool | None:
    """Tell whether dates in figures begin with the month here; None where nothing says so.

    Evidence is another date in figures that can be read in one way only, then a date in words, then the language.
    """
    firsts = [(int(match[1]), int(match[3])) for match in _FIGURES.finditer(text) if match[2] == "/"]
    if any(two > 12 >= one for one, two in firsts):
        return True
    if any(one > 12 >= two for one, two in firsts):
        return False
    if firsts and _SPOKEN.search(text) and not _FORMS[0].search(text):
        return True
    if language.replace("_", "-").casefold() == "en-us":
        return True
    return False if language and not language.casefold().startswith("en") else None


def date_line(text: str, month_first: bool = False) -> DateLine | None:
    """Return what a line says of its date, None where it has not exactly one, or says of what hour until what hour."""
    found = list(dates(text, month_first))
    if len(found) == 2 and _UPDATED.search(text[found[0].end : found[1].start]):
        text = text[: found[0].end] + re.sub(r"\A[\s\d:.,apmh]+", " ", text[found[1].end :])
        found = found[:1]
    if len(found) != 1:
        return None
    date = found[0]
    around = text[: date.start] + " \0 " + text[date.end :]
    # When it was changed on the same day is no second hour of an event.
    around = _LATER.sub(" ", around)
    if len(_COUNTED.findall(around)) > 1 or _PLACED.match(text):
        return None
    rest = _FLUFF.sub(" ", around).replace("\0", " ")
    return DateLine(date, bool(_CHANGED.search(around)), re.sub(r"\s+", " ", rest).strip(" ,;:.()[]|·•–—/-»\t"))


def is_month(text: str) -> bool:
    """Tell whether a text is a month and a year, or a season and a year, and no more."""
    return bool(_MONTHLY.fullmatch(text.strip()))


def is_issue(text: str) -> bool:
    """Tell whether a line says in which issue of a magazine a text is: `No. 18, June 2025`, `Winter 2025 issue`."""
    return len(text) < 60 and bool(_ISSUE.fullmatch(text.strip()))


def is_relative(text: str) -> bool:
    """Tell whether a line says when without a date: `3 days ago`."""
    return bool(_AGO.fullmatch(text))


def _iso(match: re.Match[str]) -> str:
    groups = match.groupdict()
    month = int(groups["number"]) if groups.get("number") else MONTHS[match["month"].casefold()]
    return _written(int(match["year"]), month, int(match["day"]))


def _written(year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""
