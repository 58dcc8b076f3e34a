"""Search and replace in translations: plain words by default, without regard to capitals, addresses left alone."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import regex

from pipeline.errors import OctavillaError
from pipeline.text.marks import marks

LONGEST = 200
"""Characters of what is searched for, and of what is put in its place."""
LONGEST_RESULT = 100_000
"""Characters of a translation after a replacement."""
PATIENCE = 2.0
"""Seconds that a regular expression may take over a whole text."""
MOST_REPEATS = 10_000
"""How often a regular expression may repeat things by numbers in braces, all of these multiplied."""
Span = tuple[int, int]
_REPEATED = regex.compile(r"(?<=\{[\d,]*)\d+(?=[\d,]*\})")
_RECURSIVE = regex.compile(r"(?<!\\)(?:\\\\)*\(\?(?:R|[+-]?\d|&|P>|\(DEFINE)")
"""An expression that contains itself: it takes a gigabyte of memory before any time is up."""
_ACCENTS = regex.compile(r"\p{M}")


class _Signs(dict[int, str]):
    """A table for `str.translate`, filled as it is used."""

    def __init__(self, compared: Callable[[str], str]) -> None:
        super().__init__()
        self._compared = compared

    def __missing__(self, code: int) -> str:
        self[code] = found = self._compared(chr(code))
        return found


@dataclass(frozen=True)
class Replacement:
    """What to search for and what to put in its place. Raises OctavillaError where that makes no sense.

    Without `case`, capitals play no part, and what is put in takes over the capitals of what it replaces. Without
    `accents`, `si` finds `sí` too. With `words`, what is found must not be part of a longer word. With `pattern`,
    `find` is a regular expression in which accents count, and `put` may hold `\\1`. Letters are the same however
    Unicode writes them.
    """

    find: str
    put: str
    case: bool = False
    accents: bool = True
    words: bool = False
    pattern: bool = False

    def __post_init__(self) -> None:
        if not self.find.strip():
            raise OctavillaError("nothing to search for. Write a word or a part of one.")
        if max(len(self.find), len(self.put)) > LONGEST:
            raise OctavillaError(f"too long. Search for at most {LONGEST} characters.")
        if self.pattern:
            self._compiled  # noqa: B018  # raises what is wrong with it
        elif not self._key:
            raise OctavillaError("nothing to search for. Write a word or a part of one.")

    def replacer(self, clock: Callable[[], float] = time.monotonic) -> Callable[[str], tuple[str, int]]:
        """Return a function from a text to the text after the replacement and the number of places that changed.

        A regular expression has `PATIENCE` seconds for all calls together; then, and for a text that would grow beyond
        measure, the function raises OctavillaError.
        """
        end = clock() + PATIENCE

        def replace(text: str) -> tuple[str, int]:
            new, count = self._by_pattern(text, end - clock()) if self.pattern else self._by_words(text)
            if len(new) > LONGEST_RESULT:
                raise OctavillaError("a sentence would grow beyond measure. Search for less.")
            return new, count if new != text else 0

        return replace

    @cached_property
    def _key(self) -> str:
        return "".join(key for _, _, key in self._clusters(self.find))

    @cached_property
    def _compiled(self) -> Any:
        # What is to be repeated is written out so many times while the expression is compiled, which nothing stops.
        times = prod(max(int(number[:9]), 1) for number in _REPEATED.findall(self.find))
        if times > MOST_REPEATS:
            raise OctavillaError(f"this regular expression repeats too often. Repeat at most {MOST_REPEATS} times.")
        if _RECURSIVE.search(self.find):
            raise OctavillaError("this regular expression contains itself. Write it out, or search for words.")
        expression = rf"(?<!\w)(?:{self.find})(?!\w)" if self.words else self.find
        try:
            compiled = regex.compile(expression, 0 if self.case else regex.IGNORECASE)
            compiled.sub(self.put, "", timeout=PATIENCE)
            is_empty = compiled.search("", timeout=PATIENCE) is not None
        except (regex.error, IndexError, TimeoutError, OverflowError, RecursionError, MemoryError) as error:
            raise OctavillaError(f"this is no regular expression: {error}. Correct it, or search for words.") from error
        if is_empty:
            raise OctavillaError("this regular expression finds nothing everywhere. Have it find at least one letter.")
        return compiled

    def _by_pattern(self, text: str, patience: float) -> tuple[str, int]:
        try:
            if patience <= 0:
                raise TimeoutError
            # Without `concurrent` nobody else is served meanwhile: Python would do nothing else.
            new, count = self._compiled.subn(self.put, text, timeout=patience, concurrent=True)
        except TimeoutError:
            raise OctavillaError("this regular expression takes too long. Make it simpler.") from None
        except (MemoryError, RecursionError):
            raise OctavillaError("this regular expression takes too much memory. Make it simpler.") from None
        except (regex.error, IndexError) as error:
            raise OctavillaError(f"this is no regular expression: {error}. Correct it, or search for words.") from error
        return str(new), int(count)

    def _by_words(self, text: str) -> tuple[str, int]:
        found = list(self._found(text))
        if found:
            fixed = list(_addresses(text))
            found = [(start, end) for start, end in found if all(end <= low or start >= high for low, high in fixed)]
        parts = []
        done = 0
        for start, end in found:
            parts += [text[done:start], self._fitted(text[start:end])]
            done = end
        return "".join((*parts, text[done:])), len(found)

    def _found(self, text: str) -> Iterator[Span]:
        """Yield where the words stand, from left to right, none over another."""
        simple = self._simple(text)
        if simple is not None:
            yield from self._in_simple(text, simple)
            return
        clusters = list(self._clusters(text))
        whole = "".join(key for _, _, key in clusters)
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        at = 0
        for start, end, key in clusters:
            starts.setdefault(at, start)
            at += len(key)
            ends[at] = end
        place = whole.find(self._key)
        while place >= 0:
            span = (starts.get(place, -1), ends.get(place + len(self._key), -1))
            if min(span) >= 0 and not (self.words and _is_in_word(text, *span)):
                yield span
                place = whole.find(self._key, place + len(self._key))
            else:
                place = whole.find(self._key, place + 1)

    def _simple(self, text: str) -> str | None:
        """Return what a text is compared by where that has a sign for each of its own, as nearly all texts have."""
        if not unicodedata.is_normalized("NFC", text) or _ACCENTS.search(text):
            return None
        simple = text.translate(self._signs)
        return simple if len(simple) == len(text) else None

    def _in_simple(self, text: str, simple: str) -> Iterator[Span]:
        length = len(self._key)
        place = simple.find(self._key)
        while place >= 0:
            if self.words and _is_in_word(text, place, place + length):
                place = simple.find(self._key, place + 1)
            else:
                yield place, place + length
                place = simple.find(self._key, place + length)

    @cached_property
    def _signs(self) -> _Signs:
        return _Signs(self._compared)

    def _clusters(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield each letter with the accents that stand on it: from, to, and what it is compared by."""
        start = 0
        while start < len(text):
            end = start + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            yield start, end, self._compared(text[start:end])
            start = end

    def _compared(self, cluster: str) -> str:
        if not self.accents:
            cluster = "".join(sign for sign in unicodedata.normalize("NFD", cluster) if not unicodedata.combining(sign))
        key = unicodedata.normalize("NFC", cluster)
        return key if self.case else unicodedata.normalize("NFC", key.casefold())

    def _fitted(self, found: str) -> str:
        """Return what to put in place of `found`, with capitals like its."""
        put = self.put
        if self.case or not put or not found[0].isalpha() or not self.find[0].isalpha():
            return put
        letters = [sign for sign in found if sign.isalpha()]
        if len(letters) > 1 and found.isupper() and not self.find.isupper():
            return put.upper()
        if found[0].isupper() and not self.find[0].isupper():
            return put[0].upper() + put[1:]
        if not found[0].isupper() and self.find[0].isupper() and not self.find.isupper():
            return put[0].lower() + put[1:]
        return put


def _addresses(text: str) -> Iterator[Span]:
    """Yield where addresses of links and pictures stand in inline Markdown."""
    for mark in marks(text):
        if mark.kind == "link":
            yield mark.inner_end, mark.end
        elif mark.kind in ("autolink", "image"):
            yield mark.start, mark.end


def _is_in_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return _is_of_word(before) or _is_of_word(after)


def _is_of_word(sign: str) -> bool:
    return bool(sign) and (sign.isalnum() or sign == "_" or bool(unicodedata.combining(sign)))
