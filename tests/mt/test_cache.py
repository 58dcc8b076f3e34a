"""The cache of drafts."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.cache import Cache, Translation, open_cache

ROOT = Path(__file__).resolve().parents[2]
ITEM = Translation("Hola.", 0.5, ("echo", "split"))


def test_what_is_put_comes_back_after_reopening(tmp_path: Path) -> None:
    with open_cache(tmp_path / "state") as cache:
        cache.put("one", {"Hello.": ITEM, "Bye.": Translation("Adiós.", 1.0)})
    with open_cache(tmp_path / "state") as cache:
        assert cache.get("one", ["Hello.", "unknown", "Bye."]) == {"Hello.": ITEM, "Bye.": Translation("Adiós.", 1.0)}


def test_scopes_are_apart_and_the_last_word_counts(tmp_path: Path) -> None:
    with Cache(tmp_path / "c") as cache:
        cache.put("one", {"Hello.": ITEM})
        assert cache.get("two", ["Hello."]) == {}
        cache.put("one", {"Hello.": Translation("Buenas.", 0.1)})
        assert cache.get("one", ["Hello."])["Hello."].text == "Buenas."


@given(st.text(), st.text())
def test_any_text_is_kept_as_it_is(sentence: str, text: str) -> None:
    """Or not kept at all; never changed."""
    cache = Cache(Path(":memory:"))
    cache.put("s", {sentence: Translation(text, 0.25)})
    assert cache.get("s", [sentence]) in ({}, {sentence: Translation(text, 0.25)})
    cache.close()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_file_is_begun_anew(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").write_bytes(content)
    with open_cache(tmp_path) as cache:
        assert cache.get("s", ["a"]) == {}
        cache.put("s", {"a": ITEM})
        assert cache.get("s", ["a"]) == {"a": ITEM}


def test_damage_in_the_middle_costs_the_content_only(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with Cache(path) as cache:
        cache.put("s", {f"sentence {number}": Translation("x" * 200, 0.5) for number in range(500)})
    data = bytearray(path.read_bytes())
    data[8192:-4096] = b"\xa5" * (len(data) - 8192 - 4096)
    path.write_bytes(data)
    wanted = [f"sentence {number}" for number in range(500)]
    with Cache(path) as cache:
        cache.get("s", wanted)
        cache.put("s", dict.fromkeys(wanted, ITEM))
        cache.put("s", dict.fromkeys(wanted, ITEM))
        assert cache.get("s", wanted) == dict.fromkeys(wanted, ITEM)


def test_a_file_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "cache.sqlite")
    connection.execute("CREATE TABLE draft (something)")
    connection.commit()
    connection.close()
    with open_cache(tmp_path) as cache:
        cache.put("s", {"a": ITEM})
        assert cache.get("s", ["a"]) == {"a": ITEM}


def test_where_it_cannot_be_written_it_keeps_quiet(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, not a folder")
    with open_cache(tmp_path / "state") as cache:
        cache.put("s", {"a": ITEM})
        assert cache.get("s", ["a"]) == {}


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    """Three processes, each with forty transactions on one file: everything is there afterwards."""
    code = """if True:
        import sys
        from pathlib import Path
        from pipeline.mt.cache import Cache, Translation
        with Cache(Path(sys.argv[1])) as cache:
            for number in range(int(sys.argv[2]), int(sys.argv[2]) + 40):
                cache.put("s", {str(number): Translation("x", 0.5)})
    """
    workers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "c"), str(start)], cwd=ROOT)
        for start in (0, 40, 80)
    ]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    with Cache(tmp_path / "c") as cache:
        assert len(cache.get("s", map(str, range(120)))) == 120
