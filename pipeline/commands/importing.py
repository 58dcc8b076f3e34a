"""`octavilla import`: texts out of documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import json_option, project_option
from pipeline.project import open_project

if TYPE_CHECKING:
    from pipeline.importing import Asking, Imported
    from pipeline.text.importers.model import Decide, Guess

_CONTEXT = 2
"""Lines of a text file above and below a guess that are shown with it."""


class _QuitError(click.Abort):
    """Somebody answered that nothing is to be written."""


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER...")
@click.option("--name", default="", metavar="NAME", help="What to call the text (default: made of its title).")
@click.option("--language", default="", metavar="L", help="The language it is in, if not the project's.")
@click.option("--dry-run", "dry", is_flag=True, help="Show what would come out; write nothing.")
@click.option("--interactive", is_flag=True, help="Ask about every guess that is not sure.")
@click.option("--replace", is_flag=True, help="Put it in the place of the text of that name; translations are kept.")
@click.option("--all", "verbose", is_flag=True, help="Show every guess and all that was set aside.")
@json_option
@project_option
def import_command(paths: tuple[Path, ...], name: str, language: str, dry: bool, interactive: bool, replace: bool,
                   verbose: bool, as_json: bool, root: Path) -> None:  # fmt: skip
    """Make texts out of documents: Word, OpenDocument, RTF, web pages, EPUB, PDF, mail, pasted text.

    Title, author, date, headings, lists and footnotes are recognised; what is no part of the article is set aside in a
    comment at the end of the text. Nothing is overwritten unless you say --replace. Exit code 1 when a file cannot be
    imported; the others are.
    """
    from pipeline.importing import Options, documents, import_files
    from pipeline.importing import as_json as plain
    from pipeline.report import console
    from pipeline.report import project_option as option_of
    from pipeline.text.importers.model import always

    if name and (len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError("--name is for one file.")
    if interactive and as_json:
        raise click.UsageError("--interactive and --json do not go together.")
    project = open_project(root)
    options = Options(name=name, language=language, dry=dry, replace=replace)
    asking: Asking = _Asker() if interactive else lambda *_: always
    done: list[Imported] = []
    many = len(documents(project, paths)) > 1
    try:
        for item in import_files(project, paths, options, asking):
            done.append(item)
            if not as_json:
                _show(item, many, verbose)
    except _QuitError:
        made = sum(item.state in ("new", "replaced") for item in done)
        click.echo(f"Stopped. {f'{made} texts were written before.' if made else 'Nothing was written.'}")
        raise click.exceptions.Exit(1) from None
    if as_json:
        click.echo(json.dumps([plain(item) for item in done], ensure_ascii=False, indent=1))
    else:
        _end(done, option_of(project), console().width)
    if any(item.problem for item in done):
        raise click.exceptions.Exit(1)


def _show(item: Imported, many: bool, verbose: bool) -> None:
    from pipeline.import_report import lines
    from pipeline.report import console

    if item.problem:
        click.echo(f"octavilla: {item.problem}", err=True)
        return
    screen = console()
    for line in lines(item, screen.width, verbose=verbose):
        screen.print(line.text, style=line.style or None, markup=False, soft_wrap=True)
    if many:
        click.echo()


def _end(done: Sequence[Imported], option: str, width: int) -> None:
    from pipeline.import_report import next_steps, summary

    if len(done) > 1:
        click.echo(summary(done))
    elif done and not done[0].problem and done[0].state not in ("unchanged", "shown"):
        click.echo()
    for line in next_steps(done, option):
        click.echo(line)


class _Asker:
    """Asks about each guess that is not sure; once `a` was answered, about none any more."""

    def __init__(self) -> None:
        self._all = False

    def __call__(self, path: Path, data: bytes) -> Decide:
        """Return who decides about the guesses in one file."""
        click.echo(f"{path.name}: [Enter] = yes, n = no, a = yes to all, q = quit without writing\n")
        source = _lines_of(path, data)

        def decide(guess: Guess) -> bool:
            return self._decide(guess, source)

        return decide

    def _decide(self, guess: Guess, source: Sequence[str]) -> bool:
        from pipeline.import_report import confidence_word, described, place
        from pipeline.report import console
        from pipeline.text.importers.model import CERTAIN

        if self._all or guess.confidence >= CERTAIN:
            return True
        screen = console()
        for number, line in _around(guess, source):
            mark = ">" if number == guess.line else " "
            screen.print(f"{mark}{number:5}  {line}", markup=False, style="" if mark == ">" else "dim",
                         overflow="ellipsis", no_wrap=True)  # fmt: skip
        screen.print(described(guess), markup=False, style="bold")
        where = place(guess)
        reason = f"{confidence_word(guess.confidence)}: {guess.reason}" + (f" ({where})" if where else "")
        screen.print(reason, markup=False)
        while True:
            answer = click.prompt("Right?", default="", show_default=False, prompt_suffix=" ").strip().lower()
            if answer in ("", "y", "yes", "n", "no", "a", "q"):
                break
            click.echo("Type n, a or q, or press Enter for yes.")
        click.echo()
        if answer == "q":
            raise _QuitError
        self._all = answer == "a"
        return not answer.startswith("n")


def _lines_of(path: Path, data: bytes) -> Sequence[str]:
    """Return the lines of a plain text file, to show what stands around a guess; none of other documents."""
    from pipeline.errors import OctavillaError
    from pipeline.text.importers import sniff
    from pipeline.text.importers.encoding import decode

    try:
        if sniff.format_of(data, path) != "txt":
            return ()
        return decode(data, path).text.replace("\f", "").split("\n")
    except OctavillaError:
        return ()


def _around(guess: Guess, source: Sequence[str]) -> list[tuple[int, str]]:
    if not guess.line or guess.line > len(source):
        return []
    first = max(1, guess.line - _CONTEXT)
    last = min(len(source), guess.line + guess.text.count("\n") + _CONTEXT)
    return [(number, source[number - 1].replace("\t", "    ")) for number in range(first, min(last, first + 9) + 1)]
