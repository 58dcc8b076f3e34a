"""Proposals for the glossary: what differs, which words of the source it belongs to, and when it is worth a line."""

from __future__ import annotations

import csv

import pytest

from pipeline.review.proposals import Correction, Proposal, propose, replaced, source_term


def correction(sentence: str, term: str = "tenants", approved: str = "vecinas", **more: str) -> Correction:
    values = {"machine": "inquilinos", "target": f"Son {approved}.", "slug": "a"} | more
    return Correction(source=sentence, sentence=sentence, term=term, approved=approved, **values)


def proposed(*items: Correction, approved: list[tuple[str, str]] | None = None) -> tuple[Proposal, ...]:
    pairs = approved if approved is not None else [(item.sentence, item.target) for item in items]
    return propose(items, pairs, "en", "es")


@pytest.mark.parametrize(
    ("machine", "approved", "wanted"),
    [
        ("Hable con los inquilinos hoy.", "Hable con la vecina hoy.", [("inquilinos", "vecina")]),
        ("El muro está mojado.", "La pared está mojada.", [("muro", "pared")]),
        ("Los inquilinos.", "El inquilino.", []),
        ("Vaya a la casa.", "Vaya desde la casa.", []),
        ("Abra la ventana.", "Abra la ventana de la cocina grande hoy mismo por favor señor.", []),
        ("El centro de salud abre.", "El ambulatorio abre.", [("centro de salud", "ambulatorio")]),
        ("uno dos tres cuatro cinco seis.", "siete ocho nueve diez once doce.", []),
        ("", "Hola.", []),
    ],
)
def test_stretches_that_differ_are_found_without_their_function_words(
    machine: str, approved: str, wanted: list[tuple[str, str]]
) -> None:
    found = replaced(machine, approved, "es")
    assert [(item.machine, item.approved) for item in found] == wanted
    assert all(machine[item.start : item.end] == item.machine for item in found)


@pytest.mark.parametrize(
    ("weights", "wanted"),
    [
        ([0, 0, 0, 0.1, 0.9, 0], "health"),
        ([0, 0, 0, 0, 0.5, 0.4], "health centre"),
        ([0, 0, 0, 0.4, 0.5, 0.4], "health centre"),
        ([0, 0, 0, 0.9, 0.1, 0], None),
        ([0.5, 0, 0, 0, 0, 0.5], None),
        ([0, 0.9, 0, 0, 0, 0], None),
        ([0, 0, 0, 0, 0, 0], None),
    ],
    ids=["a word", "two", "without the article", "a function word", "too far apart", "a name", "nothing"],
)
def test_the_term_is_where_the_attention_goes(weights: list[float], wanted: str | None) -> None:
    source = "Ask Maria at the health centre"
    place = source_term(source, weights, "en")
    assert (source[place[0] : place[1]] if place else None) == wanted


def test_numbers_are_no_terms() -> None:
    assert source_term("Call 112 now", [0, 1, 0], "en") is None


def test_a_title_in_capitals_has_no_names() -> None:
    assert source_term("How Tenants Can Win", [0, 1, 0, 0], "en") is not None


def test_a_term_is_proposed_once_it_was_corrected_alike_in_two_different_sentences() -> None:
    one = correction("The tenants meet.")
    assert proposed(one) == ()
    assert proposed(one, correction("The tenants  meet.", slug="b")) == (), "the same sentence in another text"
    (found,) = proposed(one, correction("Ask a tenant.", "tenant", "vecina", machine="inquilino"))
    assert (found.term, found.translation, found.count) == ("tenant", "vecina", 2)
    assert found.machine == ("inquilino", "inquilinos")
    assert [example.sentence for example in found.examples] == ["Ask a tenant.", "The tenants meet."]


def test_people_who_do_not_agree_propose_nothing() -> None:
    items = [correction(f"The tenants meet {n}.", approved=word) for n, word in enumerate(["vecinas", "gente"] * 2)]
    assert proposed(*items) == ()
    (found,) = proposed(*items, correction("More tenants."))
    assert (found.translation, found.count) == ("vecinas", 3)


def test_a_term_that_is_mostly_left_as_it_was_is_not_proposed() -> None:
    items = [correction("The tenants meet."), correction("The tenants win.")]
    pairs = [(item.sentence, item.target) for item in items]
    others = [(f"Tenants number {word}.", "Inquilinos.") for word in ("one", "two")]
    assert proposed(*items, approved=pairs + others[:1])[0].sentences == 3
    assert proposed(*items, approved=pairs + others) == ()


def test_the_line_is_one_that_the_glossary_can_read() -> None:
    items = [correction(f"{n} tenants, please.", "tenants, please", "vecinas", target="Vecinas.") for n in "ab"]
    (found,) = proposed(*items)
    assert next(csv.reader([found.line])) == ["tenants, please", "vecinas", "any inflection", ""]


def test_the_capital_of_a_first_word_is_no_part_of_the_term() -> None:
    items = [correction(f"Tenants meet {n}.", "Tenants", "Vecinas", target="Vecinas aquí.") for n in "ab"]
    (found,) = proposed(*items)
    assert (found.term, found.translation) == ("tenants", "vecinas")


def test_the_order_of_the_sentences_plays_no_part() -> None:
    items = [correction(f"The tenants meet {n}.", slug=n) for n in "abc"]
    items += [correction(f"The walls {n}.", "walls", "paredes", slug=n) for n in "ab"]
    assert proposed(*items) == proposed(*reversed(items))
    assert [found.term for found in proposed(*items)] == ["tenants", "walls"]
