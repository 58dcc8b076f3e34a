"""Three-way merge: what went out, what is here, what came back."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from exchange_rows import COLD, COLD_ES, DAY, ENTRIES, NEW, REST, WINDOW, catalogue, export
from work import ratio

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import FUZZY, Catalogue, Draft, Entry, Origin, State, approve, revise, with_drafts
from pipeline.review.exchange.merging import Kind, merge_batch
from pipeline.review.exchange.model import Batch, Export, Returned
from pipeline.review.exchange.report import MERGED_BEFORE
from pipeline.review.exchange.settled import Past
from pipeline.review.journal import Event, Record
from pipeline.review.remarks import Remark, RemarkKind, remarks, versions, with_remark, without_remark


def returned(out: Export, **changes: Any) -> Batch:
    """Return the rows as they went out, but for `changes`: for each sentence a dictionary of what is different."""
    rows = [Returned(key=r.key, source=r.source, target=r.target, place=f"row {r.number}") for r in out.rows]
    by_name = {"window": WINDOW, "cold": COLD, "new": NEW, "rest": REST}
    wanted = {by_name[name]: fields for name, fields in changes.items()}
    return Batch(
        slug="window", language="es", kind="xlsx", rows=tuple(replace(r, **wanted.get(r.source, {})) for r in rows)
    )


def merged(batch: Batch, here: Catalogue | None = None, **options: Any) -> tuple[Catalogue, list[Kind]]:
    """Return the catalogue and what became of the rows; merging again must change nothing."""
    ours = catalogue() if here is None else here
    new, report = merge_batch(ours, batch, "Ana Reyes", DAY, **options)
    again, _ = merge_batch(new, batch, "Ana Reyes", DAY, **options)
    assert again == new
    return new, [row.kind for row in report.rows]


def machine(text: str) -> Catalogue:
    """Return the catalogue with a machine's draft of the first sentence that nobody touched."""
    open_ = catalogue((Entry(source=WINDOW, notes=("paragraph",)), *ENTRIES[1:]))
    return with_drafts(open_, {WINDOW: Draft(text=text, origin=Origin(engine="argos"))})


def export_here(here: Catalogue) -> Export:
    return export(here.entries)


def test_what_comes_back_as_it_went_out_changes_nothing() -> None:
    new, kinds = merged(returned(export()))
    assert new == catalogue()
    assert set(kinds) == {Kind.UNCHANGED}


def test_an_edit_is_taken_and_approved_with_name_and_day() -> None:
    new, kinds = merged(returned(export(), window={"target": "Cierra las ventanas."}))
    entry = new[WINDOW]
    assert kinds[0] is Kind.TAKEN
    assert (entry.target, entry.state, entry.reviewer, entry.approved_on) == (
        "Cierra las ventanas.",
        State.APPROVED,
        "Ana Reyes",
        DAY,
    )


def test_an_edit_that_the_file_calls_a_draft_stays_one_and_is_a_persons() -> None:
    new, _ = merged(returned(export(), window={"target": "Cierra las", "approved": False}))
    assert new[WINDOW].state is State.DRAFT
    assert new[WINDOW].touched


def test_approving_a_draft_as_it_is_approves_it() -> None:
    new, kinds = merged(returned(export(), window={"approved": True}))
    assert kinds[0] is Kind.APPROVED
    assert new[WINDOW].reviewer == "Ana Reyes"


def test_an_approval_that_went_out_is_nobodys_new_one() -> None:
    here = approve(catalogue(), WINDOW, "Cierra la ventana.", "Bia", DAY)
    new, kinds = merged(returned(export_here(here), window={"approved": True}), here)
    assert kinds[0] is Kind.UNCHANGED
    assert new[WINDOW].reviewer == "Bia"


def test_taking_an_approval_back_makes_a_draft_of_it() -> None:
    new, _ = merged(returned(export(), cold={"approved": False}))
    assert (new[COLD].state, new[COLD].target) == (State.DRAFT, COLD_ES)


def test_an_edit_of_a_stale_translation_settles_it() -> None:
    new, _ = merged(returned(export(), rest={"target": "Descansa **ahora**."}))
    assert (new[REST].state, new[REST].previous) == (State.APPROVED, None)


def test_both_changed_keeps_ours_and_theirs_beside_it() -> None:
    out = export()
    here = approve(catalogue(), WINDOW, "Cierre la ventana.", "Bia", DAY)
    new, kinds = merged(returned(out, window={"target": "Cerrad la ventana."}), here)
    assert kinds[0] is Kind.CONFLICT
    assert (new[WINDOW].target, new[WINDOW].reviewer) == ("Cierre la ventana.", "Bia")
    assert [(v.text, v.who) for v in versions(new[WINDOW])] == [("Cerrad la ventana.", "Ana Reyes")]


def test_both_changed_to_the_same_is_no_conflict() -> None:
    out = export()
    here = approve(catalogue(), WINDOW, "Cerrad la ventana.", "Bia", DAY)
    new, kinds = merged(returned(out, window={"target": " Cerrad la ventana.\r\n"}), here)
    assert (new, kinds[0]) == (here, Kind.UNCHANGED)


def test_a_machines_new_draft_gives_way_to_a_persons_text() -> None:
    out = export_here(machine("Cierra la ventana."))
    here = machine("Cerrar la ventana.")
    for changes in ({"target": "Cerrad la ventana."}, {"approved": True}):
        new, kinds = merged(returned(out, window=changes), here)
        assert kinds[0] is Kind.TAKEN
        assert new[WINDOW].state is State.APPROVED


def test_ours_changed_and_theirs_came_back_as_it_went_out_keeps_ours() -> None:
    """Also where the sentence that ours belonged to has been settled since: a stale one that somebody else mended."""
    out = export()
    here = approve(catalogue(), REST, "Descansa **ya**.", "Bia", DAY)
    assert merged(returned(out), here) == (here, [Kind.UNCHANGED] * 4)


def test_an_empty_translation_removes_nothing() -> None:
    new, kinds = merged(returned(export(), cold={"target": " \n "}, window={"target": "", "approved": True}))
    assert (new, set(kinds)) == (catalogue(), {Kind.UNCHANGED})


def test_marks_that_are_missing_keep_ours_and_theirs_beside_it() -> None:
    flat = "Bebe agua fría y fresca."
    new, kinds = merged(returned(export(), cold={"target": flat}))
    assert kinds[1] is Kind.BROKEN
    assert (new[COLD].target, [v.text for v in versions(new[COLD])]) == (COLD_ES, [flat])


def test_the_report_says_which_marks_are_missing() -> None:
    batch = returned(export(), cold={"target": "Bebe *agua* **fría y *fresca***.[^2]"})
    message = merge_batch(catalogue(), batch, "Ana", DAY)[1].rows[1].message
    for part in ("a link is missing", "the footnote mark [^1] is missing", "[^2] is too many", "italics is too many"):
        assert part in message


def test_another_address_is_no_broken_mark() -> None:
    new, kinds = merged(returned(export(), cold={"target": COLD_ES.replace("a=1&b=2", "lang=es")}))
    assert kinds[1] is Kind.TAKEN
    assert "lang=es" in new[COLD].target


def test_marks_that_somebody_approved_as_they_are_may_stay() -> None:
    here = approve(catalogue(), COLD, "Bebe agua fría.[^1]", "Bia", DAY)
    _, kinds = merged(returned(export_here(here), cold={"target": "Bebed agua fría.[^1]"}), here)
    assert kinds[1] is Kind.TAKEN


def test_a_draft_with_broken_marks_is_not_approved() -> None:
    entries = (replace(ENTRIES[1], target="Bebe agua.", flags=(FUZZY,)),)
    here = catalogue(entries)
    batch = Batch(rows=(Returned(key=export(entries).rows[0].key, source=COLD, target="Bebe agua.", approved=True),))
    new, kinds = merged(batch, here)
    assert (new, kinds) == (here, [Kind.BROKEN])


def test_a_persons_text_of_an_unknown_sentence_comes_back_with_the_sentence(sentences: Any) -> None:
    from pipeline.review.merge import merge

    out = export()
    here = catalogue(ENTRIES[1:])
    new, kinds = merged(returned(out, window={"target": "Cerrad la ventana."}), here)
    assert kinds[0] is Kind.UNKNOWN
    assert WINDOW not in new
    back = merge(new, sentences(WINDOW, COLD, NEW, REST))
    assert (back[WINDOW].target, back[WINDOW].state) == ("Cerrad la ventana.", State.APPROVED)


def test_a_machines_text_of_an_unknown_sentence_is_not_kept() -> None:
    new, kinds = merged(returned(export()), catalogue(ENTRIES[1:]))
    assert (new.obsolete, kinds[0]) == ((), Kind.UNCHANGED)


def test_an_unknown_sentence_whose_base_is_unknown_is_kept_but_not_approved() -> None:
    new, _ = merged(Batch(rows=(Returned(source="Elsewhere.", target="En otra parte."),)))
    assert [(e.source, e.target, e.state) for e in new.obsolete] == [("Elsewhere.", "En otra parte.", State.DRAFT)]


def test_a_sentence_among_the_obsolete_ones_gets_what_came_back() -> None:
    out = export()
    here = replace(catalogue(ENTRIES[:1]), obsolete=(ENTRIES[1],))
    text = COLD_ES.replace("Bebe", "Bebed")
    new, kinds = merged(returned(out, cold={"target": text}), here)
    assert kinds[1] is Kind.UNKNOWN
    assert [e.target for e in new.obsolete if e.source == COLD] == [text]


def test_a_lost_key_is_made_up_for_by_the_sentence() -> None:
    changed = COLD_ES.replace("Bebe", "Bebed")
    batch = returned(export(), window={"key": "", "target": "Cerrad."}, cold={"key": "", "target": changed})
    new, kinds = merged(batch, machine("Cierra."))
    assert kinds[:2] == [Kind.TAKEN, Kind.CONFLICT]
    assert (new[WINDOW].target, new[COLD].target) == ("Cerrad.", COLD_ES)
    assert [v.text for v in versions(new[COLD])] == [changed]


def test_a_sentence_whose_quotes_and_spaces_a_program_put_right_is_known_still() -> None:
    here = catalogue((Entry(source='He said "no" to  it.'),))
    batch = Batch(rows=(Returned(source="He said “no” to it.", target="Dijo que no."),))
    assert merged(batch, here)[1] == [Kind.TAKEN]


def test_keys_that_were_sorted_without_their_rows_do_no_harm() -> None:
    """The hidden column stayed where it was while the others were sorted: the sentences tell."""
    texts = [f"Sentence {n}." for n in range(8)]
    here = catalogue(Entry(source=text, target=f"Frase {n}.", flags=(FUZZY,)) for n, text in enumerate(texts))
    rows = export_here(here).rows
    shuffled = [*rows[3:], *rows[:3]]
    batch = Batch(
        rows=tuple(
            Returned(key=key.key, source=r.source, target="Otra." if r.number == 5 else r.target)
            for key, r in zip(rows, shuffled, strict=True)
        )
    )
    new, kinds = merged(batch, here)
    assert kinds.count(Kind.UNCHANGED) == 7
    assert new[texts[4]].target == "Otra."


def test_translations_that_were_sorted_without_their_sentences_are_refused() -> None:
    texts = [f"Sentence {n}." for n in range(8)]
    here = catalogue(Entry(source=text, target=f"Frase {n}.", flags=(FUZZY,)) for n, text in enumerate(texts))
    rows = export_here(here).rows
    batch = Batch(
        rows=tuple(Returned(key=a.key, source=a.source, target=b.target) for a, b in zip(rows, rows[::-1], strict=True))
    )
    with pytest.raises(OctavillaError, match="sorted without the others"):
        merge_batch(here, batch, "Ana", DAY)


def test_a_row_that_is_there_twice_loses_neither_text() -> None:
    out = export()
    first = returned(out, window={"target": "Una."}).rows[0]
    new, kinds = merged(Batch(rows=(first, replace(first, target="Dos."))))
    assert kinds == [Kind.TAKEN, Kind.CONFLICT]
    assert (new[WINDOW].target, [v.text for v in versions(new[WINDOW])]) == ("Una.", ["Dos."])


def test_comments_become_remarks_once() -> None:
    new, kinds = merged(returned(export(), cold={"comment": "¿Fría?\nMejor fresca."}))
    assert kinds.count(Kind.COMMENT) == 1
    assert [(r.kind, r.who, r.text) for r in remarks(new[COLD])] == [
        (RemarkKind.COMMENT, "Ana Reyes", "¿Fría?\nMejor fresca.")
    ]


def test_what_was_said_before_is_no_new_comment() -> None:
    here = catalogue((with_remark(ENTRIES[0], Remark(RemarkKind.COMMENT, "Bia", DAY, "¿Ventanas?")), *ENTRIES[1:]))
    shown = export_here(here).rows[0].comment
    new, _ = merged(returned(export_here(here), window={"comment": f"{shown}\nSí."}), here)
    assert [r.text for r in remarks(new[WINDOW])] == ["¿Ventanas?", "Sí."]


def past(*steps: tuple[str, Catalogue, Catalogue]) -> Past:
    """Return the history of the first sentence: what was done, and the catalogues before and after."""
    when = datetime.datetime(2026, 11, 14, tzinfo=datetime.UTC)
    records = []
    for number, (action, before, after) in enumerate(steps):
        old, new = before[WINDOW], after[WINDOW]
        event = Event(
            when=when, who="Ana", action=action, source=WINDOW, before=old.target, after=new.target, state=new.state,
            id=str(number),
        )  # fmt: skip
        records.append(Record(event=event, old=old, new=new, batch=str(number)))
    return lambda source: records if source == WINDOW else ()


def settled(here: Catalogue) -> Catalogue:
    """Return a catalogue without what was said of the first sentence."""
    entry = here[WINDOW]
    for remark in remarks(entry):
        entry = without_remark(entry, remark)
    return replace(here, entries=(entry, *here.entries[1:]))


@pytest.mark.parametrize("target", ["Cerrad.", "**Cerrad.**"], ids=["conflict", "broken"])
def test_what_was_merged_before_and_settled_since_does_not_come_up_again(target: str) -> None:
    batch = returned(export(), window={"target": target, "comment": "¿Así?"})
    here = approve(catalogue(), WINDOW, "Cierre.", "Bia", DAY)
    first, _ = merge_batch(here, batch, "Ana Reyes", DAY)
    after = settled(first)
    known = past(("approve", catalogue(), here), ("merge", here, first), ("choose", first, after))
    again, report = merge_batch(after, batch, "Ana Reyes", DAY, past=known)
    assert again == after
    assert (report.rows[0].kind, report.rows[0].message) == (Kind.UNCHANGED, MERGED_BEFORE)
    assert merge_batch(after, batch, "Ana Reyes", DAY)[0] == first


@pytest.mark.parametrize("target", ["Cerrad.", "**Cerrad.**"], ids=["conflict", "broken"])
def test_what_still_waits_for_a_choice_is_told_of_again_and_kept_once(target: str) -> None:
    batch = returned(export(), window={"target": target})
    here = approve(catalogue(), WINDOW, "Cierre.", "Bia", DAY)
    first, report = merge_batch(here, batch, "Ana Reyes", DAY)
    again, later = merge_batch(
        first, batch, "Ana Reyes", DAY + datetime.timedelta(days=1), past=past(("merge", here, first))
    )
    assert again == first
    assert [row.kind for row in later.rows] == [row.kind for row in report.rows]
    assert later.rows[0].message.endswith(", as before")


def test_a_conflict_settled_in_another_program_does_not_come_up_again() -> None:
    """The history then knows neither what went out nor the choice."""
    batch = returned(export(), window={"target": "Cerrad."})
    here = approve(catalogue(), WINDOW, "Cierre.", "Bia", DAY)
    first, _ = merge_batch(here, batch, "Ana Reyes", DAY)
    assert merge_batch(settled(first), batch, "Ana Reyes", DAY, past=past(("merge", here, first)))[0] == settled(first)


def test_a_text_of_an_earlier_merge_is_no_reason_to_drop_it_when_it_is_meant_anew() -> None:
    """It was merged, overruled, sent out again; somebody goes back to it while another changes it here."""
    first = approve(catalogue(), WINDOW, "Cerrad.", "Ana", DAY)
    sent = approve(first, WINDOW, "Cierre.", "Bia", DAY)
    here = approve(sent, WINDOW, "Cierren.", "Eva", DAY)
    batch = returned(export_here(sent), window={"target": "Cerrad."})
    for known in (
        past(("merge", catalogue(), first), ("approve", first, sent), ("approve", sent, here)),
        past(("merge", catalogue(), first)),
    ):
        new, report = merge_batch(here, batch, "Ana", DAY, past=known)
        assert report.rows[0].kind is Kind.CONFLICT
        assert [version.text for version in versions(new[WINDOW])] == ["Cerrad."]


def test_a_correction_merged_before_is_taken_again_where_the_catalogue_went_back() -> None:
    batch = returned(export(), window={"target": "Cerrad."})
    new, _ = merge_batch(catalogue(), batch, "Ana", DAY)
    known = past(("merge", catalogue(), new), ("undo", new, catalogue()))
    assert merge_batch(catalogue(), batch, "Ana", DAY, past=known)[0] == new


def test_a_correction_that_was_changed_since_its_merge_brings_up_no_conflict() -> None:
    batch = returned(export(), window={"target": "Cerrad."})
    first, _ = merge_batch(catalogue(), batch, "Ana", DAY)
    later = approve(first, WINDOW, "Cerrad ya.", "Bia", DAY)
    assert merge_batch(later, batch, "Ana", DAY, past=past(("merge", catalogue(), first)))[0] == later


@pytest.mark.parametrize("field", ["target", "comment"])
def test_a_text_that_no_sentence_can_have_is_refused(field: str) -> None:
    batch = returned(export(), window={field: "á" * 100_001})
    with pytest.raises(OctavillaError, match="100,001 characters"):
        merge_batch(catalogue(), batch, "Ana", DAY)


def test_somebodys_text_since_the_merge_is_kept() -> None:
    batch = returned(export(), window={"target": "Cerrad."})
    first, _ = merge_batch(catalogue(), batch, "Ana", DAY)
    later = revise(first, WINDOW, "Cerrad ya.")
    new, _ = merged(batch, later)
    assert new[WINDOW].target == "Cerrad ya."


@pytest.mark.parametrize("batch", [Batch(slug="other"), Batch(language="pt")], ids=["text", "language"])
def test_a_file_for_another_catalogue_is_refused(batch: Batch) -> None:
    with pytest.raises(OctavillaError, match="Merge it with its own"):
        merge_batch(catalogue(), batch, "Ana", DAY)


def test_the_code_of_the_language_may_be_its_tag() -> None:
    assert merged(Batch(language="es-ES"))[1] == []


def test_the_name_in_the_file_counts_where_no_other_is_given() -> None:
    batch = replace(returned(export(), window={"approved": True}), who=" Eva\nLuz ")
    assert merge_batch(catalogue(), batch, "", DAY)[0][WINDOW].reviewer == "Eva Luz"
    with pytest.raises(OctavillaError, match="--by"):
        merge_batch(catalogue(), replace(batch, who=""), " ", DAY)


def test_entries_of_other_programs_stay_as_they_are() -> None:
    foreign = Entry(source=NEW, context="menu", target="x")
    here = catalogue((foreign, *ENTRIES))
    new, _ = merged(returned(export(), new={"target": "Una frase `new` <b>."}), here)
    assert new.entries[0] == foreign
    assert new[NEW].target == "Una frase `new` <b>."


def test_the_work_grows_with_the_rows_not_with_their_square() -> None:
    """Ten times the rows cost ten times the work; one look through all entries for each row would cost a hundred."""

    def ready(number: int) -> Callable[[], object]:
        here = catalogue(Entry(source=f"Sentence {n}.", target=f"Frase {n}.", flags=(FUZZY,)) for n in range(number))
        rows = export_here(here).rows
        batch = Batch(rows=tuple(Returned(key=r.key, source=r.source, target=r.target + "!") for r in rows))
        return lambda: merge_batch(here, batch, "Ana", DAY)

    assert ratio(ready, 300, 3000) < 11
