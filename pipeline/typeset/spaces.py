"""Spaces: one at a time, none before a stop, and no line break where two things belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages import Language
from pipeline.typeset import words
from pipeline.typeset.runs import JOINER, LINE, NBSP, Edit, Run

_UPPER = "A-ZÀ-ÖØ-Þ"
_RUN = re.compile(rf"[^\S{LINE}]{{2,}}|[^\S \n\u00a0{LINE}]")
_BEFORE_STOP = re.compile(
    rf"""(?<=[^\s([{{«“‘¿¡—–{LINE}])[ \n\u00a0]
    (?= [,;.!?]+ (?:[\s)\]}}»”’"'\ufffc—–…]|$) | : (?:[\s»”"\ufffc]|$) (?![ ]?[()]) )""",
    re.VERBOSE,
)
_BEFORE_ELLIPSIS = re.compile(r"(?<=[^\s([{«“‘¿¡—–])[ \n\u00a0](?=…(?:[\s)»”’.,;:!?]|$))")
_AFTER_INVERTED = re.compile(r"(?<=[¿¡])[ \n\u00a0]")
_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.\.)|(?<![. ])[ ]?\.[ \u00a0]\.[ \u00a0]\.(?![ \u00a0]?\.)")
_JOINED_DASH = re.compile(f"(?<=[—―]){JOINER}|{JOINER}(?=[—―])")

_PERCENT = re.compile(r"(?<=\d)[ \n\u00a0]?(?=[%‰](?!\w))")
_BEFORE_NUMBER = re.compile(r"[ \n](?=\d)")
_BEFORE_ROMAN = re.compile(r"[ \n](?=[IVXLCDM]+(?!\w))")
_AFTER_NUMBER = re.compile(r"(?<=[\dº])[ \n](?=\S)")
_AFTER_INITIAL = re.compile(rf"(?<=[{_UPPER}]\.)[ \n](?=[{_UPPER}])")
_AFTER_TITLE = re.compile(rf"(?<=[a-zªº.D])[ \n](?=[{_UPPER}])")
_WORD_BEFORE = re.compile(r"(?<!\w)[^\W\d_]*[ºª]?\.?(?:[ºª])?\Z|[§¶#№€$£]\Z|[A-Z]{1,2}\$\Z")
_WORD_AFTER = re.compile(r"[^\W\d_]+[²³]?(?![\w])|[€$£°]C?F?(?!\w)")
_THOUSANDS = re.compile(r"(?<![\d.,\u00a0+()-])(?<!\d[ ])\d{1,3}(?:[ \u00a0]\d{3})+(?![\d]|[ -]\d)")
_TELEPHONE = re.compile(
    r"""(?<![\w.,+(]) (?: \+\d{1,3} | \(\+?\d{1,5}\) | 0\d{1,4} )
    (?: [ \u00a0] \(?\d{1,5}\)? (?:-\d{2,5})* ){1,5} (?![\w,.]\d)""",
    re.VERBOSE,
)
"""A number to call begins with +, 0 or a bracket, and has seven digits at the least."""
_DAY = re.compile(r"\d{1,2}(?!\w)")
_REAL = re.compile(r"(?<!\w)R\$(?=\d)")
_REACH = 14
"""No word that holds on to a number or a name is longer."""


def spaced(run: Run, language: Language) -> Run:
    """Return the run with single spaces, ellipses as one sign, and no space before stops or after ¿ and ¡.

    Spaces that text fonts lack become ordinary or no-break ones.
    """
    run = run.edited(Edit(found.start(), found.end(), "") for found in _JOINED_DASH.finditer(run.text))
    run = run.edited(Edit(found.start(), found.end(), _one_space(found[0])) for found in _RUN.finditer(run.text))
    base = language.base
    if "." in run.text:
        run = run.edited(_ellipses(run.text))
    if base not in words.BEFORE_NUMBERS:
        return run
    patterns = [_BEFORE_STOP] if base == "en" else [_BEFORE_STOP, _BEFORE_ELLIPSIS]
    if "¿" in run.text or "¡" in run.text:
        patterns.append(_AFTER_INVERTED)
    for pattern in patterns:
        run = run.edited(Edit(found.start(), found.end(), "") for found in pattern.finditer(run.text))
    return run


def _one_space(spaces: str) -> str:
    if any(space in spaces for space in "\u00a0\u202f\u2007"):
        return NBSP
    return "\n" if "\n" in spaces else " "


def _ellipses(text: str) -> Iterator[Edit]:
    for found in _DOTS.finditer(text):
        space = " " if found[0][0] == " " else ""
        yield Edit(found.start(), found.end(), space + "…")


def unbroken(run: Run, language: Language) -> Run:
    """Return the run with no-break spaces between things that belong together, and the spacing of the per cent sign."""
    base = language.base
    text = run.text
    if "%" in text or "‰" in text:
        gap = NBSP if language.percent_space else ""
        if base in words.BEFORE_NUMBERS:
            run = run.edited(
                Edit(found.start(), found.end(), gap, before=True)
                for found in _PERCENT.finditer(text)
                if found[0] != gap
            )
    if base not in words.BEFORE_NUMBERS:
        return run
    if base == "pt" and "R$" in run.text:
        run = run.edited(Edit(found.end(), found.end(), NBSP, before=True) for found in _REAL.finditer(run.text))
    text = run.text
    places: set[int] = set()
    places.update(_near_numbers(text, base))
    places.update(_before_names(text, base))
    if language.base == "es" or (language.base == "pt" and language.ordinal_dot):
        for found in _THOUSANDS.finditer(text):
            places.update(at for at in range(*found.span()) if text[at] == " ")
    for found in _TELEPHONE.finditer(text):
        if sum(char.isdigit() for char in found[0]) >= 7:
            places.update(at for at in range(*found.span()) if text[at] == " ")
    return run.edited(Edit(at, at + 1, NBSP) for at in sorted(places))


def _near_numbers(text: str, base: str) -> Iterator[int]:
    holds = words.BEFORE_NUMBERS[base]
    for found in _BEFORE_NUMBER.finditer(text):
        word = _word_before(text, found.start())
        dated = word in words.MONTHS.get(base, ()) and _DAY.match(text, found.end())
        if word.lower() in holds or word in words.CURRENCIES or dated:
            yield found.start()
    for found in _BEFORE_ROMAN.finditer(text):
        if _word_before(text, found.start()).lower() in words.BEFORE_ROMANS[base]:
            yield found.start()
    day = words.DAY_OF_MONTH.get(base)
    for found in _AFTER_NUMBER.finditer(text):
        after = _WORD_AFTER.match(text, found.end())
        if after is None:
            continue
        word = after[0]
        if word in words.UNITS or word in words.AFTER_NUMBERS[base] or word in words.MONTHS.get(base, ()):
            if word not in ("a", "d", "p") or text[after.end() : after.end() + 1] == ".":
                yield found.start()
        elif day and word == "de" and day.match(text, found.end()):
            yield found.start()


def _before_names(text: str, base: str) -> Iterator[int]:
    for found in _AFTER_INITIAL.finditer(text):
        at = found.start() - 2
        if at == 0 or not text[at - 1].isalpha():
            yield found.start()
    titles = words.TITLES[base]
    for found in _AFTER_TITLE.finditer(text):
        if _word_before(text, found.start()) in titles:
            yield found.start()


def _word_before(text: str, end: int) -> str:
    found = _WORD_BEFORE.search(text[max(0, end - _REACH) : end])
    return found[0] if found else ""
