"""The translation memory of a project: the approved sentences of its catalogues, and the memories it has imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import plan
from pipeline.errors import OctavillaError
from pipeline.ledger import Ledger
from pipeline.project import Project
from pipeline.review.memory import Memory, Unit, units_of
from pipeline.review.store import load, update_content
from pipeline.review.tmx import is_ours, merged, parse_tmx, read_tmx, write_tmx

FILE = "memory.tmx"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: units read, and those that were not there before."""

    read: int
    new: int


def memory_file(project: Project, code: str) -> Path:
    """Return where the imported memory of one language lies, if there is one."""
    return project.translations / code / FILE


def catalogues(project: Project, code: str) -> tuple[Path, ...]:
    """Return the catalogues of one language, sorted by name, those of texts that are gone included.

    A link to a file outside the project is none of them.
    """
    found = (path for path in (project.translations / code).glob("*.po") if path.name[0] != "." and not path.is_dir())
    return tuple(sorted(path for path in found if not path.is_symlink() or project.inside(path)))


def source_of(project: Project, ledger: Ledger, slug: str) -> str:
    """Return the language of a text as the last survey recorded it; that of the project where it is not known."""
    record = ledger.get(f"text/{slug}")
    return str(record.facts.get("language") or "" if record else "") or project.configuration.language


def imported(project: Project, source: str, code: str) -> tuple[Unit, ...]:
    """Return the units of the imported memory from one language into another; none where there is no file."""
    path = project.own(memory_file(project, code))
    return read_tmx(path, source, code) if path.is_file() else ()


def project_memory(project: Project, code: str, source: str = "") -> Memory:
    """Return all of a project's memory into `code` (from the project's own language, or `source`).

    Raises OctavillaError for a catalogue or memory that cannot be read, and for a language that the project lacks.
    """
    source = source or project.configuration.language
    _check_language(project, code)
    return Memory((*_approved(project, source, code), *imported(project, source, code)))


def import_tmx(project: Project, files: Sequence[Path], code: str) -> Imported:
    """Add translation memories of other programs to the project's for one language.

    The file is replaced whole or not at all, one process at a time; what is there already is not added again.
    Raises OctavillaError for a file that cannot be read, and when `memory.tmx` was put there by somebody else.
    """
    source = project.configuration.language
    _check_language(project, code)
    units = [unit for file in files for unit in read_tmx(file, source, code)]
    path = project.own(memory_file(project, code))
    new = 0

    def change(before: bytes | None) -> bytes | None:
        nonlocal new
        if before and not is_ours(before):
            message = (
                "another program wrote this file, and an import would lose what Octavilla does not use of it. Move it "
                f"out of the folder, then type: octavilla memory import {path.name} --language {code}"
            )
            raise OctavillaError(message, path=path)
        known = merged(parse_tmx(before, path, source, code) if before else ())
        together = merged((*known, *units))
        new = len(together) - len(known)
        return write_tmx(together, source, code) if together else before

    update_content(path, change, lock_folder=project.state / "locks")
    return Imported(len(units), new)


def export_tmx(project: Project, code: str) -> tuple[bytes, int]:
    """Return the project's memory into one language as a TMX file, and the number of its units."""
    units = merged(project_memory(project, code))
    return write_tmx(units, project.configuration.language, code), len(units)


def _approved(project: Project, source: str, code: str) -> Iterator[Unit]:
    languages = _languages(project)
    for path in catalogues(project, code):
        if languages.get(path.stem, project.configuration.language) == source:
            yield from units_of(load(path))


def _languages(project: Project) -> dict[str, str]:
    if not project.text_files():
        return {}
    with Ledger(project.cache) as ledger:
        return {text.slug: text.language for text in plan.survey(project, ledger)}


def _check_language(project: Project, code: str) -> None:
    known = set(project.configuration.languages) | {path.name for path in project.translations.glob("*/")}
    if code not in known:
        there = ", ".join(sorted(known)) or "none"
        raise OctavillaError(f"nothing is translated into “{code}”. There are: {there}. Add others in octavilla.toml.")
