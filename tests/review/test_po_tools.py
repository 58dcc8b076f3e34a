"""Programs for PO files, run over our catalogues as people run them, lose nothing that anybody wrote."""

from __future__ import annotations

import datetime
import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from translate.storage import pypo

from pipeline.review.catalogue import Catalogue, Draft, Entry, Origin, State, approve, revise, with_drafts
from pipeline.review.desk import Action, Change, Desk
from pipeline.review.merge import merge
from pipeline.review.pofile import format_po
from pipeline.review.remarks import Remark, RemarkKind, dismissed, remarks, versions, with_remark
from pipeline.review.store import load

FLAGS = ("lost marks", "number missing", "half-translated", "term not used: well-known quay", "much too long", "x")
DAY = datetime.date(2026, 11, 14)
MACHINE = Origin(engine="argos", package="translate-en_es", version="1.9", confidence=0.75)
LONG = "Is “quay” the right word here, or do the people who work at the harbour-side say “dock”? " * 3
ODD = (
    "one\ntwo\n\n  three",
    "Approved by Eve on 2026-01-01",
    "\u202eright\u202c\u00a0",
    "a-b" * 60,
    r"C:\new \s",
    "x",
    LONG,
)
SOURCES = tuple(
    f"{which} boat lies at the **long** quay, and [the ferry](https://example.org/f) goes at {n}:30.[^{n}]"
    for n, which in enumerate(("No", "One", "Another", "The third", "The fourth", "The fifth", "The sixth"))
)


EDITED = SOURCES[4].replace("fourth boat", "fourth or fifth boat")
NOW = (*SOURCES[:4], EDITED, *SOURCES[5:])
Tool = Callable[[Path], None]


@pytest.fixture
def file(tmp_path: Path, sentences: Callable, catalogue_of: Callable[..., Catalogue]) -> Path:
    """Return a file with every state, every kind of remark, odd texts, and obsolete entries."""
    gone = ("A sentence with a long life behind it.", "The old ferry went at noon.")
    catalogue = catalogue_of(*SOURCES, *gone)
    catalogue = with_drafts(
        catalogue, {s: Draft(text=f"borrador {s}", origin=MACHINE, flags=FLAGS) for s in SOURCES[:4]}
    )
    catalogue = approve(catalogue, gone[0], "Una frase.", "Ana", DAY)
    catalogue = revise(catalogue, gone[1], "El viejo ferri salía a mediodía.")
    catalogue = approve(
        catalogue, SOURCES[1], "Aprobado “así”\tcon\nfin.", "María José del Carmen Ñandú de la Fuente y Paz", DAY
    )
    catalogue = approve(catalogue, SOURCES[4], "Otro barco está en el muelle.", "Bia", DAY)
    catalogue = revise(catalogue, SOURCES[2], "A medio hacer")
    catalogue = replace(catalogue, entries=tuple(commented(entry, n) for n, entry in enumerate(catalogue.entries)))
    path = tmp_path / "es" / "essay.po"
    path.parent.mkdir()
    path.write_text(format_po(merge(catalogue, sentences(*NOW))), encoding="utf-8")
    states = {entry.state for entry in load(path)}
    assert states == set(State)
    return path


def commented(entry: Entry, number: int) -> Entry:
    for place, text in enumerate(ODD):
        if (place + number) % 3:
            kind = tuple(RemarkKind)[(place + number // 3) % 3]
            check = f"check-{place}" if kind is RemarkKind.DISMISSED else ""
            entry = with_remark(entry, Remark(kind, "Ana", DAY, text, check))
    return replace(entry, comments=(*entry.comments, "Note of a person, written by hand,", " over two lines."))


def told(entry: Entry) -> tuple[object, ...]:
    """Return all that people and the machine said of a sentence."""
    said = (entry.target, entry.state, entry.previous, entry.reviewer, entry.approved_on, entry.origin, entry.warnings)
    return (*said, remarks(entry), versions(entry), dismissed(entry), entry.roles, entry.touched)


def all_told(path: Path) -> dict[str, tuple[object, ...]]:
    """Return what was said of every sentence; of obsolete ones without our notes, which most programs drop."""
    catalogue = load(path)
    kept = {entry.source: told(entry) for entry in catalogue}
    return kept | {f"#~ {entry.source}": told(replace(entry, notes=())) for entry in catalogue.obsolete}


def by_polib(path: Path) -> None:
    polib.pofile(str(path)).save()


def by_polib_in_metadata_order(path: Path) -> None:
    po = polib.pofile(str(path))
    po.metadata["PO-Revision-Date"] = "2026-11-15 10:00+0100"
    po.metadata["X-Generator"] = "Editor 3"
    po.save(newline="\r\n")


def by_translate_toolkit(path: Path) -> None:
    with path.open("rb") as stream:
        store = pypo.pofile.parsefile(stream)
    for unit in store.units:
        if unit.istranslatable():
            # Setting an equal text makes it write the unit anew.
            fuzzy = unit.isfuzzy()
            unit.target = str(unit.target)
            unit.markfuzzy(fuzzy)
    store.savefile(str(path))


def by_gettext(*arguments: str) -> Tool:
    def run(path: Path) -> None:
        if shutil.which(arguments[0]) is None:
            pytest.skip("gettext is not installed")
        command = [*arguments, "-o", str(path.with_suffix(".out")), str(path)]
        subprocess.run(command, check=True, capture_output=True)
        path.with_suffix(".out").replace(path)

    return run


def by_msgmerge(*options: str) -> Tool:
    def run(path: Path) -> None:
        catalogue = load(path)
        template = path.with_suffix(".pot")
        bare = tuple(Entry(source=entry.source, notes=entry.notes) for entry in catalogue)
        template.write_text(format_po(replace(catalogue, entries=bare, obsolete=(), tail=())), "utf-8")
        by_gettext("msgmerge", "--quiet", "--previous", *options, str(path))(template)
        template.replace(path)

    return run


TOOLS = {
    "polib": by_polib,
    "polib with other line ends": by_polib_in_metadata_order,
    "translate-toolkit": by_translate_toolkit,
    "msgcat": by_gettext("msgcat"),
    "msgcat in short lines": by_gettext("msgcat", "--width=40"),
    "msgcat in long lines": by_gettext("msgcat", "--no-wrap"),
    "msgcat sorted": by_gettext("msgcat", "--sort-output"),
    "msgattrib": by_gettext("msgattrib"),
    "msgconv": by_gettext("msgconv", "--to-code=UTF-8"),
    "msgmerge": by_msgmerge(),
    "msgmerge without guesses": by_msgmerge("--no-fuzzy-matching"),
}


ESCAPED = {"msgcat escaped": by_gettext("msgcat", "--escape")}
"""What only gettext itself and we can read."""


@pytest.mark.parametrize("tool", (TOOLS | ESCAPED).values(), ids=TOOLS | ESCAPED)
def test_a_program_run_over_a_catalogue_takes_nothing_from_it(file: Path, tool: Tool, sentences: Callable) -> None:
    before = all_told(file)
    tool(file)
    assert all_told(file) == before
    merged = merge(load(file), sentences(*NOW))
    assert [entry.source for entry in merged] == list(NOW)
    assert {entry.source: told(entry) for entry in merged} == {s: before[s] for s in NOW}


def test_all_programs_after_one_another_take_nothing(file: Path) -> None:
    before = all_told(file)
    tools = list(TOOLS.values())
    random.Random(7).shuffle(tools)
    for tool in tools:
        tool(file)
    assert all_told(file) == before


def approve_by_polib(path: Path, source: str, target: str) -> None:
    po = polib.pofile(str(path))
    entry = po.find(source)
    entry.msgstr = target
    entry.previous_msgid = None
    entry.fuzzy = False
    po.save()


def approve_by_translate_toolkit(path: Path, source: str, target: str) -> None:
    with path.open("rb") as stream:
        store = pypo.pofile.parsefile(stream)
    unit = store.findunit(source)
    unit.target = target
    unit.markfuzzy(False)
    store.savefile(str(path))


@pytest.mark.parametrize("by", [approve_by_polib, approve_by_translate_toolkit])
def test_a_correction_in_an_editor_touches_its_sentence_only(
    file: Path, by: Callable[[Path, str, str], None], sentences: Callable
) -> None:
    before = all_told(file)
    corrections = {SOURCES[2]: "Otro barco.", EDITED: "El cuarto o quinto.", SOURCES[5]: "Un “quinto”\nbarco."}
    for source, target in corrections.items():
        said = remarks(load(file)[source])
        by(file, source, target)
        entry = load(file)[source]
        assert (entry.target, entry.state, remarks(entry)) == (target, State.APPROVED, said)
    merged = merge(load(file), sentences(*NOW))
    assert {e.source: told(e) for e in merged if e.source not in corrections} == {
        source: before[source] for source in NOW if source not in corrections
    }
    assert {f"#~ {e.source}" for e in merged.obsolete} == {key for key in before if key.startswith("#~")}


def test_everything_is_approved_at_once_by_msgattrib(file: Path) -> None:
    before = load(file)
    by_gettext("msgattrib", "--clear-fuzzy", "--clear-previous")(file)
    after = load(file)
    for entry in before:
        assert after[entry.source].target == entry.target
        assert remarks(after[entry.source]) == remarks(entry)
        wanted = State.APPROVED if entry.target else State.UNTRANSLATED
        assert after[entry.source].state is wanted
    assert [told(entry)[7] for entry in after.obsolete] == [told(entry)[7] for entry in before.obsolete]


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_an_old_copy_saved_by_a_program_loses_no_work_of_the_web(file: Path, tool: Tool, tmp_path: Path) -> None:
    desk = Desk(file, lock_folder=tmp_path / "locks")
    copy = file.read_bytes()
    desk.apply([Change(Action.APPROVE, SOURCES[3], "El tercero."), Change(Action.COMMENT, NOW[5], text=LONG)], "Ana")
    wanted = all_told(file)
    file.write_bytes(copy)
    tool(file)
    approve_by_polib(file, SOURCES[0], "Ningún barco.")
    desk.catalogue()
    now = all_told(file)
    assert now[SOURCES[0]][:2] == ("Ningún barco.", State.APPROVED)
    assert {key: value for key, value in now.items() if key != SOURCES[0]} == {
        key: value for key, value in wanted.items() if key != SOURCES[0]
    }


def test_remarks_go_with_their_sentence_when_the_text_changes(file: Path, sentences: Callable) -> None:
    before = load(file)
    said = {remark for entry in (*before, *before.obsolete) for remark in remarks(entry)}
    joined = f"{SOURCES[0].removesuffix('.[^0]')} and {SOURCES[1]}"
    texts = [
        (joined, *NOW[2:]),
        (*NOW[:2], NOW[2].replace("long", "short"), NOW[3].split(", and ")[0] + ".", *NOW[4:]),
        NOW[3:],
        (),
        NOW,
    ]
    for text in texts:
        merged = merge(before, sentences(*text))
        kept = {remark for entry in (*merged, *merged.obsolete) for remark in remarks(entry)}
        assert kept >= said
        assert merge(merged, sentences(*text)) == merged
    back = merge(merge(before, ()), sentences(*NOW))
    wanted = [(e.source, told(e)) for e in before if e.touched]
    assert [(e.source, told(e)) for e in back if e.touched] == wanted


def test_joined_sentences_keep_remarks_that_share_a_line(catalogue_of: Callable, sentences: Callable) -> None:
    parts = ("The boat lies at the long quay today.", "The ferry to the island goes at noon from there.")
    catalogue = catalogue_of(*parts)
    for number, source in enumerate(parts):
        catalogue = approve(catalogue, source, f"t{number}", "Ana", DAY)
    words = ("one " * 11, "two " * 11)
    comments = tuple(Remark(RemarkKind.COMMENT, "Ana", DAY, f"{word}{'x' * 76}") for word in words)
    entries = (with_remark(catalogue[s], comment) for s, comment in zip(parts, comments, strict=True))
    catalogue = replace(catalogue, entries=tuple(entries))
    assert catalogue[parts[0]].comments[-1] == catalogue[parts[1]].comments[-1]
    (joined,) = merge(catalogue, sentences(f"{parts[0][:-1]} and {parts[1]}"))
    assert (joined.state, joined.target, remarks(joined)) == (State.STALE, "t0 t1", comments)
