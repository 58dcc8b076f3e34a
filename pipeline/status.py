"""How far the review of each text in each language has come."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import plan
from pipeline.ledger import Ledger
from pipeline.plan import Selection
from pipeline.project import Project
from pipeline.review.assemble import progress
from pipeline.review.catalogue import State
from pipeline.review.merge import merge
from pipeline.review.order import is_remembered, order_of_review
from pipeline.review.remarks import versions
from pipeline.review.store import load
from pipeline.text.read import read_file
from pipeline.text.segment import segments


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text in one language: segments by state, and the words of the source."""

    text: str
    language: str
    segments: int
    approved: int
    drafts: int
    stale: int
    untranslated: int
    words: int
    remembered: int = 0
    """Drafts that come from the translation memory, as they were approved elsewhere."""
    flagged: int = 0
    """Drafts that the machine asks to have looked at."""
    conflicts: int = 0
    """Sentences with another version beside them, of which somebody has to choose one."""
    first: tuple[str, ...] = ()
    """The sentences to look at first, the most urgent one first."""


FIRST = 5
"""Sentences named as those to look at first."""


def survey(project: Project, selection: Selection) -> tuple[Row, ...]:
    """Return a row for every text and target language, as the texts and catalogues are now; nothing is written."""
    rows = []
    with Ledger(project.cache) as ledger:
        texts = plan.survey(project, ledger, selection.texts)
    plan.check_selection(texts, selection)
    for text in texts:
        sentences = segments(read_file(text.path, text.language))
        words = sum(len(segment.source.split()) for segment in sentences)
        for code in plan.languages_of(text, selection):
            if code == text.language:
                continue
            catalogue = merge(load(project.catalogue(text.slug, code)), sentences)
            counts = progress(catalogue, sentences)
            drafts = [entry for entry in catalogue if entry.state is State.DRAFT]
            rows.append(
                Row(
                    text=text.slug,
                    language=code,
                    segments=counts.total,
                    approved=counts.approved,
                    drafts=counts.drafts,
                    stale=counts.stale,
                    untranslated=counts.untranslated,
                    words=words,
                    remembered=sum(map(is_remembered, drafts)),
                    flagged=sum(bool(entry.warnings) for entry in drafts),
                    conflicts=sum(bool(versions(entry)) for entry in catalogue),
                    first=tuple(entry.source for entry in order_of_review(catalogue)[:FIRST]),
                )
            )
    return tuple(rows)
