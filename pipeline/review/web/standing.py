"""How an edition stands at one moment: its sentences by place, state and doubt, worked out once for each moment."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.review.catalogue import Catalogue, Entry, State
from pipeline.review.order import entry_urgency, is_remembered
from pipeline.review.remarks import RemarkKind, entry_id, remarks
from pipeline.review.web.markup import References
from pipeline.review.web.outline import Outline
from pipeline.review.web.views import Order, Progress, Show

WINDOW = 40
"""Sentences shown at once."""
BEFORE = 12
"""Of these, how many come before the one at work on."""
_DIGITS = 7
"""No text has so many sentences that their numbers have more."""
_SLACK = 8
"""How many more to show rather than to cut a paragraph in two."""


class Index:
    """The sentences of a text, each once in the order of its first place; found by identity and by source."""

    def __init__(self, outline: Outline, references: References = ()) -> None:
        """Number the sentences from 0; `places` of the outline may hold one several times.

        `references` are the link reference definitions of the text.
        """
        self.outline = outline
        self.references = references
        self.first: list[int] = []
        self.sources: list[str] = []
        self.number: dict[str, int] = {}
        self.at_place: list[int] = []
        for place, item in enumerate(outline.places):
            number = self.number.setdefault(item.source, len(self.sources))
            if number == len(self.sources):
                self.sources.append(item.source)
                self.first.append(place)
            self.at_place.append(number)
        self.times = Counter(self.at_place)
        self.ids = [entry_id(source) for source in self.sources]
        self.by_id = {name: number for number, name in enumerate(self.ids)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters and counts need of an entry, read from it once."""

    entry: Entry
    state: State
    comments: int
    versions: int
    is_warned: bool
    """True for a draft that the program itself asks to have looked at."""


def facts_of(entry: Entry) -> Facts:
    """Return the facts of an entry."""
    state = entry.state
    said = Counter(remark.kind for remark in remarks(entry)) if entry.comments else Counter()
    warned = state is State.DRAFT and bool(entry.warnings) and (entry.is_found or is_machine(entry))
    return Facts(entry, state, said[RemarkKind.COMMENT], said[RemarkKind.VERSION], warned)


def is_machine(entry: Entry) -> bool:
    """Tell whether a machine wrote the text of an entry and nobody changed it; remarks alone make it nobody's."""
    bare = replace(entry, comments=()) if entry.comments else entry
    return bare.state is State.DRAFT and not bare.touched


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader wants to see of an edition."""

    show: Show = "all"
    order: Order = "text"
    q: str = ""
    changed: frozenset[str] = frozenset()
    """Sources that others changed since the last visit: for the filter `changed`."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of what fits: `rows` are places (from 0) to show, in the order shown; `fitting` those that fit."""

    rows: tuple[int, ...]
    fitting: frozenset[int]
    first: int
    """Which of the fitting sentences the first one shown is, from 1; 0 when none is."""
    last: int
    total: int
    has_earlier: bool
    has_later: bool


class Standing:
    """An edition at one moment. Nothing in it changes but for what is worked out when it is first asked for."""

    def __init__(
        self,
        token: str,
        catalogue: Catalogue,
        index: Index,
        is_flagged: Callable[[Entry], bool],
        former: Standing | None = None,
    ) -> None:
        """Take in a catalogue; what `former` knows of entries that are still the same objects is taken over."""
        self.token = token
        self.catalogue = catalogue
        self.index = index
        self._is_flagged = is_flagged
        self._found: dict[str, frozenset[int]] = {}
        if former is not None and former.index is index:
            self._follow(former)
            return
        self._entries = [catalogue.get(source) for source in index.sources]
        self.facts = [self._facts(number) for number in range(len(self._entries))]
        self._states = Counter(facts.state for facts in self.facts)
        self._fitting: dict[Show, list[int]] = {}
        self._folded: dict[str, tuple[Entry, str]] = {}
        self._by_doubt: list[int] | None = None

    def _follow(self, former: Standing) -> None:
        """Take over what is known of an earlier moment, and work out anew only what has changed since."""
        changed = self._take(former)
        self.facts = list(former.facts)
        for number in changed:
            self.facts[number] = self._facts(number)
        self._states = Counter(former._states)
        self._states.update(self.facts[number].state for number in changed)
        self._states.subtract(former.facts[number].state for number in changed)
        self._folded = former._folded
        self._fitting = {show: list(numbers) for show, numbers in former._fitting.items()}
        for show, numbers in self._fitting.items():
            for number in changed:
                at = bisect_left(numbers, number)
                was_in = at < len(numbers) and numbers[at] == number
                is_in = self._fits(show, self.facts[number])
                if is_in and not was_in:
                    numbers.insert(at, number)
                elif was_in and not is_in:
                    del numbers[at]
        self._by_doubt = None
        if former._by_doubt is not None:
            gone = frozenset(changed)
            self._by_doubt = [number for number in former._by_doubt if number not in gone] if gone else former._by_doubt
            for number in changed:
                insort(self._by_doubt, number, key=self._doubt)

    def _take(self, former: Standing) -> list[int]:
        """Take over the entries of an earlier moment where they are the same; return the numbers of the others."""
        entries = self.catalogue.changed_since(former.catalogue)
        if entries is None:
            self._entries = [self.catalogue.get(source) for source in self.index.sources]
            pairs = enumerate(zip(self._entries, former._entries, strict=True))
            return [number for number, (entry, old) in pairs if entry is not old]
        self._entries = list(former._entries)
        changed = []
        for entry in entries:
            number = self.index.number.get(entry.source)
            if number is not None:
                self._entries[number] = entry
                changed.append(number)
        return changed

    @property
    def progress(self) -> Progress:
        """How far the edition has come."""
        total, approved = len(self.facts), self._states[State.APPROVED]
        return Progress(
            total=total,
            approved=approved,
            draft=self._states[State.DRAFT],
            stale=self._states[State.STALE],
            untranslated=self._states[State.UNTRANSLATED],
            conflicts=len(self.fitting(Wanted(show="conflict"))),
            comments=len(self.fitting(Wanted(show="comment"))),
            percent=100 * approved // total if total else 0,
        )

    def count(self, wanted: Wanted) -> int | None:
        """Return how many sentences fit; None for `flagged` as long as nobody has looked for those."""
        if wanted.show == "flagged" and "flagged" not in self._fitting:
            return None
        return len(self.fitting(wanted))

    def fitting(self, wanted: Wanted) -> Sequence[int]:
        """Return the numbers of the sentences that fit filter and search, in the order of the text."""
        if wanted.show == "changed":
            known = (self.index.number.get(source) for source in wanted.changed)
            found = sorted(number for number in known if number is not None)
        else:
            if wanted.show not in self._fitting:
                fits = (number for number, facts in enumerate(self.facts) if self._fits(wanted.show, facts))
                self._fitting[wanted.show] = list(fits)
            found = self._fitting[wanted.show]
        words = tuple(folded(wanted.q).split())
        if not words:
            return found
        having = self._having(words)
        named = self.named(wanted.q)
        if named is None:
            return [number for number in found if number in having]
        # Who has a proof on paper looks for a number, whatever the filter.
        return sorted({named, *(number for number in found if number in having)})

    def named(self, q: str) -> int | None:
        """Return the sentence that is looked for by its number, `12` or `#12`, from 0; None for other searches."""
        name = q.strip().removeprefix("#")
        number = int(name) if name.isascii() and name.isdecimal() and len(name) < _DIGITS else 0
        return number - 1 if 1 <= number <= len(self.facts) else None

    def ordered(self, wanted: Wanted) -> Sequence[int]:
        """Return the numbers of the sentences that fit, in the order wanted."""
        found = self.fitting(wanted)
        if wanted.order == "text":
            return found
        if self._by_doubt is None:
            self._by_doubt = sorted(range(len(self.facts)), key=self._doubt)
        if len(found) == len(self.facts):
            return self._by_doubt
        chosen = frozenset(found)
        return [number for number in self._by_doubt if number in chosen]

    def window(
        self, wanted: Wanted, *, at: int | None = None, before: int | None = None, after: int | None = None
    ) -> Slice:
        """Return what to show around the place `at` (from 0), or next before or after a place; else the beginning.

        In the order of the text paragraphs are shown with all their sentences; in that of doubt each stands alone.
        What `at` names is shown even if it does not fit.
        """
        numbers = self.ordered(wanted)
        if wanted.order == "doubt":
            return self._by_doubt_around(numbers, at, before, after)
        first = self.index.first
        rows: Sequence[int] = range(len(self.index.at_place))
        is_cut_before = is_cut_after = False
        if wanted.show != "all" or wanted.q:
            # Only what may come into the window is put together: a text may have thousands of sentences that fit.
            here = next((place for place in (at, before, after) if place is not None), 0)
            middle = bisect_left(numbers, bisect_left(first, here))
            low, high = max(middle - WINDOW - 1, 0), middle + WINDOW + 2
            near = [first[number] for number in numbers[low:high]]
            is_cut_before, is_cut_after = low > 0, high < len(numbers)
            rows = self._with_neighbours(near if at is None else sorted({*near, at}))
        start, end = self._bounds(rows, at, before, after)
        shown = tuple(rows[start:end])
        from_number = bisect_left(first, shown[0]) if shown else 0
        to_number = bisect_left(first, shown[-1] + 1) if shown else 0
        low, high = bisect_left(numbers, from_number), bisect_left(numbers, to_number)
        return Slice(
            rows=shown,
            fitting=frozenset(first[number] for number in numbers[low:high]),
            first=low + 1 if low < high else 0,
            last=high if low < high else 0,
            total=len(numbers),
            has_earlier=start > 0 or is_cut_before,
            has_later=end < len(rows) or is_cut_after,
        )

    def neighbour(self, wanted: Wanted, number: int, *, step: int = 1, only_open: bool = False) -> int | None:
        """Return the sentence that comes next (or, with step −1, before) in what fits; None where there is none.

        With `only_open` what is approved is passed over, and the search goes on at the other end. A sentence that does
        not fit itself has the neighbours that it would have in the order of the text.
        """
        numbers = self.ordered(wanted)
        at = bisect_left(numbers, number) if wanted.order == "text" else _position(numbers, number)
        here = at < len(numbers) and numbers[at] == number
        after = at + 1 if here else at
        if not only_open:
            other = after if step > 0 else at - 1
            return numbers[other] if 0 <= other < len(numbers) else None
        later, earlier = range(after, len(numbers)), range(at)
        for other in chain(later, earlier) if step > 0 else chain(reversed(earlier), reversed(later)):
            if self.facts[numbers[other]].state is not State.APPROVED:
                return numbers[other]
        return None

    def _facts(self, number: int) -> Facts:
        return facts_of(self._entries[number] or Entry(source=self.index.sources[number]))

    def _fits(self, show: Show, facts: Facts) -> bool:
        match show:
            case "all":
                return True
            case "flagged":
                return facts.is_warned or self._is_flagged(facts.entry)
            case "conflict":
                return facts.versions > 0
            case "comment":
                return facts.comments > 0
        return facts.state.value == show

    def _doubt(self, number: int) -> tuple[bool, bool, float, int]:
        """Return what to sort by: approved last, before them what the memory knows, else the most doubtful first."""
        entry = self.facts[number].entry
        is_approved = self.facts[number].state is State.APPROVED
        return is_approved, is_remembered(entry), -entry_urgency(entry), number

    def _having(self, words: tuple[str, ...]) -> frozenset[int]:
        """Return the numbers of the sentences that hold all words, in source or translation."""
        key = " ".join(words)
        if key not in self._found:
            texts = enumerate(map(self._searched, self.facts))
            self._found[key] = frozenset(number for number, text in texts if all(word in text for word in words))
        return self._found[key]

    def _searched(self, facts: Facts) -> str:
        entry = facts.entry
        known = self._folded.get(entry.source)
        if known is None or known[0] is not entry:
            known = (entry, f"{folded(entry.source)}\n{folded(entry.target)}")
            self._folded[entry.source] = known
        return known[1]

    def _with_neighbours(self, places: Sequence[int]) -> list[int]:
        """Return the places with all others of their paragraphs, in the order of the text."""
        outline = self.index.outline
        units = dict.fromkeys(outline.places[place].unit for place in places)
        return [place for unit in units for place in range(*outline.bounds[unit])]

    def _by_doubt_around(self, numbers: Sequence[int], at: int | None, before: int | None, after: int | None) -> Slice:
        first, at_place = self.index.first, self.index.at_place
        rows = numbers
        if at is not None and at_place[at] not in numbers:
            rows = [at_place[at], *numbers]
        where = (None if place is None else _position(rows, at_place[place]) for place in (at, before, after))
        start, end = _stretch(len(rows), *where)
        shown = rows[start:end]
        extra = len(rows) - len(numbers)
        fitting = [number for number in shown if not extra or number != rows[0]]
        low = max(start - extra, 0)
        return Slice(
            rows=tuple(first[number] for number in shown),
            fitting=frozenset(first[number] for number in fitting),
            first=low + 1 if fitting else 0,
            last=low + len(fitting) if fitting else 0,
            total=len(numbers),
            has_earlier=start > 0,
            has_later=end < len(rows),
        )

    def _bounds(self, rows: Sequence[int], at: int | None, before: int | None, after: int | None) -> tuple[int, int]:
        """Return which of the rows to show, whole paragraphs where they are not too long."""
        where = (None if place is None else bisect_left(rows, place) for place in (at, before, after))
        start, end = _stretch(len(rows), *where)
        if after is None:
            start = self._paragraph_start(rows, start)
        if before is None:
            end = self._paragraph_end(rows, end)
        return start, end

    def _paragraph_start(self, rows: Sequence[int], start: int) -> int:
        """Return the row at which the paragraph of the row `start` begins, unless it is far."""
        unit = self._unit
        for back in range(_SLACK + 1):
            at = start - back
            if at <= 0:
                return max(at, 0)
            if at >= len(rows) or unit(rows[at - 1]) != unit(rows[at]):
                return at
        return start

    def _paragraph_end(self, rows: Sequence[int], end: int) -> int:
        unit = self._unit
        for forth in range(_SLACK + 1):
            at = end + forth
            if at >= len(rows) or at == 0 or unit(rows[at - 1]) != unit(rows[at]):
                return min(at, len(rows))
        return end

    def _unit(self, place: int) -> int:
        return self.index.outline.places[place].unit


def folded(text: str) -> str:
    """Return a text for searching: without accents and capitals.

    >>> folded("Ábrete, SÉSAMO")
    'abrete, sesamo'
    """
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _stretch(rows: int, at: int | None, before: int | None, after: int | None) -> tuple[int, int]:
    """Return from where to where to show rows: around a row, before it, after it, or from the beginning."""
    if before is not None:
        return max(before - WINDOW, 0), before
    if after is not None:
        return min(after + 1, rows), min(after + 1 + WINDOW, rows)
    start = max(min((at or 0) - BEFORE, rows - WINDOW), 0)
    return start, min(start + WINDOW, rows)


def _position(rows: Sequence[int], row: int) -> int:
    """Return where a row stands in rows that are not sorted; 0 where it does not."""
    try:
        return rows.index(row)
    except ValueError:
        return 0
