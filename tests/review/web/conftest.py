"""A project in a folder, the review server on it, and a reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from review_house import DRAFTS, House, Reader


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return a project with a text of fourteen sentences, six of them drafted into Spanish."""
    found = House(tmp_path)
    found.draft(DRAFTS)
    return found


@pytest.fixture
def app(house: House) -> Flask:
    """Return the server on the project, for this computer alone."""
    return house.app()


@pytest.fixture
def ana(app: Flask) -> Reader:
    """Return a reader who has said her name."""
    return Reader(app, "Ana")
