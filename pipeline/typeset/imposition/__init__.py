"""Put pages on sheets: folding schemes, papers, a plan in mm, and the PDF of the sheets."""

from __future__ import annotations

from pipeline.project import Sheets
from pipeline.typeset.imposition.papers import PAPERS, Duplex
from pipeline.typeset.imposition.plan import Plan, Wish, plan
from pipeline.typeset.imposition.schemes import Scheme
from pipeline.typeset.imposition.write import measure, write


def impose(pages: bytes, scheme: Scheme, wish: Wish) -> tuple[bytes, Plan]:
    """Return the PDF of the sheets for a PDF of pages in reading order, and their plan.

    Raises OctavillaError as `plan` and `write` do.
    """
    sizes, bleed = measure(pages)
    planned = plan(scheme, sizes, wish, bleed=bleed)
    return write(planned, pages), planned


def wish_of(sheets: Sheets) -> Wish:
    """Return what a project's `[print]` asks for."""
    return Wish(
        paper=PAPERS[sheets.paper],
        duplex=Duplex(sheets.duplex),
        weight=sheets.weight,
        signature=sheets.signature,
        marks=sheets.marks,
        fit=sheets.fit,
    )
