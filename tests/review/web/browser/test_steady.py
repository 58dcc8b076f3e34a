"""The sentence at work on stays where the eyes are, whatever the text around it does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pipeline.review.desk import Action, Change

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
SCREENS = {
    "computer": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
PARAGRAPHS = 60
AT_REST = """async (find) => {
  // Nothing has moved or grown for ten frames.
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const look = () => `${document.getElementById('open').getBoundingClientRect().top} ${scrollY} ${innerHeight}`;
  for (let same = 0, last = look(); same < 10;) {
    await frame();
    const now = look();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}"""


def drafted(site, every: int, count: int = PARAGRAPHS) -> None:
    """Put a text there in which one sentence of so many is a draft; what lies between is of very different length."""
    sentences = [f"House {n} has a garden{' and a very long wall beside the path' * (n % 7)}." for n in range(count)]
    drafts = {sentence: sentence.replace("House", "Casa") for sentence in sentences}
    site.house.texts["long"] = "---\ntitle: Houses\n---\n\n" + "\n\n".join(sentences) + "\n"
    site.house.draft(drafts, slug="long")
    approved = [
        Change(action=Action.APPROVE, source=sentence, target=drafts[sentence])
        for n, sentence in enumerate(sentences)
        if n % every
    ]
    site.house.desk("long").apply(approved, "Ben")
    site.stop()
    site.start()


def tops(page: Page) -> tuple[float, float]:
    """Return the top of the sentence at work on, and the lower end of what covers the text above it."""
    page.evaluate(AT_REST)
    top = page.evaluate("document.getElementById('open').getBoundingClientRect().top")
    covered = page.evaluate(
        "() => { const e = document.getElementById('tools');"
        " return getComputedStyle(e).position === 'sticky' ? e.getBoundingClientRect().bottom : 0; }"
    )
    return top, covered


def approve_here(page: Page) -> None:
    """Press the button; not with Playwright's click, which moves the page first where it is below the edge."""
    page.locator('[data-do="approve"]').evaluate("(button) => button.click()")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_next_sentence_opens_within_sight_though_the_paragraphs_between_were_never_drawn(site, screen) -> None:
    drafted(site, every=10)
    page = site.page("/es/long/?show=all", **SCREENS[screen])
    height = page.viewport_size["height"]
    page.click('.seg[data-source^="House 0 "]')
    for n in range(0, PARAGRAPHS - 10, 10):
        expect(page.locator("#source-now")).to_contain_text(f"House {n} ")
        before, _ = tops(page)
        approve_here(page)
        expect(page.locator("#source-now")).to_contain_text(f"House {n + 10} ")
        expect(page.locator(".tag.waiting")).to_have_count(0)
        top, covered = tops(page)
        wanted = min(max(before, covered + 24), height * 0.45)
        assert abs(top - wanted) < 4, f"House {n + 10}"
        assert page.locator("#target").evaluate("(e) => e.getBoundingClientRect().bottom") < height


@pytest.mark.parametrize("screen", SCREENS)
def test_a_next_sentence_that_has_to_be_fetched_opens_where_the_eyes_are(site, screen) -> None:
    drafted(site, every=100, count=201)
    page = site.page("/es/long/?show=all", **SCREENS[screen])
    page.click('.seg[data-source^="House 0 "]')
    height = page.viewport_size["height"]
    for n, wheel in ((0, 40), (100, -150)):
        expect(page.locator("#source-now")).to_contain_text(f"House {n} ")
        page.mouse.move(200, 300)
        page.mouse.wheel(0, wheel)
        before, covered = tops(page)
        wanted = min(max(before, covered + 24), height * 0.45)
        approve_here(page)
        expect(page.locator("#source-now")).to_contain_text(f"House {n + 100} ")
        top, _ = tops(page)
        assert abs(top - wanted) < 4, f"House {n + 100}"


def test_who_moves_the_page_is_not_moved_back(site) -> None:
    page = site.page(viewport={"width": 1280, "height": 500})
    tops(page)
    page.keyboard.press("Alt+ArrowDown")
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 400)
    for _ in range(300):
        if page.evaluate("scrollY > 0"):
            break
        page.wait_for_timeout(100)
    # Whatever holds the sentence looks at it in every frame.
    page.evaluate(AT_REST)
    assert page.evaluate("document.getElementById('open').getBoundingClientRect().top") < 0
