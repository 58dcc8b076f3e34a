"""Jobs: all done, in this process or in others, and the first error ends the run."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from pipeline import jobs
from pipeline.errors import OctavillaError


def test_no_jobs_give_nothing() -> None:
    assert list(jobs.run(str, [])) == []


@pytest.mark.parametrize(("number", "workers"), [(1, 8), (jobs.SMALLEST_POOL - 1, 8), (5, 1)])
def test_a_few_jobs_or_one_worker_are_done_here_and_in_order(number: int, workers: int) -> None:
    seen: list[int] = []
    assert list(jobs.run(seen.append, range(number), workers)) == [None] * number
    assert seen == list(range(number))


def test_results_come_one_by_one() -> None:
    done: list[int] = []
    results: Iterator[None] = jobs.run(done.append, range(5), 1)
    next(results)
    assert done == [0]


def test_an_error_here_ends_the_run() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        if number == 1:
            raise OctavillaError("stop")
        done.append(number)

    with pytest.raises(OctavillaError, match="stop"):
        list(jobs.run(work, range(5), 1))
    assert done == [0]


def test_many_jobs_are_done_by_other_processes() -> None:
    """Each result once; what a job says goes through unharmed."""
    results = list(jobs.run(abs, [-1, -2, -3, -4], 2))
    assert sorted(results) == [1, 2, 3, 4]


def test_an_error_of_another_process_keeps_its_place_and_line() -> None:
    from pathlib import Path

    from pipeline.project import open_project

    with pytest.raises(OctavillaError, match="nowhere: no project here") as caught:
        list(jobs.run(open_project, [Path("nowhere")] * 3, 2))
    assert caught.value.path == Path("nowhere")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills otherwise")
def test_a_process_that_the_system_ends_is_explained() -> None:
    with pytest.raises(OctavillaError, match="--jobs 1"):
        list(jobs.run(os._exit, [9, 9, 9], 2))


def test_there_is_a_processor() -> None:
    assert 1 <= jobs.processors() <= (os.cpu_count() or 1)
