"""The sentence at work on stays where the eyes are, whatever the text around it does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pipeline.review.desk import Action

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
SCREENS = {
    "computer": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
PARAGRAPHS = 60


@pytest.mark.parametrize("screen", SCREENS)
def test_the_next_sentence_opens_within_sight_though_the_paragraphs_between_were_never_drawn(site, screen) -> None:
    # Every tenth sentence is a draft; what lies between is approved, and of very different length.
    sentences = [
        f"House {n} has a garden{' and a very long wall beside the path' * (n % 7)}." for n in range(PARAGRAPHS)
    ]
    site.house.texts["long"] = "---\ntitle: Houses\n---\n\n" + "\n\n".join(sentences) + "\n"
    site.house.draft({sentence: sentence.replace("House", "Casa") for sentence in sentences}, slug="long")
    for n, sentence in enumerate(sentences):
        if n % 10:
            site.house.act("Ben", Action.APPROVE, sentence, target=sentence.replace("House", "Casa"), slug="long")
    site.stop()
    site.start()
    page = site.page("/es/long/?show=all", **SCREENS[screen])
    height = page.viewport_size["height"]
    page.click('.seg[data-source^="House 0 "]')

    def tops() -> tuple[float, float]:
        """Return the top of the sentence at work on, and the lower end of what covers the text above it."""
        top = page.evaluate("document.getElementById('open').getBoundingClientRect().top")
        covered = page.evaluate(
            "() => { const e = document.getElementById('tools');"
            " return getComputedStyle(e).position === 'sticky' ? e.getBoundingClientRect().bottom : 0; }"
        )
        return top, covered

    for n in range(0, PARAGRAPHS - 10, 10):
        expect(page.locator("#source-now")).to_contain_text(f"House {n} ")
        before, _ = tops()
        # Not Playwright's click, which moves the page first where the button is below the edge.
        page.locator('[data-do="approve"]').evaluate("(button) => button.click()")
        expect(page.locator("#source-now")).to_contain_text(f"House {n + 10} ")
        expect(page.locator(".tag.waiting")).to_have_count(0)
        # What had never been drawn has its real height now.
        page.wait_for_timeout(300)
        top, covered = tops()
        wanted = min(max(before, covered + 24), height * 0.45)
        assert abs(top - wanted) < 4, f"House {n + 10}"
        assert page.locator("#target").evaluate("(e) => e.getBoundingClientRect().bottom") < height


def test_who_moves_the_page_is_not_moved_back(site) -> None:
    page = site.page(viewport={"width": 1280, "height": 500})
    page.keyboard.press("Alt+ArrowDown")
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(400)
    moved = page.evaluate("scrollY")
    assert moved > 0
    page.wait_for_timeout(1000)
    assert page.evaluate("scrollY") == moved
