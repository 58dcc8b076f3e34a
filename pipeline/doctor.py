"""Say what is installed, what is missing, and what to do about it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OctavillaError
from pipeline.project import Project, open_project

SYSTEM_LIBRARIES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_FONTS = (
    "Run: pip install font-source-serif-pro fontpkg-barlow-condensed fontpkg-source-serif-4 fontpkg-anton "
    "fontpkg-alegreya-sans"
)
LEAST_SPACE = 200_000_000
"""Bytes: a build of a few texts, its caches and the unpacked language packages."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and what to do where it is not.

    Something well has a remedy too where it works but could be better.
    """

    name: str
    well: bool
    found: str
    remedy: str = ""


def examine(root: Path) -> tuple[Finding, ...]:
    """Return the findings for this computer and the project at `root`."""
    return (*_computer(), *_project(root))


def _computer() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    recent = sys.version_info >= (3, 11)
    yield Finding("Python", recent, version, "" if recent else "Install Python 3.11 or newer.")
    yield _typesetting()
    yield _translation()
    yield _fonts()


def _typesetting() -> Finding:
    try:
        import weasyprint
        from weasyprint.text.ffi import pango
    except (ImportError, OSError) as error:
        return Finding("typesetting", False, _reason(error), f"As root, type: {SYSTEM_LIBRARIES}")
    number = pango.pango_version()
    return Finding(
        "typesetting",
        True,
        f"WeasyPrint {weasyprint.__version__}, Pango {number // 10000}.{number // 100 % 100}.{number % 100}",
    )


def _translation() -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in ("argos-translate-lt", "argostranslate"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    try:
        import ctranslate2
    except (ImportError, OSError) as error:
        return Finding("translation", False, _reason(error), "Run: pip install ctranslate2")
    found.append(f"CTranslate2 {ctranslate2.__version__}")
    well = len(found) > 1
    return Finding("translation", well, ", ".join(found), "" if well else "Run: pip install argos-translate-lt")


def _fonts() -> Finding:
    from pipeline.typeset.fonts import packaged_files

    try:
        files = packaged_files()
    except OctavillaError as error:
        return Finding("fonts", False, error.message, _FONTS)
    absent = [name for name, path in files.items() if not path.is_file()]
    found = ", ".join(absent) or f"{len(files)} files"
    return Finding("fonts", not absent, found, _FONTS if absent else "")


def _reason(error: Exception) -> str:
    return " ".join(str(error).partition("\n")[0].split()) or type(error).__name__


def _project(root: Path) -> Iterator[Finding]:
    try:
        project = open_project(root)
    except OctavillaError as error:
        yield Finding("project", False, error.message)
        return
    files = project.text_files()
    count = f"{len(files)} text{'' if len(files) == 1 else 's'}"
    remedy = "" if files else f"Put a Markdown file into {project.texts}."
    yield Finding("project", bool(files), f"{project.configuration.publisher.title or root}: {count}", remedy)
    yield from _design(project)
    yield from _packages(project)
    yield _space(project)


def _design(project: Project) -> Iterator[Finding]:
    """Yield the theme and what of it cannot be read, also in grey, and the colours that are printed otherwise."""
    from pipeline.project import packaged
    from pipeline.typeset.render import Renderer
    from pipeline.typeset.view import scheme_of

    publisher = project.configuration.publisher
    try:
        renderer = Renderer([project.templates, packaged("templates")])
        faults = renderer.illegible(publisher)
        families = renderer.families(publisher)
    except OctavillaError as error:
        yield Finding("design", False, str(error))
        return
    remedy = f"Change one of the two in templates/themes/{publisher.theme}/." if faults else ""
    found = "; ".join(faults) or f"{publisher.theme}: {', '.join(families)}"
    yield Finding("design", not faults, found, remedy)
    for notice in scheme_of(publisher).notices():
        yield Finding("colours", True, notice, "Choose a darker colour under [design] to have it as it is.")


def _packages(project: Project) -> Iterator[Finding]:
    from pipeline.mt.routes import chosen

    for use in chosen(project):
        name = f"{use.source.english_name} to {use.target.english_name}"
        if use.route is None:
            found = "the package that octavilla.toml names cannot be used" if use.fixed else "no language package"
            yield Finding(name, False, found, use.problem)
            continue
        packages = " + ".join(f"{package.name} {package.version}" for package in use.route.packages)
        way = "" if use.route.is_direct else f", a way through a third language ({use.route.pair})"
        fixed = ", as octavilla.toml says" if use.fixed else ""
        yield Finding(name, True, packages + way + fixed, use.advice)


def _space(project: Project) -> Finding:
    try:
        free = shutil.disk_usage(project.root).free
        project.state.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=project.state):
            pass
    except OSError as error:
        return Finding("folder", False, error.strerror or _reason(error), "Choose a folder that you may write to.")
    well = free >= LEAST_SPACE
    return Finding("folder", well, f"{free / 1e9:.1f} GB free", "" if well else "Free some space on this disk.")
