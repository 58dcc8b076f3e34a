"""Errors for people: one line that names the file, the line and the way out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Any

import click


class OctavillaError(click.ClickException):
    """A mistake a user can mend; shown as one line on standard error, exit code 1.

    `message` says what is wrong and how to put it right. `path` and `line` (1-based) say where.
    """

    exit_code = 1

    def __init__(self, message: str, *, path: Path | str | None = None, line: int | None = None) -> None:
        self.path = path
        self.line = line
        place = "" if path is None else re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "?", str(path))
        where = "" if path is None else f"{place}:{line}: " if line else f"{place}: "
        super().__init__(f"{where}{' '.join(message.split())}")

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line to standard error."""
        click.echo(f"octavilla: {self.format_message()}", file=file, err=file is None)
