"""What can be printed on, and read in, the colours a group has chosen: on the screen, on paper, and in grey.

Contrast is that of WCAG 2.2, taken twice: of the colours, and of the greys that a black-and-white printer makes of
them, which weigh red, green and blue otherwise (ITU-R BT.601) and turn a bright red nearly black. The lesser counts.
"""

from __future__ import annotations

from dataclasses import dataclass

READABLE = 4.5
"""Contrast ratio that running text needs (WCAG 2.2, success criterion 1.4.3)."""
LARGE = 3.0
"""Contrast ratio that large type needs: 18 pt, or 14 pt bold (same criterion)."""
PAPER, INK = "#FFFFFF", "#000000"
NIGHT, DUSK = "#171513", "#231F1C"
"""The grounds of dark web pages: the page's, and that of what is marked on it."""
_PALE = 0.88
"""Share of paper in a tint."""
_STEPS = 50
_DULL = 0.4
"""Share of black or white from which a colour is itself no more: yellow turns olive. Black or white is better then."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A group's two colours and what follows from them; every colour is written like #B3261E."""

    wished: str
    wished_second: str = ""
    """Empty for black."""

    @property
    def spot(self) -> str:
        """The colour as a field with text on it: the wished one, or a little darker or lighter where none can be."""
        return field(self.wished)

    @property
    def on_spot(self) -> str:
        """What is read on a field of the colour: white or black."""
        return on(self.spot)

    @property
    def ink(self) -> str:
        """The colour, dark enough to be read on paper and on its tint."""
        return readable(self.wished, self.tint)

    @property
    def tint(self) -> str:
        """A pale ground of the colour."""
        return mix(self.wished, PAPER, _PALE)

    @property
    def night(self) -> str:
        """The colour, light enough to be read on the dark ground of the web pages."""
        return readable(self.wished, DUSK)

    @property
    def second(self) -> str:
        """The second colour as a field with text on it; black where the group has none."""
        return field(self.wished_second or INK)

    @property
    def on_second(self) -> str:
        """What is read on a field of the second colour."""
        return on(self.second)

    @property
    def second_ink(self) -> str:
        """The second colour, dark enough to be read on paper and on its tint."""
        return readable(self.wished_second or INK, self.second_tint)

    @property
    def second_tint(self) -> str:
        """A pale ground of the second colour; a light grey where the group has none."""
        return mix(self.wished_second, PAPER, _PALE) if self.wished_second else "#EEEEEE"

    @property
    def second_night(self) -> str:
        """The second colour, light enough for the dark ground of the web pages."""
        return readable(self.wished_second or PAPER, DUSK)

    def notices(self) -> tuple[str, ...]:
        """Return what was changed so that text can be read, one line for each colour; nothing where nothing was."""
        found = []
        for name, wished, spot, ink in (
            ("colour", self.wished, self.spot, self.ink),
            ("second_colour", self.wished_second, self.second, self.second_ink),
        ):
            changes = []
            if wished and spot.upper() != wished.upper():
                changes.append(f"fields with text on them are printed in {spot}")
            if wished and legibility(wished, PAPER) < READABLE:
                changes.append(f"text on paper is printed in {'black' if ink == INK else ink}")
            if changes:
                found.append(f"{name} {wished}: {' and '.join(changes)}, so that it can be read, also in grey")
        return tuple(found)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours written like #B3261E, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def grey(colour: str) -> str:
    """Return the grey that a black-and-white printer makes of `colour` (ITU-R BT.601 luma)."""
    red, green, blue = _channels(colour)
    value = round(0.299 * red + 0.587 * green + 0.114 * blue)
    return f"#{value:02X}{value:02X}{value:02X}"


def legibility(ink: str, ground: str) -> float:
    """Return the contrast ratio of `ink` on `ground` in colour or in grey, whichever is less."""
    return min(contrast(ink, ground), contrast(grey(ink), grey(ground)))


def on(colour: str) -> str:
    """Return the paper's white or the ink's black, whichever is read better on a field of `colour`."""
    white = legibility(PAPER, colour)
    return PAPER if white >= min(READABLE, legibility(INK, colour)) else INK


def field(colour: str) -> str:
    """Return `colour`, darkened or lightened just as far as it must be for white or black to be read on it."""
    for step in range(_STEPS + 1):
        for towards, text in ((INK, PAPER), (PAPER, INK)):
            mixed = mix(colour, towards, step / _STEPS)
            if legibility(text, mixed) >= READABLE:
                return mixed
    return INK


def readable(colour: str, ground: str) -> str:
    """Return `colour`, mixed with black or white just as far as it must be to be read on `ground`.

    Black or white itself where little would be left of the colour.
    """
    towards = INK if legibility(INK, ground) > legibility(PAPER, ground) else PAPER
    for step in range(round(_STEPS * _DULL) + 1):
        mixed = mix(colour, towards, step / _STEPS)
        if legibility(mixed, ground) >= READABLE:
            return mixed
    return towards


def mix(first: str, second: str, share: float) -> str:
    """Return the two colours mixed; `share` (0 to 1) is that of the second."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour written like #B3261E, 0 to 1 (WCAG 2.2)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    value = int(colour.removeprefix("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255
