"""Fixtures for typesetting: a small project, and a function that makes editions from Markdown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.languages import language
from pipeline.project import Publisher
from pipeline.review.edition import Edition, Progress
from pipeline.text.read import read_text
from pipeline.typeset.render import Renderer

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#b3261e"/></svg>'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project's folder with one picture."""
    root = tmp_path / "project"
    (root / "texts" / "pictures").mkdir(parents=True)
    (root / "texts" / "pictures" / "square.svg").write_text(SQUARE, encoding="utf-8")
    return root


@pytest.fixture
def publisher() -> Publisher:
    return Publisher(title="Harbour Press", contact="hello@harbour.example", base_url="https://harbour.example/t")


@pytest.fixture
def edition() -> Callable[..., Edition]:
    """Return a function that reads Markdown and returns an edition in a language."""

    def make(markdown: str, code: str = "en", approved: int | None = None, reviewers: tuple[str, ...] = ()) -> Edition:
        document = read_text(markdown, slug="sample", path=Path("sample.md"))
        progress = Progress() if approved is None else Progress(total=10, approved=approved, drafts=10 - approved)
        return Edition(document=document, language=language(code), source=language("en"), progress=progress,
                       reviewers=reviewers)  # fmt: skip

    return make


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()
