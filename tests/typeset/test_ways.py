"""The codes on every format, read back from its pages at their printed size: as they come, and off a bad photocopy."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from pipeline.addresses import readable, short_address, short_name
from pipeline.languages import language
from pipeline.project import Publisher, Sheets, names_in
from pipeline.review.edition import Edition
from pipeline.text.read import read_text
from pipeline.typeset.copyfit import ladder
from pipeline.typeset.occasion import Occasion, occasion_of
from pipeline.typeset.produce import Product, produce
from pipeline.typeset.render import Renderer, Sibling
from tests.tools.events import EVENT, words_of
from tests.tools.photocopy import addresses, around_codes, copied, seen

FORMATS = tuple(names_in("formats", Path()))
SMALL = frozenset(("flyer", "strip"))
"""One code only; the other address is printed."""
CODES = ("en", "es", "pt")
BASE = "https://harbourstreet.example/leaflets"
LONG = "https://www.sindicato-de-inquilinas-barcelona.example/materiales/folletos-2026"
HOUSE = Publisher(
    title="Harbour Street Neighbours", imprint="Copy this leaflet, change it, pass it on.", base_url=BASE,
    contact="hello@harbourstreet.example · 14 Harbour Street, Mondays 18:00 to 20:00",
)  # fmt: skip
TEXT = """---
title: Forty tables and one long street
subtitle: What it takes to close a street for a day.
topic: Guide
author: Ines Duarte
licence: CC BY-SA 4.0
---

There is no stage, no sponsor and no entrance fee. There are forty tables, and everybody brings a dish.

## What it takes

- Ask the neighbours first, door by door.
- Write to the town hall eight weeks before.
- Find somebody who likes washing up.
"""
SHORT = short_name("tables")


def edition(code: str) -> Edition:
    document = read_text(TEXT, slug="tables", path=Path("tables.md"))
    return Edition(document=document, language=language(code), source=language("en"))


def occasion(code: str, base: str = BASE) -> Occasion:
    return occasion_of(EVENT, words_of(code), base)


class Press:
    """Makes each format once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.renderer = Renderer()
        self.made = cache(self._made)

    def html(
        self, format: str, paper: str = "A4", theme: str = "pamphlet", base: str = BASE, code: str = "es",
        event: bool = False, alone: bool = False,
    ) -> str:  # fmt: skip
        sheets = Sheets(paper=paper)
        form = self.renderer.format(format, sheets)
        publisher = Publisher(
            title=HOUSE.title, imprint=HOUSE.imprint, contact=HOUSE.contact, base_url=base, theme=theme
        )
        siblings = [
            Sibling(language=language(one), href="", current=one == code) for one in ((code,) if alone else CODES)
        ]
        return self.renderer.print(
            edition(code), publisher, format, siblings, sheets=sheets, setting=ladder(form.limits)[-1],
            beside=edition("en") if form.bilingual else None, occasion=occasion(code, base) if event else None,
        )  # fmt: skip

    def _made(
        self, format: str, paper: str = "A4", theme: str = "pamphlet", base: str = BASE, event: bool = False,
        profiles: tuple[str, ...] = ("reader",),
    ) -> Product:  # fmt: skip
        sheets = Sheets(paper=paper, profiles=profiles)
        html = self.html(format, paper, theme, base, event=event)
        base_file = self.root / "texts" / "tables.md"
        form = self.renderer.format(format, sheets)
        return produce(html, form, root=self.root, base=base_file, sheets=sheets, folders=self.renderer.folders)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    root = tmp_path_factory.mktemp("ways")
    (root / "texts").mkdir()
    return Press(root)


def wanted(format: str, base: str = BASE, event: bool = False) -> set[str]:
    """Return the addresses whose codes are on a format."""
    found = {short_address(base, SHORT)}
    # Beside an event a zine's back has room for one of them.
    if format not in SMALL and not (format == "zine" and event):
        found.add(short_address(base, SHORT, "es"))
    if event:
        found.add(occasion("es", base).link)
    return found


def text_of(pdf: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        said = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return said.replace("\u200b", "").replace("\u00a0", " ").replace("/\r\n", "/").replace("\r\n", " ")


PAPERS = {format: ("A4", "Letter")[number % 2] for number, format in enumerate(FORMATS)}
QUICK = frozenset(("booklet-a6", "zine"))
EACH = [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in FORMATS]


@pytest.mark.parametrize("format", EACH)
def test_both_ways_can_be_read_off_pages_and_sheets_and_off_a_copy_of_a_copy_at_70_per_cent(
    press: Press, format: str
) -> None:
    made = press.made(format, PAPERS[format])
    for pdf in (made.pages_pdf, *((made.sheets_pdf,) if made.sheets_pdf else ())):
        assert set().union(*seen(pdf)) == wanted(format)
    said = text_of(made.pages_pdf)
    for address in (short_address(BASE, SHORT), short_address(BASE, SHORT, "es")):
        assert readable(address) in said, "each address is printed, so that it can be typed"
    assert "Read it in English" in said and "Leia em português" in said and "Léelo en español" not in said
    for bitonal in (True, False):
        # A telephone looks more than once.
        copies = [copied(part, look, bitonal=bitonal) for part in around_codes(made.pages_pdf) for look in (7, 8)]
        assert {address for copy in copies for address in addresses(copy)} == wanted(format)


THEMES = ("classic", "newsletter", "poster", "pamphlet")


@pytest.mark.slow
@pytest.mark.parametrize(("format", "theme"), [(name, THEMES[number // 2 % 4]) for number, name in enumerate(FORMATS)])
def test_a_long_address_beside_an_event_makes_the_code_larger_and_not_its_modules_smaller(
    press: Press, format: str, theme: str
) -> None:
    """Whatever the theme; on the paper that the test above leaves out."""
    paper = "A4" if PAPERS[format] == "Letter" else "Letter"
    made = press.made(format, paper, theme=theme, base=LONG, event=True)
    assert set().union(*seen(made.pages_pdf)) == wanted(format, LONG, event=True)


def test_a_copy_can_be_too_bad() -> None:
    """What the test above reads is not read off whatever comes: a tenth of the size is nothing."""
    from PIL import Image

    from pipeline.typeset.codes import code_of

    code = code_of(short_address(BASE, SHORT))
    picture = Image.new("L", (code.modules, code.modules), 255)
    assert not addresses(copied(picture, 7, bitonal=True))


@pytest.mark.parametrize("format", FORMATS)
def test_without_a_base_url_there_is_no_code_and_nothing_that_points_to_one(press: Press, format: str) -> None:
    html = press.html(format, base="", event=True).partition("<body")[2]
    for words in ('class="qr"', "Read it in", "En la web", "Detalles y calendario", "Más ejemplares", "://"):
        assert words not in html
    assert "5 de diciembre" in html.replace("\u00a0", " ")


@pytest.mark.parametrize("format", FORMATS)
def test_a_text_in_one_language_invites_to_no_other(press: Press, format: str) -> None:
    html = press.html(format, alone=True)
    assert set(re.findall('class="qr" href="([^"]*)"', html)) == {short_address(BASE, SHORT, "es")}
    assert "Read it in" not in html


def test_codes_are_links_on_a_screen_and_say_what_they_are(press: Press) -> None:
    with pikepdf.open(BytesIO(press.made("zine").pages_pdf)) as pdf:
        links = {str(mark.A.URI) for page in pdf.pages for mark in page.get("/Annots", []) if "/A" in mark}
        assert wanted("zine") <= links
        alternatives = [
            str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        ]
    for address in wanted("zine"):
        assert f"Código QR: {readable(address)}" in alternatives


@pytest.mark.slow
def test_the_press_prints_them_with_black_alone(press: Press) -> None:
    """A code of two inks is blurred where the plates are off by a hair."""
    made = press.made("poster", profiles=("reader", "shop"), event=True)
    with pikepdf.open(BytesIO(made.others["shop"])) as pdf:
        content = b"\n".join(
            stream.read_bytes()
            for stream in pdf.objects
            if isinstance(stream, pikepdf.Stream) and "/Width" not in stream
        ).decode("latin-1")
    fills = [part for part in content.split("f*") if part.count(" l") > 300]
    assert len(fills) == 3
    for part in fills:
        inks = [line.split()[:4] for line in part.splitlines() if line.endswith(" k")]
        assert [float(ink) for ink in inks[-1]] == [0, 0, 0, 1]
