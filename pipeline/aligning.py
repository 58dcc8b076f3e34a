"""Turn an old leaflet that exists in two languages into catalogue entries: read, align, write what is sure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline import guessing, importing, looking, plan
from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.ledger import Ledger
from pipeline.plan import Text
from pipeline.project import Project
from pipeline.report import Meter
from pipeline.review.bitext import Bitext, Sentence
from pipeline.review.bitext_entries import Fate, Settled, settle
from pipeline.review.bitext_offers import THRESHOLD, Manner, Veto, offers_of
from pipeline.review.bitext_paths import align_texts
from pipeline.review.bitext_sides import sentences_of
from pipeline.review.catalogue import Catalogue, Entry, State
from pipeline.review.checks import Severity
from pipeline.review.desk import Desk
from pipeline.review.journal import Journal
from pipeline.review.merge import merge
from pipeline.review.remarks import person
from pipeline.review.store import load, update
from pipeline.text.document import Document
from pipeline.text.importers import safety, writing
from pipeline.text.read import read_file, read_text
from pipeline.text.segment import numbers, segments

__all__ = ["THRESHOLD", "Aligned", "align"]

_VALUES = frozenset(("numbers", "dates", "money"))
"""Checks of which a warning too is reason enough to look: an old leaflet may have been brought up to date since."""
_NO_TITLE = 0.3
"""Below this confidence a title is none: the importer had to take the file's name."""
_DOCUMENTS = (".docx", ".odt", ".rtf", ".html", ".htm", ".epub", ".txt", ".pdf")
_FLAGS = {"glossary": "terms", "addresses": "protected", "marks": "unmarked"} | dict.fromkeys(_VALUES, "values")
"""What checks find, in the words for what to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """What became of an old translation."""

    slug: str
    source_language: str
    code: str
    guessed: bool
    """True where nobody said which language it is in."""
    translation: Path
    who: str
    threshold: float
    written: bool
    """False for a trial."""
    drafted: bool
    """False where no language package helped to compare."""
    bitext: Bitext
    settled: tuple[Settled, ...]
    places: Mapping[str, int] = field(repr=False)
    """The number of each sentence of the text, as reviewers know it."""
    imported: Path | None = None
    """The text, where it was imported on the way."""

    def with_fate(self, *fates: Fate) -> tuple[Settled, ...]:
        """Return the offers that had one of these fates, by the number of their sentence."""
        found = (item for item in self.settled if item.fate in fates)
        return tuple(sorted(found, key=lambda item: self.places[item.offer.source]))

    @property
    def remarked(self) -> tuple[Settled, ...]:
        """Return what is kept as a comment only: its sentence has got no translation from the same place."""
        drafted = {item.offer.source for item in self.with_fate(Fate.DRAFT) if "divided" in item.offer.flags}
        return tuple(item for item in self.with_fate(Fate.COMMENT) if item.offer.source not in drafted)

    @property
    def unpaired_source(self) -> tuple[Sentence, ...]:
        """Sentences of the text for which the old translation has nothing; each once."""
        bitext = self.bitext
        paired = {bitext.source[place].text for bead in bitext if bead.is_pair for place in bead.source}
        alone = {s.text: s for bead in bitext if not bead.is_pair for s in (bitext.source[p] for p in bead.source)}
        return tuple(sentence for text, sentence in alone.items() if text not in paired)

    @property
    def unpaired_target(self) -> tuple[Sentence, ...]:
        """Sentences of the old translation that belong to none of the text."""
        return tuple(self.bitext.target[place] for bead in self.bitext if not bead.source for place in bead.target)


def align(
    project: Project,
    source: str,
    translation: Path,
    *,
    code: str = "",
    who: str = "",
    threshold: float = THRESHOLD,
    dry_run: bool = False,
    today: datetime.date | None = None,
    progress: Meter | None = None,
) -> Aligned:
    """Align a text with an old translation of it, and write what is sure of that into its catalogue as approved.

    `source` is the name of a text, or a file to import as one first. `translation` is any file that can be imported;
    `code` is its language, guessed where empty. `who` stands behind it. From `threshold` on, 0 to 1, a pair is approved
    if no check speaks against it; others become drafts that no machine overwrites. What a person wrote in the catalogue
    is never replaced. With `dry_run` nothing is written (a text that is a file must be imported before).

    Raises OctavillaError for what cannot be read, a language that is not wanted, and where nobody's name is known.
    """
    name = person(who)
    if not name and not dry_run:
        raise OctavillaError("does not say who stands behind it. Say so: --by NAME.", path=translation)
    theirs = _translation_of(translation, code)
    text, imported = _text_of(project, source, dry_run=dry_run)
    document = read_file(text.path, text.language)
    words = " ".join(sentence.words for sentence in sentences_of(theirs))
    wanted = guessing.target_of(text, words, translation, code)
    theirs = replace(theirs, meta=replace(theirs.meta, language=wanted))
    place = project.catalogue(text.slug, wanted)
    known = merge(load(place), segments(document))
    drafts = _drafts(project, text.language, wanted, document, progress)
    approved = {entry.source: entry.target for entry in known if entry.state is State.APPROVED}
    bitext = align_texts(sentences_of(document, {**drafts, **approved}), sentences_of(theirs), wanted)
    manner = Manner(
        threshold=threshold,
        references=document.references,
        own=theirs.references,
        drafts=drafts,
        veto=_veto(project, wanted, text.language, document),
    )
    offers = offers_of(bitext, manner)
    day = today or datetime.date.today()
    past = Journal(place.with_suffix(".history.jsonl")).of
    settled: tuple[Settled, ...]

    def change(catalogue: Catalogue) -> Catalogue:
        nonlocal settled
        merged = merge(catalogue, segments(document))
        new, settled = settle(merged, offers, name, day, package=translation.name, past=past)
        return new

    if dry_run:
        change(known)
    else:
        locks = project.state / "locks"
        # First what the text has now: the history is to tell of the old translation only.
        update(place, lambda old: merge(old, segments(document)), lock_folder=locks)
        Desk(place, lock_folder=locks).transform(change, name)
    return Aligned(
        slug=text.slug,
        source_language=text.language,
        code=wanted,
        guessed=not code,
        translation=translation,
        who=name,
        threshold=threshold,
        written=not dry_run,
        drafted=bool(drafts),
        bitext=bitext,
        settled=settled,
        places=numbers(document),
        imported=imported,
    )


def _text_of(project: Project, source: str, *, dry_run: bool) -> tuple[Text, Path | None]:
    """Return the text of that name; a file from elsewhere is imported first."""
    path = Path(source)
    own = {file.resolve() for file in project.sources()}
    imported = None
    if path.is_file() and path.resolve() not in own:
        if dry_run:
            message = "is no text of the project yet, and a trial writes nothing. Import it first: octavilla import"
            raise OctavillaError(message, path=path)
        imported = _import(project, path)
        source = imported.stem
    elif path.is_file():
        source = path.stem
    elif path.suffix in _DOCUMENTS:
        raise OctavillaError("there is no such file. Check its name.", path=path)
    with Ledger(project.cache) as ledger:
        (text,) = plan.survey(project, ledger, (source,))
    return text, imported


def _import(project: Project, path: Path) -> Path:
    """Import a file as a text of the project; return where it lies. Raises OctavillaError where that fails."""
    (done,) = importing.import_files(project, (path,), importing.Options())
    if done.path is None:
        raise OctavillaError(done.problem)
    return done.path


def _translation_of(path: Path, code: str) -> Document:
    """Return the old translation, read as `octavilla import` reads it, as a document."""
    article = importing.article_of(safety.read_bytes(path), path, importing.Options(language=code))
    made = writing.written(article, path.stem, path.name)
    document = read_text(made.text, slug=path.stem, path=path)
    if any(guess.what == "title" and guess.confidence < _NO_TITLE for guess in article.guesses):
        # The file's own name: no words of the translation.
        return replace(document, meta=replace(document.meta, title=""))
    return document


def _drafts(project: Project, source: str, code: str, document: Document, progress: Meter | None) -> Mapping[str, str]:
    """Return a machine's draft of every sentence, from the cache where it has one; none without a language package."""
    from pipeline.translate import Tools

    tools = Tools(project, source, code)
    if tools.route is None:
        return {}
    from pipeline.mt.cache import open_cache
    from pipeline.mt.draft import draft

    every = tuple(dict.fromkeys(segment.source for segment in segments(document)))
    linked = tuple(sentence for sentence in every if "[" in sentence)
    label = f"drafting {language(code).english_name}"
    found: dict[str, str] = {}
    with open_cache(project.state) as cache:
        # As the build drafts them: it finds these in the cache.
        for sentences, references in (
            (tuple(s for s in every if s not in set(linked)), {}),
            (linked, dict(document.references)),
        ):
            made = draft(sentences, tools.route, cache=cache, references=references, glossary=tools.glossary,
                         progress=_meter(progress, label))  # fmt: skip
            found.update((sentence, translation.text) for sentence, translation in made.items())
    return found


def _meter(progress: Meter | None, label: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(label, done, total)


def _veto(project: Project, code: str, source: str, document: Document) -> Veto:
    """Return what the checks say against a translation, as flags."""
    looker = looking.looker(project, code, source)
    roles = {segment.source: segment.role for segment in segments(document)}

    def flags(sentence: str, target: str) -> tuple[str, ...]:
        note = roles[sentence].value if sentence in roles else ""
        issues = looker(Entry(source=sentence, target=target, notes=(note,) if note else ()))
        against = (issue for issue in issues if issue.severity is Severity.ERROR or issue.check in _VALUES)
        return tuple(dict.fromkeys(_FLAGS.get(issue.check, issue.check) for issue in against))

    return flags


def as_json(done: Aligned) -> dict[str, Any]:
    """Return what became of an old translation, for programs."""
    return {
        "text": done.slug,
        "imported": str(done.imported) if done.imported else "",
        "language": done.code,
        "guessed": done.guessed,
        "translation": str(done.translation),
        "by": done.who,
        "threshold": done.threshold,
        "written": done.written,
        "drafted": done.drafted,
        "counts": {fate.value: len(done.with_fate(fate)) for fate in Fate},
        "sentences": [_told(done, item) for item in done.with_fate(*Fate)],
        "unpaired": {
            "source": [{"number": done.places[s.text], "line": s.line, "text": s.text} for s in done.unpaired_source],
            "translation": [sentence.text for sentence in done.unpaired_target],
        },
    }


def _told(done: Aligned, item: Settled) -> dict[str, Any]:
    offer = item.offer
    return {
        "number": done.places[offer.source],
        "source": offer.source,
        "translation": offer.text,
        "fate": item.fate.value,
        "confidence": round(offer.confidence, 3),
        "flags": list(offer.flags),
    }
