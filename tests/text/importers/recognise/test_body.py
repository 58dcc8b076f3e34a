"""What is recognised below the title, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.text.document import Kind
from pipeline.text.importers import paste
from pipeline.text.importers.model import Article, Piece, Reading
from pipeline.text.importers.recognise import recognise

TEXT = "The lift has stood still for a year, and nobody has asked the people on the ninth floor what they think of it."
OTHER = "A volunteer on each floor noted the hour at which it failed, and somebody else the hour when it moved."


def article(*blocks: str) -> Article:
    """Return what becomes of a title and these blocks, with empty lines between them."""
    path = Path("a-text.txt")
    return recognise(paste.read("\n\n".join(("The log in the hall", *blocks)).encode(), path), path=path)


def body(*blocks: str) -> list[str]:
    """Return the Markdown of the pieces."""
    return [piece.markdown for piece in article(*blocks).pieces]


def test_labels_that_stand_once_are_no_interview() -> None:
    blocks = ["Note: bring a torch.", TEXT, "Warning: the stairs are steep.", OTHER, "Tip: count them first."]
    assert body(*blocks) == blocks


def test_times_and_places_are_no_interview() -> None:
    blocks = [
        TEXT,
        "When: on Friday at noon.",
        "Where: in the hall.",
        "When: on Monday at noon.",
        "Where: in the yard.",
    ]
    assert body(*blocks) == blocks


def test_initials_belong_to_the_name_they_stand_for() -> None:
    found = body(TEXT, "Tom Ashdown: Why?", "Hannah Brook: It rained.", "TA: And then?", "HB: Then it did not.")
    assert found[1:] == [
        "**Tom Ashdown:** Why?",
        "**Hannah Brook:** It rained.",
        "**TA:** And then?",
        "**HB:** Then it did not.",
    ]


def test_one_speaker_alone_is_no_interview() -> None:
    blocks = [TEXT, "Council: we shall see.", "Council: we have seen.", "Council: we saw."]
    assert body(*blocks) == blocks


@pytest.mark.parametrize(("call", "note"), [("[1]", "[1]"), ("¹", "¹"), (" (1)", "(1)"), ("1", "1."), ("^1", "1.")])
def test_a_mark_and_its_note_are_tied(call: str, note: str) -> None:
    found = article(f"{TEXT}{call}", OTHER, "Notes", f"{note} Counted in February.")
    assert [piece.markdown for piece in found.pieces] == [f"{TEXT}[^1]", OTHER, "[^1]: Counted in February."]
    assert [aside.text for aside in found.asides] == ["Notes"]


def test_notes_in_another_order_than_their_marks_are_left_alone() -> None:
    blocks = [f"{TEXT}[2]", f"{OTHER}[1]", "Notes", "[1] Counted in February.", "[2] Counted in March."]
    found = article(*blocks)
    assert not any(piece.kind is Kind.FOOTNOTE for piece in found.pieces)
    assert [guess.confidence for guess in found.guesses if guess.what == "footnote"] == [0.3]


def test_years_and_amounts_are_no_marks_of_footnotes() -> None:
    blocks = [f"{TEXT} It was 2024, and cost £1.", "Notes", "1. Counted in February."]
    assert not any(piece.kind is Kind.FOOTNOTE for piece in article(*blocks).pieces)


def test_a_sentence_that_stands_twice_is_set_large_once() -> None:
    pulled = "Nobody has asked the people on the ninth floor what they think of it"
    assert body(TEXT, pulled, OTHER) == [TEXT, f"> {pulled}", OTHER]


def test_speech_without_a_name_stays_speech() -> None:
    blocks = [TEXT, "“You can count it yourself, if you do not believe what is written there.”", OTHER]
    assert body(*blocks) == blocks


def test_a_quotation_with_a_name_below_is_one() -> None:
    assert body(TEXT, "“I have counted it, and it comes to the same.”", "— Amélia, Weir House", OTHER)[1] == (
        "> “I have counted it, and it comes to the same.”\n>\n> — Amélia, Weir House"
    )


def test_short_lines_after_a_colon_are_a_list_up_to_the_empty_line() -> None:
    found = body(TEXT, "Bring with you:\na torch\na pencil\nan exercise book", OTHER)
    assert found == [TEXT, "Bring with you:", "- a torch\n- a pencil\n- an exercise book", OTHER]


def test_a_letter_ends_with_lines_not_headings() -> None:
    found = article("Dear neighbours,", TEXT, OTHER, "Yours sincerely,", "Lina Marsh\nWeir House")
    assert not any(piece.kind is Kind.HEADING for piece in found.pieces)
    assert found.pieces[-1].markdown == "Lina Marsh\\\nWeir House"


@pytest.mark.parametrize(
    "line",
    [
        "7pm Doors open",
        "Ring 01632 960 144",
        "lower case line",
        "ask@example.org",
        "It ends.",
        "And so on …",
        "When: now",
    ],
)
def test_short_lines_that_are_no_headings(line: str) -> None:
    assert body(TEXT, line, OTHER) == [TEXT, line, OTHER]


@pytest.mark.parametrize(
    "line", ["What happens next", "How long does it take?", "WHAT HAPPENS NEXT", "¿Qué se puede hacer?"]
)
def test_short_lines_that_are_headings(line: str) -> None:
    assert body(TEXT, line, OTHER) == [TEXT, f"## {line}", OTHER]


def test_a_number_that_does_not_count_is_no_heading_of_a_series() -> None:
    found = article(TEXT, "3. A third thing", OTHER)
    assert all(guess.confidence < 0.9 for guess in found.guesses if guess.what == "heading")


def test_the_place_before_the_first_sentence_stays_and_the_date_goes() -> None:
    found = article(f"LEEDS, 1 May 2026 – {TEXT}", OTHER)
    assert found.meta["date"] == "2026-05-01"
    assert found.pieces[0].markdown == f"LEEDS – {TEXT}"
    assert [(aside.why, aside.text) for aside in found.asides] == [("date", "1 May 2026")]


def test_a_date_in_the_first_sentence_is_none_of_publication() -> None:
    found = article(f"On 1 May 2026 it rained. {TEXT}", OTHER)
    assert "date" not in found.meta


def test_licences_in_the_middle_of_a_text_are_what_it_is_about() -> None:
    line = "We chose CC BY-SA 4.0 for the log, since a log is worth nothing in a drawer."
    found = article(TEXT, line, OTHER, TEXT.replace("lift", "boiler"), OTHER.replace("floor", "landing"), TEXT.upper())
    assert "licence" not in found.meta


def test_straight_and_curly_marks_together_are_reported_and_left() -> None:
    found = article(TEXT, 'He said "no" and she said “yes”, and both of them went to look for the key.')
    assert [guess.what for guess in found.guesses if guess.what == "quotation marks"] == ["quotation marks"]


def test_a_name_by_itself_does_not_swallow_the_next_turn() -> None:
    lines = ["HOUSING", "Words: Tom Ashdown", "Tom Ashdown: Why?", "Tom Ashdown:", "Words: Tom Ashdown"]
    found = tuple(Piece(kind=Kind.PARAGRAPH, markdown=line, plain=line, line=at) for at, line in enumerate(lines, 1))
    made = recognise(Reading(pieces=found), path=Path("x.txt"))
    pieces, asides = (piece.plain for piece in made.pieces), (aside.text for aside in made.asides)
    assert " ".join((*made.meta.values(), *pieces, *asides)).count("Tom Ashdown") >= 3
