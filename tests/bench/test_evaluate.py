"""`make eval` prints every measurement, or says what is missing."""

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bench import evaluate
from bench.comparison import ARGOS, OCTAVILLA, SAMPLE, WHOLE, Answers, Questions, compare
from bench.sets import EvaluationSet, Pair
from bench.tables import Paper
from pipeline.mt.cache import Translation
from pipeline.mt.draft import Tally
from pipeline.mt.flags import Flag

PAIRS = tuple(Pair(f"The cat {n} sat on a mat.", f"El gato {n} se sentó en una alfombra.") for n in range(60))


@pytest.fixture
def found() -> Answers:
    asked = Questions(EvaluationSet("cats", "es", PAIRS), {WHOLE: PAIRS, SAMPLE: PAIRS[::2]}, frozenset({SAMPLE}))
    texts = {pair.source: pair.reference for pair in PAIRS}
    texts[PAIRS[2].source] = "El gato 2 se sentó en una una una alfombra."
    drafts = {
        source: Translation(text, 0.5, ("repeated",) if "una una" in text else ()) for source, text in texts.items()
    }
    tally = Tally()
    tally.add([Flag.REPEATED, Flag.VALUES], [Flag.REPEATED])
    return Answers(asked, drafts, {WHOLE: tally}, {OCTAVILLA: texts, ARGOS: texts}, ("Apertium is not installed.",))


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def paper(out: io.StringIO) -> Paper:
    return Paper(Console(file=out, width=80, soft_wrap=True))


def test_scores_have_a_row_for_each_group_and_a_dash_for_who_did_not_take_part(
    found: Answers, paper: Paper, out: io.StringIO
) -> None:
    evaluate.print_scores(paper, found, compare(found))
    whole = next(line for line in out.getvalue().splitlines() if "BLEU: whole set" in line)
    assert whole.startswith("cats en-es, BLEU: whole set: n 60, Octavilla 9")
    assert whole.endswith("Argos –, Apertium –, p –")
    assert len(out.getvalue().splitlines()) == 4


def test_faults_found_and_mended_are_counted_by_kind(found: Answers, paper: Paper, out: io.StringIO) -> None:
    evaluate.print_faults(paper, found)
    assert "cats en-es, guard, whole set (1): repeated: found 1, mended 0, flagged 1" in out.getvalue()
    assert "cats en-es, guard, whole set (1): values: found 1, mended 1, flagged 0" in out.getvalue()
    assert "cats en-es, faults in the text, sample (30): repeated: Octavilla 1, Argos 1" in out.getvalue()


def test_the_order_of_review_is_measured(found: Answers, paper: Paper, out: io.StringIO) -> None:
    evaluate.print_rankings(paper, found)
    assert "order of review: flags: Kendall tau 1.000" in out.getvalue()


def test_a_folder_without_sets_is_named_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OCTAVILLA_EVAL", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["evaluate"])
    with pytest.raises(SystemExit) as ended:
        evaluate.main()
    assert str(ended.value).startswith(f"{tmp_path}: has no test sets. Set OCTAVILLA_EVAL to")
