"""Measure `octavilla watch`: how long after a save the new sentence is served, beside the bare rendering."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline import project as projects
from pipeline.languages import language
from pipeline.live.app import create_app
from pipeline.live.loop import follow
from pipeline.live.maker import Look, Maker
from pipeline.plan import Selection
from pipeline.review.assemble import original
from pipeline.text.read import read_file
from pipeline.typeset.produce import produce
from pipeline.typeset.render import Renderer

ROOT = Path(__file__).resolve().parents[1]
TEXT = "heat-wave"
ROUNDS = 7
PATIENCE = 300
REST = 5.0
"""Seconds without news after which nothing is made any more: longer than the pages of one text take."""
SIGN = "A kingfisher came by, time"


def watching() -> Iterator[str]:
    """Yield the time from a save to the new page, in seconds beyond the bare rendering and as a multiple of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "texts", folder / "texts")
        (folder / "octavilla.toml").write_text('title = "Bench"\nlanguages = []\nformats = ["a4"]\n', encoding="utf-8")
        maker = Maker(folder, Selection())
        stop, ready = threading.Event(), threading.Event()
        thread = threading.Thread(target=follow, args=(maker, stop, ready.set), daemon=True)
        thread.start()
        try:
            if not ready.wait(PATIENCE):
                raise RuntimeError("the first build of the sample texts took too long")
            client = create_app(maker, hosts=frozenset({"localhost"})).test_client()
            page = f"/en/{TEXT}/"
            yield _line("web page", _edits(maker, lambda: client.get(page).data, SIGN), _seconds(_web(folder)))
            maker.look(Look(TEXT, "en", "a4"))
            pdf = folder / "build" / "print" / "en" / f"{TEXT}-a4.pdf"
            yield _line("A4 page", _edits(maker, lambda: _now(pdf)), _seconds(_printed(folder)))
        finally:
            stop.set()
            thread.join(PATIENCE)


def _line(what: str, after: float, bare: float) -> str:
    return (
        f"watch, {what}: {after - bare:.2f} s from a save to the new one beyond rendering it, "
        f"{after / bare:.1f} times the bare rendering (medians of {ROUNDS})"
    )


def _edits(maker: Maker, shown: Callable[[], bytes], sign: str = "") -> float:
    """Return the seconds from a save to something else being shown, or to `sign` with its number; a median."""
    text = maker.project.texts / f"{TEXT}.md"
    took = []
    for number in range(ROUNDS + 1):
        _rest(maker)
        before = shown()
        begun = time.perf_counter()
        text.write_text(f"{text.read_text(encoding='utf-8')}\n{SIGN} {number}.\n", encoding="utf-8")
        wanted = f"{sign} {number}.".encode()
        while (wanted not in shown()) if sign else (shown() == before):
            maker.wait(maker.state.number, 0.005)
        took.append(time.perf_counter() - begun)
    # The first one loads what a build of pages wants.
    return statistics.median(took[1:])


def _rest(maker: Maker) -> None:
    """Wait until nothing more is made."""
    seen = maker.state.number
    while (now := maker.wait(seen, REST).number) != seen:
        seen = now


def _seconds(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def _web(folder: Path) -> Callable[[], object]:
    """Return the bare work of a web page: read the text, fill the template, which is compiled already."""
    project, renderer, path = _given(folder)

    def work() -> str:
        edition = original(read_file(path), language("en"))
        return renderer.web(edition, project.configuration.publisher, assets="../../assets")

    return work


def _printed(folder: Path) -> Callable[[], object]:
    """Return the bare work of print pages: read the text, fill the template, typeset."""
    project, renderer, path = _given(folder)

    def work() -> bytes:
        edition = original(read_file(path), language("en"))
        html = renderer.print(edition, project.configuration.publisher, "a4")
        return produce(html, renderer.format("a4"), root=folder, base=path).pages_pdf

    return work


def _given(folder: Path) -> tuple[projects.Project, Renderer, Path]:
    project = projects.open_project(folder)
    return project, Renderer([projects.packaged("templates")]), project.texts / f"{TEXT}.md"


def _now(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
