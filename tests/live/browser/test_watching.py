"""A person writes, and a real browser shows it: the new sentence, the mistake and its mending, the print pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from real_browser import PATIENCE
from werkzeug.serving import make_server

from pipeline.live.app import create_app
from pipeline.live.loop import follow
from pipeline.live.maker import Maker
from pipeline.plan import Selection

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]


@dataclass(frozen=True)
class Desk:
    """Somebody's project, watched, and the browser beside the editor."""

    folder: Path
    address: str
    page: Page

    def save(self, before: str, after: str) -> None:
        """Save the text with a change, in the way most editors do: a finished file takes the place of the old one."""
        text = self.folder / "texts" / "window.md"
        new = text.with_name(".window.md.new")
        new.write_text(text.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
        new.replace(text)


@pytest.fixture
def desk(project_folder: Path, bare_site: list[str], chromium: Browser) -> Iterator[Desk]:
    (project_folder / "octavilla.toml").write_text('languages = ["es"]\nformats = ["a4"]\n', encoding="utf-8")
    maker = Maker(project_folder, Selection())
    stop, ready, hosts = threading.Event(), threading.Event(), set[str]()
    server = make_server("127.0.0.1", 0, lambda *request: app(*request), threaded=True)
    hosts.add(f"127.0.0.1:{server.server_port}")
    app = create_app(maker, hosts=frozenset(hosts))
    follower = threading.Thread(target=follow, args=(maker, stop, ready.set), daemon=True)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    context = chromium.new_context(viewport={"width": 390, "height": 700}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    follower.start()
    serving.start()
    try:
        assert ready.wait(120)
        yield Desk(project_folder, f"http://127.0.0.1:{server.server_port}", page)
    finally:
        with suppress(Exception):
            context.close()
        stop.set()
        server.shutdown()
        server.server_close()
        follower.join(60)
    assert wrong == []
    assert not follower.is_alive()


def test_a_saved_sentence_comes_into_view_in_the_text_and_in_its_translation(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.address}/en/window/")
    page.evaluate("window.stays = true")
    desk.save("Rest in the shade.", "Rest in the shade.\n\nA kingfisher came by.")
    new = page.get_by_text("A kingfisher came by.")
    expect(new).to_be_in_viewport()
    expect(page.locator(".octavilla-new")).to_have_text("A kingfisher came by.")
    # What is made anew and comes out as it was leaves the reader, and the mark, where they are.
    catalogue = desk.folder / "translations/es/window.po"
    with page.expect_response(f"{desk.address}/en/window/"):
        catalogue.write_bytes(catalogue.read_bytes())
    expect(page.locator(".octavilla-new")).to_have_text("A kingfisher came by.")
    expect(new).to_be_in_viewport()
    # The page was renewed in its place: nothing was loaded again, and it is no wider than the window.
    assert page.evaluate("window.stays") is True
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{desk.address}/es/window/")
    expect(page.get_by_text("es: A kingfisher came by.")).to_be_attached()


def test_a_mistake_is_told_until_it_is_mended_and_the_page_stays(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.address}/en/window/")
    bar = page.locator("#octavilla-watch")
    expect(bar).to_have_text("a4")
    desk.save("title: The open window", "titel: The open window")
    expect(bar).to_contain_text("window.md")
    expect(bar).to_have_class("wrong")
    page.reload()
    expect(bar).to_have_class("wrong")
    expect(page.get_by_text("Close the window at noon.")).to_be_attached()
    desk.save("titel: The open window", "title: The closed window")
    expect(page.locator("h1")).to_have_text("The closed window")
    expect(bar).not_to_have_class("wrong")
    expect(bar).to_have_text("a4")


def test_print_pages_are_made_when_they_are_looked_at_and_made_anew(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.address}/en/window/")
    page.get_by_role("link", name="a4", exact=True).click()
    picture = page.locator("main img").first
    expect(picture).to_be_visible()
    expect(page.locator("#octavilla-watch")).to_be_hidden()
    first = picture.get_attribute("src")
    desk.save("Rest in the shade.", "Rest in the dark.")
    expect(picture).not_to_have_attribute("src", str(first))


def test_a_text_with_another_name_is_found_from_the_page_of_the_old_one(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.address}/en/window/")
    text = desk.folder / "texts" / "window.md"
    text.rename(text.with_name("door.md"))
    page.get_by_role("link", name="All texts").click()
    expect(page.locator("a[href*='door']").first).to_be_visible()
    expect(page.locator("a[href*='window']")).to_have_count(0)
