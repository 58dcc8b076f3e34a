"""Measure what becomes of a glossary's terms and of names, on generated sentences and on sentences of the test sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import name_sentences, term_sentences
from bench.classes import word_pairs
from bench.comparison import as_markdown, octavilla, plain_text
from bench.scoring import score
from bench.sets import SOURCE, EvaluationSet
from bench.systems import argos
from pipeline.mt.draft import Tally, draft
from pipeline.mt.flags import Flag
from pipeline.mt.routes import Route
from pipeline.text.glossary import Glossary, Term, TermMatch

_TITLE = re.compile(r"^(?:Mrs|Mr|Ms|Dr) ")


def measure_terms(route: Route, target: str) -> Iterator[str]:
    """Yield how many terms of a group's glossary come out right, in the generated sentences."""
    glossary = term_sentences.glossary(target)
    sources = list(term_sentences.sentences())
    label = f"glossary {SOURCE}-{target}, {len(glossary)} terms in {len(sources)} sentences"
    for name, texts, flags in (
        ("without", *_drafts(sources, route, Glossary())),
        ("with", *_drafts(sources, route, glossary)),
    ):
        yield f"{label}, {name}: {_line(sources, texts, flags, glossary)}"


def measure_terms_on(chosen: EvaluationSet, route: Route) -> Iterator[str]:
    """Yield what a glossary does to whole sentences: those of a set that hold a term, beside their references.

    Its rows are the pairs of words that the set itself shows to belong together, so that the references use them too.
    """
    rows = [Term(term=one, translation=other) for one, other in word_pairs(chosen.pairs)]
    glossary = Glossary(tuple(rows), SOURCE, chosen.target)
    # Where the reference has the word, it is a translation of that sentence as well.
    pairs = [
        pair
        for pair in chosen.pairs
        if (matches := glossary.matches(pair.source))
        and all(glossary.satisfied(match, pair.reference) for match in matches)
    ]
    if not pairs:
        return
    sources, references = [pair.source for pair in pairs], [pair.reference for pair in pairs]
    label = f"glossary {chosen.label}, {len(rows)} terms in {len(sources)} sentences"
    for name, used in (("without", Glossary()), ("with", glossary)):
        texts, flags = _drafts(sources, route, used)
        scores = ", ".join(f"{metric} {value:.1f}" for metric, value in score(texts, references).items())
        yield f"{label}, {name}: {scores}, {_line(sources, texts, flags, glossary)}"


def _drafts(sources: Sequence[str], route: Route, glossary: Glossary) -> tuple[list[str], int]:
    """Return the plain text of each draft, and how many carry the flag for a term."""
    asked = [as_markdown(source) for source in sources]
    found = draft(asked, route, glossary=glossary, tally=Tally())
    texts = [plain_text(found[text].text) for text in asked]
    return texts, sum(Flag.TERMS.value in found[text].flags for text in asked)


def _line(sources: Sequence[str], texts: Sequence[str], flagged: int, glossary: Glossary) -> str:
    terms = right = exact = twice = 0
    for source, text in zip(sources, texts, strict=True):
        matches = glossary.matches(source)
        for match in matches:
            count = _occurrences(text, glossary.wanted(match))
            terms += 1
            right += glossary.satisfied(match, text)
            exact += count > 0
            twice += count > _same(match, matches)
    return (
        f"right {right} of {terms} ({right / max(terms, 1):.1%}), in the number asked for {exact / max(terms, 1):.1%}, "
        f"too often {twice / max(terms, 1):.1%}, flagged {flagged}"
    )


def _occurrences(text: str, phrase: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE))


def _same(match: TermMatch, matches: Sequence[TermMatch]) -> int:
    return sum(other.row == match.row for other in matches)


def measure_names(route: Route, target: str, memory: Path | None) -> Iterator[str]:
    """Yield how many names are whole in the drafts and in Argos's translations of the generated sentences."""
    cases = [(source, _TITLE.sub("", name)) for source, name in name_sentences.sentences()]
    sources = [source for source, _ in cases]
    drafts = octavilla(sources, route)
    theirs = argos(route.packages, sources, memory)
    kept = sum(name in plain_text(drafts[source].text) for source, name in cases)
    kept_there = sum(name in theirs[source] for source, name in cases)
    flagged = sum(Flag.NAMES.value in drafts[source].flags for source in sources)
    size = len(cases)
    yield (
        f"names {SOURCE}-{target} in {size} sentences: whole in Octavilla {kept / size:.1%} (flagged {flagged}), "
        f"in Argos {kept_there / size:.1%}"
    )
