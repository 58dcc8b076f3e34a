"""Make the files of one edition: its web page and its print files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
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
from pipeline.text.cuts import shown as shown_of
from pipeline.text.pictures import undescribed
from pipeline.typeset.copyfit import Fit, described
from pipeline.typeset.places import project_path
from pipeline.typeset.render import PrintFile, Renderer, Sibling

if TYPE_CHECKING:
    from pipeline.text.pictures import Picture
    from pipeline.typeset.produce import Product
    from pipeline.typeset.resolution import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One edition to make: a text in one language, in `formats` (`web` and print formats)."""

    project: Project
    text: Text
    code: str
    formats: tuple[str, ...]
    templates: str = ""
    """The renderer's fingerprint: a process keeps its renderer for as long as this is the same."""
    fits: Mapping[str, Fit] = field(default_factory=dict)
    """For formats with fixed panels: how the text is set there."""
    missing: tuple[str, ...] = ()
    """Print formats that the text does not fit into: no page links to them."""


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
    sums = picture_sums(project, picture_names(project, text, edition))
    renderer = renderer_for(task.templates, project)
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
            seen = pictures(shown_of(edition.document), text.path, project)
            # Once for a text, not for each file of it.
            unsaid = undescribed(edition.document) if code == text.language else ()
            made = _Files(_web(renderer, edition, task, seen), 0, unsaid)
        else:
            made = _print(renderer, edition, task, format)
        outputs[format] = tuple(_written(project, path, data) for path, data in made.files.items())
        fit = task.fits.get(format)
        facts[format] = common | {
            "pages": made.pages,
            "messages": list(made.messages),
            "pictures": [use.facts() for use in made.pictures],
            "fit": described(fit, lambda other: language(other).english_name) if fit else "",
            "missing": list(task.missing) if format == WEB else [],
        }
    return Made(task=task, outputs=outputs, catalogue=catalogue, pictures=sums, facts=facts)


def renderer_for(fingerprint: str, project: Project) -> Renderer:
    """Return the renderer of this process, kept while its fingerprint and the project are the same."""
    return _renderer(fingerprint, project.templates, packaged("templates"))


@lru_cache(maxsize=1)
def _renderer(fingerprint: str, *folders: Path) -> Renderer:
    # Compiling the templates takes longer than filling them.
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


def siblings(
    renderer: Renderer, text: Text, code: str, *, prefix: str, missing: Collection[str] = ()
) -> tuple[Sibling, ...]:
    """Return the text's editions as a page in `code` links to them; `prefix` leads from the page to the site's root.

    `missing` are print formats that are not there.
    """
    return tuple(
        Sibling(
            language=language(other),
            href=f"{prefix}{other}/{text.slug}/index.html",
            prints=tuple(
                print_file_of(renderer, name, f"{text.slug}-{name}.pdf")
                for name in formats_of(renderer, text, other)
                if name not in missing
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


def picture_names(project: Project, text: Text, *editions: Edition) -> tuple[str, ...]:
    """Return the pictures that editions of a text may show, the logo too, named from the project's folder.

    Raises OctavillaError for one that cannot be used.
    """
    from pipeline.text.pictures import pictures

    root = project.root.resolve()
    found = (picture.file for edition in editions for picture in pictures(edition.document, text.path, project))
    return tuple(dict.fromkeys((*(file.resolve().relative_to(root).as_posix() for file in found), *_logo(project))))


def _logo(project: Project) -> tuple[str, ...]:
    """Return where the group's logo lies, from the project's folder; nothing where it has none."""
    logo = project.configuration.publisher.logo
    return (project_path(logo),) if logo else ()


def _web(renderer: Renderer, edition: Edition, task: Task, shown: Iterable[Picture]) -> dict[str, bytes]:
    folder = page_folder(task.text, task.code)
    links = siblings(renderer, task.text, task.code, prefix="../../", missing=task.missing)
    page = renderer.web(edition, task.project.configuration.publisher, links, assets="../../assets")
    paths = sorted({*(project_path(picture.src) for picture in shown), *_logo(task.project)})
    files = {f"build/site/assets/media/{path}": (task.project.root / path).read_bytes() for path in paths}
    return {f"{folder}/index.html": page.encode("utf-8")} | files


def print_page(
    renderer: Renderer, edition: Edition, project: Project, text: Text, format: str, fit: Fit | None = None
) -> str:
    """Return the HTML of an edition in a print format; `fit` is how it is set in fixed panels."""
    configuration = project.configuration
    beside = load_edition(project, text, text.language) if renderer.format(format).bilingual else None
    if fit:
        edition = replace(edition, document=shown_of(edition.document, fit.extent))
        beside = beside and replace(beside, document=shown_of(beside.document, fit.extent))
    return renderer.print(
        edition, configuration.publisher, format, siblings(renderer, text, edition.language.code, prefix=""),
        sheets=configuration.sheets, setting=fit.setting if fit else None, beside=beside,
    )  # fmt: skip


def typeset(
    renderer: Renderer, edition: Edition, project: Project, text: Text, format: str, fit: Fit | None = None
) -> Product:
    """Return the PDFs of an edition in a print format.

    Raises OctavillaError as `produce` does.
    """
    # Imported here: a build with nothing to do has no use for the half second it takes.
    from pipeline.typeset.produce import produce

    html, sheets = print_page(renderer, edition, project, text, format, fit), project.configuration.sheets
    form = renderer.format(format, sheets)
    return produce(html, form, root=project.root, base=text.path, sheets=sheets, folders=renderer.folders)


def _print(renderer: Renderer, edition: Edition, task: Task, format: str) -> _Files:
    text, code = task.text, task.code
    made = typeset(renderer, edition, task.project, text, format, task.fits.get(format))
    path = print_file(text, code, format)
    files = {path: made.to_print}
    if made.sheets_pdf is not None:
        files[print_file(text, code, f"{format}-pages")] = made.pages_pdf
    files |= {print_file(text, code, f"{format}-{name}"): data for name, data in made.others.items()}
    copy = f"{page_folder(text, code)}/{Path(path).name}"
    return _Files(files | {copy: files[path]}, made.pages, made.messages, made.pictures)


@dataclass(frozen=True, slots=True)
class _Files:
    files: Mapping[str, bytes]
    pages: int
    messages: tuple[str, ...]
    pictures: tuple[Use, ...] = ()


def _written(project: Project, path: str, data: bytes) -> Output:
    write_atomic(project.root / path, data)
    return Output(path, fingerprint.of_bytes(data), len(data))
