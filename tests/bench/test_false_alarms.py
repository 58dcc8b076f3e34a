"""What the checks find in references, in per cent of the sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bench.false_alarms import looked, rows
from bench.sets import EvaluationSet, Pair
from pipeline.looking import looker
from pipeline.project import open_project
from pipeline.review.checks import Severity


def test_a_sentence_counts_once_a_check_and_shares_are_of_all_sentences(project_folder: Path) -> None:
    pairs = (
        Pair("It has 3 doors and 5 windows.", "Tiene 4 puertas y 6 ventanas."),
        Pair("It rains.", "Llueve."),
        Pair("We go.", "Nos vamos"),
        Pair("It is late.", "Es tarde."),
    )
    checked = looker(open_project(project_folder), "es", "en")
    small = EvaluationSet("some", "es", pairs)
    found = looked(small, checked)
    assert {severity for severity, check in found if check == "numbers"} <= {Severity.ERROR, Severity.WARNING}
    assert sum(count for (_, check), count in found.items() if check == "numbers") == 1
    assert found[Severity.WARNING, "end"] == 1
    head, *body = rows([(small, found)])
    assert head == ["", "some en-es (4)"]
    assert ["warning: end", "25.0"] in body


def test_a_share_that_is_next_to_nothing_is_not_written_as_nothing() -> None:
    many = EvaluationSet("many", "es", (Pair("a", "b"),) * 3000)
    none = EvaluationSet("none", "pt", (Pair("a", "b"),))
    found = Counter({(Severity.NOTE, "quotes"): 1})
    _, row = rows([(many, found), (none, Counter())])
    assert row == ["note: quotes", "< 0.1", "0.0"]
