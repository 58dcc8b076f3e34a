"""A small project with everything that a site may have, hostile titles too; and print files made in no time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import build as builder
from pipeline.plan import Selection
from pipeline.project import open_project
from pipeline.publish import outputs
from pipeline.typeset import cards
from pipeline.typeset.produce import Product

BASE = "https://commons.example/leaf"
HOSTILE = "</script><script>alert(1)</script> \"quotes\" & 'more' 🌱 \u202eright to left " + "Rindfleisch" * 9
CONFIGURATION = f"""title = "Harbour & Street"
imprint = "A group of neighbours. <b>No</b> more."
contact = "hello@commons.example · Room 14"
base_url = "{BASE}"
languages = ["es", "ar"]
formats = ["a4", "booklet"]
"""
TEXTS = {
    "window": """---
title: The open window
subtitle: What to do when it is hot.
topic: Heat
date: 2026-06-01
author: Ana Reyes
---

Close the window at noon. Ask [about soup](soup.md) and [about nothing](gone.md).[^1]

## Water

Drink **cold** water every hour.

![A square](a%20b.svg)

[^1]: A short note on déjà vu.
""",
    "soup": """---
title: Soup for ninety
topic: Kitchen
date: 2026-07-01
languages: [es]
short: soup
---

Peel ninety onions. The water must boil.
""",
    "hostile": f"""---
title: '{HOSTILE.replace("'", "''")}'
subtitle: '{HOSTILE.replace("'", "''")}'
topic: '<b>&amp;</b>'
author: '"Ana" <script>'
languages: []
---

{HOSTILE}

## {HOSTILE}

Words.
""",
    "ñu 1": "---\ntitle: Ñu\nformats: [a4]\nlanguages: [es]\n---\n\nEl pingüino caminó.\n",
}
EVENT = """title = "Neighbours’ Saturday"
date = 2026-12-05
starts = "14:00"
ends = "18:00"
place = "Harbour <Hall>"
address = "14 Harbour Street"
call = "Bring a photo & a question."
about = "Soup for all. See [the soup](soup.md)."
texts = ["window", "soup"]
[copies]
es = 20
ar = 5
"""
PACKAGE = '{"package_version": "1.0", "from_code": "en", "to_code": "ar", "type": "translate"}'
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/></svg>'


@pytest.fixture
def quick_print(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Have print files and drawn cards of a few bytes; the dictionary says of how many pages, by format."""
    pages = {"a4": 2, "booklet": 12}

    def typeset(renderer: object, edition: object, project: object, text: object, format: str, *_: object) -> Product:
        count = pages[format]
        imposed = b"%PDF sheets" + b"." * count if format == "booklet" else None
        return Product(pages_pdf=b"%PDF" + b"." * count, sheets_pdf=imposed, pages=count, sheets=-(-count // 4))

    def drawn(html: str, card: cards.Shape, **_: object) -> bytes:
        return f"JPEG of {card.width} × {card.height}".encode()

    monkeypatch.setattr(outputs, "typeset", typeset)
    monkeypatch.setattr(cards, "drawn", drawn)
    return pages


@pytest.fixture
def site_project(tmp_path: Path) -> Path:
    """Return the folder of a project with texts in three languages, one written from right to left, and an event."""
    folder = tmp_path / "commons"
    for name in ("texts", "events"):
        (folder / name).mkdir(parents=True)
    (folder / "octavilla.toml").write_text(CONFIGURATION, encoding="utf-8")
    for slug, text in TEXTS.items():
        (folder / f"texts/{slug}.md").write_text(text, encoding="utf-8")
    (folder / "texts/a b.svg").write_text(PICTURE, encoding="utf-8")
    # Nothing is translated with it: `machine` stands in for the engine.
    package = folder / "models/translate-en_ar-1_0"
    (package / "model").mkdir(parents=True)
    for name, content in (("metadata.json", PACKAGE), ("sentencepiece.model", ""), ("model/model.bin", "")):
        (package / name).write_text(content, encoding="utf-8")
    (folder / "events/2026-12-05-hall.toml").write_text(EVENT, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the project of `built_site` is kept: made by the first test that wants it, copied by others."""
    return tmp_path_factory.mktemp("kept") / "commons"


@pytest.fixture
def built_site(site_project: Path, bare_site: list[str], quick_print: dict[str, int], _kept: Path) -> Path:
    """Return the project of `site_project` with its site made, without fonts."""
    if not _kept.exists():
        build_all(site_project)
        shutil.copytree(site_project, _kept)
    else:
        shutil.rmtree(site_project)
        shutil.copytree(_kept, site_project)
    return site_project


def build_all(folder: Path, **selection: tuple[str, ...]) -> builder.Outcome:
    """Build a project in this process."""
    return builder.build(open_project(folder), Selection(**selection), workers=1)


@pytest.fixture
def build_site() -> Callable[..., builder.Outcome]:
    """Return a function that builds a project, or a selection of it."""
    return build_all
