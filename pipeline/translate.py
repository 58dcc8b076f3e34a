"""Bring the catalogues up to date with the texts: merge what changed, draft what has no translation."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.ledger import Ledger, Record
from pipeline.mt.cache import Translation, open_cache
from pipeline.mt.packages import Package, find_for
from pipeline.project import Project
from pipeline.report import Meter
from pipeline.review.catalogue import Catalogue, Draft, Entry, Origin, State, with_drafts
from pipeline.review.merge import merge
from pipeline.review.store import update

if TYPE_CHECKING:
    from pipeline.text.segment import Segment

ENGINE_NAME = "argos"
References = tuple[tuple[str, tuple[str, str]], ...]
"""The link reference definitions of a text, as `Document.references` has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One text and one language to have it in."""

    text: Path
    sha256: str
    """The fingerprint of the text when the plan was made: one that somebody saves meanwhile is newer."""
    source: str
    """The language of the text."""
    code: str
    """The language to have it in."""

    @property
    def slug(self) -> str:
        """The text's name."""
        return self.text.stem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: catalogues looked at anew, sentences drafted."""

    catalogues: int
    drafted: int


def bring_up_to_date(project: Project, pairs: Sequence[Pair], ledger: Ledger, progress: Meter | None = None) -> Outcome:
    """Merge and draft every catalogue whose text, catalogue or language package is not as it was left.

    Raises OctavillaError for a text or catalogue that cannot be read, and when sentences want a draft and no
    language package for the pair is there. What was drafted until then is kept in the cache.
    """
    read = _reader()
    packages = _Packages(project)
    work: dict[tuple[str, str], list[Pair]] = {}
    wanting: dict[tuple[str, str], dict[References, list[str]]] = {}
    looked = 0
    for pair in pairs:
        if _is_settled(project, pair, ledger, packages):
            continue
        looked += 1
        sentences, defined = read(pair)
        catalogue = _merged(project, pair, sentences)
        key = (pair.source, pair.code)
        work.setdefault(key, []).append(pair)
        groups = wanting.setdefault(key, {})
        for entry in catalogue:
            if wants_draft(entry, packages.between(*key)):
                groups.setdefault(_needed(entry.source, defined), []).append(entry.source)
    drafted = 0
    for key, chosen in sorted(work.items(), key=lambda item: item[0]):
        drafts: dict[References, dict[str, Draft]] = {}
        for references, missing in sorted(wanting[key].items()):
            package = packages.demand(*key)
            drafts[references] = _drafts(project, missing, package, key[1], progress, references)
            drafted += len(drafts[references])
        for pair in chosen:
            sentences, defined = read(pair)
            _settle(project, pair, sentences, ChainMap(drafts.get(defined, {}), drafts.get((), {})))
            ledger.put(_name(pair), Record(_fingerprint(project, pair, packages.between(*key))))
    return Outcome(looked, drafted)


def wants_draft(entry: Entry, package: Package | None) -> bool:
    """Tell whether the machine should translate an entry: nothing is there, or an older package's untouched draft."""
    if entry.state is State.UNTRANSLATED:
        return True
    if entry.state is not State.DRAFT or package is None or entry.origin is None or entry.touched:
        return False
    return (entry.origin.package, entry.origin.version) != (package.name, package.version)


def _needed(sentence: str, defined: References) -> References:
    """Return the definitions to draft a sentence with: its text's own, where `[words]` in it may be a link.

    Sentences that need none are drafted in one batch over all texts.
    """
    return defined if "[" in sentence else ()


class _Packages:
    """Finds each language package once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._found: dict[tuple[str, str], Package | None] = {}

    def demand(self, source: str, target: str) -> Package:
        return find_for(self._project, language(source), language(target))

    def between(self, source: str, target: str) -> Package | None:
        key = (source, target)
        if key not in self._found:
            try:
                self._found[key] = self.demand(source, target)
            except OctavillaError:
                # Not an error yet: a text whose segments are all approved needs no package.
                self._found[key] = None
        return self._found[key]


def _reader() -> Callable[[Pair], tuple[tuple[Segment, ...], References]]:
    """Return a function that reads and segments a text, each text once while it is asked for in a row."""
    from pipeline.text.read import read_file
    from pipeline.text.segment import segments

    last: dict[Path, tuple[tuple[Segment, ...], References]] = {}

    def read(pair: Pair) -> tuple[tuple[Segment, ...], References]:
        if pair.text not in last:
            document = read_file(pair.text, pair.source)
            last.clear()
            last[pair.text] = (segments(document), document.references)
        return last[pair.text]

    return read


def _name(pair: Pair) -> str:
    return f"catalogue/{pair.code}/{pair.slug}"


def _fingerprint(project: Project, pair: Pair, package: Package | None) -> str:
    catalogue = project.catalogue(pair.slug, pair.code)
    parts = (pair.sha256, fingerprint.of_file(catalogue), package and package.fingerprint)
    return fingerprint.of_parts((*parts, fingerprint.of_code()))


def _is_settled(project: Project, pair: Pair, ledger: Ledger, packages: _Packages) -> bool:
    record = ledger.get(_name(pair))
    if record is None or not project.catalogue(pair.slug, pair.code).is_file():
        return False
    return record.fingerprint == _fingerprint(project, pair, packages.between(pair.source, pair.code))


def _merged(project: Project, pair: Pair, sentences: Sequence[Segment]) -> Catalogue:
    path = project.catalogue(pair.slug, pair.code)
    return update(path, lambda catalogue: merge(catalogue, sentences), lock_folder=_locks(project))


def _drafts(
    project: Project,
    sentences: Iterable[str],
    package: Package,
    target: str,
    progress: Meter | None,
    references: References,
) -> dict[str, Draft]:
    name = f"drafting {language(target).english_name}"

    def report(done: int, total: int) -> None:
        if progress:
            progress(name, done, total)

    from pipeline.mt.draft import draft

    with open_cache(project.state) as cache:
        found = draft(sentences, package, cache=cache, progress=report, references=dict(references))
    return {sentence: _as_draft(translation, package) for sentence, translation in found.items()}


def _as_draft(translation: Translation, package: Package) -> Draft:
    origin = Origin(
        engine=ENGINE_NAME, package=package.name, version=package.version, confidence=translation.confidence
    )
    return Draft(text=translation.text, origin=origin, flags=translation.flags)


def _settle(project: Project, pair: Pair, sentences: Sequence[Segment], drafts: Mapping[str, Draft]) -> None:
    path = project.catalogue(pair.slug, pair.code)

    def change(catalogue: Catalogue) -> Catalogue:
        # Merged again: somebody may have written the file while the machine was at work.
        return with_drafts(merge(catalogue, sentences), drafts)

    update(path, change, lock_folder=_locks(project))


def _locks(project: Project) -> Path:
    return project.state / "locks"
