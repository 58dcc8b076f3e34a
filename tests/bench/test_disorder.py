"""The disorder that alignment is measured on keeps track of what belongs together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bench.aligning import Lengths
from bench.disorder import CLEAN, DISORDERS, EDITED, Disorder, disturbed
from pipeline.review.bitext import Sentence
from pipeline.review.bitext_paths import align_texts
from pipeline.text.document import Role

COUNT = 30
SOURCE = tuple(
    Sentence(text=f"This is the sentence number {n} of a text.", words=f"This is the sentence number {n} of a text.",
             role=Role.PARAGRAPH, unit=n // 3)
    for n in range(COUNT)
)  # fmt: skip
TARGET = tuple(
    Sentence(text=f"Esta es la frase número {n}, de un texto que es corto.",
             words=f"Esta es la frase número {n}, de un texto que es corto.", role=Role.PARAGRAPH, unit=n // 3)
    for n in range(COUNT)
)  # fmt: skip


def test_without_disorder_each_sentence_goes_with_its_own() -> None:
    target, truth = disturbed(SOURCE, TARGET, CLEAN, (), "es")
    assert [sentence.text for sentence in target] == [sentence.text for sentence in TARGET]
    assert truth == {((place,), (place,)) for place in range(COUNT)}


@given(st.integers(0, 1000), st.sampled_from(DISORDERS))
def test_pairs_hold_each_sentence_once_and_their_numbers_agree(seed: int, disorder: Disorder) -> None:
    target, truth = disturbed(SOURCE, TARGET, disorder, ("Algo que nadie ha dicho.",), "es", seed)
    ours = [place for source, _ in truth for place in source]
    theirs = [place for _, found in truth for place in found]
    assert len(ours) == len(set(ours))
    assert len(theirs) == len(set(theirs))
    for source, found in truth:
        said = " ".join(target[place].text for place in found)
        # A half that was lost with its whole takes its number with it, but no other number comes in.
        assert {n for n in range(COUNT) if f" {n}," in said or f" {n}." in said} <= set(source)


def test_the_same_seed_gives_the_same_disorder() -> None:
    assert disturbed(SOURCE, TARGET, EDITED, ("Algo.",), "es", 7) == disturbed(
        SOURCE, TARGET, EDITED, ("Algo.",), "es", 7
    )


def test_lengths_alone_align_what_is_in_order() -> None:
    source = tuple(
        Sentence(text="x" * n, words="x" * n, role=Role.PARAGRAPH, unit=at)
        for at, n in enumerate((20, 90, 35, 150, 60))
    )
    bitext = align_texts(source, source, "es", Lengths(source, source))
    assert all(bead.source == bead.target for bead in bitext)
