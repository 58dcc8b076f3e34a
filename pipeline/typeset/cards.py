"""Pictures that stand for an edition elsewhere: link previews, posts, stories, and the cover of an EPUB."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pipeline.typeset.pdfium import ALONE

LIGHTEST, BEST = 60, 90
"""JPEG qualities, the least and the most that is tried."""
_A_STEP = 6
_POINTS_A_PIXEL = 0.75
"""CSS (Values and Units 3, 5.2): 96 pixels and 72 points an inch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape of picture, in pixels; `most` bytes is what the programs that show it take."""

    name: str
    width: int
    height: int
    most: int = 1_000_000

    @property
    def geometry(self) -> str:
        """The page as CSS."""
        return f"@page {{ size: {self.width}px {self.height}px; margin: 0; marks: none; bleed: 0 }}"

    @property
    def is_tall(self) -> bool:
        """True where a picture goes above the words, not beside them."""
        return self.height >= self.width


LINK = Shape(name="card", width=1200, height=630, most=300_000)
"""For link previews: the Open Graph protocol's usual shape; WhatsApp passes over what is larger than 300 kB."""
SQUARE = Shape(name="square", width=1080, height=1080)
"""For posts and chats: nothing is cropped anywhere."""
STORY = Shape(name="story", width=1080, height=1920)
"""For stories and status pictures; what matters stays out of the upper and the lower eighth."""
COVER = Shape(name="cover", width=1200, height=1800, most=500_000)
"""For the shelf of an e-book reader."""


def drawn(html: str, card: Shape, *, root: Path, base: Path) -> bytes:
    """Return a card as a JPEG file of exactly its size, from the HTML that `Renderer.card` gave.

    `root` is the project's folder, `base` the file of the text. Raises OctavillaError as `pdf.typeset` does.
    """
    import pypdfium2

    from pipeline.typeset import pdf

    layout = pdf.lay_out(html, root, base)
    layout.document.pages = layout.document.pages[:1]
    content, _ = layout.written()
    with ALONE, pypdfium2.PdfDocument(content) as document:
        bitmap = document[0].render(scale=2 / _POINTS_A_PIXEL)
        # Twice the size and down again: letters come out smoother than from PDFium alone.
        picture = bitmap.to_pil().reduce(2).convert("RGB")
        bitmap.close()
    return _written(picture, card.most)


def _written(picture: object, most: int) -> bytes:
    """Return a picture as JPEG, as good as `most` bytes allow; never worse than `LIGHTEST`."""
    from PIL import Image

    assert isinstance(picture, Image.Image)
    for quality in range(BEST, LIGHTEST - 1, -_A_STEP):
        out = BytesIO()
        # Without chroma subsampling: it blurs letters on a red field.
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=0)
        if out.tell() <= most:
            break
    return out.getvalue()
