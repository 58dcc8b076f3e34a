"""Marked passages: what is shown of a text, in which order passages go, and marks that open or close nothing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.text.cuts import WHOLE, Extent, has_short, passages, shown
from pipeline.text.document import Document, Kind, map_texts, texts_of
from pipeline.text.read import read_text
from pipeline.text.segment import segments


def read(body: str) -> Document:
    return read_text(f"---\ntitle: T\n---\n\n{body}", slug="t", path=Path("t.md"))


def words(document: Document, extent: Extent = WHOLE) -> list[str]:
    """Return the texts shown, without the title."""
    return [text for _, text in texts_of(shown(document, extent))][1:]


def test_a_text_without_marks_is_shown_as_it_is() -> None:
    document = read("One.\n\n<!-- a remark -->\n\nTwo.")
    assert shown(document) is document
    assert (passages(document), has_short(document)) == (0, False)


def test_the_last_passage_goes_first() -> None:
    document = read("A.\n\n<!-- cut -->\n\nB.\n\n<!-- /cut -->\n\nC.\n\n<!-- cut -->\nD.\n<!-- /cut -->\nE.")
    assert passages(document) == 2
    assert words(document) == ["A.", "B.", "C.", "D.", "E."]
    assert words(document, Extent(1)) == ["A.", "B.", "C.", "E."]
    assert words(document, Extent(2)) == ["A.", "C.", "E."]
    assert words(document, Extent(9)) == ["A.", "C.", "E."]
    assert all(block.kind is not Kind.COMMENT for block in shown(document).blocks)


def test_numbers_say_which_passages_go_first() -> None:
    numbered = ((" 3", "three"), ("", "none"), (" 2", "two"), (" 1", "one"))
    document = read("".join(f"<!-- CUT{number} -->\n{text}\n<!-- / cut -->\n\n" for number, text in numbered))
    order = [words(document, Extent(left_out)) for left_out in range(5)]
    gone = [(set(before) - set(after)).pop() for before, after in pairwise(order)]
    assert gone == ["one", "none", "two", "three"]


def test_a_passage_that_is_not_closed_reaches_to_the_end_of_its_section() -> None:
    document = read("## A\n\nOne.\n\n<!-- cut -->\n\nTwo.\n\n### Sub\n\nThree.\n\n## B\n\nFour.")
    assert words(document, Extent(1)) == ["A", "One.", "B", "Four."]
    lead = read("One.\n\n<!-- cut -->\n\nTwo.\n\n#### Any\n\nThree.")
    assert words(lead, Extent(1)) == ["One.", "Any", "Three."]
    last = read("## A\n\nOne.\n\n<!-- cut -->\n\nTwo.")
    assert words(last, Extent(1)) == ["A", "One."]


def test_a_mark_before_a_heading_takes_the_whole_section() -> None:
    document = read("## A\n\nOne.\n\n<!-- cut -->\n\n### Sub\n\nTwo.\n\n#### Deeper\n\nThree.\n\n### Other\n\nFour.")
    assert words(document, Extent(1)) == ["A", "One.", "Other", "Four."]


def test_a_closed_passage_may_go_over_sections() -> None:
    document = read("## A\n\n<!-- cut -->\n\nOne.\n\n## B\n\nTwo.\n\n<!-- /cut -->\n\nThree.")
    assert words(document, Extent(1)) == ["A", "Three."]


def test_items_in_the_middle_of_a_list_leave_one_list() -> None:
    document = read("3. a\n4. b\n<!-- cut -->\n5. c\n6. d\n<!-- /cut -->\n7. e\n\nEnd.")
    for left_out, expected in ((0, ["a", "b", "c", "d", "e"]), (1, ["a", "b", "e"])):
        whole = shown(document, Extent(left_out))
        listed, end = whole.blocks
        assert (listed.kind, listed.start, listed.ordered) == (Kind.LIST, 3, True)
        assert [item.children[0].text for item in listed.children] == expected
        assert end.text == "End."


def test_lists_that_begin_anew_stay_apart() -> None:
    ordered = read("1. a\n<!-- cut -->\n1. b\n<!-- /cut -->")
    mixed = read("- a\n<!-- cut -->\n1. b\n<!-- /cut -->")
    apart = read("- a\n<!-- cut -->\nOne.\n<!-- /cut -->\n- b")
    assert [len(shown(document).blocks) for document in (ordered, mixed, apart)] == [2, 2, 3]
    assert [len(shown(document, Extent(1)).blocks) for document in (ordered, mixed, apart)] == [1, 1, 2]


def test_a_passage_inside_an_item_or_a_quotation_stays_inside() -> None:
    document = read(
        "- a\n\n  <!-- cut -->\n\n  b\n- c\n\n> d\n>\n> <!-- cut -->\n>\n> e\n>\n> <!-- /cut -->\n>\n> f\n\ng"
    )
    assert passages(document) == 2
    assert words(document, Extent(1)) == ["a", "b", "c", "d", "f", "g"]
    assert words(document, Extent(2)) == ["a", "c", "d", "f", "g"]


def test_nothing_is_left_of_a_list_whose_items_all_go() -> None:
    document = read("- <!-- cut -->\n  a\n\nb")
    assert [block.kind for block in shown(document, Extent(1)).blocks] == [Kind.PARAGRAPH]


def test_the_short_version_is_shown_only_in_place_of_the_whole() -> None:
    document = read("A.\n\n<!-- short -->\n\nS.\n\n<!-- /short -->\n\nB.\n\n<!-- short -->\n\n## In short\n\nT.")
    assert has_short(document)
    assert passages(document) == 0
    assert words(document) == ["A.", "B."]
    assert words(document, Extent(short=True)) == ["S.", "In short", "T."]
    assert shown(shown(document)) == shown(document)


def test_the_short_version_is_translated_like_all_else() -> None:
    document = read("A long one.\n\n<!-- short -->\n\nA short one.")
    assert [segment.source for segment in segments(document)] == ["A long one.", "A short one."]


def test_footnotes_go_with_the_passages_that_call_them() -> None:
    document = read(
        "A.[^a]\n\n<!-- cut -->\n\nB.[^b] And again.[^a]\n\n[^b]: Note b, which calls.[^c]\n\n<!-- /cut -->\n\n"
        "<!-- short -->\n\nS.[^s]\n\n<!-- /short -->\n\n[^a]: Note a.\n[^c]: Note c.\n[^s]: Note s.\n[^u]: Nobody's.\n"
    )

    def labels(extent: Extent) -> set[str]:
        return {block.label for block in shown(document, extent).footnotes}

    assert labels(WHOLE) == {"a", "b", "c", "u"}
    assert labels(Extent(1)) == {"a", "u"}
    assert labels(Extent(short=True)) == {"s", "u"}


def test_a_translation_is_shortened_at_the_same_places() -> None:
    document = read(
        "A.\n\n- b\n<!-- cut 2 -->\n- c\n<!-- /cut -->\n- d\n\n"
        "<!-- cut -->\n\nE.\n\n<!-- /cut -->\n\n<!-- short -->\n\nS."
    )
    translated = map_texts(document, lambda _, text: text.upper())
    for extent in (WHOLE, Extent(1), Extent(2), Extent(short=True)):
        upper = map_texts(shown(document, extent), lambda _, text: text.upper())
        assert shown(translated, extent) == upper


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("A.\n\n<!-- /cut -->", 7, "nothing is open here: put <!-- cut -->"),
        ("<!-- cut -->\n\nA.\n\n<!-- /short -->", 9, "a short inside a cut"),
        ("<!-- cut -->\n\nA.\n\n<!-- cut -->\n\nB.\n\n<!-- /cut -->", 9, "a cut inside a cut"),
        ("<!-- cut -->\n\nA.\n\n<!-- short -->\n\nB.", 9, "a short inside a cut"),
        ("<!-- cut -->\n\n- A.\n\n  <!-- cut -->\n\n  B.\n\n<!-- /cut -->", 9, "a cut inside a cut"),
        ("- A.\n\n  <!-- /cut -->", 7, "nothing is open here"),
        ("## H\n\n<!-- cut -->\n\nA.\n\n## B\n\n<!-- /cut -->\n\nC.\n\n<!-- /cut -->", 17, "nothing is open here"),
        ("> A.\n>\n> <!-- short -->\n>\n> B.", 7, "not in a list or quotation"),
        ("A <!-- cut --> b.", 5, "lines of their own"),
        ("<!-- cut --> A.", 5, "lines of their own"),
        ("<!-- cut --> <!-- short -->", 5, "lines of their own"),
    ],
)
def test_a_mark_that_opens_or_closes_nothing_is_an_error_with_its_line(body: str, line: int, message: str) -> None:
    with pytest.raises(OctavillaError) as caught:
        read(body)
    assert (caught.value.path, caught.value.line) == (Path("t.md"), line)
    assert message in str(caught.value)


@pytest.mark.parametrize("body", ["Write `<!-- cut -->` here.", "    <!-- cut -->", "<!-- cutting remarks -->", "cut"])
def test_what_only_looks_like_a_mark_is_left_alone(body: str) -> None:
    assert shown(read(body)) == read(body)
    assert passages(read(body)) == 0


_MARKS = ["<!-- cut -->", "<!-- cut 2 -->", "<!-- /cut -->", "<!-- short -->", "<!-- /short -->"]
_BLOCKS = ["A.", "B[^n].", "## H", "### I", "- c", "> d", "[^n]: Note.", "- e\n\n  <!-- cut -->\n\n  f"]
_LINES = st.lists(st.sampled_from([*_MARKS, *_BLOCKS]), max_size=12)


@given(_LINES)
def test_leaving_out_more_never_shows_more(lines: list[str]) -> None:
    try:
        document = read("\n\n".join(lines))
    except OctavillaError:
        return
    before = words(document)
    for left_out in range(1, passages(document) + 2):
        after = words(document, Extent(left_out))
        kept = iter(before)
        assert all(text in kept for text in after), "in the same order"
        before = after
    assert has_short(document) or {*words(document, Extent(short=True))} <= {"Note."}
