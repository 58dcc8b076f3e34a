"""Pictures that do not fit wait for the next page, and come out once, with their captions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.typeset import fonts, pdf, places

LINE = "The water came up the steps at night and nobody had asked it in, so we carried the chairs upstairs. "
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><rect width="300" height="200"/></svg>'
STYLE = """<style>@page { size: 100mm 100mm; margin: 10mm } @page :right { margin-left: 5mm; margin-right: 15mm }
body { margin: 0 } p { margin: 0; font-size: 9pt; line-height: 12pt } figure { margin: 12pt 0; break-inside: avoid }
img { display: block; width: 100% }
.flow > figure.waits { float: left; width: 80mm } .flow > * { clear: both }</style>"""


def laid_out(tmp_path: Path, before: int, after: int) -> pdf.Layout:
    (tmp_path / "square.svg").write_text(SVG, encoding="utf-8")
    text = tmp_path / "text.md"
    text.write_text("x", encoding="utf-8")
    picture = (
        '<figure class="waits" id="figure-1"><img src="square.svg" alt=""><figcaption>Caption</figcaption></figure>'
    )
    paragraphs = [f"<p>{LINE * 2}</p>"] * before, [f"<p>{LINE * 2}</p>"] * after
    face = fonts.css(fonts.faces(fonts.TEXT, ()), places.PACKAGED_FONTS, own=places.PROJECT)
    own = f"{face} html {{ font-family: '{fonts.TEXT}' }}"
    html = f"<style>{own}</style>{STYLE}<div class=flow>{''.join(paragraphs[0])}{picture}{''.join(paragraphs[1])}</div>"
    return pdf.lay_out(html, tmp_path, text)


def pages_with_it(layout: pdf.Layout) -> list[int]:
    return [number for number, page in enumerate(layout.document.pages) if "figure-1" in page.anchors]


@pytest.mark.parametrize("before", range(1, 9))
def test_a_picture_comes_out_once_wherever_it_stands(tmp_path: Path, before: int) -> None:
    assert len(pages_with_it(laid_out(tmp_path, before, 12))) == 1


def test_text_goes_on_below_the_place_of_a_picture_that_waits(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, 3, 12)
    assert pages_with_it(layout) == [1]
    page = layout.document.pages[1]._page_box
    figure = next(box for box in page.descendants() if box.element_tag == "figure")
    assert figure.border_box_y() == pytest.approx(page.content_box_y(), abs=0.1)
    assert figure.position_x == pytest.approx(page.content_box_x(), abs=0.1)
    lines = [box for box in layout.document.pages[0]._page_box.descendants() if type(box).__name__ == "LineBox"]
    assert len(lines) > 14
    beside = [box for box in page.descendants() if type(box).__name__ == "LineBox" and box.element_tag.startswith("p")]
    assert min(line.position_y for line in beside) >= figure.position_y + figure.margin_height() - 0.1


def test_a_picture_that_would_be_lost_at_the_end_stands_in_its_place(tmp_path: Path) -> None:
    layout = laid_out(tmp_path, 4, 0)
    assert len(pages_with_it(layout)) == 1
    assert re.search(r"figure\.waits \{ float: none \}", layout.html)
