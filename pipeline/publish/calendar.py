"""A calendar file of an event: iCalendar (RFC 5545), the same bytes for the same event, without a clock."""

from __future__ import annotations

import datetime
import uuid

from pipeline.text.event import Event

PRODUCT = "-//Octavilla//Leaflets//EN"
"""What made the file (RFC 5545, 3.7.3)."""


def ics(
    event: Event,
    *,
    title: str,
    call: str = "",
    about: str = "",
    place: str = "",
    code: str = "",
    base_url: str = "",
    group: str = "",
    page: str = "",
) -> bytes:
    """Return the calendar file of an event with its words in the language `code`, all of them plain text.

    `page` is the address of the event's web page. `base_url` and `group` (the group's title) are what tells the events
    of two groups apart; with the event's slug they make the UID, which is the same in all languages: who takes in
    the file twice has one entry. `place` is empty for the event's own place and address. Times are local to the place
    (RFC 5545, 3.3.5, form 1); an event without a start is all day long. An end is left out where it is not known.
    """
    # Imported here: a build without events has no use for it.
    from icalendar import Calendar
    from icalendar import Event as Entry

    language = {"language": code} if code else {}
    entry = Entry()
    entry.add("uid", _uid(event, base_url, group))
    # Nothing here knows the time: the stamp (in UTC, as RFC 5545 wants it) is the beginning of the day itself.
    stamp = datetime.datetime.combine(event.date, datetime.time(), datetime.UTC)
    entry.add("dtstamp", stamp)
    if event.starts:
        entry.add("dtstart", datetime.datetime.combine(event.date, event.starts))
        if event.ends:
            entry.add("dtend", datetime.datetime.combine(event.date, event.ends))
    else:
        entry.add("dtstart", event.date)
    entry.add("summary", _clean(title), parameters=language)
    where = _clean(place or ", ".join(part for part in (event.place, event.address) if part))
    if where:
        entry.add("location", where, parameters=language)
    contact, page = _clean(event.contact), "".join(_clean(page).split())
    parts = (_clean(call), _clean(about), contact, page)
    if described := "\n\n".join(part for part in parts if part):
        entry.add("description", described, parameters=language)
    if page:
        entry.add("url", page)
    # A reminder of what others do then, and no time at which one is not free.
    entry.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add_component(entry)
    data: bytes = calendar.to_ical(sorted=True)
    return data


def _uid(event: Event, base_url: str, group: str) -> str:
    """Return an identifier that depends on nothing but names (RFC 9562, version 5)."""
    name = f"{base_url or group}\n{event.slug}"
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, name)}@octavilla"


def _clean(text: str) -> str:
    """Return text without the signs that no line of a calendar file may hold (RFC 5545, 3.1: CONTROL)."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(sign for sign in kept if sign >= " " or sign in "\n\t").replace("\x7f", "").strip()
