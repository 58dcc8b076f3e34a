"""Install language packages from a file, a folder or Argos's index, and verify those that are there.

The only module that uses the network, and only when it is asked for a pair of languages.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from pipeline.errors import OctavillaError
from pipeline.languages import language
from pipeline.mt.archive import SUFFIX, archive_metadata, pack, unpack, version_key
from pipeline.mt.checksums import SUMS, read_sums, sha256_of, write_sums
from pipeline.mt.packages import Package, packages_in

Progress = Callable[[int, int], None]
"""Called with bytes fetched and bytes in all (0: unknown)."""
MAX_DOWNLOAD = 2 * 1024**3
MAX_INDEX = 16 * 1024**2
"""Bytes."""
_TIMEOUT = 30
"""Seconds without an answer."""
_LEFT = 24 * 3600
"""Seconds after which a temporary folder is nobody's."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_OFFLINE = f"Without a network, fetch the file elsewhere and type: octavilla models install FILE{SUFFIX}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What became of one package."""

    package: Package
    new: bool
    """False when the very same file was there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The state of one file that is in the package folder or in its list of checksums."""

    name: str
    ok: bool
    message: str


def install(
    source: Path | str | tuple[str, str], models: Path, *, progress: Progress | None = None
) -> tuple[Installed, ...]:
    """Put a package, or all packages of a folder, into the folder `models` and into its `SHA256SUMS`.

    `source` is an archive (`*.argosmodel`), an unpacked package, a folder with archives (a USB stick), or a pair of
    language codes such as ("en", "es"), which is looked up in Argos's index over the network.

    Raises OctavillaError, and leaves everything as it was, for an archive that is damaged, unsafe or none, for a wrong
    checksum (a `SHA256SUMS` beside the archive is heeded), for a model that CTranslate2 cannot load, and for another
    package of the same name.
    """
    if isinstance(source, tuple):
        with _folder_beside(models) as scratch:
            return _install_all([_fetched(*source, scratch, progress)], models)
    path = Path(source)
    if not path.is_dir():
        return _install_all([path], models)
    if (path / "metadata.json").is_file():
        with _folder_beside(models) as scratch:
            packed = scratch / "package"
            pack(path, packed)
            metadata = archive_metadata(packed)
            return _install_all([packed.rename(scratch / f"{metadata.name}{SUFFIX}")], models)
    archives = sorted(item for item in path.glob(f"*{SUFFIX}") if item.is_file() and not item.name.startswith("."))
    if not archives:
        message = f"no language package here: there should be {SUFFIX} files, or metadata.json of an unpacked package."
        raise OctavillaError(message, path=path)
    return _install_all(archives, models)


def verify(models: Path) -> list[Verified]:
    """Return the state of every archive in `models` and of every line of its `SHA256SUMS`, by name.

    Raises OctavillaError when that list cannot be read.
    """
    sums = read_sums(models)
    names = {item.name for item in models.glob(f"*{SUFFIX}")} if models.is_dir() else set()
    results = []
    for name in sorted(names | sums.keys()):
        message = _fault(models, name, sums)
        results.append(Verified(name=name, ok=not message, message=message or "as recorded"))
    return results


def _fault(models: Path, name: str, sums: dict[str, str]) -> str:
    path = models / name
    if not path.is_file():
        return "is missing. Install it again."
    if name not in sums:
        return f"is not in {SUMS}: nobody vouches for it. Install it with: octavilla models install {path}"
    if sha256_of(path) != sums[name]:
        return "is damaged or was changed: its checksum is not the recorded one. Install it again."
    try:
        archive_metadata(path)
    except OctavillaError as error:
        return error.message
    return ""


def _install_all(archives: Sequence[Path], models: Path) -> tuple[Installed, ...]:
    """Check all archives, then put them in place: one bad one and nothing is installed."""
    with _locked(models), _folder_beside(models) as scratch:
        sums = read_sums(models)
        ready: dict[str, tuple[Path, str, bool]] = {}
        for number, path in enumerate(archives):
            # A copy first, so that what is checked is what gets installed.
            copy = scratch / f"{number}{SUFFIX}"
            _copy(path, copy)
            digest = sha256_of(copy)
            expected = read_sums(path.parent).get(path.name, digest) if path.parent != models else digest
            if expected != digest:
                message = f"is damaged: its checksum is not the one in {SUMS} beside it. Fetch it again."
                raise OctavillaError(message, path=path)
            name = _check(copy, path, scratch / f"{number}")
            ready[name] = (copy, digest, _is_new(models / name, digest, path))
        for name, (copy, digest, new) in ready.items():
            if new:
                _synced(copy).replace(models / name)
            sums[name] = digest
        write_sums(models, sums)
    found = {item.path.name: item for item in packages_in([models])}
    return tuple(Installed(package=found[name], new=new) for name, (_, _, new) in ready.items())


def _is_new(target: Path, digest: str, path: Path) -> bool:
    if not target.exists():
        return True
    if sha256_of(target) == digest:
        return False
    message = f"another package of this name is installed. Delete {target} first if this one should replace it."
    raise OctavillaError(message, path=path)


def _check(copy: Path, path: Path, folder: Path) -> str:
    """Unpack and load the package; return the file name to install it under. Errors name `path`."""
    try:
        metadata = unpack(copy, folder)
    except OctavillaError as error:
        raise OctavillaError(error.message.removeprefix(f"{copy}: "), path=path) from error
    if fault := _loading_fault(folder):
        message = f"the model of this package cannot be loaded ({fault}). Fetch it again."
        raise OctavillaError(message, path=path)
    shutil.rmtree(folder)
    return path.name if _NAME.fullmatch(path.name) and path.suffix == SUFFIX else f"{metadata.name}{SUFFIX}"


def _loading_fault(folder: Path) -> str:
    """Return why a translation with the unpacked package fails, "" when it does not.

    In a process of its own: a damaged model can take CTranslate2 down with it.
    """
    code = "import sys; from pipeline.mt.engine import try_out; try_out(sys.argv[1])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(item for item in sys.path if item)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return ""
    lines = done.stderr.strip().splitlines()
    return " ".join(lines[-1].split())[-160:] if lines else f"stopped with code {done.returncode}"


def _copy(path: Path, target: Path) -> None:
    try:
        shutil.copyfile(path, target)
    except FileNotFoundError as error:
        raise OctavillaError("there is no such file or folder.", path=path) from error
    except OSError as error:
        raise OctavillaError(f"cannot be copied: {error.strerror}.", path=path) from error


def _synced(path: Path) -> Path:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
    return path


@contextmanager
def _folder_beside(models: Path) -> Iterator[Path]:
    """Give a temporary folder on the same disk as `models`, which is created when missing."""
    try:
        models.mkdir(parents=True, exist_ok=True)
        for old in models.glob(".install-*"):
            # What a killed installation left; not what another one works in just now.
            if time.time() - old.stat().st_mtime > _LEFT:
                shutil.rmtree(old, ignore_errors=True)
        scratch = tempfile.TemporaryDirectory(prefix=".install-", dir=models, ignore_cleanup_errors=True)
    except OSError as error:
        raise OctavillaError(f"cannot be written: {error.strerror}.", path=models) from error
    with scratch as name:
        yield Path(name)


@contextmanager
def _locked(models: Path) -> Iterator[None]:
    models.mkdir(parents=True, exist_ok=True)
    lock = FileLock(models / ".lock")
    try:
        lock.acquire(timeout=60)
    except Timeout as error:
        raise OctavillaError("another installation is going on. Try again when it is done.", path=models) from error
    except OSError as error:
        raise OctavillaError(f"cannot be written: {error.strerror}.", path=models) from error
    try:
        yield
    finally:
        lock.release()


def index_address() -> str:
    """Return the address of Argos's package index: ARGOS_PACKAGE_INDEX with `index.json`, else argostranslate's own."""
    base = os.environ.get("ARGOS_PACKAGE_INDEX")
    if base:
        return f"{base.rstrip('/')}/index.json"
    from argostranslate import settings

    return str(settings.remote_package_index)


def _fetched(source: str, target: str, folder: Path, progress: Progress | None) -> Path:
    """Return the newest package of the index for two languages, fetched into `folder`."""
    address = index_address()
    with _answer(address) as answer:
        content = answer.read(MAX_INDEX + 1)
    try:
        entries = json.loads(content)
    except ValueError as error:
        raise OctavillaError(f"the package index cannot be read. {_OFFLINE}", path=address) from error
    entry = _chosen(entries if isinstance(entries, list) else [], source, target)
    if entry is None:
        message = f"the package index has nothing for {source} → {target}. Look for a {SUFFIX} file and install that."
        raise OctavillaError(message, path=address)
    links = [link for link in entry.get("links") or () if isinstance(link, str)]
    faults = []
    for link in links:
        parts = urlsplit(link)
        if parts.scheme not in ("http", "https"):
            continue
        name = Path(parts.path).name
        if not _NAME.fullmatch(name) or not name.endswith(SUFFIX):
            name = f"translate-{entry['from_code']}_{entry['to_code']}{SUFFIX}"
        try:
            return _download(link, folder / name, entry, progress)
        except OctavillaError as error:
            faults.append(error.message)
    raise OctavillaError(faults[0] if faults else f"the package index gives no address to fetch from. {_OFFLINE}")


def _chosen(entries: Sequence[Any], source: str, target: str) -> dict[str, Any] | None:
    sources, targets = _codes(source), _codes(target)
    for to_code in targets:
        for from_code in sources:
            found = [
                entry
                for entry in entries
                if isinstance(entry, dict) and (entry.get("from_code"), entry.get("to_code")) == (from_code, to_code)
            ]
            if found:
                return max(found, key=lambda entry: version_key(str(entry.get("package_version", ""))))
    return None


def _codes(code: str) -> tuple[str, ...]:
    # A code may be a language's (`pt`, `pt-PT`) or one that only Argos knows (`pb`, `zt`).
    try:
        return (*language(code).argos, code)
    except OctavillaError:
        return (code,)


@contextmanager
def _answer(address: str) -> Iterator[Any]:
    try:
        request = urllib.request.Request(address, headers={"User-Agent": "octavilla"})
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
            yield answer
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise OctavillaError(f"cannot be fetched ({reason}). {_OFFLINE}", path=address) from error


def _download(link: str, target: Path, entry: dict[str, Any], progress: Progress | None) -> Path:
    with _answer(link) as answer, target.open("wb") as sink:
        announced = int(answer.headers.get("Content-Length") or 0)
        done = 0
        while block := answer.read(1024**2):
            done += len(block)
            if max(done, announced) > MAX_DOWNLOAD:
                raise OctavillaError(f"is larger than {MAX_DOWNLOAD // 1024**3} GB: refused.", path=link)
            sink.write(block)
            if progress is not None:
                progress(done, announced)
    if announced and done != announced:
        raise OctavillaError(f"came only in part ({done} of {announced} bytes). Try again.", path=link)
    expected = entry.get("sha256") or entry.get("checksum")
    if isinstance(expected, str) and sha256_of(target) != expected.removeprefix("sha256:").lower():
        raise OctavillaError("has another checksum than the package index says: refused.", path=link)
    return target
