"""The glossary's words in a draft, by hand-made alignments and with the starter packages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.alignment import Aligned, Block
from pipeline.mt.engine import Engine, Job
from pipeline.mt.packages import Package
from pipeline.mt.terms import agreeing, enforce, stand_ins
from pipeline.text.glossary import Glossary, Term
from pipeline.text.inflection import WORD


def aligned(source: str, target: str, links: str) -> Aligned:
    """Return a draft whose words look at the source words with the numbers in `links` (`-`: at none)."""
    left = [found.span() for found in WORD.finditer(source)]
    right = [found.span() for found in WORD.finditer(target)]
    rows = [tuple(0.9 if link == str(at) else 0.1 / len(left) for at in range(len(left))) for link in links.split()]
    assert len(rows) == len(right)
    return Aligned(target, (Block(tuple(left), tuple(right), tuple(rows)),))


def put(source: str, target: str, links: str, *terms: Term, code: str = "es") -> tuple[str, list[str]]:
    glossary = Glossary(terms, "en", code)
    made, lost = enforce(source, aligned(source, target, links), glossary.matches(source), glossary)
    return made.text, [match.term for match in lost]


FEMININE = Term(term="council", translation="corporación", gender="f")
MASCULINE = Term(term="association", translation="sindicato de inquilinas", gender="m")
KEPT = Term(term="Open Door", translation="")


def test_the_words_that_look_at_the_term_make_room_for_the_translation() -> None:
    text = put("The council is here", "El consejo está aquí", "0 1 2 3", FEMININE)
    assert text == ("La corporación está aquí", [])


def test_the_article_and_its_preposition_agree() -> None:
    source = "The door of the association"
    assert (
        put(source, "La puerta de la asociación", "0 1 2 3 4", MASCULINE)[0] == "La puerta del sindicato de inquilinas"
    )


def test_a_plural_term_gets_a_plural_with_its_article() -> None:
    source = "All the councils met"
    assert put(source, "Todos los consejos hablaron", "0 1 2 3", FEMININE)[0] == "Todas las corporaciones hablaron"


def test_both_determiners_of_portuguese_agree() -> None:
    row = Term(term="council", translation="prefeitura", gender="f")
    assert put("About your council", "Sobre o seu conselho", "0 1 1 2", row, code="pt")[0] == "Sobre a sua prefeitura"


def test_a_feminine_noun_with_a_stressed_a_keeps_the_masculine_article() -> None:
    row = Term(term="classroom", translation="aula", gender="f")
    assert put("The classroom", "La clase", "0 1", row)[0] == "El aula"
    assert put("The classrooms", "Los salones", "0 1", row)[0] == "Las aulas"


def test_the_adjective_of_the_term_agrees_and_what_follows_stays() -> None:
    source = "The famous council works"
    assert put(source, "El consejo famoso trabaja", "0 2 1 3", FEMININE)[0] == "La corporación famosa trabaja"


def test_the_adjective_before_the_noun_agrees() -> None:
    assert put("The new council", "El nuevo consejo", "0 1 2", FEMININE)[0] == "La nueva corporación"


def test_a_term_in_another_noun_joins_it_with_a_preposition() -> None:
    row = Term(term="housing", translation="vivienda", gender="f")
    assert put("The housing office", "La oficina habitacional", "0 2 1", row)[0] == "La oficina de vivienda"


def test_several_words_are_replaced_as_one() -> None:
    source, target = "Join the association today", "Únase a la unión de los vecinos hoy"
    assert put(source, target, "0 0 1 2 2 2 2 3", MASCULINE)[0] == "Únase al sindicato de inquilinas hoy"


def test_a_capital_at_the_beginning_stays_one() -> None:
    assert put("Councils decide", "Consejos deciden", "0 1", FEMININE)[0] == "Corporaciones deciden"
    assert put("Yes. Councils decide", "Sí. Consejos deciden", "0 1 2", FEMININE)[0] == "Sí. Corporaciones deciden"


def test_a_kept_term_is_restored_letter_for_letter() -> None:
    assert put("Ask at Open Door now", "Pregunte en Puerta Abierta ahora", "0 1 3 2 4", KEPT)[0] == (
        "Pregunte en Open Door ahora"
    )


def test_what_the_package_left_in_the_source_language_is_found_without_attention() -> None:
    glossary = Glossary((FEMININE,), "en", "es")
    source = "The council is here"
    made, lost = enforce(source, Aligned("El council está aquí"), glossary.matches(source), glossary)
    assert (made.text, lost) == ("La corporación está aquí", ())


def test_a_translation_that_is_there_stays_and_takes_the_rows_number_and_gender() -> None:
    assert put("The council", "Una corporación", "0 1", FEMININE)[0] == "Una corporación"
    row = Term(term="neighbour", translation="vecina", gender="f")
    assert put("The neighbours", "Los vecinos", "0 1", row)[0] == "Las vecinas"
    adjective = Term(term="public", translation="público")
    assert put("The public library", "La biblioteca pública", "0 2 1", adjective)[0] == "La biblioteca pública"


def test_placeholders_are_never_touched() -> None:
    text, lost = put("The council X1", "X1 de Z12", "1 - 1", FEMININE)
    assert (text, lost) == ("X1 de Z12", ["council"])


def test_a_term_without_a_place_is_reported_and_nothing_changes() -> None:
    glossary = Glossary((FEMININE,), "en", "es")
    source, target = "The council is here", Aligned("Está aquí")
    made, lost = enforce(source, target, glossary.matches(source), glossary)
    assert made == target
    assert [match.text for match in lost] == ["council"]


def test_a_verb_is_not_replaced_by_a_noun() -> None:
    row = Term(term="rent", translation="renta", gender="f")
    assert put("They rented it", "Lo alquilaron ayer", "2 1 -", row) == ("Lo alquilaron ayer", ["rent"])


def test_other_languages_get_the_translation_as_it_is() -> None:
    row = Term(term="council", translation="Gemeinderat")
    assert put("The council", "Der Rat", "0 1", row, code="de")[0] == "Der Gemeinderat"


def test_stand_ins_take_the_terms_places_and_come_back_as_terms() -> None:
    glossary = Glossary((FEMININE, KEPT), "en", "es")
    source = "The councils know Open Door"
    edits, fills = stand_ins(glossary.matches(source), "Z")
    assert edits == ((4, 12, "Z1"), (18, 27, "Z2"))
    assert fills == {"Z1": "councils", "Z2": "Open Door"}
    filled = Aligned("El councils conoce Open Door")
    assert enforce(source, filled, glossary.matches(source), glossary)[0].text == "Las corporaciones conoce Open Door"


def test_an_adjective_keeps_its_gender_where_none_is_known() -> None:
    assert agreeing("roja", "", plural=True) == "rojas"
    assert agreeing("verdes", "f", plural=False) == "verde"
    assert agreeing("azul", "f", plural=True) == "azul"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_source_and_draft_go_through(source: str, target: str) -> None:
    glossary = Glossary((FEMININE, KEPT, Term(term="a", translation="b")), "en", "es")
    made, lost = enforce(source, Aligned(target), glossary.matches(source), glossary)
    assert set(lost) <= set(glossary.matches(source))
    if not glossary.matches(source):
        assert made.text == target


@pytest.mark.slow
@pytest.mark.parametrize("code", ["es", "pt"])
def test_nearly_all_terms_of_the_measured_set_are_right(code: str, request: pytest.FixtureRequest) -> None:
    from bench.term_sentences import glossary, sentences

    package: Package = request.getfixturevalue({"es": "spanish", "pt": "portuguese"}[code])
    terms, chosen = glossary(code), sorted(sentences(), key=len)[::4]
    right = 0
    for source, output in zip(chosen, Engine(package).translate(map(Job, chosen)), strict=True):
        matches = terms.matches(source)
        made, _ = enforce(source, output.aligned, matches, terms)
        right += all(terms.wanted(match).casefold() in made.text.casefold() for match in matches)
    assert right / len(chosen) >= 0.95
