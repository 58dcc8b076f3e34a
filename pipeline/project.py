"""A project on disk: `octavilla.toml` and the folders around it. The only place that knows folder names."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.languages import Language, language
from pipeline.settings import Checker, PackageChoice

CONFIGURATION = "octavilla.toml"
FORMATS = ("a4", "booklet")
"""Print formats that are made unless others are asked for; the first is the reading edition."""
PAPERS = ("A4", "Letter", "A3", "SRA3")
"""Papers to put booklets and leaflets on."""
MOST_COSTLY = 10_000
"""What a side or a sheet may cost at most, in whole units of the currency."""
WEIGHTS = range(40, 401)
"""Paper that a printer takes, in g/m²."""
DEFAULT_COLOUR = "#B3261E"
DEFAULT_THEME = "pamphlet"
PROFILES = ("reader", "shop", "archive")
"""For whom a PDF is made: readers (tagged, PDF/UA), the print shop (PDF/X-4), the archive (PDF/A)."""

SHOP_BLEED = 3
"""Millimetres around the page that print shops ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes, and how it should look: what `octavilla.toml` says beside languages and formats."""

    title: str = ""
    imprint: str = ""
    contact: str = ""
    base_url: str = ""
    theme: str = DEFAULT_THEME
    colour: str = DEFAULT_COLOUR
    second_colour: str = ""
    """For what stands beside the first one; empty for black."""
    logo: str = ""
    """A picture in the project, named from `texts/` as those of texts are; may be empty."""
    text_font: str = ""
    display_font: str = ""
    """Empty fonts are the theme's."""


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
    bleed: int = 0
    """How far colour reaches beyond the edge where it is cut, in mm."""
    profiles: tuple[str, ...] = ("reader",)
    """Which of `PROFILES` are made; that for readers always is."""

    @property
    def reach(self) -> int:
        """How far colour reaches beyond the edge while pages are laid out, in mm: print shops want 3."""
        return self.bleed or (SHOP_BLEED if "shop" in self.profiles else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What printing costs: the section `[prices]`. All amounts are in `currency`, whole and hundredths as written."""

    currency: str
    """ISO 4217."""
    black: Decimal = Decimal(0)
    """A side of A4 or Letter in black; A3 and SRA3 count as two."""
    colour: Decimal = Decimal(0)
    """A side of A4 or Letter in colour."""
    paper: tuple[tuple[str, Decimal], ...] = ()
    """A sheet of paper, by its size; one that is not there is part of the price of its sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The whole of `octavilla.toml`, checked."""

    publisher: Publisher = field(default_factory=Publisher)
    language: str = "en"
    languages: tuple[str, ...] = ("es", "pt")
    formats: tuple[str, ...] = FORMATS
    sheets: Sheets = field(default_factory=Sheets)
    packages: tuple[PackageChoice, ...] = ()
    prices: Prices | None = None
    """None where the group has not said any."""

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
    def events(self) -> Path:
        """Events at which leaflets are handed out, a TOML file each."""
        return self.root / "events"

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

    @property
    def cache(self) -> Path:
        """The database of what was made of what, and of what the machine drafted: safe to delete likewise."""
        return self.state / "cache.sqlite"

    def with_profiles(self, names: Sequence[str]) -> Project:
        """Return the project with other profiles for its PDFs. Raises OctavillaError for one that there is not."""
        for name in names:
            if name not in PROFILES:
                raise OctavillaError(f"there is no profile “{name}”. Choose from: {', '.join(PROFILES)}.")
        sheets = replace(self.configuration.sheets, profiles=tuple(dict.fromkeys(names)))
        return replace(self, configuration=replace(self.configuration, sheets=sheets))

    def text_files(self) -> tuple[Path, ...]:
        """Return the source texts, sorted by name; files that begin with a dot or `_` are left out."""
        found = (path for path in self.texts.glob("*.md") if path.name[0] not in "._" and not path.is_dir())
        return tuple(sorted(found))

    def event_files(self) -> tuple[Path, ...]:
        """Return the event files, sorted by name; files that begin with a dot or `_` are left out."""
        found = (path for path in self.events.glob("*.toml") if path.name[0] not in "._" and not path.is_dir())
        return tuple(sorted(found))

    def sources(self) -> tuple[Path, ...]:
        """Return all files whose words are translated: texts, then events."""
        return (*self.text_files(), *self.event_files())

    def catalogue(self, slug: str, code: str) -> Path:
        """Return where the catalogue of one text in one language lies.

        Raises OctavillaError where a link leads out of the project: what is elsewhere is neither read nor written.
        """
        return self.own(self.translations / code / f"{slug}.po")

    def glossary(self, code: str) -> Path:
        """Return where the glossary of one language lies, if there is one."""
        return self.translations / code / "glossary.csv"

    def source_language(self) -> Language:
        """Return the language that texts are in unless they say otherwise."""
        return language(self.configuration.language)

    def own(self, path: Path) -> Path:
        """Return the path of a file in a folder of `translations`; OctavillaError where a link leads out of here."""
        link = next((each for each in (path, path.parent, path.parent.parent) if each.is_symlink()), None)
        if link is not None and not self.inside(link):
            # One that leads nowhere, or in a circle, is told of by whoever opens it.
            with contextlib.suppress(OSError, RuntimeError, ValueError):
                link.resolve()
                raise OctavillaError("is a link to a place outside the project. Copy what is there here.", path=link)
        return path

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


def names_in(kind: str, root: Path) -> tuple[str, ...]:
    """Return the names of all `formats` or `themes`: folders with a file `format.toml` or `theme.toml`.

    The packaged ones come first; then those of the project at `root`.
    """
    file = f"{kind.removesuffix('s')}.toml"
    found: dict[str, None] = {}
    for templates in (packaged("templates"), root / "templates"):
        found |= dict.fromkeys(path.parent.name for path in sorted((templates / kind).glob(f"*/{file}")))
    return tuple(found)


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
    configuration = parse_configuration(content, file)
    if configuration.publisher.logo:
        _check_logo(configuration.publisher.logo, content, file)
    return Project(root, configuration)


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
    checker = Checker(table, content, path)
    if "paper" in table:
        raise checker.error("paper", "stands in the section [print] now. Move this line there.")
    design = checker.table("design", ("theme", "colour", "second_colour", "logo", "text_font", "display_font"))
    known = (
        "title",
        "imprint",
        "contact",
        "base_url",
        "language",
        "languages",
        "formats",
        "design",
        "print",
        "packages",
        "prices",
    )
    checker.known(known)
    publisher = Publisher(
        title=checker.string("title"),
        imprint=checker.string("imprint"),
        contact=checker.string("contact"),
        base_url=checker.matching("base_url", r"(https?://\S+)?", "", "must be a web address like https://example.org"),
        colour=design.matching("colour", r"#[0-9A-Fa-f]{6}", DEFAULT_COLOUR, "must be a colour like #B3261E"),
        theme=design.choice("theme", names_in("themes", path.parent), DEFAULT_THEME),
        second_colour=design.matching("second_colour", r"(#[0-9A-Fa-f]{6})?", "", "must be a colour like #1E4E8C"),
        logo=design.string("logo"),
        text_font=design.string("text_font"),
        display_font=design.string("display_font"),
    )
    languages = checker.strings("languages", ("es", "pt"))
    source = checker.string("language", "en")
    for code in (source, *languages):
        try:
            language(code)
        except OctavillaError as error:
            raise checker.error("languages" if code in languages else "language", error.message) from error
    formats = checker.strings("formats", FORMATS)
    known_formats = names_in("formats", path.parent)
    for name in formats:
        if name not in known_formats:
            raise checker.error("formats", f"there is no format “{name}”. Choose from: {', '.join(known_formats)}.")
    return Configuration(
        publisher=publisher,
        language=source,
        languages=tuple(code for code in dict.fromkeys(languages) if code != source),
        formats=tuple(dict.fromkeys(formats)),
        sheets=_sheets(checker.table("print", tuple(item.name for item in fields(Sheets)))),
        packages=_distinct(checker.table("packages").packages(source)),
        prices=_prices(checker.table("prices", ("currency", "black", "colour", "paper")))
        if checker.has("prices")
        else None,
    )


def _check_logo(name: str, content: str, file: Path) -> None:
    """Raise OctavillaError where the logo is no picture of the project, as those of texts are."""
    root, message = file.parent, "is not there. Give the name of a picture in texts/, or remove the line"
    if "://" in name or name.startswith(("//", "data:")):
        message = "is on the network. Save it in texts/ and name it from there"
    else:
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            picture = (root / "texts" / name).resolve()
            if not picture.is_relative_to(root.resolve()):
                message = "lies outside the project. Copy it into texts/ and name it from there"
            elif picture.is_file():
                return
    raise Checker(tomllib.loads(content)["design"], content, file, "design").error("logo", f"{name} {message}.")


def _sheets(section: Checker) -> Sheets:
    known = Sheets()
    return Sheets(
        paper=section.choice("paper", PAPERS, known.paper),
        duplex=section.choice("duplex", ("long", "short"), known.duplex),
        weight=section.number("weight", WEIGHTS, known.weight, "g/m²"),
        signature=section.number("signature", range(101), known.signature, "sheets; 0 folds all together"),
        marks=section.flag("marks", known.marks),
        fit=section.flag("fit", known.fit),
        bleed=section.number("bleed", range(11), known.bleed, "mm"),
        profiles=_profiles(section),
    )


def _prices(section: Checker) -> Prices:
    paper = section.table("paper", PAPERS)
    message = 'must be the three letters of a currency, like "EUR"'
    return Prices(
        currency=section.matching("currency", r"[A-Z]{3}", "EUR", message),
        black=_amount(section, "black"),
        colour=_amount(section, "colour"),
        paper=tuple((name, _amount(paper, name)) for name in PAPERS if paper.has(name)),
    )


def _amount(section: Checker, name: str) -> Decimal:
    amount = Decimal(str(*(section.numbers(name, 1) or (0,))))
    if not (amount.is_finite() and 0 <= amount <= MOST_COSTLY):
        raise section.error(name, f"must be a price from 0 to {MOST_COSTLY}, without quotes: 0.05 for five hundredths.")
    return amount


def _profiles(section: Checker) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(section.strings("profiles", Sheets().profiles)))
    for name in found:
        if name not in PROFILES:
            raise section.error("profiles", f"there is no profile “{name}”. Choose from: {', '.join(PROFILES)}.")
    return found or Sheets().profiles


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
