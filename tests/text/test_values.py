"""What counts as a value, and which differences between a text and its translation are alarms."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.catalogue import State
from pipeline.review.store import load
from pipeline.text.localised import localised
from pipeline.text.numerals import canonical, readings, roman, to_roman
from pipeline.text.values import Kind, compare, values

ROOT = Path(__file__).parents[2]
FOUND = {
    "en": {
        "1,200.50 and 1,200": "number 1200.5; number 1200",
        "$5, £3.50, 6 dollars": "money 5 dollar; money 3.5 pound; money 6 dollar",
        "US$2.3 billion": "money 2300000000 dollar",
        "14 November 2026": "date 2026-11-14",
        "on November 14, May 2027": "date 11-14; date 2027-05",
        "2026-11-14 or 11/14/2026": "date 2026-11-14; date 2026-11-14",
        "7 p.m., 7:30pm, 19:00, 12 a.m.": "time 19:00; time 19:30; time 19:00; time 00:00",
        "the 1st of the 19th century": "ordinal 1; century 19",
        "Louis XIV in the 1990s": "Roman numeral 14; decade 1990s",
        "rooms 10-12": "number 10; number 12",
        "1/2 cup, 2½ cups": "fraction 1/2; fraction 2 1/2",
        "call 020 7946 0958 or +44 20 7946 0958": "telephone 02079460958; telephone 442079460958",
        "50% or 12 per cent": "percent 50%; percent 12%",
        "5 km at -5 °C": "measure 5; measure -5",
        "H1N1 and version 1.2.3": "code h1n1; code 1.2.3",
        "may 5 people march 3 miles": "number 5; number 3",
    },
    "es": {
        "1.200,5 y 1 200 y 12 000": "number 1200.5; number 1200; number 12000",
        "5 $, 10 €, 5 millones de dólares": "money 5 dollar; money 10 euro; money 5000000 dollar",
        "el 14 de noviembre de 2026": "date 2026-11-14",
        "14/11/2026": "date 2026-11-14",
        "a las 7 de la tarde, a las 19:30 h": "time 19:00; time 19:30",
        "el 1.º, la 2.ª y el siglo XIX": "ordinal 1; ordinal 2; century 19",
        "los años 90, la década de 1990": "decade 90s; decade 1990s",
        "50 % o 50 por ciento": "percent 50%; percent 50%",
        "2 mil millones": "number 2000000000",
    },
    "pt": {
        "1.200,5 e R$ 5": "number 1200.5; money 5 real",
        "às 19h30 ou 19h": "time 19:30; time 19:00",
        "em 1º de maio de 2026": "date 2026-05-01",
        "2 bilhões de pessoas": "number 2000000000",
        "o século XXI, 50 por cento": "century 21; percent 50%",
    },
    "pt-PT": {"2 mil milhões": "number 2000000000", "1 bilião": "number 1000000000000"},
    "es-MX": {"1,200.50": "number 1200.5"},
    "de": {"am 14. November 2026 um 19:30, 1.200,5 km": "date 2026-11-14; time 19:30; measure 1200.5"},
    "ru": {"14 ноября 2026": "date 2026-11-14"},
    "ar": {"٢٠٢٦ سنة": "number 2026"},
}  # fmt: skip
SAME = {
    "es": {
        "twelve people, 12 people": "doce personas",
        "We need 12 chairs.": "Hacen falta doce sillas.",
        "Two million, 2 million": "2 millones",
        "at 7 p.m.": "a las siete de la tarde",
        "at 7 p.m. sharp": "a las 19 h en punto",
        "from 7 to 9 p.m.": "de 19:00 a 21:00",
        "by 10 a.m. or noon": "antes de las 10 de la mañana o de las 12:00",
        "at half past six": "a las 6:30",
        "at 1.15 p.m. or quarter to seven": "a la 13:15 o a las 6:45",
        "50%": "el cincuenta por ciento",
        "between 30 and 40%": "entre un 30 % y un 40 %",
        "1,200 and 12,500": "1200 y 12.500",
        "in the 1990s": "en los años 90",
        "in the '60s and 1970s": "en los sesenta y los setenta",
        "$2.3 billion": "2300 millones de dólares",
        "£2.5bn": "2,5 mil millones de libras",
        "from $5 to 10": "de 5 a 10 dólares",
        "the 19th century": "el siglo XIX",
        "World War II": "la Segunda Guerra Mundial",
        "the 1st and 22nd": "el primero y el 22.º",
        "half an hour": "30 minutos",
        "1/2 cup": "media taza",
        "1.5 hours": "una hora y media",
        "the 1995-96 season": "la temporada 1995/1996",
        "03/04/2026": "el 3 de abril de 2026",
        "on November 14": "el 14/11",
        "at least 6 of them": "al menos 6",
        "minus 5 degrees": "-5 grados",
        "a decade": "10 años",
        "see https://example.org/2024/11 or X1": "vea X1 o https://example.org/2024/11",
        "write to a2@example.org, @b3": "escriba a @b3",
        "one of them": "uno",
        "5 of 7": "5 de 7, es decir 5",
        "over 160km/h": "más de 160 km/h",
        "call 020 7946 0958": "llame al 02079460958",
        "6.34 inches": "6,34 pulgadas",
    },
    "pt": {
        "1 billion": "1 bilhão",
        "at 7:30 p.m.": "às 19h30",
        "at 7:30 in the evening": "às 7h30 da noite",
        "R$5 and $5": "R$ 5 e US$ 5",
        "1st May": "1º de maio",
        "25 or two hundred": "vinte e cinco ou 200",
        "24,000": "24 mil",
    },
    "pt-PT": {"1 billion euros": "mil milhões de euros"},
    "fr": {"12 or 1,200.5 on 14 November 2026": "douze ou 1 200,5 le 14 novembre 2026"},
}
CHANGED = {
    "es": {
        "1,200 people": "1,200 personas",
        "2,000 people": "20000 personas",
        "14 November 2026": "14 de octubre de 2026",
        "14 November": "14 de November",
        "at 7 p.m.": "a las 8 de la tarde",
        "at 7:00 p.m.": "a las 7:00",
        "1 billion people": "1 billón de personas",
        "$5": "5 €",
        "50%": "50",
        "the 19th century": "el siglo XVIII",
        "the 1990s": "los años 80",
        "rooms 10-12": "salas 10-13",
        "-5 °C": "5 °C",
        "nobody": "5 personas",
        "5 people": "personas",
        "10 million": "10 mil",
        "H1N1": "H1N2",
        "call 020 7946 0958": "llame al 020 7946 0959",
        "the 5th": "el 5th",
    },
    "pt": {"1/2 cup": "1/3 xícara", "US$ 5": "R$ 5", "7.30 p.m.": "17h30"},
}


def described(text: str, code: str) -> str:
    return "; ".join(f"{value.kind} {value.key}" for value in values(text, code))


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, rows in FOUND.items() for text in rows])
def test_values_are_found_with_keys_that_are_the_same_in_all_languages(code: str, text: str) -> None:
    assert described(text, code) == FOUND[code][text]
    for value in values(text, code):
        assert text[value.start : value.end] == value.text


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, rows in SAME.items() for text in rows])
def test_another_way_of_writing_is_no_difference(code: str, text: str) -> None:
    assert not compare(text, SAME[code][text], "en", code)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, rows in CHANGED.items() for text in rows])
def test_a_changed_or_lost_value_is_a_difference(code: str, text: str) -> None:
    assert compare(text, CHANGED[code][text], "en", code)


def test_the_difference_names_what_is_missing_and_what_is_foreign() -> None:
    difference = compare("Open 7 days, 12 months.", "Abierto 7 días, 13 meses.", "en", "es")
    assert [value.text for value in difference.missing] == ["12"]
    assert [value.text for value in difference.foreign] == ["13"]


def test_number_words_of_the_source_need_not_come_again() -> None:
    assert not compare("One of the two left at seven.", "Se fue.", "en", "es")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "translations").glob("*/*.po")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_no_approved_translation_is_an_alarm(path: Path) -> None:
    approved = [entry for entry in load(path).entries if entry.state is State.APPROVED]
    assert approved
    alarms = [entry.source for entry in approved if compare(entry.source, entry.target, "en", path.parent.name)]
    assert alarms == []


MONTHS = {
    code: [str(name) for name in Locale.parse(code).months["format"]["wide"].values()] for code in ("en", "es", "pt")
}
SENTENCES = {
    "en": ("We meet {} by the bridge, and then {}.", "It says {} here, not {}.", "Ask about {} before {}."),
    "es": ("Nos vemos {} junto al puente, y luego {}.", "Aquí pone {}, no {}.", "Pregunte por {} antes de {}."),
    "pt": ("A gente se vê {} perto da ponte, e depois {}.", "Aqui diz {}, não {}.", "Pergunte por {} antes de {}."),
}


def grouped(number: int, sign: str, least: int = 4) -> str:
    text = f"{number:,}"
    return text.replace(",", sign) if len(str(number)) >= least else str(number)


def made_up(chance: random.Random) -> dict[str, str]:
    """Return one value of a random kind in three languages."""
    kind = chance.randrange(9)
    if kind == 0:
        number = chance.choice((chance.randint(2, 99), chance.randint(1000, 9999), chance.randint(10000, 9999999)))
        return {
            "en": f"{number:,} boxes",
            "es": grouped(number, ".", 5) + " cajas",
            "pt": grouped(number, ".") + " caixas",
        }
    if kind == 1:
        share = chance.randint(1, 99)
        return {"en": f"{share}%", "es": f"{share} %", "pt": f"{share}%"}
    if kind == 2:
        whole, rest = chance.randint(1, 999), chance.randint(10, 99)
        return {"en": f"£{whole}.{rest}", "es": f"{whole},{rest} £", "pt": f"£ {whole},{rest}"}
    if kind == 3:
        day, month, year = chance.randint(1, 28), chance.randrange(12), chance.randint(1800, 2030)
        return {
            "en": f"on {day} {MONTHS['en'][month]} {year}",
            "es": f"el {day} de {MONTHS['es'][month]} de {year}",
            "pt": f"em {day} de {MONTHS['pt'][month]} de {year}",
        }
    if kind == 4:
        hour, minute = chance.randint(1, 11), chance.randint(10, 59)
        return {"en": f"at {hour}:{minute} p.m.", "es": f"a las {hour + 12}:{minute}", "pt": f"às {hour + 12}h{minute}"}
    if kind == 5:
        number = chance.randint(2, 9)
        return {"en": f"{number} billion", "es": f"{number} mil millones", "pt": f"{number} bilhões"}
    if kind == 6:
        number = chance.randint(2, 30)
        suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in (11, 12, 13) else "th"
        return {"en": f"the {number}{suffix}", "es": f"el {number}.º", "pt": f"o {number}º"}
    if kind == 7:
        number = chance.randint(2, 21)
        return {
            "en": f"the {number}th century",
            "es": f"el siglo {to_roman(number)}",
            "pt": f"o século {to_roman(number)}",
        }
    number, rest = chance.randint(1, 99), chance.randint(1, 9)
    return {"en": f"{number}.{rest} km", "es": f"{number},{rest} km", "pt": f"{number},{rest} km"}


@pytest.mark.parametrize("code", ["es", "pt"])
def test_of_made_up_translations_the_true_ones_pass_and_the_false_ones_do_not(code: str) -> None:
    """At least 95 % of changed or dropped values are found; none of the right translations is an alarm."""
    chance = random.Random(11)
    found = total = 0
    for number in range(600):
        one, two, other = made_up(chance), made_up(chance), made_up(chance)
        sentence, own = SENTENCES["en"][number % 3], SENTENCES[code][number % 3]
        source = sentence.format(one["en"], two["en"])
        assert not compare(source, own.format(one[code], two[code]), "en", code), source
        wrong = other[code] if number % 2 else ""
        if wrong in (one[code], two[code]) or one["en"] == two["en"]:
            continue
        total += 1
        found += bool(compare(source, own.format(wrong, two[code]), "en", code))
    assert found / total >= 0.95


CODES = st.sampled_from(["en", "en-US", "es", "es-MX", "pt", "pt-PT", "de", "fr"])


@given(st.decimals(min_value=0, max_value=10**9, places=2), CODES, CODES)
def test_a_number_written_in_another_language_is_the_same_number(number: object, one: str, two: str) -> None:
    from decimal import Decimal

    from pipeline.text.numerals import written

    whole, _, rest = format(Decimal(str(number)), "f").partition(".")
    source, target = written(whole, rest, one), written(whole, rest, two)
    assert not compare(f"x {source} x", f"x {target} x", one, two)
    assert canonical(readings(target, two)[0]) == canonical(Decimal(str(number)))


@given(
    st.one_of(
        st.tuples(st.integers(1, 28), st.integers(0, 11), st.integers(1000, 2100)).map(
            lambda date: f"{date[0]} {MONTHS['en'][date[1]]} {date[2]}"
        ),
        st.tuples(st.integers(0, 11), st.integers(1, 28)).map(lambda date: f"{MONTHS['en'][date[0]]} {date[1]}"),
        st.tuples(st.integers(1, 12), st.integers(0, 59), st.sampled_from("ap")).map(
            lambda time: f"{time[0]}:{time[1]:02} {time[2]}.m."
        ),
        st.integers(1, 10**8).map(lambda number: f"{number:,}"),
        st.integers(1, 999).map(lambda number: f"{number}%"),
        st.tuples(st.sampled_from("$£€"), st.integers(1, 10**6)).map(lambda sum_: f"{sum_[0]}{sum_[1]:,}"),
        st.tuples(st.integers(1, 999), st.sampled_from(["million", "billion", "trillion"])).map(
            lambda sum_: f"{sum_[0]} {sum_[1]}"
        ),
        st.integers(4, 99).map(lambda number: f"{number}th"),
        st.integers(183, 202).map(lambda number: f"{number}0s"),
    ),
    st.sampled_from(["es", "es-MX", "pt", "pt-PT"]),
)
def test_what_is_localised_is_read_as_the_same_value(text: str, code: str) -> None:
    (value,) = values(text, "en")
    target = localised(value, "en", code)
    assert not compare(text, target, "en", code)
    assert values(target, code)


@given(st.integers(1, 3999))
def test_roman_numerals_go_both_ways(number: int) -> None:
    assert roman(to_roman(number)) == number


@given(st.text(max_size=200), st.text(alphabet="0123456789.,:/-%$ apmhºXIV½+()", max_size=60), CODES)
def test_any_text_can_be_read(text: str, figures: str, code: str) -> None:
    for value in values(text + figures, code):
        assert (text + figures)[value.start : value.end] == value.text
        assert value.kind in Kind
        localised(value, code, "es")
    assert not compare(text, text, "en", "en")


def test_endless_figures_are_read() -> None:
    for piece in ("1", "1 ", "1,", "1/", "1-", "(1) ", "12:30 ", "XI "):
        compare(piece * (5000 // len(piece)), piece * 3, "en", "es")
