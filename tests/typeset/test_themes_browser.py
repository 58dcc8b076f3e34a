"""Web pages of every theme in Chromium, by day and by night: axe-core finds no text too near its ground."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from pipeline.project import Publisher
from pipeline.review.edition import Edition
from pipeline.typeset.render import PrintFile, Renderer, Sibling

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
    prints = (PrintFile(label="A4 reading edition", href="x-a4.pdf"),)
    own = [Sibling(language=made.language, href="x.html", prints=prints, current=True)]
    (tmp_path / "assets").mkdir()
    for file, content in renderer.web_assets(mine).items():
        (tmp_path / "assets" / file).write_bytes(content)
    pages = {
        "text.html": renderer.web(made, mine, own, assets="assets"),
        "index.html": renderer.site_index([renderer.listing(made, "text.html", prints)], mine),
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
