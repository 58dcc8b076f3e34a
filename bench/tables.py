"""Print measurements: tables of at most 80 columns on a terminal, the same as plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from pipeline.report import table

WIDTH = 80
NOTHING = "–"


@dataclass(slots=True)
class Paper:
    """What measurements are printed on."""

    screen: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))

    def line(self, text: str) -> None:
        """Print a line of text."""
        if self.screen.is_terminal:
            self.screen.print(Text(text), width=min(WIDTH, self.screen.width), soft_wrap=False)
        else:
            self.screen.print(Text(text))

    def table(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows of a name and numbers; off a terminal `title: name: heading number, heading number`."""
        if self.screen.is_terminal:
            self.screen.print()
            self.line(title)
            made = table(headings, rows, numbers=headings[1:])
            self.screen.print(made, width=min(WIDTH, self.screen.width), soft_wrap=False)
            return
        for name, *numbers in rows:
            told = ", ".join(f"{heading} {number}" for heading, number in zip(headings[1:], numbers, strict=True))
            self.line(f"{title}: {name}: {told}")


def figure(number: float | None, digits: int = 1) -> str:
    """Return a number with `digits` decimals, a dash for None and NaN."""
    return NOTHING if number is None or number != number else f"{number:.{digits}f}"
