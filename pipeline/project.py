"""A project on disk: `octavilla.toml` and the folders around it. The only place that knows folder names."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.languages import Language, language

CONFIGURATION = "octavilla.toml"
FORMATS = ("a4", "booklet")
"""Print formats; the first is the reading edition."""
PAPERS = ("A4", "Letter", "A3", "SRA3")
"""Papers to put booklets and leaflets on."""
WEIGHTS = range(40, 401)
"""Paper that a printer takes, in g/m²."""
DEFAULT_COLOUR = "#B3261E"
_PACKAGES = (
    'must be a package like "translate-en_es-1_9", or two for a way through a third language: '
    '["translate-en_es-1_9", "translate-es_gl-1_0"].'
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes, and how it should look: what `octavilla.toml` says beside languages and formats."""

    title: str = ""
    imprint: str = ""
    contact: str = ""
    base_url: str = ""
    colour: str = DEFAULT_COLOUR
    text_font: str = "Source Serif Pro"
    display_font: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """How pages are put on sheets: the section `[print]`."""

    paper: str = "A4"
    duplex: str = "short"
    """The edge on which the printer turns a sheet over, `long` or `short`."""
    weight: int = 80
    """Of the paper, in g/m²."""
    signature: int = 0
    """Sheets folded together at most; 0 for all."""
    marks: bool = False
    fit: bool = False
    """Make pages smaller where they are too large for the paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageChoice:
    """The language packages that the configuration names for one pair of languages, and where it does."""

    source: str
    target: str
    names: tuple[str, ...]
    """One package, or two for a way through a third language, in the order of use."""
    path: Path | None = field(default=None, compare=False)
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The whole of `octavilla.toml`, checked."""

    publisher: Publisher = field(default_factory=Publisher)
    language: str = "en"
    languages: tuple[str, ...] = ("es", "pt")
    formats: tuple[str, ...] = FORMATS
    paper: str = "A4"
    sheets: Sheets = field(default_factory=Sheets)
    packages: tuple[PackageChoice, ...] = ()

    def packages_for(self, source: str, target: str) -> PackageChoice | None:
        """Return the choice of language packages for two language codes; None where it is left to Octavilla."""
        return next((item for item in self.packages if (item.source, item.target) == (source, target)), None)


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and its configuration."""

    root: Path
    configuration: Configuration

    @property
    def texts(self) -> Path:
        """Source texts, one Markdown file each."""
        return self.root / "texts"

    @property
    def translations(self) -> Path:
        """Catalogues and glossaries, a folder a language: precious."""
        return self.root / "translations"

    @property
    def models(self) -> Path:
        """Language packages of this project."""
        return self.root / "models"

    @property
    def templates(self) -> Path:
        """The project's own templates, which override the packaged ones by name."""
        return self.root / "templates"

    @property
    def build(self) -> Path:
        """Everything generated: safe to delete."""
        return self.root / "build"

    @property
    def state(self) -> Path:
        """Caches and locks: safe to delete while nothing runs."""
        return self.root / ".octavilla"

    def text_files(self) -> tuple[Path, ...]:
        """Return the source texts, sorted by name; files that begin with a dot or `_` are left out."""
        found = (path for path in self.texts.glob("*.md") if path.name[0] not in "._" and not path.is_dir())
        return tuple(sorted(found))

    def catalogue(self, slug: str, code: str) -> Path:
        """Return where the catalogue of one text in one language lies."""
        return self.translations / code / f"{slug}.po"

    def glossary(self, code: str) -> Path:
        """Return where the glossary of one language lies, if there is one."""
        return self.translations / code / "glossary.csv"

    def source_language(self) -> Language:
        """Return the language that texts are in unless they say otherwise."""
        return language(self.configuration.language)

    def inside(self, path: Path) -> bool:
        """Tell whether `path`, links resolved, lies in the project."""
        try:
            return path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError, ValueError):
            return False  # links in a circle, or a name that no file can have


def packaged(name: str) -> Path:
    """Return the folder `templates` or `models` that came with Octavilla, installed or in a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "data" / name
    return installed if installed.is_dir() else here.parent / name


def open_project(root: Path) -> Project:
    """Open the project at `root`.

    Raises OctavillaError when there is none there or its configuration is wrong.
    """
    file = root / CONFIGURATION
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        message = f"no project here ({CONFIGURATION} is missing). Make one with: octavilla init DIR"
        raise OctavillaError(message, path=root) from None
    except UnicodeDecodeError as error:
        raise OctavillaError("is no UTF-8 text. Save it again with the encoding UTF-8.", path=file) from error
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        raise OctavillaError(message, path=file) from error
    return Project(root, parse_configuration(content, file))


def parse_configuration(content: str, path: Path) -> Configuration:
    """Parse and check the text of an `octavilla.toml`. Raises OctavillaError with file and line."""
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        message = f"{error}. Each line reads: name = value; text values stand between quotes."
        line = int(found[1]) if found else content.rstrip().count("\n") + 1
        raise OctavillaError(message, path=path, line=line) from error
    except RecursionError as error:
        raise OctavillaError("lists inside lists, too deep. Write one list.", path=path) from error
    checker = _Checker(table, content, path)
    design = checker.table("design", ("colour", "text_font", "display_font"))
    known = (
        "title",
        "imprint",
        "contact",
        "base_url",
        "language",
        "languages",
        "formats",
        "paper",
        "design",
        "print",
        "packages",
    )
    checker.known(known)
    publisher = Publisher(
        title=checker.string("title"),
        imprint=checker.string("imprint"),
        contact=checker.string("contact"),
        base_url=checker.matching("base_url", r"(https?://\S+)?", "", "must be a web address like https://example.org"),
        colour=design.matching("colour", r"#[0-9A-Fa-f]{6}", DEFAULT_COLOUR, "must be a colour like #B3261E"),
        text_font=design.string("text_font", Publisher().text_font),
        display_font=design.string("display_font", Publisher().display_font),
    )
    languages = checker.strings("languages", ("es", "pt"))
    source = checker.string("language", "en")
    for code in (source, *languages):
        try:
            language(code)
        except OctavillaError as error:
            raise checker.error("languages" if code in languages else "language", error.message) from error
    formats = checker.strings("formats", FORMATS)
    for name in formats:
        if name not in FORMATS:
            raise checker.error("formats", f"there is no format “{name}”. Choose from: {', '.join(FORMATS)}.")
    return Configuration(
        publisher=publisher,
        language=source,
        languages=tuple(code for code in dict.fromkeys(languages) if code != source),
        formats=tuple(dict.fromkeys(formats)),
        paper=checker.matching("paper", "A4", "A4", "must be A4"),
        sheets=_sheets(checker.table("print", ("paper", "duplex", "weight", "signature", "marks", "fit"))),
        packages=_distinct(checker.table("packages").packages(source)),
    )


def _sheets(section: _Checker) -> Sheets:
    known = Sheets()
    return Sheets(
        paper=section.choice("paper", PAPERS, known.paper),
        duplex=section.choice("duplex", ("long", "short"), known.duplex),
        weight=section.number("weight", WEIGHTS, known.weight, "g/m²"),
        signature=section.number("signature", range(101), known.signature, "sheets; 0 folds all together"),
        marks=section.flag("marks", known.marks),
        fit=section.flag("fit", known.fit),
    )


def _distinct(choices: tuple[PackageChoice, ...]) -> tuple[PackageChoice, ...]:
    seen: set[tuple[str, str]] = set()
    for choice in choices:
        pair = (choice.source, choice.target)
        message = ""
        if choice.source == choice.target:
            message = "is the language of the texts themselves. Remove this line."
        elif pair in seen:
            message = f"has packages for {choice.source} → {choice.target} twice. Remove one of the lines."
        if message:
            raise OctavillaError(f"“{choice.target}”: {message}", path=choice.path, line=choice.line)
        seen.add(pair)
    return choices


class _Checker:
    """Takes typed values out of a TOML table and says where a wrong one stands."""

    def __init__(self, table: dict[str, Any], content: str, path: Path, section: str = "") -> None:
        self._table = table
        self._content = content
        self._path = path
        self._section = section

    def error(self, name: str, message: str) -> OctavillaError:
        return OctavillaError(f"“{name}”: {message}", path=self._path, line=self._line(name))

    def _line(self, name: str) -> int | None:
        """Return the line, from 1, on which `name` is set in this section."""
        key = rf"[\"']?{re.escape(name)}[\"']?\s*(?:=|\.)"
        header = re.compile(r"^\s*\[+\s*[\"']?([^\]\"'\s]+)")
        section = ""
        for number, line in enumerate(self._content.split("\n"), 1):
            if found := header.match(line):
                section = found[1]
                here = f"{section}.".startswith(f"{self._section}.{name}.".lstrip("."))
            elif section == self._section:
                here = bool(re.match(rf"\s*{key}", line))
            elif f"{self._section}.".startswith(f"{section}.".lstrip(".")):
                # An outer section: this one is set inline, as in `design = {…}` or `design.colour = …`.
                inner = re.escape(self._section[len(section) :].lstrip("."))
                here = bool(re.match(rf"\s*{inner}\s*[.=].*{key}", line))
            else:
                here = False
            if here:
                return number
        return None

    def known(self, names: tuple[str, ...]) -> None:
        for name in self._table:
            if name not in names:
                close = difflib.get_close_matches(name, names, 1)
                hint = f"did you mean “{close[0]}”?" if close else f"known: {', '.join(names)}."
                raise self.error(name, f"no such setting; {hint}")

    def table(self, name: str, names: tuple[str, ...] | None = None) -> _Checker:
        """Return the section `name`; with `names`, nothing else may stand in it."""
        value = self._table.get(name, {})
        section = f"{self._section}.{name}" if self._section else name
        if not isinstance(value, dict):
            raise self.error(name, f"must be a section [{section}].")
        inner = _Checker(value, self._content, self._path, section)
        if names is not None:
            inner.known(names)
        return inner

    def packages(self, source: str, *, outer: bool = True) -> tuple[PackageChoice, ...]:
        """Return what a section says that has language packages by target language, the texts being in `source`.

        A section within the outer one, `[packages.pt]`, is for texts in another language.
        """
        found: list[PackageChoice] = []
        for name, value in self._table.items():
            try:
                language(name)
            except OctavillaError as error:
                raise self.error(name, error.message) from error
            if isinstance(value, dict) and outer:
                found += self.table(name).packages(name, outer=False)
                continue
            names, line = self._package_names(name), self._line(name)
            found.append(PackageChoice(source=source, target=name, names=names, path=self._path, line=line))
        return tuple(found)

    def _package_names(self, name: str) -> tuple[str, ...]:
        value = self._table[name]
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(item, str) and item.strip() for item in names):
            raise self.error(name, _PACKAGES)
        if not 1 <= len(names) <= 2:
            raise self.error(name, f"holds {len(names)} packages. {_PACKAGES[0].upper()}{_PACKAGES[1:]}")
        if any(_CONTROL.search(item) or "\n" in item for item in names):
            raise self.error(name, "holds a sign that cannot be shown. Type it again.")
        return tuple(item.strip() for item in names)

    def string(self, name: str, default: str = "") -> str:
        value = self._table.get(name, default)
        if not isinstance(value, str):
            raise self.error(name, "must be text between quotes.")
        if _CONTROL.search(value):
            raise self.error(name, "holds a sign that cannot be shown. Type it again.")
        return value.strip()

    def strings(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self._table.get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(name, 'must be a list like ["es", "pt"].')
        return tuple(value)

    def matching(self, name: str, pattern: str, default: str, message: str) -> str:
        value = self.string(name, default)
        if not re.fullmatch(pattern, value):
            raise self.error(name, f"{message}, not “{value}”.")
        return value

    def choice(self, name: str, values: tuple[str, ...], default: str) -> str:
        value = self.string(name, default)
        if value not in values:
            raise self.error(name, f"must be {', '.join(values[:-1])} or {values[-1]}, not “{value}”.")
        return value

    def number(self, name: str, values: range, default: int, unit: str) -> int:
        value = self._table.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value not in values:
            raise self.error(name, f"must be a whole number from {values[0]} to {values[-1]} ({unit}), without quotes.")
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self._table.get(name, default)
        if not isinstance(value, bool):
            raise self.error(name, "must be true or false, without quotes.")
        return value
