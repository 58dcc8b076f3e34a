"""The build: what depends on what, and only what is out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout

from pipeline import fingerprint, fitting, jobs, plan
from pipeline import translate as translation
from pipeline.errors import OctavillaError
from pipeline.files import remove_leftovers
from pipeline.ledger import Ledger, Record
from pipeline.plan import CARD, EPUB, WEB, Selection, Text
from pipeline.project import Project, packaged
from pipeline.publish.outputs import Task, catalogue_sum, extras_of, formats_of, make, picture_sums, remove
from pipeline.publish.shorts import check_names
from pipeline.publish.site import Built, collect, is_there
from pipeline.report import Meter
from pipeline.surroundings import Around, Surroundings, record_name
from pipeline.translate import Pair, bring_up_to_date
from pipeline.typeset.copyfit import Fit
from pipeline.typeset.render import Renderer

ABANDONED = 3600
"""Seconds after which a temporary file beside a catalogue belongs to nobody."""

BUSY = "another build of this project is running"
"""What a second one says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionOutcome:
    """What a build has of one edition: the facts and files of each format, and whether it was made anew."""

    text: Text
    code: str
    records: dict[str, Record]
    remade: bool

    @property
    def approved(self) -> float:
        """The share of segments approved, 0 to 1."""
        return float(next(iter(self.records.values())).facts["approved"]) if self.records else 0.0

    @property
    def proof(self) -> bool:
        """True while a segment is not approved."""
        return any(record.facts["proof"] for record in self.records.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a build did."""

    editions: tuple[EditionOutcome, ...]
    drafted: int = 0
    remembered: int = 0
    removed: int = 0
    unfit: tuple[fitting.Unfit, ...] = ()
    """What was not made, since the text does not fit into the format's panels."""


@contextmanager
def alone(project: Project) -> Iterator[Ledger]:
    """Hold the project's build lock and give its ledger; a second build of the project is refused meanwhile."""
    try:
        project.state.mkdir(parents=True, exist_ok=True)
        lock = FileLock(project.state / "build.lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise OctavillaError(f"{BUSY}. Wait until it ends, then run this again.", path=project.root) from None
    except OSError as error:
        message = f"cannot be written: {error.strerror}. Choose a folder that you may write to."
        raise OctavillaError(message, path=project.state) from error
    try:
        with Ledger(project.cache) as ledger:
            yield ledger
    finally:
        lock.release()


def build(
    project: Project,
    selection: Selection,
    *,
    final: bool = False,
    workers: int | None = None,
    drafting: Meter | None = None,
    typesetting: Meter | None = None,
) -> Outcome:
    """Draft what has no translation, make every edition that is out of date, and write the manifest.

    With `final`, refuses (NotFinalError, see `gate`) while a segment of a chosen edition is not ready for print;
    nothing is typeset then. A text that does not fit into a format with fixed panels is no error here: all else is
    made, and the outcome says so (`unfit`); what an earlier build made of it is removed. `workers` is the number of
    processes. Other errors: a text, catalogue or picture that cannot be used, a missing language package, a folder
    that cannot be written, another build of the same project at work.
    """
    with alone(project) as ledger:
        remove_leftovers(project.build)
        remove_leftovers(project.translations, older_than=ABANDONED)
        texts = plan.survey(project, ledger, selection.texts)
        plan.check_selection(texts, selection)
        everything = plan.survey(project, ledger) if selection.texts else texts
        check_names(project, everything)
        renderer = Renderer([project.templates, packaged("templates")])
        fixed = fitting.wanted(project, texts, selection, renderer)
        pairs = _pairs(texts, selection)
        # All languages of a text together decide how it is set in panels.
        others = _pairs(dict.fromkeys(text for text, _ in fixed), Selection())
        everything_needed = tuple(dict.fromkeys((*pairs, *others)))
        translated = bring_up_to_date(project, everything_needed, ledger, drafting)
        if final:
            _refuse_unready(project, pairs, texts)
        templates = renderer.fingerprint()
        fitting.bring_up_to_date(project, fixed, ledger, templates, workers, typesetting)
        unfit = fitting.unfit(project, fixed, ledger)
        _remove_unfit(project, texts, ledger)
        around = Surroundings.of(project, ledger, renderer, everything)
        remade: set[tuple[str, str]] = set()
        removed = 0
        # The page of an event shows its leaflets: after them.
        for is_event in (False, True):
            some = [text for text in texts if text.is_event is is_event]
            tasks = _out_of_date(project, some, selection, ledger, renderer, templates, around)
            made, gone = _run(project, tasks, ledger, renderer, workers, typesetting)
            remade |= made
            removed += gone
        if selection.is_everything:
            removed += _remove_orphans(project, everything, ledger, renderer)
        collect(project, list(_built(project, everything, ledger, renderer)), ledger, renderer)
        editions = tuple(_outcomes(project, texts, selection, ledger, frozenset(remade), renderer))
    return Outcome(
        editions=editions, drafted=translated.drafted, remembered=translated.remembered, removed=removed, unfit=unfit
    )


def translate(project: Project, selection: Selection, drafting: Meter | None = None) -> translation.Outcome:
    """Bring the chosen catalogues up to date without building anything."""
    with alone(project) as ledger:
        texts = plan.survey(project, ledger, selection.texts)
        plan.check_selection(texts, selection)
        return bring_up_to_date(project, _pairs(texts, selection), ledger, drafting)


def _refuse_unready(project: Project, pairs: Iterable[Pair], texts: Iterable[Text]) -> None:
    """Raise NotFinalError while a sentence of a chosen edition is not ready, OctavillaError for a picture unsaid."""
    # Imported here: an everyday build has no use for the checks.
    from pipeline.gate import refuse_undescribed, refuse_unready

    refuse_unready(project, ((pair.slug, pair.code, pair.source) for pair in pairs))
    refuse_undescribed(text.path for text in texts)


def _pairs(texts: Iterable[Text], selection: Selection) -> list[Pair]:
    return [
        Pair(text=text.path, sha256=text.sha256, source=text.language, code=code)
        for text in texts
        for code in plan.languages_of(text, selection)
        if code != text.language
    ]


def _formats(project: Project, renderer: Renderer, text: Text, code: str, selection: Selection) -> tuple[str, ...]:
    beside = (WEB, *extras_of(project, text))
    others = beside if not selection.formats else tuple(name for name in beside if name in selection.formats)
    wanted = plan.formats_of(text, selection)
    return (*others, *(name for name in formats_of(renderer, text, code) if name in wanted))


def _fingerprint(
    project: Project,
    renderer: Renderer,
    text: Text,
    code: str,
    format: str,
    *,
    catalogue: str,
    pictures: tuple[tuple[str, str], ...],
    templates: str,
    fit: Fit | None = None,
    around: Around | None = None,
) -> str:
    sheets = project.configuration.sheets
    return fingerprint.of_parts(
        (
            (text.slug, text.sha256, text.codes, text.formats, code, format),
            catalogue,
            pictures,
            project.configuration.publisher,
            None if format in (WEB, EPUB, CARD) else renderer.format(format, sheets).concerns(sheets),
            templates,
            fingerprint.of_code(),
            fit,
            around,
        )
    )


def _out_of_date(
    project: Project,
    texts: Sequence[Text],
    selection: Selection,
    ledger: Ledger,
    renderer: Renderer,
    templates: str,
    surroundings: Surroundings,
) -> list[Task]:
    tasks = []
    for text in texts:
        missing, fits = fitting.missing(ledger, text), fitting.fits(ledger, text)
        for code in plan.languages_of(text, selection):
            catalogue = catalogue_sum(project, text, code)
            wanted: list[str] = []
            # The page last: it tells of the print files.
            for format in sorted(_formats(project, renderer, text, code, selection), key=lambda name: name == WEB):
                if format in missing:
                    continue
                record = ledger.get(record_name(text, code, format))
                anew = bool(wanted) and format == WEB
                if anew or record is None or not all(is_there(project, output) for output in record.outputs):
                    wanted.append(format)
                    continue
                pictures = picture_sums(project, record.inputs)
                key = _fingerprint(
                    project, renderer, text, code, format, catalogue=catalogue, pictures=pictures, templates=templates,
                    fit=fits.get(format), around=surroundings.on_record(text, code) if format == WEB else None,
                )  # fmt: skip
                if record.fingerprint != key:
                    wanted.append(format)
            if wanted:
                task = Task(
                    project=project, text=text, code=code, formats=tuple(wanted), templates=templates,
                    fits={name: fits[name] for name in wanted if name in fits},
                    downloads=surroundings.downloads(text, code, without=wanted),
                    others=surroundings.links(text, code), cards=surroundings.cards(text, code),
                    pictured=surroundings.is_pictured(text, code),
                )  # fmt: skip
                tasks.append(task)
    return tasks


def _run(
    project: Project,
    tasks: Sequence[Task],
    ledger: Ledger,
    renderer: Renderer,
    workers: int | None,
    meter: Meter | None,
) -> tuple[frozenset[tuple[str, str]], int]:
    """Run the tasks; return which editions were made (slug, language), and how many files nothing shows any more."""
    remade = set()
    removed = 0
    for made in jobs.run(make, tasks, workers):
        text, code, templates = made.task.text, made.task.code, made.task.templates
        for format, outputs in made.outputs.items():
            pictured = made.task.pictured or CARD in made.outputs
            around = Around(made.downloads, tuple(made.task.others.items()), made.task.cards, pictured)
            key = _fingerprint(
                project, renderer, text, code, format, catalogue=made.catalogue, pictures=made.pictures,
                templates=templates, fit=made.task.fits.get(format), around=around if format == WEB else None,
            )  # fmt: skip
            inputs = tuple(name for name, _ in made.pictures)
            record = Record(key, outputs, inputs, dict(made.facts[format]))
            name = record_name(text, code, format)
            removed += _remove_outputs(project, ledger, name, {output.path for output in outputs})
            ledger.put(name, record)
        remade.add((text.slug, code))
        if meter:
            meter("typesetting", len(remade), len(tasks))
    return frozenset(remade), removed


def _remove_outputs(project: Project, ledger: Ledger, name: str, kept: set[str]) -> int:
    """Delete the files on record under `name`, but for those `kept` and those of other records; return how many."""
    record = ledger.get(name)
    dropped = {output.path for output in record.outputs} - kept if record else set()
    if not dropped:
        return 0
    others = (ledger.get(other) for other in ledger.names() if other != name and other.startswith("edition/"))
    dropped -= {output.path for other in others if other for output in other.outputs}
    return sum(remove(project, path) for path in sorted(dropped))


def _remove_unfit(project: Project, texts: Sequence[Text], ledger: Ledger) -> None:
    """Delete what earlier builds made of formats that the text does not fit into now: nobody should print that."""
    for text in texts:
        for format in fitting.missing(ledger, text):
            for code in text.codes:
                name = record_name(text, code, format)
                _remove_outputs(project, ledger, name, set())
                ledger.forget(name)


def _remove_orphans(project: Project, texts: Sequence[Text], ledger: Ledger, renderer: Renderer) -> int:
    """Delete the files of editions that no text asks for any more; return how many."""
    planned = {
        record_name(text, code, format)
        for text in texts
        for code in text.codes
        for format in (WEB, *extras_of(project, text), *formats_of(renderer, text, code))
    }
    slugs = {text.slug for text in texts}
    removed = 0
    for name in ledger.names():
        kind, *rest = name.split("/")
        if kind == "edition" and name not in planned:
            removed += _remove_outputs(project, ledger, name, set())
            ledger.forget(name)
        elif kind in ("text", "catalogue") and rest[-1] not in slugs:
            ledger.forget(name)
    fitting.forget_others(ledger, texts)
    return removed


def _built(project: Project, texts: Iterable[Text], ledger: Ledger, renderer: Renderer) -> Iterator[Built]:
    """Yield what is on record and still there: after a deleted `build/` and a build of one text, not the others."""
    for text in texts:
        for code in text.codes:
            for format in (WEB, *extras_of(project, text), *formats_of(renderer, text, code)):
                record = ledger.get(record_name(text, code, format))
                if record and all(is_there(project, output) for output in record.outputs):
                    yield Built(text=text, code=code, format=format, record=record)


def _outcomes(
    project: Project,
    texts: Iterable[Text],
    selection: Selection,
    ledger: Ledger,
    remade: frozenset[tuple[str, str]],
    renderer: Renderer,
) -> Iterator[EditionOutcome]:
    for text in texts:
        for code in plan.languages_of(text, selection):
            wanted = _formats(project, renderer, text, code, selection)
            records = {format: record for format in wanted if (record := ledger.get(record_name(text, code, format)))}
            if records:
                yield EditionOutcome(text=text, code=code, records=records, remade=(text.slug, code) in remade)
