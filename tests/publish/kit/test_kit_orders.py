"""What an event wants printed: its own orders, what holds for the rest, and what there is not."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import OctavillaError
from pipeline.plan import Text
from pipeline.publish.kit.extras import Contents, extras
from pipeline.publish.kit.orders import Item, items
from pipeline.text.event import Event, Order

FORMATS = ("a4", "bilingual", "flyer", "poster")


def text(slug: str, *formats: str, languages: tuple[str, ...] = ("es", "pt")) -> Text:
    return Text(
        path=Path(f"texts/{slug}.md"), sha256="", title=slug, language="en", languages=languages, formats=formats
    )  # fmt: skip


EVENT_TEXT = Text(path=Path("events/fair.toml"), sha256="", title="", language="en", languages=(), formats=())
TEXTS = {"a": text("a", "a4", "flyer"), "b": text("b", "a4", languages=("es",)), "fair": EVENT_TEXT}


def asked(**values: Any) -> list[tuple[str, str, str, int, bool]]:
    event = Event(slug="fair", title="Fair", date=datetime.date(2026, 12, 5), **values)
    found = items(event, EVENT_TEXT, TEXTS, FORMATS, lambda name: name == "bilingual")
    return [(item.text.slug, item.format, item.code, item.copies, item.colour) for item in found]


def test_copies_hold_for_each_text_and_its_formats_but_where_an_order_says_otherwise() -> None:
    order = Order(text="a", format="flyer", copies=(("pt", 80),), colour=True)
    poster = Order(text="a", format="poster", copies=(("es", 2),))
    assert asked(texts=("a", "b"), copies=(("es", 10), ("en", 0)), orders=(order, poster)) == [
        ("a", "a4", "es", 10, False), ("a", "flyer", "pt", 80, True), ("a", "poster", "es", 2, False),
        ("b", "a4", "es", 10, False),
    ]  # fmt: skip


def test_formats_of_the_event_take_the_place_of_those_of_the_texts() -> None:
    found = asked(texts=("a",), formats=("poster",), copies=(("en", 3),), colour=True)
    assert found == [("a", "poster", "en", 3, True)]


def test_a_format_for_translations_is_not_made_in_the_texts_own_language() -> None:
    found = asked(texts=("a",), formats=("bilingual",), copies=(("en", 3), ("es", 4)))
    assert found == [("a", "bilingual", "es", 4, False)]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"texts": ("aa",), "copies": (("es", 1),)}, "there is no text “aa”. Did you mean “a”"),
        ({"texts": ("fair",), "copies": (("es", 1),)}, "there is no text “fair”"),
        ({"texts": ("a",), "formats": ("flier",), "copies": (("es", 1),)}, "Did you mean “flyer”"),
        ({"texts": ("a",), "orders": (Order(text="a", format="x", copies=()),)}, "there is no format “x”"),
        ({"texts": ("b",), "copies": (("pt", 1),)}, "“b” is not wanted in “pt”. There are: en, es"),
        ({"texts": ("a",), "copies": (("es", 0),)}, "no copies at all"),
    ],
)
def test_what_there_is_not_is_said_with_the_events_file(values: dict[str, Any], message: str) -> None:
    with pytest.raises(OctavillaError) as caught:
        asked(**values)
    assert message in caught.value.message
    assert caught.value.path == EVENT_TEXT.path


def test_an_item_names_itself() -> None:
    assert str(Item(text=TEXTS["a"], format="flyer", code="es", copies=1)) == "a, Spanish, flyer"


def test_two_producers_of_one_path_are_a_mistake() -> None:
    nothing: Contents = None  # type: ignore[assignment]
    assert extras(nothing, (lambda _: {"send/a": b"1"}, lambda _: {"send/b": b"2"})) == {"send/a": b"1", "send/b": b"2"}
    with pytest.raises(ValueError, match="send/a"):
        extras(nothing, (lambda _: {"send/a": b"1"}, lambda _: {"send/a": b"1"}))
