"""The corrections file of the offline page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from exchange_rows import NEW, WINDOW, catalogue, export, kinds, merged

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import State
from pipeline.review.exchange import corrections, page
from pipeline.review.exchange.corrections import read

PATH = Path("window.es.ana.corrections.json")


def found(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "octavilla": "corrections", "version": 1, "slug": "window", "language": "es", "who": " Ana  Reyes ",
        "rows": list(rows), **more,
    }  # fmt: skip


def row(number: int, **more: Any) -> dict[str, Any]:
    old = export().rows[number - 1]
    return {"number": number, "key": old.key, "source": old.source, "target": old.target, "approved": None,
            "comment": "", **more}  # fmt: skip


def test_rows_are_merged() -> None:
    given = found(
        row(1, approved=True),
        row(3, target="Una `new` frase <b>.", approved=False, comment="¿así?"),
    )
    batch = read(json.dumps(given).encode(), PATH)
    assert (batch.slug, batch.language, batch.who, batch.kind) == ("window", "es", "Ana Reyes", "corrections")
    new, report = merged(batch, who="")
    assert kinds(report) == ["approved", "taken", "comment"]
    assert new[WINDOW].reviewer == "Ana Reyes"
    assert new[NEW].state is State.DRAFT
    assert report.rows[0].place == "sentence 1"
    twice, report = merged(batch, new.entries, who="")
    assert twice == new


def test_text_in_a_message_is_read() -> None:
    text = json.dumps(found(row(1, approved=True)), ensure_ascii=False, indent=1)
    wrapped = "Hola:\r\n\r\n" + text.replace("Cierra la", "Cierra\r\nla").replace("\n", "\r\n") + "\r\n--\r\nAna"
    batch = read(wrapped.encode("utf-8-sig"), PATH)
    assert batch.rows[0].approved is True
    assert merged(batch)[0][WINDOW].state is State.APPROVED


def test_a_file_in_utf_16_is_read() -> None:
    assert read(json.dumps(found(row(1))).encode("utf-16"), PATH).rows[0].source == WINDOW


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no corrections"),
        (b"[]", "holds no corrections"),
        (b'{"octavilla": "corrections", "version": 1', "is broken here, or was cut"),
        (b'{"octavilla": "corrections", "rows": [{}', "is broken here"),
        (b'{"octavilla": "other"}', "holds no corrections"),
        (b'{"octavilla": "corrections", "version": 2, "rows": []}', "newer Octavilla"),
        (b'{"octavilla": "corrections", "version": true, "rows": []}', "newer Octavilla"),
        (b'{"octavilla": "corrections", "version": 1, "rows": {}}', "no list of sentences"),
        (b'{"octavilla": "corrections", "version": 1, "rows": [1]}', "sentence 1 is broken"),
        (b'{"octavilla": "corrections", "version": 1, "rows": [{"target": 1}]}', "sentence 1: “target” is no text"),
        (b'{"octavilla": "corrections", "version": 1, "rows": [{"approved": "yes"}]}', "neither true"),
        (b'{"octavilla": "corrections", "version": 1, "slug": 7, "rows": []}', "“slug” is no text"),
        (b"{" + b'"a":[' * 100_000 + b"}", "is broken here"),
        (b"\xff\xfe\xff", "no text in UTF-8"),
        (b"<html></html>", "no offline page"),
        (b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx", "holds no page"),
    ],
)
def test_broken_files_are_reported(content: bytes, message: str) -> None:
    with pytest.raises(OctavillaError, match=message) as caught:
        read(content, PATH)
    assert caught.value.path == PATH
    assert "\n" not in caught.value.message


def test_a_lone_half_of_a_character_pair_does_no_harm() -> None:
    batch = read(json.dumps(found(row(1, target="a\ud83d"))).encode(), PATH)
    assert batch.rows[0].target.encode()


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "LARGEST", 1000)
    with pytest.raises(OctavillaError, match="larger"):
        read(b" " * 1001, PATH)


def kept(content: bytes, text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    mark = b'aria-hidden="true"></pre>'
    assert mark in content
    return content.replace(mark, f'aria-hidden="true">{escaped}</pre>'.encode())


def test_the_page_as_a_browser_saved_it_is_read() -> None:
    saved = kept(page.write(export()), json.dumps(found(row(3, target="Una <b>frase</b> & más", approved=True))))
    (only,) = page.read(saved, Path("page.html")).rows
    assert (only.target, only.approved) == ("Una <b>frase</b> & más", True)


def test_the_page_as_it_was_sent_brings_nothing_and_says_what_to_do() -> None:
    batch = page.read(page.write(export()), Path("page.html"))
    assert (batch.slug, batch.language, batch.kind, batch.rows) == ("window", "es", "page", ())
    assert "as it was sent out" in batch.notices[0].message
    new, report = merged(batch, who="")
    assert new == catalogue()
    assert report.notices == batch.notices


def test_nothing_changed_is_told() -> None:
    assert read(json.dumps(found()).encode(), PATH).notices[0].message == "nothing was changed in this page"


@pytest.mark.parametrize("sign", ["> ", ">", ">> ", "> > "])
def test_corrections_in_a_message_that_was_passed_on_are_read(sign: str) -> None:
    content = json.dumps({"octavilla": "corrections", "version": 1, "slug": "window", "language": "es", "who": "Ana",
                          "rows": [{"source": "Rest.", "target": "> 5 <"}]}, indent=1)  # fmt: skip
    message = f"Hola:\n\n{sign}" + content.replace("\n", f"\n{sign}") + "\n\nAdiós"
    assert read(message.encode(), Path("mail.txt")).rows[0].target == "> 5 <"
