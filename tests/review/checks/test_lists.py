"""The group's lists: words not to print, and words that the dictionary lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.review.checks import Forbidden
from pipeline.review.checks.lists import read_forbidden, read_words


def test_no_file_is_no_word(tmp_path: Path) -> None:
    assert read_forbidden(tmp_path / "forbidden.txt") == ()
    assert read_words(tmp_path / "words.txt") == ()


def test_one_word_a_line_with_a_better_one(tmp_path: Path) -> None:
    path = tmp_path / "forbidden.txt"
    path.write_text(
        "\ufeff# comment\nilegal\n\nparado, desempleado\nmano de obra = trabajo\nilegal\n", encoding="utf-8"
    )
    assert read_forbidden(path) == (
        Forbidden("ilegal"),
        Forbidden("parado", "desempleado"),
        Forbidden("mano de obra", "trabajo"),
    )


@pytest.mark.parametrize(("content", "line"), [("uno, dos\nuno, tres\n", 2), ("uno\n, dos\n", 2)])
def test_what_cannot_be_meant_is_named_with_its_line(tmp_path: Path, content: str, line: int) -> None:
    path = tmp_path / "forbidden.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(OctavillaError) as caught:
        read_forbidden(path)
    assert caught.value.line == line


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("rodapié\n".encode("latin-1"))
    with pytest.raises(OctavillaError, match="UTF-8"):
        read_words(path)


def test_words_are_read_once_each(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("# ours\nrodapié ictus\nictus\n", encoding="utf-8")
    assert read_words(path) == ("rodapié", "ictus")
