"""Kits on the disk: complete, checked by sha256sum, replaced as a whole, the same zip every time."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.kit import packing
from pipeline.publish.kit.orders import safe_name
from pipeline.publish.kit.packing import Content, is_packed, pack, recover, with_sums

FILES: dict[str, Content] = {
    "print/01-es-a.pdf": b"%PDF-1.7",
    "calendar/es.ics": b"BEGIN",
    "stick/site/a b.html": b"<p>",
}


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_kit_is_complete_and_its_sums_are_right(tmp_path: Path) -> None:
    files = with_sums(FILES, {"event": "e"})
    folder, archive = tmp_path / "e", tmp_path / "e.zip"
    assert not is_packed(folder, archive, files)
    pack(folder, archive, files)
    assert is_packed(folder, archive, files)
    there = content(folder)
    assert there.keys() == {*FILES, "SHA256SUMS", "manifest.json"}
    for line in there["SHA256SUMS"].decode().splitlines():
        digest, _, path = line.partition("  ")
        assert hashlib.sha256(there[path]).hexdigest() == digest
    manifest = json.loads(there["manifest.json"])
    assert [one["path"] for one in manifest["files"]] == sorted(FILES)
    with zipfile.ZipFile(archive) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == {f"e/{name}": there[name] for name in there}
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {path.name for path in tmp_path.iterdir()} == {"e", "e.zip"}


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_sha256sum_agrees_even_with_odd_names(tmp_path: Path) -> None:
    files = with_sums({**FILES, "stick/site/ñandú\\ü\n.txt": b"odd"}, {})
    pack(tmp_path / "e", tmp_path / "e.zip", files)
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=tmp_path / "e", check=True)


def test_the_same_files_give_the_same_zip_whatever_the_clock_order_and_rights(tmp_path: Path) -> None:
    sums = []
    for number, names in enumerate((sorted(FILES), sorted(FILES, reverse=True))):
        source = tmp_path / f"source{number}"
        source.write_bytes(b"from the disk")
        os.utime(source, (number * 10**8, number * 10**8))
        source.chmod(0o600 if number else 0o644)
        files = with_sums({**{name: FILES[name] for name in names}, "z": source}, {})
        folder = tmp_path / str(number) / "e"
        pack(folder, folder.with_name("e.zip"), files)
        sums.append(folder.with_name("e.zip").read_bytes())
    assert sums[0] == sums[1]


def test_a_file_that_is_gone_or_changed_or_too_many_is_noticed(tmp_path: Path) -> None:
    files = with_sums(FILES, {})
    folder, archive = tmp_path / "e", tmp_path / "e.zip"
    for change in (
        lambda: (folder / "calendar/es.ics").unlink(),
        lambda: (folder / "calendar/es.ics").write_bytes(b"short"[:1]),
        lambda: (folder / "more.txt").write_bytes(b""),
        archive.unlink,
    ):
        pack(folder, archive, files)
        change()
        assert not is_packed(folder, archive, files)
    pack(folder, archive, files)
    (folder / "calendar/es.ics").write_bytes(b"filled in")
    assert is_packed(folder, archive, files, filled=("calendar/es.ics",))


def test_what_an_earlier_run_left_is_put_right(tmp_path: Path) -> None:
    files = with_sums(FILES, {})
    folder = tmp_path / "e"
    pack(folder, tmp_path / "e.zip", files)
    whole = content(folder)
    # Killed between the two renames: the old kit lies aside, half a new one beside it.
    folder.rename(tmp_path / f"{packing._OLD}e")
    (tmp_path / f"{packing._NEW}e").mkdir()
    recover(folder)
    assert content(folder) == whole
    assert {path.name for path in tmp_path.iterdir()} == {"e", "e.zip"}


def test_a_full_disk_leaves_the_old_kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.errors import OctavillaError

    folder, archive = tmp_path / "e", tmp_path / "e.zip"
    pack(folder, archive, with_sums(FILES, {}))
    before, zipped = content(folder), archive.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packing, "write_zip", full)
    with pytest.raises(OctavillaError, match="Free some space"):
        pack(folder, archive, with_sums({"new": b"1"}, {}))
    assert content(folder) == before
    assert archive.read_bytes() == zipped
    assert {path.name for path in tmp_path.iterdir()} == {"e", "e.zip"}


@pytest.mark.slow
def test_a_process_that_is_killed_at_any_moment_leaves_a_whole_kit(tmp_path: Path) -> None:
    """The child packs two kits in turn, over and over; whenever it is killed, one of the two is there, whole."""
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from pipeline.publish.kit.packing import pack, with_sums
        folder = Path(sys.argv[1])
        kits = [with_sums({f"{kit}/{n}.bin": kit.encode() * 20_000 for n in range(12)}, {}) for kit in "ab"]
        pack(folder, folder.with_name("e.zip"), kits[0])
        print("ready", flush=True)
        while True:
            for kit in reversed(kits):
                pack(folder, folder.with_name("e.zip"), kit)
        """
    )
    folder = tmp_path / "e"
    for round_ in range(6):
        child = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE)
        assert child.stdout
        assert child.stdout.readline() == b"ready\n"
        time.sleep(0.011 * round_)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        recover(folder)
        there = content(folder)
        lines = there["SHA256SUMS"].decode().splitlines()
        assert len(lines) == 13
        assert {line.partition("  ")[2] for line in lines} == there.keys() - {"SHA256SUMS"}
        assert all(hashlib.sha256(there[line[66:]]).hexdigest() == line[:64] for line in lines)


@given(st.text(min_size=1, max_size=120))
def test_safe_names_are_safe_everywhere_and_never_meet(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert set(safe) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
    assert safe[0] not in ".-"
    assert not safe.endswith(".")
    assert len(safe) <= 90
    assert safe == name or safe != safe_name(f"{name}x")


@pytest.mark.parametrize(
    "name", ["con", "NUL", "aux.pdf", "../etc/passwd", "a/b", "=cmd|' /C calc'!A0", "", "...", "ñ"]
)
def test_names_that_computers_stumble_over_are_changed(name: str) -> None:
    safe = safe_name(name)
    assert safe != name
    assert "/" not in safe
    assert not safe.startswith((".", "="))
