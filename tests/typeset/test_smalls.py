"""Zine, flyer, strip and poster: sizes, safe areas, columns, order on the sheet, read back from their PDFs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from baselines import Row, rows
from folding import Print, block, head_up, printed, read_plain, read_zine
from kitchens import TEXTS
from PIL import Image, ImageChops, ImageStat

from pipeline.languages import language
from pipeline.project import Publisher, Sheets
from pipeline.review.edition import Edition, Progress
from pipeline.text.read import read_text
from pipeline.typeset.copyfit import ladder
from pipeline.typeset.produce import Product, measured, produce
from pipeline.typeset.render import Renderer, Sibling

pytestmark = pytest.mark.slow

MM = 72 / 25.4
FORMATS = ("zine", "flyer", "strip", "poster")
CODES = ("en", "es", "pt")
SAFE = 5.0
"""Millimetres from the edge of a page to its text."""

SIZES = {"zine": 8.8, "flyer": 7.6, "strip": 8.6, "poster": 11.0}
"""At which these texts fit, in pt."""
SHORT = "---\ntitle: One line\nsubtitle: And no more.\n---\nCome on Sunday.\n"
PLAIN = Publisher()
HOUSE = Publisher(
    title="Stairwell Press", contact="hello@stairwell.example · Laundry room, Block C, Tuesdays 19:00 to 20:00",
    imprint="Stairwell Press is nobody in particular. Copy this.", base_url="https://stairwell.example/leaflets",
)  # fmt: skip
LOGO = replace(HOUSE, logo="pictures/square.svg")
LONG = replace(
    LOGO,
    title="Federation of Neighbourhood Kitchens and Allotments of the Lower Harbour",
    imprint="The Federation has no office and no staff. Copy this, change it, pass it on, and tell us where it went.",
    contact="kitchens-and-allotments@lower-harbour-federation.example · Saturdays 10:00 to 12:00, back room of the Old "
    "Chandlery, 14–18 Harbour Street, second door on the left · 01632 960 333",
)


@dataclass(frozen=True)
class Made:
    """What was made, and the lines on its pages."""

    product: Product
    pages: list[list[Row]]
    sizes: list[tuple[float, float]]

    def text(self, page: int) -> str:
        return " ".join(row.text for row in self.pages[page])


Make = Callable[..., Made]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("smalls")
    (folder / "texts" / "pictures").mkdir(parents=True)
    square = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#b3261e"/></svg>'
    )
    (folder / "texts" / "pictures" / "square.svg").write_text(square, encoding="utf-8")
    return folder


def read(markdown: str, code: str, proof: bool = False) -> Edition:
    document = read_text(markdown, slug="sample", path=Path("sample.md"))
    progress = Progress(total=9, approved=4, drafts=5) if proof else Progress()
    return Edition(document=document, language=language(code), source=language("en"), progress=progress)


def rendered(
    renderer: Renderer, name: str, code: str, *, markdown: str = "", publisher: Publisher = HOUSE, size: float = 0,
    sheets: Sheets | None = None, proof: bool = False,
) -> str:  # fmt: skip
    siblings = [Sibling(language=language(one), href="", current=one == code) for one in CODES]
    steps = [step for step in ladder(renderer.format(name, sheets).limits) if step]
    setting = next((step for step in steps if step.size <= (size or SIZES[name])), steps[-1])
    edition = read(markdown or TEXTS[code], code, proof)
    return renderer.print(edition, publisher, name, siblings, sheets=sheets, setting=setting)


@pytest.fixture(scope="module")
def make(root: Path) -> Iterator[Make]:
    """Return a function that typesets, each thing once."""
    renderer = Renderer()
    known: dict[tuple[object, ...], Made] = {}

    def made(name: str, code: str = "en", **wishes: Any) -> Made:
        key = (name, code, *sorted(wishes.items()))
        if key not in known:
            sheets = wishes.get("sheets")
            html = rendered(renderer, name, code, **wishes)
            form = renderer.format(name, sheets)
            product = produce(html, form, root=root, base=root / "texts" / "sample.md", sheets=sheets)
            with pikepdf.open(BytesIO(product.pages_pdf)) as pdf:
                boxes = [[float(side) / MM for side in page.trimbox] for page in pdf.pages]
            sizes = [(right - left, top - bottom) for left, bottom, right, top in boxes]
            known[key] = Made(product, rows(product.pages_pdf), sizes)
        return known[key]

    yield made


PAGES = {
    "A4": {"zine": (74.25, 105), "flyer": (105, 148.5), "strip": (99, 210), "poster": (297, 420)},
    "Letter": {"zine": (69.85, 107.95), "flyer": (107.95, 139.7), "strip": (93.13, 215.9), "poster": (297, 420)},
}


# Sizes, and what must not be.


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", FORMATS)
def test_pages_are_a_part_of_the_paper_to_a_tenth_of_a_millimetre(make: Make, name: str, paper: str) -> None:
    made = make(name, sheets=Sheets(paper=paper))
    wanted = PAGES[paper][name]
    assert made.sizes == [(pytest.approx(wanted[0], abs=0.1), pytest.approx(wanted[1], abs=0.1))] * len(made.sizes)
    assert len(made.sizes) == {"zine": 8, "poster": 1}.get(name, 2)


VARIANTS: dict[str, dict[str, Any]] = {
    "en": {},
    "es": {},
    "pt": {},
    "pt, proof": {"proof": True},
    "pt, by nobody": {"publisher": PLAIN},
    "pt, with a logo": {"publisher": LOGO},
    "pt, with long names": {"publisher": LONG, "proof": True},
    "pt, Letter": {"sheets": Sheets(paper="Letter")},
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", FORMATS)
def test_no_text_stands_outside_the_safe_area_or_in_other_text(make: Make, name: str, variant: str) -> None:
    made = make(name, variant[:2], **VARIANTS[variant])
    for (width, height), here in zip(made.sizes, made.pages, strict=True):
        for row in here:
            top, right = row.baseline - 0.68 * row.size, width * MM - row.right
            assert min(row.left, right, top, height * MM - row.baseline) / MM >= SAFE - 0.05, row
        for one, other in combinations(here, 2):
            across = min(one.right, other.right) - max(one.left, other.left)
            upper, lower = sorted((one, other), key=lambda row: row.baseline)
            # An x-height and a bit below the line above; a letter raised is part of its line.
            if across > 1 and lower.baseline - upper.baseline > 0.45 * lower.size:
                assert lower.baseline - upper.baseline >= 0.6 * min(lower.size, upper.size), (one, other)


@pytest.mark.parametrize("name", FORMATS)
def test_a_text_too_long_is_seen_to_be(root: Path, name: str) -> None:
    renderer = Renderer()
    long = TEXTS["en"].replace("Two people, never one.", "Two people, never one, and never the same for long. " * 200)
    html = rendered(renderer, name, "en", markdown=long, size=1e-6 + min(renderer.format(name).limits.least, 99))  # type: ignore[union-attr]
    found = measured(html, renderer.format(name), root=root, base=root / "texts" / "sample.md")
    assert not found.fits and found.words > 300


@pytest.mark.parametrize("name", FORMATS)
def test_everything_of_the_text_is_there_once(make: Make, name: str) -> None:
    said = " ".join(make(name, "es").text(page) for page in range(len(make(name, "es").pages)))
    for words in ("Nadie se hace rico", "Elegid una sola cosa", "Lavandería, bloque C", "pregunta en el número 18"):
        assert said.count(words) == 1, words
    for words in (
        "Read it in English",
        "Leia em português",
        "stairwell.example/leaflets",
        "hello@stairwell",
        "CC BY-SA",
    ):
        assert words in said, words
    # The note comes after the text that calls it.
    assert said.index("pregunta en el número 18") > said.index("se le invita a un café")


@pytest.mark.parametrize("name", FORMATS)
def test_without_an_address_nothing_is_said_of_one(make: Make, name: str) -> None:
    made = make(name, publisher=PLAIN)
    said = " ".join(made.text(page) for page in range(len(made.pages)))
    assert not any(words in said for words in ("Read it in", "Léelo en", "On the web"))
    assert "Kitchen Table Committee" in said


@pytest.mark.parametrize("name", FORMATS)
def test_every_page_of_a_proof_says_so(make: Make, name: str) -> None:
    made = make(name, "es", proof=True)
    for page in range(len(made.pages)):
        assert made.text(page).casefold().count("prueba: 4 de 9 frases revisadas") == 1, page


def test_pictures_in_the_text_are_left_out_of_what_is_handed_out_and_kept_in_the_others() -> None:
    for name in FORMATS:
        html = rendered(Renderer(), name, "en")
        assert ("<figure" in html) is (name in ("zine", "poster"))


# The zine.


@pytest.mark.parametrize("code", CODES)
def test_a_sheet_cut_and_folded_is_a_zine_with_its_pages_in_order_and_upright(make: Make, code: str) -> None:
    made = make("zine", code)
    assert made.product.sheets_pdf and made.product.pages == 8
    (side,) = pictures(made.product.sheets_pdf)
    assert side.size == (pytest.approx(594, abs=1), pytest.approx(420, abs=1))
    prints = found_on(side, pictures(made.product.pages_pdf), 4, 2)
    assert read_zine(printed(297, 210, prints, (), "short")) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_zine_has_its_cover_in_front_and_its_imprint_at_the_back(make: Make) -> None:
    made = make("zine", "pt")
    assert "decidida numa mesa de cozinha" in made.text(0) and "Português" in made.text(0)
    assert "Read it in English" in made.text(7) and "The Stairwell Gazette" in made.text(7)
    numbers = [here[index].text for here in made.pages[1:7] for index in range(len(here)) if here[index].text.isdigit()]
    assert numbers == ["2", "3", "4", "5", "6", "7"][: len(numbers)] and len(numbers) >= 5
    for page, here in enumerate(made.pages[1:7], 2):
        for row in here:
            if row.text == str(page):
                # Outside: the fold is on the right of an even page.
                assert (row.left < 12 * MM) is (page % 2 == 0)


def test_a_section_stays_on_its_page_where_there_is_room_and_flows_on_where_there_is_none(make: Make) -> None:
    begun, ended = ("When and where", "Who minds the money"), ("Back door, by the bins", "is given a coffee.")

    def pages(made: Made, words: tuple[str, ...]) -> list[int]:
        return [page for one in words for page in range(1, 7) if one in made.text(page)]

    roomy, tight = make("zine"), make("zine", size=8.0)
    assert pages(roomy, begun) == pages(roomy, ended)
    assert pages(tight, begun) != pages(tight, ended) or pages(tight, ended)[-1] < pages(roomy, ended)[-1]
    # The standfirst has a page to itself.
    assert pages(roomy, ("How a stairwell",)) == [1] and "eleven flats" not in roomy.text(1)
    assert "eleven flats" in tight.text(1)


def test_pages_that_a_short_text_leaves_free_come_before_the_back(make: Make) -> None:
    made = make("zine", markdown=SHORT, publisher=HOUSE)
    assert made.product.pages == 8
    assert "Come on Sunday." in made.text(1)
    assert [page for page in range(2, 7) if "YOURNOTES" in made.text(page).upper().replace(" ", "")] == [3, 4, 5, 6]
    assert "One line" in made.text(2)
    assert "Léelo en español" in made.text(7)


def test_a_table_of_three_columns_stands_as_entries_in_a_narrow_page(make: Make) -> None:
    made = make("zine", "es")
    (page,) = [here for here in made.pages if any(row.text == "Reunión abierta" for row in here)]
    at = next(index for index, row in enumerate(page) if row.text == "Reunión abierta")
    assert [row.text for row in page[at : at + 3]] == [
        "Reunión abierta",
        "Martes 5 de mayo, 19:00",
        "Lavandería, bloque C",
    ]
    assert len({round(row.left) for row in page[at : at + 3]}) == 1


# Flyers and strips.


@pytest.mark.parametrize(("name", "grid"), [("flyer", (2, 2)), ("strip", (3, 1))])
@pytest.mark.parametrize("duplex", ["short", "long"])
def test_a_sheet_cut_apart_is_as_many_flyers_each_with_its_two_sides(
    make: Make, name: str, grid: tuple[int, int], duplex: str
) -> None:
    made = make(name, "es", sheets=Sheets(duplex=duplex))
    assert made.product.sheets_pdf and made.product.pages == 2
    sides = pictures(made.product.sheets_pdf)
    assert len(sides) == 2
    width, height = sides[0].width / 2, sides[0].height / 2
    assert (width > height) is (name == "strip")
    pages = pictures(made.product.pages_pdf)
    front, back = (found_on(side, pages, *grid) for side in sides)
    sheet = printed(width, height, front, back, duplex)
    pieces = block(sheet, *grid, *made.sizes[0])
    assert [sorted(read_plain(head_up(piece))) for piece in pieces] == [[1, 2]] * (grid[0] * grid[1])


@pytest.mark.parametrize("name", ["flyer", "strip"])
def test_a_short_text_has_one_side_that_says_all(make: Make, name: str) -> None:
    made = make(name, markdown=SHORT)
    assert made.product.pages == 1
    for words in (
        "One line",
        "And no more.",
        "Come on Sunday.",
        "Léelo en español",
        "hello@stairwell.example",
    ):
        assert words in made.text(0)
    assert made.product.sheets_pdf and len(pictures(made.product.sheets_pdf)) == 1


@pytest.mark.parametrize("name", ["flyer", "strip", "poster"])
def test_the_text_ends_above_the_band(make: Make, name: str) -> None:
    for code in CODES:
        first = make(name, code).pages[0]
        said = {"en": "Léelo en español", "es": "Read it in English", "pt": "Read it in English"}[code]
        band = next(row for row in first if row.text.startswith(said))
        height = make(name, code).sizes[0][1] * MM
        above = [row for row in first if row.baseline < band.baseline - band.size]
        assert len(above) > 5
        assert max(row.baseline for row in above) < band.baseline - band.size - 4 * MM
        assert band.baseline > height * 0.7


@pytest.mark.parametrize("name", ["flyer", "strip"])
def test_fields_of_colour_reach_into_the_bleed(make: Make, name: str) -> None:
    made = make(name, "es", sheets=Sheets(paper="SRA3", bleed=3), publisher=replace(HOUSE, theme="poster"))
    assert made.product.sheets_pdf
    with pikepdf.open(BytesIO(made.product.sheets_pdf)) as pdf:
        left, bottom, right, top = (float(side) / MM for side in pdf.pages[0].trimbox)
        high = float(pdf.pages[0].mediabox[3]) / MM
    side = pictures(made.product.sheets_pdf, crop=False)[0]

    def dark(x: float, y: float) -> bool:
        return min(side.getpixel((round(2 * x), round(2 * (high - y))))) < 100  # type: ignore[arg-type, type-var]

    # Beyond the head the fields of the title and of the second side, beyond the foot the band.
    assert all(dark(x, top + 2) for x in (left - 2, left + 2, (left + right) / 2 - 20))
    assert dark(left - 2, top - 30) and dark(left - 2, bottom + 5) and dark(left - 2, bottom - 2)
    assert not dark(left - 5, top - 30) and not dark(left + 30, bottom - 5)


# The poster.


def test_few_words_stand_large_in_one_column_and_many_in_up_to_four(make: Make) -> None:
    short = "---\ntitle: Come\n---\n" + "We meet in the yard on Sunday, whatever the weather is. " * 4
    for size, columns in ((30.0, 1), (17.0, 2), (11.0, 3), (9.0, 4)):
        text = short if size > 15 else TEXTS["en"]
        made = make(
            "poster", markdown=text + "\n\nAnother paragraph of a few lines, to be sure of it.\n\n" * columns, size=size
        )
        (band,) = [row.baseline for row in made.pages[0] if row.text.startswith("Léelo en español")]
        head = min(row.baseline for row in made.pages[0] if abs(row.size - size) < 0.1)
        body = [row for row in made.pages[0] if head - 0.1 <= row.baseline < band - 4 * MM]
        step = (267 - 9 * (columns - 1)) / columns + 9
        assert {int((row.left / MM - 14.9) / step) for row in body} == set(range(columns)), size
        # None reaches into the next column.
        assert all((row.left / MM - 14.9) % step + (row.right - row.left) / MM < step - 8.5 for row in body), size


def test_a_poster_is_one_side_of_a3_whatever_the_paper_and_smaller_where_asked(make: Make) -> None:
    for sheets, wanted in ((Sheets(), (297, 420)), (Sheets(paper="SRA3"), (320, 450)), (Sheets(fit=True), (210, 297))):
        made = make("poster", sheets=sheets)
        assert made.product.pages == 1 and made.product.sheets_pdf
        (side,) = pictures(made.product.sheets_pdf, crop=False)
        assert side.size == (pytest.approx(2 * wanted[0], abs=1), pytest.approx(2 * wanted[1], abs=1))


# Reading sheets by their looks.


def pictures(pdf: bytes, *, crop: bool = True) -> list[Image.Image]:
    """Return the pages as they look, two dots to a millimetre, without their bleed."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        drawn = page.render(scale=2 / MM).to_pil().convert("RGB")
        left, _, right, _ = page.get_trimbox()
        bleed = round(2 * left / MM) if crop else 0
        found.append(
            drawn.crop((bleed, bleed, drawn.width - bleed, drawn.height - bleed)) if right and bleed else drawn
        )
        page.close()
    document.close()
    return found


def found_on(side: Image.Image, pages: list[Image.Image], columns: int, rows_: int) -> list[Print]:
    """Return which page stands in each cell of a side, and whether upright: the one that looks like it."""
    found: list[Print] = []
    width, height = side.width / columns, side.height / rows_
    for row in range(rows_):
        for column in range(columns):
            corner = (round(column * width) + 2, round(row * height) + 2)
            cell = side.crop((*corner, corner[0] + int(width) - 4, corner[1] + int(height) - 4))
            unlike = {}
            for number, page in enumerate(pages, 1):
                for up in (1, -1):
                    shown = page if up == 1 else page.rotate(180)
                    shown = shown.crop((2, 2, 2 + cell.width, 2 + cell.height))
                    unlike[number, up] = sum(ImageStat.Stat(ImageChops.difference(cell, shown)).mean)
            (number, up), *others = sorted(unlike, key=lambda one: unlike[one])
            assert unlike[number, up] < 0.5 * unlike[others[0]], unlike
            x, y = (column + 0.5) * width / 2, (rows_ - row - 0.5) * height / 2
            found.append(Print(number, x, y, (0, up)))
    return found
