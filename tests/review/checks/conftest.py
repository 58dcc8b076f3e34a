"""Pairs of sentences for the checks, and a dictionary of a few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from pipeline.languages import language
from pipeline.review.checks import CHECKS, Issue, Pair, look, templates

Find = Callable[..., tuple[Issue, ...]]


class Words:
    """A speller that knows the words it is given."""

    def __init__(self, known: str, **suggestions: str) -> None:
        self.known = frozenset(known.split())
        self.suggestions = suggestions

    def misspelt(self, words: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        return {
            word: tuple(self.suggestions.get(word.lower(), "").split())
            for word in words
            if word.lower() not in self.known and word not in self.known
        }


def pair(source: str, target: str, code: str = "es", **facts: Any) -> Pair:
    return Pair(
        source=source, target=target, source_language="en", language=code, locale=language(code).locale, **facts
    )


@pytest.fixture(scope="session")
def find() -> Find:
    """Return a function that makes one check, or all, and sees to it that every issue is sound."""
    known = templates()

    def found(check: str, source: str, target: str, code: str = "es", **facts: Any) -> tuple[Issue, ...]:
        given = pair(source, target, code, **facts)
        issues = look(given, skip=frozenset(CHECKS) - {check} if check else ())
        for issue in issues:
            assert issue.template in known
            assert issue.check in CHECKS
            assert "{" not in issue.message or "{" in source + target
            assert (issue.start is None) == (issue.end is None)
            if issue.start is not None and issue.end is not None:
                assert 0 <= issue.start < issue.end <= len(target)
            assert issue.mend != target
        return issues

    return found


@pytest.fixture(scope="session")
def words() -> type[Words]:
    return Words
