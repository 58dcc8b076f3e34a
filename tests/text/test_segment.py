"""Tests of sentence segmentation and of rebuilding a document from its segments."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import ratio

from pipeline.text.document import Block, Document, Kind, Meta, Role
from pipeline.text.markdown import parse_inline
from pipeline.text.read import read_text
from pipeline.text.segment import Segment, rebuild, segments, split

GOLDEN = Path(__file__).parents[1] / "golden" / "segment"


def golden(name: str) -> list[tuple[str, list[str]]]:
    """Return the cases of one golden file as (source, sentences); the format is told in golden/segment/README.md."""
    cases = []
    for block in (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("# ")]
        written = [line[2:] for line in lines if line.startswith("> ")]
        sentences = [line for line in lines if not line.startswith("> ")]
        if lines:
            cases.append(("\n".join(written) or " ".join(sentences), sentences))
    return cases


def translatable(text: str, language: str = "en") -> list[str]:
    return [piece.text for piece in split(text, language) if piece.translatable]


CASES = [
    (language, source, sentences)
    for name, language in (("en", "en"), ("es", "es"), ("pt", "pt"), ("marks", "en"))
    for source, sentences in golden(name)
]


@pytest.mark.parametrize(("language", "source", "sentences"), CASES)
def test_golden_sentences(language: str, source: str, sentences: list[str]) -> None:
    assert translatable(source, language) == sentences


def test_there_are_enough_golden_cases() -> None:
    assert len(CASES) >= 120
    assert len({source for _, source, _ in CASES}) == len(CASES)


# What holds for any string

BITS = st.sampled_from(
    [
        "A. ", "b. ", "Dr. ", "e.g. ", "No. 5 ", "J. R. ", "p.m. ", "U.S. ", "One two. ", "Three! ", "Four? ",
        "… ", "... ", "“", "” ", '"', "«", "» ", "(", ") ", "[", "]", "](b. c)", "[^1]", "[^", "![", "*", "**",
        "***", "_", "__", "~~", "`", "``", "<", ">", "https://x.org/a. ", "<https://x.org>", "\\", "\\\n",
        "  \n", "\n", "\n\n", " ", "\u00a0", "\u2028", "— ", "¿", "¡", "1. ", "a) ", "3.5 ", "&amp;",
        "[a. B][c]", "[a](b) ", "`c. D` ", "word ", "Élan ", "。", "é", "😀", "\t",
    ]
)  # fmt: skip
STRINGS = st.one_of(st.text(), st.lists(BITS, max_size=25).map("".join))
ODD_SPACE = re.compile("[\x1c-\x1f\x85\u2028\u2029]")
REFERENCES = {"C": ("https://x.org", ""), "A": ("https://y.org", "")}


def counted(text: str, references: dict[str, tuple[str, str]]) -> Counter[str]:
    """Count the inline marks of a string as markdown-it sees them."""
    plain = {"text", "text_special", "softbreak", "hardbreak"}
    return Counter(token.type for token in parse_inline(text, references) if token.type not in plain)


@given(STRINGS, st.sampled_from(["en", "es", "pt", "es-419", "de", "xx", "zh", ""]))
def test_pieces_put_together_are_the_string(text: str, language: str) -> None:
    assert "".join(piece.text for piece in split(text, language)) == text


@given(STRINGS)
def test_translatable_pieces_have_words_and_no_outer_white_space(text: str) -> None:
    for piece in split(text):
        assert piece.text
        if piece.translatable:
            assert piece.text == piece.text.strip()
            assert any(sign.isalpha() for sign in piece.text)


@given(STRINGS, st.sampled_from([{}, REFERENCES]))
def test_no_mark_is_cut(text: str, references: dict[str, tuple[str, str]]) -> None:
    # White space to Python, none to markdown-it; the reader lets none of it through.
    text = ODD_SPACE.sub(" ", text)
    pieces = split(text, "en", references)
    rest = "".join("Word" if piece.translatable else piece.text for piece in pieces)
    alone = sum((counted(piece.text, references) for piece in pieces if piece.translatable), Counter())
    assert alone + counted(rest, references) == counted(text, references)


NASTY = {
    "no space": "x" * 50_000,
    "stops": "." * 50_000,
    "stops and spaces": ". " * 25_000,
    "open brackets": "[" * 10_000,
    "open brackets and sentences": "[a. B " * 8_000,
    "pairs of brackets": "[" * 5_000 + "]" * 5_000,
    "straight quotes": '"' * 10_000,
    "quoted stops": '"a. ' * 12_000,
    "quotes in quotes": "“" * 20_000 + "a. B" + "”" * 20_000,
    "round brackets": "(a. B " * 8_000,
    "emphasis that never ends": "*a " * 16_000,
    "emphasis in emphasis": "*" * 200 + "A. B." + "*" * 200,
    "underlines": "_a" * 20_000,
    "backticks": "`" * 50_000,
    "footnote marks that never end": "[^" * 10_000,
    "initials": "A. " * 16_000,
    "numbers": "5. " * 16_000,
    "titles": "Mr. " * 12_000,
    "ellipses": "... " * 12_000,
    "spaces": "a." + " " * 50_000 + "b",
    "dashes": "a. " + "- " * 20_000,
    "hard breaks": "*a*\\\n" * 8_000,
    "line ends": "a.\n" * 16_000,
    "addresses": "a@b." * 12_000,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_strings_are_cut_and_nothing_of_them_is_lost(text: str) -> None:
    assert "".join(piece.text for piece in split(text)) == text


@pytest.mark.slow
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_strings_take_work_in_proportion_to_their_length(text: str) -> None:
    assert ratio(lambda size: lambda: split(text[:size]), len(text) // 64, len(text) // 8) < 10


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, text in NASTY.items() if not re.search(r"[*_`\[\n]", text)])
def test_no_expression_begins_anew_at_each_sign_of_a_nasty_string(name: str) -> None:
    """What a single expression does is not counted: one that goes with the square would hang here for hours."""
    text = NASTY[name] * 12
    assert "".join(piece.text for piece in split(text)) == text


def test_nine_thousand_sentences_are_found() -> None:
    paragraph = (
        "Mr. Lind **opened** the hall at 7.30 p.m. on Monday (see [the map](map.pdf)). “Why?” she asked. We sat. "
    )
    paragraphs = [f"{number}: {paragraph * 5}" for number in range(600)]
    assert sum(piece.translatable for text in paragraphs for piece in split(text)) == 9_000


@pytest.mark.parametrize(
    "text",
    ["5", "1,204", "12.5 %", "—", "²¹", "X", "hall@example.org", "https://example.org/a", "<https://example.org>",
     "<mailto:hall@example.org>", "`make install`", "[^1]", "**5**", "![](hall.jpg)", "@octavilla", "#hall",
     "&nbsp;", "😀"],
)  # fmt: skip
def test_what_says_nothing_in_any_language_is_not_translatable(text: str) -> None:
    assert translatable(text) == []


@pytest.mark.parametrize(
    "text", ["No", "5 km", "IV", "**ok**", "![A hall](hall.jpg)", "[here](https://x.org)", "Да", "家"]
)
def test_what_holds_a_word_is_translatable(text: str) -> None:
    assert translatable(text) == [text]


def test_german_is_left_to_the_library() -> None:
    text = "Wir gingen am 3. Mai heim. Das war es."
    assert translatable(text, "de") == ["Wir gingen am 3. Mai heim.", "Das war es."]


def test_a_no_break_space_before_a_stop_does_not_stop_the_library() -> None:
    assert translatable("We chose B\u00a0. Then we left.", "fr")


# Documents


def document(markdown: str, **meta: str) -> Document:
    front = "".join(f"{name}: {value}\n" for name, value in {"title": "The mill", **meta}.items())
    return read_text(f"---\n{front}---\n{markdown}", slug="mill", path=Path("mill.md"))


def test_segments_come_in_reading_order_with_role_and_unit() -> None:
    text = document("# One. Two.\n\nA man. A man.\n\n- First *item*.\n\n| Name | 5 |\n|---|---|\n\n[^1]: A note.\n")
    assert segments(text) == (
        Segment("The mill", Role.TITLE, 0),
        Segment("One.", Role.HEADING, 1),
        Segment("Two.", Role.HEADING, 1),
        Segment("A man.", Role.PARAGRAPH, 2),
        Segment("A man.", Role.PARAGRAPH, 2),
        Segment("First *item*.", Role.ITEM, 3),
        Segment("Name", Role.CELL, 4),
        Segment("A note.", Role.FOOTNOTE, 6),
    )


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [("MR", []), ("M. R.", []), ("Q", []), ("Interviewer", ["Interviewer"]), ("Dr. Lind", ["Dr. Lind"]), ("A.", [])],
)
def test_a_speaker_is_one_segment_unless_only_initials(speaker: str, expected: list[str]) -> None:
    found = segments(document(f"**{speaker}:** Yes."))
    assert [segment.source for segment in found if segment.role is Role.SPEAKER] == expected


def test_the_language_of_the_document_decides() -> None:
    text = "Vive en EE. UU. desde 1990, aprox. Luego volvió."
    spanish = document(text, language="es")
    assert [s.source for s in segments(spanish)][1:] == [s.text for s in split(text, "es") if s.translatable]


def test_reference_links_of_the_document_stay_whole() -> None:
    text = document("See [One. Two. *Three*][ref]. Then go.\n\n[ref]: https://example.org\n")
    assert [segment.source for segment in segments(text)][1:] == ["See [One. Two. *Three*][ref].", "Then go."]


def test_rebuild_puts_translations_in_place_and_leaves_the_rest() -> None:
    text = document("**One. Two.**\n\nThree 5.\\\n12.\n\n**MR:** Four! [^1]\n\n```\nFive.\n```\n\n[^1]: Six.\n")
    changed = rebuild(text, str.upper)
    assert changed.meta.title == "THE MILL"
    assert [block.text for block in changed.walk() if block.text] == [
        "**ONE. TWO.**",
        "THREE 5.\\\n12.",
        "FOUR! [^1]",
        "Five.",
        "SIX.",
    ]
    assert changed.blocks[2].speaker == "MR"


def test_rebuild_asks_once_for_every_segment_in_order() -> None:
    text = document("One. Two.\n\n> One. Three.\n")
    asked: list[str] = []

    def note(source: str) -> str:
        asked.append(source)
        return source

    rebuild(text, note)
    assert tuple(asked) == tuple(segment.source for segment in segments(text))


def blocks() -> st.SearchStrategy[Block]:
    leaves = st.one_of(
        st.builds(Block, kind=st.sampled_from([Kind.PARAGRAPH, Kind.CELL, Kind.CODE]), text=STRINGS, speaker=STRINGS),
        st.builds(Block, kind=st.just(Kind.HEADING), text=STRINGS, level=st.integers(1, 6)),
        st.builds(Block, kind=st.just(Kind.FIGURE), text=STRINGS, alt=STRINGS, src=st.text()),
        st.builds(Block, kind=st.sampled_from([Kind.RULE, Kind.COMMENT]), text=st.text()),
    )
    holders = st.sampled_from([Kind.LIST, Kind.ITEM, Kind.QUOTE, Kind.TABLE, Kind.ROW, Kind.FOOTNOTE])
    return st.recursive(
        leaves,
        lambda inner: st.builds(Block, kind=holders, children=st.lists(inner, max_size=3).map(tuple), label=st.text()),
        max_leaves=6,
    )


METAS = st.builds(
    Meta,
    title=STRINGS,
    subtitle=STRINGS,
    topic=STRINGS,
    cover_alt=STRINGS,
    language=st.sampled_from(["en", "es", "pt", ""]),
)


@given(st.builds(Document, slug=st.text(), meta=METAS, blocks=st.lists(blocks(), max_size=5).map(tuple)))
def test_a_document_rebuilt_from_its_own_segments_is_the_same(text: Document) -> None:
    assert rebuild(text, lambda source: source) == text


MARKDOWN = st.lists(
    st.tuples(
        st.sampled_from(["", "# ", "- ", "> ", "1. ", "    ", "| ", "[^1]: ", "[c]: ", "```\n", "---\n"]), STRINGS
    ),
    max_size=8,
).map(lambda parts: "\n\n".join(lead + text for lead, text in parts))


@given(MARKDOWN)
def test_markdown_read_and_rebuilt_is_the_same(markdown: str) -> None:
    text = document(markdown)
    assert rebuild(text, lambda source: source) == text
    for segment in segments(text):
        assert segment.source
        assert segment.source == segment.source.strip()
