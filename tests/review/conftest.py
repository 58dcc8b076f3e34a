"""Small makers for the tests of catalogues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pipeline.review.catalogue import Catalogue
from pipeline.review.merge import merge
from pipeline.text.document import Role


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the merge asks of a segment."""

    source: str
    role: Role = Role.PARAGRAPH


@pytest.fixture(scope="session")
def sentences() -> Callable[..., list[Sentence]]:
    """Return a function that makes sentences of a paragraph."""
    return lambda *sources: [Sentence(source) for source in sources]


@pytest.fixture(scope="session")
def catalogue_of(sentences: Callable[..., list[Sentence]]) -> Callable[..., Catalogue]:
    """Return a function that makes the catalogue of a text that consists of these sentences, nothing translated."""
    return lambda *sources: merge(Catalogue(slug="essay", language="es"), sentences(*sources))
