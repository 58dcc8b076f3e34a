"""Punctuation: brackets and quotation marks with both halves, the sign at the end, ¿ and ¡."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.review.checks.model import Issue, Pair, Severity, Template, issue
from pipeline.text.abbreviations import abbreviations
from pipeline.text.inverted import openings

UNCLOSED = Template("“{sign}” has no other half.")
UNLIKE = Template("Opened with {opening} and closed with {closing}.")
NO_QUOTES = Template("The quotation marks of the source are missing.")
NO_END = Template("The source ends with “{sign}”.")
NEW_END = Template("Ends with “{sign}”, and the source does not.")
OTHER_END = Template("Ends with “{sign}”, the source with “{source}”.")
INVERTED = Template("A sentence that ends in “{sign}” begins with “{opening}” in Spanish.")
NOT_CLOSED = Template("“{opening}” opens a sentence that does not end in “{sign}”.")

_PAIRS = {")": "(", "]": "[", "}": "{"}
_LABEL = re.compile(r"(?:(?:\A|[\s,;:.])(?:\w{1,3}|\d+\.\d+)|[:;=8]['-]?)\)\Z")
"""`a)` and `1)` before the parts of a list, and faces made of signs."""
_OPENING, _CLOSING = "«“„", "»”"
_LIKE = {"«": "»", "“": "”", "„": "“”", '"': '"'}
_DOUBLE = re.compile('[«»“”„"]')
_PRIMES = re.compile(r"(?<=\d)[\"”″](?=\s?(?:[x×]|\W|\Z))")
_ANY_QUOTE = re.compile("[«»“”„\"‘’‚‹›']")
_SINGLE_QUOTED = re.compile(r"(?<!\w)[‘'‹](?=\w)[^‘’'\n]*(?:(?<=\w)['’](?=\w)[^‘’'\n]*)*[’'›](?!\w)")

_TAIL = " \t\n\r\u00a0\u202f.?!…:;,。！？；：،؛؟।·\u037e\"'”’»›)]\ufffc*_"
_CLASS = {
    "?": "?", "？": "?", "؟": "?", "!": "!", "！": "!", "…": "…", ".": ".", "。": ".", "।": ".", ":": ":", "：": ":",
    ";": ";", "；": ";", "؛": ";", ",": ",", "،": ",",
}  # fmt: skip
_STRENGTH = "?!…:;,."
_QUESTION_IN = {"el": ";\u037e"}
"""Greek asks with a semicolon."""
_STOPS = {"zh": "。", "ja": "。", "hi": "।"}
_QUESTIONS = {"zh": "？", "ja": "？", "ar": "؟", "fa": "؟", "ur": "؟", "el": ";"}
_ABBREVIATED = re.compile(
    r"(?:(?<!\w)(?:[^\W\d_]\.[ \u00a0]?){2,}|(?<!\w)[ap]\.[ \u00a0]?m\.|(?<!\w)etc\.)\Z", re.IGNORECASE
)
_LAST_WORD = re.compile(r"(?<!\w)([^\W\d_]{1,6})\.\Z")
_NAMED = re.compile(r"(?<![^\W_])[^\W_]+[?!](?=\s+[a-zà-ÿ]|,)")
_INVERTED = {"?": "¿", "!": "¡"}


def brackets(pair: Pair) -> Iterator[Issue]:
    """Find a bracket without its other half, where those of the source have theirs."""
    if _single(pair.meant.text):
        return
    text = pair.read.text
    single = _single(text)
    mend = None
    if len(single) == 1 and text[single[0]] in _PAIRS.values():
        source = pair.meant.text.rstrip(" .:;,!?…\"'”’»")
        closing = next(closing for closing, opening in _PAIRS.items() if opening == text[single[0]])
        if source.endswith(closing) and text.count(closing) < pair.meant.text.count(closing):
            # Where it ends the source, it ends the translation, before the stop.
            end = len(text.rstrip(" .:;,"))
            mend = _put(pair, end, closing)
    for at in single:
        yield issue(UNCLOSED, span=pair.read.span(at, at + 1), mend=mend, sign=text[at])


def quotes(pair: Pair) -> Iterator[Issue]:
    """Find quotation marks without their other half, closed by another kind, or lost.

    A sentence may begin or end in the middle of a quotation: then it has as many open ones as its source.
    """
    source, target = _PRIMES.sub(_blank, pair.meant.text), _PRIMES.sub(_blank, pair.read.text)
    if not _DOUBLE.search(target):
        is_quoted = _DOUBLE.search(source) or _SINGLE_QUOTED.search(source)
        if is_quoted and not _ANY_QUOTE.search(target) and _is_quotation(source):
            yield issue(NO_QUOTES)
        return
    given, found = _quoted(source), _quoted(target)
    if given.balance != found.balance:
        # Without the sentences around it, nobody knows whether a quotation goes on there.
        severity = Severity.WARNING if pair.before or pair.after else Severity.NOTE
        before, after = _quoted(pair.before), _quoted(pair.after)
        left = max(len(found.opening) - len(after.closing), 0)
        for match in (*found.closing[len(before.opening) :], *found.opening[:left]):
            yield issue(UNCLOSED, severity, pair.read.span(*match.span()), sign=match[0])
    elif not found.closing and not found.opening:
        for opening, closing in found.unlike:
            mend = pair.read.replaced(*closing.span(), _LIKE[opening[0]][-1])
            span = pair.read.span(opening.start(), closing.end())
            yield issue(UNLIKE, span=span, mend=mend, opening=opening[0], closing=closing[0])


def end_punctuation(pair: Pair) -> Iterator[Issue]:
    """Find another sign at the end than the source's: a lost stop, a question that became none, a stop in a heading."""
    source, target = _end(pair.meant.text, pair.source_language), _end(pair.read.text, pair.language)
    if source == target or _is_free(pair, source, target):
        return
    text = pair.read.text
    end = len(text.rstrip())
    sign = _sign(source, pair.base)
    if not target:
        mend = None if source == "," else _put(pair, end, sign) if source in ".:;…" else None
        yield issue(NO_END, mend=mend, sign=sign)
        return
    at = next((at for at in range(end - 1, -1, -1) if _class(text[at], pair.language) == target), end - 1)
    span = pair.read.span(at, at + 1)
    plain_end = at == end - 1 and source not in ("?", "!") and target not in ("?", "!", "…")
    mend = pair.read.replaced(at, end, sign if source else "") if plain_end else None
    if not source:
        yield issue(NEW_END, span=span, mend=mend, sign=text[at])
    else:
        yield issue(OTHER_END, span=span, mend=mend, sign=text[at], source=source)


def question_marks(pair: Pair) -> Iterator[Issue]:
    """Find Spanish questions and exclamations without ¿ or ¡, and ¿ or ¡ without ? or !."""
    if pair.base != "es":
        return
    # A name may have a sign of its own (Yahoo!), which ends no sentence of the source.
    names = sorted({found[0] for found in _NAMED.finditer(pair.meant.text)}, key=len, reverse=True)
    text = pair.read.text
    for name in names:
        text = text.replace(name, name[:-1] + ",")
    places = list(openings(text)) if "?" in text or "!" in text else []
    if places:
        mended = pair.target
        for at, opening in reversed(places):
            place = pair.read.places[at]
            mended = mended[:place] + opening + mended[place:]
        for at, opening in places:
            sign = "?" if opening == "¿" else "!"
            found = text.find(sign, at)
            yield issue(INVERTED, span=pair.read.span(at, found + 1), mend=mended, sign=sign, opening=opening)
        return
    for sign, opening in _INVERTED.items():
        # ¡…? and ¿…! open and close as they like, and ?! is one end: only the sums tell.
        if text.count(opening) > len(re.findall(r"[?!]+", text)):
            at = text.rfind(opening)
            yield issue(NOT_CLOSED, span=pair.read.span(at, at + 1), opening=opening, sign=sign)
            return
        ends = len(re.findall(rf"(?<![?!]){re.escape(sign)}", text))
        if ends > len(re.findall("[¿¡]", text)) and not re.search(rf"[(\[]{re.escape(sign)}+[)\]]", text):
            at = text.rfind(sign)
            yield issue(INVERTED, span=pair.read.span(at, at + 1), sign=sign, opening=opening)
            return


def _single(text: str) -> list[int]:
    """Return where brackets without their other half stand."""
    opened: list[int] = []
    alone: list[int] = []
    for at, sign in enumerate(text):
        if sign in "([{":
            opened.append(at)
        elif sign in _PAIRS:
            if opened and text[opened[-1]] == _PAIRS[sign]:
                opened.pop()
            elif not _LABEL.search(text[max(at - 6, 0) : at + 1]):
                alone.append(at)
    return sorted([*alone, *opened])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


@dataclass(frozen=True, slots=True)
class _Quoted:
    """The double quotation marks of a text that lack their other half, and pairs of two kinds."""

    closing: tuple[re.Match[str], ...]
    opening: tuple[re.Match[str], ...]
    unlike: tuple[tuple[re.Match[str], re.Match[str]], ...]

    @property
    def balance(self) -> int:
        """How many quotations are opened and not closed; below zero, closed and not opened."""
        return len(self.opening) - len(self.closing)


def _quoted(text: str) -> _Quoted:
    closing: list[re.Match[str]] = []
    opening: list[re.Match[str]] = []
    unlike: list[tuple[re.Match[str], re.Match[str]]] = []
    for mark in _DOUBLE.finditer(text):
        sign = mark[0]
        # “ closes what „ opened.
        opens = sign in _OPENING and not (opening and sign in _LIKE[opening[-1][0]])
        if sign == '"':
            opens = _opens(text, mark.start())
        if opens:
            opening.append(mark)
        elif not opening:
            closing.append(mark)
        else:
            partner = opening.pop()
            if sign not in _LIKE[partner[0]]:
                unlike.append((partner, mark))
    return _Quoted(tuple(closing), tuple(opening), tuple(unlike))


def _opens(text: str, at: int) -> bool:
    """Tell whether a straight mark is an opening one, by what stands beside it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (not before or before in " \u00a0\n([{«“„—–-/¿¡") and bool(after) and not after.isspace()


def _is_quotation(source: str) -> bool:
    """Tell whether somebody is quoted in several words: a title or a nickname may stand in italics, or bare."""
    return re.search(r"[«“„\"‘'](?=\w)[^«»“”„\"]*\s[^«»“”„\"]*\s[^«»“”„\"]*[.!?,…][»”\"’']", source) is not None


def _end(text: str, code: str) -> str:
    """Return the class of the sign that a text ends with, whatever brackets and quotation marks stand around it."""
    tail = text[len(text.rstrip(_TAIL)) :]
    kinds = {_class(sign, code) for sign in tail}
    if "?" not in kinds and "!" not in kinds and "..." in tail:
        return "…"
    return next((sign for sign in _STRENGTH if sign in kinds), "")


def _class(sign: str, code: str) -> str:
    if sign in _QUESTION_IN.get(code.partition("-")[0], ""):
        return "?"
    return _CLASS.get(sign, "")


def _sign(kind: str, base: str) -> str:
    if kind == ".":
        return _STOPS.get(base, ".")
    return _QUESTIONS.get(base, "?") if kind == "?" else kind


def _is_free(pair: Pair, source: str, target: str) -> bool:
    """Tell whether a difference of the ends says nothing: an abbreviation, an exclamation, a stop of another kind."""
    if {source, target} == {"", "."}:
        # A stop that belongs to the last word may end a heading, too.
        text, code = (pair.meant.text, pair.source_language) if source else (pair.read.text, pair.language)
        return _is_abbreviated(text.rstrip(" \"'”’»)"), code)
    return {source, target} in ({"!", "."}, {"…", "."}, {"?", "!"}) or {source, target} == {"!", "…"}


def _is_abbreviated(text: str, code: str) -> bool:
    if _ABBREVIATED.search(text):
        return True
    last = _LAST_WORD.search(text)
    return last is not None and last[1].lower() in _abbreviations(code)


@cache
def _abbreviations(code: str) -> frozenset[str]:
    known = abbreviations(code)
    return (known.names | known.inside | known.numbers | known.either | known.closing) - known.words


def _put(pair: Pair, at: int, sign: str) -> str:
    """Return the translation with a sign after `text[:at]`: inside bold that ends there, after a link."""
    before = pair.read.span(at - 1, at)[1] if at else 0
    rest = pair.target[before:]
    link = re.match(r"\]\([^()\s]*\)|\]\[[^\[\]]*\]", rest)
    place = before + link.end() if link else before
    return pair.target[:place] + sign + pair.target[place:]
