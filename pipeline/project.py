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
DEFAULT_COLOUR = "#B3261E"
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
class Configuration:
    """The whole of `octavilla.toml`, checked."""

    publisher: Publisher = field(default_factory=Publisher)
    language: str = "en"
    languages: tuple[str, ...] = ("es", "pt")
    formats: tuple[str, ...] = FORMATS
    paper: str = "A4"


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
    checker.known(("title", "imprint", "contact", "base_url", "language", "languages", "formats", "paper", "design"))
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
    )


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
                here = not self._section and section.partition(".")[0] == name
            elif section == self._section:
                here = bool(re.match(rf"\s*{key}", line))
            else:
                here = bool(not section and re.match(rf"\s*{re.escape(self._section)}\s*[.=].*{key}", line))
            if here:
                return number
        return None

    def known(self, names: tuple[str, ...]) -> None:
        for name in self._table:
            if name not in names:
                close = difflib.get_close_matches(name, names, 1)
                hint = f"did you mean “{close[0]}”?" if close else f"known: {', '.join(names)}."
                raise self.error(name, f"no such setting; {hint}")

    def table(self, name: str, names: tuple[str, ...]) -> _Checker:
        value = self._table.get(name, {})
        if not isinstance(value, dict):
            raise self.error(name, f"must be a section [{name}].")
        inner = _Checker(value, self._content, self._path, name)
        inner.known(names)
        return inner

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
