"""What slips in while typing: a word twice, two spaces, a space on the wrong side of a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.review.checks.model import LETTER, Issue, Pair, Severity, Template, issue
from pipeline.text.plain import OBJECT
from pipeline.text.value_patterns import ADDRESS

TWICE = Template("“{word}” stands here twice.")
SPACES = Template("Two spaces, where one is enough.")
AROUND = Template("A space at the beginning or at the end.")
BEFORE = Template("A space before “{sign}”.")
AFTER = Template("A space after “{sign}”.")
NO_SPACE = Template("No space after “{sign}”.")

_TWICE = re.compile(rf"(?<![\w'’-])({LETTER}+)(?P<gap>[ \u00a0\n]+)(\1)(?![\w'’-])", re.IGNORECASE)
_LEGITIMATE = {
    "en": ("had", "that", "no", "so", "very", "bye", "ha"),
    "es": ("sí", "no", "muy", "bien", "ya", "ja", "tan", "casi"),
    "pt": ("sim", "não", "muito", "bem", "já", "se", "nos", "ha", "tão"),
}
"""Words that may stand twice: *muy muy*, Portuguese *se se trata*, *nos nos*."""
_SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_SPACED_SIGNS = ("fr",)
"""Languages with a space before ; : ! ?"""
_SPACE_BEFORE = re.compile(r"(?<=[\w)»”’\"])[ \u00a0]+(?P<sign>[,;:!?](?![-')(/DPp])|\.(?![.\w])|[)\]»”])(?!\w)")
_SPACE_AFTER = re.compile(rf"(?P<sign>[¿¡([«“])[ \u00a0]+(?=[\w{OBJECT}])")
_JOINED = re.compile(
    rf"(?<={LETTER}{{2}})(?P<sign>[,;:!?])(?={LETTER}{{2}})|(?<={LETTER}{{3}})(?P<stop>\.)(?=[A-ZÀ-Þ][a-zà-ÿ])"
)


def doubled_words(pair: Pair) -> Iterator[Issue]:
    """Find a word that stands twice in a row, and not in the source."""
    text = pair.read.text
    usual = sum(1 for _ in _TWICE.finditer(pair.meant.text))
    for found in _TWICE.finditer(text):
        word = found[1]
        is_name = word[0].isupper() and found[3][0].isupper()
        if usual or is_name or word.casefold() in _LEGITIMATE.get(pair.base, ()):
            continue
        start, end = pair.read.span(*found.span())
        # Where one of them is marked, nobody knows which.
        mend = pair.read.replaced(found.end(1), found.end(), "") if pair.target[start:end] == found[0] else None
        yield issue(TWICE, span=pair.read.span(*found.span()), mend=mend, word=word)


def double_spaces(pair: Pair) -> Iterator[Issue]:
    """Find two spaces in a row, and spaces around the whole; print shows one in any case."""
    text = pair.read.text
    places = list(_SPACES.finditer(text))
    if places:
        mend = pair.target
        for found in reversed(places):
            start, end = pair.read.places[found.start()], pair.read.span(*found.span())[1]
            kept = pair.target[start:end].replace("\u00a0", "").replace(" ", "")
            space = "\u00a0" if "\u00a0" in found[0] else " "
            mend = mend[:start] + space + kept + mend[end:]
        yield issue(SPACES, Severity.NOTE, pair.read.span(*places[0].span()), mend)
    target = pair.target.strip()
    if target and target != pair.target and pair.source == pair.source.strip():
        yield issue(AROUND, Severity.NOTE, mend=target)


def spaces(pair: Pair) -> Iterator[Issue]:
    """Find a space before a closing sign or after an opening one, and none where one must be."""
    if pair.base in _SPACED_SIGNS or pair.base not in ("en", "es", "pt", "it", "ca", "gl", "de", "nl"):
        return
    text = pair.read.text
    closed = ADDRESS.sub(lambda found: OBJECT * len(found[0]), text)
    for found in _SPACE_BEFORE.finditer(closed):
        if found[0] not in pair.meant.text:
            sign = found["sign"]
            mend = pair.read.replaced(found.start(), found.start("sign"), "")
            yield issue(BEFORE, span=pair.read.span(*found.span()), mend=mend, sign=sign)
    for found in _SPACE_AFTER.finditer(closed):
        if found[0] not in pair.meant.text:
            mend = pair.read.replaced(found.end("sign"), found.end(), "")
            yield issue(AFTER, span=pair.read.span(*found.span()), mend=mend, sign=found["sign"])
    for found in _JOINED.finditer(closed):
        if found[0] in pair.meant.text and _JOINED.search(pair.meant.text):
            continue
        sign = found[0]
        mend = pair.read.replaced(found.start(), found.end(), f"{sign} ")
        yield issue(NO_SPACE, span=pair.read.span(*found.span()), mend=mend, sign=sign)
