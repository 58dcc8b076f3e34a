"""Run a list of small pure jobs on the processors at hand."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from pipeline.errors import OctavillaError
from pipeline.processors import processors

Job = TypeVar("Job")
Result = TypeVar("Result")

SMALLEST_POOL = 3
"""Fewer jobs than this are done in this process: starting another one costs more than it saves."""


def run(function: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None = None) -> Iterator[Result]:
    """Yield `function(job)` for each job, as they finish.

    `workers` is the number of processes (default: one a processor). `function` and the jobs must be picklable.
    The first error ends the run: jobs not yet begun are dropped and the error is raised. Raises OctavillaError when
    the system ends one of the processes.
    """
    count = min(workers or processors(), len(jobs))
    if count <= 1 or len(jobs) < SMALLEST_POOL:
        for job in jobs:
            yield function(job)
        return
    # Not "fork": the translator's threads may hold locks that a forked child would wait for in vain.
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(count, mp_context=context) as executor:
            yield from _collect(executor, function, jobs)
    except BrokenProcessPool as error:
        message = "the system ended a process of ours, most likely for want of memory. Run this again with: --jobs 1"
        raise OctavillaError(message) from error


def _collect(executor: Executor, function: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
    futures = [executor.submit(function, job) for job in jobs]
    try:
        for future in as_completed(futures):
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
