"""Values that a package changed are put right, and nothing else of the draft is touched."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mt.alignment import Aligned, Block
from pipeline.mt.engine import Job, engine_for
from pipeline.mt.packages import Package
from pipeline.mt.values import localised, mend_values
from pipeline.text.values import compare, values

NBSP = "\u00a0"
WRITTEN = {
    "1,200.50": ("1200,50", "1.200,50", "1200,50"),
    "12,000": (f"12{NBSP}000", "12.000", f"12{NBSP}000"),
    "$5": (f"5{NBSP}$", "US$ 5", f"5{NBSP}$"),
    "£3.50": (f"3,50{NBSP}£", "£ 3,50", f"3,50{NBSP}£"),
    "5 dollars": ("5 dólares", "5 dólares", "5 dólares"),
    "$2.3 billion": ("2300 millones de dólares", "US$ 2,3 bilhões", "2,3 mil milhões de dólares"),
    "1 million": ("1 millón", "1 milhão", "1 milhão"),
    "14 November 2026": ("14 de noviembre de 2026", "14 de novembro de 2026", "14 de novembro de 2026"),
    "May 1": ("1.º de mayo", "1º de maio", "1 de maio"),
    "11/14/2026": ("14/11/2026", "14/11/2026", "14/11/2026"),
    "7:30 p.m.": ("19:30", "19h30", "19h30"),
    "7pm": ("19:00", "19h", "19h"),
    "50%": (f"50{NBSP}%", "50%", "50%"),
    "1st": ("1.º", "1º", "1.º"),
    "the 19th century": ("XIX", "XIX", "XIX"),
    "the 1990s": ("años 1990", "anos 1990", "anos 1990"),
    "020 7946 0958": ("020 7946 0958",) * 3,
    "H1N1": ("H1N1",) * 3,
    "-2.5 °C": ("-2,5", "-2,5", "-2,5"),
}
MENDED = {
    "es": {
        ("About 1,200 people came.", "Unas 1,200 personas vinieron."): "Unas 1200 personas vinieron.",
        ("It weighs 2,000 kg.", "Pesa 20000 kg."): "Pesa 2000 kg.",
        ("It weighs 2,000 kg.", "Pesa 2, 000 kg."): "Pesa 2000 kg.",
        ("Open on 14 November 2026.", "Abierto el 14 de octubre de 2026."): "Abierto el 14 de noviembre de 2026.",
        ("Open on 14 November 2026.", "Abierto el 14 November 2026."): "Abierto el 14 de noviembre de 2026.",
        ("Open on 14 November.", "Abierto el 14 de November."): "Abierto el 14 de noviembre.",
        ("Open on May 7.", "Abierto el mayo de 7."): "Abierto el 7 de mayo.",
        ("It opened on July 11, 1957.", "Abrió el 11, 1957."): "Abrió el 11 de julio de 1957.",
        ("Come at 7 p.m.", "Venga a las 7 p.m."): "Venga a las 19:00.",
        ("Come at 1 p.m. or later.", "Venga a la 1 p.m. o después."): "Venga a las 13:00 o después.",
        ("Come at 7:30 p.m.", "Venga a las 8:30 de la tarde."): "Venga a las 19:30.",
        ("It fell by 50%.", "Cayó en 50."): f"Cayó en 50{NBSP}%.",
        ("Pay $15.", "Pague $150."): f"Pague 15{NBSP}$.",
        ("Pay $51.21.", "Pague $51.21.21."): f"Pague 51,21{NBSP}$.",
        ("Two billion? 2 billion.", "¿Dos mil millones? 2 billones."): "¿Dos mil millones? 2000 millones.",
        ("The 11th century.", "El siglo XIX."): "El siglo XI.",
        ("She was the 22nd.", "Ella fue la 22nd."): "Ella fue la 22.º.",
        ("Closed on Monday.", "Cerrado el Monday."): "Cerrado el lunes.",
        ("Add ½ cup.", "Añada 1\ufffd\ufffd2 taza."): "Añada ½ taza.",
        ("It needs 2.5 kWh.", "Gasta 2.5 kWh."): "Gasta 2,5 kWh.",
        ("See section 2.5 or 7.", "Vea la sección 2.5 o 7."): None,
        ("He ate 5 apples.", "Comió manzanas."): None,
        ("Nobody came.", "Vinieron 5."): None,
        ("Black Friday is on 3 May.", "Black Friday es el 3 de mayo."): None,
        ("June said that 5 came.", "June dijo que vinieron 5."): None,
        ("Between 5 and 9.", "Entre 6 y 8."): None,
        ("Keep it at 90 °F.", "Déjelo a 32 °C."): None,
        ("Come at 8:46 a.m. sharp.", "Venga a las 8:46 a. m. en punto."): None,
        ("From 37 (van) to 88 (car) dollars.", "De 37 $ (furgoneta) a 88 $ (coche)."): None,
        ("It cost 5 pounds.", "Costó 5 libras."): None,
        ("Write to X1 by 5 May.", "Escriba a X1 antes del 5 de mayo."): None,
    },
    "pt": {
        ("Come at 7:30 p.m.", "Venha às 7:30 p.m."): "Venha às 19h30.",
        ("Come at 1 p.m. please.", "Venha à 1 p.m. por favor."): "Venha às 13h por favor.",
        ("It holds $44 billion.", "Tem 444 bilhões."): "Tem US$ 44 bilhões.",
        ("About 67,521,692 people.", "Umas 67,521,692 pessoas."): "Umas 67.521.692 pessoas.",
        ("On April 15 we voted.", "Em abril de 15 votamos."): "Em 15 de abril votamos.",
    },
}  # fmt: skip


@pytest.mark.parametrize("text", list(WRITTEN))
def test_a_value_is_written_as_the_language_writes_it(text: str) -> None:
    (value,) = values(text, "en")
    assert tuple(localised(value, "en", code) for code in ("es", "pt", "pt-PT")) == WRITTEN[text]


@pytest.mark.parametrize(("code", "pair"), [(code, pair) for code, rows in MENDED.items() for pair in rows])
def test_a_changed_value_becomes_that_of_the_source(code: str, pair: tuple[str, str]) -> None:
    source, draft = pair
    wanted = MENDED[code][pair]
    mended = mend_values(source, Aligned(draft), "en", code)
    assert mended.text == (draft if wanted is None else wanted)
    if wanted is not None:
        assert not compare(source, mended.text, "en", code)


def test_attention_tells_which_value_stands_for_which() -> None:
    source, draft = "5 a 9", "6 a 8"
    spans = ((0, 1), (2, 3), (4, 5))
    crossed = ((0.0, 0.1, 0.9), (0.1, 0.8, 0.1), (0.9, 0.1, 0.0))
    target = Aligned(draft, (Block(spans, spans, crossed),))
    assert mend_values(source, target, "en", "es").text == "9 a 5"


def test_the_alignment_follows_the_mended_text() -> None:
    source, draft = "Pay 1,200 now", "Pague 1,200 ya"
    spans_source, spans_draft = ((0, 3), (4, 9), (10, 13)), ((0, 5), (6, 11), (12, 14))
    weights = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    mended = mend_values(source, Aligned(draft, (Block(spans_source, spans_draft, weights),)), "en", "es")
    assert mended.text == "Pague 1200 ya"
    assert mended.blocks[0].target == ((0, 5), (6, 10), (11, 13))


def test_a_draft_that_cannot_be_put_right_comes_back_as_it_was() -> None:
    target = Aligned("El 7 p.m. de 1,200.")
    assert mend_values("At 7 p.m. 1,200 of 35 came.", target, "en", "es") is target


def test_another_pair_of_languages_is_mended_too() -> None:
    assert mend_values("1.200,5 km", Aligned("1.200,6 km"), "es", "en").text == "1,200.5 km"


@given(st.text(max_size=80), st.text(alphabet="0123456789.,:/-%$£ apmhº", max_size=40), st.text(max_size=80))
def test_whatever_comes_the_result_is_clean_or_the_draft(source: str, figures: str, draft: str) -> None:
    target = Aligned(draft + figures[::-1])
    mended = mend_values(source + figures, target, "en", "es")
    assert mended.text == target.text or not compare(source + figures, mended.text, "en", "es")


def test_a_draft_of_nothing_but_figures_is_left() -> None:
    target = Aligned("1, " * 3000)
    assert mend_values("2, " * 3000, target, "en", "es") is target


@pytest.mark.slow
@pytest.mark.parametrize("code", ["es", "pt"])
def test_most_values_that_the_starter_package_changes_are_mended(
    code: str, spanish: Package, portuguese: Package
) -> None:
    chance = random.Random(3)
    sentences = [
        sentence
        for _ in range(10)
        for sentence in (
            f"It costs £{chance.randint(2, 900)}.{chance.randint(10, 99)} a month.",
            f"About {chance.randint(10000, 999999):,} people live in the old town.",
            f"The library opens at {chance.randint(1, 11)}:{chance.randint(10, 59)} p.m. on Friday.",
            f"Only {chance.randint(2, 98)} per cent of the {chance.randint(1000, 9999):,} flats are empty.",
            f"The walls date from the {chance.randint(10, 20)}th century.",
            f"The fund holds ${chance.randint(2, 90)} billion.",
            f"Pay by April {chance.randint(1, 28)}, {chance.randint(1950, 2030)}.",
        )
    ]
    engine = engine_for(spanish if code == "es" else portuguese)
    outputs = list(engine.translate(Job(sentence) for sentence in sentences))
    before = after = 0
    for sentence, output in zip(sentences, outputs, strict=True):
        before += not compare(sentence, output.text, "en", code)
        mended = mend_values(sentence, output.aligned, "en", code)
        after += not compare(sentence, mended.text, "en", code)
    assert after / len(sentences) >= 0.95
    assert after > before
