"""The site in Chromium, opened from the disk and from a web server: looks, search, keyboard; nothing leaves it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from real_browser import new_page

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
KINDS = {
    "front": "index.html", "index": "es/index.html", "right to left": "ar/index.html", "text": "en/window/index.html",
    "hostile": "en/hostile/index.html", "event": "ar/2026-12-05-hall/index.html", "short": "soup/index.html",
    "lost": "404.html",
}  # fmt: skip


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module", name="_kept")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the site is kept: made by the first test that wants it."""
    return tmp_path_factory.mktemp("published") / "site"


@pytest.fixture
def site(site_project: Path, machine: list[str], quick_print: dict[str, int], _kept: Path) -> Path:
    """Return a site as it is published, with fonts: made once, as no test here changes it."""
    from pipeline import build as builder
    from pipeline.plan import Selection
    from pipeline.project import open_project

    if not _kept.exists():
        builder.build(open_project(site_project), Selection(), workers=1)
        shutil.copytree(site_project / "build/site", _kept)
    return _kept


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """Return the address of the site in a folder of a web server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site.parent)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/site"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    """Return a reader, and a list of what went wrong: what a page wrote to the console, what it asked others for."""
    wrong: list[str] = []
    context = chromium.new_context(viewport={"width": 1000, "height": 800})
    context.on("console", lambda message: wrong.append(f"console: {message.text}"))
    context.on("weberror", lambda error: wrong.append(f"script: {error.error}"))
    context.on("request", lambda request: wrong.append(request.url) if _is_foreign(request.url) else None)
    context.on(
        "requestfailed", lambda request: wrong.append(request.url) if "ABORTED" not in str(request.failure) else None
    )
    yield context, wrong
    context.close()


def _is_foreign(address: str) -> bool:
    return not address.startswith(("file:", "http://127.0.0.1:", "data:")) or address.endswith("favicon.ico")


def test_every_kind_of_page_is_sound_for_everybody(site: Path, visit: tuple[BrowserContext, list[str]]) -> None:
    context, wrong = visit
    page = new_page(context)
    found = []
    for kind, name in KINDS.items():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto((site / name).as_uri())
            result = Axe().run(page, options={"preload": False})
            found += [
                f"{kind}, {scheme}, {rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
                for rule in result.response["violations"]
                for node in rule["nodes"]
            ]
    assert found == [], "\n".join(found)
    assert wrong == []


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_is_wider_than_its_window(site: Path, visit: tuple[BrowserContext, list[str]], width: int) -> None:
    page = new_page(visit[0])
    page.set_viewport_size({"width": width, "height": 700})
    for kind, name in KINDS.items():
        page.goto((site / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind


def _search(page: Page, words: str, count: str) -> None:
    page.get_by_role("searchbox").fill(words)
    expect(page.get_by_role("status")).to_have_text(count)


@pytest.mark.parametrize("place", ["disk", "server"])
def test_search_finds_beginnings_of_words_without_accents_and_shows_where(
    site: Path, served: str, visit: tuple[BrowserContext, list[str]], place: str
) -> None:
    context, wrong = visit
    page = new_page(context)
    page.goto((site / "en/index.html").as_uri() if place == "disk" else f"{served}/en/index.html")
    _search(page, "WÁTER", "2 texts found")
    results = page.locator(".results li")
    expect(results.first).to_contain_text("The open window")
    expect(results.first.locator("mark").last).to_have_text("water")
    expect(results.nth(1)).to_contain_text("The water must boil.")
    _search(page, "deja v", "1 text found")
    expect(results.locator("p")).to_contain_text("A short note on déjà vu.")
    _search(page, "ninety water", "1 text found")
    _search(page, "alert script", "1 text found")
    expect(results.locator("a")).to_contain_text("</script><script>alert(1)</script>")
    _search(page, "zeppelin", "Nothing found")
    _search(page, "onion", "1 text found")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab") if page.evaluate("document.activeElement.tagName") != "A" else None
    expect(results.locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/soup/index.html**")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("onion")
    expect(page.get_by_role("status")).to_have_text("1 text found")
    page.get_by_role("searchbox").press("Escape")
    expect(results).to_have_count(0)
    assert wrong == []


def test_a_word_in_a_title_comes_before_one_in_a_heading_and_that_before_one_in_the_text(
    site_project: Path, machine: list[str], quick_print: dict[str, int], visit: tuple[BrowserContext, list[str]]
) -> None:
    from pipeline import build as builder
    from pipeline.plan import Selection
    from pipeline.project import open_project

    for slug, text in {"c": "---\ntitle: Kiln\n---\nX.\n", "b": "---\ntitle: B\ndate: 2026-01-01\n---\n## Kiln\n\nY.\n",
                       "a": "---\ntitle: A\ndate: 2026-02-01\n---\n\nA kiln.\n"}.items():  # fmt: skip
        (site_project / f"texts/{slug}.md").write_text(text, encoding="utf-8")
    builder.build(open_project(site_project), Selection(languages=("en",), formats=("web",)), workers=1)
    page = new_page(visit[0])
    page.goto((site_project / "build/site/en/index.html").as_uri())
    _search(page, "kiln", "3 texts found")
    assert page.locator(".results a").all_inner_texts() == ["Kiln", "B", "A"]


def test_without_scripts_there_is_no_search_and_everything_else(site: Path, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = new_page(context)
    page.goto((site / "en/index.html").as_uri())
    assert not page.locator("form.search").is_visible()
    page.get_by_role("link", name="The open window").first.click()
    page.wait_for_url("**/en/window/index.html")
    context.close()


def test_a_short_address_leads_to_its_edition_from_a_disk_and_a_server(
    site: Path, served: str, visit: tuple[BrowserContext, list[str]]
) -> None:
    context, wrong = visit
    page = new_page(context)
    page.goto((site / "soup/es/index.html").as_uri())
    page.wait_for_url("**/es/soup/index.html")
    page.goto(f"{served}/soup/es/")
    page.wait_for_url("**/es/soup/index.html")
    assert wrong == []
