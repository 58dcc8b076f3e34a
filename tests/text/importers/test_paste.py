"""Pasted text: what programs did to it on the way is undone, what people meant stays, no word is lost."""

from __future__ import annotations

import textwrap
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.document import Kind
from pipeline.text.importers.model import Guess, Piece, Reading
from pipeline.text.importers.paste import read
from pipeline.text.importers.wording import letters, words
from pipeline.text.read import read_text

PATH = Path("pasted.txt")
PROSE = (
    "The stain in the bedroom had the shape of a coat on a hook. It appeared in November, a hand’s breadth below the "
    "ceiling, and by Christmas it had sleeves. She washed it off with bleach, painted over it, moved the bed, bought "
    "a heater, and moved the bed again. Every autumn the coat came back, a little longer, until it reached the floor."
)
SECOND = (
    "Almost every damp wall gets its water in one of three ways. People argue for years because two of them are "
    "talking about different water, and the third one does not know which of the three it is that he has at home."
)


def given_text(text: str) -> Reading:
    return read(text.encode(), PATH)


def blocks(text: str) -> list[tuple[Kind, str]]:
    return [(piece.kind, piece.plain) for piece in given_text(text).pieces]


def paragraphs(*texts: str) -> list[tuple[Kind, str]]:
    return [(Kind.PARAGRAPH, text) for text in texts]


def wrapped(text: str, columns: int) -> str:
    return "\n".join(textwrap.wrap(text, columns, break_on_hyphens=False))


@pytest.mark.parametrize("columns", [45, 60, 66, 72, 76, 80])
def test_hard_wraps_of_any_width_go(columns: int) -> None:
    text = f"{wrapped(PROSE, columns)}\n\n{wrapped(SECOND, columns)}\n"
    assert blocks(text) == paragraphs(PROSE, SECOND)


@pytest.mark.parametrize("columns", [60, 72])
def test_paragraphs_without_empty_lines_between_are_told_by_their_short_last_lines(columns: int) -> None:
    assert blocks(f"{wrapped(PROSE, columns)}\n{wrapped(SECOND, columns)}") == paragraphs(PROSE, SECOND)


def test_a_line_a_paragraph_stays_one() -> None:
    lines = ["The first meeting", PROSE, SECOND, "We thought we were the only ones.", "What to do", "Write it down."]
    assert blocks("\n".join(lines)) == paragraphs(*lines)


def test_flowed_mail_is_joined_where_a_space_says_so() -> None:
    text = "This goes \non and \non here.\nThis does not.\n"
    assert blocks(text) == paragraphs("This goes on and on here.", "This does not.")


@pytest.mark.parametrize("between", ["\n\n", "\n\n12\n\n", "\n- 12 -\n", "\n\nPage 12 of 20\n\n", "\f", "\n\n12\n\f"])
def test_a_sentence_that_a_page_divides_is_one_again(between: str) -> None:
    text = f"They wrote to the office in the middle of the town and{between}waited for an answer until the spring."
    assert blocks(text) == paragraphs(
        "They wrote to the office in the middle of the town and waited for an answer until the spring."
    )


def test_words_divided_at_line_ends_are_whole_again() -> None:
    text = "They asked for more infor-\nmation about the neigh-\nbourhood, and a well-\nknown name came up in it.\n"
    (piece,) = given_text(text).pieces
    assert (
        piece.plain == "They asked for more information about the neighbourhood, and a well-known name came up in it."
    )
    assert [guess.result for guess in given_text(text).guesses if guess.what == "hyphen"] == [
        "information", "neighbourhood", "well-known"
    ]  # fmt: skip


def test_mail_headers_quotation_and_signature_are_set_aside() -> None:
    text = (
        "From: Ana Reyes <ana@example.org>\nTo: list@example.org\nDate: Tue, 12 May 2026 10:00:00 +0100\n"
        f"Subject: Re: The damp wall\n\n{wrapped(PROSE, 72)}\n\n-- \nAna Reyes\nHarbour Street\n"
    )
    reading = given_text(text)
    assert [piece.plain for piece in reading.pieces] == [PROSE]
    assert dict(reading.meta) == {"title": "The damp wall", "date": "2026-05-12"}
    assert [aside.why for aside in reading.asides] == ["mail header", "signature"]


def test_a_mail_that_is_quoted_throughout_is_text() -> None:
    quoted = "\n".join(f"> {line}" for line in f"{wrapped(PROSE, 70)}\n\n{wrapped(SECOND, 70)}".split("\n"))
    assert blocks(quoted) == paragraphs(PROSE, SECOND)


def test_quoted_paragraphs_are_quotations_as_deep_as_their_marks() -> None:
    reading = given_text(
        f"Dear all,\n\n> First line of it that goes\n> on here.\n> > Older words, twice quoted.\n\n{PROSE}"
    )
    assert [piece.kind for piece in reading.pieces] == [Kind.PARAGRAPH, Kind.QUOTE, Kind.QUOTE, Kind.PARAGRAPH]
    assert reading.pieces[2].markdown.startswith("> > ")


@pytest.mark.parametrize("mark", "•●▪◦‣-–—*\uf0b7")
def test_marks_make_a_list(mark: str) -> None:
    (piece,) = given_text(f"{mark} one thing\n{mark} another\n\n{mark} a third").pieces
    assert piece.kind is Kind.LIST
    assert piece.markdown == "- one thing\n- another\n- a third"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("1. one\n2. two", "1. one\n2. two"),
        ("(1) one\n(2) two", "1) one\n2) two"),
        ("3) three\n4) four", "3) three\n4) four"),
        ("a) one\nb) two", "- a) one\n- b) two"),
        ("(i) one\n(ii) two\n(iii) three", "- (i) one\n- (ii) two\n- (iii) three"),
        ("g) one\nh) two\ni) three", "g\\) one"),
        ("• one\n  – inner\n  – second\n• two", "- one\n  - inner\n  - second\n- two"),
        ("• one\n– inner\n– second\n• two", "- one\n  - inner\n  - second\n- two"),
        ("1. one\n   a) inner\n   b) second\n2. two", "1. one\n   - a) inner\n   - b) second\n2. two"),
        ("• one that goes\n  on below\n• two", "- one that goes on below\n- two"),
        ("- 1. not a heading\n- # nor this", "- 1\\. not a heading\n- \\# nor this"),
    ],
)
def test_lists_keep_their_order_and_depth(text: str, markdown: str) -> None:
    piece = given_text(text).pieces[0]
    if piece.kind is Kind.LIST:
        assert piece.markdown == markdown
    else:
        assert piece.plain.startswith("g)")


@pytest.mark.parametrize("text", ["1. Introduction", "2026. A year of rain.", "– I said so.", "* once only"])
def test_one_mark_alone_makes_no_list(text: str) -> None:
    assert blocks(f"{text}\n\n{PROSE}") == paragraphs(text, PROSE)


ADDRESS = "Harbour Street Tenants\n12 Mill Lane\nBristol BS1 4QT"
VERSE = (
    "The rain is on the window pane,\nthe mould is on the wall,\n"
    "the landlord says it is the steam,\nand will not come at all."
)


@pytest.mark.parametrize("lines", [ADDRESS, VERSE])
@pytest.mark.parametrize("around", [PROSE, wrapped(PROSE, 72)])
def test_addresses_and_verse_keep_their_lines_with_a_doubt(lines: str, around: str) -> None:
    reading = given_text(f"{around}\n\n{lines}\n\n{around}\n")
    assert reading.pieces[1].plain == lines
    assert reading.pieces[1].markdown == lines.replace("\n", "\\\n")
    (guess,) = (guess for guess in reading.guesses if guess.what == "lines kept")
    assert guess.confidence < 0.9


def test_lines_above_the_text_are_pieces_of_their_own() -> None:
    head = ["The wall that would not dry", "What twelve households found out", "By Nora Whitlock", "12 May 2026"]
    assert blocks("\n".join(head) + f"\n\n{PROSE}")[:4] == paragraphs(*head)


def test_columns_that_tabs_divide_are_a_table() -> None:
    (piece,) = given_text("Name\tHours\nLibrary | desk\t9–5\nOffice\t10–4").pieces
    assert piece.kind is Kind.TABLE
    assert piece.markdown == "| Name | Hours |\n| --- | --- |\n| Library \\| desk | 9–5 |\n| Office | 10–4 |"


def test_underlined_lines_are_headings_and_lines_of_signs_are_rules() -> None:
    kinds = [piece.kind for piece in given_text(f"The wall\n========\n\n{PROSE}\n\n* * *\n\n{SECOND}").pieces]
    assert kinds == [Kind.HEADING, Kind.PARAGRAPH, Kind.RULE, Kind.PARAGRAPH]


def test_a_broken_address_is_whole_again() -> None:
    text = (
        wrapped(PROSE, 60) + "\n\nWrite to the office, or see https://example.org/damp/and-\nmould/2026.html today.\n"
    )
    assert "https://example.org/damp/and-mould/2026.html today." in given_text(text).pieces[1].plain


def test_a_guess_that_is_refused_changes_nothing() -> None:
    asked: list[Guess] = []

    def refuse(guess: Guess) -> bool:
        asked.append(guess)
        return False

    text = f"{PROSE}\n\nThey wrote to the office in the middle of the town and\n\n12\n\nwaited for an answer.\n"
    reading = read(text.encode(), PATH, refuse)
    assert [piece.plain for piece in reading.pieces] == [line for line in text.split("\n") if line]
    assert (reading.guesses, reading.asides) == ((), ())
    assert "page number" in {guess.what for guess in asked}


def test_a_large_first_letter_is_part_of_its_word() -> None:
    assert blocks(f"T\n\nhe wall was wet. {PROSE}") == paragraphs(f"The wall was wet. {PROSE}")
    assert blocks(f"A\n\nwall was wet. {PROSE}") == paragraphs(f"A wall was wet. {PROSE}")


def test_a_mail_file_gives_its_text_and_names_its_attachments() -> None:
    data = (
        b"From: Ana <ana@example.org>\r\nSubject: =?utf-8?q?The_caf=C3=A9?=\r\n"
        b"Date: Tue, 12 May 2026 10:00:00 +0000\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"The caf=E9 is open.\r\n--b\r\nContent-Type: application/pdf\r\n"
        b'Content-Disposition: attachment; filename="plan.pdf"\r\n\r\nxx\r\n--b--\r\n'
    )
    reading = read(data, Path("mail.eml"))
    assert [piece.plain for piece in reading.pieces] == ["The café is open."]
    assert reading.meta["title"] == "The café"
    assert "plan.pdf" in reading.notices[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["12\n\n" * 20_000, ("x" + "." * 280 + " z\n") * 1000, "." * 300_000, "> " * 100_000 + "x", " " * 300_000 + "x",
     "".join(" " * n + "- x\n" for n in range(800)), "i) x\nv) y\n" * 5000, "cafÃ© " * 20_000, "http://a.b/c-\n" * 5000,
     "lorem ipsum dolor sit amet consectetur adipiscing elit sed do\n" * 8000],
    ids=["numbers", "dots", "dotted", "quoted", "spaces", "nested", "letters", "mojibake", "addresses", "prose"],
)  # fmt: skip
def test_large_texts_are_read(text: str) -> None:
    """Of a size at which looking again at everything for each line would hang."""
    assert given_text(text).pieces


@pytest.mark.parametrize("text", ["\n".join(" " * n + f"- word{n}" for n in range(40)), ">" * 40 + " word1\n> word2"])
def test_nothing_is_nested_deeper_than_the_reader_looks(text: str) -> None:
    body = "\n\n".join(piece.markdown for piece in given_text(text).pieces)
    document = read_text(f"---\ntitle: t\n---\n\n{body}\n", slug="t", path=PATH)
    assert words(" ".join(block.text for block in document.walk())) == words(text)


LINES = st.lists(
    st.one_of(
        st.sampled_from([
            "", "", "\f", "12", "- 12 -", "Page 3 of 7", "The Notebook", "• item", "  o inner",
            "- dash", "– dash", "1. one",
            "2. two", "a) letter", "b) letter", "(i) roman", "> quoted line", ">> deep", "-- ", "--", "* * *", "=====",
            "a\tb", "c\td", "From: a", "To: b", "Subject: c", "On Mon, 1 May 2026 Ana wrote:",
            "    set in by four columns",
            "a long line that could be part of a paragraph, since it goes on and on and", "infor-", "mation", "well-",
            "known.", "goes on here.", "https://example.org/a-", "b/c.html", "# not a heading",
            "*star* _under_ [x](y) `c`",
            "<!-- cut -->", "12 Mill Lane", "By Ana Reyes", "caf\u00e9 “quoted”", "flowed line ", "a\u00adb",
        ]),
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "Sm"]), max_size=30),
    ),
    max_size=14,
)  # fmt: skip


def told(reading: Reading) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in (*(piece.plain for piece in reading.pieces), *(aside.text for aside in reading.asides)):
        found.update(words(text))
    return found


@given(LINES)
def test_every_letter_of_the_input_is_in_a_piece_or_set_aside_in_its_place(lines: list[str]) -> None:
    """Words may be joined: so letters are compared, and those that mark an item (`o`, a number) are left out."""
    text = "\n".join(line for line in lines if "o inner" not in line)
    if not text.strip("\n\f \t\u00ad\u00a0"):
        return
    try:
        reading = given_text(text)
    except Exception as error:
        assert "is empty" in str(error)
        return
    if any(guess.what == "encoding" for guess in reading.guesses):
        return
    found = "".join(sorted(letters("".join(markdown_words(piece) for piece in reading.pieces))
                           + "".join(letters(aside.text) for aside in reading.asides)))  # fmt: skip
    assert found == "".join(sorted(letters(text)))


@given(LINES)
def test_what_is_read_is_what_the_projects_reader_sees(lines: list[str]) -> None:
    try:
        reading = given_text("\n".join(lines))
    except Exception as error:
        assert "is empty" in str(error)
        return
    body = "\n\n".join(piece.markdown for piece in reading.pieces)
    document = read_text(f"---\ntitle: t\n---\n\n{body}\n", slug="t", path=PATH)
    # Lists of one sort that stand beside each other are one list to the reader; the writer puts a mark between.
    kinds = [piece.kind for piece in reading.pieces if piece.markdown]
    assert merged([block.kind for block in document.blocks]) == merged(kinds)


def merged(kinds: list[Kind]) -> list[Kind]:
    return [kind for at, kind in enumerate(kinds) if not at or kind is not kinds[at - 1] or kind is Kind.PARAGRAPH]


def markdown_words(piece: Piece) -> str:
    """Return the words of a piece with the numbers of its items, which `plain` leaves out."""
    return piece.markdown.replace("&amp;", "&") if piece.kind in (Kind.LIST, Kind.QUOTE) else piece.plain
