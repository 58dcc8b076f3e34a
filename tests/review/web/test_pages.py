"""The pages as a reader goes through them: overview, editor, panel, replace, preview, name, language, help."""

from __future__ import annotations

import pytest
from flask import Flask
from review_house import House, Reader, tree, words

from pipeline.errors import OctavillaError
from pipeline.review.desk import Action
from pipeline.review.exchange.model import export_of
from pipeline.review.remarks import entry_id, revision
from pipeline.review.replacing import Replacement

NOON = "Close the window at noon."
NIGHT = "Open it at night."
OLD = "Look after old people."


def test_a_new_reader_is_asked_for_a_name_once_and_comes_where_they_wanted(app: Flask) -> None:
    reader = Reader(app)
    first = reader.get("/es/window/?show=draft")
    assert first.status_code == 303
    asked = reader.get(first.location)
    assert "What is your name?" in words(asked)
    (wanted,) = tree(asked).xpath("//main//input[@name='next']/@value")
    assert reader.post("/name", {"name": " Ana  Reyes ", "next": wanted}).location == "/es/window/?show=draft"
    assert "Ana Reyes" in words(reader.get("/"))


def test_the_overview_shows_progress_and_where_to_go_on(ana: Reader) -> None:
    page = ana.get("/")
    assert page.status_code == 200
    assert "The open window" in words(page)
    assert "/es/window/" in tree(page).xpath("//a/@href")
    target = f"/es/window/?at={entry_id('The open window')}"
    assert target in tree(page).xpath("//a/@href")


def test_the_editor_shows_the_text_in_context(ana: Reader) -> None:
    page = ana.get("/es/window/")
    assert page.status_code == 200, page.get_data(as_text=True)
    shown = words(page)
    for sentence in (NOON, NIGHT, "Drink cold water every hour.", "Summer is long.", "cellar", "A short note."):
        assert sentence in shown
    assert tree(page).xpath("//*[@id='target']")[0].text.strip() == "La ventana abierta"
    assert "<strong>cold</strong>" in page.get_data(as_text=True)
    assert not tree(page).xpath("//a[contains(@href, 'example.org')]")


def test_approving_by_a_form_leads_to_the_next_open_sentence(ana: Reader, house: House) -> None:
    entry = house.entry(NOON)
    answer = ana.change(NOON, "approve", json=False, target="Cierre la ventana.", seen=revision(entry))
    assert (answer.status_code, answer.location) == (303, f"/es/window/?at={entry_id(NIGHT)}")
    entry = house.entry(NOON)
    assert (entry.target, entry.reviewer) == ("Cierre la ventana.", "Ana")


def test_approving_by_a_script_answers_with_the_sentence_and_the_next(ana: Reader, house: House) -> None:
    seen = revision(house.entry(NOON))
    answer = ana.change(NOON, "approve", target="Cierre la ventana.", seen=seen)
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["saved"] and found["next"] == entry_id(NIGHT)
    assert found["segment"]["state"] == "approved" and found["segment"]["target"] == "Cierre la ventana."
    assert found["segment"]["revision"] == revision(house.entry(NOON)) != seen
    assert "Cierre la ventana." in tree(found["html"]).text_content()
    assert found["progress"]["approved"] == 1
    assert found["token"] == house.desk().token()


def test_two_on_one_sentence_the_second_sees_the_first_and_nothing_is_overwritten(app: Flask, house: House) -> None:
    ana, bia = Reader(app, "Ana"), Reader(app, "Bia")
    seen = revision(house.entry(NOON))
    assert ana.change(NOON, "approve", target="De Ana.", seen=seen).status_code == 200
    answer = bia.change(NOON, "approve", target="De Bia.", seen=seen)
    assert answer.status_code == 409
    found = answer.get_json()
    assert (found["saved"], found["segment"]["target"], found["who"]) == (False, "De Ana.", "Ana")
    assert house.entry(NOON).target == "De Ana."
    page = bia.change(NOON, "approve", json=False, target="De Bia.", seen=seen)
    assert page.status_code == 409
    assert "De Ana." in words(page) and "De Bia." in page.get_data(as_text=True)
    form = tree(page).xpath("//form[.//textarea]")[0]
    fields = {field.name: field.value for field in form.xpath(".//input | .//textarea") if field.name}
    assert bia.post(form.action, fields).status_code == 303
    assert house.entry(NOON).target == fields["target"].strip() == "De Bia."
    assert [event.who for event in house.desk().history(NOON)][-2:] == ["Ana", "Bia"]


def test_who_would_revert_what_somebody_changed_meanwhile_is_told(app: Flask, house: House) -> None:
    ana, bia = Reader(app, "Ana"), Reader(app, "Bia")
    seen = revision(house.entry(NOON))
    ana.change(NOON, "approve", target="De Ana.", seen=seen)
    answer = bia.change(NOON, "clear", json=False, seen=seen)
    assert answer.status_code == 303
    assert "Somebody changed this sentence meanwhile" in words(bia.get(answer.location))
    assert house.entry(NOON).target == "De Ana."


def test_undo_takes_back_ones_own_last_change(ana: Reader, house: House) -> None:
    before = house.entry(NOON)
    ana.change(NOON, "approve", target="Otra cosa.", seen=revision(before))
    assert ana.post("/es/window/undo", {}, json=True).get_json()["segment"]["target"] == before.target
    assert house.entry(NOON) == before
    nothing = ana.post("/es/window/undo", {}, json=True)
    assert nothing.status_code == 404 and not nothing.get_json()["saved"]


def test_undo_can_be_pressed_only_where_there_is_something_to_undo(ana: Reader, house: House) -> None:
    assert tree(ana.get("/es/window/")).xpath("//button[@id='undo'][@disabled]")
    ana.change(NOON, "save", target="Otra.", seen=revision(house.entry(NOON)))
    assert tree(ana.get("/es/window/")).xpath("//button[@id='undo'][not(@disabled)]")
    ana.post("/es/window/undo", {})
    assert tree(ana.get("/es/window/")).xpath("//button[@id='undo'][@disabled]")


def test_what_somebody_else_went_on_from_is_left_and_the_change_before_it_undone_next(app: Flask, house: House) -> None:
    ana = Reader(app, "Ana")
    before = house.entry(NIGHT).target
    ana.change(NIGHT, "approve", target="De Ana.", seen=revision(house.entry(NIGHT)))
    ana.change(NOON, "approve", target="De Ana.", seen=revision(house.entry(NOON)))
    house.act("Bia", Action.APPROVE, NOON, target="De Bia.")
    stuck = ana.post("/es/window/undo", {}, json=True)
    assert stuck.status_code == 409 and stuck.get_json()["who"] == "Bia" and stuck.get_json()["can_undo"]
    assert house.entry(NOON).target == "De Bia."
    undone = ana.post("/es/window/undo", {}, json=True)
    assert undone.get_json()["saved"] and not undone.get_json()["can_undo"]
    assert house.entry(NIGHT).target == before


def test_an_empty_approval_is_refused_with_the_way_out(ana: Reader, house: House) -> None:
    answer = ana.change(NOON, "approve", target="  ", seen=revision(house.entry(NOON)))
    assert answer.status_code == 422
    assert "empty translation" in answer.get_json()["error"]


def test_a_form_that_does_not_say_what_was_seen_changes_nothing(ana: Reader, house: House) -> None:
    assert ana.change(NOON, "approve", target="Nada.").status_code == 400
    assert house.entry(NOON).target != "Nada."


def test_comments_dismissals_and_history_stand_in_the_panel(ana: Reader, house: House) -> None:
    ana.change(NOON, "comment", text="¿Quién la cierra?\n¿Nosotros?")
    page = ana.get(f"/es/window/panel/{entry_id(NOON)}")
    assert page.status_code == 200
    assert "¿Quién la cierra? ¿Nosotros?" in words(page)
    assert "Ana commented" in words(page)
    ana.change(NOON, "uncomment", text="¿Quién la cierra?\r\n¿Nosotros?")
    assert house.entry(NOON).comments == ()


def test_filters_find_their_sentences_and_show_their_neighbours_dimmed(ana: Reader, house: House) -> None:
    house.act("Bia", Action.APPROVE, NOON, target="Cierra la ventana.")
    page = tree(ana.get("/es/window/?show=approved"))
    links = page.xpath("//a[@data-id]")
    assert [link.get("data-id") for link in links if "context" not in link.get("class").split()] == [entry_id(NOON)]
    assert any(link.get("data-id") == entry_id(NIGHT) for link in links)
    counts = {
        item.get("href"): int(item.xpath("string(.//*[@class='count'])") or -1)
        for item in page.xpath("//*[@id='filters']//a")
    }
    assert counts["/es/window/?show=approved"] == 1
    assert counts["/es/window/?show=draft"] == 5


def test_search_looks_in_both_languages_without_accents(ana: Reader) -> None:
    for words_sought in ("MEDIODIA", "noon window"):
        page = tree(ana.get("/es/window/", query_string={"q": words_sought}))
        fits = [a.get("data-id") for a in page.xpath("//a[@data-id]") if "context" not in a.get("class").split()]
        assert fits == [entry_id(NOON)]


def test_the_most_doubtful_come_first_when_ordered_so(ana: Reader, house: House) -> None:
    house.act("Bia", Action.APPROVE, "The open window", target="La ventana abierta")
    page = tree(ana.get("/es/window/?order=doubt"))
    ids = page.xpath("//a[@data-id]/@data-id")
    assert ids[-1] == entry_id("The open window")
    assert ids[0] == entry_id("What to do when it is hot.")  # not translated yet


def test_a_sentence_that_comes_twice_is_edited_at_its_first_place(ana: Reader) -> None:
    links = tree(ana.get("/es/window/")).xpath(f"//a[@data-id='{entry_id(NIGHT)}']")
    assert len(links) == 2 and len({link.get("id") for link in links}) == 2
    assert "repeat" in links[1].get("class").split() and "repeat" not in links[0].get("class").split()


def test_a_stale_sentence_shows_what_changed_in_the_source(ana: Reader, house: House) -> None:
    house.act("Bia", Action.APPROVE, NOON, target="Cierra la ventana al mediodía.")
    house.texts["window"] = house.texts["window"].replace("at noon", "at dawn")
    house.draft({})
    panel = tree(ana.get(f"/es/window/panel/{entry_id('Close the window at dawn.')}"))
    assert "noon" in panel.xpath("string(//del)") and "dawn" in panel.xpath("string(//ins)")
    assert ana.get("/es/window/?show=stale").status_code == 200


def test_what_others_did_since_the_last_visit_can_be_seen_alone(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime

    from pipeline.review.web import visitor

    ana = Reader(app, "Ana")
    ana.get("/")
    house.act("Bia", Action.APPROVE, NOON, target="De Bia.")
    house.act("Ana", Action.APPROVE, NIGHT, target="De Ana.")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2)
    whole = visitor.last_visit
    monkeypatch.setattr(visitor, "last_visit", lambda: whole(later))
    page = tree(ana.get("/"))
    assert "/es/window/?show=changed" in page.xpath("//a/@href")
    listed = tree(ana.get("/es/window/?show=changed"))
    fits = [a.get("data-id") for a in listed.xpath("//a[@data-id]") if "context" not in a.get("class").split()]
    assert fits == [entry_id(NOON)]


def test_polling_tells_of_what_others_changed_and_of_nothing_else(ana: Reader, house: House) -> None:
    token = house.desk().token()
    quiet = ana.get("/es/window/changes", query_string={"since": token, "ids": entry_id(NOON)}).get_json()
    assert quiet == {"token": token, "segments": []}
    asked = ",".join(f"{entry_id(source)}-{revision(house.entry(source))}" for source in (NOON, NIGHT))
    house.act("Bia", Action.APPROVE, NOON, target="De Bia.")
    told = ana.get("/es/window/changes", query_string={"since": token, "ids": asked}).get_json()
    assert told["token"] == house.desk().token() != token
    assert [item["id"] for item in told["segments"]] == [entry_id(NOON)]
    assert "De Bia." in told["segments"][0]["html"]


def test_search_and_replace_shows_every_change_before_it_makes_those_ticked(ana: Reader, house: House) -> None:
    page = ana.get("/es/window/replace", query_string={"find": "ventana", "with": "persiana", "words": "1"})
    assert page.status_code == 200
    boxes = tree(page).xpath("//input[@name='id']/@value")
    assert boxes == [entry_id("The open window"), entry_id(NOON)]
    assert tree(page).xpath("//del//text()")[-1].strip() == "ventana"
    fields = {"find": "ventana", "with": "persiana", "words": "1", "id": boxes[1]}
    fields |= {f"seen-{boxes[1]}": tree(page).xpath(f"//input[@name='seen-{boxes[1]}']/@value")[0]}
    done = ana.post("/es/window/replace", fields)
    assert "1 sentence changed" in words(done)
    assert house.entry(NOON).target == "Cierra la persiana al mediodía."
    assert house.entry("The open window").target == "La ventana abierta"


def test_search_and_replace_leaves_what_somebody_changed_meanwhile(ana: Reader, house: House) -> None:
    name, seen = entry_id(NOON), revision(house.entry(NOON))
    house.act("Bia", Action.APPROVE, NOON, target="Cierra ya la ventana.")
    fields = {"find": "ventana", "with": "persiana", "id": name, f"seen-{name}": seen}
    done = ana.post("/es/window/replace", fields)
    assert "0 sentences changed" in words(done) and "meanwhile" in words(done)
    assert house.entry(NOON).target == "Cierra ya la ventana."


def test_search_and_replace_tells_what_it_changed_whatever_comes_of_the_rest(
    ana: Reader, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The expression takes too long for what somebody else wrote meanwhile."""
    title, name = entry_id("The open window"), entry_id(NOON)
    fields = {"find": "ventana", "with": "persiana", "pattern": "1", "id": [title, name]}
    fields |= {f"seen-{entry_id(source)}": revision(house.entry(source)) for source in ("The open window", NOON)}
    house.act("Bia", Action.APPROVE, NOON, target="Cierra ya la ventana.")
    usual, tries = Replacement._by_pattern, []

    def slow(self: Replacement, text: str, patience: float) -> tuple[str, int]:
        tries.append(text)
        if len(tries) > 2:
            raise OctavillaError("this regular expression takes too long. Make it simpler.")
        return usual(self, text, patience)

    monkeypatch.setattr(Replacement, "_by_pattern", slow)
    done = ana.post("/es/window/replace", fields)
    assert done.status_code == 200
    assert "1 sentence changed" in words(done) and "Cierra ya la ventana." in words(done)
    assert house.entry("The open window").target == "La persiana abierta"


def test_the_interface_speaks_the_readers_language(app: Flask) -> None:
    spanish = app.test_client().get("/name", base_url="http://127.0.0.1:8600", headers={"Accept-Language": "es-MX"})
    assert tree(spanish).get("lang") == "es"
    reader = Reader(app, "Ana")
    assert reader.post("/language", {"language": "pt", "next": "/es/window/"}).location == "/es/window/"
    assert tree(reader.get("/")).get("lang") == "pt"
    assert reader.post("/language", {"language": "xx"}).status_code == 400


def test_a_broken_catalogue_is_told_of_and_does_not_hide_the_others(ana: Reader, house: House) -> None:
    house.draft({}, code="pt")
    path = house.catalogue_path("window", "pt")
    path.write_text(path.read_text(encoding="utf-8") + "\nmsgid broken\n", encoding="utf-8")
    page = ana.get("/")
    assert page.status_code == 200 and "window.po" in words(page)
    assert str(house.folder) not in page.get_data(as_text=True)
    broken = ana.get("/pt/window/")
    assert broken.status_code == 503 and "window.po" in words(broken)
    assert str(house.folder) not in broken.get_data(as_text=True)
    assert ana.get("/es/window/").status_code == 200


def test_a_check_while_typing_keeps_nothing(ana: Reader, house: House) -> None:
    before = house.catalogue_path("window", "es").read_bytes()
    answer = ana.post(f"/es/window/{entry_id(NOON)}/check", {"target": "Cierra la ventana  ."})
    assert answer.status_code == 200 and set(answer.get_json()) == {"html", "issues"}
    assert house.catalogue_path("window", "es").read_bytes() == before


def test_there_is_no_preview_where_none_can_be_made(ana: Reader) -> None:
    assert ana.get("/es/window/preview").status_code == 404
    assert ana.get("/help").status_code == 200


def test_a_sentence_is_found_by_the_number_that_it_has_in_files_and_on_paper(ana: Reader, house: House) -> None:
    # “Open it at night.” comes twice before it: numbers count it once.
    for asked in ("6", "%236"):
        page = tree(ana.get(f"/es/window/?q={asked}"))
        assert page.xpath("string(//h2[@id='place'])").startswith("Sentence 6 of 15")
        assert "Drink" in page.xpath("string(//p[@id='source-now'])")
    rows = export_of(house.desk().catalogue(), house.document("window")).rows
    links = tree(ana.get("/es/window/")).xpath("//a[@data-id]")
    places = {link.get("data-source"): int(link.get("data-place")) for link in links}
    assert places == {row.source: row.number for row in rows}


def test_a_number_that_no_sentence_has_is_searched_for_like_words(ana: Reader) -> None:
    assert "No sentence of this text fits." in ana.get("/es/window/?q=999").text
