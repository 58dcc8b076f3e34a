"""Spare a text its last page where only a few lines stand on it: set the whole a little closer.

A template offers it: `<body data-closer="9.5pt/12.9pt 9.4pt/12.7pt">`, sizes and leadings to be tried in this order,
and an element with the id `end` where the text ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pipeline.typeset.pdf import Layout

FEW = 0.2
"""A last page filled to less than this is not worth its paper."""
_CLOSER = re.compile(r'<body\b[^>]*\bdata-closer="(?P<steps>[^"]*)"')
_STEP = re.compile(r"(?P<size>[\d.]+pt)/(?P<line>[\d.]+pt)")


def settled(html: str, lay_out: Callable[[str], Layout]) -> Layout:
    """Return the layout of `html`; where its last page has only a few lines, one that does without that page.

    Where no step spares the page, the text stays as it is designed.
    """
    layout = lay_out(html)
    found = _CLOSER.search(html)
    last = _end(layout.document.pages)
    if not found or last is None or last[0] == 0 or last[1] >= FEW:
        return layout
    for step in _STEP.finditer(found["steps"]):
        closer = lay_out(f"{html}<style>:root {{ --text: {step['size']}; --line: {step['line']} }}</style>")
        end = _end(closer.document.pages)
        if end is not None and end[0] < last[0]:
            said = f"set in {step['size']} on {step['line']}, which spares the text a page of a few lines"
            return replace(closer, log=(*closer.log, said))
    return layout


def _end(pages: list[Any]) -> tuple[int, float] | None:
    """Return on which page the text ends, counted from 0, and how full that page is, from 0 to 1."""
    for number, page in enumerate(pages):
        place = page.anchors.get("end")
        if place is not None:
            box = page._page_box
            return number, (place[1] - box.content_box_y()) / box.height
    return None
