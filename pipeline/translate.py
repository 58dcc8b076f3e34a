"""Bring the catalogues up to date with the texts: merge what changed, draft what has no translation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.ledger import Ledger
from pipeline.memory import memory_file
from pipeline.mt.cache import Translation, open_cache
from pipeline.mt.routes import Route, route_for
from pipeline.project import Project
from pipeline.report import Meter
from pipeline.review.catalogue import Catalogue, Draft, Entry, Origin, State, with_drafts
from pipeline.review.memory import TMX, Unit
from pipeline.review.merge import merge
from pipeline.review.store import load, update
from pipeline.shared import Known, Shared, is_open, record_name
from pipeline.text.glossary import Glossary, read_glossary

if TYPE_CHECKING:
    from pipeline.text.segment import Segment

ENGINE_NAME = "argos"
MEMORY_NAME = "memory"
"""The engine of a draft that comes from the translation memory."""
SLICE = 4_000
"""Sentences of how many texts are in hand at a time: memory does not grow with the project."""
GLOSSARY_DIGITS = 6
"""Digits of a glossary's digest in the note of a draft."""
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
    """What a run did: catalogues looked at anew, sentences drafted by machine, sentences found in the memory."""

    catalogues: int
    drafted: int
    remembered: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    """A pair with its text read: what is in hand while its sentences are drafted."""

    pair: Pair
    sentences: tuple[Segment, ...]
    defined: References


def bring_up_to_date(project: Project, pairs: Sequence[Pair], ledger: Ledger, progress: Meter | None = None) -> Outcome:
    """Merge and draft every catalogue whose text, catalogue, glossary, memory or packages are not as they were left.

    A sentence that is approved elsewhere in the project, or in its imported memory, gets that translation as a draft;
    one that another catalogue has a draft of gets that; the others are drafted by machine. Catalogues in which
    something waits that is approved now in another one are looked at too.

    Raises OctavillaError for a text, catalogue, glossary or memory that cannot be read, and when sentences want a
    draft and no language package for the pair is there. What was drafted until then is kept in the cache.
    """
    run = _Run(project, ledger, progress)
    settled = []
    for pair in pairs:
        if run.is_settled(pair):
            settled.append(pair)
        else:
            run.look_at(pair)
    for pair in settled:
        # What somebody approved above may be waiting here.
        if run.shared.is_marked(pair.slug, pair.code):
            run.look_at(pair)
    run.draft()
    return Outcome(run.looked, run.drafted, run.remembered)


def wants_draft(entry: Entry, route: Route | None, terms: str = "") -> bool:
    """Tell whether the machine should translate an entry that the memory does not know.

    Nothing is there, or a draft nobody touched that was made with other packages, with other terms of the glossary
    (`terms` is the digest of those that apply now), or from a memory that is gone.
    """
    if entry.state is State.UNTRANSLATED:
        return True
    if route is None or entry.origin is None or not is_open(entry):
        return False
    return entry.origin.engine == MEMORY_NAME or not _is_current(entry, route, terms)


def _is_current(entry: Entry, route: Route, terms: str) -> bool:
    origin = entry.origin
    return origin is not None and (origin.package, origin.version, origin.glossary) == (
        route.name,
        route.version,
        terms,
    )


class Tools:
    """What one pair of languages is translated with; everything is looked up once."""

    def __init__(self, project: Project, source: str, code: str) -> None:
        self._project, self._source, self._code = project, source, code
        self.glossary: Glossary = read_glossary(project.glossary(code), source, code)
        self.route: Route | None
        try:
            self.route = self.demand()
        except OctavillaError:
            # Not an error yet: a text whose segments are all approved needs no package.
            self.route = None
        files = (project.glossary(code), memory_file(project, code))
        self.fingerprint = (self.route and self.route.fingerprint, *map(fingerprint.of_file, files))

    def demand(self) -> Route:
        """Return the packages to use. Raises OctavillaError, with the way out, where there are none."""
        return route_for(self._project, language(self._source), language(self._code))

    def terms(self, sentence: str) -> str:
        """Return a short digest of the glossary's terms in a sentence; empty for none."""
        if not self.glossary:
            return ""
        from pipeline.mt.draft import digest_of

        return digest_of(sentence, self.glossary)[:GLOSSARY_DIGITS]


def draft_alone(project: Project, tools: Tools, sentence: str, defined: References = ()) -> Draft | None:
    """Return the machine's draft of one sentence, the one in the cache where it has one; None without a package.

    `defined` are the link reference definitions of its text. Raises OctavillaError when a package cannot be opened.
    """
    route = tools.route
    if route is None:
        return None
    from pipeline.mt.draft import draft

    with open_cache(project.state) as cache:
        found = draft([sentence], route, cache=cache, references=dict(_needed(sentence, defined)),
                      glossary=tools.glossary)  # fmt: skip
    return _as_draft(found[sentence], route, tools.terms(sentence))


class _Run:
    """One run over some pairs."""

    def __init__(self, project: Project, ledger: Ledger, progress: Meter | None) -> None:
        self._project = project
        self._ledger = ledger
        self._progress = progress
        self.shared = Shared(project, ledger)
        self._read = _reader()
        self._tools: dict[tuple[str, str], Tools] = {}
        self._work: dict[tuple[str, str], list[Pair]] = {}
        self._words: Counter[tuple[str, str]] = Counter()
        self.looked = self.drafted = self.remembered = 0

    def is_settled(self, pair: Pair) -> bool:
        record = self._ledger.get(record_name(pair.slug, pair.code))
        path = self._path(pair)
        if record is None or not path.is_file():
            return False
        return record.fingerprint == self._fingerprint(pair, fingerprint.of_file(path))

    def look_at(self, pair: Pair) -> None:
        """Merge a catalogue with its text, and note whether a machine has anything to do there."""
        self.looked += 1
        sentences, _ = self._read(pair)
        catalogue = self._update(pair, lambda old: merge(old, sentences))
        self.shared.spread(pair.slug, pair.code, catalogue)
        waiting = [entry for entry in catalogue if is_open(entry)]
        if not waiting:
            self._record(pair, catalogue)
            return
        key = (pair.source, pair.code)
        tools = self._tools_of(pair)
        self._work.setdefault(key, []).append(pair)
        wanting = (e for e in waiting if wants_draft(e, tools.route, tools.terms(e.source)))
        self._words[key] += sum(len(entry.source.split()) for entry in wanting)

    def draft(self) -> None:
        """Draft what waits, a language after the other, so that one model is in memory at a time."""
        for key, pairs in sorted(self._work.items()):
            done = 0
            total = self._words[key]
            for jobs in self._slices(pairs):
                done = self._draft(jobs, self._tools[key], done, total)
            if done and self._progress:
                # A sentence that comes twice counts twice in the total.
                self._progress(_label(key[1]), total, total)

    def _slices(self, pairs: Sequence[Pair]) -> Iterator[list[_Job]]:
        jobs: list[_Job] = []
        size = 0
        for pair in pairs:
            jobs.append(_Job(pair, *self._read(pair)))
            size += len(jobs[-1].sentences)
            if size >= SLICE:
                yield jobs
                jobs, size = [], 0
        if jobs:
            yield jobs

    def _draft(self, jobs: Sequence[_Job], tools: Tools, done: int, total: int) -> int:
        """Settle some texts of one pair of languages; return how many of `total` words are done then."""
        code = jobs[0].pair.code
        waiting = {
            job.pair: [entry for entry in merge(load(self._path(job.pair)), job.sentences) if is_open(entry)]
            for job in jobs
        }
        known = self._known(jobs, waiting, tools)
        offered: dict[Pair, dict[str, Draft]] = {}
        wanting: dict[References, dict[str, str]] = {}
        for job in jobs:
            mine = offered.setdefault(job.pair, {})
            for entry in waiting[job.pair]:
                own = not depends(entry.source, job.defined)
                unit = known.memory.exact(entry.source) if own else None
                if unit is not None:
                    if not _is_from_memory(entry, unit):
                        mine[entry.source] = remembered(unit)
                        self.remembered += 1
                    continue
                terms = tools.terms(entry.source)
                if not wants_draft(entry, tools.route, terms):
                    continue
                if own and entry.source in known.drafts:
                    mine[entry.source] = _copied(known.drafts[entry.source])
                else:
                    wanting.setdefault(_needed(entry.source, job.defined), {})[entry.source] = terms
        if wanting and tools.route is None:
            for job in jobs:
                self._settle(job, offered[job.pair])
            tools.demand()
        for references, sentences in sorted(wanting.items()):
            words = sum(len(sentence.split()) for sentence in sentences)
            total = max(total, done + words)
            made = self._drafted(sentences, tools, references, self._meter(code, done, words, total))
            self.drafted += len(made)
            done += words
            for job in jobs:
                for entry in waiting[job.pair]:
                    if entry.source in made and _needed(entry.source, job.defined) == references:
                        offered[job.pair].setdefault(entry.source, made[entry.source])
        for job in jobs:
            catalogue = self._settle(job, offered[job.pair])
            self._record(job.pair, catalogue)
        return done

    def _known(self, jobs: Sequence[_Job], waiting: dict[Pair, list[Entry]], tools: Tools) -> Known:
        sentences = {e.source for job in jobs for e in waiting[job.pair] if not depends(e.source, job.defined)}

        def keep(entry: Entry) -> bool:
            origin, route = entry.origin, tools.route
            if entry.source not in sentences or origin is None or origin.engine != ENGINE_NAME or route is None:
                return False
            return _is_current(entry, route, tools.terms(entry.source))

        return self.shared.known(jobs[0].pair.source, jobs[0].pair.code, sentences, keep)

    def _drafted(
        self,
        sentences: dict[str, str],
        tools: Tools,
        references: References,
        progress: Callable[[int, int], None] | None,
    ) -> dict[str, Draft]:
        """Return the machine's drafts; `sentences` have their terms' digests."""
        from pipeline.mt.draft import draft

        route = tools.demand()
        with open_cache(self._project.state) as cache:
            found = draft(
                sentences,
                route,
                cache=cache,
                progress=progress,
                references=dict(references),
                glossary=tools.glossary,
            )
        return {source: _as_draft(made, route, sentences[source]) for source, made in found.items()}

    def _meter(self, code: str, before: int, words: int, total: int) -> Callable[[int, int], None]:
        def report(done: int, of: int) -> None:
            if self._progress:
                self._progress(_label(code), before + words * done // max(of, 1), total)

        return report

    def _settle(self, job: _Job, drafts: dict[str, Draft]) -> Catalogue:
        # Merged again: somebody may have written the file while the machine was at work.
        return self._update(job.pair, lambda catalogue: with_drafts(merge(catalogue, job.sentences), drafts))

    def _record(self, pair: Pair, catalogue: Catalogue) -> None:
        """Put a settled catalogue into the ledger, unless somebody has written it since: then it is not settled."""
        path = self._path(pair)
        sha256 = fingerprint.of_file(path)
        if load(path) == catalogue and fingerprint.of_file(path) == sha256:
            self.shared.record(pair.slug, pair.code, self._fingerprint(pair, sha256), catalogue, sha256)

    def _fingerprint(self, pair: Pair, catalogue: str) -> str:
        parts = (pair.sha256, catalogue, self._tools_of(pair).fingerprint)
        return fingerprint.of_parts((*parts, fingerprint.of_code()))

    def _tools_of(self, pair: Pair) -> Tools:
        key = (pair.source, pair.code)
        if key not in self._tools:
            self._tools[key] = Tools(self._project, *key)
        return self._tools[key]

    def _update(self, pair: Pair, change: Callable[[Catalogue], Catalogue]) -> Catalogue:
        return update(self._path(pair), change, lock_folder=self._project.state / "locks")

    def _path(self, pair: Pair) -> Path:
        return self._project.catalogue(pair.slug, pair.code)


def _label(code: str) -> str:
    return f"drafting {language(code).english_name}"


def _needed(sentence: str, defined: References) -> References:
    """Return the definitions to draft a sentence with: its text's own, where `[words]` in it may be a link.

    Sentences that need none are drafted in one batch over all texts.
    """
    return defined if "[" in sentence else ()


def depends(sentence: str, defined: References) -> bool:
    """Tell whether a sentence means something else in a text without these definitions: then it is not shared."""
    if not _needed(sentence, defined):
        return False
    from pipeline.text.marks import marks

    return marks(sentence, dict(defined)) != marks(sentence)


def _is_from_memory(entry: Entry, unit: Unit) -> bool:
    # The same words from elsewhere are no news.
    return entry.origin is not None and entry.origin.engine == MEMORY_NAME and entry.target == unit.target


def remembered(unit: Unit) -> Draft:
    """Return a unit of the memory as a draft."""
    place = TMX if unit.origin == TMX else unit.text
    origin = Origin(engine=MEMORY_NAME, package=place, version=unit.when, confidence=1.0)
    return Draft(text=unit.target, origin=origin)


def _copied(entry: Entry) -> Draft:
    assert entry.origin is not None
    return Draft(text=entry.target, origin=entry.origin, flags=entry.warnings)


def _as_draft(translation: Translation, route: Route, terms: str) -> Draft:
    origin = Origin(
        engine=ENGINE_NAME,
        package=route.name,
        version=route.version,
        confidence=translation.confidence,
        glossary=terms,
    )
    return Draft(text=translation.text, origin=origin, flags=translation.flags)


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
