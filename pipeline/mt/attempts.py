"""Bring each sentence to its best draft: ask once, look for faults, ask the few that have any again in other ways."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.mt.candidate import LONGEST, RETRY, Candidate, Context, Task, Variant, best_of
from pipeline.mt.casing import Case
from pipeline.mt.engine import Job, Output
from pipeline.mt.headings import is_doubtful_heading, vote, ways
from pipeline.mt.retries import WAVES

AGAIN = 32
"""Variants that wait before they are asked: enough for full batches, and few enough to keep in memory."""


@dataclass(slots=True)
class _Attempt:
    """A task on its way through the waves."""

    task: Task
    best: Candidate | None = None
    wave: int = 0
    missing: int = 1
    """Answers that are still to come before the next step."""
    heard: list[tuple[Variant, Output]] = field(default_factory=list)
    is_vote: bool = False


def candidates(tasks: Iterable[Task], context: Context) -> Iterator[tuple[Task, Candidate]]:
    """Yield each task with the best candidate, as soon as it is known: in order but for those asked again.

    What is asked again goes along with the tasks that follow, so that the cores never wait for a few sentences.
    """
    remaining = iter(tasks)
    again: deque[tuple[_Attempt, Variant]] = deque()
    asked: deque[tuple[_Attempt, Variant]] = deque()

    def jobs() -> Iterator[Job]:
        for task in remaining:
            asked.append((_Attempt(task), Variant(task.text)))
            yield Job(task.text)
            if len(again) >= AGAIN:
                yield from _drained(again, asked)
        yield from _drained(again, asked)

    while True:
        for output in context.engine.translate(jobs()):
            attempt, variant = asked.popleft()
            attempt.missing -= 1
            _hear(attempt, variant, output, context)
            if attempt.missing:
                continue
            if attempt.is_vote and len(attempt.heard) > 1:
                assert attempt.best is not None
                attempt.best = vote(attempt.task, attempt.best, attempt.heard, context)
                attempt.heard, attempt.is_vote = [], False
            following = list(_next(attempt, context))
            if not following:
                assert attempt.best is not None, "only a variant with fills can have no candidate"
                yield attempt.task, attempt.best
            attempt.missing = len(following)
            again.extend((attempt, variant) for variant in following)
        if not again:
            return


def _drained(again: deque[tuple[_Attempt, Variant]], asked: deque[tuple[_Attempt, Variant]]) -> Iterator[Job]:
    # One way to search after the other, and like lengths together, so that batches are full.
    waiting = sorted(again, key=lambda item: (item[1].search.beam, item[1].search.no_repeat, -len(item[1].text)))
    again.clear()
    for item in waiting:
        asked.append(item)
        yield Job(item[1].text, item[1].search)


def _hear(attempt: _Attempt, variant: Variant, output: Output, context: Context) -> None:
    if attempt.is_vote:
        attempt.heard.append((variant, output))
        return
    found = best_of(attempt.task, variant, output, context)
    if found is None:
        return
    if attempt.best is None:
        attempt.best = found
        if is_doubtful_heading(attempt.task, found):
            attempt.heard, attempt.is_vote = [(variant, output)], True
    elif _is_better(found, attempt.best, attempt.task):
        attempt.best = replace(found, first=attempt.best.first)


def _next(attempt: _Attempt, context: Context) -> Iterator[Variant]:
    """Yield the variants to ask for now; none when the draft is sound or nothing is left to try."""
    assert attempt.best is not None
    if attempt.is_vote:
        yield from ways(attempt.task, context)
        return
    while attempt.wave < len(WAVES):
        # A headline in Title Case is always asked for as it was written too.
        if len(attempt.task.text) > LONGEST:
            return
        wanted = attempt.best.weight >= RETRY or (attempt.task.case is Case.TITLE and attempt.wave == 0)
        if not wanted:
            return
        variants = list(WAVES[attempt.wave](attempt.task, attempt.best, context))
        attempt.wave += 1
        if variants:
            yield from variants
            return


def _is_better(found: Candidate, best: Candidate, task: Task) -> bool:
    if task.case is Case.TITLE and found.weight == best.weight:
        return found.log_probability > best.log_probability
    return found.weight < best.weight
