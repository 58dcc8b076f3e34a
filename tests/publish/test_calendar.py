"""Calendar files: what a calendar program reads back, and the same bytes every time."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from pipeline.publish.calendar import ics
from pipeline.text.event import Event

EVENT = Event(
    slug="2026-12-05-hall", title="Neighbours’ Saturday", date=datetime.date(2026, 12, 5),
    starts=datetime.time(14, 30), ends=datetime.time(18), place="Hall; big, and warm", address="14 Harbour Street",
)  # fmt: skip
PAGE = "https://example.org/leaflets/es/2026-12-05-hall/"


def read(data: bytes) -> dict[str, object]:
    """Return the one event of a calendar file: each property as `icalendar` reads it back."""
    (entry,) = Calendar.from_ical(data).walk("VEVENT")
    return {name: entry.decoded(name) if name in ("DTSTART", "DTEND") else entry[name] for name in entry}


def test_an_event_is_read_back_with_its_local_times_and_its_words() -> None:
    data = ics(EVENT, title="Sábado vecinal", call="Ven.", about="Sopa, té.", code="es", page=PAGE)
    found = read(data)
    assert found["SUMMARY"] == "Sábado vecinal"
    assert found["SUMMARY"].params["LANGUAGE"] == "es"
    assert found["DTSTART"] == datetime.datetime(2026, 12, 5, 14, 30)
    assert found["DTEND"] == datetime.datetime(2026, 12, 5, 18)
    assert found["LOCATION"] == "Hall; big, and warm, 14 Harbour Street"
    assert found["DESCRIPTION"] == f"Ven.\n\nSopa, té.\n\n{PAGE}"
    assert found["URL"] == PAGE
    assert b"DTSTART:20261205T143000\r\n" in data, "floating: no zone, no Z"
    assert b"DTSTAMP:20261205T000000Z\r\n" in data


def test_without_a_start_it_is_all_day_long() -> None:
    data = ics(replace(EVENT, starts=None, ends=None), title="T")
    assert b"DTSTART;VALUE=DATE:20261205\r\n" in data
    assert b"DTEND" not in data


def test_the_identifier_is_one_in_all_languages_and_another_for_other_groups_and_events() -> None:
    def uid(event: Event = EVENT, **values: str) -> object:
        return read(ics(event, title=values.pop("title", "T"), **values))["UID"]

    base = uid(base_url="https://example.org", group="G")
    assert base == uid(title="Otro", code="es", base_url="https://example.org", group="G")
    others = {base, uid(base_url="https://example.net"), uid(group="G"), uid(group="H"),
              uid(replace(EVENT, slug="other"), group="G")}  # fmt: skip
    assert len(others) == 5


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_words_break_out_of_their_lines(title: str, call: str) -> None:
    data = ics(EVENT, title=title, call=call, code="es", page=PAGE)
    assert data == ics(EVENT, title=title, call=call, code="es", page=PAGE)
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), "RFC 5545, 3.1"
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert sum(line.startswith(b"BEGIN:VEVENT") for line in lines) == 1
    unfolded = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded if line]
    assert names.count("SUMMARY") == 1
    assert names.count("URL") == 1
    assert len(Calendar.from_ical(data).walk("VEVENT")) == 1


@pytest.mark.parametrize("title", ["a\r\nBEGIN:VALARM\r\nACTION:AUDIO", "\u2028X-EVIL:1", 'q";VALUE=x:y'])
def test_hostile_titles_stay_text(title: str) -> None:
    found = read(ics(EVENT, title=title, page="https://example.org/a\r\nX-EVIL:1"))
    assert "X-EVIL" not in found
    assert set(found) >= {"SUMMARY", "UID"}
    assert not Calendar.from_ical(ics(EVENT, title=title)).walk("VALARM")
