"""`octavilla watch`: see the leaflets while writing."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.options import project_option, selection_options
from pipeline.plan import Selection
from pipeline.project import open_project


@click.command()
@selection_options
@click.option(
    "--format", "formats", multiple=True, metavar="F", help="Print formats to keep up to date beside the web."
)
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Where to serve (default: 8520, if free).")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@project_option
def watch(texts: tuple[str, ...], languages: tuple[str, ...], formats: tuple[str, ...], port: int | None,
          no_browser: bool, root: Path) -> None:  # fmt: skip
    """Show the pages in the browser and renew them whenever you save, until you stop it with Ctrl+C.

    Without TEXT, all texts of the project. Print pages are made when you look at them.
    """
    from pipeline import serving
    from pipeline.live.loop import serve
    from pipeline.live.maker import Maker

    open_project(root)
    wanted = ("web", *formats) if formats else ()
    maker = Maker(root, Selection(texts=texts, languages=languages, formats=wanted), said=click.echo)
    place = serving.find_place(share=False, port=port, key=b"")
    opened = not no_browser and serving.open_browser(place.link)
    click.echo(f"Your pages are at {place.link}")
    click.echo("Your browser shows them now." if opened else "Open this address in your browser.")
    click.echo("Save a text, and its page changes. To stop: Ctrl+C here.")
    serve(maker, place)
    click.echo("Stopped.")
