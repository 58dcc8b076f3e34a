"""The offline page, as a file."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from exchange_rows import COLD, NEW, REST, WINDOW, export
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.catalogue import FUZZY, Entry
from pipeline.review.exchange import page
from pipeline.text.document import Role

FOLDER = files("pipeline.review.exchange").joinpath("offline")
PLACE = re.compile(r"\{\w+\}")


def read(name: str) -> str:
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


def said() -> set[str]:
    """Return every English word that the page shows."""
    markup, script = read("page.html"), read("page.js")
    found = {html.unescape(text) for text in re.findall(r'data-(?:t|label)="([^"]+)"', markup)}
    found |= set(re.findall(r'_\("((?:[^"\\]|\\.)*)"', script)) | set(re.findall(r'"data-t": "([^"]+)"', script))
    return found | {role.value for role in Role} - {Role.PARAGRAPH.value}


class Page(HTMLParser):
    """The elements of a page, and the text of its scripts and styles."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self._raw = False
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._raw = tag in ("script", "style")
        if self._raw:
            self.inside.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._raw = False

    def handle_data(self, data: str) -> None:
        if self._raw:
            tag, text = self.inside[-1]
            self.inside[-1] = (tag, text + data)


def data_of(content: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(Page(content).inside[1][1])
    return found


def test_the_same_export_gives_the_same_bytes() -> None:
    assert page.write(export()) == page.write(export())


def test_the_page_holds_every_sentence() -> None:
    rows = data_of(page.write(export()))["rows"]
    assert isinstance(rows, list)
    assert [row["source"] for row in rows] == [WINDOW, COLD, NEW, REST]
    assert [row["state"] for row in rows] == ["draft", "approved", "untranslated", "stale"]
    assert [row["key"] for row in rows] == [row.key for row in export().rows]


def test_nothing_is_loaded_and_only_its_own_script_and_style_run() -> None:
    content = page.write(export())
    found = Page(content)
    (policy,) = [str(a["content"]) for _, a in found.tags if a.get("http-equiv") == "Content-Security-Policy"]
    style, data, script = found.inside
    assert (style[0], data[0], script[0]) == ("style", "script", "script")
    for kind, text in (("style-src", style[1]), ("script-src", script[1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for _, attributes in found.tags:
        assert not {"src", "style", "srcset", "action"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"url\(|@import|https?://", style[1] + script[1].replace("<https?:", ""))


def test_the_script_leaves_no_way_for_text_to_become_markup() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", read("page.js"))


HOSTILE = "</script><script>alert(1)</script><!--<script>\u2028<img src=x onerror=alert(2)>&lt;{{ 7*7 }}"


def test_hostile_text_ends_no_element() -> None:
    hostile = Entry(source=HOSTILE, target=f"X{HOSTILE}", flags=(FUZZY,), previous=f"P{HOSTILE}", comments=(HOSTILE,))
    plain = Page(page.write(export([Entry(source="a")])))
    content = page.write(replace(export([hostile]), title=HOSTILE, slug=HOSTILE))
    assert [tag for tag, _ in Page(content).tags] == [tag for tag, _ in plain.tags]
    rows = data_of(content)["rows"]
    assert isinstance(rows, list)
    assert rows[0]["source"] == HOSTILE


@given(st.text(max_size=60))
def test_any_data_comes_back_from_a_script_element(text: str) -> None:
    written = page.in_script({"text": text})
    assert json.loads(written) == {"text": text}
    assert not re.search(r"[<>&\u2028\u2029]", written)


@pytest.mark.parametrize("code", page.LANGUAGES)
def test_every_word_of_the_page_is_translated(code: str) -> None:
    known = page.strings(code)
    assert said() - known.keys() == set()
    assert known.keys() - said() == set()
    for english, other in known.items():
        assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(other)), english


def test_the_words_of_the_page_are_approved_in_their_files() -> None:
    assert not [code for code in page.LANGUAGES if "fuzzy" in read(f"locale/{code}.po")]


def test_a_text_of_3000_words_stays_below_500_kilobytes() -> None:
    sentence = "Most of the people who die in a heat wave die at home, and many of them alone, number {}."
    entries = [Entry(source=sentence.format(n), target=sentence.format(n), flags=(FUZZY,)) for n in range(200)]
    assert len(page.write(export(entries))) < 200_000


def test_a_language_written_from_the_right_says_so() -> None:
    found = data_of(page.write(replace(export(), language="ar", locale="ar")))
    assert (found["direction"], found["source_direction"]) == ("rtl", "ltr")
