"""Bring the print files of a kit up to date: how texts fit beside the event's panel, and the files themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import fingerprint, fitting, jobs
from pipeline.ledger import Ledger, Record
from pipeline.plan import Text
from pipeline.project import Project
from pipeline.publish.fitting import FitTask, Fitting, catalogue_sums, fit
from pipeline.publish.kit.orders import Item, safe_name
from pipeline.publish.kit.prints import PrintTask, catalogues, make
from pipeline.publish.outputs import picture_sums, remove
from pipeline.publish.site import is_there
from pipeline.report import Meter
from pipeline.text.event import Event
from pipeline.typeset.render import Renderer

PARTS = "build/kits/.parts"
"""Where print files are kept between two kits, so that only what changed is made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An event with the texts of the project."""

    event: Event
    text: Text
    texts: dict[str, Text]

    @property
    def name(self) -> str:
        """What the kit's folder is called."""
        return safe_name(self.event.slug)


def fits(
    project: Project,
    chosen: Chosen,
    order: Sequence[Item],
    ledger: Ledger,
    renderer: Renderer,
    templates: str,
    workers: int | None,
    meter: Meter | None,
) -> tuple[dict[tuple[str, str], Fitting], dict[tuple[str, str], fitting.Unfit]]:
    """Return how each text is set in each format with fixed panels, the event's panel among them; and what is unfit."""
    sheets = project.configuration.sheets
    pairs = dict.fromkeys((item.text, item.format) for item in order if renderer.format(item.format, sheets).fixed)
    known: dict[tuple[str, str], Fitting] = {}
    tasks = []
    for text, format in pairs:
        name = f"kit-fitting/{chosen.event.slug}/{text.slug}/{format}"
        record = ledger.get(name)
        task = FitTask(project=project, text=text, format=format, templates=templates, event=chosen.text)
        sums = (catalogue_sums(project, text), catalogue_sums(project, chosen.text))
        if record and record.fingerprint == _fit_key(task, sums, picture_sums(project, record.inputs)):
            known[text.slug, format] = Fitting.of(record.facts)
        else:
            tasks.append(task)
    before = {
        task.text.slug: (catalogue_sums(project, task.text), catalogue_sums(project, chosen.text)) for task in tasks
    }
    for number, done in enumerate(jobs.run(fit, tasks, workers), 1):
        slug, format = done.task.text.slug, done.task.format
        key = _fit_key(done.task, before[slug], done.pictures)
        inputs = tuple(path for path, _ in done.pictures)
        name = f"kit-fitting/{chosen.event.slug}/{slug}/{format}"
        ledger.put(name, Record(key, inputs=inputs, facts=done.fitting.facts()))
        known[slug, format] = Fitting.of(done.fitting.facts())
        if meter:
            meter("fitting with the event", number, len(tasks))
    unfit = {
        (text.slug, format): fitting.Unfit(
            path=text.path.relative_to(project.root).as_posix(), format=format, fitting=known[text.slug, format]
        )
        for text, format in pairs
        if known[text.slug, format].fit is None
    }
    return known, unfit


def _fit_key(task: FitTask, catalogues: object, pictures: object) -> str:
    project, text, event = task.project, task.text, task.event
    configuration = project.configuration
    return fingerprint.of_parts(
        (text.sha256, text.codes, event and event.sha256, task.format, catalogues, pictures, configuration.publisher,
         configuration.sheets, task.templates, fingerprint.of_code())
    )  # fmt: skip


def task_of(project: Project, chosen: Chosen, item: Item, found: Fitting | None, templates: str) -> PrintTask:
    """Return the task to make a file; `found` is how its text is set in fixed panels."""
    name = f"{safe_name(item.text.slug)}-{item.code}-{safe_name(item.format)}.pdf"
    return PrintTask(
        project=project, event=chosen.text, text=item.text, code=item.code, format=item.format,
        path=f"{PARTS}/{chosen.name}/{name}", fit=found.fit if found else None, templates=templates,
    )  # fmt: skip


def _print_key(task: PrintTask, catalogues: object, pictures: object) -> str:
    project, text = task.project, task.text
    configuration = project.configuration
    return fingerprint.of_parts(
        (text.sha256, text.codes, text.formats, text.short, task.event.sha256, task.code, task.format, task.fit,
         catalogues, pictures, configuration.publisher, configuration.sheets, task.templates, fingerprint.of_code())
    )  # fmt: skip


def printed(
    project: Project, tasks: Sequence[PrintTask], ledger: Ledger, workers: int | None, meter: Meter | None
) -> dict[str, Record]:
    """Make the print files that are out of date; return what is known of each, by its path."""
    found: dict[str, Record] = {}
    todo = []
    for task in tasks:
        record = ledger.get(f"kit/{task.path}")
        if record and all(is_there(project, output) for output in record.outputs):
            key = _print_key(task, catalogues(task), picture_sums(project, record.inputs))
            if key == record.fingerprint:
                found[task.path] = record
                continue
        todo.append(task)
    for number, done in enumerate(jobs.run(make, todo, workers), 1):
        key = _print_key(done.task, done.catalogues, done.pictures)
        record = Record(key, (done.output,), tuple(path for path, _ in done.pictures), done.facts)
        ledger.put(f"kit/{done.task.path}", record)
        found[done.task.path] = record
        if meter:
            meter("files of the kit", number, len(todo))
    _forget_others(project, tasks, ledger)
    return found


def _forget_others(project: Project, tasks: Sequence[PrintTask], ledger: Ledger) -> None:
    """Delete the print files of this event that it does not want any more."""
    if not tasks:
        return
    folder, kept = tasks[0].path.rpartition("/")[0], {task.path for task in tasks}
    for name in ledger.names():
        path = name.removeprefix("kit/")
        if name.startswith("kit/") and path.rpartition("/")[0] == folder and path not in kept:
            remove(project, path)
            ledger.forget(name)
