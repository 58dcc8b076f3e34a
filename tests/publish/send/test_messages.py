"""Messages keep to their length, and always say where to read on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.send.messages import GSM, SMS, SMS_OF_TWO, Said, cut, messages

LINK = "https://harbourstreet.example/leaflets/j9qp/es/"
EVENT = Said(
    title="Sábado de vecinos", lead="Trae una foto de tu pared. Ven con una pregunta.",
    when="Sábado, 5 de diciembre de 2026, de 14:00 a 18:00", day="sábado 5 de diciembre, de 14:00 a 18:00",
    place="Harbour Hall", where="Harbour Hall, 14 Harbour Street", link=LINK,
    others=("Read it in English", "Leia em português: harbourstreet.example/leaflets/j9qp"),
)  # fmt: skip
line = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=400).map(lambda text: text.strip())
said = st.builds(
    Said, title=line.filter(bool), lead=line, when=line, day=line, place=line, where=line, link=st.just(LINK),
    others=st.lists(line, max_size=3).map(tuple), warning=st.sampled_from(("", "Proof: translated by machine")),
)  # fmt: skip


def text_of(name: str, words: Said) -> str:
    return next(message.text for message in messages(words) if message.name == name)


def test_a_message_says_all_there_is() -> None:
    assert text_of("message", EVENT) == (
        "Sábado de vecinos\n\nSábado, 5 de diciembre de 2026, de 14:00 a 18:00\nHarbour Hall, 14 Harbour Street\n\n"
        f"Trae una foto de tu pared. Ven con una pregunta.\n\n{LINK}\n\n"
        "Read it in English · Leia em português: harbourstreet.example/leaflets/j9qp"
    )


def test_a_text_message_is_one_line_with_day_place_and_address() -> None:
    assert text_of("sms", EVENT) == f"Sábado de vecinos, sábado 5 de diciembre, de 14:00 a 18:00, Harbour Hall {LINK}"


def test_typographic_signs_do_not_halve_a_text_message() -> None:
    english = Said(title="Neighbours’ Saturday", when="Saturday 5 December 2026, 14:00–18:00", link=LINK)
    text = text_of("sms", english)
    assert set(text) <= GSM
    assert text.startswith("Neighbours' Saturday, Saturday 5 December 2026, 14:00-18:00 ")


@given(said)
def test_no_message_is_too_long_or_without_its_address(words: Said) -> None:
    for message in messages(words):
        assert len(message.text) <= message.most
        assert message.text.endswith(LINK) or LINK in message.text
        assert message.name != "sms" or message.most in (SMS, SMS_OF_TWO)


def test_sentences_of_the_lead_go_before_the_title_is_cut() -> None:
    long = Said(title="Who pays for damp?", lead="One sentence. " * 20 + "The end.", link=LINK)
    text = text_of("post", long)
    assert text.startswith("Who pays for damp?\n\nOne sentence. One sentence.")
    assert "The end" not in text
    very_long = Said(title="Damp " * 100, link=LINK)
    assert text_of("post", very_long).split("\n\n") == [text_of("post", very_long).split("\n\n")[0], LINK]
    assert "…" in text_of("post", very_long)


def test_a_proof_says_so_first() -> None:
    proof = Said(title="Damp", warning="Proof", link=LINK)
    assert all(message.text.startswith("Proof") for message in messages(proof))
    assert text_of("sms", proof) == f"Proof. Damp {LINK}"


@pytest.mark.parametrize(
    ("text", "most", "result"),
    [("one two", 7, "one two"), ("one two three", 8, "one two…"), ("one, two", 5, "one…"), ("oneword", 4, "one…")],
)
def test_a_cut_is_made_after_a_word(text: str, most: int, result: str) -> None:
    assert cut(text, most) == result
