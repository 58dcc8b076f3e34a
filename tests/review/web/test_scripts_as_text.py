"""A project full of HTML and JavaScript is shown as text: every field, on every page and in every fragment."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from review_house import House, Reader, assert_inert, tree

from pipeline.errors import OctavillaError
from pipeline.review.checks import Issue
from pipeline.review.desk import Action
from pipeline.review.memory import Match, Unit, difference
from pipeline.review.remarks import Remark, RemarkKind, entry_id, revision, with_remark
from pipeline.review.store import update
from pipeline.text.glossary import Glossary, Term

MARKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "</textarea></title></script><script>alert(1)</script>",
    "[words](javascript:alert(1))",
    '![p](javascript:alert(1) "onerror=x")',
    "<javascript:alert(1)>",
    "{{ 7*7 }}{% print(1) %}${7*7}",
    "' onfocus=alert(1) autofocus='",
    "&lt;script&gt;&#60;b&#62;",
)
SLUG = "x<b>'\"&"


def poisoned(index: int) -> str:
    """Return a different attack for each field, with a word that says which one it was."""
    return f"f{index}. {MARKS[index % len(MARKS)]} q"


@pytest.fixture
def den(tmp_path: Path) -> House:
    """Return a project in which everything that can be written is an attack."""
    body = "\n\n".join(f"Say{number} {mark} end." for number, mark in enumerate(MARKS))
    quoted = poisoned(2).replace("\\", "\\\\").replace('"', '\\"')
    text = f'---\ntitle: "{quoted}"\n---\n\n{body}\n\n> Quote {MARKS[0]}.\n\n- Item {MARKS[1]}.\n'
    house = House(tmp_path, texts={SLUG: text}, codes=("es",), title=poisoned(3))
    sources = _sources(house)
    house.draft(
        {source: f"{poisoned(n)} {source}" for n, source in enumerate(sources)}, slug=SLUG, flags=(MARKS[1], "values")
    )
    glossary = Glossary((Term(term="Say1", translation=poisoned(4), note=poisoned(5)),), "en", "es")

    def near(code: str, source: str) -> list[Match]:
        unit = Unit(
            source=f"{poisoned(6)} {source}", target=poisoned(7), text=poisoned(8), who=poisoned(9), when=MARKS[0]
        )
        return [Match(unit, 88.0, difference(unit.source, source))]

    def checks(entry: Any, code: str) -> list[Issue]:
        return [
            Issue(
                check="numbers",
                template="{word} is wrong",
                values=(("word", poisoned(1)),),
                start=0,
                end=9,
                mend=poisoned(0),
            ),
            Issue(check=MARKS[1], template=MARKS[0]),
        ]

    house.extra = {"glossary": lambda code: glossary, "near": near, "checks": checks}
    return house


def _sources(house: House) -> list[str]:
    from pipeline.text.segment import segments

    return [segment.source for segment in segments(house.document(SLUG))]


def _answers(house: House, reader: Reader) -> list[tuple[str, str]]:
    """Return all pages and fragments that show what people wrote."""
    from urllib.parse import quote

    base = f"/es/{quote(SLUG, safe='')}/"
    names = list(dict.fromkeys(entry_id(source) for source in _sources(house)))
    paths = ["/", "/name", "/help?next=" + quote(MARKS[2]), base]
    paths += [f"{base}?show={show}" for show in ("draft", "flagged", "conflict", "comment", "stale", "approved")]
    paths += [f"{base}?q={quote(mark)}" for mark in MARKS] + [f"{base}?order=doubt", f"{base}part?after=1"]
    paths += [f"{base}panel/{name}" for name in names] + [f"{base}?at={name}" for name in names[:4]]
    for flags in ("", "&pattern=1"):
        paths += [f"{base}replace?find={quote(mark)}&with={quote(mark)}{flags}" for mark in MARKS]
    paths += [f"/{quote(mark, safe='')}" for mark in MARKS] + [f"/es/{quote(MARKS[1], safe='')}/"]
    found = [(path, reader.get(path).get_data(as_text=True)) for path in paths]
    asked = ",".join(names)
    for item in reader.get(f"{base}changes?since=x&ids={asked}").get_json()["segments"]:
        found.append((f"changes {item['id']}", item["html"]))
    for mark in MARKS:
        answer = reader.post(f"{base}{names[0]}/check", {"target": mark}).get_json()
        found.append((f"check {mark}", answer["html"]))
        conflict = reader.post(f"{base}{names[0]}", {"action": "save", "target": mark, "seen": "x"})
        assert conflict.status_code == 409
        found.append((f"conflict {mark}", conflict.get_data(as_text=True)))
        kept = reader.post(f"{base}{names[0]}", {"action": "save", "target": mark, "seen": "x"}, csrf="wrong")
        found.append((f"error {mark}", kept.get_data(as_text=True)))
        named = reader.post("/name", {"name": mark + "x" * 200, "next": mark})
        found.append((f"name {mark}", named.get_data(as_text=True)))
    return found


def test_no_field_becomes_markup(den: House) -> None:
    """Sources, targets, names, comments, reasons, versions, history, terms, memory, flags, title, slug, search."""
    sources = list(dict.fromkeys(_sources(den)))
    for number, source in enumerate(sources):
        who = poisoned(number)[:48]
        den.act(who, Action.SAVE, source, slug=SLUG, target=poisoned(number + 1))
        den.act(who, Action.COMMENT, source, slug=SLUG, text=poisoned(number + 2))
        den.act(who, Action.DISMISS, source, slug=SLUG, check="numbers", text=poisoned(number + 3))
    den.act(MARKS[0][:40], Action.APPROVE, sources[0], slug=SLUG, target=poisoned(5))
    _add_versions(den)
    reader = Reader(den.app(), "<b>Eva</b><script>alert(1)</script>")
    pages = _answers(den, reader)
    for path, page in pages:
        if page.strip():
            assert_inert(page)
            for element in tree(page).iter():
                assert element.tag not in ("b", "svg") or _is_ours(element), (path, element.tag)
    whole = "\n".join(page for _, page in pages)
    # All of it was there to be seen, and the template language did not run.
    for number in range(len(MARKS)):
        assert f"f{number}." in whole
    assert "{{ 7*7 }}" in whole and "&lt;script&gt;alert(1)" in whole


def _add_versions(house: House) -> None:
    import datetime

    def changed(catalogue: Any) -> Any:
        entries = tuple(
            with_remark(
                entry, Remark(RemarkKind.VERSION, MARKS[1][:40], datetime.date(2026, 5, 2), poisoned(number) + "other")
            )
            for number, entry in enumerate(catalogue.entries)
        )
        return replace(catalogue, entries=entries)

    update(house.catalogue_path(SLUG, "es"), changed, lock_folder=house.folder / "locks")


def _is_ours(element: Any) -> bool:
    """Tell whether a picture is one of the interface, which says so."""
    return element.get("aria-hidden") == "true" and not re.search("alert", str(element.attrib))


def test_an_error_message_is_text(den: House) -> None:
    def broken(slug: str) -> Any:
        raise OctavillaError(f"wrong: {MARKS[0]} {MARKS[1]}", path=Path(f"/home/ana/{SLUG}.md"), line=3)

    den.extra["document"] = broken
    reader = Reader(den.app(), "Eva")
    from urllib.parse import quote

    for path in ("/", f"/es/{quote(SLUG, safe='')}/"):
        page = reader.get(path).get_data(as_text=True)
        assert_inert(page)
        assert "/home/ana" not in page and "alert(1)" in tree(page).text_content()


def test_json_is_sent_as_json(den: House) -> None:
    """No browser takes an answer for scripts for a page."""
    reader = Reader(den.app(), "Eva")
    from urllib.parse import quote

    answer = reader.get(f"/es/{quote(SLUG, safe='')}/changes?since=x&ids={entry_id(_sources(den)[0])}")
    assert answer.mimetype == "application/json" and answer.headers["X-Content-Type-Options"] == "nosniff"
    source = _sources(den)[0]
    saved = reader.change(
        source,
        "approve",
        base=f"/es/{quote(SLUG, safe='')}/",
        target=MARKS[0],
        seen=revision(den.entry(source, SLUG)),
    )
    assert saved.mimetype == "application/json" and saved.get_json()["segment"]["target"] == MARKS[0]
    assert_inert(saved.get_json()["html"])
