"""Lists, columns and turns that were typed by hand; forms that only styles and style sheets say."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import W, docx, packed, para, png, read, shown
from PIL import ImageFile

from pipeline.text.document import Kind
from pipeline.text.importers import sheets, web
from pipeline.text.importers.model import Piece, Reading
from pipeline.text.importers.pictures import suffix
from pipeline.text.importers.sniff import format_of
from pipeline.text.importers.typed import lists
from pipeline.text.importers.wording import missing

TAB = "<w:r><w:tab/></w:r>"


def paragraph(markdown: str, plain: str = "", kind: Kind = Kind.PARAGRAPH) -> Piece:
    return Piece(kind=kind, markdown=markdown, plain=plain or markdown.replace("\\", "").replace("*", ""))


def typed(*texts: str) -> list[str]:
    return [piece.markdown for piece in lists([paragraph(text) for text in texts])[0]]


def row(*cells: str) -> str:
    return para(inside=TAB.join(f"<w:r><w:t>{cell}</w:t></w:r>" for cell in cells))


def page(body: str, path: Path = Path("page.html")) -> Reading:
    words = "The kettle on the stair was older than the house, and whoever had coal gave some of it away. " * 3
    return web.read(f"<html><body><article><h1>Kettles</h1>{body}<p>{words}</p></article></body></html>".encode(), path)


@pytest.mark.parametrize(("texts", "made"), [
    (("• milk", "• bread"), ["- milk\n- bread"]),
    (("1\\) ask", "2\\) draw", "3\\) pay"), ["1) ask\n2) draw\n3) pay"]),
    (("1\\. ask", "2\\. draw", "Then:", "1\\. pay", "2\\. go"), ["1. ask\n2. draw", "Then:", "1. pay\n2. go"]),
    (("**•** *milk*", "• [bread](https://a.org)"), ["- *milk*\n- [bread](https://a.org)"]),
    (("**• Milk** cold", "**• Bread** warm"), ["- **Milk** cold\n- **Bread** warm"]),
    (("Bring:\\\n• a cup\\\n• a spoon",), ["Bring:", "- a cup\n- a spoon"]),
    (("– one", "– two", "– three"), ["- one\n- two\n- three"]),
    (("a\\) ask", "b\\) draw"), ["- a) ask\n- b) draw"]),
])  # fmt: skip
def test_marks_in_a_row_are_a_list(texts: tuple[str, ...], made: list[str]) -> None:
    assert typed(*texts) == made


@pytest.mark.parametrize("texts", [
    ("• milk", "Bread."),
    ("✔ done",),
    ("1\\. ask", "Words.", "2\\. draw"),
    ("1\\. ask", "3\\. draw"),
    ("**1. Lifts**", "**2. Money**"),
    ("– Are you there?", "– I am."),
    ("2024 was wet.", "2025 was dry."),
    ("First **bold\\\n• a\\\n• b** end",),
])  # fmt: skip
def test_what_may_be_something_else_stays(texts: tuple[str, ...]) -> None:
    assert typed(*texts) == list(texts)


def test_a_typed_list_is_reported_and_keeps_its_words() -> None:
    pieces, guesses = lists([paragraph("• a *b*"), paragraph("• c"), paragraph("i\\) d"), paragraph("ii\\) e")])
    assert [(guess.what, guess.text) for guess in guesses] == [("list item", "a b"), ("list item", "i) d")]
    assert not missing("a b c i) d ii) e", *(piece.plain for piece in pieces))


def test_the_colon_behind_a_bold_name_goes_inside() -> None:
    assert typed("**Ana**: Yes.", "**Ana:** No.", "**Note**: x **y**: z") == [
        "**Ana:** Yes.", "**Ana:** No.", "**Note:** x **y**: z"]  # fmt: skip


def test_columns_made_with_tabs_are_a_table() -> None:
    body = row("Name", "Task", "Phone") + row("Rosa", "plan", "0101") + para("After it.")
    made, after = shown(read(docx(body), "docx"))
    assert made.splitlines()[2:] == ["| Name | Task | Phone |", "| Rosa | plan | 0101 |"]
    assert after == "After it."


@pytest.mark.parametrize("body", [
    row("Ana:", "Yes.") * 3,
    row("•", "milk") * 3,
    row("Name", "Task") * 2,
    row("Name", "x" * 90, "y") * 2,
    para("Contents", TAB + "<w:r><w:t>3</w:t></w:r>", style="TOC1") * 3,
])  # fmt: skip
def test_other_tabs_make_no_table(body: str) -> None:
    assert not [piece for piece in read(docx(body), "docx").pieces if piece.kind is Kind.TABLE]


def test_styles_of_words_make_them_bold_or_slanted() -> None:
    sheet = (
        f'<w:styles {W}><w:style w:type="character" w:styleId="Fett"><w:name w:val="Strong"/><w:rPr><w:b/>'
        '</w:rPr></w:style><w:style w:type="character" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Herv"/>'
        '</w:style><w:style w:type="character" w:styleId="Herv"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr>'
        "</w:style></w:styles>"
    )
    runs = "".join(
        f'<w:r><w:rPr><w:rStyle w:val="{style}"/>{more}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
        for style, more, text in (("Fett", "", "one "), ("Own", "", "two "), ("Fett", '<w:b w:val="0"/>', "three"))
    )
    relation = ('<Relationship Id="s" Target="styles.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                'relationships/styles"/>')  # fmt: skip
    reading = read(docx(para(inside=runs), {"word/styles.xml": sheet}, relation), "docx")
    assert shown(reading) == ["**one** *two* three"]


def test_classes_that_make_words_bold_or_slanted_are_known() -> None:
    css = ("/* .x{font-weight:bold} */ .c3{color:red;font-weight:700} span.c4, p .c5{font-style:italic}"
           ".c3{font-style:oblique} .c6{font-weight:400} @media print{.c7{font-weight:bold}}")  # fmt: skip
    assert sheets.forms([css]) == {"c3": "bi", "c4": "i", "c7": "b"}


def test_words_that_a_class_makes_bold_or_slanted_are_so_in_books_and_pages() -> None:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="a" href="t/a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    container = ('<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
                 'full-path="p.opf"/></rootfiles></container>')  # fmt: skip
    text = (
        '<html><head><link href="../s.css" rel="stylesheet"/></head><body><p>A <span class="it">b</span>.</p>'
        "</body></html>"
    )
    book = packed({"mimetype": "application/epub+zip", "META-INF/container.xml": container, "p.opf": opf,
                   "t/a.xhtml": text, "s.css": ".it { font-style: italic }"})  # fmt: skip
    assert shown(read(book, "epub")) == ["A *b*."]
    saved = page(
        '<style>.c1{font-weight:700}</style><p>It was <span class="c1">cold</span> in the house that winter.</p>'
    )
    assert "It was **cold** in the house that winter." in shown(saved)


def test_typed_lists_of_pages_are_lists() -> None:
    reading = page("<div>Bring these things along:</div><div>• a cup</div><div>• a spoon</div>")
    assert "- a cup\n- a spoon" in shown(reading)


def test_pictures_are_found_after_the_page_was_renamed_and_only_in_its_folder(tmp_path: Path) -> None:
    for folder in ("kettle_files", "private"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(png(80, 60))
    (tmp_path / "other_files").symlink_to(tmp_path / "private")
    images = "".join(
        f'<img src="{folder}/a.png" alt="x">' for folder in ("private", "other_files", "kettle_files/../private")
    )
    assert not page(images, tmp_path / "renamed.html").pictures
    assert len(page('<img src="kettle_files/a.png" alt="x">', tmp_path / "renamed.html").pictures) == 1


@pytest.mark.parametrize("truncated", [False, True])
def test_what_is_said_of_a_broken_picture_does_not_depend_on_other_programs(
    truncated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint tells Pillow to take what is cut off, for the whole process."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", truncated)
    assert suffix(b"\x89PNG\r\n\x1a\nnothing")[1].startswith("is of a kind that cannot be printed")
    assert suffix(png(80, 60)[:-30]) == ("", "is damaged: open it and save it again")
    assert suffix(png(80, 60)) == ("png", "")
    assert truncated is ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_page_that_shows_a_drawing_is_no_picture() -> None:
    assert format_of(b'<h1>Hello</h1><svg xmlns="http://www.w3.org/2000/svg"></svg>', Path("a.html")) == "html"
