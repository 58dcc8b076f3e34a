"""Make the files of one edition: its web page and its print files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import fingerprint
from pipeline.addresses import readable, short_address
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.languages import language
from pipeline.ledger import Output, Record
from pipeline.plan import CARD, EPUB, WEB, Text
from pipeline.project import Project, packaged
from pipeline.publish.editions import load_edition
from pipeline.publish.occasions import occasion
from pipeline.publish.pages import card_file, epub_file, page_facts, page_folder, print_download, siblings, web_files
from pipeline.review.edition import Edition
from pipeline.text.cuts import shown as shown_of
from pipeline.text.pictures import undescribed
from pipeline.typeset.copyfit import Fit, described
from pipeline.typeset.places import project_path
from pipeline.typeset.render import Renderer
from pipeline.typeset.web import Card, Download

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
    downloads: Mapping[str, Download] = field(default_factory=dict)
    """Print files that are there already, by format; those of `formats` come to them."""
    others: Mapping[str, str] = field(default_factory=dict)
    """In which language the page links to each other text, by slug; to texts that are not here it does not link."""
    cards: tuple[Card, ...] = ()
    """For an event: its leaflets."""
    pictured: bool = False
    """Whether the picture for links to the page is there already."""


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
    downloads: tuple[Download, ...] = ()
    """Those that the web page links to."""


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
    common = page_facts(renderer, edition, project, text) | {
        "approved": edition.progress.share,
        "proof": edition.is_proof,
        "source": text.sha256,
    }
    downloads = dict(task.downloads)
    # The page last: it tells of the print files.
    for format in sorted(task.formats, key=lambda name: name == WEB):
        if format == WEB:
            task = replace(task, downloads=downloads)
            seen = pictures(shown_of(edition.document), text.path, project)
            # Once for a text, not for each file of it.
            unsaid = undescribed(edition.document) if code == text.language else ()
            made = _Files(_web(renderer, edition, task, seen), messages=unsaid)
        elif format == EPUB:
            made = _Files({epub_file(text, code): _epub(renderer, edition, task)})
        elif format == CARD:
            made = _Files({card_file(text, code): _card(renderer, edition, task)})
        else:
            made = _print(renderer, edition, task, format)
        outputs[format] = tuple(_written(project, path, data) for path, data in made.files.items())
        fit = task.fits.get(format)
        facts[format] = common | {
            "pages": made.pages,
            "sheets": made.sheets,
            "messages": list(made.messages),
            "pictures": [use.facts() for use in made.pictures],
            "fit": described(fit, lambda other: language(other).english_name) if fit else "",
            "links": list(task.others) if format == WEB else [],
        }
        if format not in (WEB, CARD):
            record = Record("", outputs[format], facts=dict(facts[format]))
            downloads[format] = print_download(renderer, project, text, format, record)
    return Made(
        task=task, outputs=outputs, catalogue=catalogue, pictures=sums, facts=facts,
        downloads=in_order(downloads, text),
    )  # fmt: skip


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


def in_order(downloads: Mapping[str, Download], text: Text) -> tuple[Download, ...]:
    """Return downloads, by format, in the order of the text's formats; others after them."""
    known = {name: number for number, name in enumerate(text.formats)}
    return tuple(downloads[name] for name in sorted(downloads, key=lambda name: (known.get(name, len(known)), name)))


def formats_of(renderer: Renderer, text: Text, code: str) -> tuple[str, ...]:
    """Return the print formats of a text in one language; bilingual ones are for translations, beside the original."""
    return tuple(name for name in text.formats if code != text.language or not renderer.format(name).bilingual)


def extras_of(project: Project, text: Text) -> tuple[str, ...]:
    """Return what is made of an edition beside page and print files; events are no books, links want addresses."""
    book = () if text.is_event else (EPUB,)
    return (*book, CARD) if project.configuration.publisher.base_url else book


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
    facts = page_facts(renderer, edition, task.project, task.text) | {"proof": edition.is_proof}
    return web_files(
        renderer, edition, task.project, task.text,
        pictures=(*(project_path(picture.src) for picture in shown), *_logo(task.project)),
        downloads=in_order(task.downloads, task.text), others=task.others, cards=task.cards, facts=facts,
        pictured=task.pictured or CARD in task.formats,
    )  # fmt: skip


def _epub(renderer: Renderer, edition: Edition, task: Task) -> bytes:
    # Imported here: a build with nothing to do has no use for it.
    from pipeline.publish.epub import epub

    return epub(renderer, edition, task.project, task.text)


def _card(renderer: Renderer, edition: Edition, task: Task) -> bytes:
    from pipeline.typeset import cards

    project, text = task.project, task.text
    publisher = project.configuration.publisher
    event = occasion(project, text, task.code) if text.is_event else None
    address = readable(short_address(event.base_url if event else publisher.base_url, text.short))
    html = renderer.card(edition, publisher, cards.LINK, address=address, occasion=event)
    return cards.drawn(html, cards.LINK, root=project.root, base=text.path)


def print_page(
    renderer: Renderer,
    edition: Edition,
    project: Project,
    text: Text,
    format: str,
    fit: Fit | None = None,
    *,
    event: Text | None = None,
) -> str:
    """Return the HTML of an edition in a print format; `fit` is how it is set in fixed panels.

    `event` is one at which it is handed out, as `plan.survey` lists it: the page announces it then.
    """
    configuration = project.configuration
    beside = load_edition(project, text, text.language) if renderer.format(format).bilingual else None
    if fit:
        edition = replace(edition, document=shown_of(edition.document, fit.extent))
        beside = beside and replace(beside, document=shown_of(beside.document, fit.extent))
    return renderer.print(
        edition, configuration.publisher, format, siblings(text, edition.language.code, prefix=""),
        sheets=configuration.sheets, setting=fit.setting if fit else None, beside=beside,
        occasion=occasion(project, event, edition.language.code) if event else None,
    )  # fmt: skip


def typeset(
    renderer: Renderer,
    edition: Edition,
    project: Project,
    text: Text,
    format: str,
    fit: Fit | None = None,
    *,
    event: Text | None = None,
) -> Product:
    """Return the PDFs of an edition in a print format; with `event` as `print_page` makes them.

    Raises OctavillaError as `produce` does.
    """
    # Imported here: a build with nothing to do has no use for the half second it takes.
    from pipeline.typeset.produce import produce

    html = print_page(renderer, edition, project, text, format, fit, event=event)
    sheets = project.configuration.sheets
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
    return _Files(files | {copy: files[path]}, made.pages, made.sheets, made.messages, made.pictures)


@dataclass(frozen=True, slots=True)
class _Files:
    files: Mapping[str, bytes]
    pages: int = 0
    sheets: int = 0
    messages: tuple[str, ...] = ()
    pictures: tuple[Use, ...] = ()


def _written(project: Project, path: str, data: bytes) -> Output:
    write_atomic(project.root / path, data)
    return Output(path, fingerprint.of_bytes(data), len(data))
