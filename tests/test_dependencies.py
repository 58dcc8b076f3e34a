"""What the program imports is what it asks to have installed: nothing comes by way of the tests' tools."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHARED = {"argostranslate": "argos-translate-lt", "markupsafe": "jinja2"}
"""Modules of several distributions, and one that another always brings along."""


def canonical(requirement: str) -> str:
    return re.split(r"[\s<>=!~\[;]", requirement)[0].lower().replace("_", "-")


def modules() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return {name for name in found if name not in sys.stdlib_module_names and name not in ("pipeline", "__future__")}


def test_every_module_that_is_imported_is_asked_for() -> None:
    asked = {canonical(item) for item in CONFIGURATION["project"]["dependencies"]}
    known = packages_distributions()
    imported = modules()
    assert "weasyprint" in imported
    provided = {name: {canonical(each) for each in known.get(name, ())} | {SHARED.get(name, "")} for name in imported}
    assert [name for name in sorted(imported) if not asked & provided[name]] == []


def test_everything_asked_for_is_pinned() -> None:
    pinned = {canonical(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    project = CONFIGURATION["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert [item for item in wanted if canonical(item) not in pinned] == []
