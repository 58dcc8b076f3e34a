"""The glossary's file, and where its terms stand in a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import ratio

from pipeline.errors import OctavillaError
from pipeline.text.glossary import Glossary, Term, read_glossary


@pytest.fixture
def write(tmp_path: Path):
    def make(content: str | bytes) -> Path:
        path = tmp_path / "glossary.csv"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return make


def make(*rows: tuple[str, ...], code: str = "es", **more: str) -> Glossary:
    return Glossary(tuple(Term(term=row[0], translation=row[1], **more) for row in rows), "en", code)


def texts(glossary: Glossary, text: str) -> list[tuple[str, str]]:
    return [(match.term, match.text) for match in glossary.matches(text)]


def test_no_file_is_an_empty_glossary(tmp_path: Path) -> None:
    glossary = read_glossary(tmp_path / "glossary.csv", "en", "es")
    assert not glossary
    assert glossary.matches("The rent.") == ()
    assert glossary.digest("The rent.") == ""


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_table_is_read_as_a_spreadsheet_saves_it(write, delimiter: str, encoding: str, newline: str) -> None:
    rows = [
        ["Note", "TERM", "Translation", "mine"],
        ["", "", "", ""],
        ['"f; since May"', "neighbour", "vecina", "x"],
        [],
    ]
    path = write(newline.join(delimiter.join(row) for row in rows).encode(encoding))
    (row,) = read_glossary(path, "en", "es").terms
    assert (row.term, row.translation, row.gender, row.exact, row.line) == ("neighbour", "vecina", "f", False, 3)


def test_excels_line_that_names_the_separator_is_passed_over(write) -> None:
    (row,) = read_glossary(write("sep=;\r\nterm;translation\r\nrent;renta\r\n"), "en", "es").terms
    assert (row.term, row.line) == ("rent", 3)


@pytest.mark.parametrize(
    ("note", "gender", "number"),
    [
        ("f", "f", ""),
        ("m pl", "m", "pl"),
        ("feminine", "f", ""),
        ("masc. plural", "m", "pl"),
        ("noun, f; not for shops", "f", ""),
        ("m sg", "m", "sg"),
        ("M. Ruiz says so", "", ""),
        ("formal", "", ""),
        ("masculinity is another word", "", ""),
        ("", "", ""),
    ],
)
def test_the_note_may_begin_with_the_gender(write, note: str, gender: str, number: str) -> None:
    (row,) = read_glossary(write(f'term,translation,note\nrent,renta,"{note}"\n'), "en", "es").terms
    assert (row.gender, row.number, row.note) == (gender, number, note)


def test_an_empty_translation_and_an_equals_sign_leave_the_term_as_it_is(write) -> None:
    rows = read_glossary(write("term,translation\nOpen Door,=\nWarm Hub,\n"), "en", "es").terms
    assert all(row.is_kept for row in rows)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("term,translation\n,piso\n", 2, "no term"),
        ("term,translation\n!!,piso\n", 2, "neither a letter"),
        ("term,translation\nflat,piso\n\nFlat,apartamento\n", 4, "line 2"),
        ("term,translation,match\nflat,piso,fuzzy\n", 2, "exact"),
        ("term,translation,gender\nflat,piso,x\n", 2, "gender"),
        ("word,translation\nflat,piso\n", 1, "term"),
        ('term,translation\nflat,"piso\n', 2, "quotation mark"),
        ("term,translation\nflat,h\u00e9\n".encode("latin-1"), 2, "UTF-8"),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_the_way_out(write, content, line: int, words: str) -> None:
    path = write(content)
    with pytest.raises(OctavillaError, match=words) as caught:
        read_glossary(path, "en", "es")
    assert (caught.value.path, caught.value.line) == (path, line)


def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match="cannot be read"):
        read_glossary(tmp_path, "en", "es")


def test_the_longest_term_wins_and_matches_come_in_reading_order() -> None:
    glossary = make(("rent", "renta"), ("rent increase", "subida"), ("increase of rent", "alza"))
    assert texts(glossary, "A rent increase is no rent.") == [("rent increase", "rent increase"), ("rent", "rent")]


def test_words_are_whole_words() -> None:
    assert texts(make(("rent", "renta")), "The current parent rent-free brentwood; rent!") == [("rent", "rent")]


def test_inflections_match_and_say_what_they_are() -> None:
    glossary = make(("tenant", "inquilina"), ("repair", "arreglo"))
    plural, possessive, verb = glossary.matches("Tenants and a tenant’s friend repaired it.")
    assert plural.plural and plural.inflected and plural.text == "Tenants"
    assert possessive.possessive and possessive.text == "tenant" and not possessive.plural
    assert verb.verbal and not verb.plural


def test_a_term_with_an_apostrophe_matches_either_sign() -> None:
    assert texts(make(("tenants' union", "sindicato")), "The tenants’ union") == [("tenants' union", "tenants’ union")]


def test_an_exact_term_matches_its_own_letters_a_first_capital_and_capitals() -> None:
    glossary = Glossary((Term(term="council", translation="consistorio", exact=True),), "en", "es")
    assert len(glossary.matches("Council. The council. THE COUNCIL. “Council")) == 4
    assert glossary.matches("The Council and the councils") == ()


def test_an_acronym_is_no_small_word() -> None:
    glossary = make(("IT", "informática"), ("NGO", "ONG"))
    assert texts(glossary, "It is IT. Two NGOs") == [("IT", "IT"), ("NGO", "NGOs")]


def test_a_term_that_is_part_of_a_longer_name_is_no_term() -> None:
    glossary = make(("city", "urbe"))
    assert glossary.matches("She saw Manchester City play.") == ()
    assert texts(glossary, "City life. The City is big.") == [("city", "City"), ("city", "City")]
    assert texts(glossary, "The City Plan for Everybody") == [("city", "City")]


def test_other_source_languages_match_by_stem() -> None:
    glossary = Glossary((Term(term="casa vacía", translation="empty house"),), "es", "en")
    assert texts(glossary, "Las casas vacías del barrio") == [("casa vacía", "casas vacías")]


def test_the_digest_changes_with_the_rows_that_match_only() -> None:
    before = make(("rent", "renta"), ("flat", "piso"))
    after = make(("rent", "renta"), ("flat", "apartamento"))
    assert before.digest("The rent.") == after.digest("The rent.") != ""
    assert before.digest("The flat.") != after.digest("The flat.")
    assert before.digest("The house.") == ""


def test_a_translation_counts_in_any_inflection_unless_the_row_is_exact() -> None:
    text = "Los sindicatos de inquilinas"
    loose = make(("union", "sindicato de inquilinas"))
    strict = Glossary((Term(term="union", translation="sindicato de inquilinas", exact=True),), "en", "es")
    assert loose.missing("The union", text) == ()
    assert [match.term for match in strict.missing("The union", text)] == ["union"]
    assert [match.term for match in loose.missing("The union", "El sindicato")] == ["union"]


def test_a_kept_term_has_to_stand_letter_for_letter() -> None:
    glossary = make(("Open Door", ""))
    assert glossary.missing("At Open Door.", "En Open Door.") == ()
    assert len(glossary.missing("At Open Door.", "En Puerta Abierta.")) == 1


def test_the_plural_is_made_or_taken_from_the_row() -> None:
    (match,) = make(("flat", "piso de alquiler")).matches("Two flats")
    assert make(("flat", "piso de alquiler")).wanted(match) == "pisos de alquiler"
    own = make(("flat", "bien raíz"), plural="bienes raíces")
    (match,) = own.matches("Two flats")
    assert own.wanted(match) == "bienes raíces"


@given(st.text(max_size=200))
def test_any_text_can_be_searched_and_matches_do_not_overlap(text: str) -> None:
    glossary = make(("a", "x"), ("the b", "y"), ("b", ""), ("0", "1"))
    end = 0
    for match in glossary.matches(text):
        assert text[match.start : match.end] == match.text
        assert match.start >= end
        end = match.end


def test_thousands_of_terms_do_not_slow_the_search() -> None:
    def searched(terms: int) -> Callable[[], object]:
        glossary = make(*((f"word{number} thing", "cosa") for number in range(terms)), ("rent", "renta"))
        sentence = "the rent of a house in the street where we lived for many years."
        return lambda: [glossary.digest(f"Number {number}: {sentence}") for number in range(20)]

    assert ratio(searched, 50, 5000) < 2
