"""Proofs for a person with a pen: every sentence that is not ready for print, with its number in the review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline import build, fitting, jobs, plan
from pipeline import translate as translation
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.languages import language
from pipeline.ledger import Ledger
from pipeline.looking import looker
from pipeline.plan import Selection, Text
from pipeline.project import Project, packaged
from pipeline.publish.outputs import formats_of, print_page, remove, renderer_for
from pipeline.report import Meter
from pipeline.review.catalogue import Entry
from pipeline.review.checks import Severity
from pipeline.review.proof import Proof, proof
from pipeline.review.remarks import dismissed
from pipeline.review.store import load
from pipeline.typeset.copyfit import Fit, ladder
from pipeline.typeset.render import Renderer

FOLDER = "build/proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An edition to make a proof of, in one print format; `fit` is how it is set in fixed panels."""

    project: Project
    text: Text
    code: str
    format: str
    fit: Fit | None = None
    templates: str = ""
    """The renderer's fingerprint: a process keeps its renderer for as long as this is the same."""

    @property
    def path(self) -> str:
        """Where the proof goes, from the project's folder."""
        return f"{FOLDER}/{self.code}/{self.text.slug}-{self.format}.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A proof: how many sentences are marked in it; where none is, there is no file."""

    path: str
    slug: str
    code: str
    format: str
    open: int

    def __str__(self) -> str:
        """Return it in one line."""
        if not self.open:
            return f"{self.slug} in {language(self.code).english_name}, {self.format}: ready for print, nothing to mark"
        return f"{self.path}: {self.open} {'sentence' if self.open == 1 else 'sentences'} to look at"


def make_proofs(
    project: Project,
    selection: Selection,
    *,
    workers: int | None = None,
    drafting: Meter | None = None,
    typesetting: Meter | None = None,
) -> tuple[Made, ...]:
    """Draft what has no translation, then make a proof of every translation that is chosen, by text and language.

    A text that does not fit into a format's panels is set at the tightest, on as many pages as it takes. Raises
    OctavillaError as `build.build` does, and where nothing that is chosen is a translation.
    """
    build.translate(project, Selection(texts=selection.texts, languages=selection.languages), drafting)
    with Ledger(project.cache) as ledger:
        texts = plan.survey(project, ledger, selection.texts)
        plan.check_selection(texts, selection)
        tasks = _tasks(project, texts, selection, ledger, workers)
    if not tasks:
        message = "there is nothing to prove. Choose a text (events have no print format) and a language not its own."
        raise OctavillaError(message)
    made = []
    for number, done in enumerate(jobs.run(make, tasks, workers), 1):
        made.append(done)
        if typesetting:
            typesetting("proofs", number, len(tasks))
    if selection.is_everything:
        _forget_others(project, made)
    order = {task.path: number for number, task in enumerate(tasks)}
    return tuple(sorted(made, key=lambda done: order[done.path]))


def make(task: Task) -> Made:
    """Make one proof, as the text and its catalogue are now; remove an earlier one where nothing is to be marked."""
    project, text = task.project, task.text
    found = prove(project, text, task.code)
    if found.open:
        write_atomic(project.root / task.path, _pdf(task, found))
    else:
        remove(project, task.path)
    return Made(path=task.path, slug=text.slug, code=task.code, format=task.format, open=len(found.open))


def prove(project: Project, text: Text, code: str) -> Proof:
    """Return the proof of a text in one language, put together from the source and the catalogue.

    Raises OctavillaError for a text, catalogue, glossary or list of words that cannot be read.
    """
    from pipeline.text.read import read_file

    look = looker(project, code, text.language)

    def is_wrong(entry: Entry) -> bool:
        skip = dismissed(entry)
        return any(issue.severity is Severity.ERROR and issue.check not in skip for issue in look(entry))

    document, catalogue = read_file(text.path, text.language), load(project.catalogue(text.slug, code))
    return proof(document, catalogue, language(code), language(text.language), is_wrong=is_wrong)


def _tasks(
    project: Project, texts: Sequence[Text], selection: Selection, ledger: Ledger, workers: int | None
) -> list[Task]:
    renderer = Renderer([project.templates, packaged("templates")])
    templates = renderer.fingerprint()
    fixed = fitting.wanted(project, texts, selection, renderer)
    pairs = [translation.Pair(text=text.path, sha256=text.sha256, source=text.language, code=code)
             for text, _ in fixed for code in text.languages]  # fmt: skip
    # In fixed panels all languages of a text together decide how it is set.
    translation.bring_up_to_date(project, tuple(dict.fromkeys(pairs)), ledger)
    fitting.bring_up_to_date(project, fixed, ledger, templates, workers)
    tasks = []
    for text in texts:
        chosen = plan.formats_of(text, selection)
        for code in plan.languages_of(text, selection):
            names = [name for name in formats_of(renderer, text, code) if name in chosen and code != text.language]
            tasks += [
                Task(
                    project=project, text=text, code=code, format=name, templates=templates,
                    fit=_fit(text, name, ledger, renderer),
                )
                for name in names
            ]  # fmt: skip
    return tasks


def _fit(text: Text, format: str, ledger: Ledger, renderer: Renderer) -> Fit | None:
    form = renderer.format(format)
    found = fitting.last(ledger, text.slug, format) if form.fixed else None
    if found is None:
        return None
    return found.fit or Fit(setting=ladder(form.limits)[-1], extent=found.extent)


def _pdf(task: Task, found: Proof) -> bytes:
    from pipeline.typeset.formats import paper_for
    from pipeline.typeset.imposition.papers import PAPERS
    from pipeline.typeset.produce import in_reading_order
    from pipeline.typeset.proofsheets import About, proof_sheets

    project, text = task.project, task.text
    configuration = project.configuration
    sheets = replace(configuration.sheets, bleed=0, profiles=("reader",))
    project = replace(project, configuration=replace(configuration, sheets=sheets))
    renderer = renderer_for(task.templates, project)
    form = renderer.format(task.format, sheets)
    html = print_page(renderer, found.edition, project, text, task.format, task.fit)
    layout = in_reading_order(html, form, root=project.root, base=text.path)
    edition, say = found.edition, renderer.strings(found.edition.language)
    state = say(
        "{approved} of {total} sentences reviewed.",
        approved=say.number(edition.progress.approved), total=say.number(edition.progress.total),
    )  # fmt: skip
    parts = (text.slug, edition.language.name, say(form.title), f"{say('Proof')}: {state.rstrip('.')}")
    about = About(title=f"{text.slug}: {say('Proof')}", line=" · ".join(parts), strings=say)
    return proof_sheets(layout, found.open, PAPERS[paper_for(form, sheets).paper].size, about, root=project.root)


def _forget_others(project: Project, made: Sequence[Made]) -> None:
    """Delete the proofs of what is not there any more."""
    kept = {done.path for done in made}
    for path in sorted((project.root / FOLDER).glob("*/*.pdf")):
        name = path.relative_to(project.root).as_posix()
        if name not in kept:
            remove(project, name)
