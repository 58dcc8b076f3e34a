"""The history file: what is written comes back whole, and nothing that befalls the file stops the work."""

from __future__ import annotations

import datetime
import errno
import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.review.catalogue import Entry
from pipeline.review.journal import Event, Journal, Record

NOON = datetime.datetime(2026, 11, 14, 12, tzinfo=datetime.UTC)


def record(number: int, source: str = "Rain.", who: str = "Ana") -> Record:
    old = Entry(source=source, target=f"{number}", flags=("fuzzy",), notes=("paragraph", "draft: x"))
    new = Entry(source=source, target=f"{number + 1}", comments=("Approved by Ana on 2026-11-14",))
    event = Event(
        when=NOON + datetime.timedelta(seconds=number),
        who=who,
        action="approve",
        source=source,
        before=old.target,
        after=new.target,
        state=new.state,
        id=f"id{number}",
    )
    return Record(event=event, old=old, new=new, batch=f"batch{number}", file=f"file{number}", read=NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "es" / "essay.history.jsonl"


def test_no_file_is_an_empty_history(path: Path) -> None:
    journal = Journal(path)
    assert (journal.records(), journal.of("Rain."), journal.sources(), journal.wrote("x")) == ((), (), (), False)


def test_records_come_back_in_the_same_and_another_journal(path: Path) -> None:
    journal, other = Journal(path), Journal(path)
    journal.append([record(1), record(2, "Sun.")])
    assert other.records() == (record(1), record(2, "Sun."))
    journal.append([record(3)])
    assert other.records() == journal.records() == (record(1), record(2, "Sun."), record(3))
    assert other.of("Rain.") == (record(1), record(3))
    assert other.of("Sun.", "Rain.") == other.records()
    assert other.sources() == ("Rain.", "Sun.")
    assert other.wrote("file2")


text = st.text(st.characters(), max_size=40)
lines = st.lists(text, max_size=3).map(tuple)
entries = st.builds(
    Entry,
    source=text.map("s{}".format),
    target=text,
    flags=lines,
    previous=st.none() | text,
    comments=lines,
    notes=lines,
    references=lines,
    previous_context=st.none() | text,
)


@settings(max_examples=60, deadline=None)
@given(old=entries, new=entries, who=text, when=st.datetimes(datetime.datetime(1900, 1, 1)))
def test_any_entry_comes_back(tmp_path_factory: pytest.TempPathFactory, old: Entry, new: Entry, who: str, when) -> None:
    new = replace(new, source=old.source)
    event = replace(
        record(1).event,
        who=who,
        source=old.source,
        before=old.target,
        after=new.target,
        state=new.state,
        when=when.replace(microsecond=0, tzinfo=datetime.UTC),
    )
    whole = Record(event=event, old=old, new=new, batch="b")
    path = tmp_path_factory.mktemp("journal") / "x.history.jsonl"
    Journal(path).append([whole])
    assert Journal(path).records() == (whole,)
    assert path.read_bytes().isascii()
    assert path.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize("cut", [1, 7, 100])
def test_a_torn_last_line_is_passed_over_and_mended(path: Path, cut: int) -> None:
    journal = Journal(path)
    journal.append([record(1), record(2)])
    path.write_bytes(path.read_bytes()[:-cut])
    kept = (record(1),)
    assert Journal(path).records() == kept
    journal.append([record(3)])
    # Without its line feed alone, the record is whole.
    wanted = (record(1), record(2), record(3)) if cut == 1 else (record(1), record(3))
    assert Journal(path).records() == journal.records() == wanted
    assert all(json.loads(line) for line in path.read_text("utf-8").splitlines())


def test_a_long_torn_line_is_mended(path: Path) -> None:
    journal = Journal(path)
    journal.append([record(1)])
    with path.open("ab") as stream:
        stream.write(b'{"id": "' + b"x" * 200_000)
    journal.append([record(2)])
    assert Journal(path).records() == (record(1), record(2))


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< ours",
        "",
        "null",
        "[1]",
        '{"id": "x"}',
        json.dumps({"id": "x", "when": "noon", "source": "a", "old": {}, "new": {}}),
        json.dumps({"id": "x", "when": "2026-11-14T12:00:00Z", "source": "a", "old": {"flags": "fuzzy"}, "new": {}}),
        json.dumps({"id": "x", "when": "2026-11-14T12:00:00Z", "source": 1, "old": {}, "new": {}}),
        json.dumps({"id": "", "when": "2026-11-14T12:00:00Z", "source": "a", "old": {}, "new": {}}),
        json.dumps({"id": "x", "when": "0001-01-01T00:00:00+23:59", "source": "a", "old": {}, "new": {}}),
        json.dumps({"id": "x", "when": "9999-12-31T23:59:59-23:59", "source": "a", "old": {}, "new": {}}),
        json.dumps({"id": "x", "when": "9999-12-31T23:59:59Z", "source": "a", "old": {}, "new": {}}),
        '{"id": ' + "1" * 5000 + "}",
        "\x00\xff",
        "[" * 100_000,
    ],
)
def test_lines_of_others_are_passed_over_and_left(path: Path, line: str) -> None:
    path.parent.mkdir()
    path.write_text(f"{line}\n", "utf-8")
    journal = Journal(path)
    assert journal.records() == ()
    journal.append([record(1)])
    assert journal.records() == (record(1),)
    assert path.read_text("utf-8").startswith(f"{line}\n")


def test_a_union_of_two_histories_holds_each_record_once(path: Path, tmp_path: Path) -> None:
    Journal(path).append([record(1), record(2)])
    other = tmp_path / "other.jsonl"
    Journal(other).append([record(1), record(3)])
    journal = Journal(path)
    assert len(journal.records()) == 2
    path.write_bytes(path.read_bytes() + other.read_bytes())
    assert [each.event.id for each in journal.records()] == ["id1", "id2", "id3"]


def test_another_file_in_its_place_is_read_anew(path: Path, tmp_path: Path) -> None:
    journal = Journal(path)
    journal.append([record(1), record(2)])
    assert len(journal.records()) == 2
    other = tmp_path / "other.jsonl"
    Journal(other).append([record(3)])
    other.replace(path)
    assert journal.records() == (record(3),)
    path.write_bytes(b"")
    assert journal.records() == ()
    journal.append([record(4)])
    assert journal.records() == (record(4),)
    path.unlink()
    assert journal.records() == ()


def test_a_reader_beside_a_writer_sees_whole_records_in_order(path: Path) -> None:
    writer, reader = Journal(path), Journal(path)
    seen: list[int] = []

    def read() -> None:
        while not seen or seen[-1] < 60:
            found = reader.records()
            assert found == tuple(record(number) for number in range(len(found)))
            seen.append(len(found))

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(60):
        writer.append([record(number)])
    thread.join(30)
    assert seen[-1] == 60


def test_a_full_disk_is_an_error_with_the_way_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OctavillaError, match="the history cannot be written: No space left"):
        Journal(path).append([record(1)])


def test_a_folder_in_its_place_is_an_error(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(OctavillaError, match="history cannot be"):
        Journal(path).records()


def test_a_link_in_its_place_is_not_followed(path: Path, tmp_path: Path) -> None:
    """A project from elsewhere could have it lead to any file of its reader's."""
    other = tmp_path / "profile"
    other.write_text("no line feed at the end", "utf-8")
    path.parent.mkdir()
    path.symlink_to(other)
    with pytest.raises(OctavillaError, match="cannot be written"):
        Journal(path).append([record(1)])
    assert other.read_text("utf-8") == "no line feed at the end"
