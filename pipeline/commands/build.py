"""`octavilla build`: leaflets, proofs and contact sheets."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.options import project_option, selection_options
from pipeline.plan import Selection
from pipeline.project import Project, open_project


@click.command()
@selection_options
@click.option("--format", "formats", multiple=True, metavar="F", help="Only this format: web, a4, booklet …")
@click.option("--profile", "profiles", multiple=True, metavar="P",
              help="PDFs for: reader, shop (print shop), archive. Default: as in octavilla.toml.")  # fmt: skip
@click.option("--final", is_flag=True, help="Refuse while a sentence is not ready for print.")
@click.option("--proof", is_flag=True,
              help="Instead, proofs to correct on paper: what is not approved is marked and numbered.")  # fmt: skip
@click.option("--contact-sheet", is_flag=True, help="Also draw all pages of each text as one picture.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use (default: one a processor).")
@project_option
def build(texts: tuple[str, ...], languages: tuple[str, ...], formats: tuple[str, ...], profiles: tuple[str, ...],
          final: bool, proof: bool, contact_sheet: bool, jobs: int | None, root: Path) -> None:  # fmt: skip
    """Draft what has no translation, then make web pages and print files.

    Without TEXT, all texts of the project. Only what is out of date is made again.
    """
    from pipeline import build as builder
    from pipeline.report import build_lines, build_table, console, meters

    project = open_project(root)
    if profiles:
        project = project.with_profiles(profiles)
    selection = Selection(texts=texts, languages=languages, formats=formats)
    if proof:
        if final or profiles or contact_sheet:
            raise click.UsageError("--proof goes with neither --final nor --profile nor --contact-sheet.")
        _prove(project, selection, jobs)
        return
    with meters("words", "editions") as (words, editions):
        outcome = builder.build(project, selection, final=final, workers=jobs, drafting=words, typesetting=editions)
    screen = console()
    screen.print(build_table(outcome))
    for line in build_lines(project, outcome):
        click.echo(line)
    if contact_sheet:
        _draw(project, selection, jobs)
    if outcome.unfit:
        from pipeline.fitting import DoesNotFitError

        raise DoesNotFitError(outcome.unfit)


def _prove(project: Project, selection: Selection, jobs: int | None) -> None:
    from pipeline.proofs import make_proofs
    from pipeline.report import meters, project_option

    with meters("words", "proofs") as (words, proofs):
        made = make_proofs(project, selection, workers=jobs, drafting=words, typesetting=proofs)
    for each in made:
        click.echo(each)
    if any(each.open for each in made):
        click.echo(f"To type corrections in: octavilla review{project_option(project)}, and search for a number.")


def _draw(project: Project, selection: Selection, jobs: int | None) -> None:
    from pipeline.contacts import draw_contact_sheets

    for path in draw_contact_sheets(project, selection, workers=jobs):
        click.echo(path)
