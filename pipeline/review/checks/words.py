"""The group's own words: terms of its glossary, and words that it does not print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.review.checks.model import Forbidden, Issue, Pair, Severity, Template, issue
from pipeline.text.glossary import TermMatch
from pipeline.text.inflection import WORD, folded, plural, with_case
from pipeline.text.plain import OBJECT

TERM = Template("“{term}” is “{wanted}” in the glossary.")
KEPT = Template("“{term}” stays as it is, says the glossary.")
AVOID = Template("“{word}”: the group does not use this word.")
BETTER = Template("“{word}”: the group says “{better}”.")


def glossary(pair: Pair) -> Iterator[Issue]:
    """Find terms of the source whose translation in the glossary is not in the translation."""
    if not pair.glossary:
        return
    text = pair.read.text
    for match in pair.glossary.missing(pair.meant.text, text):
        wanted = pair.glossary.wanted(match)
        left = _left(match, text)
        span = mend = None
        if left is not None and not match.row.is_kept:
            span = pair.read.span(*left)
            mend = pair.read.replaced(*left, with_case(text[left[0] : left[1]], wanted))
        if match.row.is_kept:
            yield issue(KEPT, Severity.ERROR, term=match.text)
        else:
            yield issue(TERM, Severity.ERROR, span, mend, term=match.text, wanted=wanted)


def forbidden(pair: Pair) -> Iterator[Issue]:
    """Find words that the group does not print, in singular and plural, feminine and masculine."""
    if not pair.forbidden:
        return
    text = pair.read.text
    pattern, rows = _pattern(pair.forbidden, pair.base)
    for found in pattern.finditer(text):
        row, is_plural = rows[folded(found[0])]
        span = pair.read.span(*found.span())
        if not row.better:
            yield issue(AVOID, Severity.ERROR, span, word=found[0])
            continue
        better = plural(row.better, pair.base) if is_plural else row.better
        mend = pair.read.replaced(*found.span(), with_case(found[0], better))
        yield issue(BETTER, Severity.ERROR, span, mend, word=found[0], better=better)


def _left(match: TermMatch, text: str) -> tuple[int, int] | None:
    """Return where a term of the source stands untranslated."""
    found = re.search(rf"(?<!\w){re.escape(match.text)}(?!\w)", text, re.IGNORECASE)
    return found.span() if found else None


@lru_cache(maxsize=16)
def _pattern(words: tuple[Forbidden, ...], base: str) -> tuple[re.Pattern[str], dict[str, tuple[Forbidden, bool]]]:
    """Return an expression for all forms of forbidden words, and by form the word and whether it is the plural."""
    rows: dict[str, tuple[Forbidden, bool]] = {}
    for row in words:
        single = [row.word]
        if len(WORD.findall(row.word)) == 1 and base in ("es", "pt") and row.word[-1:] in "oa":
            single.append(row.word[:-1] + ("a" if row.word.endswith("o") else "o"))
        for form in single:
            rows.setdefault(folded(form), (row, False))
        for form in single:
            rows.setdefault(folded(plural(form, base)), (row, True))
    forms = sorted(rows, key=lambda form: (-len(form), form))
    inner = "|".join(re.escape(form).replace("'", "['’]").replace(r"\ ", r"\s+") for form in forms)
    return re.compile(rf"(?<![\w{OBJECT}])(?:{inner})(?!\w)", re.IGNORECASE), rows
