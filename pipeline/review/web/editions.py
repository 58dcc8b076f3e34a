"""The editions that are being reviewed: each with its desk, and how it stands, kept until its file changes."""

from __future__ import annotations

import contextlib
import datetime
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from pipeline.errors import OctavillaError
from pipeline.languages import Language, language
from pipeline.review.catalogue import Entry
from pipeline.review.checks import Issue, Severity
from pipeline.review.desk import MEND, UNDO, Desk, Event
from pipeline.review.remarks import dismissed
from pipeline.review.web.outline import outline
from pipeline.review.web.room import Room, TextInfo
from pipeline.review.web.standing import Index, Standing
from pipeline.text.document import Document

_EVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)
_TICK = 100_000_000
"""Nanoseconds: some times what the clock of Linux rounds the time of a file to."""
_Mark = tuple[int, int, int]
_Meter = Callable[[str, int, int], None]
_FRESH = 2.0
"""Seconds for which the list of texts is taken as it was."""


class Edition:
    """One text in one language, as the review server has it open. Safe to use from several threads."""

    def __init__(self, room: Room, text: TextInfo, code: str, index_of: Callable[[str, Document], Index]) -> None:
        """Open it; nothing is read yet. `index_of` gives the sentences of a text by its slug."""
        self.slug = text.slug
        self.code = code
        self.language = language(code)
        self.source_language = language(text.language)
        self.desk = Desk(room.catalogue_path(text.slug, code), lock_folder=room.lock_folder)
        self.stuck: set[str] = set()
        """Changes, by the `id` of their event, that could not be taken back."""
        self._room = room
        self._path = room.catalogue_path(text.slug, code)
        self._seen: _Mark | None = None
        self._index_of = index_of
        self._standing: Standing | None = None
        self._issues: dict[str, tuple[Entry, tuple[Issue, ...]]] = {}
        self._lock = threading.Lock()

    @property
    def exists(self) -> bool:
        """False as long as nobody has drafted or translated anything."""
        return self._room.catalogue_path(self.slug, self.code).exists()

    def document(self) -> Document:
        """Return the text."""
        return self._room.document(self.slug)

    def standing(self) -> Standing:
        """Return how the edition stands now. Raises OctavillaError for a text or catalogue that cannot be read."""
        document = self.document()
        with self._lock:
            index = self._index_of(self.slug, document)
            standing = self._standing
            if standing is not None and standing.index is not index:
                standing = None
            mark = self._mark()
            if standing is not None and mark is not None and mark == self._seen:
                return standing
            token, catalogue = self.desk.look()
            if standing is None or standing.token != token:
                standing = self._standing = Standing(token, catalogue, index, self.is_flagged, standing)
            self._seen = mark
            return standing

    def _mark(self) -> _Mark | None:
        """Return what tells, without a look into the file, that nobody has written it; None where nothing does.

        A file that was written just now may be written again within the same tick of the clock.
        """
        try:
            facts = self._path.stat()
        except OSError:
            return None
        if time.time_ns() - facts.st_mtime_ns < _TICK:
            return None
        return facts.st_mtime_ns, facts.st_size, facts.st_ino

    def issues(self, entry: Entry) -> tuple[Issue, ...]:
        """Return what there is to look at in an entry, without what somebody dismissed."""
        known = self._issues.get(entry.source)
        if known is not None and (known[0] is entry or known[0] == entry):
            return known[1]
        found = self.look(entry)
        self._issues[entry.source] = (entry, found)
        return found

    def look(self, entry: Entry) -> tuple[Issue, ...]:
        """Return the same for an entry that is being written, worst first; nothing of it is kept."""
        skipped = dismissed(entry)
        found = [issue for issue in self._room.checks(entry, self.code) if issue.check not in skipped]
        severities = list(Severity)
        return tuple(sorted(found, key=lambda issue: severities.index(issue.severity)))

    def is_flagged(self, entry: Entry) -> bool:
        """Tell whether there is more to look at in an entry than what is merely worth knowing."""
        return any(issue.severity is not Severity.NOTE for issue in self.issues(entry))


class Editions:
    """All editions of a project, opened when first asked for."""

    def __init__(self, room: Room) -> None:
        """Open none yet."""
        self._room = room
        self._open: dict[tuple[str, str], Edition] = {}
        self._texts: dict[str, TextInfo] = {}
        self._looked = -_FRESH
        self._lock = threading.Lock()
        self._indexes: dict[str, tuple[Document, Index]] = {}
        self._indexing = threading.Lock()

    def texts(self) -> Sequence[TextInfo]:
        """Return the texts, as they were some seconds ago at the most."""
        with self._lock:
            if time.monotonic() - self._looked >= _FRESH or not self._texts:
                self._texts = {text.slug: text for text in self._room.texts()}
                self._looked = time.monotonic()
            return tuple(self._texts.values())

    def find(self, slug: str, code: str) -> Edition | None:
        """Return an edition; None where the project has no such text or does not want it in that language."""
        text = next((text for text in self.texts() if text.slug == slug), None)
        if text is None or code not in self._room.languages(slug):
            return None
        with self._lock:
            known = self._open.get((slug, code))
            if known is None or known.source_language.code != text.language:
                known = Edition(self._room, text, code, self._index_of)
                self._open[slug, code] = known
            return known

    def warm(self, until: float = math.inf, progress: _Meter | None = None) -> None:
        """Read every edition, so that the first to look at one need not wait; what cannot be read is passed over.

        None is begun when `time.monotonic()` is past `until`; `progress` is told how many have been read.
        """
        wanted = tuple(self._wanted())
        for done, (slug, code) in enumerate(wanted):
            if time.monotonic() >= until:
                return
            if progress:
                progress("reading", done, len(wanted))
            with contextlib.suppress(OctavillaError):
                edition = self.find(slug, code)
                if edition is not None:
                    edition.standing()
        if progress:
            progress("reading", len(wanted), len(wanted))

    def _wanted(self) -> Iterator[tuple[str, str]]:
        with contextlib.suppress(OctavillaError):
            for text in self.texts():
                yield from ((text.slug, code) for code in self._room.languages(text.slug))

    def _index_of(self, slug: str, document: Document) -> Index:
        """Return the sentences of a text; they are the same for all languages."""
        with self._indexing:
            known = self._indexes.get(slug)
            if known is None or known[0] is not document:
                known = self._indexes[slug] = (document, Index(outline(document), document.references))
            return known[1]


def changed_by_others(edition: Edition, who: str, since: datetime.datetime | None) -> dict[str, str]:
    """Return the sentences that others than `who` changed since a time, each with who did so last.

    An empty name is another program. Nothing has changed for somebody who was never here before.
    """
    if since is None:
        return {}
    return {event.source: event.who for event in edition.desk.since(since) if event.who != who}


def last_own(edition: Edition, who: str) -> Event | None:
    """Return the last change of this person's that can be taken back, None where there is none.

    One that could not be, since somebody else went on from it, is passed over from then on.
    """
    own = [event for event in edition.desk.since(_EVER) if event.who == who]
    undone = {event.undoes for event in own} | edition.stuck
    left = (event for event in reversed(own) if event.action not in (UNDO, MEND) and event.id not in undone)
    return next(left, None)


def name_of(language: Language) -> str:
    """Return a language's own name for itself, with its variety where the code says it: `Español`, `Español (419)`."""
    base, dash, variety = language.code.partition("-")
    return f"{language.name} ({variety})" if dash and base else language.name
