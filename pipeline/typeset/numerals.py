"""Ordinals and abbreviations with raised letters or doubled capitals: 1.º, n.º 5, EE. UU., a. m., p. ej."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.languages import Language
from pipeline.typeset.runs import NBSP, Edit, Run

_S = "[ \n\u00a0]"
_RAISED = {"o": "º", "a": "ª", "º": "º", "ª": "ª", "°": "º", "O": "º"}

_ORDINAL_SIGN = re.compile(rf"(?<![\w.,–−-])(?P<number>\d{{1,3}})\.?(?P<sign>[ºª])(?![\w])(?!{_S}?[CFK](?!\w))")
_ORDINAL_O = re.compile(
    rf"(?<![\w.,/–−-])(?P<number>\d{{1,3}})\.?(?P<sign>o)(?P<stop>\.(?={_S}[a-zà-ÿ]))?"
    r"(?![\w.])(?=[\s,;:)]|$)"
)
_ORDINAL_A = re.compile(
    rf"(?<![\w])(?:la|una|esta|cada|da|na|pela|uma|à|a|as|las){_S}(?P<number>\d{{1,3}})\.?(?P<sign>a)"
    rf"(?P<stop>\.(?={_S}[a-zà-ÿ]))?(?![\w.])(?={_S}[^\W\d_])",
    re.IGNORECASE,
)
_DOTTED = re.compile(rf"(?<![\w.,/–−-])(?P<number>\d{{1,3}})\.(?P<sign>[oa])(?![\w])(?={_S}?[^\W\d_]|[,;.:)]|$)")
_SOME_ORDINAL = re.compile(r"\d\.?[oaºª]")
_ANGLES = frozenset((30, 45, 60, 90, 120, 180, 270, 360))
_MEASURING = re.compile(r"(?<!\w)(?:de|a|hasta|até|entre|unos|uns)[ \n\u00a0]\Z", re.IGNORECASE)
_NUMBER = re.compile(rf"(?<![\w.])(?P<n>[Nn])(?:\.?(?P<sign>[º°ª])\.?|\.(?P<letter>o)\.?)(?P<space>{_S}?)(?=\d)")
_FIRST = re.compile(r"(?<![\w.,])(?P<number>\d*[13])(?P<gap>)er(?!\w)")
_DOUBLED = re.compile(rf"(?<!\w)(?P<first>([A-Z])\2)\.(?P<space>{_S}?)(?P<second>([A-Z])\5)\.")
_HOURS = re.compile(rf"(?<=\d)(?P<one>{_S}?)[ap]\.(?P<two>{_S}?)m\.")
_ERA = re.compile(rf"(?<=[\dIVX])(?P<one>{_S})[ad]\.(?P<two>{_S}?)C\.")
_EXAMPLE = re.compile(rf"(?<!\w)p\.(?P<one>{_S}?)ej\.", re.IGNORECASE)
_EXAMPLE_PT = re.compile(rf"(?<!\w)p\.(?P<one>{_S}?)ex\.", re.IGNORECASE)


def abbreviated(run: Run, language: Language) -> Run:
    """Return the run with the ordinals and abbreviations of Spanish or Portuguese; other languages stay as they are."""
    base = language.base
    if base not in ("es", "pt"):
        return run
    dot = language.ordinal_dot
    run = run.edited(_number_signs(run.text, dot))
    if _SOME_ORDINAL.search(run.text):
        run = run.edited(_ordinals(run.text, dot))
    rules: list[tuple[re.Pattern[str], tuple[str, ...]]]
    if base == "es":
        rules = [(_DOUBLED, ("space",)), (_HOURS, ("one", "two")), (_ERA, ("one", "two")), (_EXAMPLE, ("one",))]
        run = run.edited(Edit(found.start("gap"), found.start("gap"), ".") for found in _FIRST.finditer(run.text))
    else:
        rules = [(_EXAMPLE_PT, ("one",))]
    for pattern, groups in rules:
        run = run.edited(_glued(run.text, pattern, groups))
    return run


def _glued(text: str, pattern: re.Pattern[str], groups: tuple[str, ...]) -> Iterator[Edit]:
    for found in pattern.finditer(text):
        for group in groups:
            if found[group] != NBSP:
                yield Edit(found.start(group), found.end(group), NBSP, before=True)


def _number_signs(text: str, dot: bool) -> Iterator[Edit]:
    """n.º and nº before a number."""
    for found in _NUMBER.finditer(text):
        sign = "ª" if found["sign"] == "ª" else "º"
        wanted = found["n"] + ("." if dot else "") + sign + NBSP
        if found[0] != wanted:
            yield Edit(found.start(), found.end(), wanted)


def _ordinals(text: str, dot: bool) -> Iterator[Edit]:
    """1.º or 1º from 1º, 1.º, 1o, 1.o and 1o.; the same for the feminine, which needs an article before it."""
    claimed: set[int] = set()
    patterns: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
        (_ORDINAL_SIGN, lambda found: not dot or _counts(text, found)),
        (_ORDINAL_O, lambda _: True),
        (_ORDINAL_A, lambda _: True),
        (_DOTTED, lambda _: True),
    )
    for pattern, holds in patterns:
        for found in pattern.finditer(text):
            start = found.end("number")
            if start in claimed or not holds(found):
                continue
            claimed.add(start)
            end = found.end("stop") if found.groupdict().get("stop") else found.end("sign")
            wanted = ("." if dot else "") + _RAISED[found["sign"]]
            if text[start:end] != wanted:
                yield Edit(start, end, wanted)


def _counts(text: str, found: re.Match[str]) -> bool:
    """Tell an ordinal (5º piso) from an angle or a temperature written with the ordinal sign (un giro de 90º)."""
    number = int(found["number"])
    if number < 10 or "." in found[0]:
        return True
    return number not in _ANGLES and not _MEASURING.search(text[max(0, found.start() - 6) : found.start()])
