"""Themes: a folder that makes all formats look otherwise, and text that can be read in any of them, also in grey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.project import Publisher, names_in, open_project, packaged, parse_configuration
from pipeline.review.edition import Edition
from pipeline.typeset import fonts, legible, themes
from pipeline.typeset.colour import LARGE, READABLE
from pipeline.typeset.produce import produce
from pipeline.typeset.render import Renderer
from pipeline.typeset.web import Frame, Head, short_page

Make = Callable[..., Edition]
THEMES = ("pamphlet", "classic", "poster", "newsletter")
HARD = {
    "yellow, light blue": ("#FFD500", "#9CD3F0"),
    "light blue alone": ("#9CD3F0", ""),
    "black, mid grey": ("#000000", "#808080"),
    "mid grey, yellow": ("#808080", "#FFD500"),
    "bright red, green": ("#FF0000", "#00B050"),
}
TEXT = """---
title: The wall that would not dry
subtitle: What twelve households found out, and what they would do sooner next time.
topic: Housing
author: Nora Whitlock
date: 2026-02-14
licence: CC BY-SA 4.0
---

Rent is **late** and the wall is wet.[^1] We asked three neighbours, and all of them had *the same* answer for us.

## What to do

- Photograph the wall once a week.
- Write down the day.

### If nothing happens

> A wall has no opinions.

| What you see | Cause |
|:--|:--|
| Black spots | Condensation |

[^1]: A fourth kind goes away by itself.
"""


def rendered(root: Path, renderer: Renderer, made: Edition, publisher: Publisher, format: str) -> bytes:
    html = renderer.print(made, publisher, format)
    return produce(html, renderer.format(format), root=root, base=root / "texts" / "x.md").pages_pdf


def test_there_are_designs_that_say_how_they_look() -> None:
    assert set(THEMES) <= set(names_in("themes", Path("nowhere")))
    loaded = [themes.load((packaged("templates"),), name) for name in THEMES]
    assert len({theme.display_font for theme in loaded}) == len(THEMES)
    for theme in loaded:
        # The formats' own sheets look as the pamphlet does.
        assert theme.name == "pamphlet" or {"print.css", "web.css"} <= set(theme.sheets)


@pytest.mark.parametrize("name", THEMES)
def test_the_fonts_of_a_theme_have_the_signs_of_our_languages_and_its_weights(name: str) -> None:
    theme = themes.load((packaged("templates"),), name)
    needed = "«»“”‘’—–¿¡ºª§†•…€áéíóúñçãõ½ÁÉÍÓÚÑÇÃÕ1234567890"
    names = theme.families()
    for family in {names.text, names.display, names.label}:
        for face in fonts.faces(family):
            assert fonts.missing(needed, [face]) == "", face.path.name
    for voice in (theme.titles, theme.pulls):
        family = {"text": names.text, "display": names.display, "label": names.label}[voice.role]
        face = fonts.face_for(fonts.faces(family), voice.weight, voice.style)
        assert abs(face.weight - voice.weight) <= 100


@pytest.mark.parametrize("name", THEMES)
def test_the_text_face_of_a_theme_has_small_capitals_and_old_style_figures(name: str) -> None:
    theme = themes.load((packaged("templates"),), name)
    regular = fonts.face_for(fonts.faces(theme.text_font), 400)
    with TTFont(regular.path) as font:
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"smcp", "c2sc", "onum", "lnum"} <= features


def test_a_cut_for_large_sizes_is_finer_than_the_text_face_and_the_same_each_time() -> None:
    cut = fonts.face_for(fonts.faces("Source Serif Display"), 600)
    assert fonts.packaged_file(cut.path.name) == cut.path
    with TTFont(cut.path) as font:
        assert "fvar" not in font
        display = font["hmtx"]["n"][0] / font["head"].unitsPerEm
    with TTFont(fonts.face_for(fonts.faces(fonts.TEXT), 600).path) as font:
        assert display < font["hmtx"]["n"][0] / font["head"].unitsPerEm


def test_titles_are_fitted_in_the_face_size_and_capitals_of_the_theme(
    renderer: Renderer, publisher: Publisher, edition: Make
) -> None:
    made = edition(TEXT)
    pages = {name: renderer.print(made, replace(publisher, theme=name), "booklet") for name in THEMES}
    assert "--title-case: uppercase" in pages["poster"]
    assert '--title-font: "Anton"' in pages["poster"]
    assert '--title-font: "Source Serif Display"' in pages["classic"]
    assert len({page[page.index('class="cover-title"') :][:80] for page in pages.values()}) == len(THEMES)


def test_a_groups_own_fonts_come_before_the_themes_and_labels_go_with_them() -> None:
    classic = themes.load((packaged("templates"),), "classic")
    assert classic.families(text="Anton").label == "Anton"
    assert classic.families(display="Anton").label == classic.text_font
    newsletter = themes.load((packaged("templates"),), "newsletter")
    assert newsletter.families(display="Anton") == themes.Families(
        text=newsletter.text_font, display="Anton", label="Anton"
    )


# A project's own theme


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "templates" / "themes" / "mine"
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text(
        'title = "Mine"\ndisplay_font = "Anton"\n[titles]\nweight = 400\nscale = 0.5\n', encoding="utf-8"
    )
    (folder / "print.css").write_text(":root { --label-ink: #ABCDEF }", encoding="utf-8")
    (folder / "booklet.css").write_text(".cover { --mine: 1 }", encoding="utf-8")
    return tmp_path


def test_a_project_may_bring_a_theme_of_its_own(own: Path, publisher: Publisher, edition: Make) -> None:
    configuration = parse_configuration('[design]\ntheme = "mine"\n', own / "octavilla.toml")
    assert configuration.publisher.theme == "mine"
    renderer = Renderer([own / "templates"])
    mine = replace(publisher, theme="mine")
    booklet, a4 = (renderer.print(edition(TEXT), mine, name) for name in ("booklet", "a4"))
    for page in (booklet, a4):
        assert "--label-ink: #ABCDEF" in page
        assert '--display-font: "Anton"' in page
        assert page.index("--label-ink: #ABCDEF") > page.index("--label-ink: var(--ink)")
    assert "--mine: 1" in booklet
    assert "--mine: 1" not in a4
    assert renderer.illegible(mine) == ("theme mine: --label-ink on --paper has a contrast of 1.7, and text needs 4.5",)


def test_a_changed_theme_makes_the_fingerprint_another(own: Path, publisher: Publisher) -> None:
    renderer = Renderer([own / "templates"])
    before = renderer.fingerprint(publisher)
    (own / "templates" / "themes" / "mine" / "print.css").write_text(":root { --label-ink: #000 }", encoding="utf-8")
    assert renderer.fingerprint(publisher) != before


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("colour = 1", "no such setting"),
        ("[titles]\nweight = 50", "whole number from 100 to 999"),
        ("[titles]\nscale = 9", "number from 0.3 to 3"),
        ("[pulls]\nfont = 'other'", "text, display or label"),
        ("title = ", "Each line reads"),
    ],
)
def test_a_mistake_in_a_theme_is_told_with_its_file(own: Path, line: str, message: str) -> None:
    file = own / "templates" / "themes" / "mine" / "theme.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(OctavillaError, match=message) as caught:
        themes.load((own / "templates",), "mine")
    assert caught.value.path == file


def test_a_theme_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match="classic") as caught:
        parse_configuration('[design]\n\ntheme = "loud"\n', tmp_path / "octavilla.toml")
    assert caught.value.line == 3


# Logo and second colour


def test_the_logo_is_a_picture_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "sign.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "secret.svg").write_text("<svg/>", encoding="utf-8")
    file = tmp_path / "octavilla.toml"
    file.write_text('[design]\nlogo = "sign.svg"\n', encoding="utf-8")
    assert open_project(tmp_path).configuration.publisher.logo == "sign.svg"
    for name, message in (
        ("gone.svg", "is not there"),
        ("../../secret.svg", "lies outside the project"),
        ("https://example.org/sign.svg", "is on the network"),
    ):
        file.write_text(f'title = "x"\n[design]\nlogo = "{name}"\n', encoding="utf-8")
        with pytest.raises(OctavillaError, match=message) as caught:
            open_project(tmp_path)
        assert (caught.value.path, caught.value.line) == (file, 3)


@pytest.mark.parametrize("format", ["a4", "booklet", "tri-fold", "zine"])
def test_the_logo_is_printed(renderer: Renderer, publisher: Publisher, edition: Make, format: str) -> None:
    assert "pictures/square.svg" not in renderer.print(edition(TEXT), publisher, format)
    shown = renderer.print(edition(TEXT), replace(publisher, logo="pictures/square.svg"), format)
    assert 'src="pictures/square.svg" alt="Harbour Press"' in shown


def test_the_logo_is_on_the_web(renderer: Renderer, publisher: Publisher, edition: Make) -> None:
    mine = replace(publisher, logo="pictures/square.svg")
    assert 'src="assets/media/texts/pictures/square.svg"' in renderer.web(edition(TEXT), mine, assets="assets")
    frame = Frame(renderer=renderer, publisher=mine, language=language("es"), assets="../assets")
    assert 'src="../assets/media/texts/pictures/square.svg"' in short_page(frame, (), Head(), home="x")


def test_both_colours_come_to_print_and_web(renderer: Renderer, publisher: Publisher, edition: Make) -> None:
    mine = replace(publisher, colour="#1E4E8C", second_colour="#F47B20")
    for page in (
        renderer.print(edition(TEXT), mine, "a4"),
        renderer.web_assets(mine)["style.css"].decode(),
    ):
        assert "--spot: #1E4E8C" in page
        assert "--second: #F47B20" in page
        assert "--on-second: #000000" in page
        assert "--second-ink: #AB5616" in page


# What can be read


@pytest.mark.parametrize("colours", HARD.values(), ids=HARD.keys())
@pytest.mark.parametrize("name", THEMES)
def test_no_theme_sets_text_in_a_colour_too_near_to_its_ground(
    renderer: Renderer, publisher: Publisher, name: str, colours: tuple[str, str]
) -> None:
    mine = replace(publisher, theme=name, colour=colours[0], second_colour=colours[1])
    assert renderer.illegible(mine) == ()


def test_properties_are_followed_and_what_cannot_be_judged_counts_as_wrong() -> None:
    sheets = [
        ":root { --a: #fff; --b: var(--a); --c: var(--gone, #777); --d: rgb(1 2 3); --e: transparent }",
        "@media (prefers-color-scheme: dark) { :root { --a: #000 } }",
        "p { --b: #000 } :root, html { --c: black }",
    ]
    pairs = [legible.Pair("--c", "--b"), legible.Pair("--d", "--a"), legible.Pair("--a", "--e")]
    assert [(fault.pair.ink, fault.ratio) for fault in legible.faults(sheets, pairs)] == [("--d", 1.0), ("--a", 1.0)]
    assert legible.faults(sheets, pairs[:1], dark=True)[0].ratio == 1.0


def lines(pdf: bytes) -> Iterator[tuple[int, str, float, Any, Any]]:
    """Yield each piece of text in one face: page, text, height in points, its picture in colour and in grey."""
    scale = 4.0
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        page = document[number]
        colour = page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
        grey = page.render(scale=scale, grayscale=True).to_numpy().reshape(colour.shape[:2])
        text, height = page.get_textpage(), page.get_height()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            words = text.get_text_bounded(left, bottom, right, top).strip()
            box = (
                slice(max(0, round((height - top) * scale) - 2), round((height - bottom) * scale) + 2),
                slice(max(0, round(left * scale) - 2), round(right * scale) + 2),
            )
            if any(char.isalnum() for char in words) and colour[box].size:
                yield number + 1, words, top - bottom, colour[box], grey[box]


def luminance(values: Any) -> Any:
    """Return the relative luminance of an array of colours (last axis red, green, blue), 0 to 1."""
    shares = values / 255
    linear = numpy.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ numpy.array([0.2126, 0.7152, 0.0722])


def measured(picture: Any) -> float:
    """Return the contrast of what stands in a picture with its ground, which is what most of its edge shows."""
    bright = luminance(picture.astype(float))
    edge = numpy.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    ground = float(numpy.median(edge))
    # The strokes' middle: the outermost hundredth of the dots, since edges are mixed with the ground.
    inks = (float(numpy.quantile(bright, share)) for share in (0.01, 0.99))
    return max((max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) for ink in inks)


FORMATS = ("a4", "booklet", "folder", "zine")


def too_pale(pdf: bytes) -> list[str]:
    found = []
    for page, words, height, colour, grey in lines(pdf):
        ratio = min(measured(colour), measured(numpy.repeat(grey[:, :, None], 3, axis=2)))
        # A hundredth is what rounding to 255 steps and the mixing at the edges of strokes take.
        if ratio < (LARGE if height >= 14 else READABLE) * 0.97:
            found.append(f"page {page}, {ratio:.2f}: {words[:40]}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "colours", "format"),
    # Every theme with every pair of colours; each of the two with every format.
    [
        pytest.param(name, HARD[colours], FORMATS[(row + column) % len(FORMATS)], id=f"{name}-{colours}")
        for row, name in enumerate(THEMES)
        for column, colours in enumerate(HARD)
    ],
)
def test_text_can_be_read_on_the_pages_themselves_in_colour_and_in_grey(
    project: Path,
    renderer: Renderer,
    publisher: Publisher,
    edition: Make,
    name: str,
    colours: tuple[str, str],
    format: str,
) -> None:
    mine = replace(publisher, theme=name, colour=colours[0], second_colour=colours[1])
    assert too_pale(rendered(project, renderer, edition(TEXT, approved=4), mine, format)) == []


def test_pale_text_on_a_page_is_found(own: Path, project: Path, publisher: Publisher, edition: Make) -> None:
    """What the measurement above would say of a page that cannot be read."""
    pages = rendered(project, Renderer([own / "templates"]), edition(TEXT), replace(publisher, theme="mine"), "a4")
    assert any("PUBLISHED" in line.upper() for line in too_pale(pages))
