"""Octavilla's own words in other languages: what a PO file says, and what is wrong with one that says nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.strings import load

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "es.po"


def test_a_string_is_found_by_its_english(file: Path) -> None:
    file.write_text(f'{HEADER}\nmsgid "Two\\nlines"\nmsgstr ""\n"Dos\\n"\n"líneas"\n', encoding="utf-8")
    assert load(file) == {"Two\nlines": "Dos\nlíneas"}


def test_what_is_empty_fuzzy_or_obsolete_is_no_translation(file: Path) -> None:
    entries = (
        '#, fuzzy\nmsgid "A"\nmsgstr "a"\n\nmsgid "B"\nmsgstr ""\n\n#~| msgid "Old"\n#~ msgid "C"\n#~ msgstr "c"\n'
    )
    file.write_text(f'{HEADER}\n{entries}\nmsgid "D"\nmsgstr "d"\n', encoding="utf-8")
    assert load(file) == {"D": "d"}


def test_the_dates_that_editors_leave_empty_do_no_harm(file: Path) -> None:
    header = HEADER + '"POT-Creation-Date: \\n"\n"PO-Revision-Date: YEAR\\n"\n"Language: xx_QQ\\n"\n'
    file.write_text("\ufeff" + header.replace("\n", "\r\n") + '\r\nmsgid "A"\r\nmsgstr "a"\r\n', encoding="utf-8")
    assert load(file) == {"A": "a"}


def test_a_file_that_was_saved_again_is_read_again(file: Path) -> None:
    file.write_text('msgid "A"\nmsgstr "a"\n', encoding="utf-8")
    assert load(file) == {"A": "a"}
    file.write_text('msgid "A"\nmsgstr "b"\n', encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert load(file) == {"A": "b"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'msgid "A"\nmsgstr "a"\n\nwhat is this\n', 4),
        (b'"no entry yet"\n', 1),
        (b'msgid "A"\n\n# no translation follows\n', 1),
        (b'msgid "A"\nmsgstr "\xff"\n', None),
        (b'msgid "A"\nmsgstr[x] "a"\n', None),
    ],
)
def test_a_broken_file_is_named_with_the_line_where_it_is_known(file: Path, content: bytes, line: int | None) -> None:
    file.write_bytes(content)
    with pytest.raises(OctavillaError) as caught:
        load(file)
    assert caught.value.format_message().startswith(f"{file}:{line}: " if line else f"{file}: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match=r"es\.po: cannot be read"):
        load(tmp_path / "es.po")
