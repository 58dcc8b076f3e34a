"""The kit of an event: everything that a group needs on the day, in one folder and one zip."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import __version__, build, fingerprint, fitting, gate, plan
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.kit_prints import PARTS, Chosen, fits, printed, task_of
from pipeline.languages import language
from pipeline.ledger import Ledger, Output, Record
from pipeline.plan import Selection, Text
from pipeline.project import Project, names_in, packaged
from pipeline.publish import calendar
from pipeline.publish.editions import load_edition
from pipeline.publish.fitting import catalogue_sums
from pipeline.publish.kit import handed
from pipeline.publish.kit.amounts import Total, total
from pipeline.publish.kit.extras import Contents, extras
from pipeline.publish.kit.orders import Item, items, safe_name
from pipeline.publish.kit.packing import SUMS, Content, is_packed, pack, recover, with_sums
from pipeline.publish.kit.pages import About, Pages, Print
from pipeline.publish.kit.prints import PrintTask
from pipeline.publish.kit.shape import Shape
from pipeline.publish.kit.words import filled
from pipeline.publish.occasions import occasion
from pipeline.publish.outputs import picture_sums, remove
from pipeline.publish.site import is_there
from pipeline.report import Meter
from pipeline.text.event import read_event
from pipeline.typeset.imposition.papers import PAPERS
from pipeline.typeset.render import Renderer

FOLDER = "build/kits"
TEST, PLAN, CHECKS, START, HANDED = (
    "1-test-sheet.pdf", "2-print-plan.pdf", "3-check-list.pdf", "START-HERE.html", "handed-out.csv",
)  # fmt: skip
_FLIPS = ("long", "short", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a kit has, and what could not be made."""

    folder: Path
    archive: Path
    size: int
    """Bytes of the zip."""
    about: About
    total: Total
    unfit: tuple[fitting.Unfit, ...] = ()
    unchanged: bool = False
    kept: Path | None = None
    """Where a `handed-out.csv` went that somebody had filled in."""
    messages: tuple[str, ...] = ()


def choose(project: Project, name: str) -> Chosen:
    """Return the event called `name`: its name, or the path of its file.

    Raises OctavillaError where there is none, or its file is wrong.
    """
    with Ledger(project.cache) as ledger:
        texts = {text.slug: text for text in plan.survey(project, ledger)}
    events = [text for text in texts.values() if text.is_event]
    slug = Path(name).name.removesuffix(".toml")
    found = next((text for text in events if text.slug == slug), None)
    if found is None:
        if not events:
            message = f"there is no event yet. Write {project.events / 'DATE-PLACE.toml'}: docs/events.md shows one."
            raise OctavillaError(message)
        names = [text.slug for text in events]
        close = difflib.get_close_matches(slug, names, 1, 0.4)
        hint = f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(names)}."
        raise OctavillaError(f"there is no event “{name}”. {hint}")
    return Chosen(event=read_event(found.path), text=found, texts=texts)


def wanted(project: Project, chosen: Chosen, renderer: Renderer) -> tuple[Item, ...]:
    """Return what an event wants printed. Raises OctavillaError as `orders.items` does."""
    sheets = project.configuration.sheets
    return items(
        chosen.event, chosen.text, chosen.texts, names_in("formats", project.root),
        lambda name: renderer.format(name, sheets).bilingual,
    )  # fmt: skip


def make_kit(
    project: Project,
    name: str,
    *,
    final: bool = False,
    code: str = "",
    workers: int | None = None,
    drafting: Meter | None = None,
    typesetting: Meter | None = None,
) -> Outcome:
    """Make the kit of an event anew as a whole: what it is made from is brought up to date first.

    `code` is the language of the print plan and the check list; without it the event's `kit_language`, that of its own
    words, or the project's. With `final`, refuses (NotFinalError) while a sentence of what is handed out, or of the
    event's own words, is not ready for print. What does not fit into a format is left out, and the outcome says so.
    Raises OctavillaError as `build.build` does, for an event that asks for what there is not, and where nothing fits.
    """
    chosen = choose(project, name)
    renderer = Renderer([project.templates, packaged("templates")])
    order = wanted(project, chosen, renderer)
    code = language(code or chosen.event.kit_language or chosen.text.language).code
    selection = Selection(texts=(chosen.text.slug, *dict.fromkeys(item.text.slug for item in order)))
    if final:
        build.translate(project, selection, drafting)
        _refuse_unready(project, chosen, order)
    build.build(project, selection, workers=workers, drafting=drafting, typesetting=typesetting)
    with build.alone(project) as ledger:
        recover(project.root / FOLDER / chosen.name)
        templates = renderer.fingerprint()
        found, unfit = fits(project, chosen, order, ledger, renderer, templates, workers, typesetting)
        tasks = [
            task_of(project, chosen, item, found.get((item.text.slug, item.format)), templates)
            for item in order
            if (item.text.slug, item.format) not in unfit
        ]
        records = printed(project, tasks, ledger, workers, typesetting)
        made = [(item, task, records[task.path]) for item, task in _paired(order, tasks)]
        prints, files = _ordered(made, renderer, project)
        about = _about(project, chosen, prints, code, made)
        more = _extras(_contents(project, chosen, order, code, renderer), chosen.name, records, ledger, templates)
        about = replace(about, send=any(path.startswith("send/") for path in more))
        files |= more
        files |= _calendars(project, chosen, order)
        files |= _stick(project, chosen, order, renderer, code)
        files |= _pages(project, chosen, Pages(renderer, about), ledger, templates)
        rows = _rows(about)
        files[HANDED] = handed.write(rows, blank=True)
        facts = {
            "octavilla": __version__,
            "event": chosen.event.slug,
            "prints": [_fact(about, item) for item in prints],
        }
        whole = with_sums(files, facts)
        return _packed(project, chosen, about, whole, tuple(unfit.values()), records)


def _paired(order: Sequence[Item], tasks: Sequence[PrintTask]) -> list[tuple[Item, PrintTask]]:
    by_key = {(task.text.slug, task.code, task.format): task for task in tasks}
    keys = ((item, (item.text.slug, item.code, item.format)) for item in order)
    return [(item, by_key[key]) for item, key in keys if key in by_key]


def _refuse_unready(project: Project, chosen: Chosen, order: Sequence[Item]) -> None:
    """Raise NotFinalError while a sentence of what is handed out is not ready, OctavillaError for a picture unsaid."""
    needed = dict.fromkeys((item.text, item.code) for item in order)
    needed |= dict.fromkeys((chosen.text, item.code) for item in order)
    gate.refuse_unready(project, ((text.slug, code, text.language) for text, code in needed))
    gate.refuse_undescribed(dict.fromkeys(text.path for text, _ in needed))


def _ordered(
    made: Sequence[tuple[Item, PrintTask, Record]], renderer: Renderer, project: Project
) -> tuple[tuple[Print, ...], dict[str, Content]]:
    """Return the print files in the order in which they are printed, and where they lie.

    What needs the same paper and setting of the printer comes together, paper by paper; then by format and text.
    """
    if not made:
        raise OctavillaError(
            "nothing of this event can be printed: no text fits into its formats. Choose other formats."
        )
    papers, formats = list(PAPERS), list(dict.fromkeys(item.format for item, _, _ in made))
    shapes = [(item, task, record, Shape(**record.facts["shape"])) for item, task, record in made]
    shapes.sort(
        key=lambda one: (
            papers.index(one[3].paper),
            _FLIPS.index(one[3].flip),
            one[0].colour,
            formats.index(one[0].format),
        )
    )
    width = max(2, len(str(len(shapes))))
    prints, files = [], {}
    for number, (item, task, record, shape) in enumerate(shapes, 1):
        form = renderer.format(item.format, project.configuration.sheets)
        shown = f"{number:0{width}}"
        file = f"{shown}-{item.code}-{safe_name(item.text.slug)}-{safe_name(item.format)}.pdf"
        prints.append(
            Print(
                number=shown, file=file, slug=item.text.slug, code=item.code, format=item.format, label=form.title,
                title=str(record.facts["title"]), wanted=item.copies, colour=item.colour, shape=shape,
                draft=bool(record.facts["draft"] or record.facts["event_draft"]),
                messages=tuple(record.facts["messages"]),
            )
        )  # fmt: skip
        files[f"print/{file}"] = project.root / task.path
    return tuple(prints), dict(files)


def _about(
    project: Project,
    chosen: Chosen,
    prints: tuple[Print, ...],
    code: str,
    made: Sequence[tuple[Item, PrintTask, Record]],
) -> About:
    drafts = [f"{item.text.slug} ({language(item.code).name})" for item, _, record in made if record.facts["draft"]]
    drafts += [
        f"{chosen.event.slug} ({language(item.code).name})" for item, _, record in made if record.facts["event_draft"]
    ]
    return About(
        slug=chosen.event.slug,
        occasion=occasion(project, chosen.text, code),
        language=language(code),
        configuration=project.configuration,
        prints=prints,
        bags=chosen.event.bags,
        contact=chosen.event.contact or project.configuration.publisher.contact,
        drafts=tuple(dict.fromkeys(drafts)),
    )


def _contents(project: Project, chosen: Chosen, order: Sequence[Item], code: str, renderer: Renderer) -> Contents:
    return Contents(
        project=project, event=chosen.event, event_text=chosen.text,
        texts=tuple(dict.fromkeys(item.text for item in order)), codes=_codes(order), code=code, renderer=renderer,
    )  # fmt: skip


def _extras(
    contents: Contents, name: str, records: dict[str, Record], ledger: Ledger, templates: str
) -> dict[str, Content]:
    """Return what the producers of extras make; they are asked only where something changed."""
    project, texts = contents.project, (contents.event_text, *contents.texts)
    pictures = picture_sums(project, sorted({path for record in records.values() for path in record.inputs}))
    key = fingerprint.of_parts(
        (name, contents.code, contents.codes, [(text, catalogue_sums(project, text)) for text in texts], pictures,
         project.configuration, templates, fingerprint.of_code())
    )  # fmt: skip
    folder, known = f"{PARTS}/{name}/extras", f"kit/{name}/extras"
    record = ledger.get(known)
    if record is None or record.fingerprint != key or not all(is_there(project, output) for output in record.outputs):
        made = extras(contents)
        outputs = [Output(f"{folder}/{path}", fingerprint.of_bytes(data), len(data)) for path, data in made.items()]
        for output, data in zip(outputs, made.values(), strict=True):
            write_atomic(project.root / output.path, data)
        kept = {output.path for output in outputs}
        for output in record.outputs if record else ():
            if output.path not in kept:
                remove(project, output.path)
        record = Record(key, tuple(outputs))
        ledger.put(known, record)
    return {output.path.removeprefix(f"{folder}/"): project.root / output.path for output in record.outputs}


def _codes(order: Sequence[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.code for item in order))


def _calendars(project: Project, chosen: Chosen, order: Sequence[Item]) -> dict[str, Content]:
    """Return a calendar file for each language."""
    publisher, event = project.configuration.publisher, chosen.event
    found: dict[str, Content] = {}
    for code in _codes(order):
        words = occasion(project, chosen.text, code)
        found[f"calendar/{code}.ics"] = calendar.ics(
            replace(event, contact=event.contact or publisher.contact), title=words.title_text, call=words.call_text,
            about=_plain(project, chosen.text, code), code=code, base_url=words.base_url, group=publisher.title,
            page=words.page,
        )  # fmt: skip
    return found


def _plain(project: Project, text: Text, code: str) -> str:
    """Return the event's description in a language as plain paragraphs."""
    from pipeline.text.document import Role, texts_of
    from pipeline.text.plain import plain

    document = load_edition(project, text, code).document
    apart = (Role.TITLE, Role.SUBTITLE, Role.TOPIC, Role.COVER, Role.ALT)
    parts = (plain(part, document.references).text for role, part in texts_of(document) if role not in apart)
    return "\n".join(parts)


def _stick(
    project: Project, chosen: Chosen, order: Sequence[Item], renderer: Renderer, code: str
) -> dict[str, Content]:
    """Return the web site as it lies in the build, and the page to start from on a stick."""
    site = project.build / "site"
    files: dict[str, Content] = {
        f"stick/site/{path.relative_to(site).as_posix()}": path
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    first = tuple(dict.fromkeys((code, *_codes(order)) if code in _codes(order) else _codes(order)))
    languages = [
        {
            "language": language(each), "occasion": occasion(project, chosen.text, each),
            "say": renderer.strings(language(each)), "page": f"{each}/{chosen.event.slug}/index.html",
        }
        for each in first
    ]  # fmt: skip
    page = filled(
        renderer,
        "kit/stick.html", language(code), event={"title": occasion(project, chosen.text, code).title_text},
        languages=languages,
    )  # fmt: skip
    return files | {"stick/START-HERE.html": page.encode()}


def _pages(project: Project, chosen: Chosen, pages: Pages, ledger: Ledger, templates: str) -> dict[str, Content]:
    """Return test sheet, plan, check list and the page to start from; PDFs are made anew where their page changed."""
    found: dict[str, Content] = {START: pages.start().encode()}
    for name, html in ((TEST, pages.test()), (PLAN, pages.plan()), (CHECKS, pages.checks())):
        path = f"{PARTS}/{chosen.name}/pages/{name}"
        key = fingerprint.of_parts((html, templates, fingerprint.of_code()))
        record = ledger.get(f"kit/{path}")
        if record is None or record.fingerprint != key or not all(is_there(project, each) for each in record.outputs):
            # Imported here: a kit with nothing to do has no use for the half second it takes.
            from pipeline.typeset.pdf import typeset

            made = typeset(html, root=project.root, base=chosen.text.path)
            write_atomic(project.root / path, made.pdf)
            output = Output(path, fingerprint.of_bytes(made.pdf), len(made.pdf))
            ledger.put(f"kit/{path}", Record(key, (output,), facts={"pages": made.pages}))
        found[name] = project.root / path
    return found


def _rows(about: About) -> tuple[handed.Row, ...]:
    return tuple(
        handed.Row(slug=item.slug, format=item.format, code=item.code, printed=about.amount(item).pieces)
        for item in sorted(about.prints, key=lambda item: (item.slug, item.format, item.code))
    )


def _fact(about: About, item: Print) -> dict[str, object]:
    amount = about.amount(item)
    return {
        "file": f"print/{item.file}", "text": item.slug, "language": item.code, "format": item.format,
        "wanted": item.wanted, "copies": amount.sets, "pieces": amount.pieces, "sheets": amount.sheets,
        "paper": item.shape.paper, "flip": item.shape.flip, "colour": item.colour, "draft": item.draft,
    }  # fmt: skip


def _packed(
    project: Project,
    chosen: Chosen,
    about: About,
    files: dict[str, Content],
    unfit: tuple[fitting.Unfit, ...],
    records: dict[str, Record],
) -> Outcome:
    folder = project.root / FOLDER / chosen.name
    archive = folder.with_name(f"{folder.name}.zip")
    unchanged, kept = is_packed(folder, archive, files, filled=(HANDED,)), None
    if not unchanged:
        kept = _set_aside(folder)
        pack(folder, archive, files)
    parts = [(item.shape, about.amount(item)) for item in about.prints]
    messages = (f"{item.file}: {message}." for item in about.prints for message in item.messages)
    return Outcome(
        folder=folder, archive=archive, size=archive.stat().st_size, about=about, total=total(parts), unfit=unfit,
        unchanged=unchanged, kept=kept, messages=tuple(messages),
    )  # fmt: skip


def _set_aside(folder: Path) -> Path | None:
    """Keep the `handed-out.csv` of the old kit beside the new one, if somebody has written into it; return where."""
    file = folder / HANDED
    try:
        data, sums = file.read_bytes(), (folder / SUMS).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    if f"{fingerprint.of_bytes(data)}  {HANDED}\n" in sums:
        return None
    names = (f"{folder.name}-{number}-{HANDED}" for number in itertools.count(1))
    aside = next(path for name in names if not (path := folder.with_name(name)).exists() or path.read_bytes() == data)
    write_atomic(aside, data)
    return aside
