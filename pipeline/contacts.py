"""Draw contact sheets of what was built: all pages of a text in one format, a row a language, as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline import fingerprint, jobs, plan
from pipeline.files import write_atomic
from pipeline.languages import language
from pipeline.ledger import Ledger, Output, Record
from pipeline.plan import Selection, Text
from pipeline.project import Project, packaged
from pipeline.publish.contact import Row, contact_sheet
from pipeline.publish.outputs import formats_of, print_file, remove
from pipeline.publish.site import is_there
from pipeline.report import Meter
from pipeline.typeset.render import Renderer

FOLDER = "build/contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A picture to draw: for each row what to call it, and the PDF, from the project's folder."""

    project: Project
    path: str
    rows: tuple[tuple[str, str], ...]
    key: str
    """Changes whenever the picture would."""


def draw_contact_sheets(
    project: Project, selection: Selection, *, workers: int | None = None, meter: Meter | None = None
) -> tuple[str, ...]:
    """Draw the contact sheets of what is chosen and was built; return their paths, from the project's folder.

    Only those are drawn of which a PDF changed. Formats that are folded or stitched have the pages in reading order,
    and below them the sheets as they are printed.
    """
    with Ledger(project.cache) as ledger:
        texts = plan.survey(project, ledger, selection.texts)
        tasks = [task for text in texts for task in _tasks(project, text, selection, ledger)]
        wanted = [task for task in tasks if not _is_drawn(project, task, ledger)]
        for number, (path, output) in enumerate(jobs.run(draw, wanted, workers), 1):
            key = next(task.key for task in wanted if task.path == path)
            ledger.put(f"contact/{path}", Record(key, (output,)))
            if meter:
                meter("contact sheets", number, len(wanted))
        if selection.is_everything:
            _forget_others(project, tasks, ledger)
    return tuple(task.path for task in tasks)


def draw(task: Task) -> tuple[str, Output]:
    """Draw one contact sheet; return its path and what was written."""
    rows = [Row(label=label, pdf=(task.project.root / path).read_bytes()) for label, path in task.rows]
    picture = contact_sheet(rows)
    write_atomic(task.project.root / task.path, picture)
    return task.path, Output(task.path, fingerprint.of_bytes(picture), len(picture))


def _tasks(project: Project, text: Text, selection: Selection, ledger: Ledger) -> list[Task]:
    renderer = Renderer([project.templates, packaged("templates")])
    chosen = plan.formats_of(text, selection)
    tasks = []
    for format in text.formats:
        rows: list[tuple[str, str]] = []
        sums: list[str] = []
        for code in plan.languages_of(text, selection):
            record = ledger.get(f"edition/{code}/{text.slug}/{format}")
            if format not in chosen or format not in formats_of(renderer, text, code) or record is None:
                continue
            if not all(is_there(project, output) for output in record.outputs):
                continue
            known = {output.path: output.sha256 for output in record.outputs}
            pages, sheets = print_file(text, code, f"{format}-pages"), print_file(text, code, format)
            title, form = Markup(str(record.facts["title"])).striptags(), renderer.format(format)
            name = f"{title} · {language(code).name}"
            shown = [(pages, form.title), (sheets, form.sheets_title)] if pages in known else [(sheets, form.title)]
            rows += [(f"{name} · {said}", path) for path, said in shown]
            sums += [known[path] for path, _ in shown]
        if rows:
            tasks.append(
                Task(
                    project=project, path=f"{FOLDER}/{text.slug}-{format}.png", rows=tuple(rows),
                    key=fingerprint.of_parts((rows, sums, fingerprint.of_code())),
                )
            )  # fmt: skip
    return tasks


def _is_drawn(project: Project, task: Task, ledger: Ledger) -> bool:
    record = ledger.get(f"contact/{task.path}")
    return record is not None and record.fingerprint == task.key and is_there(project, record.outputs[0])


def _forget_others(project: Project, tasks: Sequence[Task], ledger: Ledger) -> None:
    """Delete the contact sheets of what is not there any more."""
    kept = {f"contact/{task.path}" for task in tasks}
    for name in ledger.names():
        if name.startswith("contact/") and name not in kept:
            remove(project, name.removeprefix("contact/"))
            ledger.forget(name)
