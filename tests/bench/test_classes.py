"""Classes of sentences are made by rule, alike on both sides."""

import pytest

from bench.classes import (
    CLASSES,
    addresses,
    capitals,
    figures,
    headings,
    in_title_case,
    joined,
    lone_words,
    long,
    plain,
    title_case,
)
from bench.sets import Pair


def words(count: int) -> str:
    return " ".join(["word"] * count)


def test_plain_sentences_have_nothing_that_needs_care() -> None:
    good = Pair("The meeting begins at noon.", "La reunión empieza a mediodía.")
    others = ["The 3 meetings begin at noon.", 'They said "noon" to us all.', "Write to a@example.org for more now."]
    others += ["THE MEETING BEGINS AT NOON.", "At noon.", "A line that has no stop", f"Very {words(50)}."]
    assert plain([good, *(Pair(text, text) for text in others)], "es") == [good]


def test_capitals_are_on_both_sides_and_the_stop_is_gone() -> None:
    pair = Pair("The meeting is off.", "La reunión no se hará.")
    assert capitals([pair], "es") == [Pair("THE MEETING IS OFF", "LA REUNIÓN NO SE HARÁ")]


def test_title_case_is_on_the_source_only() -> None:
    pair = Pair("The meeting of the union is off.", "La reunión del sindicato no se hará.")
    made = title_case([pair], "es")
    assert made == [Pair("The Meeting of the Union Is Off", "La reunión del sindicato no se hará")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("what to do with it", "What to Do with It"),
        ("a well-known man's guide to the top", "A Well-Known Man's Guide to the Top"),
        ("what it is for", "What It Is For"),
        ("McDonald and the UN", "McDonald and the UN"),
        ('"to be" is a verb', '"To Be" Is a Verb'),
    ],
)
def test_title_case_leaves_small_words_small_inside(text: str, title: str) -> None:
    assert in_title_case(text) == title


def test_long_sentences_have_more_than_40_words_where_there_are_enough() -> None:
    pairs = [Pair(words(count), "x") for count in [10, 40, 41] + [50] * 100]
    assert [len(pair.source.split()) for pair in long(pairs, "es")] == [41] + [50] * 100


def test_without_enough_long_sentences_the_hundred_longest_stand_in() -> None:
    pairs = [Pair(words(count), "x") for count in [10] * 50 + [31] * 50 + [35] * 90 + [45] * 10]
    assert sorted(len(pair.source.split()) for pair in long(pairs, "es")) == [35] * 90 + [45] * 10
    assert not long([Pair(words(30), "x")] * 200, "es")


def test_neighbours_are_joined_by_semicolons_and_by_and_in_turns() -> None:
    # “the” and “la” stand small inside a sentence, “Bob” does not.
    one = Pair(f"The cat and the dog {words(20)}.", "El gato y la perra.")
    two = Pair(f"The house for Bob {words(20)}.", "La casa de la perra.")
    bob = Pair(f"Bob has the house {words(20)}.", "Iba la perra.")
    first, second = joined([one, two, one, bob], "es")
    assert first.source == f"{one.source[:-1]}; the house for Bob {words(20)}."
    assert first.reference == "El gato y la perra; la casa de la perra."
    assert second.source == f"{one.source[:-1]}, and Bob has the house {words(20)}."
    assert second.reference == "El gato y la perra, e Iba la perra."


def test_sentences_with_quotations_or_too_short_to_be_long_are_not_joined() -> None:
    short = Pair("A cat sat.", "Un gato.")
    quoted = Pair(f'He said "{words(40)}".', "Dijo.")
    assert not joined([short, short, short, quoted, short], "es")


def test_figures_are_found() -> None:
    pairs = [Pair("In 1999.", "En 1999."), Pair("In May.", "En mayo.")]
    assert figures(pairs, "es") == pairs[:1]


def test_an_address_stands_once_at_the_same_kind_of_place_on_both_sides() -> None:
    pair = Pair("Lead researchers, they say, need help.", "Los investigadores, dicen, necesitan ayuda.")
    made = addresses([pair] * 5, "es")
    assert [item.source for item in made] == [
        "Lead researchers, they say, need help: https://lead.example.org/researchers_they",
        "Lead researchers, they say, need help (lead.researchers@example.org).",
        "Lead researchers (www.example.org/lead-researchers?they=1), they say, need help.",
        "@lead_researchers: Lead researchers, they say, need help.",
        "Lead researchers, they say, need help. #LeadThey",
    ]
    assert made[2].reference.startswith("Los investigadores (www.example.org/lead-researchers?they=1), dicen")
    uneven = addresses([pair, pair, Pair(pair.source, "Los investigadores necesitan ayuda.")], "es")[2]
    assert uneven.reference == "Los investigadores necesitan ayuda (www.example.org/lead-researchers?they=1)."


def test_headings_end_without_a_sign_and_short_sentences_stand_in() -> None:
    heading = Pair("How to heat a flat", "Cómo calentar un piso")
    sentences = [Pair(f"{words(count)}.", f"{words(count)}.") for count in (9, 4)] + [Pair(f"{words(20)}.", "x.")]
    assert headings([*sentences, heading], "es") == [heading, Pair(words(4), words(4)), Pair(words(9), words(9))]


def test_lone_words_are_those_that_always_come_together() -> None:
    pairs = [
        Pair("the house stands", "está la casa"),
        Pair("one house fell", "cayó una casa"),
        Pair("every house burns", "arde cada casa"),
        Pair("such house cost more", "costó más tal casa"),
        Pair("that house again", "otra vez esa casa"),
        Pair("many streets", "muchas calles"),
    ]
    assert lone_words(pairs, "es") == [Pair("House", "Casa")]


def test_every_class_has_a_name_of_its_own_and_takes_nothing_for_an_answer() -> None:
    assert len({item.name for item in CLASSES}) == len(CLASSES)
    assert not [item.name for item in CLASSES if item.derive([], "es")]
