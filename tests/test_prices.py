"""Prices in the configuration: exact amounts, and what is wrong said with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.project import Prices, open_project, packaged, parse_configuration

PATH = Path("octavilla.toml")


def prices(content: str) -> Prices | None:
    return parse_configuration(content, PATH).prices


def test_without_the_section_there_are_none() -> None:
    assert prices('title = "G"\n') is None


def test_amounts_are_exact() -> None:
    found = prices('[prices]\ncurrency = "BRL"\nblack = 0.1\ncolour = 2\npaper = { A4 = 0.07, A3 = 0.2 }\n')
    assert found == Prices(
        currency="BRL", black=Decimal("0.1"), colour=Decimal(2), paper=(("A4", Decimal("0.07")), ("A3", Decimal("0.2")))
    )
    assert prices("[prices]\n") == Prices(currency="EUR")


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ('[prices]\ncurrency = "euro"\n', 2, "three letters"),
        ('[prices]\nblack = "0.05"\n', 2, "must be a number"),
        ("[prices]\nblack = -0.05\n", 2, "a price from 0"),
        ("[prices]\nblack = nan\n", 2, "a price from 0"),
        ("[prices]\ncolour = inf\n", 2, "a price from 0"),
        ("[prices]\ngrey = 0.05\n", 2, "no such setting"),
        ("[prices]\n[prices.paper]\nA7 = 1\n", 3, "no such setting"),
        ("[prices]\n[prices.paper]\nA4 = 100000\n", 3, "a price from 0"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(content: str, line: int, message: str) -> None:
    with pytest.raises(OctavillaError) as caught:
        prices(content)
    assert message in caught.value.message
    assert caught.value.line == line


def test_the_example_of_a_new_project_is_right_once_the_marks_of_remarks_are_gone() -> None:
    content = (packaged("templates") / "project" / "octavilla.toml").read_text(encoding="utf-8")
    start = content.index("# [prices]")
    example = content[start : content.index("# [packages]")].replace("# ", "", 1).replace("\n# ", "\n")
    found = prices(example)
    assert found
    assert found.colour == Decimal("0.25")


def test_the_sample_project_has_prices() -> None:
    assert open_project(Path(__file__).resolve().parents[1]).configuration.prices
