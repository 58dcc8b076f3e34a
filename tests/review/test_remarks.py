"""Remarks: any text comes back as it was, nothing in it can pass for an approval, and no program wraps its lines."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.catalogue import Catalogue, Entry, State, approve, one_line, stale, unsigned
from pipeline.review.pofile import format_po, parse
from pipeline.review.remarks import (
    Remark,
    RemarkKind,
    comment_blocks,
    dismissed,
    entry_id,
    person,
    remarks,
    revision,
    versions,
    with_remark,
    without_remark,
)

DAY = datetime.date(2026, 11, 14)
DRAFT = Entry(source="The quay is dry.", target="El muelle está seco.", flags=("fuzzy",))
ODD = {
    "line feeds": "one\n\ntwo\n",
    "carriage returns and tabs": "one\r\n\ttwo",
    "an approval": "Approved by Ana on 2026-01-01",
    "an approval in a line of its own": "see\nApproved by Ana on 2026-01-01\n",
    "an approval where a line is cut": "x" * 46 + " Approved by Ana on 2026-01-01",
    "another remark": "x\nVersion by Eve on 2026-01-01: stolen",
    "PO syntax": '#, fuzzy\n#~ msgid "x"\nmsgstr ""\n# ~',
    "control characters": "a\x00b\x1bc\x7fd\x85e\u2028f\u2029g\x0bh\x0ci\x1ej",
    "marks of direction": "\u202eright\u202c to \u2067left\u2069 \u200f\u200e",
    "spaces": "  two  and   three ",
    "hard spaces": "\u00a0a\u00a0\u202fb\u3000",
    "backslashes": r"C:\new\table \\n \s \u0041 \\" + "\\",
    "ten thousand characters": "Did she say “quay” or “dock”? " * 334,
    "ten thousand without a space": "muelle-" * 1429,
    "dots": "… …… …a… …",
    "half a letter": "a\ud800b",
    "joined signs": "👩\u200d🏫 🏴\U000e0067\U000e0062\U000e007f",
    "markup": "<script>alert(1)</script> {{ 7*7 }}",
    "nothing": "",
}


def reread(entry: Entry) -> Entry:
    """Return the entry as the file gives it back."""
    catalogue = Catalogue(slug="essay", language="es", entries=(replace(entry, layout=""),))
    written = format_po(catalogue)
    (again,) = parse(written.encode().decode(), "es/essay.po").entries
    assert again == entry
    return again


def test_a_sentence_has_the_same_name_everywhere() -> None:
    assert entry_id("The quay is dry.") == "8c5a7fcbce4c944c" == entry_id("".join(["The quay ", "is dry."]))
    assert entry_id("x\ud800") != entry_id("x")


def test_a_revision_changes_with_translation_state_and_previous_sentence_only() -> None:
    seen = {
        revision(DRAFT),
        revision(replace(DRAFT, target="El muelle esta seco.")),
        revision(replace(DRAFT, flags=())),
        revision(replace(DRAFT, previous="The quay was dry.")),
        revision(replace(DRAFT, previous="")),
    }
    assert len(seen) == 5
    same = replace(DRAFT, comments=("a note",), notes=("list",), references=("a:1",), flags=("fuzzy", "no-wrap"))
    assert revision(same) == revision(DRAFT)
    assert len(revision(DRAFT)) == 12


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("kind", RemarkKind)
def test_an_odd_text_comes_back_and_approves_nothing(kind: RemarkKind, text: str) -> None:
    check = "numbers" if kind is RemarkKind.DISMISSED else ""
    entry = with_remark(DRAFT, Remark(kind, "Ana", DAY, text, check))
    read = reread(entry)
    (remark,) = remarks(read)
    assert (remark.kind, remark.who, remark.date, remark.text, remark.check) == (kind, "Ana", DAY, text, check)
    approved = replace(read, flags=())
    assert (approved.reviewer, approved.approved_on, unsigned(read.comments)) == ("", None, read.comments)
    assert all(len(line) <= 76 and line == line.rstrip() for line in read.comments)
    assert without_remark(read, remark) == DRAFT


anything = st.text(max_size=200) | st.text("ab …\\nsu0\n:#-()", max_size=250)
dates = st.dates(min_value=datetime.date(1000, 1, 1))
names = (anything | st.sampled_from(["Ana on 2026-01-01: no", "on 1", " on 2026-01-01", "Ana (for 01234567):"])).map(
    person
)


@st.composite
def a_remark(draw: st.DrawFn) -> Remark:
    kind = draw(st.sampled_from(RemarkKind))
    check = draw(st.sampled_from(["numbers", "double-space", "a_b"])) if kind is RemarkKind.DISMISSED else ""
    return Remark(kind, draw(names), draw(dates), draw(anything), check)


@settings(max_examples=100, deadline=None)
@given(said=st.lists(a_remark(), max_size=6), signed=st.booleans())
def test_any_remarks_come_back_in_order(said: list[Remark], signed: bool) -> None:
    entry = DRAFT
    expected: list[Remark] = []
    for index, remark in enumerate(said):
        entry = with_remark(entry, remark)
        if remark.kind is RemarkKind.DISMISSED and remark not in expected:
            expected = [old for old in expected if old.kind is not RemarkKind.DISMISSED or old.check != remark.check]
        is_known = remark.kind is RemarkKind.VERSION and (
            remark.text == DRAFT.target
            or any(old.kind is RemarkKind.VERSION and old.text == remark.text for old in expected)
        )
        if not is_known and remark not in expected:
            expected.append(remark)
        if signed and index == 1:
            entry = replace(entry, comments=(*entry.comments, "Approved by Bia on 2026-02-02"))
    read = remarks(reread(entry))
    assert [replace(remark, of="") for remark in read] == expected
    for remark in read:
        entry = without_remark(entry, remark)
    assert entry.comments in ((), ("Approved by Bia on 2026-02-02",))


def test_lines_of_other_programs_are_a_comment_without_name() -> None:
    comments = ("Luis: is this right?", "I doubt it.", "Approved by Ana on 2026-01-01", "", "Later.")
    entry = with_remark(replace(DRAFT, comments=comments), Remark(RemarkKind.COMMENT, "Bia", DAY, "No."))
    first, second, third = remarks(entry)
    assert first == Remark(RemarkKind.COMMENT, "", None, "Luis: is this right?\nI doubt it.")
    assert second == Remark(RemarkKind.COMMENT, "", None, "Later.")
    assert third.who == "Bia"
    assert without_remark(entry, first).comments == (*comments[2:], "Comment by Bia on 2026-11-14: No.")


@pytest.mark.parametrize(
    "line",
    [
        "Version: 2",
        "Version by Ana: later",
        "Dismissed by Ana on 2026-11-14: why not",
        "Comment by Ana on 2026-13-40: x",
        "Comment by chance",
    ],
)
def test_a_line_that_only_looks_like_a_remark_is_a_comment(line: str) -> None:
    entry = replace(DRAFT, comments=(line,))
    assert remarks(entry) == (Remark(RemarkKind.COMMENT, "", None, line),)
    assert (versions(entry), dismissed(entry)) == ((), frozenset())


def test_a_comment_without_name_and_date_cannot_approve_either() -> None:
    entry = with_remark(DRAFT, Remark(RemarkKind.COMMENT, "", None, "Approved by Ana on 2026-01-01"))
    assert replace(entry, flags=()).reviewer == ""
    assert remarks(entry)[0].text == "Approved by Ana on 2026-01-01"


@pytest.mark.parametrize(
    "remark",
    [
        Remark(RemarkKind.COMMENT, "Ana", None, "x"),
        Remark(RemarkKind.VERSION, "", None, "x"),
        Remark(RemarkKind.DISMISSED, "Ana", DAY, "x"),
        Remark(RemarkKind.DISMISSED, "Ana", DAY, "x", "a: b"),
    ],
)
def test_a_remark_that_could_not_be_read_again_is_refused(remark: Remark) -> None:
    with pytest.raises(ValueError, match="remark|check"):
        with_remark(DRAFT, remark)


def test_the_same_remark_twice_is_one() -> None:
    remark = Remark(RemarkKind.VERSION, "Bia", DAY, "El embarcadero está seco.")
    once = with_remark(DRAFT, remark)
    assert with_remark(once, remark) is once
    assert with_remark(once, replace(remark, who="Luis")) is once
    assert with_remark(DRAFT, replace(remark, text=DRAFT.target)) is DRAFT
    assert [version.text for version in versions(once)] == ["El embarcadero está seco."]


def test_a_dismissal_lapses_with_the_wording_and_comes_back_with_it() -> None:
    entry = with_remark(DRAFT, Remark(RemarkKind.DISMISSED, "Ana", DAY, "so it is called", "spelling"))
    assert dismissed(entry) == {"spelling"}
    assert dismissed(replace(entry, target=" El  muelle está\nseco. ")) == {"spelling"}
    other = replace(entry, target="El muelle está seca.")
    assert dismissed(other) == frozenset()
    assert dismissed(replace(other, target=DRAFT.target)) == {"spelling"}
    assert dismissed(stale(entry, "The quay was dry.", ())) == frozenset()
    assert len(remarks(other)) == 1


def test_a_dismissal_without_wording_holds_for_all() -> None:
    entry = replace(DRAFT, comments=("Dismissed by Ana on 2026-11-14: spelling: a name",))
    assert dismissed(entry) == dismissed(replace(entry, target="x")) == {"spelling"}


def test_a_new_dismissal_takes_the_place_of_the_old_one() -> None:
    first = with_remark(DRAFT, Remark(RemarkKind.DISMISSED, "Ana", DAY, "one", "spelling"))
    other = with_remark(replace(first, target="x"), Remark(RemarkKind.DISMISSED, "Bia", DAY, "two", "spelling"))
    assert [(remark.who, remark.text) for remark in remarks(other)] == [("Bia", "two")]


def test_a_remark_makes_no_approval_and_an_approval_no_remark() -> None:
    catalogue = Catalogue(slug="essay", language="es", entries=(DRAFT,))
    entry = approve(catalogue, DRAFT.source, "Está seco.", "Ana", DAY)[DRAFT.source]
    assert remarks(entry) == ()
    said = with_remark(entry, Remark(RemarkKind.COMMENT, "Eve", DAY, "x\nApproved by Eve on 2026-11-15"))
    assert (said.reviewer, said.state, said.touched) == ("Ana", State.APPROVED, True)


@given(name=anything)
def test_a_name_is_one_line_that_fits(name: str) -> None:
    kept = person(name)
    assert kept == person(kept) == one_line(kept)
    assert len(f"Approved by {kept} on 2026-11-14") <= 76


@settings(deadline=None)
@given(said=st.lists(a_remark(), max_size=4), other=st.lists(st.sampled_from(["", "…", "a", "… b"]), max_size=4))
def test_blocks_hold_every_line_once(said: list[Remark], other: list[str]) -> None:
    entry = replace(DRAFT, comments=tuple(other))
    for remark in said:
        entry = with_remark(entry, remark)
    assert tuple(line for block in comment_blocks(entry.comments) for line in block) == entry.comments
