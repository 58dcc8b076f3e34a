"""`octavilla models`: language packages."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.commands.options import json_option, project_option
from pipeline.project import open_project


@click.group()
def models() -> None:
    """List, install and verify language packages."""


@models.command("list")
@json_option
@project_option
def models_list(as_json: bool, root: Path) -> None:
    """Show the language packages that this project can use."""
    from pipeline.mt.packages import package_folders, packages_in
    from pipeline.mt.routes import chosen, used_for
    from pipeline.report import console, table

    project = open_project(root)
    uses = chosen(project)
    purposes = used_for(uses)
    packages = packages_in(package_folders(project))
    rows = [(p.name, p.from_code, p.to_code, p.version, purposes.get(p.path, ""), str(p.path)) for p in packages]
    headings = ("package", "from", "to", "version", "used for", "where")
    if as_json:
        click.echo(json.dumps([dict(zip(headings, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        return
    if rows:
        console().print(table(headings, rows))
    else:
        click.echo("No language package yet. Install one: octavilla models install en es")
    for remark in (remark for use in uses for remark in (use.problem, use.advice) if remark):
        click.echo(remark)


@models.command("install")
@click.argument("source", nargs=-1, required=True)
@project_option
def models_install(source: tuple[str, ...], root: Path) -> None:
    """Install a language package: a .argosmodel file, a folder, or two language codes (needs a network).

    For example: octavilla models install en es
    """
    from pipeline.mt.install import install
    from pipeline.report import meter

    if len(source) > 2 or (len(source) == 2 and any(Path(name).exists() for name in source)):
        raise click.UsageError("give one file or folder, or two language codes such as: en es")
    wanted = (source[0], source[1]) if len(source) == 2 else source[0]
    with meter("kB") as fetched:
        done = install(
            wanted,
            open_project(root).models,
            progress=lambda got, size: fetched("fetching", got // 1000, size // 1000),
        )
    for item in done:
        package = item.package
        state = "installed" if item.new else "already there:"
        click.echo(f"{state} {package.name}, version {package.version}, {package.pair}")


@models.command("verify")
@project_option
def models_verify(root: Path) -> None:
    """Check every language package of the project against its checksum; exit code 1 when one is wrong."""
    from pipeline.mt.install import verify

    results = verify(open_project(root).models)
    for result in results:
        click.echo(f"{'ok   ' if result.ok else 'WRONG'} {result.name}: {result.message}")
    if not results:
        click.echo("The project has no packages of its own; those that came with Octavilla are used.")
    if not all(result.ok for result in results):
        raise click.exceptions.Exit(1)
