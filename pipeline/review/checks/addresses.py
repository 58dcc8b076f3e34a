"""Addresses as in the source: of links, of web pages and people in the text, handles and hashtags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.review.checks.model import Issue, Pair, Severity, Template, issue
from pipeline.text.marks import marks
from pipeline.text.placeholders import PLACEHOLDER
from pipeline.text.plain import Plain
from pipeline.text.value_patterns import ADDRESS

MISSING = Template("The address {address} of the source is not here.")
FOREIGN = Template("The address {address} is not in the source.")
OTHER = Template("The address is {address} here, {source} in the source.")
NO_LINK = Template("The link to {address} is missing.")
NEW_LINK = Template("There is a link to {address}, which the source has not.")
OTHER_LINK = Template("The link leads to {address} here, to {source} in the source.")

_PLACEHOLDER = re.compile(PLACEHOLDER)
_INLINE = re.compile(r"\]\(\s*<?(?P<address>[^\s<>]*)>?(?P<title>[^)]*)\)\Z", re.DOTALL)
_LABEL = re.compile(r"\]\[(?P<label>[^\[\]]*)\]\Z")
_LANGUAGE = re.compile(
    r"(?<=[/.=_-])(?P<code>[a-z]{2}(?:[-_][a-zA-Z]{2})?)(?=[/.&_-]|\Z)|(?<=//)(?P<host>[a-z]{2})(?=\.)"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """An address and where it stands in the Markdown."""

    address: str
    start: int
    end: int


def addresses(pair: Pair) -> Iterator[Issue]:
    """Find addresses that are lost, new or other than in the source, each counted as often as it stands there.

    An address may lead to the edition in the other language: /en/ may become /es/.
    """
    given = _linked(pair.source, pair), _linked(pair.target, pair)
    yield from _differences(pair, *given, texts=(NO_LINK, NEW_LINK, OTHER_LINK))
    if "@" in pair.source + pair.target or "." in pair.source + pair.target or "#" in pair.source + pair.target:
        yield from _differences(pair, _shown(pair.meant), _shown(pair.read), texts=(MISSING, FOREIGN, OTHER))


def _differences(
    pair: Pair, source: list[_Place], target: list[_Place], texts: tuple[Template, Template, Template]
) -> Iterator[Issue]:
    wanted, found = Counter(_key(item, pair) for item in source), Counter(_key(item, pair) for item in target)
    missing, foreign = _more(source, found, pair), _more(target, wanted, pair)
    no, new, other = texts
    if len(missing) == len(foreign) == 1:
        lost, here = missing[0], foreign[0]
        mend = pair.target[: here.start] + lost.address + pair.target[here.end :]
        severity = Severity.ERROR if not lost.address.startswith("#") or texts[0] is NO_LINK else Severity.WARNING
        span = (here.start, here.end)
        yield issue(other, severity, span, mend, address=here.address, source=lost.address)
        return
    for item in missing:
        yield issue(no, Severity.ERROR if texts[0] is NO_LINK else Severity.WARNING, address=item.address)
    for item in foreign:
        yield issue(new, span=(item.start, item.end), address=item.address)


def _more(places: list[_Place], known: Counter[str], pair: Pair) -> list[_Place]:
    """Return the places whose addresses are not, or not as often, among the known ones."""
    left = Counter(known)
    found = []
    for item in places:
        key = _key(item, pair)
        if left[key]:
            left[key] -= 1
        else:
            found.append(item)
    return found


def _key(item: _Place, pair: Pair) -> str:
    """Return what two addresses have in common that differ in the language only."""
    codes = {pair.source_language, pair.language, pair.locale, pair.base, pair.source_language.partition("-")[0]}
    own = {code.lower().replace("_", "-") for code in codes}

    def neutral(found: re.Match[str]) -> str:
        return "*" if found[0].lower().replace("_", "-") in own else found[0]

    return _LANGUAGE.sub(neutral, item.address.rstrip("/"))


def _linked(markdown: str, pair: Pair) -> list[_Place]:
    """Return what the links and pictures of some Markdown lead to: an address, or the label of one."""
    if "](" not in markdown and "][" not in markdown:
        return []
    found = []
    for mark in marks(markdown, dict(pair.links)):
        if mark.kind in ("link", "image"):
            inner = mark.inner_end if mark.kind == "link" else mark.start
            tail = _INLINE.search(markdown, inner, mark.end) or _LABEL.search(markdown, inner, mark.end)
            if tail is not None:
                found.append(_Place(tail[1], *tail.span(1)))
    return found


def _shown(text: Plain) -> list[_Place]:
    found = []
    for match in ADDRESS.finditer(text.text):
        if not _PLACEHOLDER.fullmatch(match[0]):
            found.append(_Place(match[0], *text.span(*match.span())))
    return found
