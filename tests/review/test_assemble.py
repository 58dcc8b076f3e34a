"""Editions put together from a text and its catalogue."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.languages import language
from pipeline.review.assemble import edition, original, progress
from pipeline.review.catalogue import Catalogue, Draft, Origin, approve, with_drafts
from pipeline.review.edition import Progress
from pipeline.review.merge import merge
from pipeline.text.document import Document
from pipeline.text.read import read_file
from pipeline.text.segment import segments

TEXT = "---\ntitle: Rain\n---\n\nClose the window. *Open* it at night.\n\n- Rest.\n- Rest.\n"


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "rain.md"
    path.write_text(TEXT, encoding="utf-8")
    return read_file(path)


@pytest.fixture
def catalogue(document: Document) -> Catalogue:
    return merge(Catalogue(slug="rain", language="es"), segments(document))


def texts(document: Document) -> list[str]:
    return [document.meta.title, *(block.text for block in document.walk() if block.text)]


def test_an_approved_translation_beats_a_draft_and_a_draft_the_source(document: Document, catalogue: Catalogue) -> None:
    drafts = {s: Draft(text=f"({s})", origin=Origin(engine="argos")) for s in ("Rest.", "Rain", "*Open* it at night.")}
    catalogue = approve(catalogue, "Rain", "Lluvia", "Ana", datetime.date(2026, 5, 2))
    made = edition(document, with_drafts(catalogue, drafts), language("es"), language("en"))
    assert texts(made.document) == ["Lluvia", "Close the window. (*Open* it at night.)", "(Rest.)", "(Rest.)"]
    assert made.progress == Progress(total=4, approved=1, drafts=2, untranslated=1)
    assert made.reviewers == ("Ana",)
    assert made.is_proof


def test_all_approved_is_complete(document: Document, catalogue: Catalogue) -> None:
    for entry in catalogue:
        catalogue = approve(catalogue, entry.source, "x", "Ana", datetime.date(2026, 5, 2))
    assert not edition(document, catalogue, language("es"), language("en")).is_proof


def test_a_stale_translation_stands_in(document: Document, catalogue: Catalogue) -> None:
    catalogue = approve(catalogue, "Rain", "Lluvia")
    entries = (replace(catalogue["Rain"], flags=("fuzzy",), previous="Rains"), *catalogue.entries[1:])
    made = edition(document, replace(catalogue, entries=entries), language("es"), language("en"))
    assert made.document.meta.title == "Lluvia"
    assert made.progress.stale == 1


def test_a_sentence_that_the_catalogue_does_not_know_is_untranslated(document: Document) -> None:
    empty = Catalogue(slug="rain", language="es")
    assert progress(empty, segments(document)) == Progress(total=4, untranslated=4)
    assert edition(document, empty, language("es"), language("en")).document == document


def test_the_original_is_complete(document: Document) -> None:
    made = original(document, language("en"))
    assert made.is_original
    assert not made.is_proof
    assert made.document is document
