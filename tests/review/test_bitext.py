"""Sentences of two languages are paired by their words, lengths and places."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.bitext import Bead, Bitext, Sentence
from pipeline.review.bitext_evidence import Anchor, Evidence
from pipeline.review.bitext_paths import align_texts, chain, corridor
from pipeline.review.bitext_sides import sentences_of, unit_lines
from pipeline.text.document import Role, texts_of
from pipeline.text.read import read_file, read_text

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "align"
WORDS = ("water", "agua", "night", "noche", "1,200", "Ana", "window", "ventana", "door", "the", "of", "la")


def side(*paragraphs: tuple[str, ...], said: dict[str, str] | None = None) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(text=text, words=text, role=Role.PARAGRAPH, unit=unit, hypothesis=(said or {}).get(text, ""))
        for unit, paragraph in enumerate(paragraphs)
        for text in paragraph
    )


DRAFTS = {
    "Put the kettle on before you open the door.": "Pon la tetera antes de abrir la puerta.",
    "The baker brings yesterday's rolls.": "El panadero trae los rollos de ayer.",
    "A retired engineer has a queue now.": "Un ingeniero jubilado tiene una cola ahora.",
    "Ring Milena on 01632 960 233.": "Llama a Milena en 01632 960 233.",
    "Cut a patch larger than the hole and sew it from the inside.":
        "Cortar un parche más grande que el agujero y coserlo desde dentro.",
    "Nobody is paid, and nobody pays.": "Nadie es pagado, y nadie paga.",
}  # fmt: skip
KETTLE, BAKER, ENGINEER, MILENA, PATCH, NOBODY = DRAFTS
ES = {
    KETTLE: "Pon agua a calentar antes de abrir la puerta.",
    BAKER: "El panadero trae los panecillos de ayer.",
    ENGINEER: "Un ingeniero jubilado ahora tiene cola.",
    MILENA: "Llama a Milena al 01632 960 233.",
    PATCH: "Corta un parche más grande que el agujero y cóselo por dentro.",
    NOBODY: "Nadie cobra y nadie paga.",
}


def pairs(bitext: Bitext) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    return {(bead.source, bead.target) for bead in bitext}


def test_sentences_that_say_the_same_are_paired_and_sure() -> None:
    bitext = align_texts(side(tuple(DRAFTS), said=DRAFTS), side(tuple(ES.values())), "es")
    assert pairs(bitext) == {((place,), (place,)) for place in range(6)}
    assert all(bead.confidence > 0.9 for bead in bitext)


def test_one_sentence_may_be_two() -> None:
    target = side((ES[KETTLE], "Corta un parche más grande que el agujero.", "Cóselo por dentro.", ES[NOBODY]))
    bitext = align_texts(side((KETTLE, PATCH, NOBODY), said=DRAFTS), target, "es")
    assert pairs(bitext) == {((0,), (0,)), ((1,), (1, 2)), ((2,), (3,))}


def test_two_sentences_may_be_one() -> None:
    target = side((ES[KETTLE], "El panadero trae los panecillos de ayer, y un ingeniero jubilado ahora tiene cola.",
                   ES[NOBODY]))  # fmt: skip
    bitext = align_texts(side((KETTLE, BAKER, ENGINEER, NOBODY), said=DRAFTS), target, "es")
    assert pairs(bitext) == {((0,), (0,)), ((1, 2), (1,)), ((3,), (2,))}


def test_what_one_side_lacks_stays_without_a_pair() -> None:
    source = side((KETTLE,), (BAKER, ENGINEER), (MILENA,), said=DRAFTS)
    target = side((ES[KETTLE],), ("Impreso en papel reciclado.",), (ES[MILENA],))
    bitext = align_texts(source, target, "es")
    assert pairs(bitext) == {((0,), (0,)), ((1,), ()), ((2,), ()), ((), (1,)), ((3,), (2,))}


def test_a_box_that_stands_elsewhere_is_found() -> None:
    source = side((KETTLE, BAKER), (ENGINEER, PATCH), (NOBODY,), (MILENA,), said=DRAFTS)
    target = side((ES[MILENA],), (ES[KETTLE], ES[BAKER]), (ES[ENGINEER], ES[PATCH]), (ES[NOBODY],))
    bitext = align_texts(source, target, "es")
    assert ((5,), (0,)) in pairs(bitext)
    assert sorted(bead.turn for bead in bitext) == [0, 0, 0, 0, 0, 1]


def test_names_and_numbers_speak_where_there_is_no_draft() -> None:
    source = side(("Ring Milena on 01632 960 233.", "The next date is 6 April 2019.", "Wharf Street School, room 4."))
    target = side(("Llama a Milena al 01632 960 233.", "La próxima fecha es el 6 de abril de 2019.",
                   "Escuela de Wharf Street, sala 4."))  # fmt: skip
    assert pairs(align_texts(source, target, "es")) == {((place,), (place,)) for place in range(3)}


def test_half_of_a_sentence_is_less_sure_than_the_whole() -> None:
    source = side((KETTLE, PATCH, NOBODY), said=DRAFTS)
    whole = align_texts(source, side((ES[KETTLE], ES[PATCH], ES[NOBODY])), "es")
    # The segmenter has cut a paragraph that was broken in the middle of a sentence.
    half = align_texts(source, side((ES[KETTLE],), ("Corta un parche más grande",), (ES[NOBODY],)), "es")
    sure = {bead.source: bead.confidence for bead in whole}
    assert all(bead.confidence < sure[bead.source] for bead in half if bead.source == (1,))


texts = st.lists(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4).map(tuple),
    max_size=8,
)


@given(texts, texts, st.booleans())
def test_each_sentence_is_in_one_bead_and_the_beads_of_a_turn_are_in_order(
    ours: list[tuple[str, ...]], theirs: list[tuple[str, ...]], drafted: bool
) -> None:
    said = {text: text.replace("water", "agua") for paragraph in ours for text in paragraph} if drafted else None
    source, target = side(*ours, said=said), side(*theirs)
    bitext = align_texts(source, target, "es")
    assert sorted(place for bead in bitext for place in bead.source) == list(range(len(source)))
    assert sorted(place for bead in bitext for place in bead.target) == list(range(len(target)))
    for bead in bitext:
        assert 0 <= bead.confidence <= 1
        for places in (bead.source, bead.target):
            assert places == tuple(range(places[0], places[0] + len(places))) if places else not bead.is_pair
    for turn in {bead.turn for bead in bitext}:
        own = [bead for bead in bitext if bead.is_pair and bead.turn == turn]
        assert own == sorted(own, key=lambda bead: bead.target)
    assert align_texts(source, target, "es") == bitext


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_the_chain_is_in_order_and_no_single_anchor_beats_it(places: list[tuple[int, int]]) -> None:
    anchors = [Anchor(source, target, 0.5) for source, target in dict(places).items()]
    found = chain(anchors)
    assert all(one.source < two.source and one.target < two.target for one, two in pairwise(found))
    assert bool(found) == bool(anchors)


@given(st.integers(0, 400), st.integers(0, 400), st.lists(st.tuples(st.integers(0, 399), st.integers(0, 399))))
def test_there_is_always_a_way_from_corner_to_corner(height: int, width: int, places: list[tuple[int, int]]) -> None:
    anchors = chain(Anchor(row, column, 1.0) for row, column in dict(places).items() if row < height and column < width)
    rows = corridor(anchors, height, width)
    assert len(rows) == height + 1
    assert rows[0][0] == 0
    assert rows[-1][1] == width
    assert all(first <= last for first, last in rows)
    assert all(next_first <= last for (_, last), (next_first, _) in pairwise(rows))


def test_the_work_grows_with_the_length_not_with_its_square() -> None:
    def looked_at(count: int) -> int:
        drafts = {
            f"Sentence number {n} about the topic x{n}y.": f"La frase {n} trata del tema x{n}y." for n in range(count)
        }
        source, target = side(*((text,) for text in drafts), said=drafts), side(*((text,) for text in drafts.values()))
        evidence = Evidence(source, target, "es")
        align_texts(source, target, "es", evidence)
        return evidence.looked_at

    assert looked_at(400) < 6 * looked_at(100)


def test_sentences_know_their_lines() -> None:
    document = read_text(
        "---\ntitle: One\n---\n\nTwo. Three.\n\n- four\n- five\n\n| six | seven |\n|--|--|\n| 8 | nine |\n",
        slug="x", path=Path("x.md"),
    )  # fmt: skip
    found = [(sentence.words, sentence.line) for sentence in sentences_of(document)]
    assert found == [("One", 1), ("Two.", 5), ("Three.", 5), ("four", 7), ("five", 8), ("six", 10), ("seven", 10),
                     ("nine", 12)]  # fmt: skip
    assert len(tuple(unit_lines(document))) == len(texts_of(document))


def test_an_old_leaflet_with_the_disorder_of_real_life() -> None:
    """The box with the address stands first, a chapter is missing, sentences are joined, divided, new, out of date."""
    drafts = json.loads((GOLDEN / "repair-table.drafts.json").read_text(encoding="utf-8"))
    bitext = align_texts(
        sentences_of(read_file(GOLDEN / "repair-table.en.md", "en"), drafts),
        sentences_of(read_file(GOLDEN / "repair-table.es.md", "es")),
        "es",
    )
    shown = "".join(f"{_shown(bitext, bead)}\n" for bead in bitext)
    assert shown == (GOLDEN / "repair-table.beads.txt").read_text(encoding="utf-8")


def _shown(bitext: Bitext, bead: Bead) -> str:
    sure = f"{int(bead.confidence * 10) * 10} %" if bead.is_pair else "alone"
    moved = f", moved {bead.turn}" if bead.turn else ""
    ours = [f"  < {bitext.source[place].words}\n" for place in bead.source]
    theirs = [f"  > {bitext.target[place].words}\n" for place in bead.target]
    return f"{sure}{moved}\n{''.join((*ours, *theirs))}"
