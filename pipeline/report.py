"""What a person sees in the terminal: progress, tables, plain lines where there is no terminal."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

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

from pipeline.languages import language

if TYPE_CHECKING:
    from pipeline.build import Outcome
    from pipeline.project import Project
    from pipeline.status import Row

PARTS = 30
"""Signs of a line in the last column of the table of a build: it fits 80 columns."""
LONGEST_TABLE = 60
"""Editions up to which all are shown."""
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


def project_option(project: Project) -> str:
    """Return what a command needs so that it is about this project: nothing where it lies here."""
    return "" if project.root == Path() else f" --project {shlex.quote(str(project.root))}"


def build_table(outcome: Outcome) -> Table:
    """Return the outcome as a table for a terminal: an edition a line, with the pages of each print format."""
    rows = []
    # Of many editions only those that were made: nobody reads a table of a thousand lines.
    many = len(outcome.editions) > LONGEST_TABLE
    for edition in outcome.editions:
        if many and not edition.remade:
            continue
        own = edition.code == edition.text.language
        share = "original" if own else "approved" if not edition.proof else f"{edition.approved:.0%} approved"
        pages = [f"{name} {record.facts['pages']}" for name, record in edition.records.items() if record.facts["pages"]]
        state = "made" if edition.remade else "unchanged"
        rows.append((edition.text.slug, edition.code, share, state, _together(pages)))
    return table(("text", "language", "review", "", "pages"), rows)


def _together(parts: Sequence[str]) -> str:
    """Return parts after each other, in lines of at most `PARTS` signs; no part is broken."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 2 <= PARTS:
            lines[-1] += f", {part}"
        else:
            lines.append(part)
    return ",\n".join(lines)


def _design(project: Project) -> Iterator[str]:
    """Yield what of the theme cannot be read in the group's colours, and which colours are printed otherwise."""
    from pipeline.typeset.render import Renderer
    from pipeline.typeset.view import scheme_of

    publisher = project.configuration.publisher
    for line in (*scheme_of(publisher).notices(), *Renderer([project.templates]).illegible(publisher)):
        yield f"{line[0].upper()}{line[1:]}."


def build_lines(project: Project, outcome: Outcome) -> tuple[str, ...]:
    """Return the lines that follow the table: what is a proof, and where everything is."""
    lines: list[str] = []
    unchanged = sum(not edition.remade for edition in outcome.editions)
    proofs = sum(edition.proof for edition in outcome.editions)
    for edition in outcome.editions:
        for name, record in edition.records.items():
            where = f"{edition.text.slug}, {language(edition.code).english_name}, {name}"
            lines.extend(f"{where}: {message}." for message in record.facts.get("messages", ()))
    lines.extend(_fits(outcome))
    lines.extend(_design(project))
    if len(outcome.editions) > LONGEST_TABLE and unchanged:
        lines.append(f"{unchanged} editions unchanged.")
    if outcome.drafted:
        lines.append(f"{outcome.drafted} sentences drafted by machine.")
    if outcome.remembered:
        lines.append(f"{outcome.remembered} sentences taken from the translation memory.")
    if proofs:
        lines.append(
            f"Proofs, with drafts in them: {proofs} of {len(outcome.editions)} editions. "
            f"Correct them: octavilla review{project_option(project)}"
        )
    if outcome.removed:
        lines.append(f"{outcome.removed} files removed that no text asks for any more.")
    lines.append(f"Web pages:   {project.build / 'site' / 'index.html'}")
    lines.append(f"Print files: {project.build / 'print'}")
    return tuple(lines)


def _fits(outcome: Outcome) -> Iterator[str]:
    """Yield how each text is set in each format with fixed panels, in all its languages; of many only what is new."""
    many = len(outcome.editions) > LONGEST_TABLE
    said: dict[str, None] = {}
    for edition in outcome.editions:
        if many and not edition.remade:
            continue
        for name, record in edition.records.items():
            if fit := record.facts.get("fit"):
                said[f"{edition.text.slug}, {name}: {fit}."] = None
    yield from said


def status_remarks(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each text and language in which somebody has to choose between versions."""
    for row in rows:
        if row.conflicts:
            what = "1 sentence has" if row.conflicts == 1 else f"{row.conflicts} sentences have"
            yield f"{row.text} ({row.language}): {what} two versions; choose in octavilla review"


def status_table(rows: Sequence[Row]) -> Table:
    """Return the rows as a table for a terminal."""
    numbers = ("approved", "drafts", "stale", "missing", "segments", "words")
    cells = [
        (
            row.text,
            row.language,
            *(str(count) for count in (row.approved, row.drafts, row.stale, row.untranslated, row.segments, row.words)),
        )
        for row in rows
    ]
    return table(("text", "language", *numbers), cells, numbers)
