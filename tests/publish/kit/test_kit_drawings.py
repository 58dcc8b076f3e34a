"""Drawings of how to fold and cut: one for every format, well formed, in words of every language."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import polib
import pytest

from pipeline.project import Sheets, names_in, packaged
from pipeline.publish.kit import drawings, pages
from pipeline.publish.kit.drawings import HEIGHT, WIDTH, steps
from pipeline.publish.kit.shape import shape_of
from pipeline.typeset import formats

STEPS = {
    "a4": [drawings.STAPLE_CORNER], "large-print": [drawings.STAPLE_CORNER], "bilingual": [drawings.STAPLE_CORNER],
    "booklet": [drawings.KEEP_ORDER, drawings.FOLD_ONCE, drawings.STAPLE_FOLD],
    "booklet-a6": [drawings.CUT_HALF, drawings.KEEP_ORDER, drawings.FOLD_ONCE, drawings.STAPLE_FOLD],
    "folder": [drawings.FOLD_ONCE],
    "tri-fold": [drawings.TRI_RIGHT, drawings.TRI_LEFT, drawings.COVER_UP],
    "z-fold": [drawings.Z_LEFT, drawings.Z_RIGHT, drawings.Z_DONE],
    "zine": [drawings.ZINE_FOLD, drawings.ZINE_LONG, drawings.ZINE_PUSH, drawings.ZINE_DONE],
    "flyer": [drawings.CUT_PILE], "strip": [drawings.CUT_PILE], "poster": [drawings.PIN_UP],
}  # fmt: skip


def steps_of(name: str, paper: str = "A4", count: int = 8) -> tuple[drawings.Step, ...]:
    form = formats.load([packaged("templates")], name, paper)
    sizes = tuple(panel.size for panel in form.panels) or (form.page,) * count
    return steps(shape_of(form, Sheets(paper=paper), sizes))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", names_in("formats", Path()))
def test_every_format_is_drawn_step_by_step(name: str, paper: str) -> None:
    made = steps_of(name, paper)
    assert [step.words for step in made] == STEPS[name]
    for step in made:
        root = ET.fromstring(str(step.picture))
        assert root.get("viewBox") == f"0 0 {WIDTH:g} {HEIGHT:g}"
        for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
            left, top, width, height = (float(rect.get(key) or 0) for key in ("x", "y", "width", "height"))
            assert left >= 0
            assert left + width <= WIDTH
            assert top >= 0
            assert top + height <= HEIGHT


@pytest.mark.parametrize(("paper", "measures"), [("A4", ["105 mm", "148.5 mm"]), ("Letter", ["108 mm", "139.7 mm"])])
def test_what_is_cut_apart_has_its_measures_beside_it(paper: str, measures: list[str]) -> None:
    (step,) = steps_of("flyer", paper)
    assert re.findall(r">([\d.]+ mm)<", str(step.picture)) == measures
    assert step.count == 2


def test_a_single_sheet_wants_no_staple() -> None:
    assert [step.words for step in steps_of("booklet", count=4)] == [drawings.FOLD_ONCE]
    assert [step.words for step in steps_of("a4", count=2)] == [drawings.NOTHING]


@pytest.mark.parametrize("code", ["en", "es", "pt"])
def test_all_that_is_said_outside_of_templates_is_translated(code: str) -> None:
    known = {entry.msgid for entry in polib.pofile(str(packaged("templates") / "strings" / f"{code}.po"))}
    more = {"To read and to print", "What was handed out", "By language", "By format", "{count} of {printed}"}
    assert {*drawings.WORDS, *pages.WORDS, *more} <= known
