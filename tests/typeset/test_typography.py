"""The typography of each language: golden files, and what must hold for any text whatever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work import ratio

from pipeline.languages import Language, language
from pipeline.typeset.typography import finish

GOLDEN = Path(__file__).parents[1] / "golden" / "typography"
CODES = ("en-GB", "en-US", "es", "es-419", "pt-BR", "pt-PT")
MANY = 150
NODE = "|"
"""Stands for the border of two nodes in a golden file."""


def shown(nodes: list[str]) -> str:
    """Write nodes as the golden files do: ~ no-break space, ^ word joiner, ¬ opaque thing, ↵ forced line break."""
    text = NODE.join(nodes)
    return text.replace("\u00a0", "~").replace("\u2060", "^").replace("\ufffc", "¬").replace("\u2028", "↵")


def meant(line: str) -> list[str]:
    text = line.replace("~", "\u00a0").replace("^", "\u2060").replace("¬", "\ufffc").replace("↵", "\u2028")
    return text.split(NODE)


def cases() -> list[object]:
    """Read the golden files: pairs of lines, input then result, between blank lines; # begins a comment."""
    found: list[object] = []
    for code in CODES:
        lines = (GOLDEN / f"{code}.txt").read_text(encoding="utf-8").splitlines()
        content = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("# ")]
        assert len(content) % 2 == 0, f"{code}.txt: an input without its result"
        for (number, given_line), (_, expected) in zip(content[::2], content[1::2], strict=True):
            found.append(pytest.param(code, given_line, expected, id=f"{code}:{number}"))
    return found


@pytest.mark.parametrize(("code", "given_line", "expected"), cases())
def test_golden_case_is_set_as_written(code: str, given_line: str, expected: str) -> None:
    result = finish(meant(given_line), language(code))
    assert shown(result) == expected
    assert shown(finish(result, language(code))) == expected


@pytest.mark.parametrize("code", CODES)
def test_golden_file_has_at_least_25_cases(code: str) -> None:
    assert sum(1 for case in cases() if case.values[0] == code) >= 25  # type: ignore[attr-defined]


languages = st.sampled_from([language(code) for code in (*CODES, "fr", "de")])
HARD = (
    *(
        '"',
        "'",
        "«",
        "—",
        " - ",
        "-- ",
        "a'",
        "s' ",
        "'a ",
        "¿",
        "? ",
        "1 ",
        "1-",
        ". ",
        "...",
        "a.",
        "a/",
        "(",
        "_",
        "J. ",
    ),
    *("a-", "a@", "a::", "a_-", "/a", "a? ", "¿a", "a» ", "a—", " —a", "a, qué ", ": "),
)
WORDS = """a B é e\u0301 word tenants s n don tis Sr. Mr p. EE.UU. nº n.º la de mayo May qué Hola J. R$ km 1 12 90s 1914
000 1o 2a 3º % °C 5' https://x.org/a--b file.txt --flag a_b f() - -- --- – — . ... … , ; : ? ! ¿ ¡ ( ) [ ] / º ª °
" ' “ ” ‘ ’ « » „ ‹ › ꙮ ´"""
PIECES = (*WORDS.split(), " ", " ", " ", "\n", *"\u00a0\u202f\u2009\u2028\ufffc\u2060")
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.text(max_size=40))
paragraphs = st.lists(texts, min_size=0, max_size=4)


def skeleton(text: str) -> str:
    """Return letters, digits and marks in order, raised letters lowered."""
    plain = text.translate({ord("º"): "o", ord("ª"): "a", ord("°"): "o"})
    return "".join(character for character in plain if character.isalnum())


@settings(max_examples=MANY, deadline=None)
@given(paragraphs, languages)
def test_finishing_twice_changes_nothing_more(nodes: list[str], tongue: Language) -> None:
    once = finish(nodes, tongue)
    assert finish(once, tongue) == once


@settings(max_examples=MANY, deadline=None)
@given(paragraphs, languages)
def test_no_letter_or_digit_is_lost_or_moved(nodes: list[str], tongue: Language) -> None:
    assert skeleton("".join(finish(nodes, tongue))) == skeleton("".join(nodes))


@settings(max_examples=MANY, deadline=None)
@given(paragraphs, languages)
def test_nodes_stay_as_many_and_opaque_things_stay_in_theirs(nodes: list[str], tongue: Language) -> None:
    result = finish(nodes, tongue)
    assert len(result) == len(nodes)
    assert [node.count("\ufffc") for node in result] == [node.count("\ufffc") for node in nodes]
    for old, new in zip(nodes, result, strict=True):
        if old == "\ufffc":
            assert new == old


@settings(max_examples=MANY, deadline=None)
@given(texts, languages)
def test_one_pass_does_the_work_so_that_the_rules_do_not_contradict_each_other(text: str, tongue: Language) -> None:
    """A text on which the rules went round in circles would come back as it was, double spaces and all."""
    result = "".join(finish(["a  b " + text], tongue))
    assert result.startswith(("a b", "¿a b", "¡a b"))


@given(st.lists(st.sampled_from(["word", "casa", " ", ", ", "it", "água"]), max_size=20).map("".join), languages)
def test_plain_words_come_back_as_they_were(text: str, tongue: Language) -> None:
    tidy = " ".join(text.split(" ")).replace("  ", " ").replace(" ,", ",")
    assert finish([tidy], tongue) == [tidy] or "  " in tidy or " ," in tidy


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en-GB", "es", "pt-BR"])
@pytest.mark.parametrize("piece", HARD)
def test_a_paragraph_is_finished_by_work_in_proportion_to_its_length(code: str, piece: str) -> None:
    tongue = language(code)
    assert ratio(lambda size: lambda: finish([piece * (size // len(piece))], tongue), 400, 4_000) < 12


@pytest.mark.slow
@pytest.mark.parametrize("piece", HARD)
def test_no_rule_looks_back_over_the_whole_paragraph_at_every_mark(piece: str) -> None:
    """What a single expression does is not counted: one that goes with the square would hang here for an hour."""
    text = piece * (300_000 // len(piece))
    assert skeleton("".join(finish([text], language("es")))) == skeleton(text)


@pytest.mark.parametrize(
    "text",
    (
        *(
            "https://example.org/a--b/c...d?e=1-2",
            "ana-maria_2@correo.example.org",
            "acta-1914-1918.pdf",
            "./textos/uno.md",
        ),
        *("--final", "snake_case", "build()", "2026-05-01", "555-1234", "+34\u00a091-555-10-20"),
    ),
)
@pytest.mark.parametrize("code", CODES)
def test_addresses_codes_and_telephone_numbers_stay_untouched(text: str, code: str) -> None:
    assert finish([f"a {text} b"], language(code)) == [f"a {text} b"]
    assert finish([text], language(code)) == [text]


@pytest.mark.parametrize("code", ["fr", "de", "it", "ca"])
def test_other_languages_keep_the_marks_that_were_typed(code: str) -> None:
    assert finish(["« Bonjour » ! „Ja“ 50 %"], language(code)) == ["« Bonjour » ! „Ja“ 50 %"]


def test_font_lacks_none_of_the_signs_that_are_put_in() -> None:
    """The text face has no U+202F and no U+2009; the word joiner needs no glyph."""
    result = "".join(finish(['10\u202f000 \u2009 50 % "x" -- ... 5\' 10"'], language("es")))
    assert not set(result) & {"\u202f", "\u2009"}
