"""PDFs made for the tests: by hand, and by WeasyPrint, whose source says what should come out."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import docx
import pikepdf
import pytest
import weasyprint

from pipeline.errors import OctavillaError
from pipeline.text.document import Kind
from pipeline.text.importers import pdf, pdf_worker
from pipeline.text.importers.model import Reading
from pipeline.text.importers.wording import letters, missing

PATH = Path("leaflet.pdf")
STYLE = """
@page { size: A5; margin: 15mm }
body { font: 10pt "Source Serif Pro", serif; hyphens: manual; line-height: 1.3 } p { margin: 0 0 6pt }
h1 { font-size: 22pt; margin: 0 0 8pt } h2 { font-size: 14pt; margin: 12pt 0 4pt }
.note { float: footnote; font-size: 8pt } table { border-collapse: collapse }
td, th { border: 0.5pt solid black; padding: 2pt 6pt } .two { columns: 2; column-gap: 18pt }
blockquote { margin: 6pt 24pt }
"""
HEADS = '@page { @top-center { content: "The Lantern, spring" } @bottom-center { content: counter(page) } }'
WORDS = (
    "The kettle on the stair was older than the house and had been mended twice by people whose names nobody kept. "
    "When the lamps went out in the second week of frost it was carried from door to door, and whoever had coal gave "
    "some, and whoever had none gave a song. "
)


def made(body: str, style: str = "", title: str = "") -> bytes:
    page = f"<html lang=en><title>{title}</title><style>{STYLE}{style}</style>{body}"
    return bytes(weasyprint.HTML(string=page).write_pdf())


def by_hand(*lines: tuple[float, float, float, str], pages: int = 1, extra: bytes = b"") -> bytes:
    """Return a PDF with words at places: `(x, y, size, words)`, points from the bottom left."""
    file = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for _ in range(pages):
        page = file.add_blank_page(page_size=(400, 600))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        shown = [f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET" for x, y, size, words in lines]
        page.Contents = file.make_stream("\n".join(shown).encode("latin-1") + extra)
    out = io.BytesIO()
    file.save(out, deterministic_id=True)
    return out.getvalue()


def read(data: bytes) -> Reading:
    return pdf.read(data, PATH)


def everything(reading: Reading) -> str:
    return "\n".join((*(piece.plain for piece in reading.pieces), *(aside.text for aside in reading.asides)))


def kinds(reading: Reading) -> list[Kind]:
    return [piece.kind for piece in reading.pieces]


def test_headings_paragraphs_and_emphasis_come_out_as_they_went_in() -> None:
    reading = read(
        made(
            f"<h1>A kettle</h1><p>{WORDS}</p><h2>The frost</h2><p>It was <em>cold</em> and <b>dark</b>. {WORDS}</p>",
            title="A kettle",
        )
    )
    assert [piece.markdown.split("\n")[0][:12] for piece in reading.pieces if piece.kind is Kind.HEADING] == [
        "# A kettle",
        "## The frost",
    ]
    assert reading.pieces[0].style == "title"
    assert reading.meta["title"] == "A kettle"
    assert "It was *cold* and **dark**. The kettle" in reading.pieces[-1].markdown
    assert len(reading.pieces) == 4


def test_columns_are_read_one_after_the_other() -> None:
    parts = [f"<p>Number {number}. {WORDS}</p>" for number in range(1, 9)]
    reading = read(made("<h1>Two columns of it</h1><div class=two>" + "".join(parts) + "</div>"))
    text = everything(reading)
    places = [text.index(f"Number {number}.") for number in range(1, 9)]
    assert places == sorted(places)
    assert sum(piece.kind is Kind.PARAGRAPH for piece in reading.pieces) == 8


def test_three_columns_are_read_one_after_the_other() -> None:
    parts = [f"<p>Number {number}. {WORDS}</p>" for number in range(1, 13)]
    style = "@page { size: A4 landscape } .two { columns: 3 }"
    text = everything(read(made("<div class=two>" + "".join(parts) + "</div>", style)))
    places = [text.index(f"Number {number}.") for number in range(1, 13)]
    assert places == sorted(places)


def test_running_heads_and_page_numbers_are_set_aside() -> None:
    reading = read(made(f"<p>{WORDS * 5}</p>" * 4, HEADS))
    assert {piece.page for piece in reading.pieces} > {1}
    assert not any("Lantern" in piece.plain for piece in reading.pieces)
    assert Counter(aside.why for aside in reading.asides)["running head"] >= 2
    assert not any(piece.plain.strip().isdigit() for piece in reading.pieces)


def test_a_paragraph_goes_on_over_the_page() -> None:
    words = WORDS.replace(".", ",") * 14
    reading = read(made(f"<p>{words}</p>", HEADS))
    assert [letters(piece.plain) for piece in reading.pieces] == [letters(words)]


def test_notes_at_the_foot_become_footnotes_with_their_calls() -> None:
    reading = read(
        made(
            f"<p>It was cold.<span class=note>Minus nine at noon.</span> {WORDS}</p>"
            f"<p>Nobody slept.<span class=note>So they say.</span> {WORDS}</p>"
        )
    )
    assert "cold.[^1] The" in reading.pieces[0].markdown
    assert "slept.[^2] The" in reading.pieces[1].markdown
    assert [piece.markdown for piece in reading.pieces if piece.kind is Kind.FOOTNOTE] == [
        "[^1]: Minus nine at noon.",
        "[^2]: So they say.",
    ]


def test_lists_keep_their_numbers_and_levels() -> None:
    reading = read(
        made(
            f"<p>{WORDS}</p><ul><li>coal<li>bread<ul><li>white<li>brown</ul><li>salt</ul><p>{WORDS}</p>"
            "<ol><li>knock<li>wait a while</ol>"
        )
    )
    lists = [piece.markdown for piece in reading.pieces if piece.kind is Kind.LIST]
    assert lists == ["- coal\n- bread\n  - white\n  - brown\n- salt", "1. knock\n2. wait a while"]


def test_a_table_with_lines_is_a_table() -> None:
    rows = "<tr><th>What<th>When<tr><td>Coal, in bags that two people can lift<td>Monday"
    rows += "<tr><td>Bread<td>Each morning, before the bell"
    reading = read(made(f"<p>{WORDS}</p><table>{rows}</table><p>{WORDS}</p>", "table { width: 60% }"))
    table = next(piece for piece in reading.pieces if piece.kind is Kind.TABLE)
    assert table.markdown.split("\n") == [
        "| What | When |",
        "|:--|:--|",
        "| Coal, in bags that two people can lift | Monday |",
        "| Bread | Each morning, before the bell |",
    ]


def test_words_divided_at_the_end_of_a_line_are_whole_again() -> None:
    lines = [
        (40, 500 - 12 * n, 10, text)
        for n, text in enumerate(
            [
                "The neighbours gave each other infor-",
                "mation about the coal, and a well-",
                "known song was sung in every house",
                "of the street until the frost was over.",
            ]
        )
    ]
    reading = read(by_hand(*lines))
    assert "information about" in reading.pieces[0].plain
    assert "well-known song" in reading.pieces[0].plain
    assert [guess.result for guess in reading.guesses if guess.what == "hyphen"] == ["information", "well-known"]


def test_a_word_of_one_letter_is_no_bullet() -> None:
    reading = read(by_hand((40, 500, 10, "Venga por la tarde si puede,"), (40, 488, 10, "o por la noche si no.")))
    assert [piece.plain for piece in reading.pieces] == ["Venga por la tarde si puede, o por la noche si no."]


def test_signs_of_markdown_stay_what_they_look_like() -> None:
    reading = read(by_hand((40, 500, 10, "# no heading, *no* emphasis, [no](link) and <b>no tag</b> in this line")))
    assert reading.pieces[0].plain == "# no heading, *no* emphasis, [no](link) and <b>no tag</b> in this line"
    assert reading.pieces[0].kind is Kind.PARAGRAPH


def test_turned_words_are_set_aside() -> None:
    turned = b"\nBT /F 8 Tf 0 1 -1 0 20 100 Tm (printed by the mill) Tj ET"
    reading = read(by_hand((40, 500, 10, "The words that stand level are the text of it."), extra=turned))
    assert [aside.text for aside in reading.asides] == ["printed by the mill"]
    assert [piece.plain for piece in reading.pieces] == ["The words that stand level are the text of it."]


def test_a_page_that_lies_on_its_side_is_read() -> None:
    turned = b"\nBT /F 10 Tf 0 1 -1 0 50 100 Tm (This page lies on its side) Tj ET"
    turned += b"\nBT /F 10 Tf 0 1 -1 0 62 100 Tm (and is read all the same.) Tj ET"
    assert read(by_hand(extra=turned)).pieces[0].plain == "This page lies on its side and is read all the same."


def test_pictures_come_along() -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    import base64

    source = base64.b64encode(picture.getvalue()).decode()
    reading = read(made(f"<p>{WORDS}</p><img style='width: 40mm' src='data:image/png;base64,{source}'><p>{WORDS}</p>"))
    assert kinds(reading) == [Kind.PARAGRAPH, Kind.FIGURE, Kind.PARAGRAPH]
    assert reading.pieces[1].markdown == "![](pictures/picture-1.png)"
    with Image.open(io.BytesIO(reading.pictures[0].data)) as image:
        assert image.size == (60, 40)


@pytest.mark.parametrize("columns", [1, 2])
def test_no_word_is_lost(columns: int) -> None:
    words = " ".join(f"word{number}" for number in range(900))
    source = f"<h1>Nothing lost</h1><div style='columns: {columns}'><p>{words}</p><ul><li>{WORDS}<li>{WORDS}</ul></div>"
    assert not missing(f"Nothing lost {words} {WORDS} {WORDS}", everything(read(made(source))))


def test_the_same_file_gives_the_same_reading() -> None:
    data = made(f"<h1>Twice</h1><div class=two><p>{WORDS * 6}</p></div>")
    assert read(data) == read(data)


def test_a_locked_file_says_what_to_do() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(by_hand((40, 500, 10, "secret")))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="one", user="two"))
    with pytest.raises(OctavillaError, match="locked with a password"):
        read(out.getvalue())


def test_a_scanned_file_says_what_to_do() -> None:
    with pytest.raises(OctavillaError, match="OCRmyPDF"):
        read(by_hand())


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + bytes(range(256)) * 40])
def test_a_damaged_file_says_what_to_do(data: bytes) -> None:
    with pytest.raises(OctavillaError, match="damaged"):
        read(data)


def test_a_file_cut_short_is_read_or_refused_in_one_line() -> None:
    data = made(f"<p>{WORDS * 8}</p>")
    for end in range(200, len(data), len(data) // 8):
        try:
            read(data[:end])
        except OctavillaError as error:
            assert "\n" not in error.format_message()


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(OctavillaError, match=r"has 1,001 pages; the most is 1,000"):
        read(by_hand((40, 500, 10, "again"), pages=pdf_worker.MOST_PAGES + 1))


@pytest.mark.slow
def test_a_stream_that_unpacks_to_gigabytes_is_bounded() -> None:
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 50_000_000) for _ in range(40)) + packer.flush()
    file = pikepdf.new()
    page = file.add_blank_page()
    page.Contents = pikepdf.Stream(file, packed, Filter=pikepdf.Name.FlateDecode)
    out = io.BytesIO()
    file.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(out.getvalue()) < 5_000_000
    with pytest.raises(OctavillaError):
        read(out.getvalue())


def test_letters_without_a_meaning_are_reported() -> None:
    body = "<p>" + "\ue001\ue002\ue003 " * 40 + WORDS + "</p>"
    assert any("text layer is damaged" in notice for notice in read(made(body)).notices)


def test_the_name_of_a_file_is_no_title() -> None:
    assert "title" not in read(made(f"<p>{WORDS}</p>", title="Microsoft Word - flyer.docx")).meta


def test_a_page_of_thousands_of_places_is_read() -> None:
    shown = b"\n".join(b"BT /F 4 Tf %d %d Td (w%d) Tj ET" % (n * 7 % 390, n * 13 % 590, n) for n in range(8_000))
    assert not missing(
        "w1 w77 w7999", everything(read(by_hand((40, 500, 10, "The first words of it."), extra=b"\n" + shown)))
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_a_word_processor_prints_comes_back(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("The kettle", 1)
    document.add_paragraph(WORDS * 2)
    for words in ("coal", "bread and salt"):
        document.add_paragraph(words, style="List Bullet")
    document.add_heading("The frost", 2)
    document.add_paragraph(WORDS).add_run("Nobody slept.").bold = True
    document.save(str(tmp_path / "kettle.docx"))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
    ]
    subprocess.run(
        [*command, str(tmp_path), str(tmp_path / "kettle.docx")], check=True, capture_output=True, timeout=180
    )
    reading = read((tmp_path / "kettle.pdf").read_bytes())
    assert kinds(reading) == [Kind.HEADING, Kind.PARAGRAPH, Kind.LIST, Kind.HEADING, Kind.PARAGRAPH]
    assert reading.pieces[2].markdown == "- coal\n- bread and salt"
    assert letters(reading.pieces[1].plain) == letters(WORDS * 2)
    assert reading.pieces[4].markdown.endswith("**Nobody slept.**")


def test_short_lines_of_one_size_are_paragraphs_of_their_own() -> None:
    lines = ["A kettle for the stairs", "Notes of the winter group",
             "The kettle was older than the house and had been mended",
             "twice by people whose names nobody kept in any book."]  # fmt: skip
    reading = read(by_hand(*((40.0, 500.0 - 14 * place, 12.0, text) for place, text in enumerate(lines))))
    assert [piece.plain for piece in reading.pieces] == [*lines[:2], " ".join(lines[2:])]


def test_a_list_of_steps_is_no_list_of_the_notes_that_stand_at_the_foot() -> None:
    first, second = (f"<span class=note>{text}</span>" for text in ("First remark of all.", "Second remark."))
    body = (f"<p>{WORDS}{first}</p><p>{WORDS}{second}</p>"
            "<ol><li>Ask for the coal.</li><li>Light the lamp.</li></ol>")  # fmt: skip
    shown = [piece.markdown for piece in read(made(body)).pieces]
    assert "1. Ask for the coal.\n2. Light the lamp." in shown
    assert "[^1]: First remark of all." in shown


def test_what_follows_a_list_in_its_column_is_no_part_of_its_last_item() -> None:
    body = (
        f"<ul style='list-style-position: inside; padding: 0; margin: 0'><li>coal</li><li>oil</li></ul><p>{WORDS}</p>"
    )
    kinds_found = [(piece.kind, piece.plain.split("\n")[-1][:6]) for piece in read(made(body)).pieces]
    assert kinds_found == [(Kind.LIST, "oil"), (Kind.PARAGRAPH, "The ke")]


def test_numbers_go_on_after_a_list_inside_and_letters_stay() -> None:
    inside = "<ul><li>brown</li><li>white</li></ul>"
    reading = read(made(f"<p>{WORDS}</p><ol><li>Rice{inside}</li><li>Beans</li><li>Salt</li></ol>"))
    assert reading.pieces[-1].markdown == "1. Rice\n   - brown\n   - white\n2. Beans\n3. Salt"
    letters_kept = read(
        made(f"<p>{WORDS}</p><ol style='list-style-type: lower-alpha'><li>Rice</li><li>Beans</li></ol>")
    )
    assert letters_kept.pieces[-1].plain.split("\n") == ["a. Rice", "b. Beans"]
