"""Look through the catalogues for what a person should see: differences, missing terms, doubtful drafts, new terms."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from pipeline import plan
from pipeline.ledger import Ledger
from pipeline.memory import catalogues, imported
from pipeline.plan import Selection
from pipeline.project import Project
from pipeline.proposing import Approved, proposals
from pipeline.report import Meter, difference
from pipeline.review.catalogue import Catalogue, Entry, State
from pipeline.review.memory import Memory, Unit, key_of, units_of
from pipeline.review.order import entry_urgency, is_remembered, order_of_review
from pipeline.review.pofile import decode, lines_of
from pipeline.review.proposals import Proposal
from pipeline.review.store import load
from pipeline.text.glossary import Glossary, read_glossary

WIDTH = 80
EXCERPT = 140
"""Characters of a sentence that is quoted."""
SHOWN = 3
"""Places and words shown of each proposal."""
MOST = 20
"""Proposals shown."""
REASONS = {
    "empty": "the machine gave nothing, the source stands there",
    "signs": "the machine gave nothing of use, the source stands there",
    "marks": "bold, links or footnotes could not be put back, the source stands there",
    "echo": "the source came back, or nearly",
    "repeated": "says the same words again and again",
    "short": "much shorter than the source",
    "dropped": "part of the source is missing",
    "long": "much longer than the source",
    "cut": "ends in the middle",
    "values": "a number, date or sum is missing or other than in the source",
    "protected": "an address, handle or piece of code was lost or doubled",
    "brackets": "a quotation mark or bracket without its other half",
    "terms": "a term of the glossary is missing",
    "names": "a name of the source is missing",
    "unchanged": "words of the source were left untranslated",
    "split": "long, translated in pieces",
}
"""What the flags of a draft mean, for people."""


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """Wrong in print: `check --strict` fails."""
    WARNING = "warning"
    """Probably wrong."""
    NOTE = "note"
    """Worth knowing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at, and where: file from the project's folder, and line."""

    path: str
    line: int
    slug: str
    language: str
    source: str
    kind: str
    message: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """One catalogue, as it lies on the disk."""

    path: str
    slug: str
    catalogue: Catalogue
    lines: dict[str, int]
    chosen: bool
    """Whether findings in it were asked for: the others are there to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All catalogues from one language into another, and the glossary between them."""

    source: str
    code: str
    translated: tuple[Translated, ...]
    glossary: Glossary

    def entries(self) -> Iterator[tuple[Translated, Entry]]:
        """Yield every sentence of the texts that were asked for."""
        for item in self.translated:
            for entry in item.catalogue if item.chosen else ():
                yield item, entry

    def finding(self, item: Translated, entry: Entry, kind: str, message: str, severity: Severity) -> Finding:
        """Return a finding at an entry."""
        return Finding(
            path=item.path,
            line=item.lines.get(entry.source, 1),
            slug=item.slug,
            language=self.code,
            source=entry.source,
            kind=kind,
            message=message,
            severity=severity,
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A term that the group corrected again and again, as a line for the glossary at `path`."""

    path: str
    language: str
    proposal: Proposal
    places: tuple[str, ...]
    """File and line of each sentence in which it was corrected."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found."""

    findings: tuple[Finding, ...]
    proposed: tuple[Proposed, ...] = ()

    @property
    def has_errors(self) -> bool:
        """True when something is wrong in print."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


Check = Callable[[View], Iterator[Finding]]


def check(
    project: Project, selection: Selection, *, with_proposals: bool = True, progress: Meter | None = None
) -> Outcome:
    """Look through the catalogues as they lie on the disk; nothing is written there.

    Proposals need the machine's drafts of what is approved: those that the cache lacks are made. Raises OctavillaError
    for a text, catalogue or glossary that cannot be read.
    """
    findings: list[Finding] = []
    proposed: list[Proposed] = []
    for view in views(project, selection):
        for look in CHECKS:
            findings.extend(look(view))
        if with_proposals:
            proposed.extend(_proposed(project, view, progress))
    proposed.sort(key=lambda item: (item.language, -item.proposal.count, item.proposal.term))
    findings.sort(key=lambda item: (item.path, item.line, item.kind, item.message))
    return Outcome(tuple(findings), tuple(proposed))


def first_to_review(project: Project, selection: Selection, limit: int) -> tuple[Finding, ...]:
    """Return up to `limit` sentences over all chosen catalogues, those most in need of a person first.

    Each comes with the nearest approved sentence, where one is at least 75 per cent like it.
    """
    found: dict[Entry, tuple[View, Finding]] = {}
    for view in views(project, selection):
        for item, entry in view.entries():
            if entry.state is not State.APPROVED:
                # Entries of different catalogues may be equal: the place tells them apart.
                own = replace(entry, references=(*entry.references, item.path))
                found[own] = (view, view.finding(item, entry, "order", _why(entry), Severity.NOTE))
    chosen = [found[entry] for entry in order_of_review(found)[:limit]]
    memories: dict[str, Memory] = {}
    shown = []
    for view, finding in chosen:
        key = f"{view.source} {view.code}"
        if key not in memories:
            memories[key] = Memory((*_units(view), *imported(project, view.source, view.code)))
        near = _near(memories[key], finding.source)
        shown.append(replace(finding, message=f"{finding.message}. {near}") if near else finding)
    return tuple(shown)


def _units(view: View) -> Iterator[Unit]:
    return (unit for item in view.translated for unit in units_of(item.catalogue))


def _near(memory: Memory, sentence: str) -> str:
    """Return the nearest approved sentence, with the way from it to this one, and its translation; empty for none.

    The very sentence is none: its translation is there as a draft already.
    """
    for match in memory.fuzzy(sentence, limit=1):
        if match.is_exact:
            continue
        way = difference(match.difference, colour=False).plain
        place = match.unit.text or match.unit.origin
        return f"{match.score:.0f} % like “{way}” ({place}): “{match.unit.target}”"
    return ""


def views(project: Project, selection: Selection) -> tuple[View, ...]:
    """Return the catalogues by pair of languages, each with the glossary of the pair."""
    with Ledger(project.state / "cache.sqlite") as ledger:
        texts = plan.survey(project, ledger)
        chosen = {text.slug for text in plan.survey(project, ledger, selection.texts)}
    plan.check_selection(texts, selection)
    languages = {text.slug: text.language for text in texts}
    groups: dict[tuple[str, str], list[Translated]] = defaultdict(list)
    for code in dict.fromkeys(code for text in texts for code in plan.languages_of(text, selection)):
        for path in catalogues(project, code):
            source = languages.get(path.stem, "")
            if source not in ("", code):
                content = decode(path.read_bytes(), path)
                groups[source, code].append(
                    Translated(
                        path=str(path.relative_to(project.root)),
                        slug=path.stem,
                        catalogue=load(path),
                        lines=lines_of(content, path),
                        chosen=path.stem in chosen,
                    )
                )
    return tuple(
        View(
            source=source,
            code=code,
            translated=tuple(found),
            glossary=read_glossary(project.glossary(code), source, code),
        )
        for (source, code), found in sorted(groups.items())
    )


def different(view: View) -> Iterator[Finding]:
    """Find sentences that are approved in other words in another text."""
    memory = Memory(_units(view))
    places: dict[tuple[str, str], str] = {}
    for item in view.translated:
        for entry in item.catalogue:
            if entry.state is State.APPROVED:
                place = f"{item.path}:{item.lines.get(entry.source, 1)}"
                places.setdefault((key_of(entry.source), key_of(entry.target)), place)
    for item, entry in view.entries():
        best = memory.exact(entry.source) if entry.state is State.APPROVED else None
        if best is None or key_of(best.target) == key_of(entry.target):
            continue
        where = places.get((key_of(best.source), key_of(best.target)))
        if where is not None:
            message = f"“{entry.target}” here, and “{best.target}” in {where}"
            yield view.finding(item, entry, "different", message, Severity.WARNING)


def missing_terms(view: View) -> Iterator[Finding]:
    """Find translations without the glossary's word for a term of the source."""
    if not view.glossary:
        return
    from pipeline.mt.inline import parse

    for item, entry in view.entries():
        if entry.state not in (State.APPROVED, State.DRAFT):
            continue
        for match in view.glossary.missing(parse(entry.source, {}).plain, parse(entry.target, {}).plain):
            wanted = match.row.translation or match.text
            state = "approved" if entry.state is State.APPROVED else "draft"
            message = f"“{match.text}” is “{wanted}” in the glossary, not in this {state} translation"
            severity = Severity.ERROR if entry.state is State.APPROVED else Severity.WARNING
            yield view.finding(item, entry, "term", message, severity)


def flagged(view: View) -> Iterator[Finding]:
    """Find drafts that the machine itself asks to have looked at."""
    for item, entry in view.entries():
        if entry.state is State.DRAFT and entry.warnings:
            reasons = "; ".join(REASONS.get(flag, flag) for flag in entry.warnings)
            severity = Severity.NOTE if set(entry.warnings) <= {"split"} else Severity.WARNING
            yield view.finding(item, entry, "draft", f"draft: {reasons}", severity)


CHECKS: tuple[Check, ...] = (different, missing_terms, flagged)
"""Every check there is: a function from all catalogues of a language to what it finds in the chosen ones."""


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield an outcome as plain lines, 80 columns wide but for long names: place, severity, message, sentence."""
    for finding in outcome.findings:
        yield f"{finding.path}:{finding.line}: {finding.severity}"
        yield from _wrapped(finding.message)
        yield from _wrapped(f"“{_excerpt(finding.source)}”")
    if outcome.proposed:
        yield "Terms corrected alike in several sentences. To have the machine use them,"
        yield "copy a line into the glossary (its first line: term,translation,match,note):"
    for item in outcome.proposed[:MOST]:
        proposal = item.proposal
        yield f"{item.path}: {proposal.line}"
        was = ", ".join(f"“{word}”" for word in proposal.machine[:SHOWN])
        yield from _wrapped(f"corrected in {proposal.count} of {proposal.sentences} sentences; the machine had {was}")
        for place in item.places[:SHOWN]:
            yield f"  {place}"
    if len(outcome.proposed) > MOST:
        yield f"and {len(outcome.proposed) - MOST} more, which --json prints."
    yield _summary(outcome)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain values: `findings` and `proposals`."""
    proposed = [
        {
            "path": item.path,
            "language": item.language,
            "term": item.proposal.term,
            "translation": item.proposal.translation,
            "line": item.proposal.line,
            "machine": item.proposal.machine,
            "count": item.proposal.count,
            "sentences": item.proposal.sentences,
            "places": item.places,
        }
        for item in outcome.proposed
    ]
    return {"findings": [asdict(finding) for finding in outcome.findings], "proposals": proposed}


def _wrapped(text: str) -> list[str]:
    indent = "  "
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=indent)


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"


def _summary(outcome: Outcome) -> str:
    counts = Counter(finding.severity for finding in outcome.findings)
    parts = [f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}" for severity in Severity]
    proposed = f", {len(outcome.proposed)} proposals for the glossary" if outcome.proposed else ""
    return ", ".join(parts) + proposed + "."


def _proposed(project: Project, view: View, progress: Meter | None) -> Iterator[Proposed]:
    approved = [
        Approved(entry.source, entry.target, item.slug)
        for item in view.translated
        for entry in item.catalogue
        if entry.state is State.APPROVED
    ]
    if not approved:
        return
    chosen = {item.slug for item in view.translated if item.chosen}
    path = str(project.glossary(view.code).relative_to(project.root))
    for proposal in proposals(project, view.source, view.code, approved, view.glossary, progress):
        if any(example.slug in chosen for example in proposal.examples):
            places = sorted(_place(view, example.slug, example.source) for example in proposal.examples)
            shown = tuple(f"{file}:{line}" for file, line in places)
            yield Proposed(path, view.code, proposal, shown)


def _place(view: View, slug: str, source: str) -> tuple[str, int]:
    item = next(item for item in view.translated if item.slug == slug)
    return item.path, item.lines.get(source, 1)


def _why(entry: Entry) -> str:
    match entry.state:
        case State.UNTRANSLATED:
            return "nothing there yet"
        case State.STALE:
            return "the source changed under the translation"
    if is_remembered(entry):
        return "approved elsewhere"
    reasons = "; ".join(REASONS.get(flag, flag) for flag in entry.warnings)
    return f"doubt {entry_urgency(entry):.0%}" + (f": {reasons}" if reasons else "")
