"""Other ways to ask for a sentence whose draft has a fault, in the order of what they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.mt.alignment import WORD
from pipeline.mt.candidate import Candidate, Context, Task, Variant, edited
from pipeline.mt.casing import Case
from pipeline.mt.engine import ARGOS, Search
from pipeline.mt.flags import Flag
from pipeline.mt.terms import stand_ins
from pipeline.mt.values import localised
from pipeline.text.placeholders import unused
from pipeline.text.values import compare

WIDE_BEAM = 8
_NO_REPEAT = 3
_FEW_WORDS = 4
_PIECE_WORDS = 8
"""Sentences of fewer words are not cut into pieces."""
_LOOPS = {Flag.REPEATED, Flag.LONG}
_LOST = {Flag.VALUES, Flag.NAMES, Flag.TERMS}
_MISSING = {Flag.DROPPED, Flag.SHORT, Flag.CUT}
_LETTERS = ("KK", "WW", "VV", "ZZ", "QQ", "XX")
"""Of placeholders put in now: the first ones may stand in the text already."""

Wave = Callable[[Task, Candidate, Context], Iterator[Variant]]


def _without_stop(task: Task, _: Candidate, __: Context) -> Iterator[Variant]:
    """Yield the text without its final stop; a short one with a stop."""
    text = task.text.rstrip()
    words = WORD.findall(text)
    if text.endswith(".") and not text.endswith("..") and len(words) > 1:
        yield Variant(text[:-1])
    elif words and len(words) <= _FEW_WORDS and text[-1].isalnum():
        yield Variant(text + ".")


def _with_placeholders(task: Task, candidate: Candidate, context: Context) -> Iterator[Variant]:
    """Yield the text with a placeholder for each value, name and glossary term that its draft lost."""
    missing = compare(task.text, candidate.target.text, context.source, context.target).missing
    wanted = [(value.start, value.end, localised(value, context.source, context.target)) for value in missing]
    for name in candidate.lost_names:
        at = task.text.find(name)
        wanted += [(at, at + len(name), name)] if at >= 0 else []
    edits, fills = stand_ins(candidate.lost_terms, "")
    # A term goes in as it was: the glossary's translation, and all that agrees with it, takes its place in the end.
    wanted += [(start, end, fills[name]) for start, end, name in edits]
    letter = unused(task.text, _LETTERS)
    edits, fills = (), {}
    for start, end, text in sorted(wanted):
        if not edits or start >= edits[-1][1]:
            name = f"{letter}{len(edits) + 1}"
            edits, fills[name] = (*edits, (start, end, name)), text
    if edits:
        yield edited(task, edits, fills, ARGOS)


def _by_fault(task: Task, candidate: Candidate, context: Context) -> Iterator[Variant]:
    """Yield the way that costs as much as the first and that mends most faults of the kind that the draft has."""
    flags = {*candidate.flags}
    if flags & _LOOPS:
        yield Variant(task.text, Search(no_repeat=_NO_REPEAT))
    elif flags & _LOST:
        yield from _with_placeholders(task, candidate, context)
    elif flags & _MISSING:
        yield from _in_pieces(task, candidate, context)
    else:
        yield from _without_stop(task, candidate, context)
    if task.case is Case.TITLE:
        yield Variant(task.marked.plain)


def _otherwise(task: Task, candidate: Candidate, context: Context) -> Iterator[Variant]:
    """Yield the text without its final stop where that was not the first way, else in pieces."""
    others = _without_stop if {*candidate.flags} & (_LOOPS | _MISSING | _LOST) else _in_pieces
    yield from others(task, candidate, context)


def _wide(task: Task, candidate: Candidate, _: Context) -> Iterator[Variant]:
    """Yield a search with a wider beam, without n-grams that come twice where the draft ran in circles."""
    circles = _LOOPS & {*candidate.flags, *candidate.first}
    yield Variant(task.text, Search(beam=WIDE_BEAM, no_repeat=_NO_REPEAT if circles else 0))


def _in_pieces(task: Task, _: Candidate, context: Context) -> Iterator[Variant]:
    """Yield the text to be translated in two or three pieces."""
    if len(WORD.findall(task.text)) >= _PIECE_WORDS:
        yield Variant(task.text, Search(piece_tokens=max(context.engine.pieces(task.text[:4000]) // 2 + 2, 6)))


WAVES: tuple[Wave, ...] = (_by_fault, _otherwise, _wide)
