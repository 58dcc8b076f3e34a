"""Variants of a text and the way back from their answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.alignment import Aligned, Block
from pipeline.mt.candidate import Task, _in_place, edited
from pipeline.mt.casing import Case
from pipeline.mt.engine import ARGOS
from pipeline.mt.inline import parse


def task(text: str) -> Task:
    return Task(text, parse(text, {}), text, Case.SENTENCE)


def test_an_answer_with_placeholders_is_moved_back_to_the_text_asked_about() -> None:
    text = "They owe 1,200 pounds since 2019."
    variant = edited(task(text), [(9, 14, "X1"), (28, 32, "X2")], {"X1": "1200", "X2": "2019"}, ARGOS)
    assert variant.text == "They owe X1 pounds since X2."
    answer = Aligned(
        "Deben X1 libras desde X2.",
        (Block(((9, 11), (12, 18), (25, 27)), ((6, 8), (9, 15), (22, 24)), ((1.0, 0.0, 0.0),) * 3),),
    )
    back = _in_place(answer, variant)
    assert back is not None
    assert back.text == "Deben 1200 libras desde 2019."
    assert [text[start:end] for start, end in back.blocks[0].source] == ["1,200", "pounds", "2019"]
    assert [back.text[start:end] for start, end in back.blocks[0].target] == ["1200", "libras", "2019"]


def test_an_answer_without_the_placeholder_is_none() -> None:
    variant = edited(task("See 12."), [(4, 6, "X1")], {"X1": "12"}, ARGOS)
    assert _in_place(Aligned("Vea."), variant) is None
    assert _in_place(Aligned("Vea X1 y X1."), variant) is None


def test_what_was_put_before_a_word_stands_for_the_word() -> None:
    variant = edited(task("Heat"), [(0, 1, "The h")], {}, ARGOS)
    assert variant.text == "The heat"
    answer = Aligned("El calor", (Block(((0, 3), (4, 8)), ((0, 2), (3, 8)), ((1.0, 0.0), (0.0, 1.0))),))
    back = _in_place(answer, variant)
    assert back is not None
    assert back.blocks[0].source[1][1] == 4


@given(st.text("abc ", min_size=1, max_size=30), st.data())
def test_places_that_were_not_touched_come_back_as_they_were(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = data.draw(st.text("xyz", min_size=1, max_size=6))
    variant = edited(task(text), [(start, end, new)], {}, ARGOS)
    grown = len(new) - (end - start)
    spans = [(at, at + 1) for at in range(len(variant.text))]
    back = _in_place(Aligned("", (Block(tuple(spans), (), ()),)), variant)
    assert back is not None
    for (left, right), (was, until) in zip(spans, back.blocks[0].source, strict=True):
        if right <= start:
            assert (was, until) == (left, right)
        elif left >= start + len(new):
            assert (was, until) == (left - grown, right - grown)
        else:
            assert start <= was <= until <= end
