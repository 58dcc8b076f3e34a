"""Hand texts out as files of other programs, and merge what comes back."""

from __future__ import annotations

import datetime
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline import plan
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.languages import language
from pipeline.ledger import Ledger
from pipeline.plan import Selection, Text
from pipeline.project import Project
from pipeline.review.catalogue import Catalogue
from pipeline.review.desk import Desk
from pipeline.review.exchange.formats import ALIASES, FORMATS, Format, sniff
from pipeline.review.exchange.merging import merge_batch
from pipeline.review.exchange.model import Batch, export_of
from pipeline.review.exchange.report import Kind, Report, as_json
from pipeline.review.journal import Journal
from pipeline.review.merge import merge
from pipeline.review.store import load
from pipeline.text.document import Document
from pipeline.text.read import read_file
from pipeline.text.segment import segments

MOST_FILES = 1000
"""Files in a folder or archive that are merged at once."""
LARGEST_FILE = 64 << 20
"""Bytes: a text of 10,000 sentences takes less than a tenth of that in any format."""
_OFFICE = "[Content_Types].xml"
"""A part that every office file has, which is a zip file too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of one file: a report, or a problem in one line that names the file."""

    path: str
    report: Report | None = None
    problem: str = ""

    @property
    def waiting(self) -> frozenset[tuple[str, str, str]]:
        """The sentences that have two versions now, of which somebody has to choose one: text, language, source."""
        kinds = (Kind.CONFLICT, Kind.BROKEN)
        report = self.report
        rows = report.rows if report else ()
        return frozenset((report.slug, report.language, row.source) for row in rows if report and row.kind in kinds)

    @property
    def needs_a_person(self) -> bool:
        """True where something was not taken as it came: a conflict, broken marks, a sentence that is gone."""
        kinds = (Kind.CONFLICT, Kind.BROKEN, Kind.UNKNOWN)
        rows = self.report.rows if self.report else ()
        return bool(self.problem) or any(row.kind in kinds for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file to merge: its name for people, and its content."""

    path: Path
    content: bytes
    inside: bool = False
    """True in a folder or archive, which may hold other things too."""


def format_named(name: str) -> Format:
    """Return the format to write that has this name, or another name people know it by.

    Raises OctavillaError where there is none.
    """
    names = {**ALIASES, "xliff2": "xliff20", "xliff1": "xliff12"}
    found = FORMATS.get(names.get(name.lower(), name.lower()))
    if found is None or not found.writes:
        raise OctavillaError(f"there is no format “{name}”. Choose from: {', '.join(writable())}.")
    return found


def writable() -> tuple[str, ...]:
    """Return the names of the formats that can be written."""
    return tuple(name for name, item in FORMATS.items() if item.writes)


def export(
    project: Project, selection: Selection, formats: Sequence[Format], folder: Path | None = None
) -> tuple[Path, ...]:
    """Write every chosen text in every chosen language and format to `folder`/<language>/<text>.<suffix>.

    Without `folder`, to `build/review`. What is written is the catalogue as it lies there, with what changed in the
    text. Returns the files. Raises OctavillaError for what cannot be read or written.
    """
    written = []
    for text, codes in _editions(project, selection):
        document = read_file(text.path, text.language)
        sentences = segments(document)
        for code in codes:
            out = export_of(merge(load(project.catalogue(text.slug, code)), sentences), document)
            for item in formats:
                path = (folder or project.build / "review") / code / f"{text.slug}{item.suffix}"
                write_atomic(path, item.write(out))
                written.append(path)
    return tuple(written)


def _editions(project: Project, selection: Selection) -> Iterator[tuple[Text, tuple[str, ...]]]:
    texts = _texts(project, selection)
    plan.check_selection(texts, selection)
    for text in texts:
        yield text, tuple(code for code in plan.languages_of(text, selection) if code != text.language)


def _texts(project: Project, selection: Selection) -> tuple[Text, ...]:
    with Ledger(project.cache) as ledger:
        return plan.survey(project, ledger, selection.texts)


def merge_files(
    project: Project,
    paths: Sequence[Path],
    *,
    who: str = "",
    slug: str = "",
    code: str = "",
    today: datetime.date | None = None,
) -> Iterator[Merged]:
    """Merge files, folders and zip archives of files with the catalogues, in order; yield what became of each.

    `who` beats the name in the file; `slug` and `code` say what it does not. A file that cannot be merged is a problem
    of its own: its catalogue stays as it was, the others are merged. Each catalogue is written once a file, with the
    history of every sentence. Raises OctavillaError for texts that cannot be read.
    """
    texts = {text.slug: text for text in _texts(project, Selection())}
    merger = _Merger(project, texts, who, slug, code, today or datetime.date.today())
    for path in paths:
        for file in _found(path):
            if isinstance(file, OctavillaError):
                yield Merged(path=str(file.path), problem=file.format_message())
                continue
            try:
                report = merger.merge(file)
                if report is not None:
                    yield Merged(path=str(file.path), report=report)
            except OctavillaError as error:
                told = error if error.path else OctavillaError(error.message, path=file.path)
                yield Merged(path=str(file.path), problem=told.format_message())


@dataclass(frozen=True, slots=True)
class _Merger:
    """What files are merged with."""

    project: Project
    texts: dict[str, Text]
    who: str
    slug: str
    code: str
    today: datetime.date

    def merge(self, file: _File) -> Report | None:
        """Merge one file. Raises OctavillaError; the catalogue is then as it was.

        None for a file in a folder or archive that holds nothing, as the page does: what was saved lies beside it.
        """
        item = sniff(file.content, file.path)
        batch = item.read(file.content, file.path)
        if file.inside and not batch.rows:
            return None
        text, code = self._addressee(batch, file.path)
        document = read_file(text.path, text.language)
        place = self.project.catalogue(text.slug, code)
        return _merged(place, document, batch, self.who, self.today, self.project.state / "locks")

    def _addressee(self, batch: Batch, path: Path) -> tuple[Text, str]:
        slug = self.slug or batch.slug or self._guessed(path)
        text = self.texts.get(slug)
        if text is None:
            there = ", ".join(sorted(self.texts))
            what = f"is for a text “{slug}”, which is not here" if slug else "does not say which text it belongs to"
            raise OctavillaError(f"{what}. Name it with --text; there are: {there}.", path=path)
        codes = text.languages
        wanted = self.code or batch.language or (path.parent.name if path.parent.name in codes else "")
        if not wanted and len(codes) == 1:
            wanted = codes[0]
        if not wanted:
            message = f"does not say which language it is in. Name it with --language; there are: {', '.join(codes)}."
            raise OctavillaError(message, path=path)
        for known in codes:
            if known == wanted or language(known).locale == language(wanted).locale:
                return text, known
        message = f"is in “{wanted}”, in which “{slug}” is not wanted. There are: {', '.join(codes)}."
        raise OctavillaError(message, path=path)

    def _guessed(self, path: Path) -> str:
        return path.stem if path.stem in self.texts else ""


def _merged(path: Path, document: Document, batch: Batch, who: str, today: datetime.date, locks: Path) -> Report:
    sentences = segments(document)
    past = Journal(path.with_suffix(".history.jsonl")).of
    references = dict(document.references)
    report: Report

    def change(catalogue: Catalogue) -> Catalogue:
        nonlocal report
        new, report = merge_batch(merge(catalogue, sentences), batch, who, today, past=past, references=references)
        return new

    Desk(path, lock_folder=locks).transform(change, who or batch.who)
    return report


def _found(path: Path) -> Iterator[_File | OctavillaError]:
    """Yield the files at a path; an error that ends the search as the last one."""
    try:
        yield from _files(path)
    except OctavillaError as error:
        yield error


def _files(path: Path) -> Iterator[_File | OctavillaError]:
    """Yield the files at a path: one, or those of a folder or a zip archive, by name; errors of single ones as such."""
    if path.is_dir():
        found = sorted(each for each in path.rglob("*") if each.is_file() and not _is_hidden(each.relative_to(path)))
        _check_number(len(found), path)
        for each in found:
            yield _read(each, inside=True)
        if not found:
            yield OctavillaError("is an empty folder. Put the files there that came back.", path=path)
        return
    file = _read(path)
    members = None if isinstance(file, OctavillaError) else _members(file)
    if members is None:
        yield file
    else:
        yield from members


def _read(path: Path, *, inside: bool = False) -> _File | OctavillaError:
    try:
        if path.stat().st_size > LARGEST_FILE:
            return OctavillaError("is too large to be a file of ours. Choose another one.", path=path)
        return _File(path=path, content=path.read_bytes(), inside=inside)
    except FileNotFoundError:
        return OctavillaError("there is no such file. Check its name.", path=path)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        return OctavillaError(message, path=path)


def _members(file: _File) -> Iterator[_File | OctavillaError] | None:
    """Return the files of a zip archive; None for what is none, and for office files, which are zip files as well."""
    if file.path.suffix.lower() != ".zip" or not file.content.startswith(b"PK"):
        return None
    try:
        archive = zipfile.ZipFile(BytesIO(file.content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # Whatever it is, its format's reader has words for it.
        return None
    names = archive.namelist()
    if _OFFICE in names:
        return None
    parts = [part for part in archive.infolist() if not part.is_dir() and not _is_hidden(PurePosixPath(part.filename))]
    _check_number(len(parts), file.path)
    return (_unpacked(archive, part, file.path) for part in sorted(parts, key=lambda part: part.filename))


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> _File | OctavillaError:
    # The name is only shown, and looked at for text and language: nothing is ever written to it.
    inside = path / part.filename.lstrip("/")
    if part.file_size > LARGEST_FILE:
        return OctavillaError("is too large to be a file of ours. Choose another one.", path=inside)
    try:
        with archive.open(part) as stream:
            # The size that an archive tells need not be true.
            content = stream.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError) as error:
        return OctavillaError(f"cannot be unpacked: {error}. Unpack the archive first.", path=inside)
    if len(content) > LARGEST_FILE:
        return OctavillaError("is too large to be a file of ours. Choose another one.", path=inside)
    return _File(path=inside, content=content, inside=True)


def _is_hidden(path: Path | PurePosixPath) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)


def _check_number(count: int, path: Path) -> None:
    if count > MOST_FILES:
        raise OctavillaError(f"holds {count} files, more than {MOST_FILES}. Merge them in parts.", path=path)


def json_of(merged: Merged) -> dict[str, Any]:
    """Return what became of a file for programs."""
    told: dict[str, Any] = {"file": merged.path, "problem": merged.problem}
    return told | (as_json(merged.report) if merged.report else {})
