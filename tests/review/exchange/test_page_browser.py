"""The offline page in Chromium, opened from a file, with no network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from exchange_rows import COLD, COLD_ES, ENTRIES, NEW, REST, WINDOW, export, kinds, merged
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from real_browser import new_page, next_page

from pipeline.review.catalogue import FUZZY, Entry, State
from pipeline.review.exchange import corrections, page
from pipeline.review.remarks import remarks, versions

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
pytestmark = pytest.mark.slow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "window.es.html"
    path.write_bytes(page.write(export()))
    return path


@pytest.fixture
def device(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that makes a device: storage of its own, no network, complaints collected and none allowed."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(offline=True, **{"locale": "en-GB", **options})
        context.on("request", lambda request: complaints.extend([request.url] if _goes_out(request.url) else []))
        context.on("console", lambda message: complaints.append(message.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        with suppress(Error):
            context.close()
    assert complaints == []


def _goes_out(url: str) -> bool:
    return not url.startswith(("file:", "blob:", "data:"))


def opened(context: BrowserContext, file: Path) -> Page:
    tab = new_page(context)
    tab.goto(file.as_uri())
    return tab


def named(tab: Page, name: str = "Ana Reyes") -> None:
    tab.locator("#name").fill(name)
    tab.locator("#name-form button[type=submit]").click()


def saved(tab: Page, folder: Path, name: str | None = "Ana Reyes") -> Path:
    """Press the button, say the name where it is asked for, and return the file."""
    with tab.expect_download() as download:
        tab.locator("#save").click()
        if name:
            named(tab, name)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def batch_of(path: Path) -> corrections.Batch:
    return corrections.read(path.read_bytes(), path)


def test_a_review_by_touch_on_a_phone_survives_closing_and_is_merged(
    device: Callable[..., BrowserContext], file: Path, tmp_path: Path
) -> None:
    context = device(**PHONE)
    tab = opened(context, file)
    tab.locator("#s1").tap()
    tab.locator("#translation").fill("Cierra bien la ventana.")
    tab.locator("#comment").fill("¿O “las ventanas”?")
    tab.locator("#approve").tap()
    expect(tab.locator("#panel-title")).to_contain_text("Sentence 3 of 4")
    tab.locator("#translation").fill("Una `new` frase <b>.")
    tab.locator("#s4").tap()
    tab.locator("#unsure").tap()
    tab = next_page(tab)
    tab.goto(file.as_uri())
    expect(tab.locator("#s1")).to_contain_text("Cierra bien la ventana. (Approved)")
    expect(tab.locator("#s3")).to_contain_text("Changed, not approved yet")
    expect(tab.locator("#s4")).to_contain_text("Not sure")
    expect(tab.locator("#progress-text")).to_have_text("2 of 4 approved")
    path = saved(tab, tmp_path)
    assert path.name == "window.es.ana-reyes.corrections.json"
    new, report = merged(batch_of(path), who="")
    assert sorted(kinds(report)) == ["comment", "comment", "taken", "taken", "unchanged"]
    assert (new[WINDOW].target, new[WINDOW].reviewer) == ("Cierra bien la ventana.", "Ana Reyes")
    assert [remark.text for remark in remarks(new[WINDOW])] == ["¿O “las ventanas”?"]
    assert (new[NEW].target, new[NEW].state) == ("Una `new` frase <b>.", State.DRAFT)
    assert [remark.text for remark in remarks(new[REST])] == ["Not sure"]
    assert new[COLD] == ENTRIES[1]
    again, _ = merged(batch_of(path), new.entries, who="")
    assert again == new


def test_a_whole_review_by_keyboard_alone(device: Callable[..., BrowserContext], file: Path, tmp_path: Path) -> None:
    tab = opened(device(), file)
    keys = tab.keyboard
    for _ in range(20):
        keys.press("Tab")
        if tab.evaluate("document.activeElement.id") == "s1":
            break
    keys.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "translation"
    keys.press("Control+Enter")
    expect(tab.locator("#panel-title")).to_contain_text("Sentence 3")
    keys.type("Frase `new` <b>.")
    keys.press("Control+Enter")
    expect(tab.locator("#panel-title")).to_contain_text("Sentence 4")
    keys.press("Alt+ArrowUp")
    expect(tab.locator("#panel-title")).to_contain_text("Sentence 3")
    keys.press("Alt+ArrowDown")
    keys.press("Control+a")
    keys.type("Descansa **ya**.")
    keys.press("Control+Enter")
    expect(tab.locator("#progress-text")).to_have_text("4 of 4 approved")
    expect(tab.locator("#say")).to_contain_text("All sentences are approved")
    assert tab.evaluate("document.activeElement.id") == "end-title"
    keys.press("?")
    expect(tab.locator("#help")).to_be_visible()
    keys.press("Escape")
    with tab.expect_download() as download:
        keys.press("Control+s")
        keys.type("Luis")
        keys.press("Enter")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    new, report = merged(batch_of(path), who="")
    assert kinds(report) == ["approved", "taken", "taken"]
    assert {entry.state for entry in new} == {State.APPROVED}


def test_escape_closes_and_gives_the_focus_back(device: Callable[..., BrowserContext], file: Path) -> None:
    tab = opened(device(), file)
    tab.locator("#s2").click()
    expect(tab.locator("#s2")).to_have_attribute("aria-expanded", "true")
    tab.keyboard.press("Escape")
    expect(tab.locator("#s2")).to_have_attribute("aria-expanded", "false")
    assert tab.evaluate("document.activeElement.id") == "s2"


def test_undo_takes_back_one_thing_after_the_other(device: Callable[..., BrowserContext], file: Path) -> None:
    tab = opened(device(), file)
    tab.locator("#s1").click()
    tab.locator("#translation").fill("Uno.")
    tab.locator("#close").click()
    tab.locator("#s1").click()
    tab.locator("#translation").fill("Dos.")
    tab.locator("#close").click()
    tab.locator("#undo").click()
    expect(tab.locator("#s1")).to_contain_text("Uno.")
    tab.locator("#undo").click()
    expect(tab.locator("#s1")).to_contain_text("Cierra la ventana. (Draft)")
    expect(tab.locator("#undo")).to_be_disabled()


def test_as_it_was_and_an_approval_taken_back(device: Callable[..., BrowserContext], file: Path) -> None:
    tab = opened(device(), file)
    tab.locator("#s2").click()
    tab.locator("#translation").fill("Bebe.")
    expect(tab.locator("#signs")).to_contain_text("**")
    tab.locator("#as-it-was").click()
    expect(tab.locator("#translation")).to_have_value(COLD_ES)
    expect(tab.locator("#signs")).to_be_empty()
    tab.locator("#close").click()
    expect(tab.locator("#sum")).to_contain_text("not changed anything")


def test_leaving_with_unsent_work_asks_first(device: Callable[..., BrowserContext], file: Path, tmp_path: Path) -> None:
    tab = opened(device(), file)
    asked: list[str] = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.reload()
    assert asked == []
    tab.locator("#s1").click()
    tab.locator("#translation").fill("Cierra.")
    # Chromium may load the page again before it has taken what was written a moment ago.
    for _ in range(300):
        if tab.evaluate("Object.values(localStorage).some((value) => value.includes('Cierra.'))"):
            break
        tab.wait_for_timeout(100)
    tab.wait_for_timeout(300)
    tab.reload()
    assert asked == ["beforeunload"]
    saved(tab, tmp_path)
    tab.reload()
    assert asked == ["beforeunload"]
    expect(tab.locator("#s1")).to_contain_text("Cierra.")


def test_without_storage_the_page_says_so_and_still_saves(
    device: Callable[..., BrowserContext], file: Path, tmp_path: Path
) -> None:
    """As in the viewers that phones open `content://` files with."""
    context = device(**PHONE)
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})")
    tab = opened(context, file)
    expect(tab.locator("#no-storage")).to_be_visible()
    tab.locator("#s1").tap()
    tab.locator("#approve").tap()
    assert [row.approved for row in batch_of(saved(tab, tmp_path)).rows] == [True]


def test_work_goes_on_with_another_device(device: Callable[..., BrowserContext], file: Path, tmp_path: Path) -> None:
    first = opened(device(), file)
    first.locator("#s1").click()
    first.locator("#translation").fill("Cierra bien la ventana.")
    first.locator("#approve").click()
    first.locator("#s4").click()
    first.locator("#unsure").click()
    path = saved(first, tmp_path)

    second = opened(device(), file)
    second.locator("#s4").click()
    second.locator("#translation").fill("Descansa **luego**.")
    second.locator("#file").set_input_files(path)
    expect(second.locator("#say")).to_contain_text("Loaded: 1. Left as they are here, because you changed them too: 1.")
    expect(second.locator("#s1")).to_contain_text("Cierra bien la ventana. (Approved)")
    expect(second.locator("#s4")).to_contain_text("Descansa luego.")
    expect(second.locator("#name-shown")).to_have_text("Ana Reyes")
    later = saved(second, tmp_path, name=None)
    assert [row.target for row in batch_of(later).rows] == ["Cierra bien la ventana.", "Descansa **luego**."]


def test_files_of_other_texts_and_no_corrections_are_refused(
    device: Callable[..., BrowserContext], file: Path, tmp_path: Path
) -> None:
    tab = opened(device(), file)
    other = tmp_path / "other.json"
    other.write_text(
        json.dumps({"octavilla": "corrections", "version": 1, "slug": "door", "language": "es", "rows": []})
    )
    tab.locator("#file").set_input_files(other)
    expect(tab.locator("#say")).to_contain_text("another text or language: door, es")
    other.write_text("{")
    tab.locator("#file").set_input_files(other)
    expect(tab.locator("#say")).to_contain_text("no corrections file")


def test_filters_show_what_they_say(device: Callable[..., BrowserContext], file: Path) -> None:
    tab = opened(device(), file)
    choose = tab.locator("#filter")
    for value, shown in (("open", [0, 1]), ("flagged", [1]), ("unsure", []), ("mine", []), ("all", [0, 1])):
        choose.select_option(value)
        visible = [index for index, item in enumerate(tab.locator(".par").all()) if item.is_visible()]
        assert visible == shown, value
    tab.locator("#s1").click()
    tab.locator("#unsure").click()
    choose.select_option("unsure")
    assert [item.is_visible() for item in tab.locator(".par").all()] == [True, False]
    choose.select_option("mine")
    assert [item.is_visible() for item in tab.locator(".par").all()] == [True, False]


def test_a_stale_sentence_shows_the_difference(device: Callable[..., BrowserContext], file: Path) -> None:
    tab = opened(device(), file)
    tab.locator("#s4").click()
    assert tab.locator(".changed-source del").all_text_contents() == ["**today**."]
    assert tab.locator(".changed-source ins").all_text_contents() == ["**now**."]


@pytest.mark.parametrize(("code", "words"), [("es", "Guardar"), ("pt", "Salvar"), ("en", "Save")])
def test_the_language_of_the_buttons_is_the_reader_s_and_can_be_changed(
    device: Callable[..., BrowserContext], file: Path, code: str, words: str
) -> None:
    context = device(locale={"es": "es-MX", "pt": "pt-PT", "en": "en-US"}[code])
    tab = opened(context, file)
    expect(tab.locator("#save")).to_have_text(words)
    tab.locator("[data-language=es]").click()
    expect(tab.locator("#save")).to_have_text("Guardar")
    tab.reload()
    expect(tab.locator("#save")).to_have_text("Guardar")
    assert tab.evaluate("document.documentElement.lang") == "es"


HOSTILE = (
    "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 2'>&lt;b&gt;{{ 7*7 }} `<i>` "
    "[x](javascript:hit=3)"
)


def test_hostile_text_is_shown_as_text(device: Callable[..., BrowserContext], tmp_path: Path) -> None:
    entry = Entry(source=HOSTILE, target=f"T {HOSTILE}", flags=(FUZZY,), previous=f"P {HOSTILE}", comments=(HOSTILE,))
    path = tmp_path / "hostile.html"
    made = replace(export([entry]), title=HOSTILE)
    path.write_bytes(page.write(replace(made, rows=(replace(made.rows[0], doubts=(HOSTILE,), role=HOSTILE),))))
    tab = opened(device(), path)
    tab.locator("#s1").click()
    tab.locator("#comment").fill(HOSTILE)
    tab.locator("#approve").click()
    tab.reload()
    assert tab.locator("h1").text_content() == HOSTILE
    tab.locator("#s1").click()
    assert tab.locator(".original").text_content() == HOSTILE
    assert tab.evaluate("window.hit") is None
    assert tab.locator("img, main a, main script").count() == 0
    (row,) = batch_of(saved(tab, tmp_path)).rows
    assert (row.source, row.target, row.comment) == (HOSTILE, f"T {HOSTILE}", HOSTILE)


def test_a_page_saved_by_the_browser_holds_the_corrections(
    device: Callable[..., BrowserContext], file: Path, tmp_path: Path
) -> None:
    """As HTML (“web page, complete”), and as a web archive, which is what phones save."""
    context = device()
    tab = opened(context, file)
    tab.locator("#s1").click()
    tab.locator("#translation").fill("Cierra <bien> & ya.")
    tab.locator("#approve").click()
    whole = tmp_path / "saved.html"
    whole.write_text(tab.content(), encoding="utf-8")
    archive = tmp_path / "saved.mhtml"
    archive.write_text(context.new_cdp_session(tab).send("Page.captureSnapshot")["data"], encoding="utf-8", newline="")
    for path in (whole, archive):
        (row,) = page.read(path.read_bytes(), path).rows
        assert (row.target, row.approved) == ("Cierra <bien> & ya.", True), path.suffix
    again = opened(device(), whole)
    expect(again.locator("#s1")).to_contain_text("Cierra <bien> & ya. (Approved)")


def test_copied_text_is_the_file(device: Callable[..., BrowserContext], file: Path, tmp_path: Path) -> None:
    tab = opened(device(), file)
    tab.locator("#copy").click()
    expect(tab.locator("#say")).to_contain_text("not changed anything")
    tab.locator("#s1").click()
    tab.locator("#approve").click()
    tab.locator("#copy").click()
    named(tab)
    text = tab.locator("#copy-text").input_value()
    path = tmp_path / "message.txt"
    path.write_text(f"Hi!\n{text}\nAna", encoding="utf-8")
    assert batch_of(path).rows[0].approved is True
    tab.locator("#copy-now").click()
    expect(tab.locator("#sum")).to_contain_text("Saved to a file")


def test_sharing_offers_a_kind_of_file_that_the_device_takes(device: Callable[..., BrowserContext], file: Path) -> None:
    context = device(**PHONE)
    context.add_init_script(
        "navigator.canShare = (data) => data.files.every((file) => file.type === 'text/plain');"
        "navigator.share = async (data) => { window.shared = [data.files[0].name, await data.files[0].text()]; };"
    )
    tab = opened(context, file)
    tab.locator("#s1").tap()
    tab.locator("#approve").tap()
    tab.locator("#share").tap()
    named(tab, "Zoë Ñandú")
    tab.wait_for_function("window.shared")
    name, text = tab.evaluate("window.shared")
    assert name == "window.es.zoe-nandu.corrections.txt"
    assert corrections.read(text.encode(), Path(name)).rows[0].approved is True


def test_a_conflict_is_kept_beside_what_was_changed_meanwhile(
    device: Callable[..., BrowserContext], file: Path, tmp_path: Path
) -> None:
    tab = opened(device(), file)
    tab.locator("#s1").click()
    tab.locator("#translation").fill("Cierra bien la ventana.")
    tab.locator("#approve").click()
    batch = batch_of(saved(tab, tmp_path))
    meanwhile = replace(ENTRIES[0], target="Cierre la ventana.", flags=())
    new, report = merged(batch, [meanwhile, *ENTRIES[1:]], who="")
    assert kinds(report) == ["conflict"]
    assert new[WINDOW].target == "Cierre la ventana."
    assert [version.text for version in versions(new[WINDOW])] == ["Cierra bien la ventana."]


def test_without_scripts_the_page_says_what_to_do(device: Callable[..., BrowserContext], file: Path) -> None:
    tab = opened(device(java_script_enabled=False), file)
    assert [item.is_visible() for item in tab.locator(".stop").all()] == [True, True, True]


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("locale", ["en-GB", "es-ES", "pt-BR"])
def test_axe_finds_nothing_and_nothing_overflows(
    device: Callable[..., BrowserContext], file: Path, size: str, locale: str
) -> None:
    options = PHONE if size == "phone" else {"viewport": {"width": 1200, "height": 850}}
    # axe is put into the page as an inline script, which the page's own policy forbids.
    tab = opened(device(locale=locale, reduced_motion="reduce", **options), file)
    axe = Axe()
    colours = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    for step in ("start", "open", "filter", "help", "name"):
        if step == "open":
            tab.locator("#s2").click()
            tab.locator("#translation").fill("Bebe.")
            tab.locator("#s4").click()
        elif step == "filter":
            tab.locator("#unsure").click()
            tab.locator("#filter").select_option("open")
        elif step == "help":
            tab.locator("#help-button").click()
        elif step == "name":
            tab.keyboard.press("Escape")
            tab.locator("#rename").click()
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            found = axe.run(tab, options=None if scheme == "light" else colours)
            assert [(item["id"], item["nodes"][0]["html"]) for item in found.response["violations"]] == [], (
                step,
                scheme,
            )
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, step


def test_a_text_of_ten_thousand_sentences_stays_usable(device: Callable[..., BrowserContext], tmp_path: Path) -> None:
    entries = [
        Entry(source=f"Sentence **{n}** of many.", target=f"Frase **{n}**.", flags=(FUZZY,)) for n in range(10_000)
    ]
    path = tmp_path / "long.html"
    path.write_bytes(page.write(export(entries)))
    tab = opened(device(), path)
    # The first sentences are there at once, the others when the browser has time, without anybody scrolling.
    assert tab.evaluate("document.querySelectorAll('.s').length") > 0
    tab.locator("#s10000").wait_for(state="attached")
    assert tab.locator(".s").count() == 10_000
    # A letter changes the sentence, and nothing of the thousands around it.
    touched = tab.evaluate(
        """async () => {
          document.getElementById('s5000').click();
          const area = document.getElementById('translation');
          const touched = new Set();
          const watch = new MutationObserver((all) => all.forEach((one) => touched.add(one.target)));
          watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
          for (let n = 0; n < 10; n += 1) { area.value += 'x'; area.dispatchEvent(new Event('input')); }
          await new Promise((done) => setTimeout(done));
          return [...touched].filter((node) => node.isConnected).length;
        }"""
    )
    assert 0 < touched < 20


def test_what_is_not_on_the_page_yet_is_there_when_it_is_needed(
    device: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    """As on a slow phone: the browser never has time of its own accord."""
    entries = [Entry(source=f"Sentence {n}.", target=f"Frase {n}.", flags=(FUZZY,)) for n in range(1, 601)]
    path = tmp_path / "long.html"
    path.write_bytes(page.write(export(entries)))
    context = device()
    context.add_init_script("window.requestIdleCallback = () => 0;")
    tab = opened(context, path)
    assert tab.locator(".s").count() < 600
    assert tab.locator("#s600").count() == 0
    tab.evaluate("document.querySelector('.end').scrollIntoView()")
    expect(tab.locator("#s600")).to_have_text("Frase 600. (Draft)")
    assert tab.locator("#s300").count() == 0
    tab.locator("#filter").select_option("mine")
    expect(tab.locator("#nothing")).to_be_visible()
    tab.locator("#filter").select_option("all")
    tab.locator("[data-language=es]").click()
    tab.evaluate("document.querySelectorAll('.par')[149].scrollIntoView()")
    expect(tab.locator("#s300")).to_have_text("Frase 300. (Borrador)")
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.locator(".s").count() == 600
    numbers = tab.evaluate("Array.from(document.querySelectorAll('.s'), (one) => Number(one.id.slice(1)))")
    assert numbers == list(range(1, 601))
