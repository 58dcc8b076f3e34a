"""An event at which leaflets are handed out: `events/<date>-<place>.toml`.

Its title, call and description are translated like a text: `document_of` makes one of them.
"""

from __future__ import annotations

import contextlib
import datetime
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.settings import Checker
from pipeline.text.document import Document, Meta

COPIES = range(100_001)
"""Copies of one leaflet in one language that can be asked for."""
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-\S")
BAGS = range(1, 101)
"""Bags into which the leaflets can be divided."""
_FIELDS = ("title", "date", "starts", "ends", "place", "address", "call", "about", "contact", "base_url", "language",
           "texts", "formats", "copies", "print", "kit_language", "colour", "bags")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How many copies of one text in one format are wanted, by language code."""

    text: str
    format: str
    copies: tuple[tuple[str, int], ...]
    colour: bool | None = None
    """Whether it is printed in colour; None for what the event says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. What is not said is empty; times are local to the place."""

    slug: str
    title: str
    date: datetime.date
    starts: datetime.time | None = None
    ends: datetime.time | None = None
    place: str = ""
    address: str = ""
    call: str = ""
    """The call to action: what people should do."""
    about: str = ""
    """A few sentences of Markdown."""
    contact: str = ""
    """Empty: the group's."""
    base_url: str = ""
    """Empty: the group's."""
    language: str = ""
    """Of the event's own words; empty: the project's."""
    texts: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    """Empty: those of each text."""
    copies: tuple[tuple[str, int], ...] = ()
    """By language, for each text and format that no order names."""
    orders: tuple[Order, ...] = ()
    kit_language: str = ""
    """Of the print plan and the check list; empty: that of the event's own words."""
    colour: bool = False
    """Whether leaflets are printed in colour: counts for the cost."""
    bags: int = 1
    """Into how many bags the leaflets are divided: one a helper, or one a street."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All languages in which something is handed out."""
        asked = (code for order in self.orders for code, _ in order.copies)
        return tuple(dict.fromkeys((*(code for code, _ in self.copies), *asked)))


def read_event(path: Path) -> Event:
    """Read an event file.

    Raises OctavillaError, with file and line, for a file that cannot be read and a field that is wrong.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(content)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Make it a file that you may read."
        raise OctavillaError(message, path=path) from error
    except UnicodeDecodeError as error:
        raise OctavillaError("is not in UTF-8. Open it in an editor and save it as UTF-8.", path=path) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        message = f"{error}. Each line reads: name = value; text values stand between quotes."
        raise OctavillaError(message, path=path, line=int(found[1]) if found else None) from error
    checker = Checker(table, content, path)
    checker.known(_FIELDS)
    date = _date(checker, table)
    if (dated := _DATED.match(path.name)) and dated[1] != date.isoformat():
        raise checker.error("date", f"is {date}, and the file’s name says {dated[1]}. Change one of them.")
    starts, ends = _time(checker, table, "starts"), _time(checker, table, "ends")
    if ends and not starts:
        raise checker.error("ends", "needs a line starts = … too.")
    if starts and ends and ends <= starts:
        raise checker.error("ends", "is not after the start. Change one of them.")
    title = checker.string("title")
    if not title:
        raise OctavillaError('has no title. Write a line like: title = "Tenants’ Saturday"', path=path)
    own, kit_language = checker.string("language"), checker.string("kit_language")
    for name, code in (("language", own), ("kit_language", kit_language)):
        if code:
            _known(checker, name, code)
    base_url = checker.matching("base_url", r"(https?://\S+)?", "", "must be a web address like https://example.org")
    texts = tuple(dict.fromkeys(checker.strings("texts")))
    if not texts:
        raise OctavillaError('names no texts. Write a line like: texts = ["know-your-rights"]', path=path)
    event = Event(
        slug=path.stem, title=title, date=date, starts=starts, ends=ends, place=checker.string("place"),
        address=checker.string("address"), call=checker.string("call"), about=_about(checker, table),
        contact=checker.string("contact"), base_url=base_url, language=own, texts=texts,
        formats=tuple(dict.fromkeys(checker.strings("formats"))), copies=_copies(checker, table.get("copies", {})),
        orders=_orders(checker, table.get("print", []), texts), kit_language=kit_language,
        colour=checker.flag("colour", False), bags=checker.number("bags", BAGS, 1, "bags"),
    )  # fmt: skip
    if not event.codes:
        raise OctavillaError("says for no language how many copies. Write: [copies], then es = 100", path=path)
    return event


def document_of(event: Event, path: Path) -> Document:
    """Return the event's own words as a text: title, call (the subtitle), description (the body).

    Raises OctavillaError for a description that is wrong as Markdown of the project.
    """
    from pipeline.text.read import read_text

    document = read_text(f"---\ntitle: event\n---\n{event.about}\n", slug=event.slug, path=path)
    meta = Meta(
        title=event.title, subtitle=event.call, language=event.language,
        languages=tuple(code for code in event.codes if code != event.language),
    )  # fmt: skip
    return replace(document, meta=meta)


def _about(checker: Checker, table: dict[str, object]) -> str:
    value = table.get("about", "")
    if not isinstance(value, str):
        raise checker.error("about", "must be text between quotes.")
    return value.replace("\r\n", "\n").strip()


def _date(checker: Checker, table: dict[str, object]) -> datetime.date:
    value = table.get("date")
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(value.strip())
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise checker.error("date", "must be a day like 2026-12-05.")
    return value


def _time(checker: Checker, table: dict[str, object], name: str) -> datetime.time | None:
    value = table.get(name)
    # TOML 1.0 wants seconds in a bare time; people write "14:30".
    if isinstance(value, str) and (found := _CLOCK.fullmatch(value.strip())):
        return datetime.time(int(found[1]), int(found[2]))
    if value is not None and not isinstance(value, datetime.time):
        raise checker.error(name, 'must be a time like "14:30".')
    return value


def _known(checker: Checker, name: str, code: str) -> None:
    try:
        language(code)
    except OctavillaError as error:
        raise checker.error(name, error.message) from error


def _copies(checker: Checker, value: object) -> tuple[tuple[str, int], ...]:
    if not isinstance(value, dict):
        raise checker.error("copies", "must be a section: [copies], then lines like es = 100")
    for code, count in value.items():
        _known(checker, "copies", code)
        if not isinstance(count, int) or isinstance(count, bool) or count not in COPIES:
            raise checker.error("copies", f"{code} must be a whole number from 0 to {COPIES[-1]}, without quotes.")
    return tuple(value.items())


def _orders(checker: Checker, value: object, texts: tuple[str, ...]) -> tuple[Order, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise checker.error("print", "must be sections [[print]] with text, format and copies = { es = 20 }.")
    orders: list[Order] = []
    for item in value:
        for name in item:
            if name not in ("text", "format", "copies", "colour"):
                raise checker.error("print", f"no such setting “{name}”; known: text, format, copies, colour.")
        text, format = item.get("text", ""), item.get("format", "")
        if text not in texts:
            raise checker.error("print", f"“{text}” is none of this event’s texts: {', '.join(texts)}.")
        if not isinstance(format, str) or not format:
            raise checker.error("print", f'says no format for “{text}”. Write: format = "poster"')
        if any((order.text, order.format) == (text, format) for order in orders):
            raise checker.error("print", f"“{text}” as {format} stands here twice. Put both into one section.")
        colour = item.get("colour")
        if colour is not None and not isinstance(colour, bool):
            raise checker.error("print", "colour must be true or false, without quotes.")
        copies = _copies(checker, item.get("copies", {}))
        orders.append(Order(text=text, format=format, copies=copies, colour=colour))
    return tuple(orders)
