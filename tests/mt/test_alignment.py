"""From tokens to characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.alignment import make_block, token_spans


def parts(tokens: list[str], text: str) -> list[str]:
    return [text[start:end] for start, end in token_spans(tokens, text)]


def test_sentencepiece_tokens_find_their_characters() -> None:
    assert parts(["▁The", "▁fact", "ory", "▁", "<0xC3>", "<0x91>", "."], "The factory Ñ.") == [
        "The", "fact", "ory", "", "Ñ", "", ".",
    ]  # fmt: skip


def test_moses_tokens_find_their_characters() -> None:
    assert parts(["wor@@", "kers", "&apos;s", "well", "@-@", "known", "&amp;"], "workers's well-known &") == [
        "wor", "kers", "'s", "well", "-", "known", "&",
    ]  # fmt: skip


def test_a_tokenizer_that_changes_signs_is_followed() -> None:
    """Folded quotes, an ellipsis that became three stops, a letter that vanished."""
    assert parts(["▁'", "word", "'", "▁next"], "‘word’ next") == ["‘", "word", "’", "next"]
    assert parts(["▁wait", "...", "▁now"], "wait… now") == ["wait", "…", "now"]
    assert parts(["▁ab", "▁d"], "abc\u200b d")[1] == "d"


@given(st.lists(st.text(max_size=8), max_size=12), st.text(max_size=40))
def test_spans_lie_in_the_text_whatever_the_tokens(tokens: list[str], text: str) -> None:
    spans = token_spans(tokens, text)
    assert len(spans) == len(tokens)
    assert all(0 <= start <= end <= len(text) for start, end in spans)


@pytest.mark.parametrize(("source", "target"), [(0, 0), (7, 30)])
def test_a_block_moves_with_its_piece(source: int, target: int) -> None:
    block = make_block("a b", ["▁a", "▁b"], "x y", ["▁x", "▁y"], [[1.0, 0.0], [0.0, 1.0]]).moved(source, target)
    assert block.source == ((source, source + 1), (source + 2, source + 3))
    assert block.target == ((target, target + 1), (target + 2, target + 3))
