"""Sentences that catalogues share: what is approved in one reaches the others, and one draft serves them all.

For each catalogue the ledger keeps short hashes of its sentences, so that only those which share one are ever read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import fingerprint
from pipeline.ledger import Ledger, Record
from pipeline.memory import catalogues, imported, memory_file, source_of
from pipeline.project import Project
from pipeline.review.catalogue import Catalogue, Entry, State
from pipeline.review.memory import Memory, Unit, key_of, units_of
from pipeline.review.store import load

_SHORT = 8
"""Hexadecimal digits of a hash: a chance likeness costs one look into a file."""
_OPEN = ""
"""The fingerprint of a catalogue that is to be looked at again."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """Which sentences a catalogue holds approved (with a hash of the translation), and which still wait for somebody.

    Hashes are hexadecimal, eight digits for a sentence and eight more for a translation.
    """

    approved: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()

    @property
    def sentences(self) -> frozenset[str]:
        """The hashes of all sentences, approved or waiting."""
        return self.waiting | {item[:_SHORT] for item in self.approved}

    def facts(self) -> dict[str, Any]:
        """Return the sketch as the ledger stores it."""
        return {"approved": "".join(sorted(self.approved)), "waiting": "".join(sorted(self.waiting))}


@dataclass(frozen=True, slots=True)
class Known:
    """What a project knows of some sentences: approved translations, and drafts that nobody touched, by sentence."""

    memory: Memory = field(default_factory=Memory)
    drafts: Mapping[str, Entry] = field(default_factory=dict)


def sketch_of(catalogue: Catalogue) -> Sketch:
    """Return the sketch of a catalogue."""
    approved = (_hash(key_of(unit.source)) + _hash(unit.target) for unit in units_of(catalogue))
    waiting = (_hash(key_of(entry.source)) for entry in catalogue if is_open(entry))
    return Sketch(frozenset(approved), frozenset(waiting))


def is_open(entry: Entry) -> bool:
    """Tell whether a machine may write here: nothing is, or a machine's draft that nobody touched."""
    return entry.state is State.UNTRANSLATED or (entry.state is State.DRAFT and not entry.touched)


class Shared:
    """What the catalogues of a project have to say to each other."""

    def __init__(self, project: Project, ledger: Ledger) -> None:
        self._project = project
        self._ledger = ledger

    def record(self, slug: str, code: str, key: str, catalogue: Catalogue, sha256: str) -> None:
        """Put a finished catalogue into the ledger, under the fingerprint `key`; `sha256` is that of its file."""
        facts = sketch_of(catalogue).facts() | {"sha256": sha256}
        self._ledger.put(record_name(slug, code), Record(key, facts=facts))

    def spread(self, slug: str, code: str, catalogue: Catalogue) -> None:
        """Have every catalogue looked at again in which something waits that is newly approved in this one.

        What was approved before and is not any more, or is worded otherwise now, counts too.
        """
        old = self._recorded(slug, code)
        changed = {item[:_SHORT] for item in sketch_of(catalogue).approved ^ old.approved}
        if not changed:
            return
        start, end = record_name("", code), f"/{slug}"
        for name in self._ledger.names():
            if name.startswith(start) and not name.endswith(end):
                record = self._ledger.get(name)
                if record is not None and not changed.isdisjoint(_stored(record).waiting):
                    # What is known of it stays: that it is looked at again is no news for the others.
                    self._ledger.put(name, Record(_OPEN, facts=record.facts))

    def is_marked(self, slug: str, code: str) -> bool:
        """Tell whether `spread` has a catalogue looked at again."""
        record = self._ledger.get(record_name(slug, code))
        return record is None or record.fingerprint == _OPEN

    def known(self, source: str, code: str, sentences: Iterable[str], keep: Callable[[Entry], bool]) -> Known:
        """Return what the project knows of `sentences` in the language `source`; `keep` chooses among the drafts.

        Drafts come from the first catalogue, by name, that has one.
        """
        wanted = {key_of(sentence) for sentence in sentences}
        if not wanted:
            return Known()
        hashes = {_hash(key) for key in wanted}
        units: list[Unit] = []
        drafts: dict[str, Entry] = {}
        for path in catalogues(self._project, code):
            if source_of(self._project, self._ledger, path.stem) != source:
                continue
            if hashes.isdisjoint(self._sketch(path, code).sentences):
                continue
            catalogue = load(path)
            units += (unit for unit in units_of(catalogue) if key_of(unit.source) in wanted)
            for entry in catalogue:
                if entry.state is State.DRAFT and is_open(entry) and entry.source not in drafts and keep(entry):
                    drafts[entry.source] = entry
        units += self._imported(source, code, wanted, hashes)
        return Known(Memory(units), drafts)

    def _sketch(self, path: Path, code: str) -> Sketch:
        record = self._ledger.get(record_name(path.stem, code))
        if record is not None and record.facts.get("sha256") == fingerprint.of_file(path):
            return _stored(record)
        return sketch_of(load(path))

    def _recorded(self, slug: str, code: str) -> Sketch:
        record = self._ledger.get(record_name(slug, code))
        return Sketch() if record is None else _stored(record)

    def _imported(self, source: str, code: str, wanted: set[str], hashes: set[str]) -> list[Unit]:
        path = memory_file(self._project, code)
        sha256 = fingerprint.of_file(path)
        if not sha256:
            return []
        name = f"memory/{code}/{source}"
        record = self._ledger.get(name)
        key = fingerprint.of_parts((sha256, fingerprint.of_code()))
        if record is not None and record.fingerprint == key and hashes.isdisjoint(_stored(record).waiting):
            return []
        units = imported(self._project, source, code)
        if record is None or record.fingerprint != key:
            sentences = frozenset(_hash(key_of(unit.source)) for unit in units)
            self._ledger.put(name, Record(key, facts=Sketch(waiting=sentences).facts()))
        return [unit for unit in units if key_of(unit.source) in wanted]


def record_name(slug: str, code: str) -> str:
    """Return the name of a catalogue's record in the ledger."""
    return f"catalogue/{code}/{slug}"


def _stored(record: Record) -> Sketch:
    approved, waiting = str(record.facts.get("approved", "")), str(record.facts.get("waiting", ""))
    return Sketch(_cut(approved, 2 * _SHORT), _cut(waiting, _SHORT))


def _cut(text: str, size: int) -> frozenset[str]:
    return frozenset(text[start : start + size] for start in range(0, len(text), size))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SHORT // 2).hexdigest()
