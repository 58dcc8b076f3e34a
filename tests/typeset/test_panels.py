"""The folded leaflets, by what stands where in their PDFs: tri-fold, Z-fold and folder, on a text not seen before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdfium2 import raw

from pipeline.addresses import short_name
from pipeline.languages import language
from pipeline.project import Publisher, Sheets
from pipeline.review.edition import Edition, Progress
from pipeline.text.read import read_text
from pipeline.typeset.copyfit import Setting
from pipeline.typeset.formats import SAFE, Format
from pipeline.typeset.produce import Product, produce
from pipeline.typeset.render import Renderer, Sibling
from tests.tools.folding import Print as Mark
from tests.tools.folding import block, printed, read_bound, read_folded

MM = 72 / 25.4
FORMATS = ("tri-fold", "z-fold", "folder")
PAPERS = ("A4", "Letter")
CODES = ("en", "es", "pt")
UNSEEN = Path(__file__).with_name("unseen")
NARROW = {"flap", "inside right"}
PUBLISHER = Publisher(
    title="Mill Lane Commons",
    imprint="Copy this, change it, pass it on.",
    contact="hello@mill-lane.example · 3 Mill Lane, Thursdays 18:00 to 20:00",
    base_url="https://mill-lane.example/leaflets",
)
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="90" height="30" fill="#123456"/></svg>'
LONG = (
    "Como organizar uma assembleia de moradores em que todas as pessoas conseguem falar, ouvir, discordar e decidir "
    "sem que a reunião dure até à meia-noite"
)
SENTENCE = "The hall was cold, the soup was hot, and by nine o’clock we knew what the others wanted and why they did."


@dataclass(frozen=True)
class Glyph:
    """A letter on a page; edges in mm from the page's upper left corner."""

    char: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """A page of a PDF, in mm."""

    width: float
    height: float
    text: str
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True)
class Leaflet:
    """A leaflet as it was made: `panels` by name."""

    form: Format
    product: Product
    panels: dict[str, Page]
    sides: tuple[Page, ...]


class Press:
    """A project's folder, and what makes leaflets of texts in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.base = root / "texts/unseen.md"
        self.renderer = Renderer()
        self.unseen: Callable[..., Leaflet] = cache(self._unseen)

    def _unseen(self, format: str, code: str, paper: str = "A4", size: float = 0.0) -> Leaflet:
        return self.made(format, unseen(code), paper=paper, size=size)

    def made(
        self, format: str, edition: Edition, publisher: Publisher = PUBLISHER, *, paper: str = "A4", size: float = 0.0,
        sheets: Sheets | None = None,
    ) -> Leaflet:  # fmt: skip
        sheets = sheets or Sheets(paper=paper)
        form = self.renderer.format(format, sheets)
        assert form.limits
        size = size or (8.6 if format == "folder" else 9)
        setting = Setting(size=size, leading=round(size * form.limits.leading[0], 2))
        siblings = [
            Sibling(language=language(code), href=f"{code}.html", current=code == edition.language.code)
            for code in CODES
        ]
        html = self.renderer.print(edition, publisher, format, siblings, sheets=sheets, setting=setting)
        product = produce(html, form, root=self.root, base=self.base, sheets=sheets)
        assert product.sheets_pdf
        pages = read(product.pages_pdf)
        names = {number: panel.name for number, panel in enumerate(form.panels, 1)}
        panels = {names[number]: page for number, page in enumerate(pages, 1)}
        return Leaflet(form, product, panels, read(product.sheets_pdf))


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    root = tmp_path_factory.mktemp("press")
    (root / "texts/pictures").mkdir(parents=True)
    square = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><rect width="16" height="9" fill="#a00"/></svg>'
    )
    (root / "texts/pictures/square.svg").write_text(square, encoding="utf-8")
    (root / "texts/pictures/logo.svg").write_text(LOGO, encoding="utf-8")
    return Press(root)


def unseen(code: str, **changes: Any) -> Edition:
    source = (UNSEEN / f"{code}.md").read_text(encoding="utf-8")
    return edition(source, code, **changes)


def edition(markdown: str, code: str = "en", **changes: Any) -> Edition:
    document = read_text(markdown, slug="unseen", path=Path("unseen.md"))
    made = Edition(
        document=document, language=language(code), source=language("en"), reviewers=("Ana Lima", "Luis Prado")
    )
    return replace(made, **changes)


def read(pdf: bytes) -> tuple[Page, ...]:
    document = pypdfium2.PdfDocument(pdf)
    return tuple(_page(document[number]) for number in range(len(document)))


def _page(page: Any) -> Page:
    """Return a page by its trim box."""
    left_edge, foot, right_edge, head = page.get_trimbox()
    text = page.get_textpage()
    glyphs = []
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        left, bottom, right, top = text.get_charbox(index)
        if char.strip() and right > left and top > bottom:
            across, down = (
                ((left - left_edge) / MM, (right - left_edge) / MM),
                ((head - top) / MM, (head - bottom) / MM),
            )
            glyphs.append(Glyph(char, across[0], down[0], across[1], down[1]))
    words = " ".join(text.get_text_range().replace("\u200b", "").replace("\ufffe", "").split())
    return Page((right_edge - left_edge) / MM, (head - foot) / MM, words, tuple(glyphs))


def outside(page: Page) -> list[Glyph]:
    """Return the letters that are not 5 mm inside the page: its edges are cut or folded."""
    near = 0.05
    return [
        one
        for one in page.glyphs
        if one.left < SAFE - near
        or one.top < SAFE - near
        or one.right > page.width - SAFE + near
        or one.bottom > page.height - SAFE + near
    ]


def long_text(count: int) -> str:
    """Return numbered paragraphs of different lengths."""
    words = SENTENCE.split()
    paragraphs = [
        f"No. {number}q. {' '.join((*words[number % 17 :], *words[: number % 17], *words[: number % 8]))}"
        for number in range(1, count + 1)
    ]
    return "---\ntitle: Soup\n---\n\n" + "\n\n".join(paragraphs)


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("format", FORMATS)
def test_no_letter_stands_nearer_than_5_mm_to_an_edge_or_a_fold(
    press: Press, format: str, code: str, paper: str
) -> None:
    leaflet = press.unseen(format, code, paper)
    for name, page in leaflet.panels.items():
        assert len(page.glyphs) > 40, name
        assert not outside(page), (name, outside(page)[:5])


@pytest.mark.parametrize(("paper", "wide", "height"), [("A4", 299 / 3, 210), ("Letter", 281.4 / 3, 215.9)])
def test_panels_that_are_folded_in_are_2_mm_narrower(press: Press, paper: str, wide: float, height: float) -> None:
    leaflet = press.unseen("tri-fold", "pt", paper)
    for name, page in leaflet.panels.items():
        assert page.width == pytest.approx(wide - (2 if name in NARROW else 0), abs=0.1), name
        assert page.height == pytest.approx(height, abs=0.1)
    for side in leaflet.sides:
        assert (side.width, side.height) == (pytest.approx(3 * wide - 2, abs=0.1), pytest.approx(height, abs=0.1))


@pytest.mark.parametrize("paper", PAPERS)
def test_text_is_as_wide_in_a_narrow_panel_as_in_a_wide_one(press: Press, paper: str) -> None:
    leaflet = press.made("tri-fold", edition(long_text(48)), paper=paper)
    measure = 79 if paper == "Letter" else 83
    for name in ("inside left", "inside middle", "inside right", "flap"):
        page = leaflet.panels[name]
        margin = (page.width - measure) / 2
        assert min(one.left for one in page.glyphs) == pytest.approx(margin, abs=0.4), name
        assert margin + measure - 3 < max(one.right for one in page.glyphs) <= margin + measure + 0.1, name
        assert min(one.top for one in page.glyphs) == pytest.approx(18.5, abs=1.5), name


def test_text_flows_over_the_inside_and_ends_on_the_flap(press: Press) -> None:
    leaflet = press.made("tri-fold", edition(long_text(48)))
    found = [
        int(word.removesuffix("q."))
        for name in ("inside left", "inside middle", "inside right", "flap")
        for word in leaflet.panels[name].text.split()
        if word.endswith("q.")
    ]
    assert found == list(range(1, 49))
    assert "48q." in leaflet.panels["flap"].text
    assert "q." not in leaflet.panels["cover"].text + leaflet.panels["back"].text


@pytest.mark.parametrize("format", FORMATS)
def test_text_is_ragged_right_without_a_drop_cap(press: Press, format: str) -> None:
    count = 24 if format == "folder" else 48
    leaflet = press.made(format, edition(long_text(count)))
    page = leaflet.panels["inside left"]
    lines: dict[int, float] = {}
    for one in page.glyphs:
        lines[round(one.bottom)] = max(lines.get(round(one.bottom), 0), one.right)
    assert len({round(right) for right in lines.values()}) > 6
    capitals = [one.bottom - one.top for one in page.glyphs if one.char in "NTH"]
    assert max(capitals) < 1.2 * min(capitals)


@pytest.mark.parametrize("format", FORMATS)
def test_folded_the_leaflet_shows_cover_and_back_and_opens_in_the_order_of_its_panels(
    press: Press, format: str
) -> None:
    leaflet = press.unseen(format, "es")
    pages = read(leaflet.product.pages_pdf)
    sides = [_marks(side, pages) for side in leaflet.sides]
    width, height = leaflet.sides[0].width, leaflet.sides[0].height
    sheet = printed(width, height, *sides, "short")
    count = len(leaflet.panels)
    wide = leaflet.panels["cover"].width
    if format == "folder":
        (piece,) = block(sheet, 1, 1, 2 * wide, height)
        assert read_bound([[piece]]) == [1, 2, 3, 4]
        return
    inside = (sheet.mirrored_x(width / 2),)
    way = "over" if format == "tri-fold" else "under"
    met, back = read_folded(inside, [(2 * wide, "right", way), (wide, "left", "over")])
    # The pages are in the order of the text; a reader meets them in that of the scheme.
    assert sorted(met) == list(range(1, count + 1))
    assert met == list(leaflet.form.pages)
    names = [panel.name for panel in leaflet.form.panels]
    assert names[met[0] - 1] == "cover"
    assert [names[number - 1] for number in back] == ["back"]


def _marks(side: Page, pages: tuple[Page, ...]) -> list[Mark]:
    """Return where each page's letters stand on a side: a run of them that is there and on no other page."""
    line = "".join(one.char for one in side.glyphs)
    runs = ["".join(one.char for one in page.glyphs) for page in pages]
    marks = []
    for number, run in enumerate(runs, 1):
        for start in range(len(run) - 16):
            part = run[start : start + 16]
            if sum(part in other for other in runs) == 1:
                at = line.find(part)
                if at >= 0:
                    first = side.glyphs[at]
                    marks.append(Mark(number, first.left, side.height - first.bottom))
                break
    return marks


@pytest.mark.parametrize("code", CODES)
def test_the_cover_says_title_group_language_and_where_the_others_are(press: Press, code: str) -> None:
    leaflet = press.unseen("tri-fold", code)
    cover = leaflet.panels["cover"]
    meta = unseen(code).document.meta
    for words in (meta.title, meta.subtitle, "Mill Lane Commons".upper(), language(code).name):
        # Letterspaced capitals may be read back with spaces between.
        assert words.casefold().replace(" ", "") in cover.text.casefold().replace(" ", "")
    others = [language(other).name for other in CODES if other != code]
    assert all(name.casefold() in cover.text.casefold() for name in others)
    assert meta.title.casefold() not in leaflet.panels["back"].text.casefold()
    largest = max(leaflet.panels["cover"].glyphs, key=lambda one: one.bottom - one.top)
    assert largest.top < 80


def test_the_back_has_contact_licence_origin_and_an_area_for_the_post(press: Press) -> None:
    back = press.unseen("tri-fold", "es").panels["back"]
    for words in ("hello@mill-lane.example", "CC BY-SA 4.0", "Traducido del inglés; revisión: Ana Lima y Luis Prado.",
                  f"mill-lane.example/leaflets/{short_name('unseen')}/es"):  # fmt: skip
        # An address is broken after a slash, and by nothing that one sees.
        assert words in back.text.replace("\u200b", "").replace("/\r\n", "/")
    # Turned by a quarter, clockwise: the stamp in the right-hand corner of what is then the upper edge.
    stamp = _place(back, "SELLO")
    to = _place(back, "DESTINATARIO")
    sender = _place(back, "REMITE")
    assert stamp.top > 180
    assert sender.left > back.width - 14
    assert to.left < sender.left
    assert sender.top < to.top < stamp.top
    upright = _place(back, "CC BY-SA".replace(" ", ""))
    assert upright.bottom < 105 < sender.top


def _place(page: Page, word: str) -> Glyph:
    """Return the first letter of `word` on the page."""
    line = "".join(one.char for one in page.glyphs)
    assert line.casefold().count(word.casefold()) == 1
    return page.glyphs[line.casefold().index(word.casefold())]


@pytest.mark.parametrize("code", CODES)
def test_a_flap_that_the_text_leaves_free_says_what_matters_and_who_to_ask(press: Press, code: str) -> None:
    leaflet = press.unseen("tri-fold", code)
    quote = next(block for block in unseen(code).document.blocks if block.kind == "quote")
    flap = leaflet.panels["flap"]
    assert quote.children[0].text in flap.text
    assert "hello@mill-lane.example" in flap.text
    sized = sorted(one.bottom - one.top for one in flap.glyphs)
    assert sized[len(sized) * 9 // 10] > 2 * sized[len(sized) // 10]


def test_a_text_without_a_quotation_has_a_bold_line_its_headings_or_its_standfirst_on_the_flap(press: Press) -> None:
    head = "---\ntitle: Soup\nsubtitle: Every Thursday at six.\n---\n\n"
    bold = press.made("tri-fold", edition(f"{head}Come.\n\n**Nobody eats alone here.**\n"))
    assert "Nobody eats alone here." in bold.panels["flap"].text
    chapters = "\n\n".join(f"## {name}\n\nCome." for name in ("Bread", "Salt", "Fire"))
    listed = press.made("tri-fold", edition(f"{head}{chapters}\n"))
    assert "Bread Salt Fire" in listed.panels["flap"].text
    plain = press.made("tri-fold", edition(f"{head}Come.\n"))
    assert "Every Thursday at six." in plain.panels["flap"].text


@pytest.mark.parametrize("format", FORMATS)
def test_every_page_of_a_proof_says_so_within_the_safe_area(press: Press, format: str) -> None:
    progress = Progress(total=40, approved=11, drafts=29)
    leaflet = press.made(format, unseen("pt", progress=progress))
    for name, page in leaflet.panels.items():
        assert "Prova: 11 de 40 frases revisadas" in page.text, name
        assert not outside(page), (name, outside(page)[:5])


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("paper", PAPERS)
def test_a_long_title_a_logo_and_bleed_leave_everything_in_its_place(press: Press, format: str, paper: str) -> None:
    text = unseen("pt")
    meta = replace(text.document.meta, title=LONG, cover="")
    text = replace(text, document=replace(text.document, meta=meta), progress=Progress(total=9, approved=3, drafts=6))
    sheets = Sheets(paper=paper, bleed=3)
    leaflet = press.made(format, text, replace(PUBLISHER, logo="pictures/logo.svg"), sheets=sheets)
    cover = leaflet.panels["cover"]
    shown = "".join(one.char for one in cover.glyphs).casefold()
    assert LONG.replace(" ", "").casefold() in shown
    words = {word.casefold() for word in cover.text.split()}
    assert {word.casefold() for word in LONG.split()} <= words, "no word of a title is divided"
    for name, page in leaflet.panels.items():
        assert not outside(page), (name, outside(page)[:5])


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_without_address_imprint_picture_or_author_nothing_is_left_hanging(press: Press, format: str) -> None:
    leaflet = press.made(format, edition("---\ntitle: Soup\n---\n\nCome on Thursday.\n"), Publisher())
    everything = " ".join(page.text for page in leaflet.panels.values())
    for words in ("None", "Get more copies", "On the web", "Read it in", "CONTACT", "LICENCE", "SOURCE"):
        assert words.casefold() not in everything.casefold()
    for name, page in leaflet.panels.items():
        assert not outside(page), name
        assert page.glyphs or name != "cover"


def test_a_footnote_stands_at_the_foot_of_the_panel_that_calls_it(press: Press) -> None:
    panel = press.unseen("tri-fold", "en").panels["inside left"]
    note = _place(panel, "Itisinadrawerthreedoorsaway")
    below = [one for one in panel.glyphs if one.top > note.bottom + 1]
    assert "screwdriver" in panel.text
    assert note.top > 180
    assert not below or min(one.top for one in below) - note.bottom < 3


def test_a_wide_table_with_long_words_stays_within_the_measure(press: Press) -> None:
    words = [
        "Desinstitucionalização",
        "Incompatibilidade",
        "Constitucionalmente",
        "Anticonstitucional",
        "Responsabilidades",
    ]
    rows = [f"| {' | '.join(words)} |", f"|{'---|' * 5}", f"| {' | '.join(words[1:] + words[:1])} |"]
    leaflet = press.made("tri-fold", edition("---\ntitle: X\n---\n\n" + "\n".join(rows) + "\n", "pt"))
    page = leaflet.panels["inside left"]
    margin = (page.width - 83) / 2
    assert max(one.right for one in page.glyphs) <= margin + 83 + 0.1
    assert "Desinstitucio" in "".join(one.char for one in page.glyphs).replace("-", "")


def test_turns_of_an_interview_keep_their_speakers(press: Press) -> None:
    turns = "\n\n".join(f"**Ada Bell:** Why {number}?\n\n**Bo Crane:** Because {SENTENCE}" for number in range(6))
    page = press.made("z-fold", edition(f"---\ntitle: Talk\n---\n\n{turns}\n")).panels["inside left"]
    assert page.text.casefold().count("because") == 6
    assert page.text.casefold().count("ada bell") == 6 or page.text.casefold().count("ab ") >= 5


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_colour_reaches_beyond_the_edge_where_it_is_cut(press: Press, format: str) -> None:
    publisher = replace(PUBLISHER, theme="poster", colour="#B3261E")
    leaflet = press.made(format, unseen("en"), publisher, sheets=Sheets(bleed=3))
    number = leaflet.form.pages.index(1)
    page = pypdfium2.PdfDocument(leaflet.product.pages_pdf)[number]
    page.set_cropbox(*page.get_mediabox())
    picture = page.render(scale=2).to_pil().convert("RGB")
    width, height = picture.size
    assert width / 2 / MM == pytest.approx(leaflet.panels["cover"].width + 6, abs=0.5)
    # A millimetre inside the bleed: the field of the poster theme, and the band at its foot.
    assert picture.getpixel((width - 6, 6)) == pytest.approx((0xB3, 0x26, 0x1E), abs=2)
    assert max(picture.getpixel((width - 6, height - 6))) < 16


@pytest.mark.parametrize("format", ["tri-fold", "z-fold"])
def test_the_pages_on_a_screen_are_in_the_order_of_the_text(press: Press, format: str) -> None:
    leaflet = press.unseen(format, "en")
    pages = read(leaflet.product.pages_pdf)
    assert [round(page.width, 1) for page in pages] == [round(panel.size.width, 1) for panel in leaflet.form.panels]
