"""Make the files of one edition: its web page and its print files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.languages import language
from pipeline.ledger import Output
from pipeline.plan import WEB, Text
from pipeline.project import Project, packaged
from pipeline.review.edition import Edition
from pipeline.review.store import load
from pipeline.typeset.places import project_path
from pipeline.typeset.render import PrintFile, Renderer, Sibling

if TYPE_CHECKING:
    from pipeline.text.pictures import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One edition to make: a text in one language, in `formats` (`web` and print formats)."""

    project: Project
    text: Text
    code: str
    formats: tuple[str, ...]
    templates: str = ""
    """The renderer's fingerprint: a process keeps its renderer for as long as this is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a task made: for each format the files, and facts for the manifest; and what went into it.

    `catalogue` and `pictures` (path from the project's folder, SHA-256) are as they were *before* they were used: what
    somebody saves meanwhile is thus seen to be newer than the files.
    """

    task: Task
    outputs: Mapping[str, tuple[Output, ...]]
    catalogue: str
    pictures: tuple[tuple[str, str], ...]
    facts: Mapping[str, Mapping[str, object]]


def page_folder(text: Text, code: str) -> str:
    """Return the folder of a web page, from the project's."""
    return f"build/site/{code}/{text.slug}"


def print_file(text: Text, code: str, format: str) -> str:
    """Return the path of a print file, from the project's folder."""
    return f"build/print/{code}/{text.slug}-{format}.pdf"


def catalogue_sum(project: Project, text: Text, code: str) -> str:
    """Return the SHA-256 of the catalogue that an edition is made from; empty for the original, which has none."""
    return "" if code == text.language else fingerprint.of_file(project.catalogue(text.slug, code))


def picture_sums(project: Project, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return each picture, named from the project's folder, with its SHA-256; empty for one that is not there."""
    return tuple((name, fingerprint.of_file(project.root / name)) for name in names)


def make(task: Task) -> Made:
    """Make the files of a task and say what was made. Each file is replaced whole or not at all.

    Raises OctavillaError for a text, catalogue, picture or template that cannot be used, and a folder that cannot be
    written.
    """
    from pipeline.text.pictures import pictures

    project, text, code = task.project, task.text, task.code
    catalogue = catalogue_sum(project, text, code)
    edition = load_edition(project, text, code)
    root = project.root.resolve()
    shown = pictures(edition.document, text.path, project)
    names = dict.fromkeys(picture.file.resolve().relative_to(root).as_posix() for picture in shown)
    sums = picture_sums(project, names)
    renderer = _renderer(task.templates, project.templates, packaged("templates"))
    outputs: dict[str, tuple[Output, ...]] = {}
    facts: dict[str, Mapping[str, object]] = {}
    listing = renderer.listing(edition, "")
    common = {
        "title": listing.title,
        "subtitle": listing.subtitle,
        "topic": listing.topic,
        "cover": listing.cover,
        "approved": edition.progress.share,
        "proof": edition.is_proof,
        "source": text.sha256,
    }
    for format in task.formats:
        if format == WEB:
            made = _Files(_web(renderer, edition, task, shown), 0, ())
        else:
            made = _print(renderer, edition, task, format)
        outputs[format] = tuple(_written(project, path, data) for path, data in made.files.items())
        facts[format] = common | {"pages": made.pages, "messages": list(made.messages)}
    return Made(task=task, outputs=outputs, catalogue=catalogue, pictures=sums, facts=facts)


@lru_cache(maxsize=1)
def _renderer(fingerprint: str, *folders: Path) -> Renderer:
    """Return the renderer of this process: compiling the templates takes longer than filling them."""
    return Renderer(folders)


def remove(project: Project, path: str) -> bool:
    """Delete a file that an earlier build made, and the folders that are empty then; tell whether it was there.

    `path` is named from the project's folder; nothing outside `build/` is touched, whatever the ledger says.
    """
    build, file = project.build.resolve(), project.root / path
    if not file.parent.resolve().is_relative_to(build) or not file.is_file():
        return False
    try:
        file.unlink()
        folder = file.parent
        while folder.resolve() != build and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
    except OSError as error:
        message = f"cannot be removed: {error.strerror or error}. Delete the folder build/ and build again."
        raise OctavillaError(message, path=file) from error
    return True


def load_edition(project: Project, text: Text, code: str) -> Edition:
    """Return a text in one of its languages, put together from the source and the catalogue."""
    from pipeline.review.assemble import edition, original
    from pipeline.text.read import read_file

    document = read_file(text.path, text.language)
    own = language(text.language)
    if code == text.language:
        return original(document, own)
    return edition(document, load(project.catalogue(text.slug, code)), language(code), own)


def siblings(renderer: Renderer, text: Text, code: str, *, prefix: str) -> tuple[Sibling, ...]:
    """Return the text's editions as a page in `code` links to them; `prefix` leads from the page to the site's root."""
    return tuple(
        Sibling(
            language=language(other),
            href=f"{prefix}{other}/{text.slug}/index.html",
            prints=tuple(
                print_file_of(renderer, name, f"{text.slug}-{name}.pdf") for name in formats_of(renderer, text, other)
            ),
            current=other == code,
        )
        for other in text.codes
    )


def print_file_of(renderer: Renderer, name: str, href: str) -> PrintFile:
    """Return a link to what is printed of a format."""
    form = renderer.format(name)
    return PrintFile(label=form.sheets_title or form.title, href=href)


def formats_of(renderer: Renderer, text: Text, code: str) -> tuple[str, ...]:
    """Return the print formats of a text in one language; bilingual ones are for translations, beside the original."""
    return tuple(name for name in text.formats if code != text.language or not renderer.format(name).bilingual)


def _web(renderer: Renderer, edition: Edition, task: Task, shown: Iterable[Picture]) -> dict[str, bytes]:
    folder = page_folder(task.text, task.code)
    links = siblings(renderer, task.text, task.code, prefix="../../")
    page = renderer.web(edition, task.project.configuration.publisher, links, assets="../../assets")
    paths = sorted({project_path(picture.src) for picture in shown})
    files = {f"build/site/assets/media/{path}": (task.project.root / path).read_bytes() for path in paths}
    return {f"{folder}/index.html": page.encode("utf-8")} | files


def _print(renderer: Renderer, edition: Edition, task: Task, format: str) -> _Files:
    # Imported here: a build with nothing to do has no use for the half second it takes.
    from pipeline.typeset.produce import produce

    project, text, code = task.project, task.text, task.code
    sheets, form = project.configuration.sheets, renderer.format(format, project.configuration.sheets)
    html = renderer.print(
        edition, project.configuration.publisher, format, siblings(renderer, text, code, prefix=""), sheets=sheets,
        beside=load_edition(project, text, text.language) if form.bilingual else None,
    )  # fmt: skip
    made = produce(html, form, root=project.root, base=text.path, sheets=sheets)
    path = print_file(text, code, format)
    files = {path: made.to_print}
    if made.sheets_pdf is not None:
        files[print_file(text, code, f"{format}-pages")] = made.pages_pdf
    copy = f"{page_folder(text, code)}/{Path(path).name}"
    return _Files(files | {copy: files[path]}, made.pages, made.messages)


@dataclass(frozen=True, slots=True)
class _Files:
    files: Mapping[str, bytes]
    pages: int
    messages: tuple[str, ...]


def _written(project: Project, path: str, data: bytes) -> Output:
    write_atomic(project.root / path, data)
    return Output(path, fingerprint.of_bytes(data), len(data))
