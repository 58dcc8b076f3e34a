"""What an old translation has becomes entries of a catalogue; what a person wrote stays."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from pipeline.review.bitext import Bead, Bitext, Sentence
from pipeline.review.bitext_entries import Fate, Offer, settle
from pipeline.review.bitext_offers import Manner, offers_of
from pipeline.review.catalogue import (
    ALIGNED,
    Catalogue,
    Draft,
    Entry,
    Origin,
    State,
    approve,
    revise,
    with_drafts,
    with_entries,
)
from pipeline.review.merge import merge
from pipeline.review.remarks import Remark, RemarkKind, remarks, versions, with_remark
from pipeline.text.document import Role

DAY = datetime.date(2026, 11, 22)
SOURCE = "Open the window at night."
OLD = "Abre la ventana de noche."
OTHER = "Por la noche, abre la ventana."
EMPTY = Catalogue(slug="window", language="es", entries=(Entry(source=SOURCE),))
ARGOS = Draft(text="Abrir la ventana por la noche.", origin=Origin(engine="argos", package="en-es", version="1.0"))


def sure(text: str = OLD) -> Offer:
    return Offer(source=SOURCE, text=text, confidence=0.99, sure=True)


def doubtful(text: str = OLD) -> Offer:
    return Offer(source=SOURCE, text=text, confidence=0.6, sure=False, flags=("paired",))


def settled(catalogue: Catalogue, offer: Offer) -> tuple[Fate, Entry, Catalogue]:
    new, (done,) = settle(catalogue, [offer], "Ana", DAY, package="hoja.docx")
    return done.fate, new[SOURCE], new


@pytest.mark.parametrize("before", [EMPTY, with_drafts(EMPTY, {SOURCE: ARGOS})], ids=["nothing", "a machine's draft"])
def test_what_is_sure_is_approved_and_what_is_not_is_a_draft(before: Catalogue) -> None:
    fate, entry, _ = settled(before, sure())
    assert (fate, entry.state, entry.target, entry.reviewer) == (Fate.APPROVED, State.APPROVED, OLD, "Ana")
    assert entry.approved_on == DAY
    fate, entry, _ = settled(before, doubtful())
    assert (fate, entry.state, entry.target, entry.warnings) == (Fate.DRAFT, State.DRAFT, OLD, ("paired",))
    assert entry.origin == Origin(engine=ALIGNED, package="hoja.docx", version="2026-11-22", confidence=0.6)


def test_no_machine_and_no_merge_takes_an_aligned_draft_away() -> None:
    _, entry, catalogue = settled(EMPTY, doubtful())
    assert entry.touched
    assert with_drafts(catalogue, {SOURCE: ARGOS}) == catalogue
    assert OLD in {gone.target for gone in merge(catalogue, []).obsolete}


def test_once_more_changes_nothing() -> None:
    for offer in (sure(), doubtful(), replace(doubtful(), whole="In one: " + OLD)):
        for before in (EMPTY, approve(EMPTY, SOURCE, OTHER, "Bia", DAY), revise(EMPTY, SOURCE, OTHER)):
            _, _, once = settled(before, offer)
            _, _, twice = settled(once, offer)
            assert twice == once


def test_a_later_run_that_is_surer_approves_its_own_draft() -> None:
    _, _, catalogue = settled(EMPTY, doubtful(OTHER))
    fate, entry, _ = settled(catalogue, sure())
    assert (fate, entry.target, entry.state) == (Fate.APPROVED, OLD, State.APPROVED)


def test_a_draft_that_a_person_changed_since_is_theirs() -> None:
    _, _, catalogue = settled(EMPTY, doubtful())
    fate, entry, _ = settled(revise(catalogue, SOURCE, OTHER), sure())
    assert (fate, entry.target) == (Fate.BESIDE, OTHER)


@pytest.mark.parametrize(
    "before", [approve(EMPTY, SOURCE, OTHER, "Bia", DAY), revise(EMPTY, SOURCE, OTHER)], ids=["approved", "unfinished"]
)
def test_what_a_person_wrote_stays(before: Catalogue) -> None:
    fate, entry, _ = settled(before, sure())
    assert (fate, entry.target, entry.state) == (Fate.BESIDE, OTHER, before[SOURCE].state)
    assert [(version.text, version.who) for version in versions(entry)] == [(OLD, "Ana")]
    fate, entry, _ = settled(before, doubtful())
    assert (fate, entry.target, versions(entry)) == (Fate.COMMENT, OTHER, ())
    assert OLD in remarks(entry)[-1].text


def test_the_same_words_keep_their_reviewer() -> None:
    before = approve(EMPTY, SOURCE, OLD, "Bia", DAY)
    fate, _, catalogue = settled(before, sure())
    assert fate is Fate.KNOWN
    assert catalogue == before


def test_comments_stay_with_a_machines_draft_that_gives_way() -> None:
    remark = Remark(RemarkKind.COMMENT, "Bia", DAY, "Which window?")
    drafted = with_drafts(EMPTY, {SOURCE: ARGOS})
    before = with_entries(drafted, [with_remark(drafted[SOURCE], remark)])
    fate, entry, _ = settled(before, sure())
    assert fate is Fate.APPROVED
    assert remarks(entry) == (remark,)


def sentence(text: str, unit: int = 0, draft: str = "", role: Role = Role.PARAGRAPH) -> Sentence:
    return Sentence(text=text, words=text, role=role, unit=unit, hypothesis=draft)


def bead(source: tuple[int, ...], target: tuple[int, ...], confidence: float = 0.99) -> Bead:
    return Bead(source, target, confidence=confidence)


def test_a_pair_below_the_threshold_or_against_a_check_is_not_sure() -> None:
    bitext = Bitext((sentence("One."), sentence("Two.")), (sentence("Uno."), sentence("Dos.")),
                    (bead((0,), (0,)), bead((1,), (1,), 0.9)))  # fmt: skip
    assert [(offer.sure, offer.flags) for offer in offers_of(bitext, Manner())] == [(True, ()), (False, ("paired",))]
    against = Manner(threshold=0.5, veto=lambda source, _: ("values",) if source == "One." else ())
    assert [(offer.sure, offer.flags) for offer in offers_of(bitext, against)] == [(False, ("values",)), (True, ())]


def test_several_sentences_for_one_are_joined() -> None:
    bitext = Bitext((sentence("One, two."),), (sentence("Uno."), sentence("Dos.")), (bead((0,), (0, 1)),))
    (offer,) = offers_of(bitext, Manner())
    assert (offer.text, offer.sure) == ("Uno. Dos.", True)


def test_one_sentence_for_two_is_divided_where_each_half_is_like_its_draft() -> None:
    source = (sentence("The baker brings rolls.", draft="El panadero trae rollos."),
              sentence("An engineer has a queue now.", draft="Un ingeniero tiene una cola ahora."))  # fmt: skip
    target = sentence("El panadero trae panecillos, y un ingeniero tiene ahora cola.")
    offers = offers_of(Bitext(source, (target,), (bead((0, 1), (0,)),)), Manner())
    drafts = [(offer.text, offer.sure, offer.flags) for offer in offers if not offer.whole]
    assert drafts == [("El panadero trae panecillos.", False, ("divided",)),
                      ("Un ingeniero tiene ahora cola.", False, ("divided",))]  # fmt: skip
    assert [target.text in offer.whole for offer in offers if offer.whole] == [True, True]


def test_one_sentence_that_cannot_be_divided_is_a_comment_of_both() -> None:
    bitext = Bitext((sentence("One."), sentence("Two.")), (sentence("Uno y dos."),), (bead((0, 1), (0,)),))
    assert [(offer.source, bool(offer.whole), offer.sure) for offer in offers_of(bitext, Manner())] == [
        ("One.", True, False), ("Two.", True, False),
    ]  # fmt: skip


def test_a_sentence_that_comes_twice_has_one_translation_and_no_wording_is_lost() -> None:
    source = (sentence("Knock twice."), sentence("Knock twice."), sentence("Knock twice."))
    target = (sentence("Llama dos veces."), sentence("Toca dos veces."), sentence("Llama dos veces."))
    beads = (bead((0,), (0,), 0.96), bead((1,), (1,), 0.97), bead((2,), (2,)))
    best, other = offers_of(Bitext(source, target, beads), Manner())
    assert (best.text, best.sure, best.confidence) == ("Llama dos veces.", True, 0.99)
    assert "Toca dos veces." in other.whole


def test_the_number_of_a_lost_footnote_is_no_word_of_it() -> None:
    for lead in ("(1) ", "1. ", "¹ ", "2 ", "* "):
        target = sentence(f"{lead}Guarda una copia.")
        bitext = Bitext((sentence("Keep a copy.", role=Role.FOOTNOTE),), (target,), (bead((0,), (0,)),))
        assert [offer.text for offer in offers_of(bitext, Manner())] == ["Guarda una copia."]
