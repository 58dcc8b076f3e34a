"""What a person sees of a kit in the terminal, in 80 columns: what is in it, what it takes, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.handing import Report
from pipeline.kit import CHECKS, PLAN, START, TEST, Outcome
from pipeline.languages import language
from pipeline.project import Project
from pipeline.publish.kit.handed import Row
from pipeline.publish.kit.words import Figures
from pipeline.report import project_option

WIDTH = 80
_SIDES = {"long": "2, long edge", "short": "2, short edge", "": "1"}


def lines(project: Project, outcome: Outcome) -> Iterator[str]:
    """Yield what `octavilla kit` says at its end."""
    about, figures = outcome.about, Figures(language("en"))
    headings = ("", "language", "text", "format", "copies", "sheets", "pieces")
    rows = []
    for item in about.prints:
        amount = about.amount(item)
        rows.append(
            (
                item.number,
                item.code,
                item.slug,
                item.format,
                f"{amount.sets:,}",
                f"{amount.sheets:,}",
                f"{amount.pieces:,}",
            )
        )
    yield from table(headings, rows, left=4)
    yield ""
    whole = outcome.total
    prices = project.configuration.prices
    cost = f", {figures.money(whole.cost, prices.currency)}" if prices and whole.cost is not None else ""
    papers = ", ".join(f"{sheets:,} of {name}" for name, sheets in whole.paper)
    yield f"Sheets: {papers}; {figures.weight(whole.grams)}{cost}; about {figures.time(whole.minutes)} of work".replace(
        "\u00a0", " "
    )
    yield from outcome.messages
    if drafts := sum(item.draft for item in about.prints):
        yield f"PROOF: {drafts} of {whole.files} files are not approved yet. Do not hand these out:"
    for name in about.drafts:
        yield f"  {name}"
    if about.drafts:
        yield f"Correct it: octavilla review{project_option(project)}; then the kit again, with --final"
    if outcome.kept:
        yield f"Somebody had filled in the old kit's table; it is kept: {outcome.kept}"
    state = "unchanged" if outcome.unchanged else "made"
    yield f"Kit ({state}): {outcome.folder}"
    yield f"To pass on: {outcome.archive} ({figures.number(outcome.size / 1_000_000)} MB)"
    yield f"Next: open {START}; print {TEST} on both sides,"
    yield f"hang up {PLAN}, and tick off {CHECKS}."


def handed_lines(project: Project, report: Report) -> Iterator[str]:
    """Yield what `octavilla kit --report` says of one event, or of all (a report without a title)."""
    title = report.title or "All events"
    yield f"{title}: {_share(report.rows)}"
    rows = [
        (row.code, row.format, row.slug, f"{row.printed:,}", f"{row.handed:,}", f"{row.left:,}")
        for row in (report.rows if report.title else ())
    ]
    if rows:
        yield from table(("language", "format", "text", "printed", "handed out", "left"), rows, left=3)
    for name, key in (("language", "code"), ("format", "format")):
        sums: dict[str, list[Row]] = {}
        for row in report.rows:
            sums.setdefault(getattr(row, key), []).append(row)
        if len(sums) > 1 or not report.title:
            yield f"By {name}: " + "; ".join(f"{each} {_share(found)}" for each, found in sorted(sums.items()))
    if report.file:
        yield f"Kept in: {report.file}"
    for path in report.charts:
        yield f"Chart: {path}"
    if not report.title:
        return
    yield ""


def _share(rows: Sequence[Row]) -> str:
    handed = sum(row.handed for row in rows)
    printed = sum(max(row.printed, row.handed) for row in rows)
    return f"{handed:,} of {printed:,}"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, left: int) -> Iterator[str]:
    """Yield a table of text in lines of at most 80 columns; the first `left` columns are flush left.

    Where it would be wider, the widest column is shortened.
    """
    widths = [max(len(row[column]) for row in (headings, *rows)) for column in range(len(headings))]
    too_wide = sum(widths) + 2 * (len(widths) - 1) - WIDTH
    widest = widths.index(max(widths))
    widths[widest] = max(widths[widest] - max(too_wide, 0), 8)
    for row in (headings, *rows):
        cells = [_cut(cell, width) for cell, width in zip(row, widths, strict=True)]
        shown = [
            f"{cell:<{width}}" if column < left else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        yield "  ".join(shown).rstrip()


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"
