"""Text as it comes from pages: buttons and words like buttons, dates, transcripts, notes of several sorts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.text.document import Kind
from pipeline.text.importers import paste
from pipeline.text.importers.model import Article, Guess
from pipeline.text.importers.recognise import recognise
from pipeline.text.importers.recognise.boilerplate import judge
from pipeline.text.importers.recognise.dates import date_line, is_issue, is_month
from pipeline.text.importers.recognise.names import bare, byline

PATH = Path("a-text.txt")
TITLE = "The log in the hall"
TEXT = "The lift has stood still for a year, and nobody has asked the people on the ninth floor what they think of it."
OTHER = "A volunteer on each floor noted the hour at which it failed, and somebody else the hour when it moved."
THIRD = "In spring they hung the list in the hall, beside the notice that said that everything was in order again."


def article(*blocks: str) -> Article:
    return recognise(paste.read("\n\n".join(blocks).encode(), PATH), path=PATH)


def body(*blocks: str) -> list[str]:
    return [piece.markdown for piece in article(*blocks).pieces]


def asides(found: Article) -> list[str]:
    return [aside.text for aside in found.asides]


def test_three_different_words_of_buttons_above_text_are_headings() -> None:
    blocks = (TEXT, THIRD, "Share", OTHER, "Listen", THIRD, "Save", TEXT)
    shown = body(TITLE, *blocks)
    assert [line for line in shown if line.startswith("##")] == ["## Share", "## Listen", "## Save"]


def test_one_button_between_paragraphs_is_set_aside() -> None:
    found = article(TITLE, TEXT, "Share", OTHER)
    assert asides(found) == ["Share"]


def test_networks_below_each_other_are_set_aside_and_one_alone_is_not() -> None:
    assert asides(article(TITLE, TEXT, OTHER, "Facebook\nX\nWhatsApp\nEmail")) == ["Facebook", "X", "WhatsApp", "Email"]
    assert not asides(article(TITLE, TEXT, "Signal", OTHER))


def test_what_stands_between_the_ends_of_a_promotion_is_set_aside() -> None:
    promotion = [
        "skip past newsletter promotion",
        "Sign up to The Long Lift",
        "Once a week",
        "after newsletter promotion",
    ]
    found = article(TITLE, TEXT, *promotion, OTHER)
    assert asides(found) == promotion
    assert [piece.markdown for piece in found.pieces] == [TEXT, OTHER]


def test_the_end_of_a_promotion_alone_takes_no_text_away() -> None:
    assert body(TITLE, TEXT, OTHER, "after newsletter promotion", THIRD)[:2] == [TEXT, OTHER]


def test_the_button_beside_a_heading_is_taken_off() -> None:
    found = article(TITLE, TEXT, "History[edit]", OTHER, "Use[edit]", THIRD)
    assert [piece.markdown for piece in found.pieces if piece.kind is Kind.HEADING] == ["## History", "## Use"]
    assert asides(found) == ["[edit]", "[edit]"]


@pytest.mark.parametrize(
    "line", ["«El pan enseña a esperar»", "Sign up to your own newsletter.", "Contact", "Close the door behind you."]
)
def test_words_that_texts_have_are_not_taken_for_a_page(line: str) -> None:
    assert judge(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "« Older posts",
        "Previous post: The tea rota",
        "We and our 214 partners store and access information on a device.",
        "Receba as notícias do bairro no seu e-mail",
        "This message is confidential and intended for the addressee only.",
        "This article is more than 1 year old",
    ],
)
def test_lines_of_pages_and_mails_are_known(line: str) -> None:
    assert judge(line) is not None


def test_a_sentence_that_says_the_title_again_stays_in_the_text() -> None:
    found = article("The bus does not come here any more", "By Ruth Ames", "The bus does not come here any more.", TEXT)
    assert found.meta["title"] == "The bus does not come here any more"
    assert [piece.markdown for piece in found.pieces] == ["The bus does not come here any more.", TEXT]


def test_the_subject_of_a_mail_is_its_title_and_not_the_note_above_what_is_sent_on() -> None:
    headers = "From: Ana <ana@lifts.example>\nDate: Mon, 2 Feb 2026 at 08:15\nSubject: Fwd: The lift is back\nTo: Ben"
    found = article(headers, "Ben, can you put this into the leaflet?", TEXT)
    assert found.meta == {"title": "The lift is back", "date": "2026-02-02"}


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Published 07:45, 3 March 2026 | Updated 11:20", "2026-03-03"),
        ("12 de marzo de 2026 · 08:30 h", "2026-03-12"),
        ("Publicado a 3 de novembro de 2025", "2025-11-03"),
        ("Jun 18, 2025 Updated Jun 19, 2025", "2025-06-18"),
        ("Agreed on 4 March 2025", "2025-03-04"),
    ],
)
def test_lines_that_only_say_when(line: str, iso: str) -> None:
    found = date_line(line)
    assert found is not None
    assert (found.found.iso, found.rest, found.changed) == (iso, "", False)


def test_two_days_of_an_event_are_no_date_line() -> None:
    assert date_line("Open on 3 March 2026 and 4 March 2026") is None


def test_months_and_issues_say_when_but_not_on_which_day() -> None:
    assert is_month("October 2024")
    assert is_issue("Winter 2025 issue")
    assert is_issue("No. 18, June 2025")
    assert not is_month("October 2024 was wet")
    assert not is_issue("June")


def test_a_month_under_the_title_is_set_aside_and_several_are_headings() -> None:
    assert asides(article(TITLE, "October 2024", TEXT)) == ["October 2024"]
    shown = body(TITLE, "October 2024", TEXT, "November 2024", OTHER)
    assert [line for line in shown if line.startswith("##")] == ["## October 2024", "## November 2024"]


def test_the_days_of_a_diary_stay_where_they_are() -> None:
    days = [f"Monday, 3 March 2025: {TEXT}", f"Tuesday, 4 March 2025: {OTHER}"]
    found = article(TITLE, *days)
    assert [piece.markdown for piece in found.pieces] == days
    assert "date" not in found.meta


def test_the_day_of_the_week_goes_with_the_date_before_the_first_sentence() -> None:
    found = article(TITLE, f"Friday, Jan. 9, 2026 – {TEXT}", OTHER)
    assert found.meta["date"] == "2026-01-09"
    assert [piece.markdown for piece in found.pieces] == [TEXT, OTHER]


def test_a_line_below_the_text_that_says_when_it_was_published_is_its_date() -> None:
    assert article(TITLE, TEXT, OTHER, "First published: 9 May 2025").meta["date"] == "2025-05-09"
    assert "date" not in article(TITLE, TEXT, OTHER, "Accessed 2 June 2025").meta


@pytest.mark.parametrize(
    "line", ["Leeds, 22 September 2025", "Vila Esperança, 5 de maio de 2025", "Lisboa, 14 de fevereiro de 2026"]
)
def test_where_a_letter_was_written_is_no_author(line: str) -> None:
    meta = article(TITLE, line, TEXT, OTHER).meta
    assert "author" not in meta
    assert "date" in meta


def test_bylines_of_more_sorts() -> None:
    assert (said := byline("Given by Ivy Latham")) and said.author == "Ivy Latham"
    assert (said := byline("by Advice Desk, Rooker Street")) and said.author == "Advice Desk, Rooker Street"
    assert (said := bare("Ana Beatriz Lins, de Recife")) and said.author == "Ana Beatriz Lins"


def test_a_transcript_with_times_is_an_interview_from_its_first_line() -> None:
    turns = ["[00:00:04] Host: Why?", "[00:00:09] Walter Briggs: It rained.", "[00:01:02] Host: And then?",
             "[00:01:07] Walter Briggs: Then it did not."]  # fmt: skip
    found = article("\n".join(turns))
    assert [piece.markdown for piece in found.pieces] == [
        "**Host:** Why?",
        "**Walter Briggs:** It rained.",
        "**Host:** And then?",
        "**Walter Briggs:** Then it did not.",
    ]
    assert asides(found) == ["[00:00:04]", "[00:00:09]", "[00:01:02]", "[00:01:07]"]


def test_question_and_answer_written_out_once_are_those_of_the_letters() -> None:
    turns = ["Pregunta. ¿Por qué?", "Respuesta. Llovía.", "P. ¿Y después?", "R. Después no."]
    assert [line.partition(" ")[0] for line in body(TITLE, *turns)] == [
        "**Pregunta:**",
        "**Respuesta:**",
        "**P:**",
        "**R:**",
    ]


def test_notes_of_several_sorts_are_tied_where_each_has_its_mark() -> None:
    blocks = ["One,¹ two,* three.[2] " + TEXT, OTHER, "Notes", "1 First.", "* Starred.", "[2] Second."]
    found = article(TITLE, *blocks)
    assert [piece.markdown for piece in found.pieces if piece.kind is Kind.FOOTNOTE] == [
        "[^1]: First.",
        "[^sign-1]: Starred.",
        "[^2]: Second.",
    ]
    assert found.pieces[0].markdown.startswith("One,[^1] two,[^sign-1] three.[^2] ")


def test_notes_of_several_sorts_stay_where_one_has_no_mark() -> None:
    blocks = ["One,¹ two, three.[2] " + TEXT, OTHER, "Notes", "1 First.", "* Starred.", "[2] Second."]
    assert not any(piece.kind is Kind.FOOTNOTE for piece in article(TITLE, *blocks).pieces)


def test_who_refuses_notes_of_several_sorts_keeps_them() -> None:
    def decide(guess: Guess) -> bool:
        return guess.what != "footnote"

    text = "\n\n".join(
        [TITLE, "One,¹ two,* three.[2] " + TEXT, OTHER, "Notes", "1 First.", "* Starred.", "[2] Second."]
    )
    found = recognise(paste.read(text.encode(), PATH), decide, path=PATH)
    assert not any(piece.kind is Kind.FOOTNOTE for piece in found.pieces)


def test_counted_labels_are_headings_and_one_alone_is_not() -> None:
    days = body(TITLE, TEXT, "Day 1: The door", OTHER, "Day 2: The window", THIRD)
    assert [line for line in days if line.startswith("##")] == ["## Day 1: The door", "## Day 2: The window"]
    assert body(TITLE, TEXT, "Day 1: The door", OTHER)[1] == "Day 1: The door"


def test_the_contents_say_which_headings_are_below_others() -> None:
    contents = "Contents\n1 History\n2 Use\n2.1 Winter\n3 Notes on use"
    shown = body(TITLE, TEXT, contents, "History", OTHER, "Use", THIRD, "Winter", TEXT)
    assert [line for line in shown if line.startswith("#")] == ["## History", "## Use", "### Winter"]


def test_a_verse_after_a_colon_is_no_list() -> None:
    verse = (
        "The tide is out, the boat is dry,\nThe ferryman’s asleep,\n"
        "And I have got a pie to bake\nAnd seven hens to keep."
    )
    found = article(TITLE, TEXT, "She sang us this one:", verse, OTHER)
    assert not any(piece.kind is Kind.LIST for piece in found.pieces)
    assert verse.replace("\n", "\\\n") in [piece.markdown for piece in found.pieces]


def test_the_name_under_a_farewell_is_no_heading() -> None:
    assert "Tom" in body(TITLE, TEXT, OTHER, "Cheers", "Tom", THIRD)
