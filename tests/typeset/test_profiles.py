"""PDFs for readers, the archive and the print shop: what each standard asks for, and what printers know."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pdfcheck
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from pipeline.project import Publisher, Sheets, names_in, packaged
from pipeline.review.edition import Edition
from pipeline.typeset import fonts, inks, pdf, places, profiles
from pipeline.typeset.produce import Product, produce
from pipeline.typeset.render import Renderer

MM = 72 / 25.4
FONTS = fonts.css(fonts.faces(fonts.TEXT), places.PACKAGED_FONTS)
ALL = ("reader", "shop", "archive")
TEXT = """---
title: La pared
subtitle: Qué hacer.
author: Ana & Reyes <1>
date: 2026-05-01
cover: pictures/photo.png
cover_alt: Una pared
---
Todo **lo que** hay que *secar*.[^1] Más en https://harbour.example/x.

| Cosa | Precio |
|---|---|
| Cal | 3 |

- uno
- dos

![Un cuadrado](pictures/square.svg "Pie")

[^1]: Nota.
"""


@pytest.fixture(scope="module")
def press() -> inks.Press:
    return inks.press([packaged("templates")])


@pytest.fixture
def shown(project: Path) -> Callable[..., bytes]:
    """Return a function that makes a PDF of the inside of a body, on a page of 100 × 100 mm with 3 mm of bleed."""

    def make(body: str, style: str = "") -> bytes:
        page = (
            f'@page {{ size: 100mm 100mm; margin: 10mm; bleed: 3mm }} body {{ margin: 0; font: 10pt "{fonts.TEXT}" }}'
        )
        html = (
            '<!DOCTYPE html><html lang="es-ES"><head><title>La pared</title><meta name="author" content="Ana Reyes">'
            f"<style>{FONTS}{page}{style}</style></head><body>{body}"
        )
        return pdf.lay_out(html, project, project / "texts" / "x.md").written()[0]

    return make


@pytest.fixture
def made(
    project: Path, renderer: Renderer, publisher: Publisher, edition: Callable[..., Edition]
) -> Callable[..., Product]:
    """Return a function that makes all PDFs of the sample text in a format."""
    Image.new("RGB", (300, 200), (179, 38, 30)).save(project / "texts" / "pictures" / "photo.png")

    def make(format: str, sheets: Sheets, code: str = "es") -> Product:
        html = renderer.print(edition(TEXT, code), publisher, format, sheets=sheets)
        form = renderer.format(format, sheets)
        return produce(html, form, root=project, base=project / "texts" / "x.md", sheets=sheets)

    return make


def colours(content: bytes, *, text: bool) -> set[tuple[float, ...]]:
    """Return the colours that text, or all else, is painted with."""
    with pdfcheck.opened(content) as opened:
        return {item.colour[1] for item in pdfcheck.painted(opened) if (item.operator in pdfcheck.TEXT) is text}


def boxes(content: bytes, page: int = 0) -> dict[str, list[float]]:
    """Return the boxes of a page in mm."""
    with pdfcheck.opened(content) as opened:
        found = opened.pages[page].obj
        names = [name for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox") if name in found]
        return {name: [round(float(value) / MM, 2) for value in found[name]] for name in names}


@pytest.mark.parametrize("format", ["a4", "booklet"])
def test_each_file_keeps_to_its_standard_as_far_as_we_can_tell(made: Callable[..., Product], format: str) -> None:
    product = made(format, Sheets(profiles=ALL, marks=True, paper="SRA3"))
    assert pdfcheck.ua(product.pages_pdf) == []
    assert pdfcheck.a2a(product.others["archive"]) == []
    assert pdfcheck.ua(product.others["archive"]) == []
    assert pdfcheck.x4(product.others["shop"]) == []
    assert ("shop-sheets" in product.others) is (format == "booklet")
    if format == "booklet":
        assert pdfcheck.x4(product.others["shop-sheets"]) == []


def test_only_what_is_asked_for_is_made(made: Callable[..., Product]) -> None:
    assert made("booklet", Sheets()).others == {}
    assert set(made("booklet", Sheets(profiles=("archive",))).others) == {"archive"}
    assert set(made("booklet", Sheets(profiles=("shop",))).others) == {"shop"}


def test_a_shop_changes_nothing_for_readers_and_copiers(made: Callable[..., Product]) -> None:
    plain, with_shop = made("booklet", Sheets()), made("booklet", Sheets(profiles=ALL))
    assert plain.pages == with_shop.pages
    assert boxes(plain.pages_pdf)["/TrimBox"] == boxes(with_shop.pages_pdf)["/MediaBox"] == [0, 0, 148, 210]
    assert boxes(plain.sheets_pdf) == boxes(with_shop.sheets_pdf)
    for one, other in ((plain.pages_pdf, with_shop.pages_pdf), (plain.sheets_pdf, with_shop.sheets_pdf)):
        first, second = (pypdfium2.PdfDocument(content) for content in (one, other))
        for number in range(len(first)):
            assert first[number].get_textpage().get_text_bounded() == second[number].get_textpage().get_text_bounded()


@pytest.mark.parametrize(("bleed", "expected"), [(0, 3), (5, 5)])
def test_a_shop_gets_its_bleed_and_readers_see_the_page_as_it_is_cut(
    made: Callable[..., Product], bleed: int, expected: int
) -> None:
    product = made("booklet", Sheets(profiles=ALL, bleed=bleed))
    shop = boxes(product.others["shop"])
    assert shop["/TrimBox"] == [0, 0, 148, 210]
    assert shop["/BleedBox"] == shop["/MediaBox"] == [-expected, -expected, 148 + expected, 210 + expected]
    reader = boxes(product.pages_pdf)
    assert reader.get("/CropBox", reader["/MediaBox"]) == [0, 0, 148, 210]


def test_marks_stand_outside_the_bleed_on_every_plate(shown: Callable[..., bytes], press: inks.Press) -> None:
    content = profiles.shop(shown("<p>Hola</p>"), press, marks=True)
    found = boxes(content)
    assert found["/TrimBox"] == [0, 0, 100, 100]
    assert found["/BleedBox"] == [-3, -3, 103, 103]
    assert found["/MediaBox"] == [-11, -11, 111, 111]
    with pdfcheck.opened(content) as opened:
        strokes = [item for item in pdfcheck.painted(opened) if item.operator in ("S", "s")]
        assert {item.colour for item in strokes} == {("SCN", (1.0,))}
        assert len(strokes) >= 8
        assert str(opened.pages[0].obj.Resources.ColorSpace["/All"][1]) == "/All"
    picture = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil().convert("L")
    inner = picture.crop(tuple(round(value * MM * 2) for value in (8, 8, 114, 14)))
    assert inner.getextrema() == (255, 255)


def test_black_text_is_black_ink_alone_and_overprints(shown: Callable[..., bytes], press: inks.Press) -> None:
    content = profiles.shop(
        shown('<p>Negro <span style="color: #111">casi</span> <i style="color: #b3261e">rojo</i></p>'), press
    )
    assert colours(content, text=True) == {(0, 0, 0, 1), press.inks(0xB3 / 255, 0x26 / 255, 0x1E / 255)}
    with pdfcheck.opened(content) as opened:
        states = opened.pages[0].obj.Resources.ExtGState
        over = False
        told = []
        for instruction in pikepdf.parse_content_stream(opened.pages[0]):
            name = str(instruction.operator)
            if name == "gs":
                over = bool(states[str(instruction.operands[0])].get("/op", over))
            elif name == "Q":
                over = False
            elif name == "k":
                ink = [float(value) for value in instruction.operands]
            elif name in pdfcheck.TEXT:
                told.append((ink == [0, 0, 0, 1], over))
    assert set(told) == {(True, True), (False, False)}


def test_only_large_black_fields_are_rich_and_white_text_on_them_is_paper(
    shown: Callable[..., bytes], press: inks.Press
) -> None:
    field = '<div style="background: #000; height: {}mm; width: {}mm; color: #fff">{}</div>'
    large = profiles.shop(shown(field.format(20, 60, "blanco")), press)
    assert inks.RICH_BLACK in colours(large, text=False)
    assert colours(large, text=True) == {(0, 0, 0, 0)}
    framed = profiles.shop(shown('<div style="border-top: 4pt solid #000; height: 40mm; width: 60mm">a</div>'), press)
    assert inks.RICH_BLACK not in colours(framed, text=False)
    for height, width in ((5, 60), (9, 9)):
        small = profiles.shop(shown(field.format(height, width, "x")), press)
        assert inks.RICH_BLACK not in colours(small, text=False)
        assert inks.BLACK in colours(small, text=False)


def test_no_field_line_or_gradient_takes_too_much_ink(
    shown: Callable[..., bytes], press: inks.Press, project: Path
) -> None:
    (project / "texts" / "g.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><linearGradient id="g"><stop offset="0" '
        'stop-color="#123"/><stop offset=".5" stop-color="#3a1"/><stop offset="1" stop-color="#fff" stop-opacity=".3"/>'
        '</linearGradient></defs><rect width="9" height="9" fill="url(#g)" stroke="#402060"/></svg>', encoding="utf-8",
    )  # fmt: skip
    body = ('<img src="g.svg" alt="x" style="width: 30mm"><hr style="border: 1px solid oklch(40% .2 30)">'
            '<div style="opacity: .5; color: rgb(30 60 10)">a</div>'
            '<div style="background: linear-gradient(#123456, #fedcba); height: 9mm"></div>'
            '<p style="color: device-cmyk(1 1 1 1)">zu viel</p>')  # fmt: skip
    content = profiles.shop(shown(body), press)
    assert pdfcheck.x4(content) == []
    for text in (True, False):
        assert all(sum(colour) <= 3.001 for colour in colours(content, text=text))
    with pdfcheck.opened(content) as opened:
        found = re.findall(rb"/C[01] \[([^\]]*)\]", pdfcheck.uncompressed(opened))
        assert str(opened.pages[0].obj.Group.CS) == "/DeviceCMYK"
    ends = [[float(value) for value in end.split()] for end in found]
    assert any(len(end) == 4 for end in ends)
    assert all(len(end) in (1, 4) and sum(end) <= 3.001 for end in ends)


@pytest.mark.parametrize(
    ("name", "mode"), [("p.png", "RGB"), ("p.jpg", "RGB"), ("p.jpg", "CMYK"), ("p.png", "RGBA"), ("p.png", "L")]
)
def test_photographs_keep_their_colours_in_inks_and_in_the_archive(
    shown: Callable[..., bytes], press: inks.Press, project: Path, name: str, mode: str
) -> None:
    colour = {"CMYK": (0, 230, 200, 20), "L": 120, "RGBA": (200, 60, 50, 255)}.get(mode, (200, 60, 50))
    Image.new(mode, (120, 120), colour).save(project / "texts" / name, quality=95)
    base = shown(f'<img src="{name}" alt="x" style="width: 60mm">')
    shop, archive = profiles.shop(base, press), profiles.archive(base, press)
    assert pdfcheck.x4(shop) == []
    assert pdfcheck.a2a(archive) == []
    expected = (120, 120, 120) if mode == "L" else (200, 60, 50)
    for content in (base, shop, archive):
        picture = pypdfium2.PdfDocument(content)[0].render().to_pil()
        seen = picture.getpixel((round(40 * MM), round(40 * MM)))
        assert all(abs(one - other) < 45 for one, other in zip(seen, expected, strict=True)), (content == shop, seen)


def test_the_output_intent_is_the_profile_of_the_press(
    shown: Callable[..., bytes], press: inks.Press, tmp_path: Path
) -> None:
    base = shown("<p>Hola</p>")
    with pdfcheck.opened(profiles.shop(base, press)) as opened:
        intent = opened.Root.OutputIntents[0]
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        assert str(intent.RegistryName) == "http://www.color.org"
        assert intent.DestOutputProfile.read_bytes() == press.profile
        assert str(opened.docinfo.CreationDate) == "D:20000101000000Z"


def test_what_a_document_says_of_itself_is_the_same_everywhere(made: Callable[..., Product]) -> None:
    product = made("booklet", Sheets(profiles=ALL, marks=True, paper="SRA3"))
    assert set(product.others) == {"shop", "shop-sheets", "archive"}
    for content in (product.pages_pdf, product.sheets_pdf, *product.others.values()):
        with pdfcheck.opened(content) as opened:
            assert str(opened.docinfo.Title) == pdfcheck.xmp(opened, "dc:title") == "La pared"
            assert str(opened.docinfo.Author) == pdfcheck.xmp(opened, "dc:creator") == "Ana & Reyes <1>"
            assert str(opened.Root.Lang) == "es-ES"
            assert pdfcheck.xmp(opened, "xmp:CreateDate").startswith("2026-05-01")
            with opened.open_outline() as outline:
                assert outline.root[0].title == "La pared"


def test_a_press_sees_no_tags_and_no_links_and_readers_do(made: Callable[..., Product]) -> None:
    product = made("booklet", Sheets(profiles=ALL))
    for content, links in (
        (product.pages_pdf, True),
        (product.others["archive"], True),
        (product.others["shop"], False),
    ):
        with pdfcheck.opened(content) as opened:
            assert ("/StructTreeRoot" in opened.Root) is links
            assert any("/Annots" in page.obj for page in opened.pages) is links


def test_the_same_text_gives_the_same_bytes(made: Callable[..., Product]) -> None:
    sheets = Sheets(profiles=ALL, marks=True, paper="SRA3")
    one, two = made("booklet", sheets), made("booklet", sheets)
    assert one == two
    alone = made("booklet", Sheets(profiles=("shop",), marks=True, paper="SRA3"))
    assert alone.others["shop"] == one.others["shop"]


def test_a_sign_without_a_glyph_takes_back_what_the_files_say(
    project: Path, renderer: Renderer, publisher: Publisher, edition: Callable[..., Edition]
) -> None:
    html = renderer.print(edition("# Hi\n\nUp ✊ now.\n"), publisher, "a4")
    product = produce(
        html, renderer.format("a4"), root=project, base=project / "texts" / "x.md", sheets=Sheets(profiles=ALL)
    )
    for content in (product.pages_pdf, product.others["archive"]):
        with pdfcheck.opened(content) as opened:
            assert not pdfcheck.xmp(opened, "pdfuaid:part")
            assert not pdfcheck.xmp(opened, "pdfaid:part")


@pytest.mark.skipif(not shutil.which("pdfimages"), reason="needs poppler-utils")
def test_poppler_sees_what_we_see(made: Callable[..., Product], tmp_path: Path) -> None:
    product = made("booklet", Sheets(profiles=ALL))
    for name in ("shop", "archive"):
        (tmp_path / f"{name}.pdf").write_bytes(product.others[name])

    def told(tool: str, *arguments: str) -> str:
        return subprocess.run([tool, *arguments], check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    lines = told("pdfimages", "-list", "shop.pdf").splitlines()[2:]
    assert lines
    assert all(line.split()[5] == "cmyk" for line in lines)
    for name in ("shop", "archive"):
        for line in told("pdffonts", f"{name}.pdf").splitlines()[2:]:
            assert re.search(r"\byes\s+yes\s+yes\b", line), line
    facts = told("pdfinfo", "archive.pdf")
    assert re.search(r"Tagged:\s+yes", facts)
    assert re.search(r"PDF version:\s+1\.6", told("pdfinfo", "shop.pdf"))


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (b"/S /GTS_PDFX", b"/S /GTS_PDFY", "X6.4"),
        (b"/Trapped /False", b"/Trapped /Unkno", "X6.14"),
        (b"0.00 0.00 0.00 1.00 k", b"0.00 0.00 0.00     rg", "own rule"),
        (b"PDF/X-4<", b"PDF/X-5<", "X6.2"),
        (b"/TrimBox [ 0 0 ", b"/TrimBox [ 0 -9", "X6.10"),
    ],
)
def test_the_check_sees_faults_in_files_for_the_press(
    shown: Callable[..., bytes], press: inks.Press, before: bytes, after: bytes, rule: str
) -> None:
    with pdfcheck.opened(profiles.shop(shown("<p>Hola</p>"), press)) as opened:
        plain = pdfcheck.uncompressed(opened)
    assert before in plain
    assert pdfcheck.x4(plain) == []
    assert any(line.startswith(rule) for line in pdfcheck.x4(plain.replace(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (b"/S /GTS_PDFA1", b"/S /GTS_PDFA0", "A6.2.3"),
        (b"/Interpolate false", b"/Interpolate true ", "A6.2.8"),
        (b">A</pdfaid:conformance>", b">B</pdfaid:conformance>", "A6.6.4"),
        (b"La pared</rdf:li>", b"La casa!</rdf:li>", "A6.6.3"),
    ],
)
def test_the_check_sees_faults_in_files_for_the_archive(
    shown: Callable[..., bytes], press: inks.Press, project: Path, before: bytes, after: bytes, rule: str
) -> None:
    Image.new("RGB", (9, 9)).save(project / "texts" / "p.png")
    with pdfcheck.opened(profiles.archive(shown('<img src="p.png" alt="x">'), press)) as opened:
        plain = pdfcheck.uncompressed(opened)
    assert before in plain
    assert not [line for line in pdfcheck.a2a(plain) if line.startswith(rule)]
    assert any(line.startswith(rule) for line in pdfcheck.a2a(plain.replace(before, after)))


SHORT = """---
title: La pared
date: 2026-05-01
cover: pictures/square.svg
cover_alt: Una pared
---
Todo lo que hay que *secar*.

- uno
- dos
"""


@pytest.mark.slow
@pytest.mark.parametrize("theme", names_in("themes", Path("nowhere")))
@pytest.mark.parametrize("name", names_in("formats", Path("nowhere")))
def test_every_format_keeps_to_the_standards_and_its_colour_reaches_the_bleed(
    project: Path, renderer: Renderer, publisher: Publisher, edition: Callable[..., Edition], name: str, theme: str
) -> None:
    sheets = Sheets(profiles=ALL)
    form = renderer.format(name, sheets)
    beside = edition(SHORT, "en") if form.bilingual else None
    html = renderer.print(edition(SHORT, "es"), replace(publisher, theme=theme), name, sheets=sheets, beside=beside)
    product = produce(html, form, root=project, base=project / "texts" / "x.md", sheets=sheets)
    assert pdfcheck.ua(product.pages_pdf) == []
    assert pdfcheck.a2a(product.others["archive"]) == []
    shop = product.others["shop"]
    assert pdfcheck.x4(shop) == []
    document = pypdfium2.PdfDocument(shop)
    for number in range(len(document)):
        assert white_edges(document[number]) == [], number


@pytest.mark.parametrize(("reach", "edges"), [(0, ["left", "right", "top", "bottom"]), (3, [])])
def test_colour_that_ends_at_the_trim_is_seen(
    shown: Callable[..., bytes], press: inks.Press, reach: int, edges: list[str]
) -> None:
    place = f"top: {-10 - reach}mm; left: {-10 - reach}mm; width: {100 + 2 * reach}mm; height: {100 + 2 * reach}mm"
    field = f'<div style="position: absolute; background: #b3261e; {place}"></div>'
    content = profiles.shop(shown(f'<div style="position: relative">{field}a</div>'), press)
    assert white_edges(pypdfium2.PdfDocument(content)[0]) == edges


def white_edges(page: pypdfium2.PdfPage) -> list[str]:
    """Return the edges along which colour ends at the trim: more than a twentieth of the coloured points there."""
    trim, media = page.get_trimbox(), page.get_mediabox()
    picture = page.render().to_pil().convert("L")

    def dark(x: float, y: float) -> bool:
        return bool(picture.getpixel((int(x - media[0]), int(media[3] - y))) < 235)

    left, bottom, right, top = trim
    level, upright = range(int(left) + 6, int(right) - 6), range(int(bottom) + 6, int(top) - 6)
    edges = {
        "left": [((left + 2, y), (left - 4, y)) for y in upright],
        "right": [((right - 2, y), (right + 4, y)) for y in upright],
        "top": [((x, top - 2), (x, top + 4)) for x in level],
        "bottom": [((x, bottom + 2), (x, bottom - 4)) for x in level],
    }
    return [
        name
        for name, pairs in edges.items()
        if sum(dark(*inside) and not dark(*outside) for inside, outside in pairs) > len(pairs) / 20
    ]
