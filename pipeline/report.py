"""What a person sees in the terminal: progress, tables, plain lines where there is no terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH = 100
"""Columns where the output is no terminal."""
PAUSE = 10.0
"""Seconds between two lines on the same piece of work, where the output is no terminal."""


class Meter(Protocol):
    """Tells how far a piece of work has come."""

    def __call__(self, label: str, done: int, total: int) -> None:
        """Say that `done` of `total` units of the work called `label` are done."""


def console(*, error: bool = False) -> Console:
    """Return the console for standard output or standard error."""
    plain = Console(stderr=error, highlight=False, soft_wrap=False)
    if plain.is_terminal:
        return plain
    return Console(stderr=error, highlight=False, width=PLAIN_WIDTH, no_color=True)


@contextmanager
def meter(unit: str) -> Iterator[Meter]:
    """Show a progress bar with speed and time left on a terminal; elsewhere print lines: see `meters`."""
    with meters(unit) as (one,):
        yield one


@contextmanager
def meters(*units: str) -> Iterator[tuple[Meter, ...]]:
    """Give a meter for each unit; their bars stand below each other, since two displays would fight for one line.

    Where the output is no terminal, a line tells when a piece of work begins, when it ends, and every ten seconds in
    between how far it has come, at what speed, and how long it will still take.
    """
    screen = console(error=True)
    if not screen.is_terminal:
        yield tuple(_plain(screen, unit) for unit in units)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unit]}"),
        _Speed(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        yield tuple(_bars(progress, unit) for unit in units)


def _bars(progress: Progress, unit: str) -> Meter:
    tasks: dict[str, TaskID] = {}

    def show(label: str, done: int, total: int) -> None:
        if label not in tasks:
            tasks[label] = progress.add_task(label, total=total, unit=unit)
        progress.update(tasks[label], completed=done, total=total)

    return show


class _Speed(ProgressColumn):
    """Units a second, as measured over the last half minute."""

    def render(self, task: Task) -> Text:
        """Return the speed of `task`, nothing while it is not known."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed and speed >= 1 else "")


def _plain(screen: Console, unit: str, clock: Callable[[], float] = time.monotonic) -> Meter:
    begun: dict[str, tuple[float, int]] = {}
    told: dict[str, float] = {}
    ended: set[str] = set()

    def show(label: str, done: int, total: int) -> None:
        now = clock()
        if label not in begun:
            begun[label] = (now, done)
            told[label] = now
            if done < total:
                screen.print(f"{label}: {total:,} {unit}")
        start, first = begun[label]
        took = now - start
        speed = (done - first) / took if took > 0 else 0.0
        if done >= total > 0:
            if label not in ended:
                ended.add(label)
                rate = f", {speed:,.0f} a second" if took >= 1 and speed >= 1 else ""
                screen.print(f"{label}: {total:,} {unit}, done{rate}")
        elif now - told[label] >= PAUSE and speed > 0:
            told[label] = now
            rate = f" {speed:,.0f} a second," if speed >= 1 else ""
            left = _duration((total - done) / speed)
            screen.print(f"{label}: {done:,} of {total:,} {unit},{rate} {left} left")

    return show


def _duration(seconds: float) -> str:
    """Return a duration in round figures: `40 s`, `12 min`, `3 h 05 min`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02} min"


def difference(parts: Iterable[tuple[str, str]], *, colour: bool) -> Text:
    """Return runs of words that are `kept`, `gone` or `new` as one line, marked by colour or as wdiff marks them."""
    shown = Text()
    signs = {"gone": ("[-", "-]", "red strike"), "new": ("{+", "+}", "green")}
    for kind, words in parts:
        opening, closing, style = signs.get(kind, ("", "", ""))
        if colour or not opening:
            shown.append(words, style)
        else:
            bare = words.rstrip()
            shown.append(f"{opening}{bare}{closing}{words[len(bare) :]}")
    return shown


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[str] = ()) -> Table:
    """Return a table of text; the columns named in `numbers` are set flush right."""
    made = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, justify="right" if heading in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made
