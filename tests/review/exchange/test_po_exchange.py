"""PO files that go out and come back."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import polib
import pytest
from exchange_rows import COLD, ENTRIES, GOLDEN, NEW, REST, WINDOW, catalogue, export, kinds, merged
from translate.storage import pypo

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Entry, State
from pipeline.review.exchange import po_exchange
from pipeline.review.pofile import format_po

PATH = Path("window.po")


def edited(change: str, into: str) -> bytes:
    written = po_exchange.write(export()).decode()
    assert change in written
    return written.replace(change, into).encode()


def test_what_goes_out_comes_back_and_changes_nothing() -> None:
    batch = po_exchange.read(po_exchange.write(export()), PATH)
    assert (batch.slug, batch.language, batch.kind, batch.who) == ("window", "es", "po", "")
    assert [(row.key, row.source, row.target, row.approved) for row in batch.rows] == [
        (row.key, row.source, row.target, None) for row in export().rows
    ]
    new, report = merged(batch)
    assert kinds(report) == ["unchanged"] * 4
    assert new.entries == ENTRIES


def test_the_same_rows_give_the_same_bytes() -> None:
    assert po_exchange.write(export()) == (GOLDEN / "window.po").read_bytes()


def test_translate_toolkit_reads_counts_states_and_texts() -> None:
    store = pypo.pofile.parsefile(BytesIO(po_exchange.write(export())))
    units = [unit for unit in store.units if not unit.isheader()]
    assert [unit.source for unit in units] == [WINDOW, COLD, NEW, REST]
    assert [unit.target for unit in units] == [row.target for row in export().rows]
    assert [unit.isfuzzy() for unit in units] == [True, False, False, True]
    assert units[3].prev_source == "Rest **today**."


def test_an_edit_in_the_way_of_poedit_is_approved() -> None:
    """Poedit takes `fuzzy` off what is edited, and signs the header."""
    content = edited('#, fuzzy\nmsgid "Close the window."\nmsgstr "Cierra', 'msgid "Close the window."\nmsgstr "Cierre')
    content = content.replace(b'"MIME', b'"Last-Translator: Luis Prat <luis@example.org>\\n"\n"MIME')
    batch = po_exchange.read(content, PATH)
    assert batch.who == "Luis Prat"
    new, report = merged(batch, who="")
    assert kinds(report) == ["taken", "unchanged", "unchanged", "unchanged"]
    assert (new[WINDOW].target, new[WINDOW].reviewer) == ("Cierre la ventana.", "Luis Prat")


def test_fuzzy_taken_off_approves() -> None:
    new, report = merged(po_exchange.read(edited("#, fuzzy\n#| msgid", "#| msgid"), PATH))
    assert kinds(report) == ["unchanged", "unchanged", "unchanged", "approved"]
    assert new[REST].state is State.APPROVED


def test_a_new_text_that_is_still_fuzzy_is_a_draft() -> None:
    new, _ = merged(po_exchange.read(edited("Cierra la ventana.", "¿Cierra la ventana?"), PATH))
    assert new[WINDOW].state is State.DRAFT
    assert new[WINDOW].target == "¿Cierra la ventana?"


def test_fuzzy_put_on_what_was_approved_makes_it_a_draft_again() -> None:
    new, report = merged(po_exchange.read(edited("#. paragraph\n#. key: 4223", "#, fuzzy\n#. key: 4223"), PATH))
    assert kinds(report)[1] == "taken"
    assert new[COLD].state is State.DRAFT


def test_fuzzy_as_it_went_out_does_not_undo_an_approval_made_meanwhile() -> None:
    now = [Entry(source=WINDOW, target="Cierra la ventana.", comments=("Approved by Bia on 2026-11-20",)), *ENTRIES[1:]]
    new, report = merged(po_exchange.read(po_exchange.write(export()), PATH), now)
    assert kinds(report)[0] == "unchanged"
    assert new[WINDOW].state is State.APPROVED


def test_a_comment_arrives_once() -> None:
    batch = po_exchange.read(edited("#. list item", "# ¿Qué es “new”?\n#. list item"), PATH)
    once, report = merged(batch)
    assert kinds(report).count("comment") == 1
    twice, report = merged(batch, once.entries)
    assert twice == once
    again = po_exchange.read(po_exchange.write(export(once.entries)), PATH)
    assert set(kinds(merged(again, once.entries)[1])) == {"unchanged"}


def test_a_copy_of_the_catalogue_itself_is_read_too() -> None:
    """Somebody sends `translations/es/window.po` as they edited it: no keys, our own remarks in it."""
    signed = ("Comment by Bia on 2026-11-20: hm", "Approved by Bia on 2026-11-20")
    entries = (ENTRIES[0], Entry(source=COLD, target=ENTRIES[1].target, comments=signed), *ENTRIES[2:])
    content = format_po(catalogue(entries)).encode()
    batch = po_exchange.read(content, PATH)
    new, report = merged(batch, entries)
    assert set(kinds(report)) == {"unchanged"}
    assert new.entries == entries


@pytest.mark.skipif(not shutil.which("msgattrib"), reason="needs gettext")
def test_gettext_s_programs_take_our_file(tmp_path: Path) -> None:
    path = tmp_path / "window.po"
    path.write_bytes(po_exchange.write(export()))
    subprocess.run(["msgfmt", "--check-format", "--check-header", "-o", "/dev/null", path], check=True)
    subprocess.run(["msgattrib", "--clear-fuzzy", "-o", path, path], check=True)
    batch = po_exchange.read(path.read_bytes(), path)
    assert [row.key for row in batch.rows] == [row.key for row in export().rows]
    assert [row.approved for row in batch.rows] == [True, None, None, True]


def test_polib_keeps_the_keys(tmp_path: Path) -> None:
    path = tmp_path / "window.po"
    path.write_bytes(po_exchange.write(export()))
    po = polib.pofile(str(path))
    po[0].msgstr = "Cierra bien la ventana."
    po[0].flags = []
    po.save()
    new, report = merged(po_exchange.read(path.read_bytes(), path))
    assert kinds(report) == ["taken", "unchanged", "unchanged", "unchanged"]
    assert new[WINDOW].target == "Cierra bien la ventana."


def test_a_broken_file_is_reported_with_its_line() -> None:
    with pytest.raises(OctavillaError, match=r"window\.po:2"):
        po_exchange.read(b'msgid "a"\nmsgstr "b\n', PATH)
