"""Pair the quotation marks of a paragraph, nest them as the language does, and tell apostrophes and primes apart.

Which marks a language uses at which depth stands in `pipeline.languages`. Pairs come first: a mark is an opening or a
closing one by what stands beside it, and only where that does not say so by the mark that was typed or by what is open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pipeline.languages import Language
from pipeline.typeset import words
from pipeline.typeset.runs import LINE, OPAQUE, Edit, Run

APOSTROPHE = "’"
_MARKS = "\"“”„‟«»'‘’‚‛‹›"
_SINGLE = frozenset("'‘’‚‛‹›")
_TYPED_OPENING = frozenset("“„‟«‘‚‛‹")
_TYPED_CLOSING = frozenset("”»’›")
_STRAIGHT = frozenset("\"'")
_RUN = re.compile(f"[{_MARKS}]+")
_BEFORE_OPENING = frozenset("([{<-–—―/¿¡=+~*•·" + LINE)
_AFTER_CLOSING = frozenset(")]}>-–—―/.,;:!?…*" + LINE + OPAQUE)

_HEIGHT = re.compile(r"(?<![\w.,])(?P<feet>\d{1,3})(?P<one>['’′])[ \u00a0]?\d{1,2}(?:[.,]\d+|[½¼¾])?(?P<two>[\"”″])")
_ACUTE = re.compile(r"(?<=[^\W\d_])[´`](?=[^\W\d_])")
_YEARS = re.compile(r"\d0s(?!\w)|\d\ds(?!\w)")
_YEAR = re.compile(rf"\d\d(?![\w{_MARKS}])")
_CLIPPED = re.compile(r"(?:tis|twas|twere|twill|twould|em|til|cos|bout|n(?=['’]))(?![^\W_])", re.IGNORECASE)
_AND = re.compile(r"n(?=['’])(?![^\W_])", re.IGNORECASE)
_THEN_WORD = re.compile(r"[ \n\u00a0](\w+)")


class _Is(Enum):
    """What a mark turned out to be."""

    OPENING = "opening"
    CLOSING = "closing"
    POSSESSIVE = "closing, or the apostrophe of a plural or of a dropped letter"
    EITHER = "opening or closing"
    APOSTROPHE = "apostrophe"
    PRIME = "minutes, feet, seconds or inches"


@dataclass(slots=True)
class _Mark:
    """One quotation mark or apostrophe at `at`; `partner` is the index of the other one of the pair."""

    at: int
    sign: str
    kind: _Is
    first: bool
    """True when no letter or digit stands before it in the paragraph."""
    after_digit: bool = False
    beside_word: bool = False
    leaves: bool = False
    """True for a possible possessive before a word that seldom follows one."""
    partner: int = -1
    level: int = -1

    @property
    def single(self) -> bool:
        return self.sign in _SINGLE


def quoted(run: Run, language: Language) -> Run:
    """Return the run with the quotation marks, apostrophes and primes of `language`.

    In languages other than English, Spanish and Portuguese only straight marks are changed.
    """
    text = run.text
    if not _RUN.search(text) and "´" not in text and "`" not in text:
        return run
    run = run.edited(_primes_and_acutes(text))
    marks = _marks(run.text, language)
    _pair(marks)
    _nest(marks, language)
    return run.edited(_edits(run.text, marks, language))


def _primes_and_acutes(text: str) -> Iterator[Edit]:
    for match in _HEIGHT.finditer(text):
        yield Edit(match.start("one"), match.end("one"), "′")
        yield Edit(match.start("two"), match.end("two"), "″")
    for match in _ACUTE.finditer(text):
        yield Edit(match.start(), match.end(), APOSTROPHE)


def _wordlike(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _marks(text: str, language: Language) -> list[_Mark]:
    english = language.base == "en"
    marks: list[_Mark] = []
    something = False
    scanned = 0
    for run in _RUN.finditer(text):
        start, end = run.span()
        something = something or any(map(_wordlike, text[scanned:start]))
        scanned = end
        left = text[start - 1] if start else ""
        right = text[end] if end < len(text) else ""
        blank_left = not left or left.isspace()
        blank_right = not right or right.isspace()
        can_open = (blank_left or left in _BEFORE_OPENING) and not blank_right
        can_close = (blank_right or right in _AFTER_CLOSING) and not blank_left
        word_left = bool(left) and _wordlike(left)
        word_right = bool(right) and _wordlike(right)
        for at in range(start, end):
            sign = text[at]
            mark = _Mark(at, sign, _side(sign, can_open, can_close), not something)
            mark.after_digit = at == start and left.isdigit()
            mark.beside_word = word_left or word_right
            if sign in "'’‘‛":
                alone = end - start == 1
                touching_left = at == start and word_left
                touching_right = at == end - 1 and word_right
                if (
                    (alone and word_left and word_right)
                    or (alone and left == OPAQUE and text[end : end + 2].rstrip() == "s")
                    or (touching_right and (_clipped(text, end, english=english) or (sign == "’" and not can_close)))
                    or (touching_left and _is_and(text, at))
                ):
                    mark.kind = _Is.APOSTROPHE
                elif touching_left and english and mark.kind is _Is.CLOSING and _is_possessive(text, at):
                    mark.kind = _Is.POSSESSIVE
                    following = _THEN_WORD.match(text, at + 1)
                    mark.leaves = following is not None and following[1].lower() in words.LEAVING_QUOTES
            marks.append(mark)
    _settle_years(text, marks)
    return marks


def _side(sign: str, can_open: bool, can_close: bool) -> _Is:
    if sign in _TYPED_OPENING:
        return _Is.EITHER if can_close and not can_open else _Is.OPENING
    if sign in _TYPED_CLOSING:
        return _Is.EITHER if can_open and not can_close else _Is.CLOSING
    if can_open != can_close:
        return _Is.OPENING if can_open else _Is.CLOSING
    return _Is.EITHER


def _clipped(text: str, at: int, *, english: bool) -> bool:
    """Tell whether what begins at `at` has lost its beginning: ’90s, ’tis, rock ’n’ roll."""
    return bool(_YEARS.match(text, at) or (_CLIPPED if english else _AND).match(text, at))


def _is_and(text: str, at: int) -> bool:
    """Tell whether the mark is the second one of rock ’n’ roll."""
    return at >= 2 and text[at - 1] in "nN" and text[at - 2] in "'’‘" and (at < 3 or not text[at - 3].isalnum())


def _is_possessive(text: str, at: int) -> bool:
    if not _THEN_WORD.match(text, at + 1):
        return False
    word = text[max(0, at - 6) : at]
    return word[-1] in "sSzZxX" or (word[-2:] in ("in", "IN") and len(word) > 3 and word[-4:].isalpha())


def _settle_years(text: str, marks: list[_Mark]) -> None:
    """Take ’68 for a year unless a closing mark follows before the next opening one."""
    closes = False
    for mark in reversed(marks):
        if not mark.single or mark.kind is _Is.APOSTROPHE:
            continue
        if mark.kind is _Is.OPENING:
            if not closes and _YEAR.match(text, mark.at + 1):
                mark.kind = _Is.APOSTROPHE
            else:
                closes = False
        elif mark.kind is _Is.CLOSING:
            closes = True


def _pair(marks: list[_Mark]) -> None:
    """Find the partner of each mark that has one, in one pass with a stack."""
    closes_later = [False] * len(marks)
    strong = weak = False
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        closes_later[index] = strong or (weak and not mark.leaves)
        if mark.single:
            opening = mark.kind is _Is.OPENING
            strong = not opening and (strong or mark.kind is _Is.CLOSING)
            weak = not opening and (weak or mark.kind is _Is.POSSESSIVE)
    stack: list[int] = []
    doubles = 0
    for index, mark in enumerate(marks):
        if mark.kind is _Is.APOSTROPHE:
            continue
        top_single = bool(stack) and marks[stack[-1]].single
        is_open = top_single if mark.single else doubles > 0
        if mark.kind is _Is.EITHER:
            typed_closing = mark.sign in _TYPED_CLOSING
            if typed_closing and mark.first and mark.sign == "»":
                continue
            if mark.single and mark.sign in _STRAIGHT and not is_open:
                mark.kind = _Is.APOSTROPHE if mark.beside_word else _Is.EITHER
                continue
            mark.kind = _Is.CLOSING if is_open else _Is.OPENING
        if mark.kind is _Is.OPENING:
            stack.append(index)
            doubles += not mark.single
            continue
        if mark.kind is _Is.POSSESSIVE and closes_later[index]:
            mark.kind = _Is.APOSTROPHE
            continue
        mark.kind = _Is.CLOSING
        if not is_open:
            continue
        while marks[stack[-1]].single != mark.single:
            stack.pop()
        mark.partner = stack.pop()
        marks[mark.partner].partner = index
        doubles -= not mark.single


def _nest(marks: list[_Mark], language: Language) -> None:
    """Give each quotation mark its depth; what has no partner stays an apostrophe, a prime or a lone mark."""
    english = language.base == "en"
    depth = 0
    continued = False
    for mark in marks:
        if mark.kind is _Is.APOSTROPHE:
            continue
        paired = mark.partner >= 0
        if mark.kind is _Is.EITHER:
            if mark.sign == "»":
                depth += 1
                continued = True
        elif mark.kind is _Is.OPENING:
            if paired:
                mark.level = depth
                depth += 1
            elif not mark.single or (english and mark.first) or mark.sign != "'":
                mark.level = depth
                depth += mark.first
            else:
                mark.kind = _Is.APOSTROPHE
        elif paired:
            depth -= 1
            mark.level = depth
        elif mark.after_digit and mark.sign in _STRAIGHT and not continued:
            mark.kind = _Is.PRIME
        elif mark.single:
            mark.kind = _Is.APOSTROPHE
        else:
            depth -= continued
            continued = False
            mark.level = depth


def _edits(text: str, marks: list[_Mark], language: Language) -> Iterator[Edit]:
    known = language.base in ("en", "es", "pt")
    closed_space = -1
    for index, mark in enumerate(marks):
        if not known and mark.sign not in _STRAIGHT:
            continue
        sign = _sign(mark, language)
        if sign != mark.sign:
            yield Edit(mark.at, mark.at + 1, sign)
        if not known or mark.partner < 0 or mark.level < 0:
            continue
        if mark.partner > index:
            if text[mark.at + 1 : mark.at + 2].isspace() and text[mark.at + 1] != LINE:
                closed_space = mark.at + 1
                yield Edit(closed_space, closed_space + 1, "")
        elif text[mark.at - 1].isspace() and text[mark.at - 1] != LINE and mark.at - 1 != closed_space:
            closed_space = mark.at - 1
            yield Edit(closed_space, closed_space + 1, "")


def _sign(mark: _Mark, language: Language) -> str:
    if mark.kind is _Is.PRIME:
        return "′" if mark.single else "″"
    if mark.kind is _Is.APOSTROPHE:
        return mark.sign if mark.sign in "‹›" else APOSTROPHE
    if mark.level < 0:
        return mark.sign
    return mark_at(language, mark.level, opening=mark.kind is _Is.OPENING)


def mark_at(language: Language, level: int, *, opening: bool) -> str:
    """Return the quotation mark of `language` at depth `level` (0 is the outermost)."""
    outer_open, outer_close, inner_open, inner_close = language.quotes
    if level > 2:
        level = 2 - level % 2
    pairs = ((outer_open, outer_close), (inner_open, inner_close), language.third_quotes)
    pair = pairs[level] if pairs[level][0] else pairs[0]
    return pair[0] if opening else pair[1]
