"""The guard: each fault with a draft that has it and one that has not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.flags import Flag
from pipeline.mt.guard import WEIGHTS, faults, weight
from pipeline.mt.inline import parse
from pipeline.review.store import load

ROOT = Path(__file__).resolve().parents[2]
BAD = [
    ("The cat sleeps.", "", Flag.EMPTY),
    ("The cat sleeps.", "El ⁇ duerme.", Flag.SIGNS),
    ("The cat sleeps.", "El ga\ufffdto duerme.", Flag.SIGNS),
    ("The cat sleeps.", "El <unk> duerme.", Flag.SIGNS),
    ("The cat sleeps.", "1.", Flag.SIGNS),
    ("The cat sleeps.", "The cat sleeps.", Flag.ECHO),
    ("The old cat sleeps on the roof.", "The old cat duerme on the roof.", Flag.ECHO),
    ("She walked to the end of the road.", "Ella caminó to the fin de la calle.", Flag.UNCHANGED),
    ("We met in the hall of the library.", "Nos vimos en el salón of la biblioteca and ya.", Flag.UNCHANGED),
    ("It is cold.", "Hace frío frío.", Flag.REPEATED),
    ("A meeting of the tenants.", "Una reunión de la casa de la casa.", Flag.REPEATED),
    ("The end.", "El fin fifififififififi.", Flag.REPEATED),
    ("Good food.", "b b b b b b.", Flag.REPEATED),
    (
        "Rain fell on the roof all night long.",
        "La lluvia de la noche en el techo, la lluvia de la noche en.",
        Flag.REPEATED,
    ),
    ("Bring your rent book, a letter and two photographs of the wall.", "Traiga libro.", Flag.SHORT),
    ("Close the door.", "Cierre " + "usted con mucho cuidado aquella vieja puerta azul " * 2, Flag.LONG),
    ("The wall is damp.", "El muro es de la", Flag.CUT),
    ("The wall is damp.", "El muro está,", Flag.CUT),
    ("They owe £1,200.", "Deben 1.300 libras.", Flag.VALUES),
    ("They owe money.", "Deben 300 libras.", Flag.VALUES),
    ("The hall (upstairs) is open.", "La sala (arriba está abierta.", Flag.BRACKETS),
    ("He said “no” twice.", "Dijo no dos veces.", Flag.BRACKETS),
]
GOOD = [
    ("The cat sleeps.", "El gato duerme."),
    ("Rosa Parks", "Rosa Parks"),
    ("Hotel", "Hotel"),
    ("The Guardian wrote about the House of Commons.", "The Guardian escribió sobre la House of Commons."),
    ("It was very, very cold.", "Hacía mucho, mucho frío."),
    ("Bora Bora is far.", "Bora Bora está lejos."),
    ("It costs 2.2 million and 5.5 million.", "Cuesta 2,2 millones y 5,5 millones."),
    ("How are you going to solve it?", "¿Cómo lo resolverá usted?"),
    ("They owe £1,200 (twelve hundred).", "Deben 1200 libras (mil doscientas)."),
    ("He said “no” twice.", "Dijo «no» dos veces."),
    ("Ring 999!", "¡Llame al 999!"),
    ("", ""),
]


@pytest.mark.parametrize(("source", "target", "flag"), BAD)
def test_a_fault_is_found(source: str, target: str, flag: Flag) -> None:
    assert flag in faults(source, target, "en", "es")


@pytest.mark.parametrize(("source", "target"), GOOD)
def test_a_sound_draft_has_none(source: str, target: str) -> None:
    assert faults(source, target, "en", "es") == ()


def test_a_placeholder_must_come_out_once() -> None:
    sentence, draft = "See X1 today.", "Vea X1 hoy."
    assert faults(sentence, draft, "en", "es", ["X1"]) == ()
    assert Flag.PROTECTED in faults(sentence, "Vea hoy.", "en", "es", ["X1"])
    assert Flag.PROTECTED in faults(sentence, "Vea X1 y X1 hoy.", "en", "es", ["X1"])
    assert Flag.PROTECTED in faults(sentence, "Vea X12 hoy.", "en", "es", ["X1"])


@pytest.mark.parametrize("code", ["es", "pt"])
def test_what_people_approved_has_hardly_any(code: str) -> None:
    """Translators join, shorten and quote otherwise; the guard must not take that for faults of a machine."""
    entries = [
        entry
        for path in sorted((ROOT / "translations" / code).glob("*.po"))
        for entry in load(path)
        if entry.state == "approved" and not entry.is_foreign
    ]
    pairs = [(parse(entry.source, {}).plain, parse(entry.target, {}).plain) for entry in entries]
    found = [pair for pair in pairs if {*faults(*pair, "en", code)} - {Flag.BRACKETS}]
    assert len(entries) > 250
    assert found == []


def test_every_fault_that_the_guard_finds_has_a_weight() -> None:
    assert {flag for _, _, flag in BAD} | {Flag.PROTECTED} <= set(WEIGHTS)
    assert weight([]) == 0
    assert weight([Flag.ECHO, Flag.CUT]) > weight([Flag.CUT]) > 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(source: str, target: str) -> None:
    assert set(faults(source, target, "en", "pt")) <= set(Flag)
