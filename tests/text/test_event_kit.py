"""What an event file says of its kit: language, colour, bags."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.text.event import Event, read_event

EVENT = 'title = "Fair"\ndate = 2026-12-05\ntexts = ["a"]\n'
COPIES = "[copies]\nes = 1\n"
ORDER = '[[print]]\ntext = "a"\nformat = "flyer"\ncopies = { es = 2 }\n'


def event(tmp_path: Path, more: str = "", end: str = "") -> Event:
    file = tmp_path / "fair.toml"
    file.write_text(f"{EVENT}{more}{COPIES}{end}", encoding="utf-8")
    return read_event(file)


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    found = event(tmp_path, end=ORDER)
    assert (found.kit_language, found.colour, found.bags) == ("", False, 1)
    assert found.orders[0].colour is None


def test_all_of_it_is_read(tmp_path: Path) -> None:
    found = event(tmp_path, 'kit_language = "es"\ncolour = true\nbags = 4\n', f"{ORDER}colour = false\n")
    assert (found.kit_language, found.colour, found.bags, found.orders[0].colour) == ("es", True, 4, False)


@pytest.mark.parametrize(
    ("more", "end", "line", "message"),
    [
        ('kit_language = "xx-yy-zz"\n', "", 4, "kit_language"),
        ("colour = 1\n", "", 4, "true or false"),
        ("bags = 0\n", "", 4, "from 1 to 100"),
        ("", f"{ORDER}colour = 1\n", 6, "colour must be true or false"),
        ("", f"{ORDER}{ORDER}", 6, "stands here twice"),
        ("", f"{ORDER}color = true\n", 6, "known: text, format, copies, colour"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, more: str, end: str, line: int, message: str) -> None:
    with pytest.raises(OctavillaError) as caught:
        event(tmp_path, more, end)
    assert message in caught.value.message
    assert caught.value.line == line
