"""Measure builds of many editions: how much quicker two processors are, and how memory grows with the texts."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FEW, MANY = 4, 24
WORDS = 900
SENTENCE = (
    "In the second winter the tenants wrote down on which mornings the wall was wet, and how warm it was outside. "
)
_PEAK = """
import resource, sys
from pathlib import Path
from pipeline.build import build
from pipeline.plan import Selection
from pipeline.project import open_project
build(open_project(Path(sys.argv[1])), Selection(), workers=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def printing() -> Iterator[str]:
    """Yield the time on one processor over that on two, and the peak of memory for many texts over that for few."""
    alone, both = _seconds(MANY, 1), _seconds(MANY, 2)
    yield f"building {MANY * 2} print editions, time on one processor over that on two: {alone / both:.2f}"
    few, many = _peak(FEW), _peak(MANY)
    yield (
        f"building {MANY * 2} print editions, peak memory over that for {FEW * 2}: {many / few:.2f} "
        f"({many / 1024:.0f} MB)"
    )


def _project(folder: Path, texts: int) -> Path:
    (folder / "texts").mkdir(parents=True)
    configuration = 'title = "Bench"\nlanguages = []\nformats = ["a4", "booklet"]\n'
    (folder / "octavilla.toml").write_text(configuration, encoding="utf-8")
    paragraph = SENTENCE * 3
    for number in range(texts):
        count = WORDS // len(paragraph.split())
        body = "\n\n".join(f"Note {part} of {number}. {paragraph}" for part in range(count))
        text = f"---\ntitle: The wall, part {number}\n---\n\n{body}\n"
        (folder / "texts" / f"wall-{number}.md").write_text(text, encoding="utf-8")
    return folder


def _seconds(texts: int, jobs: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = _project(Path(name) / "project", texts)
        begun = time.perf_counter()
        command = [sys.executable, "-m", "pipeline", "build", "--jobs", str(jobs), "--project", str(folder)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return time.perf_counter() - begun


def _peak(texts: int) -> int:
    """Return the peak memory, in kB, of a process that makes all editions itself."""
    with tempfile.TemporaryDirectory() as name:
        folder = _project(Path(name) / "project", texts)
        done = subprocess.run(
            [sys.executable, "-c", _PEAK, str(folder)], cwd=ROOT, check=True, capture_output=True, text=True
        )
        return int(done.stdout.split()[-1])
