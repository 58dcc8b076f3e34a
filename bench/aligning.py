"""How well old translations are aligned: `python -m bench.aligning`. What is measured is in docs/aligning.md.

The sample texts with their approved translations, and the test sets of `make eval` in stretches of 100 sentences, are
disturbed as old leaflets are (`bench.disorder`), cut into sentences anew and aligned: by us with drafts, by us without
them, and by lengths alone as Gale & Church (1993) do. The weights were found on other sentences than these: the
first half of the set `flores-dev`, and the samples `street-festival` and `library-hours`.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.disorder import DISORDERS, Disorder, Truth, bare, disturbed
from bench.sets import ROOT, SOURCE, TARGETS, folder_of_sets, sets_in
from bench.tables import NOTHING, Paper
from pipeline.languages import language
from pipeline.mt.cache import open_cache
from pipeline.mt.draft import draft
from pipeline.mt.routes import route_for
from pipeline.project import open_project
from pipeline.review.bitext import Bead, Bitext, Sentence
from pipeline.review.bitext_evidence import VARIANCE, Anchor, Evidence, Span
from pipeline.review.bitext_offers import THRESHOLD
from pipeline.review.bitext_paths import align_texts
from pipeline.review.bitext_sides import read, sentences_of
from pipeline.review.catalogue import State
from pipeline.review.store import load
from pipeline.text.document import Role
from pipeline.text.read import read_file

SAMPLES = ("damp-and-mould", "heat-wave")
LENGTHS = "lengths"
STRETCH = 100
SEEDS = (1, 2)
STRANGERS = 97
"""Sentences from the end of a set that are put in as what the source does not have."""
_SPREAD = 6.8
"""What Gale & Church have for the variance of lengths; their ratio is that of the language, as for us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text sentence by sentence, with the translation of each at the same place."""

    source: tuple[Sentence, ...]
    target: tuple[Sentence, ...]
    code: str


class Lengths(Evidence):
    """Evidence of lengths alone: the logarithm of the probability that a translation is so long."""

    def score(self, source: Span, target: Span) -> float:
        """Return log 2(1 − Φ(|δ|)), δ = (l₂ − l₁c) / √(l₁s²), as Gale & Church do."""
        ours = sum(len(sentence.words) for sentence in self.source[slice(*source)])
        theirs = sum(len(sentence.words) for sentence in self.target[slice(*target)])
        delta = abs(theirs - ours * self.ratio) / math.sqrt(max(ours, 1) * _SPREAD)
        return math.log(max(math.erfc(delta / math.sqrt(2)), 1e-12))

    def anchors(self, source: Sequence[int], target: Sequence[int], least: float, margin: float) -> list[Anchor]:
        """Return none: lengths anchor nothing."""
        return []


@dataclass(slots=True)
class Score:
    """What was found, and how much of it is right."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    approved: int = 0
    approved_right: int = 0
    approvable: int = 0

    def add(self, bitext: Bitext, truth: Truth) -> None:
        """Count an alignment."""
        pairs = [bead for bead in bitext if bead.is_pair]
        right = [bead for bead in pairs if (bead.source, bead.target) in truth]
        self.right, self.found, self.wanted = self.right + len(right), self.found + len(pairs), self.wanted + len(truth)
        self.approved += sum(map(_is_approved, pairs))
        self.approved_right += sum(map(_is_approved, right))
        self.approvable += sum(len(source) == 1 for source, _ in truth)

    def row(self, *, approves: bool) -> tuple[str, ...]:
        """Return precision and recall of pairs, then, where there is a confidence, of what is approved."""
        pairs = (_share(self.right, self.found), _share(self.right, self.wanted))
        if not approves:
            return (*pairs, NOTHING, NOTHING, NOTHING)
        return (
            *pairs,
            str(self.approved),
            _share(self.approved_right, self.approved),
            _share(self.approved_right, self.approvable),
        )


def _is_approved(bead: Bead) -> bool:
    return len(bead.source) == 1 and bead.confidence >= THRESHOLD


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "-"


def measure(cases: Mapping[str, Sequence[Case]], strangers: Mapping[str, Sequence[str]], paper: Paper) -> None:
    """Print for each sort of disorder how well each way of aligning does."""
    headings = ("by", "precision", "recall", "approved", "precision", "recall")
    for name, own in cases.items():
        for disorder in DISORDERS:
            scores = _scores(own, strangers, disorder)
            paper.table(
                f"{name}, {disorder.name}",
                headings,
                [(way, *score.row(approves=way != LENGTHS)) for way, score in scores.items()],
            )


def _scores(cases: Sequence[Case], strangers: Mapping[str, Sequence[str]], disorder: Disorder) -> dict[str, Score]:
    scores = {way: Score() for way in ("drafts", "no drafts", LENGTHS)}
    for case in cases:
        for seed in SEEDS:
            target, truth = disturbed(case.source, case.target, disorder, strangers[case.code], case.code, seed)
            undrafted = bare(case.source)
            scores["drafts"].add(align_texts(case.source, target, case.code), truth)
            scores["no drafts"].add(align_texts(undrafted, target, case.code), truth)
            lengths = Lengths(undrafted, target, case.code)
            scores[LENGTHS].add(align_texts(undrafted, target, case.code, lengths), truth)
    return scores


def samples(project: Path, code: str) -> Iterator[Case]:
    """Yield the sample texts as far as their translation is approved."""
    for slug in SAMPLES:
        document = read_file(project / "texts" / f"{slug}.md", SOURCE)
        catalogue = load(project / "translations" / code / f"{slug}.po")
        approved = {entry.source: entry.target for entry in catalogue if entry.state is State.APPROVED}
        sentences = [sentence for sentence in sentences_of(document) if sentence.text in approved]
        drafts = _drafts(project, code, [sentence.text for sentence in sentences])
        yield Case(
            source=tuple(_with_draft(sentence, drafts[sentence.text]) for sentence in sentences),
            target=tuple(_said(s, approved[s.text]) for s in sentences),
            code=code,
        )


def stretches(project: Path, folder: Path, code: str) -> Iterator[Case]:
    """Yield stretches of the sets for a language; of `flores-dev` the second half."""
    for item in sets_in(folder):
        if item.target != code or item.name != "flores-dev":
            continue
        pairs = item.pairs[len(item.pairs) // 2 : -STRANGERS]
        drafts = _drafts(project, code, [pair.source for pair in pairs])
        for start in range(0, len(pairs) - STRETCH + 1, STRETCH):
            own = pairs[start : start + STRETCH]
            plain = [
                Sentence(text=pair.source, words=pair.source, role=Role.PARAGRAPH, unit=at // 3)
                for at, pair in enumerate(own)
            ]
            yield Case(
                source=tuple(_with_draft(sentence, drafts[sentence.text]) for sentence in plain),
                target=tuple(_said(s, pair.reference) for s, pair in zip(plain, own, strict=True)),
                code=code,
            )


def _with_draft(sentence: Sentence, drafted: str) -> Sentence:
    return Sentence(text=sentence.text, words=sentence.words, role=sentence.role, unit=sentence.unit,
                    hypothesis=read(drafted))  # fmt: skip


def _said(sentence: Sentence, target: str) -> Sentence:
    return Sentence(text=target, words=read(target), role=sentence.role, unit=sentence.unit)


def _drafts(project: Path, code: str, sentences: Sequence[str]) -> dict[str, str]:
    opened = open_project(project)
    route = route_for(opened, language(SOURCE), language(code))
    state = ROOT / "build" / "eval"
    state.mkdir(parents=True, exist_ok=True)
    with open_cache(state) as cache:
        return {source: made.text for source, made in draft(sentences, route, cache=cache).items()}


def main() -> None:
    """Print all measurements; without test sets those of the samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, default=ROOT, help="the project whose texts and packages to use")
    options = parser.parse_args()
    folder = folder_of_sets()
    cases = {"samples": [case for code in TARGETS for case in samples(options.project, code)]}
    if known := [case for code in TARGETS for case in stretches(options.project, folder, code)]:
        cases["flores-dev"] = known
    strangers = {
        code: [pair.reference for item in sets_in(folder) if item.target == code for pair in item.pairs[-STRANGERS:]]
        or [sentence.text for case in cases["samples"] if case.code != code for sentence in case.target]
        for code in TARGETS
    }
    paper = Paper()
    paper.line(f"approved: confidence of {THRESHOLD} and more; seeds {SEEDS}; variance of lengths {VARIANCE}")
    measure(cases, strangers, paper)


if __name__ == "__main__":
    main()
