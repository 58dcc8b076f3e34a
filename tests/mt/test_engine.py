"""The engine, with the real starter package."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.mt.draft import draft
from pipeline.mt.engine import (
    BATCH_SENTENCES,
    BATCH_TOKENS,
    PIECE_TOKENS,
    Engine,
    Job,
    Search,
    batches,
    engine_for,
    threads_for,
)
from pipeline.mt.packages import Package, unpacked

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = (
    "The workers of the factory are on strike.",
    "We need a new house and clean water for the children.",
    "The law was changed in 1917.",
    "Close the window at noon.",
    "Yes.",
    "She said that the river was dangerous in summer, and nobody believed her.",
)


def test_a_plain_sentence_gets_the_translation_that_argos_gives(spanish: Package, portuguese: Package) -> None:
    """The same tokens come out of argostranslate's own function, one sentence at a time."""
    import ctranslate2
    from argostranslate import package as argos_package
    from argostranslate import translate as argos_translate

    class Whole:
        def split_sentences(self, text: str) -> list[str]:
            return [text]

    for package in (spanish, portuguese):
        folder = unpacked(package)
        translator = ctranslate2.Translator(str(folder / "model"), device="cpu")
        opened = argos_package.Package(folder)
        theirs = [
            argos_translate.apply_packaged_translation(opened, sentence, translator, Whole(), 1)[0].value
            for sentence in SENTENCES
        ]
        ours = [output.text for output in engine_for(package).translate(map(Job, SENTENCES))]
        assert ours == theirs


def test_outputs_come_in_the_order_of_the_jobs(spanish: Package) -> None:
    """Also when jobs with and without alignment, empty ones and long ones mix."""
    engine = engine_for(spanish)
    alone = {sentence: next(engine.translate([Job(sentence)])).text for sentence in SENTENCES}
    mixed = [Job(sentence, Search(beam=4 + number % 2)) for number, sentence in enumerate(SENTENCES * 3)]
    mixed.insert(4, Job(""))
    outputs = list(engine.translate(mixed))
    assert [output.text for output in outputs] == [alone.get(job.text, "") for job in mixed]


def test_jobs_are_taken_as_needed(spanish: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first output is there long before the last job is asked for: memory does not grow with the project."""
    monkeypatch.setattr("pipeline.mt.engine.CHUNK_TOKENS", 512)
    taken = 0

    def jobs():  # type: ignore[no-untyped-def]
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield Job(f"The {number} cats.")

    stream = engine_for(spanish).translate(jobs())
    next(stream)
    stream.close()
    assert taken < 5_000


@given(st.lists(st.integers(0, 2 * BATCH_TOKENS), max_size=200))
def test_batches_hold_every_piece_once_within_their_limits(lengths: list[int]) -> None:
    """The longest piece comes first, and what is in one batch alone is too long for any."""
    found = list(batches(lengths))
    assert sorted(place for batch in found for place in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) <= BATCH_SENTENCES
        assert len(batch) * lengths[batch[0]] <= BATCH_TOKENS or len(batch) == 1
    in_order = [lengths[place] for batch in found for place in batch]
    assert in_order == sorted(lengths, reverse=True)


def test_few_pieces_are_shared_out_between_two_batches() -> None:
    assert [len(batch) for batch in batches([57] * 6)] == [3, 3]
    assert [len(batch) for batch in batches([9])] == [1]
    assert list(batches([])) == []


def test_alignment_has_a_row_for_each_token_and_points_at_the_word(spanish: Package) -> None:
    (output,) = engine_for(spanish).translate([Job("The workers of the factory are on strike.")])
    (block,) = output.blocks
    assert len(block.weights) == len(block.target)
    words = {output.text[start:end]: row for (start, end), row in zip(block.target, block.weights, strict=True)}
    row = words["trabajadores"]
    start, end = block.source[row.index(max(row))]
    assert "The workers of the factory are on strike."[start:end] == "workers"


def test_confidence_is_a_mean_of_log_probabilities(spanish: Package) -> None:
    engine = engine_for(spanish)
    good, bad = engine.translate([Job("The law was changed in 1917."), Job("Zxq wvv blorp gnarl fnord.")])
    assert 0 >= good.log_probability > bad.log_probability
    assert 0 < math.exp(bad.log_probability) < math.exp(good.log_probability) < 1


def test_a_dropped_clause_is_seen_in_the_attention(spanish: Package) -> None:
    """The part of the source that no word of the translation looked at; nothing where all of it was."""
    engine = engine_for(spanish)
    (whole,) = engine.translate([Job("She said that the river was dangerous in summer.")])
    assert whole.uncovered(3) == ()
    part = whole.parts[0]
    half = replace(part, tokens=part.tokens[: len(part.tokens) // 3])

    class First:
        attention = (whole.parts[0].result.attention[0][: len(half.tokens)],)

    cut = replace(whole, parts=(replace(half, result=First()),))
    (span,) = cut.uncovered(3)
    assert "in summer" in "She said that the river was dangerous in summer."[slice(*span)]


@pytest.mark.parametrize("text", ["ا" * 100, "kq zx;w9v,bb!q(r)w#pl0xj vm,,tt y[u]h n-b-g-c zz" * 3, "家" * 60])
def test_what_the_package_can_only_spell_stays_as_it_is(text: str, spanish: Package) -> None:
    """And takes no time: nothing is gained by translating noise."""
    (output,) = engine_for(spanish).translate([Job(text)])
    assert (output.text, output.kept) == (text, True)
    names, plain = engine_for(spanish).translate(
        [Job("Oluwaseun Adeyemi-Okonkwo lives in Llanfairpwllgwyngyll."), Job("Open the window.")]
    )
    assert not names.kept
    assert not plain.kept


def test_other_hypotheses_come_with_the_first(spanish: Package) -> None:
    (output,) = engine_for(spanish).translate([Job("Close the window at noon.")])
    others = [make() for make in output.others]
    assert len(others) == 3
    assert output.text not in [other.text for other in others]
    assert all(other.blocks and other.others == () for other in others)


def test_an_underscore_stays_an_underscore(spanish: Package) -> None:
    """Argos's own tokenizer turns it into a space."""
    (output,) = engine_for(spanish).translate([Job("foo_bar")])
    assert "_" in output.text


def test_nothing_of_a_very_long_sentence_is_lost(spanish: Package) -> None:
    """A sentence far over CTranslate2's limits (1,024 tokens in, 256 out) comes back whole, piece by piece."""
    names = [f"{number}" for number in range(1001, 1401)]
    sentence = "They brought " + ", ".join(f"the book {name}" for name in names) + "."
    (output,) = engine_for(spanish).translate([Job(sentence)])
    assert output.split
    assert 380 <= output.text.count("libro") <= 480
    assert output.text.count(".") == 1
    assert all(name in output.text for name in ("1001", "1113", "1241", "1399"))


@pytest.mark.parametrize("cores", [1, 2, 3, 8, 64])
def test_threads_never_exceed_the_cores(cores: int) -> None:
    workers, threads = threads_for(cores)
    assert 1 <= workers * threads <= cores


@pytest.mark.parametrize(
    "text",
    ["\0", "\u2581\u2581", "<0x41>", "<unk> </s> <s>", "é" * 600, "🙂" * 50, "ا" * 100, "a\u200db", "__es__", "⁇"],
)
def test_strange_texts_do_no_harm(text: str, spanish: Package) -> None:
    (output,) = engine_for(spanish).translate([Job(text)])
    assert isinstance(output.text, str)


def test_a_model_that_cannot_be_loaded_gives_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.bin").write_bytes(b"no model")
    (tmp_path / "sentencepiece.model").write_bytes(b"no pieces")
    metadata = {"from_code": "en", "to_code": "es", "package_version": "1"}
    (tmp_path / "metadata.json").write_text(json.dumps(metadata))
    package = Package(name="x", version="1", from_code="en", to_code="es", path=tmp_path)
    with pytest.raises(OctavillaError, match="cannot load the model"):
        Engine(package)


def test_only_what_both_distributions_share_is_used() -> None:
    """`argostranslate` and `argos-translate-lt`: `package.Package(path)` with `tokenizer` and `target_prefix`, and for
    `models install` `settings.remote_package_index`."""
    import re

    sources = ROOT / "pipeline"
    imports = {
        " ".join(found[0].split())
        for path in sources.rglob("*.py")
        for found in re.finditer(r"^\s*(?:from|import) argostranslate.*$", path.read_text(), re.MULTILINE)
    }
    assert imports == {
        "from argostranslate.package import Package as ArgosPackage",
        "from argostranslate import settings",
    }
    assert PIECE_TOKENS < 256


def test_a_package_with_moses_and_bpe_works(bpe_package: Path) -> None:
    """Argos's older kind, with a target prefix: random weights, so the words mean nothing, but all parts run."""
    package = Package(name="x", version="1", from_code="en", to_code="xx", path=bpe_package)
    sentences = ["The workers's tea, at 10.", "the end"]
    engine = Engine(package, cores=1)
    outputs = list(engine.translate(Job(sentence) for sentence in sentences))
    for sentence, output in zip(sentences, outputs, strict=True):
        assert not output.text.startswith("__xx__")
        (block,) = output.blocks
        assert block.source[0][0] == 0
        assert block.source[-1][1] == len(sentence)
    drafts = draft(["The **workers** of [the end](x_y)."], package)
    assert "](x_y)" in next(iter(drafts.values())).text


@pytest.mark.slow
@pytest.mark.skipif("PLAIN_ARGOSTRANSLATE" not in os.environ, reason="needs plain argostranslate, see docs")
def test_plain_argostranslate_gives_the_same(spanish: Package) -> None:
    """With the folder of plain `argostranslate` first on the path, without its heavy dependencies, drafts are equal."""
    code = """if True:
        import sys
        from pathlib import Path
        from pipeline.mt.draft import draft
        from pipeline.mt.packages import Package
        package = Package(name="p", version="0", from_code="en", to_code="es", path=Path(sys.argv[1]))
        print(draft(["The law was **changed** in 1917."], package))
        import argostranslate
        print(argostranslate.__file__)
    """
    plain = os.environ["PLAIN_ARGOSTRANSLATE"]
    command = [sys.executable, "-c", code, str(unpacked(spanish))]
    results = []
    for path in (os.pathsep.join((plain, str(ROOT))), str(ROOT)):
        environment = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        results.append(done.stdout.splitlines())
    assert Path(results[0][1]).is_relative_to(plain)
    assert not Path(results[1][1]).is_relative_to(plain)
    assert results[0][0] == results[1][0]
