"""Look through the catalogues for what a person should see: faults, differences, doubtful drafts, new terms."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from pipeline import looking, plan
from pipeline.errors import OctavillaError
from pipeline.findings import Finding, Outcome, Proposed, as_json, lines
from pipeline.languages import language
from pipeline.ledger import Ledger
from pipeline.memory import catalogues, imported
from pipeline.plan import Selection
from pipeline.project import Project
from pipeline.proposing import Approved, proposals
from pipeline.report import Meter, difference
from pipeline.review.catalogue import Catalogue, Entry, State
from pipeline.review.checks import CHECKS, TITLES, Pair, Severity, look
from pipeline.review.checks.speller import remedy
from pipeline.review.memory import Memory, Unit, key_of, units_of
from pipeline.review.order import entry_urgency, is_remembered, order_of_review
from pipeline.review.pofile import decode, lines_of
from pipeline.review.reasons import REASONS
from pipeline.review.remarks import dismissed, versions
from pipeline.review.store import load
from pipeline.text.glossary import Glossary, read_glossary

__all__ = ["Finding", "Outcome", "Severity", "as_json", "check", "first_to_review", "lines"]

AROUND = 5
"""Sentences on either side that a check is given, for quotations of several sentences."""


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


Check = Callable[[View], Iterator[tuple[Entry, Finding]]]


def check(
    project: Project,
    selection: Selection,
    *,
    with_proposals: bool = True,
    progress: Meter | None = None,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> Outcome:
    """Look through the catalogues as they lie on the disk; nothing is written there.

    `only` and `without` are names of checks to make, or not to make. Proposals need the machine's drafts of what is
    approved: those that the cache lacks are made. Raises OctavillaError for a text, catalogue, glossary or list of
    words that cannot be read, and for a check that does not exist.
    """
    chosen = chosen_checks(only, without)
    findings: list[Finding] = []
    proposed: list[Proposed] = []
    for view in views(project, selection):
        for name, whole in WHOLE.items():
            if name in chosen:
                findings.extend(found for entry, found in whole(view) if name not in dismissed(entry))
        findings.extend(_each(project, view, chosen))
        if with_proposals:
            proposed.extend(_proposed(project, view, progress))
    proposed.sort(key=lambda item: (item.language, -item.proposal.count, item.proposal.term))
    findings.sort(key=lambda item: (item.path, item.line, item.kind, item.message))
    return Outcome(tuple(findings), tuple(proposed))


def chosen_checks(only: Collection[str] = (), without: Collection[str] = ()) -> frozenset[str]:
    """Return the names of the checks to make. Raises OctavillaError for a name that no check has."""
    names = all_checks()
    for name in (*only, *without):
        if name not in names:
            close = difflib.get_close_matches(name, names, 1)
            hint = f"Did you mean “{close[0]}”?" if close else "octavilla check --list shows them all."
            raise OctavillaError(f"no check is called “{name}”. {hint}")
    return frozenset(only or names) - frozenset(without)


def all_checks() -> dict[str, str]:
    """Return what every check looks at, by its name, in the order in which they are listed."""
    return {**TITLES, **_WHOLE_TITLES}


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
    with Ledger(project.cache) as ledger:
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


def different(view: View) -> Iterator[tuple[Entry, Finding]]:
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
            yield entry, view.finding(item, entry, "different", message, Severity.WARNING)


def flagged(view: View) -> Iterator[tuple[Entry, Finding]]:
    """Find drafts that the machine itself asks to have looked at."""
    for item, entry in view.entries():
        if entry.state is State.DRAFT and entry.warnings:
            reasons = "; ".join(REASONS.get(flag, flag) for flag in entry.warnings)
            severity = Severity.NOTE if set(entry.warnings) <= {"split"} else Severity.WARNING
            yield entry, view.finding(item, entry, "draft", f"draft: {reasons}", severity)


def beside(view: View) -> Iterator[tuple[Entry, Finding]]:
    """Find sentences with another version beside them, of which nobody has chosen one: no final build has them."""
    for item, entry in view.entries():
        for version in versions(entry):
            message = (
                f"“{entry.target}” here, “{version.text}” by {version.who or 'somebody'}: choose in octavilla review"
            )
            yield entry, view.finding(item, entry, "versions", message, Severity.ERROR)


WHOLE: Mapping[str, Check] = MappingProxyType({"different": different, "versions": beside, "draft": flagged})
"""Checks that need more than one sentence: functions from all catalogues of a language to what they find."""
_WHOLE_TITLES = {
    "different": "One sentence, two translations",
    "versions": "Two versions, none chosen",
    "draft": "What the machine doubts",
}


def _each(project: Project, view: View, chosen: Collection[str]) -> Iterator[Finding]:
    """Find what is wrong with single sentences; an error in what nobody approved yet is a warning."""
    skip = frozenset(CHECKS) - frozenset(chosen)
    if len(skip) == len(CHECKS):
        return
    spelling = "spelling" in chosen
    looker = looking.looker(project, view.code, view.source, spelling=spelling, fitting="length" in chosen)
    if spelling and looker.speller is None and any(item.chosen for item in view.translated):
        yield _no_dictionary(project, view)
    for item in view.translated:
        pairs = list(_pairs(looker, item.catalogue)) if item.chosen else []
        looker.prepare(pair for _, pair in pairs)
        for entry, pair in pairs:
            for issue in look(pair, skip | dismissed(entry)):
                severity = issue.severity
                if severity is Severity.ERROR and entry.state is not State.APPROVED:
                    severity = Severity.WARNING
                found = view.finding(item, entry, issue.check, issue.message, severity)
                yield replace(found, issue=issue)


def _pairs(looker: looking.Looker, catalogue: Catalogue) -> Iterator[tuple[Entry, Pair]]:
    entries = list(catalogue)
    for at, entry in enumerate(entries):
        before = "\n".join(other.target for other in entries[max(at - AROUND, 0) : at])
        after = "\n".join(other.target for other in entries[at + 1 : at + 1 + AROUND])
        yield entry, looker.pair(entry, before, after)


def _no_dictionary(project: Project, view: View) -> Finding:
    own = language(view.code)
    message = f"{own.english_name} was not spell-checked: install {remedy(own.locale)} (docs/checks.md)"
    return Finding(
        path=str((project.translations / view.code).relative_to(project.root)),
        line=1,
        slug="",
        language=view.code,
        source="",
        kind="spelling",
        message=message,
        severity=Severity.NOTE,
    )


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
