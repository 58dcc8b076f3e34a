"""Which new sentence was made from which old one."""

from __future__ import annotations

import pytest

from pipeline.review.align import FAR, NEAR, Match, Old, align, similarity


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The tide turns at noon.", "The tide turns at midnight."),
        ("Teh end of the road", "The end of the road"),
        ("Bring a coat.", "Bring a warm coat."),
        ("**Drink** water every hour.", "Drink cold water every hour."),
        ("雨が降っています。", "雨が降っていました。"),
    ],
)
def test_edited_sentences_are_alike(first: str, second: str) -> None:
    assert similarity(first, second) >= NEAR
    assert similarity(first, second) == similarity(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The tide turns at noon.", "Bring a coat for the night."),
        ("Nobody counts the hours any more.", "The lamps are lit one after the other."),
        ("…", "!!"),
        ("Yes.", "No."),
    ],
)
def test_other_sentences_are_not(first: str, second: str) -> None:
    assert similarity(first, second) < NEAR < FAR


def test_a_machine_s_sentence_is_matched_only_as_part_of_a_join() -> None:
    human = Old(("The tide turns at noon.",), 0, True)
    machine = Old(("The boats go out.",), 1, False)
    old = [human.texts[0], machine.texts[0]]
    joined = ["The tide turns at noon and the boats go out."]
    assert align(old, joined, [0], [human, machine]) == [Match(0, (0, 1))]
    assert align(old, ["The boats go out!"], [0], [human, machine]) == []


def test_a_split_in_many_parts_is_known_by_all_of_them_together() -> None:
    parts = [
        "The tide turns at noon.",
        "Old boats wait outside.",
        "Nobody looks at them now.",
        "Rain comes from the west.",
    ]
    whole = "The tide turns at noon, old boats wait outside, nobody looks at them now, rain comes from the west."
    assert max(similarity(part, whole) for part in parts) < NEAR
    (match,) = align([whole], parts, [0, 1, 2, 3], [Old((whole,), 0, True)])
    assert match.old == (0,)


def test_a_sentence_elsewhere_must_be_more_alike_than_a_neighbour() -> None:
    old = "The old boats wait in the harbour for the rain to stop."
    new = "The old boats wait in a bay far north until May, or longer."
    assert NEAR <= similarity(old, new) < FAR
    stays = "Nobody counts the hours."
    vanished = [Old((old,), 0, True)]
    assert align([old, stays], [new, stays], [0], vanished) == [Match(0, (0,))]
    assert (
        align([old, "Bring bread.", stays, "Bring wine."], ["Bring bread.", stays, "Bring wine.", new], [3], vanished)
        == []
    )
