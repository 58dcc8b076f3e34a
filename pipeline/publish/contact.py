"""Contact sheets: all pages of a text in one format as one picture, a row a language, to be looked at side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pipeline.typeset import fonts
from pipeline.typeset.pdfium import ALONE

PAGE_HEIGHT = 420
"""Pixels of the highest page; the others are to scale."""
WIDEST = 3600
"""Pixels of a sheet; a row that is wider goes on in the next one."""
_GAP = 20
_LABEL = 34
_GROUND, _INK, _EDGE = "#E9E7E2", "#111111", "#B5B2AB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The pages of one edition: what to call it, and its PDF."""

    label: str
    pdf: bytes


def contact_sheet(rows: Sequence[Row]) -> bytes:
    """Return a PNG with every page of each row, all to one scale; the same bytes for the same PDFs.

    Raises ValueError where there are no pages at all.
    """
    from PIL import Image, ImageDraw, ImageFont

    scale = _scale(rows)
    pictures = [(row.label, _pages(row.pdf, scale)) for row in rows]
    lines = [line for label, pages in pictures for line in _broken(label, pages)]
    width = max(_width(pages) for _, pages in lines)
    height = _GAP + sum((_LABEL if label else 0) + _highest(pages) + _GAP for label, pages in lines)
    sheet = Image.new("RGB", (width, height), _GROUND)
    draw = ImageDraw.Draw(sheet)
    face = fonts.face_for(fonts.faces(fonts.DISPLAY), 600)
    font = ImageFont.truetype(str(face.path), 22)
    top = _GAP
    for label, pages in lines:
        if label:
            draw.text((_GAP, top), label, fill=_INK, font=font)
            top += _LABEL
        left = _GAP
        for page in pages:
            sheet.paste(page, (left, top))
            draw.rectangle((left - 1, top - 1, left + page.width, top + page.height), outline=_EDGE)
            left += page.width + _GAP
        top += _highest(pages) + _GAP
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _scale(rows: Sequence[Row]) -> float:
    """Return pixels a point, so that the highest page has `PAGE_HEIGHT`."""
    import pypdfium2

    heights = []
    for row in rows:
        with ALONE, pypdfium2.PdfDocument(row.pdf) as document:
            heights += [document.get_page_size(number)[1] for number in range(len(document))]
    if not heights:
        raise ValueError("there are no pages")
    return float(PAGE_HEIGHT / max(heights))


def _pages(pdf: bytes, scale: float) -> list[Any]:
    import pypdfium2

    found = []
    with ALONE, pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            bitmap = page.render(scale=scale)
            found.append(bitmap.to_pil().convert("RGB").copy())
            bitmap.close()
            page.close()
    return found


def _broken(label: str, pages: list[Any]) -> list[tuple[str, list[Any]]]:
    """Return the pages in lines no wider than a sheet; the label stands over the first."""
    lines: list[list[Any]] = [[]]
    for page in pages:
        if lines[-1] and _width([*lines[-1], page]) > WIDEST:
            lines.append([])
        lines[-1].append(page)
    return [(label if number == 0 else "", line) for number, line in enumerate(lines)]


def _width(pages: Sequence[Any]) -> int:
    return int(_GAP + sum(page.width + _GAP for page in pages))


def _highest(pages: Sequence[Any]) -> int:
    return max((int(page.height) for page in pages), default=0)
