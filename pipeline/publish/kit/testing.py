"""What is drawn on the test sheet: frames near the edges, rulers of 10 cm, and the arrow of both sides."""

from __future__ import annotations

from markupsafe import Markup

from pipeline.typeset.imposition.papers import Size

EDGES = (3, 4, 5, 6, 8, 10)
"""Distances of the frames from the edges of the paper, in mm."""
LENGTH = 100
"""Millimetres that a ruler is long."""
_ASIDE = 5.0
"""Millimetres of its picture beyond each end of a ruler."""


def frames(paper: Size) -> Markup:
    """Return frames near the edges of a page, each with its distance; the picture is as large as the page."""
    parts = []
    for number, edge in enumerate(EDGES):
        parts.append(
            f'<rect x="{edge}" y="{edge}" width="{paper.width - 2 * edge:g}" height="{paper.height - 2 * edge:g}" '
            'fill="none" stroke="#000" stroke-width=".2"/>'
        )
        for x in (24 + 9 * number, paper.width - 74 + 9 * number):
            for y in (edge, paper.height - edge):
                parts.append(
                    f'<rect x="{x - 2:g}" y="{y - 1.2:g}" width="4" height="2.4" fill="#fff"/>'
                    f'<text x="{x:g}" y="{y + 1.05:g}" font-size="3" text-anchor="middle">{edge}</text>'
                )
    return _svg(paper.width, paper.height, "".join(parts), "frames")


def ruler(*, down: bool = False) -> Markup:
    """Return a line of 100 mm with its millimetres; its picture is 110 × 11 mm, or 12 × 110 mm."""
    parts = [f'<path d="M0 0V6M{LENGTH} 0V6M0 3H{LENGTH}" stroke="#000" stroke-width=".4"/>']
    for millimetre in range(1, LENGTH):
        long = 2.4 if millimetre % 10 == 0 else 1.6 if millimetre % 5 == 0 else 1.0
        parts.append(f'<path d="M{millimetre} 3v-{long:g}" stroke="#000" stroke-width=".15"/>')
    for centimetre in range(LENGTH // 10 + 1):
        parts.append(f'<text x="{10 * centimetre}" y="9.4" font-size="3.4" text-anchor="middle">{centimetre}</text>')
    drawn = "".join(parts)
    if down:
        return _svg(12, LENGTH + 2 * _ASIDE, f'<g transform="translate(11 {_ASIDE}) rotate(90)">{drawn}</g>', "upright")
    return _svg(LENGTH + 2 * _ASIDE, 11, f'<g transform="translate({_ASIDE} .5)">{drawn}</g>', "rule")


def arrow() -> Markup:
    """Return the arrow that points to the head of its side."""
    return _svg(40, 52, '<path d="M20 1L38 24H27V51H13V24H2Z" fill="#000"/>', "arrow")


def _svg(width: float, height: float, parts: str, name: str) -> Markup:
    return Markup(
        f'<svg class="{name}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{parts}</svg>'
    )
