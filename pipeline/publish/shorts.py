"""Short addresses: a page where one chooses a language, and for each language one that leads to the edition at once."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.plan import Text
from pipeline.project import Project
from pipeline.publish.shelves import Page, Whole
from pipeline.typeset.web import INDEX, Head, Way, leading_page, path, short_page

RESERVED = frozenset({"assets", "feed", "sitemap", "robots", "404", "index"})
"""Names of the site's own."""


def check_names(project: Project, texts: Iterable[Text]) -> None:
    """Raise OctavillaError where the short name of a text is that of a language's folder or of another of the site's.

    Capitals make no difference: they make none on most memory sticks.
    """
    texts = tuple(texts)
    configured = (project.configuration.language, *project.configuration.languages)
    codes = {code.casefold() for code in (*configured, *(code for text in texts for code in text.codes))}
    for text in texts:
        short = text.short.casefold()
        if short in codes:
            message = f"the short name “{text.short}” is that of a language. Choose another one: short: …"
            raise OctavillaError(message, path=text.path)
        if short in RESERVED:
            message = f"the short name “{text.short}” is taken by the site itself. Choose another one: short: …"
            raise OctavillaError(message, path=text.path)


def short_pages(whole: Whole) -> dict[str, bytes]:
    """Return the pages of all short addresses by their path from the site's root."""
    found: dict[str, bytes] = {}
    for pages in whole.by_text():
        short = pages[0].text.short
        if short:
            found[f"{short}/{INDEX}"] = _choosing(whole, pages).encode()
            found |= {f"{short}/{page.code}/{INDEX}": _leading(whole, page).encode() for page in pages}
    return found


def _choosing(whole: Whole, pages: tuple[Page, ...]) -> str:
    first = next((page for page in pages if page.code == page.text.language), pages[0])
    ways = [
        Way(
            language=language(page.code), title=page.title, href=f"../{path(page.code, page.text.slug, INDEX)}",
            is_proof=page.is_proof,
            downloads=tuple(file.from_folder(f"../{path(page.code, page.text.slug)}/") for file in page.downloads),
        )
        for page in pages
    ]  # fmt: skip
    frame = whole.frame(language(first.code), "../assets")
    head = Head(
        title=first.plain_title, description=str(first.facts["subtitle_text"]), hidden=True,
        canonical=whole.address(path(first.text.short), ""), picture=whole.picture(first),
    )  # fmt: skip
    return short_page(frame, ways, head, home=f"../{INDEX}")


def _leading(whole: Whole, page: Page) -> str:
    frame = whole.frame(language(page.code), "../../assets")
    head = Head(
        title=page.plain_title, description=str(page.facts["subtitle_text"]), hidden=True,
        canonical=whole.address(path(page.code, page.text.slug), ""),
        kind="website" if page.text.is_event else "article", picture=whole.picture(page),
    )  # fmt: skip
    return leading_page(frame, page.title, f"../../{path(page.code, page.text.slug, INDEX)}", head)
