"""Copyfit: how the text of a format with fixed panels is set so that it fits, the same in all languages of a text."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.typeset.formats import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How text is set: `size` and `leading` in pt, `tracking` in em (negative: closer together)."""

    size: float
    leading: float
    tracking: float = 0.0


def designed(limits: Limits) -> Setting:
    """Return the setting that a format is designed for."""
    return Setting(size=limits.size, leading=round(limits.size * limits.leading[0], 2))
