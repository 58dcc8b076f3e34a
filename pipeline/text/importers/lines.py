"""The lines of a document as pages have them: page numbers and running heads, which are no part of the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

PAGE_NUMBER = "page number"
RUNNING_HEAD = "running head"
CONTENTS = "line of contents"
EDGE = 3
"""Lines at the top and at the bottom of a page among which numbers and running heads are looked for."""
APART = 8
"""Lines between two page numbers at least, where the pages are not divided otherwise."""
CENTRED = 15
"""Columns before a number that is set in the middle of a page."""
LONGEST_HEAD = 110
"""Signs of a running head."""

_NUMBER = re.compile(
    r"[-–—·•|\[(\s]*(?P<word>(?:page|pages|pg|p|página|pagina|pág|pag)\b\.?\s*)?"
    r"(?P<number>\d{1,4}|[ivxl]{1,6})(?P<total>\s*(?:of|de|/)\s*\d{1,4})?[-–—·•|\])\s]*",
    re.IGNORECASE,
)
_APART = r"(?:\s{2,}|\t|\s+[|•·]\s+)"
_COUNTING = re.compile(
    rf"(?P<words>[^\W\d_].{{4,90}}?\S){_APART}(?P<after>\d{{1,4}})|"
    rf"(?P<before>\d{{1,4}}){_APART}(?P<words_after>[^\W\d_].{{4,90}})"
)
"""Words of a running head, and far from them the number of the page."""
_CONTENTS = re.compile(r"(?:table of )?contents|contenidos?|índice|conteúdo|sumário", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…:;][\"”’»)\]]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A line of a page that is no part of the text."""

    page: int
    """Which page of those handed in, from 0."""
    place: int
    """Which line of that page, from 0."""
    text: str
    what: str
    """PAGE_NUMBER, RUNNING_HEAD or CONTENTS."""
    confidence: float
    reason: str


def furniture(pages: Sequence[Sequence[str]]) -> tuple[Furniture, ...]:
    """Return the page numbers and running heads of a document that is divided into pages, in reading order.

    A running head is what stands on the same edge of at least two pages, a number that counts them aside. On the
    first page it is left where it is, unless it has a figure: it may be the title that the other pages repeat.
    """
    if len(pages) == 1:
        return ()
    edges = [_edges(page) for page in pages]
    heads: Counter[tuple[str, str]] = Counter(
        (edge, key)
        for index, (page, found) in enumerate(zip(pages, edges, strict=True))
        for edge, key in {(edge, key) for edge, at in found for key in _keys(page[at], index)}
    )
    offsets = _offsets(pages, edges)
    found: list[Furniture] = []
    for index, page in enumerate(pages):
        open_edges = {"top", "bottom"}
        taken = []
        for edge, at in edges[index]:
            if edge not in open_edges:
                continue
            times = max(heads[edge, key] for key in _keys(page[at], index))
            judged = _judged(page[at], index, times, len(pages), offsets)
            if judged is None:
                # What stands nearer to the text than a line of it is text as well.
                open_edges.discard(edge)
                continue
            what, confidence, reason = judged
            if what == RUNNING_HEAD and index == 0 and edge == "top" and not re.search(r"\d", page[at]):
                open_edges.discard(edge)
                continue
            taken.append(Furniture(page=index, place=at, text=page[at].strip(), what=what, confidence=confidence,
                                   reason=reason))  # fmt: skip
        found += sorted(taken, key=lambda item: item.place)
    return tuple(found)


def loose_furniture(lines: Sequence[str]) -> tuple[Furniture, ...]:
    """Return page numbers, and running heads beside them, in text that is copied from pages without their ends."""
    counting = _counting_heads(lines)
    taken = {item.place for item in counting}
    numbers = [item for item in _loose_numbers(lines) if item.place not in taken]
    heads = [item for item in _loose_heads(lines, [item.place for item in numbers]) if item.place not in taken]
    return tuple(sorted((*counting, *numbers, *heads), key=lambda item: item.place))


def contents(lines: Sequence[str]) -> tuple[Furniture, ...]:
    """Return the lines of a table of contents whose page numbers stand behind rows of dots, with its heading."""
    places = [at for at, line in enumerate(lines) if _has_leaders(line)]
    if len(places) < 2:
        return ()
    above = next(_filled(lines, places[0], -1), None)
    if above is not None and _CONTENTS.fullmatch(lines[above].strip()):
        places.insert(0, above)
    return tuple(
        Furniture(page=0, place=at, text=lines[at].strip(), what=CONTENTS, confidence=0.9,
                  reason="rows of dots and page numbers")
        for at in places
    )  # fmt: skip


def _has_leaders(line: str) -> bool:
    """Tell whether a line is of a table of contents: words, a row of dots, the number of a page."""
    before = line.rstrip().rstrip("0123456789")
    words = before.rstrip(" .·…\t")
    return line.rstrip() != before and bool(words.strip()) and sum(sign in ".·…" for sign in before[len(words) :]) > 3


def _edges(page: Sequence[str]) -> list[tuple[str, int]]:
    """Return the lines at the edges of a page, from the edge inwards; of a page with few lines each once."""
    filled = [at for at, line in enumerate(page) if line.strip()]
    top = filled[:EDGE]
    return [("top", at) for at in top] + [("bottom", at) for at in reversed(filled[-EDGE:]) if at not in top]


def _keys(line: str, index: int) -> set[str]:
    """Return a line as others may repeat it: as it stands, and with figures that count the pages."""
    flat = _flat(line)
    return {flat, re.sub(r"\d{1,4}", lambda found: f"#{int(found[0]) - index}", flat)}


def _flat(line: str) -> str:
    return " ".join(line.split()).casefold().strip(" -–—|·•")


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", _flat(line))


def _number(line: str) -> tuple[int, bool] | None:
    """Return the page number that is all of a line, and whether words or a total say that it is one."""
    found = _NUMBER.fullmatch(line.strip())
    if not found or not found["number"].isascii():
        return None
    said = bool(found["word"] or found["total"])
    text = found["number"]
    if text.isdigit():
        return int(text), said
    value = _roman(text.casefold())
    return (value, said) if value and (text.islower() or said) else None


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[sign] for sign in text]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))


def _offsets(pages: Sequence[Sequence[str]], edges: Sequence[list[tuple[str, int]]]) -> Counter[int]:
    """Return how many pages have a number that is so much more than their place."""
    found: Counter[int] = Counter()
    for index, page in enumerate(pages):
        numbers = {number[0] - index for _, at in edges[index] if (number := _number(page[at]))}
        found.update(numbers)
    return found


def _judged(
    line: str, index: int, times: int, pages: int, offsets: Counter[int]
) -> tuple[str, float, str] | None:  # fmt: skip
    number = _number(line)
    if number and number[1]:
        return PAGE_NUMBER, 0.97, "says that it is one"
    if number and offsets[number[0] - index] > 1:
        return PAGE_NUMBER, 0.97, "counts the pages"
    if number:
        return PAGE_NUMBER, 0.75, "a figure alone at the edge of a page"
    if times < 2 or len(line.strip()) > LONGEST_HEAD or not _key(line):
        return None
    if times >= max(3, pages / 2):
        return RUNNING_HEAD, 0.95, f"on {times} of {pages} pages"
    return (RUNNING_HEAD, 0.8, f"on {times} of {pages} pages") if not _ENDED.search(line.strip()) else None


def _loose_numbers(lines: Sequence[str]) -> list[Furniture]:
    candidates = [(at, *number) for at, line in enumerate(lines) if (number := _number(line)) and _alone(lines, at)]
    inside = {at for at, _, _ in candidates if _inside_sentence(lines, at)}
    # Numbers that only stand between paragraphs may be those of sections: something must say that they are of pages.
    of_pages = bool(inside) or _have_heads(lines, [at for at, _, _ in candidates])
    found = []
    for index, (at, value, said) in enumerate(candidates):
        around = [candidates[other] for other in (index - 1, index + 1) if 0 <= other < len(candidates)]
        counts = any(
            abs(value - other) == 1 and (value > other) == (at > there) and abs(at - there) >= APART
            for there, other, _ in around
        )
        set_in = len(lines[at]) - len(lines[at].lstrip()) >= CENTRED
        decorated = set_in or not lines[at].strip()[0].isalnum()
        if said and (counts or at in inside or lines[at].strip("-–—·•|[]() \t")[0].isalpha()):
            confidence, reason = 0.95, "says that it is one"
        elif counts and (of_pages or decorated):
            confidence, reason = (
                (0.95, "counts the pages, inside a sentence") if at in inside else (0.9, "counts the pages")
            )
        elif at in inside:
            confidence, reason = 0.8, "a figure alone, inside a sentence"
        else:
            continue
        found.append(Furniture(page=0, place=at, text=lines[at].strip(), what=PAGE_NUMBER, confidence=confidence,
                               reason=reason))  # fmt: skip
    return found


def _have_heads(lines: Sequence[str], numbers: Sequence[int]) -> bool:
    """Tell whether one line stands before, or after, several of the numbers."""
    own = frozenset(numbers)
    for step in (-1, 1):
        beside = [next(_filled(lines, at, step), None) for at in numbers]
        keys = Counter(_key(lines[at]) for at in beside if at is not None and at not in own)
        if keys and max(keys.values()) > 1:
            return True
    return False


def _loose_heads(lines: Sequence[str], numbers: Sequence[int]) -> list[Furniture]:
    own = frozenset(numbers)
    beside: defaultdict[str, list[int]] = defaultdict(list)
    for at in numbers:
        for step in (-1, 1):
            neighbour = next(_filled(lines, at, step), None)
            if neighbour is not None and len(lines[neighbour].strip()) <= LONGEST_HEAD:
                beside[_key(lines[neighbour])].append(neighbour)
    return [
        Furniture(page=0, place=at, text=lines[at].strip(), what=RUNNING_HEAD, confidence=0.85,
                  reason=f"beside {len(set(places))} page numbers")
        for key, places in beside.items()
        if key and key != "#" and len(set(places)) > 1 and at_least_half(len(set(places)), len(numbers))
        for at in sorted(set(places) - own)
    ]  # fmt: skip


def _counting_heads(lines: Sequence[str]) -> list[Furniture]:
    """Return running heads that have the page number on their own line, apart from the words: `Guide          3`."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, line in enumerate(lines):
        if match := _COUNTING.fullmatch(line.strip()):
            number = int(match["after"] or match["before"])
            found[_flat(match["words"] or match["words_after"])].append((at, number))
    return [
        Furniture(page=0, place=at, text=lines[at].strip(), what=RUNNING_HEAD, confidence=0.92,
                  reason=f"{len(places)} times, with a number that counts the pages")
        for places in found.values()
        if len(places) > 1
        and all(1 <= two[1] - one[1] <= 2 and two[0] - one[0] >= APART for one, two in pairwise(places))
        for at, _ in places
    ]  # fmt: skip


def at_least_half(part: int, whole: int) -> bool:
    """Tell whether `part` is at least half of `whole`."""
    return 2 * part >= whole


def _filled(lines: Sequence[str], at: int, step: int) -> Iterator[int]:
    place = at + step
    while 0 <= place < len(lines):
        if lines[place].strip():
            yield place
        place += step


def _alone(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line has an empty one beside it, or divides a sentence."""
    before = at == 0 or not lines[at - 1].strip()
    after = at + 1 >= len(lines) or not lines[at + 1].strip()
    return before or after or _inside_sentence(lines, at)


def _inside_sentence(lines: Sequence[str], at: int) -> bool:
    """Tell whether the sentence before a line goes on after it."""
    before, after = next(_filled(lines, at, -1), None), next(_filled(lines, at, 1), None)
    if before is None or after is None:
        return False
    last, following = lines[before].strip(), lines[after].strip()
    return not _ENDED.search(last) and len(last) > 20 and following[:1].islower()
