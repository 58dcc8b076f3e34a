"""The desk: every acknowledged change is kept, a conflict is told, and undo gives back exactly what was there."""

from __future__ import annotations

import datetime
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from work import ratio

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Catalogue, Draft, Entry, Origin, State, approve, with_drafts
from pipeline.review.desk import Action, Change, Desk, Result
from pipeline.review.journal import Journal
from pipeline.review.merge import merge
from pipeline.review.pofile import format_po
from pipeline.review.remarks import RemarkKind, dismissed, remarks, revision, versions
from pipeline.review.store import Writer, load, update

RAIN, SUN, FOG = "It rains.", "The sun shines.", "There is fog."
MACHINE = Origin(engine="argos", package="translate-en_es", version="1.9", confidence=0.5)


class Clock:
    """A clock that is set by hand."""

    def __init__(self, start: datetime.datetime) -> None:
        self.now = start

    def __call__(self) -> datetime.datetime:
        return self.now

    def on(self, **more: float) -> None:
        self.now += datetime.timedelta(**more)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.datetime.now(datetime.UTC))


@pytest.fixture
def file(tmp_path: Path, catalogue_of: Callable[..., Catalogue]) -> Path:
    """Return a catalogue of three sentences in a file: a machine's draft, an approved one, and an open one."""
    path = tmp_path / "es" / "essay.po"
    path.parent.mkdir()
    catalogue = with_drafts(catalogue_of(RAIN, SUN, FOG), {RAIN: Draft(text="Llueve.", origin=MACHINE, flags=("x",))})
    catalogue = approve(catalogue, SUN, "Hace sol.", "Luis", datetime.date(2026, 5, 2))
    path.write_text(format_po(catalogue), encoding="utf-8")
    return path


@pytest.fixture
def desk_of(tmp_path: Path, clock: Clock) -> Callable[[Path], Desk]:
    return lambda path: Desk(path, lock_folder=tmp_path / "locks", clock=clock)


@pytest.fixture
def desk(file: Path, desk_of: Callable[[Path], Desk]) -> Desk:
    return desk_of(file)


def approving(source: str, target: str, seen: str | None = None) -> Change:
    return Change(Action.APPROVE, source, target, seen)


def one(desk: Desk, change: Change, who: str = "Ana") -> Result:
    (result,) = desk.apply([change], who)
    return result


def save_elsewhere(path: Path, old: bytes, change: Callable[[polib.POFile], None]) -> None:
    """Save a copy read earlier, with a change, as an editor does that looks at nothing else."""
    po = polib.pofile(old.decode(), encoding="utf-8")
    change(po)
    other = path.with_suffix(".new")
    po.save(str(other))
    os.utime(other, (time.time() - 5,) * 2)
    other.replace(path)


def test_an_approval_is_in_the_file_with_its_name(desk: Desk, file: Path, clock: Clock) -> None:
    result = one(desk, approving(RAIN, "Está lloviendo."))
    entry = load(file)[RAIN]
    assert (entry.target, entry.state, entry.reviewer) == ("Está lloviendo.", State.APPROVED, "Ana")
    assert entry.approved_on == clock.now.astimezone().date()
    assert (result.saved, result.entry, result.revision) == (True, entry, revision(entry))
    assert result.event is not None
    assert (result.event.who, result.event.action, result.event.before) == ("Ana", "approve", "Llueve.")
    assert result.event.when == clock.now.replace(microsecond=0)


def test_what_the_desk_remembers_is_what_the_file_says(desk: Desk, file: Path, desk_of: Callable) -> None:
    for change in (
        approving(RAIN, "Está “lloviendo”.\nMucho."),
        Change(Action.COMMENT, SUN, text="Is it?\n" + "long " * 40),
        Change(Action.SAVE, FOG, "Hay "),
    ):
        one(desk, change)
        assert desk.catalogue() == load(file)
        layouts = [entry.layout for entry in desk.catalogue().entries]
        assert layouts == [entry.layout for entry in load(file).entries]
        assert file.read_text("utf-8") == format_po(load(file)) == format_po(desk.catalogue())
    assert desk_of(file).catalogue() == desk.catalogue()


ACTS = {
    "approve": (approving(RAIN, "Va."), RAIN, "Va.", State.APPROVED),
    "approve as it is": (approving(RAIN, "Llueve."), RAIN, "Llueve.", State.APPROVED),
    "save": (Change(Action.SAVE, RAIN, "Va."), RAIN, "Va.", State.DRAFT),
    "save an approved one": (Change(Action.SAVE, SUN, "Sol."), SUN, "Sol.", State.DRAFT),
    "save nothing": (Change(Action.SAVE, RAIN, " "), RAIN, "", State.UNTRANSLATED),
    "reopen": (Change(Action.REOPEN, SUN), SUN, "Hace sol.", State.DRAFT),
    "clear": (Change(Action.CLEAR, SUN), SUN, "", State.UNTRANSLATED),
    "revert": (Change(Action.REVERT, SUN, draft=Draft(text="Sol.", origin=MACHINE)), SUN, "Sol.", State.DRAFT),
    "control characters": (approving(RAIN, "a\x00\x1bb\r\nc\td"), RAIN, "ab\nc\td", State.APPROVED),
}


@pytest.mark.parametrize(("change", "source", "target", "state"), ACTS.values(), ids=ACTS)
def test_each_action_does_what_it_says_and_can_be_undone(
    desk: Desk, file: Path, change: Change, source: str, target: str, state: State
) -> None:
    before = file.read_bytes()
    result = one(desk, change)
    entry = load(file)[source]
    assert (entry.target, entry.state) == (target, state)
    assert result.entry == entry
    if state is State.DRAFT and change.action is not Action.REVERT:
        offered = with_drafts(load(file), {source: Draft(text="otra", origin=MACHINE)})
        assert offered[source].target == target, "no machine writes over a person's draft"
    undone = desk.undo("Ana")
    assert undone is not None
    assert undone.saved
    assert file.read_bytes() == before


def test_a_reverted_sentence_is_open_to_the_machine_again(desk: Desk, file: Path) -> None:
    machine = load(file)[RAIN]
    one(desk, approving(RAIN, "Va."))
    assert one(desk, Change(Action.REVERT, RAIN)).entry == machine
    assert not load(file)[RAIN].touched
    with pytest.raises(OctavillaError, match="the next build drafts it"):
        one(desk, Change(Action.REVERT, SUN))


def test_comments_dismissals_and_their_ends(desk: Desk, file: Path, clock: Clock) -> None:
    day = clock.now.astimezone().date()
    one(desk, Change(Action.COMMENT, RAIN, text="Really?\r\nYes: Approved by Eve on 2026-01-01"))
    one(desk, Change(Action.COMMENT, RAIN, text="Really?\r\nYes: Approved by Eve on 2026-01-01"), "Bia")
    one(desk, Change(Action.DISMISS, RAIN, check="numbers", text="none there"))
    entry = load(file)[RAIN]
    assert [(r.kind, r.who, r.date) for r in remarks(entry)] == [
        (RemarkKind.COMMENT, "Ana", day),
        (RemarkKind.COMMENT, "Bia", day),
        (RemarkKind.DISMISSED, "Ana", day),
    ]
    assert dismissed(entry) == {"numbers"}
    one(desk, Change(Action.UNCOMMENT, RAIN, text="Really?\nYes: Approved by Eve on 2026-01-01"), "Bia")
    one(desk, Change(Action.RESTORE, RAIN, check="numbers"))
    assert [remark.who for remark in remarks(load(file)[RAIN])] == ["Ana"]
    assert one(desk, Change(Action.UNCOMMENT, RAIN, text="never said")).event is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (approving("Snow.", "Nieva."), "any more"),
        (approving(FOG, " \n"), "empty translation"),
        (approving(FOG, "\x00"), "empty translation"),
        (Change(Action.COMMENT, FOG, text=" "), "empty comment"),
        (Change(Action.DISMISS, FOG, check="../x: y"), "no name of a check"),
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(desk: Desk, file: Path, change: Change, words: str) -> None:
    before = file.read_bytes()
    with pytest.raises(OctavillaError, match=words):
        desk.apply([approving(RAIN, "Va."), change], "Ana")
    assert file.read_bytes() == before
    assert not file.with_suffix(".history.jsonl").exists()


def test_the_second_on_a_sentence_sees_the_firsts_version(desk: Desk, file: Path, desk_of: Callable) -> None:
    seen = revision(desk.catalogue()[RAIN])
    other = desk_of(file)
    assert one(other, approving(RAIN, "Va.", seen), "Bia").saved
    late, fine = desk.apply([approving(RAIN, "Llueve mucho.", seen), approving(FOG, "Hay niebla.")], "Ana")
    assert (late.saved, late.entry.target, late.entry.reviewer) == (False, "Va.", "Bia")
    assert late.event is not None
    assert (late.event.who, late.event.after) == ("Bia", "Va.")
    assert fine.saved
    assert [load(file)[source].reviewer for source in (RAIN, FOG)] == ["Bia", "Ana"]
    assert one(desk, approving(RAIN, "Llueve mucho.", late.revision)).saved


def test_a_change_sent_twice_is_saved_once(desk: Desk, file: Path) -> None:
    change = approving(RAIN, "Va.", revision(desk.catalogue()[RAIN]))
    assert one(desk, change).saved
    before = file.read_bytes()
    again = one(desk, change)
    assert (again.saved, again.event) == (True, None)
    assert file.read_bytes() == before
    assert len(desk.history(RAIN)) == 1


def test_a_comment_is_no_conflict_and_a_dismissal_is(desk: Desk) -> None:
    seen = revision(desk.catalogue()[RAIN])
    one(desk, approving(RAIN, "Va."), "Bia")
    assert one(desk, Change(Action.COMMENT, RAIN, seen=seen, text="Hm.")).saved
    assert not one(desk, Change(Action.DISMISS, RAIN, seen=seen, check="numbers")).saved


def test_an_approval_of_the_same_words_keeps_the_first_name(desk: Desk, file: Path) -> None:
    before = file.read_bytes()
    assert one(desk, approving(SUN, "Hace sol.")).saved
    assert file.read_bytes() == before


def test_a_dismissal_goes_along_with_ones_own_words_but_not_with_other_figures(desk: Desk, file: Path) -> None:
    one(desk, Change(Action.DISMISS, SUN, check="style"))
    one(desk, approving(SUN, "Brilla el sol."))
    assert dismissed(load(file)[SUN]) == {"style"}
    one(desk, approving(SUN, "Brillan 2 soles."))
    assert dismissed(load(file)[SUN]) == frozenset()
    one(desk, Change(Action.DISMISS, SUN, check="style"))
    one(desk, approving(SUN, "Lucen 2 soles."), "Bia")
    assert dismissed(load(file)[SUN]) == frozenset()


def test_a_chosen_version_ends_the_conflict(desk: Desk, file: Path) -> None:
    content = file.read_text("utf-8")
    line = "# Version by Bia on 2026-11-14: Luce el sol.\n"
    file.write_text(content.replace("# Approved by Luis", f"{line}# Approved by Luis"), "utf-8")
    assert [version.text for version in versions(desk.catalogue()[SUN])] == ["Luce el sol."]
    one(desk, approving(SUN, "Hace mucho sol."))
    assert versions(load(file)[SUN])
    one(desk, Change(Action.CHOOSE, SUN, "Luce el sol."))
    assert (load(file)[SUN].target, versions(load(file)[SUN])) == ("Luce el sol.", ())


def test_undo_goes_back_step_by_step_through_ones_own_changes(desk: Desk, file: Path) -> None:
    start = file.read_bytes()
    one(desk, approving(RAIN, "Va."))
    one(desk, approving(FOG, "Hay niebla."), "Bia")
    one(desk, Change(Action.SAVE, SUN, "Sol."))
    for source in (SUN, RAIN):
        result = desk.undo("Ana")
        assert result is not None
        assert (result.saved, result.entry.source) == (True, source)
        assert result.event is not None
        assert result.event.undoes
    assert desk.undo("Ana") is None
    assert load(file)[FOG].reviewer == "Bia"
    assert desk.undo("Bia") is not None
    assert file.read_bytes() == start


def test_undo_never_takes_back_what_somebody_did_since(desk: Desk, file: Path) -> None:
    one(desk, approving(FOG, "Hay niebla."))
    one(desk, approving(RAIN, "Va."))
    one(desk, Change(Action.SAVE, RAIN, "Viene."), "Bia")
    one(desk, Change(Action.COMMENT, FOG, text="Nice."), "Bia")
    refused = desk.undo("Ana")
    assert refused is not None
    assert (refused.saved, refused.entry.target) == (False, "Viene.")
    assert refused.event is not None
    assert refused.event.who == "Bia"
    skipped = [event.id for event in desk.history(RAIN) if event.who == "Ana"]
    assert desk.undo("Ana", skip=skipped) is not None
    assert (load(file)[FOG].target, [r.text for r in remarks(load(file)[FOG])]) == ("", ["Nice."])


def test_a_comment_is_undone_where_others_wrote_since(desk: Desk, file: Path) -> None:
    one(desk, Change(Action.COMMENT, RAIN, text="Mine."))
    one(desk, approving(RAIN, "Va."), "Bia")
    one(desk, Change(Action.COMMENT, RAIN, text="Hers."), "Bia")
    assert desk.undo("Ana") is not None
    entry = load(file)[RAIN]
    assert (entry.target, entry.reviewer, [r.text for r in remarks(entry)]) == ("Va.", "Bia", ["Hers."])


def test_a_batch_is_undone_at_once_but_for_what_changed_since(desk: Desk, file: Path) -> None:
    desk.apply([approving(RAIN, "a"), approving(SUN, "b"), approving(FOG, "c"), Change(Action.SAVE, FOG, "d")], "Ana")
    one(desk, approving(SUN, "Luce."), "Bia")
    result = desk.undo("Ana")
    assert result is not None
    assert [each.saved for each in result.batch] == [True, False, True, True]
    assert [entry.target for entry in load(file)] == ["Llueve.", "Luce.", ""]
    assert desk.undo("Ana") is None


def test_history_tells_of_changes_outside_and_before(desk: Desk, file: Path, clock: Clock) -> None:
    def correct(old: str, new: str) -> None:
        clock.on(minutes=1)
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    one(desk, approving(SUN, "Luce el sol."))
    one(desk, approving(FOG, "Hay niebla."))
    correct("Luce el sol.", "Brilla.")
    one(desk, Change(Action.SAVE, SUN, "Brilla el sol."), "Bia")
    one(desk, approving(FOG, "Niebla."), "Bia")
    correct("Brilla el sol.", "Sale el sol.")
    told = [(event.who, event.action, event.after) for event in desk.history(SUN)]
    assert told == [
        ("Luis", "approve", "Hace sol."),
        ("Ana", "approve", "Luce el sol."),
        ("", "outside", "Brilla."),
        ("Bia", "save", "Brilla el sol."),
        ("", "outside", "Sale el sol."),
    ]
    whens = [event.when for event in desk.history(SUN)]
    assert whens == sorted(whens)
    assert desk.history("Snow.") == ()
    assert [event.who for event in desk.since(clock.now - datetime.timedelta(minutes=1))] == ["Bia", "Bia"]
    assert len(desk.since(clock.now - datetime.timedelta(hours=1))) == 4


def test_history_goes_on_under_another_wording(desk: Desk, file: Path, sentences: Callable) -> None:
    one(desk, approving(SUN, "Luce el sol."))
    one(desk, approving(FOG, "Hay niebla."), "Bia")
    brighter = "The sun shines brightly today."
    locks = file.parent / "locks"
    update(file, lambda c: merge(c, sentences(RAIN, "The sun shines brightly.", FOG)), lock_folder=locks)
    update(file, lambda c: merge(c, sentences(RAIN, brighter, FOG)), lock_folder=locks)
    assert [(e.who, e.action) for e in desk.history(brighter)] == [
        ("Luis", "approve"),
        ("Ana", "approve"),
        ("", "source"),
    ]
    one(desk, approving(brighter, "Hoy luce mucho el sol."), "Bia")
    told = [(e.who, e.action) for e in desk.history(brighter)]
    assert told == [("Luis", "approve"), ("Ana", "approve"), ("", "source"), ("Bia", "approve")]


def test_history_of_joined_sentences_is_that_of_both(desk: Desk, file: Path, sentences: Callable) -> None:
    one(desk, approving(SUN, "Luce el sol."))
    one(desk, approving(FOG, "Hay niebla."), "Bia")
    both = "The sun shines and there is fog."
    update(file, lambda c: merge(c, sentences(RAIN, both)), lock_folder=file.parent / "locks")
    assert {e.who for e in desk.history(both)} >= {"Ana", "Bia"}


def test_a_transform_is_one_batch_in_the_history(desk: Desk, file: Path) -> None:
    start = file.read_bytes()
    desk.transform(lambda c: approve(approve(c, RAIN, "a"), FOG, "c"), "Luis")
    assert [(e.who, e.action, e.source) for e in desk.since(desk.history(RAIN)[-1].when)] == [
        ("Luis", "merge", RAIN),
        ("Luis", "merge", FOG),
    ]
    written = file.stat().st_mtime_ns
    assert desk.transform(lambda c: replace(c), "Luis") == load(file)
    assert file.stat().st_mtime_ns == written
    assert desk.undo("Luis") is not None
    assert file.read_bytes() == start


def test_the_token_changes_with_the_file_and_the_parse_with_the_bytes(desk: Desk, file: Path) -> None:
    token, first = desk.token(), desk.catalogue()
    file.write_bytes(file.read_bytes())
    assert desk.token() == token
    assert desk.catalogue() is first
    file.write_text(file.read_text("utf-8").replace("Llueve.", "Llovió."), "utf-8")
    assert desk.token() != token
    assert desk.catalogue()[RAIN].target == "Llovió."
    assert Desk(file.with_name("none.po"), lock_folder=file.parent / "locks").token() == ""


def test_a_catalogue_that_may_only_be_read_is_shown(desk: Desk, file: Path, tmp_path: Path) -> None:
    one(desk, approving(RAIN, "Va."))
    (tmp_path / "nothing").write_text("a file")
    shown = Desk(file, lock_folder=tmp_path / "nothing" / "locks")
    assert shown.catalogue()[RAIN].target == "Va."
    with pytest.raises(OctavillaError, match="cannot be locked"):
        one(shown, approving(RAIN, "Viene."))


def test_a_broken_file_is_an_error_with_its_line_and_left_alone(desk: Desk, file: Path) -> None:
    broken = file.read_bytes() + b'\nmsgid "no end\n'
    file.write_bytes(broken)
    with pytest.raises(OctavillaError) as caught:
        one(desk, approving(RAIN, "Va."))
    assert (caught.value.path, caught.value.line) == (file, broken.count(b"\n"))
    assert file.read_bytes() == broken


def test_what_another_program_saves_between_read_and_write_is_kept(
    desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def meanwhile(writer: Writer, catalogue: Catalogue) -> bytes:
        if not done:
            done.append(True)
            save_elsewhere(file, file.read_bytes(), lambda po: setattr(po.find(FOG), "msgstr", "Hay niebla."))
        return content(writer, catalogue)

    content = Writer.content
    monkeypatch.setattr(Writer, "content", meanwhile)
    one(desk, approving(RAIN, "Va."))
    assert [entry.target for entry in load(file)] == ["Va.", "Hace sol.", "Hay niebla."]
    assert load(file)[SUN].reviewer == "Luis"


def test_a_file_written_in_place_is_waited_for(desk: Desk, file: Path) -> None:
    content = file.read_bytes()
    cut = content.index(b"#. paragraph", content.index(RAIN.encode()))

    def write_slowly() -> None:
        with file.open("wb", buffering=0) as stream:
            for start in range(0, len(content), cut):
                stream.write(content[start : start + cut])
                started.set()
                time.sleep(0.06)

    started = threading.Event()
    writer = threading.Thread(target=write_slowly)
    writer.start()
    started.wait()
    one(desk, approving(RAIN, "Va."))
    writer.join()
    assert [entry.target for entry in load(file)] == ["Va.", "Hace sol.", ""]


class TestOldCopies:
    """A program that has had the file open all the time saves it: its work is kept, and what came in between too."""

    def test_what_came_in_between_is_put_back(self, desk: Desk, file: Path) -> None:
        copy = file.read_bytes()
        one(desk, approving(RAIN, "Va."))
        one(desk, Change(Action.COMMENT, SUN, text="Hm."), "Bia")
        save_elsewhere(file, copy, lambda po: setattr(po.find(FOG), "msgstr", "Hay niebla."))
        assert desk.catalogue() == load(file)
        assert [entry.target for entry in load(file)] == ["Va.", "Hace sol.", "Hay niebla."]
        assert load(file)[RAIN].reviewer == "Ana"
        assert [remark.text for remark in remarks(load(file)[SUN])] == ["Hm."]
        assert [e.action for e in desk.history(RAIN)] == ["approve", "outside", "mend"]

    def test_a_desk_opened_later_puts_it_back_too(self, desk: Desk, file: Path, desk_of: Callable) -> None:
        copy = file.read_bytes()
        one(desk, approving(RAIN, "Va."))
        save_elsewhere(file, copy, lambda po: setattr(po.find(FOG), "msgstr", "Hay niebla."))
        one(desk_of(file), approving(SUN, "Luce."))
        assert [entry.target for entry in load(file)] == ["Va.", "Luce.", "Hay niebla."]

    def test_it_is_put_back_as_often_as_it_is_overwritten(self, desk: Desk, file: Path) -> None:
        copy = file.read_bytes()
        one(desk, approving(RAIN, "Va."))
        for fog, sun in (("Hay niebla.", "Hace sol."), ("Niebla.", "Sol. Hay niebla.")):
            save_elsewhere(file, copy, lambda po, fog=fog: setattr(po.find(FOG), "msgstr", fog))
            assert [entry.target for entry in desk.catalogue()] == ["Va.", sun, fog]
            one(desk, approving(SUN, f"Sol. {fog}"))
            save_elsewhere(file, copy, lambda po, fog=fog: setattr(po.find(FOG), "msgstr", fog))
            assert [entry.target for entry in desk.catalogue()] == ["Va.", f"Sol. {fog}", fog]

    @pytest.mark.parametrize("fresh", [True, False], ids=["alone", "among others"])
    def test_two_translations_of_one_sentence_stand_side_by_side(self, desk: Desk, file: Path, fresh: bool) -> None:
        copy = file.read_bytes()
        if not fresh:
            one(desk, approving(SUN, "Luce."))
        one(desk, approving(FOG, "Hay niebla."))
        save_elsewhere(file, copy, lambda po: setattr(po.find(FOG), "msgstr", "Niebla."))
        entry = desk.catalogue()[FOG]
        assert (entry.target, [(v.who, v.text) for v in versions(entry)]) == ("Niebla.", [("Ana", "Hay niebla.")])
        if not fresh:
            assert desk.catalogue()[SUN].target == "Luce."
        again = file.read_bytes()
        desk.catalogue()
        assert file.read_bytes() == again

    def test_a_later_correction_of_work_it_has_seen_is_no_conflict(self, desk: Desk, file: Path) -> None:
        one(desk, approving(RAIN, "Va."))
        one(desk, approving(FOG, "Hay niebla."))
        save_elsewhere(file, file.read_bytes(), lambda po: setattr(po.find(RAIN), "msgstr", "Llueve."))
        before = file.read_bytes()
        assert desk.catalogue()[RAIN].target == "Llueve."
        assert file.read_bytes() == before

    def test_who_goes_back_to_an_old_file_on_purpose_is_not_hindered(self, desk: Desk, file: Path) -> None:
        one(desk, approving(SUN, "Luce."))
        written = file.read_bytes()
        one(desk, approving(RAIN, "Va."))
        file.write_bytes(written)
        assert desk.catalogue()[RAIN].target == "Llueve."

    def test_what_is_older_than_a_day_was_seen(self, desk: Desk, file: Path, clock: Clock) -> None:
        copy = file.read_bytes()
        clock.on(days=-2)
        one(desk, approving(RAIN, "Va."))
        save_elsewhere(file, copy, lambda po: setattr(po.find(FOG), "msgstr", "Hay niebla."))
        assert [entry.target for entry in desk.catalogue()] == ["Llueve.", "Hace sol.", "Hay niebla."]
        assert [event.after for event in desk.history(RAIN)] == ["Va.", "Llueve."]

    def test_an_undo_is_not_undone_by_it(self, desk: Desk, file: Path) -> None:
        one(desk, approving(RAIN, "Va."))
        desk.undo("Ana")
        copy = file.read_bytes()
        save_elsewhere(file, copy, lambda po: setattr(po.find(FOG), "msgstr", "Hay niebla."))
        assert [entry.target for entry in desk.catalogue()] == ["Llueve.", "Hace sol.", "Hay niebla."]


WORKER = """
import sys
from pathlib import Path
from pipeline.review.desk import Action, Change, Desk

path, locks, name, first, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
desk = Desk(path, lock_folder=locks)
sources = [entry.source for entry in desk.catalogue()]
print("ready", flush=True)
for number in range(first, len(sources) * 50, step):
    source = sources[number % len(sources)]
    target = f"{name} {number} á"
    (result,) = desk.apply([Change(Action.APPROVE, source, target)], name)
    assert result.saved
    print(number, flush=True)
"""


def worker(file: Path, locks: Path, name: str, first: int, step: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, str(file), str(locks), name, str(first), str(step)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def shared(file: Path, catalogue_of: Callable) -> Path:
    """Return a larger catalogue for several to work on."""
    file.write_text(format_po(catalogue_of(*(f"Boat number {number} is here." for number in range(60)))), "utf-8")
    return file


def test_threads_at_one_desk_lose_nothing(shared: Path, desk_of: Callable) -> None:
    desk = desk_of(shared)
    sources = [entry.source for entry in desk.catalogue()]
    failures: list[BaseException] = []

    def work(name: str, part: list[str]) -> None:
        try:
            for source in part:
                assert one(desk, approving(source, f"{name} {source}", revision(desk.catalogue()[source])), name).saved
                assert desk.history(source)[-1].who == name
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(name, sources[place::3])) for place, name in enumerate("ABC")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for place, name in enumerate("ABC"):
        for source in sources[place::3]:
            assert (load(shared)[source].target, load(shared)[source].reviewer) == (f"{name} {source}", name)
    assert len(Journal(shared.with_suffix(".history.jsonl")).records()) == 60


@pytest.mark.slow
def test_processes_and_threads_at_once_lose_nothing(shared: Path, desk_of: Callable, tmp_path: Path) -> None:
    others = [worker(shared, tmp_path / "locks", name, first, 3) for first, name in enumerate(("Ana", "Bia"))]
    desk = desk_of(shared)
    sources = [entry.source for entry in desk.catalogue()]
    end = time.monotonic() + 4
    last: dict[str, str] = {}
    number = 2
    while time.monotonic() < end:
        source = sources[number % 60]
        assert one(desk, approving(source, f"Luis {number}"), "Luis").saved
        last[source] = f"Luis {number}"
        number += 3
    for process in others:
        process.send_signal(signal.SIGTERM)
    for process, name in zip(others, ("Ana", "Bia"), strict=True):
        done = process.communicate(timeout=60)[0].split()[1:]
        assert done
        last |= {sources[int(each) % 60]: f"{name} {each} á" for each in done}
    catalogue = load(shared)
    late = [source for source, target in last.items() if catalogue[source].target != target]
    # A process may have been ended between the write and its word of it: its next number is there in place of the last.
    assert len(late) <= 2
    assert desk.catalogue() == catalogue


@pytest.mark.slow
def test_killed_a_hundred_times_nothing_acknowledged_is_lost(shared: Path, tmp_path: Path, desk_of: Callable) -> None:
    chance = random.Random(1936)
    sources = [entry.source for entry in load(shared)]
    history = shared.with_suffix(".history.jsonl")
    number = 0
    acknowledged: dict[str, int] = {}
    for life in range(100):
        process = worker(shared, tmp_path / "locks", f"Ana{life}", number, 1)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        start = time.monotonic()
        done = [int(process.stdout.readline()) for _ in range(chance.randint(1, 3))]
        # At any moment of the next change, however fast the disk is today.
        time.sleep(chance.uniform(0, 1.2) * (time.monotonic() - start) / len(done))
        process.kill()
        # Not `communicate`: given a time limit, it forgets what `readline` has taken from the pipe already.
        with process:
            done += [int(line) for line in process.stdout]
        acknowledged |= {sources[each % 60]: each for each in done}
        number = max([number, *(each + 1 for each in done)])
        catalogue = load(shared)
        for source, each in acknowledged.items():
            kept = int(catalogue[source].target.split()[1])
            assert kept == each or (kept == number and sources[number % 60] == source)
        told = {record.event.after for record in Journal(history).records()}
        assert told >= {f"Ana{life} {each} á" for each in done}
    assert number >= 100
    desk = desk_of(shared)
    assert one(desk, approving(sources[0], "The end.")).saved
    lines = history.read_bytes().split(b"\n")
    assert lines[-1] == b""
    assert len(Journal(history).records()) == len(lines) - 1
    assert desk.history(sources[0])[-1].after == "The end."


def test_a_change_in_ten_thousand_costs_little_more_than_one_in_a_hundred(
    tmp_path: Path, catalogue_of: Callable, desk_of: Callable
) -> None:
    """Only what changed is looked at and written out anew: a walk over all sentences would make it a hundred times."""

    def opened(size: int) -> Callable[[], object]:
        path = tmp_path / f"{size}" / "es" / "essay.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        entries = tuple(Entry(source=f"Boat number {n} is here.", notes=("paragraph",)) for n in range(size))
        path.write_text(format_po(replace(catalogue_of("x"), entries=entries)), "utf-8")
        path.with_suffix(".history.jsonl").unlink(missing_ok=True)
        desk = desk_of(path)
        # The first change reads the file and puts all of it into bytes.
        one(desk, approving("Boat number 1 is here.", "Barco 1."))

        def changes() -> None:
            for number in range(2, 9):
                one(desk, approving(f"Boat number {number * 11} is here.", f"Barco {number}."))
                desk.catalogue()
                desk.token()

        return changes

    assert ratio(opened, 100, 10_000) < 2


@pytest.mark.parametrize("seconds", [1 << 33, 253_402_300_799, 253_402_300_800, 1 << 62, -62_135_596_800, -(1 << 40)])
def test_a_file_from_an_absurd_year_is_worked_on_all_the_same(
    file: Path, desk_of: Callable, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(file)
    real = Path.stat

    def stat(path: Path, **options: bool) -> os.stat_result:
        status = real(path, **options)
        return os.stat_result((*status[:7], seconds, seconds, seconds)) if path == file else status

    monkeypatch.setattr(Path, "stat", stat)
    assert one(desk, approving(RAIN, "Está lloviendo.")).saved
    assert desk.history(RAIN)[-1].after == "Está lloviendo."


words = st.sampled_from(["uno", "dos", "tres\ncuatro", "Approved by Eve on 2026-01-01"])
people = st.sampled_from(["Ana", "Bia"])
some = st.sampled_from([RAIN, SUN, FOG])


class TwoPeople(RuleBasedStateMachine):
    """Random work by two people with undo, beside a model that remembers whole entries in memory."""

    @initialize()
    def start(self) -> None:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "es" / "essay.po"
        path.parent.mkdir()
        drafts = (Entry(source=s, target=f"m {s}", flags=("fuzzy",), notes=("paragraph",)) for s in (RAIN, SUN, FOG))
        path.write_text(format_po(Catalogue(slug="essay", language="es", entries=tuple(drafts))), "utf-8")
        self.path = path
        self.desk = Desk(path, lock_folder=path.parent / "locks")
        self.model = {entry.source: entry for entry in load(path)}
        self.done: list[tuple[str, list[tuple[Entry, Entry]]]] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(who=people, source=some, action=st.sampled_from(Action), said=words, late=st.booleans())
    def change(self, who: str, source: str, action: Action, said: str, late: bool) -> None:
        seen = "0" * 12 if late else revision(self.model[source])
        change = Change(action, source, said, seen, text=said, check="numbers")
        try:
            (result,) = self.desk.apply([change], who)
        except OctavillaError:
            assert action is Action.REVERT
            return
        old, new = self.model[source], result.entry
        if not result.saved:
            assert late
            assert new == old
        assert (result.event is None) == (new == old) or not result.saved
        if new != old:
            self.done.append((who, [(old, new)]))
        self.model[source] = new
        expected = {Action.APPROVE: State.APPROVED, Action.CHOOSE: State.APPROVED, Action.CLEAR: State.UNTRANSLATED}
        if result.saved and action in expected:
            assert new.state is expected[action]

    @rule(who=people, said=words)
    def replace_everywhere(self, who: str, said: str) -> None:
        changes = [Change(Action.SAVE, source, said, revision(entry)) for source, entry in self.model.items()]
        results = self.desk.apply(changes, who)
        assert all(result.saved for result in results)
        steps = [(self.model[r.entry.source], r.entry) for r in results if self.model[r.entry.source] != r.entry]
        if steps:
            self.done.append((who, steps))
        self.model |= {result.entry.source: result.entry for result in results}

    @rule(who=people)
    def undo(self, who: str) -> None:
        result = self.desk.undo(who)
        own = [place for place, (name, _) in enumerate(self.done) if name == who]
        if not own:
            assert result is None
            return
        assert result is not None
        _, steps = self.done[own[-1]]
        assert len(result.batch) == len(steps)
        for (old, new), each in zip(steps, result.batch, strict=True):
            current = self.model[new.source]
            if current == new:
                assert each.saved
                assert each.entry == old
            elif revision(current) != revision(new) and revision(old) != revision(new):
                assert not each.saved
                assert each.entry == current
            else:
                assert each.saved
            self.model[new.source] = each.entry
        if result.saved:
            del self.done[own[-1]]

    @invariant()
    def the_file_says_what_the_model_says(self) -> None:
        if hasattr(self, "model"):
            assert {entry.source: entry for entry in load(self.path)} == self.model
            assert {entry.source: entry for entry in self.desk.catalogue()} == self.model


TestTwoPeople = pytest.mark.slow(TwoPeople.TestCase)
TestTwoPeople.settings = settings(max_examples=40, stateful_step_count=16, deadline=None)
