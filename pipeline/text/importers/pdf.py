"""Read a PDF with a text layer: columns in reading order, headings, lists, notes, tables and pictures as pieces."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.text.importers import composing, lines, pdf_tables
from pipeline.text.importers.chunks import pieces_of
from pipeline.text.importers.model import Aside, Guess, Picture, Reading
from pipeline.text.importers.pdf_blocks import (
    Block,
    Joiner,
    Look,
    blocks_of,
    body_size,
    endnotes,
    levels,
    look_of,
    note_lines,
    quotations,
)
from pipeline.text.importers.pdf_items import here, listed
from pipeline.text.importers.pdf_lines import (
    BOLD,
    Line,
    Span,
    bounded,
    foot_of,
    fragments,
    in_order,
    lines_of,
    rows,
    with_dots,
    with_drop_caps,
)

SECONDS = 300
"""A file that takes longer is no leaflet; a page takes a hundredth of a second."""
LARGEST_ANSWER = 400_000_000
_ENCRYPTED = (
    "is locked with a password. Open it in the program that shows PDFs, and save or print it to a new PDF without one."
)
_SCANNED = (
    "holds pictures of pages, no text. Let a program recognise the letters first (OCRmyPDF, or the scanner’s own "
    "program: “searchable PDF”), and import what it makes."
)
_DAMAGED = "is damaged, or no PDF. Open it in the program that made it and save it again."
_TOO_MUCH = "is too large or too tangled to be read. Print the pages that you need to a new PDF, and import that."


@dataclass(slots=True)
class _Sheet:
    """One page as the worker read it."""

    number: int
    height: float
    spans: list[Span]
    turned: list[Span]
    rules: list[list[float]]
    images: list[tuple[float, float, bytes]]
    dots: list[list[float]]


@dataclass(frozen=True, slots=True)
class _Made:
    markdown: str
    page: int
    style: str = ""
    sure: bool = False


def read(data: bytes, path: Path) -> Reading:
    """Return what a PDF holds. Every word of its text layer is in the pieces or the asides.

    What a PDF does not say is guessed from places and sizes: pieces are not `sure`. The file is opened in a process
    of its own with bounded memory and time.

    Raises OctavillaError for a file that is locked, damaged, scanned, or larger than a leaflet can be.
    """
    first, *answers = _answers(data, path)
    sheets = [_sheet(answer) for answer in answers if not answer.get("broken")]
    broken = [str(answer["page"]) for answer in answers if answer.get("broken")]
    spans = [span for sheet in sheets for span in sheet.spans]
    if not any(re.search(r"\w", span.text) for span in (*spans, *(span for sheet in sheets for span in sheet.turned))):
        raise OctavillaError(_SCANNED if not broken else _DAMAGED, path=path)
    meta = _meta(first.get("meta", {}))
    body = body_size(spans)
    asides: list[Aside] = []
    guesses: list[Guess] = []
    furniture = _furniture(sheets, body, asides, guesses)
    pictures: list[Picture] = []
    all_lines, figures = _lines(sheets, furniture, body, pictures)
    look = look_of(all_lines, body)
    made = _written(all_lines, figures, look, meta, guesses, asides)
    for sheet in sheets:
        text = " ".join(span.text for span in sheet.turned)
        if text.strip():
            asides.append(Aside(text=text, why="boilerplate", page=sheet.number))
    pieces = [
        replace(piece, style=block.style, page=block.page, line=0, sure=block.sure)
        for block in made
        for piece in pieces_of(block.markdown, sure=False)
    ]
    unmapped = sum(int(answer.get("unmapped", 0)) for answer in answers)
    return Reading(
        pieces=tuple(pieces),
        meta=meta,
        pictures=tuple(pictures),
        guesses=tuple(guesses),
        asides=tuple(asides),
        notices=tuple(_notices(unmapped, sum(len(s.text) for s in spans), broken)),
    )


def _answers(data: bytes, path: Path) -> list[dict[str, Any]]:
    """Return what the worker says: of the document first, then of each page."""
    if not data[:1100].lstrip().startswith(b"%PDF") and b"%PDF-" not in data[:1100]:
        raise OctavillaError(_DAMAGED, path=path)
    root = str(Path(__file__).resolve().parents[3])
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("SYSTEMROOT", "LD_LIBRARY_PATH")},
        "PYTHONPATH": os.pathsep.join((root, *(entry for entry in sys.path if entry))),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "pipeline.text.importers.pdf_worker"]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise OctavillaError(_TOO_MUCH, path=path) from error
    if done.returncode or len(done.stdout) > LARGEST_ANSWER:
        raise OctavillaError(_TOO_MUCH, path=path)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    problem = next((answer for answer in answers if "error" in answer), None) if answers else {"error": "damaged"}
    if problem is not None:
        raise OctavillaError(_problem(problem), path=path)
    return answers


def _problem(answer: Mapping[str, Any]) -> str:
    if answer["error"] == "encrypted":
        return _ENCRYPTED
    if answer["error"] == "pages":
        return f"has {answer['pages']:,} pages; the most is 1,000. Print the pages that you need to a new PDF."
    return _TOO_MUCH if answer["error"] == "signs" else _DAMAGED


def _sheet(answer: Mapping[str, Any]) -> _Sheet:
    spans = [Span(*values) for values in answer["spans"]]
    turns = Counter[int]()
    for span in spans:
        turns[span.turn] += len(span.text)
    upright = max(turns, key=lambda turn: (turns[turn], -turn)) if turns else 0
    images = [(image[1], image[3], base64.b64decode(image[4])) for image in answer["images"]]
    return _Sheet(
        number=int(answer["page"]),
        height=float(answer["height"]),
        rules=answer["rules"] if upright == 0 else [],
        spans=bounded([span for span in spans if span.turn == upright and span.text.strip()]),
        turned=[span for span in spans if span.turn != upright and span.text.strip()],
        images=images,
        dots=answer["dots"] if upright == 0 else [],
    )


def _meta(said: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the front matter that the document's own information fills."""
    found: dict[str, str] = {}
    title = " ".join(composing.clean(said.get("Title", "")).split())
    # Programs write the name of the file there.
    if title and not re.search(
        r"\.(docx?|odt|indd|pdf|pages|rtf|qxd|pub)\b|^(untitled|microsoft word|document\d*)\b", title, re.I
    ):
        found["title"] = title
    author = " ".join(composing.clean(said.get("Author", "")).split())
    if len(author.split()) > 1:
        found["author"] = author
    return found


def _furniture(sheets: Sequence[_Sheet], body: float, asides: list[Aside], guesses: list[Guess]) -> set[int]:
    """Return the spans (by identity) of page numbers and running heads, and note them."""
    tables = [[(row, " ".join(span.text for span in row)) for row in rows(sheet.spans)] for sheet in sheets]
    found: set[int] = set()
    judged = [
        (item.page, item.place, item.what, item.confidence, item.reason)
        for item in lines.furniture([[text for _, text in table] for table in tables])
    ]
    # A title that stands on several pages is large, a running head is not.
    judged = [item for item in judged if max(span.size for span in tables[item[0]][item[1]][0]) < 1.4 * body]
    seen = {(page, place) for page, place, *_ in judged}
    # Places tell more than words: what stands at the very spot on several pages, figures aside, heads or foots them.
    edges = [
        (page, place)
        for page, table in enumerate(tables)
        for place in range(len(table))
        if place < lines.EDGE or place >= len(table) - lines.EDGE
    ]
    spots = Counter(_spot(tables[page][place]) for page, place in edges)
    for page, place in edges:
        times = spots[_spot(tables[page][place])]
        large = max(span.size for span in tables[page][place][0]) >= 1.4 * body
        if (page, place) not in seen and times >= max(2, 0.4 * len(sheets)) and not large:
            judged.append((page, place, lines.RUNNING_HEAD, 0.95, f"at the same place on {times} pages"))
    for page, place, what, confidence, reason in sorted(judged):
        row, text = tables[page][place]
        found.update(id(span) for span in row)
        number = sheets[page].number
        asides.append(Aside(text=text, why=what, page=number))
        guesses.append(Guess(what=what, text=text, confidence=confidence, reason=reason, page=number))
    return found


def _spot(row: tuple[list[Span], str]) -> tuple[str, float, float]:
    spans, text = row
    return re.sub(r"\d+", "#", text), round(spans[0].size), round(spans[0].base / 4)


def _lines(
    sheets: Sequence[_Sheet], furniture: set[int], body: float, pictures: list[Picture]
) -> tuple[list[Line], list[tuple[int, str]]]:
    """Return the lines of all pages in reading order; tables are lines with cells. Also, where pictures stand."""
    found: list[Line] = []
    figures: list[tuple[int, str]] = []
    region = 0
    for sheet in sheets:
        spans = with_drop_caps([span for span in sheet.spans if id(span) not in furniture], body)
        grids = pdf_tables.ruled(spans, sheet.rules)
        taken = {id(span) for grid in grids for row in grid.rows for cell in row for span in cell}
        rest = with_dots([span for span in spans if id(span) not in taken], sheet.dots)
        foot = foot_of(rest, body)
        noted = {id(span) for span in foot}
        columns = in_order(
            [part for row in rows([s for s in rest if id(s) not in noted]) for part in fragments(row)], body
        )
        columns += in_order([part for row in rows(foot) for part in fragments(row)], body)
        page: list[Line] = []
        for column in columns:
            inside = [span for part in column for span in part]
            tables = pdf_tables.aligned(inside)
            cells = {id(span) for grid in tables for row in grid.rows for cell in row for span in cell}
            kept = [[part for part in column if id(part[0]) not in cells]]
            made = lines_of([part for part in kept if part], sheet.number, region, body)
            for grid in tables:
                _put(made, grid, sheet.number, region)
            page += made
            region += 1
        for grid in grids:
            _put(page, grid, sheet.number, -1)
        start = len(found)
        found += page
        for top, _, data in sheet.images:
            if data and (name := _kept(data, pictures)):
                above = sum(1 for line in page if line.base < top + body)
                figures.append((start + above, name))
    return found, figures


def _put(page: list[Line], grid: pdf_tables.Grid, number: int, region: int) -> None:
    """Put a table among the lines, before the first that stands below it in its column."""
    new = [
        Line(spans=tuple(span for cell in row for span in cell), page=number, region=region, cells=row)
        for row in grid.rows
        if any(row)
    ]
    if not new:
        return
    right = max(line.right for line in new)
    at = len(page)
    for place, line in enumerate(page):
        beside = line.right > grid.left and line.left < right
        if beside and line.base > grid.top and not line.cells:
            at = place
            break
    page[at:at] = new


def _kept(data: bytes, pictures: list[Picture]) -> str:
    known = next((picture.name for picture in pictures if picture.data == data), "")
    if known:
        return ""
    suffix = "jpg" if data.startswith(b"\xff\xd8") else "png"
    pictures.append(Picture(name=f"picture-{len(pictures) + 1}.{suffix}", data=data))
    return pictures[-1].name


def _written(
    found: Sequence[Line],
    figures: Sequence[tuple[int, str]],
    look: Look,
    meta: Mapping[str, str],
    guesses: list[Guess],
    asides: list[Aside],
) -> list[_Made]:
    every = blocks_of(found, look, note_lines(found, look))
    endnotes(every)
    labels, calls = _labels(every)
    # Notes stand at the end, so that a list that goes on over the foot of a page is one list.
    blocks = [block for block in every if block.kind not in ("note", "gone")]
    levels(blocks, look)
    quotations(blocks, look)
    joiner = Joiner(found, meta.get("language", ""), set())
    place = {id(line): number for number, line in enumerate(found)}
    waiting = list(figures)
    made: list[_Made] = []
    notes: list[_Made] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        while waiting and waiting[0][0] <= place[id(block.lines[0])]:
            made.append(_Made(composing.figure(waiting.pop(0)[1], "", ""), block.page))
        same = 1
        while at + same < len(blocks) and blocks[at + same].kind == block.kind and block.kind in ("item", "table"):
            same += 1
        group = blocks[at : at + same]
        if block.kind == "table":
            made.append(_table([row for one in group for row in one.rows], joiner, group, calls, look, asides))
        elif block.kind == "item":
            made += [_Made(markdown, page) for markdown, page in listed(group, joiner, calls)]
        else:
            whole = _block(block, joiner, calls, look, meta)
            titled = whole.style and any(other.style == whole.style for other in made)
            made.append(replace(whole, style="") if titled else whole)
        at += same
    made += [_Made(composing.figure(name, "", ""), 0) for _, name in waiting]
    for block in every:
        if block.kind == "note":
            text = composing.inline(_even(joiner.runs(block.lines, drop=block.mark), look))
            label = labels.get(id(block))
            notes.append(_Made(composing.footnote(label, [text]) if label else text, block.page))
    for before, after, confidence, reason, page in joiner.hyphens:
        guesses.append(Guess(what="hyphen", text=before, result=after, confidence=confidence, reason=reason, page=page))
    return made + notes


def _even(runs: Sequence[composing.Run], look: Look) -> list[composing.Run]:
    """Return runs without bold where all of the text is bold, and without forms that hold for every word."""
    words = [run for run in runs if run.text.strip()]
    strong = look.bold or (bool(words) and all(run.strong for run in words))
    emphasis = bool(words) and all(run.emphasis for run in words)
    code = bool(words) and all(run.code for run in words)
    return [
        replace(
            run, strong=run.strong and not strong, emphasis=run.emphasis and not emphasis, code=run.code and not code
        )
        for run in runs
    ]


def _block(
    block: Block, joiner: Joiner, calls: Mapping[tuple[int, str], str], look: Look, meta: Mapping[str, str]
) -> _Made:
    runs = joiner.runs(block.lines, notes=here(calls, block))
    if block.kind == "heading":
        plain = [replace(run, strong=False, emphasis=False) for run in runs]
        same = re.sub(r"\W", "", block.text).casefold() == re.sub(r"\W", "", meta.get("title", "")).casefold()
        return _Made(
            composing.heading(block.level, plain), block.page, "title" if same and meta.get("title") else "", sure=False
        )
    if block.kind == "quote":
        return _Made(composing.quoted([composing.inline(_even(runs, look))]), block.page)
    # A paragraph that is wholly bold or italic is meant so; what is larger than the text is so as a whole.
    large = block.size > 1.12 * look.body
    return _Made(composing.inline(_even(runs, look) if large or look.bold else runs), block.page)


def _labels(blocks: Sequence[Block]) -> tuple[dict[int, str], dict[tuple[int, str], str]]:
    """Return a label for each note, counted through the document, and which mark on which page calls it."""
    labels: dict[int, str] = {}
    last = max((block.page for block in blocks), default=0)
    places = [place for place, block in enumerate(blocks) if block.kind == "note"]
    ends = (
        bool(places)
        and places[0] == len(blocks) - len(places)
        and all(blocks[place].page >= last - 1 for place in places)
    )
    calls: dict[tuple[int, str], str] = {}
    for block in blocks:
        if block.kind == "note" and block.mark:
            label = str(len(labels) + 1)
            labels[id(block)] = label
            calls.setdefault((block.page, block.mark), label)
            if ends:
                calls.setdefault((0, block.mark), label)
    return labels, calls


def _table(
    table: Sequence[Sequence[tuple[Span, ...]]],
    joiner: Joiner,
    group: Sequence[Block],
    calls: Mapping[tuple[int, str], str],
    look: Look,
    asides: list[Aside],
) -> _Made:
    cells = []
    notes = here(calls, group[0])
    for row in table:
        line = []
        for cell in row:
            parts = [Line(spans=tuple(spans), page=group[0].page) for spans in rows(cell)]
            line.append(composing.inline(_even(joiner.runs(parts, notes=notes), look)))
        cells.append(line)
    repeated = [row for row in cells[1:] if row == cells[0]]
    if repeated:
        # A table that goes on over the page says its heading again.
        asides.extend(Aside(text=" ".join(row), why="running head", page=group[-1].page) for row in repeated)
        cells = [cells[0], *(row for row in cells[1:] if row != cells[0])]
    head = all(span.flags & BOLD for cell in table[0] for span in cell) or not all(
        span.flags & BOLD for row in table[1:2] for cell in row[:1] for span in cell
    )
    return _Made(composing.table(cells, head=head), group[0].page)


def _notices(unmapped: int, signs: int, broken: Sequence[str]) -> list[str]:
    found = []
    if unmapped > max(5, signs * 0.002):
        found.append(
            f"the text layer is damaged: {unmapped:,} letters mean nothing in the file. Compare with the pages"
        )
    if broken:
        found.append(f"page {', '.join(broken)} cannot be read: compare with the PDF")
    return found
