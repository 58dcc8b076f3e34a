"""Find the page of a print file on which a sentence stands, from the text of its pages."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rapidfuzz import fuzz

from pipeline.text.markdown import parse_inline

_PART = 24
"""Letters of the beginning or end by which a sentence is known when other things stand in its midst."""
_CERTAIN = 20
"""Letters from which a sentence that is found once is taken for found."""
_LOOK_BACK = 40
"""Sentences before one that are tried, to know which of its several places is meant."""
_ALIKE = 80.0
"""How alike, in per cent, a page's text must be where typography changed more than signs."""
_LONGEST_PAGE = 20_000
_MARKS = re.compile(r"[\\`*_\[\]<>&~!\n]")


class PageFinder:
    """The text of the pages, letters only: hyphens, line ends, quotation marks and figures differ in print.

    What stands at the foot of a page comes between the halves of a sentence that goes on overleaf; a large first letter
    stands apart from its word. Such a sentence is known by its beginning or its end.
    """

    def __init__(self, pages: Sequence[str]) -> None:
        """Take the text of each page, in order."""
        self._pages = [letters(page) for page in pages]
        self._text = "".join(self._pages)
        self._ends = list(accumulate(map(len, self._pages)))

    def page_of(self, targets: Sequence[str], index: int) -> int | None:
        """Return the page, from 1, of `targets[index]`; None where it cannot be found.

        `targets` are the sentences of the edition in reading order, inline Markdown. Where the words stand in several
        places (a heading and the table of contents), the first place after the nearest sentence before that is found
        for certain is taken; a sentence that is not found takes the page of that sentence.
        """
        if not self._pages:
            return None
        wanted = letters(plain(targets[index]))
        places = list(self._places(wanted))
        if len(places) == 1 and len(wanted) >= _CERTAIN:
            return self._page(places[0])
        before = self._certain(targets, index)
        if not places:
            alike = self._alike(wanted, 1 if before is None else self._page(before))
            return alike or (None if before is None else self._page(before))
        after = (place for place in places if before is None or place > before)
        return self._page(next(after, places[0]))

    def _certain(self, targets: Sequence[str], index: int) -> int | None:
        """Return the place of the nearest sentence before `index` that is long and stands in one place."""
        for target in reversed(targets[max(0, index - _LOOK_BACK) : index]):
            wanted = letters(plain(target))
            if len(wanted) >= _CERTAIN:
                places = list(self._places(wanted))
                if len(places) == 1:
                    return places[0]
        return None

    def _places(self, wanted: str) -> Iterator[int]:
        """Yield where the sentence stands; else where its beginning does, else its end."""
        if not wanted:
            return
        parts = (wanted, wanted[:_PART], wanted[-_PART:]) if len(wanted) > _PART else (wanted,)
        for part in parts:
            place = self._text.find(part)
            if place >= 0:
                while place >= 0:
                    yield place
                    place = self._text.find(part, place + len(part))
                return

    def _alike(self, wanted: str, first: int) -> int | None:
        """Return the page that holds something most like the sentence, from page `first` on and then before it."""
        if len(wanted) < _CERTAIN:
            return None
        best, score = None, _ALIKE
        for number in (*range(first, len(self._pages) + 1), *range(1, first)):
            page = self._pages[number - 1][:_LONGEST_PAGE]
            found = fuzz.partial_ratio(wanted, page, score_cutoff=score) if len(page) >= len(wanted) else 0
            if found > score:
                best, score = number, found
        return best

    def _page(self, place: int) -> int:
        return min(bisect_right(self._ends, place), len(self._ends) - 1) + 1


def letters(text: str) -> str:
    """Return the letters of a text without regard to case, ligatures and how accents are written.

    >>> letters("Trans\\u00adla-\\ntion ﬁnished, 2.º")
    'translationfinishedo'
    """
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKC", text).casefold()))


def plain(text: str) -> str:
    """Return what is to be seen of inline Markdown: no addresses, no footnote marks.

    >>> plain("Ask **me**,[^1] or [her](https://example.org/x).")
    'Ask me, or her.'
    """
    if not _MARKS.search(text):
        return text
    parts = []
    for token in parse_inline(text):
        if token.type in ("text", "text_special", "code_inline"):
            parts.append(token.content)
        elif token.type.endswith("break"):
            parts.append(" ")
    return "".join(parts)
