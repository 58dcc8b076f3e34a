"""Measure how the review pages respond on a text of 10,000 sentences, as a multiple of one of 100."""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from bench.samples import varied
from pipeline.plan import Selection
from pipeline.project import Project, open_project
from pipeline.review.catalogue import Catalogue, Draft, Origin, with_drafts
from pipeline.review.merge import merge
from pipeline.review.remarks import entry_id, revision
from pipeline.review.store import load, update
from pipeline.review.web.app import create_app, warm
from pipeline.reviewing import Reviewing
from pipeline.text.read import read_file
from pipeline.text.segment import segments
from pipeline.translate import ENGINE_NAME, Tools

SMALL, LARGE = 100, 10_000
ROUNDS = 15
AIM = 3.0
"""The time for the large text as a multiple of that for the small one, at most."""
HOST = "127.0.0.1:8520"
_PARAGRAPH = 4
_WORDS = 22
"""Words of a sentence, about, rounded up."""


@dataclass(slots=True)
class Editor:
    """A reviewer in front of one text of a running server."""

    app: Flask
    slug: str
    catalogue: Path
    client: FlaskClient = field(init=False)
    csrf: str = ""

    def come_in(self) -> None:
        """Begin a new session: with a name, and no cookie of an earlier one."""
        self.client = self.app.test_client()
        self.csrf = _token(self._page("/name"))
        self._done(self.client.post("/name", data={"name": "Ana", "csrf": self.csrf}, headers=_headers()).status_code)

    def first_view(self) -> None:
        """Open the text."""
        self._page(f"/es/{self.slug}/")

    def approve(self, source: str, seen: str) -> None:
        """Approve a sentence as the page does it, and look at the panel of the next one."""
        data = {"action": "approve", "target": f"Aprobado: {source}", "seen": seen, "csrf": self.csrf}
        headers = _headers() | {"Accept": "application/json"}
        answer = self.client.post(f"/es/{self.slug}/{entry_id(source)}", data=data, headers=headers)
        self._done(answer.status_code)
        following = str((answer.json or {})["next"])
        self._page(f"/es/{self.slug}/panel/{following}")

    def _page(self, path: str) -> str:
        answer = self.client.get(path, headers=_headers())
        self._done(answer.status_code)
        return answer.get_data(as_text=True)

    @staticmethod
    def _done(status: int) -> None:
        if status >= 400:
            raise RuntimeError(f"the server answered {status}")


def reviewing(large: int = LARGE, rounds: int = ROUNDS) -> Iterator[str]:
    """Yield the time of the first view and of the next sentence, and their ratios, one `name: value` a line.

    Both texts are in one server, and are asked in turn; the medians of all rounds are compared. The next sentence is
    an approval, written to the disk, and the panel of the sentence after it.
    """
    with tempfile.TemporaryDirectory() as folder:
        sizes = (SMALL, large)
        project = _project(Path(folder), sizes)
        served = Reviewing(project, Selection())
        if remark := served.prepare():
            raise RuntimeError(remark)
        app = create_app(served.room(), secret=None, hosts=frozenset({HOST}), key=b"k" * 32)
        begun = time.process_time()
        warm(app)
        served.warm()
        yield f"reviewing, processor seconds until everything is warm: {time.process_time() - begun:.1f}"
        editors = [Editor(app, _slug(size), project.catalogue(_slug(size), "es")) for size in sizes]
        first: list[list[float]] = [[], []]
        following: list[list[float]] = [[], []]
        places = {size: list(load(project.catalogue(_slug(size), "es"))) for size in sizes}
        for editor in editors:
            editor.come_in()
            editor.first_view()
            entry = places[SMALL if editor.slug == _slug(SMALL) else large].pop(0)
            editor.approve(entry.source, revision(entry))
        time.sleep(2)
        for number in range(rounds):
            for index, (size, editor) in enumerate(zip(sizes, editors, strict=True)):
                editor.come_in()
                first[index].append(_seconds(editor.first_view))
                # Somewhere in the text, not at its beginning only.
                entry = places[size][number * (len(places[size]) // rounds)]
                following[index].append(_seconds(partial(editor.approve, entry.source, revision(entry))))
        served.close()
        for name, measured in (("first view", first), ("next sentence", following)):
            yield from _told(name, measured[0], measured[1], large)


def _told(name: str, small: list[float], large: list[float], size: int) -> Iterator[str]:
    ratio = median(large) / median(small)
    met = "met" if ratio <= AIM else "missed"
    yield f"reviewing, {name}, ms at {SMALL} sentences: {1000 * median(small):.0f}"
    yield f"reviewing, {name}, ms at {size:,} sentences: {1000 * median(large):.0f}"
    yield f"reviewing, {name}, ratio: {ratio:.2f} (aim: at most {AIM}; {met})"


def _project(folder: Path, sizes: tuple[int, ...]) -> Project:
    """Make a project with a text of each size, every sentence with a machine's draft."""
    (folder / "octavilla.toml").write_text('title = "Bench"\nlanguages = ["es"]\n', encoding="utf-8")
    (folder / "texts").mkdir()
    project = open_project(folder)
    for size in sizes:
        sentences = [sentence.rstrip(" .,;:") + "." for sentence in islice(varied(size * _WORDS), size)]
        paragraphs = (" ".join(sentences[place : place + _PARAGRAPH]) for place in range(0, size, _PARAGRAPH))
        path = folder / "texts" / f"{_slug(size)}.md"
        path.write_text("---\ntitle: A long text\n---\n\n" + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
        found = segments(read_file(path))
        route = Tools(project, "en", "es").demand()
        # As if the package had made it, so that nothing is drafted in the background.
        origin = Origin(engine=ENGINE_NAME, package=route.name, version=route.version, confidence=0.8)
        drafts = {item.source: Draft(text=f"Borrador: {item.source}", origin=origin) for item in found}

        def drafted(catalogue: Catalogue) -> Catalogue:
            return with_drafts(merge(catalogue, found), drafts)  # noqa: B023

        update(project.catalogue(_slug(size), "es"), drafted, lock_folder=project.state / "locks")
    return project


def _slug(size: int) -> str:
    return f"text-{size}"


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _headers() -> dict[str, str]:
    return {"Host": HOST, "Origin": f"http://{HOST}"}


def _token(page: str) -> str:
    found = re.search(r'name="csrf"[^>]*? (?:content|value)="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page has no token for forms")
    return found[1]


def main() -> None:
    """Measure and print one `name: value` a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=LARGE)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    for line in reviewing(options.sentences, options.rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
