"""Put the lines of pasted text together to paragraphs, items, tables and rules: what stands between them decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby, pairwise, zip_longest

from pipeline.text.importers.aligned import tabbed
from pipeline.text.importers.hyphens import HYPHENS, Vocabulary
from pipeline.text.importers.itemise import Mark, mark_of
from pipeline.text.importers.judging import Judge
from pipeline.text.importers.model import Guess
from pipeline.text.importers.wraps import (
    WIDEST,
    Line,
    attached,
    goes_on,
    hangs,
    is_ended,
    is_full,
    is_greeting,
    is_poem,
    lines_matter,
    says_of_itself,
    width,
)

_RULE = re.compile(r"(?:[-–—_=~]\s?){3,}|(?:[*#•⁂❦]\s?){3,}|⁂|\* \* \*")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_MOST_CELLS = 160
"""Signs of a cell: a longer one is a paragraph with a tab in it."""
TABULATOR = 8
LONGEST_LINE = 75
"""Signs of a heading or an item: a short line may end in `for` or `this`, and what follows is text of its own."""
LONGEST_TEXT = 30_000
"""Signs of a paragraph to which nothing more is joined: a text of more is refused when it is read."""


class Sort(Enum):
    """What an entry is."""

    TEXT = auto()
    ITEM = auto()
    """Begins with what may be the mark of a list item."""
    LINES = auto()
    """An address or verse: `text` has a line feed between lines."""
    TABLE = auto()
    """`text` has a line feed between rows and a tab between cells."""
    RULE = auto()
    HEADING = auto()
    """Underlined with a line of signs; `level` is 1 or 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Some lines that belong together."""

    sort: Sort
    text: str
    first: Line
    last: Line
    mark: Mark | None = None
    """Of an item; its text is without it."""
    level: int = 0
    filled: bool = False
    """Whether its last line is as long as lines are."""


def entries(lines: Sequence[Line], vocabulary: Vocabulary, judge: Judge) -> tuple[Entry, ...]:
    """Return the entries of a text in order. Lines are joined where a program broke them, and words that it divided.

    A paragraph that an empty line or the end of a page cuts in two becomes one again.
    """
    runs = [list(run) for run in _runs(lines)]
    prose = [[line for line in run if mark_of(line.text) is None] for run in runs]
    meant = _is_unwrapped(lines)
    columns = 0 if meant else width(prose)
    poem = is_poem(runs)
    found: list[Entry] = []
    told: set[int] = set()
    for place, run in enumerate(runs):
        own = width([run]) if not meant and (len(run) > 3 or not columns) else 0
        wide = own if own and (not columns or own < 0.9 * columns) else columns
        full = next((pair for pair in pairwise(run) if is_full(*pair, wide)), None) if wide else None
        if full and wide not in told:
            told.add(wide)
            guess = Guess(what="joined lines", text=f"{full[0].text} {full[1].text}", confidence=0.95,
                          reason=f"lines wrapped at {wide} columns", line=full[0].number,
                          page=full[0].page)  # fmt: skip
            if not judge.agrees(guess):
                wide = columns = 0
        found += _entries(run, wide, first=place == 0, poem=poem, vocabulary=vocabulary, judge=judge)
    return tuple(_whole(found, vocabulary, judge))


def _is_unwrapped(lines: Sequence[Line]) -> bool:
    """Tell whether a good part of a text stands on lines longer than any program wraps: then line ends are meant."""
    return 5 * sum(len(line.text) for line in lines if len(line.text) > WIDEST) > sum(len(line.text) for line in lines)


def _runs(lines: Sequence[Line]) -> Iterator[Iterator[Line]]:
    """Yield stretches of lines without an empty line, a page's end or another depth of quotation between them."""
    number = 0
    keys: list[tuple[int, bool]] = []
    before: Line | None = None
    for line in lines:
        if before is not None and (line.filled != before.filled or line.depth != before.depth or line.broken):
            number += 1
        keys.append((number, line.filled))
        before = line
    at = iter(keys)
    for (_, filled), run in groupby(lines, key=lambda _: next(at)):
        if filled:
            yield run


def _entries(
    run: list[Line], wide: int, *, first: bool, poem: bool, vocabulary: Vocabulary, judge: Judge
) -> Iterator[Entry]:
    """Yield the entries of one run of lines, of `wide` columns (0: whose ends are meant)."""
    marks = [mark_of(line.text) for line in run]
    run = tabbed(run)
    if not any(marks) and "\t" not in "".join(line.text for line in run):
        guess = lines_matter(run, wide, first=first, poem=poem)
        if guess and judge.agrees(guess):
            text = "\n".join(_spaced(line.text) for line in run)
            yield Entry(sort=Sort.LINES, text=text, first=run[0], last=run[-1])
            return
    entry: Entry | None = None
    for lines, is_table in _tables(run, judge):
        if is_table:
            if entry:
                yield entry
                entry = None
            text = "\n".join("\t".join(_spaced(cell) for cell in line.text.split("\t")) for line in lines)
            yield Entry(sort=Sort.TABLE, text=text, first=lines[0], last=lines[-1])
            continue
        line = replace(lines[0], text=_spaced(lines[0].text))
        if entry and entry.first is entry.last and entry.sort is Sort.TEXT and _underlines(line, entry):
            level = 1 if line.text.startswith("=") else 2
            yield replace(entry, sort=Sort.HEADING, level=level, last=line)
            entry = None
            continue
        new = _begun(line)
        if entry and new.sort is Sort.TEXT and _continues(entry, line, wide, vocabulary, judge):
            entry = replace(entry, text=attached(entry.text, line, vocabulary, judge), last=line)
            continue
        if entry:
            yield replace(entry, filled=bool(wide) and is_full(entry.last, line, wide))
        entry = new
    if entry:
        last = entry.last
        yield replace(entry, filled=bool(wide) and last.indent + len(last.text) > 0.8 * wide)


def _tables(run: list[Line], judge: Judge) -> Iterator[tuple[list[Line], bool]]:
    """Yield single lines, and together those that stand below each other with the same number of tabs."""
    keyed = groupby(run, key=lambda line: 0 if mark_of(line.text) else line.text.count("\t"))
    for tabs, group in keyed:
        lines = list(group)
        cells = [cell for line in lines for cell in line.text.split("\t")]
        if tabs and len(lines) > 1 and max(map(len, cells)) <= _MOST_CELLS:
            confidence = 0.85 if len(lines) > 2 else 0.7
            guess = Guess(what="table", text=" | ".join(lines[0].text.split("\t")), confidence=confidence,
                          reason=f"{len(lines)} lines with {tabs + 1} columns", line=lines[0].number,
                          page=lines[0].page)  # fmt: skip
            if judge.agrees(guess):
                yield lines, True
                continue
        for line in lines:
            yield [line], False


def _begun(line: Line) -> Entry:
    if _RULE.fullmatch(line.text):
        return Entry(sort=Sort.RULE, text="", first=line, last=line)
    if found := mark_of(line.text):
        mark, rest = found
        return Entry(sort=Sort.ITEM, text=rest, first=line, last=line, mark=mark)
    return Entry(sort=Sort.TEXT, text=line.text, first=line, last=line)


def _underlines(line: Line, entry: Entry) -> bool:
    return bool(_UNDERLINE.fullmatch(line.text)) and len(line.text) >= 0.5 * len(entry.text) and len(entry.text) < 100


def _continues(entry: Entry, line: Line, wide: int, vocabulary: Vocabulary, judge: Judge) -> bool:
    """Tell whether a line goes on with an entry that is right above it."""
    if entry.sort is Sort.RULE or len(entry.text) > LONGEST_TEXT:
        return False
    last = entry.last
    if last.soft:
        return True
    if entry.sort is Sort.ITEM and line.indent > entry.first.indent and not (wide and _is_indented(last, line, entry)):
        return True
    if entry.text[-1:] in HYPHENS and goes_on(line.text) and entry.text[-2:-1].isalpha():
        return True
    if wide and is_full(last, line, wide):
        return not (_is_indented(last, line, entry) and is_ended(entry.text))
    if is_ended(entry.text) or not goes_on(line.text) or (len(entry.text) < 25 and not entry.mark):
        return False
    if entry.sort is Sort.TEXT and goes_on(entry.text):
        # Lines that all begin with small letters are items without marks.
        return False
    if says_of_itself(line.text):
        return False
    guess = Guess(what="joined paragraph", text=f"{_end(entry.text)} {_beginning(line.text)}", confidence=0.75,
                  line=line.number, page=line.page,
                  reason="no full stop above, a small letter here")  # fmt: skip
    return judge.agrees(guess)


def _is_indented(last: Line, line: Line, entry: Entry) -> bool:
    """Tell whether a line is set in, as the first one of a paragraph is."""
    return entry.sort is Sort.TEXT and line.indent >= last.indent + 2


def _whole(found: Sequence[Entry], vocabulary: Vocabulary, judge: Judge) -> Iterator[Entry]:
    """Yield the entries, those as one that an empty line or a page's end divides in the middle of a sentence."""
    waiting: Entry | None = None
    for entry, after in zip_longest(found, found[1:]):
        begins = waiting is not None and after is not None and _begins_items(waiting, entry, after)
        guess = _broken(waiting, entry) if waiting is not None and not begins else None
        if waiting is not None and guess is not None and judge.agrees(guess):
            if _is_initial(waiting, entry):
                text = _with_initial(waiting.text, entry.text, vocabulary)
            else:
                text = attached(waiting.text, replace(entry.first, text=entry.text), vocabulary, judge)
            waiting = replace(waiting, text=text, last=entry.last, filled=entry.filled)
            continue
        if waiting is not None:
            yield waiting
        waiting = entry
    if waiting is not None:
        yield waiting


def _broken(one: Entry, two: Entry) -> Guess | None:
    """Return a guess that two entries are one, None where nothing speaks for it."""
    if one.sort not in (Sort.TEXT, Sort.ITEM) or two.sort is not Sort.TEXT or one.first.depth != two.first.depth:
        return None
    if _is_initial(one, two):
        return Guess(what="joined paragraph", text=f"{one.text} {_beginning(two.text)}", confidence=0.85,
                     reason="a large first letter", line=one.first.number, page=one.first.page)  # fmt: skip
    if is_ended(one.text) or len(one.text) < 25 or says_of_itself(two.text) or is_greeting(one.text):
        return None
    if len(one.text) + len(two.text) > LONGEST_TEXT:
        return None
    paged = two.first.broken or two.first.page != one.last.page
    confidence = 0.0
    if goes_on(two.text) and not (goes_on(one.text) and not paged):
        confidence, reason = (0.92, "a page ends inside a sentence") if paged else (0.8, "a sentence goes on")
    elif paged and (one.filled or hangs(one.text)):
        confidence, reason = 0.8, "a page ends inside a sentence"
    elif len(one.text) > LONGEST_LINE and hangs(one.text) and one.text.split()[-1].islower() and (
        not two.text[:1].isdigit()
    ):  # fmt: skip
        confidence, reason = 0.75, "a sentence does not end so"
    if not confidence:
        return None
    return Guess(what="joined paragraph", text=f"{_end(one.text)} {_beginning(two.text)}", confidence=confidence,
                 reason=reason, line=two.first.number, page=two.first.page)  # fmt: skip


def _begins_items(head: Entry, one: Entry, two: Entry) -> bool:
    """Tell whether a short line stands above several that all begin with a small letter: items without marks."""
    short = all(len(entry.text) <= LONGEST_LINE for entry in (head, one, two))
    return short and two.sort is Sort.TEXT and goes_on(one.text) and goes_on(two.text) and not hangs(one.text)


def _is_initial(one: Entry, two: Entry) -> bool:
    """Tell whether an entry is the large letter that the next one begins with."""
    letter = one.text.strip("“‘\"'«")
    return one.sort is Sort.TEXT and len(letter) == 1 and letter.isupper() and goes_on(two.text)


def _with_initial(letter: str, text: str, vocabulary: Vocabulary) -> str:
    """Return a text with its first letter; `A` and `I` may be words of their own."""
    first = letter[-1] + text.split(None, 1)[0].rstrip(".,;:!?’”")
    is_word = vocabulary.known(first) or vocabulary.times(first) > 0
    return letter + ("" if is_word or letter[-1] not in "AIOEY" else " ") + text


def _end(text: str) -> str:
    return " ".join(text.split()[-4:])


def _beginning(text: str) -> str:
    return " ".join(text.split()[:4])


def _spaced(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).strip()
