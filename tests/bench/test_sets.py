"""The evaluation reads sets of any line ending without losing which line translates which."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.sets import Pair, folder_of_sets, lines_of, read_pairs, sets_in, spread
from pipeline.errors import OctavillaError


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "One.\nTwo.\nThree.\n",
        "One.\r\nTwo.\r\nThree.\r\n",
        "One.\rTwo.\rThree.\r",
        "One.\nTwo.\nThree.",
        "\ufeffOne.\nTwo.\nThree.\n\n\n",
        " One. \nTwo.\t\nThree.\xa0\n",
        codecs.BOM_UTF16_LE + "One.\r\nTwo.\r\nThree.\r\n".encode("utf-16-le"),
    ],
)
def test_lines_are_the_same_whatever_ends_them(tmp_path: Path, content: str | bytes) -> None:
    assert lines_of(write(tmp_path, "set.en", content)) == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_other_signs_that_unicode_calls_line_ends_stay_in_the_line(tmp_path: Path, sign: str) -> None:
    assert lines_of(write(tmp_path, "set.en", f"One{sign}half.\nTwo.\n")) == [f"One{sign}half.", "Two."]


def test_blank_lines_are_left_out_on_both_sides_without_shifting_the_rest(tmp_path: Path) -> None:
    source = write(tmp_path, "set.en", "One.\n\nThree.\nFour.\n\n")
    reference = write(tmp_path, "set.es", "\ufeffUno.\r\nDos.\r\n \r\nCuatro.")
    assert read_pairs(source, reference) == (Pair("One.", "Uno."), Pair("Four.", "Cuatro."))


def test_files_of_different_length_are_refused_with_both_counts(tmp_path: Path) -> None:
    source = write(tmp_path, "set.en", "One.\nTwo.\n")
    reference = write(tmp_path, "set.es", "Uno.\n")
    with pytest.raises(OctavillaError, match=r"set\.es: has 1 lines, but set\.en has 2"):
        read_pairs(source, reference)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match="is not UTF-8 text"):
        lines_of(write(tmp_path, "set.en", b"Caf\xe9\n"))


def test_sets_are_found_by_name_and_language_and_a_name_may_have_dots(tmp_path: Path) -> None:
    for name in ("b.v2.en", "b.v2.pt", "a.en", "a.es", "a.pt", "alone.en", "alone.de"):
        write(tmp_path, name, "One.\n")
    assert [item.label for item in sets_in(tmp_path)] == ["a en-es", "a en-pt", "b.v2 en-pt"]


def test_the_folder_is_the_one_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVILLA_EVAL", str(tmp_path))
    assert folder_of_sets() == tmp_path
    monkeypatch.setenv("OCTAVILLA_EVAL", "")
    assert folder_of_sets().parts[-2:] == ("shared", "eval")


@given(st.lists(st.integers(), unique=True), st.integers(min_value=1, max_value=50))
def test_a_sample_is_in_order_and_of_the_size_asked_for(items: list[int], count: int) -> None:
    sample = spread(items, count)
    assert len(sample) == min(count, len(items))
    assert sample == [item for item in items if item in set(sample)]


def test_a_sample_is_evenly_spread() -> None:
    assert spread(range(10), 5) == [0, 2, 4, 6, 8]
