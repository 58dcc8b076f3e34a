"""Dates as each language writes them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages import language
from pipeline.typeset.dates import long_date
from pipeline.typeset.typography import finish


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("en", "1~May 2026", "31~December 1936"),
        ("en-US", "May~1, 2026", "December~31, 1936"),
        ("es", "1.º~de mayo de 2026", "31~de diciembre de 1936"),
        ("es-419", "1.º~de mayo de 2026", "31~de diciembre de 1936"),
        ("pt", "1º~de maio de 2026", "31~de dezembro de 1936"),
        ("pt-BR", "1º~de maio de 2026", "31~de dezembro de 1936"),
        ("pt-PT", "1~de maio de 2026", "31~de dezembro de 1936"),
        ("fr", "1 mai 2026", "31 décembre 1936"),
    ],
)
def test_date_is_written_as_the_language_writes_it(code: str, first: str, last: str) -> None:
    tongue = language(code)
    written = [long_date(date, tongue) for date in (datetime.date(2026, 5, 1), datetime.date(1936, 12, 31))]
    assert [text.replace("\u00a0", "~") for text in written] == [first, last]


@given(st.dates(), st.sampled_from(["en", "en-US", "es", "es-419", "pt", "pt-PT", "fr", "ca"]))
def test_date_needs_no_further_finishing_and_names_its_year(date: datetime.date, code: str) -> None:
    tongue = language(code)
    written = long_date(date, tongue)
    assert finish([written], tongue) == [written]
    assert str(date.year) in written
    assert not set(written) & {"\u202f", "\u2009"}
