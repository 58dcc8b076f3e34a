"""The page to copy messages from, in Chromium, opened from a disk with no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from real_browser import new_page

from pipeline.plan import Selection
from pipeline.project import open_project
from pipeline.sending import send

pytestmark = pytest.mark.slow


@pytest.fixture
def address(project_folder: Path) -> str:
    (project_folder / "events").mkdir()
    (project_folder / "events" / "hall.toml").write_text(
        'title = "Stall"\ndate = 2026-12-05\nplace = "Hall"\ntexts = ["window"]\ncopies = { en = 5 }\n',
        encoding="utf-8",
    )
    return send(open_project(project_folder), Selection(), workers=1).page.as_uri()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(offline=True, permissions=["clipboard-read", "clipboard-write"])
    shown = new_page(context)
    complaints: list[str] = []
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None)
    yield shown
    context.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "light"), (1280, "dark")])
def test_everybody_can_use_it(page: Page, address: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address)
    # Without `preload`: it would fetch the style sheets, which the page does not let anything do.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(item["id"], [node["html"] for node in item["nodes"]]) for item in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    pictures = page.locator(".pictures img")
    for number in range(pictures.count()):
        pictures.nth(number).scroll_into_view_if_needed()
        expect(pictures.nth(number)).to_have_js_property("complete", True)
        assert pictures.nth(number).evaluate("picture => picture.naturalWidth") > 0


def test_a_message_is_copied_with_one_press(page: Page, address: str) -> None:
    page.goto(address)
    message = page.locator(".message").first
    message.get_by_role("button").press("Enter")
    expect(message.get_by_role("button")).to_have_text("Copied")
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == message.locator("pre").inner_text()
