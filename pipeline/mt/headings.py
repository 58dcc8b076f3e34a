"""Lone words and short headings: asked for in several ways, and the answer that most of them give is taken.

Few words give a model little to go by, and its own probability says little about them; what it says for “Heat”,
“heat”, “heat.” and “The heat.” says more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.mt.alignment import WORD
from pipeline.mt.candidate import Candidate, Context, Task, Variant, answers, candidate_of
from pipeline.mt.casing import Case
from pipeline.mt.engine import Output

MOST_WORDS = 3
_SURE = math.log(0.6)
"""The mean log-probability from which on the first answer is taken as it is."""
_ECHO = 0.5
"""How much the vote for the source's own words counts: a package gives back what it does not know."""
_ARTICLES = {
    "es": re.compile(r"(?:el|la|los|las|lo)\s+", re.IGNORECASE),
    "pt": re.compile(r"(?:o|a|os|as)\s+", re.IGNORECASE),
}
_LONGEST_ARTICLED = 3


def is_doubtful_heading(task: Task, candidate: Candidate) -> bool:
    """Tell whether a text is a short heading without a final sign whose draft the package is not sure of."""
    text = task.text.strip()
    words = WORD.findall(text)
    if task.case is Case.TITLE or task.matches or not 0 < len(words) <= MOST_WORDS or not text[-1].isalnum():
        return False
    return candidate.log_probability < _SURE


def ways(task: Task, context: Context) -> Iterator[Variant]:
    """Yield the ways to ask for a heading: with a stop, in small letters, with an article."""
    text = task.text.rstrip()
    small = text[0].lower() + text[1:]
    if small == text or len(small) != len(text) or not text[1:2].islower():
        yield Variant(text + ".")
    else:
        yield Variant(small)
        yield Variant(small + ".")
        if context.source == "en" and _article(context) and len(WORD.findall(text)) <= _LONGEST_ARTICLED:
            yield Variant("The " + small + ".", edits=((0, 1, "The " + small[0]),))


def vote(task: Task, first: Candidate, asked: Sequence[tuple[Variant, Output]], context: Context) -> Candidate:
    """Return the candidate whose words most answers give, weighed by their probability; `first` when none is sound."""
    votes: dict[str, float] = {}
    best: dict[str, tuple[Variant, Output]] = {}
    for variant, output in asked:
        for answer in answers(output):
            text = _bare(answer.text, context) if variant.edits else answer.text
            words = " ".join(WORD.findall(text)).casefold()
            votes[words] = votes.get(words, 0.0) + math.exp(answer.log_probability)
            if words not in best or best[words][1].log_probability < answer.log_probability:
                best[words] = (variant, answer)
    own = " ".join(WORD.findall(task.text)).casefold()
    if own in votes:
        votes[own] *= _ECHO
    # The words themselves decide between equals, so that the order of the answers does not.
    for words in sorted(votes, key=lambda item: (-votes[item], item)):
        variant, answer = best[words]
        found = candidate_of(task, variant, answer, context)
        if found is not None and found.weight <= first.weight:
            found = _without_article(found, context) if variant.edits else found
            return replace(found, first=first.first)
    return first


def _bare(text: str, context: Context) -> str:
    pattern = _article(context)
    return pattern.sub("", text, count=1) if pattern and pattern.match(text) else text


def _article(context: Context) -> re.Pattern[str] | None:
    return _ARTICLES.get(context.target.partition("-")[0])


def _without_article(candidate: Candidate, context: Context) -> Candidate:
    pattern = _article(context)
    found = pattern.match(candidate.target.text) if pattern else None
    if found is None:
        return candidate
    rest = candidate.target.text[found.end() : found.end() + 1]
    target = candidate.target.replaced(0, found.end(), "").replaced(0, 1, rest.upper())
    return replace(candidate, target=target)
