"""Put an edition together from a document and a catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.languages import Language
from pipeline.review.catalogue import Catalogue, State
from pipeline.review.edition import Edition, Progress
from pipeline.review.merge import Sentence
from pipeline.text.document import Document
from pipeline.text.segment import rebuild, segments


def edition(document: Document, catalogue: Catalogue, language: Language, source: Language) -> Edition:
    """Return the document in `language`: approved translations, else what else is there, else the source sentence.

    A stale translation stands in for the changed sentence until somebody has looked at it: it is a person's.
    """
    sentences = segments(document)
    used = {sentence.source for sentence in sentences}
    return Edition(
        document=rebuild(document, lambda sentence: translation(catalogue, sentence)),
        language=language,
        source=source,
        progress=progress(catalogue, sentences),
        reviewers=tuple(sorted({e.reviewer for e in catalogue if e.reviewer and e.source in used})),
    )


def original(document: Document, language: Language) -> Edition:
    """Return the edition in the language in which the text was written: all there is to show, nothing to review."""
    return Edition(document=document, language=language, source=language)


def translation(catalogue: Catalogue, source: str) -> str:
    """Return the best text there is for a sentence: its own source when nothing else is."""
    entry = catalogue.get(source)
    return source if entry is None or entry.state is State.UNTRANSLATED else entry.target


def progress(catalogue: Catalogue, sentences: Sequence[Sentence]) -> Progress:
    """Count sentences by state, a repeated one once; one that the catalogue does not know is untranslated."""
    sources = dict.fromkeys(sentence.source for sentence in sentences)
    found = (catalogue.get(source) for source in sources)
    counts = Counter(State.UNTRANSLATED if entry is None else entry.state for entry in found)
    return Progress(
        total=len(sources),
        approved=counts[State.APPROVED],
        drafts=counts[State.DRAFT],
        stale=counts[State.STALE],
        untranslated=counts[State.UNTRANSLATED],
    )
