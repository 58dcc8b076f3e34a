"""Inline Markdown as nested codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.exchange.inlinecodes import Inline, Part, numbered, parts_of, signs_of, text_of

MARKDOWN = st.lists(
    st.sampled_from(
        ["**", "*", "_", "~~", "`", "[", "](https://e.org)", "![", "](p.png)", "[^1]", "\\*", "<https://e.org>", " ",
         "word", "año", "x", "\n", "  \n", "…", "<", "&", "]", "!", "(", ")"]
    ),
    max_size=24,
).map("".join)  # fmt: skip


def shown(parts: tuple[Part, ...]) -> list[str]:
    return [part if isinstance(part, str) else part.shown for part in parts]


@given(MARKDOWN)
def test_parts_put_together_are_the_text(text: str) -> None:
    assert text_of(parts_of(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", ["plain"]),
        ("a **b** c", ["a ", "**…**", " c"]),
        ("_a_ and ~~b~~", ["_…_", " and ", "~~…~~"]),
        ("[a *b*](https://e.org).[^1]", ["[…](https://e.org)", ".", "[^1]"]),
        ("see ![a [b] c](p.png)", ["see ", "![…](p.png)"]),
        ("`x` <https://e.org> \\*", ["`x`", " ", "<https://e.org>", " \\*"]),
        ("2 * 3 * 4", ["2 * 3 * 4"]),
    ],
)
def test_codes_are_the_marks_of_the_text(text: str, expected: list[str]) -> None:
    assert shown(parts_of(text)) == expected


def test_the_description_of_a_picture_can_be_translated() -> None:
    (picture,) = parts_of("![a red sun](sun.png)")
    assert isinstance(picture, Inline)
    assert picture.parts == ("a red sun",)


def test_codes_of_the_target_take_the_numbers_of_the_source() -> None:
    source, target = parts_of("**a** [^1] **b** *c*"), parts_of("*c* **b** ~~d~~ [^1]")
    assert numbered(source, target) == ([1, 2, 3, 4], [4, 1, 5, 2])


@given(MARKDOWN)
def test_signs_are_known_again_from_what_is_shown(text: str) -> None:
    def check(parts: tuple[Part, ...]) -> None:
        for part in parts:
            if isinstance(part, Inline) and part.is_pair:
                assert signs_of(part.shown) == (part.opening, part.closing)
                check(part.parts)

    check(parts_of(text))
