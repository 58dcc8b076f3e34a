"""Find where sentences end in plain text: sentencex decides, rules for what it cannot see correct it."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import accumulate

import sentencex

from pipeline.text.abbreviations import abbreviations

LONGEST_ASIDE = 400
"""Characters. A quotation or bracket in mid-sentence is kept whole up to this length; a longer one is divided."""

_CLOSERS = "\"'”’»›)\\]}"
_OPENERS = "\"'“‘„«‹(\\[{¿¡"
_CLOSED = (")", "]", "”", "»", "’", '"')
_STOPS = ".!?…‽。！？؟।॥۔"
_CANDIDATE = re.compile(
    rf"(?<![{_STOPS}])(?P<stop>[{_STOPS}]+)(?P<closers>[{_CLOSERS}]*)(?:[—–-](?P<dashed>\.))?(?P<space>\s+|(?<=[。！？])(?=\w))"
)
_LEADING = re.compile(rf"(?:\[(?:…|\.\.\.)\]\s*|[{_OPENERS}…]|\.(?=\.)|(?<=\.)\.|[—–-]\s*){{0,9}}")
_WORD_BEFORE = re.compile(r"[^\s\"“„«(\[{¿¡—–/]*\Z")
_WORD_AFTER = re.compile(r"[^\W_][\w'’-]*")
_PREVIOUS = re.compile(r"(\S+)\s+\Z")
_LISTED = re.compile(r"[a-z]\)\s")
_ADDRESS = re.compile(r"https?://|www\.|[#@€$£¥]")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
_ENUMERATOR = re.compile(r"(?:\d{1,2}|[IVX]{1,4}|[A-Z])\Z")
_ROMAN = re.compile(r"[IVXLC]{2,}\b|[VXLC]\b")
_ORDINAL = re.compile(r"[IVXLC]{2,}\Z")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_SPEAKER = re.compile(r"(?P<name>[^\W\d_][\w'’-]*(?:\s+[A-Z][\w'’.-]*){0,2})\s+(?P<verb>[^\W\d_]+)")
_LIBRARY_VIEW = str.maketrans(dict.fromkeys('"“”„«»‹›()[]{}—–¿¡', " ") | {"‘": " "})
_PAIRS = {")": "(", "]": "[", "”": "“", "»": "«", "’": "‘"}
_WHITE = re.compile(r"\s")


def boundaries(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Return the white space between sentences as (start, end), in order; start == end where there is none (。).

    `text` is plain: inline marks are taken out by the caller. Takes time in proportion to its length.
    """
    text = _WHITE.sub(" ", text)
    found: list[tuple[int, int]] = []
    candidates = list(_CANDIDATE.finditer(text))
    if not candidates:
        return found
    judge = _Judge(text, language)
    begin = 0
    for candidate in candidates:
        start, end = candidate.span("space")
        if end < len(text) and judge.ends(candidate, begin):
            found.append((start, end))
            begin = end
    return found


class _Judge:
    """Decides, candidate by candidate, whether a sentence of `text` ends there."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.words = abbreviations(language)
        self.asides = _asides(text)
        self.opinion = _opinion(text, language)

    def ends(self, candidate: re.Match[str], begin: int) -> bool:
        """Tell whether the stop ends the sentence that begins at `begin`."""
        text, words = self.text, self.words
        stop, closers = candidate["stop"], candidate["closers"]
        at, resume = candidate.start(), candidate.end()
        if resume == candidate.start("space"):
            return not self._inside_aside(at, resume)
        head = _LEADING.match(text, resume)
        first = head.end() if head else resume
        following = text[first : first + 1]
        opening = text[resume:first]
        if _LISTED.match(text, first):
            return not self._inside_aside(at, resume)
        if not following or (following in ".,;:!?" and "…" not in opening) or following in ")]}”»":
            return False
        if following.islower() and not _CAMEL.match(text, first) and not _ADDRESS.match(text, first):
            return False
        if self._inside_aside(at, resume):
            return False
        if at and text[at - 1] in "([" and closers[:1] in (")", "]"):
            return False
        before = _before(text, at)
        after = _word_after(text, first)
        if "!" in stop or "?" in stop:
            if closers and self._speech_follows(first):
                return False
            return before not in words.exclaimed or after in words.starters or bool(closers)
        if "…" in stop or ".." in stop or (stop == "." and not before and text[at - 2 : at] == ". "):
            return after != before and not (after in ("I", "I'm", "I’m", "I'll", "I’ll") and not opening)
        if stop != "." or text[at - 1 : at] in _CLOSED:
            return True
        verdict = self._full_stop(before, at, first, begin, opening)
        if closers and verdict is None:
            return True
        return self.opinion(at, first) if verdict is None else verdict

    def _full_stop(self, before: str, at: int, first: int, begin: int, opening: str) -> bool | None:
        """Judge a single full stop after the word `before`; None leaves it to the library."""
        text, words = self.text, self.words
        after = _word_after(text, first)
        starts = after in words.starters and text[first + len(after) : first + len(after) + 1] != "."
        starts = starts or opening[-1:] in tuple("¿¡“«")
        number = text[first : first + 1].isdigit()
        lower = before.lower()
        where = at - len(before)
        if _ENUMERATOR.match(before) and self._enumerates(where, begin):
            return False
        if len(before) == 1 and before.isalpha():
            return self._initial(before, where, begin, starts, number, after)
        if before in words.dates:
            return not number
        if lower in words.names:
            return starts and lower == "st" and self._place(where)
        if lower in words.closing:
            return not number and after not in words.after_hours
        if lower in words.inside:
            return False
        if lower in words.numbers:
            if number or (_ROMAN.match(text, first) and lower != "no"):
                return False
            return starts or lower in words.words
        if lower in words.either or _ACRONYM.match(before):
            return starts
        if starts or _ORDINAL.match(before) or (before[-1:].isdigit() and words.starters):
            return True
        return None

    def _enumerates(self, where: int, begin: int) -> bool:
        """Tell whether a number or letter at `where` opens its sentence or an item after a colon or semicolon."""
        lead = self.text[max(begin, where - 60) : where].rstrip(' "“«‘(—–')
        return (not lead and begin >= where - 60) or lead[-1:] in (":", ";")

    def _initial(self, letter: str, where: int, begin: int, starts: bool, number: bool, after: str) -> bool:
        """Judge a single letter: an initial, `p.` before a number, the `m` of `p. m.`, or the last word (“plan B.”)."""
        words = self.words
        last = _PREVIOUS.search(self.text, max(begin, where - 60), where)
        previous = last[1] if last else ""
        if (letter == "m" and previous in ("a.", "p.")) or (letter == "C" and previous in ("a.", "d.")):
            return not number
        if letter.islower() and letter in words.numbers | words.inside:
            return False
        if letter.islower():
            return not number and starts
        return starts and bool(previous) and previous[-1:].islower() and not _stands_alone(after)

    def _place(self, where: int) -> bool:
        """Tell whether the word before `where` is capitalised, as in Main St."""
        last = _PREVIOUS.search(self.text, max(0, where - 60), where)
        return bool(last and last[1][:1].isupper() and last[1] not in self.words.starters)

    def _speech_follows(self, first: int) -> bool:
        """Tell whether a speaker and a verb of speech follow a quotation: “Why?” Maria asked."""
        found = _SPEAKER.match(self.text, first)
        if not found or found["verb"] not in self.words.speech:
            return False
        return found["name"] == "I" or found["name"].split()[0] not in self.words.starters

    def _inside_aside(self, start: int, end: int) -> bool:
        """Tell whether the white space up to `end` lies in a quotation or bracket that opens in mid-sentence."""
        place = bisect_left(self.asides, (end, 0)) - 1
        return place >= 0 and self.asides[place][1] >= end


def _before(text: str, at: int) -> str:
    found = _WORD_BEFORE.search(text, max(0, at - 40), at)
    return found[0].strip(".,'‘’") if found else ""


def _word_after(text: str, first: int) -> str:
    found = _WORD_AFTER.match(text, first, first + 40)
    return found[0] if found else ""


def _stands_alone(word: str) -> bool:
    return len(word) == 1 and word not in "AIEOYÉÀ"


def _asides(text: str) -> list[tuple[int, int]]:
    """Return quotations and brackets that open in mid-sentence, outermost first, as disjoint sorted (start, end)."""
    found: list[tuple[int, int]] = []
    stacks: dict[str, list[int]] = {opener: [] for opener in "([“«‘"}
    straight = -1
    for match in _PAIRED.finditer(text):
        sign, at = match[0], match.start()
        if sign == '"':
            opens = text[at - 1 : at].strip() in ("", "(", "[", "—", "–") if at else True
            if straight >= 0 and not (opens and text[at + 1 : at + 2].strip()):
                found.append((straight, at))
                straight = -1
            elif opens:
                straight = at
        elif sign in stacks:
            stacks[sign].append(at)
        elif sign == "’" and text[at + 1 : at + 2].isalpha():
            continue
        elif stacks[_PAIRS[sign]]:
            found.append((stacks[_PAIRS[sign]].pop(), at))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if end - start > LONGEST_ASIDE or (merged and end <= merged[-1][1]):
            continue
        lead = text[max(0, start - 3) : start].rstrip()[-1:]
        goes_on = text[end + 1 : end + 40].lstrip(" .")[:1]
        bracket = text[start] in "(["
        mid_sentence = lead.isalnum() or (bracket and lead in tuple(",;”’»\"'"))
        if mid_sentence and (bracket or goes_on.islower() or not goes_on):
            merged.append((start, end))
    return merged


_PAIRED = re.compile('[()\\[\\]“”«»‘’"]')


class _Opinion:
    """What sentencex says of a text."""

    def __init__(self, text: str, language: str) -> None:
        pieces = sentencex.segment(language, text)
        self.ends = list(accumulate(len(piece) for piece in pieces))

    def __call__(self, stop: int, resume: int) -> bool:
        place = bisect_left(self.ends, stop + 1)
        return place < len(self.ends) and self.ends[place] <= resume


def _opinion(text: str, language: str) -> _Opinion:
    # Quotation marks, brackets and dashes are blanked: sentencex never divides between them, and we do. White space
    # must be plain already: sentencex 1.0.32 panics on a no-break space before a full stop.
    return _Opinion(text.translate(_LIBRARY_VIEW), _known(language))


@cache
def _known(language: str) -> str:
    return language.partition("-")[0].lower() or "en"
