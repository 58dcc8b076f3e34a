"""Installing and verifying language packages."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.mt import install as module
from pipeline.mt.archive import unpack
from pipeline.mt.checksums import read_sums, sha256_of, write_sums
from pipeline.mt.install import install, verify
from pipeline.project import packaged

Make = Callable[..., Path]
Members = Callable[..., dict[str, bytes | str]]
STARTER = "octavilla-en_es-0_1.argosmodel"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A package folder with something in it that no failure may touch."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "old.argosmodel").write_bytes(b"old")
    write_sums(folder, {"old.argosmodel": sha256_of(folder / "old.argosmodel")})
    return folder


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every model as loadable: hand-made packages have none."""
    monkeypatch.setattr(module, "_loading_fault", lambda folder: "")


def test_a_real_package_is_installed_and_recorded(models: Path, tmp_path: Path) -> None:
    """The model is loaded for trial; the file arrives with its checksum; a second time changes nothing."""
    (installed,) = install(packaged("models") / STARTER, models)
    assert installed.new
    assert (installed.package.from_code, installed.package.to_code) == ("en", "es")
    assert read_sums(models)[STARTER] == sha256_of(packaged("models") / STARTER) == sha256_of(models / STARTER)
    before = snapshot(models)
    (again,) = install(packaged("models") / STARTER, models)
    assert not again.new
    assert snapshot(models) == before
    lines = (models / "SHA256SUMS").read_text().splitlines()
    assert [line[66:] for line in lines] == sorted(line[66:] for line in lines)


def test_an_unpacked_package_and_its_archive_are_the_same(
    models: Path, tmp_path: Path, make_archive: Make, package_members: Members, loads: None
) -> None:
    unpack(make_archive(package_members()), tmp_path / "unpacked")
    (installed,) = install(tmp_path / "unpacked", models)
    assert installed.package.path.name == "translate-en_xx-1_0.argosmodel"
    (again,) = install(tmp_path / "unpacked", models)
    assert not again.new


def test_a_folder_of_archives_is_installed_whole_or_not_at_all(
    models: Path, tmp_path: Path, make_archive: Make, package_members: Members, loads: None
) -> None:
    stick = tmp_path / "stick"
    make_archive(package_members(), "a.argosmodel", stick)
    make_archive(package_members(to_code="yy"), "b.argosmodel", stick)
    broken = stick / "c.argosmodel"
    broken.write_bytes(b"broken")
    before = snapshot(models)
    with pytest.raises(OctavillaError, match=r"c\.argosmodel"):
        install(stick, models)
    assert snapshot(models) == before
    broken.unlink()
    assert [item.package.to_code for item in install(stick, models)] == ["xx", "yy"]
    assert {"a.argosmodel", "b.argosmodel", "old.argosmodel"} == read_sums(models).keys()


def damaged(kind: str, good: Path) -> None:
    data = good.read_bytes()
    if kind == "no archive":
        good.write_bytes(b"%PDF-1.7 not a package")
    elif kind == "empty":
        good.write_bytes(b"")
    elif kind == "truncated":
        good.write_bytes(data[: len(data) * 2 // 3])
    elif kind == "wrong checksum":
        write_sums(good.parent, {good.name: "0" * 64})
    elif kind == "missing":
        good.unlink()
    elif kind == "model does not load":
        pass


@pytest.mark.parametrize(
    "kind", ["no archive", "empty", "truncated", "wrong checksum", "missing", "model does not load"]
)
def test_a_bad_package_is_refused_and_nothing_is_touched(
    kind: str, models: Path, tmp_path: Path, make_archive: Make, package_members: Members
) -> None:
    path = make_archive(package_members(), folder=tmp_path / "in")
    damaged(kind, path)
    before = snapshot(models)
    with pytest.raises(OctavillaError) as caught:
        install(path, models)
    assert caught.value.message.startswith(str(path))
    assert ".install-" not in caught.value.message
    assert snapshot(models) == before
    assert not list(models.glob(".install-*"))


def test_an_unsafe_package_is_refused(
    models: Path, make_archive: Make, package_members: Members, tmp_path: Path
) -> None:
    path = make_archive(package_members() | {"tiny/../../evil": "x"}, folder=tmp_path / "in")
    with pytest.raises(OctavillaError, match="unsafe path"):
        install(path, models)
    assert not list(tmp_path.rglob("evil"))


def test_another_package_of_the_same_name_is_not_replaced(
    models: Path, make_archive: Make, package_members: Members, tmp_path: Path, loads: None
) -> None:
    install(make_archive(package_members(), folder=tmp_path / "in"), models)
    before = snapshot(models)
    other = make_archive(package_members(package_version="2.0"), folder=tmp_path / "in")
    with pytest.raises(OctavillaError, match="another package of this name"):
        install(other, models)
    assert snapshot(models) == before


def test_a_folder_without_packages_says_so(models: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with pytest.raises(OctavillaError, match="no language package here"):
        install(tmp_path / "stick", models)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_says_so(models: Path) -> None:
    models.chmod(0o500)
    with pytest.raises(OctavillaError, match="cannot be written"):
        install(packaged("models") / STARTER, models)


def test_verify_tells_good_changed_missing_and_unknown_apart(
    tmp_path: Path, make_archive: Make, package_members: Members
) -> None:
    folder = tmp_path / "models"
    good = make_archive(package_members(), "good.argosmodel", folder)
    changed = make_archive(package_members(), "changed.argosmodel", folder)
    make_archive(package_members(), "unknown.argosmodel", folder)
    write_sums(folder, {good.name: sha256_of(good), changed.name: sha256_of(changed), "gone.argosmodel": "a" * 64})
    changed.write_bytes(b"something else")
    results = {item.name.split(".")[0]: item for item in verify(folder)}
    assert list(results) == ["changed", "gone", "good", "unknown"]
    assert [name for name, item in results.items() if item.ok] == ["good"]
    assert "damaged" in results["changed"].message
    assert "missing" in results["gone"].message
    assert "SHA256SUMS" in results["unknown"].message
    assert verify(tmp_path / "nowhere") == []


def test_the_starter_packages_are_as_recorded() -> None:
    results = verify(packaged("models"))
    assert len(results) == 2
    assert all(item.ok for item in results), results


class Index:
    """A package index on the loopback interface."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address

    def write(self, *entries: dict[str, object]) -> None:
        (self.folder / "index.json").write_text(json.dumps(entries))

    def entry(self, code: str, file: str, **more: object) -> dict[str, object]:
        links = ["ipfs://nothing", f"{self.address}{file}"]
        return {"from_code": "en", "to_code": code, "package_version": "1.0", "links": links} | more


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    folder = tmp_path / "served"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None: ...

        def end_headers(self) -> None:
            if self.path.startswith("/short"):
                self.send_header("X-Padding", "1")
            super().end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)
    monkeypatch.setenv("no_proxy", "*")
    yield Index(folder, address)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.enable_socket
def test_a_pair_of_codes_is_fetched_from_the_index(
    index: Index, models: Path, make_archive: Make, package_members: Members, loads: None
) -> None:
    """Portuguese means `pb` first; of two versions the newer; the checksum is compared; progress is told."""
    path = make_archive(package_members(to_code="pb"), "translate-en_pb-1_10.argosmodel", index.folder)
    index.write(
        index.entry("pt", "none.argosmodel"),
        index.entry("pb", "old.argosmodel", package_version="1.9"),
        index.entry("pb", path.name, package_version="1.10", sha256=sha256_of(path)),
    )
    seen: list[tuple[int, int]] = []
    (installed,) = install(("en", "pt"), models, progress=lambda done, total: seen.append((done, total)))
    assert installed.package.path.name == path.name
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


@pytest.mark.enable_socket
def test_what_the_index_gives_is_not_trusted(
    index: Index, models: Path, make_archive: Make, package_members: Members, loads: None
) -> None:
    """A wrong checksum, a file that is not there, no web address, a language it has not, a broken index."""
    path = make_archive(package_members(to_code="es"), "es.argosmodel", index.folder)
    before = snapshot(models)
    for entry, message in (
        (index.entry("es", path.name, sha256="0" * 64), "another checksum"),
        (index.entry("es", "none.argosmodel"), "cannot be fetched"),
        (index.entry("es", path.name, links=["file:///etc/passwd"]), "no address"),
        (index.entry("fr", path.name), "has nothing for en → es"),
    ):
        index.write(entry)
        with pytest.raises(OctavillaError, match=message):
            install(("en", "es"), models)
    (index.folder / "index.json").write_text("<html>")
    with pytest.raises(OctavillaError, match="index cannot be read"):
        install(("en", "es"), models)
    assert snapshot(models) == before


@pytest.mark.enable_socket
def test_without_a_network_the_error_names_the_other_way(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9/")
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(OctavillaError, match=r"models install FILE\.argosmodel"):
        install(("en", "es"), models)


def test_leftovers_of_a_killed_installation_are_cleared(models: Path, tmp_path: Path) -> None:
    old, fresh = models / ".install-old", models / ".install-fresh"
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "half").write_bytes(b"x")
    os.utime(old, (0, 0))
    with pytest.raises(OctavillaError):
        install(tmp_path / "nothing", models)
    assert not old.exists()
    assert fresh.exists()
    shutil.rmtree(fresh)


def test_a_server_that_hangs_up_is_one_line_with_the_way_out(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`IncompleteRead` is no OSError."""
    import http.client
    import urllib.request

    def hang_up(*_: object, **__: object) -> None:
        raise http.client.IncompleteRead(b"half", 100)

    monkeypatch.setattr(urllib.request, "urlopen", hang_up)
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9")
    with pytest.raises(OctavillaError, match=r"cannot be fetched .*octavilla models install FILE"):
        install(("en", "es"), models)
