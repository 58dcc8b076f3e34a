"""Formats with fixed panels, laid out: what stands beyond them, how much they hold, and what free panels show."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.project import Publisher
from pipeline.review.assemble import original
from pipeline.text.read import read_text
from pipeline.typeset.copyfit import Setting
from pipeline.typeset.measure import Measure, to_lose
from pipeline.typeset.produce import Product, measured, produce
from pipeline.typeset.render import Renderer

POCKET = Path(__file__).resolve().parents[1] / "formats" / "pocket"
"""A format of a project's own: a small folder with cover, two pages of text, and a back."""
SETTING = Setting(size=9, leading=12.24)
WORDS = "The neighbours met on a Sunday in the yard to find out why the wall of the second floor would not dry. "


class Bench:
    """A project with the format `pocket`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(POCKET, root / "templates/formats/pocket")
        (root / "texts").mkdir()
        self.base = root / "texts/x.md"
        self.renderer = Renderer([root / "templates"])
        self.form = self.renderer.format("pocket")

    def html(self, body: str, setting: Setting = SETTING) -> str:
        edition = original(read_text(f"---\ntitle: Walls\n---\n\n{body}", slug="x", path=self.base), language("en"))
        return self.renderer.print(edition, Publisher(title="Harbour Street"), "pocket", setting=setting)

    def measured(self, body: str, setting: Setting = SETTING) -> Measure:
        return measured(self.html(body, setting), self.form, root=self.root, base=self.base)

    def produced(self, body: str) -> Product:
        return produce(self.html(body), self.form, root=self.root, base=self.base)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def paragraphs(count: int) -> str:
    return "\n\n".join(f"{number}. {WORDS}".replace(".", "", 1) for number in range(count))


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def without(body: str, words: int, *, first: bool) -> str:
    """Return the text without so many words, taken from its beginning or its end."""
    parts = [part.split() for part in body.split("\n\n")]
    for part in parts if first else reversed(parts):
        gone = min(words, len(part))
        del part[slice(0, gone) if first else slice(len(part) - gone, None)]
        words -= gone
    return "\n\n".join(" ".join(part) for part in parts if part)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("count", [16, 23])
def test_after_taking_out_the_words_to_lose_it_fits(bench: Bench, count: int, first: bool) -> None:
    body = paragraphs(count)
    before = bench.measured(body)
    assert not before.fits
    lose = to_lose(before.words)
    assert bench.measured(without(body, lose, first=first)).fits
    assert not bench.measured(without(body, lose * 2 // 3, first=first)).fits, "no more than needed"


def test_a_picture_beyond_the_panels_counts_as_words(bench: Bench) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 8"><rect width="10" height="8"/></svg>'
    (bench.root / "texts/a.svg").write_text(svg, encoding="utf-8")
    body = paragraphs(10)
    assert bench.measured(body).fits
    alone = bench.measured(f"{body}\n\n![A](a.svg)\n\n![B](a.svg)")
    assert not alone.fits
    assert alone.words > 30
    assert alone.share < 1


def test_the_share_of_the_text_that_fits_is_told(bench: Bench) -> None:
    shares = {count: bench.measured(paragraphs(count)).share for count in (3, 8, 12, 16, 24)}
    assert sorted(shares, key=shares.__getitem__, reverse=True) == [3, 8, 12, 16, 24]
    held = [count * share for count, share in shares.items()]
    assert max(held) / min(held) < 1.2, "whatever the text, the panels hold as much"


def test_a_tighter_setting_holds_more(bench: Bench) -> None:
    body = paragraphs(16)
    tight = Setting(size=7.5, leading=9, tracking=-0.01)
    assert bench.measured(body, tight).share > 1.3 * bench.measured(body).share


def test_notes_at_the_foot_count(bench: Bench) -> None:
    body = paragraphs(16)
    with_note = f"{body}[^n]\n\n[^n]: {WORDS * 2}"
    assert bench.measured(with_note).words >= bench.measured(body).words + len((WORDS * 2).split())


def test_words_to_lose_are_a_few_more_in_round_figures() -> None:
    assert [to_lose(words) for words in (0, 1, 4, 5, 20, 41, 99, 100, 310)] == [5, 5, 5, 10, 25, 45, 105, 110, 330]


@pytest.mark.parametrize(("count", "middle"), [(12, []), (4, ["Your notes 1"])])
def test_free_panels_show_as_many_spare_sections(bench: Bench, count: int, middle: list[str]) -> None:
    made = bench.produced(paragraphs(count))
    shown = texts(made.pages_pdf)
    assert (made.pages, made.sheets, len(shown)) == (4, 1, 4)
    assert shown[0].startswith("Walls")
    assert [text for text in shown[1:3] if text.startswith("Your notes")] == middle
    assert shown[3] == "Harbour Street"
    with pikepdf.open(BytesIO(made.pages_pdf)) as pdf:
        assert {tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages} == {(0, 0, 210, 298)}


def test_a_panel_of_another_size_has_the_right_sheet_under_it(bench: Bench) -> None:
    """Pages get their sizes by their places: what free panels show may not push the others aside."""
    file = bench.root / "templates/formats/pocket/format.toml"
    content = file.read_text(encoding="utf-8").replace('"folder"', '"tri-fold"').replace("[148, 105]", "[220, 105]")
    order = 'order = ["cover", "inside left", "inside middle", "flap", "inside right", "back"]'
    lines = [order if line.startswith("order") else line for line in content.splitlines()]
    file.write_text("\n".join(lines), encoding="utf-8")
    page = bench.root / "templates/formats/pocket/page.html"
    page.write_text(page.read_text(encoding="utf-8").replace("(1, 2)", "(1, 2, 3)"), encoding="utf-8")
    renderer = Renderer([bench.root / "templates"])
    form = renderer.format("pocket")
    for count in (1, 10):
        edition = original(
            read_text(f"---\ntitle: W\n---\n\n{paragraphs(count)}", slug="x", path=bench.base), language("en")
        )
        html = renderer.print(edition, Publisher(title="Harbour Street"), "pocket", setting=SETTING)
        made = produce(html, form, root=bench.root, base=bench.base)
        with pikepdf.open(BytesIO(made.pages_pdf)) as pdf:
            widths = [round(float(page.mediabox[2]) / 72 * 25.4, 1) for page in pdf.pages]
        assert widths == [pytest.approx(panel.size.width, abs=0.1) for panel in form.panels]
        assert "Harbour Street" in texts(made.pages_pdf)[form.panels[-1].number - 1]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{% for number in (1, 2) %}", "{% for number in () %}", "makes 3 of 4 panels.* spare-1"),
        ("panel-cover", "panel-inside-left", "sets panel-inside-left on page 1, and its place is page 2 of 4"),
    ],
)
def test_a_template_with_other_panels_than_it_says_is_an_error(
    bench: Bench, before: str, after: str, message: str
) -> None:
    page = bench.root / "templates/formats/pocket/page.html"
    page.write_text(page.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    bench.renderer = Renderer([bench.root / "templates"])
    with pytest.raises(OctavillaError, match=message):
        bench.produced(paragraphs(4))


def test_a_text_that_is_too_long_is_refused(bench: Bench) -> None:
    with pytest.raises(OctavillaError, match=r"x\.md: the Pocket folder has 4 pages, and the text fills 5"):
        bench.produced(paragraphs(16))
