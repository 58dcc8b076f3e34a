"""The command line: each command parses, calls one function, and reports."""

from __future__ import annotations

import json
import shlex
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipeline import __version__
from pipeline.commands.align import align
from pipeline.commands.build import build
from pipeline.commands.importing import import_command
from pipeline.commands.kit import kit
from pipeline.commands.memory import memory
from pipeline.commands.models import models
from pipeline.commands.options import json_option, project_option, selection_options
from pipeline.commands.send import send
from pipeline.commands.site import site
from pipeline.commands.watch import watch
from pipeline.errors import OctavillaError
from pipeline.plan import Selection
from pipeline.project import open_project


class _Group(click.Group):
    """Turns what nobody foresaw into one line too; the traceback comes with --debug."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            raise OctavillaError("interrupted. What was done is kept; run the command again to go on.") from None
        except Exception as error:
            if context.params.get("debug"):
                traceback.print_exc()
            message = (
                f"{type(error).__name__}: {error}. This is a fault of the program; to see more, type: "
                "octavilla --debug, then the command as before"
            )
            raise OctavillaError(message) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
@click.version_option(__version__, prog_name="octavilla")
def main(debug: bool) -> None:
    """From a text in one language to leaflets in others.

    Write Markdown into texts/, run `octavilla build`, correct the drafts in translations/, build again, print.
    Nothing leaves this computer.
    """


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a new project in FOLDER, with a first text, ready to build."""
    from pipeline.scaffold import create

    create(folder)
    click.echo(f"A new project is in {folder}. Next:")
    click.echo(f"  octavilla build --project {shlex.quote(str(folder))}")
    click.echo(f"Then write your own texts in {folder / 'texts'} and your group's name in {folder / 'octavilla.toml'}.")


@main.command()
@selection_options
@project_option
def translate(texts: tuple[str, ...], languages: tuple[str, ...], root: Path) -> None:
    """Bring the catalogues up to date: merge what changed in the texts, draft what is new."""
    from pipeline import build as builder
    from pipeline.report import meter

    project = open_project(root)
    with meter("words") as words:
        outcome = builder.translate(project, Selection(texts=texts, languages=languages), words)
    click.echo(f"{outcome.catalogues} catalogues brought up to date, {outcome.drafted} sentences drafted.")
    if outcome.remembered:
        click.echo(f"{outcome.remembered} sentences taken from the translation memory.")


@main.command()
@selection_options
@json_option
@project_option
def status(texts: tuple[str, ...], languages: tuple[str, ...], as_json: bool, root: Path) -> None:
    """Show how far the review of each text in each language has come."""
    from pipeline import status as reporter
    from pipeline.report import console, status_remarks, status_table

    rows = reporter.survey(open_project(root), Selection(texts=texts, languages=languages))
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        console().print(status_table(rows))
        for line in status_remarks(rows):
            click.echo(line)


@main.command()
@selection_options
@click.option(
    "--order", "first", type=click.IntRange(1), metavar="N", help="Instead, list the N sentences to review first."
)
@click.option("--only", multiple=True, metavar="NAME", help="Only this check; may be repeated.")
@click.option("--without", multiple=True, metavar="NAME", help="Not this check; may be repeated.")
@click.option("--list", "listing", is_flag=True, help="Instead, list the checks.")
@click.option("--no-proposals", is_flag=True, help="Propose no terms for the glossary: quicker.")
@click.option("--strict", is_flag=True, help="Exit code 1 when an error is found.")
@json_option
@project_option
def check(texts: tuple[str, ...], languages: tuple[str, ...], first: int | None, only: tuple[str, ...],
          without: tuple[str, ...], listing: bool, no_proposals: bool, strict: bool, as_json: bool,
          root: Path) -> None:  # fmt: skip
    """Look through the translations for what a person should see.

    Numbers, links, marks, terms, signs, spelling and the like in every sentence; one sentence translated in two ways;
    doubtful drafts; and terms that the group corrected again and again, as lines for the glossary. Nothing is changed.
    """
    from pipeline import check as checker
    from pipeline import report

    if listing:
        for name, title in checker.all_checks().items():
            click.echo(f"{name:14} {title}")
        return
    project = open_project(root)
    selection = Selection(texts=texts, languages=languages)
    if first is not None:
        outcome = checker.Outcome(checker.first_to_review(project, selection, first))
    else:
        with report.meter("words") as words:
            proposing = not (no_proposals or only)
            outcome = checker.check(
                project, selection, with_proposals=proposing, progress=words, only=only, without=without
            )
    if as_json:
        click.echo(json.dumps(checker.as_json(outcome), ensure_ascii=False, indent=1))
    else:
        for line in checker.lines(outcome):
            click.echo(line)
    if strict and outcome.has_errors:
        raise click.exceptions.Exit(1)


@main.command()
@selection_options
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Where to serve (default: 8520, if free).")
@click.option("--share", is_flag=True, help="Let others in your network in, by a link with a secret.")
@click.option("--new-link", is_flag=True, help="Make earlier links invalid.")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@project_option
def review(texts: tuple[str, ...], languages: tuple[str, ...], port: int | None, share: bool, new_link: bool,
           no_browser: bool, root: Path) -> None:  # fmt: skip
    """Correct and approve translations in the browser, until you press Ctrl+C.

    Without TEXT, all texts of the project. What has no translation yet is drafted first. Only this computer can reach
    the pages, unless you --share them.
    """
    from pipeline import serving
    from pipeline.report import console, meter
    from pipeline.reviewing import Reviewing

    project = open_project(root)
    reviewing = Reviewing(project, Selection(texts=texts, languages=languages))
    with meter("words") as words:
        remark = reviewing.prepare(words)
    if remark:
        click.echo(f"octavilla: {remark}", err=True)
    key = serving.key_of(project.state, renew=new_link)
    place = serving.find_place(share=share, port=port, key=key)
    with meter("editions") as editions:
        name = "" if share else serving.owner_name()
        app = serving.application(reviewing, place, key, name=name, progress=editions)
    opened = not no_browser and serving.open_browser(place.link)
    for line in serving.screen(place, reviewing.title, opened=opened, picture=console().is_terminal):
        click.echo(line)
    serving.serve(app, reviewing, place)
    click.echo("Stopped. Every correction is saved in translations/.")


@main.command()
@selection_options
@click.option("--format", "formats", multiple=True, required=True, metavar="F",
              help="page, xlsx, csv, docx, xliff (1.2), xliff2, tmx or po.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Where to (default: build/review).")
@project_option
def export(texts: tuple[str, ...], languages: tuple[str, ...], formats: tuple[str, ...], output: Path | None,
           root: Path) -> None:  # fmt: skip
    """Write files to review elsewhere: DIR/LANGUAGE/TEXT, one for each format.

    page is a web page that works without a network, on a phone too; docx is for paper and pen. What comes back goes
    in with `octavilla merge`. What has no translation yet is drafted first.
    """
    from pipeline import exporting
    from pipeline.report import meter
    from pipeline.reviewing import prepare

    project = open_project(root)
    selection = Selection(texts=texts, languages=languages)
    wanted = [exporting.format_named(name) for name in dict.fromkeys(formats)]
    with meter("words") as words:
        remark = prepare(project, selection, words)
    if remark:
        click.echo(f"octavilla: {remark}", err=True)
    for path in exporting.export(project, selection, wanted, output):
        click.echo(path)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--by", "who", default="", metavar="NAME", help="Who worked on it, if the file does not say.")
@click.option("--text", "slug", default="", metavar="TEXT", help="Which text it is, if the file does not say.")
@click.option("--language", "code", default="", metavar="L", help="Which language, if the file does not say.")
@click.option("--strict", is_flag=True, help="Exit code 1 when something needs a person.")
@json_option
@project_option
def merge(files: tuple[Path, ...], who: str, slug: str, code: str, strict: bool, as_json: bool, root: Path) -> None:
    """Take in what came back: files, folders or zip archives of them.

    Only what somebody changed is taken. Where the same sentence was changed here too, both are kept, and the review
    shows them side by side. Merging a file twice changes nothing. Exit code 1 when a file cannot be used.
    """
    from pipeline import exporting
    from pipeline.report import project_option
    from pipeline.review.exchange.report import as_lines

    project = open_project(root)
    done = []
    for item in exporting.merge_files(project, files, who=who, slug=slug, code=code):
        done.append(item)
        if as_json:
            continue
        if item.report:
            if len(files) > 1 or item.path != str(files[0]):
                click.echo(f"{item.path}:")
            for line in as_lines(item.report):
                click.echo(line)
        else:
            click.echo(f"octavilla: {item.problem}", err=True)
    if as_json:
        click.echo(json.dumps([exporting.json_of(item) for item in done], ensure_ascii=False, indent=1))
    elif waiting := len({place for item in done for place in item.waiting}):
        what = "1 sentence waits" if waiting == 1 else f"{waiting} sentences wait"
        click.echo(f"\n{what} for somebody to choose: octavilla review{project_option(project)}")
    if any(item.problem or (strict and item.needs_a_person) for item in done):
        raise click.exceptions.Exit(1)


@main.command()
@json_option
@project_option
def doctor(as_json: bool, root: Path) -> None:
    """Check what is installed and what is missing; exit code 1 when something is."""
    from pipeline.doctor import examine
    from pipeline.report import console

    findings = examine(root)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        screen = console()
        for finding in findings:
            screen.print(f"{'ok     ' if finding.well else 'MISSING'} {finding.name}: {finding.found}", markup=False)
            if finding.remedy:
                screen.print(f"        {finding.remedy}", markup=False)
    if not all(finding.well for finding in findings):
        raise click.exceptions.Exit(1)


main.add_command(align)
main.add_command(build)
main.add_command(import_command)
main.add_command(kit)
main.add_command(memory)
main.add_command(models)
main.add_command(send)
main.add_command(site)
main.add_command(watch)
