"""Colours of the screen as inks of the press: cyan, magenta, yellow and black, by an ICC profile and printers' rules.

Grey is black ink alone, and so is all dark neutral colour: text of four inks that do not lie exactly on each other
cannot be read. Only a large black field gets cyan under the black, which by itself is grey on a press; one more ink,
not three, because what stands in such a field is often small white text. Other colours go through the profile, and no
place gets more ink than the paper takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.errors import OctavillaError

FOLDER = "inks"
"""Of the templates: holds the press's ICC profile. A project's own in its `templates/inks/` takes the place of ours."""
MOST = 300
"""Ink at one place, in per cent, all four added up: what coated paper takes in sheet-fed offset."""
PICTURES_MOST = 285
"""The same for photographs, which change a little when they are compressed."""
RICH_BLACK = (0.4, 0.0, 0.0, 1.0)
BLACK = (0.0, 0.0, 0.0, 1.0)
_DARK = 0x30
"""A colour none of whose parts is lighter, of 255, is black."""
_NEUTRAL = 6
"""By how much the parts of a grey may differ, of 255."""
_TRACE = 3
"""Per cent; less of an ink prints as specks."""
_REGISTERED = re.compile(r"FOGRA\s?(\d{2})|CGATS\s?TR\s?(\d{3})", re.IGNORECASE)
_JPEG_QUALITY = 93

Inks = tuple[float, float, float, float]
"""Shares of cyan, magenta, yellow and black, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Press:
    """A printing condition: its ICC profile, of class `prtr`, for CMYK."""

    path: Path

    @property
    def profile(self) -> bytes:
        """The profile's bytes."""
        return self.path.read_bytes()

    @property
    def title(self) -> str:
        """What the profile calls itself."""
        return _engine(self.path).title

    @property
    def condition(self) -> str:
        """Its name in the registry of printing conditions, like FOGRA39; empty for a profile of a shop's own."""
        found = _REGISTERED.search(self.title)
        if not found:
            return ""
        return f"FOGRA{found[1]}" if found[1] else f"CGATS TR {found[2]}"

    def inks(self, red: float, green: float, blue: float) -> Inks:
        """Return what a colour of sRGB, parts from 0 to 1, is printed with."""
        return _of_rgb(self.path, *(min(255, max(0, round(part * 255))) for part in (red, green, blue)))

    def inks_of_lab(self, lightness: float, a: float, b: float) -> Inks:
        """Return what a colour of CIE Lab (D50; 0 to 100, about -128 to 127) is printed with."""
        return _engine(self.path).from_lab(lightness, a, b)

    def picture(self, image: Any) -> Any:
        """Return a Pillow image of any mode as one of mode CMYK."""
        return _engine(self.path).picture(image)

    def screen(self, image: Any) -> Any:
        """Return a Pillow image of mode CMYK as one of mode RGB."""
        return _engine(self.path).screen(image)


def press(folders: Sequence[Path]) -> Press:
    """Return the press to print on: the ICC profile in `inks/` of the first templates folder that has one.

    Raises OctavillaError for a file that is no profile of a CMYK printer.
    """
    for folder in folders:
        found = sorted(path for path in (folder / FOLDER).glob("*") if path.suffix.lower() in (".icc", ".icm"))
        if found:
            _engine(found[0])
            return Press(found[0])
    raise OctavillaError(f"there is no ICC profile in templates/{FOLDER}/. Install Octavilla again.")


@cache
def _of_rgb(path: Path, red: int, green: int, blue: int) -> Inks:
    parts = (red, green, blue)
    if min(parts) == 255:
        return (0.0, 0.0, 0.0, 0.0)
    if max(parts) <= _DARK:
        return BLACK
    engine = _engine(path)
    if max(parts) - min(parts) <= _NEUTRAL:
        return (0.0, 0.0, 0.0, engine.black_for(sum(parts) / 765))
    return engine.from_rgb(parts)


@cache
def _engine(path: Path) -> _Engine:
    return _Engine(path)


class _Engine:
    """Little CMS with one profile."""

    def __init__(self, path: Path) -> None:
        from PIL import ImageCms

        try:
            profile = ImageCms.getOpenProfile(BytesIO(path.read_bytes()))
            space, kind = profile.profile.xcolor_space.strip(), profile.profile.device_class.strip()
        except (OSError, ImageCms.PyCMSError) as error:
            raise OctavillaError("is no ICC profile. Ask the print shop for the right file.", path=path) from error
        if (space, kind) != ("CMYK", "prtr"):
            message = f"is an ICC profile for {space}, not for a CMYK press. Ask the print shop for the right file."
            raise OctavillaError(message, path=path)
        self.title = str(profile.profile.profile_description or path.stem).strip()
        screen, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        black = ImageCms.Flags.BLACKPOINTCOMPENSATION
        self._from_rgb = ImageCms.buildTransform(screen, profile, "RGB", "CMYK", intent, black)
        self._from_lab = ImageCms.buildTransform(lab, profile, "LAB", "CMYK", intent, black)
        self._to_rgb = ImageCms.buildTransform(profile, screen, "CMYK", "RGB", intent, black)
        self._lightness = self._ramp()

    def _ramp(self) -> tuple[float, ...]:
        """Return how light 0 to 100 % of black alone looks, the paper being 1 and full black 0."""
        from PIL import Image

        ramp = Image.new("CMYK", (101, 1))
        ramp.putdata([(0, 0, 0, round(step * 2.55)) for step in range(101)])
        shown = self._applied(ramp, self._to_rgb)
        light = [_lightness(shown.getpixel((step, 0))[1] / 255) for step in range(101)]
        return tuple((value - light[100]) / (light[0] - light[100]) for value in light)

    def black_for(self, tone: float) -> float:
        """Return how much black looks like a grey of sRGB, 0 to 1."""
        wanted = _lightness(tone) / 100
        return min(range(101), key=lambda step: abs(self._lightness[step] - wanted)) / 100

    def from_rgb(self, parts: tuple[int, ...]) -> Inks:
        from PIL import Image

        return _limited(self._applied(Image.new("RGB", (1, 1), parts), self._from_rgb).getpixel((0, 0)))

    def from_lab(self, lightness: float, a: float, b: float) -> Inks:
        from PIL import Image

        if abs(a) < 2 and abs(b) < 2:
            wanted = lightness / 100
            return (0.0, 0.0, 0.0, min(range(101), key=lambda step: abs(self._lightness[step] - wanted)) / 100)
        parts = (round(lightness * 2.55), *(min(255, max(0, round(value) + 128)) for value in (a, b)))
        return _limited(self._applied(Image.new("LAB", (1, 1), parts), self._from_lab).getpixel((0, 0)))

    def picture(self, image: Any) -> Any:
        from PIL import Image, ImageMath

        made = image if image.mode == "CMYK" else self._applied(image.convert("RGB"), self._from_rgb)
        channels = dict(zip("cmyk", made.split(), strict=True))
        most = round(PICTURES_MOST * 2.55)

        def less(name: str) -> Callable[[Any], Any]:
            def made(values: Any) -> Any:
                total = values["c"] + values["m"] + values["y"] + values["k"]
                excess = values["max"](total - most, 0)
                return values["convert"](values["max"](values[name] - (excess + 2) / 3, 0), "L")

            return made

        limited = [ImageMath.lambda_eval(less(name), **channels) for name in "cmy"]
        return Image.merge("CMYK", (*limited, channels["k"]))

    def screen(self, image: Any) -> Any:
        return self._applied(image, self._to_rgb)

    @staticmethod
    def _applied(image: Any, transform: Any) -> Any:
        from PIL import ImageCms

        return ImageCms.applyTransform(image, transform)


def jpeg(image: Any) -> bytes:
    """Return a CMYK image as JPEG; its numbers are the other way round there, as is usual."""
    out = BytesIO()
    image.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return out.getvalue()


def _limited(parts: Sequence[int]) -> Inks:
    """Return whole per cents without traces, at most `MOST` together; black stays."""
    cyan, magenta, yellow, black = (_whole(part) for part in parts)
    colour = cyan + magenta + yellow
    if colour + black > MOST:
        share = (MOST - black) / colour
        cyan, magenta, yellow = (int(ink * share) for ink in (cyan, magenta, yellow))
    return (cyan / 100, magenta / 100, yellow / 100, black / 100)


def _whole(part: int) -> int:
    per_cent = round(part / 2.55)
    return 0 if per_cent < _TRACE else 100 if per_cent > 100 - _TRACE else per_cent


def _lightness(tone: float) -> float:
    """Return the lightness L* of a grey of sRGB, 0 to 1."""
    linear = float(tone / 12.92 if tone <= 0.04045 else ((tone + 0.055) / 1.055) ** 2.4)
    return float(116 * linear ** (1 / 3) - 16 if linear > 0.008856 else 903.3 * linear)
