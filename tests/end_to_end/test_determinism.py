"""The same input gives the same bytes, whatever the folder, the clock, the locale and the number of processes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def build(folder: Path, jobs: int, **environment: str) -> dict[str, str]:
    """Build in a process of its own and return the checksums of all that came out."""
    command = [sys.executable, "-m", "pipeline", "build", "--project", ".", "--jobs", str(jobs)]
    subprocess.run(command, cwd=folder, env=os.environ | environment, check=True, capture_output=True)
    files = [path for name in ("build", "translations") for path in (folder / name).rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)
    }


@pytest.mark.slow
def test_two_builds_elsewhere_are_byte_identical(project_folder, tmp_path):
    other = tmp_path / "a longer folder name" / "ñ"
    shutil.copytree(project_folder, other)
    one = build(project_folder, 1, TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="1")
    two = build(other, 2, TZ="America/Lima", LC_ALL="C.UTF-8", PYTHONHASHSEED="2", SOURCE_DATE_EPOCH="1")
    assert one == two
    assert any(path.endswith(".pdf") for path in one)
