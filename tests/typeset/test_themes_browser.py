"""Web pages of every theme in Chromium, by day and by night: axe-core finds no text too near its ground."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from markupsafe import Markup
from playwright.sync_api import Browser

from pipeline.languages import language
from pipeline.project import Publisher
from pipeline.review.edition import Edition
from pipeline.typeset.render import Renderer, Sibling, WebPage
from pipeline.typeset.web import Card, Door, Download, Frame, Head, Shelf, Way, front_page, index_page, short_page

pytestmark = pytest.mark.slow
TEXT = """---
title: The wall that would not dry
subtitle: What twelve households found out.
topic: Housing
author: Nora Whitlock
date: 2026-02-14
---

Rent is **late** and the [wall](https://example.org) is wet.[^1]

## What to do

- Photograph the wall.

### If nothing happens

> A wall has no opinions.

| What you see | Cause |
|:--|:--|
| Black spots | Condensation |

[^1]: A fourth kind goes away by itself.
"""


@pytest.mark.parametrize("colours", [("#B3261E", ""), ("#FFD500", "#808080")])
@pytest.mark.parametrize("name", ["classic", "poster", "newsletter"])
def test_no_text_is_too_near_its_ground_by_day_and_by_night(
    chromium: Browser,
    tmp_path: Path,
    publisher: Publisher,
    edition: Callable[..., Edition],
    name: str,
    colours: tuple[str, str],
) -> None:
    renderer = Renderer()
    mine = replace(publisher, theme=name, colour=colours[0], second_colour=colours[1])
    made = edition(TEXT, approved=4)
    prints = (Download(label="A4 reading edition", href="x-a4.pdf", size=5000, pages=2),)
    own = [Sibling(language=made.language, href="x.html", current=True)]
    title = Markup("The wall")
    card = Card(
        language=made.language, title=title, href="text.html", topic=title, subtitle=title, is_proof=True, downloads=2
    )
    event = replace(card, date=datetime.date(2026, 12, 5), when="Saturday", where="The hall")
    frame = Frame(renderer=renderer, publisher=mine, language=language("en"), assets="assets")
    shelf = Shelf(heading=title, anchor="t1", cards=(card,))
    door = Door(language=made.language, href="index.html", texts=1, topics=((title, "index.html#t1"),))
    way = Way(language=made.language, title=title, href="text.html", downloads=prints, is_proof=True)
    (tmp_path / "assets").mkdir()
    for file, content in renderer.web_assets(mine).items():
        (tmp_path / "assets" / file).write_bytes(content)
    pages = {
        "text.html": renderer.web(made, mine, own, assets="assets", page=WebPage(home="index.html", downloads=prints)),
        "index.html": index_page(frame, own, [event], [shelf, shelf], Head(scripts=True), search="en.js"),
        "front.html": front_page(frame, [door, door], Head()),
        "short.html": short_page(frame, [way], Head(), home="index.html"),
    }
    found = []
    for file, html in pages.items():
        (tmp_path / file).write_text(html, encoding="utf-8")
        for scheme in ("light", "dark"):
            context = chromium.new_context(offline=True, color_scheme="dark" if scheme == "dark" else "light")
            page = context.new_page()
            page.goto((tmp_path / file).as_uri())
            result = Axe().run(
                page, options={"preload": False, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
            )
            found += [
                f"{file}, {scheme}, {rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
                for rule in result.response["violations"]
                for node in rule["nodes"]
            ]
            context.close()
    assert found == []
