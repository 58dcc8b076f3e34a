"""How sharp photographs come out: dots an inch of each, at the size that it has on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote

from pipeline.typeset import places

POOR = 150
"""Dots an inch below which a picture looks coarse in any print."""
GOOD = 250
"""What a print shop wants; 300 is usual."""
_POINTS = 96.0
"""CSS pixels an inch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A photograph on a page: how many dots it has, how large it is shown, and the line that names it, if known."""

    picture: str
    page: int
    line: int
    width_px: int
    height_px: int
    width_mm: float
    height_mm: float
    ppi: int
    """Dots an inch on the page, in the direction where there are fewer."""

    def facts(self) -> dict[str, object]:
        """Return all of it for the manifest."""
        return asdict(self)


def uses(pages: Sequence[Any]) -> tuple[Use, ...]:
    """Return the photographs on the pages that WeasyPrint laid out, in order; drawings have no dots."""
    return tuple(use for number, page in enumerate(pages, 1) for use in _on_page(page, number))


def messages(found: Sequence[Use], *, shop: bool) -> tuple[str, ...]:
    """Return a line for each photograph that is too coarse; for a print shop also where it could be finer."""
    lines = []
    for use in found:
        shown = f"{use.picture} has {use.ppi} dots an inch at {use.width_mm:.0f} mm on page {use.page}"
        if use.ppi < POOR:
            need = round(use.width_mm / 25.4 * 300)
            lines.append(f"{shown}, which looks coarse: use a file {need} dots wide, or show it smaller")
        elif use.ppi < GOOD and shop:
            lines.append(f"{shown}: enough for a copier; a print shop wants {GOOD} to 300")
    return tuple(lines)


def _on_page(page: Any, number: int) -> Iterator[Use]:
    from weasyprint.layout.replaced import replacedbox_layout

    for box in _boxes(page._page_box):
        image = getattr(box, "replacement", None)
        if image is not None and type(image).__name__ == "RasterImage" and box.width and box.height:
            width, height, _x, _y = replacedbox_layout(box)
            attributes = box.element.attrib if box.element is not None else {}
            line = str(attributes.get("data-line", "0"))
            yield _use(image, width, height, number, str(attributes.get("src", "")), int(line) if line.isdigit() else 0)


def _boxes(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)


def _use(image: Any, width: float, height: float, page: int, source: str, line: int) -> Use:
    ppi = min(image.width / (width / _POINTS), image.height / (height / _POINTS))
    return Use(
        picture=unquote(source).removeprefix(places.PROJECT).removeprefix("./"),
        page=page, line=line, width_px=image.width, height_px=image.height,
        width_mm=round(width / _POINTS * 25.4, 1), height_mm=round(height / _POINTS * 25.4, 1), ppi=round(ppi),
    )  # fmt: skip
