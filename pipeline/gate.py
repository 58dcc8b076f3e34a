"""The print gate: what stands between an edition and the press."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from pipeline.errors import OctavillaError
from pipeline.looking import Look, looker
from pipeline.project import Project
from pipeline.report import project_option
from pipeline.review.catalogue import Entry, State
from pipeline.review.checks import Severity
from pipeline.review.pofile import decode, lines_of
from pipeline.review.remarks import dismissed, versions
from pipeline.review.store import load

SHOWN = 20
"""Sentences that are listed; the others are counted."""
WIDTH = 80
_SHORTEST = 24
"""Characters of a sentence that are quoted at least, whatever the length of the line."""
_OPEN = "two versions, none chosen"
_STATES = {State.UNTRANSLATED: "not translated", State.STALE: "source changed", State.DRAFT: "not approved"}


@dataclass(frozen=True, slots=True, order=True)
class Obstacle:
    """One sentence that is not ready for print: where it stands (from the project's folder), and why."""

    path: str
    line: int
    why: str
    source: str

    @property
    def kind(self) -> str:
        """The reason, where it is the sentence's state; all that checks found is one kind."""
        return self.why if self.why in (_OPEN, *_STATES.values()) else "with an error"

    def __str__(self) -> str:
        """Return file, line, reason and sentence, in 80 columns where names are not too long."""
        start = f"{self.path}:{self.line}: {self.why}: "
        return f"{start}“{_excerpt(self.source, max(WIDTH - len(start) - 2, _SHORTEST))}”"


class NotFinalError(OctavillaError):
    """Refuses a final build; shown as a list of what is in its way."""

    def __init__(self, project: Project, obstacles: tuple[Obstacle, ...]) -> None:
        self.obstacles = obstacles
        files = len({obstacle.path for obstacle in obstacles})
        self.remedy = f"Look at them: octavilla review{project_option(project)}"
        super().__init__(
            f"not final yet: {_count(len(obstacles), 'sentence')} in {_count(files, 'catalogue')} not ready for print."
        )

    def lines(self) -> Iterator[str]:
        """Yield how many there are of each kind, the list, a line each, and the way out.

        Where not all are listed, the kinds with the fewest come first: a conflict must not hide behind the drafts.
        """
        kinds = Counter(obstacle.kind for obstacle in self.obstacles)
        counted = "; ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        yield from textwrap.wrap(f"{counted}.", WIDTH)
        fewest_first = sorted(self.obstacles, key=lambda obstacle: kinds[obstacle.kind])
        for obstacle in sorted(fewest_first[:SHOWN]):
            yield str(obstacle)
        if len(self.obstacles) > SHOWN:
            yield f"and {len(self.obstacles) - SHOWN} more."
        yield self.remedy
        yield "For a proof, build without --final."

    def show(self, file: IO[Any] | None = None) -> None:
        """Print everything to standard error."""
        super().show(file)
        for line in self.lines():
            click.echo(line, file=file, err=file is None)


def obstacles(project: Project, editions: Iterable[tuple[str, str, str]]) -> tuple[Obstacle, ...]:
    """Return what is not ready for print in some editions (slug, language, source language), by file and line.

    Not ready is what is not approved, has another version beside it that nobody chose, or has an error that a check
    found and nobody dismissed. Raises OctavillaError for a broken catalogue.
    """
    found: list[Obstacle] = []
    for slug, code, source in editions:
        path = project.catalogue(slug, code)
        catalogue = load(path)
        checked = looker(project, code, source)
        reasons = [(entry, why) for entry in catalogue if (why := _why(entry, checked))]
        if reasons:
            found.extend(_placed(project, path, reasons))
    return tuple(sorted(found))


def refuse_unready(project: Project, editions: Iterable[tuple[str, str, str]]) -> None:
    """Raise NotFinalError while anything of some editions (slug, language, source language) is not ready for print.

    What is in its source's language has nothing to approve. Raises OctavillaError for a broken catalogue.
    """
    if found := obstacles(project, [each for each in editions if each[1] != each[2]]):
        raise NotFinalError(project, found)


def refuse_undescribed(paths: Iterable[Path]) -> None:
    """Raise OctavillaError, with file and line, for the first picture of some texts that has no description."""
    from pipeline.text.pictures import lacking
    from pipeline.text.read import read_file

    for path in paths:
        for source, line, way in lacking(read_file(path)):
            place = line or _line_of_cover(path)
            raise OctavillaError(f"the picture {source} has no description: {way}.", path=path, line=place)


def _line_of_cover(path: Path) -> int | None:
    """Return the line of the front matter that names the cover."""
    lines = decode(path.read_bytes(), path).splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith("cover:")), None)


def _placed(project: Project, path: Path, reasons: Iterable[tuple[Entry, str]]) -> Iterator[Obstacle]:
    name = path.relative_to(project.root).as_posix()
    lines = lines_of(decode(path.read_bytes(), path), path)
    for entry, why in reasons:
        yield Obstacle(name, lines.get(entry.source, 1), why, entry.source)


def _why(entry: Entry, look: Look) -> str:
    """Return in a few words why a sentence cannot be printed; empty when it can."""
    if versions(entry):
        return _OPEN
    if entry.state in _STATES:
        return _STATES[entry.state]
    skip = dismissed(entry)
    errors = (issue for issue in look(entry) if issue.severity is Severity.ERROR and issue.check not in skip)
    worst = next(errors, None)
    return worst.message.rstrip(".") if worst else ""


def _excerpt(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
