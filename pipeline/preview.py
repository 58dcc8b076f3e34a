"""Show the typeset pages while people review: made in a process beside the server, again whenever they change."""

from __future__ import annotations

import json
import multiprocessing
import signal
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Condition, RLock, Thread

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.plan import Text
from pipeline.project import FORMATS, Project, packaged
from pipeline.typeset.formats import Format, load
from pipeline.typeset.pagefinder import PageFinder
from pipeline.typeset.pdfium import ALONE
from pipeline.watching import Kept, Mark, mark_of, sum_of

WIDTH = 900
"""Pixels of a page's picture from side to side."""
_IDLE = 300.0
"""Seconds without work after which the typesetting process ends; the next one takes a second to begin."""
_PATIENCE = 600.0
"""Seconds that one edition may take, on an old computer too."""
_PICTURES = 48
"""Pages whose pictures are kept in memory: about a quarter of a megabyte each."""
_FAULT = "the page could not be typeset; `octavilla build` says more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An edition to typeset, in one print format, and where to put the PDF."""

    project: Project
    text: Text
    code: str
    format: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The text of each page, and the sentences that were typeset: their ids and translations, in reading order.

    `problem` is one line on why there is no page; else empty.
    """

    pages: tuple[str, ...] = ()
    sentences: tuple[tuple[str, str], ...] = ()
    problem: str = ""


class _FailedError(OctavillaError):
    """The edition cannot be typeset; `stamp` tells this try from others."""

    def __init__(self, stamp: str, problem: str) -> None:
        self.stamp = stamp
        super().__init__(problem)


@dataclass(slots=True)
class _Pages:
    """What is ready of one edition."""

    stamp: str
    pdf: bytes
    made: Made
    _finder: PageFinder | None = None
    _found: dict[str, int] = field(default_factory=dict)

    def page_of(self, entry_id: str) -> int:
        """Return the page of a sentence, from 1."""
        if self._finder is None:
            self._finder = PageFinder(self.made.pages)
        if entry_id not in self._found:
            index = next((place for place, (name, _) in enumerate(self.made.sentences) if name == entry_id), None)
            targets = [target for _, target in self.made.sentences]
            page = None if index is None else self._finder.page_of(targets, index)
            self._found[entry_id] = page or 1
        return self._found[entry_id]


class Preview:
    """The pages of every edition, as they would be printed now. May be used by many threads; no call waits for pages.

    A question about an edition that is not ready, or not up to date, sets its typesetting going; until that is done
    the answers are those of the last version, or that there is nothing yet. Finished pages are kept in
    `.octavilla/preview`. Where an edition cannot be typeset as it is now, `pages`, `page_of` and `png` raise an
    OctavillaError that says why.
    """

    def __init__(
        self, project: Project, text_of: Callable[[str], Text], typeset: Callable[[Job], Made] | None = None
    ) -> None:
        """Take a function that finds a text by its slug, and one that typesets (default: in a process of its own)."""
        self._project = project
        self._text_of = text_of
        self._worker = None if typeset else _Worker()
        self._typeset = typeset or self._worker
        self._ready: dict[tuple[str, str], _Pages] = {}
        self._failed: dict[tuple[str, str], tuple[str, str]] = {}
        self._waiting: OrderedDict[tuple[str, str], tuple[str, Job]] = OrderedDict()
        self._at_work: tuple[tuple[str, str], str] | None = None
        self._pictures: OrderedDict[tuple[str, str, str, int], bytes] = OrderedDict()
        self._shapes: Kept[str] = Kept()
        self._changed = Condition(RLock())
        self._thread: Thread | None = None
        self._closed = False

    def stamp(self, slug: str, code: str) -> str:
        """Return what changes whenever the pages do, or the reason why there are none; empty while nothing is ready."""
        try:
            pages = self._pages(slug, code)
        except _FailedError as failed:
            return f"problem-{failed.stamp}"
        return pages.stamp if pages else ""

    def pages(self, slug: str, code: str) -> int:
        """Return the number of pages; 0 while there are none."""
        pages = self._pages(slug, code)
        return len(pages.made.pages) if pages else 0

    def page_of(self, slug: str, code: str, entry_id: str) -> int:
        """Return the page, from 1, on which a sentence (named by its id) begins; 1 where it cannot be found."""
        pages = self._pages(slug, code)
        return pages.page_of(entry_id) if pages else 1

    def png(self, slug: str, code: str, page: int) -> bytes:
        """Return the picture of a page, `WIDTH` pixels wide. Raises OctavillaError where there is no such page."""
        pages = self._pages(slug, code)
        if pages is None or not 1 <= page <= len(pages.made.pages):
            raise OctavillaError(f"page {page} is not there (yet). Look at the first page.")
        key = (slug, code, pages.stamp, page)
        with self._changed:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        picture = picture_of(pages.pdf, page)
        with self._changed:
            self._pictures[key] = picture
            while len(self._pictures) > _PICTURES:
                self._pictures.popitem(last=False)
        return picture

    def close(self) -> None:
        """End the typesetting, without waiting for it."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._worker:
            self._worker.close()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is to be typeset, for tests and measurements; tell whether that came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and self._at_work is None, seconds)

    def _pages(self, slug: str, code: str) -> _Pages | None:
        """Return the newest pages there are, and have newer ones made where they are wanted."""
        stamp, job = self._wanted(slug, code)
        key = (slug, code)
        with self._changed:
            ready = self._ready.get(key)
            if ready and ready.stamp == stamp:
                return ready
            if found := _kept(stamp, job.path):
                self._ready[key] = found
                return found
            failed, problem = self._failed.get(key, ("", ""))
            if failed == stamp:
                raise _FailedError(stamp, problem)
            if self._at_work != (key, stamp) and not self._closed:
                self._waiting[key] = (stamp, job)
                # What somebody looks at now comes first.
                self._waiting.move_to_end(key)
                self._start()
                self._changed.notify_all()
            return ready

    def _wanted(self, slug: str, code: str) -> tuple[str, Job]:
        """Return the stamp that the pages should have now, and how to make them."""
        project, text = self._project, self._text_of(slug)
        form = self._format(text, code)
        # In fixed panels all languages of a text together decide how it is set.
        codes = text.codes if form.fixed else (code,)
        sums = [sum_of(project.catalogue(slug, other)) for other in codes if other != text.language]
        parts = (slug, text.sha256, code, form.name, sums, self._look(), _pictures(project))
        stamp = fingerprint.of_parts(parts)[:16]
        path = project.state / "preview" / code / slug / f"{stamp}.pdf"
        return stamp, Job(project=project, text=text, code=code, format=form.name, path=path)

    def _format(self, text: Text, code: str) -> Format:
        """Return the format to show: the reading edition or the booklet if the text has them, else its first one."""
        own, sheets = self._project.templates, self._project.configuration.sheets
        names = (*(name for name in FORMATS if name in text.formats), *text.formats)
        known = (load((own, packaged("templates")), name, sheets.paper) for name in (*names, FORMATS[0]))
        return next(form for form in known if code != text.language or not form.bilingual)

    def _look(self) -> str:
        """Return a fingerprint of templates, fonts and code."""
        own = self._project.templates
        files = sorted(path for path in own.rglob("*") if path.is_file()) if own.is_dir() else []

        def made() -> str:
            from pipeline.typeset.render import Renderer

            renderer = Renderer([own, packaged("templates")])
            return fingerprint.of_parts(
                (renderer.fingerprint(self._project.configuration.publisher), fingerprint.of_code())
            )

        return self._shapes.get("look", files, made)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._work, name="preview", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                key, (stamp, job) = self._waiting.popitem()
                self._at_work = (key, stamp)
            made = self._made(job)
            pages = _kept(stamp, job.path) if not made.problem else None
            with self._changed:
                if pages:
                    self._ready[key] = pages
                    _forget_others(job.path)
                else:
                    self._failed[key] = (stamp, made.problem or _FAULT)
                self._at_work = None
                self._changed.notify_all()

    def _made(self, job: Job) -> Made:
        assert self._typeset is not None
        try:
            return self._typeset(job)
        except OctavillaError as error:
            return Made(problem=error.format_message())
        except Exception as error:
            # Whatever it is: the editor goes on without pages.
            return Made(problem=f"{_FAULT} ({type(error).__name__}: {error})")


def make(job: Job) -> Made:
    """Typeset an edition as the text and its catalogue are now; write the PDF, and beside it what stands on its pages.

    Raises OctavillaError for whatever cannot be typeset, and a folder that cannot be written.
    """
    from pipeline.fitting import fit_for
    from pipeline.languages import language
    from pipeline.publish.outputs import typeset
    from pipeline.review.assemble import edition, original, translation
    from pipeline.review.remarks import entry_id
    from pipeline.review.store import load as load_catalogue
    from pipeline.text.read import read_file
    from pipeline.text.segment import segments
    from pipeline.typeset.render import Renderer

    project, text = job.project, job.text
    document = read_file(text.path, text.language)
    own = language(text.language)
    if job.code == text.language:
        shown = original(document, own)
        sentences = [(entry_id(item.source), item.source) for item in segments(document)]
    else:
        catalogue = load_catalogue(project.catalogue(text.slug, job.code))
        shown = edition(document, catalogue, language(job.code), own)
        sentences = [(entry_id(item.source), translation(catalogue, item.source)) for item in segments(document)]
    renderer = Renderer([project.templates, packaged("templates")])
    fit = fit_for(project, text, job.format, renderer)
    # Nobody prints a preview in a shop: only what readers get is made.
    pdf = typeset(renderer, shown, project.with_profiles(("reader",)), text, job.format, fit).pages_pdf
    made = Made(pages=texts_of(pdf), sentences=tuple(sentences))
    facts = {"pages": made.pages, "sentences": made.sentences}
    write_atomic(_facts(job.path), json.dumps(facts, ensure_ascii=False))
    # The PDF last: where it is, the other file is too.
    write_atomic(job.path, pdf)
    return made


def texts_of(pdf: bytes) -> tuple[str, ...]:
    """Return the text of each page of a PDF."""
    import pypdfium2

    found = []
    with ALONE, pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            words = page.get_textpage()
            found.append(words.get_text_bounded())
            words.close()
            page.close()
    return tuple(found)


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    import pypdfium2

    with ALONE, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def picture_of(pdf: bytes, page: int, width: int = WIDTH) -> bytes:
    """Return a page (from 1) as a PNG file, `width` pixels wide: the same page gives the same bytes."""
    import pypdfium2

    with ALONE, pypdfium2.PdfDocument(pdf) as document:
        shown = document[page - 1]
        # Half a pixel less: PDFium rounds up.
        bitmap = shown.render(scale=(width - 0.5) / shown.get_width())
        image = bitmap.to_pil().convert("RGB")
        shown.close()
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _kept(stamp: str, path: Path) -> _Pages | None:
    """Return the pages that lie at `path`; None where they are not there, or damaged."""
    try:
        pdf = path.read_bytes()
        facts = json.loads(_facts(path).read_text(encoding="utf-8"))
        sentences = tuple((str(name), str(target)) for name, target in facts["sentences"])
        pages = tuple(map(str, facts["pages"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _Pages(stamp, pdf, Made(pages=pages, sentences=sentences))


def _facts(path: Path) -> Path:
    return path.with_suffix(".json")


def _forget_others(path: Path) -> None:
    """Delete the older versions of the pages at `path`."""
    for other in path.parent.iterdir():
        if other.stem != path.stem and other.suffix in (".pdf", ".json"):
            other.unlink(missing_ok=True)


def _pictures(project: Project) -> Mark:
    """Return a mark of everything beside the texts that a page may show."""
    found = (path for path in project.texts.rglob("*") if path.suffix != ".md" and path.is_file())
    return mark_of(sorted(found))


class _Worker:
    """A process that typesets, one job after the other: WeasyPrint must not run twice at once, and takes its memory."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        """Give a job up after `patience` seconds."""
        self._patience = patience
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._closed = False

    def __call__(self, job: Job) -> Made:
        """Have a job done; what goes wrong comes back as a problem."""
        for _ in range(2):
            if self._closed:
                break
            connection = self._connected()
            try:
                connection.send(job)
                if not connection.poll(self._patience):
                    self._end()
                    return Made(problem="the page took too long to typeset.")
                answer = connection.recv()
            except (EOFError, OSError):
                # It ended for want of work just now, or the system ended it: once more, in a new one.
                self._end()
                continue
            assert isinstance(answer, Made)
            return answer
        return Made(problem="the system ended the typesetting, most likely for want of memory.")

    def close(self) -> None:
        """End the process, whatever it does."""
        self._closed = True
        self._end()

    def _connected(self) -> Connection:
        if self._connection is None or self._process is None or not self._process.is_alive():
            self._end()
            # Not "fork": other threads of the server may hold locks.
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), name="octavilla-preview", daemon=True)
            self._process.start()
            # The other end is the child's alone: it learns from it when this process is gone.
            theirs.close()
            self._connection = ours
        return self._connection

    def _end(self) -> None:
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None:
            process.terminate()
            process.join()
        if connection is not None:
            connection.close()


def _serve(connection: Connection) -> None:
    """Do jobs until the server is gone or there were none for a while."""
    # Ctrl-C reaches all processes of a terminal; this one ends with the server.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while connection.poll(_IDLE):
            connection.send(_safely(make, connection.recv()))
    except (EOFError, OSError):
        return


def _safely(function: Callable[[Job], Made], job: Job) -> Made:
    try:
        return function(job)
    except OctavillaError as error:
        return Made(problem=error.format_message())
    except Exception as error:
        return Made(problem=f"{_FAULT} ({type(error).__name__}: {error})")
