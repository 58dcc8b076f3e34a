"""What a text says about a picture beside its name and caption."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.text.document import Block, Kind
from pipeline.text.picturing import attributes, focus
from pipeline.text.read import read_text

PATH = Path("mill.md")


def figure(markdown: str) -> Block:
    document = read_text(f"---\ntitle: T\n---\n{markdown}\n", slug="mill", path=PATH)
    (block,) = document.blocks
    return block


def test_focus_and_credit_stand_after_the_picture() -> None:
    block = figure('![A mill](mill.jpg "The mill"){focus="30% 20%" credit="Ana Reyes / CC BY 4.0"}')
    assert (block.kind, block.src, block.alt, block.text) == (Kind.FIGURE, "mill.jpg", "A mill", "The mill")
    assert (block.focus, block.credit) == ("30% 20%", "Ana Reyes / CC BY 4.0")


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("{credit='Ana'}", {"credit": "Ana"}),
        ("{credit=Ana}", {"credit": "Ana"}),
        (" {focus='5%  7%'}", {"focus": "5% 7%"}),
        ("\n{focus='100%, 0%'}", {"focus": "100% 0%"}),
        ("{CREDIT='Ana   María'}", {"credit": "Ana María"}),
        ("{}", {}),
    ],
)
def test_ways_to_write_it(inside: str, said: dict[str, str]) -> None:
    content, found = attributes(f"![A](a.png){inside}", PATH, 1)
    assert found == said
    assert content == ("![A](a.png)" if said else f"![A](a.png){inside}")


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("{size=3}", "a picture has no “size”"),
        ("{focus=left}", "must say how far from the left and from the top"),
        ("{focus='120% 0%'}", "must say how far"),
        ("{credit=Ana and Luis}", "is not understood"),
    ],
)
def test_mistakes_are_named_with_their_line(inside: str, message: str) -> None:
    with pytest.raises(OctavillaError, match=message) as caught:
        figure(f"\n![A](a.png){inside}")
    assert (caught.value.path, caught.value.line) == (PATH, 5)


def test_a_picture_in_a_line_and_braces_in_a_text_stay_as_they_are() -> None:
    assert figure("Look: ![A](a.png){credit=Ana} there.").kind is Kind.PARAGRAPH
    assert figure("A set {x = 1}").text == "A set {x = 1}"


def test_the_cover_has_its_own_in_the_front_matter() -> None:
    text = "---\ntitle: T\ncover: a.png\ncover_focus: 10% 90%\ncover_credit: Ana Reyes\n---\nOne.\n"
    meta = read_text(text, slug="mill", path=PATH).meta
    assert (meta.cover_focus, meta.cover_credit) == ("10% 90%", "Ana Reyes")
    with pytest.raises(OctavillaError, match="the focus “top”"):
        read_text(text.replace("10% 90%", "top"), slug="mill", path=PATH)


@given(st.integers(0, 100), st.integers(0, 100))
def test_any_point_of_a_picture_is_a_focus_and_is_written_one_way(across: int, down: int) -> None:
    written = focus(f" {across} %, {down}% ", PATH, None)
    assert written == f"{across}% {down}%"
    assert focus(written, PATH, None) == written


@given(st.text(max_size=40))
def test_no_focus_leaves_the_style_of_its_page(value: str) -> None:
    try:
        made = focus(value, PATH, None)
    except OctavillaError:
        return
    assert not set(made) - set("0123456789% ")
