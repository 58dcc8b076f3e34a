"""The PDF of the sheets: boxes, links, bookmarks, facts about the document, and the same bytes every time."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from sheets import numbered, words

from pipeline.errors import OctavillaError
from pipeline.typeset.imposition import impose, measure
from pipeline.typeset.imposition.papers import MM, PAPERS, Duplex
from pipeline.typeset.imposition.plan import Wish
from pipeline.typeset.imposition.schemes import BOOKLET, FLYERS, PLAIN, TRIFOLD, Scheme

A5, A6 = (148.0, 210.0), (105.0, 148.0)
SHORT = Wish(paper=PAPERS["A4"])
LONG = Wish(paper=PAPERS["A4"], duplex=Duplex.LONG)
XMP = "http://purl.org/dc/elements/1.1/"


def rich(count: int = 8, bleed: float = 0) -> bytes:
    """Return numbered A5 pages with all that a typeset text has: facts, language, bookmarks, links, tags, an intent."""
    with pikepdf.open(BytesIO(numbered([A5] * count, bleed))) as pdf:
        pages = [page.obj for page in pdf.pages]
        name = pikepdf.Name
        action = pikepdf.Dictionary(S=name.URI, URI=pikepdf.String("https://example.org"))
        link = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Link, Rect=[30, 40, 10, 20], A=action,
                                  Contents=pikepdf.String("a place"))  # fmt: skip
        inner = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Link, Rect=[10, 60, 30, 80],
                                   Dest=pikepdf.String("there"))  # fmt: skip
        lost = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Link, Rect=[1, 1, 2, 2], Dest=pikepdf.String("nowhere"))
        note = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Text, Rect=[1, 1, 2, 2])
        pages[0].Annots = pikepdf.Array([pdf.make_indirect(one) for one in (link, inner, lost, note)])
        pages[1].Annots = pikepdf.Array([pdf.make_indirect(link)])
        tree = pikepdf.NameTree.new(pdf)
        tree["there"] = pikepdf.Array([pages[2], name.XYZ, 50, 500, 0])
        pdf.Root.Names = pikepdf.Dictionary(Dests=tree.obj)
        with pdf.open_outline() as outline:
            part = pikepdf.OutlineItem("Parte")
            part.destination = pikepdf.Array([pages[2], name.XYZ, 50, 500, 0])
            part.children.append(pikepdf.OutlineItem("Capítulo", 3))
            outline.root.append(part)
        pdf.docinfo["/Title"] = "Un folleto"
        pdf.Root.Lang = pikepdf.String("es-ES")
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=name.StructTreeRoot))
        pdf.Root.OutputIntents = pikepdf.Array([pikepdf.Dictionary(Type=name.OutputIntent, S=name.GTS_PDFX,
                                                OutputConditionIdentifier=pikepdf.String("FOGRA39"))])  # fmt: skip
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = "Un folleto"
            metadata["pdfuaid:part"] = "1"
            metadata["pdfaid:part"] = "3"
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def opened(pages: bytes, scheme: Scheme = BOOKLET, wish: Wish = SHORT) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(impose(pages, scheme, wish)[0]))


def floats(box: object) -> list[float]:
    return [float(value) for value in box]  # type: ignore[attr-defined]


def test_measure_takes_trimmed_sizes_and_the_bleed_that_all_pages_have() -> None:
    sizes, bleed = measure(numbered([A5, A6], bleed=3))
    assert [(size.width, size.height) for size in sizes] == [A5, A6]
    assert bleed == 3


def test_sheets_are_a4_landscape_with_boxes_of_what_is_on_them() -> None:
    with opened(rich()) as pdf:
        assert len(pdf.pages) == 4
        for page in pdf.pages:
            assert floats(page.mediabox) == pytest.approx([0, 0, 297 * MM, 210 * MM], abs=0.01)
            assert floats(page.trimbox) == pytest.approx([0.5 * MM, 0, 296.5 * MM, 210 * MM], abs=0.01)
            assert floats(page.bleedbox) == floats(page.trimbox)
    with opened(rich(bleed=3), wish=Wish(paper=PAPERS["SRA3"])) as pdf:
        trim, bleed = floats(pdf.pages[0].trimbox), floats(pdf.pages[0].bleedbox)
        assert [b - t for b, t in zip(bleed, trim, strict=True)] == pytest.approx(
            [-3 * MM, -3 * MM, 3 * MM, 3 * MM], abs=0.01
        )


def test_title_language_intent_and_xmp_are_kept_and_claims_that_do_not_hold_are_not() -> None:
    with opened(rich()) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Un folleto"
        assert str(pdf.Root.Lang) == "es-ES"
        assert str(pdf.Root.OutputIntents[0].OutputConditionIdentifier) == "FOGRA39"
        metadata = pdf.open_metadata()
        assert metadata["dc:title"] == "Un folleto"
        assert "pdfuaid:part" not in metadata and "pdfaid:part" not in metadata
        assert "/StructTreeRoot" not in pdf.Root and "/MarkInfo" not in pdf.Root


@pytest.mark.parametrize(
    ("wish", "count", "duplex"),
    [(SHORT, 4, "/DuplexFlipShortEdge"), (LONG, 4, "/DuplexFlipLongEdge")],
)
def test_the_print_dialogue_is_told_the_edge_and_not_to_scale(wish: Wish, count: int, duplex: str) -> None:
    with opened(rich(count), wish=wish) as pdf:
        assert str(pdf.Root.ViewerPreferences.Duplex) == duplex
        assert str(pdf.Root.ViewerPreferences.PrintScaling) == "/None"
    with opened(numbered([A6]), FLYERS, wish) as pdf:
        assert str(pdf.Root.ViewerPreferences.Duplex) == "/Simplex"


def test_sides_are_labelled_by_sheet_and_side() -> None:
    document = pypdfium2.PdfDocument(impose(rich(), BOOKLET, SHORT)[0])
    assert [document.get_page_label(index) for index in range(len(document))] == ["1A", "1B", "2A", "2B"]
    document.close()


def test_links_lie_where_their_page_went_upright() -> None:
    with opened(rich()) as pdf:
        web, inner = pdf.pages[0].obj.Annots
        # Page 1 is the right half: its left edge is the fold.
        assert floats(web.Rect) == pytest.approx([148.5 * MM + 10, 20, 148.5 * MM + 30, 40], abs=0.01)
        assert str(web.A.URI) == "https://example.org"
        assert str(web.Contents) == "a place"
        # The place is on page 3: right on the outside of the second sheet, which moved 0.1 mm to the fold.
        sheet, kind, x, y, zoom = inner.Dest
        assert sheet.objgen == pdf.pages[2].obj.objgen
        assert (str(kind), zoom) == ("/XYZ", 0)
        assert (float(x), float(y)) == pytest.approx((148.4 * MM + 50, 500), abs=0.01)


def test_links_lie_where_their_page_went_upside_down() -> None:
    with opened(rich(), wish=LONG) as pdf:
        (web,) = pdf.pages[1].obj.Annots
        # Page 2 is now the right half, its corner at the sheet's upper right.
        right = 296.5 * MM
        assert floats(web.Rect) == pytest.approx([right - 30, 210 * MM - 40, right - 10, 210 * MM - 20], abs=0.01)


def test_links_stand_on_every_copy() -> None:
    with opened(rich(4), wish=Wish(paper=PAPERS["A3"])) as pdf:
        assert len(pdf.pages[0].obj.Annots) == 4


def test_bookmarks_lead_to_the_sheets() -> None:
    with opened(rich()) as pdf, pdf.open_outline() as outline:
        (part,) = outline.root
        assert part.title == "Parte"
        assert part.destination[0].objgen == pdf.pages[2].obj.objgen
        (chapter,) = part.children
        assert chapter.title == "Capítulo"
        # Page 4 stands on the inside of the second sheet.
        assert chapter.destination[0].objgen == pdf.pages[3].obj.objgen


def test_pages_stay_text_and_are_stored_once_however_often_they_stand_there() -> None:
    pages = numbered([A6] * 2)
    pdf, plan = impose(pages, FLYERS, SHORT)
    assert plan.copies == 4
    assert [sorted(word.page for word in side) for side in words(pdf)] == [[1, 1, 2, 2]] * 2
    with pikepdf.open(BytesIO(pdf)) as sheets:
        forms = [one for one in sheets.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"]
        images = [one for one in sheets.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        assert (len(forms), images) == (2, [])


def colour(pdf: bytes, x: float, y: float, page: int = 0) -> tuple[int, ...]:
    """Return the colour at a place in mm from the lower left corner."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[page].render(scale=72 / 25.4 / 2).to_pil()
    found = picture.getpixel((round(x * MM * MM / 2), picture.height - 1 - round(y * MM * MM / 2)))
    document.close()
    return found if isinstance(found, tuple) else (int(found or 0),)


def test_bleed_is_printed_outside_the_trimmed_page_and_not_across_the_cut_to_the_next() -> None:
    # The bars at the foot of the pages lie in their bleed.
    pdf, plan = impose(numbered([A5] * 4, bleed=3), BOOKLET, Wish(paper=PAPERS["SRA3"]))
    lower = min(plan.sheets[0].front.placements, key=lambda one: (one.y, one.x))
    assert colour(pdf, lower.x + 50, lower.y - 1.5)[1] < 100
    assert colour(pdf, lower.x - 1.5, lower.y - 1.5)[1] < 100
    assert colour(pdf, lower.x + 50, lower.y - 4)[1] > 250


def test_marks_are_printed_on_every_plate() -> None:
    with opened(numbered([A5] * 4), wish=Wish(paper=PAPERS["SRA3"], marks=True)) as pdf:
        for page in pdf.pages:
            space = page.obj.Resources.ColorSpace["/All"]
            assert (str(space[0]), str(space[1])) == ("/Separation", "/All")
            assert b"/All CS" in page.obj.Contents.read_bytes()


@pytest.mark.parametrize("scheme", [BOOKLET, PLAIN], ids=lambda scheme: scheme.name)
@pytest.mark.parametrize("marks", [False, True])
def test_the_same_pages_give_the_same_bytes(scheme: Scheme, marks: bool) -> None:
    pages, wish = rich(bleed=3), Wish(paper=PAPERS["SRA3"], marks=marks, signature=1)
    assert impose(pages, scheme, wish) == impose(pages, scheme, wish)


def test_blank_places_stay_white() -> None:
    pdf, plan = impose(numbered([A5] * 3), BOOKLET, SHORT)
    (blank,) = [one for sheet in plan.sheets for side in sheet.sides for one in side.placements if one.page is None]
    assert plan.sheets[0].back is not None and blank in plan.sheets[0].back.placements
    assert colour(pdf, blank.x + 50, blank.y + 0.8, page=1)[1] > 250


def test_pages_made_smaller_are_drawn_smaller() -> None:
    pdf, plan = impose(numbered([A5] * 4), BOOKLET, Wish(paper=PAPERS["Letter"], fit=True))
    assert plan.scale == pytest.approx(279.4 / 296)
    one = next(word for word in words(pdf)[0] if word.page == 1)
    assert (one.x - 279.4 / 2, one.y - plan.sheets[0].front.trim.bottom) == pytest.approx(
        (10 * plan.scale, 20 * plan.scale), abs=0.05
    )


def test_a_page_that_is_shown_turned_is_refused() -> None:
    with pikepdf.open(BytesIO(numbered([A5] * 4))) as pdf:
        pdf.pages[2].obj.Rotate = 90
        out = BytesIO()
        pdf.save(out)
    with pytest.raises(OctavillaError, match="page 3 is turned or scaled"):
        impose(out.getvalue(), BOOKLET, SHORT)


def test_panels_of_a_leaflet_are_shown_each_by_its_own_width() -> None:
    sizes = list(TRIFOLD.page_sizes(297, 210))
    pdf, _ = impose(numbered(sizes), TRIFOLD, SHORT)
    outside, inside = ({word.page: round(word.x, 1) for word in side} for side in words(pdf))
    assert outside == {3: 10, 6: 107.7, 1: 207.3}
    assert inside == {2: 10, 4: 109.7, 5: 209.3}
