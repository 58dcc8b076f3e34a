"""Take text with its places, sizes and fonts out of a PDF: a process of its own, with bounds, as PDFs may mean harm.

Reads the file from standard input, writes one line of JSON for the document and one for each page.
"""

from __future__ import annotations

import base64
import ctypes
import io
import json
import math
import sys
from typing import Any

MEMORY = 1_200_000_000
"""Bytes of address space. A file that unpacks to more is no leaflet."""
SECONDS = 120
"""Of computing time."""
MOST_PAGES = 1000
MOST_SIGNS = 6_000_000
"""Letters of a document; the longest text that Octavilla reads has half as many."""
MOST_OBJECTS = 20_000
"""Things drawn on one page that are looked at for pictures and lines."""
MOST_PICTURES = 60
MOST_PICTURE_BYTES = 80_000_000
SMALLEST = 24
"""Points: what is shown smaller is an ornament."""


def main() -> int:
    """Write what the PDF on standard input holds."""
    _bound()
    data = sys.stdin.buffer.read()
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError:
        code = raw.FPDF_GetLastError()
        _say(
            {
                "error": "encrypted"
                if code == raw.FPDF_ERR_PASSWORD or (b"/Encrypt" in data[-4000:] and code == 4)
                else "damaged"
            }
        )
        return 0
    if count > MOST_PAGES:
        _say({"error": "pages", "pages": count})
        return 0
    _say({"pages": count, "meta": _meta(document)})
    signs = pictures = size = 0
    for number in range(count):
        try:
            page = document[number]
            spans, lost = _text(page, raw)
            rules, images, dots = _objects(page, raw)
        except (pypdfium2.PdfiumError, MemoryError, ValueError):
            _say({"page": number + 1, "broken": True})
            continue
        signs += sum(len(span[0]) for span in spans)
        if signs > MOST_SIGNS:
            _say({"error": "signs"})
            return 0
        shown = []
        for image, box in images:
            encoded = _picture(image) if pictures < MOST_PICTURES and size < MOST_PICTURE_BYTES else b""
            pictures, size = pictures + bool(encoded), size + len(encoded)
            shown.append([*box, base64.b64encode(encoded).decode()])
        width, height = page.get_size()
        _say(
            {
                "page": number + 1,
                "width": width,
                "height": height,
                "spans": spans,
                "unmapped": lost,
                "rules": rules,
                "images": shown,
                "dots": dots,
            }
        )
        page.close()
    return 0


def _bound() -> None:
    """Bound memory and time, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def _meta(document: Any) -> dict[str, str]:
    try:
        found = document.get_metadata_dict(skip_empty=True)
    except (ValueError, UnicodeError):
        return {}
    return {str(name): str(value)[:500] for name, value in found.items()}


def _text(page: Any, raw: Any) -> tuple[list[list[Any]], int]:
    """Return the runs of letters of one form: words, left, top, right, bottom, base, size, font, flags, turn, space.

    Points from the top left corner of the page as it is read. Flags: 1 bold, 2 italic, 4 fixed width. Also, how many
    letters have no meaning in the file.
    """
    textpage = page.get_textpage()
    handle = textpage.raw
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    forms: dict[int, tuple[Any, ...]] = {}
    spans: list[list[Any]] = []
    current: list[Any] = []
    lost = 0
    space, before = False, 0.0
    for index in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, index)
        if raw.FPDFText_IsGenerated(handle, index) == 1 or code in (9, 10, 13, 32, 160):
            space = True
            continue
        if raw.FPDFText_IsHyphen(handle, index) == 1 or code in (2, 0xFFFE):
            code = 0x2D
        lost += raw.FPDFText_HasUnicodeMapError(handle, index) == 1 or code == 0 or 0xE000 <= code < 0xF900
        item = raw.FPDFText_GetTextObject(handle, index)
        key = ctypes.cast(item, ctypes.c_void_p).value or 0
        form = forms.get(key)
        if form is None:
            form = forms[key] = _form(raw, handle, index, item)
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        size, font, flags, turn = form
        left, right, top, bottom, base = _turned(turn, box, x.value, y.value)
        letter = chr(code) if code else "\ufffd"
        if current and (
            current[6:10] == [size, font, flags, turn]
            and abs(base - current[5]) < 0.15 * size
            and (left - current[3] > -0.6 * size or left >= before - 0.1)
            and left - current[3] < (0.9 if space else 0.35) * size + 0.3
        ):
            current[0] += (" " if space else "") + letter
            current[2], current[3], current[4] = min(current[2], top), max(current[3], right), max(current[4], bottom)
        else:
            current = [letter, left, top, right, bottom, base, size, font, flags, turn, space]
            spans.append(current)
        space, before = False, left
    textpage.close()
    for span in spans:
        span[0] = span[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        span[1:6] = [round(value, 2) for value in span[1:6]]
    return spans, lost


def _form(raw: Any, handle: Any, index: int, item: Any) -> tuple[float, str, int, int]:
    matrix = raw.FS_MATRIX()
    scale, turn = 1.0, 0
    if raw.FPDFText_GetMatrix(handle, index, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4
    size = round(raw.FPDFText_GetFontSize(handle, index) * scale, 1)
    name = ctypes.create_string_buffer(200)
    bits = ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, index, name, 200, bits)
    font = name.value.decode("utf-8", "replace").partition("+")[2] or name.value.decode("utf-8", "replace")
    lower = font.lower()
    weight = raw.FPDFText_GetFontWeight(handle, index)
    bold = any(word in lower for word in ("bold", "black", "heavy", "demi")) or (
        weight >= 600 and "regular" not in lower
    )
    italic = any(word in lower for word in ("italic", "oblique", "-it", "slanted")) or bool(bits.value & 64)
    fixed = bool(bits.value & 1) or any(word in lower for word in ("mono", "courier", "consol"))
    return max(size, 0.5), font, bold * 1 + italic * 2 + fixed * 4, turn


def _turned(turn: int, box: Any, x: float, y: float) -> tuple[float, float, float, float, float]:
    """Return left, right, top, bottom and baseline of a letter as they are when its line is held level."""
    if turn == 0:
        return box.left, box.right, -box.top, -box.bottom, -y
    if turn == 1:
        return box.bottom, box.top, box.left, box.right, x
    if turn == 2:
        return -box.right, -box.left, box.bottom, box.top, y
    return -box.top, -box.bottom, -box.right, -box.left, -x


def _objects(page: Any, raw: Any) -> tuple[list[list[float]], list[tuple[Any, tuple[float, ...]]], list[list[float]]]:
    """Return the thin lines, the pictures and the dots of a page, with their places as `left, top, right, bottom`."""
    rules: list[list[float]] = []
    dots: list[list[float]] = []
    images: list[tuple[Any, tuple[float, ...]]] = []
    for number, item in enumerate(page.get_objects(max_depth=4)):
        if number > MOST_OBJECTS:
            break
        if item.type not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        left, bottom, right, top = item.get_bounds()
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            if right - left >= SMALLEST and top - bottom >= SMALLEST:
                images.append((item, tuple(round(value, 2) for value in (left, -top, right, -bottom))))
        elif 1.2 < right - left < 8 and abs((right - left) - (top - bottom)) < 0.6 and len(dots) < 2000:
            dots.append([round(value, 2) for value in (left, -top, right, -bottom)])
        elif (right - left < 2.5) != (top - bottom < 2.5) and len(rules) < 2000:
            rules.append([round(value, 2) for value in (left, -top, right, -bottom)])
    return rules, images, dots


def _picture(image: Any) -> bytes:
    """Return a picture as PNG or JPEG; nothing for one that is broken or too large."""
    try:
        width, height = image.get_px_size()
        if not min(width, height) >= 8 or width * height > 40_000_000:
            return b""
        out = io.BytesIO()
        if "DCTDecode" in image.get_filters() and len(image.get_filters()) == 1:
            return bytes(image.get_data(decode_simple=False))
        image.get_bitmap(render=False).to_pil().convert("RGB").save(out, "PNG")
        return out.getvalue()
    except Exception:
        # Whatever a broken picture does to the libraries, the text is worth reading.
        return b""


if __name__ == "__main__":
    sys.exit(main())
