"""Themes: how all formats look, a folder of `templates/themes/` with a `theme.toml` and style sheets."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.settings import Checker
from pipeline.typeset import fonts

FILE = "theme.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One design: its fonts, and the style sheets it has."""

    name: str
    title: str
    text_font: str
    display_font: str
    sheets: tuple[str, ...] = ()
    """The style sheets in its folder: `print.css` for all formats, `<format>.css` for one, `web.css` for the site."""

    def styles(self, format: str) -> list[str]:
        """Return its style sheets for a print format, as template names, in the order of use."""
        return [f"themes/{self.name}/{name}" for name in ("print.css", f"{format}.css") if name in self.sheets]


def load(folders: Sequence[Path], name: str) -> Theme:
    """Return the theme `name`, from the first of the templates `folders` that has it.

    Raises OctavillaError with file and line for a theme that does not exist or whose file is wrong.
    """
    for folder in folders:
        path = folder / "themes" / name / FILE
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            sheets = tuple(sorted(sheet.name for sheet in path.parent.glob("*.css")))
            return _parsed(name, path, path.read_bytes(), sheets)
    raise OctavillaError(f"there is no theme “{name}”: no templates/themes/{name}/{FILE}.")


@cache
def _parsed(name: str, path: Path, content: bytes, sheets: tuple[str, ...]) -> Theme:
    text = content.decode("utf-8", "replace")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OctavillaError(f"{error}. Each line reads: name = value.", path=path) from error
    checker = Checker(table, text, path)
    checker.known(("title", "text_font", "display_font"))
    return Theme(
        name=name,
        title=checker.string("title", name),
        text_font=checker.string("text_font", fonts.TEXT),
        display_font=checker.string("display_font", fonts.DISPLAY),
        sheets=sheets,
    )
