"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def project_option(command: Command) -> Command:
    """Add `--project`, as `root`."""
    return click.option(
        "--project",
        "root",
        type=click.Path(path_type=Path),
        default=".",
        help="The project's folder (default: here).",
    )(command)


def selection_options(command: Command) -> Command:
    """Add `[TEXT]...` and `--language`, as `texts` and `languages`."""
    command = click.option("--language", "languages", multiple=True, metavar="L", help="Only this language.")(command)
    return click.argument("texts", nargs=-1, metavar="[TEXT]...")(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a script.")
