"""Several people at once, lost connections, and pages closed too early, in real Chromium."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from real_browser import next_page

from pipeline.review.desk import Action
from pipeline.review.remarks import Remark, RemarkKind, with_remark
from pipeline.review.store import update

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
TITLE = "The open window"
NOON = "Close the window at noon."


def approve(page: Page, text: str) -> None:
    """Write a translation and approve it."""
    page.locator("#target").fill(text)
    page.keyboard.press("Control+Enter")


def show(page: Page, source: str) -> None:
    """Open a sentence of the text with the mouse."""
    page.locator(f'.seg[data-source="{source}"]').first.click()
    expect(page.locator("#source-now")).to_contain_text(source.split("*")[0].strip())


def test_the_second_of_two_sees_the_first_ones_version_and_takes_it(site) -> None:
    ana, ben = site.page(name="Ana"), site.page(name="Ben")
    ben.locator("#target").fill("La ventana de Ben")
    approve(ana, "La ventana de Ana")
    expect(ana.locator("#say")).to_have_text("Approved.")
    ben.locator("#target").focus()
    ben.keyboard.press("Control+Enter")
    expect(ben.locator("#choose")).to_contain_text("Ana saved another version of this sentence.")
    expect(ben.locator("#choose .words")).to_have_text("La ventana de Ana")
    expect(ben.locator("#target")).to_have_value("La ventana de Ben")
    assert site.state(TITLE) == ("La ventana de Ana", "approved", "Ana")
    ben.get_by_role("button", name="Take that version").click()
    expect(ben.locator("#target")).to_have_value("La ventana de Ana")
    ben.keyboard.press("Control+Enter")
    expect(ben.locator("#source-now")).to_contain_text("What to do")
    # Ben only read it: the approval stays Ana's.
    assert site.state(TITLE) == ("La ventana de Ana", "approved", "Ana")


def test_the_second_of_two_may_put_the_own_version_in_its_place_and_the_first_sees_that(site) -> None:
    ana, ben = site.page(name="Ana"), site.page(name="Ben")
    ben.locator("#target").fill("La ventana de Ben")
    approve(ana, "La ventana de Ana")
    expect(ana.locator("#say")).to_have_text("Approved.")
    show(ana, TITLE)
    ben.keyboard.press("Control+Enter")
    expect(ben.locator("#choose")).to_be_visible()
    ben.keyboard.press("Control+Enter")
    expect(ben.locator("#say")).to_have_text("Approved.")
    assert site.state(TITLE) == ("La ventana de Ben", "approved", "Ben")
    expect(ana.locator("#target")).to_have_value("La ventana de Ben")
    expect(ana.locator(".state")).to_have_text("approved by Ben")


def test_what_others_change_appears_without_a_reload_and_never_over_what_one_writes(site) -> None:
    page = site.page()
    show(page, NOON)
    page.locator("#target").fill("Lo que escribo")
    site.house.act("Ben", Action.APPROVE, TITLE, target="De Ben")
    site.house.act("Ben", Action.APPROVE, NOON, target="También de Ben")
    title = page.locator(f'.seg[data-source="{TITLE}"]')
    expect(title).to_have_text("De Ben")
    expect(page.locator("#choose .words")).to_have_text("También de Ben")
    expect(page.locator("#target")).to_have_value("Lo que escribo")
    expect(page.locator("#left")).to_have_text("13 sentences left")


def test_a_lost_connection_loses_nothing(site) -> None:
    page = site.page()
    page.context.set_offline(True)
    expect(page.locator("#banner")).to_contain_text("No connection.")
    approve(page, "Una ventana")
    expect(page.locator("#source-now")).to_contain_text("What to do")
    approve(page, "Qué hacer")
    expect(page.locator("#banner")).to_contain_text("2 changes are waiting.")
    expect(page.locator(f'.seg[data-source="{TITLE}"]')).to_contain_text("waiting to be sent")
    assert site.state(TITLE)[1] == "draft"
    page.context.set_offline(False)
    expect(page.locator("#banner")).to_contain_text("The connection is back. Everything is saved.")
    assert site.state(TITLE) == ("Una ventana", "approved", "Ana")
    assert site.state("What to do when it is hot.") == ("Qué hacer", "approved", "Ana")
    expect(page.locator(".tag.waiting")).to_have_count(0)


def test_what_was_approved_while_the_server_was_down_is_sent_by_the_next_page(site) -> None:
    page = site.page()
    site.stop()
    approve(page, "Una ventana")
    expect(page.locator("#banner")).to_contain_text("1 change is waiting.")
    again = next_page(page)
    site.start()
    # Any page sends it, not only that of the text.
    again.goto("/")
    expect(again.locator("h1")).to_be_visible()
    # Not `wait_for_function`: where it has to wait it asks the page to evaluate a string, which the page forbids.
    for _ in range(300):
        if again.evaluate("!Object.keys(localStorage).some((key) => key.includes(':out:'))"):
            break
        again.wait_for_timeout(100)
    assert site.state(TITLE) == ("Una ventana", "approved", "Ana")


def test_a_version_of_somebody_else_made_while_the_connection_was_lost_is_a_choice(site) -> None:
    page = site.page()
    page.context.set_offline(True)
    approve(page, "Sin conexión")
    site.house.act("Ben", Action.APPROVE, TITLE, target="De Ben")
    page.context.set_offline(False)
    expect(page.locator("#choose .words")).to_have_text("De Ben")
    expect(page.locator("#target")).to_have_value("Sin conexión")
    assert site.state(TITLE) == ("De Ben", "approved", "Ben")


def test_an_answer_that_got_lost_on_its_way_is_no_conflict(site) -> None:
    page = site.page()
    lost = []

    def swallow(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/es/window/*", swallow)
    approve(page, "Llegó")
    expect(page.locator("#say")).to_have_text("Approved.")
    assert site.state(TITLE) == ("Llegó", "approved", "Ana")
    expect(page.locator("#choose")).to_be_hidden()
    expect(page.locator("#source-now")).to_contain_text("What to do")


def test_unsaved_words_survive_the_closed_page_and_can_be_thrown_away(site) -> None:
    page = site.page()
    page.locator("#target").fill("A medio escribir")
    again = next_page(page)
    again.goto("/es/window/")
    expect(again.locator("#target")).to_have_value("A medio escribir")
    expect(again.locator("#edit-note")).to_contain_text("and did not save it.")
    again.keyboard.press("Alt+ArrowDown")
    expect(again.locator(f'.seg[data-source="{TITLE}"]')).to_contain_text("not saved yet")
    again.keyboard.press("Alt+ArrowUp")
    expect(again.locator("#target")).to_have_value("A medio escribir")
    again.get_by_role("button", name="Throw it away").click()
    expect(again.locator("#target")).to_have_value("La ventana abierta")
    assert site.state(TITLE) == ("La ventana abierta", "draft", "")
    again.reload()
    expect(again.locator("#target")).to_have_value("La ventana abierta")


def test_unsaved_words_whose_sentence_somebody_changed_are_a_choice(site) -> None:
    page = site.page()
    page.locator("#target").fill("A medio escribir")
    again = next_page(page)
    site.house.act("Ben", Action.APPROVE, TITLE, target="De Ben")
    again.goto("/es/window/")
    show(again, TITLE)
    expect(again.locator("#choose .words")).to_have_text("De Ben")
    expect(again.locator("#target")).to_have_value("A medio escribir")


def test_a_conflict_from_outside_is_settled_by_choosing_a_version(site) -> None:
    site.house.act("Ana", Action.APPROVE, TITLE, target="La de Ana")

    def add(catalogue):
        other = Remark(kind=RemarkKind.VERSION, who="Carla", date=datetime.date(2026, 11, 20), text="La de Carla")
        entries = tuple(with_remark(e, other) if e.source == TITLE else e for e in catalogue.entries)
        return replace(catalogue, entries=entries)

    update(site.house.catalogue_path("window", "es"), add, lock_folder=site.house.folder / "locks")
    page = site.page("/es/window/?show=conflict")
    expect(page.locator(".versions")).to_contain_text("More than one version: choose")
    page.locator(".version").nth(1).get_by_role("button").click()
    expect(page.locator("#target")).to_have_value("La de Carla")
    expect(page.locator(".versions")).to_have_count(0)
    assert site.state(TITLE) == ("La de Carla", "approved", "Ana")


def test_without_scripts_the_forms_do_the_same(site) -> None:
    page = site.page(java_script_enabled=False)
    page.locator("#target").fill("Sin guion")
    page.get_by_role("button", name="Approve and go on").click()
    expect(page.locator("#source-now")).to_contain_text("What to do")
    assert site.state(TITLE) == ("Sin guion", "approved", "Ana")
    other = site.page(f"/es/window/?at={page.url.partition('at=')[2]}", name="Ben", java_script_enabled=False)
    other.locator("#target").fill("De Ben")
    other.get_by_role("button", name="Save unfinished").click()
    page.locator("#target").fill("De Ana")
    page.get_by_role("button", name="Approve and go on").click()
    expect(page.locator("h1")).to_have_text("Two versions of one sentence")
    expect(page.locator("main")).to_contain_text("De Ben")
    page.get_by_role("button", name="Use mine").click()
    assert site.state("What to do when it is hot.") == ("De Ana", "approved", "Ana")


def test_words_are_replaced_after_a_look_at_each_change(site) -> None:
    page = site.page()
    page.get_by_role("link", name="Find and replace").click()
    page.locator("#find").fill("ventana")
    page.locator("#with").fill("persiana")
    page.keyboard.press("Enter")
    expect(page.locator(".changes li")).to_have_count(2)
    expect(page.locator(".changes li").first).to_contain_text("persiana")
    page.locator(".changes input[type=checkbox]").nth(1).uncheck()
    page.get_by_role("button", name="Change the ticked sentences").click()
    expect(page.locator(".notice.done")).to_contain_text("1 sentence changed.")
    assert site.state(TITLE)[0] == "La persiana abierta"
    assert site.state(NOON)[0] == "Cierra la ventana al mediodía."
