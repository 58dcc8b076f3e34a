"""Checks of one translated sentence: small functions from a pair to what is wrong with it."""

from pipeline.review.checks.model import Check, Forbidden, Issue, Pair, Severity, Speller, Template, issue, pair_of
from pipeline.review.checks.registry import CHECKS, TITLES, look, templates

__all__ = [
    "CHECKS",
    "TITLES",
    "Check",
    "Forbidden",
    "Issue",
    "Pair",
    "Severity",
    "Speller",
    "Template",
    "issue",
    "look",
    "pair_of",
    "templates",
]
