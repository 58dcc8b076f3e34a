"""The translation memory: which translation of a sentence wins, and which sentences are nearly the same."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import ratio

from pipeline.review.align import similarity
from pipeline.review.catalogue import Catalogue, Draft, Entry, Origin, approve, revise, with_drafts
from pipeline.review.memory import CATALOGUE, TMX, Memory, Unit, difference, key_of, units_of

SENTENCE = "The library closes on three evenings and every Saturday."
WORDS = st.sampled_from(("the", "a", "red", "library", "opens", "on", "Saturday", ",", ".", "“", "it's", "it’s", "22"))
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def unit(source: str, target: str = "x", **more: str) -> Unit:
    return Unit(source=source, target=target, **more)


def test_the_newest_approval_wins_whatever_order_they_come_in() -> None:
    old = unit("Hello.", "Hola.", text="a", when="2026-01-05")
    new = unit("Hello.", "Buenas.", text="b", when="2026-03-01")
    undated = unit("Hello.", "¿Qué tal?", text="c")
    for units in ((old, new, undated), (undated, new, old)):
        assert Memory(units).exact("Hello.") == new
    assert Memory([undated, old]).exact("Hello.") == old


def test_the_projects_own_words_beat_imported_ones() -> None:
    imported = unit("Hello.", "Hola.", when="2026-05-05", origin=TMX)
    own = unit("Hello.", "Buenas.", text="a")
    assert Memory([imported, own]).exact("Hello.") == own
    assert Memory([imported]).exact("Hello.") == imported


def test_on_one_day_the_translation_approved_most_often_wins_then_the_first_text() -> None:
    units = [unit("Hi.", target, text=text, when="2026-01-01") for text, target in (("a", "x"), ("b", "y"), ("c", "y"))]
    assert Memory(units).exact("Hi.") == units[1]
    assert Memory(units[:2]).exact("Hi.") == Memory(units[1::-1]).exact("Hi.") == units[0]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("Don’t  open the\ndoor.", True),
        ("Don't open the door. ", True),
        ("don't open the door.", False),
        ("Don't open the **door**.", False),
        ("Don't open the door!", False),
    ],
)
def test_sentences_are_equal_up_to_white_space_and_the_shape_of_quotes(other: str, found: bool) -> None:
    assert (Memory([unit("Don't open the door.")]).exact(other) is not None) is found


def test_in_addresses_and_code_a_quote_is_no_matter_of_taste() -> None:
    assert key_of("See [it](https://example.org/a'b).") != key_of("See [it](https://example.org/a’b).")
    assert key_of("Type `a'b`.") != key_of("Type `a’b`.")


def test_an_empty_sentence_or_translation_is_no_unit() -> None:
    memory = Memory([unit("", "x"), unit("Hello.", " ")])
    assert len(memory) == 0
    assert memory.exact("") is None
    assert memory.fuzzy("") == memory.fuzzy("Hello.") == ()


def test_only_what_is_approved_is_remembered_and_what_vanished_from_the_text_too() -> None:
    catalogue = Catalogue(
        slug="text",
        language="es",
        entries=tuple(Entry(source=source) for source in ("One.", "Two.", "Three.", "Four.")),
        obsolete=(Entry(source="Gone.", target="Ido."), Entry(source="Vague.", target="Vago.", flags=("fuzzy",))),
    )
    catalogue = approve(catalogue, "One.", "Uno.", "Ana", datetime.date(2026, 5, 2))
    catalogue = revise(catalogue, "Two.", "Dos.")
    catalogue = with_drafts(catalogue, {"Three.": Draft(text="Tres.", origin=Origin(engine="argos"))})
    assert list(units_of(catalogue)) == [
        Unit(source="One.", target="Uno.", text="text", who="Ana", when="2026-05-02", origin=CATALOGUE),
        Unit(source="Gone.", target="Ido.", text="text"),
    ]


def test_a_stale_entry_is_not_remembered() -> None:
    entry = Entry(source="New.", target="Viejo.", flags=("fuzzy",), previous="Old.")
    assert list(units_of(Catalogue(slug="t", language="es", entries=(entry,)))) == []


def test_near_matches_come_best_first_with_their_score_and_difference() -> None:
    memory = Memory(
        [unit(SENTENCE, "a"), unit("The library closes every Saturday.", "b"), unit("Bring a friend.", "c")]
    )
    first, second = memory.fuzzy("The library closes on two evenings and every Saturday.", minimum=60)
    assert (first.unit.target, second.unit.target) == ("a", "b")
    assert 85 < first.score < 100 and 60 <= second.score < first.score
    assert first.score == pytest.approx(
        100 * similarity(SENTENCE, "The library closes on two evenings and every Saturday.")
    )
    assert ("gone", "three ") in first.difference
    assert ("new", "two ") in first.difference


def test_an_exact_match_scores_100_and_nothing_else_does() -> None:
    memory = Memory([unit("Open the door."), unit("open the door.")])
    scores = {match.unit.source: match.score for match in memory.fuzzy("Open  the door.")}
    assert scores["Open the door."] == 100
    assert scores["open the door."] < 100
    assert [match.is_exact for match in memory.fuzzy("Open the door.")] == [True, False]


def test_each_translation_of_a_sentence_comes_once_and_no_more_than_asked_for() -> None:
    units = [unit("Hello there.", target, text=text) for text, target in (("a", "x"), ("b", "x"), ("c", "y"))]
    memory = Memory(units)
    assert [match.unit.target for match in memory.fuzzy("Hello there.")] == ["x", "y"]
    assert [match.unit.target for match in memory.fuzzy("Hello there.", limit=1)] == ["x"]
    assert memory.fuzzy("Hello there.", limit=0) == ()


def test_a_lone_word_is_compared_by_its_letters() -> None:
    memory = Memory([unit("Neighbours"), unit("Water"), unit("Neighbours meet")])
    assert [match.unit.source for match in memory.fuzzy("Neighbour")] == ["Neighbours", "Neighbours meet"]


@given(st.lists(SENTENCES, max_size=8), SENTENCES, st.sampled_from([50.0, 75.0, 90.0]))
def test_the_index_finds_what_comparing_with_every_sentence_finds(known: list[str], asked: str, minimum: float) -> None:
    """The short cuts (lengths, words as signs) lose nothing that reaches the score."""
    keys = {key_of(sentence) for sentence in known}
    wanted = {
        key: 100.0 if key == key_of(asked) else min(100 * similarity(key, key_of(asked)), 99.9)
        for key in keys
        if key == key_of(asked) or 100 * similarity(key, key_of(asked)) >= minimum
    }
    found = {key_of(match.unit.source): match.score for match in Memory(map(unit, known)).fuzzy(asked, minimum, 99)}
    assert found == pytest.approx(wanted)


@given(SENTENCES, SENTENCES)
def test_a_difference_leads_from_one_sentence_to_the_other(old: str, new: str) -> None:
    parts = difference(old, new)
    assert "".join(text for kind, text in parts if kind != "gone") == new
    assert "".join("".join(text for kind, text in parts if kind != "new").split()) == "".join(old.split())
    assert all(text for _, text in parts)
    assert all(first[0] != second[0] for first, second in itertools.pairwise(parts))


def test_a_search_looks_closely_at_few_units_however_many_there_are() -> None:
    """The rest is passed over inside one call into C; `python -m bench.memories` prints what that takes."""

    def searched(size: int) -> Callable[[], object]:
        chance = random.Random(7)
        words = [f"word{number}" for number in range(3000)]
        units = [unit(" ".join(chance.choices(words, k=chance.randint(3, 30)))) for _ in range(size)]
        memory = Memory(units)
        memory.fuzzy("Warm up the index.")

        def search() -> None:
            for known in units[:10]:
                assert memory.fuzzy(f"{known.source} again")[0].unit == known

        return search

    assert ratio(searched, 500, 10_000) < 2
