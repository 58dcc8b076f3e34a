"""Evaluate the drafts on test sets: `make eval`. What is measured and how is in docs/evaluation.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from bench import marks
from bench.classes import CLASSES
from bench.comparison import (
    APERTIUM,
    ARGOS,
    OCTAVILLA,
    SAMPLE,
    WHOLE,
    Answers,
    Comparison,
    answers,
    as_table,
    compare,
    fault_counts,
    questions,
    worse,
)
from bench.confidence import rankings
from bench.scoring import METRICS, sentence_chrf, signatures
from bench.sets import ROOT, SOURCE, TARGETS, VARIABLE, EvaluationSet, folder_of_sets, sets_in
from bench.systems import argos_version, one_thread
from bench.tables import Paper, figure
from bench.terms import measure_names, measure_terms, measure_terms_on
from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.mt.flags import Flag
from pipeline.mt.routes import Route, route_for
from pipeline.project import open_project
from pipeline.report import meter

SAMPLE_SIZE = 1000
CLASS_SIZE = 100
FOLDER = ROOT / "build" / "eval"
"""Where all translations of a set are written, to look into, and what Argos said is remembered."""
PARTS = ("sets", "words", "marks")
SYSTEMS = (OCTAVILLA, ARGOS, APERTIUM)


def evaluate(
    sets: Sequence[EvaluationSet], project: Path, paper: Paper, *, sample: int | None, class_size: int | None
) -> None:
    """Print all measurements that need a set."""
    opened = open_project(project)
    _preamble(paper)
    FOLDER.mkdir(parents=True, exist_ok=True)
    conclusions = []
    for chosen in sets:
        route = route_for(opened, language(SOURCE), language(chosen.target))
        found = _answers(chosen, route, sample, class_size)
        compared = compare(found)
        table = FOLDER / f"{chosen.name}.{SOURCE}-{chosen.target}.tsv"
        table.write_text(as_table(found), encoding="utf-8")
        _introduce(paper, chosen, route, found)
        print_scores(paper, found, compared)
        print_faults(paper, found)
        print_rankings(paper, found)
        conclusions.append((chosen.label, worse(compared)))
    paper.line("")
    for label, groups in conclusions:
        paper.line(f"{label}: below Argos beyond chance (p < 0.05): {', '.join(groups) or 'nowhere'}")


def print_words(sets: Sequence[EvaluationSet], project: Path, paper: Paper) -> None:
    """Print what becomes of glossary terms and of names: in generated sentences for each language, and in each set."""
    opened = open_project(project)
    for target in TARGETS:
        route = route_for(opened, language(SOURCE), language(target))
        for line in chain(measure_terms(route, target), measure_names(route, target, FOLDER / "argos.sqlite")):
            paper.line(line)
    for chosen in sets:
        for line in measure_terms_on(chosen, route_for(opened, language(SOURCE), language(chosen.target))):
            paper.line(line)


def print_marks(paper: Paper) -> None:
    """Print what becomes of inline marks."""
    with one_thread():
        for line in marks.measure(sets=("held",)):
            paper.line(line)


def _answers(chosen: EvaluationSet, route: Route, sample: int | None, class_size: int | None) -> Answers:
    with meter("sentences") as show:
        asked = questions(chosen, sample=sample, class_size=class_size)
        label = f"{chosen.label}, Argos"
        return answers(asked, route, FOLDER / "argos.sqlite", lambda done, total: show(label, done, total))


def _preamble(paper: Paper) -> None:
    for name, signature in signatures().items():
        paper.line(f"{name}: {signature}")
    paper.line("p: paired bootstrap of Octavilla and Argos, 1,000 resamples (sacrebleu).")
    paper.line(f"Argos: {argos_version()}, its own translate() on the same package, our sentences.")
    for item in CLASSES:
        paper.line(f"{item.name}: {item.meaning}")


def _introduce(paper: Paper, chosen: EvaluationSet, route: Route, found: Answers) -> None:
    paper.line("")
    paper.line(f"{chosen.label}: {len(chosen.pairs):,} sentences, {route.name}")
    for remark in found.remarks:
        paper.line(f"{chosen.label}: {remark}")


def print_scores(paper: Paper, found: Answers, compared: Sequence[Comparison]) -> None:
    """Print BLEU and chrF2 of each system on each group of sentences."""
    headings = ("sentences of", "n", *SYSTEMS, "p")
    for metric in METRICS:
        rows = [
            (
                item.name,
                str(item.sentences),
                *(figure(item.scores.get(system, {}).get(metric)) for system in SYSTEMS),
                figure(item.chance.get(metric), 3),
            )
            for item in compared
        ]
        paper.table(f"{found.questions.chosen.label}, {metric}", headings, rows)


def print_faults(paper: Paper, found: Answers) -> None:
    """Print what the guard found and mended, and what the same detectors find in the answers of both systems."""
    label = found.questions.chosen.label
    common = SAMPLE if SAMPLE in found.questions.groups else WHOLE
    ours, theirs = (fault_counts(found, common, system) for system in (OCTAVILLA, ARGOS))
    for part, tally in found.tallies.items():
        counts = [(flag.value, tally.found[flag], tally.mended[flag]) for flag in Flag if tally.found[flag]]
        paper.table(
            f"{label}, guard, {part} ({tally.sentences:,})",
            ("fault", "found", "mended", "flagged"),
            [(name, str(seen), str(mended), str(seen - mended)) for name, seen, mended in counts],
        )
    names = [flag.value for flag in Flag if flag.value in ours or flag.value in theirs]
    rows = [(name, str(ours.get(name, 0)), str(theirs.get(name, 0))) for name in names]
    size = len(found.questions.groups[common])
    paper.table(f"{label}, faults in the text, {common} ({size:,})", ("fault", OCTAVILLA, ARGOS), rows)


def print_rankings(paper: Paper, found: Answers) -> None:
    """Print how well the orders of review put bad drafts first."""
    pairs = found.questions.groups[WHOLE]
    drafts = [found.drafts[pair.source] for pair in pairs]
    texts = [found.texts[OCTAVILLA][pair.source] for pair in pairs]
    quality = sentence_chrf(texts, [pair.reference for pair in pairs])
    rows = [
        (item.name, figure(item.tau, 3), figure(item.seen, 2))
        for item in rankings([pair.source for pair in pairs], drafts, quality)
    ]
    headings = ("by", "Kendall tau", "of the worst fifth in the first")
    paper.table(f"{found.questions.chosen.label}, order of review", headings, rows)


def main() -> None:
    """Print all measurements of drafts; end with a message where there is no set."""
    options = _options()
    try:
        sets = [item for item in sets_in(folder_of_sets()) if options.set in (None, item.name)]
        if not sets:
            message = f"has no test sets. Set {VARIABLE} to a folder with NAME.en and NAME.es or NAME.pt"
            raise OctavillaError(message, path=folder_of_sets())
        sample, class_size = (None, None) if options.all else (options.sample, options.class_size)
        paper, parts = Paper(), options.part or PARTS
        if "sets" in parts:
            evaluate(sets, options.project, paper, sample=sample, class_size=class_size)
        if "words" in parts:
            print_words(sets, options.project, paper)
        if "marks" in parts:
            print_marks(paper)
    except OctavillaError as error:
        sys.exit(str(error))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="every sentence for Argos too, and whole classes: slow")
    parser.add_argument("--sample", type=int, default=SAMPLE_SIZE, help="sentences of a set for Argos (%(default)s)")
    parser.add_argument("--class-size", type=int, default=CLASS_SIZE, help="sentences of a class (%(default)s)")
    parser.add_argument("--set", help="only the set of this name")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; may be given again")
    parser.add_argument("--project", type=Path, default=ROOT, help="the project whose packages to use (this one)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
