"""Read the lines of text of a PDF, with another library than the one that made it: where each stands, what it says."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4
_SIGNS = {0x2060: None, 0x02: "-", 0xA0: " "}
"""PDFium shows a hyphen at the end of a line as U+0002."""
_GAP = 14.0
"""Points between two letters on one baseline from which on they are two lines, in two columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text: `left`, `right` and `baseline` in pt from the page's left and top edges, `size` of its type."""

    page: int
    left: float
    right: float
    baseline: float
    size: float
    font: str
    text: str


@dataclass(frozen=True, slots=True)
class _Letter:
    char: str
    x: float
    right: float
    y: float
    size: float
    font: str


def rows(pdf: bytes) -> list[list[Row]]:
    """Return the lines of each page, in the order in which they were set; pages count from 1."""
    document = pypdfium2.PdfDocument(pdf)
    found: list[list[Row]] = []
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        height = page.get_height()
        here: list[list[_Letter]] = []
        for index in range(raw.FPDFText_CountChars(text.raw)):
            letter = _letter(text.raw, index, height)
            if letter is None:
                continue
            last = here[-1][-1] if here else None
            if last and abs(last.y - letter.y) < 0.3 and -_GAP < letter.x - last.right < _GAP:
                here[-1].append(letter)
            else:
                here.append([letter])
        made = [_row(number, letters) for letters in here]
        found.append([row for row in made if row.text])
        text.close()
        page.close()
    document.close()
    return found


def _letter(text: object, index: int, height: float) -> _Letter | None:
    char = chr(raw.FPDFText_GetUnicode(text, index))
    if char in "\r\n\0" or raw.FPDFText_IsGenerated(text, index) == 1:
        return None
    x, y = ctypes.c_double(), ctypes.c_double()
    if not raw.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y)):
        return None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, index, *(ctypes.byref(side) for side in (left, right, bottom, top)))
    size = raw.FPDFText_GetFontSize(text, index)
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        size *= abs(matrix.d) or 1.0
    name = ctypes.create_string_buffer(100)
    raw.FPDFText_GetFontInfo(text, index, name, 100, ctypes.byref(ctypes.c_int()))
    font = name.value.decode(errors="replace")
    return _Letter(char, x.value, max(right.value, x.value), height - y.value, round(size, 2), font)


def _row(page: int, letters: list[_Letter]) -> Row:
    shown = [letter for letter in letters if not letter.char.isspace()] or letters
    sizes = sorted(letter.size for letter in shown)
    text = ""
    for index, letter in enumerate(letters):
        if index and letter.x - letters[index - 1].right > 0.13 * letter.size and text[-1:] not in ("", " "):
            text += " "
        text += letter.char
    return Row(
        page=page,
        left=shown[0].x,
        right=max(letter.right for letter in shown),
        baseline=shown[0].y,
        size=sizes[len(sizes) // 2],
        font=shown[0].font,
        text=text.translate(_SIGNS).strip(),
    )
