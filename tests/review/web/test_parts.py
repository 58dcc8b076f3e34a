"""The small parts of the review server: Markdown shown, words, rates, names and addresses."""

from __future__ import annotations

import datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markupsafe import escape
from review_house import Reader, words
from werkzeug.datastructures import LanguageAccept

from pipeline.review.desk import Action
from pipeline.review.remarks import entry_id
from pipeline.review.web import visitor
from pipeline.review.web.addresses import Addresses
from pipeline.review.web.limits import Buckets, Rate
from pipeline.review.web.markup import LONGEST, rendered
from pipeline.review.web.standing import Wanted, folded
from pipeline.review.web.words import moment, negotiated, say, say_number


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**a** *b* ~~c~~", "<strong>a</strong> <em>b</em> <s>c</s>"),
        ("<b>x</b> & `<i>`", "&lt;b&gt;x&lt;/b&gt; &amp; <code>&lt;i&gt;</code>"),
        ("[w](https://e.org 't')", '<span class="md-link" title="https://e.org">w</span>'),
        ("[w](javascript:x)", "[w](javascript:x)"),
        ('![a "b](p.png)', '<span class="md-image">a &#34;b</span>'),
        ("x[^1]", 'x<sup class="md-note">1</sup>'),
        ("a\nb  \nc", "a b<br>c"),
        ("\\*a\\*", "*a*"),
        ("[w][there]", '<span class="md-link" title="/x">w</span>'),
    ],
)
def test_marks_are_shown_and_everything_else_is_text(text: str, shown: str) -> None:
    assert rendered(text, (("THERE", ("/x", "")),)) == shown


@given(st.text(alphabet="*_~`[]()<>!\"'&\\^:/ab \n{}#-", max_size=60))
def test_nothing_but_our_own_tags_ever_comes_out(text: str) -> None:
    page = html.fromstring(f"<div>{rendered(text)}</div>")
    for element in page.iter():
        assert element.tag in ("div", "strong", "em", "s", "code", "span", "sup", "br")
        assert set(element.attrib) <= {"class", "title"}


def test_a_text_of_megabytes_is_not_parsed() -> None:
    text = "[" * (LONGEST + 1)
    assert rendered(text) == escape(text)


def test_values_are_put_into_words_once() -> None:
    assert say("{a} and {b}", a="{b}", b="x") == "{b} and x"
    assert say("{a.__class__} {0} {c}", a=1) == "{a.__class__} {0} {c}"
    assert [say_number("{count} page", "{count} pages", n) for n in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]


@pytest.mark.parametrize(
    ("header", "language"),
    [("pt-PT,en;q=0.5", "pt"), ("de,es-419;q=0.8", "es"), ("de", "en"), ("", "en"), ("*", "en"), ("ES", "es")],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    from werkzeug.http import parse_accept_header

    assert negotiated(parse_accept_header(header, LanguageAccept)) == language


def test_moments_say_the_same_to_people_and_programs() -> None:
    when = datetime.datetime(2026, 11, 14, 10, 15, 30, tzinfo=datetime.UTC)
    assert moment(when).iso == "2026-11-14T10:15:30Z"
    day = moment(datetime.date(2026, 11, 14))
    assert (day.iso, day.text) == ("2026-11-14", "14 Nov 2026")


def test_the_history_names_only_the_day_of_an_approval_that_the_file_alone_tells_of(house, ana) -> None:
    event = house.act("Ben", Action.APPROVE, "Open it at night.", target="Ábrela de noche.").event
    told = moment(event.when).text
    history = house.catalogue_path("window", "es").with_suffix(".history.jsonl")
    address = f"/es/window/panel/{entry_id('Open it at night.')}"
    assert told in words(ana.get(address))
    history.unlink()
    afterwards = words(Reader(house.app(), "Ana").get(address))
    assert "Ben approved it" in afterwards
    assert told not in afterwards and "00:00" not in afterwards
    day = house.entry("Open it at night.").approved_on
    assert moment(day).text in afterwards


def test_a_bucket_fills_up_again_and_forgets_who_came_long_ago() -> None:
    now = [0.0]
    buckets = Buckets(Rate(2, 0.5), clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b") and buckets.is_empty("a") and buckets.wait == 3
    now[0] = 2
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    for number in range(5000):
        buckets.take(str(number))
    assert len(buckets._levels) <= 4096


@given(st.text(max_size=30))
def test_a_path_of_ours_is_a_path_of_ours(address: str) -> None:
    found = visitor.inside(address)
    assert found.startswith("/") and not found.startswith(("//", "/\\")) and "\n" not in found


@given(st.text(max_size=80))
def test_a_name_is_one_line_of_what_can_be_seen(name: str) -> None:
    found = visitor.clean_name(name)
    assert found == " ".join(found.split()) and len(found) <= 50
    assert visitor.clean_name(found) == found


def test_a_visit_ends_when_nothing_happens_for_a_while(app: Flask) -> None:
    noon = datetime.datetime(2026, 5, 2, 12, tzinfo=datetime.UTC)

    def at(minutes: int) -> datetime.datetime | None:
        return visitor.last_visit(noon + datetime.timedelta(minutes=minutes))

    with app.test_request_context("/"):
        assert at(0) is None and at(10) is None and at(29) is None
        first_end = noon + datetime.timedelta(minutes=29)
        assert at(100) == first_end and at(110) == first_end
        assert at(500) == noon + datetime.timedelta(minutes=110)


def test_addresses_are_quoted() -> None:
    here = Addresses("es", "a b/ü?", Wanted(show="draft", q="x&y"))
    assert here.editor("0f") == "/es/a%20b%2F%C3%BC%3F/?at=0f&show=draft&q=x%26y"
    assert here.part(before=3) == "/es/a%20b%2F%C3%BC%3F/part?before=3&show=draft&q=x%26y"


def test_searching_passes_over_accents_and_capitals() -> None:
    assert folded("ÁRBOL Ñandú") == "arbol nandu"
