"""One sentence on its way: what the engine gets, and what is made of each answer before the best is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.mt import casing, guard
from pipeline.mt.alignment import WORD, Aligned, Span
from pipeline.mt.casing import Case
from pipeline.mt.engine import ARGOS, Output, Search
from pipeline.mt.finish import finish
from pipeline.mt.flags import Flag
from pipeline.mt.inline import Marked
from pipeline.mt.names import keep_names
from pipeline.mt.terms import enforce
from pipeline.mt.values import mend_values

if TYPE_CHECKING:
    from pipeline.mt.engine import Engine
    from pipeline.text.glossary import Glossary, TermMatch

RETRY = 2.0
"""Drafts whose faults weigh this much are looked for elsewhere; a bracket alone is not worth it."""
LONGEST = 1_000
"""Characters of what can be a sentence. Of longer texts, which always have a fault somewhere, only values and marks are
looked after."""
_DROPPED_WORDS = 3
"""Fewer may be put in other words."""
_SPELT = 3
"""Tokens of a word that the package puts together: a name, where it begins a sentence."""
_CAPITAL = re.compile(r"(?<![\w.])(?!I['’])[^\W\d_a-z][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Context:
    """What all sentences of a run share."""

    engine: Engine
    source: str
    """The language code of the sentences, and of the drafts below."""
    target: str
    glossary: Glossary
    references: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence, parsed; `text` is its plain text as the engine gets it, in sentence case."""

    sentence: str
    marked: Marked
    text: str
    case: Case
    matches: tuple[TermMatch, ...] = ()

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The words that stand for what must not change."""
        return tuple(item.name for item in self.marked.protected)


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to put a task's text to the engine."""

    text: str
    search: Search = ARGOS
    edits: tuple[tuple[int, int, str], ...] = ()
    """What was replaced in the task's text: start, end, by what; in order."""
    fills: Mapping[str, str] = field(default_factory=dict)
    """Placeholders among what was put in, and what to write for them in the draft."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mended answer with what is still wrong with it."""

    target: Aligned
    log_probability: float
    flags: tuple[Flag, ...]
    first: tuple[Flag, ...] = ()
    """What was wrong before mending."""
    split: bool = False
    lost_terms: tuple[TermMatch, ...] = ()
    lost_names: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """How bad it is; 0 for nothing found."""
        return guard.weight(self.flags)


def edited(task: Task, edits: Sequence[tuple[int, int, str]], fills: Mapping[str, str], search: Search) -> Variant:
    """Return the variant of a task's text with some stretches replaced."""
    text, at = "", 0
    for start, end, new in edits:
        text += task.text[at:start] + new
        at = end
    return Variant(text + task.text[at:], search, tuple(edits), fills)


def best_of(task: Task, variant: Variant, output: Output, context: Context) -> Candidate | None:
    """Return the best of an output and its other hypotheses: the first sound one, else the least bad."""
    best: Candidate | None = None
    for answer in answers(output):
        candidate = candidate_of(task, variant, answer, context)
        if candidate is None:
            continue
        if best is None:
            best = candidate
        elif candidate.weight < best.weight:
            best = replace(candidate, first=best.first)
        if best.weight < RETRY:
            break
    return best


def answers(output: Output) -> Iterator[Output]:
    """Yield an output and its other hypotheses, best first."""
    yield output
    for make in output.others:
        yield make()


def candidate_of(task: Task, variant: Variant, output: Output, context: Context) -> Candidate | None:
    """Return an answer mended as far as that goes without the engine; None when a placeholder put in is lost."""
    source = task.text
    seen: tuple[Flag, ...] = (Flag.DROPPED,) if _has_dropped(variant.text, output) else ()
    if output.kept:
        seen = (Flag.ECHO,)
    first = (*seen, *_faults(task, output.text, context)) if not variant.fills else seen
    target = Aligned(output.text)
    if not (
        first
        or variant.edits
        or task.matches
        or task.marked.has_marks
        or _has_lost_names(task, output.text, context)
        or finish(source, target).text != output.text
    ):
        return Candidate(target, output.log_probability, (), (), output.split)
    restored = _in_place(output.aligned, variant)
    if restored is None:
        return None
    target = finish(source, restored)
    terms: tuple[TermMatch, ...] = ()
    names: tuple[str, ...] = ()
    if task.matches:
        target, terms = enforce(source, target, task.matches, context.glossary)
    if task.case is Case.SENTENCE and len(source) <= LONGEST:
        target, names = keep_names(source, target, context.source, context.target)
    elif task.case is Case.TITLE:
        text = casing.with_names(task.marked.plain, target.text, context.engine.pieces)
        target = replace(target, text=text) if len(text) == len(target.text) else target
    if Flag.VALUES in first:
        target = mend_values(source, target, context.source, context.target)
    left = first if target.text == output.text else (*seen, *_faults(task, target.text, context))
    lost = tuple(flag for flag, missing in ((Flag.TERMS, terms), (Flag.NAMES, names)) if missing)
    flags = tuple(dict.fromkeys((*left, *lost)))
    return Candidate(target, output.log_probability, flags, (*first, *lost), output.split, terms, names)


def _has_dropped(source: str, output: Output) -> bool:
    """Tell whether three words in a row have left no trace in a draft that is not longer than its source."""
    # What a clause lost leaves short; reading the attention of every draft would cost more than it finds.
    if output.text.count(" ") > source.count(" "):
        return False
    return any(
        len(WORD.findall(source, start, end)) >= _DROPPED_WORDS for start, end in output.uncovered(_DROPPED_WORDS)
    )


def _faults(task: Task, target: str, context: Context) -> tuple[Flag, ...]:
    return guard.faults(task.text, target, context.source, context.target, task.placeholders)


def _has_lost_names(task: Task, target: str, context: Context) -> bool:
    """Tell whether a word with a capital is not in the draft; the first one only where the package has to spell it."""
    if task.case is not Case.SENTENCE:
        return task.case is Case.TITLE
    for found in _CAPITAL.finditer(task.text):
        if found[0] not in target and (found.start() or context.engine.pieces(found[0]) >= _SPELT):
            return True
    return False


def _in_place(target: Aligned, variant: Variant) -> Aligned | None:
    """Return the answer to a variant as one to the task's own text: positions moved back, placeholders filled."""
    if variant.edits:
        blocks = tuple(
            replace(block, source=tuple(_moved_back(span, variant.edits) for span in block.source))
            for block in target.blocks
        )
        target = replace(target, blocks=blocks)
    for name, text in variant.fills.items():
        places = list(re.finditer(rf"(?<!\w){name}(?!\w)", target.text, re.IGNORECASE))
        if len(places) != 1:
            return None
        target = target.replaced(*places[0].span(), text)
    return target


def _moved_back(span: Span, edits: Sequence[tuple[int, int, str]]) -> Span:
    def back(place: int, *, is_end: bool) -> int:
        grown = 0
        for start, end, new in edits:
            here = start + grown
            if place < here or (place == here and not (new and not is_end)):
                break
            if place < here + len(new) or (is_end and place == here + len(new)):
                # Within what was put in: all of what it stands for.
                return end if is_end else start
            grown += len(new) - (end - start)
        return place - grown

    start, end = span
    if start == end:
        place = back(start, is_end=False)
        return place, place
    return back(start, is_end=False), back(end, is_end=True)
