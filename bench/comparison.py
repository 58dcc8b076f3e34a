"""Put the same sentences to Octavilla, argostranslate and Apertium, and compare what they make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bench.classes import CLASSES
from bench.scoring import METRICS, score, significance
from bench.sets import EvaluationSet, Pair, spread
from bench.systems import Progress, apertium, argos
from pipeline.errors import OctavillaError
from pipeline.mt.cache import Translation
from pipeline.mt.draft import Tally, draft
from pipeline.mt.guard import faults
from pipeline.mt.inline import escape, signature
from pipeline.mt.routes import Route

OCTAVILLA, ARGOS, APERTIUM = "Octavilla", "Argos", "Apertium"
WHOLE, SAMPLE = "whole set", "sample"


@dataclass(frozen=True, slots=True)
class Questions:
    """The sentences of one set that are translated."""

    chosen: EvaluationSet
    groups: Mapping[str, tuple[Pair, ...]]
    """By name: the whole set, the sample of it that Argos gets, the classes."""
    with_argos: frozenset[str]
    """The groups that Argos translates too."""

    def sources(self, names: Iterable[str]) -> list[str]:
        """Return the different source sentences of some groups."""
        pairs = chain.from_iterable(self.groups[name] for name in names)
        return list(dict.fromkeys(pair.source for pair in pairs))


@dataclass(frozen=True, slots=True)
class Answers:
    """What the systems made of them."""

    questions: Questions
    drafts: Mapping[str, Translation]
    """Octavilla's, with confidence and flags."""
    tallies: Mapping[str, Tally]
    """What the guard found and mended, in the whole set and in the classes."""
    texts: Mapping[str, Mapping[str, str]]
    """By system, from source sentence to plain text."""
    remarks: tuple[str, ...]
    """Which system is not there, and why."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The scores of one group of sentences."""

    name: str
    sentences: int
    scores: Mapping[str, Mapping[str, float]]
    """By system and metric; systems that did not translate this group are not in it."""
    chance: Mapping[str, float]
    """By metric, how likely the difference between Octavilla and Argos is by chance; empty for too few sentences."""


def questions(chosen: EvaluationSet, *, sample: int | None, class_size: int | None) -> Questions:
    """Return the sentences of a set to translate; None asks for all of them in place of an evenly spread sample."""
    groups = {WHOLE: chosen.pairs}
    if sample is not None and sample < len(chosen.pairs):
        groups[SAMPLE] = tuple(spread(chosen.pairs, sample))
    common = groups.get(SAMPLE, chosen.pairs)
    for item in CLASSES:
        found = item.derive(common if item.as_they_are else chosen.pairs, chosen.target)
        if found:
            count = len(found) if item.as_they_are or class_size is None else class_size
            groups[item.name] = tuple(spread(found, count))
    return Questions(chosen, groups, frozenset(groups) - ({WHOLE} if SAMPLE in groups else set()))


def answers(asked: Questions, route: Route, memory: Path | None, progress: Progress | None = None) -> Answers:
    """Return what all systems make of the sentences. `memory` keeps Argos's translations: see `systems.argos`."""
    whole, rest = Tally(), Tally()
    # The set by itself, as any other user would draft it: what stands in a batch together can change a rounding.
    drafts = octavilla(asked.sources([WHOLE]), route, whole)
    classes = asked.sources(name for name in asked.groups if name not in (WHOLE, SAMPLE))
    drafts |= octavilla([source for source in classes if source not in drafts], route, rest)
    texts = {OCTAVILLA: {source: plain_text(item.text) for source, item in drafts.items()}}
    texts[ARGOS] = argos(route.packages, asked.sources(asked.with_argos), memory, progress)
    remarks = []
    try:
        texts[APERTIUM] = apertium(asked.chosen.target).translate(asked.sources(asked.groups))
    except OctavillaError as error:
        remarks.append(error.message)
    return Answers(asked, drafts, {WHOLE: whole, "classes": rest}, texts, tuple(remarks))


def octavilla(sources: Sequence[str], route: Route, tally: Tally | None = None) -> dict[str, Translation]:
    """Return Octavilla's drafts of plain sentences, without cache, glossary or memory."""
    asked = {source: as_markdown(source) for source in sources}
    found = draft(asked.values(), route, tally=tally)
    return {source: found[text] for source, text in asked.items()}


def as_markdown(text: str) -> str:
    """Return a plain sentence as inline Markdown: escaped when one of its signs would mean something."""
    marks, plain = signature(text, {})
    return escape(text) if marks or plain != text else text


def plain_text(markdown: str) -> str:
    """Return inline Markdown as plain text."""
    return signature(markdown, {})[1]


def compare(found: Answers) -> list[Comparison]:
    """Return the scores of every group of sentences."""
    comparisons = []
    for name, pairs in found.questions.groups.items():
        references = [pair.reference for pair in pairs]
        given = {
            system: [texts[pair.source] for pair in pairs]
            for system, texts in found.texts.items()
            if system != ARGOS or name in found.questions.with_argos
        }
        chance = significance(given[OCTAVILLA], given[ARGOS], references) if ARGOS in given else {}
        scores = {system: score(texts, references) for system, texts in given.items()}
        comparisons.append(Comparison(name, len(pairs), scores, chance))
    return comparisons


def worse(comparisons: Iterable[Comparison], level: float = 0.05) -> list[str]:
    """Return the groups and metrics where Argos scores higher than Octavilla, and not by chance."""
    return [
        f"{item.name} ({metric})"
        for item in comparisons
        for metric in METRICS
        if metric in item.chance
        and item.chance[metric] < level
        and item.scores[OCTAVILLA][metric] < item.scores[ARGOS][metric]
    ]


def fault_counts(found: Answers, name: str, system: str) -> dict[str, int]:
    """Return how many of a system's translations of a group have each fault, by the guard's detectors."""
    counts: dict[str, int] = {}
    for pair in found.questions.groups[name]:
        text = found.texts[system][pair.source]
        for flag in faults(pair.source, text, "en", found.questions.chosen.target):
            counts[flag.value] = counts.get(flag.value, 0) + 1
    return counts


def as_table(found: Answers) -> str:
    """Return the sentences of the whole set with what each system made of them, as tab-separated lines to look into."""
    lines = [("source", "reference", *found.texts, "confidence", "flags")]
    for pair in found.questions.groups[WHOLE]:
        item = found.drafts[pair.source]
        texts = (texts.get(pair.source, "") for texts in found.texts.values())
        lines.append((pair.source, pair.reference, *texts, str(item.confidence), " ".join(item.flags)))
    return "".join("\t".join(" ".join(cell.split()) for cell in line) + "\n" for line in lines)
