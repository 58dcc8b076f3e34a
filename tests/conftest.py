"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from real_browser import Chromium

# No test asserts timing: the machine may be busy with something else.
settings.register_profile("octavilla", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("octavilla")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, by where it stands: `make test-browser` runs it; all but one test is slow."""
    for item in items:
        if item.path.parent.name == "browser" or item.path.stem.endswith("_browser"):
            item.add_marker(pytest.mark.browser)


TEXT = """---
title: The open window
subtitle: What to do when it is hot.
date: 2026-06-01
author: Ana Reyes
---

Close the window at noon. Open it at night.

## Water

Drink **cold** water every hour, and [ask a neighbour](https://example.org/help).[^1]

- Look after old people.
- Rest in the shade.

[^1]: A short note.
"""
CONFIGURATION = """title = "Harbour Street"
languages = ["es", "pt"]
"""


@pytest.fixture(scope="session")
def _user_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run's own cache folder: fonts for the web are cut once for all tests, in whatever process."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def _own_home(_user_cache: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a home folder of its own, so that no package of the user's is found."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(_user_cache))
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)


@pytest.fixture
def project_folder(tmp_path: Path) -> Path:
    """Return a small project with one text, `window`, in three languages."""
    folder = tmp_path / "project"
    (folder / "texts").mkdir(parents=True)
    (folder / "octavilla.toml").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "texts" / "window.md").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def octavilla() -> Callable[..., Result]:
    """Return a function that runs the command line in this process."""
    from pipeline.cli import main

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [os.fspath(argument) for argument in arguments])

    return run


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have a translator that only sets a sign before each sentence; return the list of what it was given."""
    import pipeline.mt.draft
    from pipeline.mt.cache import Translation

    given: list[str] = []

    def draft(sentences: Iterable[str], package: Any, **_: object) -> dict[str, Translation]:
        wanted = list(dict.fromkeys(sentences))
        given.extend(wanted)
        return {sentence: Translation(f"{package.to_code}: {sentence}", 0.5) for sentence in wanted}

    monkeypatch.setattr(pipeline.mt.draft, "draft", draft)
    return given


@pytest.fixture
def bare_site(machine: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """As `machine`, and a site without fonts: a build of web pages then takes a tenth of a second."""
    from pipeline.typeset.render import Renderer

    monkeypatch.setattr(Renderer, "web_assets", lambda *_: {"style.css": b"body {}", "search.js": b"", "icon.svg": b""})
    return machine


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Chromium]:
    """Return the run's own Chromium."""
    from playwright.sync_api import expect
    from real_browser import PATIENCE, Chromium, program

    path = program()
    if path is None:
        pytest.skip("no Chromium is installed: scripts/setup --test installs it")
    expect.set_options(timeout=PATIENCE)
    browser = Chromium(path)
    yield browser
    browser.close()


@pytest.fixture
def chromium(_chromium: Chromium) -> Iterator[Browser]:
    """Return a Chromium without a window: the same for all tests, none of which can hang with it."""
    with _chromium.guarded() as browser:
        yield browser
