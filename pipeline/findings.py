"""What a check of the project found: as values, as plain lines, as JSON."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.review.checks import Issue, Severity
from pipeline.review.proposals import Proposal

WIDTH = 80
EXCERPT = 140
"""Characters of a sentence that is quoted."""
SHOWN = 3
"""Places and words shown of each proposal."""
MOST = 20
"""Proposals shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at, and where: file from the project's folder, and line."""

    path: str
    line: int
    slug: str
    language: str
    source: str
    kind: str
    """The name of the check."""
    message: str
    severity: Severity
    issue: Issue | None = None
    """What a check of the sentence alone said, with the place in the translation and a mend where there is one."""


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


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield an outcome as plain lines, 80 columns wide but for long names: place, severity, check, message."""
    for finding in outcome.findings:
        yield f"{finding.path}:{finding.line}: {finding.severity} ({finding.kind})"
        yield from _wrapped(finding.message)
        if finding.source:
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
    return {"findings": [_values(finding) for finding in outcome.findings], "proposals": proposed}


def _values(finding: Finding) -> dict[str, Any]:
    found = asdict(finding)
    issue = found.pop("issue")
    given = {} if issue is None else {name: issue[name] for name in ("start", "end", "mend")}
    return found | {"start": None, "end": None, "mend": None} | given


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
