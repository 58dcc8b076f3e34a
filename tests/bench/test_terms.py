"""Terms and names are counted as they stand in the drafts."""

from collections.abc import Iterable
from typing import Any

import pytest

from bench import name_sentences, terms
from bench.sets import EvaluationSet, Pair
from pipeline.mt.cache import Translation
from pipeline.mt.routes import Route
from pipeline.text.glossary import Glossary, Term

ROUTE = Route(())


@pytest.fixture
def drafted(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Make drafts come from a table of plain words, word for word; the glossary's own words where there is one."""
    words: dict[str, str] = {}

    def draft(sentences: Iterable[str], route: object, *, glossary: Glossary | None = None, **_: Any) -> Any:
        found = {}
        for sentence in sentences:
            known = words | {row.term: row.translation for row in (glossary or Glossary()).terms}
            text = " ".join(known.get(word, word) for word in sentence.split())
            found[sentence] = Translation(text, 0.5, ("terms",) if "missing" in text else ())
        return found

    monkeypatch.setattr(terms, "draft", draft)
    return words


def test_terms_are_right_with_the_glossary_only(drafted: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    glossary = Glossary((Term(term="rent", translation="renta"), Term(term="flat", translation="piso")), "en", "es")
    monkeypatch.setattr(terms.term_sentences, "glossary", lambda code: glossary)
    monkeypatch.setattr(terms.term_sentences, "sentences", lambda: iter(["the rent here", "a flat is missing"]))
    drafted |= {"rent": "alquiler", "flat": "piso"}
    without, used = terms.measure_terms(ROUTE, "es")
    assert without.endswith(
        "2 terms in 2 sentences, without: right 1 of 2 (50.0%), in the number asked for 50.0%, "
        "too often 0.0%, flagged 1"
    )
    assert "with: right 2 of 2 (100.0%)" in used


def test_a_term_said_twice_is_counted(drafted: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    glossary = Glossary((Term(term="rent", translation="renta"),), "en", "es")
    monkeypatch.setattr(terms.term_sentences, "glossary", lambda code: glossary)
    monkeypatch.setattr(terms.term_sentences, "sentences", lambda: iter(["the rent here", "rent"]))
    drafted |= {"here": "renta"}
    assert "too often 50.0%" in list(terms.measure_terms(ROUTE, "es"))[1]


def test_a_set_is_its_own_glossary_where_the_reference_has_the_word(drafted: dict[str, str]) -> None:
    pairs = [Pair(f"{word} house", f"{word} casa") for word in "abcde"]
    pairs += [Pair("f house", "f hogar"), Pair("nothing", "nada")]
    lines = list(terms.measure_terms_on(EvaluationSet("x", "es", tuple(pairs)), ROUTE))
    assert [line.partition(":")[0] for line in lines] == [
        "glossary x en-es, 1 terms in 5 sentences, without",
        "glossary x en-es, 1 terms in 5 sentences, with",
    ]
    assert "right 0 of 5" in lines[0]
    assert "chrF2 100.0, right 5 of 5" in lines[1]
    assert not list(terms.measure_terms_on(EvaluationSet("x", "es", tuple(pairs[-1:])), ROUTE))


def test_names_count_when_they_are_whole_without_their_title(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [("Call Mrs Green.", "Mrs Green"), ("Call Ngozi.", "Ngozi")]
    monkeypatch.setattr(name_sentences, "sentences", lambda: iter(cases))
    drafts = {
        "Call Mrs Green.": Translation("Llame a la Sra. Green.", 0.5),
        "Call Ngozi.": Translation("Ngo", 0.5, ("names",)),
    }
    monkeypatch.setattr(terms, "octavilla", lambda sources, route: drafts)
    monkeypatch.setattr(terms, "argos", lambda packages, sources, memory: dict.fromkeys(sources, "Verde"))
    (line,) = terms.measure_names(ROUTE, "es", None)
    assert line.endswith("2 sentences: whole in Octavilla 50.0% (flagged 1), in Argos 0.0%")
