"""How a print file becomes something to hand out, drawn: cuts, folds, staples, step by step, black on white."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.publish.kit.shape import PLAIN, Shape

WIDTH, HEIGHT = 64.0, 48.0
"""Of a picture, in its own units: about millimetres."""
_ROOM = (44.0, 29.0)
_PAPER, _BACK, _SHADE, _INK = "#fff", "#ddd", "#bbb", "#000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do: its drawing, and what it says, in English; templates/strings/ has it in other languages."""

    picture: Markup
    words: str
    count: int = 0
    """The number `{count}` in the words."""


CUT_PILE = "Cut the pile along the thick lines, at these measures. Cuts through each pile: {count}"
CUT_PILE_BLEED = "Cut the pile along the marks, on all sides of each piece. Cuts through each pile: {count}"
CUT_HALF = "Cut the pile along the thick lines. Cuts through each pile: {count}"
KEEP_ORDER = "Take the sheets of one copy, in the order in which they came out"
FOLD_ONCE = "Fold once across the middle, the cover outside. Press the fold"
STAPLE_FOLD = "Two staples in the fold, from outside"
STAPLE_CORNER = "Pages in order, one staple at the top left"
NOTHING = "Nothing to fold or to cut"
PIN_UP = "Nothing to fold. Pin it up by its four corners"
TRI_RIGHT = "The side without the cover faces you. Fold the right panel in: it is a little narrower"
TRI_LEFT = "Fold the left panel over it"
COVER_UP = "The cover is on top. Press the folds"
Z_LEFT = "The side without the cover faces you. Fold the left panel over the middle"
Z_RIGHT = "Turn the right panel behind"
Z_DONE = "Seen from above it is a Z; the cover is in front. Press the folds"
ZINE_FOLD = "Fold it into eight, open it again. Cut the thick line only: over the two middle panels"
ZINE_LONG = "Fold lengthwise, print outside, the cut on top"
ZINE_PUSH = "Push the ends together until the cut opens to a cross"
ZINE_DONE = "Lay all leaves one way, the cover in front. Press the folds"
WORDS = (CUT_PILE, CUT_PILE_BLEED, CUT_HALF, KEEP_ORDER, FOLD_ONCE, STAPLE_FOLD, STAPLE_CORNER, NOTHING, PIN_UP,
         TRI_RIGHT, TRI_LEFT, COVER_UP, Z_LEFT, Z_RIGHT, Z_DONE, ZINE_FOLD, ZINE_LONG, ZINE_PUSH,
         ZINE_DONE)  # fmt: skip
"""All that the steps say."""

Number = Callable[[float], str]
"""Writes a number in the language of the page."""


def steps(shape: Shape, number: Number = "{:g}".format, *, marks: bool = False) -> tuple[Step, ...]:
    """Return what is to be done with the sheets of a shape, in order; `marks` where marks for cutting are printed."""
    found = [_cut(shape, number, marks=marks)] if shape.cuts else []
    make = _FOLDED.get(shape.scheme)
    found += make(shape) if make else []
    if shape.scheme == PLAIN:
        found.append(Step(picture=_pages(shape), words=STAPLE_CORNER) if shape.staples else _nothing(shape))
    return tuple(found) or (_nothing(shape),)


def _nothing(shape: Shape) -> Step:
    return Step(picture=_picture(_sheet(shape), "a sheet of paper"), words=NOTHING)


def _cut(shape: Shape, number: Number, *, marks: bool) -> Step:
    left, top, width, height = _laid(shape)
    parts = [_rect(left, top, width, height)]
    bound = shape.scheme == "booklet"
    for column in range(1, shape.columns):
        x = left + width * column / shape.columns
        parts += [_thick(x, top - 3, x, top + height + 3), _scissors(x, top - 5.5, 90)]
        if column == 1 and not bound:
            parts.append(_measure(left, x, top + height + 5.5, number(_rounded(shape.size.width / shape.columns))))
    for row in range(1, shape.rows):
        y = top + height * row / shape.rows
        parts += [_thick(left - 3, y, left + width + 3, y), _scissors(left - 6, y, 0)]
        if row == 1 and not bound:
            label = number(_rounded(shape.size.height / shape.rows))
            parts.append(_measure_down(top, y, left + width + 5, label))
    words = CUT_PILE_BLEED if marks else CUT_HALF if bound or shape.up == 1 else CUT_PILE
    return Step(picture=_picture("".join(parts), "a sheet with lines to cut along"), words=words, count=shape.cuts)


def _rounded(value: float) -> float:
    return round(value, 1)


def _booklet(shape: Shape) -> list[Step]:
    folded = Step(picture=_picture(_opening(pile=shape.sheets > 1), "a pile of sheets that is folded"), words=FOLD_ONCE)
    if shape.sheets == 1:
        return [folded]
    pile = "".join(_rect(10 + 2.2 * n, 13 - 2.2 * n, 38, 27, _PAPER) for n in range(3))
    keep = Step(
        picture=_picture(pile + _dash(33.4, 8.6, 33.4, 35.6), "sheets of one copy on each other"), words=KEEP_ORDER
    )
    staple = (
        _rect(19, 8, 26, 33)
        + _bars(24, 13, 16)
        + "".join(f'<path d="M17 {y}h4" stroke="#000" stroke-width="2.2" stroke-linecap="round"/>' for y in (17, 32))
        + _arrow(4, 17, 13.5, 17)
        + _arrow(4, 32, 13.5, 32)
    )
    return [keep, folded, Step(picture=_picture(staple, "a booklet with two staples in its fold"), words=STAPLE_FOLD)]


def _folder(shape: Shape) -> list[Step]:
    return [Step(picture=_picture(_opening(pile=False), "a sheet that is folded once"), words=FOLD_ONCE)]


def _tri_fold(shape: Shape) -> list[Step]:
    sheet = _panels(3)
    first = sheet + _curve(51, 12, 33, 12, 9)
    second = _rect(8, 10, 16, 32) + _rect(24, 10, 16, 32, _BACK) + _dash(24, 10, 24, 42) + _curve(15, 12, 33, 12, 9)
    return [
        Step(picture=_picture(first, "the right one of three panels is folded in"), words=TRI_RIGHT),
        Step(picture=_picture(second, "the left panel is folded over it"), words=TRI_LEFT),
        Step(picture=_picture(_closed(), "the closed leaflet"),
             words=COVER_UP),
    ]  # fmt: skip


def _z_fold(shape: Shape) -> list[Step]:
    first = _panels(3) + _curve(13, 12, 31, 12, 9)
    second = _rect(24, 6, 16, 32) + _bars(26.5, 10, 11) + _rect(40, 6, 16, 32) + _dashed_curve(48, 38, 32, 38, 6)
    done = (
        _rect(8, 8, 18, 33)
        + _bars(11, 13, 12)
        + '<path d="M58 14H36l22 10H36" fill="none" stroke="#000" stroke-width="1.6" stroke-linejoin="round"/>'
    )
    return [
        Step(picture=_picture(first, "the left one of three panels is folded over"), words=Z_LEFT),
        Step(picture=_picture(second, "the right panel is turned behind"), words=Z_RIGHT),
        Step(picture=_picture(done, "the closed leaflet, and seen from above: a Z"), words=Z_DONE),
    ]


def _zine(shape: Shape) -> list[Step]:
    eight = _rect(6, 6, 52, 36)
    eight += "".join(_dash(6 + 13 * n, 6, 6 + 13 * n, 42) for n in (1, 2, 3))
    eight += _dash(6, 24, 19, 24) + _dash(45, 24, 58, 24) + _thick(19, 24, 45, 24) + _scissors(15.5, 24, 0)
    long = (
        _rect(6, 18, 52, 18)
        + "".join(_dash(6 + 13 * n, 18, 6 + 13 * n, 36) for n in (1, 2, 3))
        + _thick(19, 18, 45, 18)
    )
    push = (
        '<path d="M8 30h13l11-9 11 9h13M21 30l11 9 11-9" fill="#ddd" stroke="#000" stroke-width="1" '
        'stroke-linejoin="round"/>' + _arrow(3, 14, 15, 14) + _arrow(61, 14, 49, 14)
    )
    done = (
        '<path d="M22 8l3-2v33l-3 2zM25 6l2-1.6v33L25 39z" fill="#ddd" stroke="#000" stroke-width=".8"/>'
        + _rect(27, 4.5, 21, 33)
        + _bars(30, 10, 15)
    )
    return [
        Step(picture=_picture(eight, "a sheet with folds, and a cut in its middle"), words=ZINE_FOLD),
        Step(picture=_picture(long, "folded lengthwise, the cut on top"), words=ZINE_LONG),
        Step(picture=_picture(push, "seen from above: the ends are pushed together"), words=ZINE_PUSH),
        Step(picture=_picture(done, "the small closed booklet"), words=ZINE_DONE),
    ]


def _poster(shape: Shape) -> list[Step]:
    left, top, width, height = _laid(shape)
    pins = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="1.7" fill="#000"/>'
        for x in (left + 3, left + width - 3)
        for y in (top + 3, top + height - 3)
    )
    parts = _rect(left, top, width, height) + _bars(left + 6, top + 8, width - 12) + pins
    return [Step(picture=_picture(parts, "a poster with four pins"), words=PIN_UP)]


_FOLDED: dict[str, Callable[[Shape], list[Step]]] = {
    "booklet": _booklet, "folder": _folder, "tri-fold": _tri_fold, "z-fold": _z_fold, "mini-zine": _zine,
    "poster": _poster,
}  # fmt: skip


def _picture(parts: str, title: str) -> Markup:
    """Return a picture; what it shows is said beside it in words, and here in English for who reads the source."""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" data-shows="{title}">'
        f"{parts}</svg>"
    )


def _laid(shape: Shape) -> tuple[float, float, float, float]:
    scale = min(_ROOM[0] / shape.size.width, _ROOM[1] / shape.size.height)
    width, height = shape.size.width * scale, shape.size.height * scale
    return (WIDTH - width) / 2, (HEIGHT - height) / 2 + 1.5, width, height


def _sheet(shape: Shape) -> str:
    left, top, width, height = _laid(shape)
    return _rect(left, top, width, height) + _bars(left + 4, top + 6, width - 8)


def _pages(shape: Shape) -> Markup:
    sheets = "".join(_rect(22 - 2 * n, 8 - 1.2 * n + 2.4, 24, 34, _PAPER) for n in (2, 1, 0))
    staple = '<path d="M24 15.5l4.5-3" stroke="#000" stroke-width="2.2" stroke-linecap="round"/>'
    return _picture(
        sheets + _bars(28, 17, 14) + staple + _arrow(9, 5, 20.5, 11.5), "pages with a staple at the top left"
    )


def _opening(*, pile: bool) -> str:
    """A sheet, or a pile, lying open; its left half is turned over to the right, the cover outside."""
    lines = "".join(_rect(8 + 1.4 * n, 15 - 1.4 * n, 46, 28) for n in ((0, 1, 2) if pile else (1,)))
    middle = 31 + 1.4 * (2 if pile else 1)
    top = 15 - 1.4 * (2 if pile else 1)
    return lines + _dash(middle, top, middle, top + 28) + _curve(18, top + 1, 46, top + 1, 7)


def _panels(count: int) -> str:
    wide = 48 / count
    folds = "".join(_dash(8 + wide * n, 10, 8 + wide * n, 42) for n in range(1, count))
    return _rect(8, 10, 48, 32) + folds


def _closed() -> str:
    """A leaflet of three panels, closed, and beside it the way its panels lie, seen from above."""
    spiral = (
        '<path d="M57 27H37M37 27q-2.6 0-2.6 2.6t2.6 2.6h18.4M57 27q2.8 0 2.8 5t-2.8 5H38.5" fill="none" '
        'stroke="#000" stroke-width="1.4" stroke-linecap="round"/>'
    )
    return _rect(9, 8, 17, 33) + _bars(12, 13, 11) + spiral


def _rect(x: float, y: float, width: float, height: float, fill: str = _PAPER) -> str:
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}" stroke="{_INK}" '
        'stroke-width=".9"/>'
    )


def _bars(x: float, y: float, width: float) -> str:
    """A printed page, hinted at: a title and some lines."""
    lines = f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="4.4" fill="{_INK}"/>'
    for number in range(3):
        share = 0.6 if number == 2 else 1
        lines += (
            f'<rect x="{x:.2f}" y="{y + 7.5 + 3 * number:.2f}" width="{width * share:.2f}" height="1" fill="{_SHADE}"/>'
        )
    return lines


def _dash(x: float, y: float, to_x: float, to_y: float) -> str:
    return (
        f'<path d="M{x:.2f} {y:.2f}L{to_x:.2f} {to_y:.2f}" stroke="{_INK}" stroke-width=".7" stroke-dasharray="2 1.6"/>'
    )


def _thick(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<path d="M{x:.2f} {y:.2f}L{to_x:.2f} {to_y:.2f}" stroke="{_INK}" stroke-width="1.7"/>'


def _scissors(x: float, y: float, turn: float) -> str:
    """Scissors that cut to the right, or down when turned by 90 degrees."""
    return (
        f'<g transform="translate({x:.2f} {y:.2f}) rotate({turn:g})" fill="none" stroke="{_INK}" stroke-width=".8">'
        '<circle cx="-3.4" cy="-1.7" r="1.3"/><circle cx="-3.4" cy="1.7" r="1.3"/>'
        '<path d="M-2.3 -1L3 1.1M-2.3 1L3 -1.1"/></g>'
    )


def _arrow(x: float, y: float, to_x: float, to_y: float) -> str:
    import math

    angle = math.degrees(math.atan2(to_y - y, to_x - x))
    return (
        f'<path d="M{x:.2f} {y:.2f}L{to_x:.2f} {to_y:.2f}" stroke="{_INK}" stroke-width="1.3"/>'
        f'<path d="M.6 0L-3 -2V2Z" fill="{_INK}" transform="translate({to_x:.2f} {to_y:.2f}) rotate({angle:.1f})"/>'
    )


def _curve(x: float, y: float, to_x: float, to_y: float, rise: float) -> str:
    """An arrow over the paper, from one panel to another."""
    return _bow(x, y, to_x, to_y, -rise, "")


def _dashed_curve(x: float, y: float, to_x: float, to_y: float, fall: float) -> str:
    """An arrow behind the paper."""
    return _bow(x, y, to_x, to_y, fall, ' stroke-dasharray="2 1.4"')


def _bow(x: float, y: float, to_x: float, to_y: float, rise: float, dashes: str) -> str:
    turn = 90 if rise < 0 else -90
    return (
        f'<path d="M{x:.2f} {y:.2f}C{x:.2f} {y + 1.4 * rise:.2f} {to_x:.2f} {to_y + 1.4 * rise:.2f} '
        f'{to_x:.2f} {to_y:.2f}" '
        f'fill="none" stroke="{_INK}" stroke-width="1.4"{dashes}/>'
        f'<path d="M1.2 0L-3 -2.2V2.2Z" fill="{_INK}" transform="translate({to_x:.2f} {to_y:.2f}) rotate({turn})"/>'
    )


def _measure(x: float, to_x: float, y: float, label: str) -> str:
    return (
        f'<path d="M{x:.2f} {y - 1.2:.2f}v2.4M{to_x:.2f} {y - 1.2:.2f}v2.4M{x:.2f} {y:.2f}H{to_x:.2f}" stroke="{_INK}" '
        f'stroke-width=".5"/><text x="{to_x + 1.5:.2f}" y="{y + 1.4:.2f}" font-size="4.2">{label} mm</text>'
    )


def _measure_down(y: float, to_y: float, x: float, label: str) -> str:
    return (
        f'<path d="M{x - 1.2:.2f} {y:.2f}h2.4M{x - 1.2:.2f} {to_y:.2f}h2.4M{x:.2f} {y:.2f}V{to_y:.2f}" stroke="{_INK}" '
        f'stroke-width=".5"/><text transform="translate({x + 3:.2f} {(y + to_y) / 2:.2f}) rotate(90)" font-size="4.2" '
        f'text-anchor="middle" y="1">{label} mm</text>'
    )
