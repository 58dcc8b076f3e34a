"""Contact sheets: every page is there, to one scale, and the same PDFs give the same picture."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from pipeline.publish.contact import PAGE_HEIGHT, WIDEST, Row, contact_sheet


def pages(*sizes: tuple[float, float]) -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        for size in sizes:
            page = pdf.add_blank_page(page_size=size)
            page.Contents = pdf.make_stream(f"1 0 0 rg 0 0 {size[0]} {size[1]} re f".encode())
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def red(sheet: bytes) -> list[tuple[int, int]]:
    """Return left edge and width of every red run on every line of pixels that has one, once each."""
    with Image.open(BytesIO(sheet)) as image:
        plane = image.convert("RGB")
        runs: set[tuple[int, int]] = set()
        for y in range(0, plane.height, 10):
            start = None
            for x in range(plane.width):
                is_red = plane.getpixel((x, y)) == (255, 0, 0)
                if is_red and start is None:
                    start = x
                if not is_red and start is not None:
                    runs.add((start, x - start))
                    start = None
        return sorted(runs)


def test_every_page_is_there_to_one_scale() -> None:
    sheet = contact_sheet(
        [Row(label="Español", pdf=pages((300, 420), (150, 420))), Row(label="", pdf=pages((300, 210)))]
    )
    runs = red(sheet)
    assert [width for _, width in runs] == [300, 150]
    with Image.open(BytesIO(sheet)) as image:
        assert image.height > PAGE_HEIGHT * 1.5
        assert image.width == 20 + 320 + 170


def test_a_long_text_goes_on_in_further_lines() -> None:
    sheet = contact_sheet([Row(label="English", pdf=pages(*[(300, 420)] * 30))])
    with Image.open(BytesIO(sheet)) as image:
        assert image.width <= WIDEST
        assert image.height > 2 * PAGE_HEIGHT


def test_the_same_pages_give_the_same_bytes() -> None:
    rows = [Row(label="Português", pdf=pages((300, 420)))]
    assert contact_sheet(rows) == contact_sheet(rows)


def test_no_pages_is_an_error() -> None:
    with pytest.raises(ValueError, match="no pages"):
        contact_sheet([])
