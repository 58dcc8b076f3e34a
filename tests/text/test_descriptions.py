"""Pictures without a description: what they are, where, and who is stopped by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.gate import refuse_undescribed
from pipeline.text.document import Document, Kind
from pipeline.text.pictures import lacking, undescribed
from pipeline.text.read import read_text


def read(text: str) -> Document:
    return read_text(text, slug="x", path=Path("x.md"))


TEXT = """# T

![](a.png)

![A wall](b.png "Caption")

![](c.svg){decorative}

In a line ![](d.png) here.

`![](code.png)`
"""


def test_each_picture_without_a_description_is_named_with_its_line() -> None:
    assert [(source, line) for source, line, _ in lacking(read(TEXT))] == [("a.png", 3), ("d.png", 9)]
    first = undescribed(read(TEXT))[0]
    assert first.startswith("the picture a.png has no description (line 3): say between the brackets")
    assert "{decorative}" in first


def test_a_cover_wants_one_too() -> None:
    cover = "---\ntitle: T\ncover: a.png\n{}---\nText.\n"
    assert undescribed(read(cover.format(""))) == (
        "the picture a.png has no description: add a line “cover_alt: …” to the front matter",
    )
    assert undescribed(read(cover.format("cover_alt: A wall\n"))) == ()


@pytest.mark.parametrize(
    "after", ["{decorative}", " {decorative}", '{credit="Ana" decorative}', '{decorative focus="30% 20%"}']
)
def test_a_decorative_picture_says_so_and_is_not_read(after: str) -> None:
    (figure,) = read(f"# T\n\n![not read](a.png){after}\n").blocks
    assert figure.kind is Kind.FIGURE
    assert figure.decorative
    assert figure.alt == ""
    assert figure.credit == ("Ana" if "Ana" in after else "")


def test_words_in_braces_that_are_no_attribute_stay_text() -> None:
    (block,) = read("# T\n\n![x](a.png){decoratively}\n").blocks
    assert block.kind is Kind.PARAGRAPH


def test_a_final_build_is_refused_with_file_and_line(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text("# T\n\n![A wall](b.png)\n", encoding="utf-8")
    bad.write_text(TEXT, encoding="utf-8")
    refuse_undescribed([good])
    with pytest.raises(OctavillaError, match="the picture a.png has no description") as caught:
        refuse_undescribed([good, bad])
    assert (caught.value.path, caught.value.line) == (bad, 3)


def test_the_line_of_a_cover_is_that_which_names_it(tmp_path: Path) -> None:
    text = tmp_path / "x.md"
    text.write_text("---\ntitle: T\ncover: a.png\n---\nText.\n", encoding="utf-8")
    with pytest.raises(OctavillaError, match="cover_alt") as caught:
        refuse_undescribed([text])
    assert caught.value.line == 3
