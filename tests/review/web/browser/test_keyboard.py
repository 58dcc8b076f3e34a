"""A review by keyboard alone, in real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pipeline.review.catalogue import State

pytestmark = pytest.mark.enable_socket


def focused(page: Page) -> str:
    """Return what has the focus: its id, or its words."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_a_newcomer_approves_a_first_sentence_with_seven_keys(site) -> None:
    page = site.page("/", name="")
    assert focused(page) == "name"
    page.keyboard.type("Ana")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("15 sentences left")
    for _ in range(12):
        page.keyboard.press("Tab")
        if focused(page).startswith("Start reviewing"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#target")).to_be_focused()
    assert page.locator("#target").input_value() == "La ventana abierta"
    page.keyboard.press("Control+Enter")
    expect(page.locator("#say")).to_have_text("Approved.")
    assert site.state("The open window") == ("La ventana abierta", "approved", "Ana")
    # The next sentence is open, with the caret in it.
    expect(page.locator("#source-now")).to_contain_text("What to do when it is hot.")
    expect(page.locator("#target")).to_be_focused()


@pytest.mark.slow
def test_a_whole_text_is_reviewed_by_keyboard_alone(site) -> None:
    page = site.page()
    approved = 0
    while page.locator("#finished").is_hidden():
        expect(page.locator("#target")).to_be_focused()
        source = page.locator("#source-now").inner_text()
        if not page.locator("#target").input_value():
            page.keyboard.insert_text(f"«{source.strip()}» en español")
        page.keyboard.press("Control+Enter")
        approved += 1
        assert approved < 20
        expect(page.locator("#left")).to_have_text(
            "all approved" if approved == 15 else f"{15 - approved} sentence{'s' * (approved != 14)} left"
        )
    catalogue = site.house.desk().catalogue()
    assert {entry.state for entry in catalogue} == {State.APPROVED}
    assert {entry.reviewer for entry in catalogue} == {"Ana"}
    assert catalogue["Rest in the shade."].target == "«Rest in the shade.» en español"


@pytest.mark.slow
def test_every_key_of_the_help_sheet_does_what_it_says(site) -> None:
    page = site.page()
    target, place = page.locator("#target"), page.locator("#source-now")
    page.keyboard.press("Alt+ArrowDown")
    expect(place).to_contain_text("What to do when it is hot.")
    page.keyboard.press("Alt+ArrowDown")
    expect(place).to_contain_text("Close the window at noon.")
    page.keyboard.press("Alt+ArrowUp")
    expect(place).to_contain_text("What to do when it is hot.")
    # Save unfinished, and stay.
    page.keyboard.insert_text("Qué hacer")
    page.keyboard.press("Control+s")
    expect(page.locator("#say")).to_have_text("Saved as unfinished.")
    assert site.state("What to do when it is hot.") == ("Qué hacer", "draft", "")
    # Approve, and stay.
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".state")).to_have_text("approved by Ana")
    assert site.state("What to do when it is hot.") == ("Qué hacer", "approved", "Ana")
    # Undo, twice.
    page.keyboard.press("Alt+z")
    expect(page.locator(".state")).to_have_text("draft")
    page.keyboard.press("Alt+z")
    expect(target).to_have_value("")
    assert site.state("What to do when it is hot.")[1] == "untranslated"
    # A comment, sent with the keys that approve elsewhere.
    page.keyboard.press("Alt+c")
    page.keyboard.insert_text("¿Hace calor o mucho calor?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".comments .text")).to_have_text("¿Hace calor o mucho calor?")
    # The panel, and back into the text with Escape; out of the text with Escape, and back with Enter.
    page.keyboard.press("Alt+p")
    assert focused(page) == "panel"
    page.keyboard.press("Escape")
    assert focused(page) == "target"
    page.keyboard.press("Escape")
    assert focused(page) == "place"
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(place).to_contain_text("Close the window at noon.")
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    expect(place).to_contain_text("What to do when it is hot.")
    page.keyboard.press("Enter")
    assert focused(page) == "target"
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    assert focused(page).startswith("Everything")
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).not_to_have_attribute("open", "")
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.keyboard.insert_text("cellar")
    page.keyboard.press("Enter")
    expect(page.locator(".filtered")).to_contain_text("1 sentence found")
    expect(place).to_contain_text("cellar")


@pytest.mark.slow
def test_the_draft_comes_back_with_a_key(site) -> None:
    drafts = {entry.source: entry for entry in site.house.desk().catalogue()}
    from pipeline.review.catalogue import Draft

    def draft(slug: str, code: str, source: str) -> Draft | None:
        entry = drafts[source]
        return Draft(text=entry.target, origin=entry.origin) if entry.origin else None

    site.house.extra["draft"] = draft
    site.stop()
    site.start()
    page = site.page()
    page.locator("#target").fill("Otra cosa")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".state")).to_have_text("approved by Ana")
    page.keyboard.press("Alt+r")
    expect(page.locator("#target")).to_have_value("La ventana abierta")
    assert site.state("The open window") == ("La ventana abierta", "draft", "")


@pytest.mark.slow
def test_letters_are_typed_while_writing_and_can_be_switched_off(site) -> None:
    page = site.page()
    page.keyboard.press("End")
    page.keyboard.type(" /?fjkn")
    expect(page.locator("#target")).to_have_value("La ventana abierta /?fjkn")
    assert page.locator("#help").is_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.locator("#help [data-letters]").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    assert focused(page) == "place"
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(page.locator("#help")).to_be_hidden()
    expect(page.locator("#source-now")).to_contain_text("The open window")


@pytest.mark.slow
def test_a_mend_is_made_with_one_key_and_a_check_dismissed_with_a_reason(site) -> None:
    from pipeline.review.checks import look, pair_of
    from pipeline.review.remarks import dismissed

    def checks(entry, code):
        return look(pair_of(entry, source_language="en", language_code=code), skip=dismissed(entry))

    site.house.extra["checks"] = checks
    site.stop()
    site.start()
    page = site.page()
    page.locator("#target").fill("La  ventana abierta")
    expect(page.locator("#issues")).to_contain_text("Two spaces, where one is enough.")
    page.keyboard.press("Alt+m")
    expect(page.locator("#target")).to_have_value("La ventana abierta")
    expect(page.locator("#issues")).to_contain_text("Nothing to complain of.")
    page.keyboard.press("Control+z")
    expect(page.locator("#target")).to_have_value("La  ventana abierta")
    expect(page.locator("#issues")).to_contain_text("Two spaces")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".state")).to_have_text("approved by Ana")
    page.locator("#issues summary").click()
    page.locator("#issues input[name=text]").fill("So it is printed")
    page.keyboard.press("Enter")
    expect(page.locator(".dismissed")).to_contain_text("So it is printed")
    expect(page.locator("#issues")).to_contain_text("Nothing to complain of.")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("#issues")).to_contain_text("Two spaces")


@pytest.mark.slow
def test_a_space_after_the_last_word_is_nothing_unsaved(site) -> None:
    page = site.page()
    page.keyboard.press("End")
    page.keyboard.type(" ")
    page.keyboard.press("Control+s")
    expect(page.locator("#say")).to_have_text("Saved as unfinished.")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#source-now")).to_contain_text("What to do when it is hot.")
    expect(page.locator(".tag.unsaved")).to_have_count(0)
    page.reload()
    expect(page.locator(".tag.unsaved")).to_have_count(0)
