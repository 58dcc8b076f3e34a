"""Inks: black alone for what is grey or dark, whole per cents of few inks for the rest, never too much of them."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from pipeline.errors import OctavillaError
from pipeline.project import packaged
from pipeline.typeset import inks

PARTS = st.integers(0, 255)


@pytest.fixture(scope="module")
def press() -> inks.Press:
    return inks.press([packaged("templates")])


def test_the_packaged_press_is_coated_offset_and_its_profile_may_be_given_on(press: inks.Press) -> None:
    assert press.condition == "FOGRA39"
    opened = ImageCms.getOpenProfile(BytesIO(press.profile)).profile
    assert (opened.xcolor_space, opened.device_class.strip()) == ("CMYK", "prtr")
    assert "free of known copyright restrictions" in opened.copyright
    assert (press.path.parent / "LICENCE.txt").is_file()


@given(level=PARTS)
def test_grey_is_black_ink_alone_the_darker_the_more(level: int) -> None:
    press = inks.press([packaged("templates")])
    cyan, magenta, yellow, black = press.inks(level / 255, level / 255, level / 255)
    assert (cyan, magenta, yellow) == (0, 0, 0)
    assert 0 <= black <= 1
    if level:
        assert press.inks((level - 1) / 255, (level - 1) / 255, (level - 1) / 255)[3] >= black


@pytest.mark.parametrize("colour", [(0, 0, 0), (17, 17, 17), (23, 21, 19), (48, 40, 44)])
def test_what_is_as_good_as_black_is_full_black(press: inks.Press, colour: tuple[int, int, int]) -> None:
    assert press.inks(*(part / 255 for part in colour)) == inks.BLACK


@given(red=PARTS, green=PARTS, blue=PARTS)
def test_no_colour_takes_more_ink_than_the_paper(red: int, green: int, blue: int) -> None:
    found = inks.press([packaged("templates")]).inks(red / 255, green / 255, blue / 255)
    assert all(0 <= ink <= 1 for ink in found)
    assert sum(found) <= 3.0 + 1e-9
    assert all(abs(ink * 100 - round(ink * 100)) < 1e-9 for ink in found)


def test_the_default_red_is_three_inks_and_comes_out_as_it_is_on_the_screen(press: inks.Press) -> None:
    red = (0xB3, 0x26, 0x1E)
    found = press.inks(*(part / 255 for part in red))
    assert sum(ink > 0 for ink in found) == 3
    shown = press.screen(Image.new("CMYK", (1, 1), tuple(round(ink * 255) for ink in found))).getpixel((0, 0))
    assert all(abs(one - other) < 16 for one, other in zip(shown, red, strict=True))


def test_a_colour_in_lab_is_printed_as_the_same_one_in_rgb(press: inks.Press) -> None:
    lab = Image.new("RGB", (1, 1), (0xD1, 0x3D, 0x38))
    transform = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lightness, a, b = ImageCms.applyTransform(lab, transform).getpixel((0, 0))
    found = press.inks_of_lab(lightness / 2.55, a - 128, b - 128)
    wanted = press.inks(0xD1 / 255, 0x3D / 255, 0x38 / 255)
    assert all(abs(one - other) <= 0.05 for one, other in zip(found, wanted, strict=True))
    assert press.inks_of_lab(100, 0, 0) == (0, 0, 0, 0)
    assert press.inks_of_lab(50, 0, 0)[:3] == (0, 0, 0)


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "CMYK"])
def test_no_dot_of_a_photograph_takes_too_much_ink(press: inks.Press, mode: str) -> None:
    noise = Image.merge("RGB", [Image.effect_noise((64, 64), 120 + 20 * n) for n in range(3)])
    picture = Image.new("CMYK", (64, 64), (255, 255, 255, 255)) if mode == "CMYK" else noise.convert(mode)
    made = press.picture(picture)
    assert made.mode == "CMYK"
    decoded = Image.open(BytesIO(inks.jpeg(made)))
    assert decoded.size == made.size
    for image in (made, decoded):
        data = image.tobytes()
        assert max(sum(data[start : start + 4]) for start in range(0, len(data), 4)) <= 3.0 * 255


def test_a_projects_own_profile_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "inks"
    own.mkdir()
    shutil.copy(inks.press([packaged("templates")]).path, own / "our-shop.icc")
    assert inks.press([tmp_path, packaged("templates")]).path == own / "our-shop.icc"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nothing", "is no ICC profile"),
        (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), "for RGB, not for a CMYK press"),
    ],
)
def test_a_profile_that_is_none_is_an_error_that_names_it(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "inks").mkdir()
    file = tmp_path / "inks" / "x.icc"
    file.write_bytes(content)
    with pytest.raises(OctavillaError, match=said) as caught:
        inks.press([tmp_path])
    assert caught.value.path == file
