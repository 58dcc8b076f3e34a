"""The rooms: a module imports only from its own stage or an earlier one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "pipeline"
GROUND = {"errors", "files", "languages", "processors", "project", "settings", "fingerprint", "strings", "addresses"}
ALLOWED = {
    "text": GROUND | {"text"},
    "mt": GROUND | {"text", "mt"},
    "review": GROUND | {"text", "review"},
    "typeset": GROUND | {"text", "review", "typeset"},
    "publish": GROUND | {"text", "mt", "review", "typeset", "publish", "plan", "ledger"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Return the rooms of `pipeline` that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "pipeline" else [f"pipeline.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("pipeline.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    """A stage knows nothing of the stages after it, and nothing below knows the command line."""
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    rooms = imported(path) - {"__version__"}
    if room in ALLOWED:
        assert rooms <= ALLOWED[room]
    elif room in GROUND:
        assert rooms <= GROUND
    if room not in ("cli", "commands", "__main__"):
        assert not rooms & {"cli", "commands"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_are_small_rooms(path: Path) -> None:
    """No module is longer than 500 lines, and each says in one sentence what it is for."""
    content = path.read_text(encoding="utf-8")
    assert content.count("\n") <= 500
    assert ast.get_docstring(ast.parse(content))


def test_argostranslate_is_imported_inside_functions_only() -> None:
    """Importing it creates folders in the user's home: no module does that by being imported."""
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            assert not any(name.startswith("argostranslate") for name in [*names, module]), path
