"""Names that a package spelt anew, put back as the source has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.alignment import Aligned, Block
from pipeline.mt.engine import Engine, Job
from pipeline.mt.names import keep_names, likeness
from pipeline.mt.packages import Package
from pipeline.text.inflection import WORD


def kept(source: str, target: str, code: str = "es") -> tuple[str, tuple[str, ...]]:
    made, lost = keep_names(source, Aligned(target), "en", code)
    return made.text, lost


@pytest.mark.parametrize(
    ("source", "target", "made"),
    [
        ("We met Ngozi Okonkwo.", "Vimos a Ngozi Okonwo.", "Vimos a Ngozi Okonkwo."),
        ("The bus to Wexcombe leaves.", "El bus a Wex Combe sale.", "El bus a Wexcombe sale."),
        ("Ask Inês Carvalhal today.", "Pide a Ines Carvalhal hoy.", "Pide a Inês Carvalhal hoy."),
        ("We saw Tomasz Wierzbicki here.", "Vimos a Tomaszbicki aquí.", "Vimos a Tomasz Wierzbicki aquí."),
        ("We saw Mary Ashgrove here.", "Vimos a María Ashgrove aquí.", "Vimos a Mary Ashgrove aquí."),
        ("We saw Maria Thornbury here.", "Vimos a María Thornbury aquí.", "Vimos a Maria Thornbury aquí."),
        ("It is in Birmingham now.", "Está en Birmingam ahora.", "Está en Birmingham ahora."),
        ("Ask Aoife Brennock today.", "Pide a Brennock hoy.", "Pide a Aoife Brennock hoy."),
        ("Okonkwo's house is open.", "La casa de Okonko está abierta.", "La casa de Okonkwo está abierta."),
        ("We use YouthLink here.", "Usamos Youthlink aquí.", "Usamos YouthLink aquí."),
    ],
)
def test_a_mangled_name_is_put_back_and_nothing_else_changes(source: str, target: str, made: str) -> None:
    assert kept(source, target) == (made, ())


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("She lives in London now.", "Vive en Londres ahora."),
        ("People in Spain speak Spanish.", "La gente en España habla español."),
        ("They went to Seville once.", "Fueron a Sevilla una vez."),
        ("It begins on Monday in March.", "Empieza el lunes en marzo."),
        ("The United Nations met.", "Las Naciones Unidas se reunieron."),
        ("The Red Cross and the City Council help.", "La Cruz Roja y el Ayuntamiento ayudan."),
        ("Pictures of Neptune and of Pope Francis", "Imágenes de Neptuno y del papa Francisco"),
        ("Saint Peter is a church.", "San Pedro es una iglesia."),
        ("We met Ngozi Okonkwo.", "Vimos a Ngozi Okonkwo."),
        ("The EU and NATO agree.", "La UE y la OTAN acuerdan."),
        ("They sell at Hope Street.", "Venden en la calle Esperanza."),
    ],
)
def test_what_is_translated_rightly_stays(source: str, target: str) -> None:
    assert kept(source, target) == (target, ())


def test_a_name_that_is_gone_is_reported() -> None:
    assert kept("We met Okonkwo yesterday.", "Lo vimos ayer.") == ("Lo vimos ayer.", ("Okonkwo",))


def test_a_word_with_a_capital_that_gets_the_names_attention_makes_room() -> None:
    source, target = "We met Mrs Green.", "Vimos a Señora Verde."
    left, right = ([found.span() for found in WORD.finditer(text)] for text in (source, target))
    rows = ((1.0, 0, 0, 0), (0, 1.0, 0, 0), (0, 0, 1.0, 0), (0, 0, 0, 1.0))
    made, lost = keep_names(source, Aligned(target, (Block(tuple(left), tuple(right), rows),)), "en", "es")
    assert (made.text, lost) == ("Vimos a Señora Green.", ())


@pytest.mark.parametrize("source", ["OKONKWO LIVES IN WEXCOMBE", "Okonkwo Opens New Wexcombe Library"])
def test_lines_in_capitals_and_title_case_are_left_alone(source: str) -> None:
    assert kept(source, "Okonko abre Wexcomb") == ("Okonko abre Wexcomb", ())


def test_the_first_word_of_a_sentence_is_no_name_for_its_capital() -> None:
    assert kept("Welcome to us. Bring bread.", "Bienvenidos. Traed pan.") == ("Bienvenidos. Traed pan.", ())
    assert kept("Okonkwo sings here.", "Okonko canta aquí.")[0] == "Okonkwo canta aquí."


def test_placeholders_are_neither_names_nor_touched() -> None:
    assert kept("See X1 and Okonkwo.", "Vea X1 y Okonko.") == ("Vea X1 y Okonkwo.", ())


def test_another_dictionary_may_say_what_a_word_is() -> None:
    made, _ = keep_names("We met Zorp.", Aligned("Vimos a Zorpo."), "en", "es", lambda word: word in ("Zorp", "zorp"))
    assert made.text == "Vimos a Zorpo."


def test_a_source_language_without_a_dictionary_is_left_alone() -> None:
    made, lost = keep_names("Kie estas Okonkwo?", Aligned("¿Dónde está Okonko?"), "xx", "es")
    assert (made.text, lost) == ("¿Dónde está Okonko?", ())


def test_likeness_does_not_see_accents_and_case() -> None:
    assert likeness("GARCÍA", "Garcia") == 1
    assert likeness("abc", "xyz") == 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_source_and_draft_go_through(source: str, target: str) -> None:
    made, lost = keep_names(source, Aligned(target), "en", "es", lambda word: word in ("the", "house"))
    assert isinstance(made.text, str)
    assert all(name in source for name in lost)


def test_thousands_of_capitals_take_no_time() -> None:
    source = " ".join(f"Qw{number}rty" for number in range(2000)) + " and a house for all of us in it"
    target = source[::-1]
    made, _ = keep_names(source, Aligned(target), "en", "es", lambda _: False)
    assert made.text == target


@pytest.mark.slow
@pytest.mark.parametrize("code", ["es", "pt"])
def test_nearly_all_names_of_the_measured_set_are_right(code: str, request: pytest.FixtureRequest) -> None:
    from bench.name_sentences import PEOPLE, PLACES, sentences

    package: Package = request.getfixturevalue({"es": "spanish", "pt": "portuguese"}[code])
    chosen = sorted(
        ((source, name) for source, name in sentences() if name in PEOPLE + PLACES), key=lambda p: len(p[0])
    )
    outputs = Engine(package).translate(Job(source) for source, _ in chosen)
    right = 0
    for (source, name), output in zip(chosen, outputs, strict=True):
        made, _ = keep_names(source, output.aligned, "en", code)
        right += name.removeprefix("Mrs ").removeprefix("Mr ") in made.text
    assert right / len(chosen) >= 0.95
