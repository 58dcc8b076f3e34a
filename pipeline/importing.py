"""Make texts of the project out of documents: read, recognise, write; nothing that is there is overwritten."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from pipeline.addresses import short_name
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.languages import language as language_of
from pipeline.project import Project
from pipeline.text.document import Document, Kind
from pipeline.text.importers import safety, sniff, writing
from pipeline.text.importers.model import Article, Aside, Decide, Guess, Reading, always
from pipeline.text.importers.wording import words
from pipeline.text.read import decode, read_text

MOST_PIECES = 20_000
"""Paragraphs of a document: a thick book has fewer; what has more are lists of data."""
LONGEST_SLUG = 40
"""Signs of a text's name that is made from its title."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
"""What a text may be called by `--name`."""
_SAVED_PAGE = re.compile(r"(.+)(?:_files|_archivos|_arquivos|_ficheiros|-Dateien|\.files)")
"""Folders that browsers put beside a page, with what belongs to it."""

Asking = Callable[[Path, bytes], Decide]
"""Gives for a file, and what is in it, whoever decides about the guesses made in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to import."""

    name: str = ""
    """What to call the text; empty for a name made of its title."""
    language: str = ""
    """Of the text; empty for what the document says, or else the project's."""
    dry: bool = False
    """Show what would be made, and write nothing."""
    replace: bool = False
    """Put the new text in the place of one of the same name. Its catalogues stay: the build merges them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one file."""

    source: Path
    state: str
    """`new`, `replaced`, `unchanged`, `shown` (nothing was to be written), or `failed`."""
    problem: str = ""
    """The file's name, why it failed, and the way out."""
    path: Path | None = None
    """The text."""
    article: Article | None = None
    counts: Mapping[str, int] | None = None
    """Words, headings, lists, tables, quotations, footnotes and pictures of the text."""

    @property
    def slug(self) -> str:
        """The name of the text."""
        return self.path.stem if self.path else ""


def import_files(
    project: Project, paths: Sequence[Path], options: Options, asking: Asking = lambda *_: always
) -> Iterator[Imported]:
    """Import files, and the documents in folders; yield what became of each, in order of their names in a folder.

    A file that cannot be imported stops no other one. Raises OctavillaError for what concerns all of them: a name that
    no text can have, an unknown language, a folder for texts that is none.
    """
    if options.name and not NAME.fullmatch(options.name):
        message = f"“{options.name}” is no name for a text. Use small letters, figures and hyphens, like damp-walls."
        raise OctavillaError(message)
    if options.language:
        language_of(options.language)
    if not project.inside(project.texts):
        raise OctavillaError("is a link to another place. Make it a folder of the project.", path=project.texts)
    taken: set[str] = set()
    for path, problem in _files(paths, project):
        if problem:
            yield Imported(source=path, state="failed", problem=f"{path}: {problem}")
            continue
        try:
            done = _one(project, path, options, asking, taken)
        except OctavillaError as error:
            problem = error.message if error.path is not None else f"{path}: {error.message}"
            yield Imported(source=path, state="failed", problem=problem)
            continue
        except (click.Abort, click.exceptions.Exit, MemoryError):
            raise
        except Exception as error:
            # A document that nobody foresaw must not stop the others.
            problem = (
                f"{path}: {type(error).__name__}: {writing.one_line(str(error))[:200]}. This is a fault of the "
                "program; open the document, copy its text into a .txt file, and import that."
            )
            yield Imported(source=path, state="failed", problem=problem)
            continue
        taken.add(done.slug)
        yield done


def documents(project: Project, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files that `import_files` would look at."""
    return tuple(path for path, problem in _files(paths, project) if not problem)


def article_of(data: bytes, path: Path, options: Options, decide: Decide = always) -> Article:
    """Read and recognise a document. Raises OctavillaError, with `path`, for one that cannot be imported."""
    from pipeline.text.importers.recognise import recognise

    reading = _read(data, path, decide, options.language)
    if len(reading.pieces) > MOST_PIECES:
        message = f"has {len(reading.pieces):,} paragraphs; the most is {MOST_PIECES:,}. Divide it."
        raise OctavillaError(message, path=path)
    article = recognise(reading, decide, path=path)
    meta = dict(article.meta)
    guesses = list(article.guesses)
    if not writing.one_line(meta.get("title", "")):
        meta["title"] = re.sub(r"[\s_-]+", " ", path.stem).strip().capitalize() or "Text"
        guesses.append(
            Guess(what="title", text=meta["title"], confidence=0.2, reason="none found: the file's own name")
        )
    said = meta.get("language", "")
    meta["language"] = options.language or (said if _is_language(said) else "")
    return replace(article, meta=meta, guesses=tuple(guesses))


def slug_of(title: str, other: str = "") -> str:
    """Return a name for a text: its title in letters of ASCII and hyphens, cut between words; else made of `other`."""
    for source in (title, other):
        plain = unicodedata.normalize("NFKD", source.translate(_SPELT)).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’`]", "", plain)).strip("-")
        if len(slug) > LONGEST_SLUG:
            cut = slug[: LONGEST_SLUG + 1].rpartition("-")[0]
            slug = (cut or slug[:LONGEST_SLUG]).strip("-")
        if slug:
            return slug
    return "text"


_SPELT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "Æ": "AE", "Œ": "OE", "Ø": "O",
                        "’": "", "'": "", "‘": ""})  # fmt: skip


def _read(data: bytes, path: Path, decide: Decide, language: str) -> Reading:
    form = sniff.format_of(data, path)
    if form in ("txt", "eml"):
        from pipeline.text.importers import paste

        return paste.read(data, path.with_suffix(f".{form}"), decide, language)
    if form == "html":
        from pipeline.text.importers import web

        return web.read(data, path)
    if form == "pdf":
        from pipeline.text.importers import pdf

        return pdf.read(data, path)
    from pipeline.text.importers import office

    return office.read(data, path, form)


def _one(project: Project, path: Path, options: Options, asking: Asking, taken: set[str]) -> Imported:
    data = safety.read_bytes(path)
    if _is_text_of(project, path):
        raise OctavillaError("is a text of this project already. Edit it where it is.")
    article = article_of(data, path, options, asking(path, data))
    if _is_own(article.meta.get("language", ""), project, options):
        article = replace(article, meta={**article.meta, "language": ""})
    base = options.name or slug_of(article.meta.get("title", ""), path.stem)
    digest = hashlib.sha256(data).hexdigest()
    origin = f"{path.name} (SHA-256 {digest})"
    for slug in _names(base):
        target = project.texts / f"{slug}.md"
        made = writing.written(article, slug, origin)
        document = _checked(made, slug, path)
        counts = _counts(document)
        before = _content(project, target)
        state = "new"
        if before is not None:
            if before == made.text.encode():
                state = "unchanged"
            elif options.replace:
                state = "replaced"
            elif slug not in taken and f"(SHA-256 {digest})".encode() in before:
                # It was imported before, and somebody worked on the text since.
                state = "unchanged"
            else:
                continue
        elif slug in taken or _is_taken(project, slug, made):
            continue
        if options.dry:
            state = "shown" if state in ("new", "replaced") else state
        elif state != "unchanged":
            _write(project, made, target)
        return Imported(source=path, state=state, path=target, article=article, counts=counts)
    raise AssertionError("there is always another name")


def _names(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _write(project: Project, made: writing.Written, target: Path) -> None:
    for place, content in made.pictures:
        file = project.texts / place
        if not project.inside(file):
            raise OctavillaError("is a link to a place outside the project. Make it a folder.", path=file.parent)
        write_atomic(file, content)
    write_atomic(target, made.text)


def _content(project: Project, target: Path) -> bytes | None:
    """Return what is in the text of that name, None where there is none."""
    if target.is_symlink() and not project.inside(target):
        raise OctavillaError("is a link to a file outside the project. Move it away.", path=target)
    return target.read_bytes() if target.is_file() else None


def _is_taken(project: Project, slug: str, made: writing.Written) -> bool:
    """Tell whether something else has a name: an event, a text whose name looks the same, pictures of another text."""
    others = [path.stem for path in (*project.text_files(), *project.event_files())]
    if any(stem.casefold() == slug or short_name(stem) == short_name(slug) for stem in others):
        return True
    if (project.texts / f"{slug}.md").exists():
        return True
    return any(
        file.exists() and (not file.is_file() or file.read_bytes() != content)
        for place, content in made.pictures
        if (file := project.texts / place)
    )


def _checked(made: writing.Written, slug: str, path: Path) -> Document:
    """Return the text as a build will read it. Raises OctavillaError for one that it would refuse."""
    return read_text(decode(made.text.encode("utf-8", "replace"), path), slug=slug, path=path)


def _counts(document: Document) -> Mapping[str, int]:
    kinds = Counter(block.kind for block in document.walk())
    shown = (block for block in document.walk() if block.kind not in (Kind.COMMENT, Kind.CODE))
    return {
        "words": sum(words(f"{block.text} {block.alt}").total() for block in shown),
        "headings": kinds[Kind.HEADING],
        "lists": kinds[Kind.LIST],
        "tables": kinds[Kind.TABLE],
        "quotations": kinds[Kind.QUOTE],
        "footnotes": kinds[Kind.FOOTNOTE],
        "pictures": kinds[Kind.FIGURE],
    }


def _is_own(code: str, project: Project, options: Options) -> bool:
    """Tell whether a language need not be named: a document in en-GB is one in English for a project in English."""
    own = project.configuration.language
    return code == own or (not options.language and code.partition("-")[0] == own.partition("-")[0])


def _is_language(code: str) -> bool:
    try:
        return bool(code) and bool(language_of(code))
    except OctavillaError:
        return False


def _is_text_of(project: Project, path: Path) -> bool:
    try:
        return path.resolve().parent == project.texts.resolve() and path.suffix == ".md"
    except (OSError, RuntimeError):
        return False


def _files(paths: Sequence[Path], project: Project) -> Iterator[tuple[Path, str]]:
    """Yield the files to import, or what is wrong with them; folders are gone through in order of names.

    The project's own folders are passed over where a folder around them is gone through.
    """
    own = {_resolved(folder) for folder in (project.texts, project.events, project.translations, project.templates,
                                            project.models, project.build, project.state)}  # fmt: skip
    for path in paths:
        if not path.exists():
            yield path, "is not there. Check its name and folder."
            continue
        if not path.is_dir():
            yield path, ""
            continue
        found = list(_inside(path, path, own))
        if not found:
            yield path, "has no document in it. Put .docx, .odt, .rtf, .html, .epub, .md, .txt or .pdf files into it."
        yield from found


def _inside(folder: Path, top: Path, own: Container[Path]) -> Iterator[tuple[Path, str]]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield folder, f"cannot be read: {error.strerror or error}. Make it a folder that you may read."
        return
    pages = {path.stem for path in entries if path.suffix.lower() in (".html", ".htm", ".xhtml")}
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if path.is_symlink() and not _leads_inside(path, top):
            yield path, "is a link to a place outside the folder. Copy what is there here."
        elif path.is_dir():
            saved = _SAVED_PAGE.fullmatch(path.name)
            if not path.is_symlink() and not (saved and saved[1] in pages) and _resolved(path) not in own:
                yield from _inside(path, top, own)
        elif sniff.is_known(path):
            yield path, ""


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _leads_inside(path: Path, top: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(top.resolve())
    except (OSError, RuntimeError):
        return False


def as_json(done: Imported) -> dict[str, object]:
    """Return what became of a file, for a script: no pictures, every guess and everything set aside."""
    article = done.article
    return {
        "source": str(done.source),
        "state": done.state,
        "problem": done.problem,
        "text": str(done.path) if done.path else "",
        "meta": {name: value for name, value in article.meta.items() if value} if article else {},
        "counts": dict(done.counts or {}),
        "guesses": [_plain(guess) for guess in article.guesses] if article else [],
        "aside": [_plain(aside) for aside in article.asides] if article else [],
        "notices": list(article.notices) if article else [],
    }


def _plain(item: Guess | Aside) -> dict[str, object]:
    names = ("what", "why", "text", "result", "confidence", "reason", "line", "page")
    return {name: getattr(item, name) for name in names if hasattr(item, name)}
