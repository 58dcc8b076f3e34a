"""Measure typesetting against bare WeasyPrint, and a build that has nothing to do."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline import build as builder
from pipeline import project as projects
from pipeline.languages import language
from pipeline.plan import Selection
from pipeline.review.assemble import original
from pipeline.text.read import read_file
from pipeline.typeset import fonts, pdf, places, produce
from pipeline.typeset.formats import Format
from pipeline.typeset.render import Renderer

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
_BARE = """
import json, statistics, sys, time
from urllib.parse import unquote, urlsplit
import weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse
page, address, root, project, files, rounds = json.load(sys.stdin)
class Fetcher(URLFetcher):
    def fetch(self, url, headers=None):
        path = unquote(urlsplit(url).path)
        name = root + "/" + path.removeprefix("/project/") if url.startswith(project) else files[path.split("/")[-1]]
        kind = "image/svg+xml" if name.endswith(".svg") else "application/octet-stream"
        return URLFetcherResponse(url, open(name, "rb").read(), {"Content-Type": kind})
def once():
    begun = time.process_time()
    weasyprint.HTML(string=page, base_url=address, url_fetcher=Fetcher()).write_pdf(pdf_tags=True)
    return time.process_time() - begun
once()
print(statistics.median(once() for _ in range(rounds)))
"""
TEXTS = 300


def typesetting() -> Iterator[str]:
    """Yield the time of `typeset` as a multiple of bare WeasyPrint's `write_pdf` on the same page and fonts."""
    project = projects.open_project(ROOT)
    renderer = Renderer([projects.packaged("templates")])
    text = ROOT / "texts" / "damp-and-mould.md"
    edition = original(read_file(text), language("en"))
    page = renderer.print(edition, project.configuration.publisher, "a4", ())

    def ours() -> None:
        pdf.typeset(page, root=ROOT, base=text)

    ours()
    own = statistics.median(_seconds(ours) for _ in range(ROUNDS))
    yield f"typesetting, time as a multiple of bare WeasyPrint (median of {ROUNDS}): {own / _bare(page, text):.2f}"


def _bare(page: str, text: Path) -> float:
    """Return the median time of WeasyPrint as it comes, tags included, in a process that has nothing of ours in it."""
    address = places.PROJECT + text.relative_to(ROOT).as_posix()
    files = {path.name: str(path) for path in fonts.packaged_files().values()}
    given = json.dumps([page, address, str(ROOT), places.PROJECT, files, ROUNDS])
    done = subprocess.run([sys.executable, "-c", _BARE], input=given, capture_output=True, text=True, check=True)
    return float(done.stdout)


def nothing_to_do() -> Iterator[str]:
    """Yield the processor time of a build with nothing to do, for 300 texts in three languages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "octavilla.toml").write_text('title = "Bench"\n', encoding="utf-8")
        (folder / "texts").mkdir()
        for number in range(TEXTS):
            body = f"---\ntitle: Leaflet {number}\n---\n\nThe meeting number {number} is on Monday.\n\nCome early.\n"
            (folder / "texts" / f"leaflet-{number}.md").write_text(body, encoding="utf-8")
        # Typesetting 900 editions would take the bench minutes; what is measured is the build after that.
        real = produce.produce
        produce.produce = _nothing
        try:
            builder.build(projects.open_project(folder), Selection(), workers=1)
        finally:
            produce.produce = real
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "pipeline", "build", "--project", name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=dict(os.environ))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode or "made" in done.stdout:
            raise RuntimeError(f"the second build was not idle: {done.stdout[-500:]}{done.stderr[-500:]}")
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        yield f"build with nothing to do, {TEXTS} texts in 3 languages, processor seconds: {used:.2f}"


def _nothing(html: str, format: Format, **_: object) -> produce.Product:
    sheets = html.encode() if format.imposed else None
    return produce.Product(pages_pdf=html.encode(), sheets_pdf=sheets, pages=4, sheets=1)


def _seconds(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
