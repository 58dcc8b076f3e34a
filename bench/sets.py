"""Read test sets: files of one sentence a line, aligned by line number, NAME.en beside NAME.es or NAME.pt."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.errors import OctavillaError

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = "OCTAVILLA_EVAL"
SOURCE = "en"
TARGETS = ("es", "pt")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its reference translation."""

    source: str
    reference: str


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Sentences with their references in one target language."""

    name: str
    target: str
    pairs: tuple[Pair, ...]

    @property
    def label(self) -> str:
        """The name with its languages: `flores-dev en-pt`."""
        return f"{self.name} {SOURCE}-{self.target}"


def folder_of_sets() -> Path:
    """Return the folder that OCTAVILLA_EVAL names, by default `shared/eval` beside the repository."""
    return Path(os.environ.get(VARIABLE) or ROOT.parent / "shared" / "eval")


def sets_in(folder: Path) -> tuple[EvaluationSet, ...]:
    """Return the sets of `folder` by name and language.

    Raises OctavillaError when two files that belong together have different numbers of lines, or one is no text.
    """
    found = []
    for source in sorted(folder.glob(f"*.{SOURCE}")):
        for target in TARGETS:
            reference = source.with_name(f"{source.name.removesuffix(f'.{SOURCE}')}.{target}")
            if reference.is_file():
                found.append(EvaluationSet(reference.stem, target, read_pairs(source, reference)))
    return tuple(found)


def read_pairs(source: Path, reference: Path) -> tuple[Pair, ...]:
    """Return the sentences of two files by line number, white space at their ends aside.

    Lines that are blank in either file are left out in both; blank lines at the end of a file need no other half.
    Raises OctavillaError when the files have different numbers of lines, or one is no text.
    """
    sources, references = lines_of(source), lines_of(reference)
    if len(sources) != len(references):
        message = (
            f"has {len(references):,} lines, but {source.name} has {len(sources):,}: "
            "line N of one must translate line N of the other."
        )
        raise OctavillaError(message, path=reference)
    return tuple(Pair(*sides) for sides in zip(sources, references, strict=True) if all(sides))


def lines_of(path: Path) -> list[str]:
    """Return the lines of a text file without white space at their ends and without blank lines at the end of the file.

    A line ends with LF or CR LF; with CR in a file that has no LF. Other signs that Unicode calls line ends stay in
    the line. UTF-8, or UTF-16 with a byte order mark. Raises OctavillaError when it is neither.
    """
    raw = path.read_bytes()
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise OctavillaError(
            f"is not {encoding.upper()} text: save it as UTF-8 ({error.reason}).", path=path
        ) from error
    lines = [line.strip("\ufeff \t\r\f\v\xa0") for line in re.split("\n" if "\n" in text else "\r", text)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def spread(items: Sequence[_Item], count: int) -> list[_Item]:
    """Return `count` of `items`, evenly spread from first to last, in order; all when there are no more."""
    if count >= len(items):
        return list(items)
    return [items[index * len(items) // count] for index in range(count)]
