"""Find language packages: in the project's `models/`, among those that came with Octavilla, in Argos's own folders."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.languages import Language
from pipeline.mt.archive import (
    SUFFIX,
    Metadata,
    archive_metadata,
    folder_metadata,
    is_whole,
    unpack,
    version_key,
)
from pipeline.mt.checksums import SUMS, read_sums, remembered_sum, sha256_of
from pipeline.project import Project, packaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One language package: an archive (`*.argosmodel`) or an unpacked folder."""

    name: str
    """File or folder name without `.argosmodel`."""
    version: str
    from_code: str
    to_code: str
    path: Path
    fingerprint: str = ""
    """SHA-256 of the archive, or of a folder's files; "" until asked for (see `fingerprinted`), unless recorded."""
    state: Path | None = None
    """The project's folder for caches, where an archive is unpacked for use."""

    @property
    def is_archive(self) -> bool:
        """True for an `.argosmodel` file."""
        return self.path.suffix == SUFFIX and not self.path.is_dir()

    @property
    def pair(self) -> str:
        """The two language codes as people write them: `en → es`."""
        return f"{self.from_code} → {self.to_code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """Something in a package folder that is no usable package, and why."""

    path: Path
    reason: str


def package_folders(project: Project) -> tuple[Path, ...]:
    """Return where packages are looked for, in order: the project's, those that came with Octavilla, Argos's own."""
    folders: dict[Path, Path] = {}
    for folder in (project.models, packaged("models"), *argos_folders()):
        if folder.is_dir():
            folders.setdefault(folder.resolve(), folder)
    return tuple(folders.values())


def argos_folders() -> tuple[Path, ...]:
    """Return Argos Translate's package folder, as `argostranslate.settings` computes it, without importing that.

    ARGOS_PACKAGES_DIR from the environment, else from Argos's `settings.json`, else `argos-translate/packages` under
    XDG_DATA_HOME. (Importing `argostranslate` would create these folders.)
    """
    try:
        home = Path.home()
    except RuntimeError:
        return ()
    configuration = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "argos-translate" / "settings.json"
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "argos-translate"
    chosen = os.environ.get("ARGOS_PACKAGES_DIR") or _setting(configuration, "ARGOS_PACKAGES_DIR")
    return (Path(chosen) if chosen else data / "packages",)


def _setting(file: Path, name: str) -> str:
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    value = table.get(name) if isinstance(table, dict) else None
    return value if isinstance(value, str) else ""


def packages_in(folders: Iterable[Path]) -> tuple[Package, ...]:
    """Return the usable packages of `folders`, by folder and then by name. Only metadata is read."""
    return tuple(item for item in inspect(folders) if isinstance(item, Package))


def inspect(folders: Iterable[Path]) -> tuple[Package | Unusable, ...]:
    """Return everything in `folders` that is or wants to be a package, by folder and then by name."""
    found: list[Package | Unusable] = []
    for folder in folders:
        try:
            candidates = sorted(folder.iterdir())
        except OSError:
            continue
        sums = _sums_or_none(folder)
        for path in candidates:
            if path.name.startswith("."):
                continue
            if path.suffix == SUFFIX or (path / "metadata.json").is_file():
                found.append(_package(path, sums.get(path.name, "")))
    return tuple(found)


def _sums_or_none(folder: Path) -> dict[str, str]:
    # A broken list does not hide the packages; `models verify` reports it.
    try:
        return read_sums(folder)
    except OctavillaError:
        return {}


def _package(path: Path, recorded: str) -> Package | Unusable:
    try:
        metadata: Metadata = folder_metadata(path) if path.is_dir() else archive_metadata(path)
    except OctavillaError as error:
        return Unusable(path=path, reason=error.message)
    except OSError as error:
        return Unusable(path=path, reason=f"{path}: cannot be read: {error.strerror}.")
    return Package(
        name=path.name.removesuffix(SUFFIX),
        version=metadata.version,
        from_code=metadata.from_code,
        to_code=metadata.to_code,
        path=path,
        fingerprint=recorded if path.is_file() else "",
    )


def newest(available: Iterable[Package], from_code: str, to_code: str) -> Package | None:
    """Return the package of the highest version between two of Argos's codes, the first of equals; None without one."""
    fitting = (item for item in available if (item.from_code, item.to_code) == (from_code, to_code))
    return max(fitting, key=lambda item: version_key(item.version), default=None)


def direct(source: Language, target: Language, available: Sequence[Package]) -> Package | None:
    """Return the best single package from `source` into `target`; None when there is none.

    Argos's codes of the target come first in the order of `Language.argos` (Portuguese: `pb`, then `pt`), then the
    newest version, then the order of `available`.
    """
    for to_code in target.argos:
        for from_code in source.argos:
            if (found := newest(available, from_code, to_code)) is not None:
                return found
    return None


def no_package(
    source: Language, target: Language, available: Iterable[Package], folders: Sequence[Path]
) -> OctavillaError:
    """Return the error for a pair of languages that no package is there for; it names the command to type."""
    pairs = ", ".join(sorted({item.pair for item in available})) or "none"
    message = (
        f"no language package for {source.code} → {target.code} (there are: {pairs}). With a network: "
        f"octavilla models install {source.argos[0]} {target.argos[0]}. Without: octavilla models install FILE{SUFFIX}"
    )
    return OctavillaError(message, path=folders[0] if folders else "models")


def find(source: Language, target: Language, folders: Sequence[Path], state: Path | None = None) -> Package:
    """Return the best single package (see `direct`) in `folders`, its fingerprint known.

    `state` is the project's folder for caches; an archive is unpacked there when it is first used, and checksums are
    remembered there. Raises OctavillaError that names the command to type when there is no package.
    """
    available = packages_in(folders)
    found = direct(source, target, available)
    if found is None:
        raise no_package(source, target, available, folders)
    return fingerprinted(replace(found, state=state))


def fingerprinted(package: Package) -> Package:
    """Return the package with its fingerprint: the recorded checksum, else one computed once and remembered."""
    if package.fingerprint:
        return package
    return replace(package, fingerprint=remembered_sum(package.path, package.state))


def unpacked(package: Package) -> Path:
    """Return the folder with the package's files; an archive is unpacked into `state/packages/<fingerprint>/` first.

    The archive's bytes are compared with the recorded checksum before that. The folder is safe to delete.
    Raises OctavillaError when the archive is damaged or not the one recorded.
    """
    if not package.is_archive:
        return package.path
    package = fingerprinted(package)
    state = package.state or package.path.parent / ".unpacked"
    folder = state / "packages" / package.fingerprint
    if folder.is_dir():
        if is_whole(package.path, folder):
            return folder
        shutil.rmtree(folder, ignore_errors=True)
    if sha256_of(package.path) != package.fingerprint:
        message = f"is damaged: its checksum is not the one in {SUMS}. Fetch it again, or see: octavilla models verify"
        raise OctavillaError(message, path=package.path)
    unpack(package.path, folder)
    return folder
