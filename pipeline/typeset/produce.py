"""Make the PDFs of one print format: the pages in reading order, and the sheets for the printer.

Importing this module imports WeasyPrint: do it where a page is typeset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.project import Sheets, packaged
from pipeline.typeset import inks, pdf, profiles, resolution
from pipeline.typeset.ending import settled
from pipeline.typeset.formats import Format, paper_for
from pipeline.typeset.imposition import impose, wish_of
from pipeline.typeset.imposition.schemes import Kind
from pipeline.typeset.measure import Measure, measure

_SPARE = re.compile(r'\bid="spare-(\d+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The PDFs of one edition in one format, and what somebody should know about them, one line each."""

    pages_pdf: bytes
    """The pages in reading order."""
    sheets_pdf: bytes | None
    """The sheets to print; None where the pages are printed as they are."""
    pages: int
    sheets: int
    """How many sheets of paper one copy takes, before it is cut."""
    messages: tuple[str, ...] = ()
    others: Mapping[str, bytes] = field(default_factory=dict)
    """The PDFs of other profiles: `archive`, `shop` (single pages), `shop-sheets`."""
    pictures: tuple[resolution.Use, ...] = ()
    """How sharp each photograph comes out."""

    @property
    def to_print(self) -> bytes:
        """What goes to the printer."""
        return self.pages_pdf if self.sheets_pdf is None else self.sheets_pdf


def produce(
    html: str, format: Format, *, root: Path, base: Path, sheets: Sheets | None = None, folders: Sequence[Path] = ()
) -> Product:
    """Typeset the HTML of a format, its pages in the order in which the text flows, and impose them.

    `root` is the project's folder, `base` the file of the text, which errors name. `sheets` also says which profiles
    are wanted beside that for readers (`profiles`), `folders` where templates lie, for the press. Raises OctavillaError
    as `pdf.typeset` does, for pages larger than the paper, and for more pages than the format has.
    """
    sheets = sheets or Sheets()
    layout = _laid_out(html, format, root, base)
    try:
        layout.document.pages = _checked(layout.document.pages, format)
        pages = len(layout.document.pages)
        whole, messages = layout.written()
        content = profiles.trimmed(whole, sheets.bleed) if sheets.reach else whole
        photographs = resolution.uses(layout.document.pages)
        messages += resolution.messages(photographs, shop="shop" in sheets.profiles)
        sheets_pdf, count = None, -(-pages // 2)
        if format.scheme:
            wish = wish_of(paper_for(format, sheets))
            sheets_pdf, plan = impose(_in_scheme_order(content, format), format.scheme, wish)
            messages, count = (*messages, *plan.messages), len(plan.sheets)
        others, more = _others(whole, content, format, sheets, folders)
    except OctavillaError as error:
        raise OctavillaError(error.message, path=error.path or base, line=error.line) from error
    return Product(
        pages_pdf=content, sheets_pdf=sheets_pdf, pages=pages, sheets=count,
        messages=tuple(dict.fromkeys((*messages, *more))), others=others, pictures=photographs,
    )  # fmt: skip


def _others(
    whole: bytes, content: bytes, format: Format, sheets: Sheets, folders: Sequence[Path]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the PDFs for the archive and the print shop, where they are wanted, and messages.

    `whole` are the pages with what is cut off, `content` without.
    """
    made: dict[str, bytes] = {}
    messages: tuple[str, ...] = ()
    if not {"archive", "shop"} & set(sheets.profiles):
        return {}, ()
    press = inks.press((*folders, packaged("templates")))
    if "archive" in sheets.profiles:
        made["archive"] = profiles.archive(content, press)
    if "shop" in sheets.profiles:
        made["shop"] = profiles.shop(whole, press, marks=sheets.marks)
        if format.scheme and sheets.marks:
            scheme, wish = format.scheme, wish_of(paper_for(format, sheets))
            sheets_pdf, plan = impose(_in_scheme_order(profiles.shop(whole, press), format), scheme, wish)
            made["shop-sheets"] = profiles.shop_sheets(sheets_pdf)
            messages = plan.messages
    return made, messages


def in_reading_order(html: str, format: Format, *, root: Path, base: Path) -> pdf.Layout:
    """Lay out the HTML of a format, its pages in the order in which its text flows, none of them left out but fillers.

    Raises OctavillaError as `pdf.typeset` does.
    """
    layout = _laid_out(html, format, root, base)
    if format.fillers:
        layout.document.pages = _filled(layout.document.pages)
    return layout


def measured(html: str, format: Format, *, root: Path, base: Path) -> Measure:
    """Lay out the HTML of a format with fixed panels, and say whether it keeps to them.

    Raises OctavillaError as `pdf.typeset` does.
    """
    return measure(pdf.lay_out(_with_spares(html, 0), root, base).document.pages, len(format.panels))


def _laid_out(html: str, format: Format, root: Path, base: Path) -> pdf.Layout:
    """Lay pages out; where a text leaves panels free, a second time, with as many spare sections as there are.

    A panel has its size from its place among the pages, so that none can be taken out afterwards.
    """
    if not format.fixed:
        return settled(html, lambda page: pdf.lay_out(page, root, base))
    layout = pdf.lay_out(_with_spares(html, 0), root, base)
    free = format.least_pages - len(layout.document.pages)
    return pdf.lay_out(_with_spares(html, free), root, base) if free > 0 and _SPARE.search(html) else layout


def _with_spares(html: str, kept: int) -> str:
    """Return the HTML with the sections `spare-1` to `spare-<kept>`, the others hidden."""
    hidden = sorted({int(number) for number in _SPARE.findall(html)} - set(range(kept + 1)))
    if not hidden:
        return html
    return f"{html}<style>{', '.join(f'#spare-{number}' for number in hidden)} {{ display: none !important }}</style>"


def _checked(pages: list[Any], format: Format) -> list[Any]:
    if format.fillers:
        return _filled(pages)
    if not format.fixed:
        return pages
    if len(pages) > len(format.panels):
        raise OctavillaError(
            f"the {format.title} has {len(format.panels)} pages, and the text fills {len(pages)}. Shorten it."
        )
    if format.scheme and format.scheme.kind is Kind.FOLDED and len(pages) < len(format.panels):
        raise OctavillaError(
            f"the template of {format.name} makes {len(pages)} of {len(format.panels)} panels. "
            "Give it sections with the ids spare-1, spare-2 and so on."
        )
    _check_places(pages, format)
    return pages


def _in_scheme_order(content: bytes, format: Format) -> bytes:
    """Return the PDF with its pages as the folding scheme numbers them: a flap comes before what it covers."""
    if format.pages == tuple(sorted(format.pages)):
        return content
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as opened:
        pages = list(opened.pages)
        del opened.pages[:]
        opened.pages.extend(pages[number - 1] for number in format.pages if number <= len(pages))
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def _check_places(pages: list[Any], format: Format) -> None:
    """Check that the sections with the id of a panel (`panel-back`) begin on that panel."""
    numbers = {f"panel-{panel.name.replace(' ', '-')}": panel.number for panel in format.panels}
    for number, page in enumerate(pages, 1):
        for name in page.anchors:
            if len(pages) == len(format.panels) and numbers.get(name, number) != number:
                raise OctavillaError(
                    f"the template of {format.name} sets {name} on page {number}, and its place is page "
                    f"{numbers[name]} of {len(pages)}. Bring its sections into the order of format.toml."
                )


def _filled(pages: list[Any]) -> list[Any]:
    """Return the pages with as many of the fillers as make a multiple of 4, the last ones left out.

    Fillers are the pages with an anchor `filler-1`, `filler-2`, `filler-3`.
    """
    fillers = [page for page in pages if any(name.startswith("filler-") for name in page.anchors)]
    needed = -(len(pages) - len(fillers)) % 4
    if needed > len(fillers):
        raise OctavillaError(
            f"the booklet template has {len(fillers)} filler pages where {needed} are needed. Give it three."
        )
    dropped = {id(page) for page in fillers[needed:]}
    return [page for page in pages if id(page) not in dropped]
