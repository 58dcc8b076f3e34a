"""What the review server knows of a project: texts, glossaries, memory, drafts, checks, pages; kept while they stay."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, RLock, Thread

from pipeline import fingerprint, fitting, looking, plan
from pipeline.build import BUSY, translate
from pipeline.errors import OctavillaError
from pipeline.ledger import Ledger
from pipeline.memory import catalogues, imported, memory_file
from pipeline.plan import Selection, Text
from pipeline.preview import Preview
from pipeline.project import CONFIGURATION, Project
from pipeline.report import Meter
from pipeline.review.catalogue import Draft, Entry
from pipeline.review.checks import Issue
from pipeline.review.memory import Match, Memory, Unit, units_of
from pipeline.review.merge import merge
from pipeline.review.store import load, update
from pipeline.review.web.room import Room, TextInfo
from pipeline.text.document import Document
from pipeline.text.glossary import Glossary, read_glossary
from pipeline.text.read import read_file
from pipeline.text.segment import segments
from pipeline.translate import Tools, depends, draft_alone, remembered
from pipeline.typeset import fonts
from pipeline.watching import Kept, Mark, mark_of

_FRESH = 0.5
"""Seconds for which the list of texts is taken as it was."""
_PATIENCE = 1.0
"""Seconds that the first question to a memory waits for it; later ones get what there was before."""
_MEMORY_PAUSE = 20.0
"""Seconds after which a memory may be made anew, or twenty times what that took the last time, if that is more."""
_LAST_WAIT = 5.0
"""Seconds that the end of the server waits for a memory that is being made."""
_BUSY = 10.0
"""Seconds that somebody waits for a draft while the machine is at work on others."""
_TRIES = 20
_PAUSE = 15.0
"""Seconds between two tries to draft, while a build of the project is running; what else went wrong is tried twice."""


def prepare(project: Project, selection: Selection, progress: Meter | None = None) -> str:
    """Merge the catalogues and draft what has no translation, as far as can be.

    Returns a remark where drafts are missing (no language package, or a build is running): a person can do without.
    Raises OctavillaError for a selection that fits nothing, and a project without texts.
    """
    with Ledger(project.cache) as ledger:
        plan.check_selection(plan.survey(project, ledger, selection.texts), selection)
    try:
        translate(project, selection, progress)
    except OctavillaError as error:
        return f"some drafts are missing: {error.format_message()}"
    return ""


class Reviewing:
    """A project in review. May be used by many threads; it ends with `close`."""

    def __init__(self, project: Project, selection: Selection | None = None) -> None:
        """Take the texts and languages of `selection`, or all there are."""
        self.project = project
        self.selection = selection or Selection()
        self.preview = Preview(project, self.text)
        self._texts: Kept[tuple[Text, ...]] = Kept()
        self._documents: Kept[_Read] = Kept()
        self._glossaries: Kept[Glossary] = Kept()
        self._tools: Kept[Tools] = Kept()
        self._looks: Kept[looking.Looker] = Kept()
        self._tight: Kept[tuple[fitting.Tight, ...]] = Kept()
        self._limited: Kept[Mapping[str, int]] = Kept()
        self._memories: dict[str, _Memories] = {}
        self._last_texts: tuple[Text, ...] = ()
        self._fresh_until = 0.0
        self._last_read: dict[str, _Read] = {}
        self._merged: dict[str, str] = {}
        self._lock = RLock()
        self._turns: dict[str, Lock] = {}
        self._engine = Lock()
        self._drafter = _Drafter(project)

    @property
    def title(self) -> str:
        """What the project is called: the group's name, else the folder's."""
        return self.project.configuration.publisher.title or self.project.root.resolve().name

    def prepare(self, progress: Meter | None = None) -> str:
        """Have everything merged and drafted before the first reader comes; see the function `prepare`."""
        remark = prepare(self.project, self.selection, progress)
        if not remark:
            for text in self.survey():
                self._merged[text.slug] = text.sha256
        return remark

    def room(self, name: str = "") -> Room:
        """Return all this for the web pages; `name` is proposed to a reader who is asked for one."""
        return Room(
            title=self.title,
            texts=self.texts,
            languages=self.languages,
            document=self.document,
            catalogue_path=self.project.catalogue,
            lock_folder=self.project.state / "locks",
            state_folder=self.project.state,
            glossary=self.glossary,
            near=self.near,
            draft=self.draft,
            checks=self.checks,
            preview=self.preview,
            fonts=fonts.packaged_files(),
            name=name,
        )

    def close(self) -> None:
        """End what runs beside the server."""
        self.preview.close()
        self._drafter.close()
        for memories in tuple(self._memories.values()):
            memories.close()

    def survey(self) -> tuple[Text, ...]:
        """Return the texts in review; while one of them cannot be read, as they were before.

        Raises OctavillaError when they never could.
        """

        def made() -> tuple[Text, ...]:
            with Ledger(self.project.cache) as ledger:
                return plan.survey(self.project, ledger, self.selection.texts)

        # One page asks many times.
        if self._last_texts and time.monotonic() < self._fresh_until:
            return self._last_texts
        files = (*self.project.sources(), self.project.root / CONFIGURATION)
        try:
            self._last_texts = self._texts.get("texts", files, made)
        except OctavillaError:
            if not self._last_texts:
                raise
        self._fresh_until = time.monotonic() + _FRESH
        return self._last_texts

    def text(self, slug: str) -> Text:
        """Return a text by its slug. Raises OctavillaError for one that is not in review."""
        found = next((text for text in self.survey() if text.slug == slug), None)
        if found is None:
            raise OctavillaError(f"no text is called “{slug}” (any more). Go back to the list of texts.")
        return found

    def texts(self) -> tuple[TextInfo, ...]:
        """Return what the pages show of the texts."""
        return tuple(
            TextInfo(slug=text.slug, title=text.title, language=text.language, path=text.path)
            for text in self.survey()
            if self._codes(text)
        )

    def languages(self, slug: str) -> tuple[str, ...]:
        """Return the languages into which a text is translated."""
        return self._codes(self.text(slug))

    def _codes(self, text: Text) -> tuple[str, ...]:
        return tuple(code for code in plan.languages_of(text, self.selection) if code != text.language)

    def document(self, slug: str) -> Document:
        """Return a text, its catalogues merged with what somebody wrote into it since; drafts follow later.

        While it cannot be read, and while somebody else's question has it merged, it is as it was before. Raises
        OctavillaError when it never could be read.
        """
        text = self.text(slug)
        with self._lock:
            known = self._last_read.get(slug)
            turn = self._turns.setdefault(slug, Lock())
        try:
            read = self._read(text)
        except OctavillaError:
            if known is None:
                raise
            return known.document
        if known is None:
            turn.acquire()
        elif known is read or not turn.acquire(blocking=False):
            return known.document
        try:
            return self._taken(text).document
        except OctavillaError:
            if known is None:
                raise
            return known.document
        finally:
            turn.release()

    def _read(self, text: Text) -> _Read:
        return self._documents.get(text.slug, (text.path,), lambda: _Read.of(text))

    def _taken(self, text: Text) -> _Read:
        """Return the text as it is now, its catalogues merged with it; for one thread at a time."""
        read = self._read(text)
        if self._merged.get(text.slug) != read.sha256:
            self._merge(text, read.document)
        with self._lock:
            self._merged[text.slug] = read.sha256
            self._last_read[text.slug] = read
        return read

    def _merge(self, text: Text, document: Document) -> None:
        sentences = segments(document)
        for code in self._codes(text):
            # Whoever looks at a catalogue that cannot be read is told then.
            with contextlib.suppress(OctavillaError):
                update(
                    self.project.catalogue(text.slug, code),
                    lambda catalogue: merge(catalogue, sentences),
                    lock_folder=self.project.state / "locks",
                )
        self._drafter.ask(Selection(texts=(text.slug,), languages=self.selection.languages))

    def glossary(self, code: str) -> Glossary:
        """Return the glossary from the project's language into another. Raises OctavillaError for a broken one."""
        path = self.project.glossary(code)
        return self._glossaries.get(code, (path,), lambda: read_glossary(path, self._source, code))

    @property
    def _source(self) -> str:
        return self.project.configuration.language

    def near(self, code: str, source: str) -> Sequence[Match]:
        """Return the memory's matches for a sentence; they may be some seconds old."""
        return self.memory(code).fuzzy(source)

    def memory(self, code: str) -> Memory:
        """Return the memory into a language, as it was some seconds ago; an empty one while the first is made."""
        with self._lock:
            if code not in self._memories:
                self._memories[code] = _Memories(self.project, code, self._language_of)
        return self._memories[code].memory()

    def _language_of(self, slug: str) -> str:
        return next((text.language for text in self.survey() if text.slug == slug), self._source)

    def draft(self, slug: str, code: str, source: str) -> Draft | None:
        """Return the draft that a sentence would have if nobody had touched it; None without a language package.

        What is approved in another text comes before the machine's own, as in every build. Raises OctavillaError when
        the package cannot be opened.
        """
        text = self.text(slug)
        defined = self.document(slug).references
        unit = None if depends(source, defined) else self.memory(code).exact(source)
        if unit is not None and unit.text != slug:
            return remembered(unit)
        key = (text.language, code)
        files = (self.project.glossary(code), memory_file(self.project, code), *sorted(self.project.models.glob("*")))
        tools = self._tools.get(key, files, lambda: Tools(self.project, *key))
        if not self._engine.acquire(timeout=_BUSY):
            raise OctavillaError("the machine is at work on other sentences. Try again in a minute.")
        try:
            return draft_alone(self.project, tools, source, defined)
        finally:
            self._engine.release()

    def checks(self, entry: Entry, code: str) -> Sequence[Issue]:
        """Return what the checks find in a translation from the project's own language, spelling included."""
        return replace(self._looker(code), limits=self._limits(code))(entry)

    def _limits(self, code: str) -> Mapping[str, int]:
        """Return how many characters sentences may have, where the last build found too many for the panels."""
        ledger = self.project.cache
        tight = self._tight.get("tight", (ledger,), lambda: fitting.tight(self.project))
        files = (ledger, *fitting.limit_files(self.project, code, tight))
        return self._limited.get(code, files, lambda: fitting.limits(self.project, code, tight))

    def _looker(self, code: str) -> looking.Looker:
        files = looking.files(self.project, code)
        return self._looks.get(code, files, partial(looking.looker, self.project, code, self._source, spelling=True))

    def recall(self, until: float) -> None:
        """Have the memories made, unless `time.monotonic()` is past `until`; one that takes long goes on alone."""
        for code in dict.fromkeys(code for text in self.survey() for code in self._codes(text)):
            if time.monotonic() < until:
                self.memory(code)

    def warm(self) -> None:
        """Look up the words of all translations, and make the memories: to be run beside the server."""
        for text in self.survey():
            for code in self._codes(text):
                # Whoever looks at something that cannot be read is told then.
                with contextlib.suppress(OctavillaError):
                    self.memory(code)
                    looker = self._looker(code)
                    looker.prepare(looker.pair(entry) for entry in load(self.project.catalogue(text.slug, code)))


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it was read."""

    sha256: str
    document: Document

    @classmethod
    def of(cls, text: Text) -> _Read:
        sha256 = fingerprint.of_file(text.path)
        return cls(sha256, read_file(text.path, text.language))


class _Memories:
    """The memory into one language: made beside the server, and made anew some time after a catalogue changed."""

    def __init__(self, project: Project, code: str, language_of: Callable[[str], str]) -> None:
        self._project, self._code, self._language_of = project, code, language_of
        self._units: Kept[tuple[Unit, ...]] = Kept()
        self._memory = Memory()
        self._mark: Mark | None = None
        self._lock = Lock()
        self._first = Event()
        self._at_work = False
        self._next = 0.0
        self._thread: Thread | None = None

    def close(self) -> None:
        # Libraries in C++ do not like to be left in the middle of their work when Python ends.
        if self._thread is not None:
            self._thread.join(_LAST_WAIT)

    def memory(self) -> Memory:
        now = time.monotonic()
        with self._lock:
            if not self._at_work and now >= self._next and mark_of(self._files()) != self._mark:
                self._at_work = True
                self._thread = Thread(target=self._make, name=f"memory-{self._code}", daemon=True)
                self._thread.start()
        self._first.wait(_PATIENCE)
        return self._memory

    def _make(self) -> None:
        begun = time.monotonic()
        mark, memory = mark_of(self._files()), self._memory
        try:
            memory = Memory(self._all())
            # The index of its words is made with the first question.
            memory.fuzzy("a b")
        finally:
            # Whatever happens: nobody waits for it again and again.
            took = time.monotonic() - begun
            with self._lock:
                self._memory, self._mark, self._at_work = memory, mark, False
                self._next = time.monotonic() + max(_MEMORY_PAUSE, 20 * took)
            self._first.set()

    def _files(self) -> tuple[Path, ...]:
        return (*catalogues(self._project, self._code), memory_file(self._project, self._code))

    def _all(self) -> Iterator[Unit]:
        source = self._project.configuration.language
        for path in catalogues(self._project, self._code):
            # One that cannot be read has nothing to offer.
            with contextlib.suppress(OctavillaError):
                if self._language_of(path.stem) == source:
                    yield from self._units.get(path, (path,), partial(_units, path))
        with contextlib.suppress(OctavillaError):
            file = memory_file(self._project, self._code)
            yield from self._units.get(file, (file,), lambda: imported(self._project, source, self._code))


def _units(path: Path) -> tuple[Unit, ...]:
    return tuple(units_of(load(path)))


class _Drafter:
    """Has catalogues drafted in a process beside the server, one text after the other.

    A process of its own can be ended at any moment, and leaves the server its speed.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._wanted: SimpleQueue[Selection | None] = SimpleQueue()
        self._closed = Event()
        self._told = ""
        self._thread: Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, selection: Selection) -> None:
        """Have what is missing in some catalogues drafted, soon."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name="drafts", daemon=True)
            self._thread.start()
        self._wanted.put(selection)

    def close(self) -> None:
        """End the drafting; what is drafted so far is kept."""
        self._closed.set()
        self._wanted.put(None)
        process = self._process
        if process is not None:
            process.terminate()

    def _work(self) -> None:
        while (selection := self._wanted.get()) is not None:
            problem = self._tried(selection)
            # Once for each problem: what nobody mends must not fill the screen.
            if problem not in ("", self._told) and not self._closed.is_set():
                print(f"octavilla: some drafts are missing: {problem}", file=sys.stderr, flush=True)
            self._told = problem

    def _tried(self, selection: Selection) -> str:
        """Have catalogues drafted; return what stood in the way, empty where nothing did.

        The sentences then stay open until the next change or build. Only a build that is running passes by itself.
        """
        problem = ""
        for _ in range(_TRIES):
            if self._closed.is_set():
                break
            before, problem = problem, self._run(selection)
            if not problem or (problem == before and BUSY not in problem):
                break
            self._closed.wait(_PAUSE)
        return problem

    def _run(self, selection: Selection) -> str:
        nothing = subprocess.DEVNULL
        try:
            command = drafting(self._project, selection)
            process = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=subprocess.PIPE)
        except OSError as error:
            # No memory or no process left just now.
            return f"{error.strerror or error}. Free some memory."
        with process:
            self._process = process
            if self._closed.is_set():
                process.terminate()
            _, told = process.communicate()
        if process.returncode == 0:
            return ""
        lines = told.decode("utf-8", "replace").strip().splitlines()
        return lines[-1].removeprefix("octavilla: ") if lines else f"drafting ended with {process.returncode}."


def drafting(project: Project, selection: Selection) -> list[str]:
    """Return the command that drafts what is missing."""
    languages = [part for code in selection.languages for part in ("--language", code)]
    root = str(project.root.resolve())
    # After -- nothing is an option, whatever a text is called.
    return [sys.executable, "-m", "pipeline", "translate", *languages, "--project", root, "--", *selection.texts]
