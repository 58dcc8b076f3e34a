"""Killed at any moment: no approved segment lost, no half-written file, and the next build succeeds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polib
import pytest
from pypdf import PdfReader

ROUNDS = 30


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipeline", "build", "--project", str(folder)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=dict(os.environ)
    )


def approve_all(folder: Path) -> dict[tuple[Path, str], str]:
    """Approve every entry of every catalogue; return what was approved."""
    approved = {}
    for path in folder.glob("translations/*/*.po"):
        po = polib.pofile(str(path))
        for entry in po:
            if entry.msgstr:
                entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
                approved[path, entry.msgid] = entry.msgstr
        po.save()
    return approved


def check_nothing_half_written(folder: Path) -> None:
    for path in (folder / "build").rglob("*.pdf"):
        assert len(PdfReader(path).pages) > 0
    for path in (folder / "build").rglob("*.html"):
        assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")


@pytest.mark.slow
def test_a_build_killed_at_random_loses_nothing(project_folder):
    assert start(project_folder).wait() == 0
    approved = approve_all(project_folder)
    assert approved
    text = project_folder / "texts/window.md"
    chance = random.Random(5)
    killed = 0
    for number in range(ROUNDS):
        text.write_text(text.read_text(encoding="utf-8") + f"\nSentence number {number} of this text.\n", "utf-8")
        process = start(project_folder)
        time.sleep(chance.uniform(0.2, 4.0))
        if process.poll() is None:
            killed += 1
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
        check_nothing_half_written(project_folder)
        for (path, source), target in approved.items():
            assert polib.pofile(str(path)).find(source).msgstr == target
    assert killed > ROUNDS / 3
    assert start(project_folder).wait() == 0
    for (path, source), target in approved.items():
        entry = polib.pofile(str(path)).find(source)
        assert (entry.msgstr, entry.fuzzy) == (target, False)
    assert not list(project_folder.joinpath("build").rglob(".*.tmp"))
