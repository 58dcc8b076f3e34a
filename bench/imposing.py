"""Measure putting a booklet of 300 pages on sheets, against typesetting it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from pipeline import project as projects
from pipeline.languages import language
from pipeline.review.assemble import original
from pipeline.text.read import read_text
from pipeline.typeset import pdf
from pipeline.typeset.imposition import impose, wish_of
from pipeline.typeset.imposition.schemes import BOOKLET
from pipeline.typeset.render import Renderer

ROOT = Path(__file__).resolve().parents[1]
PAGES = 300
PARAGRAPHS_A_PAGE = 5.0
"""About: the text is cut to the pages wanted after it was typeset."""
WORDS = (
    "The wall of the second floor would not dry, and so the neighbours met on a Sunday in the yard to find out why; "
    "they brought a thermometer, a notebook and the letters of *three winters*, and wrote down what they found. "
)


def imposing() -> Iterator[str]:
    """Yield the processor time of imposing a 300-page booklet, in percent of the time of typesetting it."""
    import pikepdf

    paragraphs = [f"Day {number}. {WORDS * 2}\n" for number in range(round(PAGES * PARAGRAPHS_A_PAGE))]
    for number in range(0, len(paragraphs), 20):
        paragraphs[number] = f"## Chapter {number // 20 + 1}\n\n{paragraphs[number]}"
    base = ROOT / "texts" / "long.md"
    document = read_text("# A long text\n\n" + "\n".join(paragraphs), slug="long", path=base)
    publisher = projects.open_project(ROOT).configuration.publisher
    renderer = Renderer([projects.packaged("templates")])
    html = renderer.print(original(document, language("en")), publisher, "booklet")
    begun = time.process_time()
    made = pdf.typeset(html, root=ROOT, base=base)
    typesetting = (time.process_time() - begun) / made.pages
    with pikepdf.open(BytesIO(made.pdf)) as whole:
        del whole.pages[PAGES:]
        pages = len(whole.pages)
        out = BytesIO()
        whole.save(out)
    if pages != PAGES:
        raise RuntimeError(f"the text fills {pages} pages of the {PAGES} wanted: raise PARAGRAPHS_A_PAGE")
    begun = time.process_time()
    impose(out.getvalue(), BOOKLET, wish_of(projects.Sheets()))
    share = (time.process_time() - begun) / (typesetting * PAGES)
    yield f"imposing a booklet of {PAGES} pages, processor time in percent of typesetting it: {share:.1%}"
