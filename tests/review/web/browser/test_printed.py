"""The printed page beside the text: it comes by itself, and one can read it."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAAAAACcgYFdAAAADUlEQVR4nGP4/58BjAAa7gX7ulLyWwAAAABJRU5ErkJggg=="
)


class BeingSet:
    """Three pages, once they are ready."""

    ready = False

    def page_of(self, slug: str, code: str, entry_id: str) -> int:
        return 2

    def pages(self, slug: str, code: str) -> int:
        return 3 if self.ready else 0

    def png(self, slug: str, code: str, page: int) -> bytes:
        return PNG

    def stamp(self, slug: str, code: str) -> str:
        return "one" if self.ready else ""


@pytest.fixture
def printer(site):
    """Return the typesetter of a server that has just been started."""
    printer = BeingSet()
    site.house.extra["preview"] = printer
    site.stop()
    site.start()
    return printer


def test_the_page_comes_into_the_panel_by_itself_as_soon_as_it_is_set(site, printer) -> None:
    page = site.page()
    link = page.locator("[data-preview]")
    expect(link).to_have_text("The page is being set…")
    expect(link.locator("img")).to_have_count(0)
    printer.ready = True
    expect(link.locator("img")).to_have_attribute("alt", "Page 2 as it will be printed")
    expect(link).to_have_text("See the page")
    link.click()
    expect(page.locator("#sheet")).to_be_visible()
    expect(page.locator('.pages [aria-current="page"]')).to_contain_text("2")


def test_whoever_asks_too_early_sees_the_page_when_it_is_ready(site, printer) -> None:
    page = site.page("/es/window/preview")
    expect(page.locator(".notice.warning")).to_contain_text("The page is being set.")
    printer.ready = True
    expect(page.locator("#sheet")).to_be_visible()


def test_on_a_phone_a_touch_makes_the_page_large_enough_to_read_and_another_shows_all_of_it(site, printer) -> None:
    printer.ready = True
    page = site.page("/es/window/preview", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    sheet = page.locator("#sheet")

    def width() -> float:
        return float(sheet.evaluate("(e) => e.getBoundingClientRect().width"))

    assert width() < 390
    page.tap("#sheet-link")
    assert width() >= 800
    # The page itself does not scroll sideways.
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.tap("#sheet-link")
    assert width() < 390
