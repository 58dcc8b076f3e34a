"""How sharp photographs come out at the size that they have on the page, and who is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pipeline.typeset import pdf, resolution


def uses(body: str, project: Path) -> tuple[resolution.Use, ...]:
    style = "<style>@page { size: 200mm 200mm; margin: 10mm } body { margin: 0 }</style>"
    html = f'<!DOCTYPE html><html lang="en"><head><title>x</title>{style}</head><body>{body}'
    return resolution.uses(pdf.lay_out(html, project, project / "texts" / "x.md").document.pages)


@pytest.fixture
def photo(project: Path) -> Path:
    Image.new("RGB", (600, 300)).save(project / "texts" / "a photo.png")
    return project


def test_dots_an_inch_are_those_at_the_size_on_the_page(photo: Path) -> None:
    (use,) = uses('<img src="a%20photo.png" data-line="7" style="width: 50.8mm">', photo)
    assert (use.picture, use.page, use.line) == ("a photo.png", 1, 7)
    assert (use.width_px, use.height_px) == (600, 300)
    assert (use.width_mm, use.height_mm) == (50.8, 25.4)
    assert use.ppi == 300
    assert use.facts()["ppi"] == 300


def test_what_is_cut_off_does_not_count(photo: Path) -> None:
    (use,) = uses('<img src="a photo.png" style="width: 25.4mm; height: 25.4mm; object-fit: cover">', photo)
    assert use.ppi == 300
    (use,) = uses('<img src="a photo.png" style="width: 25.4mm; height: 25.4mm; object-fit: fill">', photo)
    assert use.ppi == 300
    (use,) = uses('<img src="a photo.png" style="width: 50.8mm; height: 50.8mm; object-fit: fill">', photo)
    assert use.ppi == 150


def test_each_page_and_each_size_is_told_of_and_drawings_are_not(photo: Path) -> None:
    body = '<img src="a photo.png" style="width: {}mm; break-after: page; display: block">'
    found = uses(body.format(50.8) + body.format(101.6) + '<img src="pictures/square.svg">', photo)
    assert [(use.page, use.ppi) for use in found] == [(1, 300), (2, 150)]


@pytest.mark.parametrize(
    ("width", "shop", "said"),
    [(50.8, True, ""), (70, False, ""), (70, True, "a print shop wants 250 to 300"), (127, False, "looks coarse"),
     (127, True, "looks coarse")],
)  # fmt: skip
def test_who_is_told_of_what(photo: Path, width: float, shop: bool, said: str) -> None:
    found = uses(f'<img src="a photo.png" style="width: {width}mm">', photo)
    lines = resolution.messages(found, shop=shop)
    assert [said in line for line in lines] == ([True] if said else [])
    if said == "looks coarse":
        first = "a photo.png has 120 dots an inch at 127 mm on page 1, which looks coarse"
        assert lines == (f"{first}: use a file 1500 dots wide, or show it smaller",)
