"""Copyfit: how the text of a format with fixed panels is set so that it fits, the same in all languages of a text.

The usual means in the usual order: size down to the one designed for, tracking, leading, size down to the floor; then
the passages that the text may do without, as few as needed; then its short version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.text.cuts import WHOLE, Extent
from pipeline.typeset.formats import Limits

SIZE_STEP = 0.1
"""Points between two sizes that are tried."""
LEADING_STEP = 0.02
"""Between two distances of lines that are tried, as multiples of the size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How text is set: `size` and `leading` in pt, `tracking` in em (negative: closer together)."""

    size: float
    leading: float
    tracking: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What was found for a text in a format: how it is set, and how much of it is shown."""

    setting: Setting | None
    """None where the format leaves no choice."""
    extent: Extent = WHOLE
    bound: str = ""
    """The code of the language that asks for it: with anything larger or longer it would not fit. "" for none."""


Fits = Callable[[str, Extent, Setting | None], bool]
"""Tells whether an edition (a language's code) fits, by laying it out."""


def designed(limits: Limits) -> Setting:
    """Return the setting that a format is designed for."""
    return Setting(size=limits.size, leading=round(limits.size * limits.leading[0], 2))


def ladder(limits: Limits | None) -> tuple[Setting | None, ...]:
    """Return the settings to try, from the largest to the tightest; one that is None where there are no limits."""
    if limits is None:
        return (None,)
    return tuple(dict.fromkeys(_rungs(limits)))


def _rungs(limits: Limits) -> Iterator[Setting]:
    wide, close = limits.leading
    for size in _down(limits.largest, limits.size, SIZE_STEP):
        yield Setting(size=size, leading=round(size * wide, 2))
    for share in (0.5, 1.0):
        yield Setting(size=limits.size, leading=round(limits.size * wide, 2), tracking=-_exact(limits.tracking * share))
    for leading in _down(wide, close, LEADING_STEP):
        yield Setting(size=limits.size, leading=round(limits.size * leading, 2), tracking=-_exact(limits.tracking))
    for size in _down(limits.size, limits.least, SIZE_STEP):
        yield Setting(size=size, leading=round(size * close, 2), tracking=-_exact(limits.tracking))


def _down(first: float, last: float, step: float) -> Iterator[float]:
    """Yield values from `first` to `last`, both included, `step` apart."""
    number = 0
    while first - number * step > last + step / 10:
        yield _exact(first - number * step)
        number += 1
    yield last


def _exact(value: float) -> float:
    # Not -0.0, and no 8.299999999999999.
    return round(value, 4) + 0.0


def search(
    steps: Sequence[Setting | None], codes: Sequence[str], *, cuts: int = 0, has_short: bool = False, fits: Fits
) -> Fit | None:
    """Return the first setting at which the text fits in all its languages; None where there is none.

    `codes` are the languages, the one expected longest first: it is searched by bisection, the others are tried where
    it fits. Passages are left out only where nothing else helps, and the setting is then the largest again that fits.
    """
    found = _first(steps, codes, WHOLE, fits)
    if found:
        return found
    tightest = steps[-1]

    def refuses(extent: Extent) -> str:
        return next((code for code in codes if not fits(code, extent, tightest)), "")

    bound = refuses(WHOLE)
    extent: Extent | None = None
    if cuts:
        refused = refuses(Extent(left_out=cuts))
        if refused:
            bound = refused
        else:
            few, many = 1, cuts
            while few < many:
                middle = (few + many) // 2
                refused = refuses(Extent(left_out=middle))
                if refused:
                    few, bound = middle + 1, refused
                else:
                    many = middle
            extent = Extent(left_out=many)
    if extent is None and has_short and not refuses(Extent(short=True)):
        extent = Extent(short=True)
    if extent is None:
        return None
    found = _first(steps, codes, extent, fits)
    return found and Fit(setting=found.setting, extent=extent, bound=bound)


def _first(steps: Sequence[Setting | None], codes: Sequence[str], extent: Extent, fits: Fits) -> Fit | None:
    """Return the first of the steps at which all fit, as laid out and seen there; None where there is none."""
    at, bound = 0, ""
    for number, code in enumerate(codes):
        # The longest language is bisected from the start; the others mostly fit where it does.
        if number and fits(code, extent, steps[at]):
            continue
        if not fits(code, extent, steps[-1]):
            return None
        low, high = at, len(steps) - 1
        while low < high:
            middle = (low + high) // 2
            if fits(code, extent, steps[middle]):
                high = middle
            else:
                low = middle + 1
        if low > at:
            at, bound = low, code
    # Now and then a tighter setting breaks lines so that it takes more of them: each is looked at where all meet.
    while at < len(steps):
        refused = next((code for code in codes if not fits(code, extent, steps[at])), "")
        if not refused:
            return Fit(setting=steps[at], extent=extent, bound=bound)
        at, bound = at + 1, refused
    return None


def least(cuts: int, has_short: bool) -> Extent:
    """Return how much of a text is shown when everything was tried."""
    return Extent(short=True) if has_short else Extent(left_out=cuts)


def described(fit: Fit, name: Callable[[str], str]) -> str:
    """Return in a few words what was done; `name` gives the name of a language."""
    said: list[str] = []
    if fit.setting:
        said.append(f"set in {fit.setting.size:g} pt on {fit.setting.leading:g} pt")
        if fit.setting.tracking:
            said.append(f"letters {abs(fit.setting.tracking):.1%} closer".replace(".0%", "%"))
    if fit.extent.short:
        said.append("the short version")
    elif fit.extent.left_out:
        said.append(f"{fit.extent.left_out} {'passage' if fit.extent.left_out == 1 else 'passages'} left out")
    if fit.bound:
        said.append(f"to fit {name(fit.bound)}")
    return ", ".join(said)
