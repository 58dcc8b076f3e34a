"""Writing a file: the old content or the new one, whatever happens."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OctavillaError
from pipeline.files import remove_leftovers, write_atomic


@given(st.one_of(st.binary(max_size=200), st.text(st.characters(codec="utf-8"), max_size=50)))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, data: bytes | str) -> None:
    path = tmp_path_factory.mktemp("files") / "new" / "folder" / "file"
    write_atomic(path, data)
    assert path.read_bytes() == (data.encode() if isinstance(data, str) else data)
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_permissions_of_the_old_file_are_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(mode)
    write_atomic(path, "new")
    assert path.stat().st_mode & 0o777 == mode
    assert path.read_text() == "new"


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_of_a_new_file_follow_the_umask(tmp_path: Path, mask: int, mode: int) -> None:
    old = os.umask(mask)
    try:
        write_atomic(tmp_path / "file", "new")
        assert os.umask(mask) == mask
    finally:
        os.umask(old)
    assert (tmp_path / "file").stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
def test_old_file_stays_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if call == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    elif call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(os, "fdopen", _opens_full_disk)
    with pytest.raises(OctavillaError, match=r"file: cannot write: No space left on device\. Free some space"):
        write_atomic(path, "new" * 100_000)
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def _opens_full_disk(handle: int, _: str) -> object:
    os.close(handle)
    return open("/dev/full", "wb")  # noqa: PTH123


def test_old_file_stays_when_the_process_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_old_file_stays_when_the_guard_objects(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def object_to_it() -> None:
        raise OctavillaError("changed meanwhile")

    with pytest.raises(OctavillaError, match="changed meanwhile"):
        write_atomic(path, "new", guard=object_to_it)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EPERM, "Operation not permitted. It is protected against changes: take the protection off"),
        (errno.EACCES, "Permission denied. Get the right to write to its folder"),
        (errno.EROFS, "Read-only file system. This disk may only be read"),
    ],
)
def test_what_may_not_be_written_is_one_line_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """An immutable file lets the new one be made, and only then refuses to be replaced."""
    path = tmp_path / "essay.po"
    path.write_text("old")

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OctavillaError) as caught:
        write_atomic(path, "new")
    assert caught.value.format_message().startswith(f"{path}: cannot write: {words}")
    assert "\n" not in caught.value.format_message()
    assert [entry.name for entry in tmp_path.iterdir()] == ["essay.po"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission_gives_an_error_that_names_the_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OctavillaError, match="file: cannot write: Permission denied"):
            write_atomic(tmp_path / "file", "new")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("name", ["taken", "taken/below"])
def test_place_that_cannot_hold_a_file_gives_an_error(tmp_path: Path, name: str) -> None:
    taken = tmp_path / "taken"
    taken.mkdir() if name == "taken" else taken.write_text("a file")
    with pytest.raises(OctavillaError, match=f"{name}: cannot write: "):
        write_atomic(tmp_path / name, "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["taken"]


def test_text_that_is_no_unicode_gives_an_error_and_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with pytest.raises(OctavillaError, match="file: holds a character that is none"):
        write_atomic(tmp_path / "file", "new \udcff")
    assert (tmp_path / "file").read_text() == "old"


def test_longest_name_that_the_file_system_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    write_atomic(path, "new")
    assert path.read_text() == "new"


def test_folder_that_cannot_be_synchronised_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network file systems refuse it; the file is in place by then."""
    real = os.open

    def refuse(path: object, flags: int, *rest: int) -> int:
        if path == tmp_path:
            raise OSError(errno.EINVAL, "no")
        return real(path, flags, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    write_atomic(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text() == "new"


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.files import write_atomic
write_atomic(Path(sys.argv[1]), "new", guard=lambda: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_killed_process_leaves_the_old_file_and_its_leftover_can_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    path.parent.mkdir()
    path.write_text("old")
    own = [tmp_path / ".mine.tmp", tmp_path / "mine.tmp", tmp_path / ".octavilla"]
    for file in own:
        file.write_text("somebody's own")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert killed.returncode == -9
    assert path.read_text() == "old"
    assert len(list(path.parent.iterdir())) == 2
    remove_leftovers(tmp_path)
    assert list(path.parent.iterdir()) == [path]
    assert all(file.exists() for file in own)


def test_leftovers_of_a_folder_that_does_not_exist_are_none(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())


def test_reader_sees_one_whole_content_while_others_write(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = [letter * 50_000 for letter in "abc"]
    write_atomic(path, contents[0])

    def write(content: str) -> None:
        for _ in range(10):
            write_atomic(path, content)

    writers = [threading.Thread(target=write, args=(content,)) for content in contents]
    for writer in writers:
        writer.start()
    seen = {path.read_text() for _ in range(100)}
    for writer in writers:
        writer.join()
    assert seen <= set(contents)
    assert path.read_text() in contents
    assert len(list(tmp_path.iterdir())) == 1
