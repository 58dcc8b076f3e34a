"""How often our checks find something in the professional references of test sets: an upper bound of false alarms.

.venv/bin/python -m bench.false_alarms [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.sets import SOURCE, EvaluationSet, folder_of_sets, sets_in
from pipeline.looking import Looker, looker
from pipeline.project import open_project
from pipeline.review.catalogue import Entry
from pipeline.review.checks import Severity, look

Cell = tuple[Severity, str]


def looked(pairs: EvaluationSet, checked: Looker) -> Counter[Cell]:
    """Return in how many sentences of a set something was found, by severity and check."""
    entries = [Entry(source=pair.source, target=pair.reference) for pair in pairs.pairs]
    looked_at = [checked.pair(entry) for entry in entries]
    checked.prepare(looked_at)
    found: Counter[Cell] = Counter()
    for pair in looked_at:
        found.update({(issue.severity, issue.check) for issue in look(pair)})
    return found


def rows(found: Sequence[tuple[EvaluationSet, Counter[Cell]]]) -> Iterator[list[str]]:
    """Yield the rows of a table: a check, then for each set the sentences with a finding, in per cent."""
    yield ["", *(f"{each.label} ({len(each.pairs):,})" for each, _ in found)]
    cells = {cell for _, counts in found for cell in counts}
    order = list(Severity)
    for severity, check in sorted(cells, key=lambda cell: (order.index(cell[0]), cell[1])):
        shares = (100 * counts[severity, check] / max(len(each.pairs), 1) for each, counts in found)
        yield [f"{severity}: {check}", *(f"{share:.1f}" if share >= 0.05 or not share else "< 0.1" for share in shares)]


def main() -> None:
    """Print the table for all sets of a folder, in a project that says nothing of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=folder_of_sets(), help="where the sets are")
    sets = sets_in(parser.parse_args().folder)
    if not sets:
        parser.error("there are no sets; name their folder with --folder or OCTAVILLA_EVAL")
    with tempfile.TemporaryDirectory() as scratch:
        codes = sorted({each.target for each in sets})
        (Path(scratch) / "octavilla.toml").write_text(f'title = "Bench"\nlanguages = {codes}\n', encoding="utf-8")
        project = open_project(Path(scratch))
        found = [(each, looked(each, looker(project, each.target, SOURCE, spelling=True))) for each in sets]
    head, *body = rows(found)
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in body:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
