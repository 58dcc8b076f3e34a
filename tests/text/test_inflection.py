"""Plurals, genders, articles and stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.inflection import (
    capitalised,
    determiner_form,
    gender_of,
    is_plural,
    plural,
    split_article,
    stem,
    term_keys,
    text_key,
    with_case,
)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("contrato de alquiler", "contratos de alquiler"),
        ("asociación de vecinas", "asociaciones de vecinas"),
        ("biblioteca pública", "bibliotecas públicas"),
        ("abogada y procurador", "abogadas y procuradores"),
        ("el centro de salud", "los centros de salud"),
        ("joven", "jóvenes"),
        ("examen", "exámenes"),
        ("orden", "órdenes"),
        ("inglés", "ingleses"),
        ("país", "países"),
        ("raíz", "raíces"),
        ("autobús", "autobuses"),
        ("luz", "luces"),
        ("ley", "leyes"),
        ("plan", "planes"),
        ("lunes", "lunes"),
        ("viernes", "viernes"),
        ("servicios sociales", "servicios sociales"),
        ("NIE", "NIE"),
        ("Mesa de la Vivienda", "Mesas de la Vivienda"),
    ],
)
def test_spanish_nouns_and_their_adjectives_take_the_plural_up_to_the_preposition(one: str, many: str) -> None:
    assert plural(one, "es") == many


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("contrato de aluguel", "contratos de aluguel"),
        ("associação de moradores", "associações de moradores"),
        ("órgão público", "órgãos públicos"),
        ("mão", "mãos"),
        ("pão", "pães"),
        ("papel", "papéis"),
        ("imóvel", "imóveis"),
        ("fácil", "fáceis"),
        ("civil", "civis"),
        ("sol", "sóis"),
        ("jovem", "jovens"),
        ("mês", "meses"),
        ("país", "países"),
        ("ônibus", "ônibus"),
        ("mulher", "mulheres"),
        ("o centro de saúde", "os centros de saúde"),
    ],
)
def test_portuguese_nouns_and_their_adjectives_take_the_plural_up_to_the_preposition(one: str, many: str) -> None:
    assert plural(one, "pt") == plural(one, "pb") == plural(one, "pt-PT") == many


@given(st.text(max_size=40), st.sampled_from(("es", "pt", "en", "eu", "xx")))
def test_any_text_has_a_plural_a_stem_and_a_gender_without_an_error(text: str, code: str) -> None:
    assert isinstance(plural(text, code), str)
    assert isinstance(stem(text, code), str)
    assert gender_of(text, code) in ("f", "m", "")
    assert is_plural(text, code) in (True, False)


@given(st.sampled_from(("vecina", "arreglo", "reunión", "taller", "cita previa", "voz", "club de lectura")))
def test_a_plural_is_its_own_plural(phrase: str) -> None:
    assert plural(plural(phrase, "es"), "es") == plural(phrase, "es")


@pytest.mark.parametrize(
    ("phrase", "code", "gender"),
    [
        ("vivienda", "es", "f"),
        ("reuniones", "es", "f"),
        ("problema", "es", "m"),
        ("mano", "es", "f"),
        ("taller", "es", "m"),
        ("dentista", "es", ""),
        ("la agente", "es", "f"),
        ("associação", "pt", "f"),
        ("órgão", "pt", "m"),
        ("viagem", "pt", "f"),
        ("mulher", "pt", "f"),
        ("Wohnung", "de", ""),
    ],
)
def test_the_gender_is_told_by_the_ending_only_where_it_is_safe(phrase: str, code: str, gender: str) -> None:
    assert gender_of(phrase, code) == gender


@pytest.mark.parametrize(
    ("words", "gender", "many", "before", "code", "made"),
    [
        ("de la", "m", False, "centro", "es", "del"),
        ("Del", "f", False, "casa", "es", "De la"),
        ("al", "f", True, "casas", "es", "a las"),
        ("un", "", True, "centros", "es", "unos"),
        ("el", "f", False, "agua potable", "es", "el"),
        ("el", "f", True, "aguas", "es", "las"),
        ("el", "f", False, "asociación", "es", "la"),
        ("un", "f", False, "área", "es", "un"),
        ("no", "f", True, "casas", "pt", "nas"),
        ("pela", "m", False, "bairro", "pt", "pelo"),
        ("sua", "m", True, "direitos", "pt", "seus"),
    ],
)
def test_a_determiner_agrees(words: str, gender: str, many: bool, before: str, code: str, made: str) -> None:
    assert determiner_form(words, gender, plural=many, before=before, code=code) == made


def test_what_is_no_determiner_has_no_form() -> None:
    assert determiner_form("casa", "f", plural=False, before="x", code="es") is None
    assert determiner_form("der", "f", plural=False, before="x", code="de") is None


def test_english_inflections_are_found_and_other_words_are_not() -> None:
    assert {"tenant", "tenants"} <= term_keys("tenant", "en")
    assert text_key("tenancy", "en") not in term_keys("tenant", "en")
    assert {"children", "child"} <= term_keys("child", "en")
    assert {"agencies"} <= term_keys("agency", "en")
    assert {"shopping", "shopped", "shops"} <= term_keys("shop", "en")
    assert {"organising", "organised"} <= term_keys("organise", "en")


def test_a_language_without_a_stemmer_compares_by_the_beginning() -> None:
    assert stem("kuća", "xx") == stem("kuće", "xx") or len(stem("kuća", "xx")) == 4
    assert stem("zgradama", "xx") == "zgrada"
    assert text_key(stem("vecinas", "es"), "es") in term_keys("vecina", "es")


def test_case_is_passed_on() -> None:
    assert with_case("TENANT", "piso") == "PISO"
    assert with_case("Tenant", "piso") == "Piso"
    assert with_case("tenant", "Piso") == "Piso"
    assert capitalised("¿qué?") == "¿Qué?"


def test_the_article_of_a_phrase_is_told_from_its_noun() -> None:
    assert split_article("la casa común", "es") == ("la", "casa común")
    assert split_article("casa común", "es") == ("", "casa común")
