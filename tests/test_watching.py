"""What is kept of files: as long as they stay, and no longer."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.fingerprint import of_bytes
from pipeline.watching import Kept, mark_of, sum_of


def test_a_value_is_made_once_and_again_when_a_file_changes(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    kept: Kept[str] = Kept()
    made: list[str] = []

    def make() -> str:
        made.append(file.read_text() if file.exists() else "")
        return made[-1]

    def value() -> str:
        return kept.get("x", (file, other), make)

    assert (value(), value()) == ("", "")
    write_atomic(file, "one")
    assert (value(), value()) == ("one", "one")
    # The same length within the same moment: it is another file all the same.
    facts = file.stat()
    write_atomic(file, "two")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert value() == "two"
    write_atomic(other, "")
    assert value() == "two"
    file.unlink()
    assert value() == ""
    assert made == ["", "one", "two", "two", ""]


def test_what_is_saved_while_a_value_is_made_makes_it_anew(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("one")
    kept: Kept[str] = Kept()

    def make() -> str:
        content = file.read_text()
        if content == "one":
            write_atomic(file, "two")
        return content

    assert [kept.get("x", (file,), make) for _ in range(3)] == ["one", "two", "two"]


def test_an_error_is_not_kept(tmp_path: Path) -> None:
    kept: Kept[int] = Kept()

    def fail() -> int:
        raise OctavillaError("broken.")

    with pytest.raises(OctavillaError):
        kept.get("x", (), fail)
    assert kept.get("x", (), lambda: 1) == 1


def test_many_threads_make_a_value_once(tmp_path: Path) -> None:
    kept: Kept[int] = Kept()
    made: list[int] = []
    gate = threading.Barrier(8)

    def ask() -> None:
        gate.wait()
        kept.get("x", (tmp_path,), lambda: made.append(1) or len(made))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_the_sum_of_a_file_is_that_of_its_content(tmp_path: Path) -> None:
    file = tmp_path / "a"
    assert sum_of(file) == ""
    write_atomic(file, b"one")
    assert sum_of(file) == sum_of(file) == of_bytes(b"one")
    assert mark_of([file]) != mark_of([tmp_path / "gone"])
