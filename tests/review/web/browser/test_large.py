"""A text of thousands of sentences is no more work than one of a hundred."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Response, expect

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
WORDS = (
    "water",
    "window",
    "noon",
    "summer",
    "cellar",
    "street",
    "shade",
    "paper",
    "morning",
    "winter",
    "letter",
    "garden",
)
SLACK = 1.15
"""Numbers of more digits, and sentences of other lengths."""


def text(count: int) -> str:
    """Return a text of so many sentences, each of its own, five a paragraph."""
    sentences = [
        f"The {WORDS[n % 12]} of house {n} stands beside the {WORDS[n // 12 % 12]} of house {n + 1}."
        for n in range(count)
    ]
    paragraphs = [" ".join(sentences[at : at + 5]) for at in range(0, count, 5)]
    return "---\ntitle: Houses\n---\n\n" + "\n\n".join(paragraphs) + "\n"


@dataclass
class Work:
    """What something costs: sentences that the server looks through, bytes of its answers, elements on the page."""

    looked: int = 0
    largest: dict[str, int] = field(default_factory=dict)
    elements: int = 0

    def answered(self, response: Response) -> None:
        """Take note of the longest answer of each kind."""
        kind = response.request.method + re.sub("[0-9a-f]{16}|small|large", "…", response.url.partition("?")[0])
        if response.request.resource_type in ("document", "fetch"):
            size = int(response.headers.get("content-length", 0))
            self.largest[kind] = max(size, self.largest.get(kind, 0))


def go_on(page: Page) -> None:
    """Approve; wait until the next sentence is open with its panel, and the first one saved."""
    source = page.locator("#source-now")
    before = source.inner_text()
    page.keyboard.press("Control+Enter")
    expect(source).not_to_have_text(before)
    expect(page.locator(".tag.waiting")).to_have_count(0)
    expect(page.locator("#panel:not([aria-busy]) #panel-body > *").first).to_be_attached()


def test_first_view_and_next_sentences_take_no_more_work_in_a_long_text_than_in_a_short_one(site) -> None:
    works = {"small": Work(), "large": Work()}
    for slug, count in (("small", 100), ("large", 5_000)):
        content = site.house.texts[slug] = text(count)
        sentences = re.findall("The [^.]+[.]", content)
        assert len(sentences) == count
        site.house.draft({part: f"Borrador de {part}" for part in ("Houses", *sentences)}, slug=slug)
    looked: list[str] = []

    def checks(entry, code):
        looked.append(entry.source)
        return ()

    site.house.extra["checks"] = checks
    site.stop()
    site.start()
    context = site.context()
    page = context.new_page()
    for slug, work in works.items():
        # What is done once a text, for everybody.
        page.goto(f"/es/{slug}/")
        expect(page.locator("#target")).to_be_focused()
        page.wait_for_load_state("networkidle")
        looked.clear()
        page.on("response", work.answered)
        page.goto(f"/es/{slug}/")
        expect(page.locator("#target")).to_be_focused()
        for _ in range(4):
            go_on(page)
        page.wait_for_load_state("networkidle")
        page.remove_listener("response", work.answered)
        work.looked = len(looked)
        work.elements = page.locator("*").count()
    small, large = works.values()
    print(works)
    assert large.largest.keys() == small.largest.keys()
    for kind, size in large.largest.items():
        assert size <= SLACK * small.largest[kind], kind
    assert large.elements <= SLACK * small.elements
    assert large.looked <= SLACK * small.looked
    # More comes as one scrolls.
    shown = page.locator(".seg").count()
    assert shown < 100
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 100_000)
    expect(page.locator(".seg").nth(shown)).to_be_attached()
