"""Formats of running text: what stands where on their pages, in three languages, of a text the templates never saw."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from baselines import MM, Row, rows

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.project import Publisher, Sheets
from pipeline.review.edition import Edition
from pipeline.text.document import Document, Kind
from pipeline.text.read import read_text
from pipeline.typeset.produce import Product, produce
from pipeline.typeset.render import Renderer

LONG = Path(__file__).with_name("long")
CODES = ("en", "es", "pt")
FLOWING = ("a4", "booklet", "booklet-a6", "bilingual", "large-print")
PUBLISHER = Publisher(
    title="Harbour Press", imprint="Copy it, pass it on.", contact="hello@harbour.example · 14 Harbour Street",
    base_url="https://harbour.example/t",
)  # fmt: skip
SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><rect width="30" height="20" fill="#b3261e"/></svg>'
)
Press = Callable[..., tuple[Product, list[list[Row]]]]


def document(code: str, times: int = 2) -> Document:
    """Return the long text in a language, its body several times over."""
    front, body = re.fullmatch(r"(---\n.*?\n---\n)(.*)", (LONG / f"{code}.md").read_text("utf-8"), re.DOTALL).groups()
    text, notes = body.split("\n[^windows]:", 1)
    copies = [re.sub(r"\[\^\w+\]", "", text)] * (times - 1)
    return read_text(front + "\n\n".join([text, *copies]) + "\n[^windows]:" + notes, slug="long", path=LONG / "x.md")


def edition(code: str, times: int = 2) -> Edition:
    return Edition(document=document(code, times), language=language(code), source=language("en"))


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    """Return a function that typesets the long text: (format, language, paper, times), each once."""
    root = tmp_path_factory.mktemp("books")
    (root / "texts/pictures").mkdir(parents=True)
    (root / "texts/pictures/square.svg").write_text(SQUARE, encoding="utf-8")
    renderer = Renderer()

    @cache
    def made(format: str, code: str, paper: str = "A4", times: int = 2) -> tuple[Product, list[list[Row]]]:
        sheets = Sheets(paper=paper)
        form = renderer.format(format, sheets)
        beside = edition("en", times) if form.bilingual else None
        html = renderer.print(edition(code, times), PUBLISHER, format, sheets=sheets, beside=beside)
        product = produce(html, form, root=root, base=root / "texts/x.md", sheets=sheets)
        return product, rows(product.pages_pdf)

    return made


def text_size(pages: list[list[Row]]) -> float:
    return Counter(row.size for page in pages for row in page for _ in row.text).most_common(1)[0][0]


def body(pages: list[list[Row]]) -> list[list[Row]]:
    """Return the lines of running text of each page, of a size with it."""
    size = text_size(pages)
    return [[row for row in page if row.size == size] for page in pages]


def columns(page: list[Row]) -> list[list[Row]]:
    """Return the lines of a page by column, from the head."""
    found: list[list[Row]] = []
    for row in page:
        column = next((column for column in found if abs(column[0].left - row.left) < 45), None)
        if column is None:
            found.append([row])
        else:
            column.append(row)
    return [sorted(column, key=lambda row: row.baseline) for column in found]


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("format", "paper", "width", "height"),
    [
        ("a4", "A4", 210, 297), ("a4", "Letter", 215.9, 279.4), ("booklet", "A4", 148, 210),
        ("booklet", "Letter", 139.7, 215.9), ("booklet-a6", "A4", 105, 148),
        ("booklet-a6", "Letter", 107.95, 139.7), ("large-print", "A4", 210, 297),
        ("large-print", "Letter", 215.9, 279.4), ("bilingual", "A4", 210, 297), ("bilingual", "Letter", 215.9, 279.4),
    ],
)  # fmt: skip
def test_no_text_stands_outside_the_safe_area(
    press: Press, format: str, paper: str, code: str, width: float, height: float
) -> None:
    if format == "bilingual" and code == "en":
        pytest.skip("the original has nothing beside it")
    product, pages = press(format, code, paper)
    assert product.pages == len(pages)
    for page in pages:
        for row in page:
            assert row.left >= 5 * MM and row.right <= (width - 5) * MM + 0.1, row
            assert row.baseline - row.size * 0.7 >= 5 * MM and row.baseline <= (height - 5) * MM, row


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("format", "margins", "last"),
    [("a4", (19, 19), 276.2), ("booklet", (26, 18), 183.0), ("booklet-a6", (14, 11), 129.6)],
)
def test_margins_and_the_last_line_are_where_the_page_wants_them(
    press: Press, format: str, margins: tuple[float, float], last: float, code: str
) -> None:
    _product, pages = press(format, code)
    texts = body(pages)
    inner = [page for page in texts[3:-1] if len(page) > 20] or texts[1:2]
    for page in inner:
        number = page[0].page
        assert min(row.left for row in page) / MM == pytest.approx(margins[number % 2], abs=0.15)
        assert max(row.baseline for row in page) / MM < last - 0.5


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("format", FLOWING)
def test_no_line_of_a_paragraph_stands_alone_at_the_head_or_foot(press: Press, format: str, code: str) -> None:
    if format == "bilingual" and code == "en":
        pytest.skip("the original has nothing beside it")
    _product, pages = press(format, code)
    paragraphs = words_of(code) | (words_of("en") if format == "bilingual" else set())
    for page in body(pages):
        for column in columns(page):
            head = column[0].text
            # A widow is the last line of a paragraph, alone above the next one.
            ends = any(text.endswith(squeezed(head)) and not text.startswith(squeezed(head)) for text in paragraphs)
            if ends and len(squeezed(head)) > 12:
                following = squeezed(column[1].text) if len(column) > 1 else ""
                assert following and any(squeezed(head) + following in text for text in paragraphs), head


def words_of(code: str) -> set[str]:
    found = set()
    for block in document(code, 1).blocks:
        if block.kind is Kind.PARAGRAPH and len(block.text.split()) > 25:
            found.add(squeezed(re.sub(r"\[\^\w+\]", "", block.text)))
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\W|\d", "", text).casefold()


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("format", ["a4", "booklet", "booklet-a6", "large-print"])
def test_a_heading_is_followed_by_at_least_two_lines_in_its_column(press: Press, format: str, code: str) -> None:
    _product, pages = press(format, code)
    size = text_size(pages)
    titles = {squeezed(block.text) for block in document(code, 1).blocks if block.kind is Kind.HEADING}
    seen = 0
    for page in pages:
        for column in columns([row for row in page if row.size >= size * 0.85]):
            for place, row in enumerate(column):
                if squeezed(row.text) in titles and row.size > size:
                    seen += 1
                    assert len(column) >= place + 3, row
    assert seen == 2 * len(titles)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["es", "pt"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_each_paragraph_begins_beside_its_original(press: Press, code: str, paper: str) -> None:
    _product, pages = press("bilingual", code, paper)
    own, other = document(code, 1), document("en", 1)
    pairs = [
        (squeezed(one.text)[:14], squeezed(two.text)[:14])
        for one, two in zip(own.walk(), other.walk(), strict=True)
        if one.kind in (Kind.PARAGRAPH, Kind.HEADING) and len(one.text) > 20
    ]
    lines = [row for page in pages for row in page]
    met = 0
    for mine, theirs in pairs:
        right = [row for row in lines if squeezed(row.text).startswith(mine) and row.left > 290]
        left = [row for row in lines if squeezed(row.text).startswith(theirs) and row.left < 290]
        met += bool(right)
        assert len(right) == len(left), (mine, theirs)
        for one, two in zip(right, left, strict=True):
            assert (one.page, one.baseline) == (two.page, pytest.approx(two.baseline, abs=0.1)), mine
    assert met > 8


@pytest.mark.slow
def test_both_sides_say_their_language_and_pictures_and_tables_stand_once(press: Press, tmp_path: Path) -> None:
    html = Renderer().print(edition("es", 1), PUBLISHER, "bilingual", beside=edition("en", 1))
    main = html.partition("<main")[2]
    assert main.count('class="side" lang="en-GB"') == main.count('class="side" lang="es-ES"') > 10
    assert main.count("<img") == main.count("<table") == 1
    assert "Forty young trees" in main and "Cuarenta árboles jóvenes" in main
    assert main.count("tree 17") == 1
    anchors = re.findall(r'id="(s\d+)"', html)
    assert len(anchors) == len(set(anchors)) == 4
    notes = html.partition('class="notes"')[2]
    assert "212 doors" in notes and "212 puertas" in notes


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_large_print_is_large_upright_and_undivided(press: Press, code: str) -> None:
    _product, pages = press("large-print", code)
    for row in itertools.chain.from_iterable(pages):
        raised = re.fullmatch(r"\d+", row.text)
        assert row.size >= 16 or raised, row
        assert "It" not in row.font.rpartition("-")[2], row
        assert not row.text.endswith("-"), row
        assert not (row.text.isupper() and len(row.text) > 12), row
    assert text_size(pages) == 18


@pytest.mark.slow
def test_a_picture_says_who_made_it(press: Press) -> None:
    for code, label in (("en", "Picture: Jo Maddox"), ("es", "Imagen: Jo Maddox"), ("pt", "Imagem: Jo Maddox")):
        _product, pages = press("booklet", code)
        text = " ".join(row.text for page in pages for row in page)
        assert label in text
    assert "Cover picture: Jo Maddox" in " ".join(row.text for page in press("booklet", "en")[1] for row in page)


def test_a_cropped_cover_keeps_its_point_of_interest() -> None:
    for format in ("a4", "booklet", "booklet-a6"):
        html = Renderer().print(edition("es", 1), PUBLISHER, format)
        assert re.search(r'class="picture"[^>]*object-position: 40% 60%', html)


@pytest.mark.slow
def test_a_booklet_of_half_letters_goes_on_letter_as_it_is(press: Press) -> None:
    product, _pages = press("booklet", "es", "Letter")
    assert product.sheets_pdf
    assert not any("to fit on" in message for message in product.messages)
    assert product.pages % 4 == 0


@pytest.mark.slow
def test_two_a6_booklets_come_off_one_sheet(press: Press) -> None:
    import pypdfium2

    product, _pages = press("booklet-a6", "es")
    sheets = pypdfium2.PdfDocument(product.sheets_pdf)
    text = sheets[0].get_textpage().get_text_range()
    assert text.count("HARBOUR PRESS") + text.count("Harbour Press") >= 4
    assert {round(side / MM) for side in sheets[0].get_size()} == {210, 297}
    sheets.close()


def test_an_ordered_list_begins_where_the_text_says(tmp_path: Path) -> None:
    own = read_text("# T\n\n4. four\n5. five\n", slug="x", path=Path("x.md"))
    made = Edition(document=own, language=language("en"), source=language("en"))
    renderer = Renderer()
    html = renderer.print(made, PUBLISHER, "a4")
    (tmp_path / "texts").mkdir()
    product = produce(html, renderer.format("a4"), root=tmp_path, base=tmp_path / "texts/x.md")
    assert {"4.", "5."} <= set(" ".join(row.text for row in rows(product.pages_pdf)[0]).split())


def test_a_bilingual_edition_of_texts_that_do_not_match_is_a_clear_error() -> None:
    other = Edition(
        document=read_text("# T\n\nOne.\n", slug="x", path=Path("x.md")), language=language("en"),
        source=language("en"),
    )  # fmt: skip
    with pytest.raises(OctavillaError):
        Renderer().print(edition("es", 1), PUBLISHER, "bilingual", beside=other)


def test_notes_above_a_wide_table_leave_the_text_on_its_page(tmp_path: Path) -> None:
    words = "The wall would not dry and so the neighbours met on a Sunday in the yard to find out why. "
    table = "| a | b | c | d | e |\n|--|--|--|--|--|\n" + "| one | two | three | four | five |\n" * 6
    text = f"# T\n\n{words * 9}[^1]\n\n{words * 6}\n\n{table}\n\n{words * 9}[^2]\n\n[^1]: One.\n\n[^2]: Two.\n"
    own = read_text(text, slug="x", path=Path("x.md"))
    made = Edition(document=own, language=language("en"), source=language("en"))
    renderer = Renderer()
    (tmp_path / "texts").mkdir()
    html = renderer.print(made, PUBLISHER, "a4")
    product = produce(html, renderer.format("a4"), root=tmp_path, base=tmp_path / "texts/x.md")
    assert product.pages == 1
    lowest = {row.text: row.baseline for row in rows(product.pages_pdf)[0]}
    assert lowest["1 One."] < lowest["2 Two."]
    assert max(at for text, at in lowest.items() if "yard" in text) < lowest["1 One."]
