"""Give the site away: which files it has, a copy of it in a folder, a zip."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import fingerprint
from pipeline.errors import OctavillaError
from pipeline.files import write_atomic
from pipeline.project import Project
from pipeline.publish.pages import SITE
from pipeline.publish.site import MANIFEST

if TYPE_CHECKING:
    from pipeline.build import Outcome

MARKER = ".octavilla-site.json"
"""In a copy of the site: which files are ours, with their checksums."""
ZIP = "build/site.zip"
_ADDRESS = re.compile(r"https?://[^\s/]\S*")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Of all files in the zip: the same bytes every time."""
_SYSTEM = frozenset({"system volume information", "lost+found", "$recycle.bin"})
"""What computers put on memory sticks."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy of the site took: how many files were written, were there as they should be, and were removed."""

    folder: Path
    written: int
    same: int
    removed: int


def at(project: Project, base_url: str) -> Project:
    """Return the project with its pages at another address. Raises OctavillaError for what is no web address."""
    if not _ADDRESS.fullmatch(base_url):
        raise OctavillaError(f"“{base_url}” is no web address. Write one like https://example.org/leaflets.")
    configuration = project.configuration
    publisher = replace(configuration.publisher, base_url=base_url)
    return replace(project, configuration=replace(configuration, publisher=publisher))


def site_files(project: Project) -> dict[str, Path]:
    """Return the files of the site as the last build made it: path from the site's root, with `/`, and where each lies.

    Raises OctavillaError where nothing is built yet.
    """
    path = project.root / MANIFEST
    try:
        listed = [entry["path"] for entry in json.loads(path.read_text(encoding="utf-8"))["files"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OctavillaError("the site is not built yet. Run: octavilla build", path=project.root) from error
    inside = f"{SITE}/"
    return {name.removeprefix(inside): project.root / name for name in sorted(listed) if name.startswith(inside)}


def copy(project: Project, folder: Path) -> Copied:
    """Copy the site into a folder: files that differ are written, earlier ones of ours that are gone are removed.

    What else lies in the folder is left alone. Raises OctavillaError for a folder with other things in it that is no
    earlier copy, for a file of somebody else's in the way, and for a folder that cannot be written.
    """
    files = {name: path.read_bytes() for name, path in site_files(project).items()}
    sums = {name: fingerprint.of_bytes(data) for name, data in files.items()}
    before = _owned(project, folder)
    for name in sorted(files):
        _check(folder, name, sums[name], before)
    # First: a copy that is broken off is known for ours all the same.
    _mark(folder, before | sums)
    written = 0
    for name, data in files.items():
        if fingerprint.of_file(folder / name) != sums[name]:
            write_atomic(folder / name, data)
            written += 1
    removed = sum(_remove(folder, name, before[name]) for name in sorted(before.keys() - files.keys()))
    _mark(folder, sums)
    return Copied(folder, written, len(files) - written, removed)


def pack(project: Project) -> Path:
    """Write the site as one zip into the build folder, the same bytes for the same site; return where it lies."""
    store = BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in site_files(project).items():
            entry = zipfile.ZipInfo(f"site/{name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, path.read_bytes())
    target = project.root / ZIP
    data = store.getvalue()
    if not target.is_file() or target.read_bytes() != data:
        write_atomic(target, data)
    return target


def lines(project: Project, outcome: Outcome, copied: Copied | None, archive: Path | None) -> tuple[str, ...]:
    """Return what somebody should know of a site just made: where it is, what is unfinished, how to publish it."""
    files = site_files(project)
    size = sum(path.stat().st_size for path in files.values())
    said = [f"The site: {project.build / 'site' / 'index.html'} ({len(files)} files, {size / 1e6:.1f} MB)"]
    if copied:
        changes = f"{copied.written} written, {copied.same} as they were, {copied.removed} removed"
        said.append(f"Copied:   {copied.folder} ({changes})")
    if archive:
        said.append(f"Packed:   {archive} ({archive.stat().st_size / 1e6:.1f} MB)")
    said += [str(unfit) for unfit in outcome.unfit]
    if proofs := sum(edition.proof for edition in outcome.editions):
        said.append(f"Proofs, with drafts in them: {proofs} of {len(outcome.editions)} editions. Their pages say so.")
    said += ["", "To publish it, put all of it into any folder of a web server, or on a memory",
             "stick: open index.html. It needs no program there, and loads nothing from elsewhere."]  # fmt: skip
    if address := project.configuration.publisher.base_url:
        said.append(f"Links, QR codes and feeds say that it is at {address}")
    else:
        said += ["There is no feed and no sitemap, since nobody knows where it will be. When you do,",
                 'write into octavilla.toml: base_url = "https://…"']  # fmt: skip
    return tuple(said)


def _owned(project: Project, folder: Path) -> dict[str, str]:
    """Return the files of an earlier copy with their checksums; nothing for a new folder."""
    if folder.exists() and not folder.is_dir():
        raise OctavillaError("is a file. Name a folder.", path=folder)
    if folder.resolve().is_relative_to(project.build.resolve()):
        raise OctavillaError("lies in build/, which is made anew at any time. Name another folder.", path=folder)
    try:
        content = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return {str(name): str(value) for name, value in content["files"].items() if _is_plain(str(name))}
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OctavillaError("cannot be read. Delete it with the copy, or name another folder.",
                             path=folder / MARKER) from error  # fmt: skip
    try:
        others = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Name another folder."
        raise OctavillaError(message, path=folder) from error
    others = [name for name in others if not name.startswith(".") and name.casefold() not in _SYSTEM]
    if others:
        message = f"has other things in it ({_some(others)}). Name a new or an empty folder, like {folder / 'site'}"
        raise OctavillaError(message, path=folder)
    return {}


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _is_plain(name: str) -> bool:
    return not name.startswith("/") and not {"..", ""} & set(name.split("/")) and "\\" not in name


def _check(folder: Path, name: str, wanted: str, before: Mapping[str, str]) -> None:
    """Raise OctavillaError where somebody else's file stands in the way, or a link leads out of the folder."""
    path = folder / name
    if not path.parent.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
        raise OctavillaError("is a link to another place. Remove it.", path=path)
    if path.is_dir():
        raise OctavillaError("is a folder, and the site has a file of this name. Move it away.", path=path)
    if name not in before and path.exists() and fingerprint.of_file(path) != wanted:
        raise OctavillaError("is no file of ours, and the site has one of this name. Move it away.", path=path)


def _mark(folder: Path, sums: Mapping[str, str]) -> None:
    content = json.dumps({"files": dict(sorted(sums.items()))}, ensure_ascii=False, indent=1) + "\n"
    if not (folder / MARKER).is_file() or (folder / MARKER).read_text(encoding="utf-8") != content:
        write_atomic(folder / MARKER, content)


def _remove(folder: Path, name: str, checksum: str) -> bool:
    """Delete a file of an earlier copy that nobody changed since, and folders that are empty then."""
    path = folder / name
    if not path.parent.resolve().is_relative_to(folder.resolve()) or fingerprint.of_file(path) != checksum:
        return False
    try:
        path.unlink()
        parent = path.parent
        while parent != folder and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent
    except OSError as error:
        message = f"cannot be removed: {error.strerror or error}. Close what has it open, then run this again."
        raise OctavillaError(message, path=path) from error
    return True
