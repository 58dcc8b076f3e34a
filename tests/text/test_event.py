"""An event file is read with care, and its words become a text."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.text.document import texts_of
from pipeline.text.event import Event, Order, document_of, read_event
from pipeline.text.read import read_file

WHOLE = """
title = "Neighbours’ Saturday"
date = 2026-12-05
starts = "10:00"
ends = "13:30"
place = "Harbour Hall"
address = "14 Harbour Street"
call = "Bring your last letter about the rent."
about = \"\"\"
Coffee is on us.

Children are **welcome**.
\"\"\"
contact = "neighbours@harbourstreet.example"
base_url = "https://harbourstreet.example/leaflets"
texts = ["damp-and-mould", "heat-wave"]
formats = ["tri-fold"]

[copies]
es = 120
pt = 60

[[print]]
text = "heat-wave"
format = "poster"
copies = { es = 5, en = 2 }
"""
LEAST = 'title = "Stall"\ndate = 2026-12-05\ntexts = ["a"]\ncopies = { es = 10 }\n'


def written(tmp_path: Path, content: str, name: str = "2026-12-05-hall.toml") -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def test_everything_an_event_says_is_read(tmp_path: Path) -> None:
    event = read_event(written(tmp_path, WHOLE))
    assert event == Event(
        slug="2026-12-05-hall", title="Neighbours’ Saturday", date=datetime.date(2026, 12, 5),
        starts=datetime.time(10), ends=datetime.time(13, 30), place="Harbour Hall", address="14 Harbour Street",
        call="Bring your last letter about the rent.", about="Coffee is on us.\n\nChildren are **welcome**.",
        contact="neighbours@harbourstreet.example", base_url="https://harbourstreet.example/leaflets",
        texts=("damp-and-mould", "heat-wave"), formats=("tri-fold",), copies=(("es", 120), ("pt", 60)),
        orders=(Order(text="heat-wave", format="poster", copies=(("es", 5), ("en", 2))),),
    )  # fmt: skip
    assert event.codes == ("es", "pt", "en")


def test_an_event_is_a_text_to_translate(tmp_path: Path) -> None:
    document = read_file(written(tmp_path, WHOLE), "en")
    assert document.slug == "2026-12-05-hall"
    assert document.meta.language == "en"
    assert [text for _, text in texts_of(document)] == [
        "Neighbours’ Saturday",
        "Bring your last letter about the rent.",
        "Coffee is on us.",
        "Children are **welcome**.",
    ]


def test_little_is_needed(tmp_path: Path) -> None:
    path = written(tmp_path, LEAST)
    event = read_event(path)
    assert (event.starts, event.formats, event.orders) == (None, (), ())
    assert document_of(event, path).blocks == ()


@pytest.mark.parametrize("clock", ['"9:05"', '"09.05"', "09:05:00"])
def test_times_are_written_in_many_ways(tmp_path: Path, clock: str) -> None:
    assert read_event(written(tmp_path, LEAST.replace("texts", f"starts = {clock}\ntexts"))).starts == datetime.time(
        9, 5
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Stall"\n', "", "has no title"),
        ("2026-12-05", '"5 December"', "must be a day like 2026-12-05"),
        ("2026-12-05\n", "2026-12-06\n", "the file’s name says 2026-12-05"),
        ('["a"]', "[]", "names no texts"),
        ("{ es = 10 }", "{}", "how many copies"),
        ("{ es = 10 }", '{ es = "10" }', "es must be a whole number"),
        ("{ es = 10 }", "{ es = -1 }", "es must be a whole number"),
        ("{ es = 10 }", "{ klingon = 1 }", "klingon"),
        ("texts", 'starts = "25:00"\ntexts', "must be a time"),
        ("texts", 'ends = "12:00"\ntexts', "needs a line starts"),
        ("texts", 'starts = "12:00"\nends = "11:00"\ntexts', "is not after the start"),
        ("texts", 'palce = "Hall"\ntexts', "did you mean “place”"),
        ("texts", 'base_url = "example.org"\ntexts', "must be a web address"),
        ("texts", 'print = [{ text = "b", format = "poster" }]\ntexts', "is none of this event’s texts: a"),
        ("texts", 'print = [{ text = "a" }]\ntexts', "says no format"),
        ("texts", "about = 3\ntexts", "must be text"),
        ('"Stall"', '"Stall', "Each line reads: name = value"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = written(tmp_path, LEAST.replace(old, new, 1))
    with pytest.raises(OctavillaError) as caught:
        read_event(path)
    assert said in str(caught.value)
    assert caught.value.path == path


def test_a_missing_file_and_one_in_another_encoding_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(OctavillaError, match="cannot be read"):
        read_event(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes('title = "Caf\xe9"'.encode("latin-1"))
    with pytest.raises(OctavillaError, match="UTF-8"):
        read_event(path)
