"""What our checks and translate-toolkit's `pofilter` find in the same catalogues, and which seeded faults they find.

.venv/bin/python -m bench.pofilter [CATALOGUE.po …]
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.looking import Looker, looker
from pipeline.project import Project, open_project
from pipeline.review.catalogue import Entry, State
from pipeline.review.checks import look
from pipeline.review.pofile import decode, parse

ROOT = Path(__file__).resolve().parents[1]
AROUND = 5
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "numbers, dates, money": ("numbers dates money", ("numbers",)),
    "addresses": ("addresses", ("urls", "emails", "filepaths")),
    "marks": ("marks", ("xmltags", "escapes", "newlines", "variables", "accelerators")),
    "brackets": ("brackets", ("brackets",)),
    "quotation marks": ("quotes", ("doublequoting", "singlequoting")),
    "sign at the end": ("end", ("endpunc", "endwhitespace")),
    "¿ and ¡": ("inverted", ("startpunc",)),
    "spaces": ("spaces double-spaces", ("puncspacing", "doublespacing", "startwhitespace")),
    "a word twice": ("doubled", ("doublewords",)),
    "first letter": ("capitals", ("startcaps",)),
    "capitals elsewhere": ("all-capitals", ("simplecaps",)),
    "acronyms": ("acronyms", ("acronyms",)),
    "same as the source": ("same", ("unchanged",)),
    "length": ("length", ("long", "short", "sentencecount")),
    "glossary, forbidden words": ("glossary forbidden", ("notranslatewords", "musttranslatewords")),
    "spelling": ("spelling", ("spellcheck",)),
    "variety": ("variety", ()),
    "other": ("untranslated", ("purepunc", "simpleplurals", "functions", "options", "printf", "validchars")),
}
"""Which checks look at the same thing: ours and pofilter's."""


@dataclass(frozen=True, slots=True)
class Found:
    """Sentences in which each program found something, by kind."""

    ours: dict[str, set[str]]
    theirs: dict[str, set[str]]


def compare(entries: Sequence[Entry], checked: Looker, code: str) -> Found:
    """Return what both find in the entries of one catalogue."""
    return Found(_ours(entries, checked), _theirs(entries, code))


def _ours(entries: Sequence[Entry], checked: Looker) -> dict[str, set[str]]:
    kinds = {name: kind for kind, (names, _) in KINDS.items() for name in names.split()}
    found: dict[str, set[str]] = defaultdict(set)
    for at, entry in enumerate(entries):
        around = [_joined(entries[max(at - AROUND, 0) : at]), _joined(entries[at + 1 : at + 1 + AROUND])]
        for issue in look(checked.pair(entry, *around)):
            found[kinds[issue.check]].add(entry.source)
    return found


def _joined(entries: Iterable[Entry]) -> str:
    return "\n".join(entry.target for entry in entries)


def _theirs(entries: Iterable[Entry], code: str) -> dict[str, set[str]]:
    from translate.filters.checks import CheckerConfig, StandardChecker
    from translate.storage.pypo import pounit

    kinds = {name: kind for kind, (_, names) in KINDS.items() for name in names}
    # What pofilter runs without options, but for spelling, which needs a dictionary of its own.
    checker = StandardChecker(CheckerConfig(targetlanguage=code), excludefilters={"spellcheck": None})
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        unit = pounit(entry.source)
        unit.target = entry.target
        for name in checker.run_filters(unit):
            found[kinds.get(name, "other")].add(entry.source)
    return found


def _changed_digit(text: str) -> str:
    return re.sub(r"\d(?=\D*\Z)", lambda found: str((int(found[0]) + 1) % 10), text)


SEEDS: dict[str, Callable[[str], str]] = {
    "numbers, dates, money": _changed_digit,
    "addresses": lambda text: re.sub(r"(?<=\.exampl)e(?!.*\.example)", "es", text),
    "marks": lambda text: re.sub(r"\*\*(?=[^*]*\Z)|\[\^\w+\]", "", text, count=1),
    "brackets": lambda text: text.replace(")", "", 1) if "](" not in text else text,
    "quotation marks": lambda text: re.sub("[»”]", "", text, count=1),
    "sign at the end": lambda text: re.sub(r"(?<=\w)\.\Z", "", text),
    "¿ and ¡": lambda text: re.sub("[¿¡]", "", text, count=1),
    "spaces": lambda text: re.sub(r"(?<=\w),", " ,", text, count=1),
    "a word twice": lambda text: re.sub(r" (de|que|la|o|a) ", r" \1 \1 ", text, count=1),
    "first letter": lambda text: text[:1].lower() + text[1:],
    "spelling": lambda text: re.sub(r"\b([a-z]{3})([a-z])([a-z])(?!\2)(?=[a-z]{3})", r"\1\3\2", text, count=1),
}
"""A fault of each kind, put into a sound translation; the text comes back unchanged where it has no place for it."""


def seeded(paths: Iterable[Path], project: Project) -> Iterator[tuple[str, int, int, int]]:
    """Yield for each kind of fault how many were put into approved sentences, and how many each program found."""
    for kind, spoil in SEEDS.items():
        put = ours = theirs = 0
        for path in paths:
            code = path.parent.name
            entries = [entry for entry in parse(decode(path.read_bytes(), path), path) if entry.state is State.APPROVED]
            changed = {entry.source: spoil(entry.target) for entry in entries}
            spoilt = [
                replace(entry, target=changed[entry.source])
                for entry in entries
                if changed[entry.source] != entry.target
            ]
            found = compare(spoilt, looker(project, code, "en", spelling=kind == "spelling"), code)
            put += len(spoilt)
            ours += len(found.ours.get(kind, ()))
            theirs += len(found.theirs.get(kind, ()))
        yield kind, put, ours, theirs


def main(arguments: Sequence[str]) -> None:
    """Print a table for the approved sentences, and one for the drafts, of the given catalogues or the project's."""
    project = open_project(ROOT)
    paths = [Path(name) for name in arguments] or sorted(project.translations.glob("*/*.po"))
    for state in (State.APPROVED, State.DRAFT):
        ours: Counter[str] = Counter()
        theirs: Counter[str] = Counter()
        both: Counter[str] = Counter()
        total = 0
        for path in paths:
            code = path.parent.name
            catalogue = parse(decode(path.read_bytes(), path), path)
            entries = [entry for entry in catalogue if entry.state is state]
            total += len(entries)
            found = compare(entries, looker(project, code, "en", spelling=True), code)
            for kind in KINDS:
                mine, other = found.ours.get(kind, set()), found.theirs.get(kind, set())
                ours[kind] += len(mine)
                theirs[kind] += len(other)
                both[kind] += len(mine & other)
        print(f"{total} sentences: {state}")
        print("| what | ours | pofilter | both |\n|---|---|---|---|")
        for kind in KINDS:
            print(f"| {kind} | {ours[kind]} | {theirs[kind]} | {both[kind]} |")
        print(f"| all | {ours.total()} | {theirs.total()} | {both.total()} |\n")
    print("faults put into approved sentences\n| what | faults | found by ours | by pofilter |\n|---|---|---|---|")
    for row in seeded(paths, project):
        print("| " + " | ".join(map(str, row)) + " |")


if __name__ == "__main__":
    main(sys.argv[1:])
