"""Runs of words as Markdown: what is written reads as the words that went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.document import Kind
from pipeline.text.importers import composing
from pipeline.text.importers.chunks import pieces_of, plain_of
from pipeline.text.importers.composing import Run

WORDS = st.text(st.sampled_from("ab *_`[](){}<>!#-+.:|\\~&1“”—\n"), max_size=8)
RUNS = st.lists(
    st.builds(
        Run,
        text=WORDS,
        strong=st.booleans(),
        emphasis=st.booleans(),
        struck=st.booleans(),
        code=st.booleans(),
        link=st.sampled_from(["", "https://x.example/a(b)", "javascript:x", "mailto:a@b.example"]),
    ),
    max_size=6,
)


@given(RUNS)
def test_runs_read_as_their_words(runs: list[Run]) -> None:
    assert plain_of(composing.inline(runs)).split() == composing.words(runs).split()


@given(RUNS)
def test_runs_are_one_paragraph(runs: list[Run]) -> None:
    written = composing.inline(runs)
    assert len(pieces_of(written)) == bool(written.strip())
    assert all(piece.kind is Kind.PARAGRAPH for piece in pieces_of(written))


@pytest.mark.parametrize("text", ["~1", "1~", "~", "a ~ b", "~~1"])
def test_a_tilde_that_was_struck_out_opens_no_block_of_code(text: str) -> None:
    (piece,) = pieces_of(composing.inline([Run(text=text, struck=True)]))
    assert (piece.kind, piece.plain) == (Kind.PARAGRAPH, text)


@given(
    st.lists(st.lists(st.text(st.sampled_from("ab|\\ `*"), max_size=6), min_size=2, max_size=3), min_size=2, max_size=4)
)
def test_a_table_has_the_cells_it_was_made_of(rows: list[list[str]]) -> None:
    cells = [[composing.inline([Run(text=cell)]) for cell in row] for row in rows]
    pieces = pieces_of(composing.table(cells))
    assert [piece.kind for piece in pieces] == [Kind.TABLE]
    assert "".join(pieces[0].plain.split()) == "".join("".join(cell for row in rows for cell in row).split())


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://x.example/a?b=c", True),
        ("mailto:a@b.example", True),
        ("tel:+44 20", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//x.example", False),
        ("/etc/passwd", False),
        ("https://x.example/<b>", False),
        ("file:///x", False),
    ],
)
def test_only_addresses_that_cannot_act_are_kept(address: str, safe: bool) -> None:
    assert bool(composing.safe_address(address)) is safe


def test_lists_quotations_and_notes_are_what_they_say() -> None:
    listed = composing.listed(
        [["one"], ["two", composing.listed([["inner"]])], ["three", "more"]], ordered=True, start=4
    )
    written = "\n\n".join((listed, composing.quoted(["a", "b"]), "x[^1]", composing.footnote("1", ["n", "m"])))
    assert [piece.kind for piece in pieces_of(written)] == [Kind.LIST, Kind.QUOTE, Kind.PARAGRAPH, Kind.FOOTNOTE]
    assert listed.startswith("4. one")
