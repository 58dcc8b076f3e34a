"""Offline is a promise: a build without any network interface."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_a_build_needs_no_network(project_folder):
    unshare = shutil.which("unshare")
    inside = [unshare or "", "-rn"]
    if not unshare or subprocess.run([*inside, "true"], capture_output=True).returncode:
        pytest.skip("this system does not allow a network namespace of one's own")
    command = [*inside, sys.executable, "-m", "pipeline", "build", "--project", str(project_folder)]
    result = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert (project_folder / "build/print/es/window-a4.pdf").is_file()
