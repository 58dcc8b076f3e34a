"""Proofs: what is not ready for print is known by its number and by what is wrong; the rest has no mark."""

from __future__ import annotations

from pathlib import Path

from pipeline.languages import language
from pipeline.review.catalogue import FUZZY, Catalogue, Entry
from pipeline.review.exchange.model import export_of
from pipeline.review.proof import Proof, Want, proof
from pipeline.review.web.outline import outline
from pipeline.review.web.standing import Index
from pipeline.text.document import Role
from pipeline.text.marked import Marked
from pipeline.text.read import read_text

TEXT = """---
title: The open window
cover: sun.svg
cover_alt: A sun.
---

Close it. Open it. Wait here. Close it. Go on.
"""
DOCUMENT = read_text(TEXT, slug="window", path=Path("window.md"))
ENTRIES = (
    Entry(source="The open window", target="La ventana abierta"),
    Entry(source="A sun.", target="Un sol.", flags=(FUZZY,)),
    Entry(source="Close it.", target="Ciérrala."),
    Entry(source="Open it.", target="Ábrela.", flags=(FUZZY,)),
    Entry(source="Wait here.", target="Esperad.", flags=(FUZZY,), previous="Wait."),
)


def proved(*entries: Entry, wrong: str = "") -> Proof:
    catalogue = Catalogue(slug="window", language="es", entries=entries)
    return proof(DOCUMENT, catalogue, language("es"), language("en"), is_wrong=lambda entry: entry.source == wrong)


def test_every_state_but_approved_has_a_mark_with_the_number_of_the_sentence() -> None:
    found = proved(*ENTRIES)
    assert [(item.number, item.want, item.role, item.text) for item in found.open] == [
        (2, Want.DRAFT, Role.COVER, "Un sol."),
        (4, Want.DRAFT, Role.PARAGRAPH, "Ábrela."),
        (5, Want.STALE, Role.PARAGRAPH, "Esperad."),
        (6, Want.UNTRANSLATED, Role.PARAGRAPH, "Go on."),
    ]
    text = found.edition.document.blocks[0].text
    assert isinstance(text, Marked)
    assert [(text[span.start : span.end], span.mark.number, span.mark.kind) for span in text.spans] == [
        ("Ábrela.", 4, "draft"), ("Esperad.", 5, "stale"), ("Go on.", 6, "untranslated"),
    ]  # fmt: skip


def test_what_is_ready_for_print_has_no_mark() -> None:
    approved = [Entry(source=entry.source, target=entry.target) for entry in ENTRIES]
    found = proved(*approved, Entry(source="Go on.", target="Seguid."))
    assert found.open == ()
    assert not isinstance(found.edition.document.blocks[0].text, Marked)


def test_an_error_is_marked_in_a_draft_and_in_what_is_approved() -> None:
    assert {item.number: item.want for item in proved(*ENTRIES, wrong="Open it.").open}[4] is Want.ERROR
    assert {item.number: item.want for item in proved(*ENTRIES, wrong="Close it.").open}[3] is Want.ERROR


def test_two_versions_are_an_error_until_one_is_chosen() -> None:
    entry = Entry(source="Close it.", target="Ciérrala.", comments=("Version by Bia on 2026-11-14: Cerradla.",))
    assert {item.number: item.want for item in proved(*ENTRIES[:2], entry).open}[3] is Want.ERROR


def test_a_sentence_has_one_number_in_the_proof_in_files_that_go_out_and_in_the_editor() -> None:
    catalogue = Catalogue(slug="window", language="es", entries=ENTRIES)
    rows = {row.source: row.number for row in export_of(catalogue, DOCUMENT).rows}
    editor = {source: number + 1 for source, number in Index(outline(DOCUMENT)).number.items()}
    assert rows == editor
    sources = {item.text: item.number for item in proved().open}
    assert sources == rows
