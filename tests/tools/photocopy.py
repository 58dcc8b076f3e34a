"""What becomes of a page on its way: a bad copier, twice, and the camera of a telephone at arm's length."""

from __future__ import annotations

from typing import Any

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

COPIER = 300
"""Dots an inch that an office copier sees and prints."""
CAMERA = 200
"""Dots an inch of the page that a telephone at arm's length has."""


def pages(pdf: bytes, dpi: int) -> list[Any]:
    """Return the pages of a PDF as grey pictures."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            found.append(page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L"))
            page.close()
    return found


def addresses(picture: Any) -> list[str]:
    """Return what all QR codes of a picture say, each once, sorted."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return sorted({code.text for code in found if code.valid})


def seen(pdf: bytes) -> list[list[str]]:
    """Return for each page of a PDF what a telephone reads on it."""
    return [addresses(page) for page in pages(pdf, CAMERA)]


def around_codes(pdf: bytes) -> list[Any]:
    """Return each code of a PDF at `COPIER`, with 30 mm of its page around it."""
    found = []
    rim = round(30 / 25.4 * COPIER)
    for page in pages(pdf, COPIER):
        for code in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode):
            corners = (code.position.top_left, code.position.bottom_right)
            left, right = sorted(corner.x for corner in corners)
            top, bottom = sorted(corner.y for corner in corners)
            box = (left - rim, top - rim, right + rim, bottom + rim)
            found.append(page.crop((max(0, box[0]), max(0, box[1]), min(page.width, box[2]), min(page.height, box[3]))))
    return found


def copied(page: Any, seed: int, *, bitonal: bool, reduced: float = 0.7) -> Any:
    """Return what a telephone sees of a page (at `COPIER`) that was copied twice, the second time made smaller.

    Each copy is blurred, loses contrast, gets noise and lies askew, by 3 degrees together; a `bitonal` copier has black
    and white only.
    """
    random = np.random.default_rng(seed)
    for turn, scale in ((1.8, 1.0), (1.2, reduced)):
        page = page.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=255, expand=True)
        if scale != 1:
            size = (round(page.width * scale), round(page.height * scale))
            page = page.resize(size, Image.Resampling.LANCZOS)
        page = page.filter(ImageFilter.GaussianBlur(0.8))
        grey = np.asarray(page, dtype=np.float64) * 0.62 + 55
        grey += random.normal(0, 14, grey.shape)
        if bitonal:
            grey = np.where(grey < 128, 0.0, 255.0)
        page = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    size = (round(page.width * CAMERA / COPIER), round(page.height * CAMERA / COPIER))
    return page.filter(ImageFilter.GaussianBlur(0.5)).resize(size, Image.Resampling.BICUBIC)
