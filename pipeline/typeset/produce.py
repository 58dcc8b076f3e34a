"""Make the PDFs of one print format: the pages in reading order, and the sheets for the printer.

Importing this module imports WeasyPrint: do it where a page is typeset.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError
from pipeline.project import Sheets
from pipeline.typeset import pdf
from pipeline.typeset.formats import Format, paper_for
from pipeline.typeset.imposition import impose, wish_of
from pipeline.typeset.imposition.schemes import Kind


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

    @property
    def to_print(self) -> bytes:
        """What goes to the printer."""
        return self.pages_pdf if self.sheets_pdf is None else self.sheets_pdf


def produce(html: str, format: Format, *, root: Path, base: Path, sheets: Sheets | None = None) -> Product:
    """Typeset the HTML of a format, bring its pages into the scheme's order, and impose them.

    `root` is the project's folder, `base` the file of the text, which errors name. Raises OctavillaError as
    `pdf.typeset` does, for pages larger than the paper, and for more pages than the format has.
    """
    layout = pdf.lay_out(html, root, base)
    try:
        layout.document.pages = _ordered(layout.document.pages, format)
        pages = len(layout.document.pages)
        content, messages = layout.written()
        if format.scheme is None:
            return Product(pages_pdf=content, sheets_pdf=None, pages=pages, sheets=-(-pages // 2), messages=messages)
        sheets_pdf, plan = impose(content, format.scheme, wish_of(paper_for(format, sheets or Sheets())))
    except OctavillaError as error:
        raise OctavillaError(error.message, path=error.path or base, line=error.line) from error
    return Product(
        pages_pdf=content, sheets_pdf=sheets_pdf, pages=pages, sheets=len(plan.sheets),
        messages=(*messages, *plan.messages),
    )  # fmt: skip


def _ordered(pages: list[Any], format: Format) -> list[Any]:
    if format.fillers:
        return _filled(pages)
    if not format.fixed:
        return pages
    if len(pages) > len(format.panels):
        raise OctavillaError(
            f"the {format.title} has {len(format.panels)} pages, and the text fills {len(pages)}. Shorten it."
        )
    if format.scheme and format.scheme.kind is Kind.FOLDED and len(pages) < len(format.panels):
        raise OctavillaError(f"the template of {format.name} makes {len(pages)} of {len(format.panels)} panels.")
    return [pages[number - 1] for number in format.pages if number <= len(pages)]


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
