"""Fonts: only packaged ones or the project's, subset the same way every time."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pipeline.errors import OctavillaError
from pipeline.typeset import fonts

NEEDED = "«»“”‘’—–¿¡ºª§†•…€áéíóúñçãõ½ÁÉÍÓÚÑÇÃÕ1234567890"


@pytest.mark.parametrize("family", [fonts.TEXT, fonts.DISPLAY])
def test_packaged_faces_have_the_signs_we_need(family: str) -> None:
    for face in fonts.faces(family):
        assert fonts.missing(NEEDED, [face]) == "", face.path.name


def test_the_text_face_has_small_capitals_and_old_style_figures() -> None:
    regular = fonts.face_for(fonts.faces(fonts.TEXT), 400)
    with TTFont(regular.path) as font:
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"smcp", "c2sc", "onum", "lnum", "sups"} <= features


def test_missing_signs_are_found_and_spaces_are_none() -> None:
    assert fonts.missing("a b\u00a0c ✊ 你", fonts.faces(fonts.TEXT)) == "✊你"


def test_an_unknown_family_says_where_to_put_it() -> None:
    with pytest.raises(OctavillaError, match="templates/fonts"):
        fonts.faces("Comic Papyrus")


def test_a_projects_own_font_is_found_by_its_name(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "fonts").mkdir(parents=True)
    source = fonts.face_for(fonts.faces(fonts.DISPLAY), 800).path
    with TTFont(source) as font:
        for record in font["name"].names:
            if record.nameID in (1, 16):
                record.string = "Barricade"
        font.save(own / "fonts" / "barricade.ttf")
    (face,) = fonts.faces("barricade", [own])
    assert (face.family, face.weight, face.folder) == ("Barricade", 800, "templates/fonts")
    assert "project/templates/fonts/barricade.ttf" in fonts.css([face], "packaged/", own="project/")


def test_a_broken_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "broken.ttf").write_bytes(b"no font")
    with pytest.raises(OctavillaError, match=r"broken\.ttf"):
        fonts.faces("Broken", [tmp_path])


def test_web_files_are_small_the_same_every_time_and_named_in_the_style_sheet(tmp_path: Path) -> None:
    face = fonts.face_for(fonts.faces(fonts.DISPLAY), 800)
    files = fonts.web_files([face])
    copy = tmp_path / face.path.name
    shutil.copy(face.path, copy)
    again = fonts.web_files([fonts.Face(family=face.family, weight=800, style="normal", path=copy)])
    assert files == again
    sheet = fonts.web_css([face])
    for name, content in files.items():
        assert name in sheet
        assert len(content) < 60_000
    with TTFont(BytesIO(files[f"{face.stem}.woff2"])) as font:
        assert {ord(char) for char in NEEDED if ord(char) in fonts.LATIN} <= set(font.getBestCmap())
