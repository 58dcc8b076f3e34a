"""What was handed out at events: taken in from a table, an option or a person, kept beside the event, and drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import plan
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.kit import FOLDER, HANDED, choose, wanted
from pipeline.kit_prints import Chosen
from pipeline.languages import language
from pipeline.ledger import Ledger
from pipeline.project import Project, packaged
from pipeline.publish.kit import handed
from pipeline.publish.kit.chart import Bar, by, chart
from pipeline.publish.kit.handed import Row
from pipeline.publish.kit.words import filled
from pipeline.typeset.render import Renderer
from pipeline.typeset.strings import Strings

CHARTS = "build/reports"
EVENT_SUFFIX = "-report.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was handed out at one event, or at all of them."""

    title: str
    rows: tuple[Row, ...]
    file: Path | None = None
    """Where it is kept; None for the sum of several events."""
    charts: tuple[Path, ...] = ()


def table_of(project: Project, slug: str) -> Path:
    """Return where the table of an event is kept: beside its file, and as precious."""
    return project.events / f"{slug}{EVENT_SUFFIX}"


def known(project: Project, chosen: Chosen) -> tuple[Row, ...]:
    """Return what the event's kit has: one row a leaflet and language, with what was printed.

    Without a kit, what the event's file asks for.
    """
    kit = project.root / FOLDER / chosen.name / HANDED
    renderer = Renderer([project.templates, packaged("templates")])
    order = wanted(project, chosen, renderer)
    asked = {
        (item.text.slug, item.format, item.code): Row(
            slug=item.text.slug, format=item.format, code=item.code, printed=item.copies
        )
        for item in order
    }
    manifest = kit.with_name("manifest.json")
    if manifest.is_file():
        asked |= _made(manifest)
    return tuple(asked[key] for key in sorted(asked))


def _made(manifest: Path) -> dict[tuple[str, str, str], Row]:
    import json

    try:
        prints = json.loads(manifest.read_text(encoding="utf-8"))["prints"]
        rows = [
            Row(slug=one["text"], format=one["format"], code=one["language"], printed=int(one["pieces"]))
            for one in prints
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # an older kit, or half a one: what the event asks for counts
    return {row.key: row for row in rows}


def take(
    project: Project,
    name: str,
    *,
    file: Path | None = None,
    options: Sequence[str] = (),
    ask: Callable[[Row, Row | None], tuple[int, int] | None] | None = None,
) -> Report:
    """Note what was handed out at an event, and return all that is known of it.

    From `file`, a table; from `options` like `es:tri-fold:damp-and-mould=120`; or from `ask`, which gets each row and
    what is known of it, and returns what was handed out and what is left, or None to leave it. Without any of them,
    from the kit's own table, if somebody has filled it in. What is new takes the place of what was known of the same
    leaflet; the rest stays. Raises OctavillaError for a table or an option that is wrong: nothing is changed then.
    """
    chosen = choose(project, name)
    printed = known(project, chosen)
    kept = table_of(project, chosen.event.slug)
    old = handed.read(kept.read_bytes(), kept) if kept.is_file() else ()
    new: list[Row] = []
    if file is None and not options and ask is None:
        own = project.root / FOLDER / chosen.name / HANDED
        file = own if own.is_file() else None
    if file is not None:
        new += _from_file(file, printed)
    new += [handed.handed(option, printed) for option in options]
    if ask is not None:
        before = {row.key: row for row in old}
        for row in printed:
            answer = ask(row, before.get(row.key))
            if answer is not None:
                new.append(handed.counted(row, *answer))
    rows = handed.merged(old, new)
    if new and rows != old:
        write_atomic(kept, handed.write(rows))
    if not rows:
        own = project.root / FOLDER / chosen.name / HANDED
        message = "nothing is known yet of what was handed out. Fill in the column “handed out”, and run this again."
        raise OctavillaError(message, path=own if own.is_file() else kept)
    title = chosen.event.title
    code = language(chosen.event.kit_language or chosen.text.language).code
    return Report(title=title, rows=rows, file=kept, charts=draw(project, chosen.name, title, rows, code))


def is_filled_in(project: Project, name: str) -> bool:
    """Tell whether somebody has written into the table of an event's kit. Raises OctavillaError for a wrong one."""
    file = project.root / FOLDER / choose(project, name).name / HANDED
    return file.is_file() and bool(handed.read(file.read_bytes(), file))


def _from_file(file: Path, printed: Sequence[Row]) -> list[Row]:
    try:
        if file.stat().st_size > handed.LARGEST:
            raise OctavillaError(f"is larger than {handed.LARGEST:,} bytes. Is it the right file?", path=file)
        data = file.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Give the name of a file that is there."
        raise OctavillaError(message, path=file) from error
    rows = list(handed.read(data, file))
    handed.check(rows, printed, file)
    return rows


def everything(project: Project) -> tuple[Report, ...]:
    """Return what is known of each event, by date, and the sum of all, which comes last.

    Raises OctavillaError for a table that is wrong, and where there is none.
    """
    with Ledger(project.cache) as ledger:
        events = [text for text in plan.survey(project, ledger) if text.is_event]
    reports = []
    for text in events:
        kept = table_of(project, text.slug)
        if kept.is_file():
            reports.append(Report(title=text.title, rows=handed.read(kept.read_bytes(), kept), file=kept))
    if not reports:
        raise OctavillaError("nothing is known yet of any event. After one: octavilla kit EVENT --report")
    rows = tuple(row for report in reports for row in report.rows)
    charts = draw(project, "all", project.configuration.publisher.title, rows, project.configuration.language)
    return (*reports, Report(title="", rows=rows, charts=charts))


def draw(project: Project, name: str, title: str, rows: Sequence[Row], code: str) -> tuple[Path, ...]:
    """Draw the chart of some rows as SVG and PDF, and return where they are."""
    from pipeline.typeset.pdf import typeset

    renderer = Renderer([project.templates, packaged("templates")])
    own = language(code)
    say = renderer.strings(own)
    shown = drawing(rows, title, say, renderer)
    folder = project.root / CHARTS
    html = filled(renderer, "kit/chart.html", own, chart=shown, heading=title, font_css=_fonts())
    base = project.root / "octavilla.toml"
    made = typeset(html, root=project.root, base=base)
    paths = (folder / f"{name}.svg", folder / f"{name}.pdf")
    for path, data in zip(paths, (str(shown).encode(), made.pdf), strict=True):
        if not path.is_file() or path.read_bytes() != data:
            write_atomic(path, data)
    return paths


def drawing(rows: Sequence[Row], title: str, say: Strings, renderer: Renderer) -> object:
    """Return the chart of some rows, by language and by format, as an SVG for a template."""
    from pipeline.publish.kit.chart import as_markup

    def label(row: Row) -> str:
        try:
            return say(renderer.format(row.format).title)
        except OctavillaError:
            return row.format  # of a format that the project has no more

    def said(bar: Bar) -> str:
        return say("{count} of {printed}", count=say.number(bar.handed), printed=say.number(bar.printed))

    def name(row: Row) -> str:
        try:
            return language(row.code).name
        except OctavillaError:
            return row.code

    groups = ((say("By language"), by(rows, name)), (say("By format"), by(rows, label)))
    heading = say("What was handed out")
    return as_markup(chart(f"{heading}: {title}" if title else heading, groups, said))


def _fonts() -> object:
    from markupsafe import Markup

    from pipeline.typeset import fonts, places

    return Markup(fonts.css(fonts.faces(fonts.DISPLAY), places.PACKAGED_FONTS))
