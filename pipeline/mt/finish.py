"""Small mends of a draft that need no second translation: first letter, last sign, brackets, quotation marks."""

from __future__ import annotations

import re

from pipeline.mt.alignment import WORD, Aligned, Span

_END = re.compile(r"([.!?…:;]+)([\"'”’»)\]]*)\s*$")
_QUOTES = re.compile(r"[\"“”„‟«»＂]")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))
_SHARE = 0.5
"""The share of attention from which on a word belongs to what stands in brackets."""


def finish(source: str, target: Aligned) -> Aligned:
    """Return the draft beginning, ending and bracketed as the source is."""
    target = _first_letter(source, _last_sign(source, target))
    for opening, closing in _PAIRS:
        target = _bracketed(source, target, opening, closing)
    return _quoted(source, target)


def _first_letter(source: str, target: Aligned) -> Aligned:
    given, drafted = WORD.search(source), WORD.search(target.text)
    if not given or not drafted or not given[0][0].isalpha():
        return target
    begin, first = drafted.start(), drafted[0][0]
    if given[0][0].isupper() and first.islower() and given[0][1:2].lower() == given[0][1:2]:
        return target.replaced(begin, begin + 1, first.upper()) if len(first.upper()) == 1 else target
    same_word = given[0].casefold() == drafted[0].casefold()
    if given[0].islower() and drafted[0][:1].isupper() and (drafted[0][1:].islower() or same_word):
        return target.replaced(begin, begin + 1, first.lower()) if len(first.lower()) == 1 else target
    return target


def _last_sign(source: str, target: Aligned) -> Aligned:
    """Give a draft the final sign of its source: none for a heading, a question mark for a question."""
    given, drafted = _END.search(source), _END.search(target.text)
    if given is None and drafted is not None and drafted[1] == "." and _ends_with_letter(source):
        inner = target.text[: drafted.start()]
        # The stop of an abbreviation stays: “S. A.”, “Lda.” come with a capital or after another stop.
        if "." not in inner[-5:]:
            return target.replaced(drafted.start(1), drafted.end(1), "")
    if (
        given is not None
        and drafted is not None
        and given[1] != drafted[1]
        and "." in drafted[1] + given[1]
        and set(given[1]) <= set(".!?…:")
        and not (given[1] == "." and drafted[1] in ("…", "..."))
    ):
        return target.replaced(drafted.start(1), drafted.end(1), given[1])
    if given is not None and drafted is None and given[1] in (".", "!", "?", ":", "…"):
        end = len(target.text.rstrip())
        bare = len(target.text.rstrip().rstrip("\"'”’»)]"))
        if bare and target.text[bare - 1].isalnum():
            # Inside the closing marks or outside them, as in the source.
            place = bare if given[2] else end
            return target.replaced(place, place, given[1])
    return target


def _ends_with_letter(source: str) -> bool:
    stripped = source.rstrip().rstrip("\"'”’»)]")
    return stripped[-1:].isalnum()


def _bracketed(source: str, target: Aligned, opening: str, closing: str) -> Aligned:
    if source.count(opening) != 1 or source.count(closing) != 1:
        return target
    if target.text.count(opening) == target.text.count(closing) == 1:
        return target
    start, end = source.index(opening), source.index(closing)
    if start > end:
        return target
    stripped = _without(target, re.compile(re.escape(opening) + "|" + re.escape(closing)))
    return _around(source, stripped, (start + 1, end), opening, closing) or target


def _quoted(source: str, target: Aligned) -> Aligned:
    """Put one pair of double quotation marks where the source has one, when the draft lost or doubled a mark."""
    given = [found.span() for found in _QUOTES.finditer(source)]
    if len(given) != 2 or len(_QUOTES.findall(target.text)) == 2:
        return target
    stripped = _without(target, _QUOTES)
    return _around(source, stripped, (given[0][1], given[1][0]), *(source[slice(*span)] for span in given)) or target


def _without(target: Aligned, signs: re.Pattern[str]) -> Aligned:
    for found in reversed(list(signs.finditer(target.text))):
        target = target.replaced(found.start(), found.end(), "")
    return target


def _around(source: str, target: Aligned, stretch: Span, opening: str, closing: str) -> Aligned | None:
    """Return the draft with two signs around the words that translate `stretch`; None when these cannot be told."""
    start, end = stretch
    inner, outer = source[start:end], source[: start - 1] + source[end + 1 :]
    if not any(map(str.isalnum, inner)):
        return None
    if not any(map(str.isalnum, outer)):
        text = target.text.strip()
        tail = _END.search(text) if source[end + 1 :].strip() else None
        last = tail.start() if tail else len(text)
        place = target.text.index(text) if text else 0
        return target.replaced(place + last, place + last, closing).replaced(place, place, opening)
    words = [found.span() for found in WORD.finditer(target.text)]
    inside = [index for index, word in enumerate(words) if target.share(word, stretch) >= _SHARE]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    if last - first + 1 > 2 * len(inside) + 1:
        return None
    right = words[last][1]
    # A stop or question mark that stands inside in the source stands inside here.
    if source[end - 1] in ".!?…," and target.text[right : right + 1] == source[end - 1]:
        right += 1
    return target.replaced(right, right, closing).replaced(words[first][0], words[first][0], opening)
