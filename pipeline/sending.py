"""Make what goes from telephone to telephone, for chosen texts and events, and the page to copy it from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import build as builder
from pipeline import jobs, plan
from pipeline.files import write_atomic
from pipeline.ledger import Ledger
from pipeline.plan import Selection, Text
from pipeline.project import Project, packaged
from pipeline.publish.outputs import renderer_for
from pipeline.publish.send.parcel import Parcel, parcel
from pipeline.publish.send.sheet import INDEX, all_files, sheet
from pipeline.report import Meter
from pipeline.typeset.render import Renderer

FOLDER = "send"
"""In the folder of what is built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One text, or event, in one language."""

    project: Project
    text: Text
    code: str
    templates: str
    """The renderer's fingerprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was made: the page, and each parcel without its files."""

    page: Path
    parcels: tuple[Parcel, ...]


def make(task: Task) -> Parcel:
    """Make one parcel. Raises OctavillaError as `parcel` does."""
    return parcel(renderer_for(task.templates, task.project), task.project, task.text, task.code)


def send(
    project: Project,
    selection: Selection,
    *,
    final: bool = False,
    workers: int | None = None,
    drafting: Meter | None = None,
    drawing: Meter | None = None,
) -> Sent:
    """Draft what has no translation, then write the pictures and messages of the chosen texts and events.

    Files of earlier runs that are not made now are removed. Raises OctavillaError as `build.build` does, with `final`
    for a sentence that is not approved too.
    """
    builder.translate(project, Selection(texts=selection.texts, languages=selection.languages), drafting)
    with Ledger(project.cache) as ledger:
        texts = plan.survey(project, ledger, selection.texts)
    chosen = [(text, code) for text in texts for code in plan.languages_of(text, selection)]
    if final:
        # Imported here: an everyday run has no use for the checks.
        from pipeline.gate import refuse_unready

        refuse_unready(project, ((text.slug, code, text.language) for text, code in chosen))
    renderer = Renderer([project.templates, packaged("templates")])
    templates = renderer.fingerprint()
    # Events first: they are what is sent most urgently.
    ordered = sorted(chosen, key=lambda pair: not pair[0].is_event)
    tasks = [Task(project=project, text=text, code=code, templates=templates) for text, code in ordered]
    made: dict[tuple[str, str], Parcel] = {}
    for done in jobs.run(make, tasks, workers):
        made[done.text.slug, done.language.code] = done
        if drawing:
            drawing("drawing", len(made), len(tasks))
    parcels = [made[task.text.slug, task.code] for task in tasks]
    files = all_files(sheet(renderer, project, parcels, project.source_language()), parcels)
    folder = project.build / FOLDER
    for name, data in files.items():
        if not (folder / name).is_file() or (folder / name).read_bytes() != data:
            write_atomic(folder / name, data)
    _remove_others(folder, files)
    return Sent(page=folder / INDEX, parcels=tuple(replace(item, files={}) for item in parcels))


def _remove_others(folder: Path, kept: Collection[str]) -> None:
    """Delete what earlier runs made; only in the folder of what is built."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in kept:
            path.unlink()
