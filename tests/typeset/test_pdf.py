"""PDFs: sizes, positions, page counts, fonts, language, refusals, and the same bytes every time."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
import weasyprint
from weasyprint.formatting_structure.boxes import LineBox, TextBox

from pipeline.errors import OctavillaError
from pipeline.project import Publisher, Sheets
from pipeline.review.edition import Edition
from pipeline.typeset import footnotes, pdf, places
from pipeline.typeset.fonts import _PACKAGED
from pipeline.typeset.produce import Product, produce
from pipeline.typeset.render import Renderer

Make = Callable[..., Edition]
MM = 72 / 25.4
WORDS = "The wall would not dry and so the neighbours met on a Sunday in the yard to find out why. "


def page_size(reader: pypdf.PdfReader, page: int) -> tuple[int, int]:
    box = reader.pages[page].mediabox
    return round(float(box.width) / MM), round(float(box.height) / MM)


def positions(reader: pypdf.PdfReader, page: int) -> list[tuple[float, float, str]]:
    """Return x and y in mm from the left and the top, and the words, of each run of text."""
    found: list[tuple[float, float, str]] = []
    height = float(reader.pages[page].mediabox.height)

    def visit(text: str, matrix: list[float], line: list[float], _font: object, _size: float) -> None:
        if text.strip():
            x = line[4] * matrix[0] + matrix[4]
            y = line[5] * matrix[3] + matrix[5]
            found.append((x / MM, (height - y) / MM, text.strip()))

    reader.pages[page].extract_text(visitor_text=visit)
    return found


@pytest.fixture
def a4(project: Path, renderer: Renderer, publisher: Publisher) -> Callable[[Edition], pypdf.PdfReader]:
    def make(edition: Edition) -> pypdf.PdfReader:
        html = renderer.print(edition, publisher, "a4")
        return pypdf.PdfReader(BytesIO(pdf.typeset(html, root=project, base=project / "texts" / "x.md").pdf))

    return make


@pytest.fixture
def booklet(project: Path, renderer: Renderer, publisher: Publisher) -> Callable[[Edition], Product]:
    def make(edition: Edition) -> Product:
        html = renderer.print(edition, publisher, "booklet")
        return produce(html, renderer.format("booklet"), root=project, base=project / "texts" / "x.md")

    return make


def test_a4_has_two_columns_of_82_mm_and_8_mm_between(a4: Callable[[Edition], pypdf.PdfReader], edition: Make) -> None:
    reader = a4(edition(f"# The wall\n\n{(WORDS * 12 + chr(10) * 2) * 3}"))
    assert page_size(reader, 0) == (210, 297)
    lefts = {round(x) for x, y, _text in positions(reader, 0) if 70 < y < 230}
    assert {19, 109} <= lefts


def test_text_reads_back_in_order(a4: Callable[[Edition], pypdf.PdfReader], edition: Make) -> None:
    reader = a4(edition("# Título\n\nUno primero.\n\n## Dos\n\nTres después.\n\n- cuatro\n- cinco\n", "es"))
    text = reader.pages[0].extract_text()
    found = [text.index(word) for word in ("Título", "Uno", "Dos", "Tres", "cuatro", "cinco")]
    assert found == sorted(found)


def test_lines_stand_on_a_rhythm_of_13_2_points(a4: Callable[[Edition], pypdf.PdfReader], edition: Make) -> None:
    reader = a4(edition(f"# The wall\n\n{WORDS * 8}\n\n## A heading\n\n{WORDS * 8}\n"))
    heights = sorted({round(y / 25.4 * 72, 1) for x, y, _text in positions(reader, 0) if x < 100 and 60 < y < 230})
    steps = {round(second - first, 1) for first, second in itertools.pairwise(heights)}
    assert 13.2 in steps
    assert all(abs(step / 13.2 - round(step / 13.2)) < 0.2 for step in steps if step > 5), steps


def test_only_our_fonts_are_in_it_and_all_are_embedded_and_subset(
    a4: Callable[[Edition], pypdf.PdfReader], edition: Make
) -> None:
    reader = a4(edition("# Hi\n\nPlain, *leaning*, **bold** and `code`.[^1]\n\n[^1]: Note → here.\n"))
    fonts = {name for page in reader.pages for name in page["/Resources"]["/Font"].values()}
    names = set()
    for font in fonts:
        entry = font.get_object()
        descriptor = entry["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert any(key.startswith("/FontFile") for key in descriptor)
        prefix, _, name = str(entry["/BaseFont"]).partition("+")
        assert len(prefix) == 7
        names.add(name.partition(",")[0].rstrip(","))
    ours = tuple(family.replace(" ", "-") for family in _PACKAGED)
    assert all(name.startswith(ours) for name in names), names


def test_it_has_language_title_author_subject_and_bookmarks(
    a4: Callable[[Edition], pypdf.PdfReader], edition: Make
) -> None:
    text = "---\ntitle: La pared\nsubtitle: Qué hacer.\nauthor: Ana Reyes\ndate: 2026-05-01\n---\n## Uno\n\nTexto.\n"
    reader = a4(edition(text, "es"))
    assert reader.trailer["/Root"]["/Lang"] == "es-ES"
    assert (reader.metadata.title, reader.metadata.author, reader.metadata.subject) == (
        "La pared", "Ana Reyes", "Qué hacer.",
    )  # fmt: skip
    assert str(reader.metadata["/CreationDate"]).startswith("D:20260501")
    assert reader.outline[0]["/Title"] == "La pared"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_notes_stand_on_the_page_of_their_call(a4: Callable[[Edition], pypdf.PdfReader], edition: Make) -> None:
    paragraphs = [f"{WORDS * (n % 4 + 2)}Call{n}x.[^{n}]" for n in range(1, 26)]
    notes = [f"[^{n}]: Note{n}x {WORDS * (n % 3 + 1)}" for n in range(1, 26)]
    reader = a4(edition("# Notes\n\n" + "\n\n".join(paragraphs + notes)))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 2
    for n in range(1, 26):
        called = [number for number, text in enumerate(pages) if f"Call{n}x" in text]
        noted = [number for number, text in enumerate(pages) if f"Note{n}x" in text]
        assert called == noted and len(noted) == 1, n


def test_our_changes_to_the_footnote_layout_apply_to_the_installed_weasyprint() -> None:
    for module, _name, before, _after in footnotes.CHANGES:
        assert Path(module.__file__ or "").read_text(encoding="utf-8").count(before) == 1


@pytest.mark.parametrize("paragraphs", [1, 8, 14, 20, 27])
def test_a_booklet_has_a_multiple_of_four_pages_and_its_back_cover_last(
    booklet: Callable[[Edition], Product], edition: Make, paragraphs: int
) -> None:
    made = booklet(edition("# The wall\n\n" + (WORDS * 7 + "\n\n") * paragraphs))
    reader = pypdf.PdfReader(BytesIO(made.pages_pdf))
    assert made.pages == len(reader.pages)
    assert made.pages % 4 == 0
    assert page_size(reader, 0) == (148, 210)
    texts = [page.extract_text().casefold() for page in reader.pages]
    fillers = [number for number, text in enumerate(texts) if "your notes" in text]
    assert len(fillers) <= 3
    assert fillers == list(range(made.pages - 1 - len(fillers), made.pages - 1))
    assert "get more copies" in texts[-1]
    sheets = pypdf.PdfReader(BytesIO(made.sheets_pdf))
    assert len(sheets.pages) == made.pages // 2
    assert page_size(sheets, 0) == (297, 210)
    assert made.sheets == made.pages // 4


def test_a_booklet_is_put_on_the_paper_asked_for(
    project: Path, renderer: Renderer, publisher: Publisher, edition: Make
) -> None:
    html = renderer.print(edition("# The wall\n\n" + WORDS * 7), publisher, "booklet")
    base = project / "texts" / "x.md"
    large = produce(
        html,
        renderer.format("booklet"),
        root=project,
        base=base,
        sheets=Sheets(paper="SRA3", duplex="long", marks=True),
    )
    reader = pypdf.PdfReader(BytesIO(large.sheets_pdf))
    assert page_size(reader, 0) == (320, 450)
    assert large.messages == ()
    with pytest.raises(OctavillaError, match="Letter is 215.9 × 279.4 mm") as caught:
        produce(html, renderer.format("booklet"), root=project, base=base, sheets=Sheets(paper="Letter"))
    assert caught.value.path == base
    small = produce(html, renderer.format("booklet"), root=project, base=base, sheets=Sheets(paper="Letter", fit=True))
    assert small.messages == ("pages are printed at 94% of their size to fit on Letter",)
    assert small.pages_pdf == large.pages_pdf


def test_pages_of_a_booklet_have_the_inner_margin_smaller(booklet: Callable[[Edition], Product], edition: Make) -> None:
    made = booklet(edition("# The wall\n\n" + (WORDS * 7 + "\n\n") * 12))
    reader = pypdf.PdfReader(BytesIO(made.pages_pdf))
    left = min(x for x, y, _text in positions(reader, 3) if 30 < y < 180)
    right = min(x for x, y, _text in positions(reader, 4) if 30 < y < 180)
    assert (round(left), round(right)) == (26, 18)


@pytest.mark.parametrize("code", ["es", "pt"])
def test_a_proof_says_so_on_every_page(
    a4: Callable[[Edition], pypdf.PdfReader], booklet: Callable[[Edition], Product], edition: Make, code: str
) -> None:
    words = {"es": "4 de 10 frases revisadas", "pt": "4 de 10 frases revisadas"}[code]
    long = "# The wall\n\n" + (WORDS * 7 + "\n\n") * 14
    draft = edition(long, code, approved=4)
    for reader in (a4(draft), pypdf.PdfReader(BytesIO(booklet(draft).pages_pdf))):
        assert len(reader.pages) > 1
        for page in reader.pages:
            assert words in page.extract_text()
    final = edition(long, code, approved=10)
    for page in a4(final).pages:
        assert "frases revisadas" not in page.extract_text()


def test_proof_marks_do_not_move_the_text(a4: Callable[[Edition], pypdf.PdfReader], edition: Make) -> None:
    long = "# The wall\n\n" + (WORDS * 7 + "\n\n") * 14
    draft, final = a4(edition(long, "es", approved=4)), a4(edition(long, "es", approved=10))
    assert len(draft.pages) == len(final.pages)
    last = len(final.pages) - 1
    for page in range(last + 1):
        before = [place for place in positions(final, page) if "neighbours" in place[2]]
        after = [place for place in positions(draft, page) if "neighbours" in place[2]]
        assert before == after


def test_a_missing_picture_is_one_line_with_the_text_and_its_line(
    project: Path, renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    html = renderer.print(edition("# Hi\n\nOne.\n\n![x](pictures/none.png)\n"), publisher, "a4")
    with pytest.raises(OctavillaError) as caught:
        pdf.typeset(html, root=project, base=project / "texts" / "sample.md")
    assert str(caught.value.format_message()).endswith(
        "sample.md:5: the file “texts/pictures/none.png” is missing. Put it there or correct its name in the text."
    )


def test_a_file_that_is_no_picture_is_named(
    project: Path, renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    (project / "texts" / "pictures" / "bad.png").write_bytes(b"not a picture")
    html = renderer.print(edition("# Hi\n\n![x](pictures/bad.png)\n"), publisher, "a4")
    with pytest.raises(OctavillaError, match=r"bad\.png.*Is it a picture"):
        pdf.typeset(html, root=project, base=project / "texts" / "sample.md")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.png", "http://127.0.0.1/x", "file:///etc/passwd", "ftp://h/x",
        "data:image/png;base64,AA==",
        f"{places.PROJECT}../outside.png", f"{places.PROJECT}%2e%2e/outside.png", f"{places.PROJECT}texts/link.png",
        f"{places.PACKAGED_FONTS}nothing.ttf", "http://octavilla.invalid/other",
    ],
)  # fmt: skip
def test_only_files_of_the_project_are_fetched(project: Path, url: str) -> None:
    (project.parent / "outside.png").write_bytes(b"secret")
    (project / "texts" / "link.png").symlink_to(project.parent / "outside.png")
    with pytest.raises(pdf.RefusedError):
        pdf.Fetcher(project).fetch(url)


def test_a_drawing_cannot_reach_out_either(
    project: Path, renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    (project / "texts" / "evil.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<image href="file:///etc/passwd" width="9" height="9"/></svg>',
        encoding="utf-8",
    )
    html = renderer.print(edition("# Hi\n\n![x](evil.svg)\n"), publisher, "a4")
    with pytest.raises(OctavillaError, match="nothing else is fetched"):
        pdf.typeset(html, root=project, base=project / "texts" / "sample.md")


def test_signs_the_fonts_have_not_are_reported(
    project: Path, renderer: Renderer, edition: Make, publisher: Publisher
) -> None:
    html = renderer.print(edition("# Hi\n\nUp ✊ now.\n"), publisher, "a4")
    made = pdf.typeset(html, root=project, base=project / "texts" / "sample.md")
    assert made.messages == ("the fonts have no sign for ✊; boxes stand in its place",)


def test_two_folders_time_zones_and_locales_give_the_same_bytes_and_no_path(
    tmp_path: Path, project: Path, publisher: Publisher, edition: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ("---\ntitle: La pared\ncover: pictures/square.svg\ndate: 2026-05-01\n---\n"
            '![x](pictures/square.svg "Pie")\n\n'
            f"{WORDS * 20}[^1]\n\n[^1]: Nota.\n")  # fmt: skip
    other = tmp_path / "somewhere" / "else"
    shutil.copytree(project, other)
    results = []
    for root, zone, locale in ((project, "UTC", "C"), (other, "Asia/Kathmandu", "de_DE.UTF-8")):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LC_ALL", locale)
        time.tzset()
        sample = edition(text, "es", approved=3)
        renderer = Renderer()
        pages = [renderer.print(sample, publisher, name) for name in ("a4", "booklet")]
        base = root / "texts" / "la.md"
        made = produce(pages[1], renderer.format("booklet"), root=root, base=base)
        results.append((pages, pdf.typeset(pages[0], root=root, base=base).pdf, made.pages_pdf, made.sheets_pdf))
    monkeypatch.undo()
    time.tzset()
    assert results[0] == results[1]
    for content in results[0][1:]:
        with pikepdf.open(BytesIO(content)) as opened:
            out = BytesIO()
            opened.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        assert os.fsencode(tmp_path) not in out.getvalue()
        assert b"octavilla.invalid" not in out.getvalue()


@pytest.mark.slow
def test_emphasis_does_not_change_where_lines_end(edition: Make, renderer: Renderer) -> None:
    """WeasyPrint 70 breaks a line at its first word when it fits but for the space before an inline box."""
    words = "Todo lo que hay que secar. Da las gracias, apunta la fecha y vuelve a preguntar por la *pared* mojada."
    html = renderer.print(edition(f"---\ntitle: T\n---\n\n{words}\n", "es"), Publisher(), "a4")
    found = re.search(r"<p[^>]*>(Todo.*?)</p>", html)
    assert found
    assert "<em>" in found[1]

    def lines(content: str, width: float) -> list[str]:
        style = f"@page {{ size: 500pt }} p {{ width: {width}pt; font: 9pt serif }} em {{ font-style: normal }}"
        page = weasyprint.HTML(string=f"<style>{style}</style><p lang=es>{content}").render().pages[0]
        boxes = [box for box in page._page_box.descendants() if isinstance(box, LineBox)]
        return ["".join(part.text for part in box.descendants() if isinstance(part, TextBox)).strip() for box in boxes]

    for half in range(240, 720, 2):
        assert lines(found[1], half / 2) == lines(re.sub("</?em>", "", found[1]), half / 2)


def test_notes_that_find_no_place_stand_in_the_text(project: Path, edition: Make, renderer: Renderer) -> None:
    text = "---\ntitle: T\n---\n\nA wall.[^a] A door.[^b]\n\n[^a]: It is damp.\n\n[^b]: It is shut.\n"
    html = renderer.print(edition(text), Publisher(), "a4")
    # No layout loses a note on purpose: one that is not displayed at all stands for it.
    broken = html.replace("</head>", "<style>#note-2 { display: none }</style></head>")
    assert broken != html
    made = pdf.typeset(broken, root=project, base=project / "texts" / "x.md")
    assert any("footnotes" in message and "(2)" in message for message in made.messages)
    shown = pypdf.PdfReader(BytesIO(made.pdf)).pages[0].extract_text()
    assert "[1: It is damp." in " ".join(shown.split())
    whole = pdf.typeset(html, root=project, base=project / "texts" / "x.md")
    assert whole.messages == ()
