"""Marks taken out and put back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.mt.alignment import Block
from pipeline.mt.draft import draft
from pipeline.mt.inline import Marked, parse, signature
from pipeline.mt.marks import restore
from pipeline.mt.packages import Package

WORDS = ("the", "workers", "of", "our", "factory", "met", "a", "council", "in", "Lisbon", "and", "won", "bread")
URLS = ("https://example.org/a_b?c=1&d=*2", "www.example.org", "first_last@example.org", "@some_body_", "#may_day")
TARGETS = ("https://example.org/a_b", "<http://example.org/a b>", 'b.html "A *title*"', "#part", "x_(y)_z")


@st.composite
def marked_sentences(draw: st.DrawFn, depth: int = 2) -> str:
    """Inline Markdown with words, nested marks, links, code, footnote references, breaks, addresses."""
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        words = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)))
        kind = draw(st.integers(0, 9))
        inner = draw(marked_sentences(depth=depth - 1)) if depth and draw(st.booleans()) else words
        inner = inner.strip()
        if kind == 0:
            parts.append(f"**{inner}**")
        elif kind == 1:
            parts.append(f"{draw(st.sampled_from('*_'))}{inner}{draw(st.sampled_from('*_'))}")
        elif kind == 2:
            parts.append(f"[{inner}]({draw(st.sampled_from(TARGETS))})")
        elif kind == 3:
            parts.append(f"`{words}_`")
        elif kind == 4:
            parts.append(f"{words}[^{draw(st.integers(1, 9))}]")
        elif kind == 5:
            parts.append(f"{words}\\\n{words}")
        elif kind == 6:
            parts.append(draw(st.sampled_from(URLS)))
        elif kind == 7:
            parts.append(f"~~{inner}~~")
        elif kind == 8:
            parts.append(f"{words} ![a cup](cup.png)")
        else:
            parts.append(words)
    return draw(st.sampled_from([" ", ", ", " and "])).join(parts) + draw(st.sampled_from(["", ".", "!", "?", "…"]))


def signs(markdown: str) -> list[str]:
    return signature(markdown, {})[0]


@given(marked_sentences(), st.lists(st.sampled_from((*WORDS, "¿y?", "«a»", "_x_", "*", "[z]")), max_size=14), st.data())
def test_marks_come_back_exactly_once_whatever_the_translation(
    source: str, words: list[str], data: st.DataObject
) -> None:
    """For any target text and any attention: the same marks in the same marks, addresses untouched, or None."""
    marked = parse(source, {})
    names = [item.name for item in marked.protected if data.draw(st.booleans())]
    target = " ".join(data.draw(st.permutations([*words, *names])))
    result = restore(source, marked, target, [attention(marked, target, data)], {})
    if result is None:
        # Too few words for the marks is the only excuse when nothing else is odd.
        return
    text, kept = result
    assert signs(text) == signs(source)
    for item in marked.protected:
        assert text.count(item.raw) >= 1 or "_" in item.raw or "*" in item.raw
    assert kept == (len(names) == len(marked.protected))


@pytest.mark.parametrize(
    "source",
    [
        "**a** b " * 800, "*a " * 300 + "b* " * 300, "[" * 200 + "a" + "](b)" * 200, "`x` word " * 500,
        "a\\\n" * 800, "one[^1] " * 800, "see a_b.org " * 500, "**A**  \nB **C D**", "hi😀there **!** _x_",
    ],
)  # fmt: skip
def test_very_many_or_very_deep_marks_come_back(source: str) -> None:
    """Without any attention, a text put back on itself has all its marks, or says that they found no place."""
    marked = parse(source, {})
    result = restore(source, marked, marked.plain, (), {})
    assert result is None or signs(result[0]) == signs(source)


@given(st.text(alphabet="ab *_~`[]()<>!\\&#;^1.@/éПX😀\n", max_size=60), st.text(alphabet="abX1 .*_«", max_size=40))
def test_any_markdown_keeps_its_marks_or_says_that_it_lost_them(source: str, target: str) -> None:
    result = restore(source, parse(source, {}), target, (), {})
    assert result is None or signs(result[0]) == signs(source)


def test_a_line_break_of_two_spaces_is_a_line_break() -> None:
    source = "One line  \nand another"
    assert restore(source, parse(source, {}), "Una línea y otra", (), {}) == ("Una línea\\\ny otra", True)


def test_a_mark_does_not_cross_a_quotation_mark() -> None:
    source = "He said “*good day*” twice"
    marked, target = parse(source, {}), "Dijo «buen día» dos"
    block = Block(((0, 2), (3, 7), (9, 13), (14, 17), (19, 24)), ((0, 4), (6, 10), (11, 14), (16, 19)),
                  ((0, 0.3, 0.4, 0.3, 0), (0, 0, 1, 0, 0), (0, 0, 0, 1, 0), (0, 0, 0, 0, 1)))  # fmt: skip
    assert restore(source, marked, target, [block], {}) == ("Dijo «*buen día*» dos", True)


def test_a_preposition_before_the_mark_stays_outside(spanish: Package) -> None:
    sentence = "The children will meet in **the library** after the party."
    assert " **la " in draft([sentence], spanish)[sentence].text


def attention(marked: Marked, target: str, data: st.DataObject) -> Block:
    def spans(text: str) -> tuple[tuple[int, int], ...]:
        found, at = [], 0
        for word in text.split(" "):
            found.append((at, at + len(word)))
            at += len(word) + 1
        return tuple(found)

    source = spans(marked.plain)
    rows = tuple(
        tuple(data.draw(st.sampled_from((0.0, 0.05, 0.3, 1.0))) for _ in source) if number < 6 else (0.1,) * len(source)
        for number, _ in enumerate(spans(target))
    )
    return Block(source, spans(target), rows)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(marked_sentences(), min_size=6, max_size=6))
def test_every_draft_has_the_marks_of_its_source(spanish: Package, sentences: list[str]) -> None:
    """With the real package: all marks exactly once, legally nested, whatever the sentence; flagged when it is kept."""
    for sentence, translation in draft(sentences, spanish).items():
        assert signs(translation.text) == signs(sentence), (sentence, translation)
        if "marks" in translation.flags:
            assert translation.text == sentence


CASES = {
    "The **workers** of the factory met in the library yesterday.": "**trabajadores**",
    "The workers of the **factory** met in the library yesterday.": "**fábrica**",
    "We need a [new house](https://example.org/a_b) and clean water.": "[nueva casa](https://example.org/a_b)",
    "We need a new house and *clean water* for the children.": "*agua limpia*",
    "**The doctor** will bring the medicine to the hospital tomorrow.": "**El doctor**",
    "The strike of 1917[^1] changed everything.": "1917[^1]",
    "The strike of 1917 changed everything.[^1]": ".[^1]",
    "Write to `first_last` before the **end of the week**.": "**final de la semana**",
    "**The river was dangerous.**": "**El río fue peligroso.**",
}


@pytest.mark.parametrize(("sentence", "expected"), CASES.items())
def test_marks_stand_on_the_words_they_stood_on(sentence: str, expected: str, spanish: Package) -> None:
    assert expected in draft([sentence], spanish)[sentence].text


def test_reference_links_keep_their_label(spanish: Package) -> None:
    references = {"HOUSE": ("https://example.org", "")}
    sentence = "We need a new [house], and [clean water][house]."
    text = draft([sentence], spanish, references=references)[sentence].text
    assert signature(text, references)[0] == signature(sentence, references)[0]
    assert "[casa][house]" in text
    assert "[agua limpia][house]" in text


def test_a_lost_placeholder_stays_outside_the_marks_that_it_was_outside_of() -> None:
    source = "**The teacher** (`plan.pdf`) answers"
    result = restore(source, parse(source, {}), "El profesor responde", (), {})
    assert result is not None and signs(result[0]) == signs(source) and not result[1]


def test_a_placeholder_beside_an_underscore_is_put_back(spanish: Package) -> None:
    assert "XX" not in draft(["*_O"], spanish)["*_O"].text


def test_a_protected_word_at_the_edge_of_a_mark_is_put_back_with_the_space_that_kept_it_apart(spanish: Package) -> None:
    found = draft(["*4_O*rR^"], spanish)["*4_O*rR^"]
    assert "4_O" in found.text
    assert "XX" not in found.text
