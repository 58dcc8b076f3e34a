"""Score the drafts on test sets with sacrebleu: `make eval`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETS = Path(os.environ.get("OCTAVILLA_EVAL", ROOT.parent / "shared" / "eval"))


@dataclass(frozen=True, slots=True)
class TestSet:
    """A test set: files of one sentence a line, aligned by line number."""

    name: str
    source: Path
    reference: Path
    target: str


def test_sets() -> tuple[TestSet, ...]:
    """Return the sets in the folder that OCTAVILLA_EVAL names: NAME.en beside NAME.es or NAME.pt."""
    found = []
    for source in sorted(SETS.glob("*.en")):
        for target in ("es", "pt"):
            reference = source.with_suffix(f".{target}")
            if reference.is_file():
                found.append(TestSet(source.stem, source, reference, target))
    return tuple(found)


def scores(chosen: TestSet) -> Iterator[str]:
    """Yield BLEU and chrF2 of the drafts, with their signatures."""
    from sacrebleu.metrics import BLEU, CHRF

    from pipeline.languages import language
    from pipeline.mt.draft import draft
    from pipeline.mt.packages import find_for
    from pipeline.project import open_project

    package = find_for(open_project(ROOT), language("en"), language(chosen.target))
    sources = chosen.source.read_text(encoding="utf-8").splitlines()
    references = chosen.reference.read_text(encoding="utf-8").splitlines()
    translated = draft(sources, package)
    drafts = [translated[source].text for source in sources]
    label = f"{chosen.name} en-{chosen.target}, {package.name}"
    for metric in (BLEU(), CHRF()):
        score = metric.corpus_score(drafts, [references])
        yield f"{label}: {score.name} {score.score:.1f} ({metric.get_signature()})"


def main() -> None:
    """Print the scores of every set; end with a message where there is none."""
    sets = test_sets()
    if not sets:
        sys.exit(f"No test sets in {SETS}. Set OCTAVILLA_EVAL to a folder with NAME.en and NAME.es or NAME.pt.")
    for chosen in sets:
        for line in scores(chosen):
            print(line, flush=True)


if __name__ == "__main__":
    main()
