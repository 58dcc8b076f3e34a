"""What formats say beside the text: templates/parts.html, and the words in templates/strings/."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.languages import language
from pipeline.project import Publisher, packaged
from pipeline.review.edition import Edition
from pipeline.strings import load
from pipeline.typeset.render import Renderer, Sibling

TEMPLATES = packaged("templates")
CALL = re.compile(r"""(?:\b_|(?<!checker\.)\bstrings)\(\s*(["'])(?P<message>.+?)\1""")
PROBE = """{% import "parts.html" as parts with context %}
<main>names {{ parts.names() }}
pairs {{ parts.pairs(["contact", "translation", "from", "source", "licence", "published"]) }}
code {{ parts.code() }} address {{ parts.address() }} tongues {{ parts.tongues() }} proof {{ parts.proof() }}
logo {{ parts.logo() }} byline {{ parts.byline() }}</main>
"""


def messages() -> list[str]:
    """Return every string that a template or the typesetting asks for, and what formats are called."""
    found: dict[str, None] = {}
    for path in (*sorted(TEMPLATES.rglob("*.html")), *sorted((TEMPLATES.parent / "pipeline/typeset").glob("*.py"))):
        for call in CALL.finditer(path.read_text(encoding="utf-8")):
            found[call["message"]] = None
    for path in sorted(TEMPLATES.glob("formats/*/format.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for part in (table, *table.get("paper", {}).values()):
            found |= dict.fromkeys(part[name] for name in ("title", "sheets_title") if name in part)
    return list(found)


@pytest.mark.parametrize("code", ["en", "es", "pt"])
def test_everything_that_templates_say_is_there_in_each_language(code: str) -> None:
    asked, known = messages(), load(TEMPLATES / "strings" / f"{code}.po")
    assert len(asked) > 40
    assert [message for message in asked if message not in known] == []


@pytest.mark.parametrize("code", ["en", "es", "pt", "pt-PT"])
def test_translations_fill_in_the_same_values(code: str) -> None:
    for message, text in load(TEMPLATES / "strings" / f"{code}.po").items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", message)), message
        assert text.strip() == text


def test_labels_of_formats_differ_in_each_language() -> None:
    for code in ("es", "pt"):
        known = load(TEMPLATES / "strings" / f"{code}.po")
        titles = [message for message in messages() if "leaflet" in message or "folder" in message]
        assert len({known[title] for title in titles}) == len(titles)


@pytest.fixture
def probe(tmp_path: Path, edition: Callable[..., Edition]) -> Callable[..., str]:
    """Return a function that fills in PROBE and returns the HTML on one line."""
    folder = tmp_path / "templates/formats/probe"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(PROBE, encoding="utf-8")
    (folder / "format.toml").write_text("page = [100, 100]\n", encoding="utf-8")
    renderer = Renderer([tmp_path / "templates"])

    def filled(front: str = "", publisher: Publisher | None = None, code: str = "es", **changes: object) -> str:
        made = replace(edition(f"---\ntitle: Soup\n{front}---\n\nCome.\n", code), **changes)  # type: ignore[arg-type]
        siblings = [Sibling(language=language(one), href="", current=one == code) for one in ("en", "es", "pt")]
        html = renderer.print(made, publisher or Publisher(), "probe", siblings)
        return " ".join(html.replace("&#8203;", "").split())

    return filled


def test_what_is_not_known_leaves_neither_label_nor_code(probe: Callable[..., str]) -> None:
    html = probe(code="en")
    assert 'class="label"' not in html
    assert "<svg" not in html
    assert "<img" not in html
    assert '<p class="proof"' not in html
    assert "None" not in html


def test_facts_come_in_the_order_asked_for_each_under_its_label(probe: Callable[..., str]) -> None:
    publisher = Publisher(title="Commons", imprint="Copy it.", contact="a@b.example · 3 Mill Lane")
    html = probe("author: Ana\nsource: Notebook\nlicence: CC BY\ndate: 2026-05-01\n", publisher, reviewers=("Eva",))
    labels = re.findall(r'<div class="(\w+)"><p class="label">([^<]*)</p>', html)
    assert labels == [
        ("contact", "Contacto"), ("translation", "Traducción"), ("from", "Fuente"), ("source", "Fuente"),
        ("licence", "Licencia"), ("published", "Publica"),
    ]  # fmt: skip
    assert re.search(r"a@b\.example.*?<br>3 Mill Lane", html.replace("\u00a0", " "))
    assert "Notebook<br>1.º de mayo de 2026" in html.replace("\u00a0", " ")
    assert "Commons<br>Copy it." in html


def test_a_name_that_begins_the_imprint_is_not_said_twice(probe: Callable[..., str]) -> None:
    html = probe(publisher=Publisher(title="Commons", imprint="Commons is a group."))
    assert "<p>Commons is a group.</p>" in html


def test_other_languages_are_named_in_themselves_and_marked(probe: Callable[..., str]) -> None:
    html = probe(publisher=Publisher(base_url="https://commons.example/t/"))
    assert '<span lang="en-GB">English</span> · <span lang="pt-BR">Português</span>' in html
    assert '<a class="address" href="https://commons.example/t/nd3c/es/">commons.example/t/nd3c/es</a>' in html
    style = r"width: \d+\.\dmm; --quiet: \d\.\d\dmm"
    assert re.search(rf'<a class="qr" href="https://commons.example/t/nd3c/es/" style="{style}"><svg', html)


def test_names_with_special_signs_are_escaped(probe: Callable[..., str]) -> None:
    html = probe('author: "<b>Ana</b>"\n', Publisher(title="Bread & <Roses>"))
    assert "Bread &amp; &lt;Roses&gt;" in html
    assert "<b>Ana" not in html
