"""Copyfit: the ladder of settings, and the search for the one at which a text fits in all its languages."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages import language
from pipeline.project import Publisher
from pipeline.review.assemble import original
from pipeline.text.cuts import WHOLE, Extent, shown
from pipeline.text.read import read_text
from pipeline.typeset.copyfit import Fit, Setting, described, designed, ladder, least, search
from pipeline.typeset.formats import Limits
from pipeline.typeset.strings import Strings
from pipeline.typeset.view import View, Where

LIMITS = Limits(largest=11, size=9, least=8, leading=(1.36, 1.2), tracking=0.01)
LADDER = ladder(LIMITS)


class Pages:
    """Editions that take a known room, and a note of what was laid out."""

    def __init__(self, lengths: dict[str, float], panels: float, passages: int = 0, short: float = 0.0) -> None:
        self.lengths, self.panels, self.passages, self.short = lengths, panels, passages, short
        self.laid_out: list[tuple[str, Extent, Setting | None]] = []
        self.known: dict[tuple[str, Extent, Setting | None], bool] = {}

    def fits(self, code: str, extent: Extent, setting: Setting | None) -> bool:
        key = (code, extent, setting)
        if key not in self.known:
            self.laid_out.append(key)
            self.known[key] = self.room(*key) <= self.panels
        return self.known[key]

    def room(self, code: str, extent: Extent, setting: Setting | None) -> float:
        assert setting is not None
        length = self.short if extent.short else 1 - 0.1 * extent.left_out
        return self.lengths[code] * length * setting.size * (1 + 2 * setting.tracking) * setting.leading

    def search(self) -> Fit | None:
        codes = sorted(self.lengths, key=lambda code: -self.lengths[code])
        return search(LADDER, codes, cuts=self.passages, has_short=bool(self.short), fits=self.fits)


def area(setting: Setting | None) -> float:
    assert setting is not None
    return setting.size * setting.leading


def test_the_means_come_in_the_usual_order() -> None:
    assert LADDER[0] == Setting(size=11, leading=14.96)
    assert LADDER[-1] == Setting(size=8, leading=9.6, tracking=-0.01)
    assert designed(LIMITS) in LADDER
    steps = [step for step in LADDER if step]
    for before, after in pairwise(steps):
        smaller = before.size > after.size
        closer = before.tracking > after.tracking
        tighter = not smaller and before.leading > after.leading
        assert smaller + closer + tighter == 1, "one thing at a time"
        assert (area(before), -before.tracking) != (area(after), -after.tracking)
    first = {
        "tracking": next(i for i, step in enumerate(steps) if step.tracking),
        "leading": next(i for i, step in enumerate(steps) if step.leading < round(step.size * 1.36, 2)),
        "below": next(i for i, step in enumerate(steps) if step.size < 9),
    }
    assert steps.index(designed(LIMITS)) < first["tracking"] < first["leading"] < first["below"]


@given(
    st.floats(6, 20), st.floats(0, 4), st.floats(0, 4), st.floats(1, 1.5), st.floats(0, 0.4), st.floats(0, 0.01),
)  # fmt: skip
def test_no_step_leaves_the_limits(
    least_size: float, more: float, most: float, close: float, wide: float, tracking: float
) -> None:
    limits = Limits(largest=least_size + more + most, size=least_size + more, least=least_size,
                    leading=(close + wide, close), tracking=tracking)  # fmt: skip
    for step in ladder(limits):
        assert step is not None
        assert limits.least - 1e-4 <= step.size <= limits.largest + 1e-4
        assert -tracking - 1e-4 <= step.tracking <= 0
        assert step.size * close - 0.01 <= step.leading <= step.size * (close + wide) + 0.01
    assert len(set(ladder(limits))) == len(ladder(limits))
    assert math.isclose(area(ladder(limits)[-1]), least_size * least_size * close, rel_tol=0.01)


def test_a_format_without_limits_has_one_step() -> None:
    assert ladder(None) == (None,)
    assert search((None,), ["en"], fits=lambda *_: True) == Fit(setting=None)
    assert search((None,), ["en"], fits=lambda *_: False) is None
    some = search((None,), ["en"], cuts=3, fits=lambda code, extent, setting: extent.left_out >= 2)
    assert some == Fit(setting=None, extent=Extent(left_out=2), bound="en")


def test_a_short_text_is_set_as_large_as_may_be() -> None:
    pages = Pages({"en": 1.0, "es": 1.2}, 1000)
    assert pages.search() == Fit(setting=LADDER[0])


@given(st.floats(50, 250), st.dictionaries(st.sampled_from(["en", "es", "pt", "gl"]), st.floats(1, 1.4), min_size=1))
def test_the_first_setting_is_found_at_which_all_fit(panels: float, lengths: dict[str, float]) -> None:
    pages = Pages(lengths, panels)
    longest = max(lengths, key=lengths.__getitem__)
    expected = next((step for step in LADDER if pages.room(longest, WHOLE, step) <= panels), None)
    found = pages.search()
    assert (found and found.setting) == expected
    if found:
        assert lengths.get(found.bound, 0) == (0 if found.setting == LADDER[0] else lengths[longest])
        assert all(pages.known[code, WHOLE, found.setting] for code in lengths), "each was laid out and seen to fit"


def test_few_layouts_are_made() -> None:
    """A bisection for the longest language, and one look at each of the others."""
    lengths = {"en": 1.0, "es": 1.2, "pt": 1.3}
    most = max(len(_laid_out(Pages(lengths, panels))) for panels in range(90, 220, 3))
    assert most <= math.ceil(math.log2(len(LADDER) + 1)) + len(lengths)


def _laid_out(pages: Pages) -> list[tuple[str, Extent, Setting | None]]:
    pages.search()
    return pages.laid_out


def test_a_language_that_is_longer_than_expected_decides() -> None:
    pages = Pages({"en": 1.0, "es": 1.2}, 120)
    found = search(LADDER, ["en", "es"], fits=pages.fits)
    assert found == Pages({"en": 1.0, "es": 1.2}, 120).search()
    assert found
    assert found.bound == "es"


def test_a_setting_at_which_lines_break_badly_is_passed_over() -> None:
    """Now and then a text takes more room in a tighter setting: then the next one is looked at."""

    def fits(code: str, extent: Extent, setting: Setting | None) -> bool:
        place = LADDER.index(setting)
        return place >= (20 if code == "pt" else 24) and not (code == "pt" and place == 24)

    found = search(LADDER, ["pt", "es"], fits=fits)
    assert found
    assert found.setting == LADDER[25]


def test_passages_go_only_where_nothing_else_helps_and_as_few_as_needed() -> None:
    tightest = area(LADDER[-1]) * 0.98
    for needed in (1, 2, 3, 4):
        pages = Pages({"en": 1.0, "pt": 1.3}, tightest * 1.3 * (1 - 0.1 * needed) + 0.01, passages=4, short=0.3)
        found = pages.search()
        assert found
        assert found.extent == Extent(left_out=needed)
        assert found.bound == "pt"
    loose = Pages({"en": 1.0, "pt": 1.3}, tightest * 1.3 * 0.95, passages=4).search()
    assert loose
    assert loose.extent == Extent(left_out=1)
    assert loose.setting in LADDER[:-1], "what room a passage leaves is used"


def test_the_short_version_comes_last() -> None:
    panels = area(LADDER[-1]) * 0.5
    found = Pages({"en": 1.0, "pt": 1.3}, panels, passages=2, short=0.35).search()
    assert found
    assert found.extent == Extent(short=True)
    assert found.bound == "pt"
    assert Pages({"en": 1.0}, panels, passages=2).search() is None
    assert Pages({"en": 1.0}, panels, short=0.9).search() is None
    assert (least(2, True), least(2, False)) == (Extent(short=True), Extent(left_out=2))


def test_the_short_version_plays_no_part_where_it_is_not_shown() -> None:
    body = "Some words.\n\n<!-- short -->\n\n## In short\n\n" + "Few. " * 3000
    document = read_text(f"---\ntitle: T\n---\n\n{body}", slug="t", path=Path("t.md"))
    english = language("en")

    def view(extent: Extent) -> View:
        edition = original(shown(document, extent), english)
        return View(edition=edition, publisher=Publisher(), strings=Strings({}, english), where=Where(print=False))

    whole = View(edition=original(document, english), publisher=Publisher(), strings=Strings({}, english),
                 where=Where(print=False))  # fmt: skip
    assert (whole.words, whole.minutes, whole.headings, len(whole.blocks)) == (3, 1, (), 1)
    assert (view(WHOLE).words, view(WHOLE).blocks) == (whole.words, whole.blocks)
    assert view(Extent(short=True)).words == 3003
    assert [heading.block.text for heading in view(Extent(short=True)).headings] == ["In short"]


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        (Fit(setting=Setting(size=9.0, leading=12.24)), "set in 9 pt on 12.24 pt"),
        (
            Fit(setting=Setting(size=8.5, leading=10.2, tracking=-0.01), extent=Extent(2), bound="pt"),
            "set in 8.5 pt on 10.2 pt, letters 1% closer, 2 passages left out, to fit PT",
        ),
        (
            Fit(setting=Setting(size=9, leading=12.24, tracking=-0.005), extent=Extent(1), bound="es"),
            "set in 9 pt on 12.24 pt, letters 0.5% closer, 1 passage left out, to fit ES",
        ),
        (Fit(setting=None, extent=Extent(short=True), bound="es"), "the short version, to fit ES"),
    ],
)
def test_what_was_done_is_said_in_a_few_words(fit: Fit, said: str) -> None:
    assert described(fit, str.upper) == said
