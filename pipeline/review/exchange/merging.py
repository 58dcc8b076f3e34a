"""Merge what came back with a catalogue, three-way: what went out, what is here now, what came back; pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from pipeline.errors import OctavillaError
from pipeline.languages import language as language_facts
from pipeline.review.catalogue import FUZZY, Catalogue, Entry, State, approve, revise
from pipeline.review.exchange.marking import differences
from pipeline.review.exchange.matching import Found, Matcher, sorted_apart
from pipeline.review.exchange.model import Batch, Returned, digest, plain, said
from pipeline.review.exchange.report import AS_DRAFT, MERGED_BEFORE, Kind, Outcome, Report
from pipeline.review.exchange.settled import Past, no_past, was_here, was_said
from pipeline.review.exchange.words import words_for
from pipeline.review.remarks import Remark, RemarkKind, person, remarks, revision, versions, with_remark

__all__ = ["Kind", "Outcome", "Report", "merge_batch"]

References = Mapping[str, tuple[str, str]]
_NO_REFERENCES: References = MappingProxyType({})
LONGEST = 100_000
"""Characters of a translation or comment: three times what a cell of a spreadsheet can hold."""


def merge_batch(
    catalogue: Catalogue,
    batch: Batch,
    who: str,
    date: datetime.date,
    *,
    past: Past = no_past,
    references: References = _NO_REFERENCES,
) -> tuple[Catalogue, Report]:
    """Return the catalogue with what came back in it, and a report with an outcome for each row and each comment.

    For each sentence there is what went out (known by the key, if that came back), ours (what the catalogue holds
    now) and theirs:

    - theirs is what went out, and nobody newly approved it: unchanged;
    - ours is what went out, or nothing but a machine's: theirs is taken, approved unless the file says it is a draft;
    - both changed: the same in both is unchanged, else ours stays and theirs becomes another version beside it;
    - marks in theirs are not those of the sentence: ours stays and theirs becomes another version beside it;
    - the text has no such sentence: theirs is kept among the obsolete entries, from where it comes back with it.

    An empty translation removes nothing. Merging the same again changes nothing.

    `who` beats the name in the file. `past` is the history of the catalogue: what was merged before brings up no
    conflict that has been settled and no comment that has been removed since. `references` are those of the document,
    for links written `[words][label]`.

    Raises OctavillaError when the file is for another text or language, when nobody's name is known, when a column was
    sorted without the others, and for a text of more than `LONGEST` characters.
    """
    _check_addressee(catalogue, batch)
    name = person(who) or person(batch.who)
    if not name and batch.rows:
        raise OctavillaError("does not say who worked on it. Say so: --by NAME.")
    if apart := sorted_apart(batch):
        message = (
            f"{apart} translations stand beside other sentences than they did: a column was sorted without the others. "
            "Undo that in the file, or sort all columns together, and merge it again."
        )
        raise OctavillaError(message)
    _check_lengths(batch)
    merger = _Merger(catalogue, batch, name, date, past, references)
    outcomes = tuple(outcome for row in batch.rows for outcome in merger.outcomes(row))
    report = Report(
        slug=catalogue.slug,
        language=catalogue.language,
        kind=batch.kind,
        who=name,
        rows=outcomes,
        notices=batch.notices,
    )
    return merger.result(), report


def _check_addressee(catalogue: Catalogue, batch: Batch) -> None:
    if batch.slug and batch.slug != catalogue.slug:
        message = f"is a file of the text “{batch.slug}”, not of “{catalogue.slug}”. Merge it with its own text."
        raise OctavillaError(message)
    if batch.language and batch.language != catalogue.language:
        ours, theirs = language_facts(catalogue.language), language_facts(batch.language)
        if ours.locale != theirs.locale:
            message = (
                f"is in {theirs.english_name} ({batch.language}), not in {ours.english_name} ({catalogue.language}). "
                "Merge it with its own language."
            )
            raise OctavillaError(message)


def _check_lengths(batch: Batch) -> None:
    for row in batch.rows:
        length = max(len(row.source), len(row.target), len(row.comment))
        if length > LONGEST:
            where = f"{row.place} holds" if row.place else "holds"
            message = f"{where} {length:,} characters in one place, which no sentence has. Shorten it, and merge again."
            raise OctavillaError(message)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a row says of an entry, compared with what went out and with what is here."""

    entry: Entry
    found: Found
    text: str
    approved: bool | None

    @property
    def edited(self) -> bool:
        """Theirs is not what went out; True too where nobody knows what did."""
        return self.found.base is None or digest(self.text) != self.found.base.text

    @property
    def finished(self) -> bool:
        """Somebody stands behind theirs: an edit counts, unless the file says that it is a draft."""
        return self.approved is not False

    @property
    def newly_approved(self) -> bool:
        base = self.found.base
        return self.approved is True and (base is None or base.state is not State.APPROVED)

    @property
    def same(self) -> bool:
        return self.text == plain(self.entry.target, self.entry.source)

    @property
    def ours_is_free(self) -> bool:
        """Ours may be replaced: it is what they had before them, or only a machine stands behind it."""
        if self.found.doubtful:
            return False
        base, entry = self.found.base, self.entry
        if base is not None and base.revision == revision(entry):
            return True
        return entry.state is State.UNTRANSLATED or (entry.state is State.DRAFT and not entry.touched)


class _Merger:
    """The catalogue while rows are merged with it."""

    def __init__(
        self,
        catalogue: Catalogue,
        batch: Batch,
        name: str,
        date: datetime.date,
        past: Past,
        references: References,
    ) -> None:
        self._catalogue = catalogue
        self._name = name
        self._date = date
        self._past = past
        self._references = references
        self._words = words_for(catalogue.language)
        self._entries = {entry.source: entry for entry in catalogue}
        self._asleep = {entry.source: entry for entry in catalogue.obsolete if not entry.is_foreign}
        self._foreign = {e.key for e in (*catalogue.entries, *catalogue.obsolete) if e.is_foreign}
        self._matcher = Matcher((*self._entries, *self._asleep), batch)

    def result(self) -> Catalogue:
        """Return the catalogue as it is now; itself where nothing changed."""
        old = self._catalogue
        entries = tuple(e if e.is_foreign else self._entries[e.source] for e in old.entries)
        asleep = dict(self._asleep)
        obsolete = [e if e.is_foreign else asleep.pop(e.source) for e in old.obsolete]
        return replace(old, entries=entries, obsolete=(*obsolete, *asleep.values()))

    def outcomes(self, row: Returned) -> Iterator[Outcome]:
        """Merge one row; yield what became of its translation, then of its comment."""
        found = self._matcher.find(row)
        if found.source is None:
            yield self._unknown(row, found)
        else:
            entry = self._entry(found.source)
            claim = _Claim(entry, found, plain(row.target, found.source), row.approved)
            kind, new, message = self._merged(claim)
            self._put(new)
            if found.source in self._asleep and kind is not Kind.UNCHANGED:
                kind, message = Kind.UNKNOWN, "the text has no such sentence now; kept for when it comes back"
            yield self._outcome(kind, row, entry, claim.text, message)
        yield from self._comment(row, found)

    def _entry(self, source: str) -> Entry:
        return self._entries.get(source) or self._asleep[source]

    def _put(self, entry: Entry) -> None:
        (self._entries if entry.source in self._entries else self._asleep)[entry.source] = entry

    def _outcome(self, kind: Kind, row: Returned, entry: Entry, theirs: str, message: str) -> Outcome:
        ours = entry.target
        return Outcome(
            kind=kind,
            place=row.place,
            source=entry.source,
            ours=ours,
            theirs=theirs,
            message=message,
        )

    def _merged(self, claim: _Claim) -> tuple[Kind, Entry, str]:
        entry = claim.entry
        if not claim.text:
            return Kind.UNCHANGED, entry, ""
        if not claim.edited and not claim.newly_approved:
            return self._withdrawn(claim)
        if claim.same:
            return self._confirmed(claim)
        if broken := self._broken(claim.text, entry):
            return self._beside(Kind.BROKEN, claim, f"{broken}; theirs is kept as another version")
        if claim.ours_is_free:
            return Kind.TAKEN, self._taken(entry, claim), "" if claim.finished else AS_DRAFT
        return self._beside(Kind.CONFLICT, claim, f"{self._ours(claim)}; theirs is kept beside it")

    def _withdrawn(self, claim: _Claim) -> tuple[Kind, Entry, str]:
        """Return what becomes of a translation that came back as it went out: it may say that it is wrong."""
        base, entry = claim.found.base, claim.entry
        withdrawn = claim.approved is False and base is not None and base.state is State.APPROVED
        if withdrawn and base is not None and base.revision == revision(entry):
            return Kind.TAKEN, self._one(revise(self._alone(entry), entry.source, entry.target)), "a draft again"
        return Kind.UNCHANGED, entry, ""

    def _confirmed(self, claim: _Claim) -> tuple[Kind, Entry, str]:
        """Return what becomes of a translation that is ours too: it may be approved now."""
        entry = claim.entry
        stands_behind = claim.approved is True or (claim.finished and claim.found.base is not None)
        if entry.state is State.APPROVED or not stands_behind or claim.found.doubtful:
            return Kind.UNCHANGED, entry, ""
        if broken := self._broken(claim.text, entry):
            return Kind.BROKEN, entry, f"approved by {self._name}, but {broken}; it stays a draft"
        return Kind.APPROVED, self._taken(entry, replace(claim, text=entry.target)), ""

    def _taken(self, entry: Entry, claim: _Claim) -> Entry:
        alone = self._alone(entry)
        if claim.finished:
            return self._one(approve(alone, entry.source, claim.text, self._name, self._date))
        return self._one(revise(alone, entry.source, claim.text))

    def _alone(self, entry: Entry) -> Catalogue:
        return replace(self._catalogue, entries=(entry,), obsolete=())

    @staticmethod
    def _one(catalogue: Catalogue) -> Entry:
        return catalogue.entries[0]

    def _beside(self, kind: Kind, claim: _Claim, message: str) -> tuple[Kind, Entry, str]:
        """Return what becomes of a translation that cannot stand in place of ours, nor be dropped."""
        entry, text = claim.entry, claim.text
        if any(plain(version.text, entry.source) == text for version in versions(entry)):
            return kind, entry, f"{message}, as before"
        if was_here(self._past(entry.source), claim.found.base, text):
            return Kind.UNCHANGED, entry, MERGED_BEFORE
        return kind, with_remark(entry, Remark(RemarkKind.VERSION, self._name, self._date, text)), message

    def _broken(self, text: str, entry: Entry) -> str:
        """Return which marks are missing or too many; empty where they are the sentence's, or as somebody approved."""
        broken = differences(entry.source, text, self._references)
        if broken and entry.state is State.APPROVED and not differences(entry.target, text, self._references):
            return ""
        return broken

    def _ours(self, claim: _Claim) -> str:
        entry = claim.entry
        if claim.found.doubtful:
            return "the key of the row is another sentence’s"
        if claim.found.base is None:
            return "the file does not say what it was made from, and a person’s translation is here"
        signed = f" by {entry.reviewer}" if entry.reviewer else ""
        return f"changed here too{signed}"

    def _unknown(self, row: Returned, found: Found) -> Outcome:
        """Keep the translation of a sentence that the text does not have, where a person had a hand in it."""
        source = self._matcher.sentence_of(row)
        entry = Entry(source=source)
        text = plain(row.target, source)
        claim = _Claim(entry, found, text, row.approved)
        if not text or not (claim.edited or claim.newly_approved):
            return self._outcome(Kind.UNCHANGED, row, entry, text, "the text has no such sentence now")
        if not self._keepable(source):
            return self._outcome(
                Kind.UNKNOWN, row, entry, text, "its sentence is not in the file; kept nowhere but here"
            )
        sure = claim.finished and (found.base is not None or row.approved is True)
        if sure and not self._broken(text, entry):
            new = self._taken(entry, claim)
        else:
            new = replace(entry, target=text, flags=(FUZZY,))
        self._asleep[source] = new
        self._matcher.add(source)
        message = "the text has no such sentence now; kept for when it comes back"
        return self._outcome(Kind.UNKNOWN, row, entry, text, message)

    def _comment(self, row: Returned, found: Found) -> Iterator[Outcome]:
        text = plain(row.comment, "\n")
        if not text:
            return
        source = found.source or self._matcher.sentence_of(row)
        entry = self._entries.get(source) or self._asleep.get(source) or Entry(source=source)
        if not self._keepable(source):
            lost = "its sentence is not in the file; kept nowhere but here"
            yield Outcome(kind=Kind.COMMENT, place=row.place, source="", theirs=text, message=lost)
            return
        fresh = self._fresh(entry, text)
        if not fresh or was_said(self._past(source), found.base, fresh):
            return
        self._put(with_remark(entry, Remark(RemarkKind.COMMENT, self._name, self._date, fresh)))
        self._matcher.add(source)
        yield Outcome(kind=Kind.COMMENT, place=row.place, source=source, ours=entry.target, theirs=fresh)

    def _keepable(self, source: str) -> bool:
        """Tell whether an entry of a sentence can be among the obsolete ones: each is there once."""
        return bool(source.strip()) and (None, source) not in self._foreign

    def _fresh(self, entry: Entry, text: str) -> str:
        """Return what of a comment nobody has said of this sentence yet."""
        known = {_squeezed(remark.text) for remark in remarks(entry) if remark.kind is RemarkKind.COMMENT}
        if _squeezed(text) in known:
            return ""
        shown = {_squeezed(line) for line in said(entry, self._words).split("\n")}
        fresh = "\n".join(line for line in text.split("\n") if not line.strip() or _squeezed(line) not in shown).strip()
        return "" if _squeezed(fresh) in known else fresh


def _squeezed(text: str) -> str:
    return " ".join(text.split())
