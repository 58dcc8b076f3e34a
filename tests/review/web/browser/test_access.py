"""Pages that everybody can use: axe-core finds nothing, nothing is too small, everything fits a narrow screen."""

from __future__ import annotations

import datetime
import struct
import zlib
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pipeline.review.catalogue import FUZZY
from pipeline.review.checks import look, pair_of
from pipeline.review.desk import Action
from pipeline.review.memory import Memory, Unit
from pipeline.review.remarks import Remark, RemarkKind, dismissed, with_remark
from pipeline.review.store import update
from pipeline.text.glossary import Glossary, read_glossary

pytestmark = pytest.mark.enable_socket
NOON = "Close the window at noon."
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "overview": "/",
    "editor": "/es/window/",
    "flagged": "/es/window/?show=flagged",
    "conflict": "/es/window/?show=conflict",
    "stale": "/es/window/?show=stale",
    "nothing": "/es/window/?q=nowhere",
    "not drafted": "/pt/window/",
    "replace": "/es/window/replace?find=ventana&with=persiana",
    "preview": "/es/window/preview",
    "name": "/name",
    "help": "/help",
    "error": "/es/nowhere/",
}


class Pages:
    """Two typeset pages that are empty."""

    def page_of(self, slug: str, code: str, entry_id: str) -> int:
        return 2

    def pages(self, slug: str, code: str) -> int:
        return 2

    def png(self, slug: str, code: str, page: int) -> bytes:
        def chunk(kind: bytes, data: bytes) -> bytes:
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        head = struct.pack(">IIBBBBB", 420, 594, 8, 0, 0, 0, 0)
        rows = zlib.compress(b"".join(b"\0" + b"\xff" * 420 for _ in range(594)))
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

    def stamp(self, slug: str, code: str) -> str:
        return "one"


@pytest.fixture
def rich(site):
    """Return a server with something of everything: flags, a conflict, a changed source, comments, terms, memory."""
    house = site.house
    glossary = house.folder / "glossary.csv"
    glossary.write_text("term,translation,match,note\nwindow,ventana,any,de la casa\nnoon,=,any,\n", encoding="utf-8")
    terms: Glossary = read_glossary(glossary, "en", "es")
    memory = Memory(
        [
            Unit(source="Close the window at night.", target="Cierra la ventana por la noche.", text="heat-wave",
                 who="Lucía", when="2026-05-02"),
            Unit(source="Close the door at noon.", target="Cierra la puerta al mediodía.", text="doors"),
        ]
    )  # fmt: skip

    def checks(entry, code):
        pair = pair_of(entry, source_language="en", language_code=code, glossary=terms)
        return look(pair, skip=dismissed(entry))

    house.extra |= {
        "checks": checks,
        "glossary": lambda code: terms,
        "near": lambda code, source: memory.fuzzy(source, minimum=50),
        "preview": Pages(),
    }
    other = Remark(kind=RemarkKind.VERSION, who="Carla", date=datetime.date(2026, 11, 20), text="El agua")

    def changed(entry):
        if entry.source == "Water":
            return with_remark(entry, other)
        if entry.source == NOON:
            target, previous = "Cierra la puerta a las 12.", "Shut the window at midday."
            return replace(entry, target=target, previous=previous, flags=(FUZZY,))
        return entry

    update(
        house.catalogue_path("window", "es"),
        lambda catalogue: replace(catalogue, entries=tuple(map(changed, catalogue.entries))),
        lock_folder=house.folder / "locks",
    )
    house.act("Ben", Action.APPROVE, "Open it at night.", target="Abre  de noche, 25 €")
    house.act("Ben", Action.APPROVE, "The open window", target="La ventana abierta")
    house.act("Ben", Action.COMMENT, NOON, text="¿Mediodía o las doce?")
    site.stop()
    site.start()
    return site


def violations(page: Page, within: str | None = None, only: str | None = None) -> list[str]:
    """Return what axe-core finds, a line each; `within` is a selector, `only` the one rule that counts."""
    rules = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": RULES}
    options = {"preload": False, "resultTypes": ["violations"], "runOnly": rules}
    found = Axe().run(page, context=within, options=options)
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'][:300]})"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def go(site, page: Page, name: str) -> None:
    """Go to one of the pages, and wait for everything on it that comes late."""
    page.goto(PAGES[name])
    site.complaints[:] = [line for line in site.complaints if "/nowhere/" not in line]
    if name == "editor":
        page.locator(f'.seg[data-source="{NOON}"]').click()
        expect(page.locator(".matches li")).to_have_count(2)
        page.locator("#target").fill("Cierra la  puerta, 25 €")
        expect(page.locator("#issues")).to_contain_text("Two spaces")
        page.evaluate("document.querySelectorAll('#panel details').forEach((part) => { part.open = true; })")


@pytest.fixture
def editor(rich) -> Page:
    """Return the editor, with something of everything."""
    page = rich.context().new_page()
    go(rich, page, "editor")
    return page


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_page(rich, width) -> None:
    page = rich.context(viewport={"width": width, "height": 844}, reduced_motion="reduce").new_page()
    found = {}

    def look(name: str, within: str | None = None) -> None:
        found[name] = violations(page, within)
        # By night only the colours are others.
        page.emulate_media(color_scheme="dark")
        found[f"{name} by night"] = violations(page, within, "color-contrast")
        page.emulate_media(color_scheme="light")

    for name in sorted(PAGES, key="editor".__eq__):
        go(rich, page, name)
        look(name)
    page.locator("#place").focus()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    look("dialog")
    page.keyboard.press("Escape")
    page.locator("#filters summary").click()
    # An open menu lies over sentences of the text: only itself is looked at.
    look("menu", "#tools")
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en-GB", "es-ES", "pt-BR"])
def test_every_page_fits_a_screen_of_320_pixels_without_scrolling_sideways(rich, language) -> None:
    """That is 1280 pixels at 400 % (WCAG 1.4.10)."""
    wide = {}
    page = rich.context(viewport={"width": 320, "height": 256}, locale=language).new_page()
    for name in PAGES:
        page.goto(PAGES[name])
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[name] = page.evaluate(
                "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > 321 "
                "&& !e.closest('.vh, .skip')).map((e) => e.outerHTML.slice(0, 120)).slice(0, 4)"
            )
    rich.complaints[:] = [line for line in rich.complaints if "/nowhere/" not in line]
    assert wide == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_what_one_clicks_on_is_at_least_24_pixels_high_or_stands_in_a_line_of_words(rich, width) -> None:
    """WCAG 2.5.8; the sentences themselves are links within lines of words, which it excepts."""
    small = {}
    page = rich.context(viewport={"width": width, "height": 844}).new_page()
    for name in PAGES:
        go(rich, page, name)
        small[name] = page.evaluate(
            """[...document.querySelectorAll(
                 'button, .button, summary, input:not([type=hidden]), .drop a, .masthead a, .pages a')]
               .filter((e) => e.checkVisibility() && !e.closest('.skip'))
               .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
               .filter(([, box]) => box.width < 24 || box.height < 24)
               .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
        )
    assert {name: found for name, found in small.items() if found} == {}


@pytest.mark.slow
def test_a_screen_reader_hears_what_matters(editor) -> None:
    page = editor
    landmarks = ("main", "banner", "complementary", "search")
    assert [page.get_by_role(role).count() for role in landmarks] == [1, 1, 1, 1]
    field = page.get_by_role("textbox", name="Translation: Español")
    assert field.get_attribute("lang") == "es-ES" and field.get_attribute("spellcheck") == "true"
    described = field.get_attribute("aria-describedby").split()[0]
    assert page.locator(f"#{described}").inner_text().strip() == NOON
    assert page.locator(f"#{described}").get_attribute("lang").startswith("en")
    bar = page.get_by_role("progressbar")
    assert bar.get_attribute("aria-valuetext") == "2 of 15 approved"
    assert page.locator("#say").get_attribute("role") == "status"
    removed = page.locator(".stale del").first
    assert "taken out:" in removed.text_content()


@pytest.mark.slow
def test_the_focus_can_be_seen_and_is_never_hidden_by_the_bar(editor) -> None:
    page = editor
    page.locator("#target").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
              if (e === document.body) return '';
              if (style.outlineStyle === 'none') return 'no outline: ' + e.outerHTML.slice(0, 120);
              const middle = Math.max(1, Math.min(innerHeight - 2, box.top + box.height / 2));
              const top = document.elementFromPoint(Math.max(1, box.left + 3), middle);
              const covered = top?.closest('#tools') && !e.closest('#tools');
              return covered && box.bottom <= document.querySelector('#tools').getBoundingClientRect().bottom
                ? 'hidden: ' + e.outerHTML.slice(0, 120) : '';
            }"""
        )
        assert hidden == ""
