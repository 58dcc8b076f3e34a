"""All systems are asked the same sentences, and scored on the same."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bench import comparison
from bench.classes import CLASSES
from bench.comparison import (
    ARGOS,
    OCTAVILLA,
    SAMPLE,
    WHOLE,
    Answers,
    Comparison,
    as_markdown,
    as_table,
    compare,
    fault_counts,
    plain_text,
    questions,
    worse,
)
from bench.confidence import rankings
from bench.scoring import score, sentence_chrf, signatures, significance
from bench.sets import EvaluationSet, Pair
from bench.tables import Paper, figure
from pipeline.mt.cache import Translation
from pipeline.mt.draft import Tally

PAIRS = tuple(
    Pair(f"The cat number {n} sat on a mat.", f"El gato número {n} se sentó en una alfombra.") for n in range(80)
)
SET = EvaluationSet("cats", "es", PAIRS)


def answered(ours: dict[str, str], theirs: dict[str, str]) -> Answers:
    asked = comparison.Questions(SET, {WHOLE: PAIRS}, frozenset({WHOLE}))
    drafts = {source: Translation(text, 0.5) for source, text in ours.items()}
    return Answers(asked, drafts, {WHOLE: Tally()}, {OCTAVILLA: ours, ARGOS: theirs}, ())


def right() -> dict[str, str]:
    return {pair.source: pair.reference for pair in PAIRS}


def wrong() -> dict[str, str]:
    return {pair.source: "La gata estaba en la alfombra." for pair in PAIRS}


def test_argos_gets_an_evenly_spread_sample_and_every_class_but_not_the_whole_set() -> None:
    asked = questions(SET, sample=20, class_size=10)
    assert len(asked.groups[WHOLE]) == 80
    assert asked.groups[SAMPLE] == PAIRS[::4]
    as_they_are = {item.name for item in CLASSES if item.as_they_are}
    changed = set(asked.groups) - {WHOLE, SAMPLE} - as_they_are
    assert changed
    assert all(len(asked.groups[name]) == 10 for name in changed - {"lone words"})
    assert asked.groups["figures"] == asked.groups[SAMPLE]
    assert asked.with_argos == set(asked.groups) - {WHOLE}


@pytest.mark.parametrize("sample", [None, 80, 1000])
def test_where_the_sample_is_the_whole_set_there_is_no_other(sample: int | None) -> None:
    asked = questions(SET, sample=sample, class_size=None)
    assert SAMPLE not in asked.groups
    assert WHOLE in asked.with_argos


def test_a_class_that_a_set_has_not_is_left_out() -> None:
    assert "long" not in questions(SET, sample=None, class_size=None).groups


def test_the_better_system_scores_higher_and_not_by_chance() -> None:
    (found,) = compare(answered(right(), wrong()))
    assert found.scores[OCTAVILLA] == pytest.approx({"BLEU": 100.0, "chrF2": 100.0})
    assert found.scores[ARGOS]["chrF2"] < 60
    assert found.chance["BLEU"] < 0.01
    assert found.chance["chrF2"] < 0.01
    assert worse([found]) == []
    assert worse(compare(answered(wrong(), right()))) == [f"{WHOLE} (BLEU)", f"{WHOLE} (chrF2)"]


def test_systems_that_say_the_same_do_not_differ() -> None:
    (found,) = compare(answered(right(), right()))
    assert found.chance["chrF2"] > 0.9


def test_a_difference_that_chance_can_make_is_not_called_worse() -> None:
    scores = {OCTAVILLA: {"chrF2": 40.0}, ARGOS: {"chrF2": 41.0}}
    assert worse([Comparison("x", 100, scores, {"chrF2": 0.2})]) == []
    assert worse([Comparison("x", 100, scores, {"chrF2": 0.01})]) == ["x (chrF2)"]
    assert worse([Comparison("x", 10, scores, {})]) == []


def test_few_sentences_are_not_tested_for_chance() -> None:
    assert significance(["a"] * 10, ["b"] * 10, ["a"] * 10) == {}


def test_single_words_have_no_bleu() -> None:
    assert set(score(["Casa", "Perro"], ["Casa", "Gato"])) == {"chrF2"}


def test_sentence_scores_are_one_a_sentence() -> None:
    assert sentence_chrf(["una casa", "x"], ["una casa", "y"]) == [pytest.approx(100), 0.0]


def test_signatures_name_the_release_of_sacrebleu() -> None:
    assert set(signatures()) == {"BLEU", "chrF2"}
    assert all("version:" in signature for signature in signatures().values())


def test_all_translations_can_be_looked_into() -> None:
    lines = as_table(answered(right(), wrong())).splitlines()
    assert lines[0].split("\t") == ["source", "reference", OCTAVILLA, ARGOS, "confidence", "flags"]
    assert lines[1].split("\t")[2:] == [PAIRS[0].reference, "La gata estaba en la alfombra.", "0.5", ""]
    assert len(lines) == 81


def test_faults_are_counted_by_kind() -> None:
    drafts = right()
    drafts[PAIRS[7].source] = "El gato se sentó en una una una alfombra."
    counts = fault_counts(answered(drafts, right()), WHOLE, OCTAVILLA)
    assert counts["repeated"] == 1
    assert fault_counts(answered(drafts, right()), WHOLE, ARGOS).get("repeated", 0) == 0


@given(st.text(alphabet=st.characters(exclude_characters="\n\r", exclude_categories=["Cs", "Cc"]), max_size=60))
def test_plain_sentences_survive_as_markdown(text: str) -> None:
    assert plain_text(as_markdown(text.strip())) == text.strip()


@pytest.mark.parametrize(
    "text", ["2 * 3 * 4", "[a](b)", "`x` and `y`", "a_b_c", "*so*", "AT&amp;T", "![a](b)", "a\\*b"]
)
def test_signs_that_markdown_knows_are_plain(text: str) -> None:
    assert plain_text(as_markdown(text)) == text


def test_a_draft_that_is_less_sure_and_worse_ranks_as_such() -> None:
    sources = [f"A sentence with number {n}." for n in range(10)]
    drafts = [
        Translation(f"Una frase con el número {n}.", 0.9 - n / 20, ("values",) if n > 7 else ()) for n in range(10)
    ]
    found = {item.name: item for item in rankings(sources, drafts, [100.0 - n for n in range(10)])}
    assert found["log-probability"].tau == pytest.approx(1)
    assert found["log-probability"].seen == pytest.approx(1)
    assert 0 < found["flags"].tau < 1
    assert found["order of review"].tau == pytest.approx(1)
    assert found["flags"].seen == pytest.approx(1)


def printed(*, terminal: bool, width: int = 120) -> str:
    out = io.StringIO()
    paper = Paper(Console(file=out, force_terminal=terminal, width=width, soft_wrap=not terminal, color_system=None))
    paper.line("A line " + "x" * 90)
    paper.table("A title", ("kind", "n", "share"), [("one", "1", "0.5"), ("two", "22", "–")])
    return out.getvalue()


def test_off_a_terminal_every_row_is_one_line_whatever_its_length() -> None:
    assert printed(terminal=False).splitlines() == [
        "A line " + "x" * 90,
        "A title: one: n 1, share 0.5",
        "A title: two: n 22, share –",
    ]


def test_on_a_terminal_the_table_fits_80_columns_and_says_the_same() -> None:
    text = printed(terminal=True)
    assert max(map(len, text.splitlines())) <= 80
    for said in ("A title", "kind", "share", "one", "0.5", "22"):
        assert said in text


def test_numbers_that_are_none_are_dashes() -> None:
    assert [figure(None), figure(float("nan")), figure(12.345), figure(0.0004, 3)] == ["–", "–", "12.3", "0.000"]


def test_drafts_are_asked_for_as_markdown_and_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def draft(sentences: Any, route: object, **_: object) -> dict[str, Translation]:
        return {sentence: Translation(f"¡{sentence}!", 0.5) for sentence in sentences}

    monkeypatch.setattr(comparison, "draft", draft)
    monkeypatch.setattr(comparison, "argos", lambda packages, sources, memory, progress: {s: s for s in sources})
    monkeypatch.setattr(comparison, "apertium", lambda target: SimpleNamespace(translate=lambda s: {x: x for x in s}))
    starred = EvaluationSet("stars", "es", (Pair("a *b* c", "x"),))
    asked = questions(starred, sample=None, class_size=None)
    found = comparison.answers(asked, SimpleNamespace(packages=()), None)  # type: ignore[arg-type]
    assert found.texts[OCTAVILLA]["a *b* c"] == "¡a *b* c!"
