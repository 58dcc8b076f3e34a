"""Measure what becomes of inline marks, ours beside Argos's own ways, on generated sentences: python -m bench.marks

Printed for each set: the share of sentences that kept every mark exactly once, legally nested, targets untouched; the
share of marks that stand on the right words, judged against the package's own translation of the marked words; and
what it costs: how much of the whole sentence's translation is left (chrF2 of the words without marks).
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.argos_marks import Remembering, ways
from bench.drafting import argos_translation
from bench.mark_judge import Reading, Tally, judge, phrases, read, settings, totals
from bench.marked_sentences import REFERENCES, Case, sentences
from pipeline.languages import language
from pipeline.mt.draft import draft
from pipeline.mt.engine import Engine, Job, engine_for
from pipeline.mt.inline import parse
from pipeline.mt.marks import restore
from pipeline.mt.packages import Package, find

ROOT = Path(__file__).resolve().parent.parent
COUNT = 640
"""Sentences a set."""
Scored = dict[str, Tally]


def measure(
    targets: Sequence[str] = ("es", "pt"),
    sets: Sequence[str] = ("open", "held"),
    count: int = COUNT,
    *,
    argos: bool = True,
) -> Iterator[str]:
    """Yield the results as lines: for each target language and set of sentences, ours and Argos's ways."""
    with tempfile.TemporaryDirectory() as scratch:
        for target in targets:
            package = find(language("en"), language(target), [ROOT / "models"], Path(scratch))
            for which in sets:
                yield from _measured(package, f"marks en-{target} {which}", sentences(which, count), argos=argos)
        engine_for.cache_clear()


def _measured(package: Package, label: str, cases: Sequence[Case], *, argos: bool) -> Iterator[str]:
    sources = [read(case.markdown, REFERENCES) for case in cases]
    whole = [source.plain for source in sources]
    translated = _translations(package, [*whole, *_wanted(sources)])

    def report(name: str, found: Iterable[Reading | None]) -> tuple[list[str], Scored]:
        readings = [reading or Reading("") for reading in found]
        tallies = [judge(*pair, translated.__getitem__) for pair in zip(sources, readings, strict=True)]
        by_kind: dict[str, list[Tally]] = defaultdict(list)
        for case, tally in zip(cases, tallies, strict=True):
            by_kind[case.kind].append(tally)
        words = [" ".join(reading.plain.split()) for reading in readings]
        line = f"{label}, {name}: {_line(totals(tallies))}; {_chrf(words, [translated[text] for text in whole])}"
        return [line], {kind: totals(of_kind) for kind, of_kind in by_kind.items()}

    drafts = draft([case.markdown for case in cases], package, references=REFERENCES)
    lines, kinds = report("octavilla", (_read_draft(case, drafts[case.markdown].text) for case in cases))
    yield from lines
    weakest = sorted(kinds.items(), key=lambda item: item[1].right / max(item[1].right + item[1].wrong, 1))[:3]
    yield f"{label}, octavilla's weakest: " + ", ".join(
        f"{kind} {tally.right} of {tally.right + tally.wrong}" for kind, tally in weakest
    )
    blind = (
        _by_place_alone(case, source, translated[source.plain]) for case, source in zip(cases, sources, strict=True)
    )
    yield from report("by place alone", blind)[0]
    if not argos:
        return
    translation = Remembering(argos_translation(package))
    for name, way in ways():
        if way is None:
            yield f"{label}, {name}: not installed (see docs/marks.md)"
        else:
            yield from report(name, way(translation, [case.markdown for case in cases]))[0]


def _wanted(sources: Iterable[Reading]) -> Iterator[str]:
    for source in sources:
        for phrase in phrases(source):
            yield from settings(phrase)


def _translations(package: Package, texts: Iterable[str]) -> dict[str, str]:
    unique = sorted(set(texts), key=lambda text: (-len(text), text))
    outputs = Engine(package).translate(Job(text) for text in unique)
    return {text: output.text for text, output in zip(unique, outputs, strict=True)}


def _read_draft(case: Case, text: str) -> Reading | None:
    # A sentence that stayed as it was because its marks found no place has lost them.
    return None if text == case.markdown else read(text, REFERENCES)


def _by_place_alone(case: Case, source: Reading, translation: str) -> Reading | None:
    """Return the marks put at the same height as in the source: what the judge makes of that shows what it sees."""
    found = restore(case.markdown, parse(case.markdown, REFERENCES), translation, (), REFERENCES)
    return read(found[0], REFERENCES) if found else None


def _line(tally: Tally) -> str:
    judged = max(tally.right + tally.wrong, 1)
    return (
        f"kept {tally.kept} of {tally.texts} ({tally.kept / max(tally.texts, 1):.1%}), on the right words "
        f"{tally.right} of {judged} ({tally.right / judged:.1%}; to the word {tally.exact / judged:.1%}; "
        f"not judged {tally.unjudged})"
    )


def _chrf(words: list[str], whole: list[str]) -> str:
    from sacrebleu.metrics.chrf import CHRF

    same = sum(one == other for one, other in zip(words, whole, strict=True))
    score = CHRF().corpus_score(words, [whole]).score
    return f"translated like the plain sentence {same / max(len(words), 1):.1%}, chrF2 {score:.1f}"


def main() -> None:
    """Print every line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="sentences a set")
    parser.add_argument("--target", choices=("es", "pt"), help="one language only")
    parser.add_argument("--set", choices=("open", "held"), help="one set only")
    parser.add_argument("--ours", action="store_true", help="leave Argos's ways out")
    options = parser.parse_args()
    targets = (options.target,) if options.target else ("es", "pt")
    sets = (options.set,) if options.set else ("open", "held")
    for line in measure(targets, sets, options.count, argos=not options.ours):
        print(line, flush=True)


if __name__ == "__main__":
    main()
