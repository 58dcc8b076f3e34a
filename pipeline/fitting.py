"""Copyfit in a build: what must be fitted anew, what does not fit, and what that means for single sentences."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from pipeline import fingerprint, jobs, plan
from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.ledger import Ledger, Record
from pipeline.plan import Selection, Text
from pipeline.project import Project
from pipeline.publish.fitting import APART, FitTask, Fitting, catalogue_sums, characters, codes_of, fit
from pipeline.publish.outputs import picture_sums
from pipeline.report import Meter
from pipeline.typeset.copyfit import Fit
from pipeline.typeset.render import Renderer

SHORTEST = 30
"""Characters of a sentence from which on it gets a limit: a shorter one takes a line, with a word more or less."""
RESERVE = 0.03
"""The share of the panels that sentences leave free, since lines do not fill up like water."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """A text that does not fit into a format, whatever is done; `path` is named from the project's folder."""

    path: str
    format: str
    fitting: Fitting

    @property
    def message(self) -> str:
        """Format, languages and the words to lose, and the way out."""
        words = ", ".join(f"{words} in {language(code).english_name}" for code, words in self.fitting.over)
        cuts = "1 cut" if self.fitting.cuts == 1 else f"{self.fitting.cuts} cuts"
        if self.fitting.has_short:
            tried, remedy = " in the short version", "Shorten that"
        elif self.fitting.cuts:
            tried, remedy = (
                f" after its {cuts}",
                "Mark more passages <!-- cut -->, write a short version <!-- short -->",
            )
        else:
            tried, remedy = "", "Mark passages to leave out <!-- cut -->, write a short version <!-- short -->"
        return f"{self.format}: words to lose{tried}: {words}. {remedy}, or choose another format."

    def __str__(self) -> str:
        """Return all that in one line, after the file's name."""
        return f"{self.path}: {self.message}"


class DoesNotFitError(OctavillaError):
    """Ends a build in which texts did not fit into formats with fixed panels; shown as a list."""

    def __init__(self, unfit: Sequence[Unfit]) -> None:
        self.unfit = tuple(unfit)
        count = len(self.unfit)
        super().__init__(
            f"{count} {'format was' if count == 1 else 'formats were'} not made: the text is too long for the panels. "
            "All else was."
        )

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the list to standard error."""
        super().show(file)
        for unfit in self.unfit:
            click.echo(str(unfit), file=file, err=file is None)


def wanted(
    project: Project, texts: Iterable[Text], selection: Selection, renderer: Renderer
) -> tuple[tuple[Text, str], ...]:
    """Return the texts and the formats with fixed panels that a build needs a setting for."""
    sheets = project.configuration.sheets
    return tuple(
        (text, name)
        for text in texts
        for name in plan.formats_of(text, selection)
        if (form := renderer.format(name, sheets)).fixed
        if set(codes_of(text, form)) & set(plan.languages_of(text, selection))
    )


def bring_up_to_date(
    project: Project,
    pairs: Sequence[tuple[Text, str]],
    ledger: Ledger,
    templates: str,
    workers: int | None = None,
    meter: Meter | None = None,
) -> None:
    """Find the settings of texts (in formats) whose text, catalogues, pictures, templates or configuration changed.

    `templates` is the renderer's fingerprint. Raises OctavillaError as `publish.fitting.fit` does.
    """
    tasks = [
        FitTask(project=project, text=text, format=format, templates=templates)
        for text, format in pairs
        if known(project, text, format, ledger, templates) is None
    ]
    for number, done in enumerate(jobs.run(fit, tasks, workers), 1):
        text, format = done.task.text, done.task.format
        key = _key(project, text, format, done.catalogues, done.pictures, templates)
        inputs = tuple(name for name, _ in done.pictures)
        ledger.put(_name(text.slug, format), Record(key, inputs=inputs, facts=done.fitting.facts()))
        if meter:
            meter("fitting", number, len(tasks))


def known(project: Project, text: Text, format: str, ledger: Ledger, templates: str) -> Fitting | None:
    """Return what is known of a text in a format, if it was found for them as they are now."""
    record = ledger.get(_name(text.slug, format))
    if record is None:
        return None
    pictures = picture_sums(project, record.inputs)
    key = _key(project, text, format, catalogue_sums(project, text), pictures, templates)
    return Fitting.of(record.facts) if record.fingerprint == key else None


def fit_for(project: Project, text: Text, format: str, renderer: Renderer) -> Fit | None:
    """Return how a text is set in a format with fixed panels, found now where it is not known; None for other formats.

    Raises OctavillaError where it does not fit.
    """
    if not renderer.format(format, project.configuration.sheets).fixed:
        return None
    templates = renderer.fingerprint()
    with Ledger(project.cache) as ledger:
        bring_up_to_date(project, [(text, format)], ledger, templates, workers=1)
        for found in unfit(project, [(text, format)], ledger):
            raise OctavillaError(found.message, path=text.path)
        fitting = last(ledger, text.slug, format)
    return fitting.fit if fitting else None


def last(ledger: Ledger, slug: str, format: str) -> Fitting | None:
    """Return what was found last for a text in a format."""
    record = ledger.get(_name(slug, format))
    return Fitting.of(record.facts) if record else None


def unfit(project: Project, pairs: Iterable[tuple[Text, str]], ledger: Ledger) -> tuple[Unfit, ...]:
    """Return those of some texts and formats that do not fit."""
    return tuple(
        Unfit(path=text.path.relative_to(project.root).as_posix(), format=format, fitting=fitting)
        for text, format in pairs
        if (fitting := last(ledger, text.slug, format)) and fitting.fit is None
    )


def missing(ledger: Ledger, text: Text) -> tuple[str, ...]:
    """Return the formats of a text for which there is no file, since it does not fit."""
    found = ((name, last(ledger, text.slug, name)) for name in text.formats)
    return tuple(name for name, fitting in found if fitting and fitting.fit is None)


def fits(ledger: Ledger, text: Text) -> dict[str, Fit]:
    """Return how a text is set in each of its formats with fixed panels that it fits into."""
    found = {name: fitting.fit for name in text.formats if (fitting := last(ledger, text.slug, name))}
    return {name: fit for name, fit in found.items() if fit}


def forget_others(ledger: Ledger, texts: Iterable[Text]) -> None:
    """Drop what is known of texts and formats that nobody asks for any more."""
    kept = {_name(text.slug, format) for text in texts for format in text.formats}
    for name in ledger.names():
        if name.startswith("fitting/") and name not in kept:
            ledger.forget(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tight:
    """A text in a format with fixed panels, as the last build left it: what limits of single sentences come from."""

    slug: str
    fitting: Fitting


def tight(project: Project) -> tuple[Tight, ...]:
    """Return what the last builds found of texts in formats with fixed panels."""
    file = project.cache
    if not file.is_file():
        return ()
    with Ledger(file) as ledger:
        names = [name for name in ledger.names() if name.startswith("fitting/")]
        found = [(name.split("/")[1], ledger.get(name)) for name in names]
    return tuple(Tight(slug=slug, fitting=Fitting.of(record.facts)) for slug, record in found if record)


def limit_files(project: Project, code: str, known: Iterable[Tight]) -> tuple[Path, ...]:
    """Return the files that `limits` reads."""
    found: list[Path] = []
    for slug in dict.fromkeys(item.slug for item in known):
        # A link to elsewhere: whoever opens it is told of it.
        with contextlib.suppress(OctavillaError):
            found += (project.texts / f"{slug}.md", project.catalogue(slug, code))
    return tuple(found)


def limits(project: Project, code: str, known: Iterable[Tight]) -> Mapping[str, int]:
    """Return how many characters sentences may have, by their source, where an edition as it is now has too many.

    The panels hold so many characters at the tightest setting; each sentence gets the share of them that its source
    has of the source text, less `RESERVE`. If every sentence keeps to its share, the whole fits. An edition that fits
    as a whole sets no limits, and one that cannot be read has none.
    """
    found: dict[str, int] = {}
    for item in known:
        # Whoever looks at something that cannot be read is told then.
        with contextlib.suppress(OctavillaError):
            for source, limit in _limits(project, item, code):
                found[source] = min(limit, found.get(source, limit))
    return found


def _limits(project: Project, item: Tight, code: str) -> Iterator[tuple[str, int]]:
    from pipeline.review.assemble import edition
    from pipeline.review.store import load
    from pipeline.text.cuts import shown
    from pipeline.text.plain import plain
    from pipeline.text.read import read_file
    from pipeline.text.segment import segments

    path = project.texts / f"{item.slug}.md"
    if not path.is_file():
        return
    document = read_file(path, project.configuration.language)
    own = language(document.meta.language)
    if own.code == language(code).code:
        return
    whole = edition(document, load(project.catalogue(item.slug, code)), language(code), own).document
    source, room = shown(document, item.fitting.extent), item.fitting.room
    given = characters(source)
    if characters(shown(whole, item.fitting.extent)) <= room or not given:
        return
    for sentence in segments(source):
        size = len(plain(sentence.source, document.references).text)
        if sentence.role not in APART and size >= SHORTEST:
            yield sentence.source, int(size * room * (1 - RESERVE) / given)


def _name(slug: str, format: str) -> str:
    return f"fitting/{slug}/{format}"


def _key(
    project: Project,
    text: Text,
    format: str,
    catalogues: tuple[str, ...],
    pictures: tuple[tuple[str, str], ...],
    templates: str,
) -> str:
    configuration = project.configuration
    return fingerprint.of_parts(
        (
            (text.slug, text.sha256, text.codes, text.formats, format),
            catalogues,
            pictures,
            configuration.publisher,
            (configuration.sheets.paper, configuration.sheets.bleed),
            templates,
            fingerprint.of_code(),
        )
    )
