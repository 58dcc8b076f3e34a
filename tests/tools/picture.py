"""Compose docs/pictures/leaflets.png from a finished build: covers and first A4 pages in three languages.

Run from the repository's root, after `octavilla build`: python tests/tools/picture.py [folder of the project]
Needs pdftoppm (poppler-utils); Pillow comes with WeasyPrint.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from PIL import Image

PAPER = (226, 220, 211)
WIDTH = 1600
COVERS = (("damp-and-mould", "en"), ("heat-wave", "es"), ("street-festival", "pt"), ("library-hours", "es"))
SHEETS = (("street-festival", "en"), ("library-hours", "es"), ("heat-wave", "pt"))
GAP = 36
COLOURS = 96
"""In the palette: flat drawings and text need no more."""


def first_page(pdf: Path, width: int) -> Image.Image:
    """Return the first page of a PDF, `width` pixels wide."""
    command = ["pdftoppm", "-png", "-f", "1", "-l", "1", "-r", "200", str(pdf)]
    shown = subprocess.run(command, check=True, capture_output=True).stdout
    page = Image.open(io.BytesIO(shown)).convert("RGB")
    return page.resize((width, round(page.height * width / page.width)), Image.Resampling.LANCZOS)


def row(pages: list[Image.Image]) -> Image.Image:
    """Return the pages side by side on the plain ground, with the gap all around but below."""
    line = Image.new("RGB", (WIDTH, pages[0].height + GAP), PAPER)
    x = (WIDTH - sum(page.width for page in pages) - GAP * (len(pages) - 1)) // 2
    for page in pages:
        line.paste(page, (x, GAP))
        x += page.width + GAP
    return line


def compose(build: Path) -> Image.Image:
    """Return the picture made of the print files under `build`."""
    prints = build / "print"
    small = (WIDTH - GAP * (len(COVERS) + 1)) // len(COVERS)
    large = (WIDTH - GAP * (len(SHEETS) + 1)) // len(SHEETS)
    rows = [
        row([first_page(prints / code / f"{slug}-booklet-pages.pdf", small) for slug, code in COVERS]),
        row([first_page(prints / code / f"{slug}-a4.pdf", large) for slug, code in SHEETS]),
    ]
    picture = Image.new("RGB", (WIDTH, sum(line.height for line in rows) + GAP), PAPER)
    y = 0
    for line in rows:
        picture.paste(line, (0, y))
        y += line.height
    return picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def main() -> None:
    """Write the picture and say how large it is."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    out = root / "docs/pictures/leaflets.png"
    out.parent.mkdir(parents=True, exist_ok=True)
    compose(root / "build").save(out, optimize=True)
    print(f"{out}: {out.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
