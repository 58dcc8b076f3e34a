"""Typeset print pages: HTML to PDF with WeasyPrint, from the project's own files and the packaged fonts only.

Importing this module imports WeasyPrint, which takes a few tenths of a second: do it where a page is typeset.
"""

from __future__ import annotations

import hashlib
import logging
import mimetypes
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from pipeline.errors import OctavillaError
from pipeline.typeset import fonts, places

with warnings.catch_warnings():
    # WeasyPrint warns on a machine without fonts; editions bring their own.
    warnings.simplefilter("ignore")
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    from pipeline.typeset import tags
    from pipeline.typeset.figures import let_pictures_wait
    from pipeline.typeset.footnotes import keep_with_calls
    from pipeline.typeset.rhythm import keep_rhythm

DOTS_PER_INCH = 300
"""Photographs are stored at this resolution at most: what a copier can show."""
_FONTCONFIG = Path(__file__).with_name("fontconfig.xml")
_LOCK = Lock()
_NOTE_ANCHOR = re.compile(r'<span class="note"[^>]* id="(note-\d+)"')
_FIGURE_ANCHOR = re.compile(r'<figure class="waits" id="(figure-\d+)"')
_NOTES_IN_TEXT = """<style>
.note { float: none; padding: 0 } .note::before { content: " [" attr(data-number) ": " } .note::after { content: "]" }
</style>"""

_PICTURES_IN_PLACE = "<style>.flow > figure.waits { float: none }</style>"

keep_with_calls()
let_pictures_wait()
weasyprint.pdf.add_tags = tags.add_tags
keep_rhythm()


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeset:
    """A PDF, its number of pages, and what somebody should know about it, one line each."""

    pdf: bytes
    pages: int
    messages: tuple[str, ...] = ()


class RefusedError(FatalURLFetchingError):  # type: ignore[misc]
    """Stops WeasyPrint, which would go on without a file, and carries the error to show."""

    def __init__(self, error: OctavillaError) -> None:
        super().__init__(str(error))
        self.error = error


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Serves files of the project at `root`, links resolved, and the packaged fonts; refuses everything else."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root.resolve()
        self.refused: list[OctavillaError] = []
        """What was refused; WeasyPrint goes on where it draws a drawing, and so this must be looked at."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the content at `url`. Raises RefusedError."""
        try:
            return self._served(url)
        except RefusedError as refused:
            self.refused.append(refused.error)
            raise

    def _served(self, url: str) -> URLFetcherResponse:
        path = self._path(url)
        try:
            content = path.read_bytes()
        except OSError as error:
            reason = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
            message = f"the file “{self._shown(path)}” {reason}. Put it there or correct its name in the text."
            raise RefusedError(OctavillaError(message)) from error
        kind = mimetypes.guess_type(path.name, strict=False)[0] or "application/octet-stream"
        return URLFetcherResponse(url, content, {"Content-Type": kind})

    def _path(self, url: str) -> Path:
        path = unquote(urlsplit(url).path)
        if url.startswith(places.PACKAGED_FONTS):
            found = fonts.packaged_file(path.rpartition("/")[2])
            if found:
                return found
        elif url.startswith(places.PROJECT):
            inside = (self._root / path.removeprefix("/project/")).resolve()
            if inside.is_relative_to(self._root):
                return inside
            message = f"the file “{path.removeprefix('/project/')}” is outside the project. Copy it into texts/."
            raise RefusedError(OctavillaError(message))
        shown = url if len(url) <= 80 else f"{url[:77]}…"
        message = f"“{shown}” is no file of this project, and nothing else is fetched. Copy it into texts/."
        raise RefusedError(OctavillaError(message))

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name


def typeset(html: str, *, root: Path, base: Path) -> Typeset:
    """Typeset a page for print.

    `root` is the project's folder, `base` the file of the text: pictures are named relative to it, and errors name it.
    Raises OctavillaError for a file that is missing, is no picture, or lies outside the project.
    """
    layout = lay_out(html, root, base)
    pdf, messages = layout.written()
    return Typeset(pdf=pdf, pages=len(layout.document.pages), messages=messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page laid out by WeasyPrint, not yet written."""

    document: Any
    html: str
    base: Path
    fetcher: Fetcher
    log: tuple[str, ...]

    def written(self) -> tuple[bytes, tuple[str, ...]]:
        """Return the PDF and messages, one line each."""
        identifier = hashlib.sha256(self.html.encode()).digest()[:16]
        with _listening() as log:
            pdf = self.document.write_pdf(pdf_identifier=identifier, pdf_variant="pdf/ua-1", dpi=DOTS_PER_INCH)
        if self.fetcher.refused:
            raise _refusal(self.fetcher.refused[0], self.html, self.base)
        messages = [message for message in (*self.log, *log) if not message.startswith(".notdef")]
        for message in messages:
            if "image" in message or "SVG" in message:
                shown = message.replace(places.PROJECT, "")
                hint = "Is it a picture (SVG, PNG, JPEG, WebP)?"
                raise OctavillaError(f"{shown}. {hint}", path=self.base, line=_line(self.html, shown))
        absent = sorted({chr(point) for font in self.document.fonts.values() for point in font.missing})
        if absent:
            messages.append(f"the fonts have no sign for {' '.join(absent)}; boxes stand in its place")
            # PDF/UA forbids signs without a glyph (ISO 14289-1, 7.21.8): the file must not say that it keeps to it.
            pdf = self.document.write_pdf(pdf_identifier=identifier, pdf_tags=True, dpi=DOTS_PER_INCH)
        return pdf, tuple(dict.fromkeys(messages))


def lay_out(html: str, root: Path, base: Path) -> Layout:
    """Lay pages out, a second time where that went wrong.

    Where a footnote found no place at the foot of any page, all notes are set in the text; where a picture that waited
    for the next page is not on a page of the text just once, all pictures stand where the text has them.
    """
    layout = _rendered(html, root, base)
    lost = _lost_notes(layout)
    astray = _pictures_astray(layout)
    if not lost and not astray:
        return layout
    log = layout.log
    if astray:
        html = f"{html}{_PICTURES_IN_PLACE}"
    if lost:
        html = f"{html}{_NOTES_IN_TEXT}"
        numbers = ", ".join(sorted(name.removeprefix("note-") for name in lost))
        log = (*log, f"footnotes that found no place at the foot of a page ({numbers}) stand in the text, as all do")
    return replace(_rendered(html, root, base), log=log)


def _lost_notes(layout: Layout) -> frozenset[str]:
    shown = {name for page in layout.document.pages for name in page.anchors}
    return frozenset(_NOTE_ANCHOR.findall(layout.html)) - shown


def _pictures_astray(layout: Layout) -> bool:
    """Tell whether a picture that may wait is not there just once, or stands on a page that is not the text's."""
    expected = sorted(_FIGURE_ANCHOR.findall(layout.html))
    if not expected:
        return False
    names = [frozenset(page.anchors) for page in layout.document.pages]
    found = sorted(name for page in names for name in page if name.startswith("figure-"))
    return found != expected or any(
        any(name.startswith("figure-") for name in page) and any(name.startswith(("filler-", "back")) for name in page)
        for page in names
    )


def _rendered(html: str, root: Path, base: Path) -> Layout:
    place = base.resolve().relative_to(root.resolve()).as_posix()
    fetcher = Fetcher(root)
    with _listening() as log, _LOCK:
        try:
            with _only_packaged_fonts():
                configuration = FontConfiguration()
            page = weasyprint.HTML(string=html, base_url=places.PROJECT + place, url_fetcher=fetcher)
            document = page.render(font_config=configuration, dpi=DOTS_PER_INCH)
        except RefusedError as refused:
            raise _refusal(refused.error, html, base) from refused
    return Layout(document=document, html=html, base=base, fetcher=fetcher, log=tuple(log))


def _refusal(error: OctavillaError, html: str, base: Path) -> OctavillaError:
    return OctavillaError(error.message, path=base, line=_line(html, error.message))


def _line(html: str, message: str) -> int | None:
    """Return the line of the text at which the picture stands that `message` names, if the page says it."""
    for found in re.finditer(r'<img[^>]*\bsrc="(?P<src>[^"]+)"[^>]*\bdata-line="(?P<line>\d+)"', html):
        if unquote(found["src"]).removeprefix("./") in message:
            return int(found["line"]) or None
    return None


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what WeasyPrint warns of, in place of letting it print."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    handler = Handler(logging.WARNING)
    before, propagate = list(logger.handlers), logger.propagate
    logger.handlers, logger.propagate = [handler], False
    try:
        yield lines
    finally:
        logger.handlers, logger.propagate = before, propagate


@contextmanager
def _only_packaged_fonts() -> Iterator[None]:
    """Have fontconfig start without the machine's fonts and rules, so that pages come out alike everywhere."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_FONTCONFIG)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
