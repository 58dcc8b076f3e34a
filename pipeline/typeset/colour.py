"""What can be printed on, and read in, the colour a group has chosen (WCAG 2.2 contrast)."""

from __future__ import annotations

from dataclasses import dataclass

READABLE = 4.5
"""Contrast ratio that running text needs (WCAG 2.2, success criterion 1.4.3)."""
PAPER, INK, NIGHT = "#FFFFFF", "#111111", "#171513"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A group's spot colour and what follows from it; every colour is written like #B3261E."""

    spot: str

    @property
    def on_spot(self) -> str:
        """What is read on a field of the colour: white or black."""
        return on(self.spot)

    @property
    def ink(self) -> str:
        """The colour, dark enough to be read on paper."""
        return readable(self.spot, PAPER)

    @property
    def night(self) -> str:
        """The colour, light enough to be read on the dark ground of the web pages."""
        return readable(self.spot, NIGHT)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours written like #B3261E, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on(colour: str) -> str:
    """Return the paper's white or the ink's black, whichever is read better on a field of `colour`."""
    return PAPER if contrast(colour, PAPER) >= min(READABLE, contrast(colour, INK)) else INK


def readable(colour: str, ground: str) -> str:
    """Return `colour`, mixed with black or white just as far as it must be to be read on `ground`."""
    towards = INK if contrast(ground, INK) > contrast(ground, PAPER) else PAPER
    for step in range(21):
        mixed = mix(colour, towards, step / 20)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return towards


def mix(first: str, second: str, share: float) -> str:
    """Return the two colours mixed; `share` (0 to 1) is that of the second."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    value = int(colour.removeprefix("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
