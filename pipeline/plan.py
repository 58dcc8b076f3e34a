"""The plan of a build: which texts there are, in which languages and formats they are wanted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import fingerprint
from pipeline.addresses import clashes, short_name
from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.ledger import Ledger, Record
from pipeline.project import Project, names_in

WEB = "web"
"""The format of web pages, beside the print formats."""
EPUB, CARD = "epub", "card"
"""What is made beside web and print: an e-book of each edition, and a picture for links to its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A source text, as far as planning needs it; the text itself is read only when there is work to do."""

    path: Path
    sha256: str
    title: str
    language: str
    languages: tuple[str, ...]
    """Target languages, without the text's own."""
    formats: tuple[str, ...]
    """Print formats; none for an event."""
    short: str = ""
    """The name in short addresses."""

    @property
    def is_event(self) -> bool:
        """True for an event's own words: they are translated like a text, and have a web page of their own."""
        return self.path.suffix == ".toml"

    @property
    def slug(self) -> str:
        """The text's name: its file name without the suffix."""
        return self.path.stem

    @property
    def codes(self) -> tuple[str, ...]:
        """All languages of the text, the original first."""
        return (self.language, *self.languages)


def survey(project: Project, ledger: Ledger, names: Sequence[str] = ()) -> tuple[Text, ...]:
    """Return the project's texts, or those called `names`, in order of their names; its events after them.

    A text whose content is as recorded in the ledger is not parsed again. Raises OctavillaError for a name that
    no text has, a text that cannot be read or lies outside the project, two names that differ in
    capitals only, two texts of one short name, and a project without texts.
    """
    files = project.text_files()
    if not files:
        raise OctavillaError("there is no text yet. Put a Markdown file (name.md) here.", path=project.texts)
    if not project.inside(project.texts):
        raise OctavillaError("is a link to another place. Make it a folder of the project.", path=project.texts)
    events = project.event_files()
    by_folded: dict[str, Path] = {}
    for path in (*files, *events):
        other = by_folded.setdefault(path.stem.casefold(), path)
        if other != path and other.stem == path.stem:
            raise OctavillaError(f"and the text {other.name} have one name. Rename one of them.", path=path)
        if other != path:
            message = f"and {other.name} differ in capitals only: many computers take them for one. Rename one of them."
            raise OctavillaError(message, path=path)
    found = tuple(_text(project, ledger, path) for path in _chosen((*files, *events), names))
    for short, slugs in clashes((text.slug, text.short) for text in found):
        message = (
            f"and {slugs[0]} both have the short name “{short}”. Write another in the front matter of one: short: …"
        )
        raise OctavillaError(message, path=next(text.path for text in found if text.slug == slugs[1]))
    return found


def _chosen(files: Sequence[Path], names: Sequence[str]) -> Sequence[Path]:
    if not names:
        return files
    by_slug = {path.stem: path for path in files}
    wanted = {Path(name).stem if name.endswith((".md", ".toml")) else name for name in names}
    for name in sorted(wanted - set(by_slug)):
        close = difflib.get_close_matches(name, by_slug, 1)
        hint = f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(sorted(by_slug))}."
        raise OctavillaError(f"no text is called “{name}”. {hint}")
    return [path for path in files if path.stem in wanted]


def _text(project: Project, ledger: Ledger, path: Path) -> Text:
    if path.is_symlink() and not project.inside(path):
        raise OctavillaError("is a link to a file outside the project. Copy that file here.", path=path)
    sha256 = fingerprint.of_file(path)
    name = f"text/{path.stem}"
    key = fingerprint.of_parts((sha256, fingerprint.of_code()))
    record = ledger.get(name)
    if record is None or record.fingerprint != key:
        from pipeline.text.read import read_file

        meta = read_file(path).meta
        facts: dict[str, Any] = {
            "title": meta.title,
            "language": meta.language,
            "languages": meta.languages,
            "formats": meta.formats,
            "short": short_name(path.stem, meta.short),
        }
        record = Record(key, facts=facts)
        _check(path, meta.language, meta.languages, meta.formats, names_in("formats", project.root))
        ledger.put(name, record)
    facts = record.facts
    own = str(facts["language"] or project.configuration.language)
    languages = tuple(facts["languages"]) or (project.configuration.language, *project.configuration.languages)
    return Text(
        path=path,
        sha256=sha256,
        title=facts["title"],
        language=own,
        languages=tuple(code for code in dict.fromkeys(languages) if code != own),
        formats=() if path.suffix == ".toml" else tuple(facts["formats"]) or project.configuration.formats,
        short=facts["short"],
    )


def _check(path: Path, own: str, languages: Iterable[str], formats: Iterable[str], known: Sequence[str]) -> None:
    for code in (own, *languages):
        if not code:
            continue
        try:
            language(code)
        except OctavillaError as error:
            raise OctavillaError(f"front matter: {error.message}", path=path) from error
    for name in formats:
        if name not in known:
            message = f"front matter: there is no format “{name}”. Choose from: {', '.join(known)}."
            raise OctavillaError(message, path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a user asked for; empty means everything."""

    texts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """True when nothing is left out."""
        return not (self.texts or self.languages or self.formats)


def languages_of(text: Text, selection: Selection) -> tuple[str, ...]:
    """Return the languages in which to make a text, the original first if it is wanted."""
    return tuple(code for code in text.codes if not selection.languages or code in selection.languages)


def formats_of(text: Text, selection: Selection) -> tuple[str, ...]:
    """Return the print formats in which to make a text."""
    return tuple(name for name in text.formats if not selection.formats or name in selection.formats)


def check_selection(texts: Sequence[Text], selection: Selection) -> None:
    """Raise OctavillaError when a language or format was asked for that none of the texts has."""
    codes = {code for text in texts for code in text.codes}
    for code in selection.languages:
        if code not in codes:
            there = ", ".join(sorted(codes))
            raise OctavillaError(f"no text is wanted in “{code}”. There are: {there}. Add others in octavilla.toml.")
    formats = {WEB, EPUB, CARD} | {name for text in texts for name in text.formats}
    for name in selection.formats:
        if name not in formats:
            raise OctavillaError(f"there is no format “{name}”. There are: {', '.join(sorted(formats))}.")
