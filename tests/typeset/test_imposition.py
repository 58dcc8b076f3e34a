"""Saddle stitch: folding the sheets gives the pages back in order."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.typeset.imposition import A4_LANDSCAPE, MM, impose, saddle_stitch


def folded(sides: list[tuple[int, int]]) -> list[int]:
    """Return the pages as a reader meets them: nested sheets, folded in the middle."""
    first, second = [], []
    for outside, inside in zip(sides[::2], sides[1::2], strict=True):
        first += [outside[1], inside[0]]
        second = [inside[1], outside[0], *second]
    return first + second


def test_eight_pages_lie_as_on_paper() -> None:
    assert saddle_stitch(8) == [(8, 1), (2, 7), (6, 3), (4, 5)]
    assert saddle_stitch(4) == [(4, 1), (2, 3)]


@given(st.integers(min_value=1, max_value=60))
def test_folding_the_sheets_gives_the_pages_in_order(sheets: int) -> None:
    assert folded(saddle_stitch(4 * sheets)) == list(range(1, 4 * sheets + 1))


@pytest.mark.parametrize("pages", [0, -4, 1, 6, 10])
def test_other_numbers_of_pages_are_refused(pages: int) -> None:
    with pytest.raises(ValueError, match="multiple of 4"):
        saddle_stitch(pages)


def booklet_of(count: int) -> bytes:
    with pikepdf.new() as pdf:
        for number in range(count):
            pdf.add_blank_page(page_size=(148 * MM, 210 * MM))
            pdf.pages[-1].obj.Contents = pdf.make_stream(b"%% page %d\n0 0 10 10 re f" % (number + 1))
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[10, 20, 30, 40],
                                  A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org"))  # fmt: skip
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        pdf.docinfo["/Title"] = "Un folleto"
        pdf.Root.Lang = pikepdf.String("es-ES")
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def test_sheets_are_a4_landscape_with_metadata_and_links_where_the_page_went() -> None:
    with pikepdf.open(BytesIO(impose(booklet_of(8)))) as sheets:
        assert len(sheets.pages) == 4
        assert [float(value) for value in sheets.pages[0].mediabox] == pytest.approx([0, 0, *A4_LANDSCAPE], abs=0.01)
        assert str(sheets.docinfo["/Title"]) == "Un folleto"
        assert str(sheets.Root.Lang) == "es-ES"
        contents = [sheet.obj.Resources.XObject[name].read_bytes() for sheet in sheets.pages for name in ("/L", "/R")]
        numbers = [int(content.split()[2]) for content in contents]
        assert numbers == [8, 1, 2, 7, 6, 3, 4, 5]
        (link,) = sheets.pages[0].obj.Annots
        # Page 1 is the right half: its left edge is the fold.
        assert [float(value) for value in link.Rect] == pytest.approx(
            [148.5 * MM + 10, 20, 148.5 * MM + 30, 40], abs=0.01
        )


def test_the_same_pages_give_the_same_sheets() -> None:
    pages = booklet_of(4)
    assert impose(pages) == impose(pages)


def test_a_booklet_that_cannot_be_folded_is_a_clear_error() -> None:
    with pytest.raises(OctavillaError, match="multiple of 4"):
        impose(booklet_of(6))
