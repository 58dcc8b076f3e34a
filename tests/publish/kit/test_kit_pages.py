"""The pages of a kit, read back from their PDFs: what a person at the copier finds there."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from markupsafe import Markup

from pipeline.languages import language
from pipeline.project import Configuration, Prices, Publisher, Sheets, packaged
from pipeline.publish.kit.pages import About, Pages, Print
from pipeline.publish.kit.shape import shape_of
from pipeline.publish.kit.words import Figures
from pipeline.typeset import formats
from pipeline.typeset.dates import full_date, hours
from pipeline.typeset.occasion import Occasion
from pipeline.typeset.pdf import typeset
from pipeline.typeset.render import Renderer

RENDERER = Renderer([packaged("templates")])
PRICES = Prices(currency="EUR", black=Decimal("0.04"), colour=Decimal("0.25"), paper=(("A4", Decimal("0.01")),))
HOSTILE = '<script>alert("1")</script> {{ 7 * 7 }} & {name}'


def occasion(code: str, **values: str) -> Occasion:
    """Return an event with all that a page of a kit shows of it."""
    day, own = datetime.date(2026, 12, 5), language(code)
    known = dict.fromkeys(
        (name for name, field in Occasion.__dataclass_fields__.items() if field.type in ("str", str)), ""
    )
    known |= {
        "title_text": "Neighbours’ Saturday", "date": full_date(day, own), "place": "Harbour Street Hall",
        "hours": hours(datetime.time(14), datetime.time(18), own), "base_url": "https://example.org/leaflets",
        "link": f"https://example.org/leaflets/k3nw/{code}/",
    }  # fmt: skip
    return Occasion(title=Markup(""), call=Markup(""), proof=False, **{**known, **values})


def about(code: str = "en", paper: str = "A4", **values: object) -> About:
    prints = []
    for name, pages, wanted in (("booklet", 12, 30), ("flyer", 2, 90), ("poster", 1, 3)):
        form = formats.load([packaged("templates")], name, paper)
        sizes = tuple(panel.size for panel in form.panels) or (form.page,) * pages
        number = f"{len(prints) + 1:02}"
        prints.append(
            Print(
                number=number, file=f"{number}-es-damp-{name}.pdf", slug="damp", code="es", format=name,
                label=form.title, title="La pared que no se secaba", wanted=wanted, colour=name == "poster",
                draft=False, shape=shape_of(form, Sheets(paper=paper), sizes),
            )
        )  # fmt: skip
    configuration = Configuration(
        publisher=Publisher(title="G"), sheets=Sheets(paper=paper), prices=PRICES if paper == "A4" else None
    )
    made = About(
        slug="2026-12-05-hall", occasion=occasion(code), language=language(code), configuration=configuration,
        prints=tuple(prints), bags=3, contact="Ana, 01632 960 147",
    )  # fmt: skip
    return replace(made, **values)  # type: ignore[arg-type]


def read(html: str, tmp_path: Path) -> tuple[list[str], pypdf.PdfReader]:
    """Return the words of each page of the PDF, in one line each."""
    (tmp_path / "events").mkdir(exist_ok=True)
    made = typeset(html, root=tmp_path, base=tmp_path / "events" / "e.toml")
    assert made.messages == ()
    reader = pypdf.PdfReader(BytesIO(made.pdf))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages], reader


def test_the_plan_says_file_by_file_what_to_do_on_two_pages(tmp_path: Path) -> None:
    (first, second), reader = read(Pages(RENDERER, about()).plan(), tmp_path)
    assert "Neighbours’ Saturday" in first
    assert "both sides, flip on the short edge" in first
    assert "one side only · in colour" in first
    for words in ("01-es-damp-booklet.pdf", "30 pieces", "90", "8.10", "92 pieces", "2 to spare", "23"):
        assert words in first
    assert "collate" in first
    assert "113 sheets" in first, "90 of booklets and 23 of flyers, A4"
    assert "3 sheets" in first
    assert "Two staples in the fold" in second
    assert "each pile: 2" in second
    assert "Pin it up" in second
    width, height = (float(value) / 72 * 25.4 for value in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)


def test_in_spanish_on_letter_paper_without_prices(tmp_path: Path) -> None:
    (first, second), reader = read(Pages(RENDERER, about("es", "Letter")).plan(), tmp_path)
    assert "a doble cara, girar por el borde corto" in first
    assert "Sábado, 5 de diciembre de 2026" in first
    assert "€" not in first
    assert "Gasto" not in first
    assert "139,7 mm" in second
    assert round(float(reader.pages[0].mediabox[2]) / 72 * 25.4, 1) == 215.9


def test_what_is_not_approved_is_said_loudly_before_anything_is_printed(tmp_path: Path) -> None:
    whole = about()
    proofs = replace(whole, prints=(replace(whole.prints[0], draft=True), *whole.prints[1:]))
    warning = "Not approved yet: 1 of 3 files. Do not hand these out."
    (first, _), _ = read(Pages(RENDERER, proofs).plan(), tmp_path)
    assert first.index(warning) < first.index("files to print")
    start = Pages(RENDERER, proofs).start()
    assert start.index(warning) < start.index("1-test-sheet.pdf")
    assert start.count("<b>(Proof)</b>") == 1
    assert "Not approved" not in Pages(RENDERER, whole).plan() + Pages(RENDERER, whole).start()


def test_the_check_list_has_its_boxes_bags_and_a_table_to_fill_in(tmp_path: Path) -> None:
    pages, _ = read(Pages(RENDERER, about(drafts=("damp (Español)",), send=True)).checks(), tmp_path)
    assert len(pages) <= 2
    whole = " ".join(pages)
    for words in ("Ana, 01632 960 147", "damp (Español)", "stick/", "send/", "3 bags", "30–31", "Handed out",
                  "octavilla kit 2026-12-05-hall --report", "https://example.org/leaflets", "Posters up"):  # fmt: skip
        assert words in whole
    without, _ = read(Pages(RENDERER, about(occasion=occasion("en", base_url="", link=""), bags=1)).checks(), tmp_path)
    assert "online" not in " ".join(without)
    assert "bags" not in " ".join(without)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_test_sheet_has_two_sides_and_a_line_of_exactly_ten_centimetres(paper: str, tmp_path: Path) -> None:
    from pypdf.generic import ContentStream

    pages, reader = read(Pages(RENDERER, about(paper=paper)).test(), tmp_path)
    assert len(pages) == 2
    assert "10 cm" in pages[0]
    assert "long edge" in pages[1].lower()
    assert "short edge" in pages[1].lower()
    lengths = _lines(ContentStream(reader.pages[0].get_contents(), reader))
    assert sum(abs(length - 100) < 0.05 for length in lengths) == 2, "one across, one down"


def _lines(stream: object) -> list[float]:
    """Return the lengths of the straight lines on a page, in mm."""
    import math

    matrices, matrix, found = [], (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), []
    at = (0.0, 0.0)

    def placed(x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = matrix
        return a * x + c * y + e, b * x + d * y + f

    for operands, operator in stream.operations:  # type: ignore[attr-defined]
        values = [float(value) for value in operands if isinstance(value, (int, float))]
        if operator == b"q":
            matrices.append(matrix)
        elif operator == b"Q":
            matrix = matrices.pop()
        elif operator == b"cm":
            a, b, c, d, e, f = values
            g, h, i, j, k, m = matrix
            matrix = (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
        elif operator == b"m":
            at = placed(*values)
        elif operator == b"l":
            to = placed(*values)
            found.append(math.dist(at, to) / 72 * 25.4)
            at = to
    return found


def test_the_qr_code_of_the_test_sheet_is_read_back_with_an_address_and_without(tmp_path: Path) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    import pypdfium2

    for values, expected in (({}, "https://example.org/leaflets/k3nw/en/"), ({"link": ""}, "Neighbours’ Saturday")):
        html = Pages(RENDERER, about(occasion=occasion("en", **values))).test()
        made = typeset(html, root=tmp_path, base=tmp_path / "e.toml")
        with pypdfium2.PdfDocument(made.pdf) as document:
            picture = document[0].render(scale=3).to_pil()
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [expected]


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    made = about(occasion=occasion("en", title_text=HOSTILE, place=HOSTILE), contact=HOSTILE, slug=HOSTILE)
    made = replace(made, prints=tuple(replace(item, title=HOSTILE) for item in made.prints))
    pages = Pages(RENDERER, made)
    for html in (pages.plan(), pages.checks(), pages.test(), pages.start()):
        assert "<script" not in html
        assert "{{ 7 * 7 }}" in html
        assert "49" not in re.sub(r"url\([^)]*\)|<svg.*?</svg>|<style.*?</style>", "", html, flags=re.DOTALL)
    words, _ = read(pages.plan(), tmp_path)
    assert HOSTILE in words[0]


@pytest.mark.parametrize("code", ["en", "es", "pt", "pt-PT", "cy"])
def test_the_page_to_start_from_links_to_what_is_there(code: str) -> None:
    html = Pages(RENDERER, about(code)).start()
    links = re.findall(r'href="([^"]+)"', html)
    assert links[:3] == ["1-test-sheet.pdf", "2-print-plan.pdf", "3-check-list.pdf"]
    assert "print/01-es-damp-booklet.pdf" in links
    assert not any("://" in link for link in links)


@pytest.mark.parametrize(
    ("code", "money", "weight", "time"),
    [("en", "€1,234.50", "2.3 kg", "3 h 20 min"), ("es", "1.234,50 €", "2,3 kg", "3 h 20 min"),
     ("pt", "€ 1.234,50", "2,3 kg", "3 h 20 min")],
)  # fmt: skip
def test_figures_are_written_the_way_of_the_language(code: str, money: str, weight: str, time: str) -> None:
    figures = Figures(language(code))

    def plain(text: str) -> str:
        return text.replace("\u00a0", " ").replace("\u202f", " ")

    assert plain(figures.money(Decimal("1234.499"), "EUR")) == money
    assert plain(figures.weight(Decimal("2300.2"))) == weight
    assert plain(figures.time(200)) == time
    assert plain(figures.weight(Decimal(1))).startswith("0")
