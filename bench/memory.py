"""Measure the peak memory of drafting few and many words, each in a process of its own."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.samples import ROOT, varied
from pipeline.languages import language
from pipeline.mt.archive import folder_metadata
from pipeline.mt.cache import open_cache
from pipeline.mt.draft import drafted
from pipeline.mt.packages import Package, find

FEW = 10_000
MANY = 100_000
AIM = 1.2
"""The peak for many words as a multiple of that for few, at most."""


def memory(words: int = MANY, folder: Path | None = None) -> Iterator[str]:
    """Yield the peak memory of drafting `FEW` and `words` different words, and their ratio, one `name: value` a line.

    With the starter package for Spanish, or the unpacked package in `folder`.
    """
    peaks = []
    for count in (FEW, words):
        start = time.perf_counter()
        peaks.append(peak(count, folder))
        yield f"memory peak MB at {count:,} words: {peaks[-1]}"
        yield f"memory words/s at {count:,} words: {count / (time.perf_counter() - start):.0f}"
    ratio = peaks[1] / peaks[0]
    yield f"memory ratio: {ratio:.2f} (aim: at most {AIM}; {'met' if ratio <= AIM else 'missed'})"


def peak(words: int, folder: Path | None = None) -> int:
    """Draft `words` words in a process of its own, remembering them in a cache, and return its peak memory in MB."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "bench.memory", "--child", str(words), "--state", scratch]
        command += ["--package", str(folder)] if folder else []
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return int(done.stdout.split()[-1])


def starter(state: Path) -> Package:
    """Return the starter package for Spanish, to be unpacked into `state`."""
    return find(language("en"), language("es"), [ROOT / "models"], state)


def _child(words: int, state: Path, folder: Path | None) -> None:
    package = unpacked_package(folder) if folder else starter(state)
    with open_cache(state) as cache:
        for _ in drafted(varied(words), package, cache=cache):
            pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def unpacked_package(folder: Path) -> Package:
    """Return the package that lies unpacked in `folder`."""
    data = folder_metadata(folder)
    return Package(
        name=folder.name, version=data.version, from_code=data.from_code, to_code=data.to_code, path=folder.resolve()
    )


def main() -> None:
    """Measure and print one `name: value` a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=MANY)
    parser.add_argument("--package", type=Path, help="the folder of an unpacked package (default: the starter's)")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _child(options.child, options.state, options.package)
        return
    for line in memory(options.words, options.package):
        print(line, flush=True)


if __name__ == "__main__":
    main()
