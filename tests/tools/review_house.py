"""A project in a folder, the review server on it, and readers who look at it through Flask's test client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from json import loads
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from pipeline.review.catalogue import Draft, Origin, with_drafts
from pipeline.review.desk import Action, Change, Desk
from pipeline.review.merge import merge
from pipeline.review.remarks import entry_id
from pipeline.review.store import update
from pipeline.review.web.app import Limits, Room, TextInfo, create_app
from pipeline.review.web.limits import Rate
from pipeline.text.read import read_text
from pipeline.text.segment import segments

HOST = "127.0.0.1:8600"
KEY = b"0123456789abcdef0123456789abcdef"
TEXT = """---
title: The open window
subtitle: What to do when it is hot.
---

Close the window at noon. Open it at night. Open it at night.

## Water

Drink **cold** water every hour.[^1] Ask [a neighbour](https://example.org/help).

- Look after old people.
- Rest in the shade.

> Summer is long.

| Hour | Place |
|------|-------|
| noon | cellar |

[^1]: A short note.
"""
DRAFTS = {
    "The open window": "La ventana abierta",
    "Close the window at noon.": "Cierra la ventana al mediodía.",
    "Open it at night.": "Ábrela por la noche.",
    "Water": "Agua",
    "Drink **cold** water every hour.[^1]": "Bebe agua **fría** cada hora.[^1]",
    "Look after old people.": "Cuida a la gente mayor.",
}


@dataclass
class House:
    """A project as the review server sees it, with what a test may change of it."""

    folder: Path
    texts: dict[str, str] = field(default_factory=lambda: {"window": TEXT})
    codes: tuple[str, ...] = ("es", "pt")
    title: str = "Harbour Street"
    extra: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def document(self, slug: str) -> Any:
        """Return a text, the same object as long as it is the same."""
        content = self.texts[slug]
        if slug not in self.documents or self.documents[slug][0] != content:
            self.documents[slug] = (content, read_text(content, slug=slug, path=self.folder / f"{slug}.md"))
        return self.documents[slug][1]

    def catalogue_path(self, slug: str, code: str) -> Path:
        """Return where a catalogue lies."""
        return self.folder / "translations" / code / f"{slug}.po"

    def desk(self, slug: str = "window", code: str = "es") -> Desk:
        """Return a desk of somebody else's: another process would have one of its own too."""
        return Desk(self.catalogue_path(slug, code), lock_folder=self.folder / "locks")

    def draft(
        self, drafts: Mapping[str, str], slug: str = "window", code: str = "es", flags: tuple[str, ...] = ()
    ) -> None:
        """Merge the catalogue with its text, and put drafts in."""
        origin = Origin(engine="argos", package="translate-en_es", version="1.9", confidence=0.8)
        sentences = segments(self.document(slug))
        made = {source: Draft(text=text, origin=origin, flags=flags) for source, text in drafts.items()}
        update(
            self.catalogue_path(slug, code),
            lambda catalogue: with_drafts(merge(catalogue, sentences), made),
            lock_folder=self.folder / "locks",
        )

    def act(
        self, who: str, action: Action, source: str, *, slug: str = "window", code: str = "es", **values: Any
    ) -> Any:
        """Have somebody do something at a desk of their own."""
        return self.desk(slug, code).apply([Change(action=action, source=source, **values)], who)[0]

    def entry(self, source: str, slug: str = "window", code: str = "es") -> Any:
        """Return an entry as it is on the disk."""
        return self.desk(slug, code).catalogue()[source]

    def room(self) -> Room:
        """Return the project for the server."""
        room = Room(
            title=self.title,
            texts=lambda: [
                TextInfo(slug=slug, title=self.document(slug).meta.title, language="en", path=Path(f"{slug}.md"))
                for slug in sorted(self.texts)
            ],
            languages=lambda slug: self.codes,
            document=self.document,
            catalogue_path=self.catalogue_path,
            lock_folder=self.folder / "locks",
            state_folder=self.folder / "state",
        )
        return replace(room, **self.extra)

    def app(self, *, secret: str | None = None, limits: Limits | None = None) -> Flask:
        """Return the server."""
        plenty = Rate(1_000_000, 1_000_000)
        bounds = limits or Limits(requests=plenty, changes=plenty)
        return create_app(self.room(), secret=secret, hosts=frozenset((HOST,)), key=KEY, limits=bounds)


class Reader:
    """Somebody with a browser."""

    def __init__(self, app: Flask, name: str = "") -> None:
        """Come to the server, and say a name where one is given."""
        self.client: FlaskClient = app.test_client()
        if name:
            assert self.post("/name", {"name": name}).status_code == 303

    def get(self, path: str, **values: Any) -> TestResponse:
        """Ask for a page."""
        return self.client.get(path, base_url=f"http://{HOST}", buffered=True, **values)

    def post(self, path: str, data: Mapping[str, Any], *, json: bool = False, csrf: str | None = None) -> TestResponse:
        """Send a form, with the right token unless another is given."""
        token = self.csrf() if csrf is None else csrf
        headers = {"Accept": "application/json"} if json else {}
        return self.client.post(path, base_url=f"http://{HOST}", data={**data, "csrf": token}, headers=headers)

    def csrf(self) -> str:
        """Return the token of this reader's forms."""
        found = tree(self.get("/name")).xpath("//meta[@name='csrf']/@content")
        return str(found[0])

    def change(
        self, source: str, action: str, *, json: bool = True, base: str = "/es/window/", **data: Any
    ) -> TestResponse:
        """Do something to a sentence."""
        return self.post(f"{base}{entry_id(source)}", {"action": action, **data}, json=json)


def tree(answer: TestResponse | str) -> Any:
    """Return an answer's HTML."""
    return html.fromstring(answer if isinstance(answer, str) else answer.get_data(as_text=True))


def words(answer: TestResponse) -> str:
    """Return what can be read on a page, white space run together."""
    page = tree(answer)
    for hidden in page.xpath("//script | //style | //template"):
        hidden.drop_tree()
    return re.sub(r"\s+", " ", page.text_content())


def assert_inert(page: str) -> None:
    """Fail when a page holds anything that a browser would run, follow or load from elsewhere."""
    for element in tree(page).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and element.get("type") == "application/json":
            loads(element.text)
        elif element.tag == "script":
            assert not (element.text or "").strip() and element.get("src", "").startswith("/static/")
        assert element.tag not in ("iframe", "object", "embed", "style", "base", "applet", "frame", "portal")
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on") and name.lower() != "style", (element.tag, name)
            if name in ("href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href"):
                assert re.match(r"(/(?!/)|#|\?|\Z)", value), (element.tag, name, value)
            if name == "http-equiv":
                assert value.lower() != "refresh"
