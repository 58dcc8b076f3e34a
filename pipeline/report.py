"""What a person sees in the terminal: progress, tables, plain lines where there is no terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

PLAIN_WIDTH = 100
"""Columns where the output is no terminal."""


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
    """Show a progress bar on a terminal; elsewhere print a line when a piece of work begins and when it ends."""
    with meters(unit) as (one,):
        yield one


@contextmanager
def meters(*units: str) -> Iterator[tuple[Meter, ...]]:
    """Give a meter for each unit; their bars stand below each other, since two displays would fight for one line."""
    screen = console(error=True)
    if not screen.is_terminal:
        yield tuple(_plain(screen, unit) for unit in units)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unit]}"),
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


def _plain(screen: Console, unit: str) -> Meter:
    begun: set[str] = set()
    ended: set[str] = set()

    def show(label: str, done: int, total: int) -> None:
        if label not in begun and done < total:
            begun.add(label)
            screen.print(f"{label}: {total:,} {unit}")
        elif label not in ended and done >= total > 0:
            ended.add(label)
            screen.print(f"{label}: {total:,} {unit}, done")

    return show


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[str] = ()) -> Table:
    """Return a table of text; the columns named in `numbers` are set flush right."""
    made = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, justify="right" if heading in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made
