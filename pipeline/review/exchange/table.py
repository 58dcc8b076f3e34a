"""Tables that came back: which column holds what, and the rows in them, whatever was moved, added or renamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import State
from pipeline.review.exchange.model import Batch, Export, Key, Notice, Returned, Row
from pipeline.review.exchange.words import Column, Words, approval, column_of, is_our_own

MOST_ROWS = 60_000
LONGEST_CELL = 32_767
"""Characters: the most that a cell of a spreadsheet holds."""
_LOOKED_AT = 50
"""Lines above the headings: people add titles."""
_LABEL = re.compile(r"octavilla\s+(?P<language>[\w-]+)\s+(?P<slug>\S+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell; `problem` says, for people, why it may not be what they see there."""

    text: str
    problem: str = ""
    readable: bool = True
    """False where `text` must not count as a translation."""


EMPTY = Cell("")
Columns = Mapping[Column, tuple[int, ...]]
"""Where, from 0, the columns stand; only comments may be in several."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, and where it stands, for people; `comment` is what hangs on a cell of it."""

    place: str
    cells: tuple[Cell, ...]
    comment: str = ""


def label(export: Export) -> str:
    """Return what stands at the head of the column of keys: which text and language it is."""
    return f"octavilla {export.language} {export.slug}"


def read_label(text: str) -> tuple[str | None, str | None]:
    """Return text and language as a label says them; None for what it does not."""
    found = _LABEL.search(text)
    return (found["slug"], found["language"]) if found else (None, None)


def state_of(row: Row, words: Words) -> str:
    """Return the word for the state of a row: of a draft always that nobody looked at it, so that the word for one
    says, when it comes back, that somebody chose it.
    """
    return words.states[row.state]


def notes_of(row: Row, words: Words) -> str:
    """Return what a person should know of a row: what the source was, doubts, and what others said; a line each."""
    before = (f"{words.before}: {row.previous}",) if row.previous else ()
    return "\n".join((*before, *row.doubts, *((row.comment,) if row.comment else ())))


def columns_of(line: Line) -> Columns | None:
    """Return which columns hold what, if the line has the headings: a translation beside a sentence or a key.

    Raises OctavillaError (without a path) where two columns could be the translation, the sentence or the key.
    """
    found: dict[Column, list[int]] = {}
    for place, cell in enumerate(line.cells):
        if (column := column_of(cell.text)) is not None:
            found.setdefault(column, []).append(place)
    if Column.TRANSLATION not in found or not {Column.SOURCE, Column.KEY} & found.keys():
        return None
    for column in (Column.SOURCE, Column.TRANSLATION, Column.KEY):
        places = found.get(column, [])
        if len(places) > 1:
            places = [place for place in places if is_our_own(line.cells[place].text)] or places
            found[column] = places
        if len(places) > 1:
            names = " and ".join(f"“{line.cells[place].text.strip()}”" for place in places)
            raise OctavillaError(f"{line.place}: two columns could be the {column}: {names}. Rename the wrong one.")
    return {column: tuple(places) for column, places in found.items()}


def has_headings(line: Line) -> bool:
    """Tell whether a line has the headings, be they ambiguous."""
    try:
        return columns_of(line) is not None
    except OctavillaError:
        return True


def batch_of(lines: Iterable[Line], path: Path, kind: str, who: str = "") -> Batch:
    """Return what came back in the lines of one table, headings among the first of them.

    Raises OctavillaError with `path` where there are no headings, two columns that mean the same, or too many rows.
    """
    columns: Columns | None = None
    slug = language = None
    rows: list[Returned] = []
    notices: list[Notice] = []
    for number, line in enumerate(lines):
        if columns is None:
            columns = _headings(line, path)
            if columns is not None:
                slug, language = read_label(_cell(line, columns, Column.KEY).text)
            elif number > _LOOKED_AT:
                break
            continue
        row, problems = returned(line, columns)
        notices.extend(problems)
        if row is not None:
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise OctavillaError(f"has more than {MOST_ROWS} rows: no text has. Choose another file.", path=path)
    if columns is None:
        message = (
            "has no column headings that can be told: one must be called “Translation” (Traducción, Tradução), one "
            "“Source” (Original). Write them into the first row."
        )
        raise OctavillaError(message, path=path)
    return Batch(slug=slug, language=language, who=who, rows=tuple(rows), kind=kind, notices=tuple(notices))


def _headings(line: Line, path: Path) -> Columns | None:
    try:
        return columns_of(line)
    except OctavillaError as error:
        raise OctavillaError(error.message, path=path) from None


def returned(line: Line, columns: Columns) -> tuple[Returned | None, tuple[Notice, ...]]:
    """Return the row that a line holds (None where it holds none), and what people should know of it."""
    key, source, target = (_cell(line, columns, c) for c in (Column.KEY, Column.SOURCE, Column.TRANSLATION))
    comments = [line.cells[place] for place in columns.get(Column.COMMENT, ()) if place < len(line.cells)]
    known = Key.parse(key.text)
    said = "\n".join(
        part for part in (*(cell.text.strip() for cell in comments if cell.readable), line.comment) if part
    )
    if known is None and not source.text.strip():
        if not target.text.strip() and not said:
            return None, ()
        problem = "a translation without its sentence; not read. Put the sentence beside it"
        return None, (Notice(place=line.place, message=problem),)
    row = Returned(
        key=str(known) if known else "",
        source=source.text,
        target=target.text if target.readable else "",
        approved=_approved(line, columns, known),
        comment=said,
        place=line.place,
    )
    return row, tuple(_problems(line.place, target, *comments))


def _approved(line: Line, columns: Columns, key: Key | None) -> bool | None:
    said = approval(_cell(line, columns, Column.STATE).text)
    if said is None and Column.TICK in columns and columns[Column.TICK][0] < len(line.cells):
        said = approval(_cell(line, columns, Column.TICK).text)
        if said is None and key is not None and key.state is State.APPROVED:
            # It went out with a tick: somebody took it away.
            said = False
    return said


def _problems(place: str, *cells: Cell) -> Iterator[Notice]:
    for cell in cells:
        if cell.problem:
            yield Notice(place=place, message=cell.problem)
        elif len(cell.text) > LONGEST_CELL:
            yield Notice(place=place, message=f"longer than {LONGEST_CELL} characters")


def _cell(line: Line, columns: Columns, column: Column) -> Cell:
    place = columns[column][0] if column in columns else -1
    return line.cells[place] if 0 <= place < len(line.cells) else EMPTY
