"""`octavilla memory`: what was approved before."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.commands.options import json_option, project_option
from pipeline.project import open_project


@click.group()
def memory() -> None:
    """Use what was approved before: in other texts, and in other programs (TMX files)."""


_language_option = click.option("--language", "code", required=True, metavar="L", help="The language translated into.")


@memory.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@_language_option
@project_option
def memory_import(files: tuple[Path, ...], code: str, root: Path) -> None:
    """Add translation memories of other programs (TMX files) to the project's.

    They go to translations/L/memory.tmx. What is there already is not added again.
    """
    from pipeline.memory import import_tmx, memory_file

    project = open_project(root)
    done = import_tmx(project, files, code)
    click.echo(f"{done.read} translations read, {done.new} of them new: {memory_file(project, code)}")


@memory.command("export")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_language_option
@project_option
def memory_export(file: Path | None, code: str, root: Path) -> None:
    """Write everything approved and imported to FILE (TMX 1.4), for other programs.

    Without FILE, to build/memory-L.tmx.
    """
    from pipeline.files import write_atomic
    from pipeline.memory import export_tmx

    project = open_project(root)
    data, count = export_tmx(project, code)
    place = file or project.build / f"memory-{code}.tmx"
    write_atomic(place, data)
    click.echo(f"{count} translations written: {place}")


@memory.command("search")
@click.argument("sentence")
@_language_option
@click.option(
    "--minimum",
    type=click.IntRange(1, 100),
    default=75,
    show_default=True,
    help="How alike a sentence must be, in per cent.",
)
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="Matches to show at most.")
@json_option
@project_option
def memory_search(sentence: str, code: str, minimum: int, limit: int, as_json: bool, root: Path) -> None:
    """Find SENTENCE, and others nearly like it, with their translations and the difference.

    Words that only the found sentence has are shown [-like this-], words that only yours has {+like this+}.
    """
    from pipeline.memory import project_memory
    from pipeline.report import console, difference

    matches = project_memory(open_project(root), code).fuzzy(sentence, minimum, limit)
    if as_json:
        found = [asdict(match.unit) | {"score": round(match.score, 1), "difference": match.difference}
                 for match in matches]  # fmt: skip
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    screen = console()
    for match in matches:
        unit = match.unit
        place = ", ".join(part for part in (unit.text or unit.origin, unit.who, unit.when) if part)
        screen.print(f"{match.score:3.0f} %  ({place})", markup=False)
        screen.print(difference(match.difference, colour=screen.is_terminal), soft_wrap=not screen.is_terminal)
        screen.print(unit.target, markup=False, style="bold", soft_wrap=not screen.is_terminal)
    if not matches:
        click.echo("Nothing like it. Try a smaller number: --minimum 50")
