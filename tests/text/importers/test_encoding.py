"""Bytes to characters: every usual encoding, mojibake only where it is one, nothing that cannot be seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.text.importers.encoding import decode
from pipeline.text.importers.wording import letters

PATH = Path("pasted.txt")
TEXT = "The café in São Paulo said “yes” – it’s £5, naïve façade."


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_a_text_is_the_same_in_every_encoding(name: str) -> None:
    assert decode(TEXT.encode(name), PATH).text == TEXT


@pytest.mark.parametrize("name", ["cp1252", "latin-1", "mac_roman", "cp850"])
@pytest.mark.parametrize("text", ["El niño comió.", "Não há ação.", "café", "It was £5.", "Está aquí."])
def test_short_texts_in_old_encodings_are_told_apart(name: str, text: str) -> None:
    found = decode(text.encode(name), PATH)
    assert found.text == text
    assert [guess.what for guess in found.guesses] == ["encoding"]


def test_mojibake_is_mended_and_said() -> None:
    found = decode("Good line.\nIt is a cafÃ© â€œopenâ€\x9d in SÃ£o Paulo.\n".encode(), PATH)
    assert found.text == "Good line.\nIt is a café “open” in São Paulo.\n"
    (guess,) = found.guesses
    assert (guess.line, guess.result) == (2, "café “open” São")


@pytest.mark.parametrize(
    "text",
    ["“Quoted” … it’s – 10\u00a0000 naïve L'été",
     "NÃO É AÇÃO. À PORTA", "１２ full width stays", "£5 and 20 °C — œuvre, Æ",
     "Ã is a letter", "a ZWJ in 👩\u200d🔧 stays"],
)  # fmt: skip
def test_good_text_stays_sign_for_sign(text: str) -> None:
    found = decode(text.encode(), PATH)
    assert (found.text, found.guesses) == (text, ())


def test_what_cannot_be_seen_goes() -> None:
    text = "zero\u200bwidth so\u00adft \u202aright\u202c a\u00a0b \ufeffx a\x07b con\u200djoin"
    assert decode(text.encode(), PATH).text == "zerowidth soft right a b x ab conjoin"


def test_a_soft_hyphen_at_a_line_end_stays_for_who_joins_lines() -> None:
    assert decode("gov\u00ad\nernment".encode(), PATH).text == "gov\u00ad\nernment"


def test_joined_letters_of_print_are_taken_apart() -> None:
    found = decode("the o\ufb03ce \ufb01les".encode(), PATH)
    assert found.text == "the office files"
    assert found.guesses[0].result == "office"


def test_lost_characters_are_told() -> None:
    assert decode("a caf\ufffd".encode(), PATH).notices


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xff\xfe", b"\x00\x01\x02\x03" * 20])
def test_files_without_text_are_refused(data: bytes) -> None:
    with pytest.raises(OctavillaError, match=r"pasted\.txt: is (empty|not a text file)"):
        decode(data, PATH)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn"]), max_size=60))
def test_no_letter_of_utf8_is_lost_and_no_line(text: str) -> None:
    try:
        found = decode(text.encode(), PATH)
    except OctavillaError:
        return
    mended = [guess for guess in found.guesses if guess.confidence < 0.99]
    if not mended and not text.startswith("\ufeff"):
        assert letters(found.text) == letters(text)
    assert found.text.count("\n") == len(text.replace("\r\n", "\n").translate(LINES).split("\n")) - 1


LINES = dict.fromkeys(map(ord, "\r\v\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
