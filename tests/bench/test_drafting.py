"""The measurements' own parts that need no model."""

from __future__ import annotations

import itertools

import pytest

from bench.bare import BATCHES, settings
from bench.drafting import ARGOS_AIM, _beside
from bench.samples import paragraphs, varied, words_in

POOL = ("One two three four.", "Five six seven eight nine.", "Short one.")


def test_sample_sentences_are_plain_and_about_as_many_words_as_asked_for() -> None:
    text = paragraphs(500)
    sentences = list(itertools.chain.from_iterable(text))
    assert 500 <= sum(map(words_in, sentences)) < 700
    assert all(sentence == " ".join(sentence.split()) and "](" not in sentence for sentence in sentences)


def test_varied_sentences_differ_reach_the_words_and_come_out_the_same_each_time() -> None:
    found = list(varied(20_000))
    assert len(set(found)) == len(found)
    assert 20_000 <= sum(map(words_in, found)) < 20_100
    assert found == list(varied(20_000))


def test_varied_sentences_are_halves_of_the_pool() -> None:
    halves = set(varied(18, POOL))
    assert halves == {
        "One two three four.",
        "One two seven eight nine.",
        "Five six three four.",
        "Five six seven eight nine.",
    }


def test_a_pool_that_is_too_small_is_said_to_be() -> None:
    with pytest.raises(ValueError, match="make 18 words, not 100"):
        list(varied(100, POOL))


def test_the_sample_texts_are_enough_for_a_million_words() -> None:
    sentences = [sentence for paragraph in paragraphs(10**6) for sentence in paragraph]
    halves = [words_in(sentence) for sentence in dict.fromkeys(sentences) if words_in(sentence) >= 4]
    assert len(halves) * sum(halves) > 2_000_000


@pytest.mark.parametrize(
    ("cores", "ways"), [(1, {(1, 1)}), (2, {(2, 1), (1, 2)}), (6, {(6, 1), (3, 2), (2, 3), (1, 6)})]
)
def test_every_way_to_use_all_cores_is_tried(cores: int, ways: set[tuple[int, int]]) -> None:
    tried = list(settings(cores))
    assert {(setting.inter_threads, setting.intra_threads) for setting in tried} == ways
    assert len(tried) == len(ways) * len(BATCHES)


def test_a_figure_stands_beside_its_aim() -> None:
    assert _beside("ratio", ARGOS_AIM, ARGOS_AIM) == "ratio: 20.00 (aim: at least 20; met)"
    assert _beside("ratio", 19.5, ARGOS_AIM).endswith("missed)")
