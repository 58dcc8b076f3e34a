"""A disk that is full, or may not be written: one clear line, and nothing lost."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

pytestmark = pytest.mark.slow


def mounted(commands: str, *, project: Path) -> subprocess.CompletedProcess[str]:
    """Run shell commands in a mount namespace of their own; `build` in them runs a build of the project."""
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this system does not allow a mount namespace of one's own")
    build = shlex.join([sys.executable, "-m", "pipeline", "build", "--format", "web", "--project", str(project)])
    script = f"set -e; build() {{ {build}; }}\n{commands}"
    return subprocess.run([unshare, "-rm", "sh", "-c", script], capture_output=True, text=True, env=dict(os.environ))


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 1, result
    lines = [line for line in result.stderr.splitlines() if line.startswith("octavilla: ")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return lines[0]


def test_a_read_only_project_is_named(project_folder):
    folder = shlex.quote(str(project_folder))
    result = mounted(
        f"mount --bind {folder} {folder}; mount -o remount,ro,bind {folder}; build", project=project_folder
    )
    assert "Read-only file system" in one_line(result)


def test_a_full_disk_is_named_and_the_catalogue_stays_whole(project_folder):
    assert mounted("build", project=project_folder).returncode == 0
    catalogue = project_folder / "translations/es/window.po"
    before = {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue))}
    text = project_folder / "texts/window.md"
    lines = "\n\n".join(f"The {number}th line of a text that grows and grows." for number in range(400))
    text.write_text(text.read_text(encoding="utf-8") + lines + "\n", encoding="utf-8")
    folder = shlex.quote(str(project_folder / "translations"))
    kept = shlex.quote(str(project_folder.parent / "kept"))
    result = mounted(
        f"cp -r {folder} {kept}; mount -t tmpfs -o size=48k none {folder}; cp -r {kept}/. {folder}/; "
        f"code=0; build || code=$?; cp -r {folder}/. {kept}/; exit $code",
        project=project_folder,
    )
    assert "No space left on device" in one_line(result)
    kept_folder = project_folder.parent / "kept"
    after = {entry.msgid: entry.msgstr for entry in polib.pofile(str(kept_folder / "es/window.po"))}
    assert before.items() <= after.items()
    assert not list(kept_folder.rglob("*.tmp"))
