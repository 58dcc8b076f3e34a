"""Fit titles: choose a size and where the lines break, so that they come out even and no word is divided."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_POINTS_PER_MM = 72 / 25.4
_KERNING = 1.01
"""Widths are summed without kerning, which is under one per cent either way in the packaged title face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A size a title may have: `size` and `leading` in points, and how many lines it may take at most."""

    size: float
    leading: float
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A text laid out: `size` and `leading` in points, `lines` as they break."""

    size: float
    leading: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """In points."""
        return self.leading * len(self.lines)


def fit(text: str, font: Path, steps: Sequence[Step], measure: float, tracking: float = 0.0) -> Fitted:
    """Return the first of `steps` at which `text` fits into its number of lines of `measure` mm, evenly broken.

    `tracking` is the space put between letters, in em. Where no step fits, the last one is taken, with as many lines as
    it needs.
    """
    words = text.split(" ")
    widths = [_width(word, font) + len(word) * tracking for word in words]
    space = _space(font) + tracking
    width = measure * _POINTS_PER_MM
    for step in steps:
        fitted = _broken(words, [word * step.size for word in widths], space * step.size, width)
        if fitted and len(fitted) <= step.lines:
            return Fitted(size=step.size, leading=step.leading, lines=fitted)
    last = steps[-1]
    lines = _broken(words, [min(word * last.size, width) for word in widths], space * last.size, width)
    return Fitted(size=last.size, leading=last.leading, lines=lines or (text,))


def wrap(text: str, font: Path, size: float, leading: float, measure: float) -> Fitted:
    """Return `text` in even lines of at most `measure` mm at one size."""
    return fit(text, font, (Step(size=size, leading=leading, lines=10_000),), measure)


def with_breaks(html: str, lines: Sequence[str]) -> str:
    """Return `html`, whose text is that of `lines`, with `<br>` at the spaces where lines end."""
    ends = set()
    spaces = 0
    for line in lines[:-1]:
        spaces += line.count(" ") + 1
        ends.add(spaces)
    seen = 0

    def at_space(found: re.Match[str]) -> str:
        nonlocal seen
        if found[0] != " ":
            return found[0]
        seen += 1
        return "<br>" if seen in ends else " "

    return re.sub(r"<[^>]*>| ", at_space, html)


def _broken(words: Sequence[str], widths: Sequence[float], space: float, measure: float) -> tuple[str, ...]:
    """Break into the fewest lines possible, and of those ways choose the most even one; () if a word is too long."""
    if any(width > measure for width in widths):
        return ()
    fewest, used = 1, -space
    starts = [0.0]
    for width in widths:
        if used + space + width > measure:
            fewest, used = fewest + 1, width
        else:
            used += space + width
        starts.append(starts[-1] + width + space)
    if fewest == 1:
        return (" ".join(words),)
    count = len(words)
    mean = (starts[-1] - space * fewest) / fewest
    # costs[end] after k rounds: the least cost of setting the first `end` words in k lines.
    costs = [0.0] + [math.inf] * count
    history: list[list[int]] = []
    for _round in range(fewest):
        following = [math.inf] * (count + 1)
        origin = [0] * (count + 1)
        for end in range(1, count + 1):
            penalty = 0.0 if end == count else _at_end(words[end - 1]) * mean * mean
            for start in range(end - 1, -1, -1):
                width = starts[end] - starts[start] - space
                if width > measure:
                    break
                cost = costs[start] + (width - mean) ** 2 + penalty
                if cost < following[end]:
                    following[end], origin[end] = cost, start
        history.append(origin)
        costs = following
    lines: list[str] = []
    end = count
    for origin in reversed(history):
        lines.append(" ".join(words[origin[end] : end]))
        end = origin[end]
    return tuple(reversed(lines))


def _at_end(word: str) -> float:
    """Return how bad a line ends after `word`: small words belong to what follows, a stop is a good place."""
    if word[-1:] in ",;:.!?…":
        return -0.02
    return 0.04 if len(word) <= 3 else 0.0


@cache
def _advances(font: Path) -> tuple[dict[int, float], float]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        unit = 1 / opened["head"].unitsPerEm
        metrics = opened["hmtx"]
        advances = {point: metrics[name][0] * unit for point, name in opened.getBestCmap().items()}
    return advances, max(advances.get(ord("m"), 0.6), 0.5)


def _width(text: str, font: Path) -> float:
    advances, unknown = _advances(font)
    return sum(advances.get(ord(char), unknown) for char in text) * _KERNING


def _space(font: Path) -> float:
    return _advances(font)[0].get(0x20, 0.25)
