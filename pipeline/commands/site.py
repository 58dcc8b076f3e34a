"""`octavilla site`: the web pages, ready to be published."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.commands.options import json_option, project_option
from pipeline.plan import Selection
from pipeline.project import open_project


@click.command()
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Copy the site into this folder: a new one, or one of an earlier copy.")  # fmt: skip
@click.option("--zip", "as_zip", is_flag=True, help="Also pack it into one file: build/site.zip.")
@click.option("--base-url", metavar="URL", help="Where it will be on the web, for this run. Print files and their QR "
              "codes are made anew for it.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes to use (default: one a processor).")
@json_option
@project_option
def site(output: Path | None, as_zip: bool, base_url: str | None, jobs: int | None, as_json: bool,
         root: Path) -> None:  # fmt: skip
    """Make the web site of all texts, with the print files to download, and say how to publish it.

    It is in build/site and works as it is: from a disk, a memory stick, or any folder of a web server. Only what is
    out of date is made again.
    """
    from pipeline import build as builder
    from pipeline import publishing
    from pipeline.report import meters

    project = open_project(root)
    if base_url is not None:
        project = publishing.at(project, base_url)
    with meters("words", "editions") as (words, editions):
        outcome = builder.build(project, Selection(), workers=jobs, drafting=words, typesetting=editions)
    copied = publishing.copy(project, output) if output else None
    archive = publishing.pack(project) if as_zip else None
    if as_json:
        files = publishing.site_files(project)
        click.echo(json.dumps({
            "site": str(project.build / "site"), "files": len(files),
            "bytes": sum(path.stat().st_size for path in files.values()),
            "address": project.configuration.publisher.base_url,
            "proofs": sum(edition.proof for edition in outcome.editions), "editions": len(outcome.editions),
            "zip": str(archive) if archive else None,
            "copy": {"folder": str(copied.folder), "written": copied.written, "same": copied.same,
                     "removed": copied.removed} if copied else None,
        }, ensure_ascii=False, indent=1))  # fmt: skip
        return
    for line in publishing.lines(project, outcome, copied, archive):
        click.echo(line)
