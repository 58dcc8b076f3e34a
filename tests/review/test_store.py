"""Catalogues on disk: whole, locked, and left alone when something is wrong."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.review import store
from pipeline.review.catalogue import Catalogue, Entry, State, approve, new_header, with_entries
from pipeline.review.pofile import format_po, laid_out, parse
from pipeline.review.store import Reader, Writer, load, update, update_content

WORKER = """
import sys
import time
from functools import partial
from pathlib import Path
from pipeline.review.catalogue import approve
from pipeline.review.store import load, update

path, locks, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
for entry in load(path):
    if entry.source.startswith(name) and not entry.target:
        time.sleep(0.01)  # a person thinks, and another one has a turn
        update(path, partial(approve, source=entry.source, target=f"{name} {entry.source}"), lock_folder=locks)
        print(entry.source, flush=True)
"""


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_only(*_: object, **__: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def no_new_files(path: str | Path, flags: int, *rest: int, open_file: Callable[..., int] = os.open, **more: int) -> int:
    """Open a file as `os.open` does, but make none in a folder of catalogues."""
    if flags & os.O_CREAT and Path(path).parent.name == "es":
        read_only()
    return open_file(path, flags, *rest, **more)


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    return tmp_path / "state" / "locks"


@pytest.fixture
def file(tmp_path: Path, catalogue_of: Callable[..., Catalogue]) -> Path:
    """Return a catalogue of two sentences in a file, the first approved."""
    path = tmp_path / "es" / "essay.po"
    path.parent.mkdir()
    path.write_text(format_po(approve(catalogue_of("Rain.", "Sun."), "Rain.", "Lluvia.")), encoding="utf-8")
    return path


sunny = partial(approve, source="Sun.", target="Sol.")


def test_a_file_that_is_not_there_is_an_empty_catalogue(tmp_path: Path) -> None:
    catalogue = load(tmp_path / "pt" / "essay.po")
    assert (catalogue.slug, catalogue.language, catalogue.entries) == ("essay", "pt", ())


def test_a_change_is_written_and_returned(file: Path, locks: Path) -> None:
    new = update(file, sunny, lock_folder=locks)
    assert new == load(file)
    assert load(file)["Sun."].state is State.APPROVED
    assert [path.name for path in file.parent.iterdir()] == ["essay.po"]


def test_a_new_file_is_made_with_its_folders(tmp_path: Path, locks: Path, catalogue_of: Callable) -> None:
    path = tmp_path / "deep" / "es" / "essay.po"
    update(path, lambda _: catalogue_of("Rain."), lock_folder=locks)
    assert [entry.source for entry in load(path)] == ["Rain."]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_nothing_is_written_when_nothing_changed(file: Path, locks: Path, end: bytes) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", end))
    before = file.stat()
    update(file, lambda catalogue: catalogue, lock_folder=locks)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_broken_file_is_left_as_it_is(file: Path, locks: Path) -> None:
    broken = file.read_bytes() + b'\nmsgid "no end\r\n'
    file.write_bytes(broken)
    with pytest.raises(OctavillaError) as caught:
        update(file, sunny, lock_folder=locks)
    assert (caught.value.path, caught.value.line) == (file, broken.count(b"\n"))
    assert file.read_bytes() == broken


@pytest.mark.parametrize(("language", "wrong"), [("es_MX", False), ("ES", False), ("pt_BR", True)])
def test_a_file_in_the_wrong_folder_is_an_error(file: Path, language: str, wrong: bool) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("es_ES", language), encoding="utf-8")
    if wrong:
        with pytest.raises(OctavillaError, match="the header says that this is “pt_BR”"):
            load(file)
    else:
        assert len(load(file)) == 2


def test_what_another_program_saves_meanwhile_is_kept(file: Path, locks: Path) -> None:
    calls = []

    def change(catalogue: Catalogue) -> Catalogue:
        calls.append(catalogue)
        if len(calls) == 1:
            content = file.read_text(encoding="utf-8")
            file.write_text(content.replace("Lluvia.", "Llueve."), encoding="utf-8")
        return sunny(catalogue)

    update(file, change, lock_folder=locks)
    assert [entry.target for entry in load(file)] == ["Llueve.", "Sol."]
    assert len(calls) == 2


text = st.text('aá\n"\ud800 ', max_size=90)
step = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 500), text),
    st.tuples(st.just("lay out otherwise"), st.integers(0, 500), text),
    st.tuples(st.just("take away"), st.integers(0, 500), text),
    st.tuples(st.just("add"), st.integers(0, 500), text),
    st.tuples(st.just("swap"), st.integers(0, 500), text),
    st.tuples(st.just("make obsolete"), st.integers(0, 500), text),
    st.tuples(st.just("change obsolete"), st.integers(0, 500), text),
    st.tuples(st.just("header"), st.integers(0, 1), text),
    st.tuples(st.just("tail"), st.integers(0, 3), text),
)


def stepped(catalogue: Catalogue, what: str, number: int, text: str) -> Catalogue:
    """Return the catalogue with one of many changes."""
    entries, obsolete = list(catalogue.entries), list(catalogue.obsolete)
    place = number % len(entries) if entries else 0
    if what == "header":
        header = replace(new_header("essay", "es"), comments=(text.replace("\n", " "),))
        return replace(catalogue, header=header if number else None)
    if what == "tail":
        return replace(catalogue, tail=("# end",) * number)
    if what == "add":
        # Never a sentence that is there: one that is added, taken away beside it and added again.
        known = {entry.source for entry in (*entries, *obsolete)}
        source = f"new {number} {text}"
        while source in known:
            source += " again"
        entries.insert(place, Entry(source=source))
    elif what == "change obsolete" and obsolete:
        obsolete[number % len(obsolete)] = replace(obsolete[number % len(obsolete)], target=text)
    elif not entries:
        return catalogue
    elif what == "change":
        return with_entries(catalogue, (replace(entries[place], target=text),))
    elif what == "lay out otherwise":
        # Equal, and yet other lines: blank ones inside, as some programs leave them.
        entry = entries[place]
        entries[place] = replace(entry, layout=entry.layout.replace("\nmsgstr", "\n\nmsgstr"))
    elif what == "take away":
        del entries[place]
    elif what == "swap":
        entries[place], entries[-1] = entries[-1], entries[place]
    elif what == "make obsolete":
        obsolete.append(entries.pop(place))
    return replace(catalogue, entries=tuple(entries), obsolete=tuple(obsolete))


@example(start=2, steps=[("add", 1, ""), ("take away", 0, ""), ("add", 1, "")], stretch=1)
@given(start=st.integers(0, 12), steps=st.lists(step, max_size=8), stretch=st.sampled_from([1, 3, 64]))
def test_what_is_put_together_from_pieces_is_what_is_written_whole(
    start: int, steps: list[tuple[str, int, str]], stretch: int
) -> None:
    entries = tuple(Entry(source=f"Sentence {number}.", target="á") for number in range(start))
    catalogue = laid_out(Catalogue(slug="essay", language="es", entries=entries))
    writer = Writer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_STRETCH", stretch)
        content = writer.content(catalogue)
        assert content == format_po(catalogue).encode()
        for what in steps:
            catalogue = laid_out(stepped(catalogue, *what), catalogue)
            content = writer.content(catalogue)
            assert content == format_po(catalogue).encode("utf-8", "surrogatepass")
            assert Writer().content(catalogue) == content == writer.content(catalogue)
    assert parse(content.decode("utf-8", "surrogatepass"), "es/essay.po") == catalogue


def test_a_reader_sees_every_change_and_parses_no_file_twice(file: Path) -> None:
    reader = Reader(file)
    content, catalogue = reader.read()
    assert content == file.read_bytes()
    again = reader.read()
    assert again[0] is content
    assert again[1] is catalogue
    status = file.stat()
    other = file.read_bytes().replace(b"Lluvia.", b"Nieve!.")
    file.write_bytes(other)
    # As if within one tick of the clock: size, time and place are the same, the bytes are not.
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_ino) == (status.st_size, status.st_ino)
    assert reader.read()[0] == other
    assert reader.read()[1]["Rain."].target == "Nieve!."


def test_a_file_that_never_rests_is_an_error(file: Path, locks: Path) -> None:
    def change(catalogue: Catalogue) -> Catalogue:
        file.write_text(file.read_text(encoding="utf-8") + "# again\n", encoding="utf-8")
        return sunny(catalogue)

    with pytest.raises(OctavillaError, match="another program keeps writing"):
        update(file, change, lock_folder=locks)
    assert load(file)["Sun."].state is State.UNTRANSLATED


def test_a_held_lock_is_an_error_in_time(file: Path, locks: Path) -> None:
    locks.mkdir(parents=True)
    before = file.read_bytes()
    with FileLock(locks / "es-essay.lock"), pytest.raises(OctavillaError, match="another process"):
        update(file, sunny, lock_folder=locks, patience=0.05)
    assert file.read_bytes() == before
    update(file, sunny, lock_folder=locks, patience=0.05)


def test_a_change_that_fails_lets_go_of_the_lock(file: Path, locks: Path) -> None:
    with pytest.raises(OctavillaError, match="any more"):
        update(file, partial(approve, source="Fog.", target="x"), lock_folder=locks)
    update(file, sunny, lock_folder=locks, patience=0.05)


@pytest.mark.parametrize(
    ("module", "name", "failure", "words"),
    [
        (os, "fsync", full_disk, "No space left"),
        (os, "open", no_new_files, "Read-only file system"),
        (Path, "replace", read_only, "Read-only file system"),
    ],
    ids=["full disk", "read-only folder", "read-only at the end"],
)
def test_a_write_that_fails_leaves_the_old_file(
    file: Path, locks: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, failure: object, words: str
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr(module, name, failure)
    with pytest.raises(OctavillaError, match=words):
        update(file, sunny, lock_folder=locks)
    monkeypatch.undo()
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["essay.po"]


def test_half_a_letter_is_an_error(file: Path, locks: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(OctavillaError, match="Type it again"):
        update(file, partial(approve, source="Sun.", target="So\ud800l."), lock_folder=locks)
    assert file.read_bytes() == before


def test_a_lock_folder_that_cannot_be_made_is_an_error(file: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(OctavillaError, match="cannot be locked"):
        update(file, sunny, lock_folder=tmp_path / "state" / "locks")


def test_a_folder_in_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "es" / "essay.po"
    path.mkdir(parents=True)
    with pytest.raises(OctavillaError, match="cannot be read"):
        load(path)


@pytest.fixture
def shared(file: Path, catalogue_of: Callable) -> Path:
    """Return a larger catalogue for several processes to work on."""
    sources = [f"{name} sees {number} boats in the harbour." for number in range(400) for name in ("Ana", "Bia")]
    file.write_text(format_po(catalogue_of(*sources)), encoding="utf-8")
    return file


def worker(file: Path, locks: Path, name: str, *, code: str = WORKER) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(file), str(locks), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_limit_on_file_size_leaves_the_old_file(shared: Path, locks: Path) -> None:
    before = shared.read_bytes()
    code = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) // 2},) * 2)\n{WORKER}"
    process = worker(shared, locks, "Ana", code=code)
    output, errors = process.communicate(timeout=60)
    assert output == ""
    assert "OctavillaError" in errors
    assert "File too large" in errors
    assert shared.read_bytes() == before
    assert [path.name for path in shared.parent.iterdir()] == ["essay.po"]


@pytest.mark.slow
def test_two_reviewers_at_once_are_both_kept(shared: Path, locks: Path) -> None:
    ana, bia = worker(shared, locks, "Ana"), worker(shared, locks, "Bia")
    time.sleep(5)
    for process in (ana, bia):
        process.send_signal(signal.SIGTERM)
    done = [line for process in (ana, bia) for line in process.communicate(timeout=60)[0].splitlines()]
    catalogue = load(shared)
    assert {line.split()[0] for line in done} == {"Ana", "Bia"}
    for source in done:
        assert catalogue[source].target == f"{source.split()[0]} {source}"


@pytest.mark.slow
def test_a_killed_process_loses_no_approved_entry(shared: Path, locks: Path) -> None:
    chance = random.Random(1936)
    acknowledged: set[str] = set()
    for _ in range(35):
        process = worker(shared, locks, "Ana" if chance.random() < 0.5 else "Bia")
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())
        time.sleep(chance.uniform(0, 0.12))
        process.kill()
        # Not `communicate`: given a time limit, it forgets what `readline` has taken from the pipe already.
        with process:
            acknowledged.update(process.stdout.read().splitlines())
        catalogue = load(shared)
        assert len(catalogue) == 800
        assert all(catalogue[source].state is State.APPROVED for source in acknowledged)
    assert len(acknowledged) >= 35


def test_any_file_is_changed_under_the_lock_and_not_written_when_nothing_changed(tmp_path: Path, locks: Path) -> None:
    path = tmp_path / "es/memory.tmx"
    seen: list[bytes | None] = []

    def change(before: bytes | None) -> bytes | str | None:
        seen.append(before)
        return "ñ" if before is None else before

    update_content(path, change, lock_folder=locks)
    assert path.read_bytes() == "ñ".encode()
    written = path.stat().st_mtime_ns
    update_content(path, change, lock_folder=locks)
    assert seen == [None, "ñ".encode()]
    assert path.stat().st_mtime_ns == written
    update_content(tmp_path / "es/none.tmx", lambda _: None, lock_folder=locks)
    assert not (tmp_path / "es/none.tmx").exists()


def test_what_another_program_saved_meanwhile_is_changed_not_lost(tmp_path: Path, locks: Path) -> None:
    path = tmp_path / "memory.tmx"
    path.write_bytes(b"one")

    def change(before: bytes | None) -> bytes:
        if before == b"one":
            path.write_bytes(b"two")
        return (before or b"") + b" and more"

    update_content(path, change, lock_folder=locks)
    assert path.read_bytes() == b"two and more"
