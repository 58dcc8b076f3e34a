"""A chart of what was handed out, by language and by format: bars with their numbers, told apart without colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.publish.kit.handed import Row

WIDTH = 180.0
"""Millimetres of a chart."""
_NAME, _BAR, _LINE, _HEAD = 46.0, 96.0, 11.0, 12.0
_HIGH = 8.0
"""Millimetres that a bar is high."""
_FILLS = (
    ("#111", "", 0.0), ("#fff", "down", 1.6), ("#F0C75E", "", 0.0), ("#fff", "across", 1.6), ("#6FA8A0", "", 0.0),
    ("#ddd", "down", 4.0),
)  # fmt: skip
"""Ground of a bar, and the lines on it with their distance: told apart without colours too, and on a copier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it is called, and how many of how many."""

    name: str
    handed: int
    printed: int


def by(rows: Iterable[Row], name: Callable[[Row], str]) -> tuple[Bar, ...]:
    """Return the bars of rows, summed by `name`, in the order in which names first come."""
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        handed, printed = sums.get(name(row), (0, 0))
        sums[name(row)] = (handed + row.handed, printed + max(row.printed, row.handed))
    return tuple(Bar(name=each, handed=handed, printed=printed) for each, (handed, printed) in sums.items())


def chart(title: str, groups: Sequence[tuple[str, Sequence[Bar]]], said: Callable[[Bar], str]) -> str:
    """Return an SVG with groups of bars under their headings; `said` is the number at the end of a bar.

    A bar's outline is what was printed, its filling what was handed out.
    """
    most = max((bar.printed for _, bars in groups for bar in bars), default=0) or 1
    height = 14 + sum(_HEAD + _LINE * len(bars) for _, bars in groups)
    parts = [f'<text x="0" y="8" font-size="7" font-weight="800">{escape(title)}</text>']
    y = 14.0
    for heading, bars in groups:
        parts.append(f'<text x="0" y="{y + 7:g}" font-size="5" font-weight="600">{escape(heading)}</text>')
        y += _HEAD
        for number, bar in enumerate(bars):
            parts += _drawn(bar, y, number % len(_FILLS), _BAR / most, said(bar))
            y += _LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" width="{WIDTH:g}mm" '
        f'height="{height:g}mm" role="img" font-family="Barlow Condensed, sans-serif"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH:g}" height="{height:g}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _drawn(bar: Bar, y: float, fill: int, scale: float, said: str) -> list[str]:
    whole, part = max(bar.printed * scale, 0.3), bar.handed * scale
    name = bar.name if len(bar.name) <= 24 else f"{bar.name[:23]}…"
    return [
        f'<text x="{_NAME - 2:g}" y="{y + 5.6:g}" font-size="4.4" text-anchor="end">{escape(name)}</text>',
        *_filling(y, part, fill),
        f'<rect x="{_NAME:g}" y="{y:g}" width="{whole:.2f}" height="{_HIGH:g}" fill="none" stroke="#111" '
        'stroke-width=".4"/>',
        f'<text x="{_NAME + whole + 2:.2f}" y="{y + 5.6:g}" font-size="4.4" font-weight="600">{escape(said)}</text>',
    ]


def _filling(y: float, width: float, fill: int) -> list[str]:
    ground, way, distance = _FILLS[fill]
    parts = [f'<rect x="{_NAME:g}" y="{y:g}" width="{width:.2f}" height="{_HIGH:g}" fill="{ground}"/>']
    lines = ""
    if way == "down":
        lines = "".join(
            f"M{_NAME + distance * number:.2f} {y:g}v{_HIGH:g}" for number in range(1, int(width / distance) + 1)
        )
    elif way == "across":
        lines = "".join(
            f"M{_NAME:g} {y + distance * number:.2f}h{width:.2f}" for number in range(1, int(_HIGH / distance))
        )
    if lines:
        parts.append(f'<path d="{lines}" stroke="#1E4E8C" stroke-width=".7"/>')
    return parts


def as_markup(svg: str) -> Markup:
    """Return a chart for a template."""
    return Markup(svg)
