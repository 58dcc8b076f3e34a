"""Checksums: the list beside the packages, and sums that need not be computed twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.mt import checksums
from pipeline.mt.checksums import read_sums, remembered_sum, sha256_of, write_sums


def test_the_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    sums = {"b.argosmodel": "b" * 64, "a b.argosmodel": "0" * 64}
    write_sums(tmp_path, sums)
    assert read_sums(tmp_path) == sums
    assert (tmp_path / "SHA256SUMS").read_text().splitlines()[0].endswith("  a b.argosmodel")


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text(f"{'a' * 64} *one\n\nnonsense\n")
    with pytest.raises(OctavillaError, match="SHA256SUMS:3: each line must be"):
        read_sums(tmp_path)
    assert read_sums(tmp_path / "nowhere") == {}


def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, state = tmp_path / "package", tmp_path / "state"
    path.write_bytes(b"one")
    assert remembered_sum(path, state) == hashlib.sha256(b"one").hexdigest()

    def refuse(_: Path) -> str:
        raise AssertionError("read again")

    with monkeypatch.context() as patched:
        patched.setattr(checksums, "sha256_of", refuse)
        assert remembered_sum(path, state) == hashlib.sha256(b"one").hexdigest()
    path.write_bytes(b"another")
    assert remembered_sum(path, state) == hashlib.sha256(b"another").hexdigest()


def test_a_folder_is_its_files_by_name_and_content(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "a").write_bytes(b"one")
    before = remembered_sum(folder, None)
    assert remembered_sum(folder, None) == before
    (folder / "model" / "a").rename(folder / "a")
    assert remembered_sum(folder, None) != before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}'])
def test_a_memory_that_makes_no_sense_is_forgotten(tmp_path: Path, content: str) -> None:
    (tmp_path / "checksums.json").write_text(content)
    (tmp_path / "package").write_bytes(b"one")
    assert remembered_sum(tmp_path / "package", tmp_path) == sha256_of(tmp_path / "package")


def test_where_nothing_can_be_remembered_the_sum_is_computed(tmp_path: Path) -> None:
    (tmp_path / "package").write_bytes(b"one")
    (tmp_path / "taken").write_text("a file where the folder should be")
    assert remembered_sum(tmp_path / "package", tmp_path / "taken") == sha256_of(tmp_path / "package")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match="gone: cannot be read: .*Make it a file"):
        sha256_of(tmp_path / "gone")
