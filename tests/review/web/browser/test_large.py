"""A text of ten thousand sentences is as quick to work on as one of a hundred."""

from __future__ import annotations

import statistics

import pytest
from playwright.sync_api import Page, expect

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
TIMES = 3
FLOOR = 60
"""Milliseconds below which nobody notices a difference, and this machine's noise is larger than what is measured."""


def text(count: int) -> str:
    """Return a text of so many sentences, each of its own, five a paragraph."""
    sentences = [
        f"The {WORDS[n % 12]} of house {n} stands beside the {WORDS[n // 12 % 12]} of house {n + 1}."
        for n in range(count)
    ]
    paragraphs = [" ".join(sentences[at : at + 5]) for at in range(0, count, 5)]
    return "---\ntitle: Houses\n---\n\n" + "\n\n".join(paragraphs) + "\n"


def first_view(page: Page, path: str) -> float:
    """Return milliseconds until the caret stands in the first sentence to review."""
    page.goto(path)
    expect(page.locator("#target")).to_be_focused()
    return float(page.evaluate("performance.now()"))


def next_sentence(page: Page) -> float:
    """Approve, and return milliseconds until the next sentence is open with its panel, and the first one saved."""
    before = page.locator("#target").input_value()
    return float(
        page.evaluate(
            """async (before) => {
              const text = document.getElementById('target'), panel = document.getElementById('panel-body');
              const start = performance.now();
              document.querySelector('[data-do="approve"]').click();
              while (text.value === before || document.querySelector('.tag.waiting') || !panel.children.length)
                await new Promise((done) => setTimeout(done, 2));
              return performance.now() - start;
            }""",
            before,
        )
    )


def test_first_view_and_next_sentence_do_not_grow_with_the_text(site) -> None:
    for slug, count in (("small", 100), ("large", 10_000)):
        content = text(count)
        site.house.texts[slug] = content
        paragraphs = content.split("\n\n")[1:]
        drafts = {
            f"{part}.": f"Borrador de {part}."
            for paragraph in paragraphs
            for part in paragraph.strip(". \n").split(". ")
        }
        site.house.draft(drafts, slug=slug)
    site.stop()
    site.start()
    context = site.context()
    views: dict[str, list[float]] = {"small": [], "large": []}
    steps: dict[str, list[float]] = {"small": [], "large": []}
    for slug in views:
        page = context.new_page()
        first_view(page, f"/es/{slug}/")
        page.close()
    for _ in range(3):
        for slug in views:
            page = context.new_page()
            views[slug].append(first_view(page, f"/es/{slug}/"))
            page.keyboard.insert_text("x")
            for _ in range(4):
                steps[slug].append(next_sentence(page))
            page.close()
    print({name: {slug: round(statistics.median(v)) for slug, v in found.items()} for name, found in
           (("first view", views), ("next", steps))})  # fmt: skip
    for found in (views, steps):
        small, large = (statistics.median(found[slug]) for slug in ("small", "large"))
        assert large <= TIMES * max(small, FLOOR)
    # What is on the page stays little, however long the text is.
    page = context.new_page()
    first_view(page, "/es/large/")
    shown = page.locator(".seg").count()
    assert shown < 100
    # More comes as one scrolls.
    page.locator(".more.later a").scroll_into_view_if_needed()
    expect(page.locator(".seg").nth(shown)).to_be_attached()
