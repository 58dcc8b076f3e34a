"""Parenthetical dashes, the dashes of dialogue, and ranges of numbers, as each language sets them.

Spanish joins the opening *raya* to the word after it and the closing one to the word before it (*Ortografía*, 2010),
Portuguese and British English put spaces around the dash, American English none. A dash must not begin a line when it
belongs to the words before it: a no-break space or a word joiner sees to that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.languages import Language
from pipeline.typeset import words
from pipeline.typeset.runs import JOINER, LINE, NBSP, Edit, Run

_DASHES = re.compile(f"[-–—―{JOINER}]+")
_SENTENCE_ENDS = re.compile(r"[.!?…][)\]»”’\"]*\s+(?=[¿¡«“‘(\"A-ZÀ-ÖØ-Þ—])")
_FINAL = re.compile(r"[.!?…:;][)\]»”’\ufffc\s]*\Z")
_DIALOGUE = re.compile(r"-(?=[¿¡«“A-ZÀ-ÖØ-Þ])")
_DIALOGUE_OPENING = re.compile(r"(?<=[ \n\u00a0])-(?=[¿¡a-zß-öø-ÿ])")
_DIALOGUE_CLOSING = re.compile(r"(?<=[\w.!?…])-(?=[.,;:]|[ \n\u00a0]|$)")
_SIGNS = "-–—―" + JOINER
_SPACES = frozenset(" \n\u00a0")
_OPENERS = frozenset("([{«“‘‹¿¡\"'")
_CLOSERS = frozenset(")]}»”’›\"'")
_STOPS = frozenset(".,;:!?…")

_TIME = r"\d{1,2}(?:[:.h]\d{2})h?(?:[ \u00a0]?[ap]\.?[ \u00a0]?m\b\.?)?"
_SOME_RANGE = re.compile(r"[\dhm.][ ]?[-–—]{1,2}[ ]?\d")
_RANGES = re.compile(
    rf"""(?<![\w.,:/+–—-])(?<!\d[ \u00a0])(?:
      (?P<from>\d{{1,4}}) (?P<gap>[ ]?(?:-|–|--|—)[ ]?) (?P<to>\d{{1,4}}) (?![\w–—]|[.,:/-][\w-]|[ ]?=|-|[ ]\d)
    | {_TIME}(?P<time>[ ]?(?:-|–|--|—)[ ]?)(?={_TIME}(?![\w-]))
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN_WORDS = re.compile(r"(?P<day>[ ]?(?:--|[-–—])[ ]?)(?=[^\W\d_])")
_WORD_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]+\Z")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Dash:
    """One parenthetical dash: where it and the spaces beside it lie, and the characters beyond them ("" at an end)."""

    start: int
    end: int
    left: str
    right: str
    before: str
    after: str
    typed: str

    @property
    def leads(self) -> bool:
        """True where it begins the paragraph, a line or a bracket."""
        return not self.before or self.before == LINE or (not self.left and self.before in _OPENERS)

    @property
    def trails(self) -> bool:
        """True where nothing but the end, a bracket or a quotation mark follows."""
        return not self.after or self.after == LINE or (not self.right and self.after in _CLOSERS)


def dashed(run: Run, language: Language) -> Run:
    """Return the run with the dashes of `language`; hyphens inside words stay as they are."""
    text = run.text
    if not any(sign in text for sign in "-–—―"):
        return run
    if language.paired_dash and _DIALOGUE.match(text):
        run = run.edited(_hyphen_dialogue(text))
    run = run.edited(_ranges(run.text, language))
    text = run.text
    if not text.strip(" \n\u00a0-–—―"):
        return run
    dashes = list(_parenthetical(text))
    if language.paired_dash:
        return run.edited(_paired(text, dashes))
    return run.edited(edit for dash in dashes for edit in _unpaired(dash, language))


def _parenthetical(text: str) -> Iterator[_Dash]:
    """Yield the dashes of the text that are neither hyphens nor part of a word, a number or a rule of dashes."""
    for match in _DASHES.finditer(text):
        start, end = match.span()
        left = text[start - 1] if start and text[start - 1] in _SPACES else ""
        right = text[end] if end < len(text) and text[end] in _SPACES else ""
        beyond_left, beyond_right = start - len(left) - 1, end + len(right)
        before = text[beyond_left] if beyond_left >= 0 else ""
        after = text[beyond_right] if beyond_right < len(text) else ""
        typed = match[0]
        if (before and before in _SIGNS) or (after and after in _SIGNS):
            continue
        match typed.strip(JOINER):
            case "—" | "―" | "--" | "---":
                stands = True
            case "–":
                stands = _stands_alone(before, left, right, after)
            case "-":
                stands = bool(right or (left and after in _STOPS and text[end + 1 : end + 2].strip() == "")) and (
                    bool(left) or before in ("", LINE)
                )
            case _:
                stands = False
        if stands:
            yield _Dash(start, end, left, right, before, after, typed)


def _stands_alone(before: str, left: str, right: str, after: str) -> bool:
    """Tell a parenthetical en dash from that of a range (10–12), a compound (Rome–Berlin) or a negative number (–5)."""
    if left and right:
        return True
    if before in ("", LINE):
        return not after.isdigit()
    if left:
        return not after.isdigit()
    return bool(right) and not (before.isdigit() and after.isdigit())


def _hyphen_dialogue(text: str) -> Iterator[Edit]:
    """Turn the hyphens of a dialogue typed with hyphens (-Hola -dijo-.) into dashes."""
    yield Edit(0, 1, "—")
    for pattern in (_DIALOGUE_OPENING, _DIALOGUE_CLOSING):
        for match in pattern.finditer(text, 1):
            yield Edit(match.start(), match.end(), "—")


def _ranges(text: str, language: Language) -> Iterator[Edit]:
    for match in _BETWEEN_WORDS.finditer(text):
        end = match.end()
        before, after = _WORD_BEFORE.search(text[max(0, match.start() - 12) : match.start()]), _WORD.match(text, end)
        if before and after and before[0].lower() in words.DAYS and after[0].lower() in words.DAYS:
            yield from _range_dash(match, "day", language)
    if not _SOME_RANGE.search(text):
        return
    for match in _RANGES.finditer(text):
        group = match.lastgroup or ""
        if group == "to":
            if not _is_range(match["from"], match["to"], spaced=" " in match["gap"]):
                continue
            group = "gap"
        yield from _range_dash(match, group, language)


def _range_dash(match: re.Match[str], group: str, language: Language) -> Iterator[Edit]:
    if match[group] not in (language.range_dash, "–"):
        yield Edit(match.start(group), match.end(group), language.range_dash)


def _is_range(first: str, last: str, *, spaced: bool) -> bool:
    """Tell a range (10-12, 1914-18) from a telephone number, a score, a month (2026-05) or a subtraction."""
    low, high = int(first), int(last)
    if (len(first) > 1 and first[0] == "0") or (last[0] == "0" and high <= 12):
        return False
    if len(last) < len(first):
        return len(last) >= 2 and len(first) == 4 and not spaced and high > low % 10 ** len(last)
    if len(first) == 4:
        return low < high and (high < 2200 or low < 1000)
    return low < high and not (len(first) == 3 and len(last) == 4)


def _unpaired(dash: _Dash, language: Language) -> Iterator[Edit]:
    portuguese = language.dash == "—" and language.spaced_dash
    if dash.leads or dash.trails or (dash.after in _STOPS and not portuguese):
        yield from _at_an_edge(dash, portuguese=portuguese)
        return
    if language.spaced_dash:
        yield from _put(dash, NBSP, language.dash, "" if dash.after in _STOPS else " ")
    else:
        yield from _put(dash, "", JOINER + language.dash, "")


def _at_an_edge(dash: _Dash, *, portuguese: bool) -> Iterator[Edit]:
    """Keep the dash that was typed at the beginning or the end, or before a stop: dialogue, attribution."""
    glyph = "—" if portuguese else {"-": "–", "–": "–"}.get(dash.typed, "—")
    left = NBSP if dash.left and dash.before else dash.left
    right = NBSP if dash.right and dash.after and dash.leads else dash.right
    if portuguese and dash.leads and dash.after and dash.before not in _OPENERS:
        right = NBSP
    yield from _put(dash, left, glyph, right)


def _put(dash: _Dash, left: str, glyph: str, right: str) -> Iterator[Edit]:
    if dash.left != left:
        yield Edit(dash.start - len(dash.left), dash.start, left)
    if dash.typed != glyph:
        yield Edit(dash.start, dash.end, glyph)
    if dash.right != right:
        yield Edit(dash.end, dash.end + len(dash.right), right, before=True)


def _paired(text: str, dashes: list[_Dash]) -> Iterator[Edit]:
    sentence_ends = [match.end() for match in _SENTENCE_ENDS.finditer(text)]
    lone = _separator(text, dashes)
    open_since = -1
    unclosed = False
    for dash in dashes:
        if dash is lone:
            yield from _put(dash, NBSP, "–", " ")
            continue
        if dash.leads:
            yield from _put(dash, dash.left, "—" + JOINER, "")
            continue
        in_sentence = open_since >= 0 and bisect_left(sentence_ends, open_since + 1) == bisect_left(
            sentence_ends, dash.start + 1
        )
        if dash.after in _STOPS or dash.trails:
            closing = True
        elif dash.left and not dash.right:
            closing = False
        elif dash.right and not dash.left:
            closing = in_sentence or unclosed
        else:
            closing = in_sentence
        if not closing:
            yield from _put(dash, " ", "—" + JOINER, "")
            open_since = dash.start
            unclosed = True
            continue
        tight = dash.trails or dash.after in _STOPS or dash.after in _CLOSERS
        yield from _put(dash, "", JOINER + "—", (dash.right if not dash.after else "") if tight else " ")
        open_since = -1
        unclosed = False


def _separator(text: str, dashes: list[_Dash]) -> _Dash | None:
    """Return the one dash of a heading or a cell (Madrid - Barcelona): it separates, it does not open anything."""
    if len(dashes) == 1 and dashes[0].left and dashes[0].right and not dashes[0].leads and not dashes[0].trails:
        return None if _FINAL.search(text) else dashes[0]
    return None
