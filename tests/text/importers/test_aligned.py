"""Tables whose columns are made with spaces, running heads that count, verse, headings that end in small words."""

from __future__ import annotations

from pathlib import Path

from pipeline.text.document import Kind
from pipeline.text.importers.aligned import tabbed
from pipeline.text.importers.lines import loose_furniture
from pipeline.text.importers.paste import read
from pipeline.text.importers.wraps import Line

PATH = Path("pasted.txt")
TEXT = (
    "The lift has stood still for a year, and nobody has asked the people on the ninth floor what they think of it, "
    "or how they carry their shopping."
)


def lines(*texts: str) -> list[Line]:
    return [Line(text=text, number=number) for number, text in enumerate(texts, start=1)]


def shown(*texts: str) -> list[str]:
    return [line.text for line in tabbed(lines(*texts))]


def blocks(text: str) -> list[tuple[Kind, str]]:
    return [(piece.kind, piece.plain) for piece in read(text.encode(), PATH).pieces]


def test_cells_below_each_other_become_a_table() -> None:
    found = shown("Kind       Hours    Price", "Old bulb   1,000    £1", "LED        15,000   £3")
    assert found == ["Kind\tHours\tPrice", "Old bulb\t1,000\t£1", "LED\t15,000\t£3"]


def test_figures_may_be_set_to_the_right() -> None:
    assert shown("Small wash      £4.20", "Large wash     £16.80", "Service wash    £1.50")[1] == "Large wash\t£16.80"


def test_two_columns_of_a_page_are_no_table() -> None:
    texts = (
        "people on the ninth    floor have asked",
        "nobody knows what it    costs to mend",
        "and who would have to    pay for it",
    )
    assert shown(*texts) == list(texts)


def test_words_that_only_have_spaces_between_them_are_no_table() -> None:
    texts = ("Date      Name", "Signed by     Place", "Town   Country  1")
    assert shown(*texts) == list(texts)


def test_a_table_of_spaces_is_read_as_one() -> None:
    table = "Small wash        £4.20\nLarge wash        £6.80\nService wash      £11.50"
    assert [kind for kind, _ in blocks(f"{TEXT}\n\n{table}\n\n{TEXT}")] == [Kind.PARAGRAPH, Kind.TABLE, Kind.PARAGRAPH]


def test_running_heads_that_count_the_pages_are_found_without_page_ends() -> None:
    pages = [f"Cool rooms: a guide          {number}" for number in (3, 4, 5)]
    text = [line for page in pages for line in (page, *["a line of text"] * 9)]
    assert [item.text for item in loose_furniture(text)] == pages


def test_counted_headings_are_no_running_heads() -> None:
    text = [line for number in (1, 2, 3) for line in (f"Week {number}", *["a line of text"] * 9)]
    assert not loose_furniture(text)


def test_rows_of_a_table_that_end_in_figures_are_no_running_heads() -> None:
    text = [line for number in (4, 9, 2) for line in (f"Apples and pears     {number}", *["a line of text"] * 9)]
    assert not loose_furniture(text)


def test_a_heading_that_ends_in_a_small_word_is_not_joined_to_the_text() -> None:
    for heading in ("What the committees asked for", "It was not always like this", "Things to look out for"):
        assert blocks(f"{TEXT}\n\n{heading}\n\n{TEXT}")[1] == (Kind.PARAGRAPH, heading)


def test_a_greeting_is_not_joined_to_the_letter() -> None:
    assert blocks(f"Dear members of the board,\n\nsince last winter {TEXT}")[0][1] == "Dear members of the board,"


def test_items_in_small_letters_are_not_joined_to_the_line_above() -> None:
    found = blocks(
        f"{TEXT}\n\nIngredients for four hungry people\n\ntwo cups of flour\n\nthree eggs\n\na pinch of salt"
    )
    assert [text for _, text in found[1:]] == ["Ingredients for four hungry people", "two cups of flour", "three eggs",
                                              "a pinch of salt"]  # fmt: skip


def test_an_item_ends_where_a_longer_line_begins() -> None:
    text = (
        "They asked for leave to plant, in the corner behind the hall where nobody walks:\n"
        "(a) six apple trees of local kinds\n(b) two pears\n(c) a hedge of hazel along the north side\n"
        "The council agreed in principle, provided that the gate stays 1.2 m wide. It was late."
    )
    assert blocks(text)[1][1].endswith("(c) a hedge of hazel along the north side")


def test_all_lines_of_a_poem_are_kept() -> None:
    stanzas = [
        "Begin with the path.\nWhatever you dig, dig it\nfrom the path outwards.",
        "Keep one bed.\nIt will fill\nitself.",
    ]
    found = blocks("\n\n".join(["Instructions for the allotment\nHarriet Loam", *stanzas]))
    assert [text for _, text in found][-2:] == stanzas
