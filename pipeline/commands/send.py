"""`octavilla send`: pictures and messages for telephones, and e-mails."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.options import project_option, selection_options
from pipeline.plan import Selection
from pipeline.project import open_project


@click.command()
@selection_options
@click.option("--final", is_flag=True, help="Refuse while a sentence is not ready to be sent.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use (default: one a processor).")
@project_option
def send(texts: tuple[str, ...], languages: tuple[str, ...], final: bool, jobs: int | None, root: Path) -> None:
    """Make pictures, messages and e-mails about texts and events.

    Each TEXT may be an event too; without, all. Nothing is sent: a page opens from your disk, from which you copy.
    """
    from pipeline import sending
    from pipeline.report import meters

    project = open_project(root)
    selection = Selection(texts=texts, languages=languages)
    with meters("words", "pictures") as (words, pictures):
        sent = sending.send(project, selection, final=final, workers=jobs, drafting=words, drawing=pictures)
    for parcel in sent.parcels:
        state = "proof: not to be sent yet" if parcel.proof else "ready"
        click.echo(f"{parcel.language.code:6} {parcel.text.slug:40} {state}")
    click.echo(f"Open this page, save the pictures, copy the words: {sent.page}")
