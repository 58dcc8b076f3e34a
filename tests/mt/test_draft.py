"""Drafting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.languages import language
from pipeline.mt import draft as module
from pipeline.mt.alignment import Block
from pipeline.mt.cache import Cache
from pipeline.mt.draft import Flag, Tally, digest_of, draft, drafted, scope_of
from pipeline.mt.engine import Job, Output
from pipeline.mt.packages import Package
from pipeline.mt.routes import route
from pipeline.text.glossary import Glossary, Term

PACKAGE = Package(name="p", version="1", from_code="en", to_code="es", path=Path("p"), fingerprint="f" * 64)


@dataclass(frozen=True, slots=True)
class Answer(Output):
    """An output that is aligned as a whole."""

    source: str = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (Block(((0, len(self.source)),), ((0, len(self.text)),), ((1.0,),)),)


class Fake:
    """An engine whose answers are given; it notes what it was asked."""

    def __init__(self, answers: dict[str, str] | None = None, *, stop_after: int = 10**9) -> None:
        self.answers = answers or {}
        self.always: str | None = None
        """The answer to everything, whatever way it is asked in."""
        self.asked: list[str] = []
        self.stop_after = stop_after
        self.outputs: dict[str, Output] = {}
        self.log_probability = -0.5

    def pieces(self, word: str) -> int:
        return len(word.split())

    def translate(self, jobs: Iterator[Job]) -> Iterator[Output]:
        for job in jobs:
            if len(self.asked) >= self.stop_after:
                raise KeyboardInterrupt
            self.asked.append(job.text)
            if job.text in self.outputs:
                yield self.outputs[job.text]
                continue
            text = (
                self.always
                if self.always is not None
                else self.answers.get(job.text, re.sub("[a-zA-Z]{2,}", lambda word: word[0][::-1] + "o", job.text))
            )
            yield Answer(text, self.log_probability, source=job.text)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake()
    monkeypatch.setattr(module, "engine_for", lambda package: fake)
    return fake


def test_every_sentence_gets_one_draft_and_is_translated_once(engine: Fake) -> None:
    sentences = ["The cat.", "The dog.", "The cat."]
    result = draft(iter(sentences), PACKAGE)
    assert list(result) == ["The cat.", "The dog."]
    assert sorted(engine.asked) == ["The cat.", "The dog."]


def test_the_order_of_the_sentences_does_not_change_what_stands_in_a_batch_together(engine: Fake) -> None:
    """A batch mate can change a rounding, so that the same sentences have to be asked in the same order."""
    sentences = [f"{color} {thing}." for color in ("Red", "Tan", "Green") for thing in ("cups", "hats", "tables")]
    draft(sentences, PACKAGE)
    asked = engine.asked.copy()
    engine.asked.clear()
    draft(reversed(sentences), PACKAGE)
    assert engine.asked == asked


def test_what_was_drafted_before_comes_from_the_cache(engine: Fake, tmp_path: Path) -> None:
    with Cache(tmp_path / "c") as cache:
        first = draft(["The cat.", "The **big** dog."], PACKAGE, cache=cache)
        engine.asked.clear()
        assert draft(["The **big** dog.", "The cat."], PACKAGE, cache=cache) == first
        assert engine.asked == []


def test_another_package_or_engine_drafts_anew(engine: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Package(name="p", version="2", from_code="en", to_code="es", path=Path("p"), fingerprint="e" * 64)
    with Cache(tmp_path / "c") as cache:
        draft(["The cat."], PACKAGE, cache=cache)
        draft(["The cat."], other, cache=cache)
        assert len(engine.asked) == 2
        monkeypatch.setattr(module, "ENGINE", "another")
        draft(["The cat."], PACKAGE, cache=cache)
        assert len(engine.asked) == 3
    assert scope_of(PACKAGE) != scope_of(other)


def test_an_interrupt_keeps_what_was_done(engine: Fake, tmp_path: Path) -> None:
    sentences = [f"Cat number {number} of many." for number in range(50)]
    engine.stop_after = 30
    with Cache(tmp_path / "c") as cache:
        with pytest.raises(KeyboardInterrupt):
            draft(sentences, PACKAGE, cache=cache)
        engine.asked.clear()
        engine.stop_after = 10**9
        assert len(draft(sentences, PACKAGE, cache=cache)) == 50
    assert len(engine.asked) == 20


def test_progress_counts_words_to_the_end(engine: Fake) -> None:
    seen: list[tuple[int, int]] = []
    draft(
        ["One two three.", "Four.", "—", "One two three."],
        PACKAGE,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (4, 4)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("sentence", ["1917", "— 3.5 %", "", "   ", "https://example.org", "`code` **!**", "[^1]", "…"])
def test_what_has_no_words_is_left_alone(sentence: str, engine: Fake) -> None:
    assert draft([sentence], PACKAGE)[sentence].text == sentence
    assert engine.asked == []


def test_a_line_in_capitals_is_translated_in_sentence_case(engine: Fake) -> None:
    """Numerals, abbreviations, `I` and addresses keep their capitals on the way in; everything has them at the end."""
    engine.answers["Stop the war of the U.S. in XIX and I say XX1"] = "Alto a la guerra XX1 en XIX"
    (result,) = draft(["STOP THE WAR OF THE U.S. IN XIX AND I SAY www.example.org"], PACKAGE).values()
    assert engine.asked == ["Stop the war of the U.S. in XIX and I say XX1"]
    assert result.text == "ALTO A LA GUERRA www.example.org EN XIX"


@pytest.mark.parametrize("sentence", ["NATO", "A", "I am", "UN 2020"])
def test_abbreviations_are_no_line_in_capitals(sentence: str, engine: Fake) -> None:
    draft([sentence], PACKAGE)
    assert engine.asked == [sentence]


@pytest.mark.parametrize(
    ("source", "answer", "text", "flags"),
    [
        ("The cat sleeps.", "", "The cat sleeps.", (Flag.EMPTY,)),
        ("The cat sleeps.", "The cat sleeps", "The cat sleeps.", (Flag.ECHO,)),
        ("Rosa Parks", "Rosa Parks", "Rosa Parks", ()),
        ("A **b** and *c*", "", "A **b** and *c*", (Flag.EMPTY,)),
        ("A **big** and *small* cat", "Gato", "A **big** and *small* cat", (Flag.MARKS,)),
        ("The cat", "El *gato* [x](y) `z`", r"El \*gato\* \[x\](y) \`z\`", (Flag.BRACKETS,)),
        ("The cat", "El * gato_s", "El * gato_s", ()),
        ("  The cat\n", "El gato", "  El gato\n", ()),
        ("The cat", "El ga\ufffdto", "The cat", (Flag.SIGNS,)),
        ("The cat", "El \U0001f7da gato", "The cat", (Flag.SIGNS,)),
        ("Section three", "1", "Section three", (Flag.SIGNS,)),
        ("He forgot to answer the letter again.", "Él.", "Él.", (Flag.SHORT,)),
    ],
)
def test_what_goes_wrong_is_kept_and_flagged(
    source: str, answer: str, text: str, flags: tuple[str, ...], engine: Fake
) -> None:
    engine.always = answer
    (result,) = draft([source], PACKAGE).values()
    assert (result.text, result.flags) == (text, tuple(map(str, flags)))


@pytest.mark.parametrize("sentence", ["The \U0001f691 came.", "Add \xbd a cup.", "With a * star.", "Go \u2192 there."])
def test_signs_that_packages_do_not_know_come_out_as_they_are(sentence: str, spanish: Package) -> None:
    (result,) = draft([sentence], spanish).values()

    def signs(text: str) -> list[str]:
        return [sign for sign in text if not sign.isalpha() and sign not in " .\\"]

    assert signs(result.text) == signs(sentence)


def test_a_lost_or_doubled_address_is_put_back_and_flagged(engine: Fake) -> None:
    sentence = "See www.example.org and b.example.org today."
    engine.always = "Vea XX2 hoy XX2."
    (result,) = draft([sentence], PACKAGE).values()
    assert result.flags == ("protected",)
    assert result.text.count("www.example.org") == 1
    assert result.text.count("b.example.org") == 1


def test_another_hypothesis_is_taken_when_the_best_one_has_a_fault(engine: Fake) -> None:
    """It costs nothing: the engine is asked once."""
    sentence = "The cat sleeps in 1917."
    better = Answer("El gato duerme en 1917.", -1.0, source=sentence)
    answer = Answer("El gato gato duerme en 1917.", -0.5, others=(lambda: better,), source=sentence)
    engine.outputs[sentence] = answer
    tally = Tally()
    (result,) = draft([sentence], PACKAGE, tally=tally).values()
    assert (result.text, result.flags) == (better.text, ())
    assert result.confidence == pytest.approx(0.3679, abs=1e-4)
    assert len(engine.asked) == 1
    assert (tally.found["repeated"], tally.mended["repeated"]) == (1, 1)


def test_the_least_bad_draft_is_kept_with_its_reason(engine: Fake) -> None:
    """Every way is tried, and what cannot be mended is flagged."""
    engine.always = "El gato gato duerme en la casa de su madre."
    (result,) = draft(["The cat sleeps in the house of its mother."], PACKAGE).values()
    assert (result.text, result.flags) == (engine.always, ("repeated",))
    assert 3 <= len(engine.asked) <= 5


def test_a_short_heading_takes_the_answer_of_most_ways(engine: Fake) -> None:
    engine.log_probability = -1.2
    engine.answers |= {"Heat": "Heat", "Heat.": "Jefe.", "heat": "calor", "heat.": "calor.", "The heat.": "El calor."}
    (result,) = draft(["Heat"], PACKAGE).values()
    assert result.text == "Calor"


def test_a_headline_in_title_case_is_translated_in_sentence_case(engine: Fake) -> None:
    engine.answers["Know your rights as a tenant"] = "Conozca sus derechos"
    engine.pieces = lambda word: 1  # type: ignore[method-assign]
    (result,) = draft(["Know Your Rights as a Tenant"], PACKAGE).values()
    assert engine.asked[0] == "Know your rights as a tenant"
    assert result.text == "Conozca sus derechos"


def test_terms_of_the_glossary_are_part_of_what_is_remembered(engine: Fake, tmp_path: Path) -> None:
    """Another row for a term drafts its sentences anew, and only these."""
    sentences = ["The tenant sleeps.", "The cat sleeps."]
    glossaries = [
        Glossary((Term(term="tenant", translation=word),), "en", "es") for word in ("inquilino", "arrendatario")
    ]
    with Cache(tmp_path / "c") as cache:
        for glossary in glossaries:
            engine.asked.clear()
            found = draft(sentences, PACKAGE, cache=cache, glossary=glossary)
            assert glossary.terms[0].translation in found[sentences[0]].text.lower()
    assert "The cat sleeps." not in engine.asked
    assert digest_of(sentences[0], glossaries[0]) != digest_of(sentences[0], glossaries[1])
    assert digest_of(sentences[1], glossaries[0]) == ""


def test_windows_do_not_change_the_drafts(engine: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = [f"Cat number {number} of {'many ' * (number % 7)}cats." for number in range(40)]
    whole = draft(sentences, PACKAGE)
    monkeypatch.setattr(module, "WINDOW", 7)
    assert draft(sentences, PACKAGE) == whole


def test_two_packages_one_after_the_other(two_steps: Path) -> None:
    """English to Spanish to Esperanto: marks stay, and a glossary term goes through both untouched."""
    way = route(language("en"), language("eo"), [two_steps])
    plain = draft(["The **cat** drinks water."], way)
    assert plain["The **cat** drinks water."].text.count("**") == 2
    glossary = Glossary((Term(term="water", translation="akvo el Vieno"),), "en", "eo")
    (result,) = draft(["The **cat** drinks water, see `water`."], way, glossary=glossary).values()
    assert "akvo el Vieno" in result.text
    assert "`water`" in result.text


def test_the_real_package_drafts(spanish: Package, portuguese: Package) -> None:
    sentence = "The workers of the **factory** are on strike: see https://example.org/a_b and `code_x`."
    spanish_draft = draft([sentence, "CLOSE THE WINDOW"], spanish)
    assert "**fábrica**" in spanish_draft[sentence].text
    assert spanish_draft["CLOSE THE WINDOW"].text.isupper()
    assert "https://example.org/a_b" in spanish_draft[sentence].text
    assert "`code_x`" in draft([sentence], portuguese)[sentence].text
    assert all(0 < item.confidence <= 1 for item in spanish_draft.values())


def test_the_same_draft_alone_and_among_many(spanish: Package) -> None:
    """A sentence's draft does not depend on its neighbours in the batch."""
    sentences = [
        f"The {thing} was closed in {place}." for thing in ("school", "law", "house") for place in ("May", "Rome")
    ]
    together = draft(sentences, spanish)
    assert all(draft([sentence], spanish)[sentence].text == together[sentence].text for sentence in sentences)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=60), min_size=5, max_size=5))
@example(["\ud800 a", "a\0b", "\u2028 word", "ﷺ ﬁ", "X1 [X1](X1)"])
@example(["", "", "", "", "Õe"])
def test_any_text_gets_a_draft(spanish: Package, sentences: list[str]) -> None:
    """Any Unicode: no exception, nothing empty made of something."""
    result = draft(sentences, spanish)
    assert list(result) == list(dict.fromkeys(sentences))
    for sentence, translation in result.items():
        assert bool(translation.text.strip()) == bool(sentence.strip())
        assert 0 <= translation.confidence <= 1


def test_drafts_stream(engine: Fake) -> None:
    stream = drafted([f"Cat {number} x" for number in range(100)], PACKAGE)
    next(stream)
    assert len(engine.asked) == 1
