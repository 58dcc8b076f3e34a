"""Short names are stable, and addresses are what a web server expects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.addresses import ALPHABET, CHOSEN, LENGTH, clashes, readable, short_address, short_name, web_address


def test_a_short_name_never_changes() -> None:
    """What stands on printed leaflets must lead to the text for ever: these are fixed."""
    assert short_name("heat-wave") == "h7b5"
    assert short_name("damp-and-mould") == "ksbk"


@given(st.text(min_size=1))
def test_short_names_are_easy_to_type(slug: str) -> None:
    name = short_name(slug)
    assert len(name) == LENGTH
    assert set(name) <= set(ALPHABET)
    assert CHOSEN.fullmatch(name)


def test_a_chosen_name_stands() -> None:
    assert short_name("heat-wave", "heat") == "heat"


def test_short_names_of_many_texts_rarely_meet() -> None:
    names = [(f"text-{number}", short_name(f"text-{number}")) for number in range(100)]
    assert clashes(names) == ()


def test_clashes_name_the_texts() -> None:
    assert clashes([("b", "x"), ("a", "x"), ("c", "y")]) == (("x", ("b", "a")),)


@pytest.mark.parametrize("base", ["https://example.org/leaflets", "https://example.org/leaflets/"])
def test_addresses_end_with_a_folder(base: str) -> None:
    assert web_address(base, "es", "heat-wave") == "https://example.org/leaflets/es/heat-wave/"
    assert short_address(base, "heat", "es") == "https://example.org/leaflets/heat/es/"
    assert short_address(base, "heat") == "https://example.org/leaflets/heat/"


def test_without_a_base_url_there_are_no_addresses() -> None:
    assert web_address("", "es", "heat-wave") == short_address("", "heat", "es") == ""


def test_addresses_are_printed_without_what_nobody_types() -> None:
    assert readable("https://example.org/leaflets/heat/es/") == "example.org/leaflets/heat/es"
    assert readable("example.org/x") == "example.org/x"
