"""Lines on a grid and words divided with moderation, read from PDFs and asked of the layout itself."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
from baselines import Row, rows
from weasyprint.layout import block, inline

from pipeline.languages import language
from pipeline.project import Publisher
from pipeline.review.edition import Edition
from pipeline.text.read import read_text
from pipeline.typeset import ending, fonts, pdf, places, rhythm
from pipeline.typeset.produce import produce
from pipeline.typeset.render import Renderer

LONG = Path(__file__).with_name("long")
CODES = ("en", "es", "pt")
WORDS = {
    "es": "extraordinariamente responsabilidades comunicaciones administrativas internacionales desafortunadamente ",
    "pt": "extraordinariamente responsabilidades comunicações administrativas internacionais desafortunadamente ",
    "en": "extraordinarily misunderstanding communications administrative international unfortunately ",
}
FACE = fonts.css(fonts.faces(fonts.TEXT, ()), places.PACKAGED_FONTS, own=places.PROJECT)


def laid_out(tmp_path: Path, style: str, body: str, code: str = "es") -> list[list[Row]]:
    base = tmp_path / "text.md"
    base.write_text("x", encoding="utf-8")
    own = f"{FACE} html {{ font-family: '{fonts.TEXT}'; font-size: 9pt; line-height: 12pt; hyphenate-character: '-' }}"
    page = "@page { size: 100mm 100mm; margin: 10mm } body { margin: 0 } p { margin: 0; text-align: justify }"
    html = f"<html lang={code}><style>{own} {page} {style}</style><body>{body}"
    return rows(pdf.typeset(html, root=tmp_path, base=base).pdf)


def runs(lines: list[Row]) -> list[int]:
    """Return how many lines in a row end with a hyphen, for each such row."""
    return [
        len(list(group)) for divided, group in itertools.groupby(line.text.endswith("-") for line in lines) if divided
    ]


def test_our_wrappers_fit_the_installed_weasyprint() -> None:
    assert rhythm.keep_rhythm()
    for function in (inline.get_next_linebox, block._linebox_layout, block.block_level_layout):
        assert function.__wrapped__


def test_wrapping_twice_changes_nothing() -> None:
    before = inline.get_next_linebox, block.columns_layout, block.block_container_layout
    assert rhythm.keep_rhythm()
    assert (inline.get_next_linebox, block.columns_layout, block.block_container_layout) == before


@pytest.mark.parametrize(
    ("position", "top", "step", "short"),
    [(0, 0, 10, 0), (3, 0, 10, 7), (10, 3, 10, 3), (9.6, 0, 10, 0), (10.4, 0, 10, 0), (42, 2, 10, 0)],
)
def test_what_a_position_lacks_to_the_next_line(position: float, top: float, step: float, short: float) -> None:
    assert rhythm.missing(position, top, step) == pytest.approx(short)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("width", range(34, 62, 4))
def test_no_more_than_two_lines_in_a_row_end_with_a_hyphen(tmp_path: Path, code: str, width: int) -> None:
    words = (WORDS[code] * 6).split()
    text = " ".join(word if number % 3 else f"a {word}" for number, word in enumerate(words))
    style = f"p {{ width: {width}mm; hyphens: auto; hyphenate-limit-chars: 6 2 2 }}"
    lines = [line for page in laid_out(tmp_path, style, f"<p>{text}", code) for line in page]
    assert max(runs(lines), default=0) <= rhythm.LADDER
    assert sum(line.text.endswith("-") for line in lines) > 2
    assert re.sub(r"\W", "", text) == re.sub(r"\W", "", "".join(line.text for line in lines))


@pytest.mark.slow
@pytest.mark.parametrize("width", range(40, 62, 2))
def test_no_page_ends_with_a_hyphen_and_no_last_line_is_the_end_of_a_word(tmp_path: Path, width: int) -> None:
    paragraphs = "".join(f"<p>{WORDS['es'] * (2 + number % 3)}" for number in range(14))
    style = f"p {{ width: {width}mm; hyphens: auto; hyphenate-limit-chars: 6 2 2; orphans: 2; widows: 2 }}"
    pages = laid_out(tmp_path, style, paragraphs)
    assert len(pages) > 1
    for page in pages[:-1]:
        assert not page[-1].text.endswith("-"), page[-1]
    lines = [line for page in pages for line in page]
    for line, following in itertools.pairwise(lines):
        end = "desafortunadamente".endswith(following.text) and line.text.endswith("-")
        assert not (end and len(following.text) < 4), following


def test_a_word_as_long_as_the_line_is_still_divided(tmp_path: Path) -> None:
    lines = laid_out(tmp_path, "p { width: 16mm; hyphens: auto }", f"<p>{WORDS['es'] * 2}")[0]
    assert max(line.right - line.left for line in lines) < 16 * 72 / 25.4 + 0.5


@pytest.mark.parametrize("height", [1, 5.3, 12, 17.9, 23.99])
def test_text_returns_to_the_lines_of_the_page_after_what_has_any_height(tmp_path: Path, height: float) -> None:
    body = f"<p>One two three.</p><div style='height: {height}pt'></div><p class=on>Four five.</p><p class=on>Six.</p>"
    lines = laid_out(tmp_path, ".on { --snap: line }", body)[0]
    steps = [below.baseline - above.baseline for above, below in itertools.pairwise(lines)]
    assert all(step % 12 == pytest.approx(0, abs=0.05) or step % 12 == pytest.approx(12, abs=0.05) for step in steps)
    assert steps[0] - 12 >= height - 0.6
    assert steps[1] == pytest.approx(12)


def test_columns_begin_on_one_line_and_without_a_margin(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p style='margin-top: 12pt'>{'one two three ' * 8}</p>" for _ in range(30))
    style = ".two { columns: 2; column-gap: 6mm; column-fill: auto; --snap-columns: line } .two p { --snap: line }"
    pages = laid_out(tmp_path, style, f"<div style='height: 7pt'></div><div class=two>{paragraphs}</div>")
    for number, page in enumerate(pages[:2]):
        lefts = sorted({round(line.left) for line in page})
        heads = [min(line.baseline for line in page if round(line.left) == left) for left in lefts]
        assert len(heads) == 2 and heads[0] == pytest.approx(heads[1], abs=0.05)
        assert heads[0] < 28.35 + 12 * (2 if number == 0 else 1)


@pytest.mark.parametrize("before", range(13, 19))
def test_a_list_that_goes_on_below_a_picture_keeps_its_marks_on_its_lines(tmp_path: Path, before: int) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><rect width="30" height="20"/></svg>'
    (tmp_path / "p.svg").write_text(picture, encoding="utf-8")
    style = (
        "figure { margin: 12pt 0; break-inside: avoid } img { display: block; width: 100% } "
        ".flow > figure { float: left; width: 80mm } .flow > * { clear: both } "
        "ul { margin: 6pt 0; padding: 0 0 0 12pt; list-style-type: '– ' }"
    )
    items = "".join(f"<li>item {number}</li>" for number in range(9))
    html = (
        f"<div class=flow>{'<p>one two' * before}<figure class=waits id=figure-1><img src=p.svg></figure>"
        f"<ul>{items}</ul>{'<p>three four' * 20}</div>"
    )
    pages = laid_out(tmp_path, style, html)
    lines = {(line.page, round(line.baseline, 1)) for page in pages for line in page if "item" in line.text}
    marks = {(line.page, round(line.baseline, 1)) for page in pages for line in page if line.text.startswith("–")}
    assert lines == marks
    assert len(lines) == 9


def edition(code: str) -> Edition:
    front, text = re.fullmatch(r"(---\n.*?\n---\n)(.*)", (LONG / f"{code}.md").read_text("utf-8"), re.DOTALL).groups()
    document = read_text(front + text, slug="long", path=LONG / f"{code}.md")
    return Edition(document=document, language=language(code), source=language("en"))


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("format", "line"), [("a4", 13.2), ("booklet", 13.2), ("booklet-a6", 11.2), ("bilingual", 13.2)]
)
def test_paragraphs_of_all_pages_stand_on_the_lines_of_their_page(
    tmp_path: Path, format: str, line: float, code: str
) -> None:
    if format == "bilingual" and code == "en":
        pytest.skip("the original has nothing beside it")
    (tmp_path / "texts/pictures").mkdir(parents=True)
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 37 20"><rect width="37" height="20"/></svg>'
    (tmp_path / "texts/pictures/square.svg").write_text(picture, encoding="utf-8")
    renderer = Renderer()
    form = renderer.format(format)
    beside = edition("en") if form.bilingual else None
    html = renderer.print(edition(code), Publisher(title="P"), format, beside=beside)
    # The sizes as designed: a text that ends on a few lines would be set closer.
    html = html.replace("data-closer=", "data-unused=")
    pages = rows(produce(html, form, root=tmp_path, base=tmp_path / "texts/x.md").pages_pdf)
    size = Counter(row.size for page in pages for row in page for _ in row.text).most_common(1)[0][0]
    checked = 0
    for page in pages:
        text = [row for row in page if row.size == size and len(row.text) > 30 and "Semi" not in row.font]
        if len(text) < 6:
            continue
        origin = Counter(round(row.baseline % line, 1) for row in text).most_common(1)[0][0]
        for row in text:
            off = (row.baseline - origin + 0.5) % (line / 2) - 0.5
            assert abs(off) < 0.45, row
        on = sum(abs((row.baseline - origin + 0.5) % line - 0.5) < 0.45 for row in text)
        # Items of lists stand between half lines; everything else on whole ones.
        assert on >= len(text) / 2
        checked += len(text)
    assert checked > 30


@pytest.mark.parametrize(("lines", "spared"), [(3, True), (9, False)])
def test_a_last_page_of_a_few_lines_is_spared(tmp_path: Path, lines: int, spared: bool) -> None:
    (tmp_path / "x.md").write_text("x", encoding="utf-8")
    style = (
        f"{FACE} :root {{ --text: 9pt; --line: 12pt }} @page {{ size: 100mm 280pt; margin: 20pt }} "
        f"html {{ font-family: '{fonts.TEXT}'; font-size: var(--text); line-height: var(--line) }} "
        "p, body { margin: 0 }"
    )
    text = "".join(f"<p>{number}" for number in range(20 + lines))
    html = f'<style>{style}</style><body data-closer="9pt/11.9pt 9pt/10.4pt">{text}<div id="end"></div>'
    tried: list[str] = []

    def lay_out(page: str) -> pdf.Layout:
        tried.append(page)
        return pdf.lay_out(page, tmp_path, tmp_path / "x.md")

    layout = ending.settled(html, lay_out)
    assert len(layout.document.pages) == (1 if spared else 2)
    assert len(tried) == (3 if spared else 1)
    assert any("10.4pt" in message for message in layout.log) is spared
