"""Finding language packages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.mt.archive import unpack
from pipeline.mt.checksums import read_sums, remembered_sum, sha256_of, write_sums
from pipeline.mt.packages import Package, Unusable, argos_folders, find, inspect, package_folders, packages_in, unpacked
from pipeline.project import open_project

Make = Callable[..., Path]
Members = Callable[..., dict[str, bytes | str]]
ENGLISH = language("en")


@pytest.fixture
def add(make_archive: Make, package_members: Members, tmp_path: Path) -> Callable[..., Path]:
    """Return a function that puts an archive for en → `code` in `version` into a folder."""

    def add(code: str, version: str = "1.0", folder: str = "models") -> Path:
        members = package_members(to_code=code, package_version=version)
        name = f"translate-en_{code}-{version.replace('.', '_')}.argosmodel"
        return make_archive(members, name, tmp_path / folder)

    return add


def test_portuguese_is_brazilian_first(add: Make, tmp_path: Path) -> None:
    """`pb` beats a newer `pt` for Brazil, and the other way round for Portugal."""
    add("pt", "2.0")
    assert find(ENGLISH, language("pt"), [tmp_path / "models"]).to_code == "pt"
    add("pb", "1.0")
    assert find(ENGLISH, language("pt"), [tmp_path / "models"]).to_code == "pb"
    assert find(ENGLISH, language("pt-PT"), [tmp_path / "models"]).to_code == "pt"


def test_the_newest_version_wins_then_the_first_folder(add: Make, tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "1.2"):
        add("es", version)
    add("es", "1.10", "other")
    folders = [tmp_path / "other", tmp_path / "models"]
    found = find(ENGLISH, language("es"), folders)
    assert (found.version, found.path.parent) == ("1.10", tmp_path / "other")
    assert find(ENGLISH, language("es-419"), folders) == found


def test_without_a_package_the_error_names_the_way_out(add: Make, tmp_path: Path) -> None:
    add("fr")
    with pytest.raises(OctavillaError, match=r"octavilla models install en pb.*FILE\.argosmodel") as caught:
        find(ENGLISH, language("pt"), [tmp_path / "models"])
    assert "en → fr" in caught.value.message
    assert "\n" not in caught.value.message
    with pytest.raises(OctavillaError, match="there are: none"):
        find(ENGLISH, language("pt"), [])


def test_an_unpacked_package_is_found_too(add: Make, tmp_path: Path) -> None:
    unpack(add("es", folder="elsewhere"), tmp_path / "models" / "en_es")
    found = find(ENGLISH, language("es"), [tmp_path / "models"], tmp_path / "state")
    assert found.path == tmp_path / "models" / "en_es"
    assert not found.is_archive
    assert unpacked(found) == found.path
    assert len(found.fingerprint) == 64
    (found.path / "README.md").write_text("changed")
    assert find(ENGLISH, language("es"), [tmp_path / "models"], tmp_path / "state").fingerprint != found.fingerprint


def test_broken_packages_are_named_and_passed_over(add: Make, tmp_path: Path) -> None:
    good = add("es")
    (tmp_path / "models" / "bad.argosmodel").write_bytes(b"no archive")
    (tmp_path / "models" / ".hidden.argosmodel").write_bytes(b"no archive")
    (tmp_path / "models" / "README.md").write_text("notes")
    bad, fine = inspect([tmp_path / "models", tmp_path / "missing"])
    assert isinstance(bad, Unusable)
    assert "bad.argosmodel" in bad.reason
    assert isinstance(fine, Package)
    assert fine.path == good
    assert find(ENGLISH, language("es"), [tmp_path / "models"]).path == good


def test_the_fingerprint_is_the_recorded_checksum(add: Make, tmp_path: Path) -> None:
    """With SHA256SUMS no archive is read; without, its sum is computed once and remembered."""
    path = add("es")
    assert find(ENGLISH, language("es"), [path.parent]).fingerprint == sha256_of(path)
    write_sums(path.parent, {path.name: "a" * 64})
    assert find(ENGLISH, language("es"), [path.parent]).fingerprint == "a" * 64


def test_an_archive_that_is_not_the_recorded_one_is_not_used(add: Make, tmp_path: Path) -> None:
    path = add("es")
    write_sums(path.parent, {path.name: "a" * 64})
    found = find(ENGLISH, language("es"), [path.parent], tmp_path / "state")
    with pytest.raises(OctavillaError, match="checksum"):
        unpacked(found)
    assert not (tmp_path / "state" / "packages").exists()


def test_an_archive_is_unpacked_once_and_again_when_damaged(add: Make, tmp_path: Path) -> None:
    found = find(ENGLISH, language("es"), [add("es").parent], tmp_path / "state")
    folder = unpacked(found)
    assert folder == tmp_path / "state" / "packages" / found.fingerprint
    before = (folder / "model" / "model.bin").stat().st_mtime_ns
    assert unpacked(found) == folder
    assert (folder / "model" / "model.bin").stat().st_mtime_ns == before
    (folder / "model" / "model.bin").write_bytes(b"half")
    assert (unpacked(found) / "model" / "model.bin").read_bytes() == b"weights" * 100
    shutil.rmtree(tmp_path / "state")
    assert (unpacked(found) / "metadata.json").is_file()
    assert [item.name for item in (tmp_path / "state" / "packages").iterdir()] == [found.fingerprint]


def test_sums_are_remembered_by_size_and_time(tmp_path: Path) -> None:
    file, state = tmp_path / "file", tmp_path / "state"
    file.write_bytes(b"one")
    os.utime(file, ns=(1, 1))
    first = remembered_sum(file, state)
    file.write_bytes(b"two")
    os.utime(file, ns=(1, 1))
    assert remembered_sum(file, state) == first
    os.utime(file, ns=(2, 2))
    assert remembered_sum(file, state) == sha256_of(file) != first
    for damage in ("", "[]", '{"x": 1}', "\x00"):
        (state / "checksums.json").write_text(damage)
        assert remembered_sum(file, state) == sha256_of(file)


def test_a_wrong_line_in_the_checksums_is_named(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text(f"{'a' * 64}  one\n\nnonsense\n")
    with pytest.raises(OctavillaError, match=r"SHA256SUMS:3: "):
        read_sums(tmp_path)


def test_argos_folders_follow_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable, then Argos's settings file, then XDG_DATA_HOME: as argostranslate.settings has it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert argos_folders() == (tmp_path / "data" / "argos-translate" / "packages",)
    settings = tmp_path / "config" / "argos-translate" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"ARGOS_PACKAGES_DIR": str(tmp_path / "set")}))
    assert argos_folders() == (tmp_path / "set",)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "variable"))
    assert argos_folders() == (tmp_path / "variable",)
    settings.write_text("broken")
    monkeypatch.delenv("ARGOS_PACKAGES_DIR")
    assert argos_folders() == (tmp_path / "data" / "argos-translate" / "packages",)


def test_argos_folders_are_those_of_argostranslate(tmp_path: Path) -> None:
    code = "from argostranslate import settings; print(settings.package_data_dir)"
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "a b"), "HOME": str(tmp_path)}
    theirs = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    code = "from pipeline.mt.packages import argos_folders; print(argos_folders()[0])"
    ours = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ours.stdout == theirs.stdout


def test_a_project_has_its_own_packages_first(project_folder: Path, add: Make) -> None:
    """The starter packages come after the project's; a folder that two names lead to is looked at once."""
    project = open_project(project_folder)
    project.models.mkdir()
    folders = package_folders(project)
    assert folders[0] == project.models
    pairs = {(item.from_code, item.to_code) for item in packages_in(folders)}
    assert {("en", "es"), ("en", "pb")} <= pairs
