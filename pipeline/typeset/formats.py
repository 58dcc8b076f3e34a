"""Print formats: what `format.toml` in a folder of `templates/formats/` declares: pages, panels, sheets and limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.project import Sheets
from pipeline.settings import Checker, checker_of
from pipeline.typeset.imposition.papers import PAPERS, Size
from pipeline.typeset.imposition.schemes import SCHEMES, Kind, Scheme

FILE = "format.toml"
_KNOWN = ("title", "sheets_title", "scheme", "page", "flat", "order", "least_pages", "fillers", "endnotes", "bilingual",
          "sheet", "styles", "text", "paper")  # fmt: skip
SAFE = 5.0
"""Millimetres inside the edge of a page within which no text stands: what a cutter may miss by, and a thumb covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far the text of a format with fixed panels may be changed to fit, `[text]` in its `format.toml`."""

    largest: float
    """Size of the text, in pt, where there is room to spare."""
    size: float
    """The size it is designed for, in pt."""
    least: float
    """The floor, in pt: below it nobody reads."""
    leading: tuple[float, float]
    """Distance of the lines as a multiple of the size: as designed, and at the least."""
    tracking: float
    """By how much the letters may move together, in em."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One page of a format whose number of pages is fixed: `number` in the order of typesetting, from 1."""

    number: int
    name: str
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A print format on one paper."""

    name: str
    title: str
    """What it is called, in English; templates/strings/ has it in other languages."""
    sheets_title: str = ""
    """What its imposed file is called, likewise."""
    scheme: Scheme | None
    """How pages become sheets; None where they are printed as they are."""
    page: Size
    """Of a page, trimmed; of the widest panel where they differ."""
    panels: tuple[Panel, ...] = ()
    """In the order of typesetting, which is that of the text's flow; empty for as many pages as the text takes."""
    pages: tuple[int, ...] = ()
    """For each page in the scheme's order, the number of its panel."""
    least_pages: int = 0
    """From how many pages on the text is whole: a flyer may have one side or two."""
    limits: Limits | None = None
    fillers: bool = False
    """Whether the template makes the number of pages a multiple of 4 with pages of its own."""
    endnotes: bool = False
    """Whether notes stand after the text, and not at the foot of pages: those of small pages are too short for them."""
    bilingual: bool = False
    """Whether two languages stand side by side: a translation beside the text's own."""
    sheet: str = "A4"
    """The paper it is made for."""
    styles: tuple[str, ...] = ()
    """Style sheets after `style.css`, in the format's folder."""

    @property
    def imposed(self) -> bool:
        """Whether there is a file of sheets beside the pages."""
        return self.scheme is not None

    @property
    def fixed(self) -> bool:
        """Whether the text must fit a fixed number of pages."""
        return bool(self.panels)

    def concerns(self, sheets: Sheets) -> Sheets:
        """Return what of `sheets` shapes the files of this format; the rest is as it is by default."""
        if self.imposed:
            return sheets
        marks = sheets.marks and "shop" in sheets.profiles
        return Sheets(paper=sheets.paper, bleed=sheets.bleed, profiles=sheets.profiles, marks=marks)

    def geometry(self, bleed: float = 0.0) -> str:
        """Return the `@page` rules that give the pages their sizes, and `bleed` mm around them."""
        around = f"; bleed: {bleed:g}mm" if bleed else ""
        rules = [f"@page {{ size: {self.page.width:g}mm {self.page.height:g}mm{around} }}"]
        rules += [
            f"@page :nth({panel.number}) {{ size: {panel.size.width:g}mm {panel.size.height:g}mm }}"
            for panel in self.panels
            if panel.size != self.page
        ]
        return "\n".join(rules)


def load(folders: Sequence[Path], name: str, paper: str = "A4") -> Format:
    """Return the format `name`, from the first of the templates `folders` that has it, as it is on `paper`.

    Raises OctavillaError with file and line for a format that does not exist or whose file is wrong.
    """
    for folder in folders:
        path = folder / "formats" / name / FILE
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            return _parsed(name, path, path.read_bytes(), paper)
    raise OctavillaError(f"there is no format “{name}”: no templates/formats/{name}/{FILE}.")


def paper_for(format: Format, sheets: Sheets) -> Sheets:
    """Return `sheets` with the paper for a format: the configured one, or the format's own where that is too small."""
    wanted, own = PAPERS[sheets.paper].size, PAPERS[format.sheet].size
    if sheets.fit or max(wanted.width, wanted.height) >= max(own.width, own.height) - 20:
        return sheets
    return replace(sheets, paper=format.sheet)


@cache
def _parsed(name: str, path: Path, content: bytes, paper: str) -> Format:
    checker = checker_of(content, path)
    checker.known(_KNOWN)
    papers = checker.table("paper", tuple(PAPERS))
    changes = {size: papers.table(size, _KNOWN[:-1]) for size in PAPERS if papers.has(size)}
    if paper in changes:
        checker = checker.merged(changes[paper])
    chosen = checker.string("scheme")
    if chosen and chosen not in SCHEMES:
        raise checker.error("scheme", f"there is no scheme “{chosen}”. Choose from: {', '.join(SCHEMES)}.")
    scheme = SCHEMES[chosen] if chosen else None
    page = checker.numbers("page", 2)
    if not page and not (scheme and scheme.kind is Kind.FOLDED):
        raise checker.error("page", "must be width and height in mm, like [148, 210].")
    panels: tuple[Panel, ...] = ()
    pages: tuple[int, ...] = ()
    if scheme and scheme.kind is Kind.FOLDED:
        panels, pages = _folded(checker, scheme)
        page = (max(panel.size.width for panel in panels), panels[0].size.height)
    elif names := checker.strings("order"):
        panels = tuple(Panel(number=number, name=each, size=Size(*page)) for number, each in enumerate(names, 1))
        pages = tuple(panel.number for panel in panels)
    return Format(
        name=name,
        title=checker.string("title", name),
        sheets_title=checker.string("sheets_title"),
        scheme=scheme,
        page=Size(*page),
        panels=panels,
        pages=pages,
        least_pages=checker.number("least_pages", range(len(panels) + 1), len(panels), "pages"),
        limits=_limits(checker.table("text")) if checker.has("text") else None,
        fillers=checker.flag("fillers", False),
        endnotes=checker.flag("endnotes", False),
        bilingual=checker.flag("bilingual", False),
        sheet=checker.choice("sheet", tuple(PAPERS), "A4"),
        styles=checker.strings("styles"),
    )


def _folded(checker: Checker, scheme: Scheme) -> tuple[tuple[Panel, ...], tuple[int, ...]]:
    flat = checker.numbers("flat", 2)
    if len(flat) != 2:
        raise checker.error("flat", "must be width and height of the open sheet in mm, like [297, 210].")
    order = checker.strings("order") or scheme.panels
    if sorted(order) != sorted(scheme.panels):
        raise checker.error("order", f"must name each panel once: {', '.join(scheme.panels)}.")
    sizes = dict(zip(scheme.panels, scheme.page_sizes(*flat), strict=True))
    panels = tuple(Panel(number=number, name=name, size=Size(*sizes[name])) for number, name in enumerate(order, 1))
    return panels, tuple(order.index(name) + 1 for name in scheme.panels)


def _limits(section: Checker) -> Limits:
    section.known(("size", "leading", "tracking"))
    sizes, leading = section.numbers("size", 3), section.numbers("leading", 2)
    if len(sizes) != 3 or not sizes[0] >= sizes[1] >= sizes[2] > 0:
        raise section.error("size", "must be the largest size, the one designed for and the least in pt: [11, 9, 8].")
    if len(leading) != 2 or not leading[0] >= leading[1] >= 1:
        raise section.error("leading", "must be two multiples of the size, as designed and at the least: [1.36, 1.2].")
    tracking: Any = section.numbers("tracking", 1)
    return Limits(
        largest=sizes[0], size=sizes[1], least=sizes[2], leading=(leading[0], leading[1]),
        tracking=tracking[0] if tracking else 0.01,
    )  # fmt: skip
