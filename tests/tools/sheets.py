"""Make PDFs whose pages say their number, and read from sheets where each number stands."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Word:
    """A page's number as a side shows it, in mm: where its first letter begins, and its direction."""

    page: int
    x: float
    y: float
    along: tuple[int, int]


def numbered(sizes: Sequence[tuple[float, float]], bleed: float = 0) -> bytes:
    """Return a PDF with a page a size (mm, trimmed); each says `p` and its number, 10 mm in and 20 mm up."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for number, (width, height) in enumerate(sizes, 1):
            whole = ((width + 2 * bleed) * MM, (height + 2 * bleed) * MM)
            pdf.add_blank_page(page_size=whole)
            page = pdf.pages[-1].obj
            page.TrimBox = [bleed * MM, bleed * MM, (width + bleed) * MM, (height + bleed) * MM]
            page.BleedBox = [0, 0, *whole]
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            x, y = (10 + bleed) * MM, (20 + bleed) * MM
            text = f"0.9 0.2 0.1 rg 0 0 {whole[0]:.3f} 5 re f 0 g BT /F 14 Tf {x:.4f} {y:.4f} Td (p{number}) Tj ET"
            page.Contents = pdf.make_stream(text.encode())
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def words(pdf: bytes) -> list[list[Word]]:
    """Return the numbers on each page of a PDF, as another PDF library finds them."""
    found: list[list[Word]] = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        letters = [
            (chr(raw.FPDFText_GetUnicode(text.raw, index)), _origin(text.raw, index))
            for index in range(raw.FPDFText_CountChars(text.raw))
        ]
        here: list[list[tuple[str, tuple[float, float]]]] = []
        for letter, origin in letters:
            if letter == "p":
                here.append([])
            if letter == "p" or letter.isdigit():
                here[-1].append((letter, origin))
        found.append([_word(one) for one in here])
        text.close()
        page.close()
    document.close()
    return found


def _origin(text: object, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    assert raw.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
    return x.value / MM, y.value / MM


def _word(letters: list[tuple[str, tuple[float, float]]]) -> Word:
    (x, y), (end, level) = letters[0][1], letters[-1][1]
    along = (round((end - x) / abs(end - x)) if abs(end - x) > 0.1 else 0, 0)
    assert abs(level - y) < 0.01
    return Word(int("".join(letter for letter, _ in letters[1:])), x, y, along)
