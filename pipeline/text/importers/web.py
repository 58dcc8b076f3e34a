"""Read a web page saved from a browser: its article as pieces, everything else that is seen on it set aside."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OctavillaError
from pipeline.text.importers import composing, sheets, typed, web_main, web_meta, web_notes, web_source
from pipeline.text.importers.chunks import pieces_of
from pipeline.text.importers.composing import Run
from pipeline.text.importers.model import Aside, Piece, Reading
from pipeline.text.importers.web_convert import Converter, Made
from pipeline.text.importers.web_pictures import Pictures
from pipeline.text.importers.web_words import Weights, prune, regions, tag, visible
from pipeline.text.importers.wording import missing

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

FEWEST_WORDS = 25
"""A page with fewer, and scripts, is one whose words a script puts there."""
_NOTES = re.compile(
    r"(?:#{1,6} |\*\*)?(?:foot|end)?(?:notes?|references)(?: and references)?:?(?:\*\*)?", re.IGNORECASE
)


def read(data: bytes, path: Path) -> Reading:
    """Return what a saved web page (`.html`, `.htm`, `.mhtml`) holds; pictures come from the folder saved beside it.

    Every word that is to be seen on the page is in the pieces or the asides. Nothing is fetched, and nothing that
    could act (scripts, frames, addresses other than of the web, of mailboxes and telephones) comes through.

    Raises OctavillaError for a page that holds no text, or is too large to be an article.
    """
    page = web_source.page_of(data, path)
    about = web_meta.about(page.root, page.address)
    scripted = any(True for _ in page.root.iter("script"))
    for tail in [el for el in page.root if tag(el) not in ("head", "body")]:
        page.root.remove(tail)
    sheets.mark(page.root, sheets.forms(style.text or "" for style in page.root.iter("style")))
    hidden = prune(page.root)
    shown = visible(page.root)
    body = next(iter(page.root.iter("body")), None)
    seen = len(visible(body).split()) if body is not None else 0
    if body is None or (scripted and seen < FEWEST_WORDS) or not seen:
        return _without_body(about, body, path, scripted)
    notes = web_notes.find(body)
    weights = Weights(body)
    main = web_main.find(body, weights, about, _judged(body))
    pictures = Pictures(page, path, about.address)
    converter = Converter(weights, main.styles, notes, pictures, about.address)
    before = _title_before(body, main, converter)
    made = [*before, *converter.article(main.container)]
    made = [*_without_empty_end(made, converter), *converter.footnotes()]
    taken = frozenset({main.container, *notes.blocks, *(el for el, style in main.styles.items() if style == "title")})
    outside = [(text, "boilerplate") for text in regions(body, taken)]
    asides = [*outside, *converter.asides, *((text, "hidden text") for text in hidden)]
    pieces, guesses = typed.lists(_pieces(_dated(made, about, asides)))
    lost = missing(shown, *(piece.plain for piece in pieces), *(text for text, _ in asides))
    if lost:
        # Markup that nobody thought of: its words are kept all the same.
        asides.append((" ".join(lost.elements()), "boilerplate"))
    return Reading(
        pieces=pieces,
        meta=about.fields(),
        guesses=guesses,
        pictures=tuple(pictures.found),
        asides=tuple(Aside(text=text, why=why) for text, why in asides if text.strip()),
        notices=tuple(_notices(main, pictures)),
    )


def _judged(body: Element) -> str:
    """Return what trafilatura takes for the words of the article; nothing where it finds none."""
    import copy
    import logging

    import lxml.html
    import trafilatura

    # It judges a copy, as it changes what it is given; and it says nothing that concerns the user.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    whole = lxml.html.HtmlElement()
    whole.tag = "html"
    whole.append(copy.deepcopy(body))
    try:
        return trafilatura.extract(whole, include_comments=False, include_tables=True, favor_recall=True) or ""
    except Exception:
        # A second opinion: a page that it cannot judge is read all the same.
        return ""


def _title_before(body: Element, main: web_main.Main, converter: Converter) -> list[Made]:
    """Return the title where it stands outside the container of the article."""
    inside = set(main.container.iter())
    outside = [el for el, style in main.styles.items() if style == "title" and el not in inside]
    return [made for element in outside for made in converter._styled(element)]


def _without_empty_end(made: list[Made], converter: Converter) -> list[Made]:
    """Return the blocks without rules at the end, and without the heading of the notes, which stand there no more."""
    end = len(made)
    while end and (
        made[end - 1].markdown == "---" or (converter.notes.blocks and _NOTES.fullmatch(made[end - 1].markdown))
    ):
        end -= 1
        if made[end].markdown != "---":
            converter.asides.append((made[end].markdown.lstrip("# "), "boilerplate"))
    return made[:end]


def _dated(made: list[Made], about: web_meta.About, asides: list[tuple[str, str]]) -> list[Made]:
    """Return the blocks; a date without a year (`2 days ago`) that the metadata has too goes aside."""
    kept = []
    for block in made:
        if block.style == "date" and about.date and not re.search(r"\d{4}", block.markdown):
            asides.append((block.markdown, "boilerplate"))
        else:
            kept.append(block)
    return kept


def _pieces(made: list[Made]) -> list[Piece]:
    found: list[Piece] = []
    for block in made:
        for piece in pieces_of(block.markdown):
            found.append(replace(piece, style=block.style, line=0))
    return found


def _notices(main: web_main.Main, pictures: Pictures) -> list[str]:
    found = []
    if main.articles > 1:
        found.append(
            f"the page holds {main.articles} articles, which come in as one text: open each by itself and save that"
        )
    if pictures.missing:
        number = "1 picture was" if pictures.missing == 1 else f"{pictures.missing} pictures were"
        found.append(
            f"{number} not saved with the page: choose “Web page, complete” when you save it, to have them too"
        )
    return found


def _without_body(about: web_meta.About, body: Element | None, path: Path, scripted: bool) -> Reading:
    """Return the words that such a page repeats in its metadata, or say that there are none."""
    if len(about.body.split()) >= FEWEST_WORDS:
        paragraphs = [part for part in re.split(r"\n\s*\n|\n", about.body) if part.strip()]
        made = [Made(composing.inline([Run(text=" ".join(part.split()))])) for part in paragraphs]
        shown = visible(body) if body is not None else ""
        asides = (Aside(text=shown, why="boilerplate"),) if shown else ()
        notice = "the page’s words are put in by a script: the text is what its metadata repeats, without its form"
        return Reading(pieces=tuple(_pieces(made)), meta=about.fields(), asides=asides, notices=(notice,))
    if scripted:
        message = (
            "holds no text: a script of the site puts it there. Copy the text in the browser into a file that ends in "
            ".txt, or print the page to a PDF, and import that."
        )
        raise OctavillaError(message, path=path)
    if body is not None and visible(body):
        return Reading(pieces=tuple(_pieces([Made(composing.inline([Run(text=visible(body))]))])), meta=about.fields())
    raise OctavillaError("holds no text. Open it in a browser, and save the page again.", path=path)
