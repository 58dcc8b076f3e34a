"""`octavilla kit`: everything for an event in one folder, and afterwards a note of what was handed out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import project_option
from pipeline.project import open_project

if TYPE_CHECKING:
    from pipeline.project import Project
    from pipeline.publish.kit.handed import Row

_FROM_KIT = "\0"
"""Stands for `--report` without a file."""


@click.command()
@click.argument("event", required=False, default="")
@click.option("--final", is_flag=True, help="Refuse while a sentence is not ready for print.")
@click.option("--language", "code", default="", metavar="L",
              help="Of the print plan and the check list (default: as the event says).")  # fmt: skip
@click.option("--report", is_flag=False, flag_value=_FROM_KIT, metavar="[FILE]",
              help="Instead, note what was handed out: from FILE (CSV), the kit’s table, or asked for.")  # fmt: skip
@click.option("--handed", multiple=True, metavar="L:FORMAT:TEXT=N", help="For --report: so many were handed out.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use (default: one a processor).")
@project_option
def kit(
    event: str, final: bool, code: str, report: str | None, handed: tuple[str, ...], jobs: int | None, root: Path
) -> None:
    """Make the kit of an EVENT: print files, print plan, check list, test sheet, web site for a stick.

    EVENT is the name of a file in events/, or its path. Everything goes to build/kits/EVENT and EVENT.zip beside it.

    \b
    Afterwards:
      octavilla kit EVENT --report                  from handed-out.csv, or asked for
      octavilla kit EVENT --report FILE.csv
      octavilla kit EVENT --handed es:tri-fold:damp-and-mould=120
      octavilla kit --report                        the sum of all events
    """
    project = open_project(root)
    if report is not None or handed:
        if final or code:
            raise click.UsageError("--report goes with neither --final nor --language.")
        _report(project, event, None if report in (None, _FROM_KIT) else report, handed, asked=report is not None)
        return
    if not event:
        raise click.UsageError("Which event? Give the name of a file in events/.")
    from pipeline import kit as maker
    from pipeline.kit_report import lines
    from pipeline.report import meters

    with meters("words", "files") as (words, files):
        outcome = maker.make_kit(
            project, event, final=final, code=code, workers=jobs, drafting=words, typesetting=files
        )  # fmt: skip
    for line in lines(project, outcome):
        click.echo(line)
    if outcome.unfit:
        from pipeline.fitting import DoesNotFitError

        raise DoesNotFitError(outcome.unfit)


def _report(project: Project, event: str, file: str | None, options: tuple[str, ...], *, asked: bool) -> None:
    from pipeline import handing
    from pipeline.kit_report import handed_lines

    if not event and file and not Path(file).is_file():
        event, file = file, None  # octavilla kit --report EVENT
    if not event:
        if file or options:
            raise click.UsageError("Which event? Give its name before --report or --handed.")
        for one in handing.everything(project):
            for line in handed_lines(project, one):
                click.echo(line)
        return
    path = Path(file) if file else None
    empty = asked and path is None and not options and not handing.is_filled_in(project, event)
    ask = _ask if empty and sys.stdin.isatty() else None
    found = handing.take(project, event, file=path, options=options, ask=ask)
    for line in handed_lines(project, found):
        click.echo(line)


def _ask(row: Row, before: Row | None) -> tuple[int, int] | None:
    """Ask at the terminal what became of a leaflet; Enter leaves it as it is."""
    known = f" [{before.handed}]" if before else ""
    while True:
        what = f"{row.slug}, {row.format}, {row.code}: {row.printed} printed. Handed out{known}"
        answer = click.prompt(what, default="", show_default=False).strip()
        if not answer:
            return None
        if answer.isdecimal() and int(answer) <= max(row.printed, 0):
            return int(answer), row.printed - int(answer)
        click.echo(f"Type a whole number, at most {row.printed}, or only Enter.")
