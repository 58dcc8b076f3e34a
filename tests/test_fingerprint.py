"""Fingerprints: equal for equal things, different for different ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import fingerprint
from pipeline.errors import OctavillaError

VALUES = st.recursive(st.one_of(st.text(max_size=5), st.integers(), st.none(), st.booleans()), lambda inner: st.tuples(
    inner, inner), max_leaves=4)  # fmt: skip


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_sequences_have_the_same_fingerprint_only_when_they_are_the_same(first: list, second: list) -> None:
    """True and 1 are equal in Python and still two things: `repr` tells them apart."""
    alike = fingerprint.of_parts(first) == fingerprint.of_parts(second)
    assert alike == (repr(first) == repr(second))


def test_where_one_part_ends_and_the_next_begins_counts() -> None:
    assert fingerprint.of_parts(("ab", "c")) != fingerprint.of_parts(("a", "bc"))
    assert len(fingerprint.of_parts(())) == fingerprint.LENGTH


def test_a_file_has_the_checksum_that_other_programs_give_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    expected = hashlib.sha256(b"abc").hexdigest()
    assert fingerprint.of_file(tmp_path / "file") == fingerprint.of_bytes(b"abc") == expected


def test_a_short_one_is_the_beginning_of_the_long_one_for_texts_and_bytes() -> None:
    data = "añ".encode()
    assert fingerprint.short("añ", 12) == fingerprint.short(data, 12) == fingerprint.of_bytes(data)[:12]
    assert len({fingerprint.short(text, 10) for text in ("", "\ud800", "\ud801")}) == 3


@pytest.mark.parametrize("name", ["nothing", "file/below", ""])
def test_what_is_no_file_has_the_empty_fingerprint(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert fingerprint.of_file(tmp_path / name) == ""
    assert fingerprint.of_file(tmp_path / "file") != ""


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(OctavillaError, match="circle: cannot be read: .*Make it a file"):
        fingerprint.of_file(tmp_path / "circle")


def test_a_folder_is_its_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.py").write_text("one")
    before = fingerprint.of_folder(tmp_path, (".py",))
    (tmp_path / "b.txt").write_text("not asked for")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.py").write_text("cached")
    assert fingerprint.of_folder(tmp_path, (".py",)) == before
    (tmp_path / "deep" / "a.py").rename(tmp_path / "a.py")
    moved = fingerprint.of_folder(tmp_path, (".py",))
    (tmp_path / "a.py").write_text("two")
    assert len({before, moved, fingerprint.of_folder(tmp_path, (".py",))}) == 3


def test_another_version_of_a_library_that_divides_texts_is_another_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.of_code()
    monkeypatch.setattr(fingerprint, "version", lambda name: "99" if name == "sentencex" else "1")
    fingerprint.of_code.cache_clear()
    try:
        assert fingerprint.of_code() != before
    finally:
        fingerprint.of_code.cache_clear()
