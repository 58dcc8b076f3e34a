"""Themes: how all formats look, a folder of `templates/themes/` with a `theme.toml` and style sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.settings import Checker, checker_of
from pipeline.typeset import fonts
from pipeline.typeset.fit import Step

FILE = "theme.toml"
ROLES = ("text", "display", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How what is fitted to its place is set: titles, and pull quotes.

    Formats give sizes for a condensed face; `scale` says by how much this one is larger or smaller, `leading` by how
    much its lines stand further apart or closer than the format says.
    """

    role: str = "display"
    """Which of the theme's fonts, one of `ROLES`."""
    weight: int = 800
    style: str = "normal"
    tracking: float = 0.0
    """In em."""
    capitals: bool = False
    scale: float = 1.0
    leading: float = 1.0
    lines: int = 0
    """So many lines more than the format says may be taken, for the sake of size."""

    def step(self, size: float, leading: float, lines: int, *, tight: bool = False) -> Step:
        """Return what a format gives for a condensed face, as it is for this one; `tight` where there is no room."""
        scale = min(self.scale, 1.0) if tight else self.scale
        return Step(
            size=round(size * scale, 1),
            leading=round(leading * scale * self.leading, 2),
            lines=lines + (0 if tight else self.lines),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """The names of the fonts a page is set in."""

    text: str
    display: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One design: its fonts, how titles and pull quotes are set, and the style sheets it has."""

    name: str
    title: str
    text_font: str
    display_font: str
    label_font: str = ""
    """For what is small: labels, bylines, page numbers, heads of tables. Empty: the display font."""
    titles: Voice = field(default_factory=Voice)
    pulls: Voice = field(default_factory=lambda: Voice(weight=600))
    sheets: tuple[str, ...] = ()
    """The style sheets in its folder: `print.css` for all formats, `<format>.css` for one, `web.css` for the site."""

    def styles(self, format: str) -> list[str]:
        """Return its style sheets for a print format, as template names, in the order of use."""
        return [f"themes/{self.name}/{name}" for name in ("print.css", f"{format}.css") if name in self.sheets]

    def web_styles(self) -> list[str]:
        """Return its style sheets for the web, as template names."""
        return [f"themes/{self.name}/web.css"] if "web.css" in self.sheets else []

    def families(self, text: str = "", display: str = "") -> Families:
        """Return the fonts to use where a group has chosen its own for text or display; labels go with theirs."""
        chosen = {self.display_font: display, self.text_font: text}
        label = self.label_font or self.display_font
        return Families(
            text=text or self.text_font,
            display=display or self.display_font,
            label=chosen.get(label) or label,
        )


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
    checker = checker_of(content, path)
    checker.known(("title", "text_font", "display_font", "label_font", "titles", "pulls"))
    return Theme(
        name=name,
        title=checker.string("title", name),
        text_font=checker.string("text_font", fonts.TEXT),
        display_font=checker.string("display_font", fonts.DISPLAY),
        label_font=checker.string("label_font"),
        titles=_voice(checker, "titles", Voice()),
        pulls=_voice(checker, "pulls", Voice(weight=600)),
        sheets=sheets,
    )


def _voice(checker: Checker, name: str, known: Voice) -> Voice:
    section = checker.table(name, ("font", "weight", "style", "tracking", "capitals", "scale", "leading", "lines"))
    return Voice(
        role=section.choice("font", ROLES, known.role),
        weight=section.number("weight", range(100, 1000), known.weight, "as in CSS"),
        style=section.choice("style", ("normal", "italic"), known.style),
        tracking=_number(section, "tracking", known.tracking, -0.1, 0.5),
        capitals=section.flag("capitals", known.capitals),
        scale=_number(section, "scale", known.scale, 0.3, 3.0),
        leading=_number(section, "leading", known.leading, 0.5, 2.0),
        lines=section.number("lines", range(10), known.lines, "lines"),
    )


def _number(section: Checker, name: str, default: float, least: float, most: float) -> float:
    found = section.numbers(name, 1)
    value = found[0] if found else default
    if not least <= value <= most:
        raise section.error(name, f"must be a number from {least:g} to {most:g}.")
    return value
