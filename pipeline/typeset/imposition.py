"""Arrange the pages of a booklet on sheets: two-up, for a saddle stitch."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pipeline.errors import OctavillaError

MM = 72 / 25.4
A4_LANDSCAPE = (297 * MM, 210 * MM)
"""Width and height in points."""


def saddle_stitch(pages: int) -> list[tuple[int, int]]:
    """Return the page numbers, left and right, of each side of the sheets, outermost sheet first.

    Sides come in the order in which a printer takes them: outside, inside, outside, inside. `pages` must be a positive
    multiple of 4.

    >>> saddle_stitch(8)
    [(8, 1), (2, 7), (6, 3), (4, 5)]
    """
    if pages <= 0 or pages % 4:
        raise ValueError(f"a saddle stitch needs a multiple of 4 pages, not {pages}")
    sides: list[tuple[int, int]] = []
    for first in range(1, pages // 2, 2):
        last = pages + 1 - first
        sides += [(last, first), (first + 1, last - 1)]
    return sides


def impose(pages: bytes, *, paper: tuple[float, float] = A4_LANDSCAPE) -> bytes:
    """Return a PDF of `paper` (points) with two pages a side, to be printed on both sides and turned on the short edge.

    Text stays text and drawings stay drawings. Title, author and language are kept, and links to the web;
    bookmarks and links inside the booklet are not, since pages no longer follow each other. The same bytes in
    give the same bytes out. Raises OctavillaError for a number of pages that cannot be folded.
    """
    import pikepdf

    with pikepdf.open(BytesIO(pages)) as source, pikepdf.new() as sheets:
        count = len(source.pages)
        if count == 0 or count % 4:
            raise OctavillaError(f"a booklet of {count} pages cannot be folded. Its number must be a multiple of 4.")
        width, height = paper
        for left, right in saddle_stitch(count):
            sheets.add_blank_page(page_size=paper)
            sheet = sheets.pages[-1]
            drawn: list[bytes] = []
            annotations: list[Any] = []
            names = pikepdf.Dictionary()
            for name, number in (("/L", left), ("/R", right)):
                page = source.pages[number - 1]
                box = [float(value) for value in page.mediabox]
                # Both pages meet at the fold; what is left of the sheet is at its outer edges.
                x = width / 2 - (box[2] - box[0] if name == "/L" else 0) - box[0]
                y = (height - (box[3] - box[1])) / 2 - box[1]
                names[name] = sheets.copy_foreign(page.as_form_xobject())
                drawn.append(b"q 1 0 0 1 %s %s cm %s Do Q" % (_number(x), _number(y), name.encode()))
                annotations += [_moved(sheets, link, x, y) for link in _web_links(page)]
            sheet.obj.Resources = pikepdf.Dictionary(XObject=names)
            sheet.obj.Contents = sheets.make_stream(b"\n".join(drawn))
            if annotations:
                sheet.obj.Annots = sheets.make_indirect(pikepdf.Array(annotations))
        for key, value in source.docinfo.items():
            sheets.docinfo[key] = str(value)
        if "/Lang" in source.Root:
            sheets.Root.Lang = pikepdf.String(str(source.Root.Lang))
        sheets.Root.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name.DuplexFlipShortEdge, PrintScaling=pikepdf.Name("/None"), DisplayDocTitle=True
        )
        out = BytesIO()
        sheets.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _web_links(page: Any) -> list[Any]:
    annotations = page.obj.get("/Annots", [])
    return [link for link in annotations if link.get("/Subtype") == "/Link" and "/URI" in link.get("/A", {})]


def _moved(sheets: Any, link: Any, x: float, y: float) -> Any:
    import pikepdf

    left, bottom, right, top = (float(value) for value in link.Rect)
    copied = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[round(left + x, 3), round(bottom + y, 3), round(right + x, 3), round(top + y, 3)],
        Border=[0, 0, 0],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(str(link.A.URI))),
    )
    return sheets.make_indirect(copied)


def _number(value: float) -> bytes:
    return f"{value:.4f}".rstrip("0").rstrip(".").encode()
