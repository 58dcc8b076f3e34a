"""The ledger: it remembers, and it never stands in the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pipeline.ledger import Ledger, Output, Record

RECORD = Record(
    "f" * 32, (Output("build/ñ.html", "ab", 3),), ("texts/a.svg",), {"title": "Té", "pages": 4, "proof": True}
)


def test_what_is_put_is_there_in_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "new" / "cache.sqlite"
    with Ledger(path) as ledger:
        ledger.put("edition/es/b/web", RECORD)
        ledger.put("edition/es/a/web", RECORD)
    with Ledger(path) as ledger:
        assert ledger.get("edition/es/a/web") == RECORD
        assert ledger.names() == ("edition/es/a/web", "edition/es/b/web")
        assert ledger.get("edition/es/c/web") is None


def test_a_record_is_replaced_and_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with Ledger(path) as ledger:
        ledger.put("a", RECORD)
        ledger.put("a", Record("other"))
        ledger.put("b", RECORD)
        ledger.forget("b")
        ledger.forget("never there")
    with Ledger(path) as ledger:
        assert ledger.names() == ("a",)
        assert ledger.get("a") == Record("other")


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(content)
    with Ledger(path) as ledger:
        assert ledger.names() == ()
        ledger.put("a", RECORD)
    with Ledger(path) as ledger:
        assert ledger.get("a") == RECORD


@pytest.mark.parametrize("note", ["{", "[]", "{}", '{"outputs": [["too short"]], "inputs": [], "facts": {}}'])
def test_a_record_that_makes_no_sense_is_as_good_as_a_damaged_file(tmp_path: Path, note: str) -> None:
    path = tmp_path / "cache.sqlite"
    with Ledger(path) as ledger:
        ledger.put("a", RECORD)
    connection = sqlite3.connect(path)
    table = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'ledger%'").fetchone()[0]
    connection.execute(f"UPDATE {table} SET note = ?", (note,))
    connection.commit()
    connection.close()
    with Ledger(path) as ledger:
        assert ledger.names() == ()


def test_without_a_place_to_write_it_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with Ledger(tmp_path / "taken" / "cache.sqlite") as ledger:
        ledger.put("a", RECORD)
        assert ledger.get("a") == RECORD


def test_a_disk_that_fills_up_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with Ledger(path) as ledger:
        ledger.put("a", RECORD)
        ledger._connection.execute("PRAGMA query_only=ON")  # what is written from now on fails
        ledger.put("b", RECORD)
        ledger.forget("a")
        assert ledger.names() == ("b",)
    with Ledger(path) as ledger:
        assert ledger.names() == ("a",)


def test_it_shares_its_file_with_the_cache_of_drafts(tmp_path: Path) -> None:
    from pipeline.mt.cache import Translation, open_cache

    draft = Translation("Hola.", 0.5)
    with Ledger(tmp_path / "cache.sqlite") as ledger:
        ledger.put("a", RECORD)
        with open_cache(tmp_path) as cache:
            cache.put("package", {"Hello.": draft})
        ledger.put("b", RECORD)
    with Ledger(tmp_path / "cache.sqlite") as ledger, open_cache(tmp_path) as cache:
        assert ledger.names() == ("a", "b")
        assert cache.get("package", ["Hello."]) == {"Hello.": draft}
