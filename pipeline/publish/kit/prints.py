"""Make one print file of a kit: an edition in a format, with the event's panel."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pipeline import fingerprint
from pipeline.files import write_atomic
from pipeline.ledger import Output
from pipeline.plan import Text
from pipeline.project import Project, Publisher
from pipeline.publish.editions import load_edition
from pipeline.publish.kit.shape import shape_of
from pipeline.publish.outputs import catalogue_sum, picture_names, picture_sums, renderer_for, typeset
from pipeline.typeset.copyfit import Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintTask:
    """A file to make; `path` is where it goes, from the project's folder."""

    project: Project
    event: Text
    text: Text
    code: str
    format: str
    path: str
    fit: Fit | None = None
    templates: str = ""
    """The renderer's fingerprint: a process keeps its renderer for as long as this is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A file that was made, and what went into it, as it was before it was read (as in `outputs.Made`)."""

    task: PrintTask
    output: Output
    facts: dict[str, object]
    """`title`, `draft`, `shape` and `messages`: plain values for the ledger."""
    catalogues: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]


def catalogues(task: PrintTask) -> tuple[str, ...]:
    """Return the SHA-256 of the catalogues of the text and of the event's words."""
    return tuple(catalogue_sum(task.project, text, task.code) for text in (task.text, task.event))


def make(task: PrintTask) -> Printed:
    """Make a file, whole or not at all.

    Raises OctavillaError for a text, catalogue, picture or template that cannot be used, for pages that do not fit on
    the paper, and for a folder that cannot be written.
    """
    from pipeline.typeset.imposition.write import measure

    project, text = task.project, task.text
    known = catalogues(task)
    edition = load_edition(project, text, task.code)
    words = load_edition(project, task.event, task.code)
    sums = picture_sums(project, picture_names(project, text, edition))
    renderer = renderer_for(task.templates, project)
    sheets = project.configuration.sheets
    made = typeset(renderer, edition, project, text, task.format, task.fit, event=task.event)
    sizes, bleed = measure(made.pages_pdf)
    shape = shape_of(renderer.format(task.format, sheets), sheets, sizes, bleed)
    write_atomic(project.root / task.path, made.to_print)
    facts: dict[str, object] = {
        "title": renderer.web_view(edition, Publisher(), "").title_text,
        "draft": edition.is_proof,
        "event_draft": words.is_proof,
        "shape": asdict(shape),
        "messages": list(made.messages),
    }
    output = Output(task.path, fingerprint.of_bytes(made.to_print), len(made.to_print))
    return Printed(task=task, output=output, facts=facts, catalogues=known, pictures=sums)
