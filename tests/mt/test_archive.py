"""Language packages as archives."""

from __future__ import annotations

import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import OctavillaError
from pipeline.mt import archive
from pipeline.mt.archive import archive_metadata, is_whole, pack, unpack, version_key
from pipeline.project import packaged

Make = Callable[..., Path]
Members = Callable[..., dict[str, bytes | str]]


def test_a_good_archive_unpacks_without_its_top_folder(
    make_archive: Make, package_members: Members, tmp_path: Path
) -> None:
    path = make_archive(package_members())
    metadata = unpack(path, tmp_path / "out")
    assert (metadata.from_code, metadata.to_code, metadata.version) == ("en", "xx", "1.0")
    assert metadata.name == "translate-en_xx-1_0"
    assert (tmp_path / "out" / "model" / "model.bin").read_bytes() == b"weights" * 100
    assert is_whole(path, tmp_path / "out")
    (tmp_path / "out" / "model" / "model.bin").write_bytes(b"short")
    assert not is_whole(path, tmp_path / "out")


@pytest.mark.parametrize(
    "member",
    ["../evil", "tiny/../../evil", "/etc/evil", "tiny\\..\\evil", "C:/evil", "tiny/./evil", "tiny//evil", "tiny/a\nb"],
)
def test_a_path_that_leads_out_is_refused(
    member: str, make_archive: Make, package_members: Members, tmp_path: Path
) -> None:
    path = make_archive(package_members() | {member: "evil"}, folder=tmp_path / "in")
    with pytest.raises(OctavillaError, match="unsafe path"):
        unpack(path, tmp_path / "out" / "package")
    assert not (tmp_path / "out" / "package").exists()
    assert list((tmp_path / "out").iterdir()) == []
    assert not list(tmp_path.rglob("evil*"))


def test_a_link_is_refused(make_archive: Make, package_members: Members, tmp_path: Path) -> None:
    path = make_archive(package_members())
    link = zipfile.ZipInfo("tiny/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr(link, "/etc/passwd")
    with pytest.raises(OctavillaError, match="link"):
        unpack(path, tmp_path / "out")


def test_a_member_twice_is_refused(make_archive: Make, package_members: Members) -> None:
    path = make_archive(package_members())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(path, "a") as opened:
            opened.writestr("tiny/README.md", "one")
            opened.writestr("tiny/readme.md", "two")
    with pytest.raises(OctavillaError, match="twice"):
        archive_metadata(path)


@pytest.mark.parametrize("missing", ["metadata.json", "model/model.bin", "sentencepiece.model"])
def test_a_package_without_an_essential_file_is_refused(
    missing: str, make_archive: Make, package_members: Members
) -> None:
    members = package_members()
    del members[f"tiny/{missing}"]
    with pytest.raises(OctavillaError, match="is missing"):
        archive_metadata(make_archive(members))


@pytest.mark.parametrize("other", ["other/file", "file"])
def test_more_than_one_folder_at_the_top_is_refused(other: str, make_archive: Make, package_members: Members) -> None:
    with pytest.raises(OctavillaError, match="exactly one folder"):
        archive_metadata(make_archive(package_members() | {other: "x"}))


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", "null", b"\xff\xfe\x00", '{"from_code": "en"}', '{"from_code": "../x", "to_code": "es"}',
     '{"from_code": "en", "to_code": "es", "package_version": 1}', "[" * 100_000],
)  # fmt: skip
def test_unreadable_metadata_is_refused(content: str | bytes, make_archive: Make, package_members: Members) -> None:
    with pytest.raises(OctavillaError, match=r"metadata\.json"):
        archive_metadata(make_archive(package_members() | {"tiny/metadata.json": content}))


def test_a_package_of_another_type_is_refused(make_archive: Make, package_members: Members) -> None:
    with pytest.raises(OctavillaError, match="of type “sbd”"):
        archive_metadata(make_archive(package_members(type="sbd")))


def test_every_truncation_is_refused(make_archive: Make, package_members: Members, tmp_path: Path) -> None:
    """Cut anywhere, an archive gives an error and no folder."""
    whole = make_archive(package_members()).read_bytes()
    broken = tmp_path / "broken.argosmodel"
    for size in range(0, len(whole), 7):
        broken.write_bytes(whole[:size])
        with pytest.raises(OctavillaError):
            unpack(broken, tmp_path / "out")
        assert not (tmp_path / "out").exists()


def test_a_flipped_byte_in_a_file_is_noticed(make_archive: Make, package_members: Members, tmp_path: Path) -> None:
    path = make_archive(package_members())
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        member = opened.getinfo("tiny/model/model.bin")
    data[member.header_offset + 30 + len(member.filename) + 3] ^= 0x55
    path.write_bytes(data)
    with pytest.raises(OctavillaError, match="damaged"):
        unpack(path, tmp_path / "out")


def test_unsafe_sizes_are_refused(
    make_archive: Make, package_members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A declared size over the limit, a bomb by ratio, too many members."""
    path = make_archive(package_members() | {"tiny/zeros": b"\0" * 2_000_000})
    monkeypatch.setattr(archive, "RATIO_FROM", 1_000_000)
    with pytest.raises(OctavillaError, match="times its size"):
        archive_metadata(path)
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(OctavillaError, match="would unpack to"):
        archive_metadata(path)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 4)
    with pytest.raises(OctavillaError, match="holds 5 files"):
        archive_metadata(path)


def test_a_false_declared_size_is_refused(make_archive: Make, package_members: Members, tmp_path: Path) -> None:
    """A member that says it is smaller than it is does not get to the disk whole."""
    path = make_archive(package_members())
    data = path.read_bytes()
    size = (700).to_bytes(4, "little")
    assert data.count(size) >= 2
    path.write_bytes(data.replace(size, (600).to_bytes(4, "little")))
    with pytest.raises(OctavillaError):
        unpack(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_encrypted_member_is_refused(make_archive: Make, package_members: Members) -> None:
    path = make_archive(package_members())
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(OctavillaError, match="encrypted"):
        archive_metadata(path)


def test_packing_is_the_same_every_time_and_comes_back_whole(
    make_archive: Make, package_members: Members, tmp_path: Path
) -> None:
    """Packed twice, from folders made at other times and in another order, a package has the same bytes."""
    unpack(make_archive(package_members()), tmp_path / "one")
    reverse = dict(reversed(package_members().items()))
    unpack(make_archive(reverse, "reverse.argosmodel"), tmp_path / "two")
    pack(tmp_path / "one", tmp_path / "one.argosmodel")
    pack(tmp_path / "two", tmp_path / "two.argosmodel")
    assert (tmp_path / "one.argosmodel").read_bytes() == (tmp_path / "two.argosmodel").read_bytes()
    unpack(tmp_path / "one.argosmodel", tmp_path / "again")
    assert is_whole(tmp_path / "one.argosmodel", tmp_path / "one")
    assert is_whole(tmp_path / "one.argosmodel", tmp_path / "again")


def test_versions_are_compared_as_versions() -> None:
    assert version_key("1.10") > version_key("1.9") > version_key("nonsense")


def test_the_starter_packages_are_sound() -> None:
    pairs = {(item.from_code, item.to_code) for item in map(archive_metadata, packaged("models").glob("*.argosmodel"))}
    assert pairs == {("en", "es"), ("en", "pb")}
